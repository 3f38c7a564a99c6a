"""One server for several folders."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bench.serving import serve


def test_the_first_folder_that_has_the_file_answers(tmp_path: Path) -> None:
    for name in ("site", "first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "site" / "page.html").write_text("site")
    (tmp_path / "first" / "a.mjs").write_text("first")
    (tmp_path / "second" / "a.mjs").write_text("hidden")
    (tmp_path / "second" / "b.wasm").write_text("second")
    mounts = [("/x/", tmp_path / "first"), ("/x/", tmp_path / "second"), ("/", tmp_path / "site")]
    with serve(mounts) as server:
        answers = [urlopen(server.url + path) for path in ("/page.html", "/x/a.mjs", "/x/b.wasm?query")]
        assert [answer.read() for answer in answers] == [b"site", b"first", b"second"]
        assert answers[2].headers["Content-Type"] == "application/wasm"
        with pytest.raises(HTTPError, match="404"):
            urlopen(server.url + "/x/../../secret")
        assert server.asked[:3] == ["/page.html", "/x/a.mjs", "/x/b.wasm"]
