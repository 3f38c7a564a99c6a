"""Lessons: a reader is led through a demo, guesses what the network will do, and then sees."""
