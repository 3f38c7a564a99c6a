import re
from xml.etree.ElementTree import Element

import numpy as np
import pytest

from demos.pattern.events import ClampGate, FeedStream, FlipTarget, PlayStream, ResetStream, TrainOnStreams
from demos.pattern.state import State
from demos.pattern.stream import KEPT, SHOWN, Score
from demos.pattern.views.stream import counted, stream_panel
from tasks.bits import format_bits
from tests.demos.support import (
    START,
    START_OF_FOUR,
    after,
    of_class,
    one,
    parse,
    recompute_units,
    style,
    text,
    trained,
    update,
)

LONG = "".join(map(str, np.random.default_rng(1).integers(0, 2, 200)))
CASES = [
    (state, bits)
    for state in (START, START_OF_FOUR, after(START_OF_FOUR, FlipTarget(2)))
    for bits in ("1", "1010", LONG[:SHOWN])
]


def panel(state: State) -> Element:
    return parse(stream_panel(state))


@pytest.mark.parametrize(("state", "bits"), CASES)
def test_every_bit_with_its_answer_and_its_marks(state: State, bits: str) -> None:
    columns = of_class(panel(update(state, FeedStream(bits))), "stream-bit")
    steps = recompute_units(state.network, tuple(map(int, bits)))
    target = format_bits(state.target)
    assert len(columns) == len(bits)
    for k, (column, q) in enumerate(zip(columns, steps, strict=True), start=1):
        p, is_end = q["p"][0], bits[:k].endswith(target)
        wrong = k >= state.length and (p > 0.5) != is_end
        assert float(column.attrib["data-p"]) == pytest.approx(p, abs=1e-9)
        assert text(of_class(column, "stream-digit")[0]) == bits[k - 1]
        assert ("pattern" in column.attrib["class"].split()) == is_end
        assert ("wrong" in column.attrib["class"].split()) == wrong
        assert ("the pattern ends here" in column.attrib["aria-label"]) == is_end
        assert column.attrib["aria-label"].endswith(", wrong") == wrong
        assert text(of_class(column, "stream-mark")[0]) == ("\N{MULTIPLICATION SIGN}" if wrong else "")
        assert float(style(of_class(column, "stream-p")[0])["--p"]) == pytest.approx(p, abs=0.005001)


def test_of_a_long_stream_the_end_is_shown() -> None:
    columns = of_class(panel(update(START, FeedStream(LONG))), "stream-bit")
    assert "".join(text(of_class(column, "stream-digit")[0]) for column in columns) == LONG[-SHOWN:]


@pytest.mark.parametrize("state", [START, START_OF_FOUR], ids=["two bits", "four bits"])
def test_the_hit_rate_in_numbers(state: State) -> None:
    words = text(one(panel(update(state, FeedStream(LONG))), "aria-label", "Hit rate"))
    steps = recompute_units(state.network, tuple(map(int, LONG)))
    ends = range(state.length, len(LONG) + 1)
    patterns = {k for k in ends if LONG[:k].endswith(format_bits(state.target))}
    said = {k for k in ends if steps[k - 1]["p"][0] > 0.5}
    others = len(ends) - len(patterns)
    right = 100 * (1 - len(patterns ^ said) / len(ends))
    assert words.startswith(f"After {len(LONG)} bits")
    assert f"noticed {len(patterns & said)} of {len(patterns)}" in words
    assert f"false alarms {len(said - patterns)} of {others}" in words
    assert f"{right:.0f}\N{NO-BREAK SPACE}%" in words


def test_before_there_is_anything_to_count() -> None:
    assert "0 of at least 4 bits" in text(one(panel(START_OF_FOUR), "aria-label", "Hit rate"))
    assert not of_class(panel(START_OF_FOUR), "stream-bit")
    words = text(one(panel(update(START_OF_FOUR, FeedStream("101"))), "aria-label", "Hit rate"))
    assert "3 of at least 4 bits" in words


def test_of_a_very_long_stream_the_last_part_is_scored() -> None:
    state = update(START, FeedStream("10" * KEPT))
    words = text(one(panel(state), "aria-label", "Hit rate"))
    stretches = KEPT - state.length + 1
    counted = f"Counted are the {stretches} stretches of {state.length} bits in the last {KEPT}"
    assert words.startswith(f"After {2 * KEPT} bits. {counted}: patterns noticed ")
    found = re.search(r"noticed \d+ of (\d+), false alarms \d+ of (\d+)", words)
    assert found
    assert int(found[1]) == KEPT // 2
    assert int(found[1]) + int(found[2]) == stretches  # what is said to be counted is


def test_one_stretch_is_counted_as_one() -> None:
    words = text(one(panel(update(START_OF_FOUR, FeedStream("1010"))), "aria-label", "Hit rate"))
    assert words.startswith("After 4 bits. Counted is the one stretch of 4 bits in them: patterns noticed ")


def test_only_what_is_all_is_said_to_be_all() -> None:
    assert "right answers 99\N{NO-BREAK SPACE}%" in counted(Score((1000, 2), (999, 2)))
    assert "right answers 100\N{NO-BREAK SPACE}%" in counted(Score((1000, 2), (1000, 2)))


def test_after_a_training_the_same_bits_are_scored_again_beside_before() -> None:
    state = update(START_OF_FOUR, FeedStream(LONG))
    before = text(one(panel(state), "aria-label", "Hit rate")).partition(": ")[2]
    learning = update(state, TrainOnStreams())
    assert "is over, the same bits are read again" in text(panel(learning))
    assert before in text(one(panel(learning), "aria-label", "Hit rate"))
    assert "Waiting: 0110." in text(panel(update(learning, FeedStream("0110"))))
    learned = trained(learning)
    assert f"The same bits, before the training: {before}" in text(panel(learned))
    now = text(one(panel(learned), "aria-label", "Hit rate"))
    afresh = update(update(learned, ResetStream()), FeedStream(LONG))
    assert now == text(one(panel(afresh), "aria-label", "Hit rate"))
    assert "before the training" not in text(panel(afresh))


def test_the_score_is_that_of_the_network_on_show() -> None:
    state = update(START_OF_FOUR, FeedStream(LONG))
    held = update(state, ClampGate("o", "0"))
    steps = recompute_units(held.network, tuple(map(int, LONG)))
    assert held.stream is not None
    assert held.stream.answers == pytest.approx([q["p"][0] for q in steps], abs=1e-9)
    assert "before the training" not in text(panel(held))
    freed = update(held, ClampGate("o", "free"))
    assert text(panel(freed)) == text(panel(state))


def test_the_play_button_stops_what_plays() -> None:
    def play(state: State) -> tuple[str, str]:
        button = one(panel(state), "data-event", '{"type":"play-stream"}')
        return text(button), button.attrib["aria-pressed"]

    assert play(START) == ("Play random bits", "false")
    assert play(update(START, PlayStream())) == ("Stop", "true")


def test_it_says_what_the_network_was_taught_on() -> None:
    assert "taught on single sequences of 2 bits" in text(panel(START))
    learned = START.learned._replace(on_streams=True)
    assert "taught on long streams" in text(panel(START._replace(learned=learned)))
    assert "taught on long streams" in text(panel(update(START, TrainOnStreams())))
