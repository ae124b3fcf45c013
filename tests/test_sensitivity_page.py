"""The page on sensitivity says what the program does."""

import re
import shlex
from pathlib import Path

from typer.testing import CliRunner

from benchmarks.error_budget import TOY, TOY_RANGES
from sim.cli.commands import app
from sim.sensitivities import GROUPS, OUTPUTS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "sensitivity.md").read_text(encoding="utf-8")
BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL) for kind in ("python", "text", "console")}


def rows_below(head):
    """Cells of the table that begins with this line."""
    table = re.split(re.escape(head) + r"\n\|[-|]+\|\n", PAGE)[1].split("\n\n", 1)[0]
    return [row.strip("| ").split(" | ") for row in table.splitlines()]


def test_the_example_prints_what_the_page_says(capsys):
    (example,) = BLOCKS["python"]
    exec(compile(example, "docs/sensitivity.md", "exec"), {})
    assert capsys.readouterr().out == BLOCKS["text"][0]


def test_the_commands_are_those_of_the_program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first, second = (shlex.split(block.strip().removeprefix("$ balloon-drift ")) for block in BLOCKS["console"])
    done = CliRunner().invoke(app, first)
    assert done.exit_code == 0, done.output
    names = {"sensitivity.nc", *(f"sensitivity_{output}.png" for output in OUTPUTS)}
    assert {path.name for path in (tmp_path / "sensitivity").iterdir()} == names
    smaller = ["3" if word.isdecimal() else word for word in second]  # through the same code
    done = CliRunner().invoke(app, [*smaller, "--factor", "gusts", "--output", "north", "--any-weather"])
    assert done.exit_code == 0, done.output
    assert "does not vary" in done.stdout  # three balloons, none of them in the North


def test_its_tables_name_every_output_group_and_source():
    outputs = [name for row in rows_below("| output | what |") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(outputs) == sorted(OUTPUTS)
    assert [row[0] for row in rows_below("| group | what |")] == [f"`{name}`" for name in GROUPS]
    head = "| factor | leaflet: north | along | cross | USB stick: north | along | cross |"
    assert [row[0] for row in rows_below(head)] == list(GROUPS)


def test_what_the_page_says_of_the_toy_is_what_the_benchmark_compares_with():
    rows = {row[0]: row[1:] for row in rows_below("| source | vinyl leaflet | DVD in a sleeve | USB stick |")}
    for source, numbers in TOY.items():
        told = [re.search(r"\(([\d.]+) / ([\d.]+)\)", cell).groups() for cell in rows[source]]
        assert told == [tuple(f"{number:.1f}" for number in pair) for pair in numbers]
        for cell, (along, _) in zip(rows[source], numbers, strict=True):
            if along >= 2.0:
                assert abs(float(cell.split(" / ")[0]) / along - 1.0) < 0.17
    assert [int(cell.split("(")[1][:-1]) for cell in rows["median range"]] == list(TOY_RANGES)
