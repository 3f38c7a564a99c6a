"""A message that makes no sense changes nothing and says so."""

import pytest
from playwright.sync_api import expect

from tests.browser.demo import Demo

pytestmark = pytest.mark.browser

BAD = {
    "unknown": '{"type":"fly"}',
    "no type": "{}",
    "no fields": '{"type":"flip-target"}',
    "no such bit": '{"type":"flip-target","bit":99}',
    "wrong type": '{"type":"flip-target","bit":"1"}',
    "extra field": '{"type":"train","seed":1}',
    "list": "[]",
    "null": "null",
    "no JSON": '{"type":',
    "empty": "",
    "half a start": '{"type":"start"}',
}


@pytest.mark.parametrize("event", BAD.values(), ids=BAD)
def test_a_broken_event_is_told_and_the_demo_goes_on(demo: Demo, event: str) -> None:
    demo.start_over.click()  # wipes out an older message
    expect(demo.notice).to_be_empty()
    before = demo.weights()
    demo.root.evaluate(
        """(root, event) => {
          const button = document.createElement("button");
          button.id = "broken";
          button.dataset.event = event;
          root.append(button);
          button.click();
          button.remove();
        }""",
        event,
    )
    expect(demo.notice).not_to_be_empty()
    expect(demo.notice).to_be_visible()
    expect(demo.page.locator("html")).to_have_attribute("data-python", "ready")
    assert demo.weights() == before
    demo.run("10")


def test_the_panel_for_failures_keeps_its_retry_button(demo: Demo) -> None:
    """It is there for a failure to come, whatever messages there were."""
    expect(demo.root.locator("[data-failure] [data-retry]")).to_have_count(1)


def test_a_number_field_left_empty_gets_its_value_back(demo: Demo) -> None:
    demo.start_over.click()
    demo.root.get_by_role("button", name="Change weights").click()
    field = demo.root.get_by_role("spinbutton", name="weight of f for x")
    before, weights = field.input_value(), demo.weights()
    assert float(before.replace("−", "-"))
    field.fill("")
    field.press("Enter")
    expect(field).to_have_value(before)
    demo.start_over.click()  # a message after it, so that its answer would be here
    expect(demo.notice).to_be_empty()
    assert demo.weights() == weights
    demo.root.get_by_role("button", name="Change weights").click()
