import numpy as np
import pytest

import sim
from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import plain_wind, written

pytest.importorskip("zarr")


@pytest.fixture
def near(lee):
    """The headline night as its first five hours: within the times of the plain wind."""
    return lee.with_values({"simulation.horizon_h": 5.0, "simulation.weather_members": 2})


def longer():
    """The plain wind, and the same once more a day before and a day after."""
    wind = plain_wind()
    return [wind.assign_coords(time=wind["time"] + np.timedelta64(24 * day, "h")) for day in (-1, 0, 1)]


def test_a_scenario_names_its_wind(lee, april):
    assert sim.wind_for(lee).digest == april.digest
    shipped = sim.wind_for(sim.load_scenario("gfs_2011_01_15"))
    assert shipped.digest == open_wind("shipped:gfs_2011_01_15_korea").digest


def test_of_files_only_the_times_around_the_flights_are_read(near, tmp_path):
    paths = [written(wind, tmp_path / f"{number}.nc") for number, wind in enumerate(longer())]
    whole = open_wind(paths)
    assert whole.times.size == 9
    listed = near.with_values({"weather.wind": [str(path) for path in paths]})
    assert listed.weather.wind == tuple(map(str, paths))
    found = sim.wind_for(listed)
    # launched at 18 UTC give or take a quarter of an hour, followed for five hours
    assert [str(time)[:16] for time in found.times] == ["2015-04-03T12:00", "2015-04-03T18:00", "2015-04-04T00:00"]
    flights = {name: sim.simulate(listed, wind, balloons=4) for name, wind in (("cut", found), ("whole", whole))}
    np.testing.assert_array_equal(flights["cut"]["landing_longitude"], flights["whole"]["landing_longitude"])


def test_a_folder_beside_the_scenario_is_found(near, tmp_path):
    (tmp_path / "winds").mkdir()
    written(plain_wind(), tmp_path / "winds" / "night.nc")
    named = near.with_values({"weather.wind": "winds/night.nc"})
    assert sim.wind_for(named, tmp_path).times.size == 3
    with pytest.raises(WindError, match="there is no such file"):
        sim.wind_for(named)


def test_files_that_end_too_early_are_read_whole_to_say_so(near, tmp_path):
    first = written(longer()[0], tmp_path / "early.nc")
    named = near.with_values({"weather.wind": str(first)})
    (problem,) = sim.check(named, sim.wind_for(named))
    assert "the wind lasts from 2015-04-02T12:00 to 2015-04-03T00:00 UTC" in problem


def test_of_a_store_only_the_night_over_korea_is_read(near, tmp_path):
    import xarray as xr

    wind = xr.concat(longer(), "time", data_vars="all").drop_encoding()
    wide = wind.reindex(longitude=np.arange(100.0, 150.1, 2.0), latitude=np.arange(20.0, 60.1, 2.0), method="nearest")
    wide.to_zarr(tmp_path / "year.zarr", zarr_format=3, consolidated=False)
    found = sim.wind_for(near.with_values({"weather.wind": str(tmp_path / "year.zarr")}))
    assert found.box == (118.0, 30.0, 138.0, 46.0)
    assert found.times.size == 3
    assert sim.check(near, found) == []


def test_one_member_of_an_ensemble_may_be_named(near, tmp_path):
    from tests.wind.test_members import ensemble

    path = written(ensemble("number", [3, 5, 7]), tmp_path / "wind.nc")
    named = near.with_values({"weather.wind": str(path)})
    assert len(sim.wind_for(named).members) == 3
    alone = sim.wind_for(named.with_values({"weather.member": 5}))
    assert len(alone.members) == 1
    np.testing.assert_array_equal(alone.dataset["eastward_wind"], open_wind(path, member=5).dataset["eastward_wind"])


def test_the_climate_stands_alone(lee):
    with pytest.raises(WindError, match="lists climatology among files; it stands alone"):
        sim.wind_for(lee.with_values({"weather.wind": ["climatology", "a.nc"]}))
    with pytest.raises(WindError, match=r"weather\.member is 3, and climatology is no ensemble; leave it out"):
        sim.wind_for(lee.with_values({"weather.member": 3}))
