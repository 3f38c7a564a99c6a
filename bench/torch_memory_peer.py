"""Trains a recurrent cell on given batches in PyTorch, on one thread. Runs in an environment of its own.

One JSON request a line in, one JSON answer a line out: {"cell": "rnn", "gru" or "lstm", its state dict under that name,
"linear", "xs": (N, T, B, I), "targets": (N, B), "learning_rate", "clip"} is answered by {"losses", "seconds"}.
"""

import json
import sys
import time
import warnings
from typing import Any

warnings.filterwarnings("ignore", "Failed to initialize NumPy")  # which is not needed here

import torch  # type: ignore[import-not-found]  # noqa: E402
from torch.nn.functional import binary_cross_entropy_with_logits  # type: ignore[import-not-found]  # noqa: E402

CELLS = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


def train(asked: dict[str, Any]) -> dict[str, Any]:
    """The loop that PyTorch's tutorials show, an update a batch."""
    xs = torch.tensor(asked["xs"])
    targets = torch.tensor(asked["targets"])[:, :, None]
    weights = asked[asked["cell"]]
    units = len(weights["weight_hh_l0"][0])
    cell, linear = CELLS[asked["cell"]](xs.shape[-1], units), torch.nn.Linear(units, 1)
    cell.load_state_dict({name: torch.tensor(value) for name, value in weights.items()})
    linear.load_state_dict({name: torch.tensor(value) for name, value in asked["linear"].items()})
    parameters = [*cell.parameters(), *linear.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=asked["learning_rate"], fused=True)
    losses = []
    start = time.perf_counter()
    for x, y in zip(xs, targets, strict=True):
        optimizer.zero_grad()
        hs, _ = cell(x)
        loss = binary_cross_entropy_with_logits(linear(hs[-1]), y)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, asked["clip"])
        optimizer.step()
        losses.append(loss.detach())
    return {"losses": [float(loss) for loss in losses], "seconds": time.perf_counter() - start}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        print(json.dumps(train(json.loads(line))), flush=True)
