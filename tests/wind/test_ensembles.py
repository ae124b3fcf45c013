from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from sim.wind.weather.ensembles import ensemble_mean, inflated, spread_process
from tests.wind.files import plain_wind, written
from tests.wind.test_members import ensemble

SITE = (127.0, 38.0)
OFFSETS = (0.0, 1.0, 2.0)
"""Eastward wind of the members over that of the plain wind. [m s-1]"""


@pytest.fixture
def three(tmp_path):
    return open_wind(written(ensemble("number", [3, 5, 7]), tmp_path / "wind.nc"))


def eastward(wind):
    return wind.dataset["eastward_wind"].to_numpy()


def test_an_ensemble_is_read_with_all_its_members(three, tmp_path):
    plain = open_wind(written(plain_wind(), tmp_path / "plain.nc"))
    assert len(three.members) == 3
    for member, offset in zip(three.members, OFFSETS, strict=True):
        np.testing.assert_array_equal(eastward(member), eastward(plain) + offset)
        assert member.members == (member,)
    assert "An ensemble of 3 members, numbers 3, 5, 7." in three.notes
    assert len({member.digest for member in three.members}) == 1
    assert not any("is flown" in note for note in three.notes)


def test_members_in_files_of_their_own_are_one_ensemble(three, tmp_path):
    whole = ensemble("number", [3, 5, 7])
    paths = [written(whole.isel(number=n), tmp_path / f"member{n}.nc") for n in (2, 0, 1)]
    apart = open_wind(paths)
    for ours, theirs in zip(apart.members, three.members, strict=True):
        xr.testing.assert_equal(ours.dataset, theirs.dataset)
    assert len(open_wind(paths[:1]).members) == 1


def test_a_file_that_says_nothing_of_members_belongs_to_all(three, tmp_path):
    whole = ensemble("number", [3, 5, 7])
    winds = written(whole[["u", "v"]], tmp_path / "winds.nc")
    # the temperatures and heights of all members are the same here
    rest = written(plain_wind()[["t", "gh"]], tmp_path / "rest.nc")
    with pytest.raises(WindError, match="is asked for, and the file is no ensemble"):
        open_wind([winds, rest], member=3)
    ground = plain_wind()["t"].isel(level=0, drop=True).rename("sp") * 0.0 + 1e5
    surface = written(xr.Dataset({"sp": ground.assign_attrs(units="Pa")}), tmp_path / "surface.nc")
    field = open_wind([written(whole, tmp_path / "all.nc"), surface])
    np.testing.assert_array_equal(eastward(field.members[2]), eastward(three.members[2]))


def test_members_on_other_axes_are_refused(tmp_path):
    whole = ensemble("number", [3, 5, 7])
    one = written(whole.isel(number=0), tmp_path / "one.nc")
    late = whole.isel(number=1).assign_coords(time=whole["time"] + np.timedelta64(1, "h"))
    with pytest.raises(WindError, match="member 5 of the ensemble has another time than member 3"):
        open_wind([one, written(late, tmp_path / "two.nc")])


def rising(wind):
    return (0.0 * wind["u"] + 0.1).assign_attrs(units="m s-1", standard_name="upward_air_velocity")


@pytest.mark.parametrize("rich", [0, 1])
def test_members_that_do_not_all_have_a_quantity_are_refused(rich, tmp_path):
    paths = []
    for number in (0, 1):
        wind = ensemble("number", [3, 5, 7]).isel(number=number)
        wind = wind.assign(w=rising(wind)) if number == rich else wind
        paths.append(written(wind, tmp_path / f"{number}.nc"))
    with pytest.raises(WindError, match="only one of the members 3 and 5 of the ensemble has upward_air_velocity"):
        open_wind(paths)


def test_what_must_be_said_of_another_member_than_the_first_is_said(tmp_path):
    whole = ensemble("number", [3, 5, 7])
    humidity = (0.0 * whole["u"] + 1e-3).assign_attrs(units="1", standard_name="specific_humidity")
    # member 5 alone has a value below zero
    humidity = humidity.copy(data=np.where(np.arange(humidity.size).reshape(humidity.shape) == 451, -1e-6, humidity))
    field = open_wind(written(whole.assign(q=humidity), tmp_path / "wind.nc"))
    size = whole["u"].isel(number=0).size
    assert size == 450  # value 451 is the second of member 5
    note = f"1 humidities of {size} lie a little below zero and are taken as zero."
    assert f"Of 1 of 3 members, first of member 5: {note}" in field.notes


def test_the_mean_is_the_mean_and_has_a_digest_of_its_own(three):
    mean = ensemble_mean(three)
    np.testing.assert_allclose(eastward(mean), eastward(three) + 1.0, rtol=0, atol=1e-12)
    np.testing.assert_allclose(mean.dataset["height"], three.dataset["height"], rtol=1e-15)
    assert mean.digest != three.digest
    assert len(mean.members) == 1


def test_inflated_members_lie_farther_from_the_mean_which_stays(three):
    wider = inflated(three, 1.5)
    mean = eastward(three) + 1.0
    for member, offset in zip(wider, OFFSETS, strict=True):
        np.testing.assert_allclose(eastward(member), mean + 1.5 * (offset - 1.0), atol=1e-12)
    assert inflated(three, 1.0) == three.members


def test_the_winds_near_the_ground_are_inflated_like_those_of_the_levels(three):
    names = ("eastward_wind_10m", "northward_wind_10m", "eastward_wind_100m", "northward_wind_100m")
    flat = 0.0 * three.dataset["eastward_wind"].isel(level=0, drop=True)
    members = [
        replace(member, dataset=member.dataset.assign(dict.fromkeys(names, flat + 2.0 + offset)))
        for member, offset in zip(three.members, OFFSETS, strict=True)
    ]
    wider = inflated(replace(members[0], others=tuple(members[1:])), 1.5)
    for member, expected in zip(wider, (1.5, 3.0, 4.5), strict=True):
        for name in names:
            np.testing.assert_allclose(member.dataset[name], expected, atol=1e-12)


def test_the_spread_of_the_members_is_the_error_of_their_mean(three):
    process = spread_process(three, 2.0, SITE, 2000.0, 250e3, 32_400.0)
    # 0, 1 and 2 m/s: a sample variance of 1
    np.testing.assert_allclose(process.eastward_sd, 2.0, atol=1e-9)
    np.testing.assert_allclose(process.northward_sd, 0.0, atol=1e-9)
    assert process.time_scale == 32_400.0


def test_the_spread_is_taken_around_the_site_and_by_level(tmp_path):
    members = []
    for number in range(4):
        wind = plain_wind()
        level = np.arange(5.0)[None, :, None, None]
        far = np.where(wind["longitude"].to_numpy() > 130.0, 100.0, 1.0)
        # between members 0 1 2 3 the sample variance is 5/3, at level k times (k + 1) squared
        step = number * (level + 1.0) * far / np.sqrt(5.0 / 3.0)
        wind["v"] = (wind["v"] + 0.1 * step).assign_attrs(wind["v"].attrs)
        members.append(wind)
    both = xr.concat(members, "number", combine_attrs="override")
    field = open_wind(written(both, tmp_path / "wind.nc"))
    process = spread_process(field, 1.0, (123.0, 38.0), 2000.0, 250e3, 32_400.0)
    heights = field.dataset["height"].mean(("time", "latitude", "longitude")).to_numpy()
    np.testing.assert_allclose(
        process.northward_sd, np.interp(process.heights, heights, 0.1 * np.arange(1.0, 6.0)), rtol=0.01
    )


def test_without_its_vertical_wind_every_member_is_without(tmp_path):
    whole = ensemble("number", [3, 5, 7])
    whole["w"] = (0.0 * whole["u"] + 0.1).assign_attrs(
        units="Pa s-1", standard_name="lagrangian_tendency_of_air_pressure"
    )
    field = open_wind(written(whole, tmp_path / "wind.nc"))
    assert all("upward_air_velocity" in member.dataset for member in field.members)
    still = field.without_vertical_wind()
    assert not any("upward_air_velocity" in member.dataset for member in still.members)


def test_an_ensemble_in_compressed_chunks_is_read(three, tmp_path):
    whole = ensemble("number", [3, 5, 7])
    packed = {name: {"zlib": True, "chunksizes": (1, 1, 5, 5, 6)} for name in whole.data_vars}
    field = open_wind(written(whole, tmp_path / "packed.nc", encoding=packed))
    for ours, theirs in zip(field.members, three.members, strict=True):
        np.testing.assert_array_equal(eastward(ours), eastward(theirs))
    np.testing.assert_array_equal(eastward(open_wind(tmp_path / "packed.nc", member=5)), eastward(three.members[1]))
