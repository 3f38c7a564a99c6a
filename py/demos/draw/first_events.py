"""What a reader of the pad may do first, which is answered before Python is there: look at the example.

Not what takes the example away: a clean sheet is as large as the pad, which the build does not know.
"""

from demos.draw import events as e
from demos.lesson.first_events import LESSON
from demos.page import Follow

EVENTS = (Follow(LESSON, 3), Follow((e.ToggleLearning,), 1, at_start=True))
