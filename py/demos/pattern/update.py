"""How each event changes the pattern demo."""

from math import ceil

from demos.budget import Budget
from demos.cell_view.table import VERDICT, Part
from demos.demo import Updated
from demos.effects import WorkAtOnce
from demos.handlers import Handlers
from demos.holding.holds import clamps_of
from demos.pattern import events as e
from demos.pattern import limits, training_control
from demos.pattern.cell import ANSWER, GATES, QUANTITIES, TABLE
from demos.pattern.edits import WeightName, all_zero, get_weight, parse_weight_name, set_weight
from demos.pattern.hints import next_hint
from demos.pattern.playback import Playback
from demos.pattern.state import SLIDER_LIMIT, LetGoNetwork, Panel, State
from demos.pattern.stream import Stream, answered_anew, feed, new_stream, random_bit
from demos.pattern.weights_file import export_weights, load_weights
from demos.rate import SetRate, learning_rate
from demos.typed_number import typed_number
from rnn.ablation import Clamp
from rnn.network import checksum
from tasks.bits import Bits, parse_bits

PASTE_LIMIT = 1000  # bits that come into a stream at once


def update(state: State, event: e.Event) -> Updated[State]:
    """The state after an event, and what is to be done beside.

    Raises:
        ValueError: the event does not fit this demo (no such bit, step or part); nothing was changed.
    """
    match event:
        case e.ExportWeights(kind):
            return state, (export_weights(state, kind),)
        case e.Train() | e.TrainOnStreams() | e.TrainOn():
            return _with_its_stream(state, _changed(event, state)), (WorkAtOnce(),)
    return _with_its_stream(state, _changed(event, state)), ()


def work(state: State, budget: Budget, paced: bool) -> State:
    """The state after a slice of what goes on by itself: a training, its playback, a stream."""
    after, stream = state, state.stream
    # No bit is fed in a slice without time, nor while the network changes: all answers are of one network.
    if stream is not None and stream.feeding and budget.end > budget.began and not state.changing:
        after = state._replace(stream=feed(stream, (random_bit(stream),), state.network))
    return _with_its_stream(state, training_control.work(after, budget, paced))


def _with_its_stream(state: State, after: State) -> State:
    """The new state, its stream answered by its network anew, or begun anew for another pattern or size."""
    stream = after.stream
    if stream is not None and (stream.target != after.target or after.shape != state.shape):
        # The score is about another pattern or shape: a new stream begins, and is fed if this one was.
        fresh = new_stream(after.network, after.target)._replace(waiting=stream.waiting, feeding=stream.feeding)
        return after._replace(stream=fresh)
    if stream is None or after.changing:
        return after
    if stream.network != checksum(after.network):
        stream = answered_anew(stream, after.network, was_trained=state.training)
    if stream.waiting:
        stream = feed(stream._replace(waiting=()), stream.waiting, after.network)
    return after if stream is after.stream else after._replace(stream=stream)


_changed = Handlers[State]()


# ---- Learning ----


@_changed.on(e.FlipTarget)
def _(event: e.FlipTarget, state: State) -> State:
    return state._replace(target=_flip(state.target, event.bit), playing=0)


@_changed.on(e.Train)
def _(event: e.Train, state: State) -> State:
    return _without_animation(training_control.begin(state))


@_changed.on(e.TrainOnStreams)
def _(event: e.TrainOnStreams, state: State) -> State:
    return _without_animation(training_control.begin(state, on_streams=True))


@_changed.on(e.TrainOn)
def _(event: e.TrainOn, state: State) -> State:
    return _without_animation(training_control.train_on(state))


@_changed.on(SetRate)
def _(event: SetRate, state: State) -> State:
    return training_control.set_rate(state, learning_rate(event.text))


@_changed.on(e.ShowEpoch)
def _(event: e.ShowEpoch, state: State) -> State:
    return training_control.show_epoch(state, event.epoch)


@_changed.on(e.PlayBack)
def _(event: e.PlayBack, state: State) -> State:
    if state.playing_back:
        return state._replace(playback=None)
    return _without_animation(training_control.show_epoch(state, 0)._replace(playback=Playback()))


@_changed.on(e.ChangeNetwork)
def _(event: e.ChangeNetwork, state: State) -> State:
    if event.units not in limits.UNITS or event.bits not in limits.BITS:
        raise ValueError(
            f"a network has from {limits.UNITS[0]} to {limits.UNITS[-1]} units, "
            f"a pattern from {limits.BITS[0]} to {limits.BITS[-1]} bits"
        )

    def resized(pattern: Bits) -> Bits:
        return (pattern + (0,) * event.bits)[: event.bits]

    state = state._replace(units=event.units, target=resized(state.target), test_input=resized(state.test_input))
    state = state._replace(unit=1, opened=0, part=None, chosen=None, stream=None)
    panel = state.panel if state.panel in state.panels else None
    return _cleared(training_control.untrained(state._replace(panel=panel)))


# ---- Reading the test input ----


@_changed.on(e.FlipInput)
def _(event: e.FlipInput, state: State) -> State:
    return _cleared(state._replace(test_input=_flip(state.test_input, event.bit)))


@_changed.on(e.Step)
def _(event: e.Step, state: State) -> State:
    return go_to(state, 1 if state.finished else state.position + 1)


@_changed.on(e.StepBack)
def _(event: e.StepBack, state: State) -> State:
    return go_to(state, max(state.position - 1, 0))._replace(playing=0)


@_changed.on(e.Skip)
def _(event: e.Skip, state: State) -> State:
    return state._replace(playing=0)


@_changed.on(e.StartOver)
def _(event: e.StartOver, state: State) -> State:
    return _cleared(state)


@_changed.on(e.Replay)
def _(event: e.Replay, state: State) -> State:
    bits = limits.pattern(event.input)
    if len(bits) != state.length:
        raise ValueError(f"the network reads {state.length} bits, not {len(bits)}")
    return go_to(state._replace(test_input=bits), state.length)._replace(playing=0)


# ---- Looking closer ----


@_changed.on(e.Explain)
def _(event: e.Explain, state: State) -> State:
    _check_place(state, event.unit, event.step)
    if not TABLE.has(event.part, event.step, state.length):
        raise ValueError(f"the diagram has no part {event.part[:20]!r} in step {event.step}")
    return state._replace(part=Part(event.part, event.step, 1 if event.part in (ANSWER, VERDICT) else event.unit))


@_changed.on(e.ExplainNothing)
def _(event: e.ExplainNothing, state: State) -> State:
    return state._replace(part=None)


@_changed.on(e.OpenUnit)
def _(event: e.OpenUnit, state: State) -> State:
    """Draw the whole cell of a unit in a step; the reading stays where it is, and a step to come has no numbers yet."""
    _check_place(state, event.unit, event.step)
    if (state.unit, state.opened) == (event.unit, event.step):
        return state._replace(opened=0, part=None)
    return state._replace(unit=event.unit, opened=event.step, playing=0, part=None, chosen=None)


@_changed.on(e.LookAt)
def _(event: e.LookAt, state: State) -> State:
    _check_place(state, event.unit, 1)
    part = state.part
    if part and not TABLE.is_final(part.name):
        part = part._replace(unit=event.unit)
    return state._replace(unit=event.unit, part=part, chosen=None)


@_changed.on(e.OpenPanel)
def _(event: e.OpenPanel, state: State) -> State:
    panel = Panel(event.panel) if event.panel in state.panels else None
    if panel is None:
        raise ValueError(f"there is no panel {event.panel[:20]!r}")
    return state._replace(panel=None if state.panel is panel else panel)


# ---- Changing by hand ----


@_changed.on(e.ChooseWeight)
def _(event: e.ChooseWeight, state: State) -> State:
    weight = parse_weight_name(event.name)
    return _chosen(state, weight)


@_changed.on(e.SetWeight)
def _(event: e.SetWeight, state: State) -> State:
    weight = parse_weight_name(event.name)
    edited = set_weight(state.edited or state.learned.network, weight, event.value)
    return _chosen(_not_while_training(state)._replace(edited=edited), weight, state.slider_limit)


@_changed.on(e.TypeWeight)
def _(event: e.TypeWeight, state: State) -> State:
    return _changed(e.SetWeight(event.name, typed_number(event.text)), state)


@_changed.on(e.ZeroWeights)
def _(event: e.ZeroWeights, state: State) -> State:
    return _not_while_training(state)._replace(edited=all_zero(state.learned.network), clamps=())


@_changed.on(e.LookAtGate)
def _(event: e.LookAtGate, state: State) -> State:
    if event.gate not in (*GATES, ANSWER):
        raise ValueError(f"there is no gate {event.gate[:20]!r}")
    return state._replace(built=event.gate)


@_changed.on(e.AskHint)
def _(event: e.AskHint, state: State) -> State:
    return _hinted(_not_while_training(state))


@_changed.on(e.ClampGate)
def _(event: e.ClampGate, state: State) -> State:
    """Hold a gate of the unit looked at, or let it go."""
    if event.gate not in GATES or event.value not in ("free", "-1", "0", "1"):
        raise ValueError(f"{event.gate[:20]} cannot be held at {event.value[:20]}")
    others = tuple(clamp for clamp in state.clamps if (clamp.unit, clamp.gate) != (state.unit, event.gate))
    state = _not_while_training(state)
    if event.value == "free":
        return state._replace(clamps=others)
    QUANTITIES[event.gate].saturating(float(event.value))  # refuses what the gate cannot be
    return state._replace(clamps=(*others, Clamp(state.unit, event.gate, float(event.value))))


@_changed.on(e.Hold)
def _(event: e.Hold, state: State) -> State:
    """Begin an experiment in place of whatever is held, or, by the same again, end it."""
    state = _not_while_training(state)
    clamps = () if event.name == state.held else clamps_of(event.name, state.units)
    if state.learned.before:  # what was learned around a held gate is that gate's
        let_go = LetGoNetwork(state.learned, state.edited)
        state = state._replace(learned=state.learned.before, let_go=let_go, edited=None, cost=None)
    return state._replace(clamps=clamps)


@_changed.on(e.BringBack)
def _(event: e.BringBack, state: State) -> State:
    """What was trained with gates held once more; letting go gives back what is here now."""
    found = state.was_let_go
    if found is None:
        raise ValueError("nothing that fits was trained with a gate held")
    state = _not_while_training(state)
    let_go = LetGoNetwork(state.learned, state.edited) if state.learned.before else None
    learned = found.learned._replace(before=state.learned.before or state.learned)
    state = training_control.as_learned(state, learned)
    return state._replace(edited=found.edited, let_go=let_go, cost=None)


@_changed.on(e.Restore)
def _(event: e.Restore, state: State) -> State:
    return state._replace(edited=None, clamps=state.learned.held)


# ---- The stream ----


@_changed.on(e.FeedStream)
def _(event: e.FeedStream, state: State) -> State:
    bits = parse_bits(event.bits)
    stream = _stream(state)
    waiting = (*stream.waiting, *bits)
    if len(waiting) > PASTE_LIMIT:
        raise ValueError(f"at most {PASTE_LIMIT} bits come in at once")
    return state._replace(stream=stream._replace(waiting=waiting))  # and are read in _with_its_stream


@_changed.on(e.PlayStream)
def _(event: e.PlayStream, state: State) -> State:
    stream = _stream(state)
    return state._replace(stream=stream._replace(feeding=not stream.feeding))


@_changed.on(e.ResetStream)
def _(event: e.ResetStream, state: State) -> State:
    return state._replace(stream=new_stream(state.network, state.target))


# ---- Taking along ----


@_changed.on(e.PutWeightsInLink)
def _(event: e.PutWeightsInLink, state: State) -> State:
    return state._replace(weights_in_link=not state.weights_in_link)


@_changed.on(e.LoadWeights)
def _(event: e.LoadWeights, state: State) -> State:
    try:
        learned = load_weights(state, event.text)
    except ValueError as error:
        raise ValueError(f"{event.name[:60]} was not loaded: {error}") from None
    return _cleared(training_control.as_learned(state, learned))


@_changed.on(e.RefuseFile)
def _(event: e.RefuseFile, state: State) -> State:
    raise ValueError(f"{event.name[:60]} was not loaded: {event.reason[:80]}")


# ---- What these do in parts ----


def _flip(bits: Bits, bit: int) -> Bits:
    """The bits with one, counted from 1, flipped."""
    if not 1 <= bit <= len(bits):
        raise ValueError(f"there is no bit {bit}")
    return (*bits[: bit - 1], 1 - bits[bit - 1], *bits[bit:])


def _check_place(state: State, unit: int, step: int) -> None:
    if not 1 <= unit <= state.units:
        raise ValueError(f"there is no unit {unit}")
    if not 1 <= step <= state.length:
        raise ValueError(f"there is no step {step}")


def go_to(state: State, position: int) -> State:
    """The state with so many bits read, the last of them being told; what is looked at closely goes along."""
    part = state.part
    if part and not TABLE.is_final(part.name) and position:
        part = part._replace(step=position)
    opened = position if state.opened and position else state.opened
    return state._replace(position=position, playing=position, part=part, opened=opened)


def _without_animation(state: State) -> State:
    """The state without the animation of the step read last; what was read is shown for every epoch's network."""
    return state._replace(playing=0)


def _cleared(state: State) -> State:
    """The state with nothing read, so that the reader asks for the verdict."""
    return go_to(state, 0)._replace(playing=0)


def _stream(state: State) -> Stream:
    return state.stream or new_stream(state.network, state.target)


def _chosen(state: State, weight: WeightName, least: float = SLIDER_LIMIT) -> State:
    """The state with a weight on a slider long enough for it; ValueError if the network has no such weight."""
    value = abs(get_weight(state.network, weight))
    return state._replace(chosen=weight, slider_limit=max(least, float(ceil(value))))


def _hinted(state: State) -> State:
    """The state with the next hint told, and the weight that it names on a slider."""
    if not state.can_be_built:
        raise ValueError("hints are for one unit and two bits")
    hint = next_hint(state.network, state.target, bool(state.clamps))
    return state._replace(hint=hint, built=hint.weight.gate if hint.weight else state.built)


def _not_while_training(state: State) -> State:
    """The state with any playback stopped; ValueError while a training goes on."""
    if state.training:
        raise ValueError("the training is still going on")
    return state._replace(playback=None)
