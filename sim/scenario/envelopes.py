"""Which entries of [balloon] each envelope needs, and which do not belong to it.

Looks only at what is given, in the tables as typed, so that these faults come out together with those of the models.
Whether a value is right is not asked here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sim.scenario.balloon import Balloon
from sim.scenario.payload import ReleaseMode
from sim.scenario.typed import stated_in, table_in

TORN_SPEED = "torn_envelope_speed_m_s"

_TUBE = ("tube_length_m", "film_thickness_um", "film_density_kg_m3", "drag_coefficient")
_LEAN = ("lean_deg", "cross_flow_drag_coefficient")
_WIDTHS = ("lay_flat_width_m", "diameter_m")
_DRAGS = ("sphere_drag", "drag_coefficient")
_ADVICE: Mapping[tuple[str, str], str] = {
    _WIDTHS: "give exactly one of lay_flat_width_m (half the circumference) and diameter_m.",
    _DRAGS: "give exactly one of sphere_drag (a model of it) and drag_coefficient (the same at every speed).",
}


@dataclass(frozen=True)
class Envelope:
    """What one kind of envelope is described by.

    Attributes
    ----------
    label : str
        What sentences call it.
    needs : tuple of str
        Keys that must be given.
    one_of : (str, str)
        Keys of which exactly one must be given.
    may_have : tuple of str
        Keys that may be given.
    always_bursts : bool
        Whether every such envelope bursts when it is strained enough; else only one whose film has a strength.
    """

    label: str
    needs: tuple[str, ...]
    one_of: tuple[str, str]
    may_have: tuple[str, ...] = ()
    always_bursts: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that belongs to it and not to all envelopes."""
        return tuple(dict.fromkeys((*self.needs, *self.one_of, *self.may_have)))


ENVELOPES: Mapping[str, Envelope] = {
    "relief_tube": Envelope("a relief_tube", (*_TUBE, "back_pressure_hpa"), _WIDTHS, ("film_strength_mpa", *_LEAN)),
    "zero_pressure": Envelope("a zero_pressure tube", _TUBE, _WIDTHS, _LEAN),
    "sealed": Envelope("a sealed tube", (*_TUBE, "film_strength_mpa"), _WIDTHS, _LEAN, always_bursts=True),
    "latex": Envelope("a latex balloon", ("latex_mass_kg", "burst_diameter_m"), _DRAGS, always_bursts=True),
}

_OF_SOME = tuple(dict.fromkeys(key for envelope in ENVELOPES.values() for key in envelope.keys))


def envelope_faults(raw: Any) -> list[str]:  # Any: as typed by a person
    """Every missing entry and every one that does not belong, as ends of sentences that begin with the file's name."""
    balloon, timer = _given(raw, "balloon"), _given(raw, "timer")
    kind, mode = stated_in(balloon, "envelope"), stated_in(timer, "release_mode")
    if not isinstance(kind, str) or kind not in ENVELOPES:
        return []
    envelope = ENVELOPES[kind]
    faults = [
        *_foreign(envelope, balloon),
        *_missing(envelope, balloon),
        *_not_one(envelope, balloon),
        *_half_a_lean(envelope, balloon),
    ]
    return [*faults, *_torn_speed(envelope, balloon, mode)] if mode in get_args(ReleaseMode) else faults


def _given(raw: Any, key: str) -> dict[str, Any]:
    return {key: found for key, found in table_in(raw, key).items() if found is not None}


def _foreign(envelope: Envelope, balloon: Mapping[str, Any]) -> Iterator[str]:
    for key in _OF_SOME:
        if key in balloon and key not in envelope.keys:
            owners = " or ".join(name for name, other in ENVELOPES.items() if key in other.keys)
            yield f"balloon.{key} does not belong to {envelope.label}; remove it, or choose the envelope {owners}."


def _missing(envelope: Envelope, balloon: Mapping[str, Any]) -> Iterator[str]:
    for key in envelope.needs:
        if key not in balloon:
            yield f"balloon.{key} is missing; it must be given for {envelope.label}: {_description(key)}"


def _not_one(envelope: Envelope, balloon: Mapping[str, Any]) -> Iterator[str]:
    first, second = envelope.one_of
    if (first in balloon) == (second in balloon):
        found = f"both {first} and {second}" if first in balloon else f"neither {first} nor {second}"
        yield f"balloon has {found}; {_ADVICE[envelope.one_of]}"


def _half_a_lean(envelope: Envelope, balloon: Mapping[str, Any]) -> Iterator[str]:
    """A lean without its drag, or a drag without the lean, says nothing."""
    given = [key for key in _LEAN if key in balloon and key in envelope.keys]
    if len(given) == 1:
        yield f"balloon has {given[0]} only; give {' and '.join(_LEAN)}, or neither for a tube that never leans."


def _torn_speed(envelope: Envelope, balloon: Mapping[str, Any], mode: str) -> Iterator[str]:
    """The torn envelope's speed of fall must be given where it can come to that, and only there."""
    with_strength = "film_strength_mpa" in envelope.may_have
    bursts = envelope.always_bursts or (with_strength and "film_strength_mpa" in balloon)
    if TORN_SPEED not in balloon and (bursts or mode == "burst"):
        why = "which can burst" if bursts else "which the timer bursts"
        which = f"{envelope.label} with film_strength_mpa" if bursts and with_strength else envelope.label
        yield f"balloon.{TORN_SPEED} is missing; it must be given for {which}, {why}: {_description(TORN_SPEED)}"
    if TORN_SPEED in balloon and not (bursts or mode == "burst"):
        unless, other = (" without film_strength_mpa", " give film_strength_mpa,") if with_strength else ("", "")
        yield (
            f"balloon.{TORN_SPEED} does not belong to {envelope.label}, which cannot burst{unless}; remove it,{other} "
            "or set timer.release_mode to burst."
        )


def _description(key: str) -> str:
    return " ".join((Balloon.model_fields[key].description or "").split())
