"""The code of a cell: what it begins with, what it makes, and what is said of every mistake."""

from typing import Any

import numpy as np
import pytest

from demos.own_cell.source import source_of
from own_cell.code import LINES, PROMISED, Problem, begun, compiled
from rnn.cells import NAMES, named

LSTM = source_of("lstm")
INPUTS, UNITS, BATCH = 2, 3, 5


def run(text: str) -> tuple[Any, dict[str, Any]]:
    """One step of what the code defines, of random numbers."""
    cell, rng = compiled(text), np.random.default_rng(0)
    params = cell.Params(*(rng.normal(size=shape) for shape in cell.shapes(INPUTS, UNITS)))
    state = cell.State(*(np.zeros((BATCH, UNITS)) for _ in cell.State._fields))
    return cell.step(begun(cell, params), rng.normal(size=(BATCH, INPUTS)), state)


@pytest.mark.parametrize("name", NAMES)
def test_the_editor_begins_with_the_cells_own_lines(name: str) -> None:
    text, module = source_of(name), named(name)
    file = open(module.__file__ or "", encoding="utf-8").read()  # type: ignore[attr-defined]  # noqa: SIM115, PTH123
    for line in text.splitlines():
        assert line in file
    assert "step_backward" not in text
    assert "type: ignore" not in text
    state, found = run(text)
    assert set(state._fields) | set(module.Trace._fields) == found.keys()


@pytest.mark.parametrize("name", NAMES)
def test_it_computes_what_the_cell_computes(name: str) -> None:
    cell, rng = named(name), np.random.default_rng(0)
    params = cell.Params(*(rng.normal(size=shape) for shape in cell.shapes(INPUTS, UNITS)))
    state = cell.State(*(np.zeros((BATCH, UNITS)) for _ in cell.State._fields))
    _, trace = cell.step(params, rng.normal(size=(BATCH, INPUTS)), state)
    _, found = run(source_of(name))
    for quantity, value in trace._asdict().items():
        np.testing.assert_array_equal(found[quantity], value)


def line_of(text: str, piece: str) -> int:
    return max(k for k, line in enumerate(text.splitlines(), start=1) if piece in line)


def check(text: str, words: str, piece: str) -> None:
    """Running the code is refused with these words, at the line with that piece in it; "" for none."""
    with pytest.raises(Problem, match=words) as caught:
        run(text)
    assert caught.value.line == (line_of(text, piece) if piece else 0)


MISTAKES = {
    "syntax": ("c = f * c_prev + i * g", "c = f * c_prev + * g", "SyntaxError: invalid syntax", "+ * g"),
    "indent": ("    o = sigmoid", "      o = sigmoid", "IndentationError: unexpected indent", "      o ="),
    "name": ("i * g", "i * gg", "NameError: name 'gg' is not defined", "i * gg"),
    "shape": (
        "h = o * tanh_c",
        "h = (o * tanh_c) @ np.ones((H, 4))",
        r"h of shape \(5, 3\), not \(5, 4\)",
        "def step(",
    ),
    "broadcast": (
        "f * c_prev",
        "f * np.ones((7, 7))",
        "ValueError: operands could not be broadcast",
        "np.ones((7, 7))",
    ),
    "nothing": (
        "return State(h, c), Trace",
        "State(h, c), Trace",
        r"State\(h, c\).*not nothing: is there a return",
        "def s",
    ),
    "one value": ("State(h, c), Trace(x", "h, Trace(x", r"not \(an array of shape \(5, 3\), \(", "def step("),
    "zero": ("i * g", "i * (1 // 0)", "ZeroDivisionError: .*by zero", "1 // 0"),
    "attribute": ("params.bias_hh", "params.bias_hx", "AttributeError: 'Params' object has no", "params.bias_hx"),
    "torch": (
        "    h_prev, c",
        "    import torch\n    h_prev, c",
        f"torch cannot be imported here; .*{PROMISED[1]}",
        "import t",
    ),
    "input": ("i * g", "i * g + float(input())", "nobody can answer", "input()"),
    "no step": ("def step(", "def stepp(", "step is missing: a function of params, x and state", ""),
    "no state": ("class State(", "class Stat(", "NameError: name 'State' is not defined", "-> tuple[State"),
    "no tuple": ("class State(NamedTuple):", "class State:", "State must be a NamedTuple", "class State:"),
    "no h": (
        "    h: Array  # (B, H)  short",
        "    s: Array  # (B, H)  short",
        "State must begin with h",
        "class State(",
    ),
    "shapes": (
        "(4 * units, inputs)",
        "4 * units",
        "shapes must give weight_ih a tuple of whole numbers",
        "def shapes(",
    ),
    "count": (", (4 * units,))", ")", "missing 1 required positional argument: 'bias_hh'", "return Params("),
    "large": ("(4 * units, inputs)", "(400000 * units, inputs)", "parameters are more than 100000", "def shapes("),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_words_with_its_line(name: str) -> None:
    old, new, words, piece = MISTAKES[name]
    assert old in LSTM
    before, _, after = LSTM.rpartition(old)
    check(before + new + after, words, piece)


def test_a_function_that_calls_itself_without_end() -> None:
    text = LSTM.replace("i * g", "i * again(g)") + "\n\ndef again(x):\n    return again(x)\n"
    check(text, "calls itself without end", "def again(x)")


def test_what_it_prints_is_kept_up_to_a_hundred_lines() -> None:
    cell = compiled("print('a', 1, sep='-')\nfor k in range(200):\n    print(k)\n" + LSTM)
    assert cell.printed.lines[:2] == ["a-1", "0"]
    assert (len(cell.printed.lines), cell.printed.dropped) == (LINES, 201 - LINES)


def test_parameters_to_begin_with() -> None:
    identity = "\n\ndef begin(params):\n    return params._replace(weight_hh=np.eye(params.weight_hh.shape[1]))\n"
    cell = compiled(source_of("rnn") + identity)
    params = cell.Params(*(np.zeros(shape) for shape in cell.shapes(INPUTS, UNITS)))
    np.testing.assert_array_equal(begun(cell, params).weight_hh, np.eye(UNITS))
    with pytest.raises(Problem, match=r"begin must return Params of the shapes \(3, 2\), \(3, 3\), \(3,\), \(3,\)"):
        begun(compiled(source_of("rnn") + identity.replace("np.eye", "np.ones")), params)


@pytest.mark.parametrize("text", ["", "x = 1", "class Params: pass"])
def test_of_code_that_is_none_it_is_said_what_is_missing(text: str) -> None:
    check(text, "(Params|State) is missing", "")


def test_a_dataclass_may_have_annotations_that_are_text() -> None:
    top = "from __future__ import annotations\nfrom dataclasses import dataclass\n"
    top += "@dataclass\nclass P:\n    x: 'int' = 1\n"
    assert compiled(f"{top}{LSTM}\nprint(P())\n").printed.lines == ["P(x=1)"]


def test_what_is_not_there_can_be_expected() -> None:
    """As in programs that run elsewhere too."""
    top = "try:\n    import torch\nexcept ImportError:\n    print('without')\n"
    assert compiled(f"{top}{LSTM}").printed.lines == ["without"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("from . import x", "what lies beside this code cannot be imported here"),
        ("import numpy.linalg.nothing", "numpy.linalg.nothing cannot be imported here"),
    ],
)
def test_what_cannot_be_imported_is_called_by_its_name(text: str, words: str) -> None:
    with pytest.raises(Problem, match=f"^{words}; these can: numpy, ") as caught:
        compiled(text)
    assert caught.value.line == 1
