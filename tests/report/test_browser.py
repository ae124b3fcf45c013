"""The page as a browser shows it."""

import base64
import importlib.util
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.report.made_run import LABELS

ROOT = Path(__file__).resolve().parents[2]
MISSING = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
MISSING += [] if importlib.util.find_spec("selenium") else ["selenium"]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}: make browser")


def visited(*words):
    """What `browse` saw; a process of its own, since connections are refused in this one."""
    done = subprocess.run(
        [sys.executable, ROOT / "tests/report/browse.py", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        env=os.environ | {"PYTHONPATH": str(ROOT), "no_proxy": "localhost,127.0.0.1"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def both(usual, hostile):
    """On two pages: choose USB sticks, then the second bundle, then point at Kangwon."""
    return visited(usual, "usb_stick", "long", "kangwon", hostile, "usb_stick", "__proto__", "kangwon")


@pytest.fixture(scope="module")
def told(both):
    """The usual run."""
    return both[0]


def pixels(state):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(state["picture"]))).convert("RGB")).astype(int)


def changed(first, second):
    """Share of the pixels of the map that differ visibly."""
    one, other = pixels(first), pixels(second)
    assert one.shape == other.shape
    return float((np.abs(one - other).max(axis=2) > 16).mean())


def traces(state):
    return {name: rest for name, *rest in state["traces"]}


def test_the_page_shows_its_map_without_complaint(told):
    assert told["title"] == "A made-up night: where it lands"
    assert told["console"] == []
    # sea, land and what lies on them: a blank map has one colour
    assert len({tuple(colour) for colour in pixels(told["first"])[::10, ::10].reshape(-1, 3).tolist()}) > 50


def test_the_page_asks_for_nothing_but_itself(told):
    assert any(address.startswith("file:") for address in told["requested"])
    assert [one for one in told["requested"] if not one.startswith(("file:///", "data:", "blob:"))] == []
    assert len([one for one in told["requested"] if one.startswith("file:")]) == 1


def test_no_button_of_the_map_leads_elsewhere(told):
    assert len(told["buttons"]) == 6
    assert not [name for name in told["buttons"] if re.search("share|cloud|edit|logo", name, re.IGNORECASE)]


def test_choosing_an_item_changes_the_map(told):
    first, item = told["first"], told["item"]
    assert {"landings of dvd_sleeve", "landings of usb_stick", "50 % of usb_stick"} <= set(traces(first))
    assert "landings of usb_stick" in traces(item)
    assert not [name for name in traces(item) if name.endswith("dvd_sleeve")]
    assert all(label in first["status"] for label in LABELS.values())
    assert LABELS["dvd_sleeve"] not in item["status"]
    assert changed(first, item) > 0.003  # the discs' landings and contours are gone


def test_choosing_a_bundle_changes_the_map(told):
    item, bundle = told["item"], told["bundle"]
    # the run has 270 landings of each kind in each bundle
    assert (traces(item)["landings of usb_stick"][0], traces(bundle)["landings of usb_stick"][0]) == (540, 270)
    assert traces(item)["50 % of usb_stick"] != traces(bundle)["50 % of usb_stick"]
    assert traces(item)["density"] != traces(bundle)["density"]
    assert changed(item, bundle) > 0.003


def test_pointing_at_a_province_tells_its_name_and_share(told):
    assert "Kangwon" in told["hover"]
    assert "강원도" in told["hover"]
    assert f"{LABELS['usb_stick']}: " in told["hover"]
    assert " %" in told["hover"]


def test_the_map_can_be_moved_from_the_keyboard(told):
    before, after = told["key"]
    assert after > before + 1.0


def test_names_from_a_scenario_run_nothing(both):
    told = both[1]
    assert told["hacked"] is None
    assert told["console"] == []
    assert "<img src=x" in told["hover"]  # as words
    assert [one for one in told["requested"] if not one.startswith(("file:///", "data:", "blob:"))] == []
