"""Colours of kinds of item: the same on every map, told apart by all kinds of sight."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from sim.maps import style

# Linear RGB as a deuteranope sees it, severity 1; Machado, Oliveira and Fernandes, IEEE Trans. Vis. Comput. Graph. 15,
# 2009, p. 1291, table 1.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)


@pytest.mark.parametrize("kinds", [["dvd_sleeve", "usb_stick"], ["usb_stick", "dvd_sleeve"], ["radio", "dvd_sleeve"]])
def test_a_dvd_has_the_same_colour_on_every_map(kinds: list[str]) -> None:
    assert style.item_colours(kinds)["dvd_sleeve"] == "#0072B2"


def test_no_two_kinds_of_a_map_share_a_colour() -> None:
    kinds = ["dvd_sleeve", "dvd_case", "leaflet_vinyl", "leaflet_paper", "kite", "usb_stick"]
    colours = style.item_colours(kinds)
    assert list(colours) == kinds
    assert sorted(colours.values()) == sorted(style.ITEM_COLOURS)
    assert (colours["dvd_sleeve"], colours["leaflet_vinyl"]) == ("#0072B2", "#009E73")


def test_items_stay_apart_for_a_deuteranope() -> None:
    """At least a tenth of the cube's side between any two in linear RGB."""
    seen = [DEUTERANOPIA @ linear(colour) for colour in style.ITEM_COLOURS]
    assert min(np.linalg.norm(one - other) for one, other in itertools.combinations(seen, 2)) > 0.1


def test_what_flies_together_stays_apart_in_light_or_hue_for_a_deuteranope() -> None:
    """Green and reddish purple, at 0.21 of the cube's side, were taken for one another on the headline map."""
    colours = style.item_colours(["dvd_sleeve", "usb_stick", "leaflet_vinyl", "bank_note"])
    note, *others = (DEUTERANOPIA @ linear(colour) for colour in reversed(colours.values()))
    assert min(np.linalg.norm(note - other) for other in others) > 0.3


def linear(colour: str) -> np.ndarray:
    """Linear light of an sRGB colour; IEC 61966-2-1."""
    values = np.array(to_rgb(colour))
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
