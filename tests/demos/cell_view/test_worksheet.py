"""A worksheet: what stands on the sheet is enough to work out what stands on the key, and does not tell it."""

from math import exp, tanh
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from demos.effects import Print
from demos.session import Session
from tests.demos.lesson.test_exercises import OPEN
from tests.demos.support import having, parse

GATES = ("i", "f", "g", "o")
CASES = {
    "two bits": ("two-bit", "input=10"),
    "four bits": ("four-bit", "input=0110"),
    "eight bits": ("four-bit", "target=01101001&units=2"),
    "latch": ("memory", "units=2"),
    "recall": ("memory", "task=recall&steps=12&units=2"),
}


def printed(session: Session[Any]) -> list[Element]:
    """The sheet and the key."""
    (effect,) = session.handle({"type": "lesson-worksheet"}).effects
    assert isinstance(effect, Print)
    return having(parse(effect.html), "class", "sheet") + having(parse(effect.html), "class", "sheet key")


def text_of(element: Element) -> str:
    return "".join(element.itertext())


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def rows_of(page: Element, caption: str) -> dict[str, list[str]]:
    """By what stands before it, each row of the tables with this caption, one table after the other."""
    rows: dict[str, list[str]] = {}
    for table in page.iter("table"):
        if text_of(next(table.iter("caption"))).startswith(caption):
            for row in next(table.iter("tbody")):
                rows.setdefault(text_of(row[0]), []).extend(text_of(cell) for cell in row[1:])
    return rows


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_blank_can_be_worked_out_from_what_is_printed(name: str) -> None:
    demo, query = CASES[name]
    sheet, key = printed(OPEN[demo](query))
    weights, given, answers = rows_of(sheet, "Weights"), rows_of(sheet, "Numbers"), rows_of(key, "Numbers")
    assert set(weights) == set(GATES)
    assert all(text == "" for gate in GATES for text in given[gate])
    read = [row for words, row in given.items() if words in ("x", "m")]
    before = [row for words, row in given.items() if words.startswith("h before")]
    steps = len(read[0])
    assert steps >= 2
    for gate in GATES:
        numbers = [number(text) for text in weights[gate]]
        for step in range(steps):
            values = [number(row[step]) for row in (*read, *before)]
            a = sum(w * value for w, value in zip(numbers, values, strict=False)) + numbers[-1]
            assert len(numbers) == len(values) + 1
            value = tanh(a) if gate == "g" else 1 / (1 + exp(-a))
            assert abs(value - number(answers[gate][step])) <= 0.0101, (gate, step)


@pytest.mark.parametrize("name", CASES)
def test_c_and_h_are_what_the_gates_make(name: str) -> None:
    demo, query = CASES[name]
    sheet, key = printed(OPEN[demo](query))
    rows = {words: [number(text) for text in row] for words, row in rows_of(key, "Numbers").items()}
    for step, (i, f, g, o, c, h) in enumerate(zip(*(rows[row] for row in (*GATES, "c", "h")), strict=True)):
        assert c == pytest.approx(f * rows["c before"][step] + i * g, abs=0.03)
        assert h == pytest.approx(o * tanh(c), abs=0.01)
    assert rows_of(sheet, "Numbers")["c"] == rows_of(key, "Numbers")["c"]


def test_the_sheet_tells_no_gate() -> None:
    """Neither as text, nor by the width and colour of a wire, nor by a dot."""
    sheet, key = printed(OPEN["two-bit"]("input=10"))
    shown = {element.get("data-quantity") for element in sheet.iter() if element.get("data-quantity")}
    assert shown == {"x", "c_prev", "h_prev", "c", "h"}
    assert {*shown, *GATES} == {element.get("data-quantity") for element in key.iter() if element.get("data-quantity")}
    assert not [element for element in sheet.iter() if "dot" in element.get("class", "")]
    for part in having(sheet, "data-part"):
        if part.attrib["data-part"] in (*GATES, "ig", "fc", "tanh_c"):
            assert not [element for element in part.iter() if element.get("class", "").startswith("wire")]


def test_longer_sequences_have_tables_alone() -> None:
    sheet, _ = printed(OPEN["memory"](""))
    assert list(sheet.iter("svg")) == []
    assert len(rows_of(sheet, "Numbers")["x"]) == 8


@pytest.mark.parametrize("demo", ["two-bit", "memory"])
def test_with_a_gate_held_there_is_none(demo: str) -> None:
    with pytest.raises(ValueError, match="a gate is held"):
        OPEN[demo]("hold=forget").handle({"type": "lesson-worksheet"})
