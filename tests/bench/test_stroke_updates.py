"""What the contenders in drawing are given, and what they are compared with."""

import numpy as np
import pytest

from bench.stroke_updates import EMA_DECAY, as_json, given_stroke, one_bias_losses, reference_losses
from tasks.strokes.augment import BATCH, WINDOW
from tasks.strokes.native_backend import fastest
from tasks.strokes.network import start


def test_the_windows_speak_pytorchs_names() -> None:
    data = as_json(given_stroke(), updates=2)
    shapes = {name: np.shape(value) for name, value in {**data["lstm"], **data["linear"]}.items()}
    assert shapes == {
        "weight_ih": (96, 13),
        "weight_hh": (96, 24),
        "bias_ih": (96,),
        "bias_hh": (96,),
        "weight": (12, 24),
        "bias": (12,),
    }
    assert (np.shape(data["inputs"]), np.shape(data["answers"])) == ((2, WINDOW, BATCH, 13), (2, WINDOW, BATCH))


def test_the_fast_path_learns_the_same() -> None:
    given = given_stroke()
    result = fastest().learn(start(given.theta), given.xs, given.windows(5), np.full(5, 1e-3), EMA_DECAY)
    assert result.losses == pytest.approx(reference_losses(given, 5, 1e-3), abs=1e-4)


def test_one_bias_begins_alike_and_then_goes_its_own_way() -> None:
    given = given_stroke()
    two, one = reference_losses(given, 6, 1e-3), one_bias_losses(given, 6, 1e-3)
    assert one[0] == pytest.approx(two[0], abs=1e-12)
    assert one[-1] < one[0]
    assert abs(one[-1] - two[-1]) > 1e-4  # which the benchmark would take for other work
