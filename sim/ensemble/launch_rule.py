"""Whether the launchers let go: the forecast of each weather against the scenario's launch rule.

Weathers are looked at in the order of their numbers until enough of them are flown in; every one that was looked at
is kept with its forecast and with the reasons against it.
"""

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons, with_column
from sim.ensemble.layout import Layout, layout_of
from sim.ensemble.turbulence import turbulence_of
from sim.ensemble.weathers import Weathers
from sim.errors import InputError
from sim.flight.kernel import fly
from sim.flight.record import empty_record
from sim.flight.state import Balloons, Outcome, Settings, World
from sim.ground import region_of, regions, terrain_grid
from sim.numerics.grids import Sun, WindGrid
from sim.numerics.placing import INSIDE
from sim.numerics.sampling import sample_members

if TYPE_CHECKING:
    from sim.scenario import Scenario, Value
    from sim.scenario.launch_rule import LaunchRule

REASONS = ("surface_wind", "wind_direction", "wind_too_weak", "wind_too_strong", "rain", "north_probability")
"""What may speak against a launch: bit 0, 1 and so on of a refusal."""

BATCH, FIRST_BATCH = 64, 8
"""Weathers looked at together: at first few, since few are often enough, then twice as many as before."""

FEWEST_LOOKED_AT, RAREST = 384, 200
"""A rule that lets fewer than one in the second number of weathers go, among at least the first, is refused."""

_FORECASTS = 2**63
"""Turns the key of the ensemble into that of the balloons flown in forecasts: nobody knows the flights beforehand."""


class RarelyLaunched(InputError):
    """A launch rule lets go too seldom for the weathers that were wanted.

    Attributes
    ----------
    looked_at, found : int
        Weathers that the rule was asked about, and those of them that it let go.
    """

    def __init__(self, problem: str, looked_at: int, found: int) -> None:
        super().__init__(problem)
        self.looked_at, self.found = looked_at, found


@dataclass(frozen=True)
class Nights:
    """The weathers that were looked at, in the order of their numbers; NaN for what the rule does not ask for.

    Attributes
    ----------
    refusal : (night,) uint8
        Bits of `REASONS`; 0 for a launch.
    surface_wind_speed, wind_speed : (night,) float64
        Forecast for the launch, 10 m above the site and at the rule's level. [m s-1]
    wind_from_direction : (night,) float64
        At that level. [rad]
    precipitation_flux : (night,) float64
        Of the wind file. [kg m-2 s-1]
    north_probability : (night,) float64
        Share of the rule's item that lands in the North in the forecast. [1]
    """

    refusal: NDArray[np.uint8]
    surface_wind_speed: NDArray[np.float64]
    wind_speed: NDArray[np.float64]
    wind_from_direction: NDArray[np.float64]
    precipitation_flux: NDArray[np.float64]
    north_probability: NDArray[np.float64]

    @property
    def chosen(self) -> NDArray[np.int64]:
        """Numbers of the weathers that are flown in."""
        return np.flatnonzero(self.refusal == 0).astype(np.int64)

    def first(self, count: int) -> "Nights":
        """The first ones of them."""
        return Nights(*(getattr(self, field.name)[:count] for field in fields(self)))

    def shares(self) -> dict[str, float]:
        """Of all weathers looked at, the share that each reason speaks against; a weather may have several."""
        bits = {reason: 1 << bit for bit, reason in enumerate(REASONS)}
        return {reason: float(((self.refusal & bit) > 0).mean()) for reason, bit in bits.items()}


def _joined(parts: list[Nights]) -> Nights:
    return Nights(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Nights)))


def chosen_nights(scenario: "Scenario", weathers: Weathers, wanted: int, settings: Settings, sun: Sun) -> Nights:
    """Weathers in order until the rule has let `wanted` of them go, or there are no more.

    Parameters
    ----------
    scenario : Scenario
        With a launch rule.
    weathers : Weathers
    wanted : int
    settings : Settings
        Of the flights in a forecast.
    sun : Sun

    Raises
    ------
    RarelyLaunched
        Where the rule lets go too seldom, with what speaks against it how often.
    """
    assert scenario.launch_rule is not None, "asked only where there is a rule"
    parts: list[Nights] = []
    seen = found = 0
    while found < wanted and (weathers.most is None or seen < weathers.most):
        if seen >= FEWEST_LOOKED_AT + RAREST * found:
            break
        end = seen + min(max(seen, FIRST_BATCH), BATCH)
        if weathers.most is not None:
            end = min(end, weathers.most)
        parts.append(_looked_at(scenario, weathers, np.arange(seen, end), settings, sun))
        found += parts[-1].chosen.size
        seen = end
    nights = _joined(parts)
    if found >= wanted:
        return nights.first(int(nights.chosen[wanted - 1]) + 1)
    if found == 0 or weathers.most is None:
        raise RarelyLaunched(_too_rare(scenario, nights), nights.refusal.size, found)
    return nights


def _too_rare(scenario: "Scenario", nights: Nights) -> str:
    against = ", ".join(
        f"{name.replace('_', ' ')} in {100.0 * share:.1f} %" for name, share in nights.shares().items() if share > 0.0
    )
    return (
        f"{scenario.name}: launch_rule lets {nights.chosen.size} of {nights.refusal.size} forecasts go; against it "
        f"speak {against}: widen its limits, choose another time, site or wind, or leave the rule out (--any-weather, "
        "or launch_rule = None)."
    )


def _looked_at(
    scenario: "Scenario", weathers: Weathers, numbers: NDArray[np.int64], settings: Settings, sun: Sun
) -> Nights:
    """The forecasts of some weathers, judged."""
    rule = scenario.launch_rule
    assert rule is not None, "asked only where there is a rule"
    nights = Nights(np.zeros(numbers.size, np.uint8), *(np.full(numbers.size, math.nan) for _ in range(5)))
    for wind, rows in weathers.by_wind(numbers):
        surface = weathers.surface(wind)
        grid = weathers.forecast_for_launch(wind, numbers[rows], max(surface, rule.level_m.median))
        _look(scenario, grid, surface, rows, nights)
        nights.precipitation_flux[rows] = weathers.precipitation(wind)
    nights.refusal[:] = _refusals(rule, nights)
    if rule.north_probability_at_least is not None:
        open_ones = np.flatnonzero(nights.refusal == 0)
        for wind, rows in weathers.by_wind(numbers[open_ones]):
            for begin in range(0, rows.size, together := weathers.forecasts_together):
                places = open_ones[rows[begin : begin + together]]
                grid = weathers.forecast(wind, numbers[places])
                shares = _north_shares(scenario, grid, settings, sun, weathers.key ^ _FORECASTS)
                nights.north_probability[places] = shares
        nights.refusal[:] = _refusals(rule, nights)
    return nights


def _look(scenario: "Scenario", grid: WindGrid, surface: float, rows: NDArray[np.intp], nights: Nights) -> None:
    """Write down the wind that is forecast over the site at the launch, `surface` being the height of the lower one."""
    launch, rule = scenario.launch, scenario.launch_rule
    assert rule is not None, "asked only where there is a rule"
    heights = np.array([surface, rule.level_m.median])
    winds = sample_members(grid, launch.longitude, launch.latitude, heights, 0.0)
    if np.any(winds[..., 0] != INSIDE):
        raise InputError(
            f"{scenario.name}: launch_rule.level_m is {rule.level_m.median:g}, where the wind has no data at the "
            "launch; choose a level within it."
        )
    low, level = winds[:, 0, 1:], winds[:, 1, 1:]
    nights.surface_wind_speed[rows] = np.hypot(low[:, 0], low[:, 1])
    nights.wind_speed[rows] = np.hypot(level[:, 0], level[:, 1])
    # where it comes from, clockwise from north
    nights.wind_from_direction[rows] = np.arctan2(-level[:, 0], -level[:, 1]) % (2.0 * math.pi)


def _refusals(rule: "LaunchRule", nights: Nights) -> NDArray[np.uint8]:
    """Bits of `REASONS` against each night; what is not known yet does not speak against it."""
    speed, calm = nights.wind_speed, nights.surface_wind_speed
    against = {
        "surface_wind": _beyond(calm, rule.surface_wind_at_most_m_s),
        "wind_direction": _outside_sector(rule, nights.wind_from_direction),
        "wind_too_weak": _beyond(-speed, rule.wind_at_least_m_s, -1.0),
        "wind_too_strong": _beyond(speed, rule.wind_at_most_m_s),
        "rain": _beyond(nights.precipitation_flux, rule.rain_at_most_mm_h),
        "north_probability": _beyond(-nights.north_probability, rule.north_probability_at_least, -1.0),
    }
    bits = [against[reason].astype(np.uint8) << bit for bit, reason in enumerate(REASONS)]
    return np.asarray(np.bitwise_or.reduce(bits), np.uint8)


def _beyond(values: NDArray[np.float64], limit: "Value | None", sign: float = 1.0) -> NDArray[np.bool_]:
    """Where values exceed a limit, times `sign`; nowhere where there is none."""
    if limit is None:
        return np.zeros(values.shape, bool)
    return np.asarray(values > sign * limit.median)


def _outside_sector(rule: "LaunchRule", direction: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a direction lies outside the sector from the first clockwise to the last."""
    first, last = rule.wind_from_first_deg, rule.wind_from_last_deg
    if first is None or last is None:
        return np.zeros(direction.shape, bool)
    if last.median - first.median >= 2.0 * math.pi - 1e-9:  # from 0 to 360 degree
        return np.zeros(direction.shape, bool)
    width = (last.median - first.median) % (2.0 * math.pi)
    return np.asarray((direction - first.median) % (2.0 * math.pi) > width)


def _north_shares(scenario: "Scenario", grid: WindGrid, settings: Settings, sun: Sun, key: int) -> NDArray[np.float64]:
    """Share of the rule's item that lands in the North in each member of a forecast. (member,) [1]

    The same balloons fly in every forecast, so that forecasts differ by their winds alone.
    """
    rule = scenario.launch_rule
    assert rule is not None, "asked only where there is a rule"
    members, count = grid.weather.shape[0], rule.forecast_balloons
    layout = layout_of(scenario, 1)
    one = draw_balloons(scenario, layout, Draws(key, np.arange(count, dtype=np.int64)), 1)
    balloons = _in_every_member(one, members)
    record = empty_record(count * members, len(layout.bundles), len(layout.drops))
    drops, turbulence = layout.packed(scenario), turbulence_of(scenario)
    fly(balloons, World(drops, grid, terrain_grid(), sun, turbulence, settings, key), record)
    weights = _weights(scenario, layout)
    landed = np.isin(record.outcome, (Outcome.LANDED, Outcome.LANDED_UNOPENED, Outcome.LANDED_WITH_BALLOON))
    where = region_of(record.landing[..., 0], record.landing[..., 1])
    north = landed & np.isin(where, regions().of_country("KP"))
    return np.asarray((north * weights).sum(axis=1).reshape(members, count).mean(axis=1) / weights.sum())


def _in_every_member(balloons: Balloons, members: int) -> Balloons:
    """The same balloons once in each weather member, member by member."""
    repeated = Balloons(*(np.concatenate([column] * members) for column in balloons))
    return with_column(repeated, "member", np.repeat(np.arange(members), balloons.numbers.size))


def _weights(scenario: "Scenario", layout: Layout) -> NDArray[np.float64]:
    """Pieces of the rule's item that each drop stands for. (drop,)"""
    rule = scenario.launch_rule
    assert rule is not None, "asked only where there is a rule"
    item = rule.north_item or layout.bundles[0].items[0].kind
    return np.array([drop.items if drop.item == item else 0.0 for drop in layout.drops])
