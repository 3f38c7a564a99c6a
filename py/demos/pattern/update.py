"""How each event changes the pattern demo."""

from math import ceil

from demos.budget import Budget
from demos.cell_view.table import VERDICT, Part
from demos.demo import Step
from demos.effects import WorkAtOnce
from demos.holding.holds import clamps_of
from demos.pattern import events as e
from demos.pattern import limits, training_control
from demos.pattern.cell import ANSWER, GATES, LOOKED_UP, TABLE
from demos.pattern.edits import WeightName, all_zero, get_weight, parse_weight_name, set_weight
from demos.pattern.hints import next_hint
from demos.pattern.playback import Playback
from demos.pattern.state import SLIDER_REACH, LetGo, Panel, State
from demos.pattern.stream import Stream, answered_anew, feed, new_stream, random_bit
from demos.pattern.weights_file import export_weights, load_weights
from demos.typed_number import typed_number
from rnn.ablation import Clamp
from rnn.network import checksum
from tasks.bits import Bits, parse_bits

PASTE_LIMIT = 1000  # bits that come into a stream at once


def update(state: State, event: e.Event) -> Step[State]:
    """The state after an event, and what is to be done beside.

    Raises:
        ValueError: the event does not fit this demo (no such bit, step or part); nothing was changed.
    """
    match event:
        case e.ExportWeights():
            return state, (export_weights(state),)
        case e.Train() | e.TrainOnStreams() | e.TrainOn():
            return _with_its_stream(state, _changed(state, event)), (WorkAtOnce(),)
    return _with_its_stream(state, _changed(state, event)), ()


def work(state: State, budget: Budget, paced: bool) -> State:
    """The state after a slice of what goes on by itself: a training, its playback, a stream."""
    after, stream = state, state.stream
    # Not where there is nothing but a beginning, and not while the network changes: the answers are one network's.
    if stream is not None and stream.feeding and budget.end > budget.began and not state.changing:
        after = state._replace(stream=feed(stream, (random_bit(stream),), state.network))
    return _with_its_stream(state, training_control.work(after, budget, paced))


def _with_its_stream(state: State, after: State) -> State:
    """What came after a state, with a stream that is about its network and its pattern."""
    stream = after.stream
    if stream is not None and (stream.target != after.target or after.shape != state.shape):
        # What was counted is about another pattern or another network: a new stream begins, going on if this one did.
        fresh = new_stream(after.network, after.target)._replace(waiting=stream.waiting, feeding=stream.feeding)
        return after._replace(stream=fresh)
    if stream is None or after.changing:
        return after
    if stream.network != checksum(after.network):
        stream = answered_anew(stream, after.network, was_trained=state.training)
    if stream.waiting:
        stream = feed(stream._replace(waiting=()), stream.waiting, after.network)
    return after if stream is after.stream else after._replace(stream=stream)


def _changed(state: State, event: e.Event) -> State:
    match event:
        # -- Learning --
        case e.FlipTarget(place):
            return state._replace(target=_flip(state.target, place), playing=0)
        case e.Train():
            return _still(training_control.begin(state))
        case e.TrainOnStreams():
            return _still(training_control.begin(state, on_streams=True))
        case e.TrainOn():
            return _still(training_control.train_on(state))
        case e.ShowEpoch(epoch):
            return training_control.show_epoch(state, epoch)
        case e.PlayBack():
            if state.playing_back:
                return state._replace(playback=None)
            return _still(training_control.show_epoch(state, 0)._replace(playback=Playback()))
        case e.ChangeNetwork(units, length):
            return _change_network(state, units, length)

        # -- Reading the test input --
        case e.FlipInput(place):
            return _cleared(state._replace(test_input=_flip(state.test_input, place)))
        case e.Step():
            return go_to(state, 1 if state.finished else state.position + 1)
        case e.StepBack():
            return go_to(state, max(state.position - 1, 0))._replace(playing=0)
        case e.Skip():
            return state._replace(playing=0)
        case e.StartOver():
            return _cleared(state)
        case e.Replay(text):
            bits = limits.pattern(text)
            if len(bits) != state.bits:
                raise ValueError(f"the network reads {state.bits} bits, not {len(bits)}")
            return go_to(state._replace(test_input=bits), state.bits)._replace(playing=0)

        # -- Looking closer --
        case e.Explain(name, step, unit):
            _check_place(state, unit, step)
            if not LOOKED_UP.has(name, step, state.bits):
                raise ValueError(f"the diagram has no part {name[:20]!r} in step {step}")
            return state._replace(part=Part(name, step, 1 if name in (ANSWER, VERDICT) else unit))
        case e.ExplainNothing():
            return state._replace(part=None)
        case e.OpenUnit(unit, step):
            return _open_unit(state, unit, step)
        case e.LookAt(unit):
            _check_place(state, unit, 1)
            part = state.part
            if part and not LOOKED_UP.is_final(part.name):
                part = part._replace(unit=unit)
            return state._replace(unit=unit, part=part, chosen=None)
        case e.OpenPanel(name):
            panel = Panel(name) if name in state.panels else None
            if panel is None:
                raise ValueError(f"there is no panel {name[:20]!r}")
            return state._replace(panel=None if state.panel is panel else panel)

        # -- Changing by hand --
        case e.ChooseWeight(name):
            weight = parse_weight_name(name)
            return _chosen(state, weight)
        case e.SetWeight(name, value):
            weight = parse_weight_name(name)
            edited = set_weight(state.edited or state.learned.network, weight, value)
            return _chosen(_untrained_by_hand(state)._replace(edited=edited), weight, state.reach)
        case e.TypeWeight(name, text):
            return _changed(state, e.SetWeight(name, typed_number(text)))
        case e.ZeroWeights():
            return _untrained_by_hand(state)._replace(edited=all_zero(state.learned.network), clamps=())
        case e.LookAtGate(gate):
            if gate not in (*GATES, ANSWER):
                raise ValueError(f"there is no gate {gate[:20]!r}")
            return state._replace(built=gate)
        case e.AskHint():
            return _hinted(_untrained_by_hand(state))
        case e.ClampGate(gate, value):
            return _clamp(state, gate, value)
        case e.Hold(name):
            return _hold(state, name)
        case e.BringBack():
            return _brought_back(state)
        case e.Restore():
            return state._replace(edited=None, clamps=state.learned.held)

        # -- The stream --
        case e.FeedStream(text):
            bits = parse_bits(text)
            stream = _stream(state)
            waiting = (*stream.waiting, *bits)
            if len(waiting) > PASTE_LIMIT:
                raise ValueError(f"at most {PASTE_LIMIT} bits come in at once")
            return state._replace(stream=stream._replace(waiting=waiting))  # and are read in _with_its_stream
        case e.PlayStream():
            stream = _stream(state)
            return state._replace(stream=stream._replace(feeding=not stream.feeding))
        case e.ResetStream():
            return state._replace(stream=new_stream(state.network, state.target))

        # -- Taking along --
        case e.PutWeightsInLink():
            return state._replace(weights_in_link=not state.weights_in_link)
        case e.LoadWeights(name, text):
            try:
                learned = load_weights(state, text)
            except ValueError as error:
                raise ValueError(f"{name[:60]} was not loaded: {error}") from None
            return _cleared(training_control.as_learned(state, learned))
        case e.RefuseFile(name, reason):
            raise ValueError(f"{name[:60]} was not loaded: {reason[:80]}")
    raise AssertionError(f"{event} is dealt with in update")


def _flip(bits: Bits, bit: int) -> Bits:
    """The bits with one, counted from 1, flipped."""
    if not 1 <= bit <= len(bits):
        raise ValueError(f"there is no bit {bit}")
    return (*bits[: bit - 1], 1 - bits[bit - 1], *bits[bit:])


def _check_place(state: State, unit: int, step: int) -> None:
    if not 1 <= unit <= state.units:
        raise ValueError(f"there is no unit {unit}")
    if not 1 <= step <= state.bits:
        raise ValueError(f"there is no step {step}")


def go_to(state: State, position: int) -> State:
    """The state with so many bits read, the last of them being told; what is looked at closely goes along."""
    part = state.part
    if part and not LOOKED_UP.is_final(part.name) and position:
        part = part._replace(step=position)
    opened = position if state.opened and position else state.opened
    return state._replace(position=position, playing=position, part=part, opened=opened)


def _still(state: State) -> State:
    """The state with what was read told to its end; it stays on show, read by the network of every epoch on show."""
    return state._replace(playing=0)


def _cleared(state: State) -> State:
    """The state with nothing read, so that the verdict stays something to ask for."""
    return go_to(state, 0)._replace(playing=0)


def _open_unit(state: State, unit: int, step: int) -> State:
    """Draw the whole cell of a unit in a step; the run stays where it is, and a step to come has no numbers yet."""
    _check_place(state, unit, step)
    if (state.unit, state.opened) == (unit, step):
        return state._replace(opened=0, part=None)
    return state._replace(unit=unit, opened=step, playing=0, part=None, chosen=None)


def _stream(state: State) -> Stream:
    return state.stream or new_stream(state.network, state.target)


def _change_network(state: State, units: int, bits: int) -> State:
    if units not in limits.UNITS or bits not in limits.BITS:
        raise ValueError(
            f"a network has from {limits.UNITS[0]} to {limits.UNITS[-1]} units, "
            f"a pattern from {limits.BITS[0]} to {limits.BITS[-1]} bits"
        )

    def resized(pattern: Bits) -> Bits:
        return (pattern + (0,) * bits)[:bits]

    state = state._replace(units=units, target=resized(state.target), test_input=resized(state.test_input))
    state = state._replace(unit=1, opened=0, part=None, chosen=None, stream=None)
    panel = state.panel if state.panel in state.panels else None
    return _cleared(training_control.untrained(state._replace(panel=panel)))


def _chosen(state: State, weight: WeightName, least: float = SLIDER_REACH) -> State:
    """The state with a weight on a slider long enough for it; ValueError if the network has no such weight."""
    value = abs(get_weight(state.network, weight))
    return state._replace(chosen=weight, reach=max(least, float(ceil(value))))


def _hinted(state: State) -> State:
    """The state with the next hint told, and the weight that it names on a slider."""
    if not state.can_be_built:
        raise ValueError("hints are for one unit and two bits")
    hint = next_hint(state.network, state.target, bool(state.clamps))
    return state._replace(hint=hint, built=hint.weight.gate if hint.weight else state.built)


def _clamp(state: State, gate: str, value: str) -> State:
    """Hold a gate of the unit looked at, or let it go."""
    if gate not in GATES or value not in ("free", "-1", "0", "1"):
        raise ValueError(f"{gate[:20]} cannot be held at {value[:20]}")
    others = tuple(clamp for clamp in state.clamps if (clamp.unit, clamp.gate) != (state.unit, gate))
    state = _untrained_by_hand(state)
    if value == "free":
        return state._replace(clamps=others)
    TABLE[gate].saturating(float(value))  # refuses what the gate cannot be
    return state._replace(clamps=(*others, Clamp(state.unit, gate, float(value))))


def _hold(state: State, name: str) -> State:
    """Begin an experiment in place of whatever is held, or, by the same again, end it."""
    state = _untrained_by_hand(state)
    clamps = () if name == state.held else clamps_of(name, state.units)
    if state.learned.before:  # what was learned around a held gate is that gate's
        let_go = LetGo(state.learned, state.edited)
        state = state._replace(learned=state.learned.before, let_go=let_go, edited=None, cost=None)
    return state._replace(clamps=clamps)


def _brought_back(state: State) -> State:
    """What was trained with gates held once more; letting go gives back what is here now."""
    found = state.was_let_go
    if found is None:
        raise ValueError("nothing that fits was trained with a gate held")
    state = _untrained_by_hand(state)
    let_go = LetGo(state.learned, state.edited) if state.learned.before else None
    learned = found.learned._replace(before=state.learned.before or state.learned)
    state = training_control.as_learned(state, learned)
    return state._replace(edited=found.edited, let_go=let_go, cost=None)


def _untrained_by_hand(state: State) -> State:
    """Refuses to change a network that is just being trained."""
    if state.training:
        raise ValueError("the training is still going on")
    return state._replace(playback=None)
