import subprocess
import sys

SMALL = """
import sim
from sim.flight.kernel import fly, is_compiled
before = is_compiled()
scenario = sim.load_scenario("lee_2015_04_04")
sim.simulate(scenario, sim.climatological_wind(scenario), balloons=5, weather_members=1)
print(before, sum(fly.stats.cache_misses.values()), sum(fly.stats.cache_hits.values()))
"""


def test_a_second_start_does_not_compile_again():
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", SMALL], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0", "1"]


def test_importing_and_asking_for_help_loads_no_compiler():
    code = "import sim, sys; import sim.cli; print([m for m in ('numba', 'cartopy', 'xarray') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
