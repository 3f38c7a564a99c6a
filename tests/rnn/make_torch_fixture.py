"""Freeze what PyTorch computes, for ``test_torch_oracle.py`` and others. Run by hand where torch is installed:

    python tests/rnn/make_torch_fixture.py

Writes ``torch_fixture.json`` beside this file. Python prints a float64 so that reading it gives the same float64 back.
Each cell has a seed of its own. Another processor rounds a last bit here and there otherwise.
"""

import json
from pathlib import Path

import torch  # type: ignore[import-not-found]

CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
SEEDS = {"lstm": 1997, "gru": 2014, "rnn": 1990}
SIZES = [(1, 1, 1, 2, 4), (1, 4, 1, 4, 16), (2, 3, 2, 5, 3)]  # I, H, O, T, B
ADAM_STEPS = 10
LEARNING_RATE = 0.1


def case(cell: str, I: int, H: int, O: int, T: int, B: int) -> dict[str, object]:
    """One network on one batch: inputs, everything computed from them, and ten steps of Adam."""
    layer, linear = CELLS[cell](I, H), torch.nn.Linear(H, O)
    parameters = [*layer.parameters(), *linear.parameters()]
    names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight", "bias"]
    with torch.no_grad():
        for parameter in parameters:  # nothing is zero, so that nothing can be left out unnoticed
            parameter.normal_()
    xs = torch.randn(T, B, I)
    state = {name: torch.randn(B, H) for name in ("hc" if cell == "lstm" else "h")}
    for given in (xs, *state.values()):
        given.requires_grad_()
    targets, loss_weights = torch.randint(0, 2, (T, B, O)).double(), torch.rand(T, B, O) + 0.5
    loss_weights[0, 0, 0] = 0.0

    def forward() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, list[torch.Tensor]]:
        begin = [tensor[None] for tensor in state.values()]
        hs, end = layer(xs, tuple(begin) if cell == "lstm" else begin[0])
        logits = linear(hs)
        losses = torch.nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none")
        loss = (loss_weights * losses).sum() / loss_weights.sum()
        return loss, hs, logits, [tensor[0] for tensor in (end if cell == "lstm" else [end])]

    loss, hs, logits, final = forward()
    loss.backward()
    record: dict[str, object] = {
        "cell": cell,
        "sizes": [I, H, O, T, B],
        "parameters": {name: p.tolist() for name, p in zip(names, parameters, strict=True)},
        "given": {
            name: tensor.tolist()
            for name, tensor in {"xs": xs, **state, "targets": targets, "loss_weights": loss_weights}.items()
        },
        "computed": {
            "loss": loss.tolist(),
            "h": hs.tolist(),
            "logits": logits.tolist(),
            **{f"final_{name}": tensor.tolist() for name, tensor in zip(state, final, strict=True)},
        },
        "gradients": {
            name: tensor.grad.tolist()
            for name, tensor in zip([*names, "xs", *state], [*parameters, xs, *state.values()], strict=True)
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
    cases = []
    for cell, seed in SEEDS.items():
        torch.manual_seed(seed)
        cases += [case(cell, *sizes) for sizes in SIZES]
    fixture = {"made with": f"torch {torch.__version__}", "cases": cases}
    Path(__file__).with_name("torch_fixture.json").write_text(json.dumps(fixture) + "\n", encoding="ascii")
