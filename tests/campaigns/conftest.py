"""A small campaign, flown once for all tests of this room."""

import pytest

import sim

TEXT = """
name = "small"
title = "A small campaign"
claims = ["fact:gawker_2014_2015/copies_planned", "fact:verge_2015_04_08/park_copies_planned"]
copies = ["dvd_sleeve", "usb_stick"]
nights_flown = 4
years = 300

[[groups]]
name = "park"
scenario = "park_2015_01"
first_month = { value = "2015-07", because = "made up" }
last_month = { value = "2015-08", because = "made up" }
nights_tried_per_month = { value = 10, because = "made up" }
balloons_per_launch = { value = 3, because = "made up" }

[[groups]]
name = "lee"
scenario = "lee_2015_04_04"
changes = { "launch_rule.surface_wind_at_most_m_s" = 0.001 }
first_month = { value = "2015-08", because = "made up" }
last_month = { value = "2015-08", because = "made up" }
nights_tried_per_month = { value = 5, because = "made up" }
launches_per_month_at_most = { value = 2, because = "made up" }
balloons_per_launch = { value = 2, because = "made up" }
"""
"""Two groups, one of which waits for a calm that never comes."""


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """File of the small campaign."""
    path = tmp_path_factory.mktemp("campaign") / "small.toml"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="session")
def result(small):
    """What it leaves where."""
    return sim.campaign(small)
