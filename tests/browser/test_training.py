"""Training is real, visible and repeatable."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo

pytestmark = pytest.mark.browser

# At every change of the teaching area: the epoch, the length of the loss curve, and the places of each gate's dots.
SAMPLE = """(name) => {
  const teach = document.getElementById(`${name}-teach`);
  const look = () => {
    const epoch = /epoch (\\d+)/.exec(teach.textContent);
    if (!epoch) return;
    const dots = {};
    for (const gate of "figo") {
      const all = document.querySelectorAll(`#${name}-cell-2 [data-part=${gate}] circle.dot-other`);
      dots[gate] = [...all].map((dot) => `${dot.getAttribute("cx")},${dot.getAttribute("cy")}`).join(" ");
    }
    const curve = teach.querySelector(".loss-line")?.getAttribute("d") ?? "";
    window.samples.push({ epoch: Number(epoch[1]), points: curve.split("L").length, dots });
  };
  window.samples = [];
  window.sampler?.disconnect();
  window.sampler = new MutationObserver(() => requestAnimationFrame(look));
  window.sampler.observe(teach, { childList: true, subtree: true, characterData: true, attributes: true });
}"""


def watch_training(demo: Demo) -> tuple[int, list[dict[str, Any]]]:
    """Train and return the number of epochs and what was seen on the way, one entry for each epoch shown."""
    demo.page.evaluate(SAMPLE, demo.name)
    epochs = demo.train()
    samples = demo.page.evaluate("window.sampler.disconnect(), window.samples")
    return epochs, list({sample["epoch"]: sample for sample in samples}.values())


def test_the_dots_move_and_the_curve_grows_while_it_learns(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    epochs, seen = watch_training(demo)
    assert len(seen) >= 5
    shown = [sample["epoch"] for sample in seen]
    assert shown == sorted(shown)
    assert shown[-1] < epochs
    lengths = [sample["points"] for sample in seen]
    # A restart from another seed would begin a new curve; these seeds need none.
    assert lengths == sorted(set(lengths))
    for gate in "figo":
        assert len({sample["dots"][gate] for sample in seen}) >= 5, gate


def test_the_library_is_at_work_and_the_page_says_what_it_took(demo: Demo) -> None:
    epochs = demo.train()
    cost = demo.root.locator(".cost").inner_text()
    found = re.fullmatch(r"(\d+) epochs in ([\d.]+) ms of computing", cost)  # without "on the reference path"
    assert found, cost
    assert int(found[1]) == epochs
    assert float(found[2]) > 0  # how much, depends on the machine; see the benchmark


def test_training_again_begins_from_the_next_seed(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    demo.train()
    seed, weights = demo.seed, demo.weights()
    demo.train()
    assert demo.seed == seed + 1
    assert demo.export()["about"]["seed"] == seed + 1
    assert demo.weights() != weights


def test_the_same_seed_gives_the_same_network_and_good_settings_are_obeyed(
    demo: Demo, new_page: NewPage, site: str
) -> None:
    demo.set_bits("Target", "01")
    demo.train()
    settings: dict[str, str | int] = {"target": "01", "input": "11", "units": 1, "seed": demo.seed, "theme": "dark"}
    other = open_demo(new_page(), f"{site}/two-bit.html", **settings)
    expect(other.notice).to_be_empty()
    assert (other.bits("Target"), other.bits("Test")) == ("01", "11")
    expect(other.page.locator("html")).to_have_attribute("data-theme", "dark")
    other.train()
    assert other.seed == demo.seed
    assert other.export() == demo.export()


def test_after_a_new_target_the_old_one_is_still_known(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    demo.train()
    demo.set_bits("Target", "11")
    expect(demo.status).to_contain_text("still knows 10")
    demo.run("10")
    expect(demo.result).to_have_attribute("data-result", "1")
    demo.set_bits("Target", "10")
    expect(demo.status).to_have_text(re.compile(r"^trained in \d+ epochs"))


def test_start_over_forgets_the_run_and_not_the_training(demo: Demo) -> None:
    demo.set_bits("Target", "10")
    demo.train()
    demo.run("10")
    weights, status = demo.weights(), demo.status.inner_text()
    demo.start_over.click()
    expect(demo.result).to_have_attribute("data-result", "")
    assert demo.numbers() == {}
    expect(demo.step_button(1)).to_be_visible()
    assert demo.status.inner_text() == status
    assert demo.weights() == weights
