"""How the program ends, as its shell sees it: each test is a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.cli.endings import CUT_OFF, UNFORESEEN

ROOT = Path(__file__).resolve().parents[2]

AT_IMPORT = """
import sys
class Cut:
    def find_spec(self, name, *rest):
        if name == "typer":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Cut())
"""

WHILE_READING = """
import importlib.metadata
def cut(name):
    raise KeyboardInterrupt
importlib.metadata.version = cut
"""

BROKEN = """
import sim.scenario
def broken(name):
    raise ZeroDivisionError("made for a test")
sim.scenario.load_scenario = broken
"""


def ended(before, *words):
    """The program, after some lines that spoil it."""
    code = f"{before}\nfrom sim.cli import main\nmain()"
    return subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, cwd=ROOT, check=False)


@pytest.mark.parametrize("before", [AT_IMPORT, WHILE_READING])
def test_ctrl_c_before_any_command_begins_ends_like_every_other(before):
    done = ended(before, "--version")
    assert done.returncode == 4
    assert done.stderr == f"{CUT_OFF}\n"


def test_a_fault_of_the_program_has_a_code_of_its_own_and_is_told_whole():
    done = ended(BROKEN, "explain", "lee_2015_04_04")
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert done.stderr.endswith(f"ZeroDivisionError: made for a test\n{UNFORESEEN}\n")


def small_run(out, **outputs):
    words = ("run", "gfs_2011_01_15", "--balloons", "50", "--out", out)
    command = [sys.executable, "-m", "sim", *map(str, words)]
    return subprocess.run(command, text=True, cwd=ROOT, check=False, **outputs)


@pytest.fixture
def closed():
    """A pipe whose reader has gone, as `head` goes."""
    reader, writer = os.pipe()
    os.close(reader)
    yield writer
    os.close(writer)


@pytest.fixture
def full():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "w") as device:
        yield device


def test_a_reader_that_went_away_does_not_stop_a_run(closed, tmp_path):
    done = small_run(tmp_path, stdout=closed, stderr=closed)
    assert done.returncode == 3  # as always in this scenario: some flights have no landing
    assert {path.name for path in tmp_path.iterdir()} == {"flights.nc", "landing_map.png"}


def test_a_full_output_is_told_once_and_does_not_stop_a_run(full, tmp_path):
    done = small_run(tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert done.stderr.count("standard output: No space left on device") == 1
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"flights.nc", "landing_map.png"}


def test_explain_is_as_wide_as_its_terminal_and_as_ever_in_a_file():
    pty = pytest.importorskip("pty", reason="this system has no terminals made by programs")
    main, terminal = pty.openpty()
    command, environment = [sys.executable, "-m", "sim", "explain", "lee_2015_04_04"], {**os.environ, "COLUMNS": "50"}
    with subprocess.Popen(command, stdout=terminal, cwd=ROOT, env=environment):
        os.close(terminal)
        text = b""
        while part := read_or_nothing(main):
            text += part
    os.close(main)
    assert 40 < max(map(len, text.decode().splitlines())) <= 50
    piped = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    assert max(map(len, piped.stdout.splitlines())) > 100


def read_or_nothing(terminal):
    """What a terminal was sent; nothing once its writer is gone, which Linux tells by an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def test_help_for_a_reader_that_went_away_is_no_fault(closed):
    done = subprocess.run([sys.executable, "-m", "sim", "--help"], stdout=closed, cwd=ROOT, check=False)
    assert done.returncode == 0
