"""What a page answers before Python is there: a module for each demo on it, which site/page/first_answers.js reads."""

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bundler.files import sha256, tree_hash
from bundler.pages.explored import Explored, Reached
from bundler.pages.placing import Placed
from bundler.pages.repetition import encoded
from bundler.python.pyodide_node import Runtime, run_in_pyodide

FOLDER = "answers"
SCRIPT = Path(__file__).with_name("explore_in_pyodide.py")
SOURCES = Path(__file__).parents[2]


def write_first_answers(
    modules: Path, runtime: Runtime, placed: Mapping[str, Placed], app: Path, cache: Path
) -> list[Path]:
    """Write ``app``/answers/<instance>.js for those that have first events, and return the files.

    They are worked out by the very Python and numpy that the page gets, whose numbers differ from those of a build
    machine in the last digits; what the same ``runtime`` said of the same data before is found in ``cache``. Raises
    BuildError.
    """
    (app / FOLDER).mkdir()
    written = []
    for instance, found in explored_in_pyodide(modules, runtime, placed, cache).items():
        written.append(app / FOLDER / f"{instance}.js")
        written[-1].write_text(module_of(found), "utf-8")
    return written


def explored_in_pyodide(
    modules: Path, runtime: Runtime, placed: Mapping[str, Placed], cache: Path
) -> dict[str, Explored]:
    """By instance, the states that the demos' first events lead to. Raises BuildError."""
    asked = {
        instance: {"demo": one.page.demo.name, "data": one.data, "says": one.says}
        for instance, one in placed.items()
        if one.page.first_events
    }
    task = json.dumps(asked)
    declared = [*SOURCES.glob("demos/**/*.py"), *SOURCES.glob("bundler/pages/explore*.py")]
    parts = [*map(sha256, runtime.packs), tree_hash(SOURCES, declared), sha256_of(task)]
    kept = cache / f"first-answers-{sha256_of(' '.join(parts))[:16]}.json"
    if not kept.is_file():
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "task.json").write_text(task, "utf-8")
            mounts = {"/py": SOURCES, "/task": Path(folder)}
            what = "The first answers could not be worked out"
            text = run_in_pyodide(modules / "pyodide", SCRIPT, mounts, what=what, runtime=runtime)
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(".part")
        unfinished.write_text(text, "utf-8")
        unfinished.replace(kept)
    return {instance: from_json(found) for instance, found in json.loads(kept.read_text("utf-8")).items()}


def sha256_of(text: str) -> str:
    """The hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def from_json(found: Any) -> Explored:
    """What explore_in_pyodide.py wrote of one demo."""
    steps = [{event: Reached(*reached) for event, reached in known.items()} for known in found["steps"]]
    return Explored(found["starts"], found["views"], steps)


def module_of(found: Explored) -> str:
    """The module: of what changes, every text once; which of them each state shows, and where its events lead.

    It exports, as JSON:
        regions  the names of those that are not the same in all states
        shown    all that they show, encoded by bundler.pages.repetition
        states   for each state and region, one after the other, the text: the difference of its number to that before
        starts   the states that pages begin with, by the settings in the address
        events   as the page sends them, as JSON
        steps    for each state and event, one after the other, the state that it leads to, counted from 1, as the
                 difference to the state itself; null where that is not known
        effects  [state, event, effects], where there are some
    """
    names = [name for name in found.views[0] if len({view[name] for view in found.views}) > 1]
    # Region by region, so that like stands beside like.
    texts = [text for name in names for text in dict.fromkeys(view[name] for view in found.views)]
    number = {text: k for k, text in enumerate(texts)}
    states, last = [], 0
    for name in names:
        for view in found.views:
            states.append(number[view[name]] - last)
            last = number[view[name]]
    events = list(dict.fromkeys(event for known in found.steps for event in known))
    steps = [
        known[event].state - state if event in known else None
        for event in events
        for state, known in enumerate(found.steps)
    ]
    effects = [
        [state, events.index(event), reached.effects]
        for state, known in enumerate(found.steps)
        for event, reached in known.items()
        if reached.effects
    ]
    content = {
        "regions": names,
        "shown": encoded(texts)._asdict(),
        "states": states,
        "starts": found.starts,
        "events": events,
        "steps": steps,
        "effects": effects,
    }
    return f"export default {json.dumps(content, ensure_ascii=False, separators=(',', ':'))};\n"
