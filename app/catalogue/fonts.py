"""The shipped fonts: where they lie, what they can draw, and how a name is put on paper.

One family for everything, `FAMILY`, in Regular and Bold; `FIGURES` has numbers of one width. The
fallback is inside the file (`assets/fonts/README.md` says how it was made): there is no second font
to choose. Promises to say which characters of a text no shipped font can draw, so that a caller can
warn before it prints. Text is never changed, except by `printable`, which keeps its look.
"""

from functools import cache
from pathlib import Path
from typing import cast

from app.catalogue.assets import asset_path

FAMILY = "Tasuki UDP"
FIGURES = "Tasuki Figures"
FAMILIES = (FAMILY, FIGURES)
INVISIBLE = frozenset("\n\r\t\u200b\u200d\ufeff")


def font_path(family: str = FAMILY, *, bold: bool = False) -> Path:
    """The TTF of a family (`FAMILY` or `FIGURES`)."""
    return asset_path(f"fonts/{family.replace(' ', '')}-{'Bold' if bold else 'Regular'}.ttf")


def covers(family: str, character: str) -> bool:
    """Whether a family has a glyph for one character (a lone variation selector is covered)."""
    return character in INVISIBLE or _is_selector(character) or ord(character) in _codes(family)


def missing(text: str, family: str = FAMILY) -> tuple[str, ...]:
    """Characters of `text` that would be drawn as an empty box, in order, each once."""
    return tuple(dict.fromkeys(c for c in text if not covers(family, c)))


def printable(text: str) -> str:
    """`text` for a PDF writer that knows no variation sequences: the same look, one code a glyph.

    邉 followed by a selector becomes the private code of that very variant in `FAMILY`; a sequence
    that the font does not have falls back to the plain character. Never store what this returns.
    """
    if not any(map(_is_selector, text)):
        return text
    variants, out = _variants(), [""]
    for character in text:
        if _is_selector(character):
            out[-1] = variants.get(out[-1] + character, out[-1])
        else:
            out.append(character)
    return "".join(out)


def _is_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) < 0xFE10 or 0xE0100 <= ord(character) < 0xE01F0


@cache
def _codes(family: str) -> frozenset[int]:
    return frozenset(_tables(family)[0])


@cache
def _variants() -> dict[str, str]:
    """Character and selector → the one code that draws that variant."""
    codes, sequences = _tables(FAMILY)
    code_of = {glyph: code for code, glyph in sorted(codes.items(), reverse=True)}
    return {
        chr(character) + chr(selector): chr(code_of[glyph])
        for selector, pairs in sequences.items()
        for character, glyph in pairs
        if glyph in code_of
    }


def _tables(family: str) -> tuple[dict[int, str], dict[int, list[tuple[int, str | None]]]]:
    from fontTools.ttLib import TTFont

    with TTFont(font_path(family), lazy=True) as font:
        cmap = font["cmap"]
        sequences = [t.uvsDict for t in cmap.tables if t.format == 14]
        return cast(dict[int, str], cmap.getBestCmap()), sequences[0] if sequences else {}
