"""What holds for the page as a whole."""

import json
from collections import Counter
from xml.etree.ElementTree import Element

import pytest

from demos.html import join
from demos.pattern.events import (
    EVENTS,
    AskHint,
    ChangeNetwork,
    ClampGate,
    Explain,
    FeedStream,
    OpenPanel,
    OpenUnit,
    PlayBack,
    PlayStream,
    SetWeight,
    ShowEpoch,
    Step,
    Train,
    TrainOn,
    ZeroWeights,
)
from demos.pattern.presets import TWO_BIT
from demos.pattern.state import Panel, State
from demos.pattern.views import view
from tests.demos.support import START, START_OF_FOUR, after, always_answering, having, parse, state_of, update

STATES = {
    "untouched": START,
    "nothing read": state_of(position=0),
    "first step told": update(state_of(position=0), Step()),
    "last step told": update(state_of(position=1), Step()),
    "training": update(START, Train()),
    "explained": update(START, Explain("g", 1)),
    "p explained": update(START, Explain("p", 2)),
    "saturated": always_answering(800.0),
    "looking back": update(START, ShowEpoch(5)),
    "playback": update(START, PlayBack()),
    "four bits": START_OF_FOUR,
    "four bits, nothing read": START_OF_FOUR._replace(position=0),
    "four bits, a unit opened": update(START_OF_FOUR, OpenUnit(2, 3)),
    "four bits, training": update(START_OF_FOUR, Train()),
    "sixteen units, eight bits": update(START_OF_FOUR, ChangeNetwork(16, 8)),
    **{f"{panel}": update(START, OpenPanel(panel)) for panel in Panel},
    **{f"{panel} of four": update(START_OF_FOUR, OpenPanel(panel)) for panel in START_OF_FOUR.panels},
    "built from 0": after(START, OpenPanel("build"), ZeroWeights(), AskHint()),
    "build it while it trains": after(START, OpenPanel("build"), ZeroWeights(), SetWeight("i-x-1", 4.0), TrainOn()),
    "weights changed": after(START_OF_FOUR, OpenPanel("weights"), SetWeight("f-x-1", 2.0), ClampGate("o", "1")),
    "stream fed": after(START_OF_FOUR, OpenPanel("stream"), FeedStream("0110101101001"), PlayStream()),
}
TWO_BIT_STATES = {name: state for name, state in STATES.items() if state.preset is TWO_BIT and not state.panel}

each_state = pytest.mark.parametrize("state", STATES.values(), ids=STATES)


def page(state: State) -> Element:
    return parse(join(list(view(state).values())))


def is_off(element: Element) -> bool:
    """Whether it does nothing now, and says so; what has the focus must not be disabled."""
    return "disabled" in element.attrib or element.get("aria-disabled") == "true"


@each_state
def test_regions(state: State) -> None:
    assert list(view(state)) == ["notice", "teach", "test", "stage", "experiments", "panels"]
    for html in view(state).values():
        parse(html)


@each_state
def test_ids_are_unique_over_the_page_and_carry_the_demos_name(state: State) -> None:
    ids = Counter(element.attrib["id"] for element in having(page(state), "id"))
    assert max(ids.values()) == 1
    assert all(name.startswith(f"{state.preset.name}-") for name in ids)


@each_state
def test_what_labels_something_is_there(state: State) -> None:
    root = page(state)
    keys = ("aria-labelledby", "data-copy", "aria-controls")
    labels = [element.attrib[key] for key in keys for element in having(root, key)]
    assert len(having(root, "aria-labelledby")) == 2
    for label in labels:
        assert len(having(root, "id", label)) == 1


@each_state
def test_everything_that_can_be_pressed_sends_an_event_that_is_understood(state: State) -> None:
    root = page(state)
    for key in ("data-event", "data-explain", "data-focus-event"):
        for element in having(root, key):
            if is_off(element):
                continue
            update(state, EVENTS.parse(json.loads(element.attrib[key])))


@each_state
def test_everything_that_can_be_changed_sends_an_event_with_what_it_holds(state: State) -> None:
    """The page adds the value to the event, under the name in data-field: of a range or number field, a number."""
    root = page(state)
    for key in ("data-input-event", "data-change-event"):
        for element in having(root, key):
            if is_off(element):
                continue
            event, field = json.loads(element.attrib[key]), element.attrib["data-field"]
            assert field not in event
            if element.attrib["type"] == "text":
                event[field] = element.attrib.get("placeholder") or element.attrib["value"]
            else:
                number = json.loads(element.attrib["value"])
                event[field] = float(number) if element.attrib.get("step") else number
            update(state, EVENTS.parse(event))


@each_state
def test_everything_that_can_be_picked_is_an_event_too(state: State) -> None:
    for table in having(page(state), "data-pick-event"):
        for cell in having(table, "data-pick"):
            event = json.loads(table.attrib["data-pick-event"]) | {table.attrib["data-field"]: cell.attrib["data-pick"]}
            update(state, EVENTS.parse(event))


@pytest.mark.parametrize("state", TWO_BIT_STATES.values(), ids=TWO_BIT_STATES)
def test_the_cells_are_all_there(state: State) -> None:
    asking = having(page(state), "data-explain")
    parts = [element.attrib["data-explain"] for element in asking if "data-part" in element.attrib]
    assert len(parts) == len(set(parts)) == 2 * 13 + 1  # two steps of thirteen parts, and p
    (other,) = [element for element in asking if "data-part" not in element.attrib]
    assert other.attrib["class"].startswith("verdict-told")


@each_state
def test_the_controls_of_every_demo(state: State) -> None:
    types = Counter(json.loads(e.attrib["data-event"])["type"] for e in having(page(state), "data-event"))
    assert types["flip-target"] == types["flip-input"] == state.length
    assert (types["train"], types["step"], types["step-back"], types["start-over"]) == (1, 1, 1, 1)
    assert types["open-panel"] == len(state.panels)


@each_state
def test_every_control_has_a_name(state: State) -> None:
    for element in page(state).iter():
        if element.get("aria-hidden") == "true":
            continue
        if element.tag in ("button", "svg", "input") or element.get("role") in ("button", "status", "group"):
            named = {"aria-label", "aria-labelledby"} & element.attrib.keys() or "".join(element.itertext())
            in_its_label = element.attrib.get("type") == "checkbox"
            assert named or in_its_label, element.attrib


@each_state
def test_few_regions_speak_by_themselves(state: State) -> None:
    names = [element.attrib["aria-label"] for element in having(page(state), "role", "status")]
    own = {Panel.STREAM: ["Hit rate"], Panel.BUILD: ["Hint", "Answers"]}.get(state.panel or Panel.MAPS, [])
    assert names == ["Training status", "Result", "Explanation", "Experiment", *own]
