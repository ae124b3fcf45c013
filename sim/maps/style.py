"""Colours and line styles of the maps and of the charts.

Holds no drawing.

References
----------
.. [1] Okabe and Ito, "Color Universal Design", University of Tokyo, 2008 (colours told apart by all kinds of sight).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap, ListedColormap

SEA = "#dfe9f0"
UNKNOWN = "#e9e9e9"
LAND = "#f3f1ec"
NORTH = "#fbfaf7"
BORDER = "#c4bdb1"
COAST = "#7d766a"
LINE = "#5b1a18"
WORDS = "#6b655b"
SEA_WORDS = "#6d8ba1"
INK = "#222222"

# Okabe and Ito [1] without yellow and sky blue, which are lost on light ground; the order keeps neighbours far apart.
ITEM_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00")

# For lines that cross each other, so that they stay apart in grey.
ITEM_DASHES = ("-", (0.0, (5.0, 1.5)), (0.0, (1.5, 1.0)), (0.0, (6.0, 1.5, 1.5, 1.5)), (0.0, (8.0, 3.0)), "-")

# Words in the name of a kind of item, and its colour on every map. Of what flies together, no two are alike for a
# deuteranope: the note is not reddish purple, which then looks like the leaflet's green.
_FAMILIES = {
    "dvd": "#0072B2",
    "usb": "#D55E00",
    "microsd": "#D55E00",
    "leaflet": "#009E73",
    "bank_note": "#E69F00",
    "radio": "#000000",
}

# From nothing to a warm grey, so that coloured contours stay the loudest marks.
DENSITY = LinearSegmentedColormap.from_list("density", [(0.50, 0.40, 0.28, 0.04), (0.40, 0.30, 0.20, 0.7)])

# The sky behind a flight chart: greys that stay apart in print, and leave every curve above them readable.
NIGHT = "#c9ced8"
TWILIGHT = "#e7e9ef"

# Okabe and Ito [1]: warm gas, cool air; a sunrise that is neither.
CURVE = "#222222"
GAS = "#D55E00"
AIR = "#0072B2"
SUNRISE = "#B07A00"
EVENT = "#5a5f6b"

# The wind: Okabe and Ito [1] for its components, so that they stay apart in grey; what is held is shaded.
EASTWARD = "#0072B2"
NORTHWARD = "#D55E00"
TEMPERATURE = "#222222"
DEW_POINT = "#009E73"
HELD = "#d3d8e4"
GROUND = "#d8cdbd"
HEIGHT = "viridis"
BARB = "#1d3f72"
SITE = "#c2185b"

LINE_STYLES: dict[float, Literal["-", "--"]] = {0.5: "-", 0.9: "--"}


class Stroke(NamedTuple):
    """How a line is drawn: its width [pt] and its dashes."""

    width: float
    dashes: Literal["-", "--"] | tuple[float, tuple[float, ...]]


# Height along a track: viridis without its lightest end, which is lost on light ground; darker is lower, also in grey.
TRACK_HEIGHT = ListedColormap(colormaps["viridis"](np.linspace(0.0, 0.87, 256)), name="track height")

# Contours of one kind of item, told apart by their strokes alone; the most likely ones are the strongest.
CONTOUR = "#10243e"
CONTOURS = {
    0.5: Stroke(2.0, "-"),
    0.75: Stroke(1.3, "-"),
    0.9: Stroke(1.3, (0.0, (5.0, 2.0))),
    0.95: Stroke(1.1, (0.0, (1.2, 1.6))),
}

# Shares of a region in steps, so that a shade can be found again in the bar: each is darker than the one before, also
# in grey, and the darkest still bears dark words.
SHARES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.4, 1.0)
SHADES = ListedColormap(colormaps["YlOrBr"](np.linspace(0.05, 0.5, len(SHARES) - 1)), name="shares")
SHARE_STEPS = BoundaryNorm(SHARES, len(SHARES) - 1)


# One number of each point of a sweep: more is darker, also in grey; without the ends, so that marks stay visible.
MEASURE = ListedColormap(colormaps["viridis_r"](np.linspace(0.04, 0.96, 256)), name="measure")


class Run(NamedTuple):
    """How one of two runs is drawn."""

    colour: str
    width: float


# Two runs on one map: a dark and a light one, told apart by width as well.
RUNS = (Run("#0B3C6B", 2.0), Run("#E07B00", 1.4))


def item_colours(kinds: Sequence[str]) -> dict[str, str]:
    """A colour for each kind of item: a DVD has the same one on every map, and no two kinds of a map share one.

    The first kind of a family has the colour of the family; the others, and kinds of no family, have what is left, in
    the order of `ITEM_COLOURS`.

    Parameters
    ----------
    kinds : sequence of str
        At most as many as there are colours.

    Examples
    --------
    >>> item_colours(["usb_stick", "dvd_case"])["dvd_case"] == item_colours(["dvd_case"])["dvd_case"]
    True
    """
    colours: dict[str, str] = {}
    for kind in kinds:
        own = next((colour for word, colour in _FAMILIES.items() if kind.startswith(word)), None)
        if own is not None and own not in colours.values():
            colours[kind] = own
    left = [colour for colour in ITEM_COLOURS if colour not in colours.values()]
    others = [kind for kind in kinds if kind not in colours]
    found = colours | dict(zip(others, left, strict=False))
    return {kind: found[kind] for kind in kinds}
