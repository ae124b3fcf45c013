import pytest

from sim.physics.gas import buoyancy_ratio, gas_mass_for_free_lift, mixture_gas_constant, mixture_heat_capacity

HELIUM, HYDROGEN = 2077.1, 4124.5


def test_buoyancy_ratios_from_molar_masses():
    # 1 - M / M_air with M = 4.0026, 2.0159, 28.9644 g/mol
    assert buoyancy_ratio(HELIUM) == pytest.approx(1 - 4.0026 / 28.9644, abs=2e-4)
    assert buoyancy_ratio(HYDROGEN) == pytest.approx(1 - 2.0159 / 28.9644, abs=2e-4)


@pytest.mark.parametrize(("purity", "pure", "expected"), [(0.945, HELIUM, 0.8144), (0.985, HYDROGEN, 0.9164)])
def test_impure_gas_lifts_as_published_for_balloon_fillings(purity, pure, expected):
    # Sobester et al. 2014: 94.5 % helium and 98.5 % hydrogen; ratios from molar masses, four digits
    assert buoyancy_ratio(mixture_gas_constant(purity, pure)) == pytest.approx(expected, abs=5e-5)


def test_mixing_ends_at_the_pure_gases():
    assert mixture_gas_constant(1.0, HELIUM) == pytest.approx(HELIUM, rel=1e-15)
    assert mixture_gas_constant(0.0, HELIUM) == pytest.approx(287.053, rel=1e-15)
    assert mixture_heat_capacity(1.0, HELIUM, 5193.0) == pytest.approx(5193.0, rel=1e-15)
    assert mixture_heat_capacity(0.0, HELIUM, 5193.0) == pytest.approx(1005.0, rel=1e-15)


def test_heat_capacity_of_impure_helium_from_molar_quantities():
    # 0.945 mol He at 5193 J/kg/K x 4.003 g + 0.055 mol air at 1005 x 28.96 g, over the mass of both
    mole_he, mole_air = 8.314462618 / HELIUM, 8.314462618 / 287.053
    expected = (0.945 * mole_he * 5193 + 0.055 * mole_air * 1005) / (0.945 * mole_he + 0.055 * mole_air)
    assert mixture_heat_capacity(0.945, HELIUM, 5193.0) == pytest.approx(expected, rel=1e-12)


def test_helium_lifts_about_a_kilogram_per_cubic_metre():
    # ISA sea level: 1.0557 kg/m3 for helium, 1.1397 for hydrogen (1.225 kg/m3 times the buoyancy ratio)
    for gas, lift in [(HELIUM, 1.0557), (HYDROGEN, 1.1397)]:
        mass = gas_mass_for_free_lift(0.0, lift, gas)
        volume = mass * gas * 288.15 / 101325.0
        assert volume == pytest.approx(1.0, abs=1e-4)


def test_gas_mass_of_the_independent_reference_flight():
    # 10.78 kg with 8 % free lift takes 1.866982 kg of helium (independent integration, six digits)
    assert gas_mass_for_free_lift(0.08, 10.78, HELIUM) == pytest.approx(1.866982, abs=1e-6)
