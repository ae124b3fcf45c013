"""Numbers of nature and of conventions, each once, with its source.

Holds no property of a balloon or an item: those are facts of a scenario (`configs/`) or of its catalogues.
"""

from typing import Final

GRAVITY: Final = 9.80665
"""Standard acceleration of gravity. [m s-2] (CGPM 1901; US Standard Atmosphere 1976, table 2)"""

GAS_CONSTANT_DRY_AIR: Final = 287.053
"""Specific gas constant of dry air. [J kg-1 K-1] (US Standard Atmosphere 1976: 8.31432 / 0.0289644)"""

GAS_CONSTANT_HELIUM: Final = 2077.1
"""Specific gas constant of helium. [J kg-1 K-1] (molar mass 4.0026 g mol-1, CIAAW 2021)"""

GAS_CONSTANT_HYDROGEN: Final = 4124.5
"""Specific gas constant of hydrogen. [J kg-1 K-1] (molar mass 2.0159 g mol-1, CIAAW 2021)"""

HEAT_CAPACITY_AIR: Final = 1005.0
"""Specific heat of dry air at constant pressure near 270 K. [J kg-1 K-1] (7/2 of the gas constant)"""

HEAT_CAPACITY_HELIUM: Final = 5193.0
"""Specific heat of helium at constant pressure. [J kg-1 K-1] (5/2 of the gas constant)"""

HEAT_CAPACITY_HYDROGEN: Final = 14300.0
"""Specific heat of hydrogen at constant pressure near 290 K. [J kg-1 K-1] (NIST WebBook, read to three digits)"""

SEA_LEVEL_DENSITY: Final = 1.225
"""Air density to which fall speeds are referred. [kg m-3] (US Standard Atmosphere 1976, sea level)"""

SEA_LEVEL_PRESSURE: Final = 101_325.0
"""Air pressure at sea level in the standard atmosphere. [Pa] (US Standard Atmosphere 1976, table 2)"""

SEA_LEVEL_TEMPERATURE: Final = 288.15
"""Air temperature at sea level in the standard atmosphere. [K] (US Standard Atmosphere 1976, table 2)"""

TROPOSPHERE_LAPSE_RATE: Final = 0.0065
"""Fall of temperature with geopotential height below the tropopause. [K m-1] (US Standard Atmosphere 1976, table 4)"""

TROPOPAUSE_HEIGHT: Final = 11_000.0
"""Geopotential height at which the standard atmosphere stops cooling. [m] (US Standard Atmosphere 1976, table 4)"""

EARTH_RADIUS_GEOPOTENTIAL: Final = 6_356_766.0
"""Radius that relates geopotential to geometric height. [m] (US Standard Atmosphere 1976, eq. 19)"""

WGS84_SEMI_MAJOR: Final = 6_378_137.0
"""Equatorial radius of the earth ellipsoid. [m] (WGS 84, NGA.STND.0036, 2014, table 3.1)"""

WGS84_FLATTENING: Final = 1.0 / 298.257223563
"""Flattening of the earth ellipsoid. [1] (WGS 84, NGA.STND.0036, 2014, table 3.1)"""

KNOT: Final = 1852.0 / 3600.0
"""One international nautical mile in an hour. [m s-1] (International Hydrographic Conference, 1929)"""

KELVIN_AT_0_CELSIUS: Final = 273.15
"""Temperature of 0 degrees Celsius. [K] (BIPM, SI brochure, 2019)"""

WATER_DENSITY: Final = 1000.0
"""Density of the water as which rain and snow are measured. [kg m-3] (WMO-No. 8, 2018: 1 mm is 1 kg m-2)"""

SPHERE_DRAG_MEANS: Final = (0.425, 0.225, 3.30e5, 0.363e5)
"""Two-level drag of latex balloons in flight: high level, low level, Reynolds number where it begins to fall, range
over which it falls. [1] (means of 2,083 flight-fitted rows of the ASTRA simulator, drag_helium.py; Sobester et al.,
AIAA Journal 52, 2014, p. 832)"""

SPHERE_DRAG_DEVIATIONS: Final = (0.054, 0.036, 0.50e5, 0.053e5)
"""Standard deviations of the same. [1] (same source)"""

SPHERE_DRAG_CORRELATIONS: Final = (
    (1.0, 0.53, -0.22, -0.44),
    (0.53, 1.0, -0.56, 0.0),
    (-0.22, -0.56, 1.0, -0.35),
    (-0.44, 0.0, -0.35, 1.0),
)
"""Correlations of the same. [1] (same source; that of low level and range is not given and taken as none)"""
