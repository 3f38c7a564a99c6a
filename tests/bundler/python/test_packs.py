"""The form in which Python's files travel."""

import lzma
import zipfile
from pathlib import Path

from bundler.python.packs import members, pack
from tests.bundler.python.packed import unpack

FILES = {"b/x.so": bytes(range(256)), "a.pyc": b"a" * 1000, "b/empty.py": b"", "b/ä \n.py": b"\n{}"}


def test_what_is_packed_comes_out_again(tmp_path: Path) -> None:
    assert unpack(pack(FILES, tmp_path / "1.bin")) == FILES


def test_the_bytes_depend_on_the_files_alone(tmp_path: Path) -> None:
    first = pack(FILES, tmp_path / "1.bin").read_bytes()
    other = pack(dict(reversed(FILES.items())), tmp_path / "2.bin").read_bytes()
    assert first == other
    assert pack({**FILES, "a.pyc": b"b" * 1000}, tmp_path / "3.bin").read_bytes() != first


def test_it_begins_with_a_line_that_lists_the_files(tmp_path: Path) -> None:
    content = lzma.decompress(pack({"b.py": b"12", "a.py": b"345"}, tmp_path / "1.bin").read_bytes())
    assert content == b'{"a.py":3,"b.py":2}\n34512'


def test_members_are_the_files_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "1.zip", "w") as zipped:
        zipped.mkdir("b")
        zipped.writestr("b/x.py", "1")
    assert members(tmp_path / "1.zip") == {"b/x.py": b"1"}
    assert members(tmp_path / "1.zip", "site-packages/") == {"site-packages/b/x.py": b"1"}
