"""The answer in three sentences: what was flown, what share comes down where, and how sure that is.

Holds words only; every number in them is one of `sim.landing`.
"""

import numpy as np

from sim.landing import LandingDistribution, LandingTable, Row
from sim.report.words import interval, launch_moment, launch_place, listed, moment, percent
from sim.scenario import Scenario, explained

_NAMED_PROVINCES = 2
# A province that holds less of an item than this is not named in a sentence.
_NAMED_FROM = 0.01
_PLACES = {"sea": "at sea", "elsewhere": "beyond the shapes", "no_landing": "without a landing"}
_ON_TRUST = {"estimate", "assumed"}


def answer(drops: LandingDistribution, scenario: Scenario) -> tuple[str, str, str]:
    """Three sentences for someone who reads no further."""
    table = drops.regions()
    return _flown(drops), _lands(drops, table), _sure(drops, table, scenario)


def _flown(drops: LandingDistribution) -> str:
    given = drops.flights.attrs
    weather = "one weather" if drops.weather_members == 1 else f"{drops.weather_members:,} weathers"
    if drops.nights_looked_at is not None:
        weather += f" that a launch rule chose from {drops.nights_looked_at:,}"
    balloons = "1 balloon" if drops.balloons == 1 else f"{drops.balloons:,} balloons"
    return (
        f"The model let {balloons} go at {launch_place(drops.flights)} on "
        f"{moment(launch_moment(drops.flights))}, in {weather} of this air: {given['wind_source']}."
    )


def _lands(drops: LandingDistribution, table: LandingTable) -> str:
    parts = []
    for item in drops.items:
        row = table.row(item, "north_korea")
        provinces = [f"in {table.labels[part.region]} {percent(part.probability)}" for part in _provinces(table, item)]
        where = f"; {', '.join(provinces)}" if provinces else ""
        parts.append(f"{drops.labels[item]} {percent(row.probability)} ({interval(row)}{where})")
    return f"Of what they carry comes down in North Korea: {', '.join(parts)}{_elsewhere(drops, table)}."


def _provinces(table: LandingTable, item: str) -> list[Row]:
    """The provinces that hold most of an item."""
    of_item = [row for row in table if (row.item, row.within) == (item, "north_korea")]
    large = [row for row in of_item if row.probability >= _NAMED_FROM]
    return sorted(large, key=lambda row: -row.probability)[:_NAMED_PROVINCES]


def _elsewhere(drops: LandingDistribution, table: LandingTable) -> str:
    """Where the largest part of each item goes that goes elsewhere than to the North; empty where none does."""
    largest: dict[str, list[str]] = {}
    for item in drops.items:
        row = max((row for row in table if row.item == item and not row.within), key=lambda row: row.probability)
        if row.region != "north_korea":
            place = _PLACES.get(row.region, f"in {table.labels[row.region]}")
            largest.setdefault(place, []).append(f"{drops.labels[item]} {percent(row.probability)}")
    told = listed([f"{place} ({', '.join(parts)})" for place, parts in largest.items()])
    return f"; the largest part ends {told}" if told else ""


def _single(drops: LandingDistribution) -> str:
    """How far single weathers are apart, by the first item; empty where that is not known, or they are all alike."""
    nights = drops.nights(drops.items[0])
    if nights.seen.size == 1 or np.isnan(nights.corrected).any():
        return ""
    low, high = (percent(nights.quantile(q)) for q in (0.05, 0.95))
    if low == high:
        return ""
    return f"; in nine of ten single weathers from {low} to {high} of {drops.labels[drops.items[0]]} come down there"


def _sure(drops: LandingDistribution, table: LandingTable, scenario: Scenario) -> str:
    counted = (
        f"over {drops.balloons:,} balloons of a single weather, so that any other night may differ"
        if drops.weather_members == 1
        else f"over {drops.weather_members:,} weathers, since leaflets of one night are not independent"
    )
    entries = [entry for entry in explained(scenario) if entry.marks != ("setting",)]
    trusted = sum(1 for entry in entries if _ON_TRUST & set(entry.marks))
    return (
        f"The ranges hold the truth with a probability of {100 * table.level:.0f} % as far as chance goes, counted "
        f"{counted}{_single(drops)}; and no range holds what may be wrong with the inputs: of {len(entries)} that are "
        f"no settings of the computation, {trusted} rest at least in part on an estimate or an assumption."
    )
