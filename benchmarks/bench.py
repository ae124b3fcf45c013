"""The benchmarks of speed and steps one after the other: every line they print, their figures as JSON, and a table.

    python benchmarks/bench.py [--only NAME ...] [--out out/bench.json]

Each program runs in a process of its own and prints as it does alone. Figures are what it hands to `measuring.tell`;
the machine is described beside them. A program that fails is told at the end, and the others run all the same.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from measuring import KEPT_IN, machine

PROGRAMS = {
    "kernel": ["kernel.py"],
    "kernel of a million": ["kernel.py", "--particles", "1000000"],
    "parcels": ["kernel.py", "--against", "parcels", "--particles", "5000"],
    "opendrift": ["kernel.py", "--against", "opendrift", "--particles", "2000"],
    "gusts": ["gusts.py"],
    "roofline": ["roofline.py"],
    "scaling": ["scaling.py", "--balloons", "10000", "100000", "1000000"],
    "option_cost": ["option_cost.py"],
    "accuracy": ["accuracy.py"],
    "physics_cost": ["physics_cost.py"],
    "step_error": ["step_error.py"],
    "ensemble": ["ensemble.py"],
    "start_up": ["start_up.py"],
    "campaign": ["campaign.py"],
    "error_budget": ["error_budget.py"],
    "sweep": ["sweep.py"],
    "cluster": ["cluster.py"],
    "many_nights": ["many_nights.py"],
    "wind_window": ["wind_window.py"],
}
"""What runs, in this order."""

LABELS = ("threads", "balloons", "step")
"""Figures that say of what the others are."""


def run(command: list[str], kept: Path) -> dict[str, Any]:
    """Run a program; what it printed, what it measured, and how it ended."""
    path = Path(__file__).parent / command[0]
    environment = {**os.environ, KEPT_IN: str(kept), "PYTHONUNBUFFERED": "1"}
    lines: list[str] = []
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, str(path), *command[1:]], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            lines.append(line.rstrip())
    seconds = time.perf_counter() - begun
    figures = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    return {"command": command, "exit_code": process.returncode, "seconds": seconds, "lines": lines, "figures": figures}


def rows(figures: list[dict[str, Any]]) -> list[str]:
    """Figures as rows of a table: name, what is measured, median and range where there are several."""
    found = []
    for figure in figures:
        what = ", ".join([figure["name"], *(f"{key} {figure[key]:g}" for key in LABELS if key in figure)])
        for key, value in figure.items():
            if key in ("line", "name", *LABELS) or isinstance(value, str | bool | dict):
                continue
            numbers = value if isinstance(value, list) else [value]
            spread = f"{numbers[1]:.4g} to {numbers[2]:.4g}" if len(numbers) > 2 else ""
            found.append(f"| {what} | {key.replace('_', ' ')} | {numbers[0]:.4g} | {spread} |")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=list(PROGRAMS), default=list(PROGRAMS), metavar="NAME")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    options = parser.parse_args()
    told: dict[str, Any] = {"time": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only:
            print(f"\n{name}", flush=True)
            told[name] = run(PROGRAMS[name], Path(folder) / name)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    print("\n| figure | of | median | range |\n|---|---|---|---|")
    for name in options.only:
        print("\n".join(rows(told[name]["figures"])) or f"| {name} | its own lines, above | | |")
    print(f"\n{options.out}")
    if failed := [name for name in options.only if told[name]["exit_code"] != 0]:
        sys.exit(f"bench.py: did not end well: {', '.join(failed)}")


if __name__ == "__main__":
    main()
