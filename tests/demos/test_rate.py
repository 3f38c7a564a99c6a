"""The learning rate beside every Train: by preset, by field, by the address, while it trains, and as it is told."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.html import Html
from demos.memory import events as m
from demos.memory.views import view as memory_view
from demos.memory.views.race import verdict_of
from demos.pattern.events import FlipTarget, ShowEpoch, Train, TrainOn
from demos.pattern.presets import TWO_BIT
from demos.pattern.state import State
from demos.pattern.views import view
from demos.pattern.views.controls import training_status
from demos.rate import LEAST, MOST, SetRate, learning_rate, rises
from rnn.rates import describe_rates
from rnn.run import Status
from tests.demos.memory import support as memory
from tests.demos.support import START, TABLE, Tick, after, having, initial_state, parse, query_of, session, update

WHOLE = Tick(budget=1e9, paced=False)
PACED = Tick(budget=1e9, paced=True)
HIGH = after(START, SetRate("10"), Train(), WHOLE)


def run_of(state: State) -> Any:
    assert state.learned.run
    return state.learned.run


@pytest.mark.parametrize("text", ["0", "-1", "1e-9", "10.1", "fast", "", "nan", "inf", "0,1.2"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no number|is a number from 0\.0001 to 10$"):
        learning_rate(text)


@given(st.floats(LEAST, MOST))
def test_every_rate_between_is_taken(rate: float) -> None:
    assert learning_rate(repr(rate)) == rate


# --- The pattern demo ---


def test_a_training_is_made_with_it() -> None:
    slow, usual = (after(START, SetRate(text), Train(), WHOLE) for text in ("0.01", "0,1"))
    assert {rate for _, rate in run_of(slow).rates} == {0.01}
    assert [*run_of(usual).losses] == [*run_of(after(START, Train(), WHOLE)).losses]
    assert training_status(usual).startswith("trained in")
    assert "rate" not in training_status(usual)
    assert f"{slow.learned.epochs} epochs at a learning rate of 0.01" in training_status(slow)


def test_what_too_high_a_rate_does_is_counted() -> None:
    assert HIGH.learned.status is Status.FAILED
    assert "400 epochs at a learning rate of 10 were not enough" in training_status(HIGH)
    losses = HIGH.learned.losses
    rose = sum(after > before for before, after in pairwise(losses))
    assert rose > 0
    assert f"it rose in {rose} of {len(losses) - 1} epochs" in view(HIGH)["teach"]
    assert "it rose" not in view(after(START, Train(), WHOLE))["teach"]


def test_while_it_trains_it_holds_from_the_epoch_on_show() -> None:
    begun = after(START, Train(), *[PACED] * 20)
    shown = run_of(begun)
    assert begun.training
    made = len(shown.snapshots)
    changed = update(begun, SetRate("0.5"))
    assert changed.training
    ended = update(changed, WHOLE)
    run = run_of(ended)
    assert run.rates == ((0, 0.1), (made, 0.5))
    assert run.losses[: made + 1] == run_of(update(begun, WHOLE)).losses[: made + 1]
    assert run.losses[made + 1] != run_of(update(begun, WHOLE)).losses[made + 1]
    assert f"epochs at a learning rate of 0.1 and, from epoch {made} on, 0.5" in training_status(ended)


def test_to_train_on_is_to_train_on_with_it() -> None:
    trained = after(START, Train(), WHOLE)
    epochs = trained.learned.epochs
    on = after(trained, SetRate("0.5"), TrainOn())
    assert run_of(on).rates == ((0, 0.1), (epochs, 0.5))


def test_nothing_else_of_a_trained_network_changes_with_it() -> None:
    trained = after(START, Train(), WHOLE)
    after_it = update(trained, SetRate("1"))
    assert training_status(after_it) == training_status(trained)
    assert after_it.learned is trained.learned


def test_the_presets_and_the_field_show_it() -> None:
    def shown(teach: Html) -> tuple[list[str], str]:
        root = parse(teach)
        pressed = [button.text or "" for button in having(root, "aria-pressed", "true")]
        (field,) = having(root, "aria-label", "Learning rate, any")
        return pressed, field.attrib["value"]

    assert shown(view(START)["teach"]) == (["0.1"], "0.1")
    assert shown(view(update(START, SetRate("0.0123")))["teach"]) == ([], "0.0123")


def test_a_refused_rate_leaves_the_old_one() -> None:
    demo = session()
    demo.handle({"type": "set-rate", "text": "1"})
    with pytest.raises(ValueError, match=r"^a learning rate is a number from 0\.0001 to 10$"):
        demo.handle({"type": "set-rate", "text": "20"})
    assert 'value="1"' in demo.look().regions["teach"]


def test_an_address_may_ask_for_one() -> None:
    state = initial_state(TWO_BIT, TABLE, "?rate=0.5")
    assert (state.notice, state.learning_rate) == ("", 0.5)
    assert "rate=0.5" in query_of(state)
    assert "rate" not in query_of(START)
    refused = initial_state(TWO_BIT, TABLE, "?rate=50")
    assert refused.notice == "The address asks for rate=50, but a learning rate is a number from 0.0001 to 10."


# --- The memory demo ---


def test_the_stage_and_the_three_cells_train_with_it() -> None:
    state = memory.after(memory.START, SetRate("0.5"), m.Train(), memory.WHOLE)
    assert state.learned.run
    assert state.learned.run.rates == ((0, 0.5),)
    assert "trained in 400 updates at a learning rate of 0.5" in "".join(memory_view(state, True).values())
    raced = memory.after(memory.START, SetRate("10"), m.TrainAll())
    for racer in memory.at_the_end(raced).race:
        assert racer.run.rates == ((0, 10.0),)
        assert " updates at a learning rate of 10" in verdict_of(racer)


def test_cells_that_are_being_trained_go_on_with_another() -> None:
    paced = Tick(budget=1e9, paced=True)
    begun = memory.after(memory.START, m.TrainAll(), paced)
    changed = memory.after(begun, SetRate("0.5"))
    made = [racer.run.made for racer in begun.race]
    assert changed.racing
    assert min(made) > 0
    assert [racer.run.rates for racer in changed.race] == [((0, 0.05), (n, 0.5)) for n in made]
    assert [racer.run.rates for racer in memory.after(memory.START, SetRate("0.5")).race] == [((0, 0.5),)] * 3


def test_the_rate_is_one_for_both_tasks_also_of_what_is_not_on_show() -> None:
    paced = Tick(budget=1e9, paced=True)
    begun = memory.after(memory.START, SetRate("0.5"), m.Train(), paced, m.ChooseTask("recall"))
    assert {racer.run.learning_rate for racer in begun.race} == {begun.learning_rate} == {0.5}
    back = memory.after(begun, SetRate("0.1"), m.ChooseTask("latch"))
    assert back.learned.run
    assert back.learning_rate == back.learned.run.learning_rate == 0.1
    own = memory.after(memory.START, m.ChooseTask("recall"))
    assert own.learning_rate == own.task.recipe.learning_rate


def test_what_came_after_it_was_solved_is_not_told_of_solving_it() -> None:
    paced = Tick(budget=1e9, paced=True)
    raced = memory.after(memory.START, m.SetUnits(2), m.TrainAll(), *[paced] * 40)
    lstm = raced.race[2]
    assert lstm.run.solved_after is not None
    ended = memory.at_the_end(memory.after(raced, SetRate("0.01")))
    assert f"olved after {lstm.run.solved_after} updates: all" in verdict_of(ended.race[2])
    assert ended.race[2].run.rates[-1][1] == 0.01


def test_a_link_has_the_rate_of_the_training_whose_seed_it_has() -> None:
    trained = after(START, SetRate("0.3"), Train(), WHOLE, SetRate("3"))
    assert "rate=0.3" in query_of(trained)


def test_a_branch_counts_its_own_epochs() -> None:
    trained = after(START, SetRate("0.05"), Train(), WHOLE, ShowEpoch(5), FlipTarget(1), TrainOn(), WHOLE)
    run = run_of(trained)
    assert run.began == 5
    assert f"it rose in {rises(run.losses[5:])} of {len(run.losses) - 6} epochs" in view(trained)["teach"]


# --- In words ---


@pytest.mark.parametrize(
    ("rates", "words"),
    [
        (((0, 0.1),), ""),
        (((0, 1.0),), " at a learning rate of 1"),
        (((0, 0.1), (5, 1.0)), " at a learning rate of 0.1 and, from epoch 5 on, 1"),
        (
            ((0, 0.1), (5, 1.0), (9, 0.1)),
            " at a learning rate of 0.1 and, from epoch 5 on, 1 and, from epoch 9 on, 0.1",
        ),
        (
            tuple((n, 0.1 + n) for n in range(5)),
            " at a learning rate that was changed 4 times, to 4.1 from epoch 4 on",
        ),
    ],
)
def test_rates_are_told(rates: Any, words: str) -> None:
    assert describe_rates(rates, 0.1, "epoch", 10) == words


def test_a_rate_that_was_set_after_the_last_update_made_none() -> None:
    assert describe_rates(((0, 0.1), (87, 1.0)), 0.1, "epoch", 87) == ""
    assert describe_rates(((0, 0.1), (86, 1.0)), 0.1, "epoch", 87).endswith("from epoch 86 on, 1")
    assert describe_rates(((0, 1.0),), 0.1, "epoch", 0) == " at a learning rate of 1"


def test_rises() -> None:
    assert [rises(losses) for losses in ((), (1.0,), (1.0, 2.0), (2.0, 1.0, 1.0, 1.5))] == [0, 0, 1, 1]
