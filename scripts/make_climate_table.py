"""Make `sim/wind/weather/climate.csv`: the mean air over Korea by month, its slopes and its spread, each with its mark.

Starts from `climate_measured.csv` beside it, which `scripts/measure_climate.py` reads from fields. What the data leave
open is filled by the rules below and marked as an estimate in the table.

    python scripts/make_climate_table.py
"""

import argparse
import csv
import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.wind.weather.climate import summer_share

GRAVITY = 9.80665
GAS_CONSTANT = 287.053
LEVELS = (1000, 925, 850, 700, 600, 500, 400, 300, 250, 200, 150, 100)
NIGHT_LEVELS = (985, 970)
MONTHS = range(1, 13)
WINDS = ("eastward_wind_m_s", "northward_wind_m_s")
MEASURED = Path(__file__).resolve().parents[1] / "sim" / "wind" / "weather" / "climate_measured.csv"

# Specific humidity of the NCEP/NCAR reanalysis at 38 N 127 E, June mean 1979-1998 (NCL's example data
# NCEP_06_climo.nc); above 300 hPa it no longer matters. [g kg-1]
NCEP_JUNE_HUMIDITY = {1000: 12.4, 925: 9.7, 850: 7.3, 700: 4.0, 600: 2.5, 500: 1.4, 400: 0.8, 300: 0.4}
# NCEP-DOE Reanalysis 2, 1981-2010, at 45 N 127 E: height of 1000 hPa [m] and temperature [K] by month.
# Korea's own latitude is not in that data set; only the course of the year between January and July is taken from it.
R2_1000 = (195, 178, 142, 90, 63, 45, 38, 68, 116, 147, 174, 190)
R2_TEMPERATURE = {
    1000: (256.0, 261.1, 270.3, 282.8, 290.5, 295.8, 298.0, 296.6, 289.7, 280.5, 268.5, 259.1),
    850: (254.8, 257.6, 263.5, 273.5, 280.6, 286.1, 288.8, 287.8, 281.7, 273.4, 263.6, 257.2),
    700: (250.6, 252.0, 255.3, 263.3, 269.7, 275.5, 279.4, 278.6, 272.5, 265.5, 258.0, 252.9),
    500: (236.7, 237.8, 240.3, 246.6, 252.7, 259.1, 264.3, 263.4, 256.2, 249.7, 243.5, 239.1),
    300: (218.0, 218.1, 219.1, 222.3, 226.5, 231.5, 237.8, 237.3, 229.9, 224.5, 220.8, 218.6),
}
# Our filling between the data months, at the three levels that matter most: u, v, to about 25 %.
FILLED = {
    850: {2: (7, -3.7), 3: (6, -1.8), 4: (5, 0), 5: (3.8, 0.8), 8: (1.8, 0.8), 9: (2.2, -1.2), 10: (4, -1.5),
          11: (6, -2.8), 12: (7.3, -4.2)},
    700: {1: (15, -5), 2: (14.5, -4.5), 3: (12.5, -3), 4: (10, -1.5), 5: (8, -1), 7: (6, 2), 8: (4.5, 1),
          9: (6.5, -0.5), 10: (9.5, -1.5), 11: (13, -3), 12: (15, -4.5)},
    500: {2: (24.5, -4.5), 3: (21, -3), 4: (17, -2), 5: (14, -1.5), 8: (8, 1), 9: (12, 0), 10: (17, -0.5),
          11: (22, -2.5), 12: (25.5, -4.5)},
}  # fmt: skip
# Day-to-day standard deviation of u, v in January and in July. [m s-1]
SPREAD = {
    1000: ((4, 4), (3, 3.5)), 850: ((5.5, 5.5), (4.5, 5)), 700: ((6.5, 7), (5, 5)), 500: ((8.5, 9.5), (6.5, 6)),
    300: ((13, 14), (10, 9)), 200: ((14, 15), (12, 10)), 100: ((9, 9), (8, 7)),
}  # fmt: skip

# Mean temperature of the day less that just before sunrise, near the ground, on an average night of each month. [K]
NIGHT_COOLING = (3.5, 3.8, 4.1, 4.7, 4.6, 4.0, 3.0, 3.3, 4.0, 4.5, 4.0, 3.6)
# Height above the sea at which the night is as warm as the day's mean. [m]
NIGHT_DEPTH = 300.0
# Magnus formula over water: slope [1], offset [K], and the pressure at 0 degrees Celsius [hPa].
MAGNUS = (17.62, 30.03, 6.112)

MARKS = {
    "era-interim": "data: ERA-Interim monthly mean, years not stated by the file, 0.75 degree; credit ECMWF",
    "ncep-june": "data: NCEP/NCAR reanalysis, June mean 1979-1998, T42",
    "ncep-ltm": "data: NCEP/NCAR reanalysis, long-term monthly mean at 200 hPa, 2.5 degree",
    "ncar-1988": "data: NCAR analysis, mean of the single January 1988, T42",
    "estimate-hand": "estimate: filled by hand between the data months, to about 25 %",
    "estimate-lnp": "estimate: linear in ln p between the levels above and below, continued below 1000 hPa",
    "estimate-held": "estimate: as at 1000 hPa",
    "estimate-season": "estimate: cosine of the year between January 1988 (winter) and June 1979-1998 (summer)",
    "estimate-shape": "estimate: between 500 and 200 hPa (above: in proportion to 200 hPa) by the shape of the profile "
    "of January 1988 and June 1979-1998, cosine of the year between them",
    "estimate-200": "estimate: as at 200 hPa",
    "estimate-june": "estimate: as in June",
    "estimate-course": "estimate: January 1988 and June 1979-1998, shifted to the layer thickness of ERA-Interim in "
    "January and July, with the course of the year of the temperature of NCEP-DOE R2 at 45 N between them (above 300 "
    "hPa as at 300 hPa); to about 3 K",
    "estimate-slopes": "estimate: cosine of the year between January and the mean of June and July",
    "estimate-thickness": "estimate: slopes of January 1988 (January) and June 1979-1998 (July), shifted to the slope "
    "of the layer thickness of ERA-Interim; other months by the cosine of the year between January and the mean of "
    "June and July",
    "estimate-humidity": "estimate: relative humidity of the June mean 1979-1998 at the temperature of the month, at "
    "most saturated at night; to about a quarter",
    "estimate-dry": "estimate: none; 0.05 g/kg at 200 hPa would make the air as light as 0.007 K do",
    "estimate-night": "estimate: from memory of the daily minima and means of Seoul 1981-2010, to about 1 K, for an "
    "average night; linear to nothing at 300 m above the sea, nothing at the levels above",
    "hypsometric": "computed: hypsometric sum of the temperature of the night with humidity, on a height of 1000 hPa "
    "that by day fits ERA-Interim at 850 hPa in January and July and follows R2 between; slopes on those at 850 hPa "
    "(ERA-Interim in January and July, NCEP/NCAR in June, other months by the cosine of the year between January and "
    "the mean of June and July)",
    "estimate-spread": "estimate: from memory of published maps of day-to-day variability, cosine of the year between "
    "January and July, linear in ln p between 1000, 850, 700, 500, 300, 200 and 100 hPa",
}
LEGEND = """\
# Mean air at 38 N 127 E by month and its day-to-day spread, made by scripts/make_climate_table.py. temperature_k is the
# mean of the whole day; at night the air is night_cooling_k colder, and height_m is that of the night. The lowest level
# of a month is the one that lies at the sea. Slopes hold over 33-43 N, 122-132 E.
"""


class Figure(NamedTuple):
    """A number and the mark of its origin."""

    value: float
    mark: str


class Slopes(NamedTuple):
    """How a quantity changes per degree toward the north and the east, and the mark of the origin."""

    north: float
    east: float
    mark: str


class Mean(NamedTuple):
    """What a field of monthly means says about one level."""

    value: float
    slopes: Slopes


Profile = dict[int, float]
Column = dict[int, Figure]
Tilt = dict[int, Slopes]


def measured() -> dict[tuple[str, int, int, str], Mean]:
    """Mean by mark, month, level and quantity."""
    lines = [line for line in MEASURED.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {
        (row["mark"], int(row["month"]), int(row["level_hpa"]), row["quantity"]): Mean(
            float(row["value"]), Slopes(float(row["per_degree_north"]), float(row["per_degree_east"]), row["mark"])
        )
        for row in csv.DictReader(lines)
    }


DATA = measured()


def values(mark: str, month: int, quantity: str) -> Profile:
    """Measured values by level, lowest first."""
    return {key[2]: mean.value for key, mean in DATA.items() if (*key[:2], key[3]) == (mark, month, quantity)}


def between(start: float, end: float, share: float) -> float:
    """Linear from `start` (0) to `end` (1)."""
    return start + share * (end - start)


def between_slopes(start: Slopes, end: Slopes, share: float, mark: str) -> Slopes:
    """Linear from `start` (0) to `end` (1)."""
    return Slopes(between(start.north, end.north, share), between(start.east, end.east, share), mark)


def log_pressure_share(level: float, lower: float, upper: float) -> float:
    """How far a level lies from `lower` to `upper` in ln p."""
    return math.log(level / lower) / math.log(upper / lower)


def course(months: tuple[float, ...], month: int) -> float:
    """0 in January, 1 in July, as a series of twelve months goes between."""
    return (months[month - 1] - months[0]) / (months[6] - months[0])


def winds(month: int, quantity: str) -> Column:
    """Mean wind by level."""
    if month == 6:
        return {level: Figure(value, "ncep-june") for level, value in values("ncep-june", 6, quantity).items()}
    found = {level: known_wind(month, level, quantity) for level in (850, 700, 500, 200)}
    found[1000] = surface_wind(month, quantity)
    for level, lower, upper in ((925, 850, 1000), (600, 700, 500)):
        share = log_pressure_share(level, lower, upper)
        found[level] = Figure(between(found[lower].value, found[upper].value, share), "estimate-lnp")
    for level in (400, 300, 250, 150, 100):
        found[level] = upper_wind(month, level, quantity, found[500].value, found[200].value)
    return found


def known_wind(month: int, level: int, quantity: str) -> Figure:
    """Wind of a level that has data or a figure filled by hand."""
    for mark in ("era-interim", "ncep-ltm"):
        if (mark, month, level, quantity) in DATA:
            return Figure(DATA[mark, month, level, quantity].value, mark)
    return Figure(FILLED[level][month][WINDS.index(quantity)], "estimate-hand")


def surface_wind(month: int, quantity: str) -> Figure:
    """Wind at 1000 hPa."""
    winter = DATA["ncar-1988", 1, 1000, quantity].value
    if month == 1:
        return Figure(winter, "ncar-1988")
    summer = DATA["ncep-june", 6, 1000, quantity].value
    return Figure(between(winter, summer, summer_share(month)), "estimate-season")


def upper_wind(month: int, level: int, quantity: str, at_500: float, at_200: float) -> Figure:
    """Wind between 500 and 200 hPa, and above."""
    tables = (values("ncar-1988", 1, quantity), values("ncep-june", 6, quantity))
    if quantity == "northward_wind_m_s":
        if level < 200:
            return Figure(at_200, "estimate-200")
        return Figure(between(at_500, at_200, log_pressure_share(level, 500, 200)), "estimate-lnp")
    if level < 200:
        parts = [table[level] / table[200] for table in tables]
        return Figure(between(*parts, summer_share(month)) * at_200, "estimate-shape")
    parts = [(table[level] - table[500]) / (table[200] - table[500]) for table in tables]
    return Figure(at_500 + between(*parts, summer_share(month)) * (at_200 - at_500), "estimate-shape")


def wind_slopes(month: int, quantity: str) -> Tilt:
    """Slopes of the mean wind by level."""
    found = {}
    for mark in ("era-interim", "ncep-ltm", "ncep-june", "ncar-1988"):
        for level in LEVELS:
            if (
                level not in found
                and (mark, month, level, quantity) in DATA
                and not (month == 6 and mark == "ncep-ltm")
            ):
                found[level] = DATA[mark, month, level, quantity].slopes
    if month == 7:
        found[1000] = wind_slopes(6, quantity)[1000]._replace(mark="estimate-june")
    elif month not in (1, 6):
        found |= seasonal_slopes(
            month, (1000, 850, 700, 500), lambda known: wind_slopes(known, quantity), "estimate-slopes"
        )
    for level, lower, upper in (
        (700, 850, 500),
        (925, 1000, 850),
        (600, 700, 500),
        *((p, 500, 200) for p in (400, 300, 250)),
    ):
        share = log_pressure_share(level, lower, upper)
        found.setdefault(level, between_slopes(found[lower], found[upper], share, "estimate-lnp"))
    for level in (150, 100):
        found.setdefault(level, found[200]._replace(mark="estimate-200"))
    return found


def seasonal_slopes(month: int, levels: tuple[int, ...], known: Callable[[int], Tilt], mark: str) -> Tilt:
    """Slopes between January and the mean of June and July."""
    january, june, july = (known(number) for number in (1, 6, 7))
    found = {}
    for level in levels:
        summer = between_slopes(june[level], july[level], 0.5, mark)
        found[level] = between_slopes(january[level], summer, summer_share(month), mark)
    return found


def temperatures() -> dict[int, Column]:
    """Temperature by month and level; June is data."""
    june = values("ncep-june", 6, "temperature_k")
    january, july = (moved_to_thickness(*ends) for ends in temperature_ends())
    table = {
        month: {
            level: Figure(between(january[level], july[level], temperature_course(level, month)), "estimate-course")
            for level in LEVELS
        }
        for month in MONTHS
    }
    table[6] = {level: Figure(june[level], "ncep-june") for level in LEVELS}
    return table


def temperature_ends() -> list[tuple[Profile, Profile, Callable[[int, float], float]]]:
    """Profile, heights and law of the virtual temperature of January and of July."""
    profiles = (filled_in(values("ncar-1988", 1, "temperature_k")), values("ncep-june", 6, "temperature_k"))
    heights = [values("era-interim", month, "height_m") for month in (1, 7)]
    return [(profile, height, virtual_temperature) for profile, height in zip(profiles, heights, strict=True)]


def filled_in(profile: Profile) -> Profile:
    """The profile with the levels of the table that it lacks, linear in ln p."""
    known = sorted(profile)
    found = np.interp(np.log(LEVELS), np.log(known), [profile[level] for level in known])
    return {level: float(value) for level, value in zip(LEVELS, found, strict=True)}


def temperature_course(level: int, month: int) -> float:
    """How far a level's temperature has gone from January (0) to July (1)."""
    known = sorted(R2_TEMPERATURE)
    return float(np.interp(math.log(level), np.log(known), [course(R2_TEMPERATURE[p], month) for p in known]))


def moved_to_thickness(profile: Profile, heights: Profile, virtual: Callable[[int, float], float]) -> Profile:
    """Profile moved, below 500 hPa and between 400 and 200 hPa, until its layers are as thick as the heights say."""
    moved = dict(profile)
    for lower, upper, part in ((850, 500, LEVELS[:6]), (500, 200, (400, 300, 250, 200))):
        for _ in range(30):
            layer = thickness({level: virtual(level, value) for level, value in moved.items()}, lower, upper)
            shift = (heights[upper] - heights[lower] - layer) * GRAVITY / (GAS_CONSTANT * math.log(lower / upper))
            for level in part:
                moved[level] += shift
    return moved


def thickness(virtual: Profile, lower: int, upper: int) -> float:
    """Hypsometric thickness of a layer, the virtual temperature linear in ln p between levels. [m]"""
    levels = [level for level in sorted(virtual, reverse=True) if upper <= level <= lower]
    steps = [0.5 * (virtual[p] + virtual[q]) * math.log(p / q) for p, q in pairwise(levels)]
    return GAS_CONSTANT / GRAVITY * sum(steps)


def virtual_temperature(level: int, temperature: float) -> float:
    """Virtual temperature with the relative humidity of the June mean. [K]"""
    return temperature * (1.0 + 0.608e-3 * humidity(level, temperature))


def humidity(level: int, temperature: float) -> float:
    """Specific humidity at the relative humidity of the June mean. [g kg-1]"""
    june = DATA["ncep-june", 6, level, "temperature_k"].value
    return NCEP_JUNE_HUMIDITY.get(level, 0.0) * vapour_pressure(temperature) / vapour_pressure(june)


def vapour_pressure(temperature: float) -> float:
    """Saturation vapour pressure. [hPa]"""
    slope, offset, at_freezing = MAGNUS
    return at_freezing * math.exp(slope * (temperature - 273.15) / (temperature - offset))


def saturated(level: int, temperature: float) -> float:
    """Specific humidity of saturated air. [g kg-1]"""
    vapour = vapour_pressure(temperature)
    return 622.0 * vapour / (level - 0.378 * vapour)


def moistening(temperature: float) -> float:
    """Relative growth of the saturation vapour pressure with temperature. [K-1]"""
    slope, offset, _ = MAGNUS
    return slope * (273.15 - offset) / (temperature - offset) ** 2


def virtual_slope(level: int, temperature: float, slope: float) -> float:
    """Slope of the virtual temperature at constant relative humidity. [K per degree]"""
    moisture = 0.608e-3 * humidity(level, temperature)
    return slope * (1.0 + moisture * (1.0 + temperature * moistening(temperature)))


def temperature_slopes(month: int, temperature: dict[int, Column]) -> Tilt:
    """Slopes of the temperature by level; June is data."""
    june = {level: DATA["ncep-june", 6, level, "temperature_k"].slopes for level in LEVELS}
    if month == 6:
        return june
    if month not in (1, 7):
        return seasonal_slopes(
            month, LEVELS, lambda known: temperature_slopes(known, temperature), "estimate-thickness"
        )
    mark = "ncar-1988" if month == 1 else "ncep-june"
    base = {key[2]: mean.slopes for key, mean in DATA.items() if (key[0], key[3]) == (mark, "temperature_k")}
    parts = []
    for axis in (0, 1):
        profile = filled_in({level: slopes[axis] for level, slopes in base.items()})
        heights = {level: DATA["era-interim", month, level, "height_m"].slopes[axis] for level in (850, 500, 200)}
        parts.append(
            moved_to_thickness(
                profile, heights, lambda level, slope: virtual_slope(level, temperature[month][level].value, slope)
            )
        )
    return {level: Slopes(parts[0][level], parts[1][level], "estimate-thickness") for level in LEVELS}


def heights(temperature: dict[int, Column]) -> dict[int, Column]:
    """Geopotential height of the day by month and level; June is data."""
    virtual = {
        month: {level: virtual_temperature(level, figure.value) for level, figure in column.items()}
        for month, column in temperature.items()
    }
    at_850 = {month: DATA["era-interim", month, 850, "height_m"].value for month in (1, 7)}
    ends = [at_850[month] - thickness(virtual[month], 1000, 850) for month in (1, 7)]
    table = {}
    for month in MONTHS:
        lowest = between(*ends, course(R2_1000, month))
        table[month] = {
            level: Figure(lowest + thickness(virtual[month], 1000, level), "hypsometric") for level in LEVELS
        }
    june = values("ncep-june", 6, "height_m")
    table[6] = {level: Figure(june[level], "ncep-june") for level in LEVELS}
    return table


def slopes_at_850(month: int) -> Slopes:
    """Slopes of the height of 850 hPa."""

    def known(number: int) -> Tilt:
        return {850: DATA["ncep-june" if number == 6 else "era-interim", number, 850, "height_m"].slopes}

    return known(month)[850] if month in (1, 6, 7) else seasonal_slopes(month, (850,), known, "hypsometric")[850]


class Air(NamedTuple):
    """All figures of a month, by level."""

    wind: tuple[Column, Column]
    temperature: Column
    humidity: Column
    height: Column
    cooling: Column
    wind_slopes: tuple[Tilt, Tilt]
    temperature_slopes: Tilt
    humidity_slopes: Tilt
    height_slopes: Tilt


def air(month: int, temperature: dict[int, Column], height: dict[int, Column]) -> Air:
    """The month with its levels near the ground, at night."""
    day = temperature[month]
    moist = {level: Figure(humidity(level, day[level].value), "estimate-humidity") for level in LEVELS}
    moist |= {level: Figure(0.0, "estimate-dry") for level in LEVELS if level not in NCEP_JUNE_HUMIDITY}
    if month == 6:
        moist |= {level: Figure(value, "ncep-june") for level, value in NCEP_JUNE_HUMIDITY.items()}
    lowest = level_at_the_sea(day[1000].value, moist[1000].value, height[month][1000].value)
    day, moist = with_levels(day, lowest, "estimate-lnp"), with_levels(moist, lowest, "estimate-held")
    virtual = {level: day[level].value * (1.0 + 0.608e-3 * moist[level].value) for level in day}
    high = {level: height[month][1000].value + rise(virtual, 1000, level) for level in (lowest, 1000, *NIGHT_LEVELS)}
    cooling = {level: Figure(night_cooling(month, high.get(level, math.inf)), "estimate-night") for level in day}
    night = {level: day[level].value - cooling[level].value for level in day}
    wet = {level: at_most_saturated(moist[level], level, night[level]) for level in day}
    tilt = with_slopes(temperature_slopes(month, temperature), lowest, "estimate-lnp")
    wet_tilt = {level: humidity_slopes(wet[level], night[level], tilt[level]) for level in day}
    return Air(
        wind=tuple(with_levels(winds(month, name), lowest, "estimate-held") for name in WINDS),
        temperature=day,
        humidity=wet,
        height=night_heights(height[month], night, wet),
        cooling=cooling,
        wind_slopes=tuple(with_slopes(wind_slopes(month, name), lowest, "estimate-held") for name in WINDS),
        temperature_slopes=tilt,
        humidity_slopes=wet_tilt,
        height_slopes=height_slopes(month, night, wet, tilt, wet_tilt),
    )


def level_at_the_sea(temperature: float, moisture: float, height: float) -> int:
    """Pressure at the height of the sea, to the hectopascal, from the air and the height of 1000 hPa."""
    virtual = temperature * (1.0 + 0.608e-3 * moisture)
    return round(1000.0 * math.exp(GRAVITY * height / (GAS_CONSTANT * virtual)))


def with_levels(column: Column, lowest: int, below: str) -> Column:
    """The column with the levels near the ground; `below` marks what the lowest takes over from 1000 hPa."""
    found = dict(column)
    for level in NIGHT_LEVELS:
        share = log_pressure_share(level, 1000, 925)
        found[level] = Figure(between(column[1000].value, column[925].value, share), "estimate-lnp")
    share = log_pressure_share(lowest, 1000, 925) if below == "estimate-lnp" else 0.0
    found[lowest] = Figure(between(column[1000].value, column[925].value, share), below)
    return {level: found[level] for level in sorted(found, reverse=True)}


def with_slopes(tilt: Tilt, lowest: int, below: str) -> Tilt:
    """The slopes with the levels near the ground, as `with_levels` does it."""
    north, east = (
        with_levels({level: Figure(slopes[axis], slopes.mark) for level, slopes in tilt.items()}, lowest, below)
        for axis in (0, 1)
    )
    return {level: Slopes(north[level].value, east[level].value, north[level].mark) for level in north}


def night_cooling(month: int, height: float) -> float:
    """How much colder than the day's mean an average night is before sunrise. [K]"""
    return NIGHT_COOLING[month - 1] * min(max(1.0 - height / NIGHT_DEPTH, 0.0), 1.0)


def at_most_saturated(moisture: Figure, level: int, night: float) -> Figure:
    """The humidity, or that of saturation where the night is too cold for it."""
    most = saturated(level, night)
    return moisture if moisture.value <= most else Figure(most, "estimate-humidity")


def humidity_slopes(moisture: Figure, temperature: float, tilt: Slopes) -> Slopes:
    """Slopes of the humidity at constant relative humidity. [g kg-1 per degree]"""
    growth = moisture.value * moistening(temperature)
    mark = "estimate-dry" if moisture.mark == "estimate-dry" else "estimate-humidity"
    return Slopes(growth * tilt.north, growth * tilt.east, mark)


def night_heights(day: Column, temperature: Profile, moisture: Column) -> Column:
    """Height by level: as by day from 925 hPa up, below it hydrostatic in the air of the night."""
    virtual = {level: temperature[level] * (1.0 + 0.608e-3 * moisture[level].value) for level in temperature}
    return {
        level: day[level] if level <= 925 else Figure(day[925].value + rise(virtual, 925, level), "hypsometric")
        for level in temperature
    }


def height_slopes(month: int, temperature: Profile, moisture: Column, tilt: Tilt, wet_tilt: Tilt) -> Tilt:
    """Slopes of the heights by level, hydrostatic on those of 850 hPa."""
    parts = []
    for axis, start in enumerate(slopes_at_850(month)[:2]):
        virtual = {
            level: tilt[level][axis] * (1.0 + 0.608e-3 * moisture[level].value)
            + temperature[level] * 0.608e-3 * wet_tilt[level][axis]
            for level in temperature
        }
        parts.append({level: start + rise(virtual, 850, level) for level in temperature})
    return {level: Slopes(parts[0][level], parts[1][level], "hypsometric") for level in temperature}


def rise(virtual: Profile, start: int, level: int) -> float:
    """How much higher a level lies than another; negative for one that lies lower. [m]"""
    return thickness(virtual, start, level) if level <= start else -thickness(virtual, level, start)


def spread(month: int, level: int, component: int) -> float:
    """Day-to-day standard deviation. [m s-1]"""
    known = sorted(SPREAD)
    ends = [between(SPREAD[p][0][component], SPREAD[p][1][component], summer_share(month)) for p in known]
    return float(np.interp(math.log(level), np.log(known), ends))


QUANTITIES = {
    **dict.fromkeys(WINDS, 2),
    "temperature_k": 2,
    "specific_humidity_g_kg": 3,
    "height_m": 1,
    "night_cooling_k": 2,
}
SPREADS = ("eastward_sd_m_s", "northward_sd_m_s")


def header() -> list[str]:
    """Names of the columns."""
    names = ["month", "level_hpa", *(cell for name in QUANTITIES for cell in (name, f"{name}_from"))]
    for name in (name for name in QUANTITIES if name != "night_cooling_k"):
        names += [f"{name}_per_degree_north", f"{name}_per_degree_east", f"{name}_per_degree_from"]
    return names + [cell for name in SPREADS for cell in (name, f"{name}_from")]


def written(value: float, digits: int) -> str:
    """The number with so many digits; a zero has no sign."""
    return f"{round(value, digits) + 0.0:.{digits}f}"


def row(month: int, level: int, found: Air) -> list[str | int]:
    """One line of the table."""
    columns = (*found.wind, found.temperature, found.humidity, found.height, found.cooling)
    tilts = (*found.wind_slopes, found.temperature_slopes, found.humidity_slopes, found.height_slopes)
    cells: list[str | int] = [month, level]
    for column, digits in zip(columns, QUANTITIES.values(), strict=True):
        cells += [written(column[level].value, digits), column[level].mark]
    for tilt in tilts:
        cells += [*(written(slope, 3) for slope in tilt[level][:2]), tilt[level].mark]
    for component in (0, 1):
        cells += [f"{spread(month, level, component):.2f}", "estimate-spread"]
    return cells


def write(path: Path) -> None:
    """Write the table with its legend."""
    temperature = temperatures()
    height = heights(temperature)
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(LEGEND)
        file.writelines(f"# {mark} = {meaning}\n" for mark, meaning in MARKS.items())
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header())
        for month in MONTHS:
            found = air(month, temperature, height)
            writer.writerows(row(month, level, found) for level in found.temperature)


def main() -> None:
    """Write the table where the package reads it, or where `--out` says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=MEASURED.with_name("climate.csv"))
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
