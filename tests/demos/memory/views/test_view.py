"""Which regions there are, which of them move, and what the controls say of the state."""

import json
import re
from pathlib import Path

import pytest

from demos.memory import events as e
from demos.memory import page as memory_page
from demos.memory.bias import BIASES
from demos.memory.state import State
from demos.memory.views import view
from tests.demos.memory.support import DEMO, RECALL_5, START, after, at_the_end, initial_state, picture, session, update
from tests.demos.support import Tick, having, one, text

REGIONS = set(re.findall(r"\$(\w+)</div>", (Path(memory_page.__file__).parent / "page.html").read_text("utf-8")))
BUSY = {
    "training": (update(START, e.Train()), {"stage", "training"}),
    "racing": (update(START, e.TrainAll()), {"race"}),
    "both": (after(START, e.TrainAll(), e.Train()), {"stage", "training", "race"}),
    "racing on recall": (update(RECALL_5, e.TrainAll()), {"race"}),
    "experimenting": (update(RECALL_5, e.RunExperiment()), {"grid"}),
}


@pytest.mark.parametrize("state", [START, RECALL_5, *(state for state, _ in BUSY.values())])
def test_every_region_of_the_page_is_drawn_and_no_other(state: State) -> None:
    assert DEMO.view(state, True).keys() == REGIONS


@pytest.mark.parametrize(("state", "moving"), BUSY.values(), ids=BUSY)
def test_while_something_goes_on_only_what_moves_is_drawn(state: State, moving: set[str]) -> None:
    some, whole = view(state, False), view(state, True)
    assert some.keys() == moving
    assert all(html == whole[name] for name, html in some.items())


@pytest.mark.parametrize(("state", "moving"), BUSY.values(), ids=BUSY)
def test_what_does_not_move_is_the_same_a_slice_later_or_drawn_whole_now_and_then(
    state: State, moving: set[str]
) -> None:
    """The sequence, the setup and the notice do not change while a training goes on."""
    later = update(state, Tick(0.0))
    for name in ("sequence", "setup", "notice"):
        assert view(later, True)[name] == view(state, True)[name]


def test_the_end_is_drawn_whole() -> None:
    state = at_the_end(update(START, e.TrainAll()))
    assert view(state, False) == view(state, True)


def test_what_belongs_to_one_task_is_empty_in_the_other() -> None:
    latch, recall = view(START, True), view(RECALL_5, True)
    assert {name for name, html in latch.items() if not html} == {"notice", "reach", "grid"}
    assert {name for name, html in recall.items() if not html} == {
        "notice",
        "stage",
        "strips",
        "sequence",
        "training",
        "gatekeeper",
    } | ({"learning"})


def test_a_refusal_is_told_where_the_reader_looks() -> None:
    demo = session()
    answer = demo.complain("there is no step 9")
    assert "there is no step 9" in answer.regions["notice"]
    assert initial_state("?units=99").notice in text(picture(initial_state("?units=99")))


# --- Controls ---


def test_switches_are_as_the_sequence_is() -> None:
    state = initial_state("?input=0110100&marks=0100010")
    root = picture(state)
    for kind, values in (("bit", state.bits), ("mark", state.marks)):
        for step, value in enumerate(values, start=1):
            switch = one(root, "id", f"memory-{kind}-{step}")
            assert switch.attrib["aria-checked"] == ("true" if value else "false")
            assert json.loads(switch.attrib["data-event"]) == {"type": f"flip-{kind}", "step": step}


@pytest.mark.parametrize(("steps", "disabled"), [(6, {"remove-step"}), (9, set()), (12, {"add-step"})])
def test_a_sequence_that_is_as_long_as_can_be_gets_no_longer(steps: int, disabled: set[str]) -> None:
    root = picture(initial_state(f"?steps={steps}"))
    buttons = {
        json.loads(button.attrib["data-event"])["type"]
        for button in having(root, "data-event")
        if "disabled" in button.attrib
    }
    assert buttons & {"add-step", "remove-step"} == disabled


@pytest.mark.parametrize("query", ["", "?units=3", "?task=recall&units=8&bias=chrono", "?bias=log&seed=12"])
def test_what_is_chosen_is_pressed(query: str) -> None:
    state = initial_state(query)
    pressed = [
        json.loads(button.attrib["data-event"])
        for button in having(picture(state), "data-event")
        if button.get("class") == "choice" and button.get("aria-pressed") == "true"
    ]
    assert {"type": "choose-task", "task": state.task_name} in pressed
    assert {"type": "set-units", "units": state.units} in pressed
    assert {"type": "set-bias", "bias": state.bias} in pressed
    assert one(picture(state), "id", "memory-seed").attrib["value"] == str(state.seed)


def test_every_bias_can_be_chosen_and_t_goes_from_2_to_50() -> None:
    root = picture(RECALL_5)
    offered = [json.loads(button.attrib["data-event"]) for button in having(root, "data-event")]
    assert [event["bias"] for event in offered if event["type"] == "set-bias"] == [*BIASES]
    slider = one(root, "id", "memory-delay")
    assert (slider.attrib["min"], slider.attrib["max"], slider.attrib["value"]) == ("2", "50", "5")


def test_the_experiment_rests_while_the_other_task_is_looked_at() -> None:
    state = after(RECALL_5, e.RunExperiment(), e.ChooseTask("latch"))
    assert not state.busy
    back = after(state, e.ChooseTask("recall"), e.PauseExperiment())
    assert back.experimenting
