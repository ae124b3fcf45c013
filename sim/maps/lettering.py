"""Names of places in English, in Korean or in both, and the letters to write them with.

Holds no names.
"""

import functools
from pathlib import Path
from typing import Literal, TypedDict

import matplotlib as mpl
from matplotlib.font_manager import fontManager

from sim.errors import InputError

Language = Literal["en", "ko", "both"]
LANGUAGES = ("en", "ko", "both")

_FONT = Path(__file__).parent / "fonts" / "hangul.ttf"
_FAMILY = "Balloon Drift Hangul"


class Letters(TypedDict, total=False):
    """Keywords of matplotlib's that choose the font of a name; none for English."""

    fontfamily: list[str]


def refuse_unknown_language(where: str, language: str) -> None:
    if language not in LANGUAGES:
        raise InputError(f"{where}: language is {language!r}; it must be one of {', '.join(LANGUAGES)}.")


def named(language: Language, english: str, korean: str) -> str:
    """A name in a language; in English where there is no Korean one."""
    if language == "en" or not korean:
        return english
    return korean if language == "ko" else f"{english}\n{korean}"


def letters(language: Language) -> Letters:
    """The font of names in a language: matplotlib's own has no Korean, so that one is put behind it."""
    if language == "en":
        return {}
    _register()
    return {"fontfamily": [*mpl.rcParams["font.family"], _FAMILY]}


@functools.cache
def _register() -> None:
    fontManager.addfont(_FONT)
