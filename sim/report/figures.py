"""The figures of the report as pictures inside the page.

Holds no drawing: `sim.maps` draws.
"""

import base64
import io
from collections.abc import Iterator
from typing import NamedTuple

import matplotlib.pyplot as plt
from matplotlib.figure import Figure

from sim.landing import LandingDistribution
from sim.maps import MOST_ITEMS, draw_flight, draw_landing_map
from sim.report.words import listed

_DOTS_PER_INCH = 150


class Picture(NamedTuple):
    """A picture: its address (the picture itself), what it shows for those who do not see it, and its caption."""

    address: str
    alternative: str
    caption: str


def pictures(drops: LandingDistribution) -> tuple[Picture, ...]:
    """Every figure that the flights can give."""
    return tuple(Picture(_address(figure), alternative, caption) for figure, alternative, caption in _drawn(drops))


def _drawn(drops: LandingDistribution) -> Iterator[tuple[Figure, str, str]]:
    items = list(drops.items[:MOST_ITEMS])
    names = listed([drops.labels[item] for item in items])
    left = listed([drops.labels[item] for item in drops.items[MOST_ITEMS:]])
    yield (
        draw_landing_map(drops, items=items).figure,
        f"Map of Korea: shaded density of the landings and, for {names}, contours that hold 50 % and 90 % of them.",
        "Landing map: the contours hold 50 % and 90 % of what came down." + (f" Not shown: {left}." if left else ""),
    )
    if "track_time" in drops.flights:
        yield (
            draw_flight(drops.flights, 0).figure,
            "Curves of height, temperature, volume, free lift and over-pressure of one balloon against local time.",
            "One of the balloons, from launch to landing.",
        )


def _address(figure: Figure) -> str:
    """The figure as a PNG inside the page; closed afterwards, so that nothing shows it a second time."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=_DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode("ascii")
