"""What the reader works with, besides the pen."""

from demos.draw import events as e
from demos.draw.events import EVENTS
from demos.draw.state import FUTURES, MAX_TEMPERATURE, State
from demos.html import Attribute, Html, el, join
from demos.weights_file import JSON, SAFETENSORS

SAMPLES = {
    "loops": "Loops",
    "wave": "Wave",
    "zigzag": "Zigzag",
    "spiral": "Spiral",
    "square": "Square",
    "eight": "Figure eight",
    "hello": "A word",
}


def samples_view(instance: str) -> Html:
    """A button a sample stroke."""
    buttons = [
        _button("choice", title, EVENTS.message(e.PlaySample, name=name), clears=True)
        for name, title in SAMPLES.items()
    ]
    return el(
        "div",
        {"class": "choices", "role": "group", "aria-labelledby": f"{instance}-samples-title"},
        el("span", {"class": "label", "id": f"{instance}-samples-title"}, "Draw on the pad, or have a sample drawn"),
        *buttons,
    )


def buttons_view(state: State) -> Html:
    """What belongs by the pad: drawing on, a clean sheet, and learning."""
    draw_on = "Stop the network" if state.draws else "Let the network draw on"
    learning: dict[str, Attribute] = {
        "type": "button",
        "class": "draw-switch",
        "role": "switch",
        "aria-checked": "true" if state.learning else "false",
        "data-event": EVENTS.message(e.ToggleLearning),
    }
    return el(
        "div",
        {"class": "draw-buttons"},
        _button("primary", draw_on, EVENTS.message(e.DrawOn)),
        _button("secondary", "Clear the pad", EVENTS.message(e.Clear), clears=True),
        el("button", learning, "Learn from what I draw"),
    )


def controls_view(state: State) -> Html:
    """Temperature, and forgetting."""
    return join(
        [
            el(
                "label",
                {"class": "draw-temperature"},
                el("span", None, "Temperature: how much is left to chance"),
                el(
                    "input",
                    {
                        "type": "range",
                        "min": 0,
                        "max": MAX_TEMPERATURE,
                        "step": 0.1,
                        "value": f"{state.temperature:g}",
                        "data-input-event": EVENTS.message(e.SetTemperature),
                        "data-field": "value",
                    },
                ),
                el("span", {"class": "draw-number"}, f"{state.temperature:.1f}"),
            ),
            el(
                "p",
                {"class": "detail"},
                "At 0 the network always takes the likeliest turn. The higher, the more is left to chance, by the odds "
                f"that the network gives to each turn; the thin lines are {FUTURES} such futures.",
            ),
            el(
                "div",
                {"class": "history-buttons"},
                _button("link", "Reset the network", EVENTS.message(e.Forget)),
                _button("link", "Start from random weights", EVENTS.message(e.Forget, random=True)),
                _button("link", "Export weights", EVENTS.message(e.ExportWeights, kind=JSON)),
                _button("link", "Export safetensors", EVENTS.message(e.ExportWeights, kind=SAFETENSORS)),
            ),
            el("p", {"class": "detail"}, "Reset brings back the weights that came with the page. The line stays."),
        ]
    )


def _button(kind: str, title: str, event: str, clears: bool = False) -> Html:
    return el("button", {"type": "button", "class": kind, "data-event": event, "data-clears-pad": clears}, title)
