"""The places that have numpy's WebAssembly wheel."""

import json
import shutil
import sys
import tempfile
import urllib.request
import zipfile
from http.client import HTTPException
from pathlib import Path

from remotezip import RemoteZip, RemoteZipError  # type: ignore[import-untyped]

from bundler.commands import run
from bundler.errors import BuildError
from bundler.fetch.numpy_wheel import PinnedWheel, WheelSource
from bundler.progress import show_bytes

# A network without a way out should cost seconds, not minutes; the timeout counts from the last byte received.
CDN_TIMEOUT = 8.0
CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{file_name}"

# Open WebUI ships Pyodide inside its own wheel of 106 MB, with the file we want in it: 2.9 MB. Where the package index
# answers to requests for a range of bytes, only those are fetched. Its code is neither installed nor run.
CARRIER = "open-webui==0.12.4"
# The carrier allows only some Pythons. It is opened, not used, so ours need not be one of them.
FOR_CARRIER = ("--no-deps", "--only-binary", ":all:", "--python-version", "3.12")
PIP = (sys.executable, "-m", "pip")


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


def fetch_range_of_carrier(wheel: PinnedWheel, target: Path) -> None:
    """Fetch those bytes of the carrier that are the file. Raises BuildError or OSError."""
    try:
        with RemoteZip(address_of_carrier(), timeout=CDN_TIMEOUT) as zipped:
            extract_member(zipped, wheel.file_name, target)
    except (RemoteZipError, zipfile.BadZipFile) as error:
        raise BuildError(repr(error)) from error


def address_of_carrier() -> str:
    """Where pip would download the carrier from, with whatever index it is configured for; BuildError if nowhere."""
    options = ["install", "-qq", "--disable-pip-version-check", "--dry-run", "--ignore-installed", "--report", "-"]
    with tempfile.TemporaryDirectory() as folder:  # to install into, which is asked for even where nothing is installed
        asked = [*PIP, *options, *FOR_CARRIER, "--target", folder, CARRIER]
        report = json.loads(run(asked, what=f"pip install --dry-run {CARRIER}"))
    address: str = report["install"][0]["download_info"]["url"]
    return address


def fetch_from_carrier(wheel: PinnedWheel, target: Path) -> None:
    """Download all of the carrier with pip and take the file out of it. Raises BuildError or OSError."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="carrier-") as folder:
        options = ["download", "-qq", "--disable-pip-version-check"]
        run([*PIP, *options, *FOR_CARRIER, "--dest", folder, CARRIER], what=f"pip download {CARRIER}")
        for carrier in Path(folder).glob("*.whl"):
            with zipfile.ZipFile(carrier) as zipped:
                extract_member(zipped, wheel.file_name, target)


def extract_member(zipped: zipfile.ZipFile, file_name: str, target: Path) -> None:
    """Copy the member called `file_name`, in whatever folder it lies, to `target`; BuildError if that cannot be."""
    for member in zipped.namelist():
        if member.rpartition("/")[2] == file_name:
            try:
                with zipped.open(member) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
            except zipfile.BadZipFile as error:
                raise BuildError(f"{member} is damaged") from error
            return
    raise BuildError(f"it does not contain {file_name}")


SOURCES = (
    WheelSource("Pyodide's CDN", fetch_from_cdn),
    WheelSource(f"a part of the PyPI package {CARRIER}", fetch_range_of_carrier),
    WheelSource(f"all of the PyPI package {CARRIER} (106 MB)", fetch_from_carrier),
)
