"""The picture for previews shows what it says."""

import zlib

import numpy as np

from demos.draw.card import GREY, HEIGHT, MARGIN, PAPER, SHADES, STRIP, TEXT, WIDTH, card
from demos.draw.update import first_state
from tasks.strokes.network import new_parameters

THETA = new_parameters(np.random.default_rng(0))
HEAD = 8 + 25  # bytes of signature and IHDR


def pixels(png: bytes) -> np.ndarray:
    """(HEIGHT, WIDTH, 3), in a reading of our own."""
    chunks, at = {}, 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4])
        chunks[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + size]
        at += size + 12
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(HEIGHT, WIDTH + 1)
    return np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]


def test_size_and_kind() -> None:
    png = card(THETA)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (WIDTH, HEIGHT) == (1200, 630)
    assert len(png) < 200_000


def test_the_strip_has_a_row_for_each_unit_in_the_colour_of_its_state() -> None:
    picture = pixels(card(THETA))[HEIGHT - STRIP :].astype(int)
    cs = first_state(THETA).learner.ink.cs
    for step, unit in ((0, 0), (len(cs) // 2, 5), (len(cs) - 1, cs.shape[1] - 1)):
        x, y = round((step + 0.5) * WIDTH / len(cs)), round((unit + 0.5) * STRIP / cs.shape[1])
        red, _, blue = picture[y, x]
        warmth = (red - blue) - (PAPER[0] - PAPER[2])  # orange is warmer than paper, blue colder
        assert warmth * np.sign(cs[step, unit]) >= 0
        assert abs(warmth) > 0 or abs(np.tanh(cs[step, unit])) < 1 / SHADES


def test_ink_and_what_may_come_are_inside_of_the_margin() -> None:
    above = pixels(card(THETA))[: HEIGHT - STRIP].astype(int)
    ink = np.argwhere((above == TEXT).all(axis=2))
    assert 2000 < len(ink) < 100_000
    assert (ink.min(axis=0) > MARGIN - 6).all()
    assert (ink.max(axis=0) < (HEIGHT - STRIP - MARGIN + 6, WIDTH - MARGIN + 6)).all()
    lightest = np.array(PAPER) + 0.75 * (np.array(GREY) - PAPER)  # of a line of the fan at its middle
    assert (np.abs(above - lightest).max(axis=2) < 8).sum() > 500


def test_the_same_network_gives_the_same_bytes_and_another_one_others() -> None:
    assert card(THETA) == card(THETA)
    assert card(THETA) != card(-THETA)
