"""What the reader works with, besides the pen."""

from demos.draw.state import MAX_TEMPERATURE, State
from demos.html import Html, el, join

SAMPLES = {
    "loops": "Loops",
    "wave": "Wave",
    "zigzag": "Zigzag",
    "spiral": "Spiral",
    "square": "Square",
    "eight": "Figure eight",
}


def samples_view() -> Html:
    """A button a sample stroke."""
    buttons = [
        _button("choice", title, f'{{"type":"play-sample","name":"{name}"}}', clears=True)
        for name, title in SAMPLES.items()
    ]
    return el(
        "div",
        {"class": "choices", "role": "group", "aria-labelledby": "draw-samples-title"},
        el("span", {"class": "label", "id": "draw-samples-title"}, "Draw on the pad, or let a hand draw"),
        *buttons,
    )


def controls_view(state: State) -> Html:
    """Drawing on, learning, temperature, and forgetting."""
    return join(
        [
            el(
                "div",
                {"class": "draw-buttons"},
                _button("primary", "Stop" if state.draws else "Draw on", '{"type":"draw-on"}'),
                _button("secondary", "Clean sheet", '{"type":"clear"}', clears=True),
                el(
                    "button",
                    {
                        "type": "button",
                        "class": "draw-switch",
                        "role": "switch",
                        "aria-checked": "true" if state.learning else "false",
                        "data-event": '{"type":"toggle-learning"}',
                    },
                    "Learning",
                ),
            ),
            el(
                "label",
                {"class": "draw-temperature"},
                el("span", None, "How adventurous"),
                el(
                    "input",
                    {
                        "type": "range",
                        "min": 0,
                        "max": MAX_TEMPERATURE,
                        "step": 0.1,
                        "value": f"{state.temperature:g}",
                        "data-input-event": '{"type":"set-temperature"}',
                        "data-field": "value",
                    },
                ),
                el("output", None, f"{state.temperature:.1f}"),
            ),
            el(
                "p",
                {"class": "detail"},
                "At 0 it always takes the likeliest way on. The higher, the more is left to chance, by the odds that "
                "the network gives to each way; the thin lines are twelve such futures.",
            ),
            el(
                "div",
                {"class": "history-buttons"},
                _button("link", "Forget what it learned here", '{"type":"forget"}'),
                _button("link", "Forget everything", '{"type":"forget","random":true}'),
                _button("link", "Export weights", '{"type":"export-weights"}'),
            ),
        ]
    )


def _button(kind: str, title: str, event: str, clears: bool = False) -> Html:
    return el("button", {"type": "button", "class": kind, "data-event": event, "data-clears-pad": clears}, title)
