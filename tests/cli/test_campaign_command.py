import pytest
from typer.testing import CliRunner

import sim
from sim.campaigns import told
from sim.cli.commands import app
from tests.campaigns.conftest import TEXT


def balloon_drift(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def flown(tmp_path_factory):
    folder = tmp_path_factory.mktemp("campaign")
    text = TEXT[: TEXT.index('[[groups]]\nname = "lee"')]  # the group that flies
    (folder / "small.toml").write_text(text)
    return folder, balloon_drift("campaign", folder / "small.toml", "--out", folder / "out", "--nights", 2)


def test_a_campaign_leaves_a_file_a_picture_and_a_table(flown):
    folder, done = flown
    assert done.exit_code in (0, 3), done.output
    result = sim.open_campaign(folder / "out")
    assert done.stdout.startswith(told(result))
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["campaign.nc", "campaign.png"]
    assert "park: park_2015_01, 2015-07 to 2015-08, 10 nights tried each month, 3 balloons at a launch" in done.stderr
    assert "Months flown: 2 of 2" in done.stderr
    lost = float(result["whole_copies"].sel(group="all", item="all", place="no_landing"))
    assert (done.exit_code == 3) == (lost > 0)
    assert ("copies have no landing place" in done.stderr) == (lost > 0)


def test_a_result_is_not_replaced_unasked(flown):
    folder, _ = flown
    before = (folder / "out" / "campaign.nc").read_bytes()
    done = balloon_drift("campaign", folder / "small.toml", "--out", folder / "out")
    assert done.exit_code == 2
    assert "campaign.nc: a result is there already" in done.stderr
    assert "campaign.png: a result is there already" in done.stderr
    assert (folder / "out" / "campaign.nc").read_bytes() == before


def test_every_fault_is_told_and_nothing_written(tmp_path):
    done = balloon_drift("campaign", "campaign_2016", "--threads", 0, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "did you mean campaign_2015?" in done.stderr
    assert "threads is 0" in done.stderr
    done = balloon_drift("campaign", "campaign_2015", "--nights", 1, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "nights_flown is 1; it must be a whole number from 2 on." in done.stderr
    assert list(tmp_path.iterdir()) == []
