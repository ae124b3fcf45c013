"""How far from their place discs and leaflets land with longer steps: the table of docs/model.md.

    python benchmarks/step_error.py

A tube flies three hours through a sheared wind that changes in time and lets its load go; what it drops is followed to
the ground with steps in proportion. Distances are to the landing with steps of 0.3125 s. The last line is the worst of
eight tubes of drawn free lift and leak with the neck that suffers most.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.flight.cases import balloon
from tests.flight.test_convergence import misses

STEPS, FINEST = [40.0, 20.0, 10.0, 5.0], 0.3125
TUBES = {
    "open neck, leak of 0.1 %/h": {"back_pressure": 0.0, "leak_rate": 0.001 / 3600.0},
    "neck of 0.5 hPa": {"back_pressure": 50.0, "leak_rate": 0.001 / 3600.0},
    "neck of 2 hPa": {"back_pressure": 200.0},
    "neck of 4 hPa": {"back_pressure": 400.0},
    "neck of 8 hPa": {"back_pressure": 800.0},
}


def main() -> None:
    for name, tube in TUBES.items():
        for step, (disc, leaflet) in zip(STEPS, misses(STEPS, FINEST, balloon(**tube)), strict=True):
            print(f"{name}: step {step:g} s, disc {disc:.1f} m, leaflet {leaflet:.1f} m")
    rng = np.random.default_rng(1)
    laws = [(rng.uniform(0.03, 0.15), rng.uniform(5e-4, 2e-3) / 3600.0) for _ in range(8)]
    drawn = [balloon(back_pressure=50.0, free_lift_fraction=lift, leak_rate=leak) for lift, leak in laws]
    disc, leaflet = np.max([misses([10.0], FINEST, tube)[0] for tube in drawn], axis=0)
    print(f"eight necks of 0.5 hPa: step 10 s, disc up to {disc:.1f} m, leaflet up to {leaflet:.1f} m")


if __name__ == "__main__":
    main()
