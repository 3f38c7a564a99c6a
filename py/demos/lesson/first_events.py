"""What a reader of a lesson may do first: go through it and answer. Where the dot was dragged to is anybody's guess."""

from demos.lesson import events as e

LESSON = (e.Next, e.Back, e.GuessThird, e.Pick)
