"""What a scheduler and its workers promise: the bits of one process, no wind sent about, and words for what fails."""

import multiprocessing
import os
import pickle
import resource
import signal
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
import xarray as xr

import sim
from sim.errors import InputError, ResultError, SweepInterrupted, WindError
from sim.sweeps import Airs, planned
from sim.sweeps.cluster import IN_HAND, Cluster, _result
from tests.wind.files import plain_wind, written

dask = pytest.importorskip("dask")
distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install 'balloon-drift[cluster]'")

TIMER = "payload.bundles.main.timer_h"
SEVEN = {TIMER: {"first": 1.0, "last": 3.0, "count": 7}}


@pytest.fixture
def neighbours(by_hand):
    return (urlsplit(by_hand[1]).hostname, "127.0.0.1")


@pytest.fixture
def scheduler(by_hand):
    return by_hand[1]


@pytest.fixture
def seven_shards(monkeypatch):
    monkeypatch.setattr("sim.sweeps.planning.points_per_shard", lambda *_: 1)


@pytest.fixture(scope="module")
def whole(tiny):
    """Seven points in one shard, by one thread."""
    return sim.sweep(tiny, None, SEVEN, threads=1)


def test_threads_workers_and_parts_give_the_same_bits(tiny, whole, scheduler, seven_shards, tmp_path):
    xr.testing.assert_identical(sim.sweep(tiny, None, SEVEN, threads=2), whole)
    sim.sweep(tiny, None, SEVEN, store=tmp_path, shard=(2, 3), threads=1)
    sim.sweep(tiny, None, SEVEN, store=tmp_path, shard=(1, 3), scheduler=scheduler)
    xr.testing.assert_identical(sim.resume_sweep(tmp_path, scheduler=scheduler), whole)


def test_a_killed_worker_costs_nothing(tiny, whole, scheduler, seven_shards, tmp_path):
    with distributed.Client(scheduler, set_as_default=False) as client:
        before = client.run(os.getpid)

    def kill_one(done, total):
        if done == 1:  # each worker has a shard in hand
            os.kill(next(iter(before.values())), signal.SIGKILL)

    result = sim.sweep(tiny, None, SEVEN, store=tmp_path, scheduler=scheduler, progress=kill_one)
    xr.testing.assert_identical(result, whole)
    with distributed.Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2)
        assert len(set(before.values()) & set(client.run(os.getpid).values())) == 1


def test_no_wind_travels_and_the_plan_travels_once(tiny, whole, scheduler, seven_shards, monkeypatch):
    """The embedded climate of a month takes 110 kB, before it is packed."""
    sent, open_shards, most = [], set(), []
    submit, result = distributed.Client.submit, distributed.Future.result

    def counted(self, function, *args, **keywords):
        future = submit(self, function, *args, **keywords)
        own = [word for word in args if not isinstance(word, distributed.Future)]
        sent.append((function.__name__, len(pickle.dumps(own))))
        open_shards.add(future.key)
        most.append(len(open_shards) - 1)  # but the workbench
        return future

    def taken(self, *args, **keywords):
        open_shards.discard(self.key)
        return result(self, *args, **keywords)

    monkeypatch.setattr(distributed.Client, "submit", counted)
    monkeypatch.setattr(distributed.Future, "result", taken)
    xr.testing.assert_identical(sim.sweep(tiny, None, SEVEN, scheduler=scheduler), whole)
    assert [name for name, _ in sent] == ["Workbench"] + 7 * ["fly_at"]
    assert sent[0][1] < 30_000
    assert max(size for _, size in sent[1:]) < 100
    assert max(most) == 2 * IN_HAND  # however many shards there are


def test_a_workbench_travels_without_the_winds_that_it_holds(tiny, april):
    from sim.sweeps.workbench import Workbench

    plan = planned(tiny, Airs(None, None), SEVEN)
    workbench = Workbench(plan.to_json())
    before = len(pickle.dumps(workbench))
    assert workbench.airs.wind(tiny).digest == april.digest
    assert len(pickle.dumps(workbench)) == before
    again = pickle.loads(pickle.dumps(workbench))
    assert again.plan == plan
    assert not again.airs._held


def test_workers_take_about_the_memory_that_is_told(tiny, scheduler):
    """Peak of each worker: more than half of the estimate and not all of it, so that neither refuses for nothing."""
    told = planned(tiny, Airs(None, None), SEVEN).memory
    sim.sweep(tiny, None, {TIMER: [1.0]}, scheduler=scheduler)
    with distributed.Client(scheduler, set_as_default=False) as client:
        peaks = client.run(lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    assert told / 2 < max(peaks.values()) < told


def test_workers_that_have_too_little_memory_are_refused(tiny, scheduler, monkeypatch, tmp_path):
    monkeypatch.setattr("sim.sweeps.memory.PROGRAM", 5e12)
    with pytest.raises(InputError, match=r"and 1 more: .* needs about 5000\.\d\d GB .*--memory-limit"):
        sim.sweep(tiny, None, SEVEN, store=tmp_path, scheduler=scheduler)
    assert int((sim.open_sweep(tmp_path)["flown"] == 1).sum()) == 0


def test_workers_with_another_program_are_refused_with_what_differs(tiny, scheduler, monkeypatch, tmp_path):
    program = sim.sweeps.planning.program()
    monkeypatch.setattr("sim.sweeps.planning.program", lambda: program | {"numpy": "1.0", "code": "0123456789abcdef"})
    with pytest.raises(InputError) as told:
        sim.sweep(tiny, None, SEVEN, store=tmp_path, scheduler=scheduler)
    (problem,) = told.value.problems
    assert "and 1 more: " in problem
    assert f"numpy {program['numpy']} instead of 1.0" in problem
    assert f"code {program['code']} instead of 0123456789abcdef" in problem
    assert int((sim.open_sweep(tmp_path)["flown"] == 1).sum()) == 0


def test_a_worker_that_comes_late_with_another_program_flies_nothing(tiny, scheduler, monkeypatch):
    program = sim.sweeps.planning.program()
    monkeypatch.setattr("sim.sweeps.planning.program", lambda: program | {"numpy": "1.0"})
    monkeypatch.setattr("sim.sweeps.cluster.look_at_workers", lambda *args: None)
    with pytest.raises(ResultError, match=rf"numpy {program['numpy']} instead of 1\.0"):
        sim.sweep(tiny, None, SEVEN, scheduler=scheduler)


def test_a_fault_in_a_worker_is_told_in_the_words_of_one_process(tiny, scheduler, seven_shards, tmp_path):
    file, store = tmp_path / "wind.nc", tmp_path / "store"
    scenario = tiny.with_values({"weather.wind": str(file), "simulation.horizon_h": 2.0})
    written(plain_wind(), file)
    sim.sweep(scenario, None, SEVEN, store=store, shard=(1, 7))
    file.unlink()
    written(plain_wind() * 1.01, file)
    told = []
    for engine in ({"threads": 1}, {"scheduler": scheduler}):
        with pytest.raises(WindError, match="not the one that the sweep was planned with") as fault:
            sim.resume_sweep(store, **engine)
        told.append(fault.value.problems)
    assert told[0] == told[1]
    assert int((sim.open_sweep(store)["flown"] == 1).sum()) == 1


class Lost:
    """A future whose work was lost."""

    def __init__(self, error):
        self.error = error

    def result(self):
        raise self.error


LOSSES = {
    "the scheduler": (distributed.CancelledError("scheduler-connection-lost"), "scheduler was lost"),
    "every worker": (
        distributed.KilledWorker("fly_at-1", SimpleNamespace(address="tcp://10.0.0.7:99"), 3),
        "10.0.0.7.*want of memory",
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_what_is_lost_can_be_gone_on_from(case):
    error, words = LOSSES[case]
    with pytest.raises(SweepInterrupted, match=f"{words}.*balloon-drift resume"):
        _result(Lost(error))


NOT_TO_BE = {
    "no file": ({"scheduler": "nowhere.json"}, ["nowhere.json: cannot be read", "tcp://"]),
    "another file": ({"scheduler": __file__}, ["holds no address"]),
    "workers of others": ({"scheduler": "tcp://a:1", "workers": 2, "threads": 3}, ["workers is 2", "threads is 3"]),
    "workers of nobody": ({"workers": 2}, ["workers is 2"]),
    "none": ({"scheduler": "local", "workers": 0, "threads": 0}, ["workers is 0", "threads is 0"]),
}


@pytest.mark.parametrize("case", NOT_TO_BE)
def test_what_cannot_be_is_refused(case, tiny):
    arguments, words = NOT_TO_BE[case]
    with pytest.raises(InputError) as told:
        sim.sweep(tiny, None, SEVEN, **arguments)
    assert len(told.value.problems) == max(1, len(arguments) - ("scheduler" in arguments))
    for word in words:
        assert word in str(told.value)


def test_where_nobody_answers_is_said(tiny, scheduler):
    nobody = f"tcp://{urlsplit(scheduler).hostname}:1"  # no scheduler has that port
    with dask.config.set({"distributed.comm.timeouts.connect": "0.1s"}), pytest.raises(InputError, match="nobody answ"):
        sim.sweep(tiny, None, {TIMER: [1.0]}, scheduler=nobody)


def test_a_wind_that_was_passed_and_a_missing_package_are_told_together(tiny, april, monkeypatch):
    monkeypatch.setattr("sim.sweeps.cluster.find_spec", lambda name: None)
    with pytest.raises(InputError) as told:
        sim.sweep(tiny, april, SEVEN, scheduler="local")
    missing, passed = told.value.problems
    assert "pip install 'balloon-drift[cluster]'" in missing
    assert "workers open their own" in passed


def test_a_cluster_has_as_many_workers_as_there_are_threads(monkeypatch):
    monkeypatch.setattr("sim.sweeps.cluster.available_threads", lambda: 8)
    assert Cluster.asked_for(None, None, 4) is None
    assert Cluster.asked_for("local", None, None) == Cluster("local", 8, 1)
    assert Cluster.asked_for("local", None, 3) == Cluster("local", 2, 3)
    assert Cluster.asked_for("local", 5, 3) == Cluster("local", 5, 3)


def test_an_interrupt_leaves_a_store_that_goes_on(tiny, whole, seven_shards, tmp_path, capfd):
    """A terminal sends the key to every process: the workers of this machine hear it too, and say nothing of it."""

    def interrupt(done, total):
        workers = multiprocessing.active_children()
        assert len(workers) == 1
        os.kill(workers[0].pid, signal.SIGINT)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sim.sweep(tiny, None, SEVEN, store=tmp_path, scheduler="local", workers=1, progress=interrupt)
    assert capfd.readouterr().err == ""
    assert int((sim.open_sweep(tmp_path)["flown"] == 1).sum()) == 1
    assert multiprocessing.active_children() == []
    xr.testing.assert_identical(sim.resume_sweep(tmp_path), whole)
