"""The endless stream: its last bits, where the pattern ended, and what the network said."""

from demos.choices import button
from demos.html import Attribute, Html, el, join
from demos.numbers import coordinate, percent, probability
from demos.pattern import events as e
from demos.pattern.events import EVENTS
from demos.pattern.state import State
from demos.pattern.stream import KEPT, SHOWN, Score, Stream, new_stream
from tasks.bits import ends_with, format_bits, is_yes


def stream_panel(state: State) -> Html:
    """Controls, the strip of bits, and the hit rate."""
    stream = state.stream or new_stream(state.network, state.target)
    taught = "long streams" if state.learned.on_streams else f"single sequences of {state.length} bits"
    verb = "being taught" if state.training else "taught"
    intro = (
        f"Bits without end, the state never reset: does the network, {verb} on {taught}, notice whenever the last "
        f"{state.length} were {format_bits(state.target)}?"
    )
    return join(
        [
            el("p", None, intro),
            el(
                "div",
                {"class": "tabs"},
                button("Feed 0", EVENTS.message(e.FeedStream, bits="0")),
                button("Feed 1", EVENTS.message(e.FeedStream, bits="1")),
                button("Stop" if stream.feeding else "Play random bits", EVENTS.message(e.PlayStream), stream.feeding),
                button("Clear", EVENTS.message(e.ResetStream)),
                button("Train on streams", EVENTS.message(e.TrainOnStreams)),
            ),
            _typing(state),
            _strip(state, stream),
            _hits(stream, state),
            el("p", {"class": "hit-rate"}, beside(stream, state)),
        ]
    )


def _hits(stream: Stream, state: State) -> Html:
    """The hit rate; read aloud after what a reader fed, and not with every bit that comes by itself."""
    words = hit_rate(stream, state)
    status = "Random bits are coming in. " if stream.feeding else words
    return el(
        "p",
        {"class": "hit-rate"},
        el("span", {"role": "status", "aria-label": "Hit rate"}, status),
        el("span", None, words if stream.feeding else ""),
    )


def hit_rate(stream: Stream, state: State) -> str:
    """How often the network was right so far."""
    score = stream.score
    if not any(score.asked):
        return f"{stream.read} of at least {state.length} bits read."
    windows, where = sum(score.asked), f"the last {KEPT}" if stream.read > KEPT else "them"
    are = "is the one stretch" if windows == 1 else f"are the {windows} stretches"
    return f"After {stream.read} bits. Counted {are} of {state.length} bits in {where}: {counted(score)}."


def counted(score: Score) -> str:
    """A score in words."""
    (others, patterns), (right_others, right_patterns) = score
    found = f"{right_patterns} of {patterns}" if patterns else "none"
    share = (right_patterns + right_others) / (others + patterns)
    return f"patterns noticed {found}, false alarms {others - right_others} of {others}; right answers {percent(share)}"


def beside(stream: Stream, state: State) -> str:
    """The score of the same bits before a training, or, while the network changes, when bits are read."""
    if state.training and stream.bits:
        words = "That is the network before this training. When it is over, the same bits are read again."
    elif state.changing:
        words = f"What comes now is read when the {'training' if state.training else 'playback'} is over."
    elif stream.before is not None and any(stream.before.asked):
        return f"The same bits, before the training: {counted(stream.before)}."
    else:
        return ""
    return f"{words} Waiting: {format_bits(stream.waiting)}." if stream.waiting else words


def _typing(state: State) -> Html:
    attributes: dict[str, Attribute] = {
        "type": "text",
        "id": f"{state.instance}-stream-typed",
        "inputmode": "numeric",
        "autocomplete": "off",
        "placeholder": "0110100",
        "aria-label": "Bits to feed",
        "data-change-event": EVENTS.message(e.FeedStream),
        "data-field": "bits",
        "data-clear": True,
    }
    return el("label", {"class": "typed"}, "Type bits and press Enter ", el("input", attributes))


def _strip(state: State, stream: Stream) -> Html:
    """One column a bit: the bit, whether the pattern ended here, and p as a bar."""
    columns = []
    for k, (bit, p) in [*enumerate(zip(stream.bits, stream.answers, strict=True))][-SHOWN:]:
        so_far = stream.bits[: k + 1]
        is_end = ends_with(so_far, state.target)
        wrong = len(so_far) >= state.length and is_yes(p) != is_end
        classes = ["stream-bit", *(["pattern"] if is_end else []), *(["wrong"] if wrong else [])]
        words = (
            f"bit {bit}, p {probability(p)}"
            + (", the pattern ends here" if is_end else "")
            + (", wrong" if wrong else "")
        )
        columns.append(
            el(
                "li",
                {"class": " ".join(classes), "aria-label": words, "data-p": repr(p)},
                el("span", {"class": "stream-p", "style": f"--p:{coordinate(p)}"}),
                el("span", {"class": "stream-digit"}, str(bit)),
                el("span", {"class": "stream-mark"}, "\N{MULTIPLICATION SIGN}" if wrong else ""),
            )
        )
    empty = el("li", {"class": "prompt"}, "No bit read yet.") if not columns else None
    return el("ol", {"class": "stream", "aria-label": "The last bits and the answers"}, empty, *columns)
