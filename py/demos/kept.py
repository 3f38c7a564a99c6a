"""A demo's state as text, for the page to keep: should Python have to be started again, the demo goes on from there.

Pickled, since a state is made of named tuples and arrays that only this very program has to read again.
"""

import base64
import io
import pickle
from typing import Any, override

OURS = frozenset({"demos", "own_cell", "rnn", "tasks", "numpy"})  # packages whose classes a state may be made of
ARRAYS = frozenset({"_reconstruct", "_frombuffer", "scalar"})  # numpy's functions that make arrays and numbers


def kept_text(state: object) -> str:
    """The state, which comes back from ``from_kept``."""
    return base64.b64encode(pickle.dumps(state, protocol=5)).decode("ascii")


def from_kept[S](text: str, kind: type[S]) -> S:
    """The state in a text that ``kept_text`` wrote.

    Raises:
        ValueError: it is no such text, or of another version of this program.
    """
    try:
        state = _Reader(io.BytesIO(base64.b64decode(text, validate=True))).load()
    except Exception as error:  # unpickling may raise anything
        raise ValueError(f"what was kept cannot be read ({type(error).__name__}: {error})") from None
    if not isinstance(state, kind):
        raise ValueError(f"what was kept is no {kind.__name__}")
    return state


class _Reader(pickle.Unpickler):
    """Unpickles only what a state is made of: the text is from outside of Python, and may have been changed."""

    @override
    def find_class(self, module: str, name: str) -> Any:
        # A dotted name would lead to attributes of an allowed class, and so to anything.
        if module.partition(".")[0] in OURS and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) or name in ARRAYS:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a state")
