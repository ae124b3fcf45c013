"""The page on scenario files says what the models and the tables say."""

import importlib.util
import re
from pathlib import Path

import pytest

from sim.scenario import Scenario
from sim.scenario.balloon import Balloon
from sim.scenario.items import Item
from sim.scenario.laws import LAWS
from sim.scenario.payload import BundleTable, Dispenser, ItemShare, Payload, Timer
from sim.scenario.sections import Launch, Simulation, Weather
from sim.scenario.tables import catalogue

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "scenario.md").read_text(encoding="utf-8")
MODELS = (Launch, Balloon, Payload, BundleTable, Dispenser, ItemShare, Timer, Item, Weather, Simulation)


def _made() -> str:
    spec = importlib.util.spec_from_file_location("make_scenario_page", ROOT / "scripts/make_scenario_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.page())


def _row(key: str, section: str) -> list[str]:
    """The cells of a key's row below the heading of its section."""
    below = PAGE.split(f"# `{section}`\n", 1)[1]
    line = next(line for line in below.splitlines() if line.startswith(f"| `{key}` |"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_page_is_what_the_script_makes() -> None:
    assert _made() == PAGE, "run python scripts/make_scenario_page.py"


def test_the_example_loads() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)
    flown = Scenario.from_toml_text(example)
    assert flown.launch.site == "imjingak"
    assert set(flown.items) == {"leaflet_paper", "intact_bundle"}


@pytest.mark.parametrize("model", MODELS)
def test_every_key_has_its_row(model: type) -> None:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    assert [key for key in keys if f"\n| `{key}` | " not in PAGE] == []


def test_every_kind_and_every_distribution_has_its_row() -> None:
    assert [name for name in (*catalogue(), *LAWS) if f"\n| `{name}` | " not in PAGE] == []


# Key, section, and what its row must say: unit, what is allowed, what stands in for it.
SAID = [
    ("latitude", "[launch]", "degree", "stated: a number, at least -90 and at most 90", "none"),
    ("time", "[launch]", "", "stated: a moment", "must be given"),
    ("light", "[launch]", "", "stated: `night`, `twilight`, `day`", "none"),
    ("gas_purity", "[balloon]", "1", "value: greater than 0 and at most 1", "must be given"),
    ("free_lift_fraction", "[balloon]", "1", "value: greater than 0 (of one number)", "must be given"),
    ("lean_deg", "[balloon]", "degree", "value: at least 0 and at most 45", "by envelope, see below"),
    ("glide_angle_deg", "[items.KIND]", "degree", "value: one number, at least 0 and at most 80", None),
    ("kind", "[timer]", "", "stated: `mechanical`, `chemical`, `electronic`", "`mechanical`"),
    ("rain_probability", "[weather]", "1", "value: one number, at least 0 and at most 1", "0"),
    ("steady", "[weather]", "", "plain: true or false", "false"),
    ("step_s", "[simulation]", "s", "plain: a number, at least 0.1 and at most 60", "10"),
    ("batches", "[payload.dispenser]", "", "plain: a whole number, at least 1", "must be given"),
]


@pytest.mark.parametrize(("key", "section", "unit", "allowed", "default"), SAID)
def test_a_row_says_what_is_allowed(key: str, section: str, unit: str, allowed: str, default: str | None) -> None:
    cells = _row(key, section)
    assert (cells[1], cells[3]) == (unit, allowed)
    assert default is None or cells[4] == default


def test_the_defaults_of_a_timer_are_told_by_kind() -> None:
    expected = "mechanical: 293.15; chemical: 288.15; electronic: 298.15"
    assert _row("reference_temperature_k", "[timer]")[4] == expected


def test_no_cell_is_wrong_in_number() -> None:
    heads = re.findall(r"(\|[^\n]*\|)\n\|(?:---\|)+\n((?:\|[^\n]*\n)+)", PAGE)
    assert len(heads) > 10
    for head, rows in heads:
        assert {row.count(" | ") for row in rows.splitlines()} == {head.count(" | ")}
