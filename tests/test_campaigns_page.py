"""The page on campaigns says what the program does."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.campaigns import PLACES, load_campaign
from sim.campaigns.labels import _SAID
from sim.campaigns.reading import Group
from sim.cli.commands import app

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "campaigns.md").read_text(encoding="utf-8")
KINDS = ("python", "text", "toml", "console")
BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL) for kind in KINDS}


def words_below(head):
    """Words in the first cells of the table that begins with this line."""
    table = PAGE.split(f"{head}\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    return [word for row in table.splitlines() for word in re.findall(r"`(\w+)`", row.split(" | ")[0])]


@pytest.fixture
def short(monkeypatch):
    """The shipped campaign with its last two months only: the page's flies two dozen through the same code."""
    whole = load_campaign("campaign_2015")
    late = whole.file.groups[0].first_month.model_copy(update={"value": whole.file.months[-2]})
    groups = tuple(group.model_copy(update={"first_month": late}) for group in whole.file.groups)
    plan = type(whole)(whole.file.model_copy(update={"groups": groups}), whole.scenarios)
    monkeypatch.setattr("sim.campaigns.running.load_campaign", lambda _: plan)
    monkeypatch.setattr("sim.campaigns.load_campaign", lambda _: plan)


def test_the_example_prints_what_the_page_says(short, capsys):
    names = {}
    exec(compile(BLOCKS["python"][0], "docs/campaigns.md", "exec"), names)
    assert capsys.readouterr().out == BLOCKS["text"][0]
    own = [name for name in map(str, names["result"].data_vars) if not name.startswith("whole_")]
    assert words_below("| variable | what |") == own
    assert sorted(names["result"].data_vars) == sorted([*own, *(f"whole_{name}" for name in own)])


def test_the_command_leaves_what_the_page_says(short, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (command,) = (line.removeprefix("$ balloon-drift ") for line in BLOCKS["console"][0].splitlines())
    done = CliRunner().invoke(app, shlex.split(command))
    assert done.exit_code in (0, 3), done.output
    assert sorted(path.name for path in (tmp_path / "year").iterdir()) == ["campaign.nc", "campaign.png"]


def test_the_example_of_a_file_can_be_flown(tmp_path):
    (tmp_path / "mine.toml").write_text(BLOCKS["toml"][0])
    plan = load_campaign(tmp_path / "mine.toml")
    assert [f"{month:%Y-%m}" for month in plan.file.months] == ["2015-03", "2015-04", "2015-05"]


def test_every_key_of_a_group_and_every_place_is_told():
    assert sorted(words_below("| key of a group | what |")) == sorted(Group.model_fields)
    assert [place for place in PLACES if f"`{place}`" not in PAGE] == []
    assert set(words_below("| variable | what |")) == set(_SAID)
