"""The benchmarks' page runs the built site's own Python, which trains as Python here does."""

import numpy as np
import pytest

from bench.chromium import browser
from bench.peers import ROOT
from bench.problem import problem
from bench.serving import serve
from bench.trainers import our_contenders
from rnn.run import advance

pytestmark = pytest.mark.browser

HERE = ROOT / "bench"
EPOCHS = 5


def test_it_trains_as_here() -> None:
    run = problem(units=1, bits=2)
    wanted = np.array(advance(run, EPOCHS).losses)
    with serve([("/bench/", HERE / "pages"), ("/bench/", HERE), ("/", ROOT / "dist")]) as server, browser() as chromium:
        for contender in our_contenders(chromium, server.url):
            losses = np.array(contender.train(run, EPOCHS).losses)
            np.testing.assert_allclose(losses, wanted, rtol=1e-5, err_msg=contender.path)
