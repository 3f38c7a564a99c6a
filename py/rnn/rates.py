"""The learning rate of a training, which may be changed while it goes on."""

type Rates = tuple[tuple[int, float], ...]
"""After how many updates each began to hold, and the rate. The first holds from 0 on, and no two in a row are equal."""


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
