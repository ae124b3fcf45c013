"""The figures of the report as pictures inside the page.

Holds no drawing: `sim.maps` draws.
"""

import base64
import io
from collections.abc import Iterator
from typing import NamedTuple

import matplotlib.pyplot as plt
import xarray as xr
from matplotlib.figure import Figure

from sim.ensemble import drawable_tracks
from sim.landing import LandingDistribution
from sim.maps import (
    MOST_ITEMS,
    draw_distances,
    draw_drop_zone,
    draw_flight,
    draw_heights,
    draw_landing_map,
    draw_night,
    draw_regions,
    draw_tracks,
)
from sim.report.words import listed

DOTS_PER_INCH = 130
"""Of the pictures: sharp on a screen and on paper, at 100 to 200 kB each."""


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
    unshown = f" Not shown: {left}." if left else ""
    yield (
        draw_landing_map(drops, items=items).figure,
        f"Map of Korea: shaded density of the landings and, for {names}, contours that hold 50 % and 90 % of them.",
        f"Landing map: the contours hold 50 % and 90 % of what came down.{unshown}",
    )
    landed = [item for item in drops.items if drops.landed_share(item) > 0]
    for item in landed:
        yield (
            draw_drop_zone(drops, item).figure,
            f"Map of Korea: regions shaded by how likely {drops.labels[item]} comes down there, with contours.",
            f"Drop zone of {drops.labels[item]}: regions by their share of all, contours of what came down.",
        )
    yield (
        draw_regions(drops, items=items).figure,
        f"Bars of how likely each region is for {names}, with intervals; the table by region holds the numbers.",
        f"Share of every region, with 90 % intervals.{unshown}",
    )
    if landed:
        yield (
            draw_distances(drops, items=items).figure,
            f"Curves of the distance from the launch at which {names} land, and a rose of the bearings.",
            f"How far from the launch, and in which direction.{unshown}",
        )
    yield from _drawn_in_time(drops.flights)


def _drawn_in_time(flights: xr.Dataset) -> Iterator[tuple[Figure, str, str]]:
    """Figures that need times or tracks, as far as the flights have them."""
    if "launch_time" in flights and "landing_time" in flights:
        yield (
            draw_night(flights).figure,
            "Rows of histograms over the hours from sunset to sunrise: launches, releases and landings of each item.",
            "The night: when balloons are launched, when bundles are let go, and when things land.",
        )
    if "track_time" in flights and (drawable := drawable_tracks(flights, "write_report")).size > 0:
        yield (
            draw_tracks(flights).figure,
            "Map of the tracks of some balloons, coloured by height, and below it their height against local time.",
            f"Tracks of the {drawable.size} balloons that they were kept of.",
        )
        yield (
            draw_heights(flights).figure,
            "Curves of height against local time for many balloons, with releases and landings.",
            "Heights of the balloons whose tracks were kept.",
        )
        yield (
            draw_flight(flights, int(drawable[0])).figure,
            "Curves of height, temperature, volume, free lift and over-pressure of one balloon against local time.",
            "One of the balloons, from launch to landing.",
        )


def _address(figure: Figure) -> str:
    """The figure as a PNG inside the page; closed afterwards, so that nothing shows it a second time."""
    picture = io.BytesIO()
    figure.savefig(picture, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode("ascii")
