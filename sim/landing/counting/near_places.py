"""How often something lands near a town.

Holds no interval. Surroundings of towns overlap: their shares do not add up.
"""

import numpy as np

from sim.ground import places, within
from sim.landing.counting.breakdowns import Group, Headings
from sim.landing.counting.counts import Counts
from sim.landing.counting.endings import Endings

_ANY = "any_town"


def town_headings() -> Headings:
    """All towns together, then each, the largest first."""
    labels = {_ANY: "Any town"} | {_name(place.name): place.name for place in places()}
    return Headings((Group("", tuple(labels)),), labels, "place", frozenset({_ANY}))


def near_towns(endings: Endings, kind: str, radius: float) -> Counts:
    """Drops of one kind that came down within a radius [m] of any town and of each, and those that did not land."""
    towns = town_headings().groups[0].members
    drops = endings.drops_of(kind)
    longitude, latitude = endings.longitude[:, drops], endings.latitude[:, drops]
    landed = endings.by_region.number[:, drops] >= 0
    balloon, drop = np.nonzero(landed)
    x, y = longitude[landed], latitude[landed]
    found = [within(x, y, (place.longitude, place.latitude), radius) for place in places()]
    found.insert(0, np.unique(np.concatenate(found)))
    aloft = np.nonzero(endings.exists(kind, drops) & ~landed)
    outcome = len(towns) + endings.outcome_places(drops)[aloft]
    row = np.concatenate([np.repeat(np.arange(len(found)), [near.size for near in found]), outcome])
    near = np.concatenate(found)
    there = np.concatenate([balloon[near], aloft[0]]), np.concatenate([drop[near], aloft[1]])
    return endings.tally(kind, (*towns, *endings.outcome_names.values()), row, there)


def _name(label: str) -> str:
    """As the rows call a town: small letters, no blanks.

    >>> _name("Puch'on"), _name("Sin-Ni")
    ('puchon', 'sin_ni')
    """
    return label.lower().replace("'", "").replace("-", "_").replace(" ", "_")
