import numpy as np
import pytest
import xarray as xr

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import plain_wind, written


def problems_of(path, **cut):
    with pytest.raises(WindError) as caught:
        open_wind(path, **cut)
    return caught.value.problems


def ensemble(name, labels=None):
    """Member n of plain wind blows n metres per second faster toward the east."""
    members = [plain_wind() for _ in range(3)]
    for number, wind in enumerate(members):
        wind["u"] = (wind["u"] + number).assign_attrs(wind["u"].attrs)
    both = xr.concat(members, name, combine_attrs="override")
    return both if labels is None else both.assign_coords({name: labels})


@pytest.mark.parametrize("name", ["number", "member", "ensemble", "realization"])
def test_the_axis_of_an_ensemble_is_known_by_its_name(name, tmp_path):
    assert len(open_wind(written(ensemble(name, [3, 5, 7]), tmp_path / "wind.nc")).members) == 3


@pytest.mark.parametrize(("labels", "member"), [([3, 5, 7], 7), (None, 2)])
def test_the_member_asked_for_is_flown_and_said(labels, member, tmp_path):
    field = open_wind(written(ensemble("number", labels), tmp_path / "wind.nc"), member=member)
    plain = open_wind(written(plain_wind(), tmp_path / "plain.nc")).dataset
    np.testing.assert_array_equal(field.dataset["eastward_wind"], plain["eastward_wind"] + 2.0)
    np.testing.assert_array_equal(field.dataset["northward_wind"], plain["northward_wind"])
    assert f"Member {member} of an ensemble is flown." in field.notes


def test_a_member_that_is_not_there_is_refused(tmp_path):
    (problem,) = problems_of(written(ensemble("number", [3, 5, 7]), tmp_path / "wind.nc"), member=0)
    assert "there is no number 0; the file has 3, 5, 7" in problem
    (problem,) = problems_of(written(plain_wind(), tmp_path / "plain.nc"), member=0)
    assert "the file is no ensemble" in problem


def test_one_member_alone_is_read_with_and_without_its_number(tmp_path):
    one = written(ensemble("number", [3, 5, 7]).isel(number=[1]), tmp_path / "one.nc")
    scalar = written(ensemble("number", [3, 5, 7]).isel(number=1), tmp_path / "scalar.nc")
    for path in (one, scalar):
        xr.testing.assert_equal(open_wind(path).dataset, open_wind(path, member=5).dataset)
        assert len(problems_of(path, member=3)) == 1


def test_a_number_that_is_missing_says_nothing_of_members(tmp_path):
    path = written(plain_wind().assign_coords(number=np.nan), tmp_path / "wind.nc")
    assert open_wind(path).members[0].dataset.sizes["time"] == 3
    (problem,) = problems_of(path, member=0)
    assert "the file is no ensemble" in problem


def test_another_axis_too_many_is_no_ensemble(tmp_path):
    wind = xr.concat([plain_wind(), plain_wind()], "scenario")
    problems = problems_of(written(wind, tmp_path / "wind.nc"))
    assert all("has scenario with 2 entries" in problem for problem in problems)
