"""Fetching from the Climate Data Store: what is asked of it, what it delivers, and how it can refuse."""

import json
import sys
import types
import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import FetchError, FetchInterrupted
from sim.fetch import fetch_wind, planned_fetch
from sim.fetch.data_store import area, levels
from tests.fetch.stores import AT_THE_GROUND, TIMES, arco_globe
from tests.fetch.test_far_away import answering, with_packages, without_network

NIGHT = ("2015-04-03T12:30", "2015-04-03T15:10")
PRESSURE, SINGLE = "reanalysis-era5-pressure-levels", "reanalysis-era5-single-levels"
SHORT = {
    "u_component_of_wind": "u",
    "v_component_of_wind": "v",
    "temperature": "t",
    "geopotential": "z",
    "specific_humidity": "q",
    "vertical_velocity": "w",
    "10m_u_component_of_wind": "u10",
    "10m_v_component_of_wind": "v10",
    "100m_u_component_of_wind": "u100",
    "100m_v_component_of_wind": "v100",
    "total_precipitation": "tp",
}


def hour_axis(times):
    seconds = (times - np.datetime64("1970-01-01", "h")).astype("timedelta64[s]").astype("int64")
    units = {"units": "seconds since 1970-01-01", "calendar": "proleptic_gregorian", "standard_name": "time"}
    return ("valid_time", seconds, units)


def delivery(request, on_levels, version="0001"):
    """What the service makes of a request, by the grid of the stand-in: its own names of axes and variables."""
    north, west, south, east = request["area"]
    day = "-".join(request[key][0] for key in ("year", "month", "day"))
    times = np.array([f"{day}T{time}" for time in request["time"]], "datetime64[h]")
    globe = arco_globe().isel(time=np.flatnonzero(np.isin(TIMES, times)))
    globe = globe.sel(latitude=slice(north, south), longitude=slice(west, east))
    names = dict(SHORT)
    if not on_levels:
        shape = tuple(globe.sizes[name] for name in AT_THE_GROUND)
        ground = globe["geopotential_at_surface"]
        globe["geopotential"] = (AT_THE_GROUND, np.broadcast_to(ground, shape).copy(), ground.attrs)
    wind = globe[request["variable"]].rename({name: names[name] for name in request["variable"]})
    if on_levels:
        wind = wind.sel(level=[int(level) for level in request["pressure_level"] if int(level) in globe["level"]])
        wind = wind.rename(level="pressure_level")
        wind["pressure_level"].attrs = {"units": "hPa", "standard_name": "air_pressure"}
    wind = wind.rename(time="valid_time").assign_coords(number=0)
    wind["valid_time"] = hour_axis(times)
    return wind.assign_coords(expver=("valid_time", [version] * times.size))


class Service:
    """Stands in for the package: keeps what it was asked."""

    def __init__(self):
        self.options, self.asked, self.broken_after, self.change = {}, [], 1000, lambda name, wind: wind

    def client(self, **options):
        self.options = options
        return types.SimpleNamespace(retrieve=self.retrieve)

    def retrieve(self, name, request, target):
        if len(self.asked) >= self.broken_after:
            raise ConnectionError("502 Server Error: Bad Gateway\nfor url")
        self.asked.append((name, json.loads(json.dumps(request))))
        wind = self.change(name, delivery(request, name == PRESSURE))
        if name == PRESSURE:
            wind.to_netcdf(target, engine="h5netcdf")
            return
        # Rain is of the hour before, and comes in a file of its own: the service packs both in a zip of the same name.
        folder = Path(target).parent
        with zipfile.ZipFile(target, "w") as archive:
            for step, part in (("instant", wind.drop_vars("tp")), ("accum", wind[["tp"]])):
                member = folder / f"data_stream-oper_stepType-{step}.nc"
                part.to_netcdf(member, engine="h5netcdf")
                archive.write(member, member.name)
                member.unlink()


def with_key(url, key, verify):
    return "https://cds.climate.copernicus.eu/api", "00112233-4455", True


def install(monkeypatch, client, configured=with_key):
    module = types.ModuleType("cdsapi")
    module.__spec__ = ModuleSpec("cdsapi", None)
    module.Client = client
    module.api = types.SimpleNamespace(get_url_key_verify=configured)
    monkeypatch.setitem(sys.modules, "cdsapi", module)


@pytest.fixture
def service(monkeypatch):
    service = Service()
    install(monkeypatch, service.client)
    answering(monkeypatch)
    return service


def opened(path):
    with xr.open_dataset(path, engine="h5netcdf") as dataset:
        return dataset.load()


def problems_of(path, **asked):
    with pytest.raises(FetchError) as caught:
        fetch_wind(path, source="cds", **asked)
    assert all(problem.endswith(".") for problem in caught.value.problems)
    return caught.value.problems


def test_the_requests_are_those_that_the_service_documents(service, tmp_path):
    fetch_wind(tmp_path / "night.nc", times=NIGHT, source="cds", least_pressure=30_000.0)
    (first, on_levels), (second, at_the_ground) = service.asked
    assert (first, second) == (PRESSURE, SINGLE)
    common = {
        "product_type": ["reanalysis"],
        "year": ["2015"],
        "month": ["04"],
        "day": ["03"],
        "time": ["12:00", "13:00", "14:00", "15:00", "16:00"],
        "area": [46.0, 118.0, 30.0, 138.0],
        "data_format": "netcdf",
        "download_format": "unarchived",
    }
    assert on_levels == {
        **common,
        "variable": [
            "u_component_of_wind",
            "v_component_of_wind",
            "temperature",
            "geopotential",
            "specific_humidity",
            "vertical_velocity",
        ],
        "pressure_level": [
            *("300", "350", "400", "450", "500", "550", "600", "650", "700", "750"),
            *("775", "800", "825", "850", "875", "900", "925", "950", "975", "1000"),
        ],
    }
    assert at_the_ground == {
        **common,
        "variable": [
            "10m_u_component_of_wind",
            "10m_v_component_of_wind",
            "100m_u_component_of_wind",
            "100m_v_component_of_wind",
            "total_precipitation",
            "geopotential",
        ],
    }


def test_its_patience_is_limited(service, tmp_path):
    planned_fetch(tmp_path / "night.nc", times=NIGHT, source="cds")
    assert service.options["retry_max"] * service.options["sleep_max"] <= 60
    assert service.options["timeout"] <= 60


def test_a_night_across_midnight_is_asked_for_day_by_day(service, tmp_path):
    plan = planned_fetch(tmp_path / "night.nc", times=("2015-04-03T22:10", "2015-04-04T01:00"), source="cds")
    assert [part.name for part in plan.parts] == [
        "2015-04-03T2200_2015-04-03T2300.nc",
        "2015-04-04T0000_2015-04-04T0100.nc",
    ]
    assert [str(part.times[0])[:13] for part in plan.parts] == ["2015-04-03T22", "2015-04-04T00"]


def test_what_is_fetched_is_what_was_delivered(service, tmp_path):
    fetched = opened(fetch_wind(tmp_path / "night.nc", times=NIGHT, source="cds"))
    globe = arco_globe().isel(time=slice(2, 7)).sel(latitude=slice(46.0, 30.0), longitude=slice(118.0, 138.0))
    globe = globe.sel(level=slice(100, None))
    for era5_name, name in SHORT.items():
        np.testing.assert_array_equal(fetched[name], globe[era5_name])
        assert fetched[name].dtype == np.float32
    np.testing.assert_array_equal(fetched["geopotential_at_surface"], globe["geopotential_at_surface"])
    np.testing.assert_array_equal(fetched["level"], [100.0, 300.0, 500.0, 700.0, 850.0, 1000.0])
    np.testing.assert_array_equal(fetched["expver"], [1] * 5)
    wind = sim.open_wind(tmp_path / "night.nc").dataset
    np.testing.assert_array_equal(wind["eastward_wind"], globe["u_component_of_wind"][:, ::-1, ::-1])


def test_preliminary_hours_are_marked(service, tmp_path):
    service.change = lambda name, wind: wind.assign_coords(expver=("valid_time", ["0005"] * 5))
    np.testing.assert_array_equal(opened(fetch_wind(tmp_path / "n.nc", times=NIGHT, source="cds"))["expver"], [5] * 5)


def test_a_connection_that_breaks_between_days_goes_on(service, tmp_path):
    span = ("2015-04-03T12:00", "2015-04-03T13:00")
    whole = fetch_wind(tmp_path / "whole.nc", times=span, source="cds")
    service.asked.clear()
    service.broken_after = 1
    with pytest.raises(FetchInterrupted) as caught:
        fetch_wind(tmp_path / "night.nc", times=span, source="cds")
    (problem,) = caught.value.problems
    assert f"{SINGLE} of 2015-04-03T12:00 UTC did not arrive (502 Server Error: Bad Gateway)" in problem
    service.broken_after = 1000
    assert fetch_wind(tmp_path / "night.nc", times=span, source="cds").read_bytes() == whole.read_bytes()


class Refused(Exception):
    """As requests raises it."""

    def __init__(self, status):
        super().__init__(f"{status} Client Error")
        self.response = types.SimpleNamespace(status_code=status)


@pytest.mark.parametrize(("status", "kind"), [(401, FetchError), (403, FetchError), (429, FetchInterrupted)])
def test_a_refusal_is_no_interruption_and_is_not_asked_for_twice(status, kind, service, tmp_path, monkeypatch):
    asked = []

    def refuse(name, request, target):
        asked.append(request["day"])
        raise Refused(status)

    monkeypatch.setattr(service, "retrieve", refuse)
    with pytest.raises(FetchError) as caught:
        fetch_wind(tmp_path / "night.nc", times=("2015-04-03T22:00", "2015-04-04T01:00"), source="cds")
    assert type(caught.value) is kind
    (problem,) = caught.value.problems
    assert f"{status} Client Error" in problem
    assert ("licence" in problem) == (kind is FetchError)
    assert asked == [["03"]]


def test_hours_that_were_not_delivered_are_named(service, tmp_path):
    service.change = lambda name, wind: wind.isel(valid_time=[0, 1, 3, 4]) if name == PRESSURE else wind
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "2015-04-03T14:00 UTC has nothing at all" in problem


def test_fields_that_were_not_delivered_are_named(service, tmp_path):
    service.change = lambda name, wind: wind.drop_vars("q") if name == PRESSURE else wind
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "came without specific_humidity" in problem


def test_another_grid_at_the_ground_is_refused(service, tmp_path):
    service.change = lambda name, wind: wind if name == PRESSURE else wind.isel(latitude=slice(1, None))
    assert "other points at the ground" in problems_of(tmp_path / "night.nc", times=NIGHT)[0]


def test_a_reply_that_is_no_file_is_refused(service, tmp_path, monkeypatch):
    monkeypatch.setattr(service, "retrieve", lambda name, request, target: Path(target).write_text("<html>busy</html>"))
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "not a wind file that can be read" in problem


def test_without_the_package_one_sentence_says_what_to_install(tmp_path, monkeypatch):
    with_packages(monkeypatch, missing=("cdsapi",))
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "cdsapi, needed to fetch from there, is not installed" in problem


def test_without_a_key_one_sentence_says_where_to_get_it(tmp_path, monkeypatch):
    def no_key(url, key, verify):
        raise Exception("Missing/incomplete configuration file: /home/user/.cdsapirc")

    install(monkeypatch, None, no_key)
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "Missing/incomplete configuration file" in problem
    assert "cds.climate.copernicus.eu" in problem


def test_without_a_network_one_sentence_says_so(tmp_path, monkeypatch):
    def too_early(**options):
        raise AssertionError("the client asks the network when it is made")

    install(monkeypatch, too_early)
    without_network(monkeypatch)
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT)
    assert "https://cds.climate.copernicus.eu/api cannot be reached" in problem


def test_a_store_and_another_source_exclude_each_other(tmp_path):
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, store="gs://bucket/era5.zarr")
    assert "one of --store and --from" in problem


def test_levels_end_at_the_least_pressure_and_cannot_be_none(service, tmp_path):
    assert levels(10_000.0)[0] == 100
    assert len(levels(10_000.0)) == 27
    assert len(levels(0.0)) == 37
    (problem,) = problems_of(tmp_path / "night.nc", times=NIGHT, least_pressure=100_100.0)
    assert "no level of ERA5 lies at 1001 hPa or more" in problem


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((118.0, 30.0, 138.0, 46.0), (46.0, 118.0, 30.0, 138.0)),
        ((118.1, 30.1, 137.9, 45.9), (46.0, 118.0, 30.0, 138.0)),
        ((170.0, -40.0, -170.0, -30.0), (-30.0, 170.0, -40.0, 190.0)),
        ((-180.0, -90.0, 180.0, 90.0), (90.0, -180.0, -90.0, 179.75)),
    ],
)
def test_the_area_reaches_to_the_points_around_the_box(box, expected):
    assert area(box) == expected
