"""Which points a design has, and every fault of one."""

from datetime import date, datetime

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from sim.errors import InputError
from sim.sweeps.axes import MOST_POINTS, label_of, repeated
from sim.sweeps.designs import designed

LIFT, TIMER, PURITY = "balloon.free_lift_fraction", "payload.bundles.main.timer_h", "balloon.gas_purity"


def values(scenario, parameters, design="grid", points=None, rng_seed=1):
    return {axis.path: axis.values for axis in designed(scenario, parameters, design, points, rng_seed)}


def test_lists_ranges_and_nights_become_their_values(tiny):
    found = values(
        tiny,
        {
            LIFT: np.array([0.05, 0.1]),
            TIMER: {"first": 1.0, "last": 2.5, "count": 4},
            "night": {"first": "2015-02-27", "last": date(2015, 3, 2)},
        },
    )
    assert found[LIFT] == (0.05, 0.1)
    assert found[TIMER] == (1.0, 1.5, 2.0, 2.5)
    assert found["night"] == ("2015-02-27", "2015-02-28", "2015-03-01", "2015-03-02")  # 2015 was no leap year


def test_values_may_be_those_of_a_dataset(tiny):
    assert values(tiny, {LIFT: xr.DataArray([0.05, 0.1])})[LIFT] == (0.05, 0.1)


def test_a_range_has_the_numbers_that_a_person_would_type(tiny):
    assert values(tiny, {LIFT: {"first": 0.04, "last": 0.16, "count": 4}})[LIFT] == (0.04, 0.08, 0.12, 0.16)


def test_nights_may_be_some_days_apart_or_a_list(tiny):
    every_third = {"first": "2015-04-01", "last": "2015-04-09", "every_days": 3}
    assert values(tiny, {"night": every_third})["night"] == ("2015-04-01", "2015-04-04", "2015-04-07")
    listed = [date(2015, 1, 15), "2015-07-15", np.datetime64("2015-10-15")]
    assert values(tiny, {"night": listed})["night"] == ("2015-01-15", "2015-07-15", "2015-10-15")


def test_a_night_keeps_the_hour_and_the_offset_of_the_scenario(tiny):
    (axis,) = designed(tiny, {"night": ["2015-12-31"]}, "grid", None, 1)
    assert axis.change("2015-12-31", tiny) == ("launch.time", "2015-12-31T03:00:00+09:00")


def test_axes_have_the_shortest_name_that_tells_them_apart_and_the_unit_of_their_key(tiny):
    axes = designed(tiny, {TIMER: [1.0], "launch.site": ["gimpo"], PURITY: [0.9]}, "grid", None, 1)
    assert [(axis.name, axis.units) for axis in axes] == [("timer_h", "h"), ("site", ""), ("gas_purity", "1")]


def test_a_latin_hypercube_has_one_point_in_each_stratum(tiny):
    found = values(tiny, {TIMER: {"low": 1.0, "high": 5.0}, LIFT: "own"}, "latin_hypercube", 16)
    assert sorted(int((timer - 1.0) / 4.0 * 16) for timer in found[TIMER]) == list(range(16))
    # the scenario's own law: lognormal about 0.08 with the spread 1.6
    shares = stats.norm.cdf(np.log(np.array(found[LIFT]) / 0.08) / np.log(1.6))
    assert sorted(int(share * 16) for share in shares) == list(range(16))


def test_a_scrambled_sobol_design_is_balanced_and_depends_on_the_seed(tiny):
    ranges = {TIMER: {"low": 0.5, "high": 1.5}, PURITY: {"low": 0.9, "high": 1.0}}
    found = values(tiny, ranges, "sobol", 64)
    halves = (np.array(found[TIMER]) > 1.0, np.array(found[PURITY]) > 0.95)
    # a digital net in base 2: each of the four quarters of the square has a quarter of the points
    assert [np.sum((halves[0] == one) & (halves[1] == other)) for one in (0, 1) for other in (0, 1)] == [16] * 4
    assert values(tiny, ranges, "sobol", 64) == found
    assert values(tiny, ranges, "sobol", 64, rng_seed=2) != found


def test_a_list_stands_for_equal_shares_in_a_design_that_draws(tiny):
    found = values(tiny, {"launch.site": ["imjingak", "gimpo"], TIMER: {"low": 1.0, "high": 2.0}}, "sobol", 8)
    assert sorted(found["launch.site"]) == ["gimpo"] * 4 + ["imjingak"] * 4


FAULTS = {
    "unknown parent": ({"ballon.gas_purity": [0.9]}, "grid", None, ["ballon", "did you mean balloon"]),
    "unknown key": ({"balloon.gas_puritty": [0.9]}, "grid", None, ["gas_puritty", "did you mean gas_purity"]),
    "unknown own": ({"balloon.free_lift": "own"}, "sobol", 2, ["free_lift", "did you mean balloon.free_lift_fraction"]),
    "own number": ({PURITY: "own"}, "sobol", 2, ["one number", "low and high"]),
    "one value": ({PURITY: 0.9}, "grid", None, ["0.9", "list"]),
    "text": ({"launch.site": "gimpo"}, "grid", None, ["'gimpo'", "list"]),
    "empty": ({PURITY: []}, "grid", None, ["empty"]),
    "twice": ({PURITY: [0.9, 0.8, 0.9]}, "grid", None, ["0.9 more than once"]),
    "unequal": ({PURITY: [0.9, 0.8], TIMER: [1.0]}, "zip", None, [f"{PURITY} 2", f"{TIMER} 1"]),
    "law in a grid": ({PURITY: {"low": 0.8, "high": 0.9}}, "grid", None, ["latin_hypercube or sobol"]),
    "law that descends": ({PURITY: {"low": 0.9, "high": 0.8}}, "sobol", 4, ["low 0.9 and high 0.8"]),
    "unknown law": ({PURITY: {"distribution": "unifrom", "low": 0.8}}, "sobol", 4, ["did you mean uniform"]),
    "unknown design": ({PURITY: [0.9]}, "lattice", None, ["'lattice'", "zip"]),
    "no points": ({PURITY: {"low": 0.8, "high": 0.9}}, "latin_hypercube", None, ["points is None"]),
    "points of a grid": ({PURITY: [0.9]}, "grid", 8, ["points is 8"]),
    "no power of two": ({PURITY: {"low": 0.8, "high": 0.9}}, "sobol", 100, ["64 or 128"]),
    "no parameter": ({}, "grid", None, ["no parameter"]),
    "night and time": (
        {"night": ["2015-04-01"], "launch.time": [datetime.fromisoformat("2015-04-01T03:00:00+09:00")]},
        "grid",
        None,
        ["night and launch.time"],
    ),
    "no day": ({"night": ["2015-04-31"]}, "grid", None, ["2015-04-31", "a date"]),
    "an hour": ({"night": [datetime(2015, 4, 1, 3)]}, "grid", None, ["the hour is the scenario's own"]),
    "nights that descend": ({"night": {"first": "2015-04-02", "last": "2015-04-01"}}, "grid", None, ["before"]),
    "endless steps": ({PURITY: {"first": 0.8, "last": 0.9, "count": 10**18}}, "grid", None, ["count", "1,000,000"]),
    "years of no flight": (
        {"night": {"first": "0001-01-01", "last": "9999-12-31"}},
        "grid",
        None,
        ["first is 0001-01-01; its year must lie between 1900 and 2200", "last is 9999-12-31"],
    ),
    "a year of no flight": ({"night": ["2015-04-04", "2263-06-20"]}, "grid", None, ["2263-06-20; its year must lie"]),
    "endless draws": ({PURITY: {"low": 0.8, "high": 0.9}}, "sobol", 2**60, ["points is", "1,000,000"]),
    "endless grid": (
        {path: {"first": 0.8, "last": 0.9, "count": 2000} for path in (PURITY, LIFT)},
        "grid",
        None,
        ["2,000 x 2,000", "4,000,000 points", "1,000,000"],
    ),
    "misspelt range": ({PURITY: {"first": 0.8, "last": 0.9, "cuont": 3}}, "grid", None, ["did you mean count"]),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults_of_a_design_are_told(case, tiny):
    parameters, design, points, words = FAULTS[case]
    with pytest.raises(InputError) as told:
        designed(tiny, parameters, design, points, 1)
    for word in words:
        assert any(word in problem for problem in told.value.problems), (word, told.value.problems)


LIMITS = {
    # parameters, design and points of so many points
    "steps": lambda many: ({PURITY: {"first": 0.8, "last": 0.9, "count": many}}, "grid", None),
    "pairs": lambda many: ({PURITY: np.linspace(0.8, 0.9, many)}, "zip", None),
    "crossed": lambda many: ({PURITY: np.linspace(0.8, 0.9, many)}, "grid", None),
    "draws": lambda many: ({PURITY: {"low": 0.8, "high": 0.9}}, "latin_hypercube", many),
}


@pytest.mark.parametrize("case", LIMITS)
def test_a_design_has_as_many_points_as_a_sweep_may_have_and_not_one_more(case, tiny):
    of_size = LIMITS[case]
    (axis,) = designed(tiny, *of_size(MOST_POINTS), 1)
    assert len(axis.values) == MOST_POINTS
    with pytest.raises(InputError, match=r"1,000,001.* at most 1,000,000 points"):
        designed(tiny, *of_size(MOST_POINTS + 1), 1)


def test_a_sobol_design_beyond_the_limit_is_told_its_limit_and_no_other_power(tiny):
    range_of_it = {PURITY: {"low": 0.8, "high": 0.9}}
    least_beyond = 1 << MOST_POINTS.bit_length()
    (axis,) = designed(tiny, range_of_it, "sobol", least_beyond // 2, 1)
    assert len(axis.values) == least_beyond // 2
    with pytest.raises(InputError, match=r"points is 1,048,576; a sweep has at most 1,000,000 points"):
        designed(tiny, range_of_it, "sobol", least_beyond, 1)


class Counted(float):
    """A number that counts how often one is compared with another."""

    comparisons = 0

    def __eq__(self, other):
        Counted.comparisons += 1
        return float(self) == other

    __hash__ = float.__hash__


@pytest.mark.parametrize("of_number", [lambda number: number, lambda number: {"low": number}, lambda number: [number]])
def test_repeated_values_are_found_without_comparing_each_with_all(of_number, monkeypatch):
    monkeypatch.setattr(Counted, "comparisons", 0)
    values = [of_number(Counted(number)) for number in range(1000)]
    assert repeated(values) == []
    assert Counted.comparisons < 10 * len(values)  # by pairs half a million


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"low": 1, "high": 2}, {"low": 1.0, "high": 2.0}),
        ({"low": 1.0, "high": 2.0}, {"high": 2.0, "low": 1.0}),
        ({"beyond": [1, {"low": 1}]}, {"beyond": (1.0, {"low": 1.0})}),
        ([1, 2], [1.0, 2.0]),
    ],
)
def test_values_that_are_equal_are_told_once_however_they_are_written(one, other):
    assert repeated([one, 7, other]) == [label_of(one)]
    assert repeated([one, 7]) == []


def test_a_table_among_the_values_is_found_twice(tiny):
    law = {"distribution": "uniform", "low": 0.8, "high": 0.9, "because": "a"}
    with pytest.raises(InputError, match=r"distribution uniform, low 0.8, high 0.9 more"):
        designed(tiny, {PURITY: [law, 0.9, dict(law)]}, "grid", None, 1)


def test_all_faults_of_a_design_are_told_together(tiny):
    parameters = {"ballon.gas_purity": [0.9], PURITY: [], LIFT: {"low": 1.0}, "night": ["2015-02-29"]}
    with pytest.raises(InputError) as told:
        designed(tiny, parameters, "lattice", None, 1)
    assert len(told.value.problems) == 5
