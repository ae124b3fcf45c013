"""What a store promises: sound or not there, one writer for each part, and no other sweep than its own."""

import errno
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
import xarray as xr

import sim
from sim.errors import ResultError, SweepInterrupted, WindError
from sim.sweeps.plan import Plan
from sim.sweeps.running import claimed
from sim.sweeps.store import Store

TIMER = "payload.bundles.main.timer_h"
PARAMETERS = {TIMER: [1.0, 2.0, 3.0], "night": ["2015-04-04", "2015-01-10"]}


@pytest.fixture(scope="module")
def whole(tiny):
    """The sweep without a store or an interruption."""
    return sim.sweep(tiny, None, PARAMETERS)


@pytest.fixture(scope="module")
def finished(tiny, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep") / "store"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 2)
        sim.sweep(tiny, None, PARAMETERS, store=folder)
    return folder


@pytest.fixture
def store(finished, small_shards, tmp_path):
    """A finished sweep of six points in three shards, to be spoilt."""
    return shutil.copytree(finished, tmp_path / "store")


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_store_holds_the_same_bits_as_memory(store, whole):
    xr.testing.assert_identical(sim.open_sweep(store), whole)
    written = xr.open_zarr(store / "result.zarr", consolidated=False).load()
    xr.testing.assert_identical(written, whole)
    assert sorted(path.name for path in store.iterdir()) == ["lock", "plan.json", "result.zarr", "shards"]


def test_shards_can_be_checked_with_the_usual_tool(store):
    words = ["sha256sum", "--check", *(path.name for path in (store / "shards").glob("*.sha256"))]
    done = subprocess.run(words, cwd=store / "shards", capture_output=True, text=True, check=True)
    assert done.stdout.count(": OK") == 3


def test_going_on_with_a_finished_sweep_flies_nothing_and_changes_nothing(store, tiny, whole, monkeypatch):
    before = files_of(store)
    monkeypatch.setattr("sim.sweeps.running.fly_shard", lambda *args, **keywords: pytest.fail("flown in vain"))
    xr.testing.assert_identical(sim.resume_sweep(store), whole)
    xr.testing.assert_identical(sim.sweep(tiny, None, PARAMETERS, store=store), whole)
    assert files_of(store) == before


DAMAGE = {
    "a flipped bit": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "empty": lambda path: path.write_bytes(b""),
    "gone": lambda path: path.unlink(),
    "its digest gone": lambda path: path.with_suffix(".sha256").unlink(),
    "of another shard": lambda path: path.write_bytes(path.with_stem("000000").read_bytes()),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_shard_is_found_and_only_it_is_flown_again(case, store, whole, monkeypatch):
    before = files_of(store)
    DAMAGE[case](store / "shards" / "000002.npz")
    damaged = sim.open_sweep(store)
    assert int((damaged["flown"] == 0).sum()) == 2
    flown = []
    fly = sim.sweeps.running.fly_shard

    def counted(plan, number, *args, **keywords):
        flown.append(number)
        return fly(plan, number, *args, **keywords)

    monkeypatch.setattr("sim.sweeps.running.fly_shard", counted)
    xr.testing.assert_identical(sim.resume_sweep(store), whole)
    assert flown == [2]
    assert files_of(store) == before


def test_a_shard_of_another_sweep_is_not_taken(store, tiny, small_shards, tmp_path, whole):
    other = tmp_path / "other"
    sim.sweep(tiny, None, PARAMETERS, rng_seed=2, store=other)
    for name in ("000001.npz", "000001.sha256"):
        (store / "shards" / name).write_bytes((other / "shards" / name).read_bytes())
    assert Store.opened(store).missing(range(3)) == [1]
    xr.testing.assert_identical(sim.resume_sweep(store), whole)


CHANGES = {
    "a value": ({"scenario": {"balloon.gas_purity": 0.9}}, ["balloon.gas_purity.value: 0.945", "0.9 asked for"]),
    "the seed": ({"rng_seed": 2}, ["simulation.rng_seed: 1 in the store, 2 asked for"]),
    "the size": ({"balloons": 5}, ["simulation.balloons: 4 in the store, 5 asked for"]),
    "a point": ({"parameters": {TIMER: [1.0, 2.0, 3.5]}}, ["timer_h.values.2: 3.0 in the store, 3.5"]),
    "the design": (
        {"parameters": {"night": ["2015-04-04"] * 3}, "design": "zip"},
        ['design: "grid" in the store, "zip" asked for'],
    ),
    "the level": ({"level": 0.5}, ["level: 0.9 in the store, 0.5 asked for"]),
}


@pytest.mark.parametrize("case", CHANGES)
def test_another_sweep_is_refused_with_what_differs(case, store, tiny):
    changes, words = CHANGES[case]
    arguments = dict(changes)
    scenario = tiny.with_values(arguments.pop("scenario", {}))
    parameters = PARAMETERS | arguments.pop("parameters", {})
    before = files_of(store)
    with pytest.raises(ResultError) as told:
        sim.sweep(scenario, None, parameters, store=store, **arguments)
    assert "holds another sweep" in told.value.problems[0]
    for word in words:
        assert any(word in problem for problem in told.value.problems), told.value.problems
    assert files_of(store) == before


def test_another_version_is_refused_with_what_differs(store, monkeypatch):
    program = sim.sweeps.planning.program() | {"numpy": "1.0", "code": "0123456789abcdef"}
    monkeypatch.setattr("sim.sweeps.running.program", lambda: program)
    with pytest.raises(ResultError) as told:
        sim.resume_sweep(store)
    assert any(f'program.numpy: "{np.__version__}" in the store, "1.0"' in problem for problem in told.value.problems)
    assert len(told.value.problems) == 3


def test_a_changed_wind_is_refused_with_its_digest(tiny, april, small_shards, tmp_path):
    folder = tmp_path / "store"
    sim.sweep(tiny, april, {TIMER: [1.0]}, store=folder)
    july = sim.climatological_wind(tiny.with_values({"launch.time": "2015-07-04T03:00:00+09:00"}))
    with pytest.raises(ResultError, match=f'digest: "{april.digest[:40]}'):
        sim.sweep(tiny, july, {TIMER: [1.0]}, store=folder)
    (folder / "shards" / "000000.npz").unlink()
    with pytest.raises(WindError, match=f"{july.digest[:16]}.*{april.digest[:16]}"):
        sim.resume_sweep(folder, july)
    with pytest.raises(ResultError, match="pass that one"):
        sim.resume_sweep(folder)
    assert int(sim.resume_sweep(folder, april)["flown"].sum()) == 1


def test_a_wind_that_the_store_does_not_know_is_refused(store, april):
    with pytest.raises(ResultError, match="pass none"):
        sim.resume_sweep(store, april)


@pytest.mark.parametrize("text", ["", "{}", '{"digest": "0", "plan": {}}', "[1]", None])
def test_a_damaged_plan_is_refused(text, store):
    plan = store / "plan.json"
    plan.write_text(plan.read_text().replace("timer_h", "timer_x") if text is None else text)
    with pytest.raises(ResultError, match=r"plan\.json"):
        sim.resume_sweep(store)


def test_what_is_no_store_is_left_alone(tiny, april, tmp_path):
    with pytest.raises(ResultError, match="no store"):
        sim.resume_sweep(tmp_path)
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(ResultError, match="not empty"):
        sim.sweep(tiny, april, {TIMER: [1.0]}, store=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_plan_survives_its_text(store):
    plan = Store.opened(store).plan
    again = Plan.from_json(plan.to_json())
    assert again == plan
    assert again.digest == plan.digest
    assert again.differences(plan) == []


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 20])
def test_parts_cover_every_shard_once(parts):
    for shards in (1, 5, 6, 100):
        numbers = [number for part in range(1, parts + 1) for number in claimed(shards, (part, parts))]
        assert numbers == list(range(shards))


def test_seven_parts_in_any_order_give_the_bits_of_one(tiny, small_shards, tmp_path, store):
    folder = tmp_path / "parts"
    for part in (3, 7, 1, 6, 2, 4, 5):
        assert not (folder / "result.zarr").exists()
        last = sim.sweep(tiny, None, PARAMETERS, store=folder, shard=(part, 7), threads=1 + part % 2)
    assert files_of(folder) == files_of(store)
    xr.testing.assert_identical(last, sim.open_sweep(store))


HOLDER = """
import sys
from sim.sweeps.store import Store
store = Store.opened(sys.argv[1])
with store.lock() as lock, lock.shards(range(int(sys.argv[2]), int(sys.argv[3]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(store, first, end):
    """Another process that holds some shards of a store."""
    words = [sys.executable, "-c", HOLDER, str(store), str(first), str(end)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_two_writers_of_the_same_points_are_refused_and_those_of_others_are_not(store, whole):
    (store / "shards" / "000000.npz").unlink()
    with holder(store, 1, 3) as process:
        with pytest.raises(ResultError, match="another process"):
            sim.resume_sweep(store)
        with pytest.raises(ResultError, match="another process"):
            sim.resume_sweep(store, shard=(2, 2))
        xr.testing.assert_identical(sim.resume_sweep(store, shard=(1, 2)), whole)
        process.kill()
        process.wait()
        # the system gave the lock back with the process
        xr.testing.assert_identical(sim.resume_sweep(store), whole)


def test_one_process_does_not_write_twice(store):
    with Store.opened(store).lock(), pytest.raises(ResultError, match="this process"):
        sim.resume_sweep(store)


def test_what_a_kill_left_half_written_is_removed(store, whole):
    (store / "shards" / ".000001-abc.npz").write_bytes(b"half")
    (store / ".result-xyz").mkdir()
    (store / "shards" / "000001.sha256").unlink()
    xr.testing.assert_identical(sim.resume_sweep(store), whole)
    assert [path for path in store.rglob(".*") if path.name[1:].startswith(("0", "result"))] == []


def test_a_kill_before_the_plan_stood_leaves_room_for_one(tiny, april, tmp_path):
    (tmp_path / "lock").touch()
    (tmp_path / ".plan-abc.json").write_text("{")
    sim.sweep(tiny, april, {TIMER: [1.0]}, store=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "plan.json", "result.zarr", "shards"]


def test_a_result_is_never_older_than_its_shards(store, monkeypatch):
    (store / "shards" / "000001.npz").unlink()

    def killed(*args, **keywords):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.sweeps.running.fly_shard", killed)
    with pytest.raises(KeyboardInterrupt):
        sim.resume_sweep(store)
    assert not (store / "result.zarr").exists()


@contextmanager
def tiny_disk(folder, monkeypatch):
    """A folder on a full disk, in which there is room again afterwards: a file system in memory, or errors."""
    folder.mkdir()
    if (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=60k", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    ):
        try:
            yield lambda: subprocess.run(["mount", "-o", "remount,size=10m", str(folder)], check=True)
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    written = []
    write = type(folder).write_bytes

    def until_full(self, content):
        written.append(len(content))
        if sum(written) > 30_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(self, content)

    with monkeypatch.context() as patch:
        patch.setattr(type(folder), "write_bytes", until_full)
        yield patch.undo


def test_a_full_disk_leaves_a_store_that_goes_on(tiny, small_shards, tmp_path, whole, monkeypatch):
    with tiny_disk(tmp_path / "disk", monkeypatch) as make_room:
        folder = tmp_path / "disk" / "store"
        with pytest.raises(SweepInterrupted, match="No space left") as told:
            sim.sweep(tiny, None, PARAMETERS, store=folder)
        assert "balloon-drift resume" in str(told.value)
        kept = int((sim.open_sweep(folder)["flown"] == 1).sum())
        assert f"{kept} of 6 points are kept" in str(told.value)
        assert 0 < kept < 6
        make_room()
        xr.testing.assert_identical(sim.resume_sweep(folder), whole)


def test_a_result_that_finds_no_room_is_written_later(store, whole, monkeypatch):
    (store / "shards" / "000001.npz").unlink()

    def full_disk(*args, **keywords):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(xr.Dataset, "to_zarr", full_disk)
        with pytest.raises(SweepInterrupted, match="6 of 6 points are kept"):
            sim.resume_sweep(store)
    xr.testing.assert_identical(sim.resume_sweep(store), whole)
    assert sorted(path.name for path in store.iterdir()) == ["lock", "plan.json", "result.zarr", "shards"]
