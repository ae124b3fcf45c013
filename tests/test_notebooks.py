"""The notebooks run from top to bottom, and stand in the repository without outputs."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest

from sim._jit import cache_directory

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
PICTURES = {
    "00_drop_zone_in_ten_lines": 1,
    "01_one_balloon": 6,
    "02_the_air": 7,
    "03_where_it_lands": 4,
    "04_the_headline_night": 4,
    "05_sweeps": 6,
    "06_campaign_2015": 3,
}
"""Every notebook, and how many pictures it shows."""

LONGEST = 300
"""For one cell: the first flight may have to compile the kernel. [s]"""

# The kernel is another process: what the tests refuse themselves must be refused there too.
NO_NETWORK = """
import socket

def refuse(*_, **__):
    raise AssertionError("a notebook asked for the network")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
"""


def in_repository(name):
    return nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)


def own_home(folder):
    """Environment of a kernel that writes into this folder only; machine code of the package is where it always is."""
    startup = folder / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-no-network.py").write_text(NO_NETWORK, encoding="utf-8")
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "JUPYTER_"))}
    return {
        **outside,
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        # draws with Agg into the outputs; plain Agg would leave the pictures nowhere
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "BALLOON_DRIFT_CACHE": str(cache_directory().parents[1]),
    }


@pytest.fixture(scope="module", params=PICTURES)
def executed(request, tmp_path_factory):
    """Name of a notebook, and the notebook with the outputs of a run by the interpreter that runs the tests."""
    if find_spec("ipykernel") is None:
        pytest.skip("ipykernel is missing; it runs the notebooks")
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("notebook")
    # over sockets that are files, so that not even the kernel is reached over a network
    manager = AsyncKernelManager(
        kernel_name="python3", transport="ipc", ip=str(folder / "k"), connection_file=str(folder / "kernel.json")
    )
    manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    elsewhere = {"metadata": {"path": str(folder)}}
    client = NotebookClient(in_repository(request.param), km=manager, timeout=LONGEST, resources=elsewhere)
    return request.param, client.execute(cleanup_kc=True, env=own_home(folder))


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_every_notebook_is_known_here():
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(PICTURES)


def test_a_notebook_runs_from_top_to_bottom_without_an_error(executed):
    _, notebook = executed
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert [output for output in outputs(notebook) if output.output_type == "error"] == []
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []


def test_a_notebook_shows_its_pictures(executed):
    name, notebook = executed
    shown = [output for output in outputs(notebook) if "image/png" in output.get("data", {})]
    assert len(shown) == PICTURES[name]


@pytest.mark.parametrize("name", PICTURES)
def test_a_notebook_in_the_repository_has_no_outputs(name):
    notebook = in_repository(name)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert outputs(notebook) == []
    assert {cell.execution_count for cell in code} == {None}
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("name", PICTURES)
def test_a_notebook_names_no_place_on_somebodys_machine(name):
    text = (FOLDER / f"{name}.ipynb").read_text(encoding="utf-8")
    assert "/home/" not in text
    assert "/Users/" not in text
    assert "C:\\" not in text
