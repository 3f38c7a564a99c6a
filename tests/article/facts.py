"""Every sentence of the article that says something of a network or counts, but for those that Python works out anew:
a computation that is right only if the sentence is. ``tests/article/of_*.py`` judge the others."""

import re
from collections.abc import Callable
from math import exp

import numpy as np

from demos.memory.pretrained import STEPS
from demos.memory.training import begin
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.pretrained import pretrain
from rnn import cells
from rnn.arrays import Array
from rnn.cells import StepGradients, gru, lstm
from rnn.fresh_run import TESTING, TRAINING, advance, held_out
from rnn.native.fresh_backend import fastest
from rnn.network import NetworkShape, forward
from rnn.update import OptimizerState
from tasks.bits import all_inputs, encode, is_yes
from tasks.latch import LatchTask
from tasks.recall import RecallTask
from tasks.strokes.augment import AUGMENTATION_PREFIX, Windows
from tasks.strokes.characters import ALPHABETS, characters
from tasks.strokes.features import BEGINNING, next_input
from tasks.strokes.learner import StrokeLearner
from tasks.strokes.network import SHAPE, StrokeReference, UpdateResults, new_parameters
from tasks.strokes.pretraining import PRETRAINING
from tasks.strokes.resample import Resampler
from tests.rnn.problems import random_network

type Fact = Callable[[str], None]
"""Of the sentence as a reader sees it."""


def numbers(text: str) -> list[float]:
    """All that are written in digits."""
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def sigmoid(a: float) -> float:
    return 1 / (1 + exp(-a))


# --- Marked in the article, by what its id ends in ---


def bits(text: str) -> None:
    assert encode([(0,), (1,)])[0, :, 0].tolist() == [-1, 1]


def first_state(text: str) -> None:
    network = pretrain(TWO_BIT)[TWO_BIT.target].network
    trace = forward(network, encode([TWO_BIT.test_input])).traces[0]
    assert (trace.h_prev == 0).all()
    assert (trace.c_prev == 0).all()


def fresh(text: str) -> None:
    task = LatchTask(STEPS)
    assert TRAINING != TESTING
    batch = task.sample(np.random.default_rng((7, TRAINING)), 256)
    assert (held_out(task).xs != batch.xs).any()


def gates_and_c(text: str) -> None:
    network = random_network(NetworkShape(2, 3, 1), 1)
    x, h, c = np.ones((1, 2)), np.full((1, 3), 0.3), np.full((1, 3), 0.7)
    seen = lstm.step(network.cell, x, lstm.State(h, c))[1]
    other_c = lstm.step(network.cell, x, lstm.State(h, 2 * c))[1]
    other_h = lstm.step(network.cell, x, lstm.State(2 * h, c))[1]
    other_x = lstm.step(network.cell, 2 * x, lstm.State(h, c))[1]
    for gate in lstm.GATES:
        assert (getattr(seen, gate) == getattr(other_c, gate)).all()
        assert (getattr(seen, gate) != getattr(other_h, gate)).all()
        assert (getattr(seen, gate) != getattr(other_x, gate)).all()


def gru_gates(text: str) -> None:
    assert gru.State._fields == ("h",)
    shut = [name for name in gru.GATES if cells.quantity(gru, name).low == 0]
    assert shut == ["r", "z"]


def along_c(text: str) -> None:
    network = random_network(NetworkShape(1, 3, 1), 2)
    _, trace = lstm.step(network.cell, np.ones((1, 1)), lstm.State(np.full((1, 3), 0.2), np.full((1, 3), 0.5)))
    dc = np.array([[1.0, -2.0, 3.0]])
    back: StepGradients = lstm.step_backward(network.cell, trace, lstm.State(np.zeros((1, 3)), dc))
    assert np.allclose(back.state.c, dc * trace.f, rtol=1e-12)


def gru_size(text: str) -> None:
    for units in range(1, 17):
        shape = NetworkShape(1, units, 1)
        assert shape._replace(cell="gru").cell_size < shape._replace(cell="lstm").cell_size


def plain_rnn_learns(text: str) -> None:
    def solved(steps: int) -> int:
        runs = (begin(seed, "rnn", 4, RecallTask(steps), "3") for seed in range(4))
        ends = [advance(run, run.source.recipe.updates, fastest()) for run in runs]
        return sum(run.accuracy == 1 for run in ends)

    assert solved(5) == 4
    assert solved(40) <= 1


def units_hear_all(text: str) -> None:
    network = pretrain(FOUR_BIT)[FOUR_BIT.target].network
    x, h, c = np.ones((1, 1)), np.full((1, 4), 0.1), np.zeros((1, 4))
    a = lstm.step(network.cell, x, lstm.State(h, c))[1].a
    for unit in range(4):
        other = h.copy()
        other[0, unit] += 0.5
        assert (lstm.step(network.cell, x, lstm.State(other, c))[1].a != a).all()
    assert (lstm.step(network.cell, -x, lstm.State(h, c))[1].a != a).all()


def pad_size(text: str) -> None:
    assert numbers(text) == [SHAPE.units, len(new_parameters(np.random.default_rng(0)))]


def pad_reads(text: str) -> None:
    steps = np.array(Resampler().add([(0.0, 0.0), (1000.0, 0.0)]))
    length = float(np.hypot(*(steps[1] - steps[0])))
    assert numbers(text) == [length, len(next_input(BEGINNING, np.array(0.1)))]


def pad_answers(text: str) -> None:
    assert numbers(text) == [SHAPE.outputs / 3]  # a centre, a width and a weight each


def pad_practice(text: str) -> None:
    written = [len(characters(alphabet)) for alphabet in ALPHABETS]
    assert numbers(text) == [PRETRAINING.strokes, sum(written)]
    assert PRETRAINING.characters >= sum(written)


class Recording(StrokeReference):
    """Learns nothing, and notes how long the pieces are."""

    def __init__(self) -> None:
        self.steps: list[int] = []

    def learn(self, state: OptimizerState, xs: Array, chosen: Windows, rates: Array, ema_decay: float) -> UpdateResults:
        self.steps.append(chosen.normals.shape[1] - AUGMENTATION_PREFIX)
        return UpdateResults(state, np.zeros(len(rates)), np.zeros(len(rates)), len(rates))


def pad_window(text: str) -> None:
    recording = Recording()
    for length in (100, 400, 3000):  # px
        learner = StrokeLearner(new_parameters(np.random.default_rng(0)), backend=recording)
        learner.add([(float(x), 0.0) for x in range(0, length, 5)])
        learner.learn(1)
    assert numbers(text) == [max(recording.steps), 0]
    assert min(recording.steps) < max(recording.steps)  # "at most"
    trace = forward(random_network(SHAPE, 0), np.ones((2, 3, SHAPE.inputs))).traces[0]
    assert (trace.h_prev == 0).all()
    assert (trace.c_prev == 0).all()


MARKED: dict[str, Fact] = {
    "two-bit-fact-bits": bits,
    "two-bit-fact-start": first_state,
    "memory-fact-fresh": fresh,
    "memory-fact-gates": gates_and_c,
    "recall-fact-gates": gru_gates,
    "recall-fact-along": along_c,
    "recall-fact-gru": gru_size,
    "recall-fact-learns": plain_rnn_learns,
    "four-bit-fact-reads": units_hear_all,
    "draw-fact-size": pad_size,
    "draw-fact-reads": pad_reads,
    "draw-fact-answers": pad_answers,
    "draw-fact-practice": pad_practice,
    "draw-fact-window": pad_window,
}


# --- With digits in them, and not marked ---


def is_example(text: str) -> None:
    assert TWO_BIT.target == (1, 0)


def gates_range(text: str) -> None:
    assert {cells.quantity(lstm, gate).low for gate in ("f", "i", "o")} == {0}
    assert {cells.quantity(lstm, gate).high for gate in ("f", "i", "o")} == {1}
    assert cells.quantity(lstm, "g").low < 0  # so that it is no gate


def yes_above(text: str) -> None:
    assert (is_yes(0.5), is_yes(0.501)) == (False, True)


def removes(text: str) -> None:
    assert 0 * 123.4 == 0


def factors(text: str) -> None:
    assert 0.9**100 < 1e-4


def half(text: str) -> None:
    assert sigmoid(0) == 0.5


def biases(text: str) -> None:
    for bias, gate in ((1, 0.73), (3, 0.95)):
        assert round(sigmoid(bias), 2) == gate


def inputs(text: str) -> None:
    assert len(all_inputs(4)) == 16


def one_bias(text: str) -> None:
    for n, m in ((1, 1), (4, 1), (3, 2)):
        params = lstm.shapes(m, n)
        sizes = {name: int(np.prod(shape)) for name, shape in params._asdict().items()}
        assert sum(sizes.values()) == 4 * (n * m + n**2 + 2 * n)
        assert sum(sizes.values()) - sizes["bias_hh"] == 4 * (n * m + n**2 + n)


def elsewhere(text: str) -> None:
    """Of other libraries, after their documentation; nothing here to compute."""


def words_of_step(text: str) -> None:
    """f near 0 drops the old c, i near 1 writes the candidate: by the step itself, with gates put there by biases."""
    network = random_network(NetworkShape(1, 1, 1), 3)
    weights = [np.zeros_like(tensor) for tensor in network.cell]
    weights[2][:] = [20.0, -20.0, 0.7, 0.0]  # i, f, g, o
    state, trace = lstm.step(lstm.Params(*weights), np.ones((1, 1)), lstm.State(np.zeros((1, 1)), np.full((1, 1), 5.0)))
    assert np.allclose(state.c, trace.g, atol=1e-6)


STATED: dict[str, Fact] = {
    "A network is to recognise two bits, say a 1 and then a 0.": is_example,
    "Three gates, each between 0 and 1, guard the memory:": gates_range,
    "Above 0.5 it means yes.": yes_above,
    "In f \N{MIDDLE DOT} c a gate at 0 removes the old memory, whatever it was.": removes,
    "Many factors below 1 leave nearly nothing: the gradient vanishes.": factors,
    "Why start the forget gate\N{RIGHT SINGLE QUOTATION MARK}s bias at 1, and what of the input gate?": elsewhere,
    "At 0 the gate begins near 0.5, and each step loses half.": half,
    "At 1 it begins near 0.73, at 3 near 0.95.": biases,
    "Keras starts it at 1, PyTorch does not.": elsewhere,
    "The input gate mostly starts at 0.": elsewhere,
    "Along a forget gate near 1, it does come back.": along_c,
    "Four bits make 16 inputs, and one is to be recognised.": inputs,
    "Four sums, each with a weight for every input and unit, and a bias: 4(nm + n\N{SUPERSCRIPT TWO} + n).": one_bias,
    "PyTorch keeps two biases, to match Nvidia\N{RIGHT SINGLE QUOTATION MARK}s library: "
    "4(nm + n\N{SUPERSCRIPT TWO} + 2n).": one_bias,
    "With the forget gate near 0, f * c_prev drops what was there.": words_of_step,
    "With the input gate near 1, i * g writes the bit.": words_of_step,
}
