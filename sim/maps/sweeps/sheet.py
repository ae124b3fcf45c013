"""The words around a picture of a sweep: what is drawn, what was flown, and what is missing.

Holds no numbers of points.
"""

import textwrap
from collections.abc import Sequence

import xarray as xr
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from sim.maps import style
from sim.maps.furniture import draw_legend
from sim.maps.sweeps.table import Measure, flown_words, lacking_words, wind_words


def draw_words(
    ax: Axes,
    result: xr.Dataset,
    measure: Measure,
    handles: Sequence[Artist],
    *,
    paired: bool | None = None,
    words: str = "",
    told: str = "",
    below: float = 0.5,
    gap: float = 0.0,
) -> list[Artist]:
    """Title and what was flown above the axes; legend, what is missing and where the air comes from below.

    Parameters
    ----------
    ax : Axes
    result : xr.Dataset
    measure : Measure
    handles : sequence of Artist
        Of the legend; none leaves it out.
    paired : bool, optional
        Whether differences know that the points share their weather; None where there are none.
    words : str
        What is drawn, if not the measure.
    told : str
        More to be said below.
    below : float
        From the axes to the legend. [inch]
    gap : float
        Between the axes and the words above, for headings of their own. [pt]
    """
    title = f"{measure.label[:1].upper()}{measure.label[1:]}: {words or measure.words}"
    flown = f"{result.attrs.get('title', '')}; {flown_words(result)}"
    letters = max(40, int(ax.get_window_extent().width / ax.figure.dpi * 19))  # 19 letters of this size fill an inch
    above = textwrap.fill(flown, letters, break_on_hyphens=False)
    heading = ax.set_title(
        textwrap.fill(title, int(letters * 0.68)),
        loc="left",
        fontsize=10.5,
        fontweight="bold",
        pad=gap + 12 + 10 * len(above.splitlines()),
    )
    note = ax.annotate(
        above, (0, 1), (0, gap + 6), xycoords="axes fraction", textcoords="offset points", va="bottom", fontsize=7.5,
        color=style.WORDS,
    )  # fmt: skip
    legend = draw_legend(ax, handles, below)
    sharing = {None: "", True: "Differences know that points share their weather. ",
               False: "Differences count points as independent, which is too wide: sweep with by_member. "}  # fmt: skip
    source = ax.annotate(
        textwrap.fill(
            f"{told}{sharing[paired]}{lacking_words(measure.state)}{wind_words(result)}",
            int(letters * 1.15),
            break_on_hyphens=False,
        ),
        (0, 0),
        (0, -6),
        xycoords=legend,
        textcoords="offset points",
        va="top",
        fontsize=6.5,
        color=style.WORDS,
    )
    return [legend, heading, note, source]
