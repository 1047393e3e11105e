"""Contrast, computed: readable in a hall, in the sun, and at night."""

from itertools import product

import pytest

from app.ui.components.status_chip import SHAPES
from app.ui.look import LETTERS, ThemeName
from app.ui.palette import PALETTES, STATUS_NAMES, Palette, contrast
from app.ui.scale import SCALES

TEXT_LEAST = {"light": 4.5, "sun": 7.0, "dark": 4.5}
OUTLINE_LEAST = 3.0


def pairs(colours: Palette) -> dict[str, tuple[str, str]]:
    """Every text colour with every ground that it stands on."""
    grounds = {
        "background": colours.background,
        "surface": colours.surface,
        "raised": colours.raised,
    }
    inks = {"text": colours.text, "soft": colours.soft}
    found = {
        f"{ink} on {ground}": (inks[ink], grounds[ground]) for ink, ground in product(inks, grounds)
    }
    found |= {
        "primary on surface": (colours.primary, colours.surface),
        "primary on background": (colours.primary, colours.background),
        "on primary": (colours.on_primary, colours.primary),
        "on primary tint": (colours.on_primary_tint, colours.primary_tint),
        "on drill": (colours.on_drill, colours.drill),
        "tooltip": (colours.surface, colours.text),
    }
    for name in STATUS_NAMES:
        status = colours.status(name)
        found |= {
            f"{name}: loud": (status.on_fill, status.fill),
            f"{name}: quiet": (status.ink, status.tint),
            f"{name}: ink on surface": (status.ink, colours.surface),
            f"{name}: ink on background": (status.ink, colours.background),
            f"{name}: text on tint": (colours.text, status.tint),
        }
    return found


@pytest.mark.parametrize("theme", ["light", "sun", "dark"])
def test_every_text_can_be_read_on_its_ground(theme: ThemeName):
    poor = {
        name: round(contrast(*pair), 2)
        for name, pair in pairs(PALETTES[theme]).items()
        if contrast(*pair) < TEXT_LEAST[theme]
    }
    assert not poor


@pytest.mark.parametrize("theme", ["light", "sun", "dark"])
def test_outlines_and_fills_stand_out_from_their_ground(theme: ThemeName):
    colours = PALETTES[theme]
    marks = {"line": colours.line, "focus": colours.focus, "primary": colours.primary}
    marks |= {name: colours.status(name).fill for name in STATUS_NAMES}
    for name, mark in marks.items():
        assert contrast(mark, colours.surface) >= OUTLINE_LEAST, name
        assert contrast(mark, colours.background) >= OUTLINE_LEAST, name


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_status_has_a_shape_of_its_own():
    assert len({SHAPES[name] for name in STATUS_NAMES}) == 7


def test_letters_are_never_under_16_and_targets_never_under_56():
    for letters in LETTERS:
        sizes = SCALES[letters]
        assert min(sizes.small, sizes.body, sizes.large, sizes.title, sizes.code) >= 16
        assert sizes.target >= 56
    assert [SCALES[letters].body for letters in LETTERS] == [18, 22, 28]
