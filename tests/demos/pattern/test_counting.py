import re

import numpy as np
import pytest

from demos.pattern.counting import counting_words
from rnn.native.backend import fastest
from rnn.network import Network, forward, unflatten
from rnn.run import start, train
from rnn.state_dict import to_state_dicts
from tasks.bits import all_inputs, encode, examples, network_shape
from tests.demos.pattern.reckoning import all_runs, counting_units, differs
from tests.demos.support import TABLE, TABLE_OF_FOUR, shown_number

UNITS = r"(?:The unit|Units? ([\d, and]+))"
COUNTING = re.compile(rf"{UNITS} only counts? steps: whatever is read, .* c goes to about (.*) in (\d) steps, farther")
MOVED = re.compile(r"with each\. Inputs move it by ([\d., and]+) at most, less than a sixth of that way\.")
HARDLY = re.compile(rf"{UNITS} says? next to nothing in c: inputs move it by ([\d., and]+) at most, and it does not")
NONE = re.compile(
    r"^(?:The unit does not only count steps: inputs move its c by up to ([\d.]+)"
    r"|No unit only counts steps: inputs move the c of every unit, that of unit (\d) least, by up to ([\d.]+))\.$"
)


def words(network: Network, bits: int) -> str:
    return counting_words(forward(network, encode(all_inputs(bits))))


def parts(text: str) -> list[str]:
    return re.split(r", | and ", text)


def numbers_of(match: re.Match[str] | None) -> list[int]:
    """The units of a sentence."""
    if match is None:
        return []
    return [int(unit) for unit in parts(match[1])] if match[1] else [1]


def judge(network: Network, bits: int) -> str:
    """Every sentence on a network, held against plain floats; returns which kinds of units it has."""
    said, weights = words(network, bits), to_state_dicts(network)
    counting, runs = counting_units(weights, bits), all_runs(weights, bits)
    moved = {unit: differs(runs, unit - 1) for unit in range(1, network.shape.units + 1)}
    hardly = [unit for unit in moved if unit not in counting and moved[unit] < 0.1]
    match = COUNTING.search(said)
    assert numbers_of(match) == list(counting)
    if match:
        assert parts(match[2]) == [shown_number(end, signed=True) for end, _ in counting.values()]
        assert int(match[3]) == bits
        amounts = MOVED.search(said)
        assert amounts
        assert parts(amounts[1]) == [shown_number(by, signed=False) for _, by in counting.values()]
    match = HARDLY.search(said)
    assert numbers_of(match) == hardly
    if match:
        assert parts(match[2]) == [shown_number(moved[unit], signed=False) for unit in hardly]
    none = NONE.search(said)
    assert (none is None) == bool(counting or hardly)
    if none:
        least = min(moved, key=lambda unit: moved[unit])
        amount = shown_number(moved[least], signed=False)
        alone = network.shape.units == 1
        assert none.groups() == ((amount, None, None) if alone else (None, str(least), amount))
    assert said.count(".") == len(re.findall(r"\d\.\d", said)) + len(re.findall(r"\.(?: |$)", said))
    return "".join(kind for kind, some in (("c", counting), ("h", hardly), ("n", none)) if some)


def random_network(seed: int) -> Network:
    """Some with gates that lean to one side, as training leaves them: with f and i open, c counts."""
    rng = np.random.default_rng(seed)
    units = 1 + seed % 4
    network = unflatten(rng.normal(0, rng.choice([0.1, 0.5, 2]), network_shape(units).size), network_shape(units))
    if seed % 2:
        leaning = rng.random(units) < 0.7
        for gate, lean in ((0, 4.0), (1, 4.0), (2, rng.choice([-3.0, 3.0]))):  # i, f, g
            network.cell.bias_ih[gate * units : (gate + 1) * units] += lean * leaning
    return network


def test_what_is_said_of_50_random_networks() -> None:
    kinds = [judge(random_network(seed), 2 + seed % 3) for seed in range(50)]
    for kind in ("c", "h", "n"):
        assert sum(kind in found for found in kinds) >= 5, kind
    assert "" not in kinds


@pytest.mark.parametrize("target", [*TABLE, *TABLE_OF_FOUR])
def test_in_no_network_that_a_page_comes_with_does_a_unit_only_count(target: tuple[int, ...]) -> None:
    network = (TABLE if len(target) == 2 else TABLE_OF_FOUR)[target].network
    assert judge(network, len(target)) == "n"


def test_a_trained_network_three_of_whose_units_count() -> None:
    """The one that the page used to come with."""
    network = train(start(40, network_shape(4), examples((1, 0, 1, 0))), fastest()).network
    assert judge(network, 4) == "c"
    assert words(network, 4).startswith("Units 1, 2 and 4 only count steps: whatever is read, their c goes to about ")


def test_one_unit_that_counts() -> None:
    network = unflatten(np.zeros(network_shape(1).size), network_shape(1))
    network.cell.bias_ih[:3] = 30.0
    assert words(network, 2) == (
        "The unit only counts steps: whatever is read, its c goes to about +2.00 in 2 steps, farther from 0 with each. "
        "Inputs move it by 0.00 at most, less than a sixth of that way."
    )
    network.cell.bias_ih[1] = -30.0  # f forgets: c is 1 after every step
    assert words(network, 2) == (
        "The unit says next to nothing in c: inputs move it by 0.00 at most, and it does not count steps either."
    )
