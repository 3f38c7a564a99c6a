"""A network with the logistic head and an input, as a program that prints the p of the last step.

Every number stands there in full, so that the p is the one on the page. Gates are stacked as PyTorch has them: i, f, g,
o and r, z, n; Keras has i, f, c, o and z, r, h, and one bias where PyTorch keeps two that are added.
"""

from collections.abc import Callable
from textwrap import indent

import numpy as np

from rnn.arrays import Array
from rnn.network import Network

LAYERS = {"lstm": ("LSTM", "LSTM"), "gru": ("GRU", "GRU"), "rnn": ("RNN", "SimpleRNN")}  # by cell: PyTorch's, Keras'

_NUMPY_STEPS = {
    "lstm": """\
h = c = np.zeros({units})
for x in xs:
    i, f, g, o = np.split(W_ih @ x + b_ih + W_hh @ h + b_hh, 4)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    h = sigmoid(o) * np.tanh(c)
""",
    "gru": """\
h = np.zeros({units})
for x in xs:
    r_x, z_x, n_x = np.split(W_ih @ x + b_ih, 3)
    r_h, z_h, n_h = np.split(W_hh @ h + b_hh, 3)
    z = sigmoid(z_x + z_h)
    n = np.tanh(n_x + sigmoid(r_x + r_h) * n_h)
    h = (1 - z) * n + z * h
""",
    "rnn": """\
h = np.zeros({units})
for x in xs:
    h = np.tanh(W_ih @ x + b_ih + W_hh @ h + b_hh)
""",
}


def numpy_text(network: Network, xs: Array) -> str:
    """A program that needs numpy alone, for the inputs (T, I) of one sequence."""
    cell, head = network.cell, network.head
    shape = network.shape
    sigmoid = "def sigmoid(a):\n    return 1 / (1 + np.exp(-a))\n\n\n"
    steps = _NUMPY_STEPS[shape.cell].format(units=shape.units)
    return (
        "import numpy as np\n\n"
        + _named("W_ih", cell.weight_ih, _numpy_array)
        + _named("W_hh", cell.weight_hh, _numpy_array)
        + _named("b_ih", cell.bias_ih, _numpy_array)
        + _named("b_hh", cell.bias_hh, _numpy_array)
        + _named("w", head.weight[0], _numpy_array)
        + f"b = {float(head.bias[0])!r}\n"
        + _named("xs", xs, _numpy_array)
        + f"\n\n{sigmoid}{steps}print(sigmoid(w @ h + b))\n"
    )


def torch_text(network: Network, xs: Array) -> str:
    """A program for PyTorch, for the inputs (T, I) of one sequence."""
    shape, (layer, _) = network.shape, LAYERS[network.shape.cell]
    tensors = {f"{name}_l0": tensor for name, tensor in network.cell._asdict().items()}
    return (
        "import torch\n\n"
        f"layer = torch.nn.{layer}(input_size={shape.inputs}, hidden_size={shape.units}).double()\n"
        f"linear = torch.nn.Linear({shape.units}, 1).double()\n"
        + _loaded("layer", tensors)
        + _loaded("linear", network.head._asdict())
        + _named("xs", xs[:, None, :], _torch_tensor)
        + "with torch.no_grad():\n"
        "    output, last = layer(xs)  # output: h after every step (steps, batch, hidden_size)\n"
        "    print(torch.sigmoid(linear(output[-1])).item())\n"
    )


def keras_text(network: Network, xs: Array) -> str:
    """A program for Keras 3, for the inputs (T, I) of one sequence; Keras computes it in single precision."""
    shape, (_, layer) = network.shape, LAYERS[network.shape.cell]
    weights = "".join(f"{indent(_numpy_array(one), '    ')},\n" for one in _keras_weights(network))
    return (
        "import keras\nimport numpy as np\n\n"
        f"layer = keras.layers.{layer}({shape.units})\n"
        f"layer.build((None, None, {shape.inputs}))\n"
        f"layer.set_weights([  # kernel, recurrent kernel, bias: transposed, and gates in Keras' order\n{weights}])\n"
        'dense = keras.layers.Dense(1, activation="sigmoid")\n'
        f"dense.build((None, {shape.units}))\n"
        f"dense.set_weights([{_numpy_array(network.head.weight.T)}, {_numpy_array(network.head.bias)}])\n"
        + _named("xs", xs[None], _numpy_array)
        + "p = dense(layer(xs))  # xs: (batch, steps, features); the layer gives its last h\n"
        "print(keras.ops.convert_to_numpy(p).item())\n"
    )


def _keras_weights(network: Network) -> list[Array]:
    """The kernel (I, G H), the recurrent kernel (H, G H) and the bias, as Keras keeps them."""
    cell = network.cell
    order = {"lstm": (0, 1, 2, 3), "gru": (1, 0, 2), "rnn": (0,)}[network.shape.cell]  # i, f, c, o; z, r, h

    def ordered(tensor: Array) -> Array:
        gates = np.split(tensor, len(order))
        return np.concatenate([gates[k] for k in order])

    if network.shape.cell == "gru":  # whose reset gate multiplies the recurrent bias too, so that there are two
        bias = np.stack((ordered(cell.bias_ih), ordered(cell.bias_hh)))
    else:
        bias = ordered(cell.bias_ih + cell.bias_hh)
    return [ordered(cell.weight_ih).T, ordered(cell.weight_hh).T, bias]


def _named(name: str, array: Array, written: Callable[[Array], str]) -> str:
    return f"{name} = {written(array)}\n"


def _loaded(module: str, tensors: dict[str, Array]) -> str:
    lines = "".join(f'    "{name}": {_torch_tensor(tensor)},\n' for name, tensor in tensors.items())
    return f"{module}.load_state_dict({{\n{lines}}})\n"


def _numpy_array(array: Array) -> str:
    return _rows(array, "np.array(", ")")


def _torch_tensor(array: Array) -> str:
    return _rows(array, "torch.tensor(", ", dtype=torch.float64)")


def _rows(array: Array, before: str, after: str) -> str:
    """The numbers in full, a row of a matrix on each line."""
    if array.ndim < 2 or len(array) == 1:
        return f"{before}{array.tolist()}{after}"
    rows = "".join(f"    {row},\n" for row in array.tolist())
    return f"{before}[\n{rows}]{after}"
