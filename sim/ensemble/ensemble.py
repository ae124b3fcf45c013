"""`Ensemble`: what all balloons of one run share, made ready once; any of its balloons can then be flown.

Holds no defaults and no checks of what a caller asks for: those are the business of `simulate`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.ensemble.attributes import ENVELOPES_NOT_FOLLOWED, flights_attributes, launch_attributes
from sim.ensemble.blocks import blockwise
from sim.ensemble.checks import flown_span, launch_epoch, steady_note
from sim.ensemble.drawing import Draws
from sim.ensemble.draws import draw_balloons, quantities_drawn
from sim.ensemble.endings import landings_dataset
from sim.ensemble.flying import Progress, fly_all, fly_settings
from sim.ensemble.launch_rule import Nights, chosen_nights
from sim.ensemble.layout import Layout, layout_of
from sim.ensemble.schema import OF_THE_ENVELOPE, flights_dataset, nights_variables
from sim.ensemble.settings import with_timers
from sim.ensemble.sobol import sobol_columns
from sim.ensemble.turbulence import turbulence_of
from sim.ensemble.weathers import Weathers, weathers_of
from sim.errors import InputError
from sim.flight.record import Record, empty_record
from sim.flight.state import Balloons, Settings, World
from sim.flight.tracks import TRACK_INTERVAL
from sim.ground import terrain_grid, terrain_height
from sim.kinds import refuse_no_call
from sim.numerics.grids import Sun, WindGrid
from sim.sun import sun_table
from sim.wind import WindField

if TYPE_CHECKING:
    from sim.scenario import Scenario

FALL_HEIGHT_STEP = 100.0
"""A falling item crosses at most this height in a step: the finest level of the packed wind. [m]"""

FALL_TIME_STEP = 60.0
"""Nor does a step of a falling item last longer than this. [s]"""


@dataclass(frozen=True)
class Ensemble:
    """The balloons of a scenario in a wind, numbered from 0 on; each depends on its number and on what is here.

    Attributes
    ----------
    scenario : Scenario
    wind : WindField
        As it is flown, with what must be said about it.
    key : int
        The `rng_seed`.
    layout : Layout
    settings : Settings
    sun : Sun
    weathers : Weathers
    nights : Nights or None
        What the launch rule was asked about; None where there is no rule.
    chosen : (member,) int64
        Number of the weather of each member.
    """

    scenario: "Scenario"
    wind: WindField
    key: int
    layout: Layout
    settings: Settings
    sun: Sun
    weathers: Weathers
    nights: Nights | None
    chosen: NDArray[np.int64]

    @property
    def members(self) -> int:
        """Number of weather members: balloon n flies in number n modulo this."""
        return int(self.chosen.size)

    def fly(
        self,
        first: int,
        count: int,
        *,
        tracks: int = 0,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Record:
        """What happens to some balloons.

        Parameters
        ----------
        first, count : int
            Number of the first balloon, and how many.
        tracks : int
            For how many of them, the first ones, the track is kept.
        threads : int or None
            Threads of the kernel; all there are where it is None.
        progress : callable or None
            Called with (balloons done, balloons in all) after each portion.
        """
        balloons, _ = self._drawn(first, count)
        return self.flown(balloons, tracks=tracks, threads=threads, progress=progress)

    def flights(
        self,
        first: int,
        count: int,
        *,
        tracks: int = 0,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> xr.Dataset:
        """The same with names, units and what it was made from; each balloon is drawn once."""
        refuse_no_call("simulate: progress", progress)
        balloons, draws = self._drawn(first, count)
        record = self.flown(balloons, tracks=tracks, threads=threads, progress=progress)
        dataset = self._named(record, balloons, draws)
        del balloons, draws, record  # as large as the dataset
        return self._with_origin(dataset)

    def flown(
        self,
        balloons: Balloons,
        *,
        tracks: int = 0,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Record:
        """What happens to balloons that were drawn already; the other arguments are those of `fly`."""
        count = balloons.numbers.size
        bundles, drops = len(self.layout.bundles), len(self.layout.drops)
        steps = int(self.settings.horizon / TRACK_INTERVAL) + 1
        record = empty_record(count, bundles, drops, min(tracks, count), steps)
        fly_all(balloons, record, self.weathers, self.chosen, self._world_in(), threads, progress)
        return record

    def at_settings(
        self,
        scenarios: "Sequence[Scenario]",
        first: int,
        count: int,
        *,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Iterator[xr.Dataset]:
        """What the balloons let go in each of some scenarios, bit for bit as in flights of their own.

        The empty envelopes are not followed: they are none of the drops, and nothing is said of what they did.

        Parameters
        ----------
        scenarios : sequence of Scenario
            That of the ensemble, and others that `share_flights` with it.
        first, count, threads, progress
            As for `fly`.
        """
        for each, record, balloons, draws in self._at_settings(scenarios, first, count, threads, progress):
            flights = each._with_origin(each._named(record, balloons, draws)).drop_vars(OF_THE_ENVELOPE)
            yield flights.assign_attrs(comment=ENVELOPES_NOT_FOLLOWED)

    def landings_at_settings(
        self, scenarios: "Sequence[Scenario]", first: int, count: int, *, threads: int | None = None
    ) -> Iterator[xr.Dataset]:
        """Where and how the drops ended in the flights of `at_settings`, and no more: one dataset for each scenario.

        Parameters are those of `at_settings`.
        """
        for each, record, _, draws in self._at_settings(scenarios, first, count, threads, None):
            flights = landings_dataset(record, each.layout, draws, each.members)
            if each.nights is not None:
                flights = flights.assign(nights_variables(each.nights))
            yield flights.assign_attrs(launch_attributes(each.scenario))

    def _at_settings(
        self,
        scenarios: "Sequence[Scenario]",
        first: int,
        count: int,
        threads: int | None,
        progress: Progress | None,
    ) -> "Iterator[tuple[Ensemble, Record, Balloons, Draws]]":
        """The ensemble of each of some scenarios, what happened to its balloons, and what these were."""
        own = replace(self, layout=self.layout.payload)
        balloons, draws = own._drawn(first, count)
        ensembles = [replace(own, scenario=each, layout=own.layout.of(each)) for each in scenarios]
        settings = [
            (balloons, draws),
            *(with_timers(each.scenario, each.layout, self.scenario, balloons, draws) for each in ensembles[1:]),
        ]
        records = [empty_record(count, len(own.layout.bundles), len(own.layout.drops)) for _ in scenarios]
        after = np.stack([each.release_after for each, _ in settings])
        fly_settings(balloons, after, records, self.weathers, self.chosen, own._world_in(), threads, progress)
        for each, record, drawn in zip(ensembles, records, settings, strict=True):
            yield each, record, *drawn

    def labelled(self, first: int, record: Record) -> xr.Dataset:
        """The flights of a record that begins with balloon `first`, with names, units and what they were made from.

        The record is used up: its arrays become those of the dataset.
        """
        return self._with_origin(self._named(record, *self._drawn(first, record.outcome.shape[0])))

    def _named(self, record: Record, balloons: Balloons, draws: Draws) -> xr.Dataset:
        return flights_dataset(record, self.layout, self.weathers.epoch, balloons, draws, self.members, self.sun)

    def _with_origin(self, dataset: xr.Dataset) -> xr.Dataset:
        if self.nights is not None:
            dataset = dataset.assign(nights_variables(self.nights))
        longitude, latitude = dataset["landing_longitude"].values, dataset["landing_latitude"].values
        unknown_ground = int(blockwise(_beyond_terrain, np.bool_, longitude, latitude).sum())
        dataset.attrs = flights_attributes(self.scenario, self.wind, self.key, self.members, unknown_ground)
        return dataset

    def _drawn(self, first: int, count: int) -> tuple[Balloons, Draws]:
        numbers = np.arange(first, first + count, dtype=np.int64)
        even = sobol_columns(self.key, numbers, self.members, self._dimensions) if self._dimensions else {}
        draws = Draws(self.key, numbers, even=even)
        balloons = draw_balloons(self.scenario, self.layout, draws, self.members)
        return balloons, replace(draws, even={})  # used up, and as large as what was drawn with them

    @cached_property
    def _dimensions(self) -> tuple[str, ...]:
        """Quantities that have a coordinate of the Sobol sequence; none where all are random."""
        if self.scenario.simulation.sampling == "random":
            return ()
        return quantities_drawn(self.scenario, self.layout)

    def _world_in(self) -> Callable[[WindGrid], World]:
        """Everything else that the flights need, around a wind."""
        drops, terrain, turbulence = self.layout.packed(self.scenario), terrain_grid(), turbulence_of(self.scenario)

        def around(grid: WindGrid) -> World:
            return World(drops, grid, terrain, self.sun, turbulence, self.settings, int(self.key))

        return around


def _beyond_terrain(longitude: NDArray[np.float64], latitude: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.isfinite(longitude) & np.isnan(terrain_height(longitude, latitude))


def ensemble_of(scenario: "Scenario", wind: WindField, members: int, key: int, *, asked: bool) -> Ensemble:
    """A scenario in a wind, ready to fly.

    Parameters
    ----------
    scenario : Scenario
    wind : WindField
        That can fly it: see `check`.
    members : int
        Weather members wanted.
    key : int
        The `rng_seed`.
    asked : bool
        Whether a caller wants just as many members; the number of a scenario is a wish.

    Raises
    ------
    InputError
        Where there are not so many weathers, or the launch rule lets go too seldom.
    """
    if not scenario.weather.vertical_wind:
        wind = wind.without_vertical_wind()
    if (note := steady_note(scenario, wind)) is not None:
        wind = replace(wind, notes=(*wind.notes, note))
    epoch, simulation = launch_epoch(scenario), scenario.simulation
    settings = Settings(simulation.step_s, FALL_HEIGHT_STEP, FALL_TIME_STEP, simulation.horizon_h * 3600.0)
    # over the whole span of the scenario: the sun of a balloon must not depend on which others fly
    first, last = ((end - epoch) / np.timedelta64(1, "s") for end in flown_span(scenario))
    sun = sun_table(epoch, first - 3600.0, last + 3600.0)  # the rare balloon starts beyond that span
    weathers = weathers_of(scenario, wind, key)
    members = _possible_members(weathers, members, asked=asked)
    nights = None
    if scenario.launch_rule is not None:
        nights = chosen_nights(scenario, weathers, members, settings, sun)
    chosen = np.arange(members) if nights is None else nights.chosen
    layout = layout_of(scenario, simulation.fall_samples)
    return Ensemble(scenario, wind, key, layout, settings, sun, weathers, nights, chosen)


def joined(parts: list[Record]) -> Record:
    """One record of balloons that were flown one part after the other; tracks are those of the first part."""
    return Record(
        landing=np.concatenate([part.landing for part in parts]),
        outcome=np.concatenate([part.outcome for part in parts]),
        release=np.concatenate([part.release for part in parts]),
        history=np.concatenate([part.history for part in parts]),
        track=parts[0].track,
        begun=np.concatenate([part.begun for part in parts]),
    )


def _possible_members(weathers: Weathers, wanted: int, *, asked: bool) -> int:
    """How many weather members there can be: no more than an ensemble of winds has."""
    most = weathers.most
    if most is None or wanted <= most:
        return wanted
    if asked:
        raise InputError(
            f"simulate: weather_members is {wanted}; the wind is an ensemble of {most}, and each weather member flies "
            'in one of its own: ask for no more, or set weather.ensemble = "spread".'
        )
    return most
