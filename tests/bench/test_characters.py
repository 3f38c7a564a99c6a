"""Pages of characters, as the benchmark draws them."""

from itertools import chain

import numpy as np
import pytest

from bench import characters as module
from bench.characters import PER_PAGE, held_back, page_of, pages
from tasks.strokes.characters import ALPHABETS, characters
from tasks.strokes.network import new_parameters
from tasks.strokes.pretraining import Pretraining


@pytest.mark.parametrize("alphabet", ALPHABETS)
def test_no_character_is_on_two_pages_nor_among_those_that_settings_were_chosen_with(alphabet: str) -> None:
    known = [tuple(map(len, character)) for character in characters(alphabet)]
    order = np.random.default_rng(module.SHUFFLED).permutation(len(known))
    drawn = [len(stroke) for stroke in chain.from_iterable(pages(alphabet, 1.0))]
    reported = order[module.REPORTED : module.REPORTED + module.PAGES * PER_PAGE]
    assert drawn == [length for n in reported for length in known[n]]
    assert not {*reported} & {*order[: module.REPORTED]}


def test_without_updates_both_networks_forecast_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UPDATES", 0)
    strokes = next(pages("Korean", 1.0))[:8]
    page = page_of(new_parameters(np.random.default_rng(0)), strokes)
    assert page.forecasts > 10
    np.testing.assert_array_equal(page.learned, page.prior)
    assert (page.guesses[:, 0] > 0).all()


@pytest.mark.slow
def test_it_goes_on_with_characters_it_has_not_seen_better_than_a_guess() -> None:
    (page, *_) = held_back("Korean", quick=True, settings=Pretraining(strokes=100, characters=1000, updates=3000))
    assert page.learned[0] < 0.9 * page.guesses[:, 0].min()
    assert page.learned[0] < page.prior[0]
