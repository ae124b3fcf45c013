"""How pictures of landings write numbers.

Holds no drawing.
"""


def percent(share: float) -> str:
    """A share in per cent as people write it: one digit behind the point below ten, none above.

    Examples
    --------
    >>> percent(0.2345), percent(0.0567), percent(0.0996)
    ('23', '5.7', '10')
    """
    return f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.1f}"
