"""The sample strokes fit any pad, and those for pre-training are strokes."""

import numpy as np
import pytest

from tasks.strokes.augment import WINDOW
from tasks.strokes.families import random_stroke
from tasks.strokes.resample import Resampler
from tasks.strokes.samples import FRAME, SHAPES, SPEED, sample, spaced, stroke

PADS = [(328, 260), (520, 320), (900, 420)]


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("pad", PADS)
@pytest.mark.parametrize("seed", range(2))
def test_a_sample_fits_the_pad_and_is_long_enough(name: str, pad: tuple[int, int], seed: int) -> None:
    points = sample(name, *pad, seed)
    assert (points > 0).all()
    assert (points < pad).all()
    steps = np.hypot(*np.diff(points, axis=0).T)
    assert steps.mean() == pytest.approx(SPEED * FRAME, rel=0.1)
    assert steps.max() <= SPEED * FRAME + 1e-6
    assert len(Resampler().add(points.tolist())) >= WINDOW + 10


@pytest.mark.parametrize("name", SHAPES)
def test_the_same_seed_gives_the_same_stroke(name: str) -> None:
    ours, theirs, other = (stroke(name, np.random.default_rng(seed), 2000) for seed in (1, 1, 2))
    np.testing.assert_array_equal(ours, theirs)
    assert np.abs(ours - other).max() > 1
    assert ours.shape == (2000, 2)


def test_spacing() -> None:
    points = spaced(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 10.0]]), 2.0)
    wanted = np.array([[0.0, 0.0], [1.2, 1.6], [2.4, 3.2], [3.0, 5.0], [3.0, 7.0], [3.0, 9.0]])
    np.testing.assert_allclose(points, wanted)


def test_random_strokes_are_long_and_all_different() -> None:
    rng = np.random.default_rng(0)
    strokes = [random_stroke(rng) for _ in range(40)]
    for points in strokes:
        assert np.isfinite(points).all()
        assert len(points) == 1800
        assert np.hypot(*np.diff(points, axis=0).T).max() < 4
