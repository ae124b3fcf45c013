"""A scheduler and workers, begun as separate processes with the commands of docs/cluster.md."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")


def commands(heading: str) -> list[str]:
    """The commands below a heading of the page."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (block,) = re.findall(r"```console\n(.*?)```", part, flags=re.DOTALL)
    return [line.removeprefix("$ ") for line in block.splitlines()]


@contextmanager
def running(command: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that runs beside this process, with everything that it began, and ends with the context."""
    program, *words = shlex.split(command)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / f"{words[0]}.log").open("wb") as log:
        begun = {"cwd": folder, "env": environment, "stdout": log, "stderr": log, "start_new_session": True}
        process = subprocess.Popen([sys.executable, "-m", program, *words], **begun)
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The scheduler and the workers of the page, in a folder; gives the scheduler's address."""
    from distributed import Client

    scheduler, worker, _ = commands("Workers by hand")
    with ExitStack() as begun:
        process = begun.enter_context(running(scheduler, folder))
        while not (address := written_address(folder / "scheduler.json")):
            assert process.poll() is None, (folder / "scheduler.log").read_text()
            time.sleep(0.02)
        begun.enter_context(running(worker, folder))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(2)
        yield address


def written_address(file: Path) -> str:
    """The address in a scheduler file; empty as long as there is none."""
    try:
        return str(json.loads(file.read_text())["address"])
    except (OSError, ValueError):
        return ""
