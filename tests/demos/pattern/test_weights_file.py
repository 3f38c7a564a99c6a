import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos.limits import FILE_BYTES
from demos.pattern.state import Learned, Origin, TrainingRecord
from demos.pattern.weights_file import export_weights, load_weights
from demos.weights_file import DEEPEST, FORMAT
from rnn.network import flatten
from rnn.run import Status
from tests.demos.support import PATTERNS, START, json_values, state_of

FIXTURE = json.loads((Path(__file__).parents[2] / "rnn" / "torch_fixture.json").read_text("ascii"))


def exported(**changes: Any) -> str:
    """The file of the first network, with top-level parts changed."""
    return json.dumps(json.loads(export_weights(START).text) | changes)


def with_tensor(name: str, value: str) -> str:
    """The file with the JSON text of one tensor of the LSTM changed."""
    data = json.loads(export_weights(START).text)
    data["lstm"][name] = "HERE"
    return json.dumps(data).replace('"HERE"', value)


def refusal(text: str) -> str:
    with pytest.raises(ValueError) as caught:
        load_weights(START, text)
    return str(caught.value)


# --- Writing and reading ---


@pytest.mark.parametrize("target", PATTERNS)
def test_out_and_in_again_without_losing_a_bit(target: str) -> None:
    state = state_of(target)
    download = export_weights(state)
    assert download.name == f"lstm-two-bit-{target}.json"
    learned = load_weights(START, download.text)
    assert flatten(learned.network).tobytes() == flatten(state.learned.network).tobytes()
    assert learned == Learned(
        learned.network, Origin.FILE, state.target, TrainingRecord(losses=(), status=Status.SOLVED)
    )


def test_the_file_says_what_it_is() -> None:
    about = json.loads(export_weights(START).text)["about"]
    assert about == {"format": FORMAT, "target": "10", "seed": START.learned.seed, "epochs": START.learned.epochs}


def test_a_network_of_unknown_origin_can_be_written_too() -> None:
    state = state_of()
    learned = load_weights(state, exported(about=None))
    assert learned.target is None
    download = export_weights(state._replace(learned=learned))
    assert download.name == "lstm-two-bit-weights.json"
    assert load_weights(state, download.text).target is None


def test_names_and_shapes_are_those_of_torch() -> None:
    """As recorded from nn.LSTM, whose state dict adds _l0 for the first layer, and nn.Linear."""
    (case,) = [case for case in FIXTURE["cases"] if [*case["sizes"][:3], case["cell"]] == list(START.shape[:4])]
    data = json.loads(export_weights(START).text)
    torch = {name.removesuffix("_l0"): tensor for part in ("lstm", "linear") for name, tensor in data[part].items()}
    assert torch.keys() == case["parameters"].keys()
    for name, tensor in case["parameters"].items():
        assert shape(torch[name]) == shape(tensor)
    assert [name.endswith("_l0") for name in data["lstm"]] == [True] * 4
    assert list(data["linear"]) == ["weight", "bias"]


def shape(tensor: Any) -> list[int]:
    return [len(tensor), *shape(tensor[0])] if isinstance(tensor, list) else []


def test_the_file_is_far_smaller_than_the_limit() -> None:
    assert len(export_weights(START).text) < FILE_BYTES / 100


# --- Refusing ---


@pytest.mark.parametrize("text", ["", "weights", "{", "PK\x03\x04", "{'lstm': 1}", "\ufeff{}"])
def test_not_json(text: str) -> None:
    assert refusal(text) == "it is not JSON"


@pytest.mark.parametrize("text", ["[]", "null", "1", '"text"', "NaN"])
def test_json_but_not_an_object(text: str) -> None:
    assert refusal(text) == "the weights must be an object with the parts lstm and linear"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 500_000,
        '{"lstm":' * 100_000,
        '{"a":"' + "]" * 3000 + '","b":' + "[" * 3000 + "]" * 3000 + "}",  # brackets in a string close nothing
        '{"a":"' + '\\"]' * 3000 + '","b":' + "[" * 3000 + "]" * 3000 + "}",
        '{"' + "}" * 3000 + '":' + '{"a":' * 3000 + "1" + "}" * 3001,
    ],
    ids=["lists", "objects", "brackets in a string", "quotes in a string", "brackets in a key"],
)
def test_nested_too_deeply(text: str) -> None:
    assert refusal(text) == "it is nested too deeply"


def test_brackets_in_a_string_are_no_nesting() -> None:
    assert load_weights(START, exported(note="[{" * 3000)).target == START.target


def test_a_text_larger_than_the_page_reads() -> None:
    assert refusal(" " * (FILE_BYTES + 1)) == "it is larger than 1000000 bytes"


@pytest.mark.parametrize("where", ["", '"about":', '"lstm":'])
def test_a_key_that_stands_twice(where: str) -> None:
    text = exported()
    inside = text.index(where) + len(where) + text[text.index(where) + len(where) :].index("{") + 1
    assert refusal(f'{text[:inside]}"target":"10","target":"10",{text[inside:]}') == 'it has the key "target" twice'


def test_the_same_weights_twice() -> None:
    text = exported()
    assert (
        refusal(f'{text[:-1]},"linear":{json.dumps(json.loads(text)["linear"])}}}') == 'it has the key "linear" twice'
    )


@pytest.mark.parametrize(
    ("depth", "reason"),
    [
        (3, "lstm.bias_ih_l0 has the shape (1, 1, 1),"),
        (DEEPEST - 2, "lstm.bias_ih_l0 has "),  # the tensor itself is inside two objects
        (DEEPEST - 1, "it is nested too deeply"),
        (64, "it is nested too deeply"),
        (1000, "it is nested too deeply"),
    ],
)
def test_a_tensor_nested_deeply(depth: int, reason: str) -> None:
    assert refusal(with_tensor("bias_ih_l0", "[" * depth + "1" + "]" * depth)).startswith(reason)


@pytest.mark.parametrize("part", ["lstm", "linear"])
@pytest.mark.parametrize("instead", [None, 1, [], "weights"])
def test_a_missing_part(part: str, instead: object) -> None:
    assert refusal(exported(**{part: instead})) == f"the part {part} is missing"


def test_a_missing_and_an_unknown_tensor() -> None:
    lstm = json.loads(exported())["lstm"]
    assert refusal(exported(lstm=lstm | {"weight_ih_l1": [[0.0]]})) == "lstm has an unknown tensor weight_ih_l1"
    del lstm["bias_hh_l0"]
    assert refusal(exported(lstm=lstm)) == "lstm.bias_hh_l0 is missing"


@pytest.mark.parametrize(
    ("tensor", "reason"),
    [
        ("[1, 2, 3, 4]", "has the shape (4,), but this network needs (4, 1)"),
        ("[[1], [2], [3]]", "has the shape (3, 1), but this network needs (4, 1)"),
        ("0.5", "has the shape (), but this network needs (4, 1)"),
        ("null", "has the shape (), but this network needs (4, 1)"),
        ("{}", "has the shape (), but this network needs (4, 1)"),
        ("[]", "has the shape (0,), but this network needs (4, 1)"),
        ("[[1], [2], [3], [4, 5]]", "has rows of different lengths"),
        ("[[1], [2], [3], 4]", "has rows of different lengths"),
        ('[["1"], ["2"], ["3"], ["4"]]', "holds something that is not a number"),
        ('[[1], [2], [3], ["4"]]', "holds something that is not a number"),
        ("[[true], [false], [true], [true]]", "holds something that is not a number"),
        ("[[1.5], [2], [3], [true]]", "holds something that is not a number"),
        ("[[1], [2], [3], [null]]", "holds something that is not a number"),
        ("[[1], [2], [3], [{}]]", "holds something that is not a number"),
        ("[[NaN], [2], [3], [4]]", "holds a number that is not finite"),
        ("[[Infinity], [2], [3], [4]]", "holds a number that is not finite"),
        ("[[-Infinity], [2], [3], [4]]", "holds a number that is not finite"),
        ("[[1e400], [2], [3], [4]]", "holds a number that is not finite"),
    ],
)
def test_a_tensor_that_holds_something_else(tensor: str, reason: str) -> None:
    assert refusal(with_tensor("weight_ih_l0", tensor)) == f"lstm.weight_ih_l0 {reason}"


@pytest.mark.parametrize("digits", [4, 20, 308, 309, 400, 5000, 900_000])
@pytest.mark.parametrize("sign", ["", "-"])
def test_huge_whole_numbers(digits: int, sign: str) -> None:
    tensor = f"[[{sign}{'9' * digits}], [2], [3.5], [4]]"
    assert refusal(with_tensor("weight_ih_l0", tensor)) == "it has a weight beyond 1000"


@pytest.mark.parametrize("number", ["1000", "-1e3", "-0", "-0.0", "1e-400", "0." + "3" * 100_000, "0e5"])
def test_numbers_however_they_are_written(number: str) -> None:
    learned = load_weights(START, with_tensor("weight_ih_l0", f"[[{number}], [2], [3.5], [4]]"))
    assert learned.network.cell.weight_ih[0, 0] == float(number)


@pytest.mark.parametrize("target", ["", "1", "101", 10, True, ["1", "0"], {}])
def test_a_target_of_another_length_or_kind(target: object) -> None:
    assert refusal(exported(about={"target": target})) == "its target is not a pattern of 2 bits"


def test_a_target_of_other_letters() -> None:
    assert refusal(exported(about={"target": "ab"})) == "a pattern is written with the digits 0 and 1, not 'ab'"


@pytest.mark.parametrize("about", [None, [], "10", {}, {"target": None}])
def test_a_file_need_not_say_its_target(about: object) -> None:
    assert load_weights(START, exported(about=about)).target is None


@given(json_values, st.sampled_from(["about", "lstm", "linear"]))
def test_whatever_a_part_holds_it_is_read_or_refused(value: Any, part: str) -> None:
    with suppress(ValueError):
        load_weights(START, exported(**{part: value}))


@given(json_values, st.sampled_from(["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]))
def test_whatever_a_tensor_holds_it_is_read_or_refused(value: Any, name: str) -> None:
    with suppress(ValueError):
        load_weights(START, with_tensor(name, json.dumps(value)))


@given(st.text() | st.text(alphabet='[]{}",:0e-.\\ \n'))
def test_any_text_is_refused(text: str) -> None:
    assert len(refusal(text)) < 200


@given(json_values, st.text())
def test_what_is_refused_is_refused_in_few_words(value: Any, key: str) -> None:
    for changes in ({"lstm": {key: value}}, {"linear": {key: value}}, {"about": {"target": key + "x"}}):
        assert len(refusal(exported(**changes))) < 200
