"""Answers the page's messages; knows no browser, so it is tested without one."""

import json
from typing import Any

from demos.registry import DEMOS, Demo


class App:
    """All demos of one page, and what the page shows of each."""

    def __init__(self) -> None:
        self._demos: dict[str, Demo] = {}
        self._shown: dict[str, str] = {}  # by element id: what the page has

    def dispatch(self, message: str) -> str:
        """Answer one message from the page, JSON in and JSON out.

        In: {"demo": name, "type": ..., ...}. The type "start" with "data" and "query" begins a demo; other types are
        the demo's own events. Out: {"regions": {element id: inner HTML that changed}, "busy": whether a tick is wanted,
        "download": {"name", "text"} or null}. Never raises: what went wrong is shown in the demo's notice, or, if the
        demo is not known, answered as {"error": reason}.
        """
        try:
            data = json.loads(message)
            name = data.pop("demo")
            if data.get("type") == "start":
                self._demos[name] = DEMOS[name](data["data"], data["query"])
                return self._answer(name)
            demo = self._demos[name]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return json.dumps({"error": f"the message was not understood ({type(error).__name__}: {error})"})
        try:
            demo.handle(data)
        except ValueError as error:
            demo.complain(f"Nothing was changed: {error}.")
        except Exception as error:  # a mistake of ours: the reader must see it, and the demo is as it was before
            demo.complain(f"Nothing was changed: Python stumbled over this ({type(error).__name__}: {error}).")
        return self._answer(name)

    def _answer(self, name: str) -> str:
        demo = self._demos[name]
        download = demo.take_download()
        regions: dict[str, str] = {}
        for region, html in demo.regions().items():
            key = f"{name}-{region}"
            if self._shown.get(key) != html:
                self._shown[key] = regions[key] = html
        answer: dict[str, Any] = {"regions": regions, "busy": demo.busy, "download": download and download._asdict()}
        return json.dumps(answer)
