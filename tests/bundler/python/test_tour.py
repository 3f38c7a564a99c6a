"""The tour leaves nothing out, and what it shows is no matter of time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bundler.python.tour import TourVisit
from demos.demo import Demo
from demos.registry import all_demos

PY = Path(__file__).parents[3] / "py"


@pytest.mark.parametrize("demo", all_demos().values(), ids=lambda demo: demo.name)
def test_the_tour_shows_every_event(demo: Demo[Any]) -> None:
    visit, seen = TourVisit(demo.name), set()

    def ask(message: dict[str, Any]) -> dict[str, Any]:
        if message["ask"] == "event":
            seen.add(message["event"]["type"])
        else:
            seen.add(message["ask"])
        return visit.ask(message)

    answers = [json.dumps(answer) for answer in visit.page.tour(ask)]
    assert seen >= {*demo.events, "start", "work", "keep"}
    assert not [answer for answer in answers if "stumbled" in answer or "not understood" in answer]
    assert any("Nothing was changed" in answer for answer in answers)


# All clocks of this Python are taken away before anything of ours is there that could hold on to one. What an App would
# make of the accident is told as well as what was read, and so is whether it is noticed at all.
WITHOUT_CLOCKS = """
import json, sys, time, traceback
import numpy.random

read = []

def refuse(*_):
    read.append(traceback.format_stack(limit=3)[0])
    raise RuntimeError("there is no clock here")

for name in ("perf_counter", "monotonic", "time", "process_time", "thread_time"):
    for clock in (name, f"{name}_ns"):
        setattr(time, clock, refuse)

from bundler.python.tour import TourVisit, tour
from web.app import App

answers = tour()
by_demos, accidents = len(read), [answer for answer in answers if "no clock" in answer]
visit = TourVisit("two-bit", App().dispatch)  # with the clock that it has by itself
answer = visit.ask({"ask": "start", "query": "", "address": ""})
print(json.dumps([len(answers), read[:by_demos], accidents, len(read), answer]))
"""


def test_on_all_of_it_no_demo_reads_a_clock_but_the_one_it_is_given() -> None:
    environment = {"PYTHONPATH": str(PY)}
    printed = subprocess.check_output([sys.executable, "-P", "-c", WITHOUT_CLOCKS], text=True, env=environment)
    answers, read, accidents, read_in_the_end, answer = json.loads(printed)
    assert answers > 100
    assert read == accidents == []
    assert read_in_the_end > 0  # so a clock that is read is noticed
    assert "there is no clock here" in answer["error"]


def test_the_tour_is_the_same_every_time() -> None:
    one, other = (
        [json.dumps(answer) for answer in visit.page.tour(visit.ask)]
        for visit in (TourVisit("draw"), TourVisit("draw"))
    )
    assert one == other
