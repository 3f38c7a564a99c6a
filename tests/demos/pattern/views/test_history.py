import json
import re
from xml.etree.ElementTree import Element

import pytest

from demos.pattern.events import EVENTS, ChangeNetwork, Event, LoadWeights, PlayBack, ShowEpoch, Train
from demos.pattern.state import State
from demos.pattern.views.history import HEIGHT, MARGIN, WIDTH, history_buttons, history_view, loss_curve
from demos.pattern.weights_file import export_weights
from tests.demos.support import START, START_OF_FOUR, having, of_class, one, parse, text, trained, update


def points(losses: tuple[float, ...]) -> list[tuple[float, float]]:
    (line,) = of_class(parse(loss_curve(losses, max(len(losses) - 1, 0))), "loss-line")
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", line.attrib["d"])]


def description(losses: tuple[float, ...]) -> str:
    return one(parse(loss_curve(losses, max(len(losses) - 1, 0))), "role", "img").attrib["aria-label"]


@pytest.mark.parametrize(("losses", "words"), [((), "No training yet"), ((0.7,), "Loss at the beginning: 0.700")])
def test_before_the_first_update_there_is_only_the_axis(losses: tuple[float, ...], words: str) -> None:
    root = parse(loss_curve(losses, max(len(losses) - 1, 0)))
    assert description(losses) == words
    assert of_class(root, "loss-axis")
    assert not of_class(root, "loss-line") + of_class(root, "loss-end")


def test_description() -> None:
    assert description((0.6931, 0.5, 0.0449)) == "Loss over 2 epochs, from 0.693 to 0.045"


def test_from_the_first_epoch_on_the_left_to_the_newest_on_the_right() -> None:
    losses = (0.8, 0.4, 0.0)
    left, right, top, bottom = MARGIN, WIDTH - MARGIN, MARGIN, HEIGHT - MARGIN
    assert points(losses) == [(left, top), ((left + right) / 2, (top + bottom) / 2), (right, bottom)]
    (end,) = of_class(parse(loss_curve(losses, max(len(losses) - 1, 0))), "loss-end")
    assert (end.attrib["cx"], end.attrib["cy"]) == (str(right), str(bottom))


@pytest.mark.parametrize("losses", [START.learned.losses, (0.1, 5.0, 0.1), (1e-9, 1e-9), (1e9, 1.0)])
def test_the_curve_stays_in_its_box(losses: tuple[float, ...]) -> None:
    drawn = points(losses)
    assert len(drawn) == len(losses)
    assert all(MARGIN <= x <= WIDTH - MARGIN and MARGIN <= y <= HEIGHT - MARGIN for x, y in drawn)
    xs = [x for x, _ in drawn]
    assert xs == sorted(xs)


# --- The slider ---


def slider(state: State) -> Element:
    return one(parse(history_view(state)), "type", "range")


@pytest.mark.parametrize("state", [START, START_OF_FOUR, trained(update(START, Train()))], ids=["2", "4", "trained"])
@pytest.mark.parametrize("epoch", [0, 5, None])
def test_the_slider_stands_at_the_epoch_on_show(state: State, epoch: int | None) -> None:
    wanted = state.learned.epochs if epoch is None else epoch
    shown = update(state, ShowEpoch(wanted))
    attributes = slider(shown).attrib
    assert (attributes["min"], attributes["max"]) == ("0", str(state.learned.epochs))
    assert attributes["value"] == str(wanted)
    assert f"epoch {wanted} of {state.learned.epochs}" in attributes["aria-valuetext"]
    assert f"{shown.learned.losses[wanted]:.3f}" in attributes["aria-valuetext"]
    (dot,) = of_class(parse(history_view(shown)), "loss-end")
    places = points(shown.learned.losses)
    assert (float(dot.attrib["cx"]), float(dot.attrib["cy"])) == places[wanted]


def test_the_slider_sends_the_epoch_it_is_moved_to() -> None:
    attributes = slider(START).attrib
    event = json.loads(attributes["data-input-event"]) | {attributes["data-field"]: 7}
    assert EVENTS.parse(event) == ShowEpoch(7)


@pytest.mark.parametrize(
    "event",
    [Train(), ChangeNetwork(2, 2), LoadWeights("w.json", export_weights(START).text)],
    ids=["training", "random", "from a file"],
)
def test_without_a_training_to_look_back_on_there_is_no_slider(event: Event) -> None:
    state = update(START, event)
    assert not having(parse(history_view(state)), "type", "range")
    assert not history_buttons(state)


def buttons(state: State) -> dict[str, str]:
    return {text(e): e.attrib["data-event"] for e in having(parse(history_buttons(state)), "data-event")}


def test_the_buttons_beside_it() -> None:
    assert list(buttons(START).values()) == ['{"type":"play-back"}']
    assert list(buttons(update(START, ShowEpoch(3))).values()) == ['{"type":"play-back"}', '{"type":"train-on"}']
    playback = update(START, PlayBack())
    assert list(buttons(playback).values()) == ['{"type":"play-back"}']
    assert buttons(playback).keys() != buttons(START).keys()  # it stops what plays
