"""The loss over the epochs, as a small drawing."""

from demos.html import Html, el, join
from demos.numbers import coordinate, short

WIDTH, HEIGHT = 160, 48
MARGIN = 5


def loss_curve(losses: tuple[float, ...]) -> Html:
    """The curve from the first epoch to the newest; the height is the loss, from zero up."""
    if len(losses) < 2:
        description, drawing = "No training yet", Html("")
    else:
        top = max(losses)
        across = (WIDTH - 2 * MARGIN) / (len(losses) - 1)
        up = (HEIGHT - 2 * MARGIN) / top
        points = [
            (coordinate(MARGIN + k * across), coordinate(HEIGHT - MARGIN - loss * up)) for k, loss in enumerate(losses)
        ]
        d = "M" + "L".join(f"{x} {y}" for x, y in points)
        end_x, end_y = points[-1]
        description = f"Loss over {len(losses) - 1} epochs, from {short(losses[0])} to {short(losses[-1])}"
        drawing = join(
            [
                el("path", {"class": "loss-line", "d": d}),
                el("circle", {"class": "loss-end", "cx": end_x, "cy": end_y, "r": 3}),
            ]
        )
    return el(
        "svg",
        {"class": "loss", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "aria-label": description},
        el("path", {"class": "loss-axis", "d": f"M{MARGIN} {HEIGHT - MARGIN}H{WIDTH - MARGIN}"}),
        drawing,
    )
