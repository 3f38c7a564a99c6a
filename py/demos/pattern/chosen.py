"""What a page says of the choice of its network: the rule, as a formula too, and how eight trainings turn out.

It is written when the page is built, and no browser loads it.
"""

from demos.html import Html
from demos.mathml import apply, extreme, line, minus, name, operator, row
from demos.numbers import fixed
from demos.pattern.eight import COUNT, SHUT, Found
from demos.pattern.presets import Preset
from demos.pattern.pretrained import CLEAR
from demos.pattern.saying import ASKED, gates_say
from demos.wording import listed
from rnn.network import Network
from tasks.bits import all_inputs, encode, format_bits


def chosen(preset: Preset, network: Network, found: Found) -> dict[str, str]:
    """What the demo's template asks for; ``network`` is the one that the page came with for the preset's target."""
    only = (
        f" Only networks whose short-term state ends above {CLEAR} for the pattern were asked."
        if preset.units == 1
        else ""
    )
    return {
        "candidates": str(preset.candidates),
        "only": only,
        "movement": movement_formula(),
        "least": least_formula(),
        "says": fixed(gates_say(network, encode(all_inputs(len(preset.target))))),
        "of": format_bits(preset.target),
        "eight": eight_words(preset, found),
    }


def movement_formula() -> Html:
    """How far a quantity q moves with the input x, as ``saying.movements`` has it."""
    steps = row(name("t"), operator("\N{GREATER-THAN OR EQUAL TO}"), operator("2"))
    highest, lowest = (extreme(which, name("x"), name("q", "t")) for which in ("max", "min"))
    difference = row(operator("("), minus(highest, lowest), operator(")"))
    return line(name("m", "q"), operator("="), extreme("max", steps, difference))


def least_formula() -> Html:
    """How much the gates say, as ``saying.gates_say`` has it."""
    arguments = [name("m", ASKED[0])]
    for asked in ASKED[1:]:
        arguments += (operator(","), name("m", asked))
    return line(name("S"), operator("="), extreme("min", name("u"), apply("min", *arguments)))


def eight_words(preset: Preset, found: Found) -> str:
    """What the eight have in common, and in what they differ."""
    facts = _facts_of_one_unit(preset, found) if preset.units == 1 else _facts_of_units(found)
    alike = [so if count else not_so for so, not_so, count in facts if count in (0, COUNT)]
    unlike = [f"{so} in {count} of {COUNT}" for so, _, count in facts if 0 < count < COUNT]
    most = [(name, count) for name, count in found.most.items() if count]
    if len(most) == 1:
        alike.append(f"of the three gates, {most[0][0]} moves most with the input")
    else:
        shares = [f"{name} in {count}" for name, count in most]
        unlike.append(f"the gate that moves most with the input is {listed(shares)}")
    return (
        f"The first eight seeds that Train takes here are {_seeds(found.seeds)}. "
        f"What the networks that learn {format_bits(preset.target)} from them have in common: "
        f"{'; '.join(alike) or 'nothing of what follows'}. "
        f"In what they differ: {'; '.join(unlike) or 'in nothing that was counted'}."
    )


CLOSED = f"(f below {fixed(SHUT)}, from step 2 on)"
type Fact = tuple[str, str, int]  # that it is so, that it is not, and in how many it is


def _facts_of_one_unit(preset: Preset, found: Found) -> list[Fact]:
    end = f"at the end of {format_bits(preset.target)}"
    return [
        ("every input is answered rightly", "some input is answered wrongly", found.right),
        (
            f"the forget gate closes for some input {CLOSED}",
            f"the forget gate closes for no input {CLOSED}",
            found.closes,
        ),
        ("the unit only counts steps", "the unit does not only count steps", found.counts),
        (f"h is above 0 {end}", f"h is not above 0 {end}", found.high),
    ]


def _facts_of_units(found: Found) -> list[Fact]:
    return [
        ("every input is answered rightly", "some input is answered wrongly", found.right),
        (
            f"some forget gate closes for some input {CLOSED}",
            f"no forget gate closes for any input {CLOSED}",
            found.closes,
        ),
        ("some unit only counts steps", "no unit only counts steps", found.counts),
    ]


def _seeds(seeds: list[int]) -> str:
    first, last = seeds[0], seeds[-1]
    if seeds == [*range(first, last + 1)]:
        return f"{first} to {last}"
    return listed([str(seed) for seed in seeds])
