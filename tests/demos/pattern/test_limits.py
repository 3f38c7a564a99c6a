import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.limits import SEEDS, whole_number
from demos.pattern.limits import BITS, UNITS, pattern
from demos.pattern.presets import PRESETS, Preset
from tasks.bits import all_inputs, format_bits


@pytest.mark.parametrize("allowed", [UNITS, BITS, SEEDS, range(3, 4)])
def test_the_first_and_the_last_are_allowed_and_their_neighbours_are_not(allowed: range) -> None:
    for number in (allowed[0], allowed[-1]):
        assert whole_number(str(number), allowed, "it") == number
    for number in (allowed[0] - 1, allowed[-1] + 1):
        with pytest.raises(ValueError, match=f"^it must be a whole number from {allowed[0]} to {allowed[-1]}$"):
            whole_number(str(number), allowed, "it")


@pytest.mark.parametrize(
    "text", ["", " 1", "1 ", "+1", "-1", "1.0", "1e0", "0x1", "1_0", "\u0661", "\u00b2", "9" * 5000]
)
def test_what_is_not_a_whole_number(text: str) -> None:
    with pytest.raises(ValueError, match="must be a whole number from 1 to 16"):
        whole_number(text, UNITS, "the number of units")


@given(st.integers(-20, 40))
def test_whole_numbers_are_those_in_the_range(number: int) -> None:
    if number in UNITS:
        assert whole_number(str(number), UNITS, "it") == number
    else:
        with pytest.raises(ValueError):
            whole_number(str(number), UNITS, "it")


@pytest.mark.parametrize("bits", BITS)
def test_every_pattern_of_an_allowed_length(bits: int) -> None:
    assert [pattern(format_bits(one)) for one in all_inputs(bits)] == all_inputs(bits)


@pytest.mark.parametrize("text", ["", "0", "1", "0" * (BITS[-1] + 1), "1" * 5000, "012", "ab", "1 0", "\u0661\u0660"])
def test_what_is_not_a_pattern(text: str) -> None:
    with pytest.raises(ValueError):
        pattern(text)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_the_presets_keep_to_the_limits(preset: Preset) -> None:
    assert preset.units in UNITS
    assert len(preset.target) == len(preset.test_input)
    assert len(preset.target) in BITS
    assert preset.seed in SEEDS
