"""The lesson of the pattern demos: what each gate does with two bits, or with four."""

import numpy as np

from demos.cell_view.activations import read
from demos.cell_view.table import Part
from demos.cell_view.worksheet import GATE_HELD, Sequence, worksheet
from demos.html import Html
from demos.lesson.making import HELD
from demos.lesson.plan import LessonChoice, LessonStep, Making, Plan
from demos.lesson.questions import Question, Spec, question_of, reasons_of
from demos.numbers import fixed
from demos.pattern import events as e
from demos.pattern.activations import activations_of
from demos.pattern.asked import check as check_question
from demos.pattern.asked import input_of
from demos.pattern.cell import ANSWER, TABLE
from demos.pattern.events import EVENTS
from demos.pattern.presets import Preset
from demos.pattern.settings import SETTINGS
from demos.pattern.state import Origin, Panel, State
from demos.pattern.update import go_to
from demos.pattern.views.stage import look_of
from demos.settings import write_settings
from rnn.network import checksum
from tasks.bits import all_inputs, encode, format_bits

ASKED = ("f", "i", "o", "c", ANSWER)  # in a check, one question each
TELLING = (Panel.BUILD, Panel.MAPS, Panel.BACKWARD)  # show the numbers of steps that are still to be read
CLOSES = 0.3  # a forget gate below forgets most
ENOUGH = 4  # bits, for questions on inputs that the lesson was not about


def plan_of(preset: Preset) -> Plan[State]:
    """The lesson of a demo."""
    return Plan(
        about=_about,
        steps=lambda state: STEPS,
        question=question,
        network=lambda state: checksum(state.network),
        show_at=turn,
        check=check,
        before_check=TRAIN_ANEW if len(preset.target) < ENOUGH else None,
        making=MAKING,
        worksheet=_worksheet,
    )


def _about(state: State) -> str:
    what = "one LSTM unit" if state.units == 1 else f"{state.units} LSTM units"
    return (
        f"A network of {what}: it reads {state.length} bits and says whether they were its pattern. "
        "Press Run inference first."
    )


def question(state: State, spec: Spec) -> Question:
    """A number of the network on show, when it reads the input of the question.

    Raises:
        ValueError: the network has no such number.
    """
    check_question(state, spec)
    activations = read(TABLE, state.network, encode([input_of(state, spec)]), shown=0)
    return question_of(activations, spec, ("the bit",), state.clamps)


def turn(state: State, spec: Spec, is_read: bool) -> State:
    """The input of the question read up to the step before, or with that step, and the number asked about explained."""
    bits = input_of(state, spec)
    position = spec.step if is_read else spec.step - 1
    state = go_to(state._replace(test_input=bits, unit=spec.unit), position)
    if not is_read:
        # What is open beneath may show every number.
        return state._replace(playing=0, part=None, panel=None if state.panel in TELLING else state.panel)
    is_answer = spec.quantity == ANSWER
    opened = spec.step if state.compact and not is_answer else 0
    return state._replace(part=Part(spec.quantity, spec.step, spec.unit), opened=opened)


def check(state: State, seen: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """A question each about f, i, o, c and the answer, if it can be on inputs that the others were not about."""
    rng = np.random.default_rng((state.next_seed, len(state.lesson.checked)))
    shown = {spec.input for spec in seen}
    inputs = [format_bits(bits) for bits in all_inputs(state.length)]
    fresh = [text for text in inputs if text not in shown] or inputs
    specs = []
    for quantity in ASKED:
        text = fresh[rng.integers(len(fresh))]
        step = state.length if quantity == ANSWER else int(rng.integers(2, state.length + 1)) if state.length > 1 else 1
        specs.append(Spec(quantity, step, 1 if quantity == ANSWER else int(rng.integers(state.units)) + 1, text))
    return tuple(specs)


def _worksheet(state: State) -> Html:
    if state.clamps:
        raise ValueError(GATE_HELD)
    read_as = format_bits(state.test_input)
    return worksheet(Sequence(look_of(state), activations_of(state), state.unit, f"An LSTM reads {read_as}"))


MAKING = Making[State](
    quantities=TABLE.guessed,
    answer=ANSWER,
    sizes=lambda state: (state.length, state.units),
    inputs=lambda state: (("Input", format_bits(state.test_input)),),
    check=check_question,
    obstacle=lambda state: HELD if state.clamps else "",
    link=lambda state: (state.address, write_settings(state, SETTINGS)),
)


# ---- The steps ----


def _telling(state: State) -> Spec:
    """The forget gate that says most, from step 2 on: the one that differs most between the inputs."""
    activations = activations_of(state)
    places = [
        (step, unit) for step in range(min(2, state.length), state.length + 1) for unit in range(1, state.units + 1)
    ]

    def spread(place: tuple[int, int]) -> float:
        values = activations.array("f", *place)
        return float(values.max() - values.min())

    step, unit = max(places, key=spread)
    inputs = all_inputs(state.length)
    lowest = inputs[int(activations.array("f", step, unit).argmin())]
    return Spec("f", step, unit, format_bits(lowest))


def _output(state: State) -> Spec:
    return Spec("o", 1, _telling(state).unit, format_bits(state.learned.target or state.target))


def _memory(state: State) -> Spec:
    """The cell state after the last step, for the input whose bits are all other than those of the pattern."""
    target = state.learned.target or state.target
    return Spec("c", state.length, _telling(state).unit, format_bits(tuple(1 - bit for bit in target)))


def _of_unit(state: State, spec: Spec) -> str:
    return f" of unit {spec.unit}" if state.units > 1 else ""


def _says_f(state: State) -> str:
    spec = _telling(state)
    return (
        f"The forget gate f says how much of the old c is kept: 0 forgets it, 1 keeps all of it. The input is "
        f"{spec.input}; bit {spec.step} comes next. What will f{_of_unit(state, spec)} be at step {spec.step}?"
    )


def _says_o(state: State) -> str:
    spec = _output(state)
    return (
        "The output gate o says how much of c is shown, as h. After the first bit there is no answer to give yet. "
        f"What is o{_of_unit(state, spec)} at step 1 of {spec.input}?"
    )


def _says_c(state: State) -> str:
    spec = _memory(state)
    return (
        f"The cell state c is the memory: c = f \N{MIDDLE DOT} old c + i \N{MIDDLE DOT} g. The input gate i says how "
        f"much of the candidate g is written. What is c{_of_unit(state, spec)} after all bits of {spec.input}?"
    )


def _why_f(state: State) -> LessonChoice:
    asked = question(state, _telling(state))
    reasons = reasons_of(asked)
    largest = asked.largest or reasons
    return LessonChoice(
        "Why?",
        tuple(reason.words for reason in reasons),
        frozenset(k for k, reason in enumerate(reasons) if reason in largest),
        asked.why,
    )


def _says_why(state: State) -> str:
    spec = _telling(state)
    asked = question(state, spec)
    return (
        f"f{_of_unit(state, spec)} is {fixed(asked.truth)} at step {spec.step} of {spec.input}. A gate adds up weight "
        "times bit, weight times the old h, and a bias; \N{GREEK SMALL LETTER SIGMA} makes of the sum a number from 0 "
        "to 1. Which part is largest, whatever its sign?"
    )


def _feedback_on_first(state: State) -> str:
    values = activations_of(state)
    each = [f"{fixed(values.value('c', 1, unit), signed=True)}" for unit in range(1, state.units + 1)]
    if state.units == 1:
        h = fixed(values.value("h", 1), signed=True)
        return (
            f"The bit went into all four squares at once. c became {each[0]} and h {h}: that is all that goes on from "
            "step 1."
        )
    return f"Each unit got the same bit and has weights of its own. Their c at step 1: {', '.join(each)}."


def _feedback_on_maps(state: State) -> str:
    if any(clamp.gate == "f" for clamp in state.clamps):
        return "Forget gates are held by hand now, whatever is read. Let them go, and see what they do by themselves."
    values = activations_of(state)
    closing = [
        (step, unit)
        for step in range(2, state.length + 1)
        for unit in range(1, state.units + 1)
        if values.array("f", step, unit).min() < CLOSES
    ]
    if not closing:
        return f"From step 2 on, no forget gate of this network falls below {CLOSES} for any input: it forgets little."
    step, unit = closing[0]
    low = float(values.array("f", step, unit).min())
    of_unit = f" of unit {unit}" if state.units > 1 else ""
    return f"The forget gate{of_unit} closes for some inputs: at step {step} its least value is {fixed(low)}."


def _feedback_on_trained(state: State) -> str:
    spec = _telling(state)
    values = activations_of(state).array("f", spec.step, spec.unit)
    learned = state.learned
    return (
        f"Seed {learned.seed} stands for the random numbers it began with. An epoch is one small change of all "
        f"weights; it took {learned.epochs}. The forget gate that differs most{_of_unit(state, spec)} now goes from "
        f"{fixed(float(values.min()))} to {fixed(float(values.max()))} over all inputs, at step {spec.step}."
    )


def _says_again(state: State) -> str:
    if state.clamps:
        return (
            "Is a unit a time step? No. The weights are the same each time; only what is read differs. What is held by "
            "hand now reads nothing."
        )
    weights = state.network.cell
    unit = _telling(state).unit
    place = activations_of(state).row("f", unit)
    of_x, of_h = float(weights.weight_ih[place, 0]), float(weights.weight_hh[place, unit - 1])
    bias = float(weights.bias_ih[place] + weights.bias_hh[place])
    lit = f"unit {unit}" if state.compact else "the forget gate"
    return (
        f"Is a unit a time step? No. Lit is {lit}, once in every step. The weights are the same each time, those of f: "
        f"{fixed(of_x)} for the bit, {fixed(of_h)} for its own old h, {fixed(bias)} in all as bias. Only what is read "
        "differs."
    )


def _every_step(state: State) -> tuple[str, ...]:
    spec = _telling(state)
    places = [spec._replace(step=step) for step in range(1, state.length + 1)]
    return tuple(message for place in places for message in _part(place, state))


def _says_end(state: State) -> str:
    return (
        "You can now say what each part does: the forget gate f keeps or forgets, the input gate i lets the candidate "
        "g in, the output gate o shows c as h. Check yourself asks five questions about "
        + ("a network that you train." if len(state.preset.target) < ENOUGH else "this network.")
        + " With Build it, below, you set the weights by hand." * state.can_be_built
    )


def _step_done(before: State, after: State) -> bool:
    return after.position == 1 and before.position != 1


def _trained(before: State, after: State) -> bool:
    return before.training and not after.training and after.learned.origin is Origin.TRAINED


def _part(spec: Spec, state: State) -> tuple[str, ...]:
    """The messages by which the part of a question is known, in whole cells and in lanes."""
    return (
        EVENTS.message(e.Explain, part=spec.quantity, step=spec.step, unit=spec.unit),
        EVENTS.message(e.OpenUnit, unit=spec.unit, step=spec.step),
    )


TRAIN_ANEW = LessonStep[State](
    says=lambda state: "The questions are about a network that is new to you. Press Train and wait for its end.",
    asks=lambda state: EVENTS.message(e.Train),
    done=_trained,
    feedback=lambda state: f"It is trained, from seed {state.learned.seed}.",
)

STEPS: tuple[LessonStep[State], ...] = (
    LessonStep(
        says=lambda state: "Let the network read its input: each press is a step and reads a bit.",
        feedback=_feedback_on_first,
        asks=lambda state: EVENTS.message(e.Step),
        done=_step_done,
    ),
    LessonStep(says=_says_f, guess=_telling, explains=False, lit=lambda state: _part(_telling(state), state)),
    LessonStep(says=_says_why, choice=_why_f, lit=lambda state: _part(_telling(state), state)),
    LessonStep(says=_says_o, guess=_output, lit=lambda state: _part(_output(state), state)),
    LessonStep(says=_says_c, guess=_memory, lit=lambda state: _part(_memory(state), state)),
    LessonStep(says=_says_again, begin=lambda state: state._replace(opened=0, part=None), lit=_every_step),
    LessonStep(
        says=lambda state: (
            "Every gate at once, for every input: open What each gate has learned. A square that changes from input to "
            "input tells them apart; one that stays the same does the same with all of them."
        ),
        begin=lambda state: state._replace(panel=None),
        asks=lambda state: EVENTS.message(e.OpenPanel, panel=Panel.MAPS),
        done=lambda before, after: after.panel is Panel.MAPS,
        feedback=_feedback_on_maps,
    ),
    LessonStep(
        says=lambda state: (
            "Nobody set these weights. Press Train: the network begins from random numbers, and the loss, how wrong "
            "its answers are, falls."
        ),
        asks=lambda state: EVENTS.message(e.Train),
        done=_trained,
        feedback=_feedback_on_trained,
    ),
    LessonStep(says=_says_end),
)
