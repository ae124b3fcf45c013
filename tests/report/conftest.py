"""Pages that several tests read."""

import json

import pytest

import sim
from tests.report.made_run import HOSTILE, made_run


@pytest.fixture(scope="session", autouse=True)
def small_pictures():
    """The same figures in fewer pixels: drawing them takes most of the time of a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sim.report.figures.DOTS_PER_INCH", 30)
        yield


@pytest.fixture(scope="session")
def usual(tmp_path_factory):
    """The page about the made-up run."""
    return sim.write_report(made_run(), tmp_path_factory.mktemp("usual") / "report.html")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """The same, but whoever named things tries to put scripts into the page."""
    flights = made_run(bundles=(HOSTILE, "__proto__"), labels={"dvd_sleeve": HOSTILE, "usb_stick": HOSTILE})
    flights.attrs |= {"title": HOSTILE, "launch_site": HOSTILE, "wind_source": HOSTILE}
    flights.attrs["wind_notes"] = json.dumps([HOSTILE])
    return sim.write_report(flights, tmp_path_factory.mktemp("hostile") / "report.html")
