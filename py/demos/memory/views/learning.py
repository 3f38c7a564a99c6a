"""How the LSTM on the stage came to be: training, what its gates do in each case, and experiments on them."""

from demos.cell_view.dial import sign_class
from demos.holding.holds import HOLDS
from demos.holding.row import TITLE, BringBackOffer, hold_buttons, let_go_words, more_buttons
from demos.html import Attribute, Html, el, join
from demos.memory import events as e
from demos.memory.events import EVENTS
from demos.memory.pretrained import CANDIDATES
from demos.memory.reading import GATES, Cases, cases_of
from demos.memory.state import Origin, State
from demos.memory.table import TABLE
from demos.memory.training import accuracy
from demos.memory.views.controls import button
from demos.memory.views.files import files
from demos.numbers import coordinate, fixed, percent
from demos.runs.curves import curves
from demos.wording import ASKED
from rnn.fresh_run import TEST_SIZE, FreshRun
from rnn.rates import describe_rates

TELLS = 0.5  # a gate whose means differ by more tells the cases apart
NEARLY = 0.9  # accuracies that are not far from all
OPEN, SHUT = 0.8, 0.2  # means that count as open and as shut


def training_view(state: State) -> Html:
    """The button, the curves, and what training came to."""
    run = state.learned.run
    status = el("div", {"class": "training"}, curves(run) if run else None, _status(state))
    return el("div", {"class": "train-row"}, button("Train", e.Train, "primary"), status)


def learning_view(state: State) -> Html:
    """What the gates of this one network do, and experiments on them."""
    cases, is_asked = cases_of(state.network, len(state.bits), state.unit), state.lesson.guessing
    of_unit = f"Of unit {state.unit}, the one that is drawn. " if state.units > 1 else ""
    how = (
        f"{of_unit}Means over the steps of {TEST_SIZE} fresh sequences, but for their first step. {origin_words(state)}"
    )
    held = f"Held: {HOLDS[state.held].equations}. " if state.held else None
    group = {"class": "cases", "role": "group", "aria-label": "Gates by case"}
    return join(
        [
            el("h3", None, "What each gate does"),
            el("p", None, held, ASKED if is_asked else describe(cases)),
            el("div", group, *[_cases(gate, None if is_asked else cases[gate]) for gate in GATES]),
            el("p", {"class": "small"}, how),
            el("h3", None, TITLE),
            _experiments(state),
            files(state, ""),
        ]
    )


def _status(state: State) -> Html:
    run, learned = state.learned.run, state.learned
    if state.training:
        words = f"training{_with_held(learned.held)}"
    elif run is not None:
        words = f"trained in {run.made} updates{_rates(run)}{_with_held(learned.held)}"
        if run.diverged:
            words = f"training broke off after {run.made} updates{_rates(run)}: its loss was no number any more"
    else:
        words = {
            Origin.SEED: "This network has not learned anything yet: press Train.",
            Origin.BUILD: f"learned while this page was built, from seed {learned.seed}",
            Origin.FILE: "weights loaded from a file",
            Origin.LINK: "weights from the link",
        }[learned.origin]
    right = run.accuracy if run is not None and state.training else accuracy(state.network, state.task)
    held = f", with {HOLDS[state.held].equations} held" if state.held else ""
    detail = f"{round(right * TEST_SIZE)} of {TEST_SIZE} fresh sequences right{held}"
    if run is not None:
        detail += f" \N{MIDDLE DOT} seed {learned.seed} \N{MIDDLE DOT} update {run.made}"
    return el(
        "div",
        {"class": "training-words"},
        el("div", {"role": "status", "aria-label": "Training status", "id": f"{state.instance}-status"}, words),
        el("div", {"class": "detail", "data-accuracy": repr(right)}, detail),
    )


def _rates(run: FreshRun) -> str:
    return describe_rates(run.rates, run.source.recipe.learning_rate, "update", run.made)


def _with_held(name: str) -> str:
    return f" with {HOLDS[name].equations} held" if name else ""


def origin_words(state: State) -> str:
    """How a network that was chosen was chosen."""
    if state.learned.origin is not Origin.BUILD:
        return ""
    return (
        f"This one was chosen: of {len(CANDIDATES)} networks, from as many seeds, it is the one in which f (not "
        "marked) \N{MINUS SIGN} f (marked) + i (marked) \N{MINUS SIGN} i (not marked) is largest, among those whose h "
        "is positive for a 1. Train, and you get one that nobody chose."
    )


def describe(cases: dict[str, Cases]) -> str:
    """What the gates do, in words that follow from the means."""
    marked, other = ({gate: float(cases[gate].mean[k].mean()) for gate in GATES} for k in (1, 0))
    g = cases["g"].mean[1].tolist()
    on_mark, on_none = [], []
    for gate, verbs in (("f", ("falls", "rises")), ("i", ("closes", "opens")), ("o", ("closes", "opens"))):
        change = marked[gate] - other[gate]
        if abs(change) > TELLS:
            on_mark.append(f"{gate} {verbs[int(change > 0)]} to {fixed(marked[gate])}")
            on_none.append(f"{gate} is {fixed(other[gate])}")
    if abs(g[1] - g[0]) > TELLS:
        on_mark.append(f"g is {fixed(g[0], signed=True)} for a 0 and {fixed(g[1], signed=True)} for a 1")
    same = [gate for gate in ("f", "i", "o") if abs(marked[gate] - other[gate]) <= TELLS]
    sentences = []
    if on_mark:
        sentences.append(f"Where a step is marked, {_listed(on_mark)}.")
    if on_none:
        sentences.append(f"Where it is not, {_listed(on_none)}.")
    for gate in same:
        low, high = sorted((marked[gate], other[gate]))
        how = "stays open" if low > OPEN else "stays shut" if high < SHUT else "differs little"
        sentences.append(f"{gate} {how}, marked or not ({fixed(marked[gate])} and {fixed(other[gate])}).")
    if not on_mark:
        sentences.append("None of the gates tells marked steps from others, nor does g a 0 from a 1.")
    return " ".join(sentences)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"


def _cases(gate: str, cases: Cases | None) -> Html:
    """The truth table of a gate: rows marked or not, columns bit 0 or 1. None while its numbers are not to be told."""
    head = el("tr", None, el("td"), *[el("th", {"scope": "col"}, f"bit {bit}") for bit in (0, 1)])
    rows = []
    for marked, title in ((1, "marked"), (0, "not")):
        unknown = el("td", {"class": "square"}, "?")
        cells = [_case(gate, cases, marked, bit) if cases else unknown for bit in (0, 1)]
        rows.append(el("tr", None, el("th", {"scope": "row"}, title), *cells))
    caption = join([el("i", {"class": "symbol"}, gate), el("span", None, f" {TABLE.quantities[gate].noun}")])
    table = el("table", {"aria-label": f"Cases of {gate}"}, el("thead", None, head), el("tbody", None, *rows))
    return el("figure", {"class": "case"}, el("figcaption", None, caption), table)


def _case(gate: str, cases: Cases, marked: int, bit: int) -> Html:
    value = float(cases.mean[marked, bit])
    low, high = (fixed(float(edge[marked, bit]), gate in TABLE.signed) for edge in (cases.low, cases.high))
    attributes: dict[str, Attribute] = {
        "class": f"square ground {sign_class(value)}",
        "style": f"--m:{coordinate(abs(value))}",
        "data-case": f"{gate}-{marked}-{bit}",
        "data-value": repr(value),
        "title": f"from {low} to {high}",
    }
    return el("td", attributes, fixed(value, signed=gate in TABLE.signed))


def _experiments(state: State) -> Html:
    """A button for each, what became of the answers, and learning around it."""

    def message(name: str) -> str:
        return EVENTS.message(e.Hold, name=name)

    return join(
        [
            hold_buttons(state.held, message, state.training),
            el("p", {"class": "held-told", "role": "status", "aria-label": "Experiment"}, held_words(state)),
            more_buttons(state.held, EVENTS.message(e.TrainHeld), message(""), _was_let_go(state), state.training),
        ]
    )


def _was_let_go(state: State) -> BringBackOffer | None:
    found = state.was_let_go
    return found and BringBackOffer(found.held, EVENTS.message(e.BringBack))


def held_words(state: State) -> str:
    """What holding the gates did to this network, counted on its test sequences."""
    if not state.held:
        prompt = "Hold a gate at one value in every step, and see how many answers are still right."
        return prompt + let_go_words(_was_let_go(state))
    hold = HOLDS[state.held]
    now = accuracy(state.network, state.task)
    count = f"{round(now * TEST_SIZE)} of {TEST_SIZE} fresh sequences right, {percent(now)}"
    if state.training:
        return f"{hold.meaning} Training with it held: {count}."
    if state.learned.held == state.held:
        nearly = "it learned nearly all of it around it" if now >= NEARLY else "it did not learn around it"
        around = "it learned around it" if now == 1 else nearly
        return f"{hold.meaning} Trained on with it held, {around}: {count}."
    before = accuracy(state.learned.network, state.task)
    if now == before:
        return f"{hold.meaning} The accuracy stays at {percent(now)}: {count}."
    verb = "falls" if now < before else "rises"
    change = f"from {percent(before)} to {percent(now)}"
    if percent(now) == percent(before):
        change = f"from {round(before * TEST_SIZE)} to {round(now * TEST_SIZE)} right answers"
    return f"{hold.meaning} The accuracy {verb} {change}: {count}."
