"""Links, pictures, and files of other sizes."""

import json
import re
import struct
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from tests.browser.four.four_bit import FourBit

pytestmark = pytest.mark.browser


def link(demo: FourBit) -> str:
    demo.open("Take it along")
    return demo.panel.get_by_label("Link", exact=True).input_value()


def open_link(demo: FourBit, address: str) -> tuple[Page, FourBit]:
    page = demo.page.context.new_page()
    page.goto(address)
    opened = FourBit(page)
    opened.wait_ready()
    return page, opened


def float32(value: float) -> float:
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def test_a_link_with_weights_opens_the_same_network(four: FourBit) -> None:
    four.set_bits("Test", "1011")
    four.open("Take it along")
    four.panel.get_by_label("with these very weights").check()
    expect(four.panel.get_by_label("Link", exact=True)).to_have_value(re.compile("weights=2"))
    page, opened = open_link(four, link(four))
    assert opened.bits("Test") == "1011"
    mine, theirs = four.weights(), opened.weights()
    assert theirs == json.loads(json.dumps(mine), parse_float=lambda text: float32(float(text)))
    page.close()


def test_a_link_without_weights_trains_the_same_again(four: FourBit) -> None:
    mine = four.weights()
    four.open("Take it along").get_by_label("with these very weights").uncheck()
    expect(four.panel.get_by_label("Link", exact=True)).not_to_have_value(re.compile("weights="))
    address = link(four)
    page, opened = open_link(four, address)
    opened.train()
    assert opened.weights() == mine
    page.close()


def test_a_damaged_link_says_why(four: FourBit, site: str) -> None:
    for weights, word in (("9.AAAA", "format"), ("1..AAAA", "not those of 4 units"), ("1..A!!A", "damaged")):
        page, opened = open_link(four, f"{site}/four-bit.html?target=1010&weights={weights}")
        expect(opened.notice).to_contain_text(word)
        page.close()


def test_a_link_that_was_cut_off_says_so(four: FourBit) -> None:
    four.open("Take it along")
    four.panel.get_by_label("with these very weights").check()
    address = four.panel.get_by_label("Link", exact=True)
    expect(address).to_have_value(re.compile("weights=2.*[0-9A-Za-z]$"))
    for end in (-1, -40, address.input_value().index("&weights") - len(address.input_value())):
        page, opened = open_link(four, address.input_value()[:end])
        expect(opened.notice).to_contain_text("cut off")
        page.close()


def test_a_link_with_weights_survives_a_comment_field(four: FourBit) -> None:
    four.open("Take it along")
    four.panel.get_by_label("with these very weights").check()
    expect(four.panel.get_by_label("Link", exact=True)).to_have_value(re.compile("weights="))
    page, opened = open_link(four, f"{link(four).replace('&', '&amp;')}).")
    expect(opened.notice).to_be_empty()
    mine = json.loads(json.dumps(four.weights()), parse_float=lambda text: float32(float(text)))
    assert opened.weights() == mine
    page.close()


def test_the_diagram_as_svg_and_png(four: FourBit) -> None:
    four.run("1010")
    four.open("Take it along")
    with four.page.expect_download() as svg:
        four.panel.get_by_role("button", name="Diagram as SVG").click()
    assert svg.value.suggested_filename == "lstm-four-bit.svg"
    root = ElementTree.parse(svg.value.path()).getroot()
    words = " ".join(element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text"))
    numbers = four.root.locator(".lane-numbers [data-quantity]").all_inner_texts()
    assert len(numbers) == 32
    assert all(number in words for number in numbers)
    assert "pattern recognised" in words
    assert "var(" not in svg.value.path().read_text("utf-8")
    with four.page.expect_download() as png:
        four.panel.get_by_role("button", name="Diagram as PNG").click()
    data = png.value.path().read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width = struct.unpack(">I", data[16:20])[0]
    assert width == 2 * int(root.attrib["width"])


def test_a_file_of_another_size_is_refused(four: FourBit) -> None:
    text = four.export_text()
    four.change_network(3, 4)
    four.load(text)
    expect(four.notice).to_contain_text("has the shape (16, 1), but this network needs (12, 1)")


def test_fifty_megabytes_are_not_read(four: FourBit) -> None:
    # Made on the page: it takes minutes to hand so much over to a browser.
    choose = """(input) => {
      const chosen = new DataTransfer();
      chosen.items.add(new File([new Uint8Array(50_000_000)], "big.json", { type: "application/json" }));
      input.files = chosen.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }"""
    four.file_input.evaluate(choose)
    expect(four.notice).to_contain_text("big.json was not loaded: it is larger than 1000000 bytes")


@pytest.mark.parametrize(
    ("settings", "word"),
    [("units=17", "from 1 to 16"), ("target=1", "from 2 to 8 bits"), ("target=101010101", "from 2 to 8 bits")],
)
def test_limits_hold_for_addresses_too(four: FourBit, site: str, settings: str, word: str) -> None:
    page, opened = open_link(four, f"{site}/four-bit.html?{settings}")
    expect(opened.notice).to_contain_text(word)
    assert opened.bits("Target") == "1010"
    page.close()


def test_a_size_by_address(four: FourBit, site: str) -> None:
    page, opened = open_link(four, f"{site}/four-bit.html?target=011010&units=2&input=111111")
    expect(opened.status).to_contain_text("has not learned anything yet")
    assert opened.bits("Test") == "111111"
    assert page.locator(".lane-name:not(.lane-bias)").count() == 2
    page.close()
