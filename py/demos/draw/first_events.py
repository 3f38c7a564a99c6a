"""What a reader of the pad may do first, which is answered before Python is there: look at the example."""

from demos.draw import events as e
from demos.lesson.first_events import LESSON
from demos.page import Follow

EVENTS = (Follow(LESSON, 3), Follow((e.ToggleLearning, e.Clear), 1, at_start=True))
