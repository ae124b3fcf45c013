import math

import pytest

from sim.units import UNITS, size_of_data, unit_of_key

# Key, one unit of it in SI (by definition of the units), and the SI unit.
CASES = [
    ("tube_length_m", 1.0, "m"),
    ("position_sd_km", 1000.0, "m"),
    ("width_cm", 0.01, "m"),
    ("width_mm", 0.001, "m"),
    ("film_thickness_um", 1e-6, "m"),
    ("area_cm2", 1e-4, "m2"),
    ("payload_mass_kg", 1.0, "kg"),
    ("mass_g", 0.001, "kg"),
    ("grammage_g_m2", 0.001, "kg m-2"),
    ("film_density_kg_m3", 1.0, "kg m-3"),
    ("setting_error_s", 1.0, "s"),
    ("interval_min", 60.0, "s"),
    ("timer_h", 3600.0, "s"),
    ("sea_level_speed_m_s", 1.0, "m s-1"),
    ("turbulence_diffusivity_m2_s", 1.0, "m2 s-1"),
    ("back_pressure_hpa", 100.0, "Pa"),
    ("film_strength_mpa", 1e6, "Pa"),
    ("radiative_offset_k", 1.0, "K"),
    ("heat_transfer_w_m2_k", 1.0, "W m-2 K-1"),
    ("loss_percent", 0.01, "1"),
    ("leak_percent_per_hour", 0.01 / 3600.0, "s-1"),
    ("temperature_rate_percent_per_k", 0.01, "K-1"),
    ("rain_at_most_mm_h", 1.0 / 3600.0, "kg m-2 s-1"),
    ("bearing_deg", math.pi / 180.0, "rad"),
    ("drag_coefficient", 1.0, "1"),
    ("longitude", 1.0, "degree"),
    ("latitude", 1.0, "degree"),
]


@pytest.mark.parametrize(("key", "factor", "si"), CASES)
def test_the_end_of_a_key_names_its_unit(key: str, factor: float, si: str) -> None:
    unit = unit_of_key(key)
    assert unit.factor == pytest.approx(factor, rel=1e-15)
    assert unit.si == si


def test_every_unit_of_the_table_is_tried_here() -> None:
    assert {unit_of_key(key).suffix for key, _, _ in CASES} >= {unit.suffix for unit in UNITS}


@pytest.mark.parametrize("key", ["items", "gas", "mean", "rng", "farm", "mass_share", "gas_purity", "m", "wings"])
def test_a_word_that_merely_ends_in_a_letter_has_no_unit(key: str) -> None:
    assert unit_of_key(key).si == "1"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0.0 kB"),
        (1234, "1.2 kB"),
        (999_949, "999.9 kB"),
        (999_960, "1.0 MB"),
        (999_960_000, "1.0 GB"),
        (2**30, "1.1 GB"),
        (1_220_346_698_000_000, "1,220,346.7 GB"),
    ],
)
def test_a_size_of_data_is_told_in_a_unit_that_fits(count: int, said: str) -> None:
    assert size_of_data(count) == said
