"""How each event changes the pattern demo."""

from dataclasses import replace
from time import perf_counter

from demos.pattern.events import (
    Event,
    Explain,
    ExportWeights,
    FlipInput,
    FlipTarget,
    LoadWeights,
    RefuseFile,
    Skip,
    StartOver,
    Step,
    Tick,
    Train,
)
from demos.pattern.state import Learned, Origin, Part, State
from demos.pattern.views.formulas import FORMULAS
from demos.pattern.weights_file import export_weights, load_weights
from lstm.training import Run, Status, advance, start
from tasks.bits import Bits, examples

PACE = 60  # a paced training shows one epoch a frame at first, and one more a frame every PACE epochs


def update(state: State, event: Event) -> State:
    """The state after an event.

    Raises:
        ValueError: the event does not fit this demo (no such bit, step or part); the state stays as it was.
    """
    if not isinstance(event, Tick | Explain | Skip):  # those come by themselves and must not wipe out a message
        state = replace(state, notice="")
    match event:
        case FlipTarget(bit):
            return replace(state, target=_flip(state.target, bit), playing=0)
        case FlipInput(bit):
            return replace(state, test_input=_flip(state.test_input, bit), position=0, playing=0)
        case Train():
            run = start(state.next_seed, state.preset.shape, examples(state.target))
            return replace(_follow(state, advance(run), state.target), position=0, playing=0)
        case Tick(budget, paced):
            return _tick(state, budget, paced)
        case Step():
            position = 1 if state.finished else state.position + 1
            return replace(state, position=position, playing=position)
        case Skip():
            return replace(state, playing=0)
        case StartOver():
            return replace(state, position=0, playing=0)
        case Explain(part, step):
            if part not in FORMULAS or not 1 <= step <= state.preset.bits:
                raise ValueError(f"the diagram has no part {part[:20]!r} in step {step}")
            return replace(state, part=Part(part, step))
        case ExportWeights():
            return replace(state, download=export_weights(state))
        case LoadWeights(name, text):
            try:
                learned = load_weights(state, text)
            except ValueError as error:
                raise ValueError(f"{name[:60]} was not loaded: {error}") from None
            return replace(state, learned=learned, run=None, position=0, playing=0)
        case RefuseFile(name, reason):
            raise ValueError(f"{name[:60]} was not loaded: {reason[:80]}")


def _flip(bits: Bits, bit: int) -> Bits:
    """The bits with one, counted from 1, flipped."""
    if not 1 <= bit <= len(bits):
        raise ValueError(f"there is no bit {bit}")
    return (*bits[: bit - 1], 1 - bits[bit - 1], *bits[bit:])


def _tick(state: State, budget: float, paced: bool) -> State:
    """Train for a while. At least one epoch is done, however small the budget."""
    run = state.run
    if run is None:
        return state
    deadline = perf_counter() + budget / 1000
    epochs = 1 + len(run.snapshots) // PACE if paced else run.settings.epoch_limit
    for _ in range(epochs):
        run = advance(run)
        if run.status is not Status.TRAINING or perf_counter() > deadline:
            break
    return _follow(state, run, state.learned.target)


def _follow(state: State, run: Run, target: Bits | None) -> State:
    """The state with the network as the training run, on ``target``, has it now."""
    losses = tuple(snapshot.loss for snapshot in run.snapshots)
    learned = Learned(run.network, Origin.TRAINED, target, run.seed, losses, run.failed_seeds, run.status)
    going_on = run.status is Status.TRAINING
    return replace(state, learned=learned, run=run if going_on else None, next_seed=run.seed + 1)
