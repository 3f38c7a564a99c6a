"""What demos begin with is trained once, and kept until something changes that has a part in it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bundler.pages import practice
from bundler.pages.practice import SOURCES, digest_of, imported
from demos.demo import Place
from demos.page import all_pages
from rnn.arrays import Array
from tasks.strokes.network import SHAPE

TRAINING, EIGHT = "tasks.strokes.pretraining", "demos.pattern.eight"
PATTERN, MEMORY = "demos.pattern.pretrained", "demos.memory.pretrained"
FILES = {
    "work/__init__.py": "",
    "work/learn.py": "import parts\nfrom tools.first import it\ndef late():\n    import tools.late\n",
    "work/besides.py": "",
    "tools/__init__.py": "",
    "tools/first.py": "it = 1\n",
    "tools/late.py": "",
    "tools/besides.py": "",
    "parts/__init__.py": "from importlib import import_module\ndef named(name):\n    return import_module(name)\n",
    "parts/red.py": "import hidden\n",
    "hidden.py": "",
    "tools/data/numbers.gz": "7",
    "work/more/data/numbers.gz": "8",
    "library.so": "compiled",
}
COUNTING = sorted(set(FILES) - {"work/besides.py", "tools/besides.py", "work/more/data/numbers.gz"})


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def digest(sources: Path) -> str:
    return digest_of("work.learn", sources, sources / "library.so")


def test_it_is_trained_once_for_the_same_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def train() -> np.ndarray:
        calls.append(1)
        return np.arange(3.0)

    def untrained() -> np.ndarray:
        raise AssertionError("that is for those to whom only its size matters")

    train.__module__ = TRAINING
    for _ in range(2):
        np.testing.assert_array_equal(practice.practised(tmp_path, train, untrained), [0, 1, 2])
    assert len(calls) == 1
    [kept] = tmp_path.iterdir()
    monkeypatch.setattr(practice, "LIBRARY", tmp_path / "another library.so")
    practice.practised(tmp_path, train, untrained)
    assert len(calls) == 2
    assert kept.is_file()


def test_what_one_module_trains_is_not_taken_for_what_another_one_does(tmp_path: Path) -> None:
    def one() -> np.ndarray:
        return np.arange(3.0)

    def other() -> np.ndarray:
        return np.arange(4.0)

    one.__module__, other.__module__ = TRAINING, "tasks.bits"
    for _ in range(2):
        np.testing.assert_array_equal(practice.practised(tmp_path, one, one), [0, 1, 2])
        np.testing.assert_array_equal(practice.practised(tmp_path, other, other), [0, 1, 2, 3])


def test_what_a_demo_practises_is_told_with_something_of_its_size() -> None:
    practised = []

    def practise(train: Callable[[], Array], untrained: Callable[[], Array]) -> Array:
        numbers = untrained()
        practised.append((train.__module__, train.__name__, numbers.shape))
        return numbers

    data = {page.demo.name: page.data(practise) for page in all_pages()}
    latch = 1 + 4 * (2 + 1 + 1 + 1) + 1 + 1  # a seed; of an LSTM with a unit that reads two bits
    trials = 16 * (5 * 3 + 4 * 2)  # seeds; three cells at five lengths, two with four more biases
    # For every target a seed, of losses none, and the parameters of an LSTM with one unit or four.
    two, four = 2**2 * (2 + 4 * (1 + 1 + 1 + 1) + 1 + 1), 2**4 * (2 + 16 * (1 + 4 + 1 + 1) + 4 + 1)
    # Eight times a seed, and two bits read by one unit; eight times a seed, and four bits read by four units.
    eight = (EIGHT, "train_eight", (8 * (1 + 4 * (1 + 1 + 2) + 1 + 1) + 8 * (1 + 16 * (1 + 4 + 2) + 4 + 1),))
    assert practised == [
        (PATTERN, "train_two_bit", (two,)),
        eight,
        (MEMORY, "train_latch", (latch,)),
        (MEMORY, "run_experiment", (trials,)),
        (PATTERN, "train_four_bit", (four,)),
        eight,
        (TRAINING, "pretrain", (SHAPE.size,)),
    ]
    for page in all_pages():
        page.demo.begin(data[page.demo.name], Place(page.demo.name))


def test_two_that_one_module_trains_are_kept_apart(tmp_path: Path) -> None:
    def one() -> np.ndarray:
        return np.arange(3.0)

    def other() -> np.ndarray:
        return np.arange(4.0)

    one.__module__ = other.__module__ = TRAINING
    for _ in range(2):
        assert [len(practice.practised(tmp_path, train, train)) for train in (one, other)] == [3, 4]


@pytest.mark.parametrize("changed", [*COUNTING, "parts/new.py"])
def test_every_file_that_has_a_part_in_training_counts(sources: Path, changed: str) -> None:
    before = digest(sources)
    assert digest(sources) == before
    (sources / changed).write_text(FILES.get(changed, "") + "# changed\n")
    assert digest(sources) != before


@pytest.mark.parametrize("changed", sorted(set(FILES) - set(COUNTING)))
def test_what_is_not_imported_does_not_count(sources: Path, changed: str) -> None:
    before = digest(sources)
    (sources / changed).write_text("# changed\n")
    assert digest(sources) == before


def test_another_numpy_counts_and_no_library(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(sources)
    (sources / "library.so").unlink()
    without = digest(sources)
    monkeypatch.setattr(np, "__version__", "0")
    assert len({before, without, digest(sources)}) == 3


def test_training_that_has_moved_away_is_no_reason_to_take_old_weights(sources: Path) -> None:
    (sources / "work" / "learn.py").unlink()
    with pytest.raises(ImportError, match="learn"):
        digest(sources)


def test_all_that_is_loaded_while_it_trains_is_found() -> None:
    """By another Python, which trains a little and then tells which of our modules it has."""
    script = f"""
import sys
import {TRAINING} as training
training.pretrain(settings=training.Pretraining(strokes=3, characters=2, updates=2))
print(*(module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)), sep="\\n")
"""
    printed = subprocess.check_output([sys.executable, "-P", "-c", script], text=True, env={"PYTHONPATH": str(SOURCES)})
    loaded = {
        Path(line) for line in printed.splitlines() if line.endswith(".py") and Path(line).is_relative_to(SOURCES)
    }
    assert SOURCES / "tasks" / "strokes" / "augment.py" in loaded
    assert loaded <= set(imported(TRAINING, SOURCES))
