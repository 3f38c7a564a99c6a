"""Other programs are run, and their failures become messages."""

import sys

import pytest

from bundler.commands import run
from bundler.errors import BuildError


def test_output_is_returned() -> None:
    assert run([sys.executable, "-c", "print('hello')"], what="Greeting") == "hello\n"


def test_a_failure_quotes_the_last_words() -> None:
    script = "import sys; print('before'); sys.exit('the reason')"
    with pytest.raises(BuildError, match=r"(?s)^Greeting: exit code 1\..*before.*the reason"):
        run([sys.executable, "-c", script], what="Greeting")


def test_a_missing_program_is_named() -> None:
    with pytest.raises(BuildError, match="Greeting: there is no program no-such-program"):
        run(["no-such-program"], what="Greeting")


def test_an_endless_program_is_stopped() -> None:
    with pytest.raises(BuildError, match="no end after"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], what="Waiting", timeout=0.2)
