"""Datasets that are laid out in another way than along time, level, latitude and longitude, brought to that.

Holds no layout of its own: `wrf` reads WRF, `named_levels` the files of wgrib2.
"""

from sim.wind.door.cutting import Cut
from sim.wind.door.named_levels import has_named_levels, with_levels
from sim.wind.door.opening import Opened
from sim.wind.door.wrf import is_wrf, read_wrf


def translated(opened: Opened, cut: Cut) -> Opened:
    """The dataset along the axes that every wind has; itself where it lies along them.

    Parameters
    ----------
    opened : Opened
    cut : Cut
        What is wanted of it.

    Raises
    ------
    WindError
        With what stands in the way.
    """
    if is_wrf(opened.dataset):
        return read_wrf(opened, cut)
    if has_named_levels(opened.dataset):
        return with_levels(opened, cut)
    return opened
