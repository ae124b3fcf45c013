"""`draw_sweep`: the picture that suits a sweep, by how many parameters it has."""

import xarray as xr
from matplotlib.axes import Axes

from sim.errors import InputError
from sim.maps.sweeps.heat_map import HeatMap, draw_heat_map
from sim.maps.sweeps.lines import POINT, SweepLines, draw_sweep_lines
from sim.maps.sweeps.small_multiples import SmallMultiples, draw_small_multiples
from sim.maps.sweeps.table import measured

_WHO = "draw_sweep"


def draw_sweep(
    result: xr.Dataset,
    ax: Axes | None = None,
    item: str | None = None,
    measure: str = "north_korea",
    x: str | None = None,
) -> HeatMap | SmallMultiples | SweepLines:
    """Draw one number of each point of a sweep: lines of one parameter, a heat map of two, small multiples of three.

    Parameters
    ----------
    result : xr.Dataset
        From `sim.sweep`.
    ax : Axes, optional
        Plain; not for small multiples. Without it a figure is made.
    item, measure, x
        As for `draw_heat_map`.

    Returns
    -------
    SweepLines, HeatMap or SmallMultiples
        As `draw_sweep_lines`, `draw_heat_map` and `draw_small_multiples` give them.

    Raises
    ------
    InputError
        When there are more than three parameters of several values each, or axes for small multiples.
    """
    dims = measured(_WHO, result, item, measure).dims
    if len(dims) > 3:
        raise InputError(
            f"{_WHO}: the sweep has {len(dims)} parameters, {', '.join(dims)}; a picture shows three: choose values of "
            "the others with result.sel(...), or use draw_pareto."
        )
    if len(dims) == 3:
        if ax is not None:
            raise InputError(f"{_WHO}: ax holds one picture, and three parameters take several; leave it out.")
        return draw_small_multiples(result, item=item, measure=measure, x=x)
    if len(dims) == 2 and POINT not in dims:
        return draw_heat_map(result, ax, item, measure, x)
    return draw_sweep_lines(result, ax, item, measure, x)
