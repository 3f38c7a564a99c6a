"""Running other programs."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bundler.errors import BuildError

TAIL_LINES = 15


def run(
    command: Sequence[str | Path],
    *,
    what: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    timeout: float | None = None,
) -> str:
    """Run `command` silently and return what it wrote to standard output.

    `env` is added to this process's environment; `timeout` is in seconds.
    Raises BuildError, starting with `what` and ending with the last lines of output, if the program is missing, fails
    or takes longer than `timeout`.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            timeout=timeout,
            stdin=subprocess.DEVNULL,  # nobody is asked anything in the middle of a build
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError as error:
        raise BuildError(f"{what}: there is no program {command[0]} here.") from error
    except subprocess.TimeoutExpired as error:
        raise BuildError(f"{what}: no end after {timeout:.0f} s.") from error
    if done.returncode != 0:
        output = (done.stdout + done.stderr).strip().splitlines()
        raise BuildError("\n  ".join([f"{what}: exit code {done.returncode}.", *output[-TAIL_LINES:]]))
    return done.stdout
