"""Setting entries by name, as a sweep does."""

import numpy as np
import pytest

from sim.ensemble import flown_span
from sim.errors import ScenarioError
from sim.scenario import Scenario, load_scenario
from tests.scenario.typed import scenario

EXAMPLE = scenario()
LEE = load_scenario("lee_2015_04_04")


def test_a_number_replaces_a_value_and_says_so() -> None:
    changed = EXAMPLE.with_values({"balloon.free_lift_fraction": 0.1, "payload.bundles.short.timer_h": np.float64(1.5)})
    assert changed.balloon.free_lift_fraction.median == pytest.approx(0.1)
    assert changed.balloon.free_lift_fraction.because == "set for this run"
    assert changed.payload.bundle_list[0].timer.median == pytest.approx(5400.0)
    assert EXAMPLE.balloon.free_lift_fraction.median == pytest.approx(0.08)


def test_nothing_else_changes() -> None:
    changed = EXAMPLE.with_values({"balloon.free_lift_fraction": 0.1})
    others = [name for name in EXAMPLE.quantities if changed.quantities[name] != EXAMPLE.quantities[name]]
    assert others == ["balloon.free_lift_fraction"]
    assert EXAMPLE.with_values({}) == EXAMPLE


def test_a_distribution_replaces_a_number() -> None:
    law = {"distribution": "uniform", "low": 0.05, "high": 0.15, "because": "test"}
    assert not EXAMPLE.with_values({"balloon.free_lift_fraction": law}).balloon.free_lift_fraction.is_certain


@pytest.mark.parametrize("year", [1, 1899, 2201, 9999])
def test_a_year_in_which_nothing_can_be_flown_is_refused(year: int) -> None:
    with pytest.raises(ScenarioError, match="its year must lie between 1900 and 2200"):
        EXAMPLE.with_values({"launch.time": f"{year:04d}-06-20T23:00:00+09:00"})


@pytest.mark.parametrize("year", [1900, 2200])
def test_the_first_and_the_last_year_count_their_own_seconds(year: int) -> None:
    for moment in (f"{year}-01-01T00:00:00+09:00", f"{year}-12-31T23:59:59-12:00"):
        flown = EXAMPLE.with_values({"launch.time": moment, "simulation.horizon_h": 240.0})
        first, last = flown_span(flown)
        assert abs(int(str(first)[:4]) - year) <= 1
        assert last - first > np.timedelta64(240, "h")


def test_settings_stay_plain() -> None:
    simulation = EXAMPLE.with_values({"simulation.balloons": np.int64(500)}).simulation
    assert (simulation.balloons, type(simulation.balloons)) == (500, int)
    assert EXAMPLE.with_values({"weather.wind": "era5.nc"}).weather.wind == "era5.nc"


def test_a_new_time_must_carry_its_offset() -> None:
    assert EXAMPLE.with_values({"launch.time": "2015-04-05T03:00:00+09:00"}).launch.time.day == 5
    with pytest.raises(ScenarioError, match="without an offset from UTC"):
        EXAMPLE.with_values({"launch.time": "2015-04-05T03:00:00"})


def test_a_new_site_replaces_the_coordinates_and_the_other_way_round() -> None:
    launch = EXAMPLE.with_values({"launch.site": "Gyodong Island"}).launch
    assert (launch.site, launch.longitude) == ("gyodong", 126.27)
    launch = EXAMPLE.with_values({"launch.longitude": 127.5, "launch.latitude": 38.0}).launch
    assert (launch.site, launch.longitude, launch.latitude) == (None, 127.5, 38.0)


def test_none_removes_an_entry() -> None:
    changed = EXAMPLE.with_values({"balloon.lay_flat_width_m": None, "balloon.diameter_m": 1.3})
    assert changed.balloon.diameter.median == pytest.approx(1.3)


def test_every_name_that_leads_nowhere_is_reported() -> None:
    changes = {"baloon.tube_length_m": 7, "payload.bundles.shrt.timer_h": 2, "name.of": 3}
    with pytest.raises(ScenarioError) as caught:
        EXAMPLE.with_values(changes)
    assert list(caught.value.problems) == [
        "example: baloon.tube_length_m leads nowhere: baloon is not known there; did you mean balloon?",
        "example: payload.bundles.shrt.timer_h leads nowhere: shrt is not known there; did you mean short?",
        "example: name.of leads nowhere: name is not a table.",
    ]


def test_an_unknown_last_name_is_refused_as_a_key() -> None:
    with pytest.raises(ScenarioError, match=r"tube_lenght_m is not a known key; did you mean tube_length_m\?"):
        EXAMPLE.with_values({"balloon.tube_lenght_m": 7})


def test_a_change_is_checked_like_a_file() -> None:
    with pytest.raises(ScenarioError, match=r"free_lift_fraction is -0\.1; it must be greater than 0"):
        EXAMPLE.with_values({"balloon.free_lift_fraction": -0.1})


def test_tables_that_stay_as_they_are_are_not_checked_again_and_those_that_change_are() -> None:
    nearer = LEE.with_values({"launch.site": "imjingak", "payload.bundles.main.timer_h": 2.0})
    assert nearer.balloon is LEE.balloon
    assert nearer.items["usb_stick"] is LEE.items["usb_stick"]
    assert nearer.launch.longitude != LEE.launch.longitude
    # what a scenario written down and read anew is
    assert Scenario.from_json(nearer.to_json()) == nearer
    with pytest.raises(ScenarioError, match="light is 'night', but the sun says 'day'"):
        nearer.with_values({"launch.time": "2015-04-04T13:00:00+09:00"})
    with pytest.raises(ScenarioError, match="nowhere"):
        nearer.with_values({"balloon.gas_purity": {"value": 0.9, "source": "fact:nowhere/found"}})
