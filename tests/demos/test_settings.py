"""A demo's settings in an address: each is used or told, and a link is read as it was written."""

from contextlib import suppress
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.demo import Place
from demos.limits import SEEDS
from demos.pattern.events import (
    ChangeNetwork,
    ClampGate,
    Event,
    FlipInput,
    FlipTarget,
    PutWeightsInLink,
    SetWeight,
    ShowEpoch,
    Train,
)
from demos.pattern.limits import BITS, UNITS
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.settings import SETTINGS
from demos.pattern.state import Origin, State
from demos.registry import all_demos
from demos.setting import Setting, Settings
from demos.settings import THEMES, all_of, read_settings, write_settings
from rnn.network import flatten
from tests.demos.support import OURS, START, START_OF_FOUR, TABLE, TABLE_OF_FOUR, initial_state, trained, update


class Car(NamedTuple):
    """A state with settings of its own."""

    wheels: str = "4"
    paint: str = "red"


def wheels(car: Car, text: str) -> Car:
    if not text.isdecimal():
        raise ValueError("that is no number")
    return car._replace(wheels=text)


CAR: Settings[Car] = {
    "wheels": Setting(wheels, lambda car: car.wheels),
    "paint": Setting(lambda car, text: car._replace(paint=text + car.wheels), lambda car: car.paint[:3] or None),
    "hue": Setting(lambda car, text: car._replace(paint=text)),
}


def read(query: str, instance: str = "car") -> tuple[Car, list[str]]:
    car, complaints, _ = read_settings(Car(), Place(instance, query), "car", CAR)
    return car, complaints


def test_settings_are_used_in_the_order_of_the_table() -> None:
    assert read("?hue=blue") == (Car("4", "blue"), [])
    assert read("?paint=green&wheels=3") == (Car("3", "green3"), [])
    assert read("?hue=blue&paint=green&wheels=3") == (Car("3", "blue"), [])


def test_those_that_cannot_be_are_told_as_they_were_written_and_the_others_used() -> None:
    complaint = "The address asks for wheels=<i>, but that is no number."
    assert read("?wheels=<i>&paint=green).") == (Car("4", "green4"), [complaint])


def test_what_a_demo_has_no_setting_for_is_told_only_if_another_one_has() -> None:
    place = Place("car", "?seed=3&speed=9", ours=OURS)
    _, complaints, _ = read_settings(Car(), place, "car", CAR)
    assert complaints == ["The address asks for seed=3, but this demo has no such setting."]
    assert read("?seed=3&speed=9") == (Car(), [])  # where it is alone


def test_all_that_was_asked_for_is_handed_over() -> None:
    _, _, asked = read_settings(Car(), Place("car", "?wheels=x.&theme=dark"), "car", CAR)
    assert asked.settings == {"wheels": "x", "theme": "dark"}


@pytest.mark.parametrize("theme", THEMES)
def test_every_demo_has_a_theme_which_is_for_the_page(theme: str) -> None:
    assert read(f"?theme={theme}") == (Car(), [])


def test_a_theme_that_is_none_is_told() -> None:
    complaint = "The address asks for theme=pink, but the themes are light, dark and transparent."
    assert read("?theme=pink") == (Car(), [complaint])


@pytest.mark.parametrize("instance", ["car", "second-car"])
def test_an_address_names_a_demo_by_its_name_or_by_its_place_on_the_page(instance: str) -> None:
    for name in {"car", instance}:
        assert read(f"?demo={name}&wheels=3", instance) == (Car("3"), [])
    [complaint] = read("?demo=third-car&wheels=3", instance)[1]
    assert complaint.startswith("The address asks for demo=third-car, which is not on this page")


def test_a_link_has_what_can_be_written_in_the_order_of_the_table() -> None:
    assert write_settings(Car("3", "blue"), CAR) == "wheels=3&paint=blu"
    assert write_settings(Car("3", ""), CAR) == "wheels=3"
    assert write_settings(Car("3"), {"hue": CAR["hue"]}) == ""


def test_demos_say_which_settings_they_have() -> None:
    assert [*all_demos()["two-bit"].settings] == [
        *("with", "target", "input", "units", "seed", "rate", "step", "hold", "panel", "ask", "weights"),
    ]
    assert [*all_demos()["draw"].settings] == ["adventure", "temperature", "learning"]


def test_names_of_other_people_are_passed_over_and_what_resembles_a_setting_else_is_told() -> None:
    """What is special of a setting is declared with it, and holds on every page of the site."""
    wheels = CAR["wheels"]._replace(others=("wheel", "hues", "with"), whole=True)
    car = {**CAR, "wheels": wheels, "with": CAR["hue"]._replace(others=("with",))}
    for query, known in (("?wheel=9&hues=9", car), ("?with=9", {"hue": CAR["hue"]})):
        place = Place("car", query, ours=all_of({"car": car}))
        assert read_settings(Car(), place, "car", known)[:2] == (Car(), [])
    assert read("?wheel=9&hues=9")[1] == [
        "The address asks for wheel=9, but the setting is called wheels.",
        "The address asks for hues=9, but the setting is called hue.",
    ]


def test_of_a_value_that_is_whole_nothing_is_taken_out() -> None:
    whole: Settings[Car] = {"paint": CAR["hue"]._replace(whole=True), "hue": CAR["hue"]}
    seen = [read_settings(Car(), Place("car", f"?{name}=a+b\\c."), "car", whole)[0].paint for name in whole]
    assert seen == ["a b\\c", "abc"]


# --- The pattern demo: what is written is read to the same ---

PLACES = st.integers(1, BITS[-1])
CHANGES: st.SearchStrategy[Event] = st.one_of(
    st.builds(ChangeNetwork, st.sampled_from(UNITS), st.sampled_from(BITS)),
    st.builds(FlipTarget, PLACES),
    st.builds(FlipInput, PLACES),
    st.builds(SetWeight, st.sampled_from(["f-x-1", "p-b-1", "g-h1-1"]), st.floats(-9, 9)),
    st.builds(ClampGate, st.sampled_from("ifgo"), st.sampled_from(["0", "1", "free"])),
    st.builds(ShowEpoch, st.integers(0, 20)),
    st.just(Train()),
)


@st.composite
def states(draw: st.DrawFn) -> State:
    """What a reader may get to with a few clicks."""
    state = draw(st.sampled_from([START, START_OF_FOUR]))._replace(next_seed=draw(st.sampled_from(SEEDS)))
    for change in draw(st.lists(CHANGES, max_size=6)):
        if isinstance(change, Train) and (state.units, state.length) != (TWO_BIT.units, 2):
            continue  # that takes long
        with suppress(ValueError):  # there is no such bit, epoch or weight
            state = trained(update(state, change))
    return update(state, PutWeightsInLink()) if draw(st.booleans()) else state


def opened(state: State, query: str) -> State:
    table = {TWO_BIT: TABLE, FOUR_BIT: TABLE_OF_FOUR}[state.preset]
    return initial_state(state.preset, table, f"?{query}")


@settings(max_examples=60, deadline=None)
@given(states())
def test_what_is_written_is_read_to_the_same(state: State) -> None:
    query = write_settings(state, SETTINGS)
    there = opened(state, query)
    assert there.notice == ""
    assert (there.target, there.test_input, there.units) == (state.target, state.test_input, state.units)
    assert there.next_seed == (state.next_seed if state.learned.seed is None else state.learned.seed)
    assert (there.learned.origin is Origin.LINK) == state.weights_in_link
    if state.weights_in_link:
        np.testing.assert_array_equal(flatten(there.network), flatten(state.network).astype(np.float32))
        assert there.learned.target == state.learned.target
        there = update(there, PutWeightsInLink())
        assert write_settings(there, SETTINGS) == query  # and so on, from reader to reader
    else:
        assert {*query.split("&")} >= {
            setting for setting in write_settings(there, SETTINGS).split("&") if not setting.startswith("seed=")
        }


@settings(max_examples=60, deadline=None)
@given(states())
def test_reading_it_again_reads_the_same(state: State) -> None:
    query = write_settings(state, SETTINGS)
    one, other = opened(state, query), opened(state, query)
    assert flatten(one.network).tobytes() == flatten(other.network).tobytes()
    assert write_settings(one, SETTINGS) == write_settings(other, SETTINGS)
