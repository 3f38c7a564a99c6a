"""Sections of a module, on modules made up here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundler.wasm.binary import (
    DATA,
    EXPORTS,
    MAGIC,
    Segment,
    WasmSection,
    data_section,
    exports,
    module_of,
    name_of,
    read_signed,
    read_unsigned,
    sections,
    segments,
    signed,
    unsigned,
    with_exports,
    with_tables_named,
)

EXPORTED = b"".join(
    name_of(name) + kind for name, kind in (("f", b"\0\1"), ("%table", b"\1\0"), ("\u00e9", b"\0\x80\1"))
)
MODULE = module_of([WasmSection(1, b"\0"), WasmSection(EXPORTS, b"\3" + EXPORTED), WasmSection(10, b"code")])


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_a_number_is_read_as_it_is_written(number: int) -> None:
    assert read_unsigned(b"x" + unsigned(number) + b"\xff", 1) == (number, 1 + len(unsigned(number)))


@given(st.integers(min_value=-(2**31), max_value=2**31 - 1))
def test_so_is_one_with_a_sign(number: int) -> None:
    assert read_signed(signed(number) + b"\xff", 0) == (number, len(signed(number)))


def test_numbers_are_written_as_the_specification_does() -> None:
    assert unsigned(624_485) == bytes([0xE5, 0x8E, 0x26])  # the examples for LEB128 that are everywhere
    assert signed(-123_456) == bytes([0xC0, 0xBB, 0x78])


def test_a_module_is_written_as_it_was_read() -> None:
    assert MODULE.startswith(MAGIC)
    assert module_of(sections(MODULE)) == MODULE
    with pytest.raises(ValueError, match="no WebAssembly"):
        sections(b"<!doctype html>")


def test_exports_that_are_not_kept_go_and_nothing_else() -> None:
    fewer = sections(with_exports(MODULE, lambda name: name != "f"))
    assert [name for name, _ in exports(fewer[1].content)] == ["%table", "\u00e9"]
    assert [fewer[0], fewer[2]] == [sections(MODULE)[0], sections(MODULE)[2]]
    assert with_exports(MODULE, lambda name: True) == MODULE


def test_tables_are_named_from_the_second_on() -> None:
    named = dict(exports(sections(with_tables_named(MODULE, ["%table", "%other"]))[1].content))
    assert named == {
        "f": b"\1f\0\1",
        "\u00e9": b"\2\xc3\xa9\0\x80\1",
        "%table": b"\6%table\1\1",
        "%other": b"\6%other\1\2",
    }


@given(st.lists(st.builds(Segment, st.integers(min_value=0, max_value=2**31 - 1), st.binary()), max_size=5))
def test_segments_are_read_as_they_are_written(parts: list[Segment]) -> None:
    number, content = data_section(parts)
    assert (number, segments(content)) == (DATA, parts)


def test_a_segment_whose_address_is_not_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="without an address"):
        segments(b"\1\1\1x")  # passive
    with pytest.raises(ValueError, match="without an address"):
        segments(b"\1\0\x23\0\x0b\1x")  # where a global says
