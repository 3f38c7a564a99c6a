"""What the contenders are given, and what they are compared with."""

import numpy as np
import pytest

from bench.problem import as_json, one_bias_losses, problem, reference_losses


def test_the_problem_speaks_pytorchs_names() -> None:
    data = as_json(problem(units=3, bits=2))
    shapes = {name: np.shape(value) for name, value in {**data["lstm"], **data["linear"]}.items()}
    assert shapes == {
        "weight_ih": (12, 1),
        "weight_hh": (12, 3),
        "bias_ih": (12,),
        "bias_hh": (12,),
        "weight": (1, 3),
        "bias": (1,),
    }
    assert (np.shape(data["xs"]), np.shape(data["targets"]), np.shape(data["weights"])) == ((2, 4), (4,), (4,))
    assert sum(data["targets"]) == 1


def test_one_bias_begins_alike_and_then_goes_its_own_way() -> None:
    run = problem(units=2, bits=3, learning_rate=0.01)
    two, one = reference_losses(run, 10), one_bias_losses(run, 10)
    assert one[0] == pytest.approx(two[0], abs=1e-12)
    assert one[-1] < one[0]
    assert abs(one[-1] - two[-1]) > 1e-4  # which the benchmark would take for other work
