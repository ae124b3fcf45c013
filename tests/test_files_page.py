"""The pages on files and on skill say what the program says."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.commands import app
from sim.files import EXPORTS
from sim.files.kml import MOST_POINTS
from sim.files.pictures import PICTURES
from sim.landing.questions import MASSES
from sim.landing.skill.score import RADII

DOCS = Path(__file__).resolve().parents[1] / "docs"
FILES, SKILL = ((DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("files", "skill"))
NUMBER = r"-?\d+(?:\.\d+)?"


def commands_of(page):
    """Every command of a page with what it is to say, in order."""
    blocks = re.findall(r"```console\n(.*?)```", page, flags=re.DOTALL)
    return [pair for block in blocks for pair in re.findall(r"\$ balloon-drift ([^\n]*)\n((?:[^$].*\n)*)", block)]


def said(words):
    done = CliRunner().invoke(app, shlex.split(words))
    assert done.exit_code in (0, 3), done.output
    return done.stdout


def test_the_commands_on_files_say_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = commands_of(FILES)
    assert [words.split()[0] for words, _ in commands] == ["run", "export", "reproduce"]
    for words, output in commands:
        assert said(words) == output
    [quoted] = re.findall(r"```text\n(.*?)```", FILES, flags=re.DOTALL)
    written = (tmp_path / "landings.csv").read_text(encoding="utf-8").splitlines()[:2]
    head, row = quoted.splitlines()
    assert head == written[0]
    assert alike(row, written[1])


def test_the_commands_on_skill_say_what_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words, output in commands_of(SKILL):
        assert alike(output, said(words))


def alike(page, program):
    """The same words, and numbers within a few units of their last digits: processors differ in the last bits."""
    assert re.sub(NUMBER, "#", page) == re.sub(NUMBER, "#", program)
    numbers = ([float(number) for number in re.findall(NUMBER, text)] for text in (page, program))
    assert next(numbers) == pytest.approx(next(numbers), rel=0.02, abs=0.3)
    return True


def test_the_tables_name_what_there_is():
    assert all(f"| `{ending}` |" in FILES for ending in EXPORTS)
    assert ", ".join(f".{ending}" for ending in PICTURES) in FILES
    assert f"above {MOST_POINTS:,} landing points" in FILES
    assert ", ".join(f"{100 * mass:.0f}" for mass in MASSES[:-1]) + f" and {100 * MASSES[-1]:.0f} %" in FILES
    assert "within 10, 25 and 50 km" in SKILL
    assert RADII == (10e3, 25e3, 50e3)
