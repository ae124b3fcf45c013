"""What a sweep says is what separate runs say, with labels enough to do it again."""

import json

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import InputError
from sim.ground import regions
from sim.landing import landings
from sim.sweeps import airs as airs_module
from sim.sweeps.measures import lines

LIFT, TIMER = "balloon.free_lift_fraction", "payload.bundles.main.timer_h"


def rows_agree(point: xr.Dataset, flights: xr.Dataset) -> None:
    table = landings(flights).regions()
    for row in table:
        cell = point.sel(item=row.item, region=row.region)
        assert (float(cell["probability"]), float(cell["low"]), float(cell["high"])) == row[4:7], row
        assert int(cell["landings"]) == row.landings
        assert (float(cell["pieces"]), float(cell["pieces_low"]), float(cell["pieces_high"])) == row[8:11]
        assert (str(cell["region_kind"].values), str(cell["region_within"].values)) == (row.kind, row.within)
    others = [name for name in point["region"].values if name not in {row.region for row in table}]
    assert len(others) > 5
    assert (point["probability"].sel(region=others) == 0.0).all()


def test_a_sweep_of_one_parameter_agrees_exactly_with_separate_runs(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [1.0, 2.0, 3.0]}, balloons=12, weather_members=3, rng_seed=5)
    assert result["probability"].dims == ("timer_h", "item", "region")
    for timer in (1.0, 2.0, 3.0):
        scenario = tiny.with_values({TIMER: timer})
        flights = sim.simulate(scenario, april, balloons=12, weather_members=3, rng_seed=5)
        rows_agree(result.sel(timer_h=timer), flights)


def test_places_are_those_of_the_summary_of_each_run(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [1.0, 3.0]}, balloons=12, weather_members=3)
    drops = landings(sim.simulate(tiny.with_values({TIMER: 3.0}), april, balloons=12, weather_members=3))
    summary, cell = drops.summary("usb_stick"), result.sel(timer_h=3.0, item="usb_stick")
    assert (float(cell["median_longitude"]), float(cell["median_latitude"])) == (summary.longitude, summary.latitude)
    assert (float(cell["range"]), float(cell["bearing"])) == (summary.range, summary.bearing)
    assert (float(cell["along_sd"]), float(cell["cross_sd"])) == (summary.along_sd, summary.cross_sd)
    assert float(cell["circular_error"]) == summary.circular_error
    without = sim.sweep(tiny, april, {TIMER: [1.0, 3.0]}, balloons=12, weather_members=3, places=False)
    assert np.isnan(without["range"]).all()
    np.testing.assert_array_equal(without["probability"], result["probability"])


def test_the_size_of_the_scenario_is_that_of_a_run(tiny, april):
    fewer = sim.sweep(tiny.with_values({"simulation.weather_members": 4}), april, {TIMER: [2.0]}, balloons=3)
    flights = sim.simulate(tiny.with_values({TIMER: 2.0, "simulation.weather_members": 4}), april, balloons=3)
    rows_agree(fewer.isel(timer_h=0), flights)
    assert int(fewer["balloons"][0]) == 3


def test_nothing_of_a_region_has_the_upper_end_that_its_table_gives(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [2.0]}, balloons=40, weather_members=20).isel(timer_h=0)
    nothing = result["probability"] == 0.0
    ends = np.unique(result["high"].values[nothing.values])
    # Wilson's interval without a hit over 20 members: t**2/n / (1 + t**2/n), t = 1.729 (Student's table, 19, 95 %)
    square = 1.7291328**2 / 20
    assert ends == pytest.approx([square / (1 + square)], rel=1e-6)


def test_common_random_numbers_sharpen_a_difference(tiny, april):
    """Over six seeds: with their own seeds the variances of both points add up."""
    seeds = range(6)
    north = np.array(
        [
            sim.sweep(tiny, april, {TIMER: [2.0, 2.1]}, balloons=16, weather_members=8, rng_seed=seed, places=False)
            .probability.sel(item="leaflet_vinyl", region="north_korea")
            .values
            for seed in seeds
        ]
    )
    common = np.var(north[:, 0] - north[:, 1])
    apart = np.var(north[:, 0] - np.roll(north[:, 1], 1))
    # six minutes move few landings over a border, but the nights of two seeds differ throughout
    assert common < 0.25 * apart


def test_designs_give_their_dimensions(tiny):
    crossed = sim.sweep(tiny, None, {TIMER: [1.0, 2.0], "night": ["2015-04-04", "2015-05-05", "2015-04-06"]})
    assert crossed["probability"].dims[:2] == ("timer_h", "night")
    assert dict(crossed.sizes) | {"timer_h": 2, "night": 3} == dict(crossed.sizes)
    paired = sim.sweep(tiny, None, {TIMER: [1.0, 2.0], "night": ["2015-04-04", "2015-05-05"]}, design="zip")
    assert paired["probability"].dims[0] == "point"
    for point, (timer, night) in enumerate([(1.0, "2015-04-04"), (2.0, "2015-05-05")]):
        same = crossed.sel(timer_h=timer, night=night)
        np.testing.assert_array_equal(paired["probability"][point], same["probability"])
    assert list(paired["timer_h"].values) == [1.0, 2.0]
    drawn = sim.sweep(tiny, None, {LIFT: "own", TIMER: {"low": 1.0, "high": 3.0}}, design="sobol", points=4)
    assert dict(drawn.sizes)["point"] == 4
    assert drawn[LIFT.split(".")[1]].dims == ("point",)


def test_a_night_flies_in_the_climate_of_its_month_and_each_is_opened_once(tiny, monkeypatch):
    opened = []

    def wind_for(scenario, folder):
        opened.append(scenario.launch.time.month)
        return sim.wind_for(scenario, folder)

    monkeypatch.setattr(airs_module, "wind_for", wind_for)
    nights = ["2015-01-10", "2015-04-10", "2015-01-11", "2015-04-11"]
    result = sim.sweep(tiny, None, {TIMER: [1.0, 2.0], "night": nights})
    assert sorted(opened) == [1, 4]
    january = sim.simulate(
        tiny.with_values({"launch.time": "2015-01-11T03:00:00+09:00", TIMER: 2.0}),
        sim.climatological_wind(tiny.with_values({"launch.time": "2015-01-11T03:00:00+09:00"})),
    )
    rows_agree(result.sel(timer_h=2.0, night="2015-01-11"), january)
    assert result["air_of_point"].sel(timer_h=1.0).values.tolist() == [0, 1, 0, 1]
    assert ["January" in str(source) for source in result["air_source"].values] == [True, False]


def test_no_more_than_two_winds_are_held(tiny, monkeypatch):
    held = []
    keep = airs_module.Airs.wind

    def counted(self, scenario):
        wind = keep(self, scenario)
        held.append(len(self._held))
        return wind

    monkeypatch.setattr(airs_module.Airs, "wind", counted)
    sim.sweep(tiny, None, {"night": [f"2015-{month:02d}-10" for month in range(1, 6)]})
    assert max(held) == 2


def test_a_result_says_all_that_is_needed_to_fly_it_again(tiny):
    result = sim.sweep(tiny, None, {TIMER: [1.0, 2.0], "launch.site": ["gimpo"]}, rng_seed=7)
    again = sim.sweep(
        sim.Scenario.from_json(result.attrs["scenario"]),
        None,
        json.loads(result.attrs["parameters"]),
        design=result.attrs["design"],
        rng_seed=int(result.attrs["rng_seed"]),
    )
    xr.testing.assert_identical(result, again)
    assert (result["timer_h"].attrs["scenario_path"], result["timer_h"].attrs["units"]) == (TIMER, "h")
    assert result["site"].attrs["scenario_path"] == "launch.site"
    assert result["air_digest"].values.tolist() == [sim.climatological_wind(tiny).digest]


def test_every_variable_has_a_name_and_a_unit_or_flags(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [1.0]})
    assert result.attrs["Conventions"] == "CF-1.11"
    for name, variable in result.data_vars.items():
        assert variable.attrs["long_name"], name
        assert {"units", "flag_meanings"} & set(variable.attrs) or name == "air_of_point", name


def test_moments_of_the_launch_are_told_in_utc(tiny, april):
    moments = ["2015-04-01T03:00:00+09:00", "2015-04-02T23:30:00+09:00"]
    time = sim.sweep(tiny, april, {"launch.time": moments}, places=False)["time"]
    # Korea is nine hours ahead
    assert [str(moment)[:16] for moment in time.values] == ["2015-03-31T18:00", "2015-04-02T14:30"]
    assert time.attrs["standard_name"] == "time"


def test_regions_and_outcomes_add_up_to_one(tiny, april):
    result = sim.sweep(tiny, april, {TIMER: [1.0, 3.0]})
    parts = result["probability"].where(result["region_kind"] != "total").sum("region")
    np.testing.assert_allclose(parts, 1.0, rtol=1e-12)
    np.testing.assert_allclose(result["outcome_share"].sum("outcome"), 1.0, rtol=1e-12)
    assert [line.name for line in lines() if line.kind == "region" and line.within == "sea"] == [
        region.name for region in regions() if region.kind == "sea"
    ]


def test_a_point_whose_rule_lets_nobody_go_says_so_and_stays_unknown(april):
    rule = {
        "wind_at_least_m_s": {"value": 80.0, "because": "no night has it"},
        "level_m": {"value": 1500.0, "because": "for the test"},
    }
    scenario = sim.load_scenario("lee_2015_04_04").with_values(
        {"simulation.balloons": 2, "simulation.weather_members": 1, "simulation.horizon_h": 4.0}
    )
    with_rule = json.loads(scenario.to_json())["launch_rule"] | rule
    result = sim.sweep(scenario, april, {"launch_rule": [with_rule, json.loads(scenario.to_json())["launch_rule"]]})
    assert result["flown"].values.tolist() == [2, 1]
    assert np.isnan(result["probability"][0]).all()
    assert np.isfinite(result["probability"][1]).all()
    assert result["nights_looked_at"].values[0] == -1
    (reason,) = json.loads(result.attrs["not_flown"]).values()
    assert "launch" in reason


def test_progress_counts_points(tiny, april, monkeypatch):
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 2)
    told = []
    sim.sweep(tiny, april, {TIMER: [1.0, 2.0, 3.0]}, places=False, progress=lambda *counts: told.append(counts))
    assert told == [(2, 3), (3, 3)]


def test_every_bad_point_is_named_before_anything_flies(tiny, monkeypatch):
    monkeypatch.setattr("sim.sweeps.shards.prepared", lambda *args, **keywords: pytest.fail("flown in vain"))
    parameters = {
        LIFT: [0.1, -0.2],
        TIMER: [1.0, 2.0],
        "weather.wind": ["missing.nc", "climatology", "shipped:gfs_2011_01_15_korea"],
    }
    with pytest.raises(InputError) as told:
        sim.sweep(tiny, None, parameters)
    problems = told.value.problems
    assert len(problems) == 3
    (lift,) = (problem for problem in problems if "free_lift_fraction is -0.2" in problem)
    assert lift.startswith("at free_lift_fraction = -0.2, timer_h = 1, wind = missing.nc and 5 more of 12 points: ")
    (missing,) = (problem for problem in problems if "missing.nc:" in problem)
    assert missing.startswith("at free_lift_fraction = 0.1, timer_h = 1, wind = missing.nc and 1 more of 12 points: ")
    assert sum("steady" in problem for problem in problems) == 1


def test_a_wind_that_is_passed_leaves_none_to_choose(tiny, april):
    with pytest.raises(InputError, match="a wind was passed"):
        sim.sweep(tiny, april, {"weather.wind": ["climatology"]})


@pytest.mark.parametrize(
    ("arguments", "word"),
    [({"level": 1.0}, "level is 1"), ({"threads": 0}, "threads is 0"), ({"shard": (1, 2)}, "needs a store")],
)
def test_arguments_that_cannot_be_are_refused(arguments, word, tiny, april):
    with pytest.raises(InputError, match=word):
        sim.sweep(tiny, april, {TIMER: [1.0]}, **arguments)
