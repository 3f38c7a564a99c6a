"""Trains in PyTorch, on one thread. Runs in an environment of its own, asked by trainers.py.

One JSON request a line in, one JSON answer a line out: {"problem": see problem.as_json, "epochs": N} is answered by
{"losses": the loss before each update, "seconds": for all epochs}.
"""

import json
import sys
import time
import warnings
from typing import Any

warnings.filterwarnings("ignore", "Failed to initialize NumPy")  # which is not needed here

import torch  # type: ignore[import-not-found]  # noqa: E402
from torch.nn.functional import binary_cross_entropy_with_logits  # type: ignore[import-not-found]  # noqa: E402


def train(problem: dict[str, Any], epochs: int) -> dict[str, Any]:
    """The loop that PyTorch's tutorials show, for a whole batch at once."""
    lstm, linear = torch.nn.LSTM(1, problem["units"]), torch.nn.Linear(problem["units"], 1)
    lstm.load_state_dict({f"{name}_l0": torch.tensor(value) for name, value in problem["lstm"].items()})
    linear.load_state_dict({name: torch.tensor(value) for name, value in problem["linear"].items()})
    xs = torch.tensor(problem["xs"])[:, :, None]  # (T, B, 1)
    targets = torch.tensor(problem["targets"])[:, None]  # (B, 1)
    weights = torch.tensor(problem["weights"])[:, None]
    weights /= weights.sum()
    parameters = [*lstm.parameters(), *linear.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=problem["learning_rate"], fused=True)
    losses = []
    start = time.perf_counter()
    for _ in range(epochs):
        optimizer.zero_grad()
        hs, _state = lstm(xs)
        loss = binary_cross_entropy_with_logits(linear(hs[-1]), targets, weights, reduction="sum")
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    seconds = time.perf_counter() - start
    return {"losses": [float(loss) for loss in losses], "seconds": seconds}


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps({"version": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(train(request["problem"], request["epochs"])), flush=True)
