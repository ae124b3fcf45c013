"""The table `[launch_rule]`: in which forecast the launchers let go. Without the table they let go in any weather."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from sim.evidence.reading import shown, suggestion
from sim.scenario.items import Kind
from sim.scenario.typed import carriers_in, entries_in, table_in
from sim.scenario.value import CertainNotNegative, CertainPositive, Limits, Section, Value

OptionalSpeed = Annotated[Value | None, AfterValidator(Limits(at_least=0.0, certain=True))]
Direction = Annotated[Value | None, AfterValidator(Limits(at_least=0.0, at_most=360.0, certain=True))]

CONDITIONS = (
    "surface_wind_at_most_m_s",
    "wind_from_first_deg",
    "wind_at_least_m_s",
    "wind_at_most_m_s",
    "rain_at_most_mm_h",
    "north_probability_at_least",
)
"""A rule has one of these or more."""


class LaunchRule(Section):
    """When a forecast lets the launchers go: every condition that is given must hold."""

    surface_wind_at_most_m_s: OptionalSpeed = None
    """Fastest wind at 10 m above the launch site. [m s-1]"""
    level_m: CertainPositive
    """Height above the sea that the wind aloft is looked up at. [m]"""
    wind_from_first_deg: Direction = None
    """Where the wind aloft must come from: first direction of a sector, clockwise; 180 is a wind from the south.
    [degree]"""
    wind_from_last_deg: Direction = None
    """Last direction of that sector. [degree]"""
    wind_at_least_m_s: OptionalSpeed = None
    """Slowest wind aloft. [m s-1]"""
    wind_at_most_m_s: OptionalSpeed = None
    """Fastest wind aloft. [m s-1]"""
    rain_at_most_mm_h: OptionalSpeed = None
    """Most rain at the launch, by the wind file, which must have it; its rain is taken as forecast well. [mm h-1]"""
    north_probability_at_least: Annotated[
        Value | None, AfterValidator(Limits(at_least=0.0, at_most=1.0, certain=True))
    ] = None
    """Least share of the items that land in the North when the balloons of the forecast are flown in it. [1]"""
    north_item: Kind | None = None
    """Kind of item that share is of; the first of the first bundle where it is not said."""
    forecast_balloons: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    """Balloons flown in each forecast to find that share."""
    forecast_error_sd_m_s: CertainNotNegative
    """Standard deviation of the forecast's error, for each component, at 850 and 500 hPa; by level like that of the
    analysis. [m s-1]"""
    forecast_error_time_h: CertainPositive
    """Time over which that error forgets itself. [h]"""
    forecast_error_height_km: CertainPositive
    """Height over which that error forgets itself. [km]"""
    forecast_error_distance_km: CertainPositive
    """Distance over the ground over which that error forgets itself. [km]"""

    @model_validator(mode="after")
    def _has_conditions_that_can_be_met(self) -> Self:
        faults: list[str | tuple[str, str]] = []
        if all(getattr(self, name) is None for name in CONDITIONS):
            faults.append(f"has no condition; give one or more of {', '.join(CONDITIONS)}.")
        sector = self.wind_from_first_deg, self.wind_from_last_deg
        if (sector[0] is None) != (sector[1] is None):
            faults.append("has one end of a sector only; give wind_from_first_deg and wind_from_last_deg.")
        first, last = sector
        if first is not None and last is not None and first.median == last.median:
            faults.append("has a sector from a direction to the same; give it some width.")
        least, most = self.wind_at_least_m_s, self.wind_at_most_m_s
        if least is not None and most is not None and least.median > most.median:
            fault = f"is {least.median:g}; it must not exceed wind_at_most_m_s ({most.median:g})."
            faults.append(("wind_at_least_m_s", fault))
        if self.north_item is not None and self.north_probability_at_least is None:
            faults.append(("north_item", "is given without north_probability_at_least; give both or neither."))
        return self.with_faults(*faults)


def launch_rule_faults(raw: Any) -> Iterator[str]:  # Any: as typed by a person
    """Whether the item that a rule asks about is carried, as the end of a sentence that begins with the file's name."""
    wanted = table_in(raw, "launch_rule").get("north_item")
    carriers = carriers_in(table_in(raw, "payload"))
    carried = dict.fromkeys(str(entry.get("kind")) for _, carrier in carriers for entry in entries_in(carrier, "items"))
    if isinstance(wanted, str) and wanted not in carried:
        yield f"launch_rule.north_item is {shown(wanted)}, which is not carried; {suggestion(wanted, carried)}"
