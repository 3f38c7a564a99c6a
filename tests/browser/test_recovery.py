"""Python dies, hangs, or is only late: nothing that was learned is lost, and the page says what is so."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage
from tests.browser.demo import Demo, open_demo
from tests.browser.draw.pad import Pad
from tests.browser.faulty_site import FaultySite, missing, unreachable
from tests.browser.patience import LONG_PATIENCE
from tests.browser.still import held_frames
from tests.browser.test_failures import check_failed

pytestmark = pytest.mark.browser

# Deeper than Python's own reader of JSON goes in a worker without dying of it.
DEADLY = '{"type":"flip-input","bit":' + "[" * 4000 + "]" * 4000 + "}"
PRESS = """(root, event) => {
  const button = document.createElement("button");
  button.dataset.event = event;
  root.append(button);
  button.click();
  button.remove();
}"""
# What goes to Python is written down, and when a state has come back; it can be withheld, as if Python were slow.
HOLD = """
const { postMessage } = MessagePort.prototype;
const withheld = [];
window.withholding = false;
window.sent = [];
MessagePort.prototype.postMessage = function (...all) {
  if (all[0]?.[1] !== "dispatch") return postMessage.apply(this, all); // of somebody else
  window.sent.push(JSON.stringify(all[0]));
  if (window.withholding) withheld.push([this, all]);
  else postMessage.apply(this, all);
};
const { parse } = JSON;
JSON.parse = (...all) => {
  const value = parse(...all);
  if (value?.kept) window.sent.push("kept");
  return value;
};
window.release = () => {
  window.withholding = false;
  for (const [port, all] of withheld.splice(0)) postMessage.apply(port, all);
};
"""
HAS_WORKED = r"window.sent.filter((text) => /ask\W+work/.test(text)).length > 3"
END_WORKER = "document.querySelector('script[type=py]').xworker.terminate()"
# On a page Python dies of whatever holds a certain word, once; a page that is loaded again has a whole one.
MORTAL = """
let line;
Object.defineProperty(window, "lstmChannel", {
  get: () => line,
  set(target) {
    let dispatch;
    const answer = (text) => {
      if (text.includes("deadly")) throw new Error("dead");
      return dispatch(text);
    };
    Object.defineProperty(target, "dispatch", {
      get: () => dispatch && answer,
      set: (given) => void (dispatch = given),
    });
    line = target;
  },
});
"""


def wait_until_kept(page: Page) -> None:
    """Wait until the page has a state after all that was done: what is pressed next is the next that it sends."""
    page.wait_for_function("window.sent.at(-1) === 'kept'")


def press(demo: Demo, event: str) -> None:
    """Send an event that no control of the page sends."""
    demo.root.evaluate(PRESS, event)


def learned(demo: Demo) -> dict[str, Any]:
    """All that a reader may mind losing."""
    return {
        "weights": demo.export(),
        "target": demo.bits("Target"),
        "test": demo.bits("Test"),
        "status": demo.status.inner_text(),
        "stage": demo.root.locator(".stage").inner_html(),
        "epochs": demo.root.get_by_role("slider", name="Epoch").get_attribute("max"),
    }


def teach(demo: Demo) -> dict[str, Any]:
    demo.page.emulate_media(reduced_motion="reduce")
    demo.set_bits("Target", "01")
    demo.train()
    demo.run("01")
    return learned(demo)


def check_goes_on(demo: Demo, before: dict[str, Any]) -> None:
    """All is as it was, and everything can be done."""
    expect(demo.page.locator("html")).to_have_attribute("data-python", "ready")
    # The state that the page had may be from the middle of the training; the rest of it is done again.
    expect(demo.status).to_have_text(before["status"], timeout=LONG_PATIENCE)
    assert learned(demo) == before
    demo.run("10")
    expect(demo.result).to_have_attribute("data-result", "0")
    demo.train()


def test_a_worker_that_dies_of_an_input_is_started_again_without_it(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html")
    before = teach(demo)
    press(demo, DEADLY)
    expect(demo.notice).to_contain_text("was started again without it", timeout=LONG_PATIENCE)
    check_goes_on(demo, before)


def test_what_was_pressed_just_before_and_just_after_is_done(page: Page, site: str) -> None:
    """The state that the page has may be older than the last press."""
    demo = open_demo(page, f"{site}/two-bit.html")
    teach(demo)
    page.evaluate(
        """([deadly, press]) => {
          const root = document.querySelector("[data-demo]");
          const send = eval(press);
          const flip = '{"type":"flip-target","bit":1}';
          for (const event of [flip, deadly, '{"type":"flip-target","bit":2}']) send(root, event);
        }""",
        [DEADLY, PRESS],
    )
    expect(demo.notice).to_contain_text("was started again without it", timeout=LONG_PATIENCE)
    assert demo.bits("Target") == "10"
    expect(demo.status).to_contain_text("still knows 01")


def test_python_on_the_page_that_dies_of_an_input_is_started_again_without_it(new_page: NewPage, disk: str) -> None:
    page = new_page()
    page.add_init_script(MORTAL)
    demo = open_demo(page, f"{disk}/two-bit.html")
    before = teach(demo)
    press(demo, '{"type":"flip-input","bit":"deadly"}')
    expect(demo.notice).to_contain_text("was started again without it", timeout=LONG_PATIENCE)
    check_goes_on(demo, before)


def test_an_address_that_python_dies_of_is_left_out(new_page: NewPage, disk: str) -> None:
    page = new_page()
    page.add_init_script(MORTAL)
    page.goto(f"{disk}/two-bit.html?target=01&x=deadly")
    demo = Demo(page)
    expect(demo.notice).to_contain_text("was started again without it", timeout=LONG_PATIENCE)
    demo.wait_ready()
    assert demo.bits("Target") == "10"
    demo.train()


def test_a_worker_that_is_gone_is_told_and_retry_goes_on_from_what_was_learned(page: Page, site: str) -> None:
    page.add_init_script(HOLD)
    demo = open_demo(page, f"{site}/two-bit.html")
    before = teach(demo)
    wait_until_kept(page)
    shortened(page, 1)
    page.evaluate(END_WORKER)
    demo.step_button(1).click()
    check_failed(demo, "Nothing happened for 1 seconds")
    shortened(page, 60)  # Python starts anew, and is not hurried
    page.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(demo.notice).to_contain_text("What came last may not have been done")
    check_goes_on(demo, before)


def test_where_only_a_state_was_asked_for_nothing_of_the_readers_is_said_to_be_lost(page: Page, site: str) -> None:
    page.add_init_script(HOLD)
    demo = open_demo(page, f"{site}/two-bit.html")
    wait_until_kept(page)
    page.evaluate("window.withholding = true")
    demo.switch("Test", 1).click()
    page.wait_for_function("window.sent.at(-1).includes('flip-input')")
    shortened(page, 1)
    page.evaluate("window.release(); window.withholding = true")
    page.wait_for_function(r"/ask\W+keep/.test(window.sent.at(-1))")
    flipped = demo.bits("Test")
    page.evaluate(END_WORKER)
    expect(page.locator("html")).to_have_attribute("data-python", "failed")
    page.evaluate("window.release()")
    shortened(page, 60)
    page.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(page.locator("[data-python-status]")).to_have_text("Python is running in this tab.")  # and all is done again
    expect(demo.notice).to_be_empty()
    assert demo.bits("Test") == flipped


@pytest.mark.parametrize("going_on", ["Train", "Play it back", "Train on streams"])
def test_a_worker_that_is_gone_while_something_goes_on_loses_nothing(page: Page, site: str, going_on: str) -> None:
    """What went on goes on from the last state; what was learned before is there in any case."""
    page.add_init_script(HOLD)
    demo = open_demo(page, f"{site}/two-bit.html")
    demo.set_bits("Target", "01")
    demo.train()
    seed = demo.seed
    demo.root.get_by_role("button", name="A long stream").click()
    wait_until_kept(page)
    page.evaluate("window.sent = []")  # the training before has worked as well
    with held_frames(page, when=HAS_WORKED):  # so that it is not over before the worker is gone
        demo.root.get_by_role("button", name=going_on, exact=True).click()
        page.wait_for_function(HAS_WORKED)
        shortened(page, 1)
        page.evaluate(END_WORKER)
    expect(page.locator("html")).to_have_attribute("data-python", "failed")
    shortened(page, 60)
    page.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(demo.detail).not_to_contain_text("epoch", timeout=LONG_PATIENCE)  # to the end of what goes on
    assert demo.bits("Target") == "01"
    assert demo.seed in (seed, seed + 1)
    assert demo.export()["about"]["target"] == "01"


def test_retry_does_not_throw_the_page_away_while_the_server_is_gone(page: Page, faulty_site: FaultySite) -> None:
    faulty_site.faults = {"start.js": missing}
    page.goto(f"{faulty_site.url}/two-bit.html")
    demo = Demo(page)
    check_failed(demo, "start.js")
    demo.switch("Test", 2).click()
    faulty_site.faults = {"": unreachable}
    page.get_by_role("button", name="Retry").click()
    expect(page.locator("[data-cause]")).to_contain_text("The server does not answer just now")
    faulty_site.faults = {}
    page.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(demo.switch("Test", 2)).to_have_attribute("aria-checked", "true")


def shortened(page: Page, seconds: float) -> None:
    page.evaluate("(seconds) => { document.documentElement.dataset.deadline = seconds; }", seconds)


def hold_shortly(page: Page) -> None:
    """Hold back all that goes to Python from now on, and bear half a second of it; not of what went there before."""
    wait_until_kept(page)
    page.evaluate("() => { document.documentElement.dataset.deadline = 0.5; window.withholding = true; }")


def test_an_answer_that_comes_after_all_heals_the_page(page: Page, site: str) -> None:
    page.add_init_script(HOLD)
    demo = open_demo(page, f"{site}/two-bit.html")
    before = teach(demo)
    hold_shortly(page)
    demo.switch("Target", 1).click()
    check_failed(demo, "Nothing happened for 0.5 seconds")
    shortened(page, 60)
    page.evaluate("release()")
    demo.wait_healed()
    expect(demo.switch("Target", 1)).to_have_attribute("aria-checked", "true")
    assert demo.bits("Target") == "11"
    demo.switch("Target", 1).click()
    check_goes_on(demo, before)


def test_retry_asks_a_worker_that_lives(page: Page, site: str) -> None:
    """What went to it last is lost; everything else is where it had come to, also what was not kept yet."""
    page.add_init_script(HOLD.replace("withheld.push([this, all]);", ";"))
    demo = open_demo(page, f"{site}/two-bit.html")
    before = teach(demo)
    hold_shortly(page)
    demo.switch("Target", 1).click()
    check_failed(demo, "Nothing happened for 0.5 seconds")
    shortened(page, 60)
    page.evaluate("window.withholding = false; window.worker = document.querySelector('script[type=py]').xworker")
    page.get_by_role("button", name="Retry").click()
    demo.wait_healed()
    expect(demo.notice).to_contain_text("What came last may not have been done")
    assert page.evaluate("window.worker === document.querySelector('script[type=py]').xworker")
    check_goes_on(demo, before)


def test_time_in_which_the_computer_sleeps_does_not_count(page: Page, site: str) -> None:
    page.add_init_script(HOLD)
    page.clock.install()
    demo = open_demo(page, f"{site}/two-bit.html")
    page.evaluate("window.withholding = true")
    demo.switch("Target", 1).click()
    page.clock.fast_forward("02:00:00")  # at once, as when a lid is opened
    assert page.locator("html").get_attribute("data-python") == "ready"
    page.evaluate("release()")
    expect(demo.switch("Target", 1)).to_have_attribute("aria-checked", "false")
    page.evaluate("window.withholding = true")
    demo.switch("Target", 1).click()
    for _ in range(65):
        if demo.root.get_by_role("alert").filter(visible=True).count():
            break  # what it says is looked up then, for which there are seconds of this clock too
        page.clock.fast_forward(1000)  # second by second, as when the page runs
    check_failed(demo, "Nothing happened for 60 seconds")


def test_what_the_pad_has_learned_and_shows_survives(page: Page, site: str) -> None:
    page.add_init_script(HOLD)
    pad = Pad(page).open(f"{site}/draw.html")
    pad.play("Wave")
    expect(pad.counter).not_to_have_text(re.compile("^0 "))
    pad.learning.click()  # so that it stands still
    page.wait_for_function("document.querySelector('.pad-own')?.getAttribute('d').split('L').length > 10")
    pad.stop()
    own = page.locator(".pad-own")
    before, drawn, weights, ink = pad.updates(), own.get_attribute("d"), pad.export(), pad.ink()
    assert drawn
    wait_until_kept(page)  # as soon as nothing goes on
    press(pad, DEADLY.replace("flip-input", "pick-unit").replace("bit", "unit"))
    expect(pad.notice).to_contain_text("was started again without it", timeout=LONG_PATIENCE)
    assert pad.updates() == before > 0
    assert pad.export() == weights
    assert own.get_attribute("d") == drawn
    assert pad.ink() == ink


def test_a_history_entry_that_makes_no_sense_does_no_harm(page: Page, site: str) -> None:
    demo = open_demo(page, f"{site}/two-bit.html")
    interpreter = page.evaluate("new URL(document.querySelector('[data-core]').dataset.interpreter, location).href")
    page.evaluate(
        """(interpreter) => {
          const states = [{ demo: "two-bit", kept: "bm9uc2Vuc2U=" }];
          history.replaceState({ interpreter, states }, "");
        }""",
        interpreter,
    )
    page.reload()
    demo.wait_ready()
    expect(demo.notice).to_contain_text("The demo begins anew")
    assert demo.train() > 0


# --- Pages that a browser has saved ---


def saved(page: Page, folder: Path, name: str) -> str:
    """The page as a browser writes it to disk: as it is at the moment, not as it came."""
    file = folder / name
    file.write_text("<!doctype html>\n" + page.evaluate("document.documentElement.outerHTML"), "utf-8")
    return file.as_uri()


def check_saved(page: Page, address: str, cause: str) -> None:
    page.goto(address)
    demo = Demo(page)
    check_failed(demo, cause)
    expect(page.get_by_text("Python is running in this tab.")).to_have_count(0)
    expect(page.locator("[data-waiting]")).to_have_count(0)
    for place in page.locator("[data-keep]").all():
        expect(place).to_be_hidden()


@pytest.mark.parametrize("name", ["two-bit.html", "index.html"])
def test_a_hosted_page_that_was_saved_does_not_pretend_to_run(
    page: Page, site: str, dist: Path, tmp_path: Path, name: str
) -> None:
    """A browser saves the page's own scripts with it, but nothing that these have loaded."""
    open_demo(page, f"{site}/{name}")
    (app,) = (dist / "assets").glob("app-*")
    target = tmp_path / "assets" / app.name
    target.mkdir(parents=True)
    for file in ("supported.js", "frame.js", "shim.js"):
        shutil.copy(app / file, target / file)
    for sheet in app.glob("*.css"):
        shutil.copy(sheet, target)
    check_saved(page, saved(page, tmp_path, name), "lies on a disk without the files that Python is made of")


@pytest.mark.parametrize("name", ["two-bit.html", "index.html"])
def test_a_page_that_was_saved_alone_does_not_pretend_to_run(page: Page, site: str, tmp_path: Path, name: str) -> None:
    """Without its scripts and its style, as when only the HTML is kept."""
    open_demo(page, f"{site}/{name}")
    page.goto(saved(page, tmp_path, name))
    expect(page.locator("html")).to_have_attribute("data-python", "failed")
    expect(page.get_by_text("Python is not running.").first).to_be_visible()
    for words in page.get_by_text("Python is running in this tab.").all():
        expect(words).to_be_hidden()
    expect(page.locator("[data-keep]:visible")).to_have_count(0)


@pytest.mark.parametrize("name", ["two-bit.html", "offline.html"])
def test_a_file_that_was_saved_from_the_browser_does_not_pretend_to_run(
    new_page: NewPage, disk: str, tmp_path: Path, name: str
) -> None:
    page = new_page(offline=True)
    demo = open_demo(page, f"{disk}/{name}")
    teach(demo)
    check_saved(page, saved(page, tmp_path, name), re.escape("only 0 % are there; copy or download it anew"))
