"""Text atoms. Sizes and colours come from the session's scale and palette, never from a screen."""

import flet as ft

from app.ui.palette import palette
from app.ui.scale import LINE_HEIGHT, scale
from app.ui.theme import FAMILY, FAMILY_BOLD, FIGURES

LATIN_WIDTH = 0.7  # of a bold Latin letter of our fonts, in letter sizes
SIZE_MIN = 16  # no text is smaller
FIRST_WIDE = 0x2E80  # from here on letters are as wide as they are high


def letters_wide(words: str) -> float:
    """How wide `words` are drawn, about, in letter sizes."""
    return sum(1.0 if ord(letter) >= FIRST_WIDE else LATIN_WIDTH for letter in words)


def fitting_size(words: str, size: int, room: int) -> int:
    """`size`, or as much smaller as `words` need to stay whole in `room` pixels of one line."""
    return max(SIZE_MIN, min(size, int(room / letters_wide(words))))


def longest_word(words: str) -> float:
    """How wide the longest piece is that should stay whole; Japanese breaks anywhere."""
    return max((letters_wide(word) for word in words.split() if word.isascii()), default=1.0)


def text(
    value: str,
    *,
    size: int | None = None,
    bold: bool = False,
    colour: str | None = None,
    align: ft.TextAlign = ft.TextAlign.START,
    lines: int | None = None,
    expand: bool | int | None = None,
    selectable: bool = False,
) -> ft.Text:
    """Body text. `lines` cuts with an ellipsis after so many; without it nothing is ever cut."""
    return ft.Text(
        value,
        size=size or scale().body,
        color=colour or palette().text,
        font_family=FAMILY_BOLD if bold else FAMILY,
        style=ft.TextStyle(height=LINE_HEIGHT),
        text_align=align,
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS if lines else ft.TextOverflow.VISIBLE,
        expand=expand,
        selectable=selectable or None,
    )


def soft_text(value: str, *, lines: int | None = None, expand: bool | int | None = None) -> ft.Text:
    """Something said beside the point: smaller and paler, still readable."""
    return text(value, size=scale().small, colour=palette().soft, lines=lines, expand=expand)


def title(value: str, *, expand: bool | int | None = None) -> ft.Text:
    return text(value, size=scale().title, bold=True, expand=expand)


def heading(value: str, *, expand: bool | int | None = None) -> ft.Text:
    """Smaller than a title: names a card or a part of a form."""
    return text(value, size=scale().large, bold=True, expand=expand)


def code_text(value: str, *, colour: str | None = None) -> ft.Text:
    """A number that people say aloud: C-0137, N-0412."""
    return ft.Text(
        value,
        size=scale().code,
        color=colour or palette().text,
        font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD],
        no_wrap=True,
        selectable=True,
    )


def figure(
    value: str, label: str, *, colour: str | None = None, expand: bool | int | None = None
) -> ft.Control:
    """A number to be read across the gym, with what it counts below it."""
    number = ft.Text(
        value,
        size=scale().figure,
        color=colour or palette().text,
        font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD],
        no_wrap=True,
        style=ft.TextStyle(height=1.1),
    )
    return ft.Column(
        [number, text(label, colour=palette().soft)],
        spacing=0,
        tight=True,
        expand=expand,
    )
