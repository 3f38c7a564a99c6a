"""The benchmarks' page runs the built site's own Python, which trains as Python here does."""

from pathlib import Path

import numpy as np
import pytest

from rnn.run import advance
from tests.bench.chromium import browser
from tests.bench.peers import ROOT
from tests.bench.problem import problem
from tests.bench.serving import serve
from tests.bench.trainers import our_contenders

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
EPOCHS = 5


def test_it_trains_as_here() -> None:
    run = problem(units=1, bits=2)
    wanted = np.array(advance(run, EPOCHS).losses)
    with serve([("/bench/", HERE / "pages"), ("/bench/", HERE), ("/", ROOT / "dist")]) as server, browser() as chromium:
        for contender in our_contenders(chromium, server.url):
            losses = np.array(contender.train(run, EPOCHS).losses)
            np.testing.assert_allclose(losses, wanted, rtol=1e-5, err_msg=contender.path)
