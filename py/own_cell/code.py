"""A reader's code made into a cell, and everything that may be wrong with it said in words that help.

The code is run as any module is, with ``np``, ``sigmoid``, ``Array`` and ``NamedTuple`` at hand. It has to define

    Params(NamedTuple)                 the parameters
    State(NamedTuple)                  what is carried from step to step, each (B, H), beginning with h
    shapes(inputs, units)              a Params with the shape of each
    step(params, x, state)             the new state, or that and a Trace of named quantities

and may define ``begin(params)``, which returns parameters to begin with in place of random ones.
"""

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import prod
from time import perf_counter
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from own_cell.tape import NotFollowedError, logistic
from own_cell.watch import SECONDS, Watch
from rnn.arrays import Array

FILE = "<your cell>"
NAME = "own"
MODULE = "your_cell"
LINES = 100  # printed, at most
SIZE = 100_000  # parameters, at most
NEEDED = {"Params": "a NamedTuple of the parameters", "State": "a NamedTuple of what is carried from step to step"}
NEEDED |= {"shapes": "a function of inputs and units", "step": "a function of params, x and state"}
PROMISED = (
    *("numpy", "math", "typing", "functools", "itertools", "collections", "operator", "random"),
    *("abc", "copy", "dataclasses", "enum"),
)
UNLISTED = ("__future__", "warnings")  # can be imported, but messages do not list them; numpy imports warnings
OF_NUMPY = ("linalg", "random", "fft")  # its packages that are there, by bundler.python.further


class Problem(Exception):  # noqa: N818 - what readers see is called so
    """Something is wrong with the code. ``line`` is where, counted from 1; 0 if that cannot be said."""

    def __init__(self, words: str, line: int = 0) -> None:
        super().__init__(words)
        self.line = line


class NotHereError(Problem, ImportError):
    """Something that cannot be imported. It is an ImportError, so the code may catch it."""

    def __init__(self, name: str, line: int = 0) -> None:
        modules, packages = (", ".join(names) for names in (PROMISED, OF_NUMPY))
        super().__init__(
            f"{name} cannot be imported here; these can: {modules}; and of numpy's packages {packages}", line
        )


class PrintedText:
    """What the code printed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.dropped = 0

    def __call__(self, *values: object, sep: str = " ", end: str = "\n", **_: object) -> None:
        for line in (sep.join(map(str, values)) + end.rstrip("\n")).split("\n"):
            if len(self.lines) < LINES:
                self.lines.append(line[:1000])
            else:
                self.dropped += 1


class OwnCell(NamedTuple):
    """As ``rnn.cells.Cell``, as far as training with a recorded step asks for it."""

    Params: Any
    State: Any
    shapes: Callable[[int, int], Any]
    step: Callable[[Any, Any, Any], tuple[Any, dict[str, Any]]]
    begin: Callable[[Any], Any] | None
    printed: PrintedText
    watch: Watch
    NAME: str = NAME
    TITLE: str = "your cell"
    GATES: tuple[str, ...] = ()
    KEEPS: str = ""
    WRITES: str = ""
    QUANTITIES: tuple[Any, ...] = ()


def compiled(text: str, clock: Callable[[], float] = perf_counter) -> OwnCell:
    """The cell that the code defines. What it prints is kept; its step is checked each time it is called.

    Its watch has begun, with a ``clock`` in seconds; callers begin it anew before each slice of work.

    Raises:
        Problem: the code cannot be run, takes too long, or something is missing.
    """
    printed = PrintedText()
    sys.modules[MODULE] = module = ModuleType(MODULE)  # dataclasses look it up
    names = vars(module)
    names |= {
        "__builtins__": {**vars(builtins), "__import__": _import, "print": printed, "input": _no_input},
        "np": np,
        "Array": Array,
        "NamedTuple": NamedTuple,
        "sigmoid": logistic,
    }
    with _as_problems():
        code = compile(text, FILE, "exec", dont_inherit=True)
        watch = Watch(code, clock, _too_long)
        watch.begin()
        exec(code, names)
    for name, what in NEEDED.items():
        if not callable(names.get(name)):
            raise Problem(f"{name} is missing: {what}")
    for name in ("Params", "State"):
        if not hasattr(names[name], "_fields"):
            raise Problem(f"{name} must be {NEEDED[name]}", _line_of(text, name))
    if names["State"]._fields[:1] != ("h",):
        raise Problem("State must begin with h, which is what the answer is made from", _line_of(text, "State"))
    step, begin = names["step"], names.get("begin")

    def checked_shapes(inputs: int, units: int) -> Any:
        with _as_problems():
            found = names["shapes"](inputs, units)
        return _checked_shapes(found, names["Params"], _line_of(text, "shapes"))

    def checked_step(params: Any, x: Any, state: Any) -> tuple[Any, dict[str, Any]]:
        with _as_problems():
            found = step(params, x, state)
        return _checked_step(found, names["State"], state, _line_of(text, "step"))

    return OwnCell(names["Params"], names["State"], checked_shapes, checked_step, begin, printed, watch)


def begun(cell: OwnCell, params: Any) -> Any:
    """The parameters to begin with, from random ones. Raises Problem."""
    if cell.begin is None:
        return params
    with _as_problems():
        found = cell.begin(params)
    wanted = [np.shape(one) for one in params]
    if not isinstance(found, tuple) or [np.shape(one) for one in found] != wanted:
        raise Problem(f"begin must return Params of the shapes {_listed(wanted)}")
    return cell.Params(*[np.asarray(one, float) for one in found])


@contextmanager
def _as_problems() -> Iterator[None]:
    """Turns exceptions from inside into a Problem with its line."""
    try:
        yield
    except Problem as problem:
        problem.line = problem.line or _line_in(problem)
        raise
    except SyntaxError as error:
        inside = error.filename == FILE
        raise Problem(f"{type(error).__name__}: {error.msg}", (error.lineno or 0) * inside) from error
    except ModuleNotFoundError as error:  # numpy imports some of its packages when they are asked for
        raise NotHereError(error.name or "this", _line_in(error)) from error
    except RecursionError as error:
        raise Problem("a function calls itself without end", _line_in(error)) from error
    except (Exception, SystemExit, KeyboardInterrupt) as error:
        message = str(error) if isinstance(error, NotFollowedError) else f"{type(error).__name__}: {error}"
        raise Problem(message, _line_in(error)) from error


def _line_in(error: BaseException) -> int:
    """The last line of the reader's own that was being run."""
    line, frame = 0, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == FILE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def _line_of(text: str, name: str) -> int:
    """The line where a class or a function is defined; 0 if there is no such line."""
    starts = (f"class {name}(", f"class {name}:", f"def {name}(", f"{name} =")
    return next((k for k, line in enumerate(text.splitlines(), start=1) if line.startswith(starts)), 0)


def _checked_shapes(found: Any, params: Any, line: int) -> Any:
    if not isinstance(found, tuple) or len(found) != len(params._fields):
        raise Problem(f"shapes must return a Params with a shape for each of {', '.join(params._fields)}", line)
    for name, shape in zip(params._fields, found, strict=True):
        if not isinstance(shape, tuple) or not all(isinstance(n, int) and n > 0 for n in shape):
            raise Problem(
                f"shapes must give {name} a tuple of whole numbers above 0, such as (4, 2), not {shape}", line
            )
    if (size := sum(map(prod, found))) > SIZE:
        raise Problem(f"{size} parameters are more than {SIZE}, which would take too long", line)
    return params(*found)


def _checked_step(found: Any, kind: Any, before: Any, line: int) -> tuple[Any, dict[str, Any]]:
    """The new state, and all named quantities."""
    state: Any = found
    trace: Any = None
    if isinstance(found, tuple) and len(found) == 2 and isinstance(found[0], kind):
        state, trace = found
    if not isinstance(state, kind):
        raise Problem(
            f"step must return State({', '.join(kind._fields)}), or that and a Trace, not {_described(found)}", line
        )
    for name, one, old in zip(kind._fields, state, before, strict=True):
        if np.shape(one) != np.shape(old):
            raise Problem(f"step must return {name} of shape {np.shape(old)}, not {_shape(one)}", line)
        if not hasattr(one, "dtype"):
            raise Problem(f"step must return {name} as an array, not as a {type(one).__name__}", line)
        if one.dtype.kind == "c":
            raise Problem(f"step must return {name} as real numbers, not as complex ones", line)
    named = trace._asdict() if hasattr(trace, "_asdict") else trace if isinstance(trace, dict) else {}
    return state, {**state._asdict(), **named}


def _described(found: Any) -> str:
    if found is None:
        return "nothing: is there a return?"
    if isinstance(found, tuple):
        return f"({', '.join(map(_described, found))})"
    return f"an array of shape {_shape(found)}" if hasattr(found, "shape") else type(found).__name__


def _shape(one: Any) -> str:
    return str(tuple(np.shape(one)))


def _listed(shapes: list[Any]) -> str:
    return ", ".join(map(str, shapes))


def _import(name: str, *rest: Any) -> Any:
    if name.partition(".")[0] not in (*PROMISED, *UNLISTED):
        raise NotHereError(name or "what lies beside this code")
    return builtins.__import__(name, *rest)


def _too_long() -> Problem:
    return Problem(f"the code had not ended after {SECONDS:g} seconds and was stopped: is there a loop without an end?")


def _no_input(*_: object) -> None:
    raise Problem("nobody can answer input() while a network is being trained")
