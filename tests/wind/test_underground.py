import numpy as np
import pytest

from sim.errors import WindError
from sim.wind import open_wind
from tests.wind.files import DIMS, plain_wind, written
from tests.wind.products import merra_2, merra_2_with_mountains, real_air

GRAVITY, GAS_CONSTANT = 9.80665, 287.053
NAMES = ("u", "v", "t", "gh")


def holed(*places, names=NAMES):
    """Plain wind with humidity and omega, and no values at some (level, latitude, longitude)."""
    wind = plain_wind()
    shape = wind["u"].shape
    wind = wind.assign(
        q=(DIMS, np.full(shape, 0.004), {"units": "1"}),
        w=(DIMS, np.full(shape, 0.2), {"units": "Pa s-1"}),
    )
    for name in (*names, "q", "w"):
        for place in places:
            wind[name][(slice(None), *place)] = np.nan
    return wind


def test_empty_levels_at_the_bottom_are_continued_from_above_and_said(tmp_path):
    field = open_wind(written(holed((0, 2, 3), (0, 2, 4), (1, 2, 4)), tmp_path / "holed.nc"))
    whole = open_wind(written(holed(), tmp_path / "whole.nc")).dataset
    made = field.dataset
    for column, empty in ((3, 1), (4, 2)):
        for name in ("eastward_wind", "northward_wind", "air_temperature", "specific_humidity"):
            expected = whole[name][:, empty, 2, column]
            for level in range(empty):
                np.testing.assert_array_equal(made[name][:, level, 2, column], expected)
        np.testing.assert_array_equal(made["upward_air_velocity"][:, :empty, 2, column], 0.0)
        np.testing.assert_array_equal(made["height"][:, empty:, 2, column], whole["height"][:, empty:, 2, column])
    # 850 hPa lies at 1462 m there (geometric; 0.3 m less in geopotential), 263 K warm.
    above = float(whole["height"][0, 1, 2, 3])
    geopotential = 6_356_766.0 * above / (6_356_766.0 + above) - GAS_CONSTANT * 263.0 / GRAVITY * np.log(1000 / 850)
    expected = 6_356_766.0 * geopotential / (6_356_766.0 - geopotential)
    assert float(made["height"][0, 0, 2, 3]) == pytest.approx(expected, abs=0.01)
    elsewhere = np.ones((5, 6), bool)
    elsewhere[2, 3:5] = False
    for name in whole.data_vars:
        if name != "air_pressure":
            np.testing.assert_array_equal(
                made[name].to_numpy()[:, :, elsewhere], whole[name].to_numpy()[:, :, elsewhere]
            )
    (note,) = [note for note in field.notes if "under the ground, in columns" in note]
    assert note.startswith("9 of 450 points have no values")
    assert "begin at up to 2946 m" in note
    # The model left these points empty, and what a reader meets there is none of its making.
    assert not any("used as given" in note for note in field.notes)


def test_levels_that_are_empty_everywhere_are_left_out_and_said(tmp_path):
    field = open_wind(written(holed((0,), (1, 2, 4)), tmp_path / "holed.nc"))
    expected = open_wind(written(holed((1, 2, 4)).isel(level=slice(1, None)), tmp_path / "cut.nc"))
    assert field.dataset.equals(expected.dataset)
    assert "Levels at the bottom that lie under the ground everywhere were left out: 1." in field.notes
    assert any(note.startswith("3 of 360 points have no values") for note in field.notes)
    bare = open_wind(written(holed((0,)), tmp_path / "empty.nc"))
    assert not any("used as given" in note for note in bare.notes)


@pytest.mark.parametrize(
    ("wind", "count"),
    [
        # Over a level that has values, in one variable alone, in a whole column, up to 5 km.
        (holed((1, 2, 3)), 3),
        (holed((0, 2, 3), names=("u",)), 3),
        (holed((slice(None), 2, 3)), 15),
        (holed((slice(0, 3), 2, 3)), 9),
    ],
)
def test_holes_of_other_shapes_stay_missing(wind, count, tmp_path):
    with pytest.raises(WindError) as caught:
        open_wind(written(wind, tmp_path / "wind.nc"))
    assert f"eastward_wind has {count} missing values" in caught.value.problems[0]


def test_merra_2_over_mountains_is_read(tmp_path):
    whole = open_wind(merra_2(real_air(), tmp_path)).dataset
    field = open_wind(merra_2_with_mountains(real_air(), tmp_path))
    made, land = field.dataset, whole["longitude"].to_numpy() <= 125.0
    for name in ("eastward_wind", "air_temperature", "height"):
        np.testing.assert_array_equal(made[name][:, 1:], whole[name][:, 1:])
        np.testing.assert_array_equal(made[name][:, 0, :, ~land], whole[name][:, 0, :, ~land])
    assert any("under the ground, in columns" in note for note in field.notes)
