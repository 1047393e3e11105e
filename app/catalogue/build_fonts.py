"""Makes the shipped fonts: BIZ UD letters, and Noto Sans CJK for the characters those lack.

`python -m app.catalogue.build_fonts BIZ_FOLDER NOTO_FOLDER` writes `assets/fonts/*.ttf`. A name
must survive on screen and on paper as typed, so the merged fonts hold the kanji of JIS X 0208, 0212
and 0213, the variation sequences of names, what foreign residents' names need (GB 2312, Big5 level
1, KS X 1001, Latin with every mark) and both sources' symbols. Hinting is dropped: neither Flutter
nor a PDF uses it. The same sources give the same bytes. Refuses a source without its tables.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from app.catalogue.assets import asset_path

WEIGHTS = ("Regular", "Bold")
FAMILY, FIGURES_FAMILY = "Tasuki UDP", "Tasuki Figures"
FIGURES = {
    *range(0x20, 0x7F),
    *map(ord, "¥°±×÷–—…‐−－：／．，（）年月日時分人件名個台本枚第番号℃％"),
}
NOTO_FACE = "Noto Sans CJK JP"
CURVE_ERROR_UNITS_MAX = 1.0
SELECTORS = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}
PRIVATE_FIRST = 0xF0000
STAMP = (
    3_700_000_000  # seconds since 1904: a fixed date, so that the same sources give the same bytes
)

COPYRIGHT = (
    "Copyright 2022 The BIZ UDGothic Project Authors "
    "(https://github.com/googlefonts/morisawa-biz-ud-gothic); "
    "(c) 2014-2021 Adobe (Noto Sans CJK); merged for Tasuki under a new name"
)
LICENCE = "SIL Open Font License, Version 1.1"


def wanted(character: int) -> bool:
    """Whether the fallback may carry a character that the BIZ fonts lack."""
    latin_or_symbol = character < 0x3400 and not 0x1100 <= character < 0x1200
    compatibility = 0xF900 <= character < 0xFB00
    rare_kanji = 0x20000 <= character < 0x30000
    if latin_or_symbol or compatibility or rare_kanji:
        return True
    text = chr(character)
    return (
        _length(text, "euc_jp") == 3  # JIS X 0212
        or _length(text, "euc_jisx0213") > 0
        or _length(text, "gb2312") == 2
        or _length(text, "euc_kr") == 2
        or (_length(text, "big5") == 2 and text.encode("big5")[0] < 0xC9)  # level 1
    )


def _length(text: str, codec: str) -> int:
    try:
        return len(text.encode(codec))
    except UnicodeEncodeError:
        return 0


def build(biz_folder: Path, noto_folder: Path, out: Path) -> None:
    """Writes the four fonts into `out`."""
    for weight in WEIGHTS:
        font = _reduced(biz_folder / f"BIZUDPGothic-{weight}.ttf", None)
        _add_missing(font, _noto(noto_folder / f"NotoSansCJK-{weight}.ttc"))
        _finish(font, FAMILY, weight, out / f"TasukiUDP-{weight}.ttf")
        figures = _reduced(biz_folder / f"BIZUDGothic-{weight}.ttf", FIGURES)
        _finish(figures, FIGURES_FAMILY, weight, out / f"TasukiFigures-{weight}.ttf")


def _reduced(path: Path, characters: set[int] | None) -> TTFont:
    """The font without hinting, vertical metrics and signature; all characters when None."""
    font = TTFont(path)
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False)
    options.drop_tables += ["DSIG", "meta", "vhea", "vmtx", "GSUB"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=(characters or set(font.getBestCmap())) | SELECTORS)
    subsetter.subset(font)
    return font


def _noto(path: Path) -> TTFont:
    faces = [f for f in TTCollection(path).fonts if f["name"].getDebugName(1).startswith(NOTO_FACE)]
    if not faces:
        raise SystemExit(f"{path}: no face {NOTO_FACE}")
    face: TTFont = faces[0]
    return face


def _add_missing(font: TTFont, other: TTFont) -> None:
    """Adds the outlines of `other` for characters and variation sequences that `font` lacks."""
    have, offered = font.getBestCmap(), other.getBestCmap()
    names: dict[str, str] = {}
    added = {c: offered[c] for c in sorted(offered.keys() - have.keys()) if wanted(c)}
    for source in added.values():
        names.setdefault(source, f"n{len(names)}")
    sequences = _missing_sequences(font, other, have.keys() | added.keys())
    for _, _, source in sequences:
        if source is not None:
            names.setdefault(source, f"n{len(names)}")
    _copy_glyphs(font, other, names)
    for table in font["cmap"].tables:
        if table.format == 12:  # the older format 4 cannot hold so many and keeps BIZ's own
            table.cmap.update({c: names[source] for c, source in added.items()})
        elif table.format == 14:
            for character, selector, source in sequences:
                glyph = names[source] if source is not None else None
                table.uvsDict.setdefault(selector, []).append((character, glyph))
    _give_private_codes(font)


def _give_private_codes(font: TTFont) -> None:
    """A code of plane 15 for each variant that only a sequence reaches: PDF writers need one."""
    reached = set(font.getBestCmap().values())
    triples = sorted((c, s, g) for s, pairs in _sequences(font).items() for c, g in pairs if g)
    variants = dict.fromkeys(glyph for _, _, glyph in triples if glyph not in reached)
    full = next(table.cmap for table in font["cmap"].tables if table.format == 12)
    for number, glyph in enumerate(
        variants
    ):  # in the order of the sequences: equal in both weights
        full[PRIVATE_FIRST + number] = glyph


def _missing_sequences(
    font: TTFont, other: TTFont, covered: set[int]
) -> list[tuple[int, int, str | None]]:
    """(character, selector, glyph of `other`) that `font` lacks; None is its plain glyph."""
    present = {(c, s) for s, pairs in _sequences(font).items() for c, _ in pairs}
    return [
        (character, selector, glyph)
        for selector, pairs in sorted(_sequences(other).items())
        for character, glyph in sorted(pairs, key=lambda pair: pair[0])
        if character in covered and (character, selector) not in present
    ]


def _sequences(font: TTFont) -> dict[int, list[tuple[int, str | None]]]:
    for table in font["cmap"].tables:
        if table.format == 14:
            found: dict[int, list[tuple[int, str | None]]] = table.uvsDict
            return found
    raise SystemExit("a source font has no variation sequences")


def _copy_glyphs(font: TTFont, other: TTFont, names: dict[str, str]) -> None:
    scale = font["head"].unitsPerEm / other["head"].unitsPerEm
    outlines, order = other.getGlyphSet(), font.getGlyphOrder()
    for source, name in names.items():
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, CURVE_ERROR_UNITS_MAX, reverse_direction=True)
        outlines[source].draw(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
        glyph = pen.glyph(dropImpliedOnCurves=True)
        glyph.recalcBounds(font["glyf"])
        font["glyf"].glyphs[name] = glyph
        width = round(outlines[source].width * scale)
        font["hmtx"].metrics[name] = (width, getattr(glyph, "xMin", 0))
    order = [*order, *names.values()]
    font.setGlyphOrder(order)
    font["glyf"].setGlyphOrder(order)


def _finish(font: TTFont, family: str, weight: str, path: Path) -> None:
    """Names the font anew (OFL: nothing of ours may pass for the original) and writes it."""
    postscript = f"{family.replace(' ', '')}-{weight}"
    full = family if weight == "Regular" else f"{family} {weight}"
    table = font["name"]
    table.names = []
    texts = {0: COPYRIGHT, 1: family, 2: weight, 3: postscript, 4: full, 5: "Version 1.000"}
    texts |= {6: postscript, 13: LICENCE, 14: "https://openfontlicense.org"}
    for name_id, text in texts.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["head"].created = font["head"].modified = STAMP
    font.recalcTimestamp = False
    font["post"].formatType = 3.0
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    font.save(path)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]), asset_path("fonts"))
