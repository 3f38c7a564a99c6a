"""The lesson of the pad: what learning one line is worth, and what the gates of a unit do where the line turns."""

from math import degrees, tanh

from demos.adds_up import LEAST as LEAST_DECIMALS
from demos.adds_up import decimals_for, follows, read_back, sign
from demos.draw import events as e
from demos.draw.asking import asking, point_of, question, spec_of, still, turn, values_of
from demos.draw.events import EVENTS
from demos.draw.follows import LEAST
from demos.draw.gates import shown_unit
from demos.draw.learned import UNSEEN
from demos.draw.reading import basis_of
from demos.draw.state import State
from demos.draw.views.controls import SAMPLES
from demos.draw.views.follows import CALLED, TENDS
from demos.draw.weighing import HELD, elsewhere, feedback_on_learning, without_forgetting
from demos.lesson.plan import LessonChoice, LessonStep, Plan
from demos.lesson.questions import reasons_of
from demos.numbers import fixed
from rnn.network import checksum, unflatten
from tasks.strokes.network import SHAPE, UNITS
from tasks.strokes.resample import SPACING

SAMPLE = "square"
TITLE = SAMPLES[SAMPLE]


# ---- Learning from a line ----


def _says_draw(state: State) -> str:
    return (
        f"Can a network foretell how a line goes on? Press {TITLE}, which clears the pad, or draw a line of "
        f"{LEAST * SPACING:.0f} px or more. The dots are its forecast. Wait until it has learned from the line."
    )


def _learned(before: State, after: State) -> bool:
    """Whether a line has been learned from, as far as it may be, and been read since."""
    known = after.reading
    if known is None or known is before.reading or after.example or after.learns or not known.follows:
        return False
    return known.basis == basis_of(after.learner, not after.down)


# ---- A unit, and its gates at a point ----


def _unit(state: State) -> int:
    return shown_unit(state._replace(unit=0)) or 1


def _feedback_on_unit(state: State) -> str:
    colours = f"The line has the colours of unit {state.unit} now: orange where its c is above zero, blue below."
    found = state.reading.follows if state.reading else {}
    for aspect, one in found.items():
        if one.suggested and one.unit == state.unit:
            tends = TENDS[one.measure][one.correlation < 0]
            return f"{colours} {tends} (Correlation with {CALLED[aspect]}: {fixed(one.correlation)}.)"
    return colours


def _says_unit(state: State) -> str:
    return (
        f"Each of the {UNITS} units has a c and gates of its own. Further below it is said which of them follow the "
        f"line, if any do. Press unit {_unit(state)} there."
    )


def _says_forget(state: State) -> str:
    general = "The forget gate f says how much of the old c is kept: 0 forgets it, 1 keeps all of it."
    try:
        asked = point_of(state)
    except ValueError:
        return general
    by = degrees(float(state.learner.ink.turns[asked.step - 1 - state.learner.ink.dropped]))
    how = f"{abs(by):.0f}° to the {'right' if by > 0 else 'left'} in one step" if abs(by) >= 1 else "which is hardly"
    return f"The circle is where the line turns most, {how}. {general} What is f of unit {asked.unit} there?"


def _says_why(state: State) -> str:
    try:
        f = question(state, spec_of(state, "f")).truth
    except ValueError:
        return "Where does the forget gate's number come from?"
    return (
        f"f is {fixed(f)} at the circle. It is \N{GREEK SMALL LETTER SIGMA} of a sum. Its inputs are how the line has "
        "just turned, averages of its turns, and averages of its directions. Which part is the largest, whatever its "
        "sign?"
    )


def _why(state: State) -> LessonChoice:
    asked = question(state, spec_of(state, "f"))
    reasons = reasons_of(asked)
    largest = asked.largest or reasons
    right = frozenset(k for k, reason in enumerate(reasons) if reason in largest)
    return LessonChoice("Why?", tuple(reason.words for reason in reasons), right, asked.why)


def _more_input(state: State) -> str:
    """What becomes of c at the point, as a sum that adds up as printed."""
    try:
        values = values_of(state)
    except ValueError:
        return ""
    f, c, i, g = (values[name] for name in ("f", "c_prev", "i", "g"))
    result = fixed(values["c"], signed=True)

    def made(decimals: int) -> float:
        a, b, x, y = (round(value, decimals) for value in (f, c, i, g))
        return a * b + x * y

    decimals = decimals_for(made, result)
    a, b, x, y = (fixed(value, signed=k % 2 == 1, decimals=decimals or 2) for k, value in enumerate((f, c, i, g)))
    times = " \N{MIDDLE DOT} "
    return (
        f" So c becomes f{times}old c + i{times}g = {a}{times}({b}) + {x}{times}({y}) "
        f"{sign(decimals is not None)} {result}."
    )


def _more_output(state: State) -> str:
    try:
        values = values_of(state)
    except ValueError:
        return ""
    c, h = (fixed(values[name], signed=True) for name in ("c", "h"))
    made = round(values["o"], LEAST_DECIMALS) * tanh(read_back(c)[0])
    about = "" if follows(made, h) else "about "
    return f" c is {c} there, and what the unit shows of it, h = o \N{MIDDLE DOT} tanh(c), is {about}{h}."


def _of_unit(state: State) -> str:
    return f" of unit {state.asked.unit}" if state.asked else ""


STEPS: tuple[LessonStep[State], ...] = (
    LessonStep(
        says=_says_draw,
        begin=lambda state: state._replace(asked=None),
        asks=lambda state: EVENTS.message(e.PlaySample, name=SAMPLE),
        done=_learned,
        feedback=feedback_on_learning,
    ),
    LessonStep(
        says=lambda state: (
            f"What does that do for other lines? Take a {UNSEEN} that is not on the pad, and forecast it with the "
            "network as it is now, and as it was before it learned."
        ),
        begin=lambda state: state._replace(asked=None),
        choice=elsewhere,
    ),
    LessonStep(
        says=_says_unit,
        begin=lambda state: still(state)._replace(asked=None, unit=0),
        asks=lambda state: EVENTS.message(e.PickUnit, unit=_unit(state)),
        done=lambda before, after: after.unit not in (0, before.unit),
        feedback=_feedback_on_unit,
    ),
    LessonStep(
        says=_says_forget,
        begin=asking,
        guess=lambda state: spec_of(state, "f"),
        explains=False,
        lit=lambda state: ("strip-f",),
    ),
    LessonStep(says=_says_why, begin=asking, choice=_why, lit=lambda state: ("strip-f",)),
    LessonStep(
        says=lambda state: (
            "The input gate i says how much of the candidate g is written into c. What is i"
            f"{_of_unit(state)} at the circle?"
        ),
        begin=asking,
        guess=lambda state: spec_of(state, "i"),
        more=_more_input,
        lit=lambda state: ("strip-i",),
    ),
    LessonStep(
        says=lambda state: (
            "The output gate o says how much of c is shown, as h, which is all that the forecast is made of. What is o"
            f"{_of_unit(state)} at the circle?"
        ),
        begin=asking,
        guess=lambda state: spec_of(state, "o"),
        explains=False,
        more=_more_output,
        lit=lambda state: ("strip-o",),
    ),
    LessonStep(
        says=lambda state: (
            "Would a memory that never forgets be a better one? Hold f of all units at 1, in every step, and nothing "
            "of c is ever let go."
        ),
        begin=lambda state: still(state)._replace(asked=None),
        choice=without_forgetting,
        lit=lambda state: (EVENTS.message(e.Hold, name=HELD),),
    ),
    LessonStep(
        says=lambda state: (
            "You can now read the strips: f says how much of the old c is kept at each point, i how much of the "
            "candidate g is added, o how much of c is shown. Draw another line, choose another unit, and guess again."
        ),
        begin=lambda state: state._replace(asked=None),
    ),
)

PLAN = Plan[State](
    about=lambda state: (
        f"{UNITS} LSTM units read the path of a pen and forecast how it goes on. Draw, or press {TITLE} first."
    ),
    steps=lambda state: STEPS,
    question=question,
    network=lambda state: checksum(unflatten(state.learner.theta, SHAPE)),
    show_at=turn,
)
