"""Fields to type into: the label stands above, a refusal below, nothing is lost while typing.

A field keeps what the person typed. The owner's `value` goes in at the first drawing and whenever
the owner itself changes it (clears it, fills it from elsewhere); an echo of what was just typed
is never sent back, because on a slow machine it would eat the letters typed since, or end a kanji
conversion.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import flet as ft

from app.ui.component import component
from app.ui.components.texts import text
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import RADIUS, scale
from app.ui.tagged import tagged
from app.ui.theme import FAMILY

OnText: TypeAlias = Callable[[str], Awaitable[None] | None]
OnAct: TypeAlias = Callable[[], Awaitable[None] | None]
DRAWING_TURNS = 4  # turns of the event loop; what a letter changed is drawn in the next one
ECHOES_MAX = 64  # more letters than anybody types between two drawings


class TypedText:
    """What went between the field and its owner."""

    def __init__(self) -> None:
        self.last: str | None = None
        self.echoes: deque[str] = deque(maxlen=ECHOES_MAX)

    def from_person(self, value: str) -> None:
        self.last = value
        self.echoes.append(value)

    def to_show(self, value: str) -> str | None:
        """What the drawing must send to the client: None leaves the field as it is."""
        if value == self.last:
            self.echoes.clear()
            return None
        if value in self.echoes:
            return None
        self.last = value
        self.echoes.clear()
        return value


class Enter:
    """Enter acts upon all that was typed: a scanner, a key card or a quick hand is there before the
    owner was drawn with the last letters."""

    def __init__(self) -> None:
        self.act: OnAct | None = None

    async def press(self) -> None:
        for _ in range(DRAWING_TURNS):
            await asyncio.sleep(0)
        if self.act is not None:
            await guarded(self.act)()


def labelled(
    label: str, control: ft.Control, *, refusal: str | None = None, needed: bool = False
) -> ft.Control:
    """`control` with its name (if it has one) above and, where refused, the reason below."""
    sizes, colours = scale(), palette()
    name: list[ft.Control] = [text(label, size=sizes.small, bold=True)]
    if needed:
        name.append(text(t("frame.needed"), size=sizes.small, colour=colours.late.ink))
    parts: list[ft.Control] = [ft.Row(name, spacing=8, wrap=True)] if label else []
    parts.append(control)
    if refusal:
        parts.append(refusal_line(refusal))
    return ft.Column(
        parts, spacing=4, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def refusal_line(words: str) -> ft.Control:
    colours = palette().late
    return ft.Semantics(
        live_region=True,
        content=ft.Row(
            [
                ft.Icon(ft.Icons.ERROR_OUTLINE, color=colours.ink, size=scale().small + 4),
                text(words, size=scale().small, bold=True, colour=colours.ink, expand=True),
            ],
            spacing=6,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )


def text_field(
    tag: str,
    label: str,
    value: str,
    on_change: OnText,
    *,
    refusal: str | None = None,
    hint: str | None = None,
    needed: bool = False,
    lines: int = 1,
    keyboard: ft.KeyboardType = ft.KeyboardType.TEXT,
    secret: bool = False,
    on_submit: OnAct | None = None,
    autofocus: bool = False,
    disabled: bool = False,
    expand: bool | int | None = None,
    width: int | None = None,
) -> ft.Control:
    """One line of text, or `lines` of them. `on_change` gets every letter, `on_submit` Enter."""
    drawn = _TextField(
        tag, label, value, on_change, refusal, hint, needed, lines, keyboard, secret, on_submit,
        autofocus, disabled,
    )  # fmt: skip
    return ft.Container(drawn, key=f"{tag}@", expand=expand, width=width)


@component
def _TextField(
    tag: str,
    label: str,
    value: str,
    on_change: OnText,
    refusal: str | None,
    hint: str | None,
    needed: bool,
    lines: int,
    keyboard: ft.KeyboardType,
    secret: bool,
    on_submit: OnAct | None,
    autofocus: bool,
    disabled: bool,
) -> ft.Control:
    typed = use_kept(TypedText)
    enter = use_kept(Enter)
    enter.act = on_submit

    async def changed(event: ft.Event[ft.TextField]) -> None:
        words = str(event.data if event.data is not None else "")
        typed.from_person(words)
        await guarded(lambda: on_change(words))()

    field = plain_field(typed.to_show(value), refused=refusal is not None, hint=hint)
    field.on_change = changed
    field.on_submit = enter.press if on_submit else None
    field.keyboard_type = keyboard
    field.password = field.can_reveal_password = secret
    field.autofocus, field.disabled = autofocus, disabled
    if lines > 1:
        field.multiline, field.min_lines, field.max_lines = True, lines, lines * 3
    return labelled(label, tagged(tag, field, label=label), refusal=refusal, needed=needed)


def plain_field(
    value: str | None, *, refused: bool = False, hint: str | None = None
) -> ft.TextField:
    """The bare box, for atoms that bring their own label. `value` None leaves what was typed."""
    sizes, colours = scale(), palette()
    line = colours.late.ink if refused else colours.line
    return ft.TextField(
        value=value,  # type: ignore[arg-type]  # None is flet's own "keep what the client has"
        hint_text=hint,
        on_focus=lambda: _typing(True),
        on_blur=lambda: _typing(False),
        text_size=sizes.body,
        text_style=ft.TextStyle(font_family=FAMILY, color=colours.text),
        hint_style=ft.TextStyle(font_family=FAMILY, color=colours.soft, size=sizes.body),
        color=colours.text,
        bgcolor=colours.surface,
        border={
            ft.ControlState.FOCUSED: _outline(colours.focus, 3),
            ft.ControlState.DEFAULT: _outline(line, 2 if refused else 1.5),
        },
        cursor_color=colours.focus,
        content_padding=ft.Padding.symmetric(
            horizontal=14, vertical=max(8, (sizes.target - sizes.body * 1.4) / 2)
        ),
    )


def _typing(begins: bool) -> None:
    """Letters that are typed while a field has the focus belong to that field."""
    current_runtime().keys.field_focused = begins


def _outline(colour: str, width: float) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, colour), border_radius=RADIUS)


@component
def _Stepper(
    tag: str,
    label: str,
    value: int | None,
    on_change: Callable[[int | None], Awaitable[None] | None],
    least: int,
    most: int,
    unit: str,
    refusal: str | None,
    named: bool,
) -> ft.Control:
    typed = use_kept(TypedText)

    def changed(event: ft.Event[ft.TextField]) -> Awaitable[None] | None:
        words = str(event.data or "")
        typed.from_person(words)
        return on_change(parse_number(words, least, most))

    def step(by: int) -> Awaitable[None] | None:
        return on_change(min(most, max(least, (value if value is not None else least - by) + by)))

    field = plain_field(typed.to_show("" if value is None else str(value)), refused=bool(refusal))
    field.text_align, field.keyboard_type = ft.TextAlign.CENTER, ft.KeyboardType.NUMBER
    field.width = scale().target * 2
    field.on_change = changed
    row: list[ft.Control] = [
        _step_button(f"{tag}.less", ft.Icons.REMOVE, t("frame.less"), lambda: step(-1)),
        tagged(tag, field, label=label),
        _step_button(f"{tag}.more", ft.Icons.ADD, t("frame.more"), lambda: step(1)),
    ]
    if unit:
        row.append(text(unit))
    return labelled(label if named else "", ft.Row(row, tight=True), refusal=refusal)


def number_stepper(
    tag: str,
    label: str,
    value: int | None,
    on_change: Callable[[int | None], Awaitable[None] | None],
    *,
    least: int = 0,
    most: int = 9999,
    unit: str = "",
    refusal: str | None = None,
    named: bool = True,
) -> ft.Control:
    """A count by − and +, or typed. None is "not asked"; the first press gives `least`. `named`
    False where the row says already what is counted; the label is still read aloud."""
    drawn = _Stepper(tag, label, value, on_change, least, most, unit, refusal, named)
    return ft.Container(drawn, key=f"{tag}@")


def _step_button(tag: str, icon: ft.IconData, label: str, on_press: OnAct) -> ft.Control:
    sizes, colours = scale(), palette()
    return tagged(
        tag,
        ft.IconButton(
            icon=icon,
            icon_color=colours.text,
            icon_size=sizes.icon,
            tooltip=label,
            width=sizes.target,
            height=sizes.target,
            style=ft.ButtonStyle(
                shape=ft.RoundedRectangleBorder(radius=RADIUS),
                side=ft.BorderSide(1.5, colours.line),
                bgcolor=colours.surface,
            ),
            on_click=guarded(on_press),
        ),
    )


def parse_number(words: str, least: int, most: int) -> int | None:
    """Digits as people type them, full-width ones too; None where it is no number in the range."""
    if not words.strip().isdecimal():
        return None
    number = int(words.strip())  # int() reads full-width digits
    return number if least <= number <= most else None
