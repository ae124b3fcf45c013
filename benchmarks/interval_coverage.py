"""How often the intervals of the answer hold the truth: the headline night, flown again and again with other seeds.

    python benchmarks/interval_coverage.py [--runs R] [--weather-members M] [--balloons-each N] [--stop-when WIDTH]

Flies R small ensembles in any weather. What all of them together give stands for the truth; each of them is asked for
90 % intervals. Prints how many intervals hold the truth, for several regions and ways to make an interval, with the
range that 95 % of binomial counts lie in. The ways: the table's own (`LandingDistribution.regions`), whole weather
members drawn anew (`sim.landing.interval`), balloons drawn anew inside drawn members as well, and all balloons drawn
anew as if they were independent; the last two are here for comparison only. With --stop-when the ensembles are those of
`simulate_until`, which shows what it costs to stop as soon as an interval is narrow.
"""

import argparse
import time

import numpy as np
from scipy import stats

import sim
from sim.landing import LandingDistribution, Share, interval
from sim.landing.counting.endings import BalloonCounts

ITEM = "usb_stick"
REGIONS = ("north_korea", "south_korea", "sea", "kangwon", "no_landing")
LEVEL = 0.9
RESAMPLES = 400
SLOW_RESAMPLES = 100
"""Of numbers that read every landing: 0.01 s each."""

PLACES = {
    "median latitude": lambda drops: float(np.median(drops.positions(ITEM).latitude)),
    "sd of latitude": lambda drops: float(np.std(drops.positions(ITEM).latitude)),
}

Ends = tuple[float, float]


def drawn_inside_too(counts: BalloonCounts, generator: np.random.Generator) -> Ends:
    """Weather members drawn anew, and balloons inside each: their scatter counts twice."""
    rows = [np.flatnonzero(counts.cluster == cluster) for cluster in range(counts.clusters)]
    shares = []
    for _ in range(RESAMPLES):
        members = [rows[drawn] for drawn in generator.integers(len(rows), size=len(rows))]
        chosen = np.concatenate([generator.choice(member, member.size) for member in members])
        shares.append(counts.hits[chosen].sum() / counts.trials[chosen].sum())
    low, high = np.quantile(shares, (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    return float(low), float(high)


def drawn_one_by_one(counts: BalloonCounts, generator: np.random.Generator) -> Ends:
    """Balloons drawn anew as if each had a weather of its own."""
    chosen = generator.integers(counts.hits.size, size=(RESAMPLES, counts.hits.size))
    shares = counts.hits[chosen].sum(axis=1) / counts.trials[chosen].sum(axis=1)
    low, high = np.quantile(shares, (0.5 - LEVEL / 2, 0.5 + LEVEL / 2))
    return float(low), float(high)


def of_the_table(drops: LandingDistribution) -> dict[tuple[str, str], Ends]:
    """Ends of the table's own intervals, by what is asked and how."""
    return {(row.region, "table"): (row.low, row.high) for row in drops.regions(ITEM, LEVEL) if row.region in REGIONS}


def resampled(drops: LandingDistribution, seed: int) -> dict[tuple[str, str], Ends]:
    """Ends of intervals from resamples, by what is asked and how."""
    found, generator = {}, np.random.default_rng(seed)
    for region in REGIONS:
        counts = drops.balloon_counts(ITEM, region)
        drawn = interval(drops, Share(ITEM, region), LEVEL, RESAMPLES, seed)
        found[region, "members drawn"] = (drawn.low, drawn.high)
        found[region, "and balloons"] = drawn_inside_too(counts, generator)
        found[region, "balloons alone"] = drawn_one_by_one(counts, generator)
    for name, statistic in PLACES.items():
        drawn = interval(drops, statistic, LEVEL, SLOW_RESAMPLES, seed)
        found[name, "members drawn"] = (drawn.low, drawn.high)
    return found


def truth_of(runs: list[LandingDistribution]) -> dict[str, float]:
    """What all runs together give."""
    truth = {}
    for region in REGIONS:
        counts = [drops.balloon_counts(ITEM, region) for drops in runs]
        truth[region] = sum(c.hits.sum() for c in counts) / sum(c.trials.sum() for c in counts)
    latitude = np.concatenate([drops.positions(ITEM).latitude for drops in runs])
    return truth | {"median latitude": float(np.median(latitude)), "sd of latitude": float(np.std(latitude))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--weather-members", type=int, default=40)
    parser.add_argument("--balloons-each", type=int, default=10)
    parser.add_argument("--stop-when", type=float, default=None)
    options = parser.parse_args()

    scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
    wind = sim.wind_for(scenario)
    members = options.weather_members
    begun, runs, found, sizes = time.perf_counter(), [], [], []
    for seed in range(1, options.runs + 1):
        if options.stop_when is None:
            flights = sim.simulate(
                scenario, wind, balloons=members * options.balloons_each, weather_members=members, rng_seed=seed
            )
        else:
            flights = sim.simulate_until(
                scenario, wind, half_width=options.stop_when, items=(ITEM,), weather_members=members, rng_seed=seed
            )
        sizes.append(flights.sizes["balloon"])
        keep = [name for name in flights.data_vars if not str(name).startswith(("drawn_", "night_"))]
        runs.append(LandingDistribution(flights[keep]))
        found.append(of_the_table(runs[-1]) | (resampled(runs[-1], seed) if options.stop_when is None else {}))
    truth = truth_of(runs)

    print(
        f"{options.runs} runs of {members} weather members, {min(sizes):,} to {max(sizes):,} balloons each (mean "
        f"{np.mean(sizes):,.0f}), {time.perf_counter() - begun:.0f} s"
    )
    print(f"{'':18}{'':16}{'truth':>9}{'held':>10}{'width':>9}   95 % of binomial counts")
    for what, how in found[0] | found[-1]:
        ends = np.array([each[what, how] for each in found if (what, how) in each])
        held = int(((ends[:, 0] <= truth[what]) & (truth[what] <= ends[:, 1])).sum())
        low, high = stats.binom.interval(0.95, len(ends), LEVEL)
        print(
            f"{what:18}{how:16}{truth[what]:9.4f}{held:6d}/{len(ends):<4d}{np.diff(ends).mean():8.4f}   "
            f"{low:.0f} to {high:.0f}: {100 * held / len(ends):.1f} %{'' if low <= held <= high else '  outside'}"
        )


if __name__ == "__main__":
    main()
