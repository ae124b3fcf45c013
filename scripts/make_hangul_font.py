"""Make the small Korean font that ships with `sim.maps`, and print how large it is.

    python scripts/make_hangul_font.py --font NanumGothic.ttf --licence copyright

NanumGothic.ttf and its licence are those of the Debian package fonts-nanum (version 20200506-1): files
/usr/share/fonts/truetype/nanum/NanumGothic.ttf and /usr/share/doc/fonts-nanum/copyright.
Needs fontTools, which matplotlib brings. Kept is what is needed to write the Korean names of regions and towns: run it
again when one is added. The font gets a name of its own, since its licence reserves the original one. The output is the
same bytes on every run.
"""

import argparse
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from sim.ground import places, regions

OUTPUT = Path(__file__).parents[1] / "sim" / "maps" / "fonts"
FAMILY = "Balloon Drift Hangul"
# Entries of the table of names: family, style, unique name, full name, PostScript name, licence and its address. Of the
# old ones only the copyright is kept.
NAMED = {
    1: FAMILY,
    2: "Regular",
    3: f"{FAMILY} 1.0",
    4: FAMILY,
    6: FAMILY.replace(" ", ""),
    13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    14: "https://scripts.sil.org/OFL",
}
COPYRIGHT = 0


def letters() -> set[str]:
    words = [region.label_korean for region in regions()] + [place.label_korean for place in places()]
    return {letter for word in words for letter in word if not letter.isascii()}


def subset(font: TTFont) -> None:
    # The tables dropped hold the sources of its hints.
    options = Options(
        drop_tables=["TSI0", "TSI1", "TSI2", "TSI3", "TSI5"],
        hinting=False,
        layout_features=[],
        name_IDs=[COPYRIGHT],
        notdef_outline=True,
    )
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(letters())))
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    table = font["name"]
    table.names = [entry for entry in table.names if entry.nameID == COPYRIGHT and entry.platformID == 3]
    for number, words in NAMED.items():
        table.setName(words, number, 3, 1, 0x409)
    # Its date would otherwise be that of today.
    font["head"].modified = font["head"].created


def licence(copyright_file: Path) -> str:
    """The licence of the font files, without that of the packaging."""
    text = copyright_file.read_text(encoding="utf-8")
    body = text[text.index("Files: *") : text.index("Files: debian/*")]
    lines = [line.removeprefix(" ") for line in body.splitlines()[1:]]
    told = "\n".join("" if line == "." else line.rstrip() for line in lines)
    return f"{FAMILY} is a part of NanumGothic, with another name.\n\n{told.strip()}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--font", type=Path, required=True)
    parser.add_argument("--licence", type=Path, required=True)
    given = parser.parse_args()
    font = TTFont(given.font, recalcTimestamp=False)
    subset(font)
    rename(font)
    OUTPUT.mkdir(parents=True, exist_ok=True)
    target = OUTPUT / "hangul.ttf"
    font.save(target)
    (OUTPUT / "OFL.txt").write_text(licence(given.licence), encoding="utf-8")
    print(f"{target.name}: {len(letters())} letters, {target.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
