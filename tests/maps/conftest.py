"""Every test of a picture draws to memory and leaves no figure behind."""

from collections.abc import Iterator

import matplotlib
import matplotlib.pyplot as plt
import pytest
import xarray as xr

from tests.maps.made_tracks import made_tracks

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def no_figure_left() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def tracks() -> xr.Dataset:
    return made_tracks()
