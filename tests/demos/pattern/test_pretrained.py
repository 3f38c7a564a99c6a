import itertools
import json

import numpy as np
import pytest

from demos.pattern.presets import PRESETS, TWO_BIT, Preset
from demos.pattern.pretrained import (
    CANDIDATES,
    DIGITS,
    from_json,
    from_numbers,
    kept,
    pretrain,
    to_json,
    train_four_bit,
    train_two_bit,
    untrained,
)
from demos.pattern.state import Origin
from rnn.native.backend import fastest
from rnn.network import flatten, forward, predictions
from rnn.run import Status, start, train
from rnn.state_dict import to_state_dicts
from tasks.bits import Bits, all_patterns, encode, examples, network_shape
from tests.demos.support import TABLE, TABLE_OF_FOUR
from tests.oracle.plain import read_bits


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_there_is_a_network_for_every_target(preset: Preset) -> None:
    assert list(pretrain(preset)) == [*itertools.product((0, 1), repeat=len(preset.target))]


@pytest.mark.parametrize("target", [*TABLE, *TABLE_OF_FOUR])
def test_a_network_has_learned_its_target(target: Bits) -> None:
    learned = (TABLE if len(target) == 2 else TABLE_OF_FOUR)[target]
    assert (learned.target, learned.origin, learned.status) == (target, Origin.BUILD, Status.SOLVED)
    assert learned.seed in CANDIDATES
    assert learned.failed_seeds == ()
    assert learned.epochs == len(learned.losses) - 1 > 0
    patterns = all_patterns(len(target))
    p = predictions(learned.network, forward(learned.network, encode(patterns)))[-1, :, 0]
    assert np.abs(p - [pattern == target for pattern in patterns]).max() < 0.101  # the weights are rounded


@pytest.mark.parametrize("target", TABLE)
def test_a_unit_alone_carries_its_memory_in_c_and_shows_it_in_h(target: Bits) -> None:
    """Reckoned from the weights by the plain-float oracle."""
    weights = to_state_dicts(TABLE[target].network)
    last_h, forget = {}, []
    for pattern in all_patterns(2):
        _, second = read_bits(weights, pattern)
        forget += second["f"]
        last_h[pattern] = second["h"][0]
    assert np.mean(forget) > 0.9
    assert last_h[target] > 0.5
    assert max(h for pattern, h in last_h.items() if pattern != target) < last_h[target] - 0.5


def test_the_first_picture_is_as_the_article_tells_it() -> None:
    """The 1 is written and hidden, then kept and shown."""
    first, second = forward(TABLE[TWO_BIT.target].network, encode([TWO_BIT.test_input])).traces
    assert TWO_BIT.test_input == (1, 0)
    assert first.c.item() > 0.9
    assert first.o.item() < 0.1
    assert second.f.item() > 0.9
    assert second.o.item() > 0.9
    assert second.h.item() > 0.8


def test_other_seeds_get_by_with_h_alone() -> None:
    kept_by = [kept(train(start(seed, network_shape(1), examples((1, 0))), fastest())) for seed in CANDIDATES]
    assert sum(share < 0.1 for share in kept_by) > 3
    assert sum(share > 0.9 for share in kept_by) > 3


@pytest.mark.parametrize("target", TABLE_OF_FOUR)
def test_no_other_seed_lets_four_units_keep_more(target: Bits) -> None:
    runs = {seed: train(start(seed, network_shape(4), examples(target)), fastest()) for seed in CANDIDATES[:8]}
    best = TABLE_OF_FOUR[target].seed
    assert best is not None
    chosen = kept(train(start(best, network_shape(4), examples(target)), fastest()))
    assert chosen > 0.6
    assert all(kept(run) <= chosen for run in runs.values() if run.status is Status.SOLVED)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_the_weights_are_those_of_the_training_rounded(preset: Preset) -> None:
    learned = pretrain(preset)[preset.target]
    assert learned.seed is not None
    run = train(start(learned.seed, network_shape(preset.units), examples(preset.target)), fastest())
    np.testing.assert_allclose(flatten(learned.network), flatten(run.network), rtol=0, atol=0.5001 * 10**-DIGITS)
    np.testing.assert_allclose(learned.losses, [snapshot.loss for snapshot in run.snapshots], rtol=0, atol=1e-5)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_through_json_and_back(preset: Preset) -> None:
    table = pretrain(preset)
    back = from_json(json.loads(json.dumps(to_json(table))), preset)
    assert list(back) == list(table)
    for target, learned in table.items():
        ours = back[target]
        assert flatten(ours.network).tobytes() == flatten(learned.network).tobytes()
        assert (ours.target, ours.origin, ours.status) == (target, Origin.BUILD, Status.SOLVED)
        assert (ours.seed, ours.epochs) == (learned.seed, learned.epochs)
        assert (ours.losses, ours.failed_seeds) == (learned.losses, learned.failed_seeds)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_what_is_kept_is_all_that_the_page_carries(preset: Preset) -> None:
    table = pretrain(preset)
    numbers = {"two-bit": train_two_bit, "four-bit": train_four_bit}[preset.name]()
    assert to_json(from_numbers(numbers, preset)) == to_json(table)
    nothing = from_numbers(untrained(preset), preset)
    assert [(learned.losses, learned.network.shape) for learned in nothing.values()] == [
        ((), learned.network.shape) for learned in table.values()
    ]


def test_the_losses_take_little_room() -> None:
    assert all(len(str(loss)) <= DIGITS + 2 for entry in to_json(TABLE).values() for loss in entry["losses"])


def test_weights_that_do_not_fit() -> None:
    data = to_json(TABLE)
    data["01"] = data["01"] | {"lstm": {}}
    with pytest.raises(ValueError, match=r"lstm\.weight_ih_l0 is missing"):
        from_json(data, TWO_BIT)
