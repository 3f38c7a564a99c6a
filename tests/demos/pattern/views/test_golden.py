"""Pictures compared with files that a person has looked at; ``--update-golden`` rewrites them.

Mathematical functions may differ in the last digit from one platform to the next, so data-value is compared to nine
decimals.
"""

import re
from pathlib import Path

import pytest

from demos.html import join
from demos.pattern.events import Explain, OpenPanel, OpenUnit, Step, Tick, Train
from demos.pattern.state import State
from demos.pattern.update import update
from demos.pattern.views import view
from tests.demos.support import START, START_OF_FOUR, state_of

FOLDER = Path(__file__).parents[2] / "golden"


def mid_training() -> State:
    state = update(START, Train())
    for _ in range(10):
        state = update(state, Tick(budget=0.0))
    return state


PICTURES = {
    "untouched": START,
    "step-1": update(state_of(position=0), Step()),
    "step-2": update(state_of(position=1), Step()),
    "mid-training": mid_training(),
    "explained": update(state_of("01", "01"), Explain("c", 2)),
    "four-bit-untouched": START_OF_FOUR,
    "four-bit-unit-opened": update(START_OF_FOUR, OpenUnit(unit=2, step=3)),
    "four-bit-maps": update(START_OF_FOUR, OpenPanel("maps")),
    "four-bit-backward": update(START_OF_FOUR, OpenPanel("backward")),
}


def canonical(html: str) -> str:
    """One element a line, and the numbers rounded."""

    def rounded(match: re.Match[str]) -> str:
        return f'data-value="{round(float(match[1]), 9) + 0.0}"'  # + 0.0: never "-0.0"

    return re.sub(r'data-value="([^"]*)"', rounded, html).replace("><", ">\n<") + "\n"


@pytest.mark.parametrize("name", PICTURES)
def test_picture(name: str, request: pytest.FixtureRequest) -> None:
    picture = canonical(join(list(view(PICTURES[name]).values())))
    file = FOLDER / f"{name}.html"
    if request.config.getoption("--update-golden"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(picture, encoding="utf-8")
    assert picture == file.read_text(encoding="utf-8"), "if the change is wanted, run pytest with --update-golden"


def test_no_picture_is_left_over() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(PICTURES)


def test_rounding_forgives_the_last_digit_only() -> None:
    assert canonical('<a data-value="0.3">') == canonical('<a data-value="0.30000000000000004">')
    assert canonical('<a data-value="-1e-17">') == canonical('<a data-value="0.0">')
    assert canonical('<a data-value="0.3">') != canonical('<a data-value="0.30000001">')
