"""What evenly drawn balloons save: the error of the answer against their number, at random and by Sobol points.

    python benchmarks/quasi_monte_carlo.py [--seeds S] [--most N] [--cases one,fixed,anew]

Flies the headline night in any weather with S seeds for each way of drawing, and looks at the first 128, 256 ... N
balloons of each. Three cases: `one` weather; 64 weathers held `fixed`, so that only the balloons are drawn anew; and 64
weathers drawn `anew` with each seed, which is what a user has. Prints the root mean square error of the share of USB
sticks that land in the North and of their mean landing place, the slope of each over the number of balloons (-0.5 is
that of random draws), and the gain: how many times as many random balloons have the error of the even ones.
"""

import argparse
import time
from dataclasses import replace

import numpy as np

import sim
from sim.ensemble.ensemble import Ensemble, ensemble_of
from sim.flight.state import Outcome
from sim.ground import region_of, regions

ITEM = "usb_stick"
WEATHERS, ONE = 64, 3
FEWEST = 128
STEP = 60.0
"""Longer than a user's: the chance that is measured does not ask for exact flights. [s]"""
KM_PER_DEGREE = 111.2
WAYS = ("random", "sobol")


def ensembles_of(case: str, way: str, seeds: int) -> list[Ensemble]:
    """One ensemble for each seed."""
    changes = {"launch_rule": None, "simulation.sampling": way, "simulation.step_s": STEP, "simulation.fall_samples": 1}
    scenario = sim.load_scenario("lee_2015_04_04").with_values(changes)
    wind = sim.wind_for(scenario)
    if case == "anew":
        return [ensemble_of(scenario, wind, WEATHERS, seed, asked=True) for seed in range(1, seeds + 1)]
    fixed = ensemble_of(scenario, wind, WEATHERS, 1, asked=True)
    if case == "one":
        fixed = replace(fixed, chosen=fixed.chosen[[ONE]])
    return [replace(fixed, key=seed) for seed in range(1, seeds + 1)]


def running_answers(ensemble: Ensemble, sizes: list[int]) -> np.ndarray:
    """Share in the North [1] and mean landing place, eastward and northward [km], of the first balloons."""
    record = ensemble.fly(0, sizes[-1])
    drops = [number for number, drop in enumerate(ensemble.layout.drops) if drop.item == ITEM]
    down = record.outcome[:, drops] <= Outcome.LANDED_WITH_BALLOON
    longitude, latitude = (np.where(down, record.landing[:, drops, axis], np.nan) for axis in (0, 1))
    north = np.isin(region_of(longitude, latitude), regions().of_country("KP"))
    site = ensemble.scenario.launch
    east = (longitude - site.longitude) * KM_PER_DEGREE * np.cos(np.deg2rad(site.latitude))
    return np.array(
        [
            (north[:size].mean(), np.nanmean(east[:size]), np.nanmean(latitude[:size] - site.latitude) * KM_PER_DEGREE)
            for size in sizes
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=16)
    parser.add_argument("--most", type=int, default=4096)
    parser.add_argument("--cases", default="one,fixed,anew")
    options = parser.parse_args()
    sizes = [FEWEST]
    while sizes[-1] < options.most:
        sizes.append(2 * sizes[-1])

    for case in options.cases.split(","):
        begun = time.perf_counter()
        found = {
            way: np.array([running_answers(each, sizes) for each in ensembles_of(case, way, options.seeds)])
            for way in WAYS
        }
        # the mean of all seeds and both ways at the full number stands for the truth
        truth = np.mean([found[way][:, -1] for way in WAYS], axis=(0, 1))
        squares = {way: ((found[way] - truth) ** 2).mean(axis=0) for way in WAYS}
        share = {way: np.sqrt(squares[way][:, 0]) for way in WAYS}
        place = {way: np.sqrt(squares[way][:, 1] + squares[way][:, 2]) for way in WAYS}
        print(
            f"\n{case}: {options.seeds} seeds, share in the North {truth[0]:.3f}, {time.perf_counter() - begun:.0f} s"
        )
        print(f"{'balloons':>9} {'share, random':>14}    sobol   gain {'place, random':>13}    sobol   gain")
        for row, size in enumerate(sizes):
            cells = [
                f"{error['random'][row]:{width}.{digits}f} {error['sobol'][row]:8.{digits}f} "
                f"{(error['random'][row] / error['sobol'][row]) ** 2:6.1f}"
                for error, width, digits in ((share, 14, 4), (place, 13, 2))
            ]
            print(f"{size:9,d} {cells[0]} {cells[1]} km")
        for name, error in (("share", share), ("place", place)):
            slopes = {way: np.polyfit(np.log(sizes), np.log(error[way]), 1)[0] for way in WAYS}
            # over all sizes together: one size alone has seen too few seeds
            gain = np.exp(2.0 * np.mean(np.log(error["random"]) - np.log(error["sobol"])))
            told = ", ".join(f"{way} {slope:+.2f}" for way, slope in slopes.items())
            print(f"{name}: slope {told}; gain {gain:.1f} in balloons, mean over all numbers")


if __name__ == "__main__":
    main()
