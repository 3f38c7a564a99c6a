import pytest

from demos.pattern.state import State
from demos.pattern.weights_file import export_weights
from demos.session import Session
from tests.demos.support import one, parse, session, state_of, text


@pytest.fixture
def demo() -> Session[State]:
    return session("?target=01", "https://example.org/two-bit.html")


def test_it_starts_as_the_address_says(demo: Session[State]) -> None:
    assert demo.state.target == (0, 1)
    assert "knows 01" in text(parse(demo.look().regions["teach"]))


def test_it_knows_its_own_address(demo: Session[State]) -> None:
    panels = demo.handle({"type": "open-panel", "panel": "share"}).regions["panels"]
    link = one(parse(panels), "aria-label", "Link").attrib["value"]
    assert link.startswith("https://example.org/two-bit.html?target=01&")


def test_a_message_changes_the_state_and_is_answered_with_how_it_looks_then(demo: Session[State]) -> None:
    answer = demo.handle({"type": "flip-target", "bit": 1})
    assert demo.state.target == (1, 1)
    assert answer.regions == demo.demo.view(demo.state, True)
    assert demo.look() == answer


@pytest.mark.parametrize("message", [{"type": "flip-target", "bit": 3}, {"type": "nonsense"}, {}])
def test_a_message_that_does_not_fit_changes_nothing(demo: Session[State], message: dict[str, object]) -> None:
    before = demo.state
    with pytest.raises(ValueError):
        demo.handle(message)
    assert demo.state is before


def test_a_complaint_is_shown(demo: Session[State]) -> None:
    answer = demo.complain("1 < 2")
    assert text(parse(answer.regions["notice"])) == "1 < 2"
    assert demo.look() == answer


def test_a_state_that_cannot_be_drawn_is_not_taken_over(demo: Session[State], monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(state: object) -> None:
        raise RuntimeError("cannot draw")

    before = demo.state
    monkeypatch.setattr("demos.pattern.demo.view", stumble)
    with pytest.raises(RuntimeError):
        demo.handle({"type": "flip-target", "bit": 1})
    assert demo.state is before


def test_busy_is_training(demo: Session[State]) -> None:
    assert not demo.look().busy
    answer = demo.handle({"type": "train"})
    assert answer.busy
    while answer.busy:
        answer = demo.work(1000, paced=False)
    assert "trained in" in text(parse(answer.regions["teach"]))


def test_a_file_is_handed_over_once(demo: Session[State]) -> None:
    assert demo.look().effects == ()
    assert demo.handle({"type": "export-weights"}).effects == (export_weights(state_of("01")),)
    assert demo.look().effects == ()
