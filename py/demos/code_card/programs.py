"""A network that answers with a p, as complete programs that print it, and its shapes in the words of libraries."""

from demos.html import Attribute, Html, el, scrolling
from demos.link import copied_by
from frameworks.texts import keras_text, numpy_text, torch_text
from rnn.arrays import Array
from rnn.network import Network

TITLE = "The same network in your framework"
PROGRAMS = {"numpy": numpy_text, "PyTorch": torch_text, "Keras": keras_text}
WHAT = (
    "Each is a whole program: these weights, this input, and it prints the p of this network for it. numpy and PyTorch "
    "print it in full; Keras computes in single precision, to about seven digits."
)
GATES = {"lstm": "i, f, g, o in PyTorch and here; i, f, c, o in Keras, whose c is g"}
GATES["gru"] = (
    "r, z, n in PyTorch and here; z, r, h in Keras, whose h is n. In all three, z = 1 keeps the old state; the first "
    "paper on it has 1 \N{MINUS SIGN} z there in one of its versions, and so have some libraries"
)


def code_card(name: str, network: Network, xs: Array) -> Html:
    """The programs, each folded away, for the inputs (T, I) of one sequence; ``name`` begins the ids."""
    programs = [_program(f"{name}-{title.lower()}", title, text(network, xs)) for title, text in PROGRAMS.items()]
    summary = el("summary", None, "Shapes, in the words of libraries")
    words = el("details", {"class": "code-words"}, summary, shapes(network, len(xs)))
    return el("div", {"class": "code-card"}, el("p", None, WHAT), *programs, words)


def _program(name: str, title: str, text: str) -> Html:
    code: dict[str, Attribute] = {"id": name, "class": "code-text"}
    shown = scrolling(f"Program for {title}", el("code", code, text), tag="pre")
    return el("details", {"class": "program"}, el("summary", None, title), copied_by(name, "Copy"), shown)


def shapes(network: Network, steps: int) -> Html:
    """Lines about this very network."""
    shape = network.shape
    n, m, gates = shape.units, shape.inputs, len(network.cell.weight_ih) // shape.units
    one, two = gates * (n * m + n * n + n), gates * (n * m + n * n + 2 * n)
    times = "" if gates == 1 else f"{gates} \N{MULTIPLICATION SIGN} "
    lines = [
        f"Input: (batch, steps, features) = (1, {steps}, {m}) in Keras. PyTorch expects (steps, batch, features) = "
        f"({steps}, 1, {m}), unless batch_first=True.",
        f"Units: hidden_size={n} in PyTorch, units={n} in Keras.",
        "Output: PyTorch gives h after every step and, beside it, the last one, h_n. Keras gives the last one, unless "
        "return_sequences=True.",
        "State: each sequence begins with zeros. Keras hands the last state on to the next batch with stateful=True; "
        "in PyTorch you hand it over.",
        f"Parameters of the cell: with n = {n} units and m = {m} inputs, {times}(nm + n\N{SUPERSCRIPT TWO} + n) = "
        f"{one} with one bias; PyTorch keeps two that are added, {times}(nm + n\N{SUPERSCRIPT TWO} + 2n) = {two}."
        + (" Keras' GRU keeps two as well." if shape.cell == "gru" else ""),
    ]
    if shape.cell in GATES:
        lines.append(f"Order of the gates: {GATES[shape.cell]}.")
    return el("ul", None, *[el("li", None, line) for line in lines])
