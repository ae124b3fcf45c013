"""What a file may have beside wind, temperature and height: humidity and vertical wind, each brought to one form.

Holds no reading: names are known to `spellings`, units to `conversions`, limits to `plausible`.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.physics.atmosphere import geometric_height, upward_air_velocity
from sim.physics.humidity import specific_humidity, virtual_temperature
from sim.wind.door.plausible import first_where, limit_problems
from sim.wind.door.spellings import HUMIDITIES
from sim.wind.field import AirArrays

NO_HUMIDITY = "The file has no humidity: the air is taken as dry."

NO_VERTICAL_WIND = "The file has no vertical wind: it is taken as zero."

THIN = 10_000.0
"""At lower pressure a variable ends with the first level that it leaves out: a real GFS file has humidity at 10 and 30
hPa, none at 20. What is lost matters little: balloons of this package burst below, and the air up there is dry. [Pa]"""

DEW_POINT_EXCESS = 5.0
"""How far a dew point may lie above the temperature: a relative humidity of 1.5 at 260 K. (estimate: fields of both are
packed and interpolated apart) [K]"""

_OVER_WATER = {
    "relative_humidity": "The humidity is made from relative humidity, taken as over water at all temperatures.",
    "dew_point_temperature": "The humidity is made from the dew point, taken as over water at all temperatures.",
}


class Completed(NamedTuple):
    """The air with what the file has beyond the necessary.

    air : AirArrays
        With humidity and upward wind where the file has them.
    notes : list of str
        What there is not, and where it ends.
    problems : list of str
        Why what there is cannot be.
    """

    air: AirArrays
    notes: list[str]
    problems: list[str]


def completed(air: AirArrays, found: Mapping[str, NDArray[np.floating]], origin: str) -> Completed:
    """The air with its humidity and its vertical wind.

    Parameters
    ----------
    air : AirArrays
        Without either.
    found : mapping of str to (time, level, latitude, longitude)
        What the file has of `HUMIDITIES`, `upward_air_velocity` and `pressure_tendency`, in SI; NaN where it is
        missing. The first kind of humidity and upward speed win.
    origin : str
        How messages call the file.
    """
    moist = _with_humidity(air, found, origin)
    moving = _with_vertical_wind(moist.air, found, origin)
    return Completed(moving.air, moist.notes + moving.notes, moist.problems + moving.problems)


def _with_humidity(air: AirArrays, found: Mapping[str, NDArray[np.floating]], origin: str) -> Completed:
    name = next((kind for kind in HUMIDITIES if kind in found), None)
    if name is None:
        return Completed(air, [NO_HUMIDITY], [])
    reported = found[name]
    notes: list[str] = []
    problems = [*limit_problems(name, reported, air, origin), *_dew_point_problems(name, reported, air, origin)]
    if problems:
        return Completed(air, notes, problems)
    if below_zero := int((reported < 0.0).sum()):
        notes.append(f"{below_zero} humidities of {reported.size} lie a little below zero and are taken as zero.")
    share = specific_humidity_of(name, reported, air.air_temperature, _pressure(air))
    share, ended, problems = _up_to_its_top(share, air, name, "Humidity ends at {} m: the air is dry", origin)
    notes.extend(ended)
    if name in _OVER_WATER:
        notes.append(_OVER_WATER[name])
    if not problems:
        problems = limit_problems("specific_humidity", share, air, origin)
    return Completed(air._replace(specific_humidity=share), notes, problems)


def specific_humidity_of(
    kind: str, values: NDArray[np.floating], temperature: NDArray[np.floating], pressure: NDArray[np.float64]
) -> NDArray[np.floating]:
    """Specific humidity of a humidity of any kind; what lies below zero is taken as zero. [1]

    Parameters
    ----------
    kind : str
        Of `HUMIDITIES`.
    values : (time, level, latitude, longitude)
        [1], or of a dew point [K]
    temperature, pressure : (time, level, latitude, longitude)
        [K], [Pa]

    Notes
    -----
    Of a mixing ratio r it is r / (1 + r). At its dew point the vapour saturates, so that its pressure is that of
    saturation there.
    """
    if kind == "dew_point_temperature":
        return np.asarray(specific_humidity(1.0, values, pressure)).astype(values.dtype)
    values = np.maximum(values, 0.0)
    if kind == "relative_humidity":
        return np.asarray(specific_humidity(values, temperature, pressure)).astype(values.dtype)
    return np.asarray(values / (1.0 + values)) if kind == "humidity_mixing_ratio" else values


def _dew_point_problems(name: str, values: NDArray[np.floating], air: AirArrays, origin: str) -> list[str]:
    """Whether dew points lie far above the temperature."""
    if name != "dew_point_temperature":
        return []
    excess = values - air.air_temperature
    if wrong := first_where(excess > DEW_POINT_EXCESS, air):
        return [
            f"{origin}: the dew point lies up to {np.nanmax(excess):.3g} K above the temperature, beyond "
            f"{DEW_POINT_EXCESS:g} K at {wrong[0]} points, first at {wrong[1]}; check its units attribute."
        ]
    return []


def _with_vertical_wind(air: AirArrays, found: Mapping[str, NDArray[np.floating]], origin: str) -> Completed:
    name = "upward_air_velocity" if "upward_air_velocity" in found else "pressure_tendency"
    if name not in found:
        return Completed(air, [NO_VERTICAL_WIND], [])
    speed, notes, problems = _up_to_its_top(found[name], air, name, "Vertical wind ends at {} m: it is zero", origin)
    if name == "pressure_tendency":
        moisture = 0.0 if air.specific_humidity is None else air.specific_humidity
        warmth = virtual_temperature(air.air_temperature, moisture)
        speed = np.asarray(upward_air_velocity(speed, _pressure(air), warmth)).astype(speed.dtype)
    problems += limit_problems("upward_air_velocity", speed, air, origin)
    return Completed(air._replace(upward_air_velocity=speed), notes, problems)


def _up_to_its_top(
    values: NDArray[np.floating], air: AirArrays, name: str, ends: str, origin: str
) -> tuple[NDArray[np.floating], list[str], list[str]]:
    """Zeros in place of the levels at the top that hold nothing, the note that says so, and what else is missing."""
    levels = values.shape[1]
    holds = np.isfinite(values).any(axis=(0, 2, 3))
    known = np.flatnonzero(holds)
    count = int(known[-1]) + 1 if known.size else levels
    left_out = np.flatnonzero(~holds[:count] & (np.asarray(air.air_pressure[:count]) < THIN))
    count = int(left_out[0]) if left_out.size and left_out[0] > 0 else count
    if missing := first_where(~np.isfinite(values[:, :count]), air):
        problem = (
            f"{origin}: {name} has {missing[0]} missing values, first at {missing[1]}; only whole levels at the top "
            "may be missing: fill the field, or leave the variable out."
        )
        return values, [], [problem]
    if count == levels:
        return values, [], []
    height = float(np.min(geometric_height(air.geopotential_height[:, count - 1])))
    whole = values.copy()
    whole[:, count:] = 0.0
    return whole, [f"{ends.format(f'{height:.0f}')} from the next level up."], []


def _pressure(air: AirArrays) -> NDArray[np.float64]:
    """Pressure of the levels, ready to broadcast over the fields. [Pa]"""
    return np.asarray(air.air_pressure, np.float64)[None, :, None, None]
