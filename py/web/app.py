"""Answers the page's messages; knows no browser, so it is tested without one."""

import json
from time import perf_counter
from typing import Any, NamedTuple

from demos.budget import Clock
from demos.demo import Place
from demos.effects import for_page
from demos.events import Declared, Events
from demos.query import Ours
from demos.registry import find
from demos.session import Answer, Session


class Work(NamedTuple):
    """What the page says with "work"."""

    budget: float  # ms
    paced: bool


WORK = Events({"work": Declared(Work)})  # so that its fields are looked at as those of events are


class App:
    """All demos of one page, and what the page shows of each."""

    def __init__(self, clock: Clock = perf_counter) -> None:
        """``clock`` says how long work that goes on by itself has taken."""
        self._clock = clock
        self._sessions: dict[str, Session[Any]] = {}  # by instance
        self._shown: dict[str, dict[str, str]] = {}  # by instance and region: what the page has

    def dispatch(self, message: str) -> str:
        """Answer one message from the page, JSON in and JSON out.

        In: {"demo": instance, "ask": what, ...}.
            "start" begins a demo, with "package" and "name" of its declaration, "data", "query", "address", the names
            of the "settings" and "demos" of the whole site and the "others" there are, "says", the names of its
            sentences in the text around it, and, where there are such, "kept", a state, and "remembered", the text of
            an effect.
            "event" with "event", {"type": name, ...}, is one of the demo's own.
            "work" with "budget", in milliseconds, and "paced" goes on with what goes on by itself.
            "keep" asks for what to keep: {"kept": text}.
        Out: {"regions": {element id: inner HTML that changed}, "busy": whether work is wanted every frame, "effects":
        [{"type", ...}] for the page to carry out}.
        Never raises: what went wrong is shown in the demo's notice, or, if the demo cannot show anything, answered as
        {"error": reason}.
        """
        try:
            data = json.loads(message)
            instance = data["demo"]
            if data["ask"] == "keep":
                return json.dumps({"kept": self._sessions[instance].keep()})
            if data["ask"] == "start":
                session, answer = _started(data, self._clock)
                self._sessions[instance] = session  # only now: a demo that cannot be drawn is none
                self._shown[instance] = {}
            else:
                answer = answer_of(self._sessions[instance], data)
            return self._changes(instance, answer)
        # Whatever it was, a mistake of ours included, the page must hear of it.
        except Exception as error:
            return json.dumps({"error": f"The message was not understood ({type(error).__name__}: {error})."})

    def _changes(self, instance: str, answer: Answer) -> str:
        """The answer as JSON, without the regions that the page has already."""
        shown = self._shown[instance]
        changed = {region: html for region, html in answer.regions.items() if shown.get(region) != html}
        regions = {f"{instance}-{region}": html for region, html in changed.items()}
        text = json.dumps({"regions": regions, "busy": answer.busy, "effects": for_page(answer.effects)})
        shown.update(changed)  # only now: what could not be sent is not there
        return text


def _started(data: dict[str, Any], clock: Clock) -> tuple[Session[Any], Answer]:
    """A demo where it had got to; if that cannot be, at its beginning, with a word to the reader."""
    ours = Ours(tuple(data["settings"]), tuple(data["demos"]), tuple(data["others"]))
    place = Place(
        data["demo"], data["query"], data["address"], ours, tuple(data.get("says", ())), data.get("remembered", "")
    )
    session = Session(find(data["package"], data["name"]), data["data"], place, clock)
    if not data.get("kept"):
        return session, session.look()
    try:
        session.restore(data["kept"])
        return session, session.look()
    except ValueError as error:
        return session, session.complain(f"The demo begins anew: {error}.")


def answer_of(session: Session[Any], data: dict[str, Any]) -> Answer:
    """The demo's answer to "event" or "work"; what goes wrong leaves it as it was, with a word to the reader."""
    try:
        match data["ask"]:
            case "work":
                said = {name: value for name, value in data.items() if name not in ("demo", "ask")}
                return session.work(*WORK.parse({"type": WORK.name(Work), **said}))
            case "event":
                return session.handle(data.get("event"))
            case other:
                raise ValueError(f"nothing can be asked by {str(other)[:40]!r}")
    except ValueError as error:
        return session.complain(f"Nothing was changed: {error}.")
    except Exception as error:
        return session.complain(f"Nothing was changed: Python stumbled over this ({type(error).__name__}: {error}).")
