"""Writers of soundings in the layouts of IGRA, of Wyoming and of CSV, for ascents whose values the tests know."""

import math
import zipfile
from typing import NamedTuple

import numpy as np
import pytest

from sim.errors import WindError
from sim.wind.soundings.sounding import open_sounding


class Level(NamedTuple):
    """One level as a radiosonde reports it; None where it does not: hPa, m, degC, degC, %, degree, m/s."""

    pressure: float | None
    height: float | None
    temperature: float | None
    dew_point: float | None
    humidity: float | None
    direction: float | None
    speed: float | None


MORNING = [
    Level(1007.0, 52.0, 6.8, 4.1, None, 150.0, 4.0),
    Level(960.0, 443.0, 5.4, None, 71.0, None, None),
    Level(925.0, 747.0, 2.8, -1.2, None, 220.0, 13.0),
    Level(850.0, 1425.0, -1.5, -9.5, None, 235.0, 15.0),
    Level(700.0, 2935.0, -12.1, -30.1, None, 235.0, 18.0),
    Level(500.0, 5450.0, -25.7, None, None, 240.0, 26.0),
]
"""A night over Korea, near enough; humidity ends at 700 hPa."""


def igra(levels, station="KSM00047122", time=(2015, 4, 4, 12), release=1131, place=(37.1, 127.03), promised=None):
    """One ascent in the columns of IGRA version 2."""
    year, month, day, hour = time
    count = len(levels) if promised is None else promised
    header = f"#{station:11s} {year:4d} {month:02d} {day:02d} {hour:02d} {release:04d} {count:4d} ncdc-gts          "
    latitude, longitude = (round(1e4 * degree) for degree in place)
    lines = [f"{header}{latitude:7d} {longitude:8d}"]
    for level in levels:
        depression = None if level.dew_point is None else level.temperature - level.dew_point
        kind = "3" if level.pressure is None else "2"
        lines.append(
            f"{kind}0 {-9999:5d} {_units(level.pressure, 100):6d} {_units(level.height, 1):5d} "
            f"{_units(level.temperature, 10):5d} {_units(level.humidity, 10):5d} {_units(depression, 10):5d} "
            f"{_units(level.direction, 1):5d} {_units(level.speed, 10):5d} "
        )
    return "\n".join(lines) + "\n"


def _units(value, per_unit):
    return -9999 if value is None else round(per_unit * value)


RULE = "-" * 77


def wyoming_2015(levels, number="47122", name="RKSO Osan", hour=12, place=(37.1, 127.03)):
    """A page as served until 2025, with speeds in knots."""
    rows = "\n".join(_row(level, 0, 3600.0 / 1852.0) for level in levels)
    return (
        f'<HTML>\n<TITLE>University of Wyoming - Radiosonde Data</TITLE>\n<BODY BGCOLOR="white">\n'
        f"<H2>{number} {name} Observations at {hour:02d}Z 04 Apr 2015</H2>\n<PRE>\n{RULE}\n"
        "   PRES   HGHT   TEMP   DWPT   RELH   MIXR   DRCT   SKNT   THTA   THTE   THTV\n"
        "    hPa     m      C      C      %    g/kg    deg   knot     K      K      K \n"
        f"{RULE}\n{rows}\n</PRE><H3>Station information and sounding indices</H3><PRE>\n"
        f"                             Station number: {number}\n"
        f"                           Observation time: 150404/{hour:02d}00\n"
        f"                           Station latitude: {place[0]:.2f}\n"
        f"                          Station longitude: {place[1]:.2f}\n"
        "                                    K index: -13.10\n</PRE>\n</BODY></HTML>\n"
    )


def wyoming_2025(levels, number="47122", name="OSAN AB, KOREA", hour=12, place=(37.1, 127.03)):
    """A page as served since 2025, with speeds in metres per second."""
    rows = "\n".join(_row(level, 1, 1.0) for level in levels)
    return (
        f"<HTML><BODY>\n<H1>Observations for Station {number} at {hour:02d} UTC 04 Apr 2015</H1>\n<H3>{name}</H3>\n"
        f"<PRE>\n{RULE}\n"
        "   PRES   HGHT   TEMP   DWPT   RELH   MIXR   DRCT   SPED   THTA   THTE   THTV\n"
        "    hPa      m      C      C      %   g/kg    deg    m/s      K      K      K\n"
        f"{RULE}\n{rows}\n</PRE>\n<H3>Sounding Indices</H3>\n<TABLE>\n"
        f"<TR><TD>SLAT</TD><TD>Station Latitude</TD><TD>{place[0]:.2f}</TD><TD>degrees_north</TD></TR>\n"
        f"<TR><TD>SLON</TD><TD>Station Longitude</TD><TD>{place[1]:.2f}</TD><TD>degrees_east</TD></TR>\n"
        "</TABLE>\n</BODY></HTML>\n"
    )


def _row(level, digits, per_metre_per_second):
    speed = None if level.speed is None else per_metre_per_second * level.speed
    cells = [(level.pressure, 1), (level.height, 0), (level.temperature, 1), (level.dew_point, 1), (level.humidity, 0)]
    cells += [(None, 0), (level.direction, 0), (speed, digits), (None, 0), (None, 0), (287.1, 1)]
    return "".join(f"{'' if value is None else f'{value:.{places}f}':>7s}" for value, places in cells)


WYOMING_CSV_HEADER = (
    "time,longitude,latitude,pressure_hPa,geopotential height_m,temperature_C,dew point temperature_C,"
    "ice point temperature_C,relative humidity_%,humidity wrt ice_%,mixing ratio_g/kg,wind direction_degree,"
    "wind speed_m/s"
)


def wyoming_csv(levels, release="2015-04-04T12:00:00", place=(37.1, 127.03)):
    """An export as served since 2025: the balloon drifts eastward and takes a minute and a half to each level."""
    lines = [WYOMING_CSV_HEADER]
    for number, level in enumerate(levels):
        time = str(np.datetime64(release, "s") + 90 * number).replace("T", " ")
        cells = [(level.pressure, 1), (level.height, 0), (level.temperature, 1), (level.dew_point, 1), (None, 1)]
        cells += [(level.humidity, 0), (None, 0), (None, 2), (level.direction, 0), (level.speed, 1)]
        texts = ["" if value is None else f"{value:6.{digits}f}" for value, digits in cells]
        lines.append(",".join([time, f"{place[1] + 0.1 * number:.4f}", f"{place[0]:.4f}", *texts]))
    return "\n".join(lines) + "\n"


CSV_HEADER = "wmo,station,latitude,longitude,valid,p_hPa,gph_m,t_K,td_K,rh_percent,u_ms,v_ms"


def as_csv(levels, valid="2015-04-04T12:00Z", station="47122,Osan"):
    """One ascent as CSV, its wind taken apart by hand."""
    lines = [CSV_HEADER]
    for level in levels:
        east = north = None
        if level.speed is not None:
            angle = math.radians(level.direction or 0.0)
            east, north = -level.speed * math.sin(angle), -level.speed * math.cos(angle)
        kelvin = [None if value is None else value + 273.15 for value in (level.temperature, level.dew_point)]
        cells = [level.pressure, level.height, *kelvin, level.humidity, east, north]
        lines.append(f"{station},37.1,127.03,{valid}," + ",".join("" if c is None else repr(c) for c in cells))
    return "\n".join(lines) + "\n"


def written(tmp_path, text, name="sounding.txt"):
    """The text as a file."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def column(field):
    """The one column of a wind that a sounding makes."""
    return field.dataset.isel(time=0, latitude=0, longitude=0)


def problems_of(path, which=None):
    """Why a sounding is refused."""
    with pytest.raises(WindError) as caught:
        open_sounding(path, which)
    return caught.value.problems


def zipped(path, name=None, **others):
    """A text as the only file of an archive, or one of several."""
    archive = path.with_name(f"{path.name}.zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.write(path, name or path.name)
        for other, text in others.items():
            file.writestr(other, text)
    return archive
