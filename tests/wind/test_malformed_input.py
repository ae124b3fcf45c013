"""Every way in which a wind file was seen to mislead other programs: a refusal, or the right answer, never silence.

The cases are those that field.md lists as run against OpenDrift, Parcels and RocketPy: 10 m/s eastward everywhere.
"""

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.numerics.sampling import BEYOND_TIME, INSIDE, sample_air
from sim.wind import coverage_problems, open_wind, pack
from tests.wind.files import plain_wind, written

KNOT, GRAVITY = 1852.0 / 3600.0, 9.80665
SITE = (126.7, 37.9)
FIRST = np.datetime64("2015-04-03T12:00", "ns")
HOUR = np.timedelta64(1, "h")


def steady(hours=range(7)):
    """10 m/s eastward at every point and hour."""
    stamps = FIRST + HOUR * np.asarray(list(hours))
    wind = xr.concat([plain_wind().isel(time=0, drop=True).expand_dims(time=[stamp]) for stamp in stamps], "time")
    wind["time"].attrs = {"standard_name": "time"}
    for name, speed in (("u", 10.0), ("v", 0.0)):
        wind[name] = xr.full_like(wind[name], speed)
    return wind


def blown(path):
    """The wind that the flights feel at the site at 3 km after half an hour, [m s-1]."""
    field = open_wind(path)
    sample = sample_air(pack(field, FIRST, 3600.0), 0, *SITE, 3000.0, 1800.0)
    assert sample.beyond == INSIDE
    return sample.eastward_wind, sample.northward_wind


def changed(name, **attributes):
    def change(wind):
        wind[name].attrs.update(attributes)
        return wind

    return change


RIGHT = {
    "a good file": lambda w: w,
    "latitudes from the north down, as ERA5 has them": lambda w: w.isel(latitude=slice(None, None, -1)),
    "longitudes in no order": lambda w: w.isel(longitude=[3, 0, 5, 1, 4, 2]),
    "longitudes given west of Greenwich": lambda w: w.assign_coords(
        longitude=("longitude", w["longitude"].to_numpy() - 360.0, {"units": "degrees_east"})
    ),
    "the names of 2024": lambda w: w.rename(time="valid_time", level="pressure_level").assign_coords(number=0),
    "knots, said so": lambda w: changed("u", units="knots")(w.assign(u=(w["u"] / KNOT).assign_attrs(w["u"].attrs))),
    "geopotential, said so": lambda w: w.assign(
        gh=(w["gh"] * GRAVITY).assign_attrs(standard_name="geopotential", units="m2 s-2")
    ),
    "a hole of five hours, named": lambda w: w.isel(time=[0, 5, 6]),
}


@pytest.mark.parametrize("case", RIGHT)
def test_the_right_answer_is_given(case, tmp_path):
    path = written(RIGHT[case](steady()), tmp_path / "wind.nc")
    # Packed in float32.
    np.testing.assert_allclose(blown(path), (10.0, 0.0), atol=1e-5)


def twice(wind):
    return xr.concat([wind, wind.isel(time=[-1])], "time", data_vars="minimal", combine_attrs="override")


def half_empty(wind):
    wind["u"] = wind["u"].where(wind["longitude"] < 127.0)
    return wind


REFUSED = {
    "knots called metres per second, in a jet": (
        lambda w: w.assign(u=xr.full_like(w["u"], 120.0 / KNOT)),
        ["eastward_wind reaches 233", "units attribute"],
    ),
    "no unit": (lambda w: w.assign(u=w["u"].drop_attrs()), ["u has no units attribute"]),
    "geopotential called metres": (
        lambda w: w.assign(gh=(w["gh"] * GRAVITY).assign_attrs(w["gh"].attrs)),
        ["looks like geopotential"],
    ),
    "metres called geopotential": (
        changed("gh", standard_name="geopotential", units="m2 s-2"),
        ["divided by gravity twice"],
    ),
    "half of the box without values": (half_empty, ["eastward_wind has 525 missing values of 1050", "128 E"]),
    "a time stamp twice": (twice, ["repeats 2015-04-03T18:00"]),
    "winds a million times too strong": (
        lambda w: w.assign(u=(w["u"] * 1e6).assign_attrs(w["u"].attrs)),
        ["eastward_wind reaches 1e+07 m s-1", "scale factor"],
    ),
    "no northward wind": (lambda w: w.drop_vars("v"), ["northward wind on pressure levels is missing"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_right_is_refused_in_one_sentence(case, tmp_path):
    change, expected = REFUSED[case]
    with pytest.raises(WindError) as caught:
        open_wind(written(change(steady()), tmp_path / "wind.nc"))
    (problem,) = caught.value.problems
    for part in ("wind.nc", *expected):
        assert part in problem


@pytest.mark.parametrize("kept", [0, 0.5])
def test_a_file_cut_in_half_and_an_empty_one_are_refused_with_what_to_do(kept, tmp_path):
    content = written(steady(), tmp_path / "whole.nc").read_bytes()
    (tmp_path / "wind.nc").write_bytes(content[: int(kept * len(content))])
    with pytest.raises(WindError, match="fetch it again"):
        open_wind(tmp_path / "wind.nc")


def test_winds_that_end_before_the_flights_are_refused_and_never_held(tmp_path):
    field = open_wind(written(steady(range(3)), tmp_path / "wind.nc"))
    (problem,) = coverage_problems(field, FIRST, FIRST + 6 * HOUR, *SITE, False, 6 * 3600.0)
    assert "4.0 h at the end are missing" in problem
    assert sample_air(pack(field, FIRST, 7200.0), 0, *SITE, 3000.0, 7201.0).beyond == BEYOND_TIME


def test_a_hole_in_hourly_winds_is_named_and_refused_where_it_is_too_long(tmp_path):
    field = open_wind(written(steady([0, 1, 2, 7, 8]), tmp_path / "wind.nc"))
    assert "The times are mostly 1 h apart, but 5 h from 2015-04-03T14:00 to 2015-04-03T19:00 UTC." in field.notes
    (problem,) = coverage_problems(field, FIRST, FIRST + 8 * HOUR, *SITE, False, 3 * 3600.0)
    assert "no wind between 2015-04-03T14:00 and 2015-04-03T19:00 UTC, 5 h" in problem


def test_a_site_outside_the_box_is_refused_before_anything_flies(tmp_path):
    field = open_wind(written(steady(), tmp_path / "wind.nc"))
    (problem,) = coverage_problems(field, FIRST, FIRST + HOUR, 133.0, 38.0, False, 6 * 3600.0)
    assert "lies outside the wind" in problem


def test_a_flight_out_of_the_box_is_beyond_it_and_not_becalmed(tmp_path):
    grid = pack(open_wind(written(steady(), tmp_path / "wind.nc")), FIRST, 3600.0)
    assert sample_air(grid, 0, 132.1, 38.0, 3000.0, 0.0).beyond != INSIDE
    assert sample_air(grid, 0, 131.9, 38.0, 3000.0, 0.0).beyond == INSIDE


def test_the_start_of_a_forecast_is_not_taken_for_the_time_of_the_air(tmp_path):
    wind = steady().isel(time=0, drop=True)
    start = {"standard_name": "forecast_reference_time"}
    wind = wind.assign_coords(time=((), FIRST - 120 * HOUR, start), valid_time=((), FIRST, {"standard_name": "time"}))
    assert open_wind(written(wind, tmp_path / "wind.nc")).first_time == FIRST
    alone = wind.drop_vars("valid_time")
    with pytest.raises(WindError, match="no time axis found"):
        open_wind(written(alone, tmp_path / "alone.nc"))


def test_starts_and_steps_of_forecasts_in_two_axes_are_refused(tmp_path):
    wind = xr.concat([steady(range(2)).rename(time="step"), steady(range(2)).rename(time="step")], "time")
    stamps = FIRST + HOUR * np.array([[0, 1], [6, 7]])
    wind = wind.drop_vars("step").assign_coords(valid_time=(("time", "step"), stamps, {"standard_name": "time"}))
    with pytest.raises(WindError, match="time valid_time has 2 dimensions; lay the starts and the steps"):
        open_wind(written(wind, tmp_path / "wind.nc"))
