"""The learning rate of a training, which may be changed while it goes on."""

type Rates = tuple[tuple[int, float], ...]
"""After how many updates each began to hold, and the rate. The first holds from 0 on, and no two in a row are equal."""


LISTED = 3  # rates at most; of more, only how many there were and the last


def up_to(rates: Rates, made: int) -> Rates:
    """Those that the update after ``made`` others, and all before it, are made with.

    >>> up_to(((0, 0.1), (50, 1.0)), 20)
    ((0, 0.1),)
    """
    return tuple([(since, rate) for since, rate in rates if since <= made])


def changed(rates: Rates, made: int, rate: float) -> Rates:
    """The rates with another one from ``made`` updates on.

    >>> changed(((0, 0.1),), 50, 1.0)
    ((0, 0.1), (50, 1.0))
    """
    before = tuple([pair for pair in rates if pair[0] < made])
    return before if before and before[-1][1] == rate else (*before, (made, rate))


def describe_rates(rates: Rates, own: float, unit: str, made: int) -> str:
    """With which rates a training was made, as what follows its length; "" if with its task's own.

    Args:
        rates: they hold after so many updates.
        own: the task's.
        unit: what an update is called, "epoch" or "update".
        made: how many there were; a rate that was set after the last one made none.

    >>> describe_rates(((0, 0.1), (50, 1.0)), 0.1, "epoch", 60)
    ' at a learning rate of 0.1 and, from epoch 50 on, 1'
    """
    rates = up_to(rates, max(made - 1, 0))
    if rates == ((0, own),):
        return ""
    if len(rates) > LISTED:
        since, rate = rates[-1]
        return f" at a learning rate that was changed {len(rates) - 1} times, to {rate:g} from {unit} {since} on"
    first, *later = [f"{rate:g}" if not since else f"from {unit} {since} on, {rate:g}" for since, rate in rates]
    return f" at a learning rate of {' and, '.join((first, *later))}"
