"""How the demo's network comes to learn: beginning, going on, looking back."""

from dataclasses import replace
from time import perf_counter

from demos.pattern import limits
from demos.pattern.state import Learned, Origin, State
from lstm.network import flatten, unflatten
from lstm.training import Run, Settings, Status, advance, resume, start, start_from, train
from tasks.bits import Bits, examples, stream_examples

PACE = 60  # a paced training shows one epoch a frame at first, and one more a frame every PACE epochs
STREAM_SETTINGS = Settings(restart_limit=0)  # a stream has no end at which to be perfect: no seed is given up for it


def untrained(state: State) -> State:
    """The state with the network that the next training will begin with."""
    run = start(state.next_seed, state.shape, examples(state.target))
    learned = Learned(run.network, Origin.SEED, target=None, seed=state.next_seed)
    return as_learned(state, learned, run=None)


def begin(state: State, on_streams: bool = False) -> State:
    """A training from the next seed begins."""
    seed = state.next_seed
    if on_streams:
        run = start(seed, state.shape, stream_examples(state.target, seed), STREAM_SETTINGS)
    else:
        run = start(seed, state.shape, examples(state.target))
    return _follow(state, advance(run), state.target, on_streams)


def train_on(state: State) -> State:
    """Training goes on from the network on show: the same training, or, on another target, a branch of it.

    Raises:
        ValueError: a training is going on already.
    """
    if state.training:
        raise ValueError("the training is still going on")
    learned = state.learned
    if learned.on_streams:
        seed = state.next_seed if learned.seed is None else learned.seed
        lessons = stream_examples(state.target, seed)
    else:
        lessons = examples(state.target)
    if state.run is not None and state.edited is None and not state.clamps:
        run = resume(state.run, learned.epoch, lessons)
    else:
        run = start_from(flatten(state.network), state.shape, lessons)
    return _follow(state, advance(run), state.target, learned.on_streams)


def tick(state: State, budget: float, paced: bool) -> State:
    """Train, or play the film, for at most ``budget`` ms. At least one epoch is done, however small the budget."""
    if state.filming:
        epoch = min(state.learned.epoch + 1 + state.learned.epoch // PACE, state.learned.epochs)
        state = show_epoch(state, epoch)
        return replace(state, filming=state.learned.shown_epoch is not None)
    run = state.run
    if run is None or not state.training:
        return state
    deadline = perf_counter() + budget / 1000
    # Who waits for a second seed has seen how the first one learned.
    slowly = paced and not run.failed_seeds
    epochs = 1 + len(run.snapshots) // PACE if slowly else run.settings.epoch_limit
    for _ in range(epochs):
        run = advance(run)
        if run.status is not Status.TRAINING or perf_counter() > deadline:
            break
    return _follow(state, run, state.learned.target, state.learned.on_streams)


def show_epoch(state: State, epoch: int) -> State:
    """The state with the network as it was after ``epoch`` updates.

    Raises:
        ValueError: there is no such epoch, or no training to look back on.
    """
    if state.training:
        raise ValueError("the training is still going on")
    run = state.run or _retraced(state)
    if not 0 <= epoch < len(run.snapshots):
        raise ValueError(f"there is no epoch {epoch}")
    network = unflatten(run.snapshots[epoch].theta, run.shape)
    shown = None if epoch == len(run.snapshots) - 1 else epoch
    losses = tuple(snapshot.loss for snapshot in run.snapshots)
    return as_learned(state, replace(state.learned, network=network, losses=losses, shown_epoch=shown), run)


def as_learned(state: State, learned: Learned, run: Run | None) -> State:
    """The state with another network learned; changes by hand belonged to the old one."""
    return replace(state, learned=learned, run=run, filming=False, edited=None, clamps=())


def _retraced(state: State) -> Run:
    """The run behind a network that was trained when the page was built: done again, from the same seed."""
    learned = state.learned
    if learned.origin is not Origin.BUILD or learned.seed is None or learned.target is None:
        raise ValueError("this network has no training to look back on")
    return train(start(learned.seed, state.shape, examples(learned.target)))


def _follow(state: State, run: Run, target: Bits | None, on_streams: bool) -> State:
    """The state with the network as the training run, on ``target``, has it now."""
    losses = tuple(snapshot.loss for snapshot in run.snapshots)
    learned = Learned(run.network, Origin.TRAINED, target, run.seed, losses, run.failed_seeds, run.status, on_streams)
    next_seed = state.next_seed if run.seed is None else (run.seed + 1) % limits.SEEDS.stop
    return replace(as_learned(state, learned, run), next_seed=next_seed)
