"""Training of the demo's network: beginning, going on, looking back."""

from demos.budget import Budget
from demos.limits import SEEDS
from demos.pattern.state import Learned, Origin, State, TrainingCost, TrainingRecord
from rnn.ablation import Clamp
from rnn.native.backend import fallback_reason, fastest
from rnn.network import flatten, unflatten
from rnn.run import Chunk, Run, Status, advance, at_rate, resume, start, start_from, train
from tasks.bits import BitsTask
from tasks.task import Task

PACE = 60  # a paced training shows one epoch a frame at first, and one more a frame every PACE epochs
CLOCK = 1e-4  # seconds, the least that browsers measure


def untrained(state: State) -> State:
    """The state with the network that the next training will begin with."""
    run = _from_seed(state.next_seed, state.task, state.units)
    return as_learned(state, Learned(run.network, Origin.SEED, target=None, training=TrainingRecord(state.next_seed)))


def begin(state: State, on_streams: bool = False) -> State:
    """A training from the next seed begins."""
    task = BitsTask(state.target, stream_seed=state.next_seed if on_streams else None)
    run = at_rate(_from_seed(state.next_seed, task, state.units), state.learning_rate)
    return _begun(state, run, on_streams)


def train_on(state: State) -> State:
    """Training goes on from the network on show: the same training, or, on another target, a branch of it.

    Raises:
        ValueError: a training is going on already.
    """
    if state.training:
        raise ValueError("the training is still going on")
    learned = state.learned
    seed = state.next_seed if learned.seed is None else learned.seed
    task = BitsTask(state.target, stream_seed=seed if learned.on_streams else None)
    if learned.run is not None and not state.changed_by_hand:
        run = resume(learned.run, learned.epoch, task.examples())
    else:
        run = start_from(flatten(state.network), state.shape, task.examples(), task.settings)
    before = (learned.before or learned) if state.clamps else None
    return _begun(state, at_rate(run, state.learning_rate), learned.on_streams, state.clamps, before)


def set_rate(state: State, rate: float) -> State:
    """Another learning rate: of the next training, or of one that goes on, from the epoch on show."""
    state = state._replace(rate=rate)
    run = state.learned.run
    if run is None or not state.training:
        return state
    # What was computed beyond that epoch was computed with the other rate.
    run = at_rate(run, rate)
    return state._replace(learned=state.learned._replace(training=run), ahead=run)


def work(state: State, budget: Budget, paced: bool) -> State:
    """Train as long as the budget lasts and show what was computed, or go on with its playback.

    Computing runs ahead as fast as it can; with ``paced``, its epochs are shown slowly enough to be watched.
    """
    if state.playback is not None:
        playback = state.playback.gone_on(budget.began)
        state = show_epoch(state, playback.epoch(state.learned.epochs))
        return state if state.learned.shown_epoch is None else state._replace(playback=playback)
    run = state.learned.run
    if state.ahead is None or run is None:
        return state
    ahead, cost = _computed(state.ahead, budget, state.cost or TrainingCost())
    shown = len(run.snapshots)
    # Only the first seed is shown slowly: after a restart the reader has seen how a training goes.
    slowly = paced and not ahead.failed_seeds
    shown = shown + 1 + shown // PACE if slowly else len(ahead.snapshots)
    run = resume(ahead, shown) if shown < len(ahead.snapshots) else ahead
    learned = state.learned._replace(network=run.network, training=run)
    left = ahead if run.status is Status.TRAINING else None
    return _on_show(state, learned)._replace(ahead=left, cost=cost)


def show_epoch(state: State, epoch: int) -> State:
    """The state with the network as it was after ``epoch`` updates.

    Raises:
        ValueError: there is no such epoch, or no training to look back on.
    """
    if state.training:
        raise ValueError("the training is still going on")
    run = state.learned.run or _retraced(state)
    if not 0 <= epoch < len(run.snapshots):
        raise ValueError(f"there is no epoch {epoch}")
    network = unflatten(run.snapshots[epoch].theta, run.shape)
    shown = None if epoch == len(run.snapshots) - 1 else epoch
    return as_learned(state, state.learned._replace(network=network, training=run, shown_epoch=shown))


def as_learned(state: State, learned: Learned) -> State:
    """The state with another network learned; changes by hand belonged to the old one.

    What was held while it learned still is.
    """
    return state._replace(learned=learned, ahead=None, playback=None, edited=None, clamps=learned.held)


def _retraced(state: State) -> Run:
    """The run behind a network that was trained when the page was built: done again, from the same seed."""
    learned = state.learned
    if learned.origin is not Origin.BUILD or learned.seed is None or learned.target is None:
        raise ValueError("this network has no training to look back on")
    return train(_from_seed(learned.seed, BitsTask(learned.target), state.units), fastest())


def _from_seed(seed: int, task: Task, units: int) -> Run:
    """A run at its beginning."""
    return start(seed, task.shape(units), task.examples(), task.settings)


def _begun(
    state: State, run: Run, on_streams: bool, held: tuple[Clamp, ...] = (), before: Learned | None = None
) -> State:
    """The state with a training begun, of which the first epoch is yet to be computed and shown."""
    learned = Learned(run.network, Origin.TRAINED, state.target, run, on_streams, held=held, before=before)
    cost = TrainingCost(fallback_reason=fallback_reason(run.shape))
    return _on_show(state, learned)._replace(ahead=run, cost=cost)


def _on_show(state: State, learned: Learned) -> State:
    """The state with what was learned here, whose seed the next training will not begin with again."""
    next_seed = state.next_seed if learned.seed is None else (learned.seed + 1) % SEEDS.stop
    return as_learned(state, learned)._replace(next_seed=next_seed)


def _computed(run: Run, budget: Budget, cost: TrainingCost) -> tuple[Run, TrainingCost]:
    """The run, computed on while the budget lasts, or by one epoch if that takes longer; the cost grows along."""
    if run.status is not Status.TRAINING:
        return run, cost
    backend, evaluated = fastest(), 0

    def counting(run: Run, epochs: int) -> Chunk:
        nonlocal evaluated
        chunk = backend(run, epochs)
        evaluated += len(chunk.snapshots)
        return chunk

    began = now = budget.now()
    seeds = len(run.failed_seeds)
    epochs = 1
    while run.status is Status.TRAINING:
        run = advance(run, epochs, counting)
        before, now = now, budget.now()
        left = budget.end - now
        if left <= 0:
            break
        # As many as there is time for, going by the last call, but not all at once: the first calls are the slow ones.
        # A browser's clock may stand still meanwhile.
        epochs = min(4 * epochs, max(1, int(left / max(now - before, CLOCK) * epochs)))
    # The last network of a seed is evaluated, but not updated.
    ended = len(run.failed_seeds) - seeds + (run.status is not Status.TRAINING)
    spent = cost.seconds + now - began
    return run, cost._replace(epochs=cost.epochs + evaluated - ended, seconds=spent)
