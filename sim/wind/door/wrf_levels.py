"""What WRF says of the air in its layers, on pressures that all columns and times share.

Holds no reading and no map; where the names and constants of the model come from is said in `wrf`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.errors import WindError
from sim.wind.door.cutting import Cut
from sim.wind.door.regridding import Bilinear, on_pressures
from sim.wind.door.wrf_map import toward_east_and_north

_BASE_TEMPERATURE, _BASE_PRESSURE, _EXPONENT = 300.0, 100_000.0, 2.0 / 7.0
"""Of the model's potential temperature, of dry air in every version: what T is a departure from [K], and
(p / p0)**(R / cp). [Pa], [1]"""

HIGHEST_GROUND_PRESSURE = 110_000.0
"""Pressure at the ground for which the common levels are laid out: higher than any, so that every column reaches the
highest of them. (estimate: the highest pressure measured at the sea is some 1085 hPa) [Pa]"""

LOW_PRESSURE, LOW_STEP = 70_000.0, 1000.0
"""Above this pressure no two common levels lie farther apart: over high ground, too, a model's layers are thin, some 90
m at 10 hPa. (Assumed: where balloons land) [Pa]"""

UNITS = {"u": "m s-1", "v": "m s-1", "t": "K", "z": "m2 s-2", "q": "kg kg-1", "wz": "m s-1"}
"""What is made on levels, by names that every file may have."""


class Layers(NamedTuple):
    """The layers of a domain, the same at all times, and the levels wanted of it.

    mid, face : (level, 1, 1)
        The model's vertical coordinate in the layers and between them: 1 at the ground, 0 at the top.
    top : float
        Pressure at the top. [Pa]
    wanted : (pressure,)
        Falling. [Pa]
    """

    mid: NDArray[np.float64]
    face: NDArray[np.float64]
    top: float
    wanted: NDArray[np.float64]


def layers_of(
    mid: NDArray[np.float64], face: NDArray[np.float64], top: NDArray[np.float64], cut: Cut, origin: str
) -> Layers:
    """The layers of a domain, whose vertical coordinate must fall from the ground up.

    Parameters
    ----------
    mid : (level,)
        The coordinate in the layers, ZNU.
    face : (level + 1,)
        The coordinate between them, ZNW.
    top : ()
        P_TOP. [Pa]
    cut : Cut
        What is wanted of them.
    origin : str
        How messages call the file.

    Raises
    ------
    WindError
        For a coordinate that does not fall.
    """
    if not (np.all(np.diff(face) < 0.0) and np.all((mid < face[:-1]) & (mid > face[1:])) and float(top) > 0.0):
        raise WindError(
            f"{origin}: ZNW must fall from the ground up with ZNU between, and P_TOP be greater than 0 Pa; give the "
            "file as WRF wrote it."
        )
    wanted = common_pressures(mid, float(top))
    return Layers(mid[:, None, None], face[:, None, None], float(top), wanted[cut.levels(wanted)])


def common_pressures(mid: NDArray[np.float64], top: float) -> NDArray[np.float64]:
    """Pressures that keep about the resolution of a model, the same for all its columns and times. [Pa]

    Parameters
    ----------
    mid : (level,)
        The model's coordinate in its layers, falling.
    top : float
        Pressure at its top. [Pa]

    Examples
    --------
    >>> common_pressures(np.array([0.8, 0.79, 0.5]), 10_000.0).tolist()
    [90000.0, 89000.0, 60000.0]
    >>> common_pressures(np.array([0.8, 0.775]), 10_000.0).tolist()
    [90000.0, 89166.7, 88333.3, 87500.0]
    """
    # To a tenth of a pascal, as far as a file's float32 holds the pressure at the ground.
    layers = np.round(top + mid * (HIGHEST_GROUND_PRESSURE - top), 1)
    parts = np.where(layers[1:] >= LOW_PRESSURE, np.ceil(-np.diff(layers) / LOW_STEP), 1.0).astype(int)
    places = np.concatenate([lower + np.arange(count) / count for lower, count in enumerate(parts)])
    numbers = np.arange(float(layers.size))
    return np.asarray(np.round(np.interp([*places, numbers[-1]], numbers, layers), 1))


def on_levels(
    raw: Mapping[str, NDArray[np.float64]], layers: Layers, place: Bilinear, origin: str
) -> dict[str, NDArray[np.float64]]:
    """The air of one time at the wanted points and pressures, by the names of `UNITS`.

    Parameters
    ----------
    raw : mapping of str to (..., south_north, west_east)
        The variables at that time.
    layers : Layers
    place : Bilinear
        The wanted points in the domain.
    origin : str
        How messages call the file.

    Returns
    -------
    dict of str to (level, latitude, longitude)
        NaN below a column's lowest layer.

    Raises
    ------
    WindError
        For a pressure that does not fall from level to level.
    """
    pressure = raw["P"] + raw["PB"]
    if not (np.all(pressure > layers.top) and np.all(np.diff(pressure, axis=0) < 0.0)):
        raise WindError(
            f"{origin}: the pressure P + PB must fall from level to level and stay above P_TOP, {layers.top:g} Pa; it "
            "does not everywhere: give the file as WRF wrote it."
        )
    # Share of the way in ln p from the lower face of a layer to its mass point: near each layer the pressure above the
    # top grows like the coordinate, whether the ground is high or low.
    lower, upper = (
        np.log(layers.top + (pressure - layers.top) * face / layers.mid) for face in (layers.face[:-1], layers.face[1:])
    )
    share = (lower - np.log(pressure)) / (lower - upper)
    across, along = 0.5 * (raw["U"][..., :-1] + raw["U"][..., 1:]), 0.5 * (raw["V"][:, :-1] + raw["V"][:, 1:])
    eastward, northward = toward_east_and_north(across, along, raw)
    columns = {
        "u": eastward,
        "v": northward,
        "t": (raw["T"] + _BASE_TEMPERATURE) * (pressure / _BASE_PRESSURE) ** _EXPONENT,
        "z": _in_layers(raw["PH"] + raw["PHB"], share),
    }
    if "QVAPOR" in raw:
        columns["q"] = raw["QVAPOR"] / (1.0 + raw["QVAPOR"])
    if "W" in raw:
        columns["wz"] = _in_layers(raw["W"], share)
    spread = {name: place.of(values) for name, values in columns.items()}
    return on_pressures(np.exp(place.of(np.log(pressure))), spread, layers.wanted)


def _in_layers(values: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values between the layers, brought into them."""
    return np.asarray(values[:-1] + share * (values[1:] - values[:-1]))
