"""How long the campaign that ships takes: a year of launches by two groups, flown for many weathers.

    python benchmarks/campaign.py [--repeats R]

Runs `balloon-drift campaign campaign_2015` in a fresh process, and prints median and range of its wall time; compiling
before the first one is not counted.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import machine_line, range_of, tell, timed

import sim


def run() -> None:
    """Fly the campaign into a folder that goes away again."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", "campaign", "campaign_2015", "--out", str(Path(folder) / "out")]
        code = subprocess.run([*command, "--quiet"], check=False).returncode
    if code not in (0, 3):  # 3: some flights do not land
        raise SystemExit(f"The campaign ended with exit code {code}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()

    scenario = sim.load_scenario("lee_2015_04_04")
    sim.simulate(scenario, sim.climatological_wind(scenario), balloons=100)  # compiles
    wall = range_of(timed(run) for _ in range(options.repeats))
    print(machine_line())
    tell(
        f"campaign_2015: median {wall.median:.1f} s ({wall.least:.1f} to {wall.most:.1f}, {options.repeats} runs)",
        name="campaign",
        seconds=wall,
    )


if __name__ == "__main__":
    main()
