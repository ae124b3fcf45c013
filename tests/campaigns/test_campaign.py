"""A small campaign flown: its sums, its bits, and a group that nothing lets go."""

import json
import math

import numpy as np
import pytest
import xarray as xr

import sim
from sim.campaigns import PLACES, load_campaign, told, whole_of
from sim.errors import InputError, ResultError
from tests.compliance import verdict


def test_the_result_has_its_dimensions_and_units(result):
    assert dict(result.sizes) == {"month": 2, "group": 3, "item": 3, "place": 5, "quantile": 5}
    assert result["copies"].dims == ("month", "group", "item", "place")
    assert result["whole_copies_of_years"].dims == ("quantile", "group", "item", "place")
    assert tuple(result["place"].values) == PLACES
    assert {variable.attrs["units"] for variable in result.data_vars.values()} == {"1"}
    assert all(variable.attrs["long_name"] for variable in result.data_vars.values())


def test_all_is_the_sum_of_groups_of_kinds_and_of_months(result):
    copies = result["copies"]
    np.testing.assert_allclose(copies.sel(group="all"), copies.sel(group=["park", "lee"]).sum("group"))
    np.testing.assert_allclose(copies.sel(item="all"), copies.sel(item=["dvd_sleeve", "usb_stick"]).sum("item"))
    np.testing.assert_allclose(result["whole_copies"], copies.sum("month"))
    np.testing.assert_allclose(result["copies_sent"], copies.sum("place"))
    np.testing.assert_allclose(result["whole_nights_tried"], [20.0, 5.0, 25.0])


def test_ends_lie_about_what_is_expected(result):
    for part in (result, whole_of(result)):
        assert (part["copies_low"] <= part["copies"] + 1e-9).all()
        assert (part["copies"] <= part["copies_high"] + 1e-9).all()
        assert (part["copies_packed"] <= part["copies"] + 1e-9).all()
        assert (part["copies_of_years"].diff("quantile") >= 0).all()


def test_a_month_is_its_launches_times_what_a_plain_run_tells(result, small):
    plan = load_campaign(small)
    month = plan.file.months[0]
    scenario = plan.scenario(0, month)
    flights = sim.simulate(
        scenario, sim.wind_for(scenario), balloons=12, weather_members=4, rng_seed=plan.key(0, month)
    )
    table = sim.landings(flights).probabilities("country", "dvd_sleeve")
    used = 10 * 3 / (flights.sizes["night"] - 1)  # Haldane: four let go, the last of them ends the asking
    july = result.isel(month=0).sel(group="park", item="dvd_sleeve")
    assert float(july["nights_used"]) == pytest.approx(used)
    assert float(july["balloons"]) == pytest.approx(3 * used)
    for place in ("north_korea", "south_korea", "sea"):
        expected = 3 * used * table.row("dvd_sleeve", place).items
        assert float(july["copies"].sel(place=place)) == pytest.approx(expected)


def test_a_group_that_no_forecast_lets_go_sends_nothing(result):
    lee = result.isel(month=1).sel(group="lee")
    assert float(lee["nights_used"]) == 0.0
    assert float(lee["copies"].sum()) == 0.0
    assert float(lee["nights_flown"]) == 0.0
    assert float(lee["nights_looked_at"]) >= 384
    assert 0.0 < float(lee["nights_used_high"]) < 5 * 0.01
    assert float(result.isel(month=0).sel(group="lee")["nights_tried"]) == 0.0


def test_years_scatter_about_the_expectation(result):
    park = whole_of(result).sel(group="park")
    years = park["nights_used_of_years"].values
    # launches of 20 tries: the middle of years is within two of their mean
    assert abs(years[2] - float(park["nights_used"])) < 2.0
    assert years[0] < years[-1]


def test_the_same_seed_gives_the_same_bits_on_one_thread(result, small):
    xr.testing.assert_identical(sim.campaign(small, threads=1), result)


def test_a_group_less_moves_no_other(result, small):
    text = small.read_text()
    alone = small.parent / "alone.toml"
    alone.write_text(text[: text.index('[[groups]]\nname = "lee"')])
    only = sim.campaign(alone)
    for name in ("copies", "copies_low", "copies_of_years", "nights_used", "whole_copies_of_years"):
        np.testing.assert_array_equal(only[name].sel(group="park"), result[name].sel(group="park"))


def test_another_seed_flies_other_nights(result, small):
    other = sim.campaign(small, rng_seed=2)
    assert other.attrs["rng_seed"] == "2"
    assert not np.array_equal(other["copies"].sel(group="park"), result["copies"].sel(group="park"))


def test_the_text_tells_months_places_and_what_was_planned(result):
    text = told(result)
    lines = text.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["2015-07", "2015-08", "whole"]
    north = float(whole_of(result)["copies"].sel(group="all", item="all", place="north_korea"))
    rounded = f"{round(north, 2 - math.floor(math.log10(north))):,.0f}"
    assert f"  {rounded} (" in lines[3]
    assert "Planned or claimed: 100,000 (gawker_2014_2015/copies_planned)" in text
    assert "Planned or claimed: 10,000 (verge_2015_04_08/park_copies_planned)" in text


def test_claims_are_beside_the_numbers_and_not_in_them(result, small):
    unclaimed = small.parent / "unclaimed.toml"
    unclaimed.write_text("\n".join(line for line in small.read_text().splitlines() if not line.startswith("claims")))
    other = sim.campaign(unclaimed)
    assert [claim["copies"] for claim in json.loads(result.attrs["claims"])] == [100_000, 10_000]
    assert json.loads(other.attrs["claims"]) == []
    xr.testing.assert_equal(other, result)


def test_a_result_is_read_back_as_it_was_written(result, tmp_path):
    path = sim.save_campaign(result, tmp_path / "campaign.nc")
    xr.testing.assert_identical(sim.open_campaign(tmp_path), result)
    with pytest.raises(ResultError, match="is there already"):
        sim.save_campaign(result, path)
    assert [file.name for file in tmp_path.iterdir()] == ["campaign.nc"]


def test_the_compliance_checker_has_nothing_to_say(result, tmp_path):
    path = sim.save_campaign(result, tmp_path / "campaign.nc")
    faults, stumbles, groups = verdict(path)
    assert groups > 20  # it did look
    assert faults == []
    assert stumbles == set()


def test_what_is_no_campaign_is_refused(tmp_path):
    with pytest.raises(ResultError, match="no such file"):
        sim.open_campaign(tmp_path)
    xr.Dataset({"copies": 1.0}).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(ResultError, match="nights_used, whole_copies not found"):
        sim.open_campaign(tmp_path / "other.nc")
    (tmp_path / "text.nc").write_text("no")
    with pytest.raises(ResultError, match="not a readable NetCDF-4 file"):
        sim.open_campaign(tmp_path / "text.nc")


def test_wrong_sizes_fly_nothing(small):
    with pytest.raises(InputError, match="nights_flown is 0"):
        sim.campaign(small, nights=0)
    with pytest.raises(InputError, match="threads is 0"):
        sim.campaign(small, threads=0)
