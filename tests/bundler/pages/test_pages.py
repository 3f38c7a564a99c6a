import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bundler.fetch.pyscript import REFUSED
from bundler.pages import write as pages
from bundler.pages.filling import TEMPLATES, placed
from bundler.pages.icon import write_icon
from bundler.pages.sheets import write_sheets
from bundler.publish.licenses import FILE as LICENSES
from demos.demo import Place
from demos.draw.demo import pretrained
from demos.draw.update import first_state
from demos.html import VOID
from demos.limits import FILE_BYTES
from demos.memory.pretrained import untrained_latch, untried_experiment
from demos.memory.state import State as MemoryState
from demos.own_cell.source import source_of
from demos.page import Card, all_pages
from demos.page import Page as DemoPage
from demos.pattern.presets import FOUR_BIT, TWO_BIT
from demos.pattern.pretrained import from_json, from_numbers, to_json, untrained
from demos.pattern.settings import initial_state
from demos.registry import all_demos, find
from rnn.arrays import Array
from tasks.strokes.network import new_parameters
from tasks.strokes.pretraining import pretrain as pretrain_pad
from tests.demos.support import OURS

LINKS = {
    "app": "assets/app-0123",
    "fonts": "assets/fonts",
    "core": "assets/pyscript-1/core.js",
}
PATTERNS = {"index": (TWO_BIT, FOUR_BIT), "two-bit": (TWO_BIT,), "four-bit": (FOUR_BIT,)}  # by page
WITH_PAD = ("index", "draw")
WITH_MEMORY = {"index": {"memory": "latch", "recall": "recall"}, "memory": {"memory": "latch"}}
THETA = new_parameters(np.random.default_rng(0))
# By page:
DEMOS = {"index": ["two-bit", "memory", "recall", "four-bit", "draw"], **{name: [name] for name in all_demos()}}
NAMES = tuple(DEMOS)
PACKAGES = {"two-bit": "pattern", "four-bit": "pattern", "memory": "memory", "recall": "memory", "draw": "draw"}
PACKAGES["own-cell"] = "own_cell"
NAMED = {"recall": "memory"}  # instances that have another name than their demo
NAMESPACES = {"http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg"}
ADDRESSES = ("href", "src", "data-core", "data-interpreter", "data-wasm")

type Attributes = dict[str, str | None]


class ParsedPage(HTMLParser):
    """A page as a browser would read it; elements must be closed in the order in which they were opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.open: list[str] = []
        self.elements: list[tuple[str, Attributes]] = []
        self.texts: dict[str, list[str]] = {}  # by tag
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute of {tag} is there twice"
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data

    def values(self, *attributes: str) -> list[str]:
        return [value for _, attrs in self.elements for name, value in attrs.items() if name in attributes and value]


def papers_of(page: ParsedPage) -> set[str]:
    """Links to what lies elsewhere, which readers may follow and no browser does by itself."""
    links = {attrs["href"] or "" for tag, attrs in page.elements if tag == "a"}
    return {link for link in links if re.match(r"https://(doi\.org|arxiv\.org/abs)/[\w./()-]+$", link)}


def addresses_of(page: ParsedPage) -> list[str]:
    """All of them, but for pictures that are part of the page, and papers."""
    ours = [address for address in page.values(*ADDRESSES) if not address.startswith("data:image/png;base64,")]
    return [address for address in ours if address not in papers_of(page)]


def practise(train: Callable[[], Array], untrained: Callable[[], Array]) -> Array:
    """Not as long as a build would: of those that are practised only the pad gets parameters made here."""
    return THETA if train is pretrain_pad else untrained()


def written(folder: Path) -> dict[str, ParsedPage]:
    pages.write_pages(folder, LINKS, practise)
    return {file.stem: ParsedPage(file.read_text("utf-8")) for file in folder.glob("*.html")}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ParsedPage]:
    return written(tmp_path_factory.mktemp("dist"))


def embedded(page: ParsedPage) -> list[Any]:
    """The data that the page carries for its pattern demos."""
    return [data for data in all_embedded(page) if not data.keys() & {"lstm", "latch", "sources"}]


def memories_of(page: ParsedPage) -> dict[str, MemoryState]:
    """The first states of the page's memory demos by instance, from the data that the page carries."""
    demos = zip(page.values("data-demo"), all_embedded(page), strict=True)
    return {name: all_demos()["memory"].begin(data, Place(name)) for name, data in demos if "latch" in data}


def all_embedded(page: ParsedPage, attribute: str = "data-demo-data") -> list[Any]:
    """What stands in the scripts with an attribute."""
    scripts = [attrs for tag, attrs in page.elements if tag == "script"]
    texts = zip(scripts, page.texts["script"], strict=True)
    return [json.loads(text) for attrs, text in texts if attribute in attrs]


def test_which_pages_there_are(site: dict[str, ParsedPage]) -> None:
    assert sorted(site) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_whole(site: dict[str, ParsedPage], name: str) -> None:
    page = site[name]
    assert page.html.startswith("<!doctype html>")
    assert page.open == []
    tags = Counter(tag for tag, _ in page.elements)
    assert all(tags[tag] == 1 for tag in ("html", "head", "title", "body", "main", "h1"))
    tag, attributes = page.elements[0]
    ours = [(attributes.pop(f"data-{name}") or "").split() for name in OURS._fields]
    assert (tag, attributes) == ("html", {"lang": "en", "data-python": "loading", "data-deadline": "60"})
    assert list(map(sorted, ours)) == list(map(sorted, OURS))
    assert {"theme", "with", "weights", "temperature", "marks"} <= {*ours[0]}
    assert ours[1] == ["two-bit", "memory", "four-bit", "draw", "own-cell"]
    assert page.texts["title"][0]


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_unique_and_labels_lead_somewhere(site: dict[str, ParsedPage], name: str) -> None:
    ids = Counter(site[name].values("id"))
    assert [i for i, count in ids.items() if count > 1] == []
    assert set(site[name].values("aria-labelledby", "for", "aria-describedby")) <= ids.keys()


@pytest.mark.parametrize("name", NAMES)
def test_no_placeholder_is_left(site: dict[str, ParsedPage], name: str) -> None:
    assert re.findall(r"\$\{?\w*", site[name].html) == []


@pytest.mark.parametrize("name", NAMES)
def test_addresses_are_relative_and_use_the_given_links(site: dict[str, ParsedPage], name: str) -> None:
    others = {f"{other}.html" for other in NAMES}
    for address in addresses_of(site[name]):
        if address.startswith("#"):
            assert address[1:] in site[name].values("id")
            continue
        path = address.partition("?")[0]
        single = {LINKS["core"], pages.MANIFEST, LICENSES}
        assert path in others | single or path.startswith((f"{LINKS['app']}/", f"{LINKS['fonts']}/")), address
    for link in LINKS.values():
        assert any(address.startswith(link) for address in site[name].values(*ADDRESSES))


@pytest.mark.parametrize("name", NAMES)
def test_every_file_of_ours_is_there(site: dict[str, ParsedPage], name: str, tmp_path: Path) -> None:
    write_sheets(TEMPLATES.parent, tmp_path)
    write_icon(TEMPLATES, tmp_path)
    ours = [a.removeprefix(LINKS["app"]) for a in site[name].values(*ADDRESSES) if a.startswith(LINKS["app"])]
    assert len(ours) == 11
    # Of an npm package, of all modules in site/page, and of what Python is made of.
    for made in ("/idiomorph.js", "/shim.js", "/runtime.mjs"):
        ours.remove(made)
    for address in ours:
        assert any((folder / address.lstrip("/")).is_file() for folder in (TEMPLATES.parent, tmp_path)), address


@pytest.mark.parametrize("name", NAMES)
def test_nothing_comes_from_elsewhere(site: dict[str, ParsedPage], name: str) -> None:
    assert set(re.findall(r"""[\w.+-]+://[^"'\s<]*""", site[name].html)) <= NAMESPACES | papers_of(site[name])
    assert not [address for address in addresses_of(site[name]) if address.startswith(("/", "data:", "blob:"))]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_picture_is_that_of_the_views(site: dict[str, ParsedPage], name: str) -> None:
    for preset in PATTERNS.get(name, ()):
        for region, html in (
            all_demos()[preset.name].view(initial_state(preset, from_numbers(untrained(preset), preset)), True).items()
        ):
            element = rf'<div class="{region}(?:-region)?" id="{preset.name}-{region}"[^>]*>{re.escape(html)}</div>'
            assert re.search(element, site[name].html), region


@pytest.mark.parametrize("name", NAMES)
def test_python_begins_with_the_very_same_picture(site: dict[str, ParsedPage], name: str) -> None:
    for preset, data in zip(PATTERNS.get(name, ()), embedded(site[name]), strict=True):
        for region, html in all_demos()[preset.name].view(initial_state(preset, from_json(data, preset)), True).items():
            assert f'id="{preset.name}-{region}"' in site[name].html
            assert f">{html}</div>" in site[name].html, region


@pytest.mark.parametrize("name", WITH_PAD)
def test_python_begins_with_the_very_same_drawing(site: dict[str, ParsedPage], name: str) -> None:
    [data] = [data for data in all_embedded(site[name]) if "lstm" in data]
    assert (pretrained(data) == THETA).all()
    for region, html in all_demos()["draw"].view(first_state(THETA), True).items():
        assert f'id="draw-{region}"' in site[name].html
        assert f">{html}</div>" in site[name].html, region


@pytest.mark.parametrize("name", WITH_MEMORY)
def test_python_begins_with_the_very_same_memory(site: dict[str, ParsedPage], name: str) -> None:
    states = memories_of(site[name])
    assert {instance: state.task_name for instance, state in states.items()} == WITH_MEMORY[name]
    for instance, state in states.items():
        assert [state.pretrained.seed, *state.pretrained.theta] == untrained_latch().tolist()
        assert state.grid.solved_after == (None,) * len(untried_experiment())
        for region, html in all_demos()["memory"].view(state, True).items():
            assert f'id="{instance}-{region}"' in site[name].html
            assert f">{html}</div>" in site[name].html, region


def test_the_editor_begins_with_the_lstms_source(site: dict[str, ParsedPage]) -> None:
    page = site["own-cell"]
    [data] = all_embedded(page)
    assert page.texts["textarea"] == [data["sources"]["lstm"]] == [source_of("lstm")]
    demo = all_demos()["own-cell"]
    for region, html in demo.view(demo.begin(data, Place("own-cell")), True).items():
        assert f'id="own-cell-{region}"' in page.html
        assert f">{html}</div>" in page.html, region


@pytest.mark.parametrize("name", NAMES)
def test_the_page_carries_the_networks(site: dict[str, ParsedPage], name: str) -> None:
    carried = embedded(site[name])
    eight = [entry.pop("eight") for entry in carried]
    assert carried == [to_json(from_numbers(untrained(preset), preset)) for preset in PATTERNS.get(name, ())]
    assert [found["seeds"][0] for found in eight] == [preset.seed for preset in PATTERNS.get(name, ())]
    assert site[name].values("data-demo") == DEMOS[name]
    once, weights = [FILE_BYTES], {"memory": [FILE_BYTES] * 4, "recall": [FILE_BYTES] * 3, "draw": []}
    fields = {"two-bit": once, "four-bit": once, "own-cell": once, **weights}
    assert site[name].values("data-max-bytes") == [str(most) for demo in DEMOS[name] for most in fields[demo]]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_knows_of_each_demo_what_is_not_its_own_business_to_know(
    site: dict[str, ParsedPage], name: str
) -> None:
    instances = site[name].values("data-demo")
    demos = [all_demos()[NAMED.get(demo, demo)] for demo in instances]
    known = all_embedded(site[name], "data-demo-page")
    assert [one["package"] for one in known] == [PACKAGES[instance] for instance in instances]
    assert [one["name"] for one in known] == [demo.name for demo in demos]
    for one, demo in zip(known, demos, strict=True):
        assert find(one["package"], one["name"]) is demo
        assert one["policies"] == demo.events.policies()
        assert one["raised"].keys() == demo.raised.keys()
        assert {*one["policies"], *one["raised"].values()} <= set(demo.events)


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.demo.name)
def test_a_demo_may_stand_on_a_page_twice(page: DemoPage) -> None:
    data = page.data(practise)
    one, other = (ParsedPage(placed(page, data, instance)) for instance in (page.demo.name, "once-more"))
    assert other.values("data-demo") == ["once-more"]
    for attributes in (["id"], ["for", "aria-labelledby", "aria-describedby"]):
        ours, theirs = one.values(*attributes), other.values(*attributes)
        assert all(name.startswith(f"{page.demo.name}-") for name in ours)
        assert theirs == [f"once-more-{name.removeprefix(f'{page.demo.name}-')}" for name in ours]
    assert all_embedded(one) == all_embedded(other)
    assert all_embedded(one, "data-demo-page") == all_embedded(other, "data-demo-page")


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.demo.name)
def test_the_page_says_what_lies_beside_the_demo(page: DemoPage, site: dict[str, ParsedPage]) -> None:
    scripts = list(site[page.demo.name].values("data-script"))
    assert scripts == ([f"{page.package}/{page.script}"] if page.script else [])
    for name in (page.template, page.script, *(chapter.template for chapter in page.chapters)):
        assert not name or (page.folder / name).is_file()


@pytest.mark.parametrize("name", NAMES)
def test_without_an_address_of_the_site_none_is_claimed(site: dict[str, ParsedPage], name: str) -> None:
    assert {attrs["property"] for tag, attrs in site[name].elements if tag == "meta" and "property" in attrs} == {
        *("og:type", "og:title", "og:description"),
    }
    assert not any(attrs.get("rel") == "canonical" for _, attrs in site[name].elements)


@pytest.mark.parametrize(("name", "page"), [("index", ""), ("draw", "draw.html")])
def test_with_it_pages_name_themselves_and_the_picture(tmp_path: Path, name: str, page: str) -> None:
    url = "https://example.org/a&b/"
    pages.write_pages(tmp_path, LINKS, practise, url=url)
    elements = ParsedPage((tmp_path / f"{name}.html").read_text("utf-8")).elements
    known = [attrs for _, attrs in elements if "content" in attrs]
    meta = {attrs.get("property") or attrs.get("name"): attrs["content"] for attrs in known}
    assert [attrs["href"] for _, attrs in elements if attrs.get("rel") == "canonical"] == [url + page]
    assert meta["og:url"] == url + page
    assert meta["og:image"] == f"{url}{pages.CARD}"
    assert (tmp_path / pages.CARD).is_file()
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert meta["twitter:card"] == "summary_large_image"


def test_the_manifest_holds_under_any_path(tmp_path: Path) -> None:
    written(tmp_path)
    manifest = json.loads((tmp_path / pages.MANIFEST).read_text("utf-8"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    assert [icon["src"] for icon in manifest["icons"]] == [f"{LINKS['app']}/icon.svg"]


@pytest.mark.parametrize("name", NAMES)
def test_every_demo_says_what_is_lost_without_scripts(site: dict[str, ParsedPage], name: str) -> None:
    assert len(site[name].texts["noscript"]) == len(site[name].values("data-demo"))


def test_embedded_data_cannot_end_its_element(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poison = {"a": "</script><script>alert(1)</script>", "b": "<!--<script>", "c": "$app ]]> &lt;"}
    picture = Card(lambda data: b"", "nothing")
    poisoned = [
        demo_page._replace(data=lambda practise: poison, card=demo_page.card and picture) for demo_page in all_pages()
    ]
    data = {page.demo.name: page.data(practise) for page in all_pages()}
    harmless = {page.demo.name: page.demo.begin(data[page.demo.name], Place(page.demo.name)) for page in all_pages()}

    def harmless_fields(page: DemoPage) -> Callable[[Any], Mapping[str, str]]:
        return lambda _: page.fields(data[page.demo.name])

    def beginning(name: str) -> Callable[[Any, Place], Any]:
        return lambda data, place: harmless[name]

    poisoned = [
        page._replace(demo=page.demo._replace(begin=beginning(page.demo.name)), fields=harmless_fields(page))
        for page in poisoned
    ]
    monkeypatch.setattr(pages, "all_pages", lambda: poisoned)
    for _name, page in written(tmp_path).items():
        demos = len(page.values("data-demo"))
        assert [poison | data for data in all_embedded(page)] == all_embedded(page)
        assert len(all_embedded(page)) == demos > 0
        assert len(all_embedded(page, "data-demo-page")) == demos
        scripts = 4 + 2 * demos  # with folder.js, supported.js, frame.js, shim.js
        assert page.html.count("<script") == page.html.count("</script>") == scripts


def test_unused_parts_of_pyscript_are_switched_off(site: dict[str, ParsedPage]) -> None:
    for page in site.values():
        for tag in ("py-config", "mpy-config"):
            assert json.loads(page.texts[tag][0])["plugins"] == [f"!{plugin}" for plugin in REFUSED]


def test_the_article_shows_the_code_that_runs(site: dict[str, ParsedPage]) -> None:
    shown = re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", site["index"].html, re.DOTALL)
    code = [unescape(re.sub("<[^>]+>", "", text)) for text in shown if text.count("\n") > 1]
    forward, backward = (text for text in code if not text.startswith("@misc"))
    source = (TEMPLATES.parents[1] / "py" / "rnn" / "cells" / "lstm.py").read_text("utf-8")
    assert forward.startswith("def step(")
    assert backward.startswith("def step_backward(")
    assert forward in source
    assert backward in source
    assert "-&gt; tuple[State, Trace]:" in site["index"].html  # escaped


def test_the_same_sources_give_the_same_bytes(site: dict[str, ParsedPage], tmp_path: Path) -> None:
    assert {name: page.html for name, page in written(tmp_path).items()} == {n: page.html for n, page in site.items()}
