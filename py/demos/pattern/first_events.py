"""What a reader of the pattern demos may do first, which is answered before Python is there: read inputs."""

from itertools import product

from demos.lesson.first_events import LESSON
from demos.page import Follow
from demos.pattern import events as e
from demos.pattern.presets import Preset
from tasks.bits import format_bits

READING = (e.Step, e.StepBack, e.StartOver, e.Skip, e.FlipInput)
LESSON_PRESSES = {"two-bit": 2, "four-bit": 1}
EVENTS = {name: (Follow(READING), Follow(LESSON, presses)) for name, presses in LESSON_PRESSES.items()}


def queries(preset: Preset) -> tuple[str, ...]:
    """Settings that lead to the network with which the page begins."""
    target = f"target={format_bits(preset.target)}"
    inputs = [f"input={format_bits(bits)}" for bits in product((0, 1), repeat=len(preset.target))]
    return (target, *inputs, *(f"{one}&{target}" for one in inputs))
