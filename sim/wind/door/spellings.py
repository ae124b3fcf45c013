"""What is looked for in a wind file, and how known products spell it; what is not here is refused, never guessed.

Holds no search and no units: `candidates` finds what a dataset has of it, `conversions` brings it to SI.
"""

from typing import NamedTuple


class Quantity(NamedTuple):
    """What is looked for in a file.

    label : str
        For messages.
    standard_names : tuple of str
        CF standard names, best first.
    names : tuple of str
        Names that known products use, in lower case.
    """

    label: str
    standard_names: tuple[str, ...]
    names: tuple[str, ...]


AXES = {
    "time": Quantity("time", ("time",), ("time", "valid_time", "forecast_time", "initial_time0_hours")),
    "level": Quantity(
        "pressure level",
        ("air_pressure",),
        (
            *("level", "pressure_level", "isobaricinhpa", "isobaricinpa", "lev", "plev", "isobaric", "levelist"),
            *("lv_isbl0", "lv_isbl1"),
        ),
    ),
    "latitude": Quantity("latitude", ("latitude",), ("latitude", "lat", "g0_lat_1", "g0_lat_2", "lat_0")),
    "longitude": Quantity("longitude", ("longitude",), ("longitude", "lon", "g0_lon_2", "g0_lon_3", "lon_0")),
}

VARIABLES = {
    "eastward_wind": Quantity(
        "eastward wind",
        ("eastward_wind",),
        (
            *("u", "uwnd", "ua", "ugrd", "u_component_of_wind", "eastward_wind"),
            *("u-component_of_wind_isobaric", "ugrd_p0_l100_gll0", "u_gds0_isbl"),
        ),
    ),
    "northward_wind": Quantity(
        "northward wind",
        ("northward_wind",),
        (
            *("v", "vwnd", "va", "vgrd", "v_component_of_wind", "northward_wind"),
            *("v-component_of_wind_isobaric", "vgrd_p0_l100_gll0", "v_gds0_isbl"),
        ),
    ),
    "air_temperature": Quantity(
        "air temperature",
        ("air_temperature",),
        (
            *("t", "air", "ta", "tmp", "temp", "temperature", "air_temperature"),
            *("temperature_isobaric", "tmp_p0_l100_gll0", "t_gds0_isbl"),
        ),
    ),
    "geopotential_height": Quantity(
        "geopotential height or geopotential",
        ("geopotential_height", "geopotential"),
        (
            *("gh", "hgt", "z3", "zg", "h", "geopotential_height", "z", "phi", "geopotential"),
            *("geopotential_height_isobaric", "hgt_p0_l100_gll0", "z_gds0_isbl"),
        ),
    ),
}

OPTIONAL = {
    "specific_humidity": Quantity(
        "specific humidity", ("specific_humidity",), ("q", "shum", "hus", "qv", "spfh", "specific_humidity")
    ),
    "humidity_mixing_ratio": Quantity(
        "mixing ratio of water vapour",
        ("humidity_mixing_ratio",),
        ("mixr", "mixing_ratio", "humidity_mixing_ratio", "qvapor"),
    ),
    "dew_point_temperature": Quantity(
        "dew point",
        ("dew_point_temperature",),
        ("d", "dpt", "td", "dewpoint", "dew_point", "dew_point_temperature", "dewpoint_temperature"),
    ),
    "relative_humidity": Quantity(
        "relative humidity", ("relative_humidity",), ("r", "rh", "rhum", "hur", "relative_humidity")
    ),
    "vertical_wind": Quantity(
        "vertical wind",
        ("upward_air_velocity", "lagrangian_tendency_of_air_pressure"),
        ("wz", "dzdt", "upward_air_velocity", "w", "omega", "vvel", "wap", "vitesse", "vertical_velocity"),
    ),
}
"""What a file may have beside `VARIABLES`; the unit of a vertical wind says whether it is a speed or a rate of change
of pressure."""

HUMIDITIES = ("specific_humidity", "humidity_mixing_ratio", "dew_point_temperature", "relative_humidity")
"""Kinds of humidity, best first: of several the first is taken. Dew points are mostly rounded finer than relative
humidities."""

SURFACE = {
    "surface_pressure": Quantity(
        "surface pressure",
        ("surface_air_pressure",),
        ("sp", "ps", "surface_pressure", "pressfc", "pres_sfc", "pressure_surface"),
    ),
    "surface_height": Quantity(
        "height or geopotential of the surface",
        ("surface_altitude", "surface_geopotential"),
        (
            *("orog", "zs", "hgtsfc", "surface_altitude", "surface_geopotential", "geopotential_at_surface", "phis"),
            *("geopotential_height_surface", "hgt_surface", "z"),
        ),
    ),
}
"""Where the ground is: its pressure is needed only where a file has no geopotential on its levels."""

SINCE_START = "precipitation_since_start"
"""What `wrf` calls a sum that grows from the start of a run; a flux is made of two of its times."""

AT_SURFACE = {
    "eastward_wind_10m": Quantity(
        "eastward wind at 10 m",
        ("eastward_wind",),
        (
            *("u10", "10u", "u10m", "10m_u_component_of_wind", "uas", "ugrd10m", "ugrd_10maboveground", "u_10m"),
            *("eastward_wind_10m", "u-component_of_wind_height_above_ground"),
        ),
    ),
    "northward_wind_10m": Quantity(
        "northward wind at 10 m",
        ("northward_wind",),
        (
            *("v10", "10v", "v10m", "10m_v_component_of_wind", "vas", "vgrd10m", "vgrd_10maboveground", "v_10m"),
            *("northward_wind_10m", "v-component_of_wind_height_above_ground"),
        ),
    ),
    "eastward_wind_100m": Quantity(
        "eastward wind at 100 m",
        ("eastward_wind",),
        (
            *("u100", "100u", "u100m", "100m_u_component_of_wind", "ugrd100m", "ugrd_100maboveground", "u_100m"),
            *("eastward_wind_100m", "u-component_of_wind_height_above_ground"),
        ),
    ),
    "northward_wind_100m": Quantity(
        "northward wind at 100 m",
        ("northward_wind",),
        (
            *("v100", "100v", "v100m", "100m_v_component_of_wind", "vgrd100m", "vgrd_100maboveground", "v_100m"),
            *("northward_wind_100m", "v-component_of_wind_height_above_ground"),
        ),
    ),
    "precipitation_flux": Quantity(
        "precipitation",
        (
            *("precipitation_flux", "lwe_precipitation_rate", "precipitation_amount"),
            *("lwe_thickness_of_precipitation_amount",),
        ),
        (
            *("mtpr", "avg_tprate", "mean_total_precipitation_rate", "tprate", "prate", "precipitation_flux", "pr"),
            *("pratesfc", "prate_surface", "precipitation_rate_surface", "prectotcorr", "prectot"),
            *("tp", "total_precipitation", "total_precipitation_6hr", "apcpsfc", "apcp_surface"),
        ),
    ),
    SINCE_START: Quantity("precipitation since the start of the run", (), (SINCE_START,)),
}
"""What a file may have of the air at the ground. A wind of this kind needs a name that says its height, or a coordinate
that does."""

ABOVE_GROUND = {name: float(name.rpartition("_")[2].removesuffix("m")) for name in AT_SURFACE if "_wind_" in name}
"""Height above the ground of the winds of `AT_SURFACE`. [m]"""

ENSEMBLE = ("number", "member", "ensemble", "ensemble_member", "ens", "realization", "realisation")
"""Names of the axis along which the members of an ensemble lie."""

VERSION = "expver"
"""Name of the axis that parts final ERA5 (1) from preliminary ERA5T (5)."""
