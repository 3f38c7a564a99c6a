"""A reader who goes through lessons without a browser: by what the regions say, and by nothing else."""

import json
from typing import Any
from xml.etree.ElementTree import Element

from demos.demo import Regions
from demos.effects import Tell
from demos.session import Answer, Session
from tests.demos.support import having, parse

SLICES = 5000
AT_ONCE = 10  # points of a line in a message


class Reader:
    """One reader at one demo."""

    def __init__(self, session: Session[Any]) -> None:
        self.session = session
        self.regions: dict[str, str] = {}
        self.see(session.look().regions)

    def see(self, regions: Regions) -> None:
        self.regions |= regions

    def send(self, message: dict[str, Any]) -> None:
        """What the page sends; then all that goes on by itself, to its end."""
        answer = self.session.handle(message)
        self.see(answer.regions)
        for effect in answer.effects:
            if isinstance(effect, Tell) and effect.what == "play":
                answer = self.draw(effect.fields["points"])
        for _ in range(SLICES):
            if not answer.busy:
                return
            answer = self.session.work(1e9, False)
            self.see(answer.regions)
        raise AssertionError("it does not come to an end")

    def draw(self, points: Any) -> Answer:
        """Draw a line, and touch the pad at its end: the network may draw on for ever."""
        messages: list[dict[str, Any]] = [{"type": "touch"}]
        for k in range(0, len(points), AT_ONCE):
            messages.append({"type": "ink", "points": [list(point) for point in points[k : k + AT_ONCE]]})
        for message in (*messages, {"type": "lift"}, {"type": "touch"}):
            answer = self.session.handle(message)
            self.see(answer.regions)
        return answer

    @property
    def lesson(self) -> Element:
        """The region of the lesson."""
        (region,) = having(parse(self.regions["lesson"]), "aria-label", "Lesson")
        return region

    @property
    def step(self) -> int:
        return int(self.lesson.attrib["data-lesson-step"])

    @property
    def steps(self) -> int:
        return int(self.lesson.attrib["data-lesson-steps"])

    @property
    def done(self) -> bool:
        return self.lesson.attrib["data-lesson-done"] == "true"

    @property
    def says(self) -> str:
        return "".join(self.lesson.itertext())

    @property
    def asked(self) -> list[Element]:
        """All that is marked to be acted on."""
        return [e for html in self.regions.values() for e in having(parse(html), "data-lesson-asks")]

    def button(self, title: str) -> Element:
        (button,) = [e for e in self.lesson.iter("button") if "".join(e.itertext()) == title]
        return button

    def press(self, title: str) -> None:
        button = self.button(title)
        assert "disabled" not in button.attrib
        self.send(json.loads(button.attrib["data-event"]))

    def options(self) -> list[Element]:
        return [e for e in self.lesson.iter("input") if e.attrib["type"] == "radio"]

    def pick(self, option: int) -> None:
        self.send(json.loads(self.options()[option].attrib["data-event"]))

    def answered(self) -> tuple[float, float]:
        """The guess and the truth that the region tells."""
        (marked,) = having(self.lesson, "data-truth")
        return float(marked.attrib["data-guess"]), float(marked.attrib["data-truth"])

    def act(self, option: int = 1) -> None:
        """Do what is asked."""
        (asked,) = self.asked
        if asked.tag == "fieldset":
            self.pick(option)
        else:
            self.send(json.loads(asked.attrib["data-event"]))
