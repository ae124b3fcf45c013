"""What was flown for a group in a month."""

from typing import NamedTuple

from sim.campaigns.nights import Nights
from sim.campaigns.years import Expected, Years
from sim.wind import WindField


class Cell(NamedTuple):
    """A group in a month.

    group : int
    month : int
        Number among the months of the campaign.
    nights : Nights
    used : Expected
        Launches.
    copies : Expected
        By kind (all together last) and place.
    years : Years
    wind : WindField
        The climate of the month.
    """

    group: int
    month: int
    nights: Nights
    used: Expected
    copies: Expected
    years: Years
    wind: WindField
