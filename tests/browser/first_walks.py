"""Ways through what the build worked out of a demo, and a page's views along such a way."""

import json
from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Page

BEGIN = "export default "

# HTML as it is however it came to be: attributes in one order, and no empty value, which Idiomorph writes.
NORMAL = """
  const normal = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const element of template.content.querySelectorAll("*")) {
      const all = [...element.attributes].map(({ name, value }) => [name, value]).sort();
      for (const [name] of all) element.removeAttribute(name);
      for (const [name, value] of all) if (name !== "value" || value) element.setAttribute(name, value);
    }
    return template.innerHTML;
  };
  // A control that was pressed is checked without an attribute that says so.
  const shown = (id) => {
    const region = document.getElementById(id).cloneNode(true);
    for (const box of region.querySelectorAll("[type=radio], [type=checkbox]"))
      box.toggleAttribute("checked", box.checked);
    return region.innerHTML;
  };
  // Of views that are alike only one is handed over.
  const views = [], numbers = new Map(), way = [];
  const see = (regions) => {
    const view = regions.map(normal);
    const text = JSON.stringify(view);
    if (!numbers.has(text)) numbers.set(text, views.push(view) - 1);
    way.push(numbers.get(text));
  };
"""
# Does what a reader does with a control, for one event after the other, and looks at the regions after each.
WALK = f"""([instance, events, names, focus]) => {{
  {NORMAL}
  const root = document.querySelector(`[data-demo="${{instance}}"]`);
  for (const event of events) {{
    const same = (control) => JSON.stringify(JSON.parse(control.dataset.event)) === event;
    const control = [...root.querySelectorAll("[data-event]:not(:disabled)")].find(same);
    if (control && focus) control.focus();
    if (control) control.click();
    else if (root.querySelector(".playing")) root.dispatchEvent(new PointerEvent("pointerdown", {{ bubbles: true }}));
    else throw new Error(`nothing sends ${{event}}`);
    see(names.map((name) => shown(`${{instance}}-${{name}}`)));
  }}
  return [views, way];
}}"""
# Asks the page's Python, past the page, for the same from the beginning.
ASK = f"""async ([instance, events, names]) => {{
  {NORMAL}
  const root = document.querySelector(`[data-demo="${{instance}}"]`);
  const {{ xworker }} = document.querySelector('script[type="py"]');
  const ask = async (message) =>
    JSON.parse(await xworker.sync.dispatch(JSON.stringify({{ demo: instance, ...message }})));
  const written = (selector) => JSON.parse(root.querySelector(selector).textContent);
  const {{ package: folder, name, says }} = written("[data-demo-page]");
  const {{ settings, demos, others }} = document.documentElement.dataset;
  const ours = {{ settings: settings.split(" "), demos: demos.split(" "), others: others.split(" ") }};
  const data = written("[data-demo-data]");
  const about = {{ package: folder, name, says, data, query: "", address: location.href.split("?")[0] }};
  const {{ regions }} = await ask({{ ask: "start", ...about, ...ours }});
  for (const event of events) {{
    const answer = await ask({{ ask: "event", event: JSON.parse(event) }});
    Object.assign(regions, answer.regions);
    see(names.map((name) => regions[`${{instance}}-${{name}}`]));
  }}
  return [views, way];
}}"""


class Graph(NamedTuple):
    """The module of first answers, as far as a walk needs it."""

    regions: list[str]
    events: list[str]
    starts: dict[str, int]
    steps: dict[int, dict[str, int]]  # of each state: where each event leads

    def walks(self) -> list[list[str]]:
        """Ways from where a page begins that together take every step there is."""
        start = self.starts[""]
        reached = self._ways(start)
        left = {(state, event) for state in reached for event in self.steps[state]}
        walks = []
        while left:
            walk, state = list[str](), start
            while (way := self._to_one_of(left, state)) is not None:
                for event in way:
                    left.discard((state, event))
                    walk.append(event)
                    state = self.steps[state][event]
            walks.append(walk)
        return walks

    def _ways(self, start: int) -> dict[int, list[str]]:
        """All states that can be come to, with the shortest way to each."""
        ways: dict[int, list[str]] = {start: []}
        waiting = deque([start])
        while waiting:
            state = waiting.popleft()
            for event, next_ in self.steps[state].items():
                if next_ not in ways:
                    ways[next_] = [*ways[state], event]
                    waiting.append(next_)
        return ways

    def _to_one_of(self, steps: set[tuple[int, str]], start: int) -> list[str] | None:
        """The shortest way that ends with one of these steps."""
        ways = self._ways(start)
        found = [(len(ways[state]), state, event) for state, event in steps if state in ways]
        if not found:
            return None
        _, state, event = min(found)
        return [*ways[state], event]


def on_its_own(regions: Sequence[str]) -> list[str]:
    """Those that a demo has on a page of its own: without the sentences in the article."""
    return [name for name in regions if not name.startswith("says-")]


def answers_file(dist: Path, instance: str) -> Path:
    """The module in a built site."""
    (file,) = dist.glob(f"assets/app-*/answers/{instance}.js")
    return file


def written(dist: Path, instance: str) -> dict[str, Any]:
    """What stands in it."""
    content: dict[str, Any] = json.loads(answers_file(dist, instance).read_text("utf-8")[len(BEGIN) : -2])
    return content


def graph(dist: Path, instance: str) -> Graph:
    content = written(dist, instance)
    events = content["events"]
    count = len(content["steps"]) // len(events)
    steps = {
        state: {
            event: state + content["steps"][k * count + state]
            for k, event in enumerate(events)
            if content["steps"][k * count + state] is not None
        }
        for state in range(count)
    }
    return Graph(content["regions"], events, content["starts"], steps)


def walk(
    page: Page, instance: str, events: Sequence[str], regions: Sequence[str], focus: bool = False
) -> list[list[str]]:
    """The HTML of these regions after each of the events, for which controls of the page are pressed."""
    views, way = page.evaluate(WALK, [instance, list(events), list(regions), focus])
    return [views[k] for k in way]


def asked(page: Page, instance: str, events: Sequence[str], regions: Sequence[str]) -> list[list[str]]:
    """The same by the page's Python, from the beginning. The page knows nothing of it."""
    views, way = page.evaluate(ASK, [instance, list(events), list(regions)])
    return [views[k] for k in way]


def comes_to(page: Page, instance: str, regions: Sequence[str], views: Sequence[str]) -> None:
    """Wait until these regions show these views."""
    script = f"""([instance, names, wanted]) => {{
      {NORMAL}
      see(names.map((name) => shown(`${{instance}}-${{name}}`)));
      return JSON.stringify(views[0]) === JSON.stringify(wanted);
    }}"""
    page.wait_for_function(script, arg=[instance, list(regions), list(views)])


def seen(page: Page, instance: str, regions: Sequence[str]) -> list[str]:
    """The HTML of these regions now."""
    script = f"""([instance, names]) => {{
      {NORMAL}
      see(names.map((name) => shown(`${{instance}}-${{name}}`)));
      return views[0];
    }}"""
    found: list[str] = page.evaluate(script, [instance, list(regions)])
    return found
