import json

import pytest

from demos.pattern.presets import PRESETS
from demos.pattern.pretrained import to_json
from demos.registry import DEMOS
from tests.demos.support import TABLE


def test_every_preset_is_a_demo_under_its_own_name() -> None:
    assert DEMOS.keys() == {*PRESETS, "draw"}
    assert all(preset.name == name for name, preset in PRESETS.items())


@pytest.mark.parametrize("name", DEMOS)
def test_names_can_stand_in_addresses_and_ids(name: str) -> None:
    assert all(word.isalnum() and word.isascii() and word.islower() for word in name.split("-"))


def test_a_demo_is_made_from_the_data_and_the_query() -> None:
    demo = DEMOS["two-bit"](json.loads(json.dumps(to_json(TABLE))), "?target=01&input=00", "two-bit.html")
    answer = demo.look()
    assert set(answer.regions) == {"notice", "teach", "test", "stage", "panels"}
    assert not answer.busy
    assert answer.download is None
