"""Other programs for particles in a flow, on the wind of `advection`: midpoint steps of 30 s and a steady rise.

Written for Parcels 4.0.2 and OpenDrift 1.14.12. Both have one clock for all particles, so all start together.
"""

import importlib.metadata
import importlib.util
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import advection
import numpy as np
import xarray as xr
from advection import CELL, HOUR, HOURS, SOUTH, STEP, STEPS, WEST, Particles
from numpy.typing import NDArray

Places = tuple[NDArray[np.float64], NDArray[np.float64]]

LONGITUDE = WEST + CELL * np.arange(advection.COLUMNS)
LATITUDE = SOUTH + CELL * np.arange(advection.ROWS)


def by_parcels(start: Particles) -> Places:
    """Parcels: linear in time and space, on a sphere."""
    import parcels  # type: ignore[import-not-found]  # where it is installed

    wind = advection.cube()
    nodes = ("time", "depth", "YG", "XG")
    topology = {
        "cf_role": "grid_topology",
        "topology_dimension": 2,
        "node_dimensions": "XG YG",
        "node_coordinates": "lon lat",
        "face_dimensions": "XC: XG (padding: high) YC: YG (padding: high)",
        "vertical_dimensions": "ZC: depth (padding: both)",
    }
    dataset = xr.Dataset(
        {"U": (nodes, wind[..., 0]), "V": (nodes, wind[..., 1]), "grid": ([], 0, topology)},
        coords={
            "time": ("time", np.timedelta64(1, "s") * (HOUR * np.arange(HOURS)).astype(int), {"axis": "T"}),
            "depth": ("depth", advection.heights(), {"axis": "Z"}),
            "YC": ("YC", np.arange(advection.ROWS) + 0.5, {"axis": "Y"}),
            "YG": ("YG", np.arange(advection.ROWS), {"axis": "Y"}),
            "XC": ("XC", np.arange(advection.COLUMNS) + 0.5, {"axis": "X"}),
            "XG": ("XG", np.arange(advection.COLUMNS), {"axis": "X"}),
            "lat": ("YG", LATITUDE, {"axis": "Y"}),
            "lon": ("XG", LONGITUDE, {"axis": "X"}),
        },
        attrs={"Conventions": "SGRID"},
    )
    fields = parcels.FieldSet.from_sgrid_conventions(dataset, mesh="spherical")
    kind = parcels.Particle.add_variable(parcels.Variable("climb", dtype=np.float64, initial=0.0))

    def step(particles, fieldset):  # type: ignore[no-untyped-def]
        half = 0.5 * particles.dt
        east, north = fieldset.UV[particles]
        x, y = particles.x + east * half, particles.y + north * half
        east, north = fieldset.UV[particles.t + half, particles.z + particles.climb * half, y, x, particles]
        particles.dx += east * particles.dt
        particles.dy += north * particles.dt
        particles.dz += particles.climb * particles.dt

    swarm = parcels.ParticleSet(
        fields,
        pclass=kind,
        x=start.longitude,
        y=start.latitude,
        z=start.height,
        t=np.zeros(start.seconds.size, "timedelta64[s]"),
        climb=start.climb,
    )
    swarm.execute(step, dt=STEP, runtime=STEPS * STEP, verbose_progress=False)
    return np.asarray(swarm.x), np.asarray(swarm.y)


SLOWER, FLATTER = 3.0, 4.0
"""OpenDrift drops currents beyond 15 m/s and seas deeper than 12 km: time is stretched and height is pressed together
by so much. The ways over the ground, the cells and the number of steps stay the same."""


def by_opendrift(start: Particles) -> Places:
    """OpenDrift: a current under a sea that is as deep as the wind is high; on the ellipsoid at height zero."""
    from opendrift.models.oceandrift import OceanDrift  # type: ignore[import-not-found]  # where it is installed
    from opendrift.readers.reader_netCDF_CF_generic import Reader  # type: ignore[import-not-found]

    wind, heights = advection.cube() / np.float32(SLOWER), advection.heights()
    begun = datetime(2015, 4, 4)
    axes = ("time", "depth", "latitude", "longitude")
    times = np.datetime64(begun, "ns") + (1e9 * SLOWER * HOUR * np.arange(HOURS)).astype("timedelta64[ns]")
    dataset = xr.Dataset(
        {
            f"{side}_sea_water_velocity": (
                axes,
                wind[:, ::-1, ..., number],
                {"standard_name": f"{side}_sea_water_velocity", "units": "m s-1"},
            )
            for number, side in enumerate("xy")
        },
        coords={
            "time": ("time", times, {"standard_name": "time"}),
            "depth": ("depth", (heights[::-1] - heights[-1]) / FLATTER, {"axis": "Z", "positive": "up", "units": "m"}),
            "latitude": ("latitude", LATITUDE, {"standard_name": "latitude", "units": "degrees_north"}),
            "longitude": ("longitude", LONGITUDE, {"standard_name": "longitude", "units": "degrees_east"}),
        },
    )
    run = OceanDrift(loglevel=50)
    reader = Reader(dataset)
    reader.verticalbuffer = heights.size  # else it keeps the levels about where particles were when an hour began
    run.add_reader(reader)
    settings: dict[str, Any] = {  # of several kinds
        "drift:advection_scheme": "runge-kutta",
        "drift:vertical_mixing": False,
        "drift:vertical_advection": False,
        "drift:stokes_drift": False,
        "environment:constant:land_binary_mask": 0,
        "environment:fallback:sea_floor_depth_below_sea_level": 12_000,
        "general:use_auto_landmask": False,
        "drift:max_speed": 15.0,
    }
    for name, value in settings.items():
        run.set_config(name, value)
    run.seed_elements(
        lon=start.longitude,
        lat=start.latitude,
        z=(start.height - heights[-1]) / FLATTER,
        terminal_velocity=start.climb / (SLOWER * FLATTER),
        wind_drift_factor=0.0,
        time=begun,
    )
    run.run(steps=STEPS, time_step=SLOWER * STEP, time_step_output=timedelta(seconds=SLOWER * STEP * STEPS))
    return np.asarray(run.elements.lon), np.asarray(run.elements.lat)


class Peer(NamedTuple):
    """A program to be held against.

    package : str
        As it is imported, and as it is called where it is distributed.
    carried : callable
        Longitude and latitude where particles that start together end. [degree]
    """

    package: str
    carried: Callable[[Particles], Places]

    def missing(self) -> str | None:
        """A line where the package is not there to be run."""
        if importlib.util.find_spec(self.package) is None:
            return f"{self.package} is not installed: nothing is compared."
        return None

    @property
    def told(self) -> str:
        return f"{self.package} {importlib.metadata.version(self.package)}"


PEERS = {"parcels": Peer("parcels", by_parcels), "opendrift": Peer("opendrift", by_opendrift)}
