"""The units in which people type, and their factors to SI, read from the end of a key's name; and sizes of data.

Holds factors only. Temperatures are typed in kelvin, so no unit needs an offset.
"""

import math
from dataclasses import dataclass

_HOUR = 3600.0
_NAMED = ("latitude", "longitude")


@dataclass(frozen=True)
class Unit:
    """A unit that people type.

    Attributes
    ----------
    suffix : str
        End of the key's name, without the underscore; empty for a pure number.
    symbol : str
        The unit as people read it.
    factor : float
        SI amount of one such unit.
    si : str
        The SI unit, in UDUNITS spelling.
    """

    suffix: str
    symbol: str
    factor: float
    si: str


NUMBER = Unit("", "1", 1.0, "1")
DEGREE = Unit("", "degree", 1.0, "degree")

UNITS: tuple[Unit, ...] = (
    Unit("m", "m", 1.0, "m"),
    Unit("km", "km", 1e3, "m"),
    Unit("cm", "cm", 1e-2, "m"),
    Unit("mm", "mm", 1e-3, "m"),
    Unit("um", "um", 1e-6, "m"),
    Unit("cm2", "cm2", 1e-4, "m2"),
    Unit("kg", "kg", 1.0, "kg"),
    Unit("g", "g", 1e-3, "kg"),
    Unit("g_m2", "g m-2", 1e-3, "kg m-2"),
    Unit("kg_m3", "kg m-3", 1.0, "kg m-3"),
    Unit("s", "s", 1.0, "s"),
    Unit("min", "min", 60.0, "s"),
    Unit("h", "h", _HOUR, "s"),
    Unit("m_s", "m s-1", 1.0, "m s-1"),
    Unit("m2_s", "m2 s-1", 1.0, "m2 s-1"),
    Unit("mm_h", "mm h-1", 1.0 / _HOUR, "kg m-2 s-1"),
    Unit("hpa", "hPa", 100.0, "Pa"),
    Unit("mpa", "MPa", 1e6, "Pa"),
    Unit("k", "K", 1.0, "K"),
    Unit("w_m2_k", "W m-2 K-1", 1.0, "W m-2 K-1"),
    Unit("percent", "%", 1e-2, "1"),
    Unit("percent_per_hour", "% h-1", 1e-2 / _HOUR, "s-1"),
    Unit("percent_per_k", "% K-1", 1e-2, "K-1"),
    Unit("deg", "degree", math.pi / 180.0, "rad"),
)

_DATA = (("kB", 1e3), ("MB", 1e6), ("GB", 1e9))

_LONGEST_FIRST = sorted(UNITS, key=lambda unit: -len(unit.suffix))


def unit_of_key(key: str) -> Unit:
    """Unit that the name of a key promises; a pure number where it promises none.

    Parameters
    ----------
    key : str
        Such as ``payload_mass_kg``; the longest suffix wins. `latitude` and `longitude` are in degrees.

    Examples
    --------
    >>> unit_of_key("leak_percent_per_hour").si
    's-1'
    >>> unit_of_key("drag_coefficient").si
    '1'
    """
    if key in _NAMED:
        return DEGREE
    return next((unit for unit in _LONGEST_FIRST if key.endswith("_" + unit.suffix)), NUMBER)


def size_of_data(count: int) -> str:
    """A number of bytes for people, in the smallest of kB, MB and GB of which there are less than a thousand.

    Parameters
    ----------
    count : int
        [byte]

    Examples
    --------
    >>> size_of_data(1_073_741_824), size_of_data(999_900_000), size_of_data(40)
    ('1.1 GB', '999.9 MB', '0.0 kB')
    """
    # As they are printed: 999.96 MB would be 1,000.0 MB.
    unit, factor = next((pair for pair in _DATA if round(count / pair[1], 1) < 1000.0), _DATA[-1])
    return f"{count / factor:,.1f} {unit}"
