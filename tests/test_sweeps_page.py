"""The page on sweeps says what the program does."""

import re
import shlex
from pathlib import Path

import pytest
import xarray as xr
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from sim.sweeps import Airs, load_sweep, planned, shipped_sweeps
from sim.sweeps.choices import chosen
from sim.sweeps.designs import DESIGNS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "sweeps.md").read_text(encoding="utf-8")
KINDS = ("python", "text", "toml", "console")
BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL) for kind in KINDS}


def cells_below(head: str) -> list[str]:
    """First cells of the table that begins with this line."""
    table = PAGE.split(f"{head}\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    return [row.strip("| ").split(" | ")[0] for row in table.splitlines()]


def test_the_example_prints_what_the_page_says(capsys):
    names = {}
    for example in BLOCKS["python"]:
        exec(compile(example, "docs/sweeps.md", "exec"), names)
    assert capsys.readouterr().out == "".join(BLOCKS["text"])
    variables = [name for cell in cells_below("| variable | what |") for name in re.findall(r"`(\w+)`", cell)]
    assert sorted(variables) == sorted(map(str, names["result"].data_vars))


def test_the_commands_leave_a_result(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = [line.removeprefix("$ balloon-drift ") for block in BLOCKS["console"] for line in block.splitlines()]
    assert [shlex.split(words)[0] for words in commands] == ["sweep", "resume", "chart", "chart", "sweep", "sweep"]
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 1)
    for words in commands:  # fewer balloons than the page has, for its parts, fly through the same code
        done = CliRunner().invoke(app, shlex.split(words.replace("--balloons 3000", "--balloons 20")))
        assert done.exit_code in (0, 3), done.output
    for store in ("timers", "parts"):
        written = xr.open_zarr(tmp_path / store / "result.zarr", consolidated=False).load()
        xr.testing.assert_identical(written, sim.open_sweep(tmp_path / store))
    told = {name for cell in cells_below("| file | what |") for name in re.findall(r"`(\w[\w.]+)", cell)}
    assert told == {"plan.json", "shards", "result.zarr", "lock"}
    assert (tmp_path / "timers" / "sweep.png").is_file()
    assert (tmp_path / "pareto.png").is_file()
    assert {path.name for path in (tmp_path / "parts").iterdir()} == told


def test_the_example_of_a_file_can_be_flown(tmp_path):
    (tmp_path / "mine.toml").write_text(BLOCKS["toml"][0])
    file, folder = load_sweep(tmp_path / "mine.toml")
    scenario, beside = file.flown(folder)
    assert planned(scenario, Airs(None, beside), file.parameters, **file.settings).shape == (7, 3)


def test_the_shipped_files_and_the_designs_are_named():
    assert [name for name in shipped_sweeps() if f"`{name}`" not in PAGE and f"sweep {name}" not in PAGE] == []
    assert cells_below("| design | points |") == [f"`{design}`" for design in DESIGNS]


@pytest.mark.parametrize("cell", cells_below("| values | what |"))
def test_every_way_to_give_values_is_taken(cell):
    typed = eval(cell.strip("`"))
    path = "night" if "2015" in cell else "balloon.free_lift_fraction"
    choice, faults = chosen(path, typed, sim.load_scenario("lee_2015_04_04"))
    assert faults == []
    assert choice is not None
