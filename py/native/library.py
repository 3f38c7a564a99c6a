"""Loads the one native library, and calls its functions with numpy's own memory.

In the browser the file beside this one is WebAssembly, in a checkout a library of this machine; `python3 build.py`
makes both. Where it is missing or does not load, ``load`` says why, and callers fall back to numpy.

A function takes one struct. Its fields are listed once, in C, and come from the library as text; callers pass them by
name. Everything is checked here before a call: the C code itself checks sizes only.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    import ctypes

type AnyArray = np.ndarray[Any, np.dtype[Any]]

FILE = Path(__file__).with_name("libnative.so")
VERSION = 2  # as in library.c
ALIGNMENT = 16  # bytes: four float32 numbers, of which the workspace is made

PROBLEMS = {
    -1: "a size is zero, or larger than it can count",
    -2: "an array does not lie where it must",
    -3: "the workspace is too small",
    -4: "there is no such cell or head",
}
DTYPES: dict[str, type] = {"double": np.float64, "int32_t": np.int32, "void": np.uint8}  # by what a C pointer points to


class Unavailable(NamedTuple):
    """There is no library here, and why, in one line."""

    reason: str


class StructField(NamedTuple):
    """A field of a struct, as the library describes it."""

    name: str
    kind: str  # count, size or number; of an array, the C type of its elements
    is_array: bool
    read_only: bool  # whether the library only reads the array


class Given(NamedTuple):
    """An array for the library, with the shape that it must have."""

    array: AnyArray
    shape: tuple[int, ...]


class Library:
    """The loaded library."""

    def __init__(self, file: Path) -> None:
        """Load ``file``.

        Raises:
            OSError: it is missing, no library for this machine, or another version of ours.
        """
        import ctypes  # takes a tenth of a second in the browser, and is not needed before something is computed

        self._library, self._byref = ctypes.CDLL(str(file)), ctypes.byref
        try:
            found = int(self._library.library_version())
            describe, size_of = self._library.library_fields, self._library.library_struct_size
        except AttributeError as error:
            raise OSError(f"{file.name} is another library: {error}") from error
        if found != VERSION:
            raise OSError(f"{file.name} is version {found} of the library, and {VERSION} is needed")
        describe.restype = ctypes.c_char_p
        self.fields = parse_fields(describe().decode("ascii"))
        self.structs, self._arrays, self._kinds = {}, {}, {}
        for name, fields in self.fields.items():
            self.structs[name] = _structure(fields)
            self._arrays[name] = {field.name: field for field in fields if field.is_array}
            self._kinds[name] = {field.name: field.kind for field in fields if not field.is_array}
        for n, (name, struct) in enumerate(self.structs.items()):
            if ctypes.sizeof(struct) != size_of(n):
                raise OSError(f"{file.name} has a struct {name} of {size_of(n)} bytes, not {ctypes.sizeof(struct)}")

    def call(self, function: str, values: Mapping[str, float], arrays: Mapping[str, Given]) -> int:
        """Call ``training_run`` and the like: the struct is named as the function is, up to the first underscore.

        Args:
            values: counts and numbers by field; what is not given is 0.
            arrays: by field; what is not given is null. The workspace is one of them.

        Returns:
            What the function returns, from 0.

        Raises:
            TypeError: the struct has no such field.
            ValueError: says which array cannot be used, and why, or what the library says. Nothing was written.
        """
        struct = self._struct(function, values)
        fields = self._arrays[function.partition("_")[0]]
        for name, given in arrays.items():
            if name not in fields:
                raise TypeError(f"{function} knows no array {name}")
            setattr(struct, name, address(fields[name], given))
        if "workspace" in arrays:
            struct.workspace_bytes = arrays["workspace"].array.nbytes
        return self._answer(function, struct)

    def workspace_size(self, struct: str, values: Mapping[str, float]) -> int:
        """The bytes of workspace that calls of such sizes need; ``struct`` is ``training`` or ``strokes``.

        Raises:
            TypeError: the struct has no such field.
            ValueError: a size is not positive, or too large.
        """
        function = f"{struct}_workspace_size"
        made = self._struct(function, values)
        self._answer(function, made)
        return int(made.workspace_bytes)

    def _struct(self, function: str, values: Mapping[str, float]) -> Any:
        name = function.partition("_")[0]
        kinds = self._kinds[name]
        for field, value in values.items():
            if field not in kinds:
                raise TypeError(f"{function} knows no number {field}")
            if kinds[field] == "count" and not -(2**31) <= value < 2**31:  # ctypes would truncate it silently
                raise ValueError(f"the library refused: {field}: {PROBLEMS[-1]}")
        return self.structs[name](**values)

    def _answer(self, function: str, struct: "ctypes.Structure") -> int:
        answer = int(getattr(self._library, function)(self._byref(struct)))
        if answer < 0:
            raise ValueError(f"the library refused: {PROBLEMS.get(answer, answer)}")
        return answer


@cache
def load(file: Path = FILE) -> Library | Unavailable:
    """The library, loaded when first asked for; or the reason why there is none."""
    try:
        if not file.is_file():
            return Unavailable(f"{file.name} is not there")
        return Library(file)
    except (ImportError, OSError) as error:
        return Unavailable(" ".join(str(error).split()) or repr(error))


def parse_fields(text: str) -> dict[str, tuple[StructField, ...]]:
    """The structs by name, from the text of ``library_fields``: see ``py/native/fields.h``."""
    structs = {}
    for part in text.strip().split("\n\n"):
        name, *lines = part.split("\n")
        structs[name] = tuple(_field(line.split()) for line in lines)
    return structs


def _field(words: list[str]) -> StructField:
    *kind, name = words
    if "*" not in kind:
        return StructField(name, kind[0], is_array=False, read_only=True)
    return StructField(name, kind[-2], is_array=True, read_only=kind[0] == "const")


def _structure(fields: tuple[StructField, ...]) -> Any:
    import ctypes

    kinds: dict[str, Any] = {"count": ctypes.c_int32, "size": ctypes.c_uint64, "number": ctypes.c_double}

    class Call(ctypes.Structure):
        _fields_ = [(field.name, ctypes.c_void_p if field.is_array else kinds[field.kind]) for field in fields]

    return Call


def new_workspace(size: int) -> AnyArray:
    """A workspace of ``size`` bytes, uint8, where the library can use it."""
    room = np.empty(size + ALIGNMENT, dtype=np.uint8)
    return room[-room.ctypes.data % ALIGNMENT :][:size]


def address(field: StructField, given: Given) -> int:
    """The address of an array; refuses one that the library would misread, or write past the end of.

    Raises:
        ValueError: dtype, shape, order, alignment or flags are not as they must be.
    """
    name, (array, shape) = field.name, given
    dtype = np.dtype(DTYPES[field.kind])
    if array.dtype != dtype or not array.dtype.isnative:
        raise ValueError(f"{name} must be {dtype}, not {array.dtype}")
    if array.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, not {array.shape}")
    if not array.flags.c_contiguous:
        raise ValueError(f"{name} must be C-contiguous")
    place = int(array.ctypes.data)
    if place % (ALIGNMENT if field.kind == "void" else array.itemsize):
        raise ValueError(f"{name} is not aligned")
    if not (field.read_only or array.flags.writeable):
        raise ValueError(f"{name} is read-only")
    return place


def check_dimensions(array: AnyArray, name: str, count: int) -> tuple[int, ...]:
    """The shape of an array that must have so many dimensions.

    Raises:
        ValueError: it has not.
    """
    if array.ndim != count:
        raise ValueError(f"{name} must have {count} dimensions, not {array.ndim}")
    shape: tuple[int, ...] = array.shape
    return shape
