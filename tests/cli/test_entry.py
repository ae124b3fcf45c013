"""How the program ends, as its shell sees it: each test is a process of its own."""

import contextlib
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
    raise {}("made for a test")
sim.scenario.load_scenario = broken
"""

WARNED = """
import os, signal, sys, warnings
from sim.cli.outputs import make_outputs_patient
make_outputs_patient()
warnings.warn("warned")
print("said")
os.kill(os.getpid(), signal.SIGKILL)
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


@pytest.mark.parametrize("fault", ["ZeroDivisionError", "EOFError", "BrokenPipeError"])
def test_a_fault_of_the_program_has_a_code_of_its_own_and_is_told_whole(fault):
    done = ended(BROKEN.format(fault), "explain", "lee_2015_04_04")
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert f"{fault}: made for a test\n" in done.stderr
    assert done.stderr.endswith(f": made for a test\n{UNFORESEEN}\n")


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent")
@pytest.mark.parametrize(("options", "said"), [((), ""), (("-u",), "said\n")])
def test_what_is_said_of_a_fault_is_there_when_the_process_dies(options, said, tmp_path):
    with open(tmp_path / "out", "w") as out, open(tmp_path / "err", "w") as err:
        command = [sys.executable, *options, "-c", WARNED]
        subprocess.run(command, stdout=out, stderr=err, cwd=ROOT, check=False)
    assert "UserWarning: warned" in (tmp_path / "err").read_text()
    assert said in (tmp_path / "out").read_text()  # it may be there without -u too (PYTHONUNBUFFERED)


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


def test_a_reader_that_went_away_is_not_spoken_of(closed):
    command = [sys.executable, "-m", "sim", "explain", "lee_2015_04_04"]
    done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes there always wait")
def test_a_pipe_that_does_not_wait_is_waited_for():
    command = [sys.executable, "-m", "sim", "explain", "lee_2015_04_04"]
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    room = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            room += os.write(writer, b"x" * 256)
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=ROOT) as program:
        os.close(writer)
        with pytest.raises(subprocess.TimeoutExpired):
            program.wait(5.0)
        with open(reader, "rb") as pipe:
            text = pipe.read()[room:].decode()
        assert (program.wait(), program.stderr.read()) == (0, "")
    assert text == subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True).stdout


@pytest.mark.skipif(sys.platform == "win32", reason="a shell closes the outputs")
@pytest.mark.parametrize("redirections", [">&-", "2>&-", ">&- 2>&-"])
def test_an_output_that_was_closed_from_the_start_stops_nothing(redirections, tmp_path):
    line = f'"{sys.executable}" -m sim explain lee_2015_04_04 {redirections}'
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


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
