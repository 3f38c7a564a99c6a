"""What a reader of the memory demo may do first, which is answered before Python is there: read, and hold a gate."""

from demos.lesson.first_events import LESSON
from demos.memory import events as e
from demos.page import Follow

EVENTS = (
    Follow((e.Step, e.StepBack, e.StartOver, e.Skip)),
    Follow((e.FlipBit, e.Hold, e.ReachOf, e.ReachWhen), 1, at_start=True),
    Follow(LESSON, 1, at_start=True),
)
