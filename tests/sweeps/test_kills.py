"""A kill at any moment loses at most the shard in hand."""

import json
import os
import subprocess
import sys
from pathlib import Path

import xarray as xr

import sim

ROOT = Path(__file__).resolve().parents[2]


def test_twenty_kills_leave_the_bits_of_a_sweep_without_one(tmp_path):
    # that threading layer of Numba survives a fork
    environment = os.environ | {"NUMBA_THREADING_LAYER": "workqueue", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "tests.sweeps.killed", str(tmp_path)]
    done = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    stood = json.loads(done.stdout)
    assert len(stood) == 20
    assert max(stood) > 0  # not all came before the first shard
    whole = files_of(tmp_path / "whole")
    for store in tmp_path.glob("killed_*"):
        assert files_of(store) == whole
        xr.testing.assert_identical(sim.open_sweep(store), sim.open_sweep(tmp_path / "whole"))


def files_of(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
