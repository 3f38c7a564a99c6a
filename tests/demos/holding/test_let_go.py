"""What was trained with a gate held is not lost with letting go, and that the network has changed is said."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from demos.effects import Tell
from demos.session import Session
from rnn.network import flatten
from tests.demos.draw.drawing import start as pad
from tests.demos.lesson.walking import Reader
from tests.demos.memory.support import session as memory
from tests.demos.support import having, parse
from tests.demos.support import session as pattern

DEMOS: dict[str, tuple[Callable[[str], Session[Any]], str]] = {
    "two-bit": (pattern, "train-on"),
    "memory": (memory, "train-held"),
    "draw": (pad, "train-held"),
}


def weights(reader: Reader) -> Any:
    state = reader.session.state
    return state.learner.theta.copy() if hasattr(state, "learner") else flatten(state.network)


def button(reader: Reader, title: str) -> dict[str, Any] | None:
    """The message of the button with this title, if it is there."""
    buttons = [e for html in reader.regions.values() for e in parse(html).iter("button")]
    found = [e for e in buttons if "".join(e.itertext()) == title]
    return json.loads(found[0].attrib["data-event"]) if found else None


def experiment_words(reader: Reader) -> str:
    trees = [parse(html) for html in reader.regions.values()]
    (region,) = [e for tree in trees for e in having(tree, "aria-label", "Experiment")]
    return "".join(region.itertext())


def trained_with_f_held(name: str) -> Reader:
    start, train = DEMOS[name]
    reader = Reader(start(""))
    if name == "draw":
        (sample,) = reader.session.handle({"type": "play-sample", "name": "wave"}).effects
        assert isinstance(sample, Tell)
        reader.draw(sample.fields["points"])
        reader.send({"type": "toggle-learning"})
    reader.send({"type": "hold", "name": "keep"})
    reader.send({"type": train})
    return reader


@pytest.mark.parametrize("name", DEMOS)
def test_what_was_trained_comes_back_and_so_does_what_was_there_before(name: str) -> None:
    reader = trained_with_f_held(name)
    title = "Bring back what was trained with f = 1 held"
    trained = weights(reader)
    assert button(reader, title) is None
    reader.send({"type": "hold", "name": ""})
    free = weights(reader)
    assert np.any(free != trained)
    assert "The network from before is back." in experiment_words(reader)
    assert "f = 1 held is kept" in experiment_words(reader)
    message = button(reader, title)
    assert message is not None
    for _ in range(2):
        reader.send(message)
        assert reader.session.state.held == "keep"
        assert np.all(weights(reader) == trained)
        assert button(reader, title) is None
        reader.send({"type": "hold", "name": ""})
        assert np.all(weights(reader) == free)


@pytest.mark.parametrize("name", DEMOS)
def test_another_experiment_loses_it_no_more_than_letting_go(name: str) -> None:
    reader = trained_with_f_held(name)
    trained = weights(reader)
    reader.send({"type": "hold", "name": "hide"})
    message = button(reader, "Bring back what was trained with f = 1 held")
    assert message is not None
    reader.send(message)
    assert reader.session.state.held == "keep"
    assert np.all(weights(reader) == trained)


@pytest.mark.parametrize("name", DEMOS)
def test_where_nothing_was_trained_nothing_is_said_to_come_back(name: str) -> None:
    reader = Reader(DEMOS[name][0](""))
    reader.send({"type": "hold", "name": "keep"})
    reader.send({"type": "hold", "name": ""})
    assert "back" not in experiment_words(reader)
    with pytest.raises(ValueError, match="trained with a gate held"):
        reader.session.handle({"type": "bring-back"})


@pytest.mark.parametrize(
    ("name", "change"),
    [("two-bit", {"type": "change-network", "units": 2, "bits": 2}), ("memory", {"type": "set-units", "units": 2})],
)
def test_what_does_not_fit_the_network_of_now_is_not_offered(name: str, change: dict[str, Any]) -> None:
    reader = trained_with_f_held(name)
    reader.send({"type": "hold", "name": ""})
    reader.send(change)
    assert button(reader, "Bring back what was trained with f = 1 held") is None
    with pytest.raises(ValueError, match="trained with a gate held"):
        reader.session.handle({"type": "bring-back"})
