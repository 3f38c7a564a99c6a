"""What the reader works with: target, training, test input, steps, and messages."""

from collections.abc import Iterable

from demos.cell_view.activations import Activations
from demos.holding.holds import HOLDS, name_of
from demos.html import Html, el, join
from demos.numbers import duration, probability, short
from demos.pattern import events as e
from demos.pattern.cell import ANSWER
from demos.pattern.events import EVENTS
from demos.pattern.loss import loss_of
from demos.pattern.state import Learned, Origin, State
from demos.pattern.views.history import history_buttons, history_view
from demos.rate import rate_view, rises
from rnn.ablation import Clamp
from rnn.rates import describe_rates
from rnn.run import Status
from tasks.bits import Bits, all_inputs, format_bits

RATES = (0.01, 0.1, 1.0)  # that are offered


def notice_view(state: State) -> Html:
    """What went wrong with the last event; empty if nothing did."""
    return el("p", None, state.notice) if state.notice else Html("")


def teach_view(state: State, activations: Activations) -> Html:
    """The target, the Train button, and what training came to."""
    return join(
        [
            _bits("Target", "Target pattern", e.FlipTarget, state.target, state.instance),
            el("button", {"class": "primary", "type": "button", "data-event": EVENTS.message(e.Train)}, "Train"),
            el(
                "div",
                {"class": "training"},
                history_view(state),
                _training_words(state, activations),
                el("div", {"class": "history-buttons"}, history_buttons(state)),
            ),
            rate_view(EVENTS, state.instance, state.learning_rate, RATES),
        ]
    )


def test_view(state: State) -> Html:
    """The test input and the buttons that feed it to the network."""
    next_step = 1 if state.finished else state.position + 1
    # The class shows which button is the next thing to do: a network that is still learning is not asked yet.
    kind = "secondary" if state.training else "primary"
    return join(
        [
            _bits("Test", "Test input sequence", e.FlipInput, state.test_input, state.instance),
            el(
                "button",
                {"class": kind, "type": "button", "data-event": EVENTS.message(e.Step)},
                f"Run inference (step {next_step})",
            ),
            _quiet("Step back", e.StepBack),
            _quiet("Start over", e.StartOver),
        ]
    )


def _quiet(title: str, event: type) -> Html:
    return el("button", {"class": "quiet", "type": "button", "data-event": EVENTS.message(event)}, title)


def _bits(kind: str, title: str, event: type, bits: Bits, demo: str) -> Html:
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
                "data-event": EVENTS.message(event, bit=k),
            },
            str(bit),
        )
        for k, bit in enumerate(bits, start=1)
    ]
    return el(
        "div",
        {
            "class": "bits many" if len(bits) > 3 else "bits",
            "role": "group",
            "aria-labelledby": title_id,
            "style": f"--count:{len(bits)}",
        },
        el("span", {"class": "label", "id": title_id}, title),
        *switches,
    )


def _training_words(state: State, activations: Activations) -> Html:
    main, detail = training_status(state), _training_detail(state, activations)
    # The counter is outside the status: a screen reader would read every epoch aloud.
    return el(
        "div",
        {"class": "training-words"},
        el("div", {"role": "status", "aria-label": "Training status", "id": f"{state.instance}-status"}, main),
        el("div", {"class": "detail"}, detail),
        el("div", {"class": "cost"}, cost_of(state)),
        el("div", {"class": "mistakes"}, mistakes_of(state, activations))
        if state.learned.status is Status.FAILED
        else None,
    )


def training_status(state: State) -> str:
    """One plain sentence on what the network knows."""
    learned = state.learned
    if state.training:
        material = "streams with " if learned.on_streams else ""
        return f"training on {material}{_pattern(learned.target)}{_held(state)}{_restarts(learned)}"
    if state.playing_back:
        return f"this training is played back{_held(state)}"
    if state.edited is not None:
        return "weights changed by hand"
    if state.changed_by_hand:
        return f"{_gates(state.clamps, state)} held by hand" if state.clamps else f"learned{_held(state)}, now let go"
    if learned.origin is Origin.SEED:
        return "This network has not learned anything yet: press Train."
    if learned.status is Status.FAILED:
        return (
            f"not learned{_held(state)}{_restarts(learned)}: {learned.epochs} epochs{_rates(learned)} were not enough"
        )
    if learned.target is not None and learned.target != state.target:
        known, wanted = _pattern(learned.target), format_bits(state.target)
        return f"The network still knows {known}: press Train to teach it {wanted}."
    if learned.shown_epoch is not None:
        return f"as it was after epoch {learned.epoch} of {learned.epochs}"
    if learned.origin is Origin.LINK:
        return f"weights from the link, taught {_pattern(learned.target)}"
    if learned.origin is Origin.FILE:
        return f"weights loaded from a file, taught {_pattern(learned.target)}"
    if learned.origin is Origin.BUILD:
        return f"knows {_pattern(learned.target)}, learned while this page was built"
    material = " on streams" if learned.on_streams else ""
    return f"trained in {learned.epochs} epochs{_rates(learned)}{material}{_held(state)}{_restarts(learned)}"


def _rates(learned: Learned) -> str:
    run = learned.run
    return describe_rates(run.rates, run.settings.learning_rate, "epoch", learned.epochs) if run else ""


def _held(state: State) -> str:
    """What was held while it learned."""
    return f" with {_gates(state.learned.held, state)} held" if state.learned.held else ""


def _gates(clamps: Iterable[Clamp], state: State) -> str:
    """What is held by these, if there is a name for it."""
    name = name_of(clamps, state.units)
    return HOLDS[name].equations if name else "a gate"


MISTAKES_LISTED = 6


def mistakes_of(state: State, activations: Activations) -> str:
    """Which inputs a network that did not learn gets wrong, and which it is not sure of, with its probabilities."""
    target = state.learned.target
    answers = list(zip(all_inputs(state.length), activations.values(ANSWER, state.length), strict=True))
    wrong = [(bits, p) for bits, p in answers if state.task.is_yes(p) != (bits == target)]
    unsure = [
        (bits, p)
        for bits, p in answers
        if (bits, p) not in wrong and abs(p - (bits == target)) >= state.task.settings.tolerance
    ]
    parts = []
    for title, found in (("wrong about", wrong), ("not sure about", unsure)):
        if found:
            listed_inputs = ", ".join(
                f"{format_bits(bits)} (p = {probability(p)})" for bits, p in found[:MISTAKES_LISTED]
            )
            more = f" and {len(found) - MISTAKES_LISTED} more" if len(found) > MISTAKES_LISTED else ""
            parts.append(f"{title} {listed_inputs}{more}")
    return "; ".join(parts)


def _training_detail(state: State, activations: Activations) -> str:
    learned = state.learned
    if state.changed_by_hand:
        # A training on streams has computed another loss than this.
        where = " on single sequences" if learned.on_streams else ""
        return f"loss {short(loss_of(state, activations))}{where}"
    if learned.loss is None:
        return ""
    counter = [f"epoch {learned.epoch}"] if state.training or state.playing_back else []
    seed = [] if learned.seed is None else [f"seed {learned.seed}"]
    # Before a branch they were those of other examples.
    losses = learned.losses[learned.run.began if learned.run else 0 : learned.epoch + 1]
    rose = [f"it rose in {rises(losses)} of {len(losses) - 1} epochs"] if _rates(learned) and len(losses) > 1 else []
    return " \N{MIDDLE DOT} ".join([*counter, f"loss {short(learned.loss)}", *rose, *seed])


def cost_of(state: State) -> str:
    """How long the training done here really took, which the eye would not have seen; and why, if it took long."""
    cost, learned = state.cost, state.learned
    if cost is None or state.training or learned.origin is not Origin.TRAINED:
        return ""
    seeds = ", all seeds together" if learned.failed_seeds else ""
    thrown_away = len(learned.run.rates) > 1 if learned.run and not learned.failed_seeds else False
    seeds = ", with those computed ahead at the rate before" if thrown_away and cost.epochs > learned.epochs else seeds
    why = f", on the reference path ({cost.fallback_reason})" if cost.fallback_reason else ""
    return f"{cost.epochs} epochs in {duration(cost.seconds)} of computing{seeds}{why}"


def _restarts(learned: Learned) -> str:
    """Which seeds were given up, if any."""
    if not learned.failed_seeds:
        return ""
    seeds = ", ".join(map(str, learned.failed_seeds))
    word = "seed" if len(learned.failed_seeds) == 1 else "seeds"
    return f" ({word} {seeds} given up, so training began again from seed {learned.seed})"


def _pattern(target: Bits | None) -> str:
    return "an unknown pattern" if target is None else format_bits(target)
