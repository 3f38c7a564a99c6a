"""Bytes as text of HTML, and back by the page's own script."""

import base64
import json
import re
from html import escape
from pathlib import Path

import pytest

from bundler.commands import run
from bundler.publish.seven_bits import written_in_seven_bits

SCRIPT = Path(__file__).resolve().parents[3] / "site" / "one-file" / "seven-bits.js"
BACK = """
const { fromSevenBits } = await import(process.argv[1]);
const texts = JSON.parse(process.argv[2]);
console.log(JSON.stringify(texts.map((text) => Buffer.from(fromSevenBits(text)).toString("base64"))));
"""
CONTENTS = [
    b"",
    b"\0",
    b"\xff",
    bytes(range(256)),
    bytes(reversed(range(256))) * 3,
    *(b"\r\n\0<&\"'" * n for n in range(9)),
]


def test_the_page_reads_what_was_written() -> None:
    texts = json.dumps([written_in_seven_bits(content) for content in CONTENTS])
    printed = run(["node", "--input-type=module", "-e", BACK, SCRIPT.as_uri(), texts], what="The page's script")
    assert [base64.b64decode(one) for one in json.loads(printed)] == CONTENTS


@pytest.mark.parametrize("content", CONTENTS)
def test_nothing_in_it_is_changed_by_html_or_needs_escaping(content: bytes) -> None:
    text = written_in_seven_bits(content)
    attribute = text.replace(">", "")  # which may stand there as it is
    assert escape(attribute) == attribute
    assert not re.search("[\0\r\n]", text)
    assert all(ord(character) < 256 for character in text)  # else browsers keep two bytes for each


def test_it_is_a_seventh_longer_and_what_is_replaced() -> None:
    content = bytes(range(256)) * 7
    text = written_in_seven_bits(content)
    assert len(text) == len(content) * 8 // 7
    assert len(text.encode()) < 1.21 * len(content)
