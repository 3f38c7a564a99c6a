"""The sections of a WebAssembly module, read and written as far as splitting one needs it.

Source: WebAssembly Core Specification 2.0, chapter 5 (binary format).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

MAGIC = b"\0asm\1\0\0\0"
EXPORTS, CODE, DATA, DATA_COUNT = 7, 10, 11, 12  # numbers of sections
TABLE = 1  # a kind of export
CONST_I32, END = 0x41, 0x0B  # instructions


class WasmSection(NamedTuple):
    """A section of a module: its number, and its bytes without number and size."""

    number: int
    content: bytes


class Segment(NamedTuple):
    """What is written into memory, from an address on, when a module is instantiated."""

    address: int
    content: bytes


def read_unsigned(data: bytes, at: int) -> tuple[int, int]:
    """A LEB128 number, and where the next thing begins."""
    number = shift = 0
    while True:
        byte = data[at]
        at += 1
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return number, at


def read_signed(data: bytes, at: int) -> tuple[int, int]:
    """The same of a number that may be negative."""
    number, end = read_unsigned(data, at)
    is_negative = data[end - 1] & 64
    return (number - (1 << 7 * (end - at)) if is_negative else number), end


def unsigned(number: int) -> bytes:
    """A number from 0 on in LEB128."""
    written = bytearray()
    while number > 127:
        written.append(number & 127 | 128)
        number >>= 7
    return bytes([*written, number])


def signed(number: int) -> bytes:
    """A number that may be negative in LEB128."""
    written = bytearray()
    while not -64 <= number < 64:
        written.append(number & 127 | 128)
        number >>= 7
    return bytes([*written, number & 127])


def name_of(text: str) -> bytes:
    """A name as it is written."""
    return unsigned(len(text.encode())) + text.encode()


def sections(module: bytes) -> list[WasmSection]:
    """All sections of a module, in order. Raises ValueError if it is none."""
    if not module.startswith(MAGIC):
        raise ValueError("no WebAssembly module")
    found, at = list[WasmSection](), len(MAGIC)
    while at < len(module):
        size, begin = read_unsigned(module, at + 1)
        found.append(WasmSection(module[at], module[begin : begin + size]))
        at = begin + size
    return found


def module_of(parts: Sequence[WasmSection]) -> bytes:
    """The module that has these sections."""
    return MAGIC + b"".join(bytes([number]) + unsigned(len(content)) + content for number, content in parts)


def exports(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Of a section of exports, each one: its name, and its bytes."""
    count, at = read_unsigned(content, 0)
    for _ in range(count):
        begin = at
        size, at = read_unsigned(content, at)
        name = content[at : at + size].decode()
        _, at = read_unsigned(content, at + size + 1)  # past what kind of thing it is
        yield name, content[begin:at]


def with_exports(module: bytes, is_kept: Callable[[str], bool]) -> bytes:
    """The module without those of its exports whose names are not kept."""
    parts = []
    for part in sections(module):
        if part.number == EXPORTS:
            kept = [written for name, written in exports(part.content) if is_kept(name)]
            part = WasmSection(EXPORTS, unsigned(len(kept)) + b"".join(kept))
        parts.append(part)
    return module_of(parts)


def with_tables_named(module: bytes, names: Sequence[str]) -> bytes:
    """The module in which the exports of these `names` are its tables from the second on, in order."""
    parts = []
    for part in sections(module):
        if part.number == EXPORTS:
            kept = [written for name, written in exports(part.content) if name not in names]
            named = [name_of(name) + bytes([TABLE]) + unsigned(k) for k, name in enumerate(names, 1)]
            part = WasmSection(EXPORTS, unsigned(len(kept) + len(named)) + b"".join([*kept, *named]))
        parts.append(part)
    return module_of(parts)


def segments(content: bytes) -> list[Segment]:
    """Of a section of data, all segments. Raises ValueError if one of them has no address of its own."""
    count, at = read_unsigned(content, 0)
    found = []
    for _ in range(count):
        kind, at = read_unsigned(content, at)
        if kind or content[at] != CONST_I32:
            raise ValueError("a segment without an address")
        address, at = read_signed(content, at + 1)
        size, at = read_unsigned(content, at + 1)  # past END
        found.append(Segment(address, content[at : at + size]))
        at += size
    return found


def data_section(parts: Sequence[Segment]) -> WasmSection:
    """The section of data that has these segments."""
    written = [
        b"\0" + bytes([CONST_I32]) + signed(address) + bytes([END]) + unsigned(len(content)) + content
        for address, content in parts
    ]
    return WasmSection(DATA, unsigned(len(parts)) + b"".join(written))
