"""Freeze what PyTorch computes, for ``test_torch_oracle.py``. Run by hand where torch is installed:

    python tests/rnn/make_torch_fixture.py

Writes ``torch_fixture.json`` beside this file. Python prints a float64 so that reading it gives the same float64 back.
"""

import json
from pathlib import Path

import torch  # type: ignore[import-not-found]

SIZES = [(1, 1, 1, 2, 4), (1, 4, 1, 4, 16), (2, 3, 2, 5, 3)]  # I, H, O, T, B
ADAM_STEPS = 10
LEARNING_RATE = 0.1


def case(I: int, H: int, O: int, T: int, B: int) -> dict[str, object]:
    """One network on one batch: inputs, everything computed from them, and ten steps of Adam."""
    lstm, linear = torch.nn.LSTM(I, H), torch.nn.Linear(H, O)
    parameters = [*lstm.parameters(), *linear.parameters()]
    names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight", "bias"]
    with torch.no_grad():
        for parameter in parameters:  # nothing is zero, so that nothing can be left out unnoticed
            parameter.normal_()
    xs, h, c = torch.randn(T, B, I), torch.randn(B, H), torch.randn(B, H)
    for given in (xs, h, c):
        given.requires_grad_()
    targets, weights = torch.randint(0, 2, (T, B, O)).double(), torch.rand(T, B, O) + 0.5
    weights[0, 0, 0] = 0.0

    def forward() -> tuple[torch.Tensor, ...]:
        hs, (final_h, final_c) = lstm(xs, (h[None], c[None]))
        z = linear(hs)
        losses = torch.nn.functional.binary_cross_entropy_with_logits(z, targets, reduction="none")
        return (weights * losses).sum() / weights.sum(), hs, z, final_h[0], final_c[0]

    loss, hs, z, final_h, final_c = forward()
    loss.backward()
    record: dict[str, object] = {
        "sizes": [I, H, O, T, B],
        "parameters": {name: p.tolist() for name, p in zip(names, parameters, strict=True)},
        "given": {
            name: tensor.tolist()
            for name, tensor in (("xs", xs), ("h", h), ("c", c), ("targets", targets), ("weights", weights))
        },
        "computed": {
            name: tensor.tolist()
            for name, tensor in (("loss", loss), ("h", hs), ("z", z), ("final_h", final_h), ("final_c", final_c))
        },
        "gradients": {
            name: tensor.grad.tolist()
            for name, tensor in zip([*names, "xs", "h", "c"], [*parameters, xs, h, c], strict=True)
        },
    }
    adam = torch.optim.Adam(parameters, lr=LEARNING_RATE)
    steps = []
    for _ in range(ADAM_STEPS):
        adam.zero_grad()
        forward()[0].backward()
        adam.step()
        steps.append(torch.cat([p.detach().ravel() for p in parameters]).tolist())
    return record | {"learning_rate": LEARNING_RATE, "adam": steps}


if __name__ == "__main__":
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(1997)
    fixture = {"made with": f"torch {torch.__version__}", "cases": [case(*sizes) for sizes in SIZES]}
    Path(__file__).with_name("torch_fixture.json").write_text(json.dumps(fixture) + "\n", encoding="ascii")
