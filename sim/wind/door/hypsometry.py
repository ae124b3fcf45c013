"""Heights of pressure levels where a file has no geopotential: up from the ground by the weight of the air between.

Holds no reading: `surface` finds where the ground is, `spellings` how files call it.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.constants import GAS_CONSTANT_DRY_AIR, GRAVITY


def hypsometric_thickness(
    lower_pressure: ArrayLike, upper_pressure: ArrayLike, virtual_temperature: ArrayLike
) -> NDArray[np.float64]:
    """Geopotential thickness of a layer of air between two pressures. [m]

    Parameters
    ----------
    lower_pressure, upper_pressure : array_like
        At the bottom and at the top of the layer. [Pa]
    virtual_temperature : array_like
        Mean over ln p. [K]

    Returns
    -------
    ndarray
        Positive where the lower pressure is the greater one; NaN for NaN. [m]

    Notes
    -----
    dZ = R Tv / g ln(p1 / p2): hydrostatic balance of an ideal gas [1]_.

    References
    ----------
    .. [1] Wallace and Hobbs, "Atmospheric Science", 2nd ed., Academic Press, 2006, eq. (3.29), p. 69.

    Examples
    --------
    >>> round(float(hypsometric_thickness(100_000.0, 50_000.0, 273.15)), 1)
    5542.0
    """
    ratio = np.asarray(lower_pressure, np.float64) / np.asarray(upper_pressure, np.float64)
    return np.asarray(GAS_CONSTANT_DRY_AIR / GRAVITY * np.asarray(virtual_temperature, np.float64) * np.log(ratio))


def heights_above_surface(
    pressure: NDArray[np.float64],
    virtual_temperature: NDArray[np.floating],
    surface_pressure: NDArray[np.floating],
    surface_height: NDArray[np.floating],
) -> NDArray[np.float64]:
    """Geopotential height of pressure levels above a ground of known height and pressure. [m]

    Parameters
    ----------
    pressure : (level,)
        Falling. [Pa]
    virtual_temperature : (time, level, latitude, longitude)
        [K]
    surface_pressure, surface_height : (time, latitude, longitude)
        [Pa], geopotential [m]

    Returns
    -------
    (time, level, latitude, longitude) float64

    Notes
    -----
    Virtual temperature is linear in ln p between levels and held below the lowest one. Levels under the ground take the
    temperature that the file gives there, so that heights are right above it whatever is given below.
    """
    warmth = np.asarray(virtual_temperature, np.float64)
    means = 0.5 * (warmth[:, 1:] + warmth[:, :-1])
    layers = hypsometric_thickness(pressure[:-1, None, None], pressure[1:, None, None], means)
    above_lowest = np.concatenate([np.zeros_like(warmth[:, :1]), np.cumsum(layers, axis=1)], axis=1)
    below = (pressure[None, :, None, None] >= surface_pressure[:, None]).sum(axis=1) - 1
    lower = np.clip(below, 0, pressure.size - 2)[:, None]
    base, next_one = (np.take_along_axis(warmth, lower + step, axis=1)[:, 0] for step in (0, 1))
    bottom, top = pressure[lower[:, 0]], pressure[lower[:, 0] + 1]
    # Below the lowest level the weight is 0: its temperature is held.
    weight = np.maximum(np.log(bottom / surface_pressure) / np.log(bottom / top), 0.0)
    mean = base + 0.5 * weight * (next_one - base)
    ground = np.take_along_axis(above_lowest, lower, axis=1)[:, 0] + hypsometric_thickness(
        bottom, surface_pressure, mean
    )
    return above_lowest + (surface_height - ground)[:, None]
