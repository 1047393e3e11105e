"""The shipped fonts draw every name."""

import pytest

from app.catalogue.fonts import FAMILIES, FAMILY, FIGURES, covers, font_path, missing, printable

NAMES = (
    "𠮷田",
    "髙橋",
    "山﨑",
    "渡邉",
    "渡邊",
    "土𡈽",
    "神⾕",
    "栁",
    "濵",
    "𣘺本",
    "張伟",
    "박",
    "Đặng",
    "Gonçalves",
)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("bold", [False, True])
def test_every_family_has_both_weights_under_the_name_that_the_app_asks_for(family, bold) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(font_path(family, bold=bold)) as font:
        assert font["name"].getDebugName(1) == family
        assert font["name"].getDebugName(2) == ("Bold" if bold else "Regular")


@pytest.mark.parametrize("name", NAMES)
def test_names_that_other_systems_break_are_covered(name: str) -> None:
    assert missing(name) == ()


def test_all_of_jis_x_0208_0212_and_0213_is_covered() -> None:
    def is_in(code: int, codec: str) -> bool:
        try:
            return code >= 0xA0 and len(chr(code).encode(codec)) > 1
        except UnicodeEncodeError:
            return False

    codes = [c for c in range(0x30000) if is_in(c, "shift_jis_2004") or is_in(c, "euc_jp")]
    # Two brackets of mathematics and a letter of Macedonian transcription: neither source has them.
    assert len(codes) > 14_000
    assert [chr(c) for c in codes if not covers(FAMILY, chr(c))] == ["ǵ", "⦅", "⦆"]


def test_what_no_font_can_draw_is_named_once_and_in_order() -> None:
    assert missing("山\U0001f600田\U0003000a\U0001f600") == ("\U0001f600", "\U0003000a")


def test_figures_are_of_one_width() -> None:
    from fontTools.ttLib import TTFont

    with TTFont(font_path(FIGURES)) as font:
        cmap, metrics = font.getBestCmap(), font["hmtx"].metrics
        assert len({metrics[cmap[ord(c)]][0] for c in "0123456789-:"}) == 1


def test_a_variant_is_printed_as_itself_and_a_plain_name_is_not_touched() -> None:
    assert printable("渡邉𠮷") == "渡邉𠮷"
    variant = printable("渡邉\U000e0101様")
    assert len(variant) == 3
    assert variant[0::2] == "渡様"
    assert variant[1] != "邉"
    assert covers(FAMILY, variant[1])


@pytest.mark.parametrize("bold", [False, True])
def test_a_printed_variant_is_the_right_glyph_in_both_weights(bold: bool) -> None:
    from fontTools.ttLib import TTFont

    with TTFont(font_path(bold=bold)) as font:
        cmap = font.getBestCmap()
        (sequences,) = [table.uvsDict for table in font["cmap"].tables if table.format == 14]
        variants = [(c, s, g) for s, pairs in sequences.items() for c, g in pairs if g is not None]
        assert len(variants) > 1_000
        for character, selector, glyph in variants:
            assert cmap[ord(printable(chr(character) + chr(selector)))] == glyph


def test_an_unknown_sequence_falls_back_to_the_plain_character() -> None:
    assert printable("山\U000e01ef") == "山"
    assert printable("\U000e0101") == ""
