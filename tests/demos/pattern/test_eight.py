"""What is said of eight trainings, counted once more in plain floats from the networks that come of them."""

from collections import Counter

import numpy as np
import pytest

from demos.pattern.eight import COUNT, Found, Trained, eight_of, found_in, train_eight, untrained_eight
from demos.pattern.presets import FOUR_BIT, PRESETS, TWO_BIT, Preset
from rnn.native.backend import fastest
from rnn.network import flatten, unflatten
from rnn.run import start, train
from rnn.state_dict import to_state_dicts
from tasks.bits import all_inputs, examples, network_shape
from tests.demos.pattern.reckoning import all_runs, counting_units, movement
from tests.oracle.plain import read_bits

EIGHT = train_eight()
each_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)


def recount(preset: Preset, eight: list[Trained]) -> Found:
    bits, patterns = len(preset.target), all_inputs(len(preset.target))
    found, most = Counter[str](), Counter[str]()
    for _, network in eight:
        weights = to_state_dicts(network)
        runs = all_runs(weights, bits)
        yes = [pattern for pattern, run in zip(patterns, runs, strict=True) if run[-1]["p"][0] > 0.5]
        found["right"] += yes == [preset.target]
        found["closes"] += min(f for run in runs for step in run[1:] for f in step["f"]) < 0.3
        found["counts"] += bool(counting_units(weights, bits))
        found["high"] += read_bits(weights, preset.target)[-1]["h"][0] > 0
        total = {gate: sum(movement(runs, gate, unit) for unit in range(preset.units)) for gate in "fio"}
        most[max(total, key=lambda gate: total[gate])] += 1
    counts = {name: found[name] for name in ("right", "closes", "counts", "high")}
    return Found([seed for seed, _ in eight], **counts, most={gate: most[gate] for gate in "fio"})


@each_preset
def test_they_are_what_train_would_give_in_the_demo(preset: Preset) -> None:
    eight = eight_of(preset, EIGHT)
    assert len(eight) == COUNT == 8
    seed = preset.seed
    for trained in eight:
        run = train(start(seed, network_shape(preset.units), examples(preset.target)), fastest())
        assert trained.seed == run.seed
        np.testing.assert_array_equal(flatten(trained.network), flatten(run.network))
        seed = trained.seed + 1


@each_preset
def test_what_is_said_of_them_is_so(preset: Preset) -> None:
    eight = eight_of(preset, EIGHT)
    assert found_in(preset, eight) == recount(preset, eight)


@each_preset
def test_what_is_said_of_any_eight_is_so(preset: Preset) -> None:
    """56 random networks of each size, some with gates that lean to one side, and units that count."""
    shape, counting, closing = network_shape(preset.units), 0, 0
    for group in range(7):
        rng, eight = np.random.default_rng(group), list[Trained]()
        for seed in range(COUNT):
            network = unflatten(rng.normal(0, rng.choice([0.1, 1, 3]), shape.size), shape)
            for gate, lean in ((0, 4.0), (1, rng.choice([-3.0, 4.0])), (2, 3.0)):  # i, f, g
                network.cell.bias_ih[gate * preset.units] += lean * (seed % 2)
            eight.append(Trained(seed, network))
        found = found_in(preset, eight)
        assert found == recount(preset, eight)
        counting += found.counts
        closing += found.closes
    assert 5 < counting < 50  # or this would be no trial
    assert 5 < closing < 50


@each_preset
def test_they_come_out_differently_and_have_something_in_common(preset: Preset) -> None:
    found = found_in(preset, eight_of(preset, EIGHT))
    assert found.right == COUNT
    assert len([count for count in found.most.values() if count]) > 1


def test_the_forget_gate_closes_in_most_of_them() -> None:
    assert found_in(FOUR_BIT, eight_of(FOUR_BIT, EIGHT)).closes == COUNT
    assert found_in(TWO_BIT, eight_of(TWO_BIT, EIGHT)).closes > COUNT / 2


def test_untrained_ones_are_as_many_numbers() -> None:
    assert untrained_eight().shape == EIGHT.shape
    for preset in PRESETS.values():
        seeds = [trained.seed for trained in eight_of(preset, untrained_eight())]
        assert seeds == [*range(preset.seed, preset.seed + COUNT)]


def test_a_preset_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="there is no preset five-bit"):
        eight_of(TWO_BIT._replace(name="five-bit"), EIGHT)
