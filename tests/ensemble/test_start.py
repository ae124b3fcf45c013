"""What a start loads and compiles: counts and names, no times."""

import subprocess
import sys

FIRST = """
import sys
import sim
from numba.core.codegen import CPUCodeLibrary
from sim.flight.kernel import _fly_rows, is_compiled
before = is_compiled()
made, add = [], CPUCodeLibrary.add_ir_module
CPUCodeLibrary.add_ir_module = lambda library, module: (made.append(library.name), add(library, module))[1]
scenario = sim.load_scenario("lee_2015_04_04")
flights = sim.simulate(scenario, sim.climatological_wind(scenario), balloons=5, weather_members=1)
sim.landings(flights).regions()
print(before, sum(_fly_rows.stats.cache_misses.values()), sum(_fly_rows.stats.cache_hits.values()))
print(made)
print([name for name in sys.argv[1:] if name in sys.modules])
"""

HEAVY = ("scipy.stats", "matplotlib", "cartopy", "plotly", "zarr", "distributed")


def told(code, *names):
    done = subprocess.run([sys.executable, "-c", code, *names], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def imported(code, *names):
    """Which of some modules are loaded after a code."""
    return told(f"import sys\n{code}\nprint([name for name in sys.argv[1:] if name in sys.modules])", *names)[-1]


def test_a_second_start_compiles_nothing_and_loads_only_what_it_needs():
    for _ in range(2):
        kernel, compiled, heavy = told(FIRST, *HEAVY)
    assert kernel.split() == ["True", "0", "1"]
    assert compiled == "['nrt']"  # Numba's own runtime, which it does not keep
    assert heavy == "[]"


def test_a_scenario_is_read_without_statistics_drawings_and_schedulers():
    code = "import sim\nsim.load_scenario('lee_2015_04_04')"
    assert imported(code, *HEAVY, "dask") == "[]"


def test_help_is_shown_without_compiler_arrays_and_models():
    command = [sys.executable, "-X", "importtime", "-c", "from sim.cli import main; main()", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Usage: " in done.stdout
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert "sim.cli" in loaded
    assert loaded.isdisjoint({"numba", "numpy", "xarray", "pandas", "scipy", "pydantic", *HEAVY})
