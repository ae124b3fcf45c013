"""What bad input does: faults that other programs were seen to fly with, each named as in the table of those trials.

Every one becomes the right answer, or one clear refusal before anything flies. The air moves eastward at 10 m/s
everywhere, unless the fault says otherwise.
"""

import subprocess
import sys
import time
from pathlib import Path

import cartopy
import numpy as np
import pytest
import xarray as xr
from matplotlib import pyplot
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.wind.files import plain_wind, written

KNOT, GRAVITY = 1852.0 / 3600.0, 9.80665
FIRST = np.datetime64("2015-04-03T12:00", "ns")
AXES = ("longitude", "latitude")
CONFIG = Path(__file__).resolve().parents[2] / "configs" / "gfs_2011_01_15.toml"


def blowing(hours=range(7)):
    """10 m/s eastward at every point and hour."""
    stamps = FIRST + np.timedelta64(1, "h") * np.asarray(list(hours))
    wind = xr.concat([plain_wind().isel(time=0, drop=True).expand_dims(time=[stamp]) for stamp in stamps], "time")
    wind["time"].attrs = {"standard_name": "time"}
    for name, speed in (("u", 10.0), ("v", 0.0)):
        wind[name] = xr.full_like(wind[name], speed)
    return wind


@pytest.fixture(scope="module")
def evening():
    """An invented flight of six hours with hourly wind whose error is nil."""
    changes = {"launch.time": "2015-04-03T21:00:00+09:00", "launch.time_spread_min": 0.0, "launch.position_sd_km": 0.0}
    weather = {"weather.steady": False, "weather.longest_gap_h": 3.0, "weather.analysis_error_sd_m_s": 0.0}
    still = {"weather.turbulence_diffusivity_m2_s": 0.0, "simulation.horizon_h": 6.0}
    return sim.load_scenario("gfs_2011_01_15").with_values({**changes, **weather, **still})


def flown(scenario, wind):
    return sim.simulate(scenario, wind, balloons=40, weather_members=2, rng_seed=1)


@pytest.fixture(scope="module")
def good(evening, tmp_path_factory):
    """Flights in a file without a fault."""
    return flown(evening, sim.open_wind(written(blowing(), tmp_path_factory.mktemp("good") / "wind.nc")))


def apart(first, second):
    """How far apart two simulations let the same things land, [degree]; NaN where either has no landing."""
    return np.maximum(*(np.abs(first[f"landing_{axis}"] - second[f"landing_{axis}"]) for axis in AXES))


def same_landings(first, second):
    """Whether the same things come down in the same places, to a decimetre."""
    return first["outcome"].equals(second["outcome"]) and float(apart(first, second).max()) < 1e-6


def test_good_file(good):
    latitude = np.radians(float(good["launch_latitude"][0]))
    # Radii of WGS 84 by hand: semi-major axis 6378137 m, square of the eccentricity 0.00669438.
    flattened = 1.0 - 0.00669438 * np.sin(latitude) ** 2
    prime_vertical = 6_378_137.0 / np.sqrt(flattened)
    meridian = prime_vertical * (1.0 - 0.00669438) / flattened
    east = np.radians(good["landing_longitude"] - good["launch_longitude"]) * prime_vertical * np.cos(latitude)
    north = np.radians(good["landing_latitude"] - good["launch_latitude"]) * meridian
    blown = 10.0 * (good["landing_time"] - good["launch_time"]) / np.timedelta64(1, "s")
    # Near the ground the wind is weaker and has gusts: a hundredth of the way, and a hundred metres for short ones.
    most = 0.01 * blown + 100.0
    landed = np.isfinite(east)
    assert landed.sum() > 200
    assert bool((np.abs(east - blown) < most).where(landed, True).all())
    assert bool((np.abs(north) < most).where(landed, True).all())


def changed(name, **attributes):
    def change(wind):
        wind[name].attrs.update(attributes)
        return wind

    return change


def in_knots(wind):
    return changed("u", units="knots")(wind.assign(u=(wind["u"] / KNOT).assign_attrs(wind["u"].attrs)))


def as_geopotential(wind, **attributes):
    return wind.assign(gh=(wind["gh"] * GRAVITY).assign_attrs(wind["gh"].attrs | attributes))


RIGHT = {
    "latitude descending": lambda w: w.isel(latitude=slice(None, None, -1)),
    "longitude unsorted": lambda w: w.isel(longitude=[3, 0, 5, 1, 4, 2]),
    "longitude west of Greenwich": lambda w: w.assign_coords(
        longitude=("longitude", w["longitude"].to_numpy() - 360.0, {"units": "degrees_east"})
    ),
    "2024 CDS names": lambda w: (
        as_geopotential(w, standard_name="geopotential", units="m**2 s**-2")
        .rename(time="valid_time", level="pressure_level", gh="z")
        .assign_coords(number=0, expver="0001")
    ),
    "units knots": in_knots,
    "geopotential already in metres": lambda w: changed("gh", standard_name="geopotential")(w).rename(gh="z"),
}


@pytest.mark.parametrize("row", RIGHT)
def test_right_answer(row, evening, good, tmp_path):
    wind = sim.open_wind(written(RIGHT[row](blowing()), tmp_path / "wind.nc"))
    assert sim.check(evening, wind) == []
    assert same_landings(flown(evening, wind), good)


def twice(wind):
    return xr.concat([wind, wind.isel(time=[-1])], "time", data_vars="minimal", combine_attrs="override")


def half_empty(wind):
    wind["u"] = wind["u"].where(wind["longitude"] < 127.0)
    return wind


REFUSED = {
    "units knots, called metres per second, in a jet": (
        lambda w: w.assign(u=xr.full_like(w["u"], 120.0 / KNOT)),
        ["eastward_wind reaches 233", "units attribute"],
    ),
    "units not said": (lambda w: w.assign(u=w["u"].drop_attrs()), ["u has no units attribute"]),
    "geopotential, called metres": (as_geopotential, ["looks like geopotential"]),
    "geopotential already in metres, called geopotential": (
        changed("gh", standard_name="geopotential", units="m2 s-2"),
        ["divided by gravity twice"],
    ),
    "NaN half of the box": (half_empty, ["eastward_wind has 525 missing values of 1050", "128 E"]),
    "duplicate time stamp": (twice, ["repeats 2015-04-03T18:00"]),
    "winds x 1e6": (
        lambda w: w.assign(u=(w["u"] * 1e6).assign_attrs(w["u"].attrs)),
        ["eastward_wind reaches 1e+07 m s-1", "scale factor"],
    ),
    "v component missing": (lambda w: w.drop_vars("v"), ["northward wind on pressure levels is missing"]),
    "winds end after 2 h": (lambda w: w.isel(time=slice(0, 3)), ["to 2015-04-03T14:00 UTC", "4.0 h at the end"]),
    "winds begin after 2 h": (lambda w: w.isel(time=slice(2, None)), ["2.0 h at the start"]),
    "5 h hole in hourly winds": (
        lambda w: w.isel(time=[0, 1, 6]),
        ["no wind between 2015-04-03T13:00 and 2015-04-03T18:00 UTC, 5 h", "at most 3 h"],
    ),
    "box without the launch site": (lambda w: w.isel(longitude=slice(3, None)), ["lies outside the wind", "128 to"]),
}


def refusal(scenario, wind, folder):
    """What `balloon-drift run` says of a wind that it refuses; it writes nothing."""
    out = folder / "out"
    done = CliRunner().invoke(app, ["run", str(scenario), "--wind", str(wind), "--out", str(out), "--balloons", "5"])
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert not out.exists()
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.fixture
def scenario_file(tmp_path):
    """The same evening as a file."""
    text = CONFIG.read_text(encoding="utf-8")
    for old, new in (
        ("value = 2011-01-15T21:00:00+09:00", "value = 2015-04-03T21:00:00+09:00"),
        ('distribution = "uniform", low = -15.0, high = 15.0', "value = 0.0"),
        ("steady = true", "steady = false\nlongest_gap_h = 3.0"),
    ):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "evening.toml"
    path.write_text(text + "\n[simulation]\nhorizon_h = 6.0\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("row", REFUSED)
def test_one_clear_refusal(row, scenario_file, tmp_path):
    change, expected = REFUSED[row]
    said = refusal(scenario_file, written(change(blowing()), tmp_path / "wind.nc"), tmp_path)
    for part in ("wind.nc", *expected):
        assert part in said


@pytest.mark.parametrize(("row", "kept"), [("file cut in half", 0.5), ("empty file", 0.0), ("short file", 0.999)])
def test_file_in_part(row, kept, scenario_file, tmp_path):
    content = written(blowing(), tmp_path / "whole.nc").read_bytes()
    (tmp_path / "wind.nc").write_bytes(content[: int(kept * len(content))])
    said = refusal(scenario_file, tmp_path / "wind.nc", tmp_path)
    assert "wind.nc" in said
    assert "fetch it again" in said


def test_5_h_hole_in_hourly_winds_that_the_scenario_allows(evening, good, tmp_path):
    wind = sim.open_wind(written(blowing([0, 1, 2, 3, 4, 5, 10]), tmp_path / "late.nc"))
    assert any("5 h from 2015-04-03T17:00 to 2015-04-03T22:00" in note for note in wind.notes)
    assert len(sim.check(evening, wind)) == 1
    allowed = evening.with_values({"weather.longest_gap_h": 5.0})
    assert sim.check(allowed, wind) == []
    assert same_landings(flown(allowed, wind), good)


def test_flies_out_of_the_box(evening, good, tmp_path):
    # The box ends at 128 E, which is three hours away from 126.74 E.
    wind = sim.open_wind(written(blowing(), tmp_path / "wind.nc"), box=(124.0, 36.0, 128.0, 40.0))
    assert wind.box == (124.0, 36.0, 128.0, 40.0)
    assert sim.check(evening, wind) == []
    flights = flown(evening, wind)
    meanings = flights["outcome"].attrs["flag_meanings"].split()
    left = flights["outcome"] == meanings.index("left_wind_side")
    assert 0.1 < float(left.mean()) < 0.9
    # What would land beyond the box has left it; everything else flies on as if the box had no end.
    assert bool(left.where(good["landing_longitude"] > 128.0, True).all())
    inside = good["landing_longitude"] < 128.0
    assert inside.sum() > 50
    assert bool((flights["outcome"] == good["outcome"]).where(inside, True).all())
    # The common heights start at the lowest level in the box, which moves the packed air by its rounding.
    assert float(apart(flights, good).where(inside).max()) < 1e-4
    drops = sim.landings(flights)
    assert drops.not_landed("leaflet_vinyl")["left_wind_side"] > 0.1
    assert sum(drops.outcomes("leaflet_vinyl").values()) == pytest.approx(1.0)


BALLOONS = 600
RUN = "from sim.cli import main; main()"
DYING = "import os; os.fsync = lambda file: os._exit(9); "
"""Makes a process be gone, without cleaning up, when its first file is written and about to get its name."""


def started(out, first=""):
    """`balloon-drift run` in a process of its own."""
    words = ["run", "lee_2015_04_04", "--balloons", str(BALLOONS), "--weather-members", "6", "--rng-seed", "137"]
    command = [sys.executable, "-c", first + RUN, *words, "--out", str(out), "--overwrite", "--quiet"]
    return subprocess.Popen(command, cwd=Path(sim.__file__).resolve().parents[1])


def results(folder):
    """Names of the results in a folder, each of which is whole; hidden files are no results."""
    found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert found <= {"flights.nc", "landing_map.png"}
    if "flights.nc" in found:
        assert sim.open_flights(folder).sizes["balloon"] == BALLOONS
    if "landing_map.png" in found:
        # The last chunk of a PNG file is its end.
        assert (folder / "landing_map.png").read_bytes()[-8:-4] == b"IEND"
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Flights of a run that nobody killed, and how long it took. [s]"""
    out = tmp_path_factory.mktemp("undisturbed")
    begun = time.monotonic()
    assert started(out).wait() in (0, 3)
    took = time.monotonic() - begun
    assert results(out) == {"flights.nc", "landing_map.png"}
    return sim.open_flights(out), took


def test_kill_9_in_mid_run(undisturbed, tmp_path):
    flights, took = undisturbed
    for share in np.random.default_rng().uniform(0.0, 1.0, 4):
        process = started(tmp_path)
        try:
            process.wait(share * took)
        except subprocess.TimeoutExpired:
            process.kill()
        process.wait()
        results(tmp_path)
    assert started(tmp_path).wait() in (0, 3)
    assert results(tmp_path) == {"flights.nc", "landing_map.png"}
    xr.testing.assert_equal(sim.open_flights(tmp_path), flights)


def test_kill_9_while_the_result_is_written(tmp_path):
    assert started(tmp_path, DYING).wait() == 9
    # What was written lies in a hidden file beside the place of the result.
    assert any(tmp_path.iterdir())
    assert results(tmp_path) == set()


def test_rng_seed_written_to_the_output(undisturbed):
    flights, _ = undisturbed
    attributes = flights.attrs
    assert attributes["rng_seed"] == "137"
    scenario = sim.Scenario.from_json(attributes["scenario"])
    wind = sim.climatological_wind(scenario)
    again = sim.simulate(scenario, wind, balloons=20, weather_members=6, rng_seed=int(attributes["rng_seed"]))
    np.testing.assert_array_equal(again["landing_longitude"], flights["landing_longitude"][:20])
    other = sim.simulate(scenario, wind, balloons=20, weather_members=6, rng_seed=138)
    assert not np.array_equal(other["landing_longitude"], flights["landing_longitude"][:20], equal_nan=True)


def test_savefig_with_no_network(good, tmp_path, monkeypatch):
    # Every test is refused the network; here the maps of the drawing library are not on this machine either.
    for folder in ("data_dir", "pre_existing_data_dir", "repo_data_dir"):
        monkeypatch.setitem(cartopy.config, folder, tmp_path / "nothing")
    figure = sim.draw_landing_map(sim.landings(good)).figure
    try:
        sim.save_figure(figure, tmp_path / "map.png")
    finally:
        pyplot.close(figure)
    assert (tmp_path / "map.png").read_bytes()[-8:-4] == b"IEND"
    assert not (tmp_path / "nothing").exists()
