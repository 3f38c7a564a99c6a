"""The loss over the epochs, and the slider under it that takes every view back to any of them."""

from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, short
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.state import Origin, State

WIDTH, HEIGHT = 160, 48
MARGIN = 8  # half a slider's thumb, so that the thumb stands under the dot


def history_view(state: State) -> Html:
    """Curve, slider and buttons; the slider is there once there is a training to look back on."""
    learned = state.learned
    curve = loss_curve(learned.losses, learned.epoch)
    if state.training or len(learned.losses) < 2 or learned.origin not in (Origin.BUILD, Origin.TRAINED):
        return el("div", {"class": "history"}, curve)
    slider: dict[str, Attribute] = {
        "type": "range",
        "id": f"{state.instance}-epoch",
        "min": 0,
        "max": learned.epochs,
        "value": learned.epoch,
        "aria-label": "Epoch",
        "aria-valuetext": f"epoch {learned.epoch} of {learned.epochs}, loss {short(learned.losses[learned.epoch])}",
        "data-input-event": EVENTS.message(e.ShowEpoch),
        "data-field": "epoch",
    }
    return el("div", {"class": "history"}, curve, el("input", slider))


def history_buttons(state: State) -> Html:
    """Play the training back, and, from any epoch of it, train on."""
    learned = state.learned
    if state.training or len(learned.losses) < 2:
        return Html("")
    play = "Stop" if state.playing_back else "Play it back"
    buttons = [el("button", {"type": "button", "class": "link", "data-event": EVENTS.message(e.PlayBack)}, play)]
    if learned.shown_epoch is not None and not state.playing_back:
        buttons.append(
            el(
                "button",
                {"type": "button", "class": "link", "data-event": EVENTS.message(e.TrainOn)},
                "Train on from here",
            )
        )
    return join(buttons)


def loss_curve(losses: tuple[float, ...], epoch: int) -> Html:
    """The curve from the first epoch to the newest, from zero up, with a dot at the epoch on show."""
    if len(losses) < 2:
        description = f"Loss at the beginning: {short(losses[0])}" if losses else "No training yet"
        drawing = Html("")
    else:
        across = (WIDTH - 2 * MARGIN) / (len(losses) - 1)
        up = (HEIGHT - 2 * MARGIN) / max(losses)
        points = [
            (coordinate(MARGIN + k * across), coordinate(HEIGHT - MARGIN - loss * up)) for k, loss in enumerate(losses)
        ]
        x, y = points[epoch]
        description = f"Loss over {len(losses) - 1} epochs, from {short(losses[0])} to {short(losses[-1])}"
        drawing = join(
            [
                el("path", {"class": "loss-line", "d": "M" + "L".join(f"{x} {y}" for x, y in points)}),
                el("circle", {"class": "loss-end", "cx": x, "cy": y, "r": 3}),
            ]
        )
    return el(
        "svg",
        {"class": "loss", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": description},
        el("path", {"class": "loss-axis", "d": f"M{MARGIN} {HEIGHT - MARGIN}H{WIDTH - MARGIN}"}),
        drawing,
    )
