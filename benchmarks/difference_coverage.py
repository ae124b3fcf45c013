"""How often intervals of a difference of two points of a sweep hold the truth, and how wide they are.

    python benchmarks/difference_coverage.py

Balloons land in the North where the sum of a number of their weather and of one of their own is high enough; the two
points ask for different heights of the same sums.
"""

import itertools

import numpy as np
import xarray as xr
from scipy import stats

from sim.landing.chance.intervals import clustered_probability
from sim.landing.chance.points import sweep_differences

REPEATS = 1000
LEVEL = 0.9
SIZES = ((20, 5), (50, 8), (100, 4))
"""Weather members, and balloons in each."""
ASKED = ((0.0, 0.1), (0.0, 1.0), (0.0, 2.0), (1.3, 1.31), (1.3, 1.5), (2.0, 2.2))
"""What the two points ask for, in standard deviations."""
WEATHER = (0.3, 0.8)
"""Share of the variance that is the weather's."""


def flown(sums: np.ndarray, asked: tuple[float, float]) -> xr.Dataset:
    """The table of a sweep of two points."""
    members, balloons = sums.shape
    hits = np.stack([(sums > height).sum(axis=1) for height in asked])
    known = clustered_probability(hits, np.full(members, float(balloons)), sums.size, LEVEL)
    dims = ("point", "item", "region")
    variables = {
        name: (dims, values[:, None, None]) for name, values in zip(("probability", "low", "high"), known, strict=True)
    }
    variables["member_share"] = ((*dims, "weather"), (hits / balloons)[:, None, None, :])
    variables["member_weight"] = (("point", "item", "weather"), np.full((2, 1, members), 1.0 / members))
    coordinates = {"point": [0, 1], "item": ["it"], "region": ["north_korea"]}
    return xr.Dataset(variables, coordinates, {"interval_level": LEVEL})


def paired_t(table: xr.Dataset) -> tuple[float, float]:
    """The usual interval of the mean of paired differences."""
    apart = np.diff(table["member_share"].values, axis=0).ravel()
    reach = stats.t.ppf(0.5 + LEVEL / 2, apart.size - 1) * apart.std(ddof=1) / np.sqrt(apart.size)
    return float(apart.mean() - reach), float(apart.mean() + reach)


def ends(table: xr.Dataset) -> tuple[float, float]:
    """Those of `sweep_differences`."""
    second = sweep_differences(table, {"point": 0}, region="north_korea").isel(point=1)
    return float(second["low"]), float(second["high"])


def main() -> None:
    """Print coverage and mean width of three kinds of intervals."""
    generator = np.random.default_rng(1)
    kinds = {
        "of its own": lambda table: ends(table.drop_vars(["member_share", "member_weight"])),
        "shared": ends,
        "paired t": paired_t,
    }
    print("members balloons   p1     p2   weather " + "".join(f"{name:>16}" for name in kinds))
    for (members, balloons), asked, share in itertools.product(SIZES, ASKED, WEATHER):
        chances = stats.norm.sf(asked)
        found = {name: [] for name in kinds}
        for _ in range(REPEATS):
            own = generator.standard_normal((members, balloons))
            sums = np.sqrt(share) * generator.standard_normal((members, 1)) + np.sqrt(1.0 - share) * own
            table = flown(sums, asked)
            for name, interval in kinds.items():
                found[name].append(interval(table))
        truth = chances[1] - chances[0]
        cells = []
        for pairs in found.values():
            low, high = np.array(pairs).T
            held = ((low <= truth) & (truth <= high)).mean()
            cells.append(f"{100 * held:7.0f} % {100 * (high - low).mean():6.1f}")
        print(f"{members:7} {balloons:8} {chances[0]:6.3f} {chances[1]:6.3f} {share:5.1f}    " + "  ".join(cells))


if __name__ == "__main__":
    main()
