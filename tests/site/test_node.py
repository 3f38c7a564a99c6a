"""Unit tests of the page's modules, which Node runs: for what a browser test cannot reach or not hold still."""

import re
import subprocess
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.test.mjs"))
# For Nodes that do not yet see by themselves that a .js file with exports is a module, as the page tells browsers.
NODE = ("node", "--experimental-detect-module", "--test", "--test-reporter=tap")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.removesuffix(".test.mjs"))
def test_module(file: Path) -> None:
    done = subprocess.run([*NODE, file], capture_output=True, text=True, check=False)
    passed = re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert passed
    assert int(passed[1]) > 0, "no test was found in it"
