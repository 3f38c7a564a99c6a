"""Characters that people wrote, as the build pre-trains on them."""

import numpy as np
import pytest

from tasks.strokes.characters import ALPHABETS, FILE, SIZES, characters, written
from tasks.strokes.resample import SPACING, Resampler


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_every_character_is_strokes_of_steps(alphabet: str) -> None:
    known = characters(alphabet)
    assert len(known) == 200
    for stroke in (stroke for character in known for stroke in character):
        assert len(stroke) >= 3
        lengths = np.hypot(*np.diff(stroke, axis=0).T)
        assert np.abs(lengths - SPACING).max() < 1.5  # both ends are rounded to whole px


def test_each_time_they_have_another_size() -> None:
    strokes = list(written(np.random.default_rng(1), 50))
    again = list(written(np.random.default_rng(1), 50))
    assert all((a == b).all() for a, b in zip(strokes, again, strict=True))
    known = {len(stroke) for alphabet in ALPHABETS for character in characters(alphabet) for stroke in character}
    assert {len(stroke) for stroke in strokes} <= known
    steps = np.array([np.hypot(*np.diff(stroke, axis=0).T).mean() for stroke in strokes]) / SPACING
    assert steps.min() > 0.9 * SIZES[0]
    assert steps.max() < 1.1 * SIZES[1]
    assert steps.std() > 0.1
    assert sum(len(Resampler().add(stroke.tolist())) > 2 for stroke in strokes) > 0.8 * len(strokes)


def test_only_the_alphabets_that_are_asked_for_are_written() -> None:
    shapes = {stroke.shape for character in characters("Korean") for stroke in character}
    assert {stroke.shape for stroke in written(np.random.default_rng(0), 30, ["Korean"])} <= shapes


def test_they_come_with_their_licence_and_take_little_room() -> None:
    assert "Brenden Lake" in FILE.with_name("LICENSE.txt").read_text("utf-8")
    assert FILE.stat().st_size < 50_000
