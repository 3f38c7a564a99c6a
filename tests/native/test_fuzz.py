"""Every function of the library under sanitizers, which are shown to notice planted faults."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bundler.python.native import zig
from tests.native.sources import ROOT, copy_sources

FUZZ = Path(__file__).with_name("fuzz.c")


def run_fuzz(folder: Path, compiler: list[str | Path], source: Path = FUZZ) -> subprocess.CompletedProcess[str]:
    program = folder / ("fuzz.exe" if sys.platform == "win32" else "fuzz")
    command = [*compiler, "-std=c11", "-O1", "-g", source, "-o", program, "-lm"]
    if compiler:
        subprocess.run([str(part) for part in command], check=True)
    else:
        zig("cc", "-fsanitize=undefined", "-fsanitize-trap=undefined", *command)
    return subprocess.run([program], capture_output=True, text=True, timeout=1200)


def test_no_undefined_behaviour(tmp_path: Path) -> None:
    done = run_fuzz(tmp_path, [])
    assert (done.returncode, done.stderr) == (0, "")


def address_sanitizer(folder: Path) -> list[str | Path]:
    """A compiler of this machine with AddressSanitizer; the test is skipped where there is none."""
    (folder / "empty.c").write_text("int main(void) { return 0; }\n")
    options = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wno-psabi"]
    for name in ("clang", "gcc"):
        if compiler := shutil.which(name):
            command = [compiler, *options, str(folder / "empty.c"), "-o", str(folder / "empty")]
            works = subprocess.run(command, capture_output=True).returncode == 0
            if works and subprocess.run([folder / "empty"], capture_output=True).returncode == 0:
                return [compiler, *options]
    pytest.skip("no compiler with AddressSanitizer here")


def test_no_access_beyond_any_array(tmp_path: Path) -> None:
    done = run_fuzz(tmp_path, address_sanitizer(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")


TRAINING, STROKES = Path("py/rnn/native"), Path("py/tasks/strokes")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        (TRAINING / "layout.h", "TAKE(dlogits, O * W)", "TAKE(dlogits, O * W - 1)"),
        (TRAINING / "update.h", "next.second[n] = second", "next.second[n + 1] = second"),
        (TRAINING / "train.h", "entry(s, h0, H, 0, b, u)", "entry(s, h0, H, 1, b, u)"),
        (STROKES / "native.h", "TAKE(x, s->I * s->W)", "TAKE(x, s->I * s->W - 1)"),
        (STROKES / "native_learning.h", "t != L - (size_t)prefixes[b]) continue", "t > L) continue"),
    ],
    ids=["workspace", "Adam", "first state", "workspace of strokes", "augmentation prefix"],
)
def test_the_sanitizer_would_notice(tmp_path: Path, file: Path, right: str, wrong: str) -> None:
    compiler = address_sanitizer(tmp_path)
    copy_sources(tmp_path)
    code = (tmp_path / file).read_text("utf-8")
    assert right in code
    (tmp_path / file).write_text(code.replace(right, wrong), "utf-8")
    done = run_fuzz(tmp_path, compiler, tmp_path / FUZZ.relative_to(ROOT))
    assert done.returncode != 0
    assert "AddressSanitizer" in done.stderr
