import json
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demos import bounded_json
from demos.bounded_json import VALUES, read_json

MEGABYTE = 1_000_000
READER = bounded_json.__file__

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**307), 10**307) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


def refusal(text: str, levels: int = 20) -> str:
    with pytest.raises(ValueError) as caught:
        read_json(text, levels)
    return str(caught.value)


def same(a: Any, b: Any) -> bool:
    """Whether they are equal, of the same types, and not-a-number where the other is."""
    if isinstance(a, dict):
        return type(b) is dict and list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return type(b) is list and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and repr(a) == repr(b)


# --- What it reads ---


@given(json_values, st.booleans(), st.sampled_from([None, 1]))
def test_it_reads_what_json_reads(value: Any, ascii_only: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert same(read_json(text, 20), json.loads(text))


@given(st.text(alphabet='[]{}",:0123456789truefalsnN-+.eE\\ \n\tIy', max_size=12) | st.text(max_size=12))
def test_it_refuses_what_json_refuses(text: str) -> None:
    try:
        wanted = json.loads(text, object_pairs_hook=without_repetition)
    except ValueError:
        with pytest.raises(ValueError, match=r"it is not JSON|twice"):
            read_json(text, 20)
    else:
        assert same(read_json(text, 20), wanted)


def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("twice")
    return dict(pairs)


NUMBERS = ["1", "-0", "-0.0", "1E+2", "0.1e-2", "1e400", "NaN", "Infinity", "-Infinity"]
OTHERS = [
    "true",
    "null",
    " [ ] ",
    "\t{\n}\r",
    r'"\ud800"',
    r'"\ud83d\ude00 \" \/ \b"',
    '{"": {"": []}}',
    "[1,2.5,[null]]",
]


@pytest.mark.parametrize("text", [*NUMBERS, *OTHERS])
def test_examples(text: str) -> None:
    assert same(read_json(text, 20), json.loads(text))


NO_NUMBERS = ["01", "+1", "1.", ".5", "1e", "- 1", "1 1", "0x1", "１"]
UNFINISHED = ["", " ", "[1", "]", "{", '{"a"}', '{"a":}', '"a', "nul"]
WRONG = ["[1,]", "[,1]", "[1 2]", '{"a":1,}', "{1:2}", "{'a':1}", '"\n"', r'"\x"', r'"\u12"', "nullx", "[] []"]


@pytest.mark.parametrize("text", [*NO_NUMBERS, *UNFINISHED, *WRONG, "\ufeff1", "\xa01"])
def test_what_is_no_json(text: str) -> None:
    assert refusal(text) == "it is not JSON"


# --- Its bounds ---


@pytest.mark.parametrize("digits", [309, 400, 5000, MEGABYTE])
def test_whole_numbers_that_no_float_can_hold(digits: int) -> None:
    assert read_json("9" * digits, 0) == sys.float_info.max
    assert read_json("-" + "9" * digits, 0) == -sys.float_info.max
    assert read_json(f"[1{'0' * digits}]", 1) == [sys.float_info.max]


def test_whole_numbers_that_a_float_can_hold_are_exact() -> None:
    assert read_json("9" * 308, 0) == int("9" * 308)


@pytest.mark.parametrize("levels", [0, 1, 2, 20])
def test_levels(levels: int) -> None:
    text = "[" * levels + "0" + "]" * levels
    assert read_json(text, levels) == json.loads(text)
    assert refusal("[" * (levels + 1) + "]" * (levels + 1), levels) == "it is nested too deeply"
    assert refusal('{"a":' * (levels + 1) + "1" + "}" * (levels + 1), levels) == "it is nested too deeply"


@pytest.mark.parametrize("value", ["0", "[]", "{}", '""', "null"])
def test_number_of_values(value: str) -> None:
    most = f"[{','.join([value] * (VALUES - 1))}]"  # the list is one itself
    assert len(read_json(most, 20)) == VALUES - 1  # type: ignore[arg-type]
    assert refusal(f"[{most},{value}]") == f"it holds more than {VALUES} values"


@pytest.mark.parametrize("text", ['{"a":1,"a":1}', '[{"b":{"a":1,"c":2,"a":3}}]', r'{"a":1,"\u0061":1}'])
def test_a_key_that_stands_twice(text: str) -> None:
    assert refusal(text) == 'it has the key "a" twice'


def test_a_long_key_is_told_short() -> None:
    key = "k\N{RIGHT-TO-LEFT OVERRIDE}" * 1000
    assert len(refusal(f'{{"{key}":1,"{key}":1}}')) < 100
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in refusal(f'{{"{key}":1,"{key}":1}}')


LARGE = {
    text: (text * (MEGABYTE // len(text) + 1))[:MEGABYTE]
    for text in (
        "[",
        '{"a":',
        "[],",
        "0,",
        "0 , ",
        "9",
        "-",
        "1.",
        "1e",
        '"',
        "\\",
        r"\u0041",
        r"\ud800",
        " ",
        "\n",
        "tru",
        "\0",
    )
}


@pytest.mark.parametrize("before", ["", "[", '{"a":', '["'])
@pytest.mark.parametrize("text", LARGE)
def test_a_megabyte_of_anything_takes_few_calls_and_no_deep_ones(text: str, before: str) -> None:
    """Counted and not timed, since that would depend on what else the machine does."""
    calls = depth = deepest = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls, depth, deepest
        if frame.f_code.co_filename == READER and event in ("call", "return"):
            calls += event == "call"
            depth += 1 if event == "call" else -1
            deepest = max(deepest, depth)

    reason = ""
    sys.setprofile(count)
    try:
        read_json(before + LARGE[text], 20)
    except ValueError as error:
        reason = str(error)
    finally:
        sys.setprofile(None)
    assert len(reason) < 80
    assert depth == 0
    assert deepest < 2 * 20 + 10
    assert calls < 10 * VALUES
