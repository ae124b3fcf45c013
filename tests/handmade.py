"""Packed grids written out by hand, so that tests of the kernel depend on no other room."""

import numpy as np

from sim.numerics.grids import TerrainGrid, WindGrid

# US Standard Atmosphere 1976, table 4: base height [m], lapse rate [K m-1], temperature [K], pressure [Pa]
LAYERS = np.array(
    [
        (0.0, -0.0065, 288.15, 101325.0),
        (11e3, 0.0, 216.65, 22632.06),
        (20e3, 0.001, 216.65, 5474.889),
        (32e3, 0.0028, 228.65, 868.0187),
    ]
)


def _layered(height):
    """Temperature [K] and pressure [Pa], taking geopotential for geometric height."""
    z = np.asarray(height, dtype=float)
    layer = np.maximum(np.searchsorted(LAYERS[:, 0], z, "right") - 1, 0)
    base, lapse, warmth, weight = (LAYERS[layer, column] for column in range(4))
    temperature = warmth + lapse * (z - base)
    with np.errstate(divide="ignore", invalid="ignore"):
        graded = weight * (temperature / warmth) ** (-9.80665 / (287.053 * lapse))
    isothermal = weight * np.exp(-9.80665 * (z - base) / (287.053 * warmth))
    return temperature, np.where(lapse == 0.0, isothermal, graded)


def standard_temperature(height):
    """US Standard Atmosphere 1976 below 47 km. [K]"""
    return _layered(height)[0]


def standard_pressure(height):
    """The same, pressure. [Pa]"""
    return _layered(height)[1]


def wind_grid(
    eastward=lambda t, z, y, x: 0.0 * z,
    northward=lambda t, z, y, x: 0.0 * z,
    temperature=None,
    pressure=None,
    *,
    upward=lambda t, z, y, x: 0.0 * z,
    virtual_temperature=None,
    times=(0.0,),
    heights=None,
    west=120.0,
    east=135.0,
    south=30.0,
    north=46.0,
    columns=2,
    rows=2,
    weather=None,
    known_top=None,
    mesoscale=0.0,
    mesoscale_time=3600.0,
):
    """A `WindGrid` of functions of (time [s], height [m], latitude, longitude [degree]).

    Temperature, virtual temperature and pressure are functions of the height alone; the air is dry where no virtual
    temperature is given. `mesoscale` is one number or the whole array of the grid [m s-1].
    """
    assert weather is None or weather.shape[4] > 1  # as the grid asks for
    heights = np.arange(-500.0, 12001.0, 250.0) if heights is None else np.asarray(heights, dtype=float)
    times = np.asarray(times, dtype=float)
    longitude = np.linspace(west, east, columns)
    latitude = np.linspace(south, north, rows)
    t, z, y, x = np.meshgrid(times, heights, latitude, longitude, indexing="ij")
    warmth = standard_temperature if temperature is None else temperature
    weight = standard_pressure if pressure is None else pressure
    moist_warmth = warmth if virtual_temperature is None else virtual_temperature
    motion = [component(t, z, y, x) for component in (eastward, northward, upward)]
    air = np.stack([*motion, warmth(z), moist_warmth(z), np.log(weight(z))], axis=-1)
    spacing = np.diff(heights)
    step = float(np.gcd.reduce(np.rint(spacing).astype(int)))
    slots = np.arange(heights[0], heights[-1] + 0.5 * step, step)
    steady = times.size == 1
    return WindGrid(
        air=air.astype(np.float32),
        times=times,
        time_first=-np.inf if steady else float(times[0]),
        time_last=np.inf if steady else float(times[-1]),
        heights=heights,
        level_below=(np.searchsorted(heights, slots + 1e-6) - 1).astype(np.uint16),
        table_step=step,
        known_top=float(heights[-1] if known_top is None else known_top),
        west=west,
        longitude_step=float(longitude[1] - longitude[0]),
        south=south,
        latitude_step=float(latitude[1] - latitude[0]),
        weather=np.zeros((3, 1, 1, 1, 2, 2), dtype=np.float32) if weather is None else weather,
        weather_time_first=0.0,
        weather_time_step=3600.0,
        weather_height_first=0.0,
        weather_height_step=1000.0,
        weather_longitude_middle=0.5 * (west + east),
        weather_longitude_step=1.0,
        weather_latitude_first=south,
        weather_latitude_step=1.0,
        mesoscale=np.array(mesoscale, dtype=np.float32, ndmin=4),
        mesoscale_height_step=250.0,
        mesoscale_time=mesoscale_time,
    )


def flat_ground(height=0.0):
    """Terrain of one height everywhere the tests fly."""
    return TerrainGrid(np.full((2, 2), height, dtype=np.float32), 60.0, 120.0, -30.0, 110.0)
