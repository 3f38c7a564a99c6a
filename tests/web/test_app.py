import json
import re
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.demo import Demo
from demos.effects import Effect, Save, Tell
from demos.events import Declared, Events
from demos.html import Html
from demos.pattern.events import EVENTS
from demos.pattern.presets import FOUR_BIT
from demos.pattern.pretrained import pretrain, to_json
from rnn.network import unflatten
from rnn.state_dict import to_state_dicts
from tasks.strokes.network import SHAPE
from tests.clock import Clock
from tests.demos.draw.drawing import stroke, theta
from tests.demos.support import OURS, TABLE, json_values
from web.app import App

DATA = json.loads(json.dumps(to_json(TABLE)))
OTHER_DATA = json.loads(json.dumps(to_json(pretrain(FOUR_BIT))))
REGIONS = ("notice", "teach", "test", "stage", "experiments", "panels", "lesson")
START: dict[str, Any] = {
    "package": "pattern",
    "name": "two-bit",
    "data": DATA,
    "query": "",
    "address": "two-bit.html",
    **OURS._asdict(),
}


def ask(app: App, what: object, demo: str = "two-bit", **message: Any) -> dict[str, Any]:
    """The answer to a message for a demo."""
    answer = json.loads(app.dispatch(json.dumps({"demo": demo, "ask": what, **message})))
    assert isinstance(answer, dict)
    return answer


def send(app: App, demo: str = "two-bit", **event: Any) -> dict[str, Any]:
    """The answer to an event of a demo."""
    return ask(app, "event", demo, event=event)


def started(query: str = "") -> App:
    app = App(Clock())
    assert "error" not in ask(app, "start", **START | {"query": query})
    return app


@pytest.fixture
def app() -> App:
    return started()


# --- A demo ---


def test_start_sends_every_region() -> None:
    answer = ask(App(), "start", **START | {"query": "?target=01"})
    assert answer.keys() == {"regions", "busy", "effects"}
    assert list(answer["regions"]) == [f"two-bit-{region}" for region in REGIONS]
    assert "knows 01" in answer["regions"]["two-bit-teach"]
    assert (answer["busy"], answer["effects"]) == (False, [])


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ({"type": "skip"}, set()),
        ({"type": "flip-target", "bit": 1}, {"two-bit-teach", "two-bit-stage"}),  # what was right may be wrong now
        ({"type": "flip-input", "bit": 1}, {"two-bit-test", "two-bit-stage"}),
        ({"type": "step"}, {"two-bit-test", "two-bit-stage", "two-bit-lesson"}),  # the first step of the lesson
        ({"type": "explain", "part": "f", "step": 1}, {"two-bit-stage"}),
        # Nothing that changes with the network is read aloud meanwhile, the lesson's words neither.
        (
            {"type": "train"},
            {"two-bit-teach", "two-bit-test", "two-bit-stage", "two-bit-experiments", "two-bit-lesson"},
        ),
        ({"type": "nonsense"}, {"two-bit-notice"}),
    ],
)
def test_only_what_changed_is_sent(app: App, message: dict[str, Any], changed: set[str]) -> None:
    assert send(app, **message)["regions"].keys() == changed


def test_a_message_shown_once_is_not_sent_again_and_then_taken_away(app: App) -> None:
    assert send(app, type="nonsense")["regions"].keys() == {"two-bit-notice"}
    assert send(app, type="nonsense")["regions"] == {}
    assert send(app, type="start-over")["regions"]["two-bit-notice"] == ""


def test_an_empty_number_field_is_answered_with_what_to_do(app: App) -> None:
    # JavaScript's NaN, which is what such a field holds, arrives as null.
    answer = send(app, type="set-weight", name="f-x-1", value=None)
    assert answer["regions"] == {"two-bit-notice": "<p>Nothing was changed: type a number, for example 0.5.</p>"}


def test_busy_exactly_while_training(app: App) -> None:
    assert not send(app, type="step")["busy"]
    answers = [send(app, type="train")]
    while answers[-1]["busy"]:
        assert send(app, type="nonsense")["busy"]
        answers.append(ask(app, "work", budget=5, paced=False))
    assert "trained in" in answers[-1]["regions"]["two-bit-teach"]
    assert all("trained in" not in answer["regions"]["two-bit-teach"] for answer in answers[:-1])
    assert not ask(app, "work", budget=5, paced=True)["busy"]


def test_a_file_is_handed_over_once(app: App) -> None:
    [save] = send(app, type="export-weights")["effects"]
    assert save.keys() == {"type", "name", "text"}
    assert save["type"] == "save"
    assert json.loads(save["text"])["about"]["target"] == "10"
    assert send(app, type="skip")["effects"] == []


def test_an_exported_file_can_be_loaded(app: App) -> None:
    [save] = send(app, type="export-weights")["effects"]
    answer = send(app, type="load-weights", name="w.json", text=save["text"])
    assert "weights loaded from a file, taught 10" in answer["regions"]["two-bit-teach"]


def test_a_beginning_demo_sends_every_region_though_another_one_has_been_there(app: App) -> None:
    before = set(ask(app, "start", **START)["regions"])
    assert before == {f"two-bit-{region}" for region in REGIONS}


def test_two_pages_share_nothing(app: App) -> None:
    other = started()
    send(other, type="flip-target", bit=1)
    assert send(app, type="flip-target", bit=2)["regions"]["two-bit-teach"].count('aria-checked="true"') == 2


# --- What cannot be understood ---

MALFORMED = [
    "",
    "{",
    "nonsense",
    "[]",
    "null",
    "1",
    '"demo"',
    "{}",
    '{"ask":"start"}',
    '{"demo":["two-bit"]}',
    '{"demo":["two-bit"],"ask":"event"}',
    '{"demo":"two-bit"}',
]


@pytest.mark.parametrize("message", MALFORMED)
def test_a_message_for_no_demo_is_answered_with_an_error(app: App, message: str) -> None:
    answer = json.loads(app.dispatch(message))
    assert answer.keys() == {"error"}
    assert answer["error"].startswith("The message was not understood")
    assert send(app, type="skip")["regions"] == {}


def test_a_demo_that_is_not_there_or_not_begun(app: App) -> None:
    assert "error" in send(app, "nine-bit", type="step")
    assert "there is no demo 'nine-bit'" in ask(app, "start", "nine-bit", **START | {"name": "nine-bit"})["error"]
    assert "there are no demos in 'os'" in ask(app, "start", "nine-bit", **START | {"package": "os"})["error"]
    assert "error" in send(app, "nine-bit", type="step")
    for what in ("event", "work", "keep"):
        assert "error" in ask(App(), what, event={"type": "step"}, budget=5, paced=True)


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_a_message_nested_deeply(app: App, depth: int) -> None:
    json.loads(app.dispatch('{"demo":"two-bit","ask":"event","event":' + "[" * depth + "]" * depth + "}"))
    assert send(app, type="step")["regions"]


@pytest.mark.parametrize(
    "change",
    [
        *({"data": None}, {"data": {}}, {"data": []}, {"query": None}, {"query": 7}),
        *({"package": None}, {"package": []}, {"name": None}, {"settings": None}, {"settings": 7}),
        *({"demos": None}, {"others": 7}),
    ],
    ids=str,
)
def test_a_start_that_cannot_be(change: dict[str, Any]) -> None:
    app = App()
    assert "error" in ask(app, "start", **START | change)
    assert "error" in send(app, type="step")


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({}, "there is no event &#39;None&#39;"),
        ({"type": "<b>"}, "there is no event &#39;&lt;b&gt;&#39;"),
        ({"type": "flip-target"}, "flip-target.bit is missing"),
        ({"type": "flip-target", "bit": 3}, "there is no bit 3"),
        ({"type": "train", "seed": 1}, "train has no field &#39;seed&#39;"),
        ({"type": "load-weights", "name": "w", "text": ""}, "w was not loaded: it is not JSON"),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(app: App, message: dict[str, Any], reason: str) -> None:
    answer = send(app, **message)
    assert answer["regions"] == {"two-bit-notice": f"<p>Nothing was changed: {reason}.</p>"}
    assert not answer["busy"]


def test_an_address_with_very_many_parameters_starts_the_demo_all_the_same() -> None:
    started("?" + "&".join(f"p{k}=1" for k in range(1000)))


@given(st.text() | json_values.map(json.dumps))
def test_any_text_is_answered(message: str) -> None:
    assert isinstance(json.loads(App().dispatch(message)), dict)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=5) | st.sampled_from(["type", "bit", "step", "part"]), json_values, max_size=4))
def test_any_message_to_a_demo_is_answered_and_a_bad_one_changes_nothing(message: dict[str, Any]) -> None:
    app = started()
    before = app._sessions["two-bit"]
    answer = ask(app, "event", event=message)
    assert "Python stumbled" not in str(answer)
    if str(message.get("type")) not in EVENTS:
        assert answer["regions"].keys() == {"two-bit-notice"}
        assert send(app, type="start-over").keys() == answer.keys()
        assert app._sessions["two-bit"] is before


def test_the_address_of_the_demos_page_is_the_beginning_of_its_links(app: App) -> None:
    answer = send(app, type="open-panel", panel="share")
    assert answer["regions"].keys() == {"two-bit-panels"}
    assert 'value="two-bit.html?target=10&amp;' in answer["regions"]["two-bit-panels"]


@pytest.mark.parametrize("missing", START)
def test_a_start_with_something_missing(missing: str) -> None:
    app = App()
    assert "error" in ask(app, "start", **{name: value for name, value in START.items() if name != missing})
    assert "error" in send(app, type="step")


@pytest.mark.parametrize("what", ["", "nonsense", None, 7, ["work"], {}])
def test_what_cannot_be_asked_is_told_and_changes_nothing(app: App, what: object) -> None:
    answer = ask(app, what, event={"type": "step"})
    assert answer["regions"].keys() == {"two-bit-notice"}
    assert "Nothing was changed: nothing can be asked by" in answer["regions"]["two-bit-notice"]


BUDGET: dict[str, Any] = {"budget": 5, "paced": True}


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"paced": True}, "work.budget is missing"),
        ({"budget": 5}, "work.paced is missing"),
        (BUDGET | {"budgets": 2}, "work has no field &#39;budgets&#39;"),
        (BUDGET | {"budget": "12"}, "work.budget must be float, not str"),
        (BUDGET | {"budget": True}, "work.budget must be float, not bool"),
        (BUDGET | {"budget": None}, "type a number, for example 0.5"),
        (BUDGET | {"budget": 10**400}, "work.budget must be float, not int"),
        (BUDGET | {"paced": 1}, "work.paced must be bool, not int"),
        *((BUDGET | {"budget": float(n)}, "work.budget must be a finite number") for n in ("nan", "inf", "-inf")),
    ],
)
def test_work_that_is_not_told_as_it_should_be_is_not_done(app: App, message: dict[str, Any], reason: str) -> None:
    send(app, type="train")
    before = app._sessions["two-bit"].state
    answer = ask(app, "work", **message)
    assert answer["regions"] == {"two-bit-notice": f"<p>Nothing was changed: {reason}.</p>"}
    assert app._sessions["two-bit"].state._replace(notice="") == before


# --- Several demos on one page ---


def begun(*places: tuple[str, str, dict[str, Any]]) -> tuple[App, list[dict[str, Any]]]:
    """A page with demos at these places, each (instance, query, what else to begin with); and their first answers."""
    app = App(Clock())
    return app, [ask(app, "start", place, **START | {"query": query} | other) for place, query, other in places]


def test_two_of_the_same_demo_have_regions_and_settings_of_their_own() -> None:
    _app, (first, second) = begun(("two-bit", "?target=01", {}), ("once-more", "?target=11&input=00", {}))
    assert first["regions"].keys() == {f"two-bit-{name}" for name in REGIONS}
    assert second["regions"].keys() == {f"once-more-{name}" for name in REGIONS}
    assert "knows 01" in first["regions"]["two-bit-teach"]
    assert "knows 11" in second["regions"]["once-more-teach"]
    one, other = ("".join(answer["regions"].values()) for answer in (first, second))
    assert set(re.findall(r'\b(?:id|for|aria-labelledby|aria-describedby)="([^"]*)"', one)).isdisjoint(
        re.findall(r'\b(?:id|for|aria-labelledby|aria-describedby)="([^"]*)"', other)
    )
    assert "once-more-" not in one
    assert "two-bit-" not in other


def test_two_of_the_same_demo_do_not_heed_each_others_events() -> None:
    app, _ = begun(("two-bit", "", {}), ("once-more", "", {}))
    alone = started()
    untouched = app._sessions["once-more"].state
    events: list[dict[str, Any]] = [
        {"type": "flip-target", "bit": 1},
        {"type": "explain", "part": "f", "step": 1},
        {"type": "nonsense"},
        {"type": "train"},
        {"type": "open-panel", "panel": "share"},
    ]
    for event in events:
        assert send(app, "two-bit", **event) == send(alone, **event)
    for _ in range(3):
        assert ask(app, "work", budget=1, paced=True) == ask(alone, "work", budget=1, paced=True)
    assert app._sessions["once-more"].state is untouched
    answer = send(app, "once-more", type="flip-target", bit=2)
    assert {region.removeprefix("once-more-") for region in answer["regions"]} == {"teach", "stage"}
    assert not answer["busy"]
    assert send(app, "two-bit", type="skip")["busy"]


def test_two_of_the_same_pad_have_learners_of_their_own() -> None:
    data = to_state_dicts(unflatten(theta(), SHAPE))
    pad = {"package": "draw", "name": "draw", "data": data}
    app, (first, second) = begun(("draw", "?temperature=1", pad), ("pad", "?learning=off", pad))
    assert {region.partition("-")[0] for region in first["regions"]} == {"draw"}
    assert {region.partition("-")[0] for region in second["regions"]} == {"pad"}
    for place in ("draw", "pad"):
        send(app, place, type="resize", width=600, height=400)
    before = app._sessions["pad"].state
    send(app, "draw", type="ink", points=stroke()[:80])
    assert ask(app, "work", "draw", budget=20, paced=True)["busy"]
    one, other = app._sessions["draw"].state, app._sessions["pad"].state
    assert other is before
    assert other.example
    assert not one.example
    assert one.learner.updates > other.learner.updates == 0
    assert (one.temperature, one.learning, other.temperature, other.learning) == (1.0, True, 0.5, False)


def test_one_that_stumbles_is_no_matter_of_the_others(app: App) -> None:
    assert "error" in ask(app, "start", "four-bit", **START | {"name": "four-bit", "data": {}})
    assert "error" in send(app, "four-bit", type="step")
    assert send(app, type="flip-input", bit=2)["regions"].keys() == {"two-bit-test", "two-bit-stage"}
    other = START | {"name": "four-bit", "data": OTHER_DATA}
    assert "four-bit-teach" in ask(app, "start", "four-bit", **other)["regions"]
    assert send(app, "four-bit", type="flip-input", bit=4)["regions"].keys() == {"four-bit-test", "four-bit-stage"}


# --- Our own mistakes ---


class State(NamedTuple):
    """A demo that does what it is told, mistakes included."""

    text: str
    mistake: str = ""
    notice: str = ""
    busy: bool = False


class Stumble(NamedTuple):
    """An event that the demo cannot deal with."""


class DrawNothing(NamedTuple):
    """An event after which it cannot be drawn."""


class GoOn(NamedTuple):
    """An ordinary event."""


def update(state: State, event: object) -> tuple[State, tuple[Effect, ...]]:
    if isinstance(event, Stumble):
        raise RuntimeError("oops")
    if isinstance(event, DrawNothing):
        return state._replace(mistake="cannot draw"), ()
    return state._replace(text=f"{state.text}!"), (Save("a", "b"), Tell("play", {"points": [(1.0, 2.0)]}))


def view(state: State, whole: bool) -> dict[str, Html]:
    if state.mistake:
        raise RuntimeError(state.mistake)
    return {"notice": Html(state.notice), "text": Html(state.text)}


FAKE: Demo[State] = Demo(
    name="two-bit",
    title="Fake",
    state=State,
    events=Events(
        {"stumble": Declared(Stumble), "draw nothing": Declared(DrawNothing), "go on": Declared(GoOn)},
    ),
    raised={},
    settings={},
    begin=lambda data, place: State(place.query),
    update=update,
    work=lambda state, budget, paced: 1 / 0,  # type: ignore[arg-type,return-value]
    view=view,
    restored=lambda state, place: state,
)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setattr("web.app.find", lambda package, name: FAKE)
    app = App()
    ask(app, "start", **START | {"query": "hello"})
    return app


def test_a_mistake_of_ours_is_shown(fake: App) -> None:
    notice = "Nothing was changed: Python stumbled over this (RuntimeError: oops)."
    answer = {"regions": {"two-bit-notice": notice}, "busy": False, "effects": []}
    assert send(fake, type="stumble") == answer
    assert send(fake, type="go on") == {
        "regions": {"two-bit-notice": "", "two-bit-text": "hello!"},
        "busy": False,
        "effects": [{"type": "save", "name": "a", "text": "b"}, {"type": "play", "points": [[1.0, 2.0]]}],
    }


def test_a_mistake_at_work_is_shown(fake: App) -> None:
    notice = "Nothing was changed: Python stumbled over this (ZeroDivisionError: division by zero)."
    assert ask(fake, "work", **BUDGET)["regions"] == {"two-bit-notice": notice}


def test_a_mistake_in_a_view_is_answered_too(fake: App) -> None:
    assert "cannot draw" in json.dumps(send(fake, type="draw nothing"))
    assert send(fake, type="go on")["regions"]["two-bit-text"] == "hello!"


@pytest.mark.parametrize("event", [5, None, "step", [["type", "step"]], True])
def test_what_is_no_event_is_refused_in_words(app: App, event: object) -> None:
    ask(app, "start", **START)
    answer = ask(app, "event", event=event)
    assert "Nothing was changed: that is no event." in answer["regions"]["two-bit-notice"]
