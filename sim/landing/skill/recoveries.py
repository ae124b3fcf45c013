"""What was found of a launch, against where its flights land; facts that no scenario may rest on.

Holds no fact: `seeds/` has them.
"""

from dataclasses import dataclass

import numpy as np

from sim.errors import ResultError
from sim.evidence import Fact, FoundPlace, load_evidence
from sim.kinds import KEPT_LANDINGS, refuse_other_than
from sim.landing.distribution import LandingDistribution
from sim.landing.skill.score import Score, score


@dataclass(frozen=True)
class Recovery:
    """A find and how well flights agree with it; `print` shows both.

    Attributes
    ----------
    fact : Fact
        Of the role `found`.
    place : FoundPlace
        That of the fact.
    score : Score
    later_share : float
        Share of what landed that came down only after the find: that cannot have been it.
    """

    fact: Fact
    place: FoundPlace
    score: Score
    later_share: float

    def __str__(self) -> str:
        place = self.place
        return "\n".join(
            [
                f"Found (fact:{self.fact.id}): {self.fact.statement}",
                f"  The place is known to {place.radius / 1e3:g} km ({place.basis}). It came down by "
                f"{place.until:%Y-%m-%d %H:%M} UTC{place.until:%z} at the latest, perhaps hours before: of what landed "
                f"{100.0 * self.later_share:.1f} % came down later.",
                str(self.score),
                "One find of one balloon is no proof, neither for the flights nor against them.",
            ]
        )


def recoveries(drops: LandingDistribution) -> tuple[Recovery, ...]:
    """Every find of the launch that some flights simulate, scored.

    Parameters
    ----------
    drops : LandingDistribution

    Raises
    ------
    ResultError
        Where no place of a find is known for this launch.
    """
    refuse_other_than(LandingDistribution, "recoveries: drops", drops, KEPT_LANDINGS)
    event = drops.flights.attrs.get("scenario_name", "")
    finds = load_evidence().finds(event)
    if not finds:
        known = sorted({fact.event for fact in load_evidence().facts.values() if fact.event and fact.place})
        raise ResultError(
            f"{event or 'flights'}: no place is known where something of this launch was found; there is one for "
            f"{', '.join(known)}. For a place of your own: sim.score(drops, longitude, latitude, item)."
        )
    return tuple(_recovery(drops, fact, fact.place) for fact in finds if fact.place is not None)


def _recovery(drops: LandingDistribution, fact: Fact, place: FoundPlace) -> Recovery:
    flights = drops.flights
    times = flights["landing_time"].values[:, flights["item"].values == place.item]
    landed = times[~np.isnat(times)]
    until = np.datetime64(round(place.until.timestamp() * 1e3), "ms")
    told = score(drops, place.longitude, place.latitude, place.item)
    return Recovery(fact, place, told, float((landed > until).mean()))
