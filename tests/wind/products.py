"""One real field in the spellings of known products: names, units, orders, packings and ways to split it into files."""

import zipfile
from pathlib import Path

import numpy as np
import xarray as xr

import sim.wind
from tests.wind.files import written
from tests.wind.wrf_air import as_written

GRAVITY = 9.80665
KNOT = 1852.0 / 3600.0


def real_air() -> xr.Dataset:
    """The GFS forecast that travels with the package, and after it, six hours later, a weaker and warmer one."""
    with xr.open_dataset(Path(sim.wind.__file__).parent / sim.wind.SHIPPED["gfs_2011_01_15_korea"]) as shipped:
        first = shipped.sel(level=slice(1000, 100)).load()
    second = first.copy(deep=True).assign_coords(time=first["time"] + np.timedelta64(6, "h"))
    for name, factor, offset in (("u", 0.9, 0.0), ("v", 0.8, 0.0), ("t", 1.0, 1.5), ("gh", 1.0, 20.0)):
        second[name] = (factor * second[name] + offset).astype("float32").assign_attrs(first[name].attrs)
    air = xr.concat([first, second], "time", combine_attrs="override", data_vars="minimal")
    return air.assign_attrs(title="real air").drop_encoding()


def with_time(air: xr.Dataset, units: str, name: str = "time", dtype: str = "float64") -> xr.Dataset:
    """The same air with its times in other units."""
    air["time"].encoding = {"units": units, "dtype": dtype}
    return air.rename(time=name) if name != "time" else air


def as_geopotential(air: xr.Dataset, unit: str = "m**2 s**-2", name: str = "z") -> xr.Dataset:
    """Geopotential in place of its height."""
    geopotential = (air["gh"].astype("float64") * GRAVITY).assign_attrs(standard_name="geopotential", units=unit)
    return air.drop_vars("gh").assign({name: geopotential})


def bare(air: xr.Dataset, /, **units: str) -> xr.Dataset:
    """Without a word of CF: of the attributes the units alone."""
    for name in air.variables:
        air[name].attrs = {"units": air[name].attrs["units"]} if "units" in air[name].attrs else {}
    for name, unit in units.items():
        air[name].attrs["units"] = unit
    return air


PACKED = ("u", "v", "t", "z", "w", "uwnd", "vwnd", "air", "hgt")


def packed(air: xr.Dataset, missing: str) -> dict[str, dict[str, object]]:
    """Encoding in 16-bit integers over the range of each variable, as the stores deliver it."""
    encoding = {}
    for name in PACKED:
        if name in air:
            low, high = float(air[name].min()), float(air[name].max())
            scale, offset = (high - low) / 65_000.0 or 1.0, 0.5 * (high + low)
            encoding[name] = {"dtype": "int16", "scale_factor": scale, "add_offset": offset, missing: -32767}
    return encoding


def era5_since_2024(air, folder):
    air = with_time(as_geopotential(air), "seconds since 1970-01-01", "valid_time", "int64").rename(
        level="pressure_level"
    )
    air["pressure_level"] = ("pressure_level", air["pressure_level"].to_numpy().astype(float), {"units": "hPa"})
    air = air.assign_coords(number=0, expver=("valid_time", ["0001", "0001"]))
    return written(air.isel(latitude=slice(None, None, -1)), folder / "era5.nc")


def era5_until_2024(air, folder):
    air = with_time(as_geopotential(air), "hours since 1900-01-01 00:00:0.0", dtype="int32")
    air["level"] = ("level", air["level"].to_numpy().astype("int32"), {"units": "millibars"})
    air = bare(air).isel(level=slice(None, None, -1), latitude=slice(None, None, -1))
    return written(air, folder / "era5.nc", engine="scipy", encoding=packed(air, "_FillValue"))


def era5_final_and_preliminary(air, folder):
    air = with_time(as_geopotential(air), "hours since 1900-01-01", dtype="int32")
    first, second = air.where(air["time"] == air["time"][0]), air.where(air["time"] == air["time"][1])
    both = xr.concat([first, second], xr.DataArray([1, 5], dims="expver", name="expver"), data_vars="all")
    for name in air.data_vars:
        both[name].attrs = air[name].attrs
    return written(both.transpose("time", "expver", ...), folder / "era5.nc")


def era5_zip(air, folder):
    air = as_geopotential(air).rename(time="valid_time", level="pressure_level")
    members = [
        written(air[["u", "v"]], folder / "data_stream-oper_stepType-instant.nc"),
        written(air[["t", "z", "w"]], folder / "data_stream-moda_stepType-instant.nc"),
        written(xr.Dataset({"sp": air["t"].isel(pressure_level=0, drop=True)}), folder / "data_stream-oper_sfc.nc"),
    ]
    with zipfile.ZipFile(folder / "download.nc", "w") as archive:
        for member in members:
            archive.write(member, member.name)
    return folder / "download.nc"


def ncep_reanalysis(air, folder):
    names = {"u": "uwnd", "v": "vwnd", "t": "air", "gh": "hgt", "w": "omega"}
    air = with_time(air, "hours since 1800-01-01 00:00:0.0").rename(**names, latitude="lat", longitude="lon")
    air = bare(air, level="millibar", hgt="m", air="degK", uwnd="m/s", vwnd="m/s", omega="Pascal/s")
    air = air.isel(lat=slice(None, None, -1))
    (folder / "ncep").mkdir()
    for name in names.values():
        one = air[[name]]
        written(one, folder / "ncep" / f"{name}.2011.nc", encoding=packed(one, "missing_value"))
    (folder / "ncep" / "readme.txt").write_text("not a wind")
    return folder / "ncep"


def merra_2(air, folder):
    names = {"u": "U", "v": "V", "t": "T", "gh": "H", "w": "OMEGA", "latitude": "lat", "longitude": "lon"}
    air = with_time(bare(air), "minutes since 2011-01-15 12:00:00", dtype="int32").rename({**names, "level": "lev"})
    air["lev"] = ("lev", air["lev"].to_numpy().astype(float), {"units": "hPa", "positive": "down"})
    air["H"].attrs["units"] = "m"
    encoding = {name: {"_FillValue": np.float32(1e15)} for name in air.data_vars}
    return written(air, folder / "MERRA2_400.inst3_3d_asm_Np.20110115.nc4", encoding=encoding)


def merra_2_with_mountains(air, folder):
    """MERRA-2 has no values under the ground: here at 1000 hPa in the west."""
    path = merra_2(air, folder)
    with xr.open_dataset(path) as whole:
        holed = whole.load()
    for name in holed.data_vars:
        attributes = holed[name].attrs
        holed[name] = holed[name].where((holed["lev"] < 1000.0) | (holed["lon"] > 125.0)).assign_attrs(attributes)
    return written(holed, folder / "holed.nc4")


def era_interim(air, folder):
    air = with_time(as_geopotential(air), "hours since 1900-01-01 00:00:0.0", dtype="int32")
    air = bare(air, level="millibars", u="m s**-1", v="m s**-1", w="Pa s**-1").isel(latitude=slice(None, None, -1))
    path = folder / "interim.nc"
    written(air, path, engine="scipy", format="NETCDF3_64BIT", encoding=packed(air, "missing_value"))
    return path


def thredds_gfs(air, folder):
    names = {
        "u": "u-component_of_wind_isobaric",
        "v": "v-component_of_wind_isobaric",
        "t": "Temperature_isobaric",
        "gh": "Geopotential_height_isobaric",
    }
    air = bare(air).drop_vars("w").rename({**names, "level": "isobaric", "latitude": "lat", "longitude": "lon"})
    air["isobaric"] = ("isobaric", 100.0 * air["isobaric"].to_numpy(), {"units": "Pa"})
    air["reftime"] = xr.DataArray(
        np.datetime64("2011-01-10T12", "ns"), attrs={"standard_name": "forecast_reference_time"}
    )
    air = with_time(air, "hours since 2011-01-10T12:00:00Z")
    return written(air.isel(isobaric=slice(None, None, -1), lat=slice(None, None, -1)), folder / "thredds.nc")


def from_cfgrib(air, folder):
    """One file for each time, which stands in a number beside the start of the forecast."""
    air = air.rename(level="isobaricInhPa")
    start = np.datetime64("2011-01-10T12", "ns")
    paths = []
    for number in (1, 0):
        one = air.isel(time=number).rename(time="valid_time")
        one["time"] = xr.DataArray(start, attrs={"standard_name": "forecast_reference_time"})
        hours = (one["valid_time"].to_numpy() - start) / np.timedelta64(1, "h")
        one["step"] = xr.DataArray(hours, attrs={"standard_name": "forecast_period", "units": "hours"})
        paths.append(written(one, folder / f"step{number}.nc"))
    return paths


def steps_of_one_forecast(air, folder):
    """The times of validity lie along the steps of a forecast, whose start is called time."""
    start = np.datetime64("2011-01-10T12", "ns")
    times = air["time"].to_numpy()
    air = air.rename(time="step").assign_coords(step=(times - start) / np.timedelta64(1, "h"))
    air["valid_time"] = ("step", times, {"standard_name": "time"})
    air["time"] = xr.DataArray(start, attrs={"standard_name": "forecast_reference_time"})
    return written(air, folder / "steps.nc")


def numbers_for_names(air, folder):
    """As cdo calls what it finds in GRIB without a table: only the standard names tell."""
    air = air.rename(u="var131", v="var132", t="var130", gh="var156", w="var135", level="plev")
    air["plev"] = ("plev", 100.0 * air["plev"].to_numpy(), {"standard_name": "air_pressure", "units": "Pa"})
    return written(air, folder / "cdo.nc")


def knots_and_celsius(air, folder):
    for name in ("u", "v"):
        air[name] = (air[name] / KNOT).assign_attrs(air[name].attrs, units="knots")
    air["t"] = (air["t"].astype("float64") - 273.15).assign_attrs(air["t"].attrs, units="degC")
    air["gh"] = (air["gh"] / 1000.0).assign_attrs(air["gh"].attrs, units="km")
    air["w"] = (air["w"] / 100.0).assign_attrs(air["w"].attrs, units="hPa s-1")
    return written(air, folder / "units.nc")


def wgrib2_netcdf(air, folder):
    """Every level in a variable of its own."""
    names = {"u": "UGRD", "v": "VGRD", "t": "TMP", "gh": "HGT", "w": "VVEL"}
    air = with_time(bare(air, u="m/s", v="m/s", gh="gpm", w="Pa/s"), "seconds since 1970-01-01 00:00:00.0 0:00")
    flat = xr.Dataset(attrs=air.attrs)
    for level in air["level"].to_numpy()[::-1]:
        for name, called in names.items():
            flat[f"{called}_{level:g}mb"] = air[name].sel(level=level, drop=True)
    flat["TMP_2maboveground"] = air["t"].isel(level=0, drop=True)
    return written(flat, folder / "gfs.nc", encoding={name: {"_FillValue": 9.999e20} for name in flat.data_vars})


def wrf_on_latitudes_and_longitudes(air, folder):
    """A WRF domain whose layers lie at the pressures of the air: staggered so that the means are its values."""
    top, pressure = 5000.0, 100.0 * air["level"].to_numpy().astype(float)
    # Where the reader lays its common levels, and faces whose pressures lie between.
    mid = (pressure - top) / (110_000.0 - top)
    eta = np.concatenate([[1.0], 0.5 * (mid[1:] + mid[:-1]), [0.0]])
    lower, upper = (np.log(top + (pressure - top) * face / mid) for face in (eta[:-1], eta[1:]))
    share = (lower - np.log(pressure)) / (lower - upper)
    values = {name: air[name].to_numpy().astype(float) for name in air.data_vars}
    full = values["t"] * 0.0 + pressure[:, None, None]
    halves = np.full(values["u"].shape[3], 0.5), np.full(values["v"].shape[2], 0.5)
    fields = {
        "U": unaveraged(values["u"], 3, halves[0]),
        "V": unaveraged(values["v"], 2, halves[1]),
        "W": unaveraged(-values["w"] * 287.053 * values["t"] / (full * GRAVITY), 1, share),
        "T": values["t"] * (1e5 / full) ** (2.0 / 7.0) - 300.0,
        "P": 0.1 * full,
        "PB": 0.9 * full,
        "PH": 0.0 * unaveraged(full, 1, share),
        "PHB": GRAVITY * unaveraged(values["gh"], 1, share),
    }
    longitude, latitude = np.meshgrid(air["longitude"].to_numpy(), air["latitude"].to_numpy())
    flat = {"XLAT": latitude, "XLONG": longitude, "COSALPHA": 0.0 * latitude + 1.0, "SINALPHA": 0.0 * latitude}
    domain = as_written(fields, flat, eta, air["time"].to_numpy(), top, mid)
    return written(domain.assign_attrs(TITLE="real air", MAP_PROJ=6, POLE_LAT=90.0), folder / "wrfout_d01")


def unaveraged(values, axis, share):
    """The least staggered values between which the given ones lie at a share of the way."""
    count = share.size
    between = np.zeros((count, count + 1))
    between[np.arange(count), np.arange(count)] = 1.0 - share
    between[np.arange(count), np.arange(1, count + 1)] = share
    return np.moveaxis(np.tensordot(np.linalg.pinv(between), values, (1, axis)), 0, axis)


def turned_about(air, folder):
    air = air.transpose("longitude", "level", "time", "latitude")
    air = air.isel(longitude=slice(None, None, -1), level=slice(None, None, -1))
    air["longitude"] = ("longitude", air["longitude"].to_numpy() - 360.0, {"units": "degrees_east"})
    return written(air, folder / "turned.nc")


def columns_in_any_order(air, folder):
    order = np.random.default_rng(3).permutation(air.sizes["longitude"])
    return written(air.isel(longitude=order), folder / "shuffled.nc")


def split_by_level(air, folder):
    """One file for each level, the level a single number."""
    for number, level in enumerate(air["level"].to_numpy()):
        written(air.isel(level=number), folder / f"level{level}.nc")
    return str(folder / "level*.nc")


def split_by_time(air, folder):
    paths = [written(air.isel(time=[i]), folder / f"{i}.nc") for i in (0, 1)]
    return paths[::-1]


def overlapping_in_time(air, folder):
    return [written(air, folder / "both.nc"), written(air.isel(time=[1]), folder / "one.nc")]


ARCO = {"u": "u_component_of_wind", "v": "v_component_of_wind", "t": "temperature", "gh": "geopotential"}


def arco(air):
    """Names and orders of ARCO-ERA5: levels from the top down without a unit, latitudes falling, geopotential."""
    air = air.isel(level=slice(None, None, -1), latitude=slice(None, None, -1))
    air["gh"] = (air["gh"] * GRAVITY).assign_attrs(standard_name="geopotential", units="m**2 s**-2")
    air = air.rename(ARCO)
    air["level"] = ("level", air["level"].to_numpy().astype("int64"))
    return air


SPELLINGS = (
    era5_since_2024,
    era5_until_2024,
    era5_final_and_preliminary,
    era5_zip,
    ncep_reanalysis,
    merra_2,
    era_interim,
    thredds_gfs,
    from_cfgrib,
    steps_of_one_forecast,
    numbers_for_names,
    knots_and_celsius,
    wgrib2_netcdf,
    wrf_on_latitudes_and_longitudes,
    turned_about,
    columns_in_any_order,
    split_by_level,
    split_by_time,
    overlapping_in_time,
)
"""Each takes the air and an empty folder, and gives what `open_wind` is to be given."""

IN_16_BITS = {era5_until_2024, era_interim, ncep_reanalysis}
"""These hold integers: 65,000 steps over the range of each variable."""
