"""The page on landings says what the program says."""

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.landing import LandingDistribution
from sim.landing.counting.breakdowns import LINE_BOUNDS, TERRAIN_BOUNDS
from sim.landing.questions import MASSES
from sim.landing.shape.ellipses import MASSES as ELLIPSE_MASSES
from sim.landing.shape.ellipses import MOST_OFF, TOLERANCE

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "landings.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, flags=re.DOTALL)
NUMBER = r"\d[\d,]*(?:\.\d+)?"


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What the examples print, run one after another as a reader would."""
    return list(outputs())


def outputs() -> Iterator[str]:
    names: dict[str, Any] = {}
    for code, _ in EXAMPLES:
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            exec(code, names)
        yield text.getvalue()


def numbers_in(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(NUMBER, text)]


def units_in(text: str) -> list[float]:
    """One unit of the last digit of every number."""
    return [10.0 ** -len(number.partition(".")[2]) for number in re.findall(NUMBER, text)]


@pytest.mark.parametrize("example", range(3))
def test_the_examples_print_what_the_page_shows(example: int, told: list[str]) -> None:
    """Words exactly; numbers within a unit of their last digit, for processors whose exp and log end otherwise."""
    shown = EXAMPLES[example][1]
    assert re.sub(NUMBER, "#", told[example]) == re.sub(NUMBER, "#", shown)
    for found, expected, unit in zip(numbers_in(told[example]), numbers_in(shown), units_in(shown), strict=True):
        assert found == pytest.approx(expected, abs=1.01 * unit)


def test_every_breakdown_is_on_the_page() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.split("| `by` | classes |")[1], flags=re.MULTILINE)
    assert tuple(name for name, _ in rows) == LandingDistribution.BREAKDOWNS
    bounds = {"terrain": list(TERRAIN_BOUNDS), "beyond_line": [value / 1e3 for value in LINE_BOUNDS]}
    for name, words in rows:
        if name in bounds:
            assert sorted(set(numbers_in(words))) == bounds[name]


def test_calls_of_the_page_are_there() -> None:
    for name in set(re.findall(r"`drops\.(\w+)", PAGE)):
        assert hasattr(LandingDistribution, name), name


def test_limits_are_those_of_the_program() -> None:
    assert MASSES == ELLIPSE_MASSES == (0.5, 0.75, 0.9, 0.95)
    assert f"off by more than {100 * TOLERANCE:.0f} points beyond" in PAGE
    assert f"off by more than {100 * MOST_OFF:.0f} points but" in PAGE


def test_the_pages_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
    for target in re.findall(r"`(sim/[\w/]+\.\w+)`", PAGE):
        assert (ROOT / target).exists(), target
