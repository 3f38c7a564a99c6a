"""The drawing says what the numbers say: formulas, and the dots in the gate dials."""

from typing import Any, NamedTuple

import pytest
from playwright.sync_api import expect

from tests import printed
from tests.browser.demo import PATTERNS, Demo
from tests.browser.recompute import Numbers, recompute
from tests.browser.record import Record

pytestmark = pytest.mark.browser

TARGET, INPUT = "10", "11"
WIDTH, HEIGHT, MARGIN = 64, 52, 6  # of a dial
LIMITS = {"f": 6, "i": 6, "g": 3, "o": 6, "p": 6}  # the curve is drawn from -limit to +limit
LOW = {"f": 0, "i": 0, "g": -1, "o": 0, "p": 0}  # the activation at the bottom of the curve; the top is 1
FLAT = "\N{DOT OPERATOR}"


class Trained(NamedTuple):
    """The demo after training and a whole run."""

    demo: Demo
    values: dict[str, Numbers]  # by input
    weights: dict[str, Any]


@pytest.fixture(scope="module")
def trained(shared: tuple[Demo, Record]) -> Trained:
    demo, _ = shared
    demo.set_bits("Target", TARGET)
    demo.train()
    weights = demo.export()
    demo.run(INPUT)
    return Trained(demo, {pattern: recompute(weights, pattern) for pattern in PATTERNS}, weights)


def number(value: float) -> str:
    """A number at the beginning of an expression in a formula, with all its digits."""
    return f"{value:.12f}".replace("-", "\N{MINUS SIGN}")


def operand(value: float) -> str:
    """A number after an operator: negative ones in parentheses."""
    return f"({number(value)})" if value < 0 else number(value)


def gate_lines(weights: dict[str, Any], values: Numbers, gate: str, step: int) -> list[str]:
    """The formula of a gate: symbols, numbers, result."""
    function = "tanh" if gate == "g" else "σ"
    row = "ifgo".index(gate)
    lstm = weights["lstm"]
    w, u = (lstm[name][row][0] for name in ("weight_ih_l0", "weight_hh_l0"))
    b = lstm["bias_ih_l0"][row] + lstm["bias_hh_l0"][row]
    x, h = values["x", step], values["h_prev", step]
    return [
        f"{gate}{step}={function}(w{gate}{FLAT}x{step}+u{gate}{FLAT}h{step - 1}+b{gate})",
        f"={function}({number(w)}{FLAT}{operand(x)}+{operand(u)}{FLAT}{operand(h)}+{operand(b)})",
        f"={function}({number(values[f'a_{gate}', step])})={number(values[gate, step])}",
    ]


def lines_of(demo: Demo) -> list[str]:
    """The formula on the page, line by line."""
    lines = demo.explanation.locator(".formula > *")
    return list(lines.evaluate_all("all => all.map(e => e.textContent.replace(/\\s/g, ''))"))


def check_formula(demo: Demo, wanted: list[str]) -> None:
    """The formula on the page is this one, its numbers rounded, and what is said to be equal is, as printed."""
    symbols, *lines = lines_of(demo)
    assert symbols == wanted[0]
    assert len(lines) == len(wanted) - 1
    for line, true in zip(lines, wanted[1:], strict=True):
        assert printed.same_numbers(line, true), (line, true)
    printed.check(lines)


@pytest.mark.parametrize("step", [1, 2])
@pytest.mark.parametrize("gate", "figo")
def test_gate_formulas(trained: Trained, gate: str, step: int) -> None:
    demo, values, weights = trained
    demo.explain(gate, step)
    check_formula(demo, gate_lines(weights, values[INPUT], gate, step))


@pytest.mark.parametrize("step", [1, 2])
def test_state_formulas(trained: Trained, step: int) -> None:
    demo, values, _ = trained
    here = {name: value for (name, at), value in values[INPUT].items() if at == step}
    v, after = ({name: write(value) for name, value in here.items()} for write in (number, operand))
    t, before = step, step - 1
    kept, written = f"{v['f']}{FLAT}{after['c_prev']}", f"{v['i']}{FLAT}{after['g']}"
    expected = {
        "x": [f"x{t}", f"={v['x']}"],
        "h_prev": [f"h{before}", f"={v['h_prev']}"],
        "c_prev": [f"c{before}", f"={v['c_prev']}"],
        "fc": [f"f{t}{FLAT}c{before}", f"={kept}={v['fc']}"],
        "ig": [f"i{t}{FLAT}g{t}", f"={written}={v['ig']}"],
        "c": [f"c{t}=f{t}{FLAT}c{before}+i{t}{FLAT}g{t}", f"={kept}+{written}", f"={v['c']}"],
        "tanh_c": [f"tanh(c{t})", f"=tanh({v['c']})={v['tanh_c']}"],
        "h": [f"h{t}=o{t}{FLAT}tanh(c{t})", f"={v['o']}{FLAT}{after['tanh_c']}={v['h']}"],
    }
    for part, lines in expected.items():
        demo.explain(part, step)
        check_formula(demo, lines)


def test_readout_formula(trained: Trained) -> None:
    demo, values, weights = trained
    w, b = weights["linear"]["weight"][0][0], weights["linear"]["bias"][0]
    v = values[INPUT]
    demo.explain("p", 2)
    wanted = [
        f"p=σ(wp{FLAT}h2+bp)",
        f"=σ({number(w)}{FLAT}{operand(v['h', 2])}+{operand(b)})",
        f"=σ({number(v['z', 2])})={number(v['p', 2])}",
    ]
    check_formula(demo, wanted)


def test_a_plus_has_room_on_both_sides(trained: Trained) -> None:
    demo, _, _ = trained
    demo.explain("f", 1)
    gaps = demo.explanation.locator(".terms").evaluate(
        """(terms) => {
          const glyph = new Range();
          const plus = [...terms.querySelectorAll("mo")].filter((mo) => mo.textContent === "+");
          return plus.map((mo) => {
            glyph.selectNodeContents(mo);
            return mo.nextElementSibling.getBoundingClientRect().left - glyph.getBoundingClientRect().right;
          });
        }"""
    )
    assert len(gaps) == 2
    assert min(gaps) > 2


def place(gate: str, a: float, activation: float) -> tuple[float, float]:
    """Where a dot belongs in a dial."""
    across = (max(-1, min(1, a / LIMITS[gate])) + 1) / 2
    up = (activation - LOW[gate]) / (1 - LOW[gate])
    return MARGIN + across * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - up * (HEIGHT - 2 * MARGIN)


def dots(demo: Demo, gate: str, step: int, kind: str) -> list[tuple[float, float]]:
    """(cx, cy) of the dots of a kind, sorted."""
    found = demo.part(gate, step).locator(f".dot-{kind}")
    return sorted(
        tuple(dot) for dot in found.evaluate_all("all => all.map(e => [e.cx.baseVal.value, e.cy.baseVal.value])")
    )


@pytest.mark.parametrize(("gate", "step"), [*((gate, step) for gate in "figo" for step in (1, 2)), ("p", 2)])
def test_dots_lie_where_the_numbers_are(trained: Trained, gate: str, step: int) -> None:
    demo, values, _ = trained
    before = "z" if gate == "p" else f"a_{gate}"
    places = {pattern: place(gate, v[before, step], v[gate, step]) for pattern, v in values.items()}
    for kind, pattern in (("live", INPUT), ("taught", TARGET)):
        (dot,) = dots(demo, gate, step, kind)
        assert dot == pytest.approx(places[pattern], abs=0.006), (kind, pattern)
    others = dots(demo, gate, step, "other")
    for pattern, there in places.items():
        assert any(dot == pytest.approx(there, abs=0.006) for dot in others), pattern
    for dot in others:
        assert any(dot == pytest.approx(there, abs=0.006) for there in places.values()), dot


def test_the_live_dot_appears_with_its_step(trained: Trained) -> None:
    demo, _, _ = trained
    demo.start_over.click()
    expect(demo.root.locator(".dot-live")).to_have_count(0)
    demo.step(1)
    expect(demo.root.locator(".dot-live")).to_have_count(4)
    demo.step(2)
    expect(demo.root.locator(".dot-live")).to_have_count(9)
