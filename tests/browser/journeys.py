"""The main journeys, written once for every browser: what is pressed, and what is then to be seen.

Each browser has its own driver, which only has to press, to turn and to look: Playwright in Chromium, Selenium in
WebKitGTK (webkit.py), a script for Node in Firefox (firefox/driver.mjs), which gets the steps as JSON.
"""

from collections.abc import Iterator
from typing import NamedTuple

from demos.pattern.presets import PRESETS

ARIA = '[data-demo="{}"] [role="{}"][aria-label="{}"]'


class Press(NamedTuple):
    """Press the first element that a selector finds; given words, the first whose text is exactly these."""

    selector: str
    words: str = ""


class Turn(NamedTuple):
    """Press a switch unless it stands right, and wait until it does."""

    selector: str
    on: bool


class See(NamedTuple):
    """Look until the value of a JavaScript expression, as a string, begins as a regular expression describes."""

    what: str
    look: str
    wanted: str


type JourneyStep = Press | Turn | See


def as_json(steps: list[JourneyStep]) -> list[dict[str, str | bool]]:
    """Steps as the script for Node takes them."""
    return [{"do": type(step).__name__.lower(), **step._asdict()} for step in steps]


def button(demo: str, words: str) -> Press:
    """A button of a demo."""
    return Press(f'[data-demo="{demo}"] button', words)


def text_of(selector: str) -> str:
    """The expression for all text in an element, also what is still being faded in."""
    return f"document.querySelector('{selector}').textContent.trim()"


def attribute_of(selector: str, name: str) -> str:
    return f"document.querySelector('{selector}').getAttribute('{name}')"


def teach(demo: str, bits: int) -> list[JourneyStep]:
    """Teach the pattern 0, 1, 1, ... and feed it, and then its opposite: one is recognised, the other is not."""
    target, opposite = "0".ljust(bits, "1"), "1".ljust(bits, "0")
    status, result = (ARIA.format(demo, "status", name) for name in ("Training status", "Result"))
    steps: list[JourneyStep] = [*_set(demo, "Target", target), button(demo, "Train")]
    steps.append(See("trained", text_of(status), r"trained in [1-9]\d* epochs"))
    for pattern, verdict in ((target, "1.*pattern recognised"), (opposite, "0.*not the pattern")):
        steps += [*_set(demo, "Test", pattern), button(demo, "Start over")]
        steps += [button(demo, f"Run inference (step {step})") for step in range(1, bits + 1)]
        steps.append(See("the verdict's digit", attribute_of(result, "data-result"), verdict[0]))
        steps.append(See("the verdict", text_of(result), verdict))
    return steps


def _set(demo: str, kind: str, pattern: str) -> Iterator[Turn]:
    for bit, value in enumerate(pattern, start=1):
        yield Turn(ARIA.format(demo, "switch", f"{kind} bit {bit}"), value == "1")


LESSON = '[data-demo="two-bit"] [aria-label="Lesson"]'
MAPS = '[data-demo="two-bit"] [role="group"][aria-label="Karnaugh maps"]'
FORGETS = "[...document.querySelectorAll('[data-demo=\"two-bit\"] [data-quantity=f]')].map((e) => e.textContent).join()"
SEEN = "document.querySelector('.pad-own')?.getAttribute('d').split('L').length ?? 0"
OWN_CELL = '[data-demo="own-cell"] [aria-label="Own cell"]'
WAS_RUN = f"{attribute_of(OWN_CELL, 'data-done')} + ' ' + {text_of(OWN_CELL)}"
RACE = (
    "[...document.querySelectorAll('[data-demo=\"memory\"] [data-cell]')]"
    ".map((e) => `${e.dataset.cell} ${e.dataset.done} ${Number(e.dataset.accuracy) === 1}`).sort().join()"
)

# One after the other on the article, once Python runs.
JOURNEYS: dict[str, list[JourneyStep]] = {
    "a guess in the lesson is answered": [
        Press("[data-lesson-asks]"),
        See("step 1 is done", attribute_of(LESSON, "data-lesson-done"), "true"),
        Press(f"{LESSON} button", "Next"),
        See("step 2", attribute_of(LESSON, "data-lesson-step"), "2"),
        Press('[data-demo="two-bit"] [data-lesson-asks] input[type="radio"]'),
        See("the truth", attribute_of(f"{LESSON} [data-truth]", "data-truth"), r"[01]\.\d|[\d.]+e-"),
    ],
    "a gate is held by hand and let go": [
        button("two-bit", "Always forget (f = 0)"),
        See("forget gates at 0", FORGETS, "0.00,0.00$"),
        button("two-bit", "Always forget (f = 0)"),
        See("forget gates on their own", FORGETS, r"(?!0.00,0.00)[01]\.\d\d,[01]\.\d\d$"),
    ],
    **{f"{name} is taught": teach(name, len(preset.target)) for name, preset in PRESETS.items()},
    "a square of a map feeds its input": [
        Turn(ARIA.format("two-bit", "switch", "Test bit 1"), on=True),
        button("two-bit", "What each gate has learned"),
        Press(f"{MAPS} [data-pick='00']"),
        See("bit 1", attribute_of(ARIA.format("two-bit", "switch", "Test bit 1"), "aria-checked"), "false"),
        See("its verdict", attribute_of(ARIA.format("two-bit", "status", "Result"), "data-result"), "0"),
    ],
    "the learning rate is changed": [
        Press('[data-demo="two-bit"] [aria-label="Learning rate"] button', "1"),
        button("two-bit", "Train"),
        See(
            "with which rate it trained",
            text_of(ARIA.format("two-bit", "status", "Training status")),
            "(trained in|not learned).* at a learning rate of 1",
        ),
        Press('[data-demo="two-bit"] [aria-label="Learning rate"] button', "0.1"),
    ],
    "three cells race": [
        button("memory", "Train all three"),
        See("only cells with gates get everything right", RACE, "gru true true,lstm true true,rnn true false"),
    ],
    "the pad learns and draws on": [
        button("draw", "Wave"),
        See("points drawn on", SEEN, r"1[1-9]$|[2-9]\d$|\d{3}"),
        See("gradient steps", text_of(".draw-learned"), r"[1-9]\d*"),
    ],
}

# On the page of a reader's own cell.
OWN_CELL_JOURNEYS: dict[str, list[JourneyStep]] = {
    "the code is run as it is": [
        button("own-cell", "Run"),
        See("what came of it", WAS_RUN, "true Your cell solved it in"),
    ],
    "an experiment changes it": [
        button("own-cell", "No forget gate (1997)"),
        See("that it was not run yet", WAS_RUN, "true .*The code has changed since"),
        button("own-cell", "Run"),
        See("what came of it", WAS_RUN, "true Your cell (?!.*The code has changed since)"),
    ],
}

# What is walked where: on pages from a server and from disk.
HOMES = {
    ("site", "index.html"): JOURNEYS,
    ("disk", "offline.html"): JOURNEYS,
    ("site", "own-cell.html"): OWN_CELL_JOURNEYS,
    ("disk", "own-cell.html"): OWN_CELL_JOURNEYS,
}
