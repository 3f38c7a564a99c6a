"""A demo in a frame takes the colours of the page around it, in whatever way that page says them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.blog import Blog
from tests.browser.conftest import NewPage
from tests.browser.patience import LONG_PATIENCE as START
from tests.browser.pixels import painted_at
from tests.browser.test_embed import SCRIPT, check_training, frame

pytestmark = pytest.mark.browser

DEMO = frame("lstm/two-bit.html")
IMAGE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
PAPERS = {"light": (251, 250, 245), "dark": (24, 23, 21)}


def root_of(page: Page) -> Locator:
    return page.frame_locator("iframe").locator("html")


@pytest.fixture
def calm(new_page: NewPage) -> NewPage:
    """As new_page; but Python does not start, which colours do not wait for."""

    def open_page(**settings: Any) -> Page:
        page = new_page(**settings)
        page.route("**/start.js", lambda route: route.abort())
        return page

    return open_page


@pytest.fixture
def page(calm: NewPage) -> Page:
    """An empty page on a desk."""
    return calm()


def expect_theme(page: Page, theme: str) -> None:
    """Of the demo, and of its frame, without which nothing is seen through it."""
    expect(root_of(page)).to_have_attribute("data-theme", theme)
    expect(page.locator("iframe")).to_have_css("color-scheme", theme)


# What is behind the frame, light and dark: the style of the body, and of a box in it around the frame.
GROUNDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "a name": (("background: ivory", ""), ("background: indigo", "")),
    "hsl": (("background: hsl(210 40% 98%)", ""), ("background: hsl(222 47% 11%)", "")),
    "hwb": (("background: hwb(210 95% 2%)", ""), ("background: hwb(210 5% 90%)", "")),
    "oklch": (("background: oklch(0.985 0.002 247)", ""), ("background: oklch(0.208 0.042 265.755)", "")),
    "oklch, a tiny chroma": (("background: oklch(1 0.0000089 271)", ""), ("background: oklch(0.15 0.0000089 271)", "")),
    "oklab": (("background: oklab(96% -0.01 0.005)", ""), ("background: oklab(20% 0.01 -0.03)", "")),
    "lab": (("background: lab(97% -1.2 -3)", ""), ("background: lab(8% 1.5 -9)", "")),
    "lch": (("background: lch(97 4 250)", ""), ("background: lch(9 12 270)", "")),
    "a part that is none": (("background: oklch(0.97 none none)", ""), ("background: lab(none none none)", "")),
    "display-p3": (
        ("background: color(display-p3 0.98 0.97 0.99)", ""),
        ("background: color(display-p3 0.1 0 0.2)", ""),
    ),
    "out of sRGB": (("background: color(display-p3 0 1 0)", ""), ("background: color(display-p3 0 0 1)", "")),
    "srgb": (("background: color(srgb 0.95 0.95 0.99)", ""), ("background: color(srgb 0.00002 0.1 -0.02)", "")),
    "xyz": (("background: color(xyz 0.9 0.95 1)", ""), ("background: color(xyz 0.01 0.01 0.02)", "")),
    "color-mix": (
        ("background: color-mix(in oklab, white 90%, navy)", ""),
        ("background: color-mix(in lch, black 80%, teal)", ""),
    ),
    "light-dark": (
        ("color-scheme: light; background: light-dark(#eee, #111)", ""),
        ("color-scheme: dark; background: light-dark(#eee, #111)", ""),
    ),
    "relative": (
        ("background: oklch(from navy 0.95 c h)", ""),
        ("background: hsl(from ivory h s 10%)", ""),
    ),
    "a variable": (
        ("--ground: oklch(0.96 0.01 90); background: var(--ground)", ""),
        ("--ground: oklch(0.2 0.01 90)", "background: rgb(from var(--ground) r g b / 1)"),
    ),
    "the system's": (
        ("background: CanvasText", "background: Canvas"),
        ("background: Canvas", "background: CanvasText"),
    ),
    "black, a little, on white": (("background: #fff", "background: #0006"), ("background: #000", "background: #fff6")),
    "layers": (
        ("background: #0006", "background: oklch(1 0 0 / 0.6)"),
        ("background: oklch(0 0 0 / 0.4)", "background: color(srgb 0 0 0 / 0.5)"),
    ),
    "nothing between": (("background: #fff", "background: #0000"), ("background: #000", "background: #fff0")),
    "seen through": (
        ("background: #fff", "background: lab(0 0 0 / 0.0001)"),
        ("background: #000", "background: lab(100 0 0 / 0.0001)"),
    ),
    "a gradient": (
        ("background: #111", "background: linear-gradient(oklch(0.99 0.01 90), #ddd)"),
        ("background: #eee", "background: radial-gradient(#222, rgb(0 0 60))"),
    ),
    "a fine pattern on a colour": (
        ("background: #fff repeating-linear-gradient(#0001 0 1px, transparent 1px 20px)", ""),
        ("background: #111 repeating-linear-gradient(#fff1 0 1px, transparent 1px 20px)", ""),
    ),
    "a picture with a colour": (
        (f"background: #eee url({IMAGE}); color: #fff", ""),
        (f"background: #111 url({IMAGE}); color: #000", ""),
    ),
    "a picture alone, by the text": (
        ("background: #111; color: #eee", f"background: url({IMAGE}); color: oklch(0.2 0 0)"),
        ("background: #eee; color: #111", f"background: url({IMAGE}); color: oklch(0.95 0 0)"),
    ),
    "something unseen, by the text": (("color: #222", ""), ("color: oklch(0.95 0.01 90)", "")),
    "a box that paints nothing": (
        ("background: #fff", "display: contents; background: #000"),
        ("background: #000", "display: contents; background: #fff"),
    ),
}

# What is painted for decoration, on a ground that it does not cover: %s stands for a colour like that of the text.
DECORATIONS = {
    "a line above": "linear-gradient(90deg, #7928ca, #0070f3) no-repeat 0 0 / 100% 4px",
    "a line below": "linear-gradient(%s, %s) bottom / 100% 3px no-repeat",
    "a line at the left": "linear-gradient(%s, %s) left / 3px 100% no-repeat",
    "a line at the right, again and again": "linear-gradient(%s, %s) right / 3px 50px repeat-y",
    "a band above": "linear-gradient(%s, %s) top / 100% 100px no-repeat",
    "a gradient that begins farther down": "linear-gradient(%s, %s) 0 2000px no-repeat",
    "a margin": "linear-gradient(to right, %s 0 64px, transparent 64px)",
    "a fade": "linear-gradient(%s, transparent)",
    "dots": "radial-gradient(%s 0 1px, transparent 1px) 0 0 / 20px 20px",
    "graph paper": (
        "linear-gradient(%s 1px, transparent 1px) 0 0 / 24px 24px,"
        " linear-gradient(90deg, %s 1px, transparent 1px) 0 0 / 24px 24px"
    ),
    "ruled paper": "repeating-linear-gradient(%s 0 1px, transparent 1px 20px)",
    "of the text's colour": "linear-gradient(currentcolor, currentcolor) 0 0 / 100% 3px no-repeat",
    "a small picture": f"url({IMAGE}) 0 0 / 20px 20px no-repeat",
    "dots and a small picture": f"radial-gradient(%s 0 1px, #0000 1px), url({IMAGE}) 0 0 / 9px 9px no-repeat",
}
for name, image in DECORATIONS.items():
    on_white, on_black = image.replace("%s", "#111"), image.replace("%s", "#eee")
    GROUNDS[f"{name}, on a colour"] = ((f"background: {on_white} #fff", ""), (f"background: {on_black} #111", ""))
    GROUNDS[f"{name}, on a page"] = (
        ("background: #fff", f"background: {on_white}"),
        ("background: #111", f"background: {on_black}"),
    )
    GROUNDS[f"{name}, on nothing"] = ((f"background: {on_white}", ""), (f"background: {on_black}; color: #eee", ""))
GROUNDS |= {
    "a margin of an opaque gradient": (
        ("background: linear-gradient(to right, #111 0 20px, #fff 20px)", ""),
        ("background: linear-gradient(to right, #eee 0 20px, #111 20px); color: #eee", ""),
    ),
    "a margin of an opaque gradient that has a colour": (
        ("background: linear-gradient(to right, #111 0 20px, #fff 20px) #fff", ""),
        ("background: linear-gradient(to right, #eee 0 20px, #111 20px) #111", ""),
    ),
    "in the letters": (
        ("background: #fff", "background: linear-gradient(#111, #222) text; color: #0000"),
        ("background: #111", "background: linear-gradient(#eee, #ddd) text; color: #0000"),
    ),
    "a colour in the letters": (
        ("background: #fff", "background: #111 text"),
        ("background: #111", "background: #eee text"),
    ),
    "of gradients that cover, the first": (
        ("background: linear-gradient(#fff, #eee), linear-gradient(#000, #111)", ""),
        ("background: linear-gradient(#000, #111), linear-gradient(#fff, #eee)", ""),
    ),
    "a gradient larger than its place": (
        ("background: #111", "background: linear-gradient(90deg, #fff, #ddd, #fff) 40% 50% / 400% 400%"),
        ("background: #eee", "background: linear-gradient(90deg, #111, #333, #111) 40% 50% / 400% 400%"),
    ),
    "a gradient that covers and does not repeat": (
        ("background: #111", "background: linear-gradient(#fff, #ddd) center / cover no-repeat"),
        ("background: #eee", "background: linear-gradient(#111, #333) 0 0 / 9000px 9000px no-repeat"),
    ),
    "tiles": (
        ("background: #111", "background: linear-gradient(#fff, #ddd) 0 0 / 20px 20px"),
        ("background: #eee", "background: linear-gradient(#111, #333) 3px 9px / 20px 20px"),
    ),
    "a veil on a picture that has a colour": (
        (f"background: linear-gradient(#fffc, #fffc), url({IMAGE}) #111", ""),
        (f"background: linear-gradient(#000c, #000c), url({IMAGE}) #eee", ""),
    ),
    "a comma in a picture's address": (
        ("background: #fff", "background: url('data:image/svg+xml,rgb(0,0,0),(') 0 0 / 20px 20px no-repeat"),
        ("background: #111", "background: url('data:image/svg+xml,rgb(9,9,9),(') 0 0 / 20px 20px no-repeat"),
    ),
    "a gradient in a picture's address": (
        ("background: #111", "background: url('data:image/svg+xml,linear-gradient(rgb(0,0,0))'); color: #111"),
        ("background: #fff", "background: url('data:image/svg+xml,linear-gradient(rgb(0,0,0))'); color: #eee"),
    ),
    "light text inside of what is white, by the text": (
        ("background: #fff", "color: #555"),
        ("background: #fff", "color: #eee"),
    ),
    "something white on a page with light text": (
        ("background: #111; color: #eee", "background: #fff"),
        ("background: #fff; color: #111", "background: #111"),
    ),
}

WEAR = """([body, box]) => {
  document.body.style.cssText = body;
  document.querySelector("#box").style.cssText = box;
}"""


def test_any_notation_of_a_colour_is_understood(page: Page, blog: Blog) -> None:
    """Also on a page whose own styles are after every element, and move slowly."""
    pushy = "<style>html > :not(body) { color: #777 !important; transition: color 9s !important }</style>"
    page.goto(blog.write(f'<div id="box">{DEMO}</div>{SCRIPT}', pushy))
    expect_theme(page, "light")
    wrong = []
    for name, (light, dark) in GROUNDS.items():
        for theme, ground in (("light", light), ("dark", dark)):
            # From the other side, so that a demo that has not moved is not taken for a right one.
            other = "dark" if theme == "light" else "light"
            page.evaluate(WEAR, [f"background: {'#000' if other == 'dark' else '#fff'}", ""])
            expect_theme(page, other)
            page.evaluate(WEAR, ground)
            try:
                expect(root_of(page)).to_have_attribute("data-theme", theme)
            except AssertionError:
                wrong.append(f"{name}: {theme} is taken for {other}")
    assert wrong == []
    assert page.locator("lstm-colour").count() == 0


# Without relative colours, as in Firefox before 128, and without any conversion.
FORGET = """(forgotten) => {
  const { setProperty } = CSSStyleDeclaration.prototype;
  CSSStyleDeclaration.prototype.setProperty = function (name, value, priority) {
    if (!forgotten.some((word) => String(value).includes(word))) setProperty.call(this, name, value, priority);
  };
}"""


@pytest.mark.parametrize(
    ("forgotten", "theme"), [(["(from "], "light"), (["(from ", "color-mix("], "light")], ids=["relative", "both"]
)
def test_browsers_that_know_less_of_colours(page: Page, blog: Blog, forgotten: list[str], theme: str) -> None:
    page.add_init_script(f"({FORGET})({forgotten})")
    page.goto(blog.write(DEMO + SCRIPT, "<style>body { background: oklch(0.2 0.04 250); color: #eee }</style>"))
    expect_theme(page, "dark")
    page.evaluate("document.body.style.cssText = 'background: oklch(0.985 0.002 247); color: #111'")
    expect_theme(page, theme)
    page.evaluate("document.body.style.cssText = 'background: rgb(20, 0, 0)'")
    expect_theme(page, "dark")


SCHEMES = {  # of a page without a background: what it is where the system is light, and where it is dark
    "<style>:root { color-scheme: light dark }</style>": "light dark",
    "<style>:root { color-scheme: dark light }</style>": "light dark",
    "<style>:root { color-scheme: dark }</style>": "dark dark",
    "<style>:root { color-scheme: only dark }</style>": "dark dark",
    "<style>:root { color-scheme: only light }</style>": "light light",
    "<style>:root { color-scheme: normal }</style>": "light light",
    '<meta name="color-scheme" content="light dark">': "light dark",
    '<meta name="Color-Scheme" content="dark">': "dark dark",
    '<meta name="color-scheme" content="light dark"><style>:root { color-scheme: light }</style>': "light light",
    "<style>:root { color-scheme: light dark } body { background: Canvas }</style>": "light dark",
    "<style>@media (prefers-color-scheme: dark) { html { background: oklch(0.2 0 0) } }</style>": "light dark",
}


@pytest.mark.parametrize("head", SCHEMES)
def test_a_page_that_goes_with_the_system(page: Page, blog: Blog, head: str) -> None:
    light, dark = SCHEMES[head].split()
    page.goto(blog.write(DEMO + SCRIPT, head))
    for system, theme in (("light", light), ("dark", dark), ("light", light)):
        page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        expect_theme(page, theme)


SWITCHES = {
    "a sheet that is switched off": (
        '<style>body { background: oklch(0.98 0 0) }</style><style id="night">body { background: lab(8 0 0) }</style>'
        "<script>night.sheet.disabled = true</script>",
        "night.sheet.disabled = false",
    ),
    "a sheet in another's place": (
        '<link id="sheet" rel="stylesheet" href="day.css">',
        "sheet.href = 'night.css'",
    ),
    "a sheet for another medium": (
        '<style>body { background: #fff }</style><style id="night" media="print">body { background: #111 }</style>',
        "night.media = 'all'",
    ),
    "other rules": (
        '<style id="rules">body { background: #fff }</style>',
        "rules.textContent = 'body { background: #111 }'",
    ),
    "one more sheet": (
        "",
        "document.head.insertAdjacentHTML('beforeend', '<style>:root { color-scheme: dark }</style>')",
    ),
    "a sheet without an element": (
        "",
        "(s => (s.replaceSync('body { background: #111 }'), document.adoptedStyleSheets.push(s)))(new CSSStyleSheet())",
    ),
    "the meta element": (
        '<meta name="color-scheme" content="light">',
        "document.querySelector('meta').content = 'dark'",
    ),
    "a box to tick": (
        "<style>body:has(:checked) { background: oklch(0.2 0 0) }</style>",
        "document.querySelector('input').click()",
    ),
    "slowly, a variable": (
        "<style>@property --g { syntax: '<color>'; inherits: true; initial-value: #fff } body { background: var(--g);"
        " transition: --g 0.3s } .night { --g: #111 }</style>",
        "document.body.className = 'night'",
    ),
    "by an animation": (
        "<style>@keyframes night { to { background: #111 } } .night { animation: night 0.3s both }</style>",
        "document.body.className = 'night'",
    ),
}


@pytest.mark.parametrize("name", SWITCHES)
def test_whatever_a_page_changes_is_followed(page: Page, blog: Blog, name: str) -> None:
    head, switch = SWITCHES[name]
    for file, colour in (("day", "#fff"), ("night", "#111")):
        (blog.folder / f"{file}.css").write_text(f"body {{ background: {colour} }}", "utf-8")
    page.goto(blog.write(f'<input type="checkbox" aria-label="Night">{DEMO}{SCRIPT}', head))
    expect_theme(page, "light")
    page.evaluate(switch)
    expect_theme(page, "dark")


def test_what_is_in_a_component_is_behind_too(page: Page, blog: Blog) -> None:
    page.goto(blog.write(f"<div id='host'>{DEMO}</div>{SCRIPT}"))
    expect_theme(page, "light")
    page.evaluate("""() => {
      const shadow = document.querySelector("#host").attachShadow({ mode: "open" });
      shadow.innerHTML = "<div style='background: oklch(0.2 0.02 90)'><slot></slot></div>";
    }""")
    expect_theme(page, "dark")


def test_what_is_painted_by_no_ancestor_shows_in_the_text(page: Page, blog: Blog) -> None:
    """A picture under the page, which itself is told to be white; and text that says so."""
    under = "<div style='position: fixed; inset: 0; z-index: -1; background: #111'></div>"
    page.goto(blog.write(f"{under}{DEMO}{SCRIPT}", "<style>html { background: #fff }</style>"))
    expect_theme(page, "light")
    for colour in ("#eee", "#bbb", "oklch(0.95 0 0)"):
        page.evaluate("colour => { document.body.style.color = colour; }", colour)
        expect_theme(page, "dark")
        page.evaluate("document.body.style.color = '#aaa'")  # as text that is less important, on white
        expect_theme(page, "light")


def test_a_dialog_is_seen_on_its_backdrop(page: Page, blog: Blog) -> None:
    style = "<style>dialog { background: none } dialog::backdrop { background: #000d }</style>"
    page.goto(blog.write(f"<dialog>{DEMO}</dialog>{SCRIPT}", f"{style}<style>body {{ background: #fff }}</style>"))
    page.evaluate("document.querySelector('dialog').showModal()")
    expect_theme(page, "dark")
    page.evaluate("document.querySelector('dialog').close()")
    page.evaluate("document.querySelector('dialog').show()")  # without a backdrop
    expect_theme(page, "light")


def test_a_theme_that_is_none_is_told_and_the_page_is_followed(new_page: NewPage, blog: Blog) -> None:
    page = new_page()
    page.goto(
        blog.write(
            frame("lstm/two-bit.html?theme=transparent-pink") + SCRIPT, "<style>html { background: #111 }</style>"
        )
    )
    expect_theme(page, "dark")
    inside = page.frame_locator("iframe")
    expect(inside.locator("#two-bit-notice")).to_have_text(
        "The address asks for theme=transparent-pink, but the themes are light, dark and transparent.", timeout=START
    )
    assert corner(page) == PAPERS["dark"]


# ---- Transparent ----


def corner(page: Page) -> tuple[int, ...]:
    """The colour of the frame's upper left corner, where the demo paints nothing of its own."""
    box = page.locator("iframe").bounding_box()
    assert box
    return painted_at(page, box["x"] + 4, box["y"] + 4)


STYLES = {  # a page's ground, what is painted there, and what fits to it
    "background: rgb(230, 245, 255)": ((230, 245, 255), "light"),
    "background: rgb(10, 20, 60)": ((10, 20, 60), "dark"),
    "background: oklch(0.985 0.002 247)": ((249, 250, 251), "light"),
    "background: linear-gradient(rgb(0, 40, 40), rgb(0, 40, 40))": ((0, 40, 40), "dark"),
    "color-scheme: dark": ((18, 18, 18), "dark"),
    "color-scheme: light dark; background: rgb(10, 20, 60)": ((10, 20, 60), "dark"),
}


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("name", ["two-bit", "memory", "draw"])
def test_the_page_is_seen_through_a_transparent_demo(calm: NewPage, blog: Blog, system: str, name: str) -> None:
    page = calm(color_scheme=system)
    page.goto(blog.write(frame(f"lstm/{name}.html?theme=transparent") + SCRIPT))
    for style, (colour, theme) in STYLES.items():
        page.evaluate("style => { document.documentElement.style.cssText = style; }", style)
        expect_theme(page, theme)
        assert corner(page) == colour, style
    expect(page.frame_locator("iframe").locator(f"#{name}-notice")).to_be_empty()


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_transparent_demo_of_a_theme_that_the_address_names(
    calm: NewPage, blog: Blog, system: str, theme: str
) -> None:
    page = calm(color_scheme=system)
    style = "<style>html { background: rgb(120, 130, 200) }</style>"
    page.goto(blog.write(frame(f"lstm/two-bit.html?theme=transparent-{theme}") + SCRIPT, style))
    expect_theme(page, theme)
    assert corner(page) == (120, 130, 200)
    page.evaluate("document.documentElement.style.background = 'rgb(10, 10, 20)'")
    page.wait_for_function("getComputedStyle(document.documentElement).backgroundColor === 'rgb(10, 10, 20)'")
    assert corner(page) == (10, 10, 20)
    expect_theme(page, theme)


@pytest.mark.parametrize("system", ["light", "dark"])
def test_without_the_script_a_transparent_demo_can_be_read(calm: NewPage, blog: Blog, system: str) -> None:
    """On its own paper, as the reader's system is; of a theme that the address names, through such a frame."""
    page = calm(color_scheme=system)
    style = "<style>html { background: rgb(60, 70, 110) }</style>"
    page.goto(blog.write(frame("lstm/two-bit.html?theme=transparent"), style))
    root = root_of(page)
    expect(root).to_have_attribute("data-python", "failed")
    assert corner(page) == PAPERS[system]
    for theme in ("light", "dark"):
        page.goto(
            blog.write(frame(f"lstm/two-bit.html?theme=transparent-{theme}", f'style="color-scheme: {theme}"'), style)
        )
        expect(root).to_have_attribute("data-theme", theme)
        assert corner(page) == (60, 70, 110)


@pytest.mark.parametrize("theme", ["transparent", "transparent-light", "transparent-dark"])
def test_a_page_that_is_in_no_frame_has_its_paper(new_page: NewPage, site: str, theme: str) -> None:
    page = new_page(color_scheme="dark")
    page.goto(f"{site}/two-bit.html?theme={theme}", wait_until="domcontentloaded")
    paper = PAPERS["light" if theme.endswith("light") else "dark"]
    assert painted_at(page, 4, 4) == paper


@pytest.mark.parametrize("origin", ["other host", "sandboxed"])
def test_from_another_host_it_is_transparent_too(new_page: NewPage, blog: Blog, site: str, origin: str) -> None:
    page = new_page()
    sandbox = 'sandbox="allow-scripts"' if origin == "sandboxed" else ""
    address = f"{site.replace('127.0.0.1', 'localhost')}/two-bit.html?theme=transparent"
    page.goto(blog.write(frame(address, sandbox) + SCRIPT, "<style>body { background: rgb(0, 30, 50) }</style>"))
    expect_theme(page, "dark")
    assert corner(page) == (0, 30, 50)
    check_training(page.frame_locator("iframe"))
    assert corner(page) == (0, 30, 50)


def test_a_picture_of_a_transparent_demo_has_paper(new_page: NewPage, blog: Blog) -> None:
    """The colour that was behind it; and no colour is read from a canvas, where some browsers add noise."""
    page = new_page()
    page.add_init_script("delete CanvasRenderingContext2D.prototype.getImageData")
    style = "<style>html { background: #012 }</style>"
    page.goto(blog.write(frame("lstm/two-bit.html?theme=transparent") + SCRIPT, style))
    inside = page.frame_locator("iframe")
    expect(inside.locator("html")).to_have_attribute("data-python", "ready", timeout=START)
    inside.get_by_role("button", name="Take it along").click()
    with page.expect_download() as download:
        inside.get_by_role("button", name="Diagram as SVG").click()
    paper = Path(download.value.path()).read_text("utf-8").splitlines()[1]
    assert 'fill="rgb(0,17,34)"' in paper
