"""The count of operations, against one made by going through the equations for the smallest network."""

from bench.flops import epoch_flops
from rnn.network import NetworkShape


def test_one_unit_one_step_one_example() -> None:
    forward = 4 * (2 + 2) + 8 + 5 + 4  # four rows of two products and two sums, two biases each, activations, c and h
    backward = 4 * 2 * 2 + 4 * 2 + 4 + 24
    readout = 2 + 1 + 6 + 4 + 1
    shape = NetworkShape(inputs=1, units=1, outputs=1)
    assert epoch_flops(shape, steps=1, batch=1) == forward + backward + readout + 14 * (4 + 4 + 4 + 4 + 1 + 1)


def test_large_networks_are_mostly_products_with_the_state() -> None:
    shape = NetworkShape(inputs=1, units=1000, outputs=1)
    steps, batch = 8, 256
    products = 3 * 8 * 1000**2 * steps * batch
    assert 1.0 < epoch_flops(shape, steps, batch) / products < 1.05
