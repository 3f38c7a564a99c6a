"""The drawing network as it is after pre-training, which takes some seconds and is therefore kept."""

import hashlib
import io
from pathlib import Path

import numpy as np

from rnn.arrays import Array
from tasks.strokes.pretraining import pretrain

SOURCES = Path(__file__).parents[2]
TRAINED_BY = ("native", "rnn", "tasks")  # packages


def pretrained(cache: Path) -> Array:
    """The parameters (P,) that these sources train; what the same ones gave before is found in ``cache``."""
    kept = cache / f"drawing-{digest_of(SOURCES)[:16]}.npy"
    if not kept.is_file():
        content = io.BytesIO()
        np.save(content, pretrain())
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        unfinished.write_bytes(content.getvalue())
        unfinished.replace(kept)
    theta: Array = np.load(kept)
    return theta


def digest_of(sources: Path) -> str:
    """A hash of all code that has a part in training.

    Raises:
        FileNotFoundError: a package is not where it should be, so that its changes would go unnoticed.
    """
    digest = hashlib.sha256()
    for package in TRAINED_BY:
        files = sorted(file for kind in ("*.py", "*.c", "*.h") for file in (sources / package).rglob(kind))
        if not files:
            raise FileNotFoundError(f"there is no code in {sources / package}")
        for file in files:
            digest.update(file.relative_to(sources).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
