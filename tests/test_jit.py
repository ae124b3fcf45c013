import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from sim import _jit
from sim.physics.fall import fall_speed

PACKAGE = Path(_jit.__file__).parent


def test_a_formula_serves_floats_arrays_and_keywords():
    assert isinstance(fall_speed(4.0, 1.225), float)
    both = fall_speed(np.array([4.0, 8.0]), air_density=1.225)
    np.testing.assert_array_equal(both, [4.0, 8.0])
    np.testing.assert_array_equal(fall_speed(np.ones((2, 1)), np.full(3, 1.225)), np.ones((2, 3)))


def test_an_array_of_any_layout_is_its_elements_one_by_one():
    random = np.random.default_rng(1)
    speed = random.uniform(0.1, 9.0, (40, 300, 3)).transpose(2, 0, 1)[::-1, :, ::2]  # more than one portion
    density = random.uniform(0.1, 1.3, (40, 1)).astype(np.float32)
    out = fall_speed(speed, density)
    assert out.dtype == np.float64
    assert out.shape == (3, 40, 150)
    for place in ((0, 0, 0), (1, 7, 33), (2, 39, 149)):
        one = float(speed[place]), float(density[place[1], 0])
        assert out[place] == fall_speed(*one) == fall_speed.scalar(*one)  # a root and two products: no bit to differ in
    assert fall_speed(np.zeros((0, 3)), 1.2).shape == (0, 3)
    assert fall_speed(4, np.int64(1)) == fall_speed(4.0, 1.0)
    assert isinstance(fall_speed(np.float64(4.0), np.array(1.0)), float)


@pytest.mark.parametrize("arguments", [(4.0,), (np.ones(3),), (4.0, 1.0, 1.0), (np.ones(3), 1.0, 1.0)])
def test_a_formula_with_too_few_or_too_many_arguments_is_refused(arguments):
    with pytest.raises(TypeError, match="argument"):
        fall_speed(*arguments)


@pytest.fixture
def forget():
    _jit.cache_directory.cache_clear()
    yield
    _jit.cache_directory.cache_clear()


def test_code_of_old_versions_is_forgotten(tmp_path, monkeypatch, forget):
    monkeypatch.setenv("BALLOON_DRIFT_CACHE", str(tmp_path))
    home = tmp_path / "kernels"
    old, recent, foreign = home / ("0" * 16), home / ("1" * 16), home / ("2" * 16)
    for directory in (old, recent, foreign):
        directory.mkdir(parents=True)
    for directory in (old, recent):
        (directory / _jit.MARK).touch()
    long_ago = time.time() - _jit.KEPT_FOR - 60.0
    for directory in (old, foreign):
        os.utime(directory, (long_ago, long_ago))
    assert _jit.cache_directory().parent == home
    assert not old.exists()
    assert recent.exists()
    assert foreign.exists()


def test_without_a_home_for_the_cache_a_private_one_is_made(tmp_path, monkeypatch, forget):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BALLOON_DRIFT_CACHE", str(tmp_path / "file"))
    directory = _jit.cache_directory()
    assert directory.is_dir()
    assert directory.stat().st_mode & 0o077 == 0


PROBE = """
from sim._jit import compiled
from sim.physics.fall import fall_speed


@compiled
def twice(speed):
    return 2.0 * fall_speed(speed, 1.225)
"""


def test_a_formula_changed_in_another_file_makes_new_machine_code(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    probe = tmp_path / "sim" / "probe.py"
    probe.write_text(PROBE)
    environment = {**os.environ, "BALLOON_DRIFT_CACHE": str(tmp_path / "cache"), "PYTHONPATH": str(tmp_path)}

    def told():
        command = [sys.executable, "-c", "from sim.probe import twice; print(twice(4.0))"]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        return float(done.stdout)

    assert told() == 8.0
    formula = tmp_path / "sim" / "physics" / "fall.py"
    text = formula.read_text()
    assert "return sea_level_speed * math.sqrt" in text
    formula.write_text(text.replace("return sea_level_speed * math.sqrt", "return 10.0 * sea_level_speed * math.sqrt"))
    assert told() == 80.0


@pytest.mark.parametrize(("ending", "left"), [("nbc", 500), ("nbc", 0), ("nbi", 60), ("nbi", 0)])
def test_machine_code_that_was_cut_off_is_made_anew(ending, left, tmp_path):
    environment = {**os.environ, "BALLOON_DRIFT_CACHE": str(tmp_path), "PYTHONPATH": str(PACKAGE.parent)}
    command = [sys.executable, "-c", "from sim.physics.fall import fall_speed; print(fall_speed(4.0, 1.225))"]

    def told():
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert told().stdout == "4.0\n"
    kept = list(tmp_path.rglob(f"*.{ending}"))
    whole = {file: file.stat().st_size for file in kept}
    assert kept
    for file in kept:
        os.truncate(file, left)
    again = told()
    assert (again.returncode, again.stdout, again.stderr) == (0, "4.0\n", "")
    assert {file: file.stat().st_size for file in kept} == whole


def test_a_formula_answers_where_its_machine_code_cannot_be_kept(tmp_path):
    little = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))"
    script = "from sim.physics.fall import fall_speed; print(fall_speed(4.0, 1.225))"
    environment = {**os.environ, "BALLOON_DRIFT_CACHE": str(tmp_path), "PYTHONPATH": str(PACKAGE.parent)}
    for first_line in (little, ""):  # the next start, with room, makes what is missing
        command = [sys.executable, "-c", f"{first_line}\n{script}"]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout == "4.0\n"
    assert list(tmp_path.rglob("*.nbc"))


def test_whatever_is_compiled_stands_in_the_files_that_the_cache_is_keyed_by():
    decorated = re.compile(r"^\s*@(compiled|elementwise|numba\.|njit|vectorize|overload)", re.MULTILINE)
    names = [
        path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if decorated.search(path.read_text())
    ]
    assert len(names) > 20
    assert [name for name in names if not name.startswith(_jit.COMPILED_HALF)] == []


def test_a_file_above_the_stairs_leaves_the_machine_code_as_it_is(tmp_path):
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-c", "from sim import _jit; print(_jit.compiled_digest(), _jit.source_digest())"]

    def digests():
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout.split()

    before = digests()
    with (tmp_path / "sim" / "maps" / "style.py").open("a") as file:
        file.write("\nEXTRA = 1\n")
    after = digests()
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_one_machine_code_serves_all_numbers_that_calls_name():
    @_jit.compiled
    def number(table, place):
        return table[place]

    @_jit.compiled
    def both(table):
        return number(table, 3) + 10.0 * number(table, 5)

    assert both(np.arange(8.0)) == 53.0
    assert len(number.overloads) == 1  # Numba by itself makes one for 3 and one for 5


def test_two_threads_that_compile_at_once_leave_the_setting_as_it_was():
    before, inside, left = _jit.config.CACHE_DIR, threading.Event(), threading.Event()

    def second() -> None:
        _jit._with_own_cache(lambda: (inside.set(), left.wait(10.0)))

    other = threading.Thread(target=second)

    def first() -> None:
        other.start()
        inside.wait(0.2)  # it comes in between, if nothing keeps it from that

    _jit._with_own_cache(first)
    left.set()
    other.join()
    assert inside.is_set()
    assert before == _jit.config.CACHE_DIR
