"""The page from laptop to cluster says what the program does."""

import re
import shlex
from urllib.parse import urlsplit

import pytest
import xarray as xr
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.by_hand import PAGE, commands

BLOCKS = {kind: re.findall(rf"```{kind}\n(.*?)```", PAGE, flags=re.DOTALL) for kind in ("python", "text", "bash")}


@pytest.fixture
def neighbours(by_hand):
    return (urlsplit(by_hand[1]).hostname,)


def balloon_drift(command):
    program, *words = shlex.split(command)
    assert program == "balloon-drift"
    return CliRunner().invoke(app, words)


def test_the_commands_by_hand_leave_a_result(by_hand, tmp_path, monkeypatch):
    """The scheduler and the workers were begun by the two commands before."""
    monkeypatch.chdir(by_hand[0])
    command = commands("Workers by hand")[-1]
    done = balloon_drift(f"{command} --store {tmp_path / 'store'}")
    assert done.exit_code in (0, 3), done.output
    assert f"Workers at {by_hand[1]}: 2 of 1 thread, " in done.stderr
    written = xr.open_zarr(tmp_path / "store" / "result.zarr", consolidated=False)
    assert bool((written["flown"] == 1).all())


def test_the_command_on_one_machine_is_understood(tmp_path):
    """Its workers are begun in `tests/sweeps/test_cluster.py`."""
    (command,) = commands("Workers on one machine")
    refused = balloon_drift(command.replace("--workers 2", f"--workers 0 --store {tmp_path}"))
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == ["workers is 0; it must be 1 or more."]


def test_a_job_of_slurm_is_what_the_page_shows():
    jobqueue = pytest.importorskip("dask_jobqueue")
    (script,) = BLOCKS["python"]
    compile(script, "docs/cluster.md", "exec")
    arguments = re.search(r"SLURMCluster\((.*?)\)", script)[1]
    job = eval(f"job({arguments})", {"job": lambda **settings: jobqueue.slurm.SLURMJob("tcp://x:1", "n", **settings)})
    rendered = job.job_script()
    assert [line for line in BLOCKS["text"][-1].splitlines() if line not in rendered.splitlines()] == []
    assert "--nworkers 8" in rendered
    assert "--nthreads 1 " in rendered


def test_a_part_of_the_job_array_flies(tmp_path, monkeypatch):
    (script,) = BLOCKS["bash"]
    variables = {"$SLURM_ARRAY_TASK_ID": "20", "$SLURM_CPUS_PER_TASK": "1"}
    command = script.splitlines()[-1]
    for name, value in variables.items():
        assert name in command
        command = command.replace(name, value)
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 3)
    done = balloon_drift(f"{command} --store {tmp_path} --balloons 2 --weather-members 1 --quiet")
    assert done.exit_code == 0, done.output
    assert int((sim.open_sweep(tmp_path)["flown"] == 1).sum()) == 6  # the last two of 24 shards
