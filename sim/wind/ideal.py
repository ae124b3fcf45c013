"""Ideal winds whose paths are known exactly, for tests and for teaching.

Holds no wind that anybody measured.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.constants import GAS_CONSTANT_DRY_AIR, GRAVITY
from sim.physics.atmosphere import geopotential_height
from sim.physics.earth import degrees_per_metre
from sim.wind.field import AirArrays, WindField, digest_of_made, labelled

Array = NDArray[np.float64]
Component = Callable[[Array, Array, Array, Array], Array]
"""Wind component as a function of (seconds, height, latitude, longitude), broadcasting. [m s-1]"""

ORIGIN_TIME = np.datetime64("2000-01-01T00:00", "ns")


class ExponentialAir(NamedTuple):
    """Isothermal air whose density falls exponentially with height.

    density : float
        At height zero. [kg m-3]
    scale_height : float
        Height over which the density falls to 1/e. [m]
    temperature : float or None
        None takes the hydrostatic value g H / R. [K]
    """

    density: float = 1.225
    scale_height: float = 8500.0
    temperature: float | None = None

    @property
    def kelvin(self) -> float:
        """Temperature of the air. [K]"""
        return GRAVITY * self.scale_height / GAS_CONSTANT_DRY_AIR if self.temperature is None else self.temperature


class IdealGrid(NamedTuple):
    """Where an ideal wind is written down.

    longitude, latitude, heights : sequence of float
        Ascending, the first two in equal steps; what is linear in all of them is exact on two points each.
        [degree], [degree], [m]
    duration : float
        Length of the field from `origin` on; 0 makes it timeless. [s]
    origin : np.datetime64
        First time. [UTC]
    """

    longitude: Sequence[float] = (118.0, 138.0)
    latitude: Sequence[float] = (30.0, 46.0)
    heights: Sequence[float] = (-500.0, 20_000.0)
    duration: float = 0.0
    origin: np.datetime64 = ORIGIN_TIME


def ideal_wind(
    eastward: Component,
    northward: Component,
    grid: IdealGrid = IdealGrid(),  # noqa: B008  an immutable tuple
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
    source: str = "ideal wind",
    upward: Component | None = None,
    specific_humidity: Component | None = None,
) -> WindField:
    """Field of functions of (seconds, height, latitude, longitude) written down on a grid.

    Parameters
    ----------
    eastward, northward : callable
        Wind components. [m s-1]
    grid : IdealGrid
        Where they are written down; between the points the wind is linear.
    air : ExponentialAir
    source : str
        What it is called.
    upward : callable or None
        Vertical wind; None for none. [m s-1]
    specific_humidity : callable or None
        None for dry air. Pressure and temperature stay those of `air`, so moist air is lighter than it. [1]
    """
    seconds = np.array([0.0]) if grid.duration == 0.0 else np.array([0.0, grid.duration])
    heights, latitude, longitude = (np.asarray(axis, float) for axis in (grid.heights, grid.latitude, grid.longitude))
    t, z, y, x = np.meshgrid(seconds, heights, latitude, longitude, indexing="ij")
    density = air.density * np.exp(-heights / air.scale_height)

    def written(component: Component) -> Array:
        return np.broadcast_to(component(t, z, y, x), t.shape).astype(float)

    times = grid.origin.astype("datetime64[ns]") + np.round(seconds * 1e9).astype("timedelta64[ns]")
    dataset = labelled(
        AirArrays(
            time=times,
            air_pressure=density * GAS_CONSTANT_DRY_AIR * air.kelvin,
            latitude=latitude,
            longitude=longitude,
            eastward_wind=written(eastward),
            northward_wind=written(northward),
            air_temperature=np.full(t.shape, air.kelvin),
            geopotential_height=np.asarray(geopotential_height(z)),
            upward_air_velocity=None if upward is None else written(upward),
            specific_humidity=None if specific_humidity is None else written(specific_humidity),
        )
    )
    timeless = grid.duration == 0.0
    return WindField(dataset, source, digest_of_made(dataset, timeless=timeless), timeless=timeless)


def uniform_wind(
    eastward: float,
    northward: float,
    grid: IdealGrid = IdealGrid(),  # noqa: B008
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
) -> WindField:
    """The same wind everywhere. [m s-1]"""
    return ideal_wind(lambda *_: np.array(eastward), lambda *_: np.array(northward), grid, air, "uniform wind")


def shear_wind(
    at_zero: tuple[float, float],
    gradient: tuple[float, float],
    grid: IdealGrid = IdealGrid(),  # noqa: B008
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
) -> WindField:
    """Wind linear in height: (eastward, northward) at height zero [m s-1] and its gradient [s-1]."""
    return ideal_wind(
        lambda t, z, y, x: at_zero[0] + gradient[0] * z,
        lambda t, z, y, x: at_zero[1] + gradient[1] * z,
        grid,
        air,
        "wind linear in height",
    )


def accelerating_wind(
    at_start: tuple[float, float],
    acceleration: tuple[float, float],
    duration: float,
    grid: IdealGrid = IdealGrid(),  # noqa: B008
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
) -> WindField:
    """Wind linear in time: (eastward, northward) at the start [m s-1] and its change [m s-2] for `duration` [s]."""
    return ideal_wind(
        lambda t, z, y, x: at_start[0] + acceleration[0] * t,
        lambda t, z, y, x: at_start[1] + acceleration[1] * t,
        grid._replace(duration=duration),
        air,
        "wind linear in time",
    )


def rotating_wind(
    pole_longitude: float,
    pole_latitude: float,
    angular_speed: float,
    grid: IdealGrid,
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
) -> WindField:
    """Solid-body rotation about an axis through the point given, positive counterclockwise.

    Longitude and geodetic latitude, read as the angles of a unit sphere, turn about the axis exactly as Rodrigues'
    formula says; the wind is that turning rate times the ellipsoid's radii of curvature, so that a model that divides
    by the same radii finds the exact path. Between the grid points the wind is linear: a step of h degrees leaves an
    error of about (h pi / 180)**2 / 8 of the wind.

    Parameters
    ----------
    pole_longitude, pole_latitude : float
        Where the axis leaves the earth. [degree]
    angular_speed : float
        [rad s-1]
    grid : IdealGrid
        Poles of the earth excluded; three or more points along each axis are meant.
    air : ExponentialAir
    """
    pole = math.radians(pole_latitude)

    def eastward(t: Array, z: Array, y: Array, x: Array) -> Array:
        phi, away = np.radians(y), np.radians(x - pole_longitude)
        rate = math.sin(pole) * np.cos(phi) - math.cos(pole) * np.sin(phi) * np.cos(away)
        # `degrees_per_metre` has the cosine of the latitude inside; the turning rate times the cosine is `rate`.
        return angular_speed * rate / np.cos(phi) / np.radians(_degrees_per_metre(y, z)[0])

    def northward(t: Array, z: Array, y: Array, x: Array) -> Array:
        away = np.radians(x - pole_longitude)
        return angular_speed * math.cos(pole) * np.sin(away) / np.radians(_degrees_per_metre(y, z)[1])

    return ideal_wind(eastward, northward, grid, air, "solid-body rotation")


def trilinear_wind(
    coefficients: tuple[tuple[float, float, float, float, float], tuple[float, float, float, float, float]],
    centre: tuple[float, float, float],
    grid: IdealGrid,
    air: ExponentialAir = ExponentialAir(),  # noqa: B008
) -> WindField:
    """Wind with a term of degree one in longitude, latitude, height, time, and their products.

    Parameters
    ----------
    coefficients : two of (constant, longitude, latitude, height, time)
        For each component c0 (1 + c1 dx) (1 + c2 dy) (1 + c3 dz) (1 + c4 t), with the distances from `centre`.
        [m s-1], [degree-1], [degree-1], [m-1], [s-1]
    centre : (longitude, latitude, height)
        [degree], [degree], [m]
    grid : IdealGrid
    air : ExponentialAir
    """

    def component(c: tuple[float, float, float, float, float]) -> Component:
        return lambda t, z, y, x: (
            c[0]
            * (1.0 + c[1] * (x - centre[0]))
            * (1.0 + c[2] * (y - centre[1]))
            * (1.0 + c[3] * (z - centre[2]))
            * (1.0 + c[4] * t)
        )

    return ideal_wind(component(coefficients[0]), component(coefficients[1]), grid, air, "trilinear wind")


def _degrees_per_metre(latitude: Array, height: Array) -> tuple[Array, Array]:
    pairs = [degrees_per_metre(y, z) for y, z in zip(latitude.ravel(), height.ravel(), strict=True)]
    columns = np.array(pairs).reshape(*latitude.shape, 2)
    return columns[..., 0], columns[..., 1]
