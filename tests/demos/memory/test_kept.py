"""What the page keeps of the demo, for a Python that is started again: it goes on where it was."""

from typing import Any

import pytest

from tests.demos.memory.support import all_of, session

MIDDLES: dict[str, list[dict[str, Any]]] = {
    "a sequence": [{"type": "flip-bit", "step": 3}, {"type": "add-step"}, {"type": "explain", "part": "f", "step": 2}],
    "a training": [{"type": "set-units", "units": 2}, {"type": "train"}],
    "a gate held": [{"type": "hold", "name": "write"}, {"type": "train-held"}],
    "the reader at the gates": [
        {"type": "play-another"},
        *({"type": "set-gate", "gate": gate, "value": value} for gate, value in zip("fio", (1, 0, 1), strict=True)),
        {"type": "take-step"},
        {"type": "set-gate", "gate": "i", "value": 1},
    ],
    "a race": [{"type": "train-all"}, {"type": "match-size"}, {"type": "train-all"}],
    "recall": [{"type": "choose-task", "task": "recall"}, {"type": "set-delay", "steps": 6}, {"type": "train-all"}],
    "the experiment": [{"type": "choose-task", "task": "recall"}, {"type": "run-experiment"}],
    "the experiment, paused": [
        {"type": "choose-task", "task": "recall"},
        {"type": "run-experiment"},
        {"type": "pause-experiment"},
    ],
}


@pytest.mark.parametrize("messages", MIDDLES.values(), ids=MIDDLES)
def test_it_goes_on_where_it_was(messages: list[dict[str, Any]]) -> None:
    demo, other = session(address="http://x/"), session(address="http://y/")
    for message in messages:
        demo.handle(message)
    for _ in range(3):
        demo.work(0, paced=True)
    other.restore(demo.keep())
    assert other.look() == demo.look()
    assert (demo.state.address, other.state.address) == ("http://x/", "http://y/")
    for _ in range(30):
        answers = demo.work(0, paced=True), other.work(0, paced=True)
        assert answers[0].busy == answers[1].busy
    assert other.look() == demo.look()
    ours, theirs = (demo.handle({"type": "export-weights", "cell": cell}).effects for cell in ("", "gru"))
    assert other.handle({"type": "export-weights"}).effects == ours
    assert other.handle({"type": "export-weights", "cell": "gru"}).effects == theirs
    assert all_of(other.state.race) == all_of(demo.state.race)
