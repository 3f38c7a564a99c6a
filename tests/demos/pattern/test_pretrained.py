import itertools
import json

import numpy as np
import pytest

from demos.pattern.presets import FOUR_BIT, PRESETS, TWO_BIT, Preset
from demos.pattern.pretrained import (
    DIGITS,
    from_json,
    from_numbers,
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
from tasks.bits import Bits, all_inputs, encode, examples, network_shape
from tests.demos.pattern.reckoning import how_much_gates_say
from tests.demos.support import TABLE, TABLE_OF_FOUR
from tests.oracle.plain import read_bits


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_there_is_a_network_for_every_target(preset: Preset) -> None:
    assert list(pretrain(preset)) == [*itertools.product((0, 1), repeat=len(preset.target))]


@pytest.mark.parametrize("target", [*TABLE, *TABLE_OF_FOUR])
def test_a_network_has_learned_its_target(target: Bits) -> None:
    learned = (TABLE if len(target) == 2 else TABLE_OF_FOUR)[target]
    assert (learned.target, learned.origin, learned.status) == (target, Origin.BUILD, Status.SOLVED)
    assert learned.seed in range((TWO_BIT if len(target) == 2 else FOUR_BIT).candidates)
    assert learned.failed_seeds == ()
    assert learned.epochs == len(learned.losses) - 1 > 0
    patterns = all_inputs(len(target))
    p = predictions(learned.network, forward(learned.network, encode(patterns)))[-1, :, 0]
    assert np.abs(p - [pattern == target for pattern in patterns]).max() < 0.101  # the weights are rounded


@pytest.mark.parametrize(("preset", "target"), [(TWO_BIT, t) for t in TABLE] + [(FOUR_BIT, t) for t in TABLE_OF_FOUR])
def test_of_all_candidates_the_one_whose_gates_say_most_is_taken(preset: Preset, target: Bits) -> None:
    """Reckoned in plain floats; of candidates with four units, one in four is."""
    assert preset.candidates >= 64
    others = {}
    for seed in range(preset.candidates):
        run = train(start(seed, network_shape(preset.units), examples(target)), fastest())
        if run.status is Status.SOLVED and not run.failed_seeds:
            others[seed] = to_state_dicts(run.network)
    chosen = (TABLE if preset is TWO_BIT else TABLE_OF_FOUR)[target]
    assert chosen.seed in others
    best = how_much_gates_say(others[chosen.seed], len(target))
    if preset is TWO_BIT:  # of these, only those that show their pattern by a high h are asked
        others = {
            seed: weights
            for seed, weights in others.items()
            if read_bits(weights, target)[-1]["h"][0] > 0.5 and weights["linear"]["weight"][0][0] > 0
        }
    else:
        others = dict(list(others.items())[::4])
    assert len(others) >= 15
    assert max(how_much_gates_say(weights, len(target)) for weights in others.values()) <= best + 1e-9


@pytest.mark.parametrize("target", TABLE)
def test_a_unit_alone_shows_its_pattern_by_a_high_h(target: Bits) -> None:
    """Reckoned from the weights by the plain-float oracle."""
    weights = to_state_dicts(TABLE[target].network)
    last_h = {pattern: read_bits(weights, pattern)[-1]["h"][0] for pattern in all_inputs(2)}
    assert last_h[target] > 0.5
    assert max(h for pattern, h in last_h.items() if pattern != target) < last_h[target] - 0.5


@pytest.mark.parametrize("target", [*TABLE, *TABLE_OF_FOUR])
def test_gates_move_states_differ_and_a_forget_gate_closes(target: Bits) -> None:
    """In every network that a page comes with."""
    weights = to_state_dicts((TABLE if len(target) == 2 else TABLE_OF_FOUR)[target].network)
    runs = [read_bits(weights, pattern) for pattern in all_inputs(len(target))]
    assert min(min(run[step]["f"]) for run in runs for step in range(1, len(target))) < 0.3
    for unit in range(len(runs[0][0]["c"])):
        last = [run[-1]["c"][unit] for run in runs]
        assert max(last) - min(last) > 1
    assert how_much_gates_say(weights, len(target)) > 0.2


def test_the_first_picture_is_as_the_article_tells_it() -> None:
    """The 1 is written and hidden, then kept and shown."""
    first, second = forward(TABLE[TWO_BIT.target].network, encode([TWO_BIT.test_input])).traces
    assert TWO_BIT.test_input == (1, 0)
    assert first.c.item() > 0.9
    assert first.o.item() < 0.1
    assert second.f.item() > 0.9
    assert second.o.item() > 0.9
    assert second.h.item() > 0.7


def test_other_seeds_get_by_with_h_alone() -> None:
    """The article says so: in some f is near 0 for every input, so that nothing in c lives on."""
    highest = []
    for seed in range(64):
        network = train(start(seed, network_shape(1), examples((1, 0))), fastest()).network
        highest.append(max(read_bits(to_state_dicts(network), pattern)[1]["f"][0] for pattern in all_inputs(2)))
    assert sum(f < 0.2 for f in highest) > 3


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
