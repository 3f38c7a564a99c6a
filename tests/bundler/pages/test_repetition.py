"""Texts that are encoded come back as they were, decoded by the page's own module."""

import gzip
import json
import random
import subprocess
from pathlib import Path

import pytest

from bundler.pages.repetition import Encoded, encoded

READER = Path(__file__).parents[3] / "site" / "page" / "repetition.js"
NODE = ("node", "--experimental-detect-module", "--input-type=module", "-e")


def decoded(*tables: Encoded) -> list[list[str]]:
    """The texts of each, decoded by the page's module."""
    text = json.dumps([table._asdict() for table in tables])
    script = (
        f'import {{ decoded }} from "{READER.as_uri()}"; import {{ readFileSync }} from "node:fs";'
        "console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(decoded)));"
    )
    done = subprocess.run([*NODE, script], input=text, capture_output=True, text=True, check=True)
    texts: list[list[str]] = json.loads(done.stdout)
    return texts


def table(rng: random.Random, rows: int) -> str:
    """HTML that is larger than gzip's window and has numbers in it."""
    cells = (f'<td id="c-{k}" data-value="{rng.random()}">{rng.random():.2f}</td>' for k in range(rows))
    return f"<table>{''.join(cells)}</table>"


def test_texts_come_back() -> None:
    rng = random.Random(0)
    first = table(rng, 30)
    texts = [
        first,
        first,
        first.replace("c-7", "c-99"),
        first.replace("<td", "<th", 1),
        first.replace("</table>", "<tr>more</tr></table>"),
        first.removeprefix("<table>"),
        "",
        "no tag",
        f"{first}{first}",
        '<img src="data:image/png;base64,iVBORw0KGgo12345=="> 1.2.3 -4 5.',
    ]
    assert decoded(encoded(texts)) == [texts]


def test_any_texts_come_back() -> None:
    rng = random.Random(2)
    pieces = ["<p>", "</p>", "1", "a 0.25", "b2", '<i id="x-3">', "- "]
    cases = [["".join(rng.choices(pieces, k=rng.randrange(9))) for _ in range(rng.randrange(12))] for _ in range(300)]
    assert decoded(*map(encoded, cases)) == cases


def test_repetitions_beyond_gzips_window_take_no_room() -> None:
    large = table(random.Random(1), 1000)
    once, twice = (len(gzip.compress(json.dumps(encoded(texts)).encode())) for texts in ([large], [large, large]))
    assert len(gzip.compress((large + large).encode())) > 1.9 * len(gzip.compress(large.encode()))
    assert twice < once + 20


def test_a_text_with_the_mark_for_digits_in_it_is_refused() -> None:
    with pytest.raises(ValueError, match="tab"):
        encoded(["a\tb"])
