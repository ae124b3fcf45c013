"""Natural mix-ups in Python end with a sentence at the door, and not with an error from deep inside."""

import warnings
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr

import sim
from sim.kinds import is_number
from sim.scenario.explain import LEAST_WIDTH
from sim.sweeps.shards import claimed
from sim.wind.door.opening import files_of

mpl.use("Agg")

NAME = "gfs_2011_01_15"
AIR = f"shipped:{NAME}_korea"
LIFT = {"balloon.free_lift_fraction": [0.1]}
TIMER = {"payload.bundles.short.timer_h": [1.0]}
STUDY = xr.Dataset(
    {"first_order": (("output", "item", "factor"), np.ones((1, 1, 1)))},
    {"output": ["north"], "item": ["usb_stick"], "factor": ["weather"]},
    {"method": "sobol"},
)
RANGE = {"balloon.free_lift_fraction": {"low": 0.1, "high": 0.2}}


class Things:
    """One of each kind, of a few balloons."""

    def __init__(self):
        self.scenario = sim.load_scenario(NAME)
        self.wind = sim.wind_for(self.scenario)
        self.flights = sim.simulate(self.scenario, self.wind, balloons=6, weather_members=2, tracks=2)
        self.drops = sim.landings(self.flights)
        self.tally = sim.tally(self.scenario, self.wind, balloons=6, weather_members=2)
        parameters = {"balloon.free_lift_fraction": [0.1]}
        self.table = sim.sweep(
            self.scenario, self.wind, parameters, balloons=2, weather_members=1, places=False, by_member=True
        )
        self.path = "never_written"


@pytest.fixture(scope="module")
def things():
    return Things()


MIXED_UP = {
    # what it must be, or how to get it: calls that were given something else
    "sim.load_scenario": [
        lambda t: sim.simulate(NAME, t.wind),
        lambda t: sim.tally(NAME, t.wind),
        lambda t: sim.simulate_until(NAME, t.wind, half_width=0.1),
        lambda t: sim.timer_study(NAME, t.wind, {}),
        lambda t: sim.check(t.wind, t.wind),
        lambda t: sim.wind_for(NAME),
        lambda t: sim.climatological_wind(NAME),
        lambda t: sim.sweep(NAME, t.wind, {}),
        lambda t: sim.sensitivity(NAME, t.wind),
        lambda t: sim.draw_wind(t.wind, NAME),
    ],
    "sim.open_wind": [
        lambda t: sim.simulate(t.scenario, "era5.nc"),
        lambda t: sim.sweep(t.scenario, "era5.nc", {}),
        lambda t: sim.reproduce(t.flights, "era5.nc"),
        lambda t: sim.wind_description("era5.nc"),
        lambda t: sim.draw_wind("era5.nc"),
        lambda t: sim.resume_sweep(t.path, "era5.nc"),
    ],
    "sim.open_flights": [
        lambda t: sim.landings("flights.nc"),
        lambda t: sim.landings(None),
        lambda t: sim.landings(t.drops),
        lambda t: sim.reproduce(t.drops),
        lambda t: sim.reproduce(t.table),
        lambda t: sim.export(t.drops, f"{t.path}.csv"),
        lambda t: sim.export_tracks(t.drops, f"{t.path}.nc"),
        lambda t: sim.save_flights(t.drops, f"{t.path}.nc"),
        lambda t: sim.save_flights(t.tally, f"{t.path}.nc"),
        lambda t: sim.write_report(t.drops, f"{t.path}.html"),
        lambda t: sim.draw_flight(t.drops),
        lambda t: sim.draw_heights(t.drops),
        lambda t: sim.draw_night(t.drops),
        lambda t: sim.draw_tracks(t.drops),
        lambda t: sim.animate_night(t.drops),
    ],
    "sim.open_tally": [
        lambda t: sim.tallied(None),
        lambda t: sim.save_tally(t.flights, f"{t.path}.nc"),
        lambda t: sim.joined_tally([t.drops, t.drops]),
    ],
    "pass [first, second]": [lambda t: sim.joined_tally(t.tally)],
    "sim.landings(flights)": [
        lambda t: sim.draw_landing_map(t.flights),
        lambda t: sim.draw_regions(t.flights),
        lambda t: sim.draw_distances(t.flights),
        lambda t: sim.draw_drop_zone(t.flights, "usb_stick"),
        lambda t: sim.export_density(t.flights, f"{t.path}.nc"),
        lambda t: sim.score(t.flights, 127.0, 38.0),
    ],
    "pass sim.landings(flights); of a tally": [
        lambda t: sim.draw_comparison(sim.tallied(t.tally), sim.tallied(t.tally)),
        lambda t: sim.draw_comparison(t.drops, sim.tallied(t.tally)),
        lambda t: sim.draw_comparison(t.drops, t.flights),
    ],
    "item is 3; known are": [lambda t: sim.draw_sweep_lines(t.table, item=3)],
    "sim.open_sweep": [
        lambda t: sim.draw_sweep("out/sweep"),
        lambda t: sim.draw_pareto("out/sweep"),
        lambda t: sim.sweep_differences("out/sweep"),
    ],
    "sim.open_campaign": [
        lambda t: sim.draw_campaign(t.flights),
        lambda t: sim.save_campaign(t.flights, f"{t.path}.nc"),
    ],
    "sim.sensitivity": [lambda t: sim.draw_sensitivity("indices.nc")],
    "drawn.figure": [lambda t: sim.save_figure(mpl.figure.Figure().add_subplot(), f"{t.path}.png")],
    "sim.animate_night": [lambda t: sim.save_animation(mpl.figure.Figure(), f"{t.path}.gif")],
    "Axes of matplotlib": [
        lambda t: sim.draw_regions(t.drops, "usb_stick"),
        lambda t: sim.draw_distances(t.drops, ["usb_stick"]),
        lambda t: sim.draw_heights(t.flights, 3),
        lambda t: sim.draw_night(t.flights, "usb_stick"),
        lambda t: sim.draw_sweep_lines(t.table, "usb_stick"),
    ],
    "the path of a": [
        lambda t: sim.load_scenario(t.scenario),
        lambda t: sim.load_campaign(t.scenario),
        lambda t: sim.open_wind(None),
        lambda t: sim.open_wind([t.wind]),
        lambda t: sim.open_wind(b"era5.nc"),
        lambda t: sim.open_wind(t.flights),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, store=5),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, folder=5),
        lambda t: sim.open_flights(t.flights),
        lambda t: sim.open_tally(None),
        lambda t: sim.open_campaign(None),
        lambda t: sim.save_flights(t.flights, None),
        lambda t: sim.save_figure(mpl.figure.Figure(), None),
        lambda t: sim.write_report(t.flights, None),
    ],
    "two whole numbers with i from 1 to n": [
        lambda t: claimed(10, "1/2"),
        lambda t: claimed(10, 3),
        lambda t: claimed(10, (1.0, 2.0)),
    ],
    "True or False": [
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, places="no"),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, density=1),
    ],
    "isel(factor=[1])": [lambda t: sim.draw_sensitivity(STUDY.isel(factor=0))],
    "isel(item=[1])": [lambda t: sim.draw_sensitivity(STUDY.isel(item=0))],
    "item is 5; known are": [lambda t: sim.draw_sensitivity(STUDY, item=5)],
    "no item 5; there are": [lambda t: sim.draw_regions(t.drops, items=[5])],
    "factors is empty": [
        lambda t: sim.sensitivity(t.scenario, t.wind, factors=(), points=4, weather_members=2),
    ],
    "it must be one of north_korea": [
        lambda t: sim.simulate_until(t.scenario, t.wind, half_width=0.1, region=["sea"]),
    ],
    "the folder that sim.sweep wrote": [lambda t: sim.open_sweep(t.table), lambda t: sim.resume_sweep(None)],
    "a mapping": [
        lambda t: sim.sweep_differences(t.table, 0),
        lambda t: sim.sweep(t.scenario, t.wind, "balloon.free_lift_fraction"),
        lambda t: sim.sweep(t.scenario, t.wind, t.table),
        lambda t: sim.sweep(t.scenario, t.wind, {5: [0.1]}),
        lambda t: t.scenario.with_values("balloon.free_lift_fraction"),
        lambda t: t.scenario.with_values([("balloon.free_lift_fraction", 0.1)]),
        lambda t: t.scenario.with_values({5: 0.1}),
        lambda t: sim.timer_study(t.scenario, t.wind, {5: [1.0, 2.0]}),
    ],
    "a list of names": [
        lambda t: sim.sensitivity(t.scenario, t.wind, factors=5),
        lambda t: sim.sensitivity(t.scenario, t.wind, factors=("weather", 5), method="morris"),
    ],
    "(latitude, longitude) in degrees": [
        lambda t: sim.draw_wind(t.wind, at=(1,)),
        lambda t: sim.draw_wind(t.wind, at="seoul"),
        lambda t: sim.draw_wind(t.wind, at=("37.5", "127.0")),
        lambda t: sim.draw_wind(t.wind, at=38.0),
    ],
    "a text, such as to_json gave": [lambda t: sim.Scenario.from_json(t.scenario)],
    "the path of a folder": [
        lambda t: sim.wind_for(t.scenario, 5),
        lambda t: sim.load_evidence(5),
    ],
    "must be a number": [
        lambda t: sim.open_wind(AIR, least_pressure="50 hPa"),
        lambda t: t.drops.near_places("10 km"),
        lambda t: sim.draw_wind(t.wind, height="3 km"),
        lambda t: t.drops.density(cell="1 km"),
        lambda t: t.drops.density(cell=0),
        lambda t: t.drops.density(cell=float("nan")),
        lambda t: sim.tallied(t.tally).density(cell=-1000),
        lambda t: t.drops.near_places(10**400),
        lambda t: t.drops.distances("126.5", 37.9),
        lambda t: t.drops.distances(126.5, None),
        lambda t: t.drops.distances(126.5, 37.9).probability_within("10 km"),
        lambda t: t.drops.distances(126.5, 37.9).quantile("half"),
        lambda t: t.drops.needed("0.02"),
        lambda t: t.drops.regions(level="90 %"),
        lambda t: t.drops.contours(("0.5",)),
        lambda t: t.drops.summary().ellipse("half"),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, level="0.9"),
        lambda t: sim.sensitivity(t.scenario, t.wind, level="0.9"),
        lambda t: sim.simulate_until(t.scenario, t.wind, half_width="0.02"),
    ],
    "whole number": [
        lambda t: sim.simulate(t.scenario, t.wind, balloons=6, weather_members=2, tracks=None),
        lambda t: sim.simulate(t.scenario, t.wind, balloons=6, weather_members=2, first_balloon=None),
        lambda t: sim.landing.interval(t.drops, sim.landing.Share("usb_stick", "sea"), resamples="many"),
        lambda t: sim.sensitivity(t.scenario, t.wind, resamples="1000"),
        lambda t: sim.sensitivity(t.scenario, t.wind, points="64"),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, samples="3"),
        lambda t: sim.sweep(t.scenario, t.wind, RANGE, design="sobol", points="64"),
        lambda t: sim.sweep(t.scenario, t.wind, RANGE, design="sobol", points=64.0),
        lambda t: t.scenario.explain(2),
        lambda t: t.scenario.explain("140"),
    ],
    "simulation.balloons": [lambda t: sim.sweep(t.scenario, t.wind, LIFT, balloons="3")],
    "it must list some of": [lambda t: sim.sensitivity(t.scenario, t.wind, outputs=5)],
    "(west, south, east, north) in degrees": [
        lambda t: sim.open_wind(AIR, box=5),
        lambda t: sim.open_wind(AIR, box=("a", 1, 2, 3)),
        lambda t: sim.open_wind(AIR, box="1234"),
    ],
    "give (first, last) in UTC": [
        lambda t: sim.open_wind(AIR, times=("0001-01-01T00:00+09:00", "2011-01-15T12:00")),
        lambda t: sim.open_wind(AIR, times=5),
    ],
    "a function of (done, to do)": [
        lambda t: sim.simulate(t.scenario, t.wind, balloons=6, weather_members=2, progress=True),
        lambda t: sim.tally(t.scenario, t.wind, balloons=6, weather_members=2, progress=True),
        lambda t: sim.simulate_until(t.scenario, t.wind, half_width=0.1, progress=True),
        lambda t: sim.timer_study(t.scenario, t.wind, TIMER, progress=True),
        lambda t: sim.sweep(t.scenario, t.wind, LIFT, progress=True),
        lambda t: sim.resume_sweep(t.path, progress=True),
        lambda t: sim.sensitivity(t.scenario, t.wind, progress=True),
    ],
    'a mapping such as {"': [
        lambda t: sim.timer_study(t.scenario, t.wind, None),
        lambda t: sim.timer_study(t.scenario, t.wind, [3600]),
    ],
    "a list, of one value for each setting": [
        lambda t: sim.timer_study(t.scenario, t.wind, dict.fromkeys(TIMER, 3)),
    ],
    "no item 'dvd'; there are": [
        lambda t: sim.tallied(t.tally).regions("dvd"),
        lambda t: sim.tallied(t.tally).not_landed("dvd"),
        lambda t: t.drops.place_variance("dvd"),
    ],
    "it must be one of intact_bundle": [
        lambda t: t.drops.landed_share(["usb_stick"]),
        lambda t: t.drops.outcomes(None),
        lambda t: t.drops.variance(["usb_stick"]),
        lambda t: t.drops.regions([["usb_stick"]]),
        lambda t: t.drops.regions(b"usb_stick"),
    ],
    "there are north_korea, sea": [lambda t: t.drops.nights("usb_stick", ["sea"])],
    "name one of intact_bundle": [lambda t: sim.landings(t.flights.isel({"drop": [0]})).regions()],
    "one or several of": [
        lambda t: t.drops.regions(()),
        lambda t: t.drops.needed(0.1, ""),
        lambda t: t.drops.place_variance(()),
        lambda t: sim.tallied(t.tally).density([]),
        lambda t: sim.export(t.flights, f"{t.path}.csv", item=5),
        lambda t: t.drops.summary(7),
        lambda t: t.drops.distances(126.5, 37.9, 5),
        lambda t: t.drops.regions(5),
    ],
    "a function that makes a number of landings": [lambda t: sim.landing.interval(t.drops, "median")],
    "landings of flights: pass": [
        lambda t: sim.landing.interval(t.flights, sim.landing.Share("usb_stick", "sea")),
        lambda t: sim.landing.recoveries(t.flights),
    ],
    "a list of kinds of item": [lambda t: sim.draw_landing_map(t.drops, items=3)],
    "several numbers": [
        lambda t: t.drops.contours(0.5),
        lambda t: t.drops.contours("0.5"),
        lambda t: t.drops.contours(b"0.5"),
        lambda t: t.drops.contours(np.array(0.5)),
        lambda t: t.drops.contours(xr.DataArray(0.5)),
    ],
    "isel(bundle=[1])": [lambda t: sim.save_flights(t.flights.isel(bundle=1), f"{t.path}.nc")],
    "isel(balloon=[1])": [
        lambda t: sim.save_flights(t.flights.isel(balloon=1), f"{t.path}.nc"),
        lambda t: sim.landings(t.flights.isel(balloon=1)).regions(),
        lambda t: sim.reproduce(t.flights.isel(balloon=1)),
        lambda t: sim.export(t.flights.isel(balloon=1), f"{t.path}.csv"),
        lambda t: sim.export(t.flights.isel(balloon=1), f"{t.path}.csv", item="usb_stick"),
        lambda t: sim.export_tracks(t.flights.isel(balloon=1), f"{t.path}.nc"),
        lambda t: sim.draw_flight(t.flights.isel(balloon=1)),
        lambda t: sim.draw_night(t.flights.isel(balloon=1)),
        lambda t: sim.draw_tracks(t.flights.isel(balloon=1)),
        lambda t: sim.draw_heights(t.flights.isel(balloon=1)),
        lambda t: sim.animate_night(t.flights.isel(balloon=1)),
    ],
    'isel({"drop": [1]})': [
        lambda t: sim.landings(t.flights.isel({"drop": 1})).regions(),
        lambda t: sim.reproduce(t.tally.isel({"drop": 1})),
    ],
    "give the whole of what sim.tally": [
        *(
            lambda t, one=one, read=read: read(t, t.tally.isel(one))
            for one in ({"weather": 0}, {"weather": [0]}, {"drop": [0, 1]}, {"kind": [0]}, {"outcome": [0]})
            for read in (
                lambda t, part: sim.tallied(part),
                lambda t, part: sim.save_tally(part, f"{t.path}.nc"),
                lambda t, part: sim.joined_tally([part]),
            )
        ),
        lambda t: sim.tallied(t.tally.drop_vars("landings")),
        lambda t: sim.joined_tally([t.tally.isel(occupied=slice(0, 5))]),
        lambda t: sim.tallied(t.tally.assign(balloons=t.tally["balloons"] + 1)),
    ],
    "isel(track=[1])": [lambda t: sim.export_tracks(t.flights.isel(track=1), f"{t.path}.nc")],
    "choose with isel instead of where": [
        lambda t: sim.landings(t.flights.transpose()),
        lambda t: sim.landings(t.flights.where(t.flights["landing_longitude"] > 127.0)),
        lambda t: sim.landings(t.flights.where(t.flights["weather"] == 0, drop=True)),
        lambda t: sim.landings(t.flights.assign(outcome=t.flights["outcome"].where(t.flights["weather"] == 0))),
        lambda t: sim.landings(t.flights.drop_attrs()),
    ],
    "choose a bundle with sim.landings(flights).of_bundle(name)": [
        lambda t: sim.landings(t.flights.isel(bundle=0)).bundles,
        lambda t: sim.landings(t.flights.isel(bundle=[1, 2])).bundles,
    ],
    "isel(weather=[1])": [lambda t: sim.reproduce(t.tally.isel(weather=0))],
    "no balloon": [
        lambda t: sim.landings(t.flights.isel(balloon=slice(0, 0))).regions(),
        lambda t: sim.reproduce(t.flights.isel(balloon=slice(0, 0))),
    ],
    "ask for a smaller least_pressure": [lambda t: sim.open_wind(AIR, least_pressure=1e9)],
    "no more than 25,000,000 can be held; take cells of": [
        lambda t: t.drops.density("usb_stick", cell=1.0),
        lambda t: t.drops.density(cell=1e-9),
    ],
    "some balloons are there twice": [
        lambda t: sim.landings(xr.concat([t.flights.drop_dims(["track", "step"])] * 2, "balloon", data_vars="minimal")),
        lambda t: sim.landings(t.flights.isel(balloon=[0, 1, 1])),
    ],
    "no drop": [lambda t: sim.landings(t.flights.isel({"drop": slice(0, 0)})).regions()],
}


@pytest.mark.parametrize(("wanted", "call"), [(wanted, call) for wanted, calls in MIXED_UP.items() for call in calls])
def test_a_mix_up_is_told_at_the_door(wanted, call, things, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(sim.InputError) as fault:
        call(things)
    assert wanted in str(fault.value)
    assert len(fault.value.problems) == 1
    assert not list(tmp_path.iterdir())


def test_a_sentence_says_what_was_given(things):
    with pytest.raises(sim.InputError, match=r"^landings: flights is 'flights.nc'; it must be a dataset of flights: "):
        sim.landings("flights.nc")
    with pytest.raises(sim.InputError, match=r"^landings: flights is a LandingDistribution; .* as drops.flights\)"):
        sim.landings(things.drops)
    with pytest.raises(sim.InputError, match=r"^save_flights: flights is a Dataset without landing_longitude; "):
        sim.save_flights(xr.Dataset({"outcome": 1}), "never.nc")


def test_one_kind_of_item_need_not_be_a_list(things):
    assert sim.draw_regions(things.drops, items="usb_stick").axes is not None


def test_an_item_that_is_named_twice_counts_once(things):
    twice = ("usb_stick", "usb_stick", "dvd_sleeve")
    assert things.drops.summary(twice) == things.drops.summary(("usb_stick", "dvd_sleeve"))


def test_numbers_of_any_library_are_numbers():
    assert all(map(is_number, (1, 0.5, np.float32(0.5), np.array(0.5), xr.DataArray(0.5))))
    assert not any(map(is_number, ("0.5", b"1", None, np.ones(2), [0.5])))


@pytest.mark.parametrize("kind", [Decimal, Fraction, np.float32, xr.DataArray])
def test_questions_take_numbers_of_any_library(kind, things):
    drops, half = things.drops, kind(0.5)  # a half is the same in all of them
    assert list(drops.regions(level=half)) == list(drops.regions(level=0.5))
    assert list(drops.near_places(kind(1000), level=half)) == list(drops.near_places(1000.0, level=0.5))
    assert drops.contours((half,)) == drops.contours((0.5,))
    away = drops.distances(kind(126.5), kind(37.5))
    assert (away.longitude, away.latitude) == (126.5, 37.5)
    assert away.quantile(half) == away.quantile(0.5)
    assert away.probability_within(kind(1000), half) == away.probability_within(1000.0, 0.5)


def test_masses_of_contours_may_be_any_iterable_of_numbers(things):
    wanted = things.drops.contours((0.5, 0.9))
    assert things.drops.contours(mass for mass in (0.5, 0.9)) == wanted
    assert {contour.mass for contour in things.drops.contours({0.5, 0.9})} == {0.5, 0.9}


def test_files_of_a_wind_may_come_one_after_the_other_and_in_no_order(tmp_path):
    names = [tmp_path / f"{name}.nc" for name in "abcdefgh"]
    for name in names:
        name.touch()
    assert files_of((name for name in names), "") == files_of(set(names), "") == (names, [])


def test_a_table_may_be_as_narrow_as_its_least_width(things):
    assert max(map(len, things.scenario.explain(LEAST_WIDTH).splitlines())) == LEAST_WIDTH


def test_times_may_have_an_offset():
    first, last = datetime.fromisoformat("2011-01-15T21:00+09:00"), "2011-01-15T21:00+09:00"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        air = sim.open_wind(AIR, times=(first, last))
    assert air.first_time == np.datetime64("2011-01-15T12:00")
