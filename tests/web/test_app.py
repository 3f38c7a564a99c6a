import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.answer import Answer, Download
from demos.html import Html
from demos.pattern.events import EVENTS
from demos.pattern.pretrained import to_json
from demos.registry import DEMOS
from tests.demos.support import TABLE, json_values
from web.app import App

DATA = json.loads(json.dumps(to_json(TABLE)))


def send(app: App, **message: Any) -> dict[str, Any]:
    """The answer to a message for the two-bit demo."""
    answer = json.loads(app.dispatch(json.dumps({"demo": "two-bit", **message})))
    assert isinstance(answer, dict)
    return answer


def started(query: str = "") -> App:
    app = App()
    assert "error" not in send(app, type="start", data=DATA, query=query, address="two-bit.html")
    return app


@pytest.fixture
def app() -> App:
    return started()


# --- A demo ---


def test_start_sends_every_region() -> None:
    answer = send(App(), type="start", data=DATA, query="?target=01", address="")
    assert answer.keys() == {"regions", "busy", "download", "play"}
    assert list(answer["regions"]) == [f"two-bit-{region}" for region in ("notice", "teach", "test", "stage", "panels")]
    assert "knows 01" in answer["regions"]["two-bit-teach"]
    assert (answer["busy"], answer["download"], answer["play"]) == (False, None, None)


@pytest.mark.parametrize(
    ("message", "changed"),
    [
        ({"type": "skip"}, set()),
        ({"type": "flip-target", "bit": 1}, {"two-bit-teach", "two-bit-stage"}),  # what was right may be wrong now
        ({"type": "flip-input", "bit": 1}, {"two-bit-test", "two-bit-stage"}),
        ({"type": "step"}, {"two-bit-test", "two-bit-stage"}),
        ({"type": "explain", "part": "f", "step": 1}, {"two-bit-stage"}),
        ({"type": "train"}, {"two-bit-teach", "two-bit-test", "two-bit-stage"}),
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
        answers.append(send(app, type="tick", budget=5, paced=False))
    assert "trained in" in answers[-1]["regions"]["two-bit-teach"]
    assert all("trained in" not in answer["regions"]["two-bit-teach"] for answer in answers[:-1])
    assert not send(app, type="tick", budget=5)["busy"]


def test_a_download_is_handed_over_once(app: App) -> None:
    download = send(app, type="export-weights")["download"]
    assert download.keys() == {"name", "text"}
    assert json.loads(download["text"])["about"]["target"] == "10"
    assert send(app, type="skip")["download"] is None


def test_an_exported_file_can_be_loaded(app: App) -> None:
    text = send(app, type="export-weights")["download"]["text"]
    answer = send(app, type="load-weights", name="w.json", text=text)
    assert "weights loaded from a file, taught 10" in answer["regions"]["two-bit-teach"]


def test_two_pages_share_nothing(app: App) -> None:
    other = started()
    send(other, type="flip-target", bit=1)
    assert send(app, type="flip-target", bit=2)["regions"]["two-bit-teach"].count('aria-checked="true"') == 2


# --- What cannot be understood ---

MALFORMED = ["", "{", "nonsense", "[]", "null", "1", '"demo"', "{}", '{"type":"start"}', '{"demo":["two-bit"]}']


@pytest.mark.parametrize("message", MALFORMED)
def test_a_message_for_no_demo_is_answered_with_an_error(app: App, message: str) -> None:
    answer = json.loads(app.dispatch(message))
    assert answer.keys() == {"error"}
    assert answer["error"].startswith("The message was not understood")
    assert send(app, type="skip")["regions"] == {}


def test_a_demo_that_is_not_there_or_not_begun(app: App) -> None:
    assert "error" in json.loads(app.dispatch('{"demo":"nine-bit","type":"step"}'))
    assert "error" in json.loads(app.dispatch('{"demo":"nine-bit","type":"start","data":{},"query":"","address":""}'))
    assert "error" in send(App(), type="step")


@pytest.mark.parametrize("depth", [1000, 100_000])
def test_a_message_nested_deeply(app: App, depth: int) -> None:
    json.loads(app.dispatch('{"demo":"two-bit","type":' + "[" * depth + "]" * depth + "}"))
    assert send(app, type="step")["regions"]


@pytest.mark.parametrize("change", [{"data": None}, {"data": {}}, {"data": []}, {"query": None}, {"query": 7}])
def test_a_start_that_cannot_be(change: dict[str, Any]) -> None:
    app = App()
    assert "error" in send(app, **{"type": "start", "data": DATA, "query": "", "address": ""} | change)
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
    before = app._demos["two-bit"]
    answer = send(app, **message | {"demo": "two-bit"})
    assert "Python stumbled" not in str(answer)
    if str(message.get("type")) not in EVENTS:
        assert answer["regions"].keys() == {"two-bit-notice"}
        assert send(app, type="start-over").keys() == answer.keys()
        assert app._demos["two-bit"] is before


def test_the_address_of_the_demos_page_is_the_beginning_of_its_links(app: App) -> None:
    answer = send(app, type="open-panel", panel="share")
    assert answer["regions"].keys() == {"two-bit-panels"}
    assert 'value="two-bit.html?target=10&amp;' in answer["regions"]["two-bit-panels"]


@pytest.mark.parametrize("missing", ["data", "query", "address"])
def test_a_start_with_something_missing(missing: str) -> None:
    message = {"type": "start", "data": DATA, "query": "", "address": ""}
    del message[missing]
    assert "error" in send(App(), **message)


# --- Our own mistakes ---


class Fake:
    """A demo that does what it is told, mistakes included."""

    def __init__(self, data: dict[str, Any], query: str, address: str) -> None:
        self.text, self.notice, self.mistake = query, "", ""

    def handle(self, message: dict[str, Any]) -> Answer:
        self.notice = ""
        if message["type"] == "stumble":
            raise RuntimeError("oops")
        if message["type"] == "draw nothing":
            self.mistake = "cannot draw"
        self.text += "!"
        return self.look()

    def complain(self, reason: str) -> Answer:
        self.notice = reason
        return self.look()

    def look(self) -> Answer:
        if self.mistake:
            raise RuntimeError(self.mistake)
        return Answer({"notice": Html(self.notice), "text": Html(self.text)}, busy=False, download=Download("a", "b"))


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setitem(DEMOS, "two-bit", Fake)
    app = App()
    send(app, type="start", data={}, query="hello", address="")
    return app


def test_a_mistake_of_ours_is_shown(fake: App) -> None:
    answer = send(fake, type="stumble")
    notice = "Nothing was changed: Python stumbled over this (RuntimeError: oops)."
    assert answer == {
        "regions": {"two-bit-notice": notice},
        "busy": False,
        "download": {"name": "a", "text": "b"},
        "play": None,
    }
    assert send(fake, type="go on")["regions"] == {"two-bit-notice": "", "two-bit-text": "hello!"}


def test_a_mistake_in_a_view_is_answered_too(fake: App) -> None:
    assert "cannot draw" in json.dumps(send(fake, type="draw nothing"))
