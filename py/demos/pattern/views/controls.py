"""What the reader works with: target, training, test input, steps, and messages."""

from demos.html import Html, el, join
from demos.numbers import short
from demos.pattern.state import Learned, Origin, State
from demos.pattern.views.loss_curve import loss_curve
from lstm.training import Status
from tasks.bits import Bits, format_bits


def notice_view(state: State) -> Html:
    """What went wrong with the last event; empty if nothing did."""
    return el("p", None, state.notice) if state.notice else Html("")


def teach_view(state: State) -> Html:
    """The target, the Train button, and what training came to."""
    return join(
        [
            _bits("Target", "Target pattern", "flip-target", state.target, state.preset.name),
            el("button", {"class": "primary", "type": "button", "data-event": '{"type":"train"}'}, "Train"),
            el("div", {"class": "training"}, loss_curve(state.learned.losses), _training_words(state)),
        ]
    )


def test_view(state: State) -> Html:
    """The test input and the buttons that feed it to the network."""
    next_step = 1 if state.finished else state.position + 1
    # The class shows which button is the next thing to do: a network that is still learning is not asked yet.
    kind = "secondary" if state.run else "primary"
    return join(
        [
            _bits("Test", "Test input sequence", "flip-input", state.test_input, state.preset.name),
            el(
                "button",
                {"class": kind, "type": "button", "data-event": '{"type":"step"}'},
                f"Run inference (step {next_step})",
            ),
            el("button", {"class": "quiet", "type": "button", "data-event": '{"type":"start-over"}'}, "Start over"),
        ]
    )


def _bits(kind: str, title: str, event: str, bits: Bits, demo: str) -> Html:
    """A row of switches, one a bit."""
    title_id = f"{demo}-{kind.lower()}-title"
    switches = [
        el(
            "button",
            {
                "class": "bit",
                "type": "button",
                "id": f"{demo}-{kind.lower()}-{k}",
                "role": "switch",
                "aria-checked": "true" if bit else "false",
                "aria-label": f"{kind} bit {k}",
                "data-event": f'{{"type":"{event}","bit":{k}}}',
            },
            str(bit),
        )
        for k, bit in enumerate(bits, start=1)
    ]
    return el(
        "div",
        {"class": "bits", "role": "group", "aria-labelledby": title_id},
        el("span", {"class": "label", "id": title_id}, title),
        *switches,
    )


def _training_words(state: State) -> Html:
    main, detail = training_status(state), _training_detail(state)
    # The counter is outside the status: a screen reader would read every epoch aloud.
    return el(
        "div",
        {"class": "training-words"},
        el("div", {"role": "status", "aria-label": "Training status", "id": f"{state.preset.name}-status"}, main),
        el("div", {"class": "detail"}, detail),
    )


def training_status(state: State) -> str:
    """One plain sentence on what the network knows."""
    learned = state.learned
    if state.run:
        return f"training on {_pattern(learned.target)}{_restarts(learned)}"
    if learned.target is not None and learned.target != state.target:
        known, wanted = _pattern(learned.target), format_bits(state.target)
        return f"The network still knows {known}: press Train to teach it {wanted}."
    if learned.origin is Origin.FILE:
        return f"weights loaded from a file, taught {_pattern(learned.target)}"
    if learned.status is Status.FAILED:
        return f"not learned{_restarts(learned)}: {learned.epochs} epochs were not enough"
    if learned.origin is Origin.BUILD:
        return f"knows {_pattern(learned.target)}, learned while this page was built"
    return f"trained in {learned.epochs} epochs{_restarts(learned)}"


def _training_detail(state: State) -> str:
    learned = state.learned
    if not learned.losses:
        return ""
    counter = [f"epoch {learned.epochs}"] if state.run else []
    parts = [*counter, f"loss {short(learned.losses[-1])}", f"seed {learned.seed}"]
    return " \N{MIDDLE DOT} ".join(parts)


def _restarts(learned: Learned) -> str:
    """Which seeds were given up, if any."""
    if not learned.failed_seeds:
        return ""
    seeds = ", ".join(map(str, learned.failed_seeds))
    return f" (seed {seeds} got stuck, so training began again from seed {learned.seed})"


def _pattern(target: Bits | None) -> str:
    return "an unknown pattern" if target is None else format_bits(target)
