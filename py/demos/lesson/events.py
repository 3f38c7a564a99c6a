"""What can happen to a lesson."""

from typing import NamedTuple

from demos.events import Declared


class Next(NamedTuple):
    """Go to the next step."""


class Back(NamedTuple):
    """Go to the step before."""


class Leave(NamedTuple):
    """Put the lesson away."""


class Again(NamedTuple):
    """Start the lesson from its beginning."""


class Aim(NamedTuple):
    """Drag the dot of the guess."""

    value: float  # along the axis of the weighted sum, or of the number itself


class GuessThird(NamedTuple):
    """Guess that the number is in this third of its range: 0, 1 or 2."""

    third: int


class GuessAim(NamedTuple):
    """Guess where the dot is."""


class Pick(NamedTuple):
    """Pick an answer in words."""

    option: int


class Check(NamedTuple):
    """Ask five questions about the network on show."""


class TakeUp(NamedTuple):
    """Go on with the exercise of the link."""


class PutBack(NamedTuple):
    """Have the network on show again that the exercise asks about."""


class Make(NamedTuple):
    """Begin to make an exercise, or be done with it."""


class Choose(NamedTuple):
    """Choose a part of the next question of an exercise: "quantity", "step", "unit", or "input-0" and so on."""

    part: str
    text: str


class Add(NamedTuple):
    """Put the question that was chosen into the exercise."""


class Remove(NamedTuple):
    """Take a question out of the exercise."""

    number: int  # from 1


class OpenClass(NamedTuple):
    """Begin to look at the codes of a class, or be done with it."""


class ReadCodes(NamedTuple):
    """Read the codes of a class."""

    text: str


class ShowAnswers(NamedTuple):
    """Show the answers beside the guesses of a class, or hide them."""


class PrintWorksheet(NamedTuple):
    """Print the network on show with its gates left blank, and the key."""


class SaveAnswers(NamedTuple):
    """Hand over what was guessed as a file."""


EVENTS = {
    "lesson-next": Declared(Next),
    "lesson-back": Declared(Back),
    "lesson-leave": Declared(Leave),
    "lesson-again": Declared(Again),
    "lesson-aim": Declared(Aim, latest=True, quiet=True, passing=True),
    "lesson-guess": Declared(GuessThird),
    "lesson-guess-aim": Declared(GuessAim),
    "lesson-pick": Declared(Pick),
    "lesson-check": Declared(Check),
    "lesson-save": Declared(SaveAnswers),
    "lesson-take-up": Declared(TakeUp),
    "lesson-put-back": Declared(PutBack),
    "lesson-make": Declared(Make),
    "lesson-choose": Declared(Choose, quiet=True),
    "lesson-add": Declared(Add),
    "lesson-remove": Declared(Remove),
    "lesson-class": Declared(OpenClass),
    "lesson-codes": Declared(ReadCodes, latest=True, quiet=True),
    "lesson-answers": Declared(ShowAnswers),
    "lesson-worksheet": Declared(PrintWorksheet),
}

type Making = Make | Choose | Add | Remove
type OfClass = OpenClass | ReadCodes | ShowAnswers
type Guessing = Aim | GuessThird | GuessAim | Pick
type Event = (
    Next | Back | Leave | Again | Guessing | Check | SaveAnswers | PrintWorksheet | TakeUp | PutBack | Making | OfClass
)
