"""Gradients of whatever numpy computes: reverse-mode automatic differentiation, by recording.

A ``Variable`` stands for an array and records what it was computed from. Numpy dispatches its functions to it (NEP 13
and NEP 18), so that a program written for arrays runs as it is; ``gradients`` then goes back along the record, from the
last value to the first, by the chain rule.

Source: S. Linnainmaa, "Taylor expansion of the accumulated rounding error", BIT 16(2), 1976; A. Griewank and
A. Walther, "Evaluating Derivatives", SIAM 2008.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, count
from operator import attrgetter
from typing import Any, NoReturn

import numpy as np

from rnn.arrays import Array, sigmoid

type Back = Callable[[Array], Array]
"""A vector-Jacobian product: from dL/d(result) to dL/d(input), of the shape of the input but for broadcasting."""


class NotFollowedError(TypeError):
    """An operation whose gradient is not implemented here; the message says what to use instead."""


class NotThereError(NotFollowedError, AttributeError):
    """An attribute that arrays have, but variables have not."""


class Variable:
    """An array with the record of how it was computed."""

    __slots__ = ("_back", "_number", "_parents", "value")
    _numbers = count()

    def __init__(self, value: Array, parents: "tuple[Variable, ...]" = (), back: tuple[Back, ...] = ()) -> None:
        self.value = value
        self._parents, self._back = parents, back
        self._number = next(Variable._numbers)  # greater than those of its parents

    # ---- Numpy's protocols ----

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        name = ufunc.__name__
        if method == "reduce" and name == "add":
            return _sum(*inputs, **{"axis": 0, **options})
        if options.get("out") is not None:
            self.__setitem__(None, None)
        if method != "__call__" or options:
            raise NotFollowedError(
                f"np.{name}.{method} with {', '.join(options) or 'these arguments'} cannot be followed"
            )
        values = [plain(one) for one in inputs]
        if name in FLAT:
            return ufunc(*values)
        if name not in UFUNCS:
            raise NotFollowedError(f"np.{name} cannot be followed here; these can: {', '.join(FOLLOWED)}")
        result = ufunc(*values)
        return _recorded(result, inputs, UFUNCS[name](result, *values))

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        name = function.__name__
        if name in FLAT:
            return function(*[plain(one) for one in args], **options)
        if name not in FUNCTIONS:
            package = function.__module__.removeprefix("numpy").removeprefix(".")
            path = ".".join(filter(None, ("np", package, name)))
            raise NotFollowedError(f"{path} cannot be followed here; these can: {', '.join(FOLLOWED)}")
        return FUNCTIONS[name](*args, **options)

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise NotFollowedError(
            "as a plain array it would lose its gradient: do not put it into one, such as np.zeros(...)[:, 0] = ...; "
            "make the array at once, with np.concatenate, np.stack or np.where"
        )

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):  # numpy and Python look for optional protocols
            raise AttributeError(name)
        raise NotThereError(f".{name} cannot be followed here; np's functions can: {', '.join(FOLLOWED)}")

    # ---- As an array ----

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the array."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """How many axes it has."""
        return self.value.ndim

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return self.value.size

    @property
    def dtype(self) -> Any:
        """Of the array."""
        return self.value.dtype

    @property
    def T(self) -> "Variable":  # noqa: N802 - as numpy calls it
        """With its axes in reverse order."""
        return _recorded(self.value.T, (self,), (lambda g: g.T,))

    def __len__(self) -> int:
        return len(self.value)

    def __iter__(self) -> "Iterator[Variable]":
        return (self[k] for k in range(len(self)))

    def __repr__(self) -> str:
        return f"Variable({self.value!r})"

    def __getitem__(self, key: Any) -> "Variable":
        def back(g: Array) -> Array:
            spread = np.zeros_like(self.value)
            if _is_basic(key):
                spread[key] = g
            else:
                np.add.at(spread, key, g)  # an entry may have been taken more than once
            return spread

        return _recorded(self.value[key], (self,), (back,))

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise NotFollowedError(
            "assigning into an array cannot be followed: make a new one instead, with np.concatenate((a, b), axis=1) "
            "of its parts or with np.where(mask, a, b)"
        )

    def __bool__(self) -> bool:
        return bool(self.value)

    def __float__(self) -> NoReturn:
        raise NotFollowedError("as a plain number it would lose its gradient; use it as it is")

    def sum(self, axis: Any = None, keepdims: bool = False) -> "Variable":
        """As np.sum."""
        return _sum(self, axis, keepdims=keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False) -> "Variable":
        """As np.mean."""
        return _mean(self, axis, keepdims=keepdims)

    def reshape(self, *shape: Any) -> "Variable":
        """As np.reshape."""
        return _reshape(self, shape[0] if len(shape) == 1 else shape)

    def copy(self) -> "Variable":
        """Itself: nothing can be assigned into it."""
        return self

    def clip(self, low: Any, high: Any) -> "Variable":
        """As np.clip."""
        return _clip(self, low, high)


_NUMBER = attrgetter("_number")


def gradients(of: Iterable[tuple[Any, Array]], by: Sequence[Variable]) -> list[Array]:
    """dL/d(variable) for each of ``by``.

    Args:
        of: results, each with dL/d(result), of its shape; those that are no variables are ignored.
        by: variables; the gradient of one that no result depends on is zero.
    """
    found: dict[Variable, Array] = {}
    reached: set[Variable] = set()
    waiting = []
    for result, gradient in of:
        if isinstance(result, Variable):
            found[result] = found.get(result, 0) + gradient
            waiting.append(result)
    while waiting:
        variable = waiting.pop()
        if variable not in reached:
            reached.add(variable)
            waiting += variable._parents
    for variable in sorted(reached, key=_NUMBER, reverse=True):  # each after all that was computed from it
        gradient = found[variable]
        for parent, back in zip(variable._parents, variable._back, strict=True):
            share = back(gradient)
            if share.shape != parent.value.shape:
                share = _summed_to(share, parent.value.shape)
            before = found.get(parent)
            found[parent] = share if before is None else before + share
    return [found[variable] if variable in found else np.zeros_like(variable.value) for variable in by]


def plain(one: Any) -> Any:
    """The array of a variable; anything else as it is."""
    return one.value if type(one) is Variable else one


def logistic(a: Any) -> Any:
    """``rnn.arrays.sigmoid`` of an array or of a variable."""
    if type(a) is not Variable:
        return sigmoid(a)
    result = sigmoid(a.value)
    return Variable(result, (a,), (lambda g: g * result * (1.0 - result),))


def _recorded(result: Array, inputs: Sequence[Any], backs: Sequence[Back | None]) -> Variable:
    pairs = [(one, back) for one, back in zip(inputs, backs, strict=True) if isinstance(one, Variable) and back]
    return Variable(result, tuple(one for one, _ in pairs), tuple(back for _, back in pairs))


def _summed_to(g: Array, shape: tuple[int, ...]) -> Array:
    """The gradient of an array that was broadcast, from the gradient of the broadcast one."""
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    kept = tuple(axis for axis, length in enumerate(shape) if length == 1 and g.shape[axis] != 1)
    summed: Array = g.sum(axis=kept, keepdims=True) if kept else g
    return summed


def _is_basic(key: Any) -> bool:
    """Whether an index takes each number at most once."""
    return all(isinstance(one, int | slice | type(None) | type(...)) for one in (key if type(key) is tuple else (key,)))


# ---- Ufuncs ----


def _matmul(_: Array, a: Array, b: Array) -> tuple[Back, Back]:
    if a.ndim != 2 or b.ndim != 2:
        raise NotFollowedError(f"@ can be followed between two matrices, not between shapes {a.shape} and {b.shape}")
    return (lambda g: g @ b.T), (lambda g: a.T @ g)


def _power(result: Array, a: Any, b: Any) -> tuple[Back, Back]:
    return (lambda g: g * b * a ** (b - 1.0)), (lambda g: g * result * np.log(a))


# The vector-Jacobian products of each ufunc, from its result and its inputs: one for each input.
UFUNCS: dict[str, Callable[..., tuple[Back, ...]]] = {
    "add": lambda r, a, b: (lambda g: g, lambda g: g),
    "subtract": lambda r, a, b: (lambda g: g, lambda g: -g),
    "multiply": lambda r, a, b: (lambda g: g * b, lambda g: g * a),
    "divide": lambda r, a, b: (lambda g: g / b, lambda g: -g * r / b),
    "matmul": _matmul,
    "power": _power,
    "maximum": lambda r, a, b: (lambda g: g * (a >= b), lambda g: g * (a < b)),
    "minimum": lambda r, a, b: (lambda g: g * (a <= b), lambda g: g * (a > b)),
    "logaddexp": lambda r, a, b: (lambda g: g * np.exp(a - r), lambda g: g * np.exp(b - r)),
    "negative": lambda r, a: (lambda g: -g,),
    "positive": lambda r, a: (lambda g: g,),
    "absolute": lambda r, a: (lambda g: g * np.sign(a),),
    "square": lambda r, a: (lambda g: 2.0 * g * a,),
    "sqrt": lambda r, a: (lambda g: 0.5 * g / r,),
    "reciprocal": lambda r, a: (lambda g: -g * r * r,),
    "exp": lambda r, a: (lambda g: g * r,),
    "expm1": lambda r, a: (lambda g: g * (r + 1.0),),
    "log": lambda r, a: (lambda g: g / a,),
    "log1p": lambda r, a: (lambda g: g / (1.0 + a),),
    "tanh": lambda r, a: (lambda g: g * (1.0 - r * r),),
    "sin": lambda r, a: (lambda g: g * np.cos(a),),
    "cos": lambda r, a: (lambda g: -g * np.sin(a),),
    "arctan": lambda r, a: (lambda g: g / (1.0 + a * a),),
}
# Piecewise constant, or about shapes: the results are plain arrays, without a gradient.
FLAT = (
    *("less", "less_equal", "greater", "greater_equal", "equal", "not_equal", "sign", "floor", "ceil", "rint"),
    *("isfinite", "isnan", "logical_and", "logical_or", "logical_not", "zeros_like", "ones_like", "empty_like"),
    *("full_like", "shape", "ndim", "size", "argmax", "argmin"),
)


# ---- Arrays as a whole ----


def _sum(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, **more: Any) -> Variable:
    _refuse(more)
    result = np.asarray(a.value.sum(axis=axis, keepdims=keepdims is True))
    return _recorded(result, (a,), (lambda g: _spread(g, a.shape, axis),))


def _mean(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: Any = False, **more: Any) -> Variable:
    _refuse(more)
    result = np.asarray(a.value.mean(axis=axis, keepdims=keepdims is True))
    return _recorded(result, (a,), (lambda g: _spread(g, a.shape, axis) * (result.size / a.size),))


def _refuse(options: dict[str, Any]) -> None:
    """Refuse options that would change the result; numpy also passes on those that were not given."""
    for name, value in options.items():
        if value is not np._NoValue and value is not None and not (name == "where" and value is True):
            raise NotFollowedError(f"{name} of np.sum, np.mean and np.max cannot be followed; use np.where before them")


def _spread(g: Array, shape: tuple[int, ...], axis: Any) -> Array:
    """The gradient of a sum over some axes, for each of the numbers that were summed."""
    if axis is not None and g.ndim < len(shape):
        g = np.expand_dims(g, axis)
    return np.broadcast_to(g, shape)


def _concatenate(arrays: Sequence[Any], axis: int = 0) -> Variable:
    values = [plain(one) for one in arrays]
    ends = list(accumulate(value.shape[axis] for value in values))
    pieces = zip([0, *ends[:-1]], ends, strict=True)

    def taken(begin: int, end: int) -> Back:
        return lambda g: np.moveaxis(np.moveaxis(g, axis, 0)[begin:end], 0, axis)

    return _recorded(np.concatenate(values, axis), arrays, [taken(*piece) for piece in pieces])


def _stack(arrays: Sequence[Any], axis: int = 0) -> Variable:
    def taken(k: int) -> Back:
        return lambda g: np.take(g, k, axis)

    values = [plain(one) for one in arrays]
    return _recorded(np.stack(values, axis), arrays, [taken(k) for k in range(len(arrays))])


def _split(a: Variable, parts: Any, axis: int = 0) -> list[Variable]:
    cuts = [*range(0, a.shape[axis], a.shape[axis] // parts)][1:] if isinstance(parts, int) else list(parts)
    np.split(a.value, parts, axis)  # refuses what does not come out even
    edges = zip([0, *cuts], [*cuts, a.shape[axis]], strict=True)
    before = (slice(None),) * (axis % a.ndim)
    return [a[(*before, slice(begin, end))] for begin, end in edges]


def _where(condition: Any, a: Any, b: Any) -> Variable:
    chosen = np.asarray(plain(condition), bool)
    result = np.where(chosen, plain(a), plain(b))
    return _recorded(result, (a, b), (lambda g: np.where(chosen, g, 0.0), lambda g: np.where(chosen, 0.0, g)))


def _clip(a: Variable, a_min: Any = None, a_max: Any = None) -> Variable:
    if isinstance(a_min, Variable) or isinstance(a_max, Variable):
        raise NotFollowedError("np.clip to what is computed cannot be followed; use np.minimum and np.maximum")
    result = np.clip(a.value, a_min, a_max)
    return _recorded(result, (a,), (lambda g: g * (result == a.value),))


def _reshape(a: Variable, shape: Any) -> Variable:
    return _recorded(a.value.reshape(shape), (a,), (lambda g: g.reshape(a.shape),))


def _transpose(a: Variable, axes: Any = None) -> Variable:
    undone = None if axes is None else np.argsort(axes)
    return _recorded(np.transpose(a.value, axes), (a,), (lambda g: np.transpose(g, undone),))


def _max(a: Variable, axis: Any = None, out: Any = None, keepdims: Any = False, **more: Any) -> Variable:
    _refuse(more)
    top = a.value.max(axis=axis, keepdims=True)
    share = a.value == top
    share = share / share.sum(axis=axis, keepdims=True)
    result = top if keepdims is True else a.value.max(axis=axis)

    def back(g: Array) -> Array:
        back: Array = share * np.reshape(g, top.shape)
        return back

    return _recorded(np.asarray(result), (a,), (back,))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _sum,
    "mean": _mean,
    "max": _max,
    "concatenate": _concatenate,
    "stack": _stack,
    "hstack": lambda arrays: _concatenate(arrays, axis=1),
    "vstack": lambda arrays: _concatenate(arrays, axis=0),
    "split": _split,
    "where": _where,
    "clip": _clip,
    "reshape": _reshape,
    "transpose": _transpose,
    "dot": lambda a, b: a @ b,
    "copy": lambda a: a,
}
FOLLOWED = tuple(sorted({*UFUNCS, *FUNCTIONS, *FLAT}))


# ---- Operators ----


def _operator(ufunc: Any) -> Any:
    """As the ufunc itself, but without numpy's dispatch, which takes time."""
    back = UFUNCS[ufunc.__name__]

    def operator(self: Variable, other: Any) -> Any:
        a = self.value
        if type(other) is Variable:
            b = other.value
            result = ufunc(a, b)
            return Variable(result, (self, other), back(result, a, b))
        result = ufunc(a, other)
        return Variable(result, (self,), back(result, a, other)[:1])

    return operator


def _swapped(ufunc: Any) -> Any:
    back = UFUNCS[ufunc.__name__]

    def operator(self: Variable, other: Any) -> Any:
        result = ufunc(other, self.value)
        return Variable(result, (self,), back(result, other, self.value)[1:])

    return operator


def _compared(ufunc: Any) -> Any:
    return lambda self, other: ufunc(self.value, plain(other))


for _name, _ufunc in {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.divide,
    "matmul": np.matmul,
    "pow": np.power,
}.items():
    setattr(Variable, f"__{_name}__", _operator(_ufunc))
    setattr(Variable, f"__r{_name}__", _swapped(_ufunc))
for _name, _ufunc in {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "eq": np.equal,
    "ne": np.not_equal,
}.items():
    setattr(Variable, f"__{_name}__", _compared(_ufunc))
for _name, _ufunc in {"neg": np.negative, "pos": np.positive, "abs": np.absolute}.items():
    setattr(Variable, f"__{_name}__", lambda self, ufunc=_ufunc: ufunc(self))
Variable.__hash__ = object.__hash__  # type: ignore[method-assign]
