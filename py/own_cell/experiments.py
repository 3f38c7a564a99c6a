"""Experiments on a cell: each a small edit of its source, as a difference that is applied to what the editor holds."""

from typing import NamedTuple


class CodeEdit(NamedTuple):
    """Lines, and what comes in their place; "" takes them away. Lines are found whatever their comments are."""

    old: str
    new: str


class CodeExperiment(NamedTuple):
    """A question, and the edits that answer it."""

    name: str  # in tests and on buttons' data
    title: str  # on its button
    question: str
    edits: tuple[CodeEdit, ...]
    cell: str = "lstm"  # whose source it is about


class DoesNotFitError(ValueError):
    """What an edit replaces is not in the code, or more than once."""


_F = "    f = sigmoid(a[:, H : 2 * H])"
_I = "    i = sigmoid(a[:, :H])"
_G = "    g = np.tanh(a[:, 2 * H : 3 * H])"
_O = "    o = sigmoid(a[:, 3 * H :])"
_C = "    c = f * c_prev + i * g"
_TANH_C = "    tanh_c = np.tanh(c)"
_H = "    h = o * tanh_c"
_A = "    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ params.weight_hh.T + params.bias_hh"

EXPERIMENTS = (
    CodeExperiment(
        "no-forget-gate",
        "No forget gate (1997)",
        "The first LSTM had none: what is in c stays in c. What if f were 1?",
        (CodeEdit(_C, "    c = c_prev + i * g"),),
    ),
    CodeExperiment(
        "coupled",
        "Coupled gates",
        "Must it decide twice? What if it writes exactly as much as it forgets?",
        (CodeEdit(_I, ""), CodeEdit(_F, f"{_F}\n    i = 1 - f")),
    ),
    CodeExperiment(
        "peepholes",
        "Peepholes",
        "Gates that see c: f and i see what was, o sees what is.",
        (
            CodeEdit(
                "    bias_hh: Array  # (4H,)",
                "    bias_hh: Array  # (4H,)\n    peep_i: Array  # (H,)\n    peep_f: Array  # (H,)\n"
                "    peep_o: Array  # (H,)",
            ),
            CodeEdit(
                "    return Params((4 * units, inputs), (4 * units, units), (4 * units,), (4 * units,))",
                "    peepholes = (units,), (units,), (units,)\n"
                "    return Params((4 * units, inputs), (4 * units, units), (4 * units,), (4 * units,), *peepholes)",
            ),
            CodeEdit(_I, "    i = sigmoid(a[:, :H] + params.peep_i * c_prev)"),
            CodeEdit(_F, "    f = sigmoid(a[:, H : 2 * H] + params.peep_f * c_prev)"),
            CodeEdit(_O, ""),
            CodeEdit(_C, f"{_C}\n    o = sigmoid(a[:, 3 * H :] + params.peep_o * c)"),
        ),
    ),
    CodeExperiment(
        "no-output-gate",
        "No output gate",
        "What if all of the memory were always to be seen?",
        (CodeEdit(_H, "    h = tanh_c"),),
    ),
    CodeExperiment(
        "sigma-for-tanh",
        "σ for tanh",
        "What if the candidate could only be positive?",
        (CodeEdit(_G, "    g = sigmoid(a[:, 2 * H : 3 * H])"),),
    ),
    CodeExperiment(
        "tanh-for-sigma",
        "tanh for σ",
        "What if gates could be negative?",
        (
            CodeEdit(_I, "    i = np.tanh(a[:, :H])"),
            CodeEdit(_F, "    f = np.tanh(a[:, H : 2 * H])"),
            CodeEdit(_O, "    o = np.tanh(a[:, 3 * H :])"),
        ),
    ),
    CodeExperiment(
        "linear",
        "Nothing for tanh",
        "What if the candidate and what is shown were not bent at all?",
        (CodeEdit(_G, "    g = a[:, 2 * H : 3 * H]"), CodeEdit(_TANH_C, "    tanh_c = c")),
    ),
    CodeExperiment(
        "relu",
        "ReLU for tanh",
        "What if the candidate were cut off below 0, as in feed-forward networks?",
        (CodeEdit(_G, "    g = np.maximum(a[:, 2 * H : 3 * H], 0)"),),
    ),
    CodeExperiment(
        "add-for-multiply",
        "Add, not multiply",
        "What if the input gate were added to the candidate, and not multiplied by it?",
        (CodeEdit(_C, "    c = f * c_prev + (i + g)"),),
    ),
    CodeExperiment(
        "blind-to-h",
        "Gates that do not see h",
        "What if every gate saw the input alone? Then those of all steps can be computed at once, before any state is.",
        (CodeEdit(_A, "    a = x @ params.weight_ih.T + params.bias_ih"),),
    ),
    CodeExperiment(
        "deaf",
        "Units that cannot hear each other",
        "What if each unit heard its own h alone?",
        (
            CodeEdit(
                _A,
                "    own = params.weight_hh * np.tile(np.eye(h_prev.shape[1]), (4, 1))  # (4H, H)\n"
                "    a = x @ params.weight_ih.T + params.bias_ih + h_prev @ own.T + params.bias_hh  # (B, 4H)",
            ),
        ),
    ),
    CodeExperiment(
        "identity",
        "A plain RNN from the identity",
        "Can a plain RNN remember, if it begins by copying its state (Le, Jaitly and Hinton, 2015)?",
        (
            CodeEdit("    h = np.tanh(a)", "    h = np.maximum(a, 0)"),
            CodeEdit(
                "",
                "\n\ndef begin(params: Params) -> Params:\n"
                '    """Every state is copied, and nothing is added."""\n'
                "    copies = np.eye(params.weight_hh.shape[1])\n"
                "    nothing = 0 * params.bias_ih\n"
                "    return params._replace(weight_hh=copies, bias_ih=nothing, bias_hh=nothing)\n",
            ),
        ),
        cell="rnn",
    ),
)

MIN_GRU = '''class Params(NamedTuple):
    """Gates and candidates see the input alone: L. Feng and others, "Were RNNs all we needed?", 2024."""

    weight_ih: Array  # (2H, I)
    bias_ih: Array  # (2H,)


class State(NamedTuple):
    """What it carries from one step to the next."""

    h: Array  # (B, H)


class Trace(NamedTuple):
    """Every quantity of one step, by name, each (B, H)."""

    z: Array  # update gate: how much of the candidate takes the place of what was there
    n: Array  # candidate
    h: Array


def shapes(inputs: int, units: int) -> Params:
    """The shape of each parameter."""
    return Params((2 * units, inputs), (2 * units,))


def step(params: Params, x: Array, state: State) -> tuple[State, Trace]:
    """Take one step from input x (B, I)."""
    (h_prev,) = state
    H = h_prev.shape[1]
    a = x @ params.weight_ih.T + params.bias_ih  # (B, 2H)
    z = sigmoid(a[:, :H])
    n = a[:, H:]
    h = (1 - z) * h_prev + z * n
    return State(h), Trace(z, n, h)
'''
MIN_LSTM = '''class Params(NamedTuple):
    """Gates and candidates see the input alone: L. Feng and others, "Were RNNs all we needed?", 2024."""

    weight_ih: Array  # (3H, I)
    bias_ih: Array  # (3H,)


class State(NamedTuple):
    """What it carries from one step to the next."""

    h: Array  # (B, H)


class Trace(NamedTuple):
    """Every quantity of one step, by name, each (B, H)."""

    f: Array  # forget gate, as a share of both gates
    i: Array  # input gate, as a share of both gates
    g: Array  # candidate
    h: Array


def shapes(inputs: int, units: int) -> Params:
    """The shape of each parameter."""
    return Params((3 * units, inputs), (3 * units,))


def step(params: Params, x: Array, state: State) -> tuple[State, Trace]:
    """Take one step from input x (B, I)."""
    (h_prev,) = state
    H = h_prev.shape[1]
    a = x @ params.weight_ih.T + params.bias_ih  # (B, 3H)
    f = sigmoid(a[:, :H])
    i = sigmoid(a[:, H : 2 * H])
    g = a[:, 2 * H :]
    f, i = f / (f + i), i / (f + i)
    h = f * h_prev + i * g
    return State(h), Trace(f, i, g, h)
'''
SOURCES = {"minLSTM": MIN_LSTM, "minGRU": MIN_GRU}  # whole ones


def applied(experiment: CodeExperiment, text: str) -> str:
    """The code after an experiment's edits.

    Raises:
        DoesNotFitError: it says which line is not there, or is there more than once.
    """
    lines = text.rstrip("\n").split("\n")
    for edit in experiment.edits:
        if not edit.old:
            lines += edit.new.rstrip("\n").split("\n")
            continue
        places = [k for k, line in enumerate(lines) if _bare(line) == _bare(edit.old)]
        if len(places) != 1:
            many = "is not in the code" if not places else f"is in the code {len(places)} times"
            raise DoesNotFitError(f"“{experiment.title}” changes the line “{edit.old.strip()}”, which {many}")
        (place,) = places
        lines[place : place + 1] = edit.new.split("\n") if edit.new else []
    return "\n".join(lines) + "\n"


def _bare(line: str) -> str:
    """Without its comment, and without what stands at its end."""
    return line.partition("#")[0].rstrip()
