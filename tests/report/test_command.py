import pytest
from typer.testing import CliRunner

import sim
from sim.cli.commands import app
from tests.report.made_run import made_run


def report(*words):
    return CliRunner().invoke(app, ["report", *(str(word) for word in words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    sim.save_flights(made_run(), folder / "flights.nc")
    return folder


def test_report_writes_a_page_beside_the_flights_and_keeps_it(folder, usual):
    done = report(folder)
    assert done.exit_code == 0, done.output
    assert "report.html" in done.stdout
    assert " MB)" in done.stdout
    page = (folder / "report.html").read_bytes()
    assert page.startswith(b"<!DOCTYPE html>")
    again = report(folder)
    assert again.exit_code == 2
    assert "--overwrite" in again.stderr
    # flights that went through a file make the page that they make without
    assert page == usual.read_bytes()


def test_report_tells_all_that_is_wrong(tmp_path):
    (tmp_path / "flights.nc").write_text("no flights")
    done = report(tmp_path, "--out", tmp_path / "page.pdf")
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 2
    assert "flights.nc" in done.stderr
    assert "page.pdf" in done.stderr
    assert "Traceback" not in done.stderr
    assert report(tmp_path / "nowhere").exit_code == 2
