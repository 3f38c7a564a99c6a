"""Loss and accuracy over the updates of a training, as one small drawing."""

from collections.abc import Sequence

from demos.html import Html, el
from demos.numbers import coordinate, percent
from rnn.fresh_run import FreshRun

WIDTH, HEIGHT = 300, 92
LEFT, RIGHT, TOP, BOTTOM = 8, 84, 8, 8  # to the right there is room for words
MOST_LOSS = 1.0  # at the top; guessing costs log 2 = 0.69
AT_ONCE = 5  # updates whose mean loss is a point of the line


def curves(run: FreshRun) -> Html:
    """The light line is the loss, from 1 down to 0; the heavy one the accuracy, from 0 up to 1."""
    losses = smoothed(run.losses)
    description = f"After {run.made} updates: accuracy {percent(run.accuracy)}"
    if losses:
        description += f", loss {losses[-1]:.3f}"
    return el(
        "svg",
        {"class": "curves", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": description},
        el("path", {"class": "loss-axis", "d": f"M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"}),
        el("path", {"class": "curves-half", "d": f"M{LEFT} {coordinate(_y(0.5))}H{WIDTH - RIGHT}"}),
        *[_label(text, share) for text, share in (("accuracy 1", 1.0), ("half", 0.5), ("loss 0", 0.0))],
        _line("curves-loss", [(AT_ONCE * (k + 0.5), loss / MOST_LOSS) for k, loss in enumerate(losses)], run),
        _line("curves-accuracy", run.checks, run),
    )


def _label(text: str, share: float) -> Html:
    """What a height means."""
    return el("text", {"class": "curves-label", "x": WIDTH - RIGHT + 6, "y": coordinate(_y(share)), "dy": 4}, text)


def smoothed(losses: tuple[float, ...]) -> list[float]:
    """Means of AT_ONCE losses in a row."""
    parts = [losses[k : k + AT_ONCE] for k in range(0, len(losses), AT_ONCE)]
    return [sum(part) / len(part) for part in parts]


def _line(kind: str, points: Sequence[tuple[float, float]], run: FreshRun) -> Html:
    across = (WIDTH - LEFT - RIGHT) / run.source.recipe.updates
    places = [f"{coordinate(LEFT + x * across)} {coordinate(_y(min(y, 1)))}" for x, y in points]
    return el("path", {"class": kind, "d": "M" + "L".join(places)}) if places else Html("")


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
