import math

import numpy as np
import pytest
from numba import njit
from scipy import stats

from sim.numerics.random import (
    coarse_normal,
    eight_coarse_normals,
    four_normals,
    gust_words,
    normals,
    philox,
    stream_number,
    uniforms,
)

# Known-answer vectors of Philox4x32-10, Random123 distribution of Salmon et al. 2011 (file kat_vectors).
ALL_ONES = 0xFFFFFFFF
VECTORS = [
    ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ALL_ONES,) * 4, 0xFFFFFFFFFFFFFFFF, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        0x299F31D0A4093822,
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_philox_gives_the_published_words(counter, key, expected):
    assert tuple(int(word) for word in philox(*counter, np.uint64(key))) == expected


def test_a_small_ensemble_is_the_start_of_a_large_one():
    many = uniforms(7, np.arange(20_000), "balloon.leak")
    np.testing.assert_array_equal(uniforms(7, np.arange(50), "balloon.leak"), many[:50])
    np.testing.assert_array_equal(uniforms(7, [137], "balloon.leak"), many[137:138])


def test_longer_rows_and_later_rows_leave_normals_where_they_were():
    table = normals(3, range(6), range(40), "weather")
    np.testing.assert_array_equal(normals(3, range(6), range(10), "weather"), table[:, :10])
    np.testing.assert_array_equal(normals(3, [4], range(40), "weather"), table[4:5])
    np.testing.assert_array_equal(normals(3, [5, 0], [38, 7, 8], "weather"), table[np.ix_([5, 0], [38, 7, 8])])


def test_key_and_stream_change_every_number():
    base = uniforms(1, np.arange(1000), "a")
    assert not np.any(base == uniforms(2, np.arange(1000), "a"))
    assert not np.any(base == uniforms(1, np.arange(1000), "b"))


def test_uniform_numbers_follow_their_law():
    drawn = uniforms(11, np.arange(200_000), "law")
    # Kolmogorov-Smirnov with a fixed address: the p-value is one number, and 1e-3 would be a 1 in 1000 accident.
    assert stats.kstest(drawn, "uniform").pvalue > 1e-3
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0


def test_normal_numbers_follow_their_law():
    drawn = np.array([four_normals(np.uint64(5), i, 3, stream_number("gust")) for i in range(20_000)])
    assert stats.kstest(drawn.ravel(), "norm").pvalue > 1e-3
    # Correlation of 20,000 independent pairs has a standard error of 0.007: four of them.
    correlation = np.corrcoef(drawn.T) - np.eye(4)
    assert np.abs(correlation).max() < 0.028


def test_stream_numbers_of_all_names_in_use_differ():
    names = [
        "balloon.free_lift_fraction",
        "timer.run_time_factor",
        "timer.run_time_factor.1",
        "fall.0.dvd_sleeve.between",
    ]
    assert len({stream_number(name) for name in names}) == len(names)


@njit
def coarse(key, count, step, out):
    for index in range(count):
        row = eight_coarse_normals(gust_words(np.uint64(key), index, step, 0))
        for column in range(8):
            out[index, column] = row[column]


def test_coarse_normals_follow_the_normal_law_and_do_not_know_each_other():
    count = 200_000
    now, next_step = np.empty((count, 8)), np.empty((count, 8))
    coarse(3, count, 7, now)
    coarse(3, count, 8, next_step)
    for column in now.T:
        # 1/13,000 of the distribution is the largest distance, and 2.2 / sqrt(n) the 1e-4 limit of Kolmogorov
        assert stats.kstest(column, "norm").statistic < 1.0 / 13000.0 + 2.2 / math.sqrt(count)
        assert abs(column.mean()) < 4.5 / math.sqrt(count)
        assert column.var() == pytest.approx(1.0, abs=4.5 * math.sqrt(2.0 / count))
    together = np.corrcoef(np.concatenate([now, next_step], axis=1).T) - np.eye(16)
    assert np.abs(together).max() < 4.5 / math.sqrt(count)


def test_coarse_normals_are_eight_thousand_values_of_variance_one():
    values = np.array([coarse_normal(bits) for bits in range(8192)])
    assert np.unique(values).size == 8192
    assert values.mean() == pytest.approx(0.0, abs=1e-12)
    assert (values**2).mean() == pytest.approx(1.0, abs=1e-6)  # written as float32
    # each is the mean of a cell of probability 1/8192, but for the factor that makes the variance 1
    edges = stats.norm.ppf(np.linspace(0.5, 1.0, 4097))
    means = -8192.0 * np.diff(stats.norm.pdf(edges))
    np.testing.assert_allclose(np.sort(values[values > 0.0]), means, rtol=2e-4)
