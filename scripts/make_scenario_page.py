"""Make `docs/scenario.md`: every key of a scenario file, from the models that check it and the tables that complete it.

python scripts/make_scenario_page.py
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import annotated_types
from pydantic import AfterValidator
from pydantic.fields import FieldInfo

from sim.physics.fall import sheet_fall_speed, terminal_fall_speed
from sim.scenario.balloon import Balloon
from sim.scenario.envelopes import ENVELOPES, TORN_SPEED, Envelope
from sim.scenario.items import Item
from sim.scenario.launch_rule import CONDITIONS, LaunchRule
from sim.scenario.laws import LAWS, Certain, Law
from sim.scenario.load import shipped_scenarios
from sim.scenario.measured import COLUMNS, MOST, SAME_GRAMMAGE
from sim.scenario.payload import BundleTable, Dispenser, ItemShare, Payload, Timer
from sim.scenario.scenario import Scenario
from sim.scenario.sections import Launch, Simulation, Weather
from sim.scenario.sizes import SAME_WITHIN
from sim.scenario.tables import catalogue, defaults, launch_rule_defaults, sites, timers
from sim.scenario.usual import usual_ranges
from sim.scenario.value import Limits, Section, Stated, Value, typed_value
from sim.units import unit_of_key

PAGE = Path(__file__).parents[1] / "docs" / "scenario.md"

EXAMPLE = """\
name = "example"
title = "One tube, one bundle"
description = "The shortest scenario that flies."

[launch]
time = { value = 2024-06-20T23:00:00+09:00, because = "assumed for the example" }
time_spread_min = { distribution = "uniform", low = -15, high = 15, because = "assumed for the example" }
site = { value = "imjingak", because = "assumed for the example" }
position_sd_km = { value = 1, because = "assumed for the example" }
height_above_ground_m = { value = 15, because = "assumed for the example" }
balloons = { value = 10, because = "assumed for the example" }

[balloon]
envelope = { value = "zero_pressure", because = "assumed for the example" }
gas = { value = "helium", because = "assumed for the example" }
gas_purity = { value = 0.95, because = "assumed for the example" }
tube_length_m = { value = 12, because = "assumed for the example" }
lay_flat_width_m = { value = 2, because = "assumed for the example" }
film_thickness_um = { value = 75, because = "assumed for the example" }
film_density_kg_m3 = { value = 920, because = "assumed for the example" }
rigging_mass_kg = { value = 0.3, because = "assumed for the example" }
free_lift_fraction = { distribution = "lognormal", median = 0.08, spread = 1.6, because = "assumed for the example" }
underfill_probability = { value = 0, because = "assumed for the example" }
underfilled_free_lift_fraction = { distribution = "uniform", low = -0.02, high = 0.02, because = "never drawn here" }
drag_coefficient = { value = 0.6, because = "assumed for the example" }
added_mass_coefficient = { value = 0.05, because = "assumed for the example" }
leak_percent_per_hour = { value = 0.3, because = "assumed for the example" }
heat_transfer_w_m2_k = { value = 2, because = "assumed for the example" }
radiative_offset_k = { value = -2, because = "assumed for the example" }

[payload]
payload_mass_kg = { value = 7, because = "assumed for the example" }

[[payload.bundles]]
name = "main"
mass_share = 1.0
timer_h = { value = 2, because = "assumed for the example" }
because = "assumed for the example"
items = [{ kind = "leaflet_paper", mass_share = 1.0 }]

[timer]
shared = { value = false, because = "assumed for the example" }
failure_probability = { value = 0.1, because = "assumed for the example" }
early_release_probability = { value = 0, because = "assumed for the example" }
early_release_min = { value = 0, because = "never drawn here" }
unopened_probability = { value = 0.02, because = "assumed for the example" }

[weather]
wind = "climatology"
"""

HEAD = """\
# The scenario file

A scenario is a TOML file: what is flown, when, where and in which air. `scripts/make_scenario_page.py` writes this
page from the models that check such a file. Shipped ones, to start from: {shipped}.

A file with faults is refused, with every fault in one sentence of its own: where, what was found, what is allowed.
`load_scenario(...).explain()` prints a scenario with everything that was completed.

## A minimal example

```toml
{example}```

## Kinds of entries

The unit of a number is the end of its key: `payload_mass_kg` is in kilograms.

| in the tables below | how it is typed |
|---|---|
| value | a number or a distribution, with grounds: `{{ value = 7, because = "..." }}`, or as below |
| value: one number | the same, but no distribution |
| stated | a word, a moment, a count or true and false, with grounds: `{{ value = "helium", source = "..." }}` |
| plain | the thing itself, without grounds: `wind = "climatology"` |

**Grounds.** Every value and every statement, each bundle and the dispenser say `source` (where it comes from),
`because` (why it was chosen) or both. A source may cite a fact of the news, `source = "fact:ARTICLE/FACT"`; it is
looked up in `seeds/`. Only facts of the roles launch, balloon, payload and weather may be cited. What was claimed
goes under `claims`, and no value rests on it.

**Ranges.** A distribution must respect a range with every draw, so give it bounds (`low`, `high`) that keep it
there. Where a range is "of the median", only its median must. "Of one number": a distribution may reach beyond.

## Distributions

| distribution | fields | optional fields |
|---|---|---|
{laws}

Such as `{{ distribution = "normal", mean = 7, sd = 1, low = 5, source = "..." }}`.

{law_fields}
"""

BALLOON = """\
Which envelope has which of the entries that are not for all: **must** have it, **one** of these two, or *may* have
it.

{matrix}

`{torn}` must be given where an envelope can burst: sealed, latex, one with `film_strength_mpa`, or any where
`timer.release_mode` is `burst`; and only there. `lean_deg` and `cross_flow_drag_coefficient` go together.
"""

PAYLOAD = """\
Give either `[[payload.bundles]]`, each with its own timer, or one `[payload.dispenser]`, which lets equal batches
go. The `mass_share` of all bundles sum to 1. The items of one bundle are given all by `mass_share`, which then sum
to 1, or all by `count`; counted pieces must not weigh more than their bundle.
"""

ITEMS = """\
Every kind that is carried is completed from the catalogue; `[items.KIND]` changes single entries of it, or
describes a kind of your own. An item has exactly one of `sea_level_speed_m_s` and `drag_coefficient`; a drag
coefficient needs `area_cm2` or `size_cm`, or `grammage_g_m2`. One that is typed takes the place of the other in the
catalogue, and so do `area_cm2` and `size_cm`. A kind whose mass, size, area or grammage is not the catalogue's
needs its own speed or drag coefficient, unless the catalogue gives it a drag coefficient or a measured speed fits
it. `clump_probability` and `clump_size` go together, and so do `glide_angle_deg` and `glide_persistence_m`. A sheet
weighs its grammage times its area.

### The catalogue

The speed is that of the median, where the air has 1.225 kg m-3.

{catalogue}

### Measured fall speeds

`measured_fall_speeds = "FILE.csv"`, at the top of the file, names a table of your own measurements; a relative path
is relative to the working directory. Its first line names the columns {columns}; others are ignored.

| column | what |
|---|---|
| `size` | length and width in cm, such as `15.24x7.62`, either way round |
| `grammage` | mass of a sheet for each area [g m-2] |
| `speed` | where the air has 1.225 kg m-3, at most {most[speed]:g} [m s-1] |
| `spread` | geometric standard deviation among sheets, less 1: 0.15 means 15 %; at most {most[spread]:g} [1] |

An item with `size_cm` and `grammage_g_m2` takes its speed and its `spread_within_drop` from there, if its size was
measured (to {size:g} cm) and its median grammage lies within the measured ones of that size (within {grammage:.0%}
where there is but one); between two rows the speed is straight in the root of the grammage. It wins over the
catalogue and over a drag coefficient; a `sea_level_speed_m_s` or a `spread_within_drop` that the scenario itself
types is kept. A table that fits no item is refused.
"""


RULE = """\
The table may be left out; then balloons are let go in any weather. With it, weathers are looked at in their order: for
each a forecast is made, which is the weather that comes plus an error of its own, and the launchers go where every
condition that is given holds at the launch. Weather members are those that were let go. How many were looked at, what
was forecast for each and what spoke against it are part of the result (`night_*`).

A rule has one or more of {conditions}.
The ends of the sector go together. A rule that lets fewer than about one in two hundred go is refused, with what speaks
against it.
"""


USUAL = """\
## Usual ranges

`balloon-drift check`, `run` and `sweep`, `Scenario.notes` and `explain()` say where a number lies beyond these, and
where a timer runs out later than `horizon_h`. Nothing is refused for it: mostly a unit was mixed up. Of a distribution
the median counts; where both signs are usual, its 5 % and 95 % points. 0 is never unusual. "Of grams 7000" is what a
slip to that unit would make of a common value.

{ranges}
"""


def page() -> str:
    """The whole page."""
    shipped = ", ".join(f"`{name}`" for name in shipped_scenarios())
    head = HEAD.format(shipped=shipped, example=EXAMPLE, laws=_rows(_laws()), law_fields=_law_fields())
    parts = [
        head,
        _section("Top of the file", Scenario),
        _section("[launch]", Launch),
        _sites(),
        _section("[balloon]", Balloon),
        BALLOON.format(matrix=_matrix(), torn=TORN_SPEED),
        _section("[payload]", Payload),
        PAYLOAD,
        _section("[[payload.bundles]]", BundleTable, "###"),
        _section("[payload.dispenser]", Dispenser, "###"),
        _section("Entries of `items` in a bundle or a dispenser", ItemShare, "###"),
        _section("[timer]", Timer),
        _section("[items.KIND]", Item),
        _items(),
        _section("[weather]", Weather),
        _section("[launch_rule]", LaunchRule),
        RULE.format(conditions=", ".join(f"`{name}`" for name in CONDITIONS)),
        _section("[simulation]", Simulation),
        USUAL.format(ranges=_usual()),
    ]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), _rows(rows)])


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def _section(title: str, model: type[Section], level: str = "##") -> str:
    """One table of the file: what it is, and its keys."""
    heading = title if "`" in title or "[" not in title else f"`{title}`"
    name = title.strip("[]")
    what = _one_line((model.__doc__ or "").split("\n\n")[0]) if model is not Scenario else ""
    rows = [
        (f"`{key}`", _unit(key, field), _described(field), _allowed(field), _default(name, key, field))
        for key, field in _fields(model)
    ]
    head = ("key", "unit", "what it is", "allowed", "where it is left out")
    return "\n\n".join(part for part in (f"{level} {heading}", what, _table(head, rows)) if part) + "\n"


def _fields(model: type[Section]) -> Iterator[tuple[str, FieldInfo]]:
    """The keys as people type them; tables that have a heading of their own are left to it."""
    for name, field in model.model_fields.items():
        if model is Scenario and name not in ("name", "title", "description", "claims", "measured_fall_speeds"):
            continue
        yield field.alias or name, field


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _described(field: FieldInfo) -> str:
    """The description without its unit, which has a column of its own."""
    text = _one_line(field.description or "").replace("``", "`")
    return text[: text.rindex(" [")] if text.endswith("]") else text


def _parts(annotation: Any) -> Iterator[Any]:  # Any: whatever pydantic keeps of a type
    """A type, what it is made of, and what is asked of it."""
    yield annotation
    if isinstance(annotation, FieldInfo):
        yield from annotation.metadata
    if isinstance(annotation, type) and issubclass(annotation, Stated):
        value = annotation.model_fields["value"]
        yield from value.metadata
        yield from _parts(value.annotation)
    elif get_origin(annotation) is not Literal:
        for part in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
            yield from _parts(part)


def _kind(parts: list[Any]) -> str:
    if Value in parts:
        return "value"
    return "stated" if any(isinstance(part, type) and issubclass(part, Stated) for part in parts) else "plain"


def _unit(key: str, field: FieldInfo) -> str:
    parts = list(_parts(field.annotation))
    return unit_of_key(key).symbol if Value in parts or float in parts else ""


def _allowed(field: FieldInfo) -> str:
    """What a person may type, in words."""
    parts = [*_parts(field.annotation), *field.metadata]
    kind = _kind(parts)
    limits = [part.func for part in parts if isinstance(part, AfterValidator) and isinstance(part.func, Limits)]
    one_number = ["one number"] if any(limit.certain for limit in limits) else []
    ranges = [_range(limit) for limit in limits] or _bounds(parts)
    what = [] if kind == "value" else [_form(parts)]
    return f"{kind}: {', '.join(said)}" if (said := [*what, *one_number, *ranges]) else kind


def _range(limit: Limits) -> str:
    of_median = " (of the median)" if limit.by_median else ""
    return limit.words + of_median + ("" if limit.draws else " (of one number)")


def _bounds(parts: list[Any]) -> list[str]:
    """The range of a plain number."""
    words = {"ge": "at least", "gt": "greater than", "le": "at most", "lt": "less than"}
    kinds = (annotated_types.Ge, annotated_types.Gt, annotated_types.Le, annotated_types.Lt)
    found = [(type(part).__name__.lower(), part) for part in dict.fromkeys(p for p in parts if isinstance(p, kinds))]
    said = [f"{words[name]} {_number(getattr(part, name))}" for name, part in found]
    return [" and ".join(said)] if said else []


def _number(bound: float) -> str:
    return "2^64" if bound == 2**64 else f"{bound:g}"


def _form(parts: list[Any]) -> str:
    choices = next((get_args(part) for part in parts if get_origin(part) is Literal), ())
    if choices:
        return ", ".join(f"`{choice}`" for choice in choices)
    if any(get_origin(part) is tuple for part in parts):
        return "a list"
    tables = [part for part in parts if isinstance(part, type) and issubclass(part, Section)]
    names = {bool: "true or false", int: "a whole number", float: "a number", datetime: "a moment", str: "text"}
    return "a table" if tables else next(names[part] for part in parts if isinstance(part, type) and part in names)


def _default(section: str, key: str, field: FieldInfo) -> str:
    """What stands in for an entry that a file leaves out."""
    given = defaults().get(section, {}).get(key)
    if given is not None:
        return _words(given, key)
    if section == "launch_rule" and key in launch_rule_defaults():
        return _words(launch_rule_defaults()[key], key)
    if section == "timer" and key in next(iter(timers().values())):
        return "; ".join(f"{kind}: {_words(brought[key], key)}" for kind, brought in timers().items())
    if section == "items.KIND" and any(key in item for item in catalogue().values()):
        return "the catalogue's, for its kinds" + ("" if field.is_required() else "; else none")
    if section == "balloon" and any(key in (*envelope.keys, TORN_SPEED) for envelope in ENVELOPES.values()):
        return "by envelope, see below"
    if key in ("source", "because"):
        return "one of them must be given"
    if field.default and isinstance(field.default, str):
        return field.default
    return "must be given" if field.is_required() else "none"


def _words(raw: Any, key: str) -> str:  # Any: as read from a shipped table
    """A shipped entry as a person reads it."""
    content = raw.get("value") if isinstance(raw, Mapping) else raw
    if isinstance(content, bool):
        return str(content).lower()
    if isinstance(content, str):
        return f"`{content}`"
    return typed_value(raw, key).law.words if isinstance(raw, Mapping) else f"{content:g}"


def _law_keys(law: type[Law], required: bool) -> list[str]:
    left_out = ("distribution", "source", "because")
    return [f"`{k}`" for k, f in law.model_fields.items() if k not in left_out and f.is_required() is required]


def _laws() -> Iterator[tuple[str, ...]]:
    yield "none: one number", ", ".join(_law_keys(Certain, True)), ""
    for name, law in LAWS.items():
        yield f"`{name}`", ", ".join(_law_keys(law, True)), ", ".join(_law_keys(law, False))


def _law_fields() -> str:
    """What each field of each distribution says."""
    lines = []
    for name, law in LAWS.items():
        keys = [*_law_keys(law, True), *_law_keys(law, False)]
        fields = [f"{key}: {_lower_first(_described(law.model_fields[key.strip('`')]))}" for key in keys]
        power = _one_line(law.__doc__ or "").replace("**", "^")  # two stars would be bold
        lines.append(f"- **{name}.** {power} " + " ".join(fields))
    return "\n".join(lines)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sites() -> str:
    rows = [
        (f"`{s.name}`", s.label, f"{s.longitude:.3f}", f"{s.latitude:.3f}", ", ".join(s.aliases))
        for s in sites().values()
    ]
    head = ("site", "label", "longitude", "latitude", "also called")
    return "Give `site`, or `longitude` and `latitude`. Known sites:\n\n" + _table(head, rows) + "\n"


def _matrix() -> str:
    keys = dict.fromkeys(key for envelope in ENVELOPES.values() for key in envelope.keys)
    rows = [(f"`{key}`", *(_has(envelope, key) for envelope in ENVELOPES.values())) for key in keys]
    return _table(("key", *(f"`{name}`" for name in ENVELOPES)), rows)


def _has(envelope: Envelope, key: str) -> str:
    if key in envelope.needs:
        return "**must**"
    return "**one**" if key in envelope.one_of else "*may*" if key in envelope.may_have else ""


def _usual() -> str:
    rows = [
        (f"`{name}`", f"`{key}`", f"{usual.low:g} to {usual.high:g}", unit_of_key(key).symbol, usual.because)
        for (name, key), usual in usual_ranges().items()
    ]
    return _table(("table", "key", "usual", "unit", "because"), rows)


def _items() -> str:
    """What holds among the entries of an item, the catalogue, and the table of measured speeds."""
    columns = ", ".join(f"`{name}`" for name in COLUMNS)
    numbers = {"most": MOST, "size": SAME_WITHIN, "grammage": SAME_GRAMMAGE}
    return ITEMS.format(catalogue=_catalogue(), columns=columns, **numbers)


def _catalogue() -> str:
    rows = [_kind_row(kind, Item.model_validate(raw)) for kind, raw in catalogue().items()]
    return _table(("kind", "label", "mass [g]", "size or area", "speed [m s-1]", "by"), rows)


def _kind_row(kind: str, item: Item) -> tuple[str, ...]:
    size = f"{item.size.length:g} x {item.size.width:g} cm" if item.size else ""
    if not size and item.area is not None:
        size = f"{item.area.median / item.area.typed.factor:g} cm2"
    speed, by = _fall(item)
    return f"`{kind}`", item.label, f"{1e3 * item.mass.median:g}", size, f"{speed:.3g}", by


def _fall(item: Item) -> tuple[float, str]:
    """Speed of the median [m s-1], and what it comes from."""
    if item.sea_level_speed is not None:
        return item.sea_level_speed.median, "speed"
    assert item.drag_coefficient is not None, "an item has a speed or a drag coefficient"
    drag = item.drag_coefficient.median
    if item.grammage is not None:
        return float(sheet_fall_speed(item.grammage.median, drag)), f"drag coefficient {drag:g}"
    assert item.area is not None, "an item with a drag coefficient has an area or a grammage"
    return float(terminal_fall_speed(item.mass.median, item.area.median, drag)), f"drag coefficient {drag:g}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
