"""The wind chart: the air over a place against height, its hodograph, and the wind at one height over the box.

Holds the picture only; the air at a place comes from `sim.wind`.
"""

import textwrap
from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from cartopy.mpl.geoaxes import GeoAxes
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from sim.constants import KELVIN_AT_0_CELSIUS
from sim.errors import InputError, WindError
from sim.ground import terrain_height
from sim.kinds import A_SCENARIO, A_WIND, is_number, refuse_other_than
from sim.maps import style
from sim.maps.furniture import whole_figure
from sim.maps.wind.barb_map import barb_axes, draw_barbs
from sim.maps.wind.hodograph import draw_hodograph
from sim.scenario import Scenario
from sim.wind import (
    WeatherProcess,
    WindField,
    height_problems,
    moment_problems,
    place_problems,
    wind_column,
)
from sim.wind.field import minute, moment_of
from sim.wind.weather.ensembles import ensemble_mean

TOP = 12_000.0
"""How high the profiles reach: tubes float at 3 to 5 km, and what they meet higher up they meet empty. [m]"""

STEP = 50.0
"""Step in height of the curves. [m]"""

DEFAULT_HEIGHT = 3000.0
"""Height of the map: where tubes float. [m]"""

BAND = 1.6449
"""The 95 % point of the normal law in standard deviations: 5 to 95 % of the members lie within as many of the mean.
(Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, table 26.5)"""


_DRIEST = 30.0
"""How far below the coldest air a dew point is drawn. [K]"""

_CAPTION = 150
"""Letters in a line of the caption: so many of its size go across the figure."""


_SEEN = 60.0
"""A strip of less height is a line of a few dots that nobody finds: the legend leaves it out. [m]"""


class WindChart(NamedTuple):
    """What `draw_wind` drew.

    axes : tuple of Axes
        Wind against height, temperature against height, hodograph, map.
    curves, hodograph, map, furniture : list of Artist
        Profiles with the shading of members and of what is held; the hodograph with its rings; ground, barbs and
        place; legends and words.
    """

    axes: tuple[Axes, Axes, Axes, GeoAxes]
    curves: list[Artist]
    hodograph: list[Artist]
    map: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes[0])


class _View(NamedTuple):
    """What is looked at: a wind at a place, a time and a height of the map, and how members depart from it."""

    wind: WindField
    longitude: float
    latitude: float
    place: str
    time: np.datetime64
    height: float
    process: WeatherProcess | None
    column: xr.Dataset


def draw_wind(
    wind: WindField,
    scenario: Scenario | None = None,
    *,
    at: tuple[float, float] | None = None,
    time: str | np.datetime64 | None = None,
    height: float = DEFAULT_HEIGHT,
) -> WindChart:
    """Draw a wind: profiles of wind and temperature up to 12 km, a hodograph, and a map of the box with wind barbs.

    Parameters
    ----------
    wind : WindField
    scenario : Scenario, optional
        Gives the place and the time of its launch, and how the wind of its weather members departs.
    at : (latitude, longitude), optional
        Place of the profiles, instead of the launch site; without either, the middle of the box. [degree]
    time : str or datetime64, optional
        As ISO 8601, in UTC where it has no offset; without it, that of the launch, or the middle one of the wind's.
    height : float
        Of the map. [m]

    Returns
    -------
    WindChart
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a place, a time or a height outside the wind; all reasons at once.

    Notes
    -----
    Where members depart from the wind, 5 to 95 % of them lie in the shaded band of each component. A dew point is drawn
    down to 30 K below the coldest air of the profile. Wind barbs follow
    the convention of weather services: the staff points to where the wind comes from, half a barb is 5 kt, a whole one
    10 kt, a pennant 50 kt, on the other side of the staff south of the equator.
    """
    refuse_other_than(WindField, "draw_wind: wind", wind, A_WIND)
    if scenario is not None:
        refuse_other_than(Scenario, "draw_wind: scenario", scenario, A_SCENARIO)
    _refuse_no_numbers(at, height)
    view = _viewed(wind, scenario, at, time, height)
    axes = _new_axes(view)
    blowing, warmth, hodograph, ground = axes
    curves = [*_draw_wind_profile(blowing, view), *_draw_temperature(warmth, view.column)]
    curves += [artist for ax in (blowing, warmth) for artist in _draw_limits(ax, view)]
    turning = draw_hodograph(hodograph, view.column, TOP)
    barbs = draw_barbs(ground, wind, view.height, view.time, (view.longitude, view.latitude), view.place)
    return WindChart(axes, curves, turning, barbs, _draw_furniture(axes, view))


def _viewed(
    wind: WindField,
    scenario: Scenario | None,
    at: tuple[float, float] | None,
    time: str | np.datetime64 | None,
    height: float,
) -> _View:
    west, south, east, north = wind.box
    longitude, latitude, place = (west + east) / 2.0, (south + north) / 2.0, "middle of the wind's box"
    moment, process = wind.times[(wind.times.size - 1) // 2], wind.variability
    if scenario is not None:
        from sim.ensemble import launch_epoch, weather_process

        longitude, latitude, place = scenario.launch.longitude, scenario.launch.latitude, "launch site"
        process = weather_process(scenario, wind)
        if process is not None:
            # of an ensemble they depart from the mean, not from the first member
            wind = ensemble_mean(wind) if wind.others else wind
        moment = wind.times[0] if wind.is_steady else launch_epoch(scenario)
    if at is not None:
        (latitude, longitude), place = at, "chosen place"
    problems = [*place_problems(wind, longitude, latitude), *height_problems(wind, height)]
    try:
        chosen = moment if time is None else _moment(time)
        problems += moment_problems(wind, chosen)
    except InputError as error:
        problems += error.problems
    else:
        if wind.is_steady and not wind.timeless and chosen != wind.times[0]:
            problems.append(
                f"{wind.source}: {minute(chosen)} UTC is not the one time of this wind, {minute(wind.times[0])} UTC; "
                "leave the time out."
            )
    if problems:
        raise WindError(problems)
    heights = np.arange(0.0, TOP + 0.5 * STEP, STEP)
    column = wind_column(wind, longitude, latitude, chosen, heights)
    return _View(wind, longitude, latitude, place, chosen, height, process, column)


def _refuse_no_numbers(at: tuple[float, float] | None, height: float) -> None:
    """Raise where a place is not two numbers, or a height none; whether the wind is there is another question."""
    is_place = isinstance(at, Sequence | np.ndarray) and len(at) == 2 and all(map(is_number, at))
    problems = []
    if not (at is None or is_place):
        problems.append(f"draw_wind: at is {at!r}; it must be (latitude, longitude) in degrees.")
    if not is_number(height):
        problems.append(f"draw_wind: height is {height!r}; it must be a number of metres.")
    if problems:
        raise InputError(problems)


def _moment(time: str | np.datetime64) -> np.datetime64:
    """A time as people give it. [UTC]"""
    try:
        return moment_of(time)
    except ValueError as error:
        raise InputError(f"the time is {time!r}; it must be ISO 8601, such as 2015-04-04T12:00 (UTC).") from error


def _new_axes(view: _View) -> tuple[Axes, Axes, Axes, GeoAxes]:
    figure = plt.figure(figsize=(12.0, 9.0))
    blowing = figure.add_axes((0.05, 0.07, 0.26, 0.8))
    warmth = figure.add_axes((0.335, 0.07, 0.19, 0.8), sharey=blowing)
    hodograph = figure.add_axes((0.6, 0.5, 0.37, 0.37), anchor="W")
    return blowing, warmth, hodograph, barb_axes(figure, (0.6, 0.05, 0.39, 0.36), view.wind)


def _draw_wind_profile(ax: Axes, view: _View) -> list[Artist]:
    """Both components and the speed; 5 to 95 % of the members of each component where they depart."""
    column, z = view.column, view.column["height"].to_numpy()
    eastward, northward = column["eastward_wind"].to_numpy(), column["northward_wind"].to_numpy()
    artists: list[Artist] = [ax.axvline(0.0, color=style.INK, linewidth=0.6, alpha=0.5, zorder=2)]
    components = [
        (eastward, style.EASTWARD, "eastward", "eastward_sd"),
        (northward, style.NORTHWARD, "northward", "northward_sd"),
    ]
    for wind, colour, name, spread in components:
        artists += ax.plot(wind, z / 1e3, color=colour, linewidth=1.7, label=name, zorder=4)
        if view.process is not None:
            half = BAND * np.interp(z, view.process.heights, getattr(view.process, spread))
            artists.append(ax.fill_betweenx(z / 1e3, wind - half, wind + half, color=colour, alpha=0.18, linewidth=0))
    artists += ax.plot(
        np.hypot(eastward, northward), z / 1e3, "--", color=style.INK, linewidth=1.0, label="speed", zorder=3
    )
    ax.set_ylim(0.0, TOP / 1e3)
    ax.set_xlabel("wind (m/s)", fontsize=8)
    ax.set_ylabel("height above the sea (km)", fontsize=8)
    return artists


def _draw_temperature(ax: Axes, column: xr.Dataset) -> list[Artist]:
    """Temperature, and dew point where the wind has humidity."""
    z = column["height"].to_numpy() / 1e3
    celsius = column["air_temperature"].to_numpy() - KELVIN_AT_0_CELSIUS
    artists: list[Artist] = [
        ax.axvline(0.0, color=style.INK, linewidth=0.6, alpha=0.5, zorder=2),
        *ax.plot(celsius, z, color=style.TEMPERATURE, linewidth=1.7, label="temperature", zorder=4),
    ]
    if "dew_point_temperature" in column:
        point = column["dew_point_temperature"].to_numpy() - KELVIN_AT_0_CELSIUS
        # In the driest air above, a dew point of -100 °C would squeeze all the rest.
        point[point < np.nanmin(celsius) - _DRIEST] = np.nan
        artists += ax.plot(point, z, "--", color=style.DEW_POINT, linewidth=1.4, label="dew point", zorder=3)
    ax.set_xlabel("temperature (°C)", fontsize=8)
    ax.tick_params(labelleft=False)
    return artists


def _draw_limits(ax: Axes, view: _View) -> list[Artist]:
    """The ground, and shaded where the columns around have no level of their own."""
    low, high = float(view.column["lowest_level"]) / 1e3, float(view.column["highest_level"]) / 1e3
    artists: list[Artist] = []
    if low > 0.0:
        artists.append(ax.axhspan(0.0, low, facecolor=style.HELD, edgecolor="none", zorder=0.5))
    if high < TOP / 1e3:
        artists.append(ax.axhspan(high, TOP / 1e3, facecolor=style.HELD, edgecolor="none", zorder=0.5))
    ground = float(terrain_height(view.longitude, view.latitude))
    if ground > 0.0:
        artists.append(ax.axhspan(0.0, ground / 1e3, facecolor=style.GROUND, edgecolor="none", zorder=0.6))
    ax.grid(color=style.INK, alpha=0.12, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.tick_params(labelsize=7.5)
    return artists


def _draw_furniture(axes: tuple[Axes, Axes, Axes, GeoAxes], view: _View) -> list[Artist]:
    """Legends, headings, and above all one line that says which wind, when and where."""
    blowing, warmth, hodograph, _ = axes
    handles, _ = blowing.get_legend_handles_labels()
    if view.process is not None:
        handles.append(Patch(facecolor=style.INK, alpha=0.18, label="5 to 95 % of members"))
    low, high = float(view.column["lowest_level"]), float(view.column["highest_level"])
    ground = max(0.0, float(terrain_height(view.longitude, view.latitude)))
    if low > ground + _SEEN or high < TOP - _SEEN:
        handles.append(Patch(facecolor=style.HELD, label="no level of the data"))
    if ground > _SEEN:
        handles.append(Patch(facecolor=style.GROUND, label="ground"))
    moisture = None if "dew_point_temperature" in view.column else "no humidity"
    when = "at all times" if view.wind.timeless else f"{minute(view.time)} UTC"
    where = f"{view.latitude:.6g} N, {view.longitude:.6g} E ({view.place})"
    # A line is broken between the source, the time and the place rather than within a time or a place.
    parts = [view.wind.source, *(words.replace(" ", "\N{NO-BREAK SPACE}") for words in (when, where))]
    caption = textwrap.fill("; ".join(parts), _CAPTION)
    return [
        blowing.legend(
            handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.055), ncols=3, fontsize=7, frameon=False
        ),
        warmth.legend(loc="upper right", fontsize=7, title=moisture, title_fontsize=7),
        blowing.set_title("Wind over the place", loc="left", fontsize=9),
        warmth.set_title("Air", loc="left", fontsize=9),
        hodograph.set_title("Hodograph: where the wind blows to", loc="left", fontsize=9),
        blowing.figure.text(0.05, 0.92, caption, fontsize=9, va="bottom", color=style.INK),
    ]
