"""Night and twilight behind a panel with a time axis, and the clock below it.

Holds no flights.
"""

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.patches import Patch

from sim.maps import style
from sim.maps.flights.flags import day_number
from sim.maps.flights.flight_story import below
from sim.maps.flights.tracked import Floats, Times
from sim.physics.sun import CIVIL_TWILIGHT_ELEVATION, SUNRISE_ELEVATION


def draw_light(ax: Axes, sky: tuple[Times, Floats]) -> list[Artist]:
    """Twilight and night, the darker over the lighter; `sky` holds times and elevations of the sun. [rad]"""
    skies = ((SUNRISE_ELEVATION, style.TWILIGHT), (CIVIL_TWILIGHT_ELEVATION, style.NIGHT))
    return [
        ax.axvspan(day_number(start), day_number(end), facecolor=colour, edgecolor="none", zorder=0.2 + 0.1 * layer)
        for layer, (elevation, colour) in enumerate(skies)
        for start, end in below(sky, elevation)
    ]


def light_handles(sky: tuple[Times, Floats]) -> list[Artist]:
    """What a legend says of the shades behind a panel."""
    handles: list[Artist] = []
    if below(sky, CIVIL_TWILIGHT_ELEVATION):
        handles.append(Patch(facecolor=style.NIGHT, label="night"))
    if below(sky, SUNRISE_ELEVATION):
        handles.append(Patch(facecolor=style.TWILIGHT, label="twilight"))
    return handles


def draw_clock(ax: Axes, clock: str) -> None:
    """Hours of local time below a panel."""
    # matplotlib's dates have no types
    ax.xaxis.set_major_locator(AutoDateLocator(minticks=4, maxticks=10))  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_formatter(DateFormatter("%H:%M"))  # type: ignore[no-untyped-call]
    ax.set_xlabel(f"local time ({clock})", fontsize=8)
    ax.tick_params(labelsize=7.5)
