"""The page on large ensembles says what the program says."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.landing import MEASURES, MOST_KEPT
from sim.landing.tallies.cells import CELL
from sim.landing.tallies.distribution import LandingTally
from sim.landing.tallies.tallying import PORTION

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "large.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the examples leave behind, and under "told" what they print, run one after another as a reader would."""
    found: dict[str, Any] = {}
    told = []
    for code, _ in EXAMPLES:
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            exec(code, found)
        told.append(text.getvalue())
    return found | {"told": told}


def test_the_examples_print_what_the_page_shows(names: dict[str, Any]) -> None:
    assert names["told"] == [shown for _, shown in EXAMPLES]


def test_every_variable_is_on_the_page(names: dict[str, Any]) -> None:
    known = {str(name) for name in names["tally"].variables if not str(name).startswith("night_")}
    as_in_flights = {"bundle", "bundle_name", "item", "item_label", "items_represented", "sample", "weather"}
    of_the_grid = {"flight_time", "flight_time_bounds", "projection", "x", "y"}
    for name in known - as_in_flights - of_the_grid:
        assert f"`{name}`" in PAGE, name


def test_numbers_are_those_of_the_program() -> None:
    assert f"Above {MOST_KEPT:,} drops" in PAGE
    assert f"flies {PORTION:,} balloons at a time" in PAGE
    assert f"cells of {CELL / 1e3:g} km" in PAGE
    for measure in MEASURES:
        assert f'"{measure}"' in PAGE


def test_calls_of_the_page_are_there() -> None:
    for name in set(re.findall(r"`sim\.(\w+)", PAGE)) - {"landing"}:
        assert hasattr(sim, name), name
    for name in set(re.findall(r"`drops\.(\w+)", PAGE)):
        assert hasattr(LandingTally, name), name


def test_the_pages_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
    assert (ROOT / "benchmarks" / "memory.py").exists()
