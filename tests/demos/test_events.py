"""One table of events: what a view sends is what comes in, and what may become of it on its way is data."""

import doctest
import json
from math import inf, nan
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos import events
from demos.demo import Demo
from demos.events import Declared, Events
from demos.registry import all_demos
from tests.demos.support import kinds

DEMOS = pytest.mark.parametrize("demo", all_demos().values(), ids=lambda demo: demo.name)
POLICIES = {"latest", "gathers", "quiet", "passing", "aside"}


class Steer(NamedTuple):
    """An event with a field of every type."""

    angle: float
    gear: int
    road: str
    points: list  # type: ignore[type-arg]
    lights: bool = True


class Stop(NamedTuple):
    """One without."""


CAR = Events(
    {
        "steer": Declared(Steer, latest=True, gathers="points", frequent=True),
        "stop": Declared(Stop, quiet=True, passing=True),
    }
)
STEER: dict[str, Any] = {"type": "steer", "angle": 0.5, "gear": 2, "road": "A1", "points": [[1, 2]]}


def refusal(message: dict[str, Any]) -> str:
    with pytest.raises(ValueError) as caught:
        CAR.parse(message)
    return str(caught.value)


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(events).failed == 0
    assert doctest.testmod(events).attempted > 0


# --- Names and policies ---


def test_classes_have_names_and_events_what_was_declared_of_them() -> None:
    assert [*CAR] == ["steer", "stop"]
    assert (CAR.name(Steer), CAR.name(Stop)) == ("steer", "stop")
    assert CAR.of(Stop()) == Declared(Stop, quiet=True, passing=True)
    assert CAR.of(Steer(0.5, 2, "A1", [])).gathers == "points"
    with pytest.raises(KeyError):
        CAR.name(int)


def test_the_page_is_told_what_is_not_as_usual_and_only_what_is_its_business() -> None:
    assert CAR.policies() == {"steer": {"latest": True, "gathers": "points"}, "stop": {"quiet": True, "passing": True}}
    assert Events({"stop": Declared(Stop)}).policies() == {}


@DEMOS
def test_the_policies_of_every_demo_can_stand_in_a_page(demo: Demo[Any]) -> None:
    policies = json.loads(json.dumps(demo.events.policies()))
    assert policies == demo.events.policies()
    assert policies.keys() <= set(demo.events)
    for name, of_one in policies.items():
        assert of_one
        assert of_one.keys() <= POLICIES
        kind = kinds(demo.events)[name]
        if gathers := of_one.get("gathers"):
            assert kind.__annotations__[gathers] is list
            assert of_one["latest"]  # only what may be let go of can be gathered instead


# --- Out ---


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({}, '{"type":"steer"}'),
        ({"gear": 3}, '{"type":"steer","gear":3}'),
        ({"angle": -0.5, "lights": False}, '{"type":"steer","angle":-0.5,"lights":false}'),
        ({"road": "A"}, '{"type":"steer","road":"A"}'),
        ({"road": 'a "b" \\'}, '{"type":"steer","road":"a \\"b\\" \\\\"}'),
    ],
)
def test_what_a_button_sends(fields: dict[str, Any], text: str) -> None:
    assert CAR.message(Steer, **fields) == text


@given(st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_whatever_stands_in_a_message_is_json(value: str | float) -> None:
    read = json.loads(CAR.message(Steer, road=value))
    assert (type(read["road"]), read) == (type(value), {"type": "steer", "road": value})


EXAMPLES: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(),
    bool: st.booleans(),
    list: st.lists(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2)),
}
EVENTS_OF_ALL = [(demo, name) for demo in all_demos().values() for name in demo.events]


@pytest.mark.parametrize(("demo", "name"), EVENTS_OF_ALL, ids=lambda one: getattr(one, "name", one))
@given(data=st.data())
def test_every_event_of_every_demo_comes_in_as_it_went_out(demo: Demo[Any], name: str, data: st.DataObject) -> None:
    kind = kinds(demo.events)[name]
    fields = {field: data.draw(EXAMPLES[kind.__annotations__[field]], label=field) for field in kind._fields}
    message = json.loads(demo.events.message(kind, **fields))
    assert message == {"type": name, **fields}
    event = demo.events.parse(message)
    assert (type(event), event) == (kind, kind(**fields))
    assert demo.events.name(type(event)) == name
    assert demo.events.of(event).kind is kind


@DEMOS
def test_no_two_names_mean_the_same(demo: Demo[Any]) -> None:
    found = kinds(demo.events)
    assert len(set(found.values())) == len(found)
    assert all(demo.events.name(kind) == name for name, kind in found.items())


# --- In ---


def test_fields_that_have_a_default_may_be_left_out_and_whole_numbers_pass_for_others() -> None:
    before = dict(STEER)
    assert CAR.parse(STEER) == Steer(0.5, 2, "A1", [[1, 2]], lights=True)
    assert CAR.parse(STEER | {"lights": False}).lights is False
    assert before == STEER
    angle = CAR.parse(STEER | {"angle": 3}).angle
    assert (type(angle), angle) == (float, 3.0)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"type": "stear"}, "there is no event 'stear'"),
        ({"type": None}, "there is no event 'None'"),
        ({"type": "x" * 1000}, f"there is no event '{'x' * 40}'"),
        ({"type": ["steer"]}, "there is no event \"['steer']\""),
        ({"angles": 2}, "steer has no field 'angles'"),
        ({"y" * 1000: 2}, f"steer has no field '{'y' * 40}'"),
        ({"angle": "12"}, "steer.angle must be float, not str"),
        ({"angle": True}, "steer.angle must be float, not bool"),
        ({"angle": None}, "type a number, for example 0.5"),  # what an empty number field holds
        ({"angle": 10**400}, "steer.angle must be float, not int"),
        ({"gear": True}, "steer.gear must be int, not bool"),
        ({"gear": 2.0}, "steer.gear must be int, not float"),
        ({"gear": None}, "steer.gear must be int, not NoneType"),
        ({"road": 1}, "steer.road must be str, not int"),
        ({"points": {}}, "steer.points must be list, not dict"),
        ({"lights": 1}, "steer.lights must be bool, not int"),
        *(({"angle": number}, "steer.angle must be a finite number") for number in (nan, inf, -inf)),
    ],
)
def test_fields_must_be_known_and_of_their_type(change: dict[str, Any], complaint: str) -> None:
    assert refusal(STEER | change) == complaint


@pytest.mark.parametrize("field", ["angle", "gear", "road", "points"])
def test_fields_without_a_default_must_be_there(field: str) -> None:
    assert refusal({name: value for name, value in STEER.items() if name != field}) == f"steer.{field} is missing"
