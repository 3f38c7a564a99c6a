"""Weights go out as a file and come back; what is no such file is refused."""

import json
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from rnn.safetensors_format import to_safetensors
from tests.browser.demo import Demo

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(either: Demo) -> Demo:
    """These tests are for both homes."""
    return either


@pytest.fixture
def exported(demo: Demo) -> dict[str, Any]:
    """The weights after a training on 10; the demo has read 10 with them."""
    demo.page.emulate_media(reduced_motion="reduce")  # for speed
    demo.set_bits("Target", "10")
    demo.train()
    demo.run("10")
    return demo.export()


def test_names_and_shapes_are_those_of_pytorch(exported: dict[str, Any]) -> None:
    assert list(exported["lstm"]) == ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    assert list(exported["linear"]) == ["weight", "bias"]
    lstm, linear = exported["lstm"], exported["linear"]
    assert [len(lstm[name]) for name in lstm] == [4, 4, 4, 4]
    assert all(len(row) == 1 for name in ("weight_ih_l0", "weight_hh_l0") for row in lstm[name])
    assert (len(linear["weight"]), len(linear["weight"][0]), len(linear["bias"])) == (1, 1, 1)


def test_loading_back_gives_the_same_numbers_as_often_as_wanted(demo: Demo, exported: dict[str, Any]) -> None:
    numbers, text = demo.numbers(), json.dumps(exported)
    for _ in range(2):
        demo.train()
        demo.run("10")
        assert demo.numbers() != numbers
        demo.load(text)
        expect(demo.status).to_have_text("weights loaded from a file, taught 10")
        expect(demo.notice).to_be_empty()
        assert (
            demo.file_input.evaluate("input => input.value") == ""
        )  # else the browser would not tell of the same file
        demo.run("10")
        assert demo.numbers() == numbers
        assert demo.weights() == {"lstm": exported["lstm"], "linear": exported["linear"]}


@pytest.mark.parametrize("kind", ["json", "safetensors"])
def test_a_good_file_takes_away_what_was_said_of_a_bad_one(demo: Demo, exported: dict[str, Any], kind: str) -> None:
    """Also where only the files are chosen and nothing is pressed."""
    parts = [(part, name) for part in ("lstm", "linear") for name in exported[part]]
    tensors = {f"{part}.{name}": np.array(exported[part][name]) for part, name in parts}
    good = json.dumps(exported) if kind == "json" else to_safetensors(tensors, {})
    demo.load("{", "bad.json")
    expect(demo.notice).to_contain_text("bad.json was not loaded")
    demo.load(good, f"good.{kind}")
    expect(demo.status).to_contain_text("weights loaded from a file")
    expect(demo.notice).to_be_empty()


def changed(exported: dict[str, Any], part: str, name: str, value: object) -> str:
    """The file with one tensor replaced, or taken out for None."""
    data = json.loads(json.dumps(exported))
    if value is None:
        del data[part][name]
    else:
        data[part][name] = value
    return json.dumps(data)


def test_what_is_no_such_file_is_refused_and_changes_nothing(demo: Demo, exported: dict[str, Any]) -> None:
    text = json.dumps(exported)
    bad: dict[str, tuple[str | bytes, str]] = {
        "rows.json": (changed(exported, "lstm", "weight_ih_l0", [[1.0]] * 3), "shape"),
        "ragged.json": (changed(exported, "lstm", "weight_ih_l0", [[1.0], [1.0, 2.0], [1.0], [1.0]]), "lengths"),
        "units.json": (changed(exported, "linear", "weight", [[1.0, 2.0]]), "shape"),
        "missing.json": (changed(exported, "linear", "bias", None), "missing"),
        "unknown.json": (changed(exported, "lstm", "weight_ih_l1", [[1.0]] * 4), "unknown"),
        "nan.json": (changed(exported, "linear", "bias", [float("nan")]), "not finite"),
        "infinity.json": (changed(exported, "linear", "bias", [float("inf")]), "not finite"),
        "words.json": (changed(exported, "linear", "bias", ["1.0"]), "not a number"),
        "cut.json": (text[: len(text) // 2], "not JSON"),
        "empty.json": ("", "not JSON"),
        "binary.json": (bytes(range(256)), "neither JSON nor safetensors"),
        "list.json": ("[1, 2]", "object"),
        "deep.json": ("[" * 100_000, "nested"),
        "brackets.json": ('{"a":"' + "]" * 3000 + '","b":' + "[" * 3000 + "]" * 3000 + "}", "nested"),
        "objects.json": ('{"a":"}","b":' * 50_000, "nested"),
        "values.json": (f"[{'0,' * 499_000}0]", "more than 20000 values"),
        "twice.json": (f'{text[:-1]},"about":null}}', '"about" twice'),
        "digits.json": (changed(exported, "linear", "bias", [0]).replace("[0]", f"[{'9' * 400}]"), "beyond 1000"),
        "long.json": (changed(exported, "linear", "bias", [0]).replace("[0]", f"[{'9' * 5000}]"), "beyond 1000"),
        "surrogate.json": (r'{"\ud800":1,"\ud800":2}', "twice"),
        "page.html": ("<!doctype html><title>Not found</title>", "not JSON"),
        "large.json": (text + " " * 1_000_000, "larger"),
    }
    stage, status = demo.root.locator(".stage").inner_html(), demo.status.inner_text()
    failures = []
    for name, (content, reason) in bad.items():
        demo.load(content, name)
        expect(demo.notice).to_contain_text(name)
        expect(demo.notice).to_be_visible()
        if not re.search(reason, demo.notice.inner_text()):
            failures.append(f"{name}: {demo.notice.inner_text()}")
        # In the stage stands every number that the weights lead to, in full.
        assert demo.root.locator(".stage").inner_html() == stage, name
        assert demo.status.inner_text() == status, name
    assert not failures
    # Once, not after every file: Chromium silently drops the eleventh download within a second.
    assert demo.export() == exported
    expect(demo.notice).to_be_empty()  # exporting is a new act, the old message is over


def test_a_file_that_an_editor_gave_a_byte_order_mark(demo: Demo, exported: dict[str, Any]) -> None:
    demo.load("\ufeff" + json.dumps(exported))
    expect(demo.status).to_have_text("weights loaded from a file, taught 10")
    expect(demo.notice).to_be_empty()


def test_a_message_in_a_file_is_shown_as_text(demo: Demo) -> None:
    demo.load("{}", "<img src=x onerror=alert(1)>.json")
    expect(demo.notice).to_contain_text("<img src=x onerror=alert(1)>.json")
    expect(demo.notice.locator("img")).to_have_count(0)
