"""The lesson of the memory demo: when a gate must close, and what a plain RNN cannot do."""

import numpy as np

from demos.adds_up import LEAST, follows
from demos.cell_view.activations import read
from demos.cell_view.table import Part
from demos.cell_view.worksheet import GATE_HELD, Sequence, worksheet
from demos.holding.holds import HOLDS, clamps_of
from demos.html import Html
from demos.lesson.making import HELD
from demos.lesson.plan import LessonChoice, LessonStep, Making, Plan
from demos.lesson.questions import MARKED, Question, Spec, question_of, reasons_of
from demos.memory import events as e
from demos.memory.asked import check as check_question
from demos.memory.asked import encoded, network_of, sequence_of, shown, table_for
from demos.memory.cells import NAMES, TITLES
from demos.memory.events import EVENTS
from demos.memory.reading import activations_of
from demos.memory.settings import SETTINGS
from demos.memory.state import LATCH, State
from demos.memory.table import TABLE
from demos.memory.training import accuracy
from demos.memory.update import go_to
from demos.memory.views.reach import reach_of
from demos.memory.views.stage import look_of
from demos.numbers import fixed, scientific
from demos.settings import write_settings
from rnn.fresh_run import TEST_SIZE, held_out
from rnn.network import checksum, forward, predictions
from tasks.bits import Bits, format_bits
from tasks.latch import LatchTask

ASKED = ("f", "i", "o", "c", TABLE.answer)  # in a check, one question each
FOLLOWS = 0.9  # of fresh sequences, at least, have the answer that a rule gives, if the network follows it
SHUT = 1 / 3  # an input gate below lets little in
FADED, LIVES = 0.001, 0.1  # of a gradient is left at the first step


def question(state: State, spec: Spec) -> Question:
    """A number of the LSTM on the stage, or of the race to recall, when it reads the sequence of the question.

    Raises:
        ValueError: the network has no such number.
    """
    check_question(state, spec)
    activations = read(table_for(state), network_of(state), encoded(spec), shown=0)
    _, marks = sequence_of(spec)
    mark = "the mark" if marks and marks[spec.step - 1] else "no mark (\N{MINUS SIGN}1)"
    clamps = clamps_of(state.held, activations.units) if state.task_name == LATCH else ()
    return question_of(activations, spec, ("the bit", mark)[: activations.network.shape.inputs], clamps)


def turn(state: State, spec: Spec, is_read: bool) -> State:
    """The sequence read up to the step before, or with that step, and the number asked about explained."""
    bits, marks = sequence_of(spec)
    if not marks:
        return state  # nothing shows how the sequences of the recall task are read
    state = state._replace(bits=bits, marks=marks)
    position = min(spec.step if is_read else spec.step - 1, len(state.bits))
    state = go_to(state, position)._replace(unit=spec.unit, part=None, part_in="")
    if not is_read:
        # The cell of the step that is asked about is drawn, without its numbers.
        return state._replace(playing=0, at=min(spec.step, len(state.bits)))
    answer = spec.quantity == TABLE.answer
    return state._replace(part=Part(spec.quantity, position, 1 if answer else spec.unit))


def check(state: State, seen: tuple[Spec, ...]) -> tuple[Spec, ...]:
    """A question each about f, i, o, c and the answer, on sequences that the others were not about."""
    rng = np.random.default_rng((state.seed, len(state.lesson.checked)))
    steps, shown = state.task.steps, {spec.input for spec in seen}
    specs: list[Spec] = []
    while len(specs) < len(ASKED):
        bits, *marks = np.moveaxis(state.task.sample(rng, 1).xs[:, 0] > 0, 1, 0).astype(int).tolist()
        text = _text(bits, marks[0]) if marks else format_bits(bits)
        if text in shown and 2**steps > len(shown) + len(ASKED):  # or there may be no other
            continue
        quantity = ASKED[len(specs)]
        is_answer = quantity == TABLE.answer
        step = steps if is_answer else int(rng.integers(2, steps + 1))
        unit = 1 if is_answer else int(rng.integers(network_of(state).shape.units)) + 1
        specs.append(Spec(quantity, step, unit, text))
    return tuple(specs)


def _text(bits: Bits, marks: Bits) -> str:
    return f"{format_bits(bits)}{MARKED}{format_bits(marks)}"


# ---- The steps of the marked bit ----


def _shown(state: State) -> str:
    return _text(state.bits, state.marks)


def _unmarked(state: State) -> int:
    """The first step that is not marked and has a bit other than the one to be kept, or else the last one."""
    kept = None
    for step, (bit, mark) in enumerate(zip(state.bits, state.marks, strict=True), 1):
        if mark:
            kept = bit
        elif kept is not None and bit != kept:
            return step
    return len(state.bits)


def _forget(state: State) -> Spec:
    return Spec("f", _unmarked(state), state.unit, _shown(state))


def _candidate(state: State) -> Spec:
    return Spec("g", _unmarked(state), state.unit, _shown(state))


def _memory(state: State) -> Spec:
    return Spec("c", 3, state.unit, _shown(state))


def _which(state: State) -> LessonChoice:
    """Which bit the network's answers agree with most, over the test sequences."""
    steps = len(state.bits)
    examples = held_out(LatchTask(steps))
    network = state.network
    said = predictions(network, forward(network, examples.xs))[-1, :, 0] > 0.5
    bits, marks = examples.xs[:, :, 0] > 0, examples.xs[:, :, 1] > 0
    last = steps - 1 - marks[::-1].argmax(axis=0)
    ruled = (bits[0], bits[last, np.arange(bits.shape[1])], bits[-1])
    agree = [float((said == bit).mean()) for bit in ruled]
    if max(agree) < FOLLOWS:
        raise ValueError("the network on show has not learned any rule; press Train, further below")
    names = ("the first bit", "the last marked bit", "the last bit")
    agreement = ", ".join(f"with {name} in {round(100 * share)} %" for name, share in zip(names, agree, strict=True))
    return LessonChoice(
        "Which bit does it answer with?",
        names,
        frozenset(k for k, share in enumerate(agree) if share == max(agree)),
        f"Of {bits.shape[1]} fresh sequences its answer agrees {agreement}.",
    )


def _of_unit(state: State) -> str:
    return f" of unit {state.unit}" if state.units > 1 else ""


def _says_forget(state: State) -> str:
    spec = _forget(state)
    return (
        f"Step {spec.step} has a {state.bits[spec.step - 1]} and "
        f"{'a mark' if state.marks[spec.step - 1] else 'no mark'}. The forget gate f says how much of the old c is "
        f"kept: 0 forgets it, 1 keeps all of it. What will f{_of_unit(state)} be?"
    )


def _says_why(state: State) -> str:
    asked = question(state, _forget(state))
    return (
        f"f{_of_unit(state)} is {fixed(asked.truth)} at step {asked.spec.step}. It is "
        "\N{GREEK SMALL LETTER SIGMA} of a sum of four parts; the smallest is left out below. Which of the others is "
        "the largest, whatever its sign?"
    )


def _why(state: State) -> LessonChoice:
    asked = question(state, _forget(state))
    parts = reasons_of(asked)
    smallest = min(parts, key=lambda reason: abs(reason.value))
    reasons = [reason for reason in parts if reason is not smallest]
    largest = asked.largest or tuple(reasons)
    right = frozenset(k for k, reason in enumerate(reasons) if reason in largest)
    return LessonChoice("Why?", tuple(reason.words for reason in reasons), right, asked.why)


def _says_candidate(state: State) -> str:
    spec = _candidate(state)
    i = question(state, spec._replace(quantity="i")).truth
    how = "nearly shut" if i < SHUT else "open" if i > 1 - SHUT else "half open"
    return (
        f"The candidate g is what could be written into c. The input gate i, which says how much of it is, is {how} at "
        f"step {spec.step}: {fixed(i)}. What is g{_of_unit(state)} there?"
    )


def _candidate_words(state: State) -> str:
    made = state.lesson.guess
    if made is None:
        return ""
    i = question(state, made.question.spec._replace(quantity="i")).truth
    g = question(state, made.question.spec).truth
    result = fixed(i * g, signed=True)
    about = "" if follows(round(i, LEAST) * round(g, LEAST), result) else "about "
    verdict = "so hardly anything is written" if abs(i * g) < 0.1 else "so that much is written"
    return f" i times g is {about}{result}, {verdict}."


def _says_memory(state: State) -> str:
    first = ", ".join(
        f"{bit}{' marked' if mark else ''}" for bit, mark in zip(state.bits[:3], state.marks[:3], strict=True)
    )
    equation = "c = f \N{MIDDLE DOT} old c + i \N{MIDDLE DOT} g."
    return f"{equation} The first three steps are {first}. What is c{_of_unit(state)} after them?"


def _feedback_on_first(state: State) -> str:
    values = activations_of(state)
    f, i, c = (values.value(name, 1, state.unit) for name in ("f", "i", "c"))
    return (
        f"The input gate i is {fixed(i)} there, so c became {fixed(c, signed=True)} at step 1. (f, {fixed(f)}, is of "
        "no account yet: there was nothing to forget.)"
    )


def _feedback_on_held(state: State) -> str:
    before, after = (accuracy(network, state.task) for network in (state.learned.network, state.network))
    counts = " and ".join(f"{round(share * TEST_SIZE)}" for share in (before, after))
    return (
        f"Free, it was right in {counts.split(' and ')[0]} of {TEST_SIZE} fresh sequences; with f held at 1, in "
        f"{counts.split(' and ')[1]}. {HOLDS['keep'].meaning}"
    )


def _feedback_on_race(state: State) -> str:
    pairs = zip(NAMES, state.race, strict=True)
    counts = ", ".join(f"{TITLES[cell]} {round(racer.run.accuracy * TEST_SIZE)}" for cell, racer in pairs)
    return f"Right, of {TEST_SIZE} fresh sequences: {counts}."


def _raced(before: State, after: State) -> bool:
    return before.racing and not after.racing and all(racer.done for racer in after.race)


def _part(spec: Spec) -> tuple[str, ...]:
    return (EVENTS.message(e.Explain, part=spec.quantity, step=spec.step, unit=spec.unit),)


LATCH_STEPS: tuple[LessonStep[State], ...] = (
    LessonStep(
        says=lambda state: (
            "Before anything is explained: read the bits and their marks, and the network's answer. One of three rules "
            "is the one that it follows. Change bits and see, or guess."
        ),
        choice=_which,
    ),
    LessonStep(
        says=lambda state: (
            f"Step 1 is {'marked' if state.marks[0] else 'not marked'}. Press Run inference (step 1), and see what "
            "becomes of c."
        ),
        begin=lambda state: go_to(state, 0)._replace(playing=0, part=None),
        asks=lambda state: EVENTS.message(e.Step),
        done=lambda before, after: after.position == 1 and before.position != 1,
        feedback=_feedback_on_first,
    ),
    LessonStep(says=_says_forget, guess=_forget, explains=False, lit=lambda state: _part(_forget(state))),
    LessonStep(says=_says_why, choice=_why, lit=lambda state: _part(_forget(state))),
    LessonStep(
        says=_says_candidate,
        guess=_candidate,
        lit=lambda state: _part(_candidate(state)),
        more=_candidate_words,
    ),
    LessonStep(says=_says_memory, guess=_memory, lit=lambda state: _part(_memory(state))),
    LessonStep(
        says=lambda state: (
            "What if it could not forget? Press Always keep, further below: it holds every forget gate at 1."
        ),
        begin=lambda state: state._replace(held=""),
        asks=lambda state: EVENTS.message(e.Hold, name="keep"),
        done=lambda before, after: after.held == "keep" and before.held != "keep",
        feedback=_feedback_on_held,
    ),
    LessonStep(
        says=lambda state: (
            "Now the same task for a plain RNN, which has no gates, for a GRU and an LSTM, with "
            f"{state.units} unit{'s' if state.units > 1 else ''} each. Press Train all three and wait for their end."
        ),
        begin=lambda state: state._replace(held=""),
        asks=lambda state: EVENTS.message(e.TrainAll),
        done=_raced,
        feedback=_feedback_on_race,
    ),
    LessonStep(
        says=lambda state: (
            "You can now say when a forget gate must close: when something new replaces what was kept. And why the "
            "input gate must: so that nothing else is written. Check yourself asks about sequences you have not seen."
        )
    ),
)

# ---- The steps of recall ----


def _fate(state: State, cell: str) -> LessonChoice:
    """What is left at the first step of the error's gradient at the last."""
    if state.racing:
        raise ValueError("the networks are still learning")
    racer = state.race[NAMES.index(cell)]
    left = reach_of(racer.run.network, state.task)["all"]
    share = left[0] / left[-1] if left[-1] else 0.0
    right = 0 if share < FADED else 2 if share > LIVES else 1
    return LessonChoice(
        "How much of the error is left?",
        ("less than a thousandth", "between a thousandth and a tenth", "more than a tenth"),
        frozenset({right}),
        f"At the first step {scientific(share)} of it is left, as the curve below shows.",
    )


def _asks_fate(cell: str) -> LessonStep[State]:
    return LessonStep(
        says=lambda state: (
            f"To learn from the first bit, the error at the last step must reach back {state.delay - 1} steps. How "
            f"much of it reaches the first step in the {TITLES[cell]} as it is now?"
        ),
        choice=lambda state: _fate(state, cell),
    )


RECALL_STEPS: tuple[LessonStep[State], ...] = (
    LessonStep(
        says=lambda state: (
            f"The first of {state.delay} random bits is to be recalled after the last. Which cell can learn that? "
            "Press Train all three and wait for their end."
        ),
        asks=lambda state: EVENTS.message(e.TrainAll),
        done=_raced,
        feedback=_feedback_on_race,
    ),
    _asks_fate("rnn"),
    _asks_fate("lstm"),
    LessonStep(
        says=lambda state: (
            "Was it so from the beginning? Under How far back the error reaches, press as they began: the three "
            "networks before they learned anything."
        ),
        begin=lambda state: state._replace(reach_at_start=False),
        asks=lambda state: EVENTS.message(e.ReachWhen, when="start"),
        done=lambda before, after: after.reach_at_start,
        feedback=lambda state: "The curves show it; the sentences under them say it in words.",
    ),
    LessonStep(
        says=lambda state: (
            "You can now say why a plain RNN forgets: at every step its error passes through the same weights and the "
            "same curve, while c of an LSTM is only multiplied by f."
        )
    ),
)


def _about(state: State) -> str:
    if state.task_name != LATCH:
        return (
            f"Three networks, of plain RNN, GRU and LSTM units, {state.units} each: which of them recalls the first of "
            f"{state.delay} bits? Press Train all three first."
        )
    what = "One LSTM unit" if state.units == 1 else f"{state.units} LSTM units"
    return (
        f"{what}, {len(state.bits)} steps, each with a bit and perhaps a mark; the answer is one bit, after the last "
        "step. Guess its rule first."
    )


def _worksheet(state: State) -> Html:
    """Of the sequence on show; nothing shows one of the recall task, so that the one of an exercise is taken."""
    if MAKING.obstacle(state):
        raise ValueError(GATE_HELD)
    text = MARKED.join(row for _, row in shown(state))
    spec = Spec("f", 1, 1, text)
    activations = read(table_for(state), network_of(state), encoded(spec), shown=0)
    rows = [row for row in sequence_of(spec) if row]
    look = look_of(state)._replace(inputs=tuple(zip(*rows, strict=True)), words=("",) * activations.steps)
    unit = state.unit if state.task_name == LATCH else 1
    return worksheet(Sequence(look, activations, unit, f"An LSTM reads {text}"))


MAKING = Making[State](
    quantities=TABLE.guessed,
    answer=TABLE.answer,
    sizes=lambda state: (state.task.steps, network_of(state).shape.units),
    inputs=shown,
    check=check_question,
    obstacle=lambda state: HELD if state.held and state.task_name == LATCH else "",
    link=lambda state: (state.address, write_settings(state, SETTINGS)),
)

PLAN = Plan[State](
    about=_about,
    steps=lambda state: LATCH_STEPS if state.task_name == LATCH else RECALL_STEPS,
    question=question,
    network=lambda state: checksum(network_of(state)),
    show_at=turn,
    check=check,
    making=MAKING,
    worksheet=_worksheet,
)
