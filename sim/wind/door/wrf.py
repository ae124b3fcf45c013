"""Output of WRF as air on latitudes, longitudes and pressures.

Holds no projection and no interpolation: `wrf_map` and `wrf_levels` do. Names, staggering and constants of the model
are those of Skamarock et al., "A Description of the Advanced Research WRF Model Version 4", NCAR/TN-556+STR, 2019
(from memory), the rotation of its winds that of its users' forum (read on 2026-11-22).
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.errors import WindError
from sim.units import size_of_data
from sim.wind.door import wrf_ground, wrf_levels
from sim.wind.door.axes import read_times, time_problems
from sim.wind.door.cutting import Cut
from sim.wind.door.layout import no_entries
from sim.wind.door.opening import Opened, damaged
from sim.wind.door.pieces import LARGEST
from sim.wind.door.regridding import Bilinear, bilinear
from sim.wind.door.wrf_map import MISPLACED, map_problems, target

_TIME, _ROW, _COLUMN = "Time", "south_north", "west_east"

_GROUND = (_ROW, _COLUMN)

_MASS = ("bottom_top", *_GROUND)

_FACES = ("bottom_top_stag", *_GROUND)
"""Levels between the layers, where heights and the vertical wind stand."""

NEEDED = {
    **dict.fromkeys(("XLAT", "XLONG", "COSALPHA", "SINALPHA"), _GROUND),
    "U": ("bottom_top", "south_north", "west_east_stag"),
    "V": ("bottom_top", "south_north_stag", "west_east"),
    **dict.fromkeys(("T", "P", "PB"), _MASS),
    **dict.fromkeys(("PH", "PHB"), _FACES),
    "ZNU": ("bottom_top",),
    "ZNW": ("bottom_top_stag",),
    "P_TOP": (),
}
"""Variables without which the air is not known, and their dimensions beside time."""

WELCOME = {"QVAPOR": _MASS, "W": _FACES, **dict.fromkeys(wrf_ground.WELCOME, _GROUND)}


def is_wrf(dataset: xr.Dataset) -> bool:
    """Whether a dataset is a WRF domain with levels; what WRF and its tools write of the ground alone is none."""
    return "MAP_PROJ" in dataset.attrs and set(_MASS) <= set(map(str, dataset.dims))


def read_wrf(opened: Opened, cut: Cut) -> Opened:
    """A WRF domain as a dataset on latitudes, longitudes and pressures, in memory.

    Parameters
    ----------
    opened : Opened
    cut : Cut
        Only what it wants is read.

    Returns
    -------
    Opened
        Dims (time, level, latitude, longitude): winds toward east and north, temperature, geopotential, and specific
        humidity and upward wind where the file has them; NaN below a column's lowest layer. Without level what
        `wrf_ground` makes.

    Raises
    ------
    WindError
        With what is missing, for a map that is not known, a nest that moves, a domain too small or too large.

    Notes
    -----
    Winds come to the mass points by the mean of both sides and are turned by SINALPHA and COSALPHA; heights and the
    vertical wind come from the faces of each layer to its mass point linear in ln p, since the mean of both lies 10 m
    off in a layer of 800 m, and this 1 to 2 m where the hybrid coordinate passes over a ground at 700 hPa. Then follow
    bilinear interpolation on the model's own map along its levels, in ln p too, so that the ground stays as smooth as
    the model's, and interpolation linear in ln p onto `common_pressures`, which do not depend on time or place. The
    geopotential is the model's, so that heights are geopotential ones like those of every other file; at the ground its
    gravity, 9.81 m s-2, makes them 0.03 % greater than its terrain.

    On air of closed formulas, 27 km and 40 layers, with waves of 800 km and in the wind of 6 km upward, this errs by up
    to 0.27 m s-1, 0.06 K and 2.1 m, in the mean square by 0.07 m s-1, 0.02 K and 1.0 m
    (tests/wind/test_wrf.py::test_the_air_of_closed_formulas_comes_out); what a balloon meets between the points errs by
    up to 0.48 m s-1, 0.15 in the mean square and 0.02 in the mean (the test after it).
    """
    held, origin = opened.dataset, opened.origin
    _refuse([*map_problems(held.attrs, origin), *_layout_problems(held, origin)])
    held = held if _TIME in held.dims else held.expand_dims(_TIME)
    times = _times(held, origin)
    places = cut.steps(times)
    latitude, longitude = (_fixed(held, name, origin) for name in ("XLAT", "XLONG"))
    goal = target(held.attrs, latitude, longitude, cut, origin)
    place = bilinear(goal.row, goal.column, latitude.shape)
    mid, face, top = (
        _read(held[name].isel({_TIME: 0}, missing_dims="ignore"), origin).astype(np.float64)
        for name in ("ZNU", "ZNW", "P_TOP")
    )
    layers = wrf_levels.layers_of(mid, face, top, cut, origin)
    needs = {"q": "QVAPOR", "wz": "W"}
    units = {name: unit for name, unit in wrf_levels.UNITS.items() if needs.get(name, "U") in held}
    shape = (places.size, layers.wanted.size, *goal.row.shape)
    _refuse(_size_problems(4 * len(units) * int(np.prod(shape, dtype=np.int64)), origin))
    fields = {name: np.empty(shape, np.float32) for name in units}
    grounds: list[dict[str, NDArray[np.float64]]] = []
    for step, when in enumerate(places):
        raw = _window(held, int(when), place, origin)
        for name, values in wrf_levels.on_levels(raw, layers, place, origin).items():
            fields[name][step] = values
        grounds.append(wrf_ground.at_ground(raw, held.attrs, place))
    flat = {name: np.stack([ground[name] for ground in grounds]) for name in grounds[0]}
    made = xr.Dataset(
        {name: (("time", "level", "latitude", "longitude"), fields[name], {"units": units[name]}) for name in fields}
        | {name: (("time", "latitude", "longitude"), flat[name], {"units": wrf_ground.UNITS[name]}) for name in flat},
        {
            "time": ("time", times[places], {"standard_name": "time"}),
            "level": ("level", layers.wanted, {"units": "Pa"}),
            "latitude": ("latitude", goal.latitude, {"units": "degrees_north"}),
            "longitude": ("longitude", goal.longitude, {"units": "degrees_east"}),
        },
        attrs={"title": str(held.attrs.get("TITLE", "WRF")).strip()},
    )
    levels = f"Its {layers.mid.size} levels were brought to {layers.wanted.size} pressures, linear in ln p."
    return Opened(made, origin, notes=(goal.note, levels, *wrf_ground.halves_left_out(held, origin)))


def _refuse(problems: list[str]) -> None:
    if problems:
        raise WindError(problems)


def _layout_problems(held: xr.Dataset, origin: str) -> list[str]:
    """What a domain must have and has not, or on other dimensions."""
    problems = []
    if missing := [name for name in NEEDED if name not in held]:
        present = ", ".join(map(str, held.variables)) or "nothing"
        problems.append(
            f"{origin}: this is a WRF domain without {', '.join(missing)}; it has {present[:300]}: give the files that "
            "WRF itself wrote (wrfout), whole."
        )
    if "Times" not in held and "XTIME" not in held:
        problems.append(f"{origin}: neither Times nor XTIME says which times these are; keep one of them.")
    expected: dict[str, tuple[str, ...]] = NEEDED | WELCOME
    for name, dims in expected.items():
        found = tuple(str(dim) for dim in held[name].dims if dim != _TIME) if name in held else dims
        if found != dims:
            problems.append(
                f"{origin}: {name} lies along {', '.join(found) or 'nothing'}; it must lie along "
                f"{', '.join(dims) or 'time alone'}: give the file as WRF wrote it."
            )
    sizes = held.sizes
    if sizes.get(_TIME) == 0:
        problems.append(no_entries("time", _TIME, origin))
    for dim in ("bottom_top", _ROW, _COLUMN):
        stag = f"{dim}_stag"
        if dim in sizes and stag in sizes and sizes[stag] != sizes[dim] + 1:
            problems.append(
                f"{origin}: {stag} has {sizes[stag]} entries and {dim} {sizes[dim]}; it must have one more: cut both "
                "alike."
            )
    if min(sizes.get(dim, 2) for dim in _MASS) < 2:
        count = " by ".join(str(sizes.get(dim, 0)) for dim in _MASS)
        problems.append(f"{origin}: the domain has {count} points; two or more are needed along every axis.")
    return problems


def _size_problems(size: int, origin: str) -> list[str]:
    if size <= LARGEST:
        return []
    return [
        f"{origin}: what is asked for takes {size_of_data(size)} in memory on latitudes and longitudes; at most "
        f"{size_of_data(LARGEST)} are made of a file: give box=(west, south, east, north), times=(first, last) and "
        "least_pressure."
    ]


def _times(held: xr.Dataset, origin: str) -> NDArray[np.datetime64]:
    """Times of the file, from its texts such as 2015-04-04_12:00:00 or from its minutes since the start. [UTC]"""
    problems: list[str] = []
    if "Times" in held:
        texts = [_text(entry) for entry in held["Times"].to_numpy()]
        try:
            times = np.array([text.replace("_", "T") for text in texts], "datetime64[ns]")
        except ValueError as error:
            raise WindError(
                f"{origin}: Times holds what is no time ({error}); it must be such as 2015-04-04_12:00:00."
            ) from error
        problems = time_problems(times, "Times", origin)
    else:
        times = read_times(held["XTIME"], origin, problems)
    _refuse(problems)
    return times


def _text(entry: bytes | NDArray[np.bytes_]) -> str:
    """A text, which readers give whole or letter by letter."""
    return b"".join(np.atleast_1d(entry).tolist()).decode("ascii", "replace")


def _fixed(held: xr.Dataset, name: str, origin: str) -> NDArray[np.float64]:
    """Latitudes or longitudes of the mass points, which must not move. [degree]"""
    values = _read(held[name], origin).astype(np.float64)
    values = values if values.ndim == 3 else values[None]
    cell = float(np.abs(np.diff(values[0], axis=0 if name == "XLAT" else 1)).max())
    if (moved := float(np.abs((values - values[:1] + 180.0) % 360.0 - 180.0).max())) > MISPLACED * cell:
        raise WindError(
            f"{origin}: {name} moves by up to {moved:.3g} degree between the times; nests that move are not read: give "
            "the domain around it."
        )
    return np.asarray(values[0])


def _window(held: xr.Dataset, when: int, place: Bilinear, origin: str) -> dict[str, NDArray[np.float64]]:
    """The variables at one time, on as much of the domain as is needed."""
    rows, columns = place.window
    cuts = {
        _TIME: when,
        _ROW: rows,
        _COLUMN: columns,
        f"{_ROW}_stag": slice(rows.start, rows.stop + 1),
        f"{_COLUMN}_stag": slice(columns.start, columns.stop + 1),
    }
    wanted = [name for name in (*NEEDED, *WELCOME) if name in held]
    return {name: _read(held[name].isel(cuts, missing_dims="ignore"), origin).astype(np.float64) for name in wanted}


def _read(array: xr.DataArray, origin: str) -> NDArray[np.floating]:
    try:
        return array.to_numpy()
    except Exception as error:  # the libraries raise many kinds for a damaged file
        raise damaged(origin, error) from error
