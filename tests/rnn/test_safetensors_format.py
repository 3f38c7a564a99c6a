"""The safetensors format, against the library that defines it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from safetensors import safe_open
from safetensors.numpy import load, save

from rnn.safetensors_format import from_safetensors, to_safetensors

RNG = np.random.default_rng(0)
TENSORS = {"lstm.weight_ih_l0": RNG.normal(size=(8, 3)), "linear.bias": RNG.normal(size=1), "b": np.zeros((1, 2))}


def test_the_library_reads_what_we_write() -> None:
    read = load(to_safetensors(TENSORS, {"seed": "3"}))
    assert read.keys() == TENSORS.keys()
    for name, tensor in TENSORS.items():
        assert read[name].dtype == np.float64
        np.testing.assert_array_equal(read[name], tensor)


def test_it_finds_what_is_told_about_them(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(to_safetensors(TENSORS, {"seed": "3", "target": "10"}))
    with safe_open(file, "numpy") as opened:
        assert opened.metadata() == {"seed": "3", "target": "10"}


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.float16])
def test_we_read_what_the_library_writes(kind: type) -> None:
    tensors: dict[str, Any] = {name: tensor.astype(kind) for name, tensor in TENSORS.items()}
    read, about = from_safetensors(save(tensors, {"by": "the library"}))
    assert about == {"by": "the library"}
    for name, tensor in tensors.items():
        assert read[name].dtype == np.float64
        np.testing.assert_array_equal(read[name], tensor)


def test_bfloat16_is_the_upper_half_of_a_float32() -> None:
    values = np.array([1.0, -2.5, 0.15625], "<f4")
    raw = (values.view("<u4") >> 16).astype("<u2").tobytes()
    header = json.dumps({"a": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}).encode()
    read, _ = from_safetensors(len(header).to_bytes(8, "little") + header + raw)
    np.testing.assert_array_equal(read["a"], values)


GOOD = {"dtype": "F64", "shape": [2], "data_offsets": [0, 16]}


def file_with(header: object, numbers: bytes = bytes(16)) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no safetensors"),
        (b"\x00\x01", "no safetensors"),
        (file_with([1]), "no safetensors"),
        ((4).to_bytes(8, "little") + b"{\x9e\x9e}", "no safetensors"),
        (file_with({"a": GOOD}, bytes(17)), "belong to no tensor"),
        (file_with({"a": {**GOOD, "shape": [1], "data_offsets": [0, 8]}}), "belong to no tensor"),
        ((1 << 60).to_bytes(8, "little") + b"{}", "no safetensors"),
        (file_with({"a": 1}), "a is no tensor"),
        (file_with({"a": {}}), "a is no tensor"),
        (file_with({"a": {**GOOD, "shape": [-2]}}), "a is no tensor"),
        (file_with({"a": {**GOOD, "shape": [True, 2]}}), "a is no tensor"),
        (file_with({"a": {**GOOD, "data_offsets": [0, 8, 16]}}), "a is no tensor"),
        (file_with({"a": {**GOOD, "dtype": "I64"}}), "a holds numbers of the type I64"),
        (file_with({"a": {**GOOD, "dtype": None}}), "a holds numbers of the type None"),
        (file_with({"a": GOOD}, bytes(15)), "not all there"),
        (file_with({"a": {**GOOD, "shape": [3]}}), "not all there"),
        (file_with({"a": {**GOOD, "shape": [10**30, 10**30]}}), "not all there"),
        (file_with({"a": {**GOOD, "shape": [10**18, 0, 10**18]}}), "a has no numbers"),
        (file_with({"a": {**GOOD, "shape": [200_000_000, 0], "data_offsets": [0, 0]}}, b""), "a has no numbers"),
        (file_with({"a": {**GOOD, "shape": [0, 10**18, 10**18], "data_offsets": [0, 0]}}, b""), "a has no numbers"),
        (file_with({"a": GOOD, "b": GOOD}), "b do not begin where"),
        (file_with({"a": GOOD, "b": {**GOOD, "data_offsets": [8, 24]}}, bytes(32)), "b do not begin where"),
        (file_with({"a": GOOD, "b": {**GOOD, "data_offsets": [24, 40]}}, bytes(40)), "b do not begin where"),
        (file_with({"a": {**GOOD, "data_offsets": [8, 24]}}, bytes(24)), "a do not begin where"),
        (file_with({"a": {**GOOD, "data_offsets": [16, 0]}}), "not all there"),
        (file_with({"a": {**GOOD, "data_offsets": [8, 10**30]}}), "not all there"),
    ],
)
def test_what_is_no_such_file_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        from_safetensors(data)


def test_tensors_may_stand_in_any_order() -> None:
    header = {"b": {**GOOD, "data_offsets": [16, 32]}, "a": GOOD}
    read, _ = from_safetensors(file_with(header, np.arange(4.0).tobytes()))
    assert {name: tensor.tolist() for name, tensor in read.items()} == {"b": [2, 3], "a": [0, 1]}


@given(some.binary(max_size=60))
def test_whatever_the_bytes_are_they_are_read_or_refused(data: bytes) -> None:
    with suppress(ValueError):
        from_safetensors(data)


@given(some.integers(0, 600), some.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(place: int, byte: int) -> None:
    data = bytearray(to_safetensors(TENSORS, {"seed": "3"}))
    data[place % len(data)] = byte
    with suppress(ValueError):
        from_safetensors(bytes(data))
