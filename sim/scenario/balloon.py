"""The table of a scenario file that says what flies: the envelope, its gas, and how it moves.

Holds no rule of which entries an envelope must have: those are in `envelopes`.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from sim.errors import ScenarioError
from sim.scenario.value import Limits, NotNegativeValue, OptionalPositive, ProbabilityValue, Section, Stated, Value

_WHY_FREE_LIFT = (
    "A balloon without free lift never leaves: check payload.payload_mass_kg ({payload.payload_mass_kg}) "
    "and the size of the envelope."
)

_WHY_KELVIN = "It is a difference in kelvin, not a temperature."

_WHY_UNDERFILLED = (
    "One number not above 0 keeps every underfilled balloon on the ground: give a distribution that reaches below 0."
)


class Balloon(Section):
    """The envelope, its gas, and how it moves.

    What is None by default belongs to some envelopes only: `sim.scenario.envelopes` says which must have it.
    """

    envelope_stated: Stated[Literal["relief_tube", "zero_pressure", "sealed", "latex"]] = Field(alias="envelope")
    """Kind of envelope: relief_tube (a film tube whose tied neck lets gas out under pressure), zero_pressure (one that
    is open), sealed (one that is closed until it bursts) or latex (an elastic sphere)."""
    gas_stated: Stated[Literal["helium", "hydrogen"]] = Field(alias="gas")
    """Lifting gas: helium or hydrogen."""
    gas_purity: Annotated[Value, AfterValidator(Limits(above=0.0, at_most=1.0))]
    """Mole fraction of the lifting gas, the rest is air. [1]"""
    tube_length_m: OptionalPositive = None
    """Length of the tube. [m]"""
    lay_flat_width_m: OptionalPositive = None
    """Width of the empty tube laid flat: half its circumference. [m]"""
    diameter_m: OptionalPositive = None
    """Diameter of the full tube. [m]"""
    film_thickness_um: OptionalPositive = None
    """Thickness of the film, all walls together. [um]"""
    film_density_kg_m3: OptionalPositive = None
    """Density of the film. [kg m-3]"""
    film_strength_mpa: OptionalPositive = None
    """Yield stress of the film: the tube bursts at an overpressure of strength times thickness over radius. [MPa]"""
    latex_mass_kg: OptionalPositive = None
    """Mass of the latex; of all balloons together, where several fly as one sphere. [kg]"""
    burst_diameter_m: OptionalPositive = None
    """Diameter at which the sphere bursts. [m]"""
    torn_envelope_speed_m_s: OptionalPositive = None
    """Speed of fall of the torn, empty envelope where the air has 1.225 kg m-3. [m s-1]"""
    rigging_mass_kg: NotNegativeValue
    """Mass of strings, timers and all that stays with the envelope. [kg]"""
    free_lift_fraction: Annotated[Value, AfterValidator(Limits(above=0.0, draws=False, advice=_WHY_FREE_LIFT))]
    """Gross lift over the mass that it carries, less 1. [1]"""
    underfill_probability: ProbabilityValue
    """Chance that a balloon was filled too little: its free lift is underfilled_free_lift_fraction instead. [1]"""
    underfilled_free_lift_fraction: Annotated[
        Value, AfterValidator(Limits(above=0.0, draws=False, advice=_WHY_UNDERFILLED))
    ]
    """Gross lift over the mass that it carries, less 1, of a balloon that was filled too little. [1]"""
    sphere_drag_stated: Stated[Literal["two_level", "morrison"]] | None = Field(None, alias="sphere_drag")
    """How the drag coefficient of the sphere follows from the Reynolds number: two_level (two levels as fitted to
    flights) or morrison (Morrison's curve for a smooth sphere)."""
    drag_coefficient: OptionalPositive = None
    """Drag coefficient, referred to the cross-section of the full tube, or of the sphere as large as it is. [1]"""
    lean_deg: Annotated[Value | None, AfterValidator(Limits(at_least=0.0, at_most=45.0))] = None
    """How far the tube leans against its way through the air. [degree]"""
    cross_flow_drag_coefficient: OptionalPositive = None
    """Drag coefficient of the leaning tube across its axis, referred to length times diameter. [1]"""
    added_mass_coefficient: NotNegativeValue
    """Mass of air that moves with the balloon, over the mass of air that it displaces. [1]"""
    back_pressure_hpa: Annotated[Value | None, AfterValidator(Limits(at_least=0.0))] = None
    """Overpressure at which the tied neck lets gas out. [hPa]"""
    leak_percent_per_hour: NotNegativeValue
    """Share of the gas that is lost each hour. [% h-1]"""
    heat_transfer_w_m2_k: NotNegativeValue
    """Heat transfer coefficient from air to gas. [W m-2 K-1]"""
    radiative_offset_k: Annotated[
        Value, AfterValidator(Limits(at_least=-40.0, at_most=40.0, by_median=True, advice=_WHY_KELVIN))
    ]
    """What infrared radiation adds, without the sun, to the temperature that the gas tends to. [K]"""
    solar_offset_k: Annotated[
        NotNegativeValue, AfterValidator(Limits(at_most=60.0, by_median=True, advice=_WHY_KELVIN))
    ]
    """What a sun overhead at sea level adds on top of it. [K]"""

    @property
    def envelope(self) -> str:
        """Kind of envelope: relief_tube, zero_pressure, sealed or latex."""
        return self.envelope_stated.value

    @property
    def gas(self) -> str:
        """Lifting gas: helium or hydrogen."""
        return self.gas_stated.value

    @property
    def sphere_drag(self) -> str | None:
        """Drag of a latex sphere: two_level or morrison; None where the coefficient is constant."""
        return None if self.sphere_drag_stated is None else self.sphere_drag_stated.value

    @property
    def diameter(self) -> Value:
        """Diameter of the full tube, whichever width was given. [m]

        Raises
        ------
        ScenarioError
            For a latex balloon: how wide it is depends on how high it is.
        """
        from sim.physics.envelope import diameter_from_lay_flat  # late: loading a scenario does not need the compiler

        if self.diameter_m is not None:
            return self.diameter_m
        if self.lay_flat_width_m is None:
            raise ScenarioError(
                f"balloon.envelope is {self.envelope!r}, which has no one diameter; ask for burst_diameter_m, or "
                "choose a tube."
            )
        return self.lay_flat_width_m.scaled(diameter_from_lay_flat(1.0))
