"""The tables of the experiment: every field counted once more, and how it was made."""

from statistics import median

import pytest

from demos.memory import events as e
from demos.memory.experiment import GridExperiment, GridPlan
from demos.memory.state import State
from tests.demos.memory.support import RECALL_5, RESULTS, START, after, picture, update
from tests.demos.support import Tick, having, of_class, text

PARTLY = RECALL_5._replace(grid=GridExperiment(GridPlan("log"), tuple(RESULTS[:100]), paused=True), grid_is_ours=False)


def expected(state: State) -> dict[str, tuple[int, int, float | None]]:
    """By field: solved, tried, and the median of the updates of the solved ones."""
    results: dict[str, list[int | None]] = {}
    for trial in state.grid.plan.trials:
        results.setdefault(f"{trial.cell}-{trial.length}-{trial.bias}", [])
    for trial, updates in zip(state.grid.plan.trials, state.grid.solved_after, strict=False):
        results[f"{trial.cell}-{trial.length}-{trial.bias}"].append(updates)
    found: dict[str, tuple[int, int, float | None]] = {}
    for name, of_field in results.items():
        solved = [one for one in of_field if one is not None]
        found[name] = (len(solved), len(of_field), median(solved) if solved else None)
    return found


@pytest.mark.parametrize(
    "state", [RECALL_5, PARTLY, update(RECALL_5, e.RunExperiment())], ids=["done", "partly", "begun"]
)
def test_every_field(state: State) -> None:
    wanted, seen = expected(state), set()
    for field in having(picture(state), "data-grid"):
        solved, tried, middle = wanted[field.attrib["data-grid"]]
        seen.add(field.attrib["data-grid"])
        assert (int(field.attrib["data-solved"]), int(field.attrib["data-tried"])) == (solved, tried)
        assert field.attrib["data-median"] == ("" if middle is None else repr(float(middle)))
        assert text(field).startswith(f"{solved} of {tried}" if tried else "\N{EN DASH}")
        if middle is not None:
            assert text(field).endswith(f"{middle:g} updates")
    assert seen == set(wanted)


def told_of(state: State) -> str:
    (progress,) = of_class(picture(state), "grid-progress")
    return text(progress)


def test_how_far_it_is_and_what_can_be_done() -> None:
    assert told_of(RECALL_5) == "368 of 368 trainings"
    assert told_of(PARTLY) == "100 of 368 trainings"
    buttons = [text(one) for one in having(picture(PARTLY), "data-event")]
    assert "Go on" in buttons
    assert "Cancel" in buttons
    running = after(RECALL_5, e.RunExperiment(), Tick(0.0))
    assert "Pause" in [text(one) for one in having(picture(running), "data-event")]
    (bar,) = list(picture(PARTLY).iter("progress"))
    assert (bar.attrib["max"], bar.attrib["value"]) == ("368", "100")
    assert not list(picture(RECALL_5).iter("progress"))


def test_how_it_was_made_is_printed() -> None:
    for state, where, bias in ((RECALL_5, "when this page was built", "3"), (PARTLY, "in this tab", "log T")):
        page = text(picture(state))
        assert f"made {where}." in page
        assert f"bias {bias} " in page
        for words in ("16 seeds", "4 units", "seeds 0 to 15", "learning rate 0.02", "32 sequences", "500 updates"):
            assert words in page


def test_it_is_shown_for_recall_alone() -> None:
    assert having(picture(START), "data-grid") == []
