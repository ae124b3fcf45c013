"""WRF output of an air that closed formulas give at every point, on maps that pyproj makes."""

import numpy as np
import pyproj
import xarray as xr

SPHERE, GRAVITY, GAS = 6_370_000.0, 9.80665, 287.04
TOP = 5000.0
STAND_LON = 126.0
TIMES = np.array(["2015-04-04T12:00", "2015-04-04T15:00"], "datetime64[ns]")

LAMBERT = {"MAP_PROJ": 1, "TRUELAT1": 30.0, "TRUELAT2": 60.0, "STAND_LON": STAND_LON, "MOAD_CEN_LAT": 37.0}
STEREOGRAPHIC = {"MAP_PROJ": 2, "TRUELAT1": 60.0, "TRUELAT2": 60.0, "STAND_LON": STAND_LON, "MOAD_CEN_LAT": 37.0}
MERCATOR = {"MAP_PROJ": 3, "TRUELAT1": 35.0, "TRUELAT2": 35.0, "STAND_LON": STAND_LON, "MOAD_CEN_LAT": 37.0}

CHARTS = {
    1: f"+proj=lcc +lat_1=30 +lat_2=60 +lat_0=37 +lon_0={STAND_LON} +R={SPHERE}",
    2: f"+proj=stere +lat_0=90 +lat_ts=60 +lon_0={STAND_LON} +R={SPHERE}",
    3: f"+proj=merc +lat_ts=35 +lon_0={STAND_LON} +R={SPHERE}",
}


def phases(longitude, latitude):
    """Of waves of 800 km from west to east and from south to north, near enough."""
    return 2.0 * np.pi * (longitude - 127.0) * 89.0 / 800.0, 2.0 * np.pi * (latitude - 37.0) * 111.0 / 800.0


def geopotential_height(longitude, latitude, pressure, time=0):
    """Hydrostatic air of T = 210 + 78 exp(-x / 0.8), x = ln(1000 hPa / p), and a wave of 40 m. [m]"""
    x, (east, north) = np.log(1e5 / pressure), phases(longitude, latitude)
    depth = 210.0 * x + 78.0 * 0.8 * (1.0 - np.exp(-x / 0.8))
    return 110.0 + GAS / GRAVITY * depth + 40.0 * np.sin(east) * np.cos(north) + 15.0 * time


def temperature(longitude, latitude, pressure, time=0):
    """With a wave of 2 K. [K]"""
    east, north = phases(longitude, latitude)
    return 210.0 + 78.0 * (pressure / 1e5) ** 1.25 + 2.0 * np.cos(east) * np.sin(north) + 0.5 * time


def wind(longitude, latitude, pressure, time=0):
    """Toward east and north: a jet with waves along the earth and of about 6 km upward. [m s-1]"""
    x, (east, north) = np.log(1e5 / pressure), phases(longitude, latitude)
    u = 8.0 + 15.0 * x + 5.0 * np.sin(east) * np.cos(north) + 3.0 * np.sin(2.0 * np.pi * x / 0.85) + time
    return u, -4.0 + 6.0 * np.cos(east) + 3.0 * np.cos(2.0 * np.pi * x / 0.85) - time


def westerly(longitude, latitude, pressure, time=0):
    """10 m s-1 from the west everywhere."""
    return np.full_like(pressure, 10.0), np.zeros_like(pressure)


def mixing_ratio(longitude, latitude, pressure):
    """[kg kg-1]"""
    return 0.008 * (pressure / 1e5) ** 3 * (1.0 + 0.2 * np.sin(phases(longitude, latitude)[0]))


def upward(longitude, latitude, pressure):
    """[m s-1]"""
    return 0.3 * np.sin(np.pi * np.log(1e5 / pressure) / 3.0) * np.cos(phases(longitude, latitude)[0])


def hill(longitude, latitude):
    """Terrain of 900 m in the north-east of Korea. [m]"""
    return 900.0 * np.exp(-(((longitude - 128.5) * 89.0 / 120.0) ** 2) - ((latitude - 38.0) * 111.0 / 120.0) ** 2)


def ground_pressure(longitude, latitude, time=0):
    """Pressure at the terrain, by bisection. [Pa]"""
    high, low = np.full_like(longitude, 108_000.0), np.full_like(longitude, 60_000.0)
    for _ in range(60):
        middle = 0.5 * (high + low)
        is_below = geopotential_height(longitude, latitude, middle, time) < hill(longitude, latitude)
        high, low = np.where(is_below, middle, high), np.where(is_below, low, middle)
    return middle


def grid_directions(chart, x, y):
    """Toward east and north of a step along the map's x and along its y, each of length 1."""
    longitude, latitude = chart(x, y, inverse=True)
    steps = []
    for dx, dy in ((10.0, 0.0), (0.0, 10.0)):
        far_longitude, far_latitude = chart(x + dx, y + dy, inverse=True)
        east, north = (far_longitude - longitude) * np.cos(np.radians(latitude)), far_latitude - latitude
        length = np.hypot(east, north)
        steps.append((east / length, north / length))
    return steps


def rotation(kind, longitude, latitude):
    """The angle that geogrid writes as COSALPHA and SINALPHA: (STAND_LON - longitude) times the cone. [rad]"""
    if kind == 3:
        return np.zeros_like(longitude)
    cone = 1.0
    if kind == 1:
        first, second = np.radians(30.0), np.radians(60.0)
        spread = np.log(np.tan(np.pi / 4 + second / 2) / np.tan(np.pi / 4 + first / 2))
        cone = np.log(np.cos(first) / np.cos(second)) / spread
    return np.radians(STAND_LON - longitude) * cone


def faces(levels):
    """The model's coordinate between its layers, thin at the ground, 650 m thick higher up."""
    depth = np.log(1e5 / TOP) * np.linspace(0.0, 1.0, levels + 1) ** 1.3
    return (1e5 * np.exp(-depth) - TOP) / (1e5 - TOP)


def ground_share(eta, flat_above):
    """How much of the ground's pressure a face follows; in the hybrid coordinate less and less, none from above 0.2."""
    if flat_above is None:
        return eta
    e, cube = flat_above, (1.0 - flat_above) ** 3
    share = (2.0 * e**2 - e * (4.0 + e + e**2) * eta + 2.0 * (1.0 + e + e**2) * eta**2 - (1.0 + e) * eta**3) / cube
    return np.where(eta >= e, share, 0.0)


def wrf_air(attributes=LAMBERT, step=27_000.0, shape=(50, 60), levels=40, times=TIMES, blowing=wind, flat_above=None):
    """The air as WRF writes it, around 37 N, 127 E."""
    chart = pyproj.Proj(CHARTS[attributes["MAP_PROJ"]])
    middle = chart(127.0, 37.0)
    x, y = (
        centre + step * (np.arange(count) - 0.5 * (count - 1))
        for centre, count in zip(middle, shape[::-1], strict=True)
    )
    wide, tall = np.append(x - 0.5 * step, x[-1] + 0.5 * step), np.append(y - 0.5 * step, y[-1] + 0.5 * step)
    mesh = {"": np.meshgrid(x, y), "_U": np.meshgrid(wide, y), "_V": np.meshgrid(x, tall)}
    places = {stag: chart(*points, inverse=True) for stag, points in mesh.items()}
    eta = faces(levels)
    held = {name: [] for name in ("U", "V", "W", "T", "P", "PB", "PH", "PHB", "QVAPOR")}
    for number in range(len(times)):
        layers, between = {}, None
        for stag, (longitude, latitude) in places.items():
            ground = ground_pressure(longitude, latitude, number)
            share = ground_share(eta, flat_above)[:, None, None]
            between_here = TOP + share * (ground - TOP) + (eta[:, None, None] - share) * (1e5 - TOP)
            layers[stag] = 0.5 * (between_here[1:] + between_here[:-1])
            between = between_here if stag == "" else between
        for name, stag, axis in (("U", "_U", 0), ("V", "_V", 1)):
            east, north = blowing(*places[stag], layers[stag], number)
            toward = grid_directions(chart, *mesh[stag])[axis]
            held[name].append(east * toward[0] + north * toward[1])
        longitude, latitude = places[""]
        pressure = layers[""]
        base = TOP + 0.5 * (eta[1:] + eta[:-1])[:, None, None] * (95_000.0 - TOP) + 0.0 * pressure
        potential = temperature(longitude, latitude, pressure, number) * (1e5 / pressure) ** (2.0 / 7.0)
        heights = GRAVITY * geopotential_height(longitude, latitude, between, number)
        held["T"].append(potential - 300.0)
        held["P"].append(pressure - base)
        held["PB"].append(base)
        held["PH"].append(0.2 * heights)
        held["PHB"].append(0.8 * heights)
        held["QVAPOR"].append(mixing_ratio(longitude, latitude, pressure))
        held["W"].append(upward(longitude, latitude, between))
    angle = rotation(attributes["MAP_PROJ"], *places[""])
    flat = {"XLONG": places[""][0], "XLAT": places[""][1], "COSALPHA": np.cos(angle), "SINALPHA": np.sin(angle)}
    return as_written({name: np.stack(values) for name, values in held.items()}, flat, eta, times, TOP).assign_attrs(
        {"TITLE": " OUTPUT FROM WRF V4.1 MODEL", "DX": step, "DY": step, "POLE_LAT": 90.0, **attributes}
    )


def as_written(fields, flat, eta, times, top, mid=None):
    """Arrays in the dimensions and the precision of a file; the layers' coordinate is the mean of their faces'."""
    mid = 0.5 * (eta[1:] + eta[:-1]) if mid is None else mid
    mass = ("Time", "bottom_top", "south_north", "west_east")
    dims = {
        "U": ("Time", "bottom_top", "south_north", "west_east_stag"),
        "V": ("Time", "bottom_top", "south_north_stag", "west_east"),
        **dict.fromkeys(("W", "PH", "PHB"), ("Time", "bottom_top_stag", "south_north", "west_east")),
    }
    single = np.float32
    repeated = {name: np.repeat(values[None], len(times), axis=0).astype(single) for name, values in flat.items()}
    each = np.ones((len(times), 1))
    stamps = [str(np.datetime_as_string(time, unit="s")).replace("T", "_").encode() for time in times]
    return xr.Dataset(
        {
            **{name: (dims.get(name, mass), values.astype(single)) for name, values in fields.items()},
            **{name: (("Time", "south_north", "west_east"), values) for name, values in repeated.items()},
            "ZNW": (("Time", "bottom_top_stag"), (each * eta).astype(single)),
            "ZNU": (("Time", "bottom_top"), (each * mid).astype(single)),
            "P_TOP": ("Time", np.full(len(times), top, single)),
            "Times": ("Time", np.array(stamps, "S19")),
        }
    )
