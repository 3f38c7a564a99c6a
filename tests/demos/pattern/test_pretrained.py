import json

import numpy as np
import pytest

from demos.pattern.presets import FOUR_BIT, PRESETS, TWO_BIT, Preset
from demos.pattern.pretrained import DIGITS, from_json, pretrain, to_json
from demos.pattern.state import Origin
from lstm.kernel import fastest
from lstm.network import flatten, read
from lstm.training import Status, start, train
from tasks.bits import Bits, all_patterns, encode, examples, network_shape
from tests.demos.support import TABLE, TABLE_OF_FOUR


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_there_is_a_network_for_every_target(preset: Preset) -> None:
    assert list(pretrain(preset)) == all_patterns(len(preset.target))


@pytest.mark.parametrize("target", TABLE)
def test_a_unit_has_learned_its_target_from_the_presets_own_seed(target: Bits) -> None:
    learned = TABLE[target]
    assert (learned.target, learned.origin, learned.status) == (target, Origin.BUILD, Status.SOLVED)
    assert (learned.seed, learned.failed_seeds) == (TWO_BIT.seed, ())
    assert learned.epochs == len(learned.losses) - 1 > 0
    p = read(learned.network, encode(all_patterns(2))).p[-1, :, 0]
    assert np.abs(p - [pattern == target for pattern in all_patterns(2)]).max() < 0.1


@pytest.mark.parametrize("target", TABLE_OF_FOUR)
def test_four_units_have_learned_their_target(target: Bits) -> None:
    learned = TABLE_OF_FOUR[target]
    assert (learned.target, learned.origin, learned.status) == (target, Origin.BUILD, Status.SOLVED)
    assert learned.seed == FOUR_BIT.seed + len(learned.failed_seeds)
    assert learned.failed_seeds == tuple(range(FOUR_BIT.seed, FOUR_BIT.seed + len(learned.failed_seeds)))
    p = read(learned.network, encode(all_patterns(4))).p[-1, :, 0]
    assert np.abs(p - [pattern == target for pattern in all_patterns(4)]).max() < 0.101  # the weights are rounded


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_the_weights_are_those_of_the_training_rounded(preset: Preset) -> None:
    learned = pretrain(preset)[preset.target]
    assert learned.seed is not None
    run = train(start(learned.seed, network_shape(preset.units), examples(preset.target)), fastest())
    np.testing.assert_allclose(flatten(learned.network), flatten(run.network), rtol=0, atol=0.5001 * 10**-DIGITS)
    np.testing.assert_allclose(learned.losses, [snapshot.loss for snapshot in run.snapshots], rtol=0, atol=1e-5)


def test_it_is_trained_once() -> None:
    assert pretrain(TWO_BIT) is TABLE


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


def test_the_losses_take_little_room() -> None:
    assert all(len(str(loss)) <= DIGITS + 2 for entry in to_json(TABLE).values() for loss in entry["losses"])


def test_weights_that_do_not_fit() -> None:
    data = to_json(TABLE)
    data["01"] = data["01"] | {"lstm": {}}
    with pytest.raises(ValueError, match=r"lstm\.weight_ih_l0 is missing"):
        from_json(data, TWO_BIT)
