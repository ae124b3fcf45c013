"""Fly a sweep while its process is killed again and again; run by `test_kills`, in a process of its own.

Its children are forks, which do not pay for imports: so a kill comes at any moment of the work and not of the start.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

import sim
from sim.sweeps import planning

PARAMETERS = {"payload.bundles.main.timer_h": {"first": 1.0, "last": 3.0, "count": 24}, "night": ["2015-04-04"]}
KILLS = 20


def scenario() -> sim.Scenario:
    """Two balloons for two hours: a point takes as long as its overhead."""
    sizes = {"simulation.balloons": 2, "simulation.weather_members": 1, "simulation.horizon_h": 2.0}
    return sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None, **sizes})


def flown(store: Path) -> None:
    """Begin the sweep, or go on with it."""
    if (store / "plan.json").exists():
        sim.resume_sweep(store, threads=1)
    else:
        sim.sweep(scenario(), None, PARAMETERS, store=store, threads=1)


def ends_within(store: Path, patience: float) -> bool:
    """Whether a child that flies the sweep ends by itself before it is killed."""
    child = os.fork()
    if child == 0:
        flown(store)
        os._exit(0)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            if status:
                raise SystemExit(f"a child failed with {status}")
            return True
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1] != signal.SIGKILL


def standing(store: Path) -> set[str]:
    """Shards that are there with their digest."""
    return {path.name for path in store.glob("shards/[0-9]*.sha256")}


def main(folder: Path) -> None:
    """The whole sweep without a stop, then sweeps that are killed until there were enough; says what stood after each.

    One that ends before its kill is done, and the next begins.
    """
    planning.points_per_shard = lambda *_: 1
    sim.sweep(scenario(), None, {"night": ["2015-04-04"]}, threads=1)  # loads the machine code, once
    begun = time.monotonic()
    flown(folder / "whole")
    patience = (time.monotonic() - begun) / 8.0
    draw, stood, number = random.Random(4), [], 0
    while len(stood) < KILLS:
        store = folder / f"killed_{number}"
        before = standing(store)
        if ends_within(store, draw.uniform(0.0, patience)):
            number += 1
            continue
        after = standing(store)
        if not before <= after:
            raise SystemExit(f"lost {before - after}")
        if after == before:
            patience *= 1.1  # on a busy machine the start alone takes longer than that
        stood.append(len(after))
    ends_within(folder / f"killed_{number}", float("inf"))
    print(json.dumps(stood))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
