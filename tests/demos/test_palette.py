import doctest

import numpy as np
import pytest

from demos import palette
from demos.palette import GROUNDS, PALETTE, THEMES, contrast, light, mixed, rgb, threshold


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
    for one, between, other in zip(rgb(colour.light), rgb(colour.between), rgb(colour.dark), strict=True):
        assert min(one, other) < between < max(one, other)


@pytest.mark.parametrize("name", PALETTE)
def test_both_themes_are_written_in_digits(name: str) -> None:
    rgb(PALETTE[name].light), rgb(PALETTE[name].dark)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_what_is_written_on_a_value_can_be_read_whatever_the_value(ground: str, theme: str) -> None:
    hue, zero = (getattr(PALETTE[name], theme) for name in GROUNDS[ground])
    pale, strong = (light(getattr(PALETTE[name], theme)) for name in ("on-pale", "on-strong"))
    for m in np.linspace(0, 1, 1001):
        text = strong if m > threshold(ground, theme) else pale
        assert contrast(text, mixed(hue, zero, float(m))) >= 4.5, m


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["text", "muted", "positive", "negative", "yes", "no"])
@pytest.mark.parametrize("paper", ["paper", "raised"])
def test_what_is_written_in_a_colour_can_be_read(name: str, paper: str, theme: str) -> None:
    assert contrast(*(light(getattr(PALETTE[one], theme)) for one in (name, paper))) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(light("#000"), light("#fff")) == pytest.approx(21)
    assert contrast(light("#767676"), light("#fff")) == pytest.approx(4.54, abs=0.01)  # the usual example


def test_mixtures_are_those_of_browsers() -> None:
    # What Chromium and Firefox paint for color-mix(in oklab, #c4570d 40%, #d8d3c4) and its like.
    np.testing.assert_allclose(mixed("#c4570d", "#d8d3c4", 0.4), light("#d4a384"), atol=0.004)
    np.testing.assert_allclose(mixed("#1f5fa8", "#d8d3c4", 0.7), light("#5a83b3"), atol=0.004)
    np.testing.assert_allclose(mixed("#f08c43", "#57524a", 0.3), light("#83644c"), atol=0.004)
