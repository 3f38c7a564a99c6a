import doctest

import pytest

from demos import palette
from demos.palette import PALETTE, rgb


def test_examples_in_docstrings() -> None:
    assert doctest.testmod(palette).failed == 0


def test_short_colours_are_the_long_ones() -> None:
    assert rgb("#fff") == rgb("#ffffff") == (255, 255, 255)
    assert rgb("#1af") == (0x11, 0xAA, 0xFF)


@pytest.mark.parametrize("colour", [None, "", "#ff", "#fffff", "Canvas", "rgb(1, 2, 3)", "#gggggg"])
def test_other_ways_to_write_a_colour_are_refused(colour: str | None) -> None:
    with pytest.raises(ValueError):
        rgb(colour)


@pytest.mark.parametrize("name", [name for name, colour in PALETTE.items() if colour.between])
def test_what_is_for_both_themes_lies_between_them(name: str) -> None:
    colour = PALETTE[name]
    for light, between, dark in zip(rgb(colour.light), rgb(colour.between), rgb(colour.dark), strict=True):
        assert min(light, dark) < between < max(light, dark)


@pytest.mark.parametrize("name", PALETTE)
def test_both_themes_are_written_in_digits(name: str) -> None:
    rgb(PALETTE[name].light), rgb(PALETTE[name].dark)
