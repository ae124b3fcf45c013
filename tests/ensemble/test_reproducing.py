"""Results flown again from themselves alone."""

import shutil
from pathlib import Path

import numpy as np
import pyproj
import pytest

import sim
from sim.errors import ResultError, WindError
from sim.wind.ideal import IdealGrid, ideal_wind
from sim.wind.weather.ensembles import ensemble_wind

SHIPPED = Path(sim.__file__).parent / "wind" / "gfs_2011_01_15_korea.nc"


@pytest.fixture(scope="module")
def scenario():
    return sim.load_scenario("gfs_2011_01_15")


@pytest.fixture(scope="module")
def flights(scenario, tmp_path_factory):
    flown = sim.simulate(scenario, sim.wind_for(scenario), balloons=20, weather_members=2, tracks=3)
    return sim.open_flights(sim.save_flights(flown, tmp_path_factory.mktemp("flown") / "flights.nc"))


def test_a_file_is_enough_to_fly_it_again(flights):
    again = sim.reproduce(flights)
    assert again.differences == ()
    assert again.same
    assert str(again).startswith("The same bits: 20 balloons, 320 drops")
    np.testing.assert_array_equal(again.flights["landing_longitude"], flights["landing_longitude"])


@pytest.mark.parametrize("threads", [1, 2])
def test_a_piece_of_an_ensemble_with_a_launch_rule_is_the_same_piece(threads):
    lee = sim.load_scenario("lee_2015_04_04")
    wind = sim.climatological_wind(lee)
    flown = sim.simulate(lee, wind, balloons=5, weather_members=3, rng_seed=2**64 - 1, first_balloon=7)
    assert sim.reproduce(flown, wind, threads=threads).same


def test_an_ensemble_of_winds_whose_nights_the_rule_uses_up():
    grid = IdealGrid(duration=24 * 3600.0, origin=np.datetime64("2015-04-03T12:00", "ns"))
    speeds = (5.0, -5.0, 9.0, -9.0)  # the second and the last blow to the south: nobody launches
    fields = [ideal_wind(lambda *_: np.array(0.0), lambda *_, v=speed: np.array(v), grid) for speed in speeds]
    winds = ensemble_wind(fields, [0, 1, 2, 3], "made")
    lee = sim.load_scenario("lee_2015_04_04").with_values(
        {"weather.longest_gap_h": 24.0, "launch_rule.surface_wind_at_most_m_s": 20.0}
    )
    flown = sim.simulate(lee, winds, balloons=4)
    assert flown["night_weather"].values.tolist() == [0, -1, 1, -1]
    again = sim.reproduce(flown, winds)
    assert again.differences == ()


def test_a_wind_given_as_a_path_is_opened_again(scenario, tmp_path, monkeypatch):
    shutil.copy(SHIPPED, tmp_path / "night.nc")
    monkeypatch.chdir(tmp_path)
    named = scenario.with_values({"weather.wind": "night.nc", "launch_rule": None})
    flown = sim.simulate(named, sim.wind_for(named), balloons=3, weather_members=2)
    assert sim.reproduce(flown).same
    shutil.move(tmp_path / "night.nc", tmp_path / "moved.nc")
    with pytest.raises(WindError, match=r"night\.nc"):
        sim.reproduce(flown)
    assert sim.reproduce(flown, sim.open_wind(tmp_path / "moved.nc")).same


def test_another_wind_is_refused(flights, scenario):
    with pytest.raises(WindError, match=r"93067dbc2d93\.\.\.; give that wind"):
        sim.reproduce(flights, sim.climatological_wind(scenario))


def test_a_changed_landing_is_found_and_measured(flights):
    changed = flights.copy(deep=True)
    drop = int(np.flatnonzero(np.isfinite(flights["landing_longitude"].values[4]))[0])
    x, y = (float(flights[f"landing_{axis}"][4, drop]) for axis in ("longitude", "latitude"))
    changed["landing_latitude"].values[4, drop] = pyproj.Geod(ellps="WGS84").fwd(x, y, 0.0, 1234.0)[1]
    changed["outcome"].values[[1, 2], 0] = 4
    found = sim.reproduce(changed)
    assert not found.same
    assert found.differences == (
        "landing_latitude: 1 of 320 values differ, landings by at most 1.23e+03 m.",
        "outcome: 2 of 320 values differ.",
    )
    assert "changed after it was written" in str(found)


@pytest.mark.parametrize("name", ["landing_time", "item", "track_height", "release_time"])
def test_one_changed_value_is_found_wherever_it_is(name, flights):
    changed = flights.copy(deep=True)
    values = changed[name].values
    place = tuple(np.argwhere(~changed[name].isnull().values)[-1])
    step = {"M": np.timedelta64(1, "ms"), "f": 1e-9 * values[place] if values.dtype.kind == "f" else 0}
    values[place] = "other" if values.dtype.kind in "UO" else values[place] + step[values.dtype.kind]
    assert [sentence.split(":")[0] for sentence in sim.reproduce(changed).differences] == [name]


def test_a_changed_scenario_gives_other_flights(flights, scenario):
    changed = flights.copy()
    changed.attrs["scenario"] = scenario.with_values({"balloon.film_density_kg_m3": 921.0}).to_json()
    found = sim.reproduce(changed)
    assert any(sentence.startswith("landing_longitude") for sentence in found.differences)


def test_a_note_besides_is_no_part_of_the_flights(flights):
    assert sim.reproduce(flights.assign_attrs(stop_reason="known well enough")).same
    older = flights.copy()
    del older.attrs["landings_beyond_terrain"]
    assert sim.reproduce(older).same
    changed = flights.assign_attrs(launch_site="elsewhere")
    assert sim.reproduce(changed).differences == ("attribute launch_site differs.",)


def test_scrambled_sobol_draws_are_flown_again(scenario):
    sobol = scenario.with_values({"simulation.sampling": "sobol"})
    flown = sim.simulate(sobol, sim.wind_for(sobol), balloons=9, weather_members=3, first_balloon=5)
    assert sim.reproduce(flown).same


def test_other_code_and_versions_are_named_as_reasons(flights):
    changed = flights.copy(deep=True)
    changed["outcome"].values[0, 0] = 4
    changed.attrs["code_digest"] = "0" * 16
    changed.attrs["versions"] = changed.attrs["versions"].replace('"scipy": "', '"scipy": "0.')
    found = sim.reproduce(changed)
    assert "other code of this program" in found.reasons
    assert any(reason.startswith("scipy ") for reason in found.reasons)
    assert len(found.reasons) == 2


def test_a_part_of_the_balloons_is_refused(flights):
    with pytest.raises(ResultError, match="a part was taken out"):
        sim.reproduce(flights.isel(balloon=[0, 2, 3]))


def test_flights_that_carry_no_scenario_are_refused(flights):
    with pytest.raises(ResultError, match="attribute scenario, rng_seed"):
        sim.reproduce(flights.drop_attrs())
