import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.limits import SEEDS
from demos.pattern.limits import BITS, UNITS
from demos.pattern.presets import TWO_BIT
from demos.pattern.settings import SETTINGS
from demos.pattern.state import Origin, Panel
from demos.pattern.views import view
from demos.settings import write_settings
from rnn.network import NetworkShape, flatten, initialise
from tests.demos.support import TABLE, initial_state, parse, text


def complaint(query: str) -> str:
    """The notice for a query none of which can be used; everything else must be as it is without a query."""
    state = initial_state(TWO_BIT, TABLE, query)
    defaults = initial_state(TWO_BIT, TABLE)
    assert (state.target, state.test_input, state.next_seed) == ((1, 0), (1, 0), TWO_BIT.seed)
    assert state.learned is defaults.learned
    return state.notice


def test_without_settings_the_first_picture_is_a_full_one() -> None:
    state = initial_state(TWO_BIT, TABLE)
    assert (state.target, state.test_input, state.position) == (TWO_BIT.target, TWO_BIT.test_input, 2)
    assert state.next_seed == TWO_BIT.seed
    assert (state.learned.run, state.part) == (None, None)
    assert (state.notice, state.playing) == ("", 0)


@pytest.mark.parametrize("query", ["target=01&input=11&seed=7", "?target=01&input=11&seed=7&units=1&theme=dark"])
def test_all_settings(query: str) -> None:
    state = initial_state(TWO_BIT, TABLE, query)
    assert (state.target, state.test_input, state.next_seed) == ((0, 1), (1, 1), 7)
    assert state.notice == ""


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("units", "1"),
        ("theme", "light"),
        ("theme", "dark"),
        ("theme", "transparent"),
        ("theme", "transparent-light"),
        ("theme", "transparent-dark"),
        ("seed", "0"),
        ("seed", "4294967295"),
        ("target", "%31%30"),
    ],
)
def test_a_good_value_needs_no_words(setting: str, value: str) -> None:
    assert initial_state(TWO_BIT, TABLE, f"?{setting}={value}").notice == ""


def test_percent_encoding() -> None:
    assert initial_state(TWO_BIT, TABLE, "?t%61rget=%30%31").target == (0, 1)


@pytest.mark.parametrize("target", TABLE)
def test_the_network_on_show_is_the_one_trained_for_the_target(target: tuple[int, ...]) -> None:
    state = initial_state(TWO_BIT, TABLE, f"?target={target[0]}{target[1]}")
    assert state.target == state.learned.target == target
    assert state.learned is TABLE[target]


@pytest.mark.parametrize("setting", ["target", "input"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "a pattern is written with the digits 0 and 1, not ''"),
        ("1", "a pattern has from 2 to 8 bits"),
        ("101010101", "a pattern has from 2 to 8 bits"),
        ("12", "a pattern is written with the digits 0 and 1, not '12'"),
        ("1_0", "a pattern is written with the digits 0 and 1, not '1_0'"),
        ("\u0661\u0660", "a pattern is written with the digits 0 and 1, not '\u0661\u0660'"),
        ("%FF", "a pattern is written with the digits 0 and 1, not '\N{REPLACEMENT CHARACTER}'"),
    ],
)
def test_a_bad_pattern(setting: str, value: str, reason: str) -> None:
    shown = value.replace("%FF", "\N{REPLACEMENT CHARACTER}")
    assert complaint(f"?{setting}={value}") == f"The address asks for {setting}={shown}, but {reason}."


@pytest.mark.parametrize("value", ["", "-1", "%2B1", "1.0", "1e3", "0x1", "4294967296", "9" * 5000, "\u0667", "7_0"])
def test_a_bad_seed(value: str) -> None:
    assert complaint(f"?seed={value}").endswith("but a seed must be a whole number from 0 to 4294967295.")


@pytest.mark.parametrize("value", ["", "0", "17", "-1", "1.5", "\u0661", "one"])
def test_a_bad_number_of_units(value: str) -> None:
    assert (
        complaint(f"?units={value}")
        == f"The address asks for units={value}, but the number of units must be a whole number from 1 to 16."
    )


def test_an_input_of_another_length_than_the_target() -> None:
    assert complaint("?input=101") == "The address asks for input=101, but the network reads 2 bits here."


@pytest.mark.parametrize(
    ("query", "units", "bits"),
    [("?units=2", 2, 2), ("?target=0110", 1, 4), ("?units=16&target=00000001", 16, 8)],
)
def test_a_network_of_another_size_is_a_random_one(query: str, units: int, bits: int) -> None:
    state = initial_state(TWO_BIT, TABLE, f"{query}&seed=12")
    assert (state.units, state.length, state.position, state.notice) == (units, bits, bits, "")
    assert (state.learned.origin, state.learned.target, state.learned.losses) == (Origin.SEED, None, ())
    assert state.network.shape == NetworkShape(1, units, 1)
    wanted = initialise(np.random.default_rng(12), state.shape)
    np.testing.assert_array_equal(flatten(state.network), wanted)


def test_a_longer_target_alone_is_the_input_too() -> None:
    state = initial_state(TWO_BIT, TABLE, "?target=0110")
    assert state.test_input == state.target == (0, 1, 1, 0)
    assert initial_state(TWO_BIT, TABLE, "?target=0110&input=0111").test_input == (0, 1, 1, 1)


@pytest.mark.parametrize("value", ["", "Dark", "blue"])
def test_an_unknown_theme(value: str) -> None:
    reason = "the themes are light, dark and transparent"
    assert complaint(f"?theme={value}") == f"The address asks for theme={value}, but {reason}."


def test_of_a_repeated_setting_the_last_one_counts() -> None:
    state = initial_state(TWO_BIT, TABLE, "?target=00&target=11")
    assert state.target == (1, 1)
    assert state.notice == "The address asks for target=00 and for target=11; the last one counts."
    assert "target=x" in complaint("?target=00&target=x")


def test_several_complaints_at_once_and_what_is_good_is_used() -> None:
    state = initial_state(TWO_BIT, TABLE, "?target=2&input=01&seed=x&units=40")
    assert state.test_input == (0, 1)
    assert [word for word in SETTINGS if f"{word}=" in state.notice] == ["target", "units", "seed"]
    assert state.notice.count("The address asks for") == 3


@pytest.mark.parametrize("query", ["", "?", "&&", "?utm_source=x&fbclid=y", "?demo=two-bit"])
def test_other_parameters_are_ignored(query: str) -> None:
    assert complaint(query) == ""


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("?Target=00", "The address asks for Target=00, but the setting is called target."),
        ("?temperature=1", "The address asks for temperature=1, but this demo has no such setting."),
        (
            "?demo=nine-bit",
            "The address asks for demo=nine-bit, which is not on this page; what else it asks for is done here.",
        ),
        ("?with=weights", "The link was cut off: the weights at its end are missing."),
    ],
)
def test_what_would_be_lost_is_told(query: str, notice: str) -> None:
    assert complaint(query) == notice


def test_a_mangled_address_is_understood() -> None:
    state = initial_state(TWO_BIT, TABLE, "?target=01&amp;input=11&amp;units=3&amp;seed=7&amp;theme=dark.")
    assert (state.target, state.test_input, state.units, state.next_seed) == ((0, 1), (1, 1), 3, 7)
    assert state.notice == ""


@pytest.mark.parametrize("gap", ["%0A", "%0D%0A", "%20", "+", "%C2%A0", "\\", "=%0D%0A"])
def test_what_wrapping_leaves_in_short_values_is_undone(gap: str) -> None:
    for value in ("target=0{}1", "input={}11", "units=3{}", "seed=1{}3", "seed={}13", "theme=da{}rk", "demo=two{}-bit"):
        query = f"?target=01&input=11&units=3&seed=13&{value.format(gap)}"
        state = initial_state(TWO_BIT, TABLE, query)
        assert (state.target, state.test_input, state.units, state.next_seed) == ((0, 1), (1, 1), 3, 13), query
        assert state.notice == "", query


def test_a_setting_without_a_value_is_a_mistake_worth_a_word() -> None:
    assert complaint("?target").startswith("The address asks for target=, but")


def test_a_long_value_is_not_repeated_in_full() -> None:
    assert len(complaint(f"?target={'x' * 10_000}")) < 150


def test_an_address_with_very_many_parameters() -> None:
    many = "&".join(f"p{k}=1" for k in range(1000))
    assert initial_state(TWO_BIT, TABLE, f"?{many}").target == TWO_BIT.target


def test_notices_are_escaped() -> None:
    notice = view(initial_state(TWO_BIT, TABLE, "?target=<img src=x>"))["notice"]
    assert "<img" not in notice
    assert "target=<img src=x>, but" in text(parse(notice))


@given(st.sampled_from(sorted(SETTINGS)), st.text())
def test_any_value_is_used_or_complained_about(setting: str, value: str) -> None:
    state = initial_state(TWO_BIT, TABLE, f"?{setting}={value}")
    assert len(state.target) in BITS
    assert len(state.test_input) == len(state.target)
    assert state.units in UNITS
    assert state.next_seed in SEEDS
    assert state.network.shape == state.shape
    view(state)


@pytest.mark.parametrize(
    ("query", "position", "held", "panel"),
    [
        ("?step=0", 0, "", None),
        ("?step=1&hold=forget", 1, "forget", None),
        ("?target=0110&units=3&step=3&hold=overwrite", 3, "overwrite", None),
        ("?panel=maps", 2, "", Panel.MAPS),
        ("?step=3", 2, "", None),
        ("?hold=everything", 2, "", None),
        ("?units=2&panel=build", 2, "", None),
    ],
)
def test_an_address_shows_a_step_what_is_held_and_a_panel(
    query: str, position: int, held: str, panel: Panel | None
) -> None:
    state = initial_state(TWO_BIT, TABLE, query)
    assert (state.position, state.held, state.panel) == (position, held, panel)
    complains = query in ("?step=3", "?hold=everything", "?units=2&panel=build")
    assert bool(state.notice) is complains
    written = {part.partition("=")[0] for part in write_settings(state, SETTINGS).split("&")}
    assert not {"step", "hold", "panel"} & written
