import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from sim.wind.door.regridding import bilinear, largest_rectangle, on_pressures


def largest_by_trying_all(inside):
    rows, columns = inside.shape
    return max(
        (below - above) * (right - left) * bool(inside[above:below, left:right].all())
        for above in range(rows)
        for below in range(above + 1, rows + 1)
        for left in range(columns)
        for right in range(left + 1, columns + 1)
    )


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_no_rectangle_is_larger(share):
    rng = np.random.default_rng(7)
    for _ in range(20):
        inside = rng.random((6, 7)) < share
        rows, columns = largest_rectangle(inside)
        part = inside[rows, columns]
        assert part.all()
        assert part.size == largest_by_trying_all(inside)


def test_nowhere_is_an_empty_rectangle():
    assert largest_rectangle(np.zeros((3, 3), bool)) == (slice(0, 0), slice(0, 0))


def test_between_points_it_is_scipys_and_at_them_their_own():
    rng = np.random.default_rng(3)
    values = rng.normal(size=(2, 5, 6))
    row, column = 1.0 + 3.0 * rng.random((4, 3)), 2.0 + 3.0 * rng.random((4, 3))
    row[0, 0], column[0, 0] = 4.0, 5.0
    place = bilinear(row, column, (5, 6))
    rows, columns = place.window
    assert (rows, columns) == (slice(1, 5), slice(2, 6))
    for level in range(2):
        expected = RegularGridInterpolator((np.arange(5.0), np.arange(6.0)), values[level])((row, column))
        np.testing.assert_allclose(place.of(values[:, rows, columns])[level], expected, rtol=1e-12)
    assert place.of(values[:, rows, columns])[0, 0, 0] == values[0, 4, 5]


def test_columns_are_linear_in_the_logarithm_of_pressure_and_end_where_they_end():
    pressure = np.array([100_000.0, 90_000.0, 50_000.0])[:, None, None] * np.array([1.0, 0.9])
    columns = {
        "t": 300.0 + 20.0 * np.log(pressure / 1e5),
        "u": np.array([1.0, 2.0, 4.0])[:, None, None] + 0.0 * pressure,
    }
    wanted = np.array([100_000.0, 90_000.0, 70_000.0, 50_000.0, 44_000.0])
    made = on_pressures(pressure, columns, wanted)
    line = 300.0 + 20.0 * np.log(wanted / 1e5)
    np.testing.assert_allclose(made["t"][:4, 0, 0], line[:4], rtol=1e-13)
    np.testing.assert_allclose(made["t"][1:, 0, 1], [line[1], line[2], line[3], np.nan], rtol=1e-13)
    assert np.isnan(made["t"][4, 0, 0])
    assert np.isnan(made["t"][0, 0, 1])
    np.testing.assert_allclose(made["u"][[0, 1, 3], 0, 0], [1.0, 2.0, 4.0], rtol=1e-13)
    halfway = 2.0 + 2.0 * np.log(90 / 70) / np.log(90 / 50)
    assert made["u"][2, 0, 0] == pytest.approx(halfway, rel=1e-13)
