"""Answers the page's messages; knows no browser, so it is tested without one."""

import json
from typing import Any

from demos.answer import Answer
from demos.registry import DEMOS, Demo


class App:
    """All demos of one page, and what the page shows of each."""

    def __init__(self) -> None:
        self._demos: dict[str, Demo] = {}
        self._shown: dict[str, str] = {}  # by element id: what the page has

    def dispatch(self, message: str) -> str:
        """Answer one message from the page, JSON in and JSON out.

        In: {"demo": name, "type": ..., ...}. The type "start" with "data", "query" and "address" begins a demo, with
        "kept" where that says; "keep" asks for what to keep, {"kept": text}; other types are the demo's own events.
        Out: {"regions": {element id: inner HTML that changed}, "busy": whether a tick is wanted, "download": {"name",
        "text"} or null, "play": points of a stroke or null}.
        Never raises: what went wrong is shown in the demo's notice, or, if the demo cannot show anything, answered as
        {"error": reason}.
        """
        try:
            data = json.loads(message)
            name = data.pop("demo")
            if data.get("type") == "start":
                demo = DEMOS[name](data["data"], data["query"], data["address"])
                answer = _restored(demo, data["kept"]) if data.get("kept") else demo.look()
                self._demos[name] = demo  # only now: a demo that cannot be drawn is none
                self._shown = {key: html for key, html in self._shown.items() if not key.startswith(f"{name}-")}
            elif data.get("type") == "keep":
                return json.dumps({"kept": self._demos[name].keep()})
            else:
                answer = _ask(self._demos[name], data)
        # Whatever it was, a mistake of ours included, the page must hear of it.
        except Exception as error:
            return json.dumps({"error": f"The message was not understood ({type(error).__name__}: {error})."})
        return self._changes(name, answer)

    def _changes(self, name: str, answer: Answer) -> str:
        """The answer as JSON, without the regions that the page has already."""
        regions: dict[str, str] = {}
        for region, html in answer.regions.items():
            key = f"{name}-{region}"
            if self._shown.get(key) != html:
                self._shown[key] = regions[key] = html
        download = answer.download and answer.download._asdict()
        changes = {"regions": regions, "busy": answer.busy, "download": download, "play": answer.play}
        return json.dumps(changes)


def _restored(demo: Demo, kept: str) -> Answer:
    """The demo where it had got to; if that cannot be, at its beginning, with a word to the reader."""
    try:
        demo.restore(kept)
        return demo.look()
    except ValueError as error:
        return demo.complain(f"The demo begins anew: {error}.")


def _ask(demo: Demo, message: dict[str, Any]) -> Answer:
    """The demo's answer to an event; to one that goes wrong, the demo as it was, with a word to the reader."""
    try:
        return demo.handle(message)
    except ValueError as error:
        return demo.complain(f"Nothing was changed: {error}.")
    except Exception as error:
        return demo.complain(f"Nothing was changed: Python stumbled over this ({type(error).__name__}: {error}).")
