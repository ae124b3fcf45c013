"""The README says what the program says."""

import re
from pathlib import Path

import pytest

import sim

README = Path(__file__).resolve().parents[1] / "README.md"
ITEMS = ("dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note")
REGIONS = {
    "North Korea": "north_korea",
    "South Korea": "south_korea",
    "East Sea": "east_sea",
    "Yellow Sea": "yellow_sea",
    "Did not land": "no_landing",
}


def told():
    """Numbers of the README's table by region and item: probability, low, high. [%]"""
    rows = {}
    for line in README.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] in REGIONS:
            rows[cells[0]] = [[float(number) for number in re.findall(r"[\d.]+", cell)] for cell in cells[1:]]
    return rows


def test_the_table_of_the_readme_is_that_of_make_run():
    scenario = sim.load_scenario("lee_2015_04_04")
    table = sim.landings(sim.simulate(scenario, sim.climatological_wind(scenario))).regions()
    rows = told()
    assert set(rows) == set(REGIONS)
    for label, cells in rows.items():
        for item, numbers in zip(ITEMS, cells, strict=True):
            row = table.row(item, REGIONS[label])
            # half a unit of the last digit, and as much again for processors whose exp and log end otherwise
            expected = [100.0 * value for value in (row.probability, row.low, row.high)]
            assert numbers == pytest.approx(expected, abs=0.1), (label, item)


def test_the_commands_of_the_readme_name_scenarios_that_ship():
    named = re.findall(r"balloon-drift (?:run|check|explain) (\w+)", README.read_text())
    assert len(named) >= 4
    for name in named:
        assert sim.load_scenario(name).name == name


def test_the_pages_of_the_readme_are_there():
    for target in re.findall(r"\]\(([^)#:]+)\)", README.read_text()):
        assert (README.parent / target).exists(), target
