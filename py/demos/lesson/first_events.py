"""What a reader of a lesson may do first: go through it and answer.

Drags of the dot are left out: it has too many positions to work all answers out beforehand.
"""

from demos.lesson import events as e

LESSON = (e.Next, e.Back, e.GuessThird, e.Pick)
