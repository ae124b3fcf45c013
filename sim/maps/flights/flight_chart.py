"""The flight chart: what one balloon went through from launch to landing, in five panels over one time axis.

Holds the picture only; what happened when comes from `sim.maps.flights.flight_story`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from sim.constants import KELVIN_AT_0_CELSIUS
from sim.errors import InputError
from sim.maps import style
from sim.maps.flights.flags import ROW, Flag, day_number, draw_flags
from sim.maps.flights.flight_story import Moment, Story, story_of
from sim.maps.flights.light import draw_clock, draw_light, light_handles
from sim.maps.furniture import whole_figure

PANELS = ("height (km)", "temperature (°C)", "volume (m³)", "free lift (%)", "over-pressure (hPa)")
"""What the panels show, from top to bottom."""

MOST_NAMED = 6
"""Of more releases than this only the first and the last are named."""

_LIFT_TICKS = (-100, -10, -3, -1, 0, 1, 3, 10, 30, 100, 300, 1000, 3000)


class FlightChart(NamedTuple):
    """What `draw_flight` drew.

    axes : tuple of Axes
        Height, temperature, volume, free lift and over-pressure, from top to bottom.
    curves, light, events, furniture : list of Artist
        The track; night and twilight behind it; lines, marks and names of what happened; legends and words around.
    """

    axes: tuple[Axes, ...]
    curves: list[Artist]
    light: list[Artist]
    events: list[Artist]
    furniture: list[Artist]

    @property
    def figure(self) -> Figure:
        """The figure that holds it, as `sim.save_figure` wants it."""
        return whole_figure(self.axes[0])


def draw_flight(flights: xr.Dataset, track: int = 0, axes: Sequence[Axes] | None = None) -> FlightChart:
    """Draw one flight: height, temperature, volume, free lift and over-pressure against local time.

    Parameters
    ----------
    flights : xr.Dataset
        From `sim.simulate(..., tracks=n)`, or balloons chosen among them.
    track : int
        Which of the tracks.
    axes : sequence of Axes, optional
        Five plain axes, from top to bottom; they get the same limits in time. Without them a figure is made.

    Returns
    -------
    FlightChart
        The axes and the artists. Nothing is shown or saved.

    Raises
    ------
    InputError
        For a dataset without tracks, a track that is not there or is empty, and other than five axes.

    Notes
    -----
    Night and twilight are those of sea level below the balloon: the sun's centre 6 degrees, and 0.833 degrees, below
    the horizontal. Sunrise is marked when the sun rises for the balloon, which sees farther. Free lift is drawn in
    proportion between -1 % and 1 %, and by its logarithm beyond.
    """
    story = story_of(flights, track)
    panels = _new_axes() if axes is None else _checked_axes(axes)
    curves = _draw_curves(panels, story)
    for ax in panels:
        ax.set_xlim(day_number(story.time[0]), day_number(story.end))
        ax.grid(axis="y", color=style.INK, alpha=0.12, linewidth=0.6)
        ax.set_axisbelow(True)
        ax.tick_params(labelsize=7.5, labelbottom=ax is panels[-1])
    light = [span for ax in panels for span in draw_light(ax, story.sky)]
    marks = _draw_marks(panels, story)
    names, rows = draw_flags(panels[0], _flags(story))
    return FlightChart(panels, curves, light, [*marks, *names], _draw_furniture(panels, flights, story, rows))


def _checked_axes(axes: Sequence[Axes]) -> tuple[Axes, ...]:
    given = tuple(np.ravel(np.asarray(axes, dtype=object)))
    if len(given) != len(PANELS) or not all(isinstance(ax, Axes) for ax in given):
        raise InputError(
            f"draw_flight: axes has {len(given)} entries; it must have {len(PANELS)} matplotlib Axes, for "
            f"{', '.join(PANELS)}: make them with plt.subplots({len(PANELS)}, sharex=True)."
        )
    return given


def _new_axes() -> tuple[Axes, ...]:
    figure, axes = plt.subplots(len(PANELS), sharex=True, figsize=(7.2, 8.6), height_ratios=(2.0, 1.4, 1.0, 1.0, 1.0))
    figure.subplots_adjust(left=0.12, right=0.97, top=0.87, bottom=0.1, hspace=0.17)
    figure.align_ylabels(axes)
    return tuple(axes)


def _draw_curves(panels: tuple[Axes, ...], story: Story) -> list[Artist]:
    """The track in every panel, in the units of `PANELS`."""
    time, track = story.time, story.track
    height, temperature, volume, lift, pressure = panels
    curves: list[Artist] = [
        *height.plot(time, track["height"] / 1e3, color=style.CURVE, linewidth=1.6),
        *temperature.plot(
            time, track["gas_temperature"] - KELVIN_AT_0_CELSIUS, color=style.GAS, linewidth=1.4, label="gas"
        ),
        *temperature.plot(
            time, track["air_temperature"] - KELVIN_AT_0_CELSIUS, "--", color=style.AIR, linewidth=1.2, label="air"
        ),
        *volume.plot(time, track["gas_volume"], color=style.CURVE, linewidth=1.4),
        *lift.plot(time, 100.0 * track["free_lift_fraction"], color=style.CURVE, linewidth=1.4),
        *pressure.plot(time, track["over_pressure"] / 100.0, color=style.CURVE, linewidth=1.4),
    ]
    for ax, words in zip(panels, PANELS, strict=True):
        ax.set_ylabel(words.replace(" (", "\n("), fontsize=8)
    lift.set_yscale("symlog", linthresh=1.0, linscale=0.7)
    lift.yaxis.set_major_locator(FixedLocator(_LIFT_TICKS))
    lift.yaxis.set_minor_locator(NullLocator())
    lift.yaxis.set_major_formatter(FuncFormatter(lambda percent, _: f"{percent:g}".replace("-", "−")))
    lift.set_ylim(min(-0.5, 1.5 * lift.dataLim.ymin), max(1.5, 1.5 * lift.dataLim.ymax))
    for ax in (height, volume, pressure):
        top = max(ax.dataLim.ymax, 1.0)
        ax.set_ylim(-0.04 * top, 1.08 * top)  # a curve at zero stays clear of the frame
    return curves


def _draw_marks(panels: tuple[Axes, ...], story: Story) -> list[Artist]:
    """A thin line through all panels at each moment; on the height a mark, and how a torn envelope fell."""
    moments = [*story.releases, *(moment for moment in (story.full, story.sunrise, story.burst) if moment is not None)]
    lines = [
        ax.axvline(
            day_number(moment.time),
            color=_colour(moment, story),
            linewidth=0.8,
            linestyle=_dashes(moment, story),
            zorder=1,
        )
        for moment in moments
        for ax in panels
    ]
    return [
        *lines,
        *_draw_moments(panels[0], story.releases, "v", "release"),
        *_draw_moments(panels[0], [story.full], "o", "_bag full"),
        *_draw_moments(panels[0], [story.burst], "*", "_burst"),
        *_draw_fall(panels[0], story),
    ]


def _draw_moments(ax: Axes, moments: Sequence[Moment | None], marker: str, label: str) -> list[Artist]:
    """Marks on the height; none for moments that never came. A label that begins with _ stays out of the legend."""
    happened = [moment for moment in moments if moment is not None]
    if not happened:
        return []
    return list(
        ax.plot(
            np.array([moment.time for moment in happened]),
            np.array([moment.height / 1e3 for moment in happened]),
            marker,
            color=style.CURVE,
            markerfacecolor="white",
            markersize=9 if marker == "*" else 5,
            label=label,
            zorder=4,
        )
    )


def _draw_fall(ax: Axes, story: Story) -> list[Artist]:
    """From a burst to the ground, straight between the moments that are known: a torn envelope leaves no track."""
    if story.burst is None:
        return []
    after = [moment for moment in story.releases if moment.time > story.burst.time]
    known = [story.burst, *after, *([] if story.landed is None else [story.landed])]
    return list(
        ax.plot(
            np.array([moment.time for moment in known]),
            np.array([moment.height / 1e3 for moment in known]),
            ":",
            color=style.CURVE,
            linewidth=1.2,
            label="torn, falling (no track)",
        )
    )


def _colour(moment: Moment, story: Story) -> str:
    return style.SUNRISE if moment is story.sunrise else style.EVENT


def _dashes(moment: Moment, story: Story) -> str:
    return "-" if moment is story.sunrise else "--" if moment in story.releases else ":"


def _flags(story: Story) -> list[Flag]:
    """What is named above the panels."""
    releases = story.releases if len(story.releases) <= MOST_NAMED else (story.releases[0], story.releases[-1])
    others = [moment for moment in (story.full, story.sunrise, story.burst) if moment is not None]
    return [
        *(Flag(moment.time, f"{moment.name} released", _colour(moment, story)) for moment in releases),
        *(Flag(moment.time, moment.name, _colour(moment, story)) for moment in others),
    ]


def _draw_furniture(panels: tuple[Axes, ...], flights: xr.Dataset, story: Story, rows: int) -> list[Artist]:
    """Time axis, legends, and above the panels which flight this is and how it ended."""
    top, warmth, bottom = panels[0], panels[1], panels[-1]
    draw_clock(bottom, story.clock)
    above = 6.0 + ROW * rows
    return [
        warmth.legend(
            loc="lower right", bbox_to_anchor=(1.0, 0.97), ncols=2, fontsize=7.5, frameon=False, borderpad=0.2
        ),
        bottom.legend(
            handles=_legend_handles(story, panels),
            loc="upper left",
            bbox_to_anchor=(0.0, -0.45),
            ncols=4,
            fontsize=7.5,
            frameon=False,
            borderpad=0.0,
        ),
        top.annotate(
            _told(story),
            (0.0, 1.0),
            (0.0, above),
            xycoords="axes fraction",
            textcoords="offset points",
            va="bottom",
            color=style.WORDS,
            fontsize=8,
        ),
        top.set_title(
            flights.attrs.get("title", "A flight"), loc="left", fontsize=11, fontweight="bold", pad=above + 14
        ),
    ]


def _legend_handles(story: Story, panels: tuple[Axes, ...]) -> list[Artist]:
    lines = [line for line in panels[0].get_lines() if not str(line.get_label()).startswith("_")]
    return [*light_handles(story.sky), *lines]


def _told(story: Story) -> str:
    """Which balloon, when it was let go, and how its flight ended."""
    words = [f"balloon {story.number}, launched {_clock(story.time[0], day=True)}"]
    if story.kept:
        words.append(f"{', '.join(story.kept)} never released")
    words.append(f"envelope: {story.ending} {_clock(story.end)}")
    return "; ".join(words)


def _clock(time: np.datetime64, *, day: bool = False) -> str:
    text = str(time.astype("datetime64[m]")).replace("T", " ")
    return text if day else text[-5:]
