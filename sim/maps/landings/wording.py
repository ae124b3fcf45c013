"""How pictures of landings write numbers.

Holds no drawing.
"""

from collections.abc import Sequence

from sim.landing import Landings


def percent(share: float) -> str:
    """A share in per cent as people write it: one digit behind the point below ten, none above.

    Examples
    --------
    >>> percent(0.2345), percent(0.0567), percent(0.0996)
    ('23', '5.7', '10')
    """
    return f"{100 * share:.0f}" if share >= 0.0995 else f"{100 * share:.1f}"


def percents(shares: Sequence[float]) -> str:
    """The least and the greatest of several kinds; one number where they are written alike.

    Examples
    --------
    >>> percents([0.05, 0.2]), percents([0.05, 0.05001])
    ('5.0 to 20', '5.0')
    """
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low} to {high}"


def told_of_lost(drops: Landings, kinds: Sequence[str]) -> str:
    """How much of some kinds of item did not land, in a sentence."""
    lost = [1.0 - drops.landed_share(kind) for kind in kinds]
    return f"{percents(lost)} % did not land." if any(share > 0.0 for share in lost) else "All landed."
