"""What evenly drawn balloons save: the error of the answer against their number, at random and by Sobol points.

    python benchmarks/quasi_monte_carlo.py [--seeds S] [--most N] [--cases one,fixed,anew] [--figure FILE]

Flies the headline night in any weather with S seeds for each way of drawing, and looks at the first 128, 256 ... N
balloons of each. Three cases: `one` weather; 64 weathers held `fixed`, so that only the balloons are drawn anew; and 64
weathers drawn `anew` with each seed, which is what a user has. Prints the root mean square error of the share of USB
sticks that land in the North and of their mean landing place, the slope of each over the number of balloons (-0.5 is
that of random draws), and the gain: how many times as many random balloons have the error of the even ones. The figure
shows the error of the share against the time that its balloons take, here, with all threads: drawing, flight and falls.
"""

import argparse
import time
from dataclasses import replace
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullFormatter
from measuring import processor

import sim
from sim.ensemble.ensemble import Ensemble, ensemble_of
from sim.flight.state import Outcome
from sim.ground import region_of, regions

ITEM = "usb_stick"
WEATHERS, ONE = 64, 3
FEWEST = 128
KM_PER_DEGREE = 111.2
WAYS = ("random", "sobol")


def ensembles_of(case: str, way: str, seeds: int) -> list[Ensemble]:
    """One ensemble for each seed."""
    changes = {"launch_rule": None, "simulation.sampling": way}
    scenario = sim.load_scenario("lee_2015_04_04").with_values(changes)
    wind = sim.wind_for(scenario)
    if case == "anew":
        return [ensemble_of(scenario, wind, WEATHERS, seed, asked=True) for seed in range(1, seeds + 1)]
    fixed = ensemble_of(scenario, wind, WEATHERS, 1, asked=True)
    if case == "one":
        fixed = replace(fixed, chosen=fixed.chosen[[ONE]])
    return [replace(fixed, key=seed) for seed in range(1, seeds + 1)]


class Answers(NamedTuple):
    """What one seed says of the first balloons, for each number of them.

    found : (size, 3) float64
        Share in the North [1] and mean landing place, eastward and northward. [km]
    seconds : (size,) float64
        Time of flying so many: that of all, in proportion. [s]
    """

    found: np.ndarray
    seconds: np.ndarray


def running_answers(ensemble: Ensemble, sizes: list[int]) -> Answers:
    """Fly one seed."""
    begun = time.perf_counter()
    record = ensemble.fly(0, sizes[-1])
    seconds = (time.perf_counter() - begun) * np.array(sizes) / sizes[-1]
    drops = [number for number, drop in enumerate(ensemble.layout.drops) if drop.item == ITEM]
    down = record.outcome[:, drops] <= Outcome.LANDED_WITH_BALLOON
    longitude, latitude = (np.where(down, record.landing[:, drops, axis], np.nan) for axis in (0, 1))
    north = np.isin(region_of(longitude, latitude), regions().of_country("KP"))
    site = ensemble.scenario.launch
    east = (longitude - site.longitude) * KM_PER_DEGREE * np.cos(np.deg2rad(site.latitude))
    found = [
        (north[:size].mean(), np.nanmean(east[:size]), np.nanmean(latitude[:size] - site.latitude) * KM_PER_DEGREE)
        for size in sizes
    ]
    return Answers(np.array(found), seconds)


class Errors(NamedTuple):
    """Root mean square errors of one way of drawing, for each number of balloons, and the time these take.

    share : (size,) float64
        Of the share in the North. [1]
    place : (size,) float64
        Of the mean landing place. [km]
    seconds : (size,) float64
        Median over the seeds. [s]
    """

    share: np.ndarray
    place: np.ndarray
    seconds: np.ndarray


def errors_of(answers: dict[str, list[Answers]]) -> tuple[float, dict[str, Errors]]:
    """Share in the North, and the errors of each way of drawing."""
    found = {way: np.array([seed.found for seed in seeds]) for way, seeds in answers.items()}
    # the mean of all seeds and ways at the full number stands for the truth
    truth = np.mean([found[way][:, -1] for way in WAYS], axis=(0, 1))
    squares = {way: ((found[way] - truth) ** 2).mean(axis=0) for way in WAYS}
    return float(truth[0]), {
        way: Errors(
            np.sqrt(squares[way][:, 0]),
            np.sqrt(squares[way][:, 1] + squares[way][:, 2]),
            np.median([seed.seconds for seed in answers[way]], axis=0),
        )
        for way in WAYS
    }


CASES = {
    "one": "one weather",
    "fixed": f"{WEATHERS} weathers, always the same",
    "anew": f"{WEATHERS} weathers, others with each seed",
}
STROKES = {"random": ("o", "-", "random draws"), "sobol": ("s", "--", "Sobol points")}
COLOURS = {"one": "#0072b2", "fixed": "#d55e00", "anew": "#000000"}


def draw(errors: dict[str, dict[str, Errors]], seeds: int, target: str) -> None:
    """The error of the share in the North against time."""
    figure, axes = plt.subplots(figsize=(6.8, 4.6), layout="constrained")
    for case, ways in errors.items():
        for way, error in ways.items():
            marker, line, label = STROKES[way]
            name = f"{CASES[case]}: {label}"
            axes.loglog(error.seconds, 100.0 * error.share, line, marker=marker, color=COLOURS[case], label=name, ms=4)
    axes.set_xlabel("time of flying [s]")
    axes.set_ylabel("error of the share in the North [percentage points]")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter(NullFormatter())
    axes.grid(visible=True, linewidth=0.3)
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=8)
    axes.set_title(f"{seeds} seeds each, {processor()}", fontsize=9)
    figure.savefig(target, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--most", type=int, default=4096)
    parser.add_argument("--cases", default="one,fixed,anew")
    parser.add_argument("--figure", metavar="FILE")
    options = parser.parse_args()
    sizes = [FEWEST]
    while sizes[-1] < options.most:
        sizes.append(2 * sizes[-1])

    shown = {}
    for case in options.cases.split(","):
        begun = time.perf_counter()
        answers = {
            way: [running_answers(each, sizes) for each in ensembles_of(case, way, options.seeds)] for way in WAYS
        }
        north, errors = errors_of(answers)
        shown[case] = errors
        random, sobol = errors["random"], errors["sobol"]
        print(f"\n{case}: {options.seeds} seeds, share in the North {north:.3f}, {time.perf_counter() - begun:.0f} s")
        print(
            f"{'balloons':>9} {'time':>8} {'share, random':>14}    sobol   gain {'place, random':>13}    sobol   gain"
        )
        for row, size in enumerate(sizes):
            cells = [
                f"{by_chance[row]:{width}.{digits}f} {even[row]:8.{digits}f} {(by_chance[row] / even[row]) ** 2:6.1f}"
                for by_chance, even, width, digits in (
                    (random.share, sobol.share, 14, 4),
                    (random.place, sobol.place, 13, 2),
                )
            ]
            print(f"{size:9,d} {random.seconds[row]:6.2f} s {cells[0]} {cells[1]} km")
        for name in ("share", "place"):
            by_chance, even = getattr(random, name), getattr(sobol, name)
            slopes = [np.polyfit(np.log(sizes), np.log(error), 1)[0] for error in (by_chance, even)]
            # over all sizes together: one size alone has seen too few seeds
            gain = np.exp(2.0 * np.mean(np.log(by_chance) - np.log(even)))
            told = f"random {slopes[0]:+.2f}, sobol {slopes[1]:+.2f}"
            print(f"{name}: slope {told}; gain {gain:.1f} in balloons, mean over all numbers")
    if options.figure:
        draw(shown, options.seeds, options.figure)


if __name__ == "__main__":
    main()
