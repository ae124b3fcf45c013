"""Reads the TOML files that people write, and says what is wrong in them: every fault, one sentence each.

Holds no fact and no scenario; it turns the complaints of the TOML and pydantic libraries into this package's sentences.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from sim.errors import InputError

# What a TOML file holds is not known before it is checked: `Any` here means "as typed by a person".
Raw = Any
Model = TypeVar("Model", bound=BaseModel)

_ONE_OF_THE_HOUSE = "house"
_MUST_BE: Mapping[str, str] = {
    "string_type": "text in quotes",
    "string_too_short": "text that is not empty",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number, written without a point or an exponent",
    "bool_type": "true or false",
    "dict_type": "a table",
    "mapping_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "list_type": "a list",
    "tuple_type": "a list",
    "too_short": "a list with at least one entry",
}
_COMPARISONS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}


def closest(word: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known words that look most like this one, best first."""
    by_spelling = {candidate.casefold(): candidate for candidate in known}
    return [by_spelling[match] for match in difflib.get_close_matches(word.casefold(), by_spelling, n=3, cutoff=0.6)]


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: the nearest known ones, or all of them."""
    names = sorted(known)
    near = closest(word, names)
    return f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(names) or 'none'}."


def read_toml(path: Path, error: type[InputError]) -> dict[str, Raw]:
    """Content of a TOML file.

    Raises
    ------
    InputError
        Of the given kind, if the file is missing, is not text or is not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows editors put a byte order mark in front
    except FileNotFoundError:
        raise error(f"{path}: there is no such file; check the path.") from None
    except UnicodeDecodeError:
        raise error(f"{path}: is not UTF-8 text; it must be a TOML file saved as UTF-8.") from None
    except OSError as problem:
        raise error(f"{path}: cannot be read ({problem.strerror}); it must be a readable TOML file.") from None
    return parse_toml(text, str(path), error)


def parse_toml(text: str, origin: str, error: type[InputError]) -> dict[str, Raw]:
    """Content of a TOML text; `origin` is what messages call it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise error(
            f"{origin}: is not valid TOML: {problem}; correct it there, then the values can be checked."
        ) from None


def refusal(*problems: str | tuple[str, str], of_table: bool = False) -> PydanticCustomError:
    """What a validator raises.

    Parameters
    ----------
    *problems : str or (str, str)
        Each the rest of a sentence that begins with the place: "is -1; it must be greater than 0."; a pair names a key
        below the place first. A ``{dotted.path}`` in it is replaced by what the file says there.
    of_table : bool
        Whether the place is the table of the key that is being checked, not the key.
    """
    pairs = [("", problem) if isinstance(problem, str) else problem for problem in problems]
    return PydanticCustomError(_ONE_OF_THE_HOUSE, "refused", {"problems": pairs, "of_table": of_table})


def shown(raw: Raw) -> str:
    """A value as a message shows it."""
    if isinstance(raw, datetime | date | time):
        return raw.isoformat()
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, Mapping):
        return "a table"
    if isinstance(raw, list | tuple):
        return "a list"
    return f"{raw:g}" if isinstance(raw, float) else repr(raw)


def model_faults(model: type[Model], raw: Raw, origin: str) -> tuple[Model | None, list[str]]:
    """The checked model, or None and every fault as a sentence."""
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        # Input and ctx are what we need; addresses of pydantic's manual are not.
        lines = error.errors(include_url=False)
        return None, list(dict.fromkeys(f"{origin}: {fault}" for line in lines for fault in _faults(line, model, raw)))


def _faults(line: ErrorDetails, model: type[BaseModel], raw: Raw) -> list[str]:
    """What one complaint of pydantic says, in this package's words."""
    place = place_name(line["loc"], raw)
    kind, context = line["type"], line.get("ctx", {})
    if kind == _ONE_OF_THE_HOUSE:
        place = place_name(line["loc"][:-1], raw) if context["of_table"] else place
        return [f"{_joined(place, key)} {_filled(text, raw)}".strip() for key, text in context["problems"]]
    if kind == "missing":
        description = _description(model, line["loc"], raw)
        return [f"{place} is missing; it must be given{': ' + description if description else '.'}"]
    if kind == "extra_forbidden":
        *_, parent = [model, *_models_along(model, line["loc"][:-1], raw)]
        return [f"{place} is not a known key; {suggestion(str(line['loc'][-1]), known_keys(parent))}"]
    return [f"{place} is {shown(line['input'])}; {_allowed(line)}"]


def _allowed(line: ErrorDetails) -> str:
    kind, context = line["type"], line.get("ctx", {})
    if kind in _MUST_BE:
        return f"it must be {_MUST_BE[kind]}."
    if kind in _COMPARISONS:
        key, words = _COMPARISONS[kind]
        return f"it must be {words} {context[key]:g}."
    if kind == "literal_error":
        return f"it must be {context['expected']}."
    if kind == "string_pattern_mismatch":  # only names have one
        return f"it must be letters from a to z, digits and _, as usb_stick (pattern {context['pattern']})."
    return f"{line['msg'][0].lower()}{line['msg'][1:]}."


def _joined(place: str, key: str) -> str:
    return ".".join(part for part in (place, key) if part)


def place_name(path: Iterable[str | int], raw: Raw) -> str:
    """Dotted place of a value; entries of a list go by their `name` or `kind` where they have one."""
    parts: list[str] = []
    for step in path:
        # A bare value stands for a table with only a `value`: the key that the person typed is the place.
        if step == "value" and not isinstance(raw, Mapping):
            continue
        raw = _below(raw, step)
        label = raw.get("name", raw.get("kind")) if isinstance(step, int) and isinstance(raw, Mapping) else None
        parts.append(label if isinstance(label, str) else str(step))
    return ".".join(parts)


def _below(raw: Raw, step: str | int) -> Raw:
    try:
        return raw[step]
    except (KeyError, IndexError, TypeError):
        return None


def _filled(text: str, raw: Raw) -> str:
    """The sentence with each ``{dotted.path}`` replaced by what the file says there."""

    def said(match: re.Match[str]) -> str:
        found = raw
        for step in match[1].split("."):
            found = _below(found, step)
        if isinstance(found, Mapping):
            found = next((found[key] for key in ("value", "mean", "median", "mode") if key in found), found)
        return "not given" if found is None else shown(found)

    return re.sub(r"\{([a-z_.]+)\}", said, text)


def known_keys(model: type[BaseModel]) -> list[str]:
    """The keys that a table of this kind may have, as people type them."""
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_along(model: type[BaseModel], path: Iterable[str | int], raw: Raw) -> list[type[BaseModel]]:
    """The kinds of table on the way to a place."""
    models: list[type[BaseModel]] = []
    annotation: Raw = model
    for step in path:
        raw = _below(raw, step)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
            annotation = fields.get(str(step))
        elif get_args(annotation):
            annotation = next(part for part in reversed(get_args(annotation)) if part is not Ellipsis)
        annotation = _table_kind(annotation, raw)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            models.append(annotation)
    return models


def _table_kind(annotation: Raw, raw: Raw) -> Raw:
    """The model behind an annotation: optional ones unpacked, those that depend on the content asked for theirs."""
    if type(None) in get_args(annotation):
        annotation = next(part for part in get_args(annotation) if part is not type(None))
    chosen: Callable[[Raw], type[BaseModel]] | None = getattr(annotation, "table_kind", None)
    return annotation if chosen is None else chosen(raw)


def _description(model: type[BaseModel], path: tuple[str | int, ...], raw: Raw) -> str:
    *_, parent = [model, *_models_along(model, path[:-1], raw)]
    fields = {field.alias or name: field for name, field in parent.model_fields.items()}
    description = fields[str(path[-1])].description if str(path[-1]) in fields else None
    return " ".join(description.split()) if description else ""
