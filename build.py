#!/usr/bin/env python3
"""Builds, serves and tests the site; `python3 build.py --help` lists the commands.

This file runs on the standard library alone and is written so that every Python 3 can read it: an old one then gets a
sentence instead of a SyntaxError. It finds a Python that is new enough, makes `.venv` from the pinned requirements,
starts itself again in there, and hands over to `py/bundler/cli.py`.
"""

import glob
import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 12)
ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "made-from")
REQUIREMENTS = os.path.join(ROOT, "requirements.txt")


def find_python() -> str:
    """Path of an installed Python that is new enough; without one, says how to get it and exits."""
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(os.path.expanduser("~"), ".pyenv")
    found = [shutil.which(name) for name in ("python3.14", "python3.13", "python3.12")]
    found += sorted(glob.glob(os.path.join(pyenv, "versions", "3.*", "bin", "python")), reverse=True)
    uv = shutil.which("uv")
    if uv:
        command = [uv, "python", "find", "--system", ">=3.12"]
        asked = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        found.append(asked.stdout.decode().strip())
    for python in found:
        # Asked to run, not judged by its name: pyenv leaves a python3.12 on PATH that only prints an error.
        test = "import sys; sys.exit(sys.version_info < {})".format(OLDEST)
        if python and subprocess.call([python, "-c", test], stderr=subprocess.DEVNULL) == 0:
            return python
    sys.exit(
        "build.py needs Python 3.12 or newer; this is {}.{} and no newer one was found.\n"
        "Install one (python.org, `uv python install 3.13`, `pyenv install 3.13`) and run this again.".format(
            *sys.version_info[:2]
        )
    )


def make_venv() -> None:
    """Makes `.venv` unless it was made from these very requirements; an unfinished one is thrown away."""
    with open(REQUIREMENTS, "rb") as file:
        wanted = "{} {}\n".format(hashlib.sha256(file.read()).hexdigest(), sys.version.split()[0])
    if os.path.exists(STAMP) and os.path.exists(VENV_PYTHON):
        with open(STAMP) as file:
            if file.read() == wanted:
                return
    print("Setting up .venv (once; about a minute)", flush=True)
    uv = shutil.which("uv")
    install = ["--require-hashes", "--only-binary", ":all:", "-r", REQUIREMENTS]
    try:
        shutil.rmtree(VENV, ignore_errors=not os.path.exists(VENV))
        if uv:
            subprocess.check_call([uv, "venv", "--quiet", "--python", sys.executable, VENV])
            subprocess.check_call([uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, *install])
        else:
            subprocess.check_call([sys.executable, "-m", "venv", VENV])
            subprocess.check_call([VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", *install])
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            "build.py could not set up .venv: {}\nThe lines above say more. Check the network (on Debian and Ubuntu "
            "also that python3-venv is installed) and run this again.".format(error)
        )
    except KeyboardInterrupt:
        sys.exit("\nStopped. The next run starts setting up again.")
    with open(STAMP, "w") as file:  # last: whatever was interrupted before this line is started over
        file.write(wanted)


def become(python: str) -> None:
    """Runs this script with the same arguments under another Python, in place of this process; does not return."""
    command = [python, os.path.join(ROOT, "build.py"), *sys.argv[1:]]
    if os.name != "nt":
        os.execv(python, command)
    try:  # Windows has no real exec: the shell would take the prompt back while the command still runs
        sys.exit(subprocess.call(command))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        become(find_python())
    sys.path[0] = os.path.join(ROOT, "py")  # not ROOT, where this file would hide the package called build
    from bundler import cli

    options = cli.parse(sys.argv[1:])  # before the slow part, so that a misspelt command is answered at once
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        make_venv()
        become(VENV_PYTHON)
    sys.exit(cli.run(options))
