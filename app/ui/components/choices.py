"""Choices by a tap: chips for one or several, big toggles, and yes / no / not asked.

A chosen chip has a check mark, not only a colour.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence

import flet as ft

from app.ui.components.fields import OnAct, labelled
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import GAP, RADIUS, scale
from app.ui.tagged import tagged

Options = Sequence[tuple[str, str]]
"""Pairs of (code, what a person reads)."""


def choice_chips(
    tag: str,
    label: str,
    options: Options,
    chosen: str | None,
    on_choose: Callable[[str | None], Awaitable[None] | None],
    *,
    refusal: str | None = None,
    needed: bool = False,
) -> ft.Control:
    """One of several. A second tap on the chosen one takes the choice back (None: not asked)."""
    chips = [
        _chip(
            f"{tag}.{code}",
            words,
            code == chosen,
            lambda code=code: on_choose(None if code == chosen else code),  # type: ignore[misc]
        )
        for code, words in options
    ]
    return labelled(label, _wrapped(chips), refusal=refusal, needed=needed)


def multi_chips(
    tag: str,
    label: str,
    options: Options,
    chosen: Iterable[str],
    on_choose: Callable[[tuple[str, ...]], Awaitable[None] | None],
    *,
    refusal: str | None = None,
) -> ft.Control:
    """Any of several; the new choice comes as a sorted tuple of codes."""
    now = frozenset(chosen)
    chips = [
        _chip(
            f"{tag}.{code}",
            words,
            code in now,
            lambda code=code: on_choose(tuple(sorted(now ^ {code}))),  # type: ignore[misc]
        )
        for code, words in options
    ]
    return labelled(label, _wrapped(chips), refusal=refusal)


def yes_no(
    tag: str,
    label: str,
    value: bool | None,
    on_choose: Callable[[bool | None], Awaitable[None] | None],
    *,
    yes: str | None = None,
    no: str | None = None,
    refusal: str | None = None,
) -> ft.Control:
    """はい / いいえ; None stays apart as "not asked", and a second tap goes back to it."""
    options = (("yes", yes or t("frame.yes")), ("no", no or t("frame.no")))
    chosen = None if value is None else "yes" if value else "no"
    return choice_chips(
        tag,
        label,
        options,
        chosen,
        lambda code: on_choose(None if code is None else code == "yes"),
        refusal=refusal,
    )


def big_toggle(
    tag: str,
    label: str,
    on: bool,
    on_press: OnAct,
    *,
    status: StatusName = "done",
    note: str | None = None,
    expand: bool | int | None = None,
) -> ft.Control:
    """One item of a check list, as large as a hand."""
    sizes, colours = scale(), palette()
    paint = colours.status(status)
    icon = ft.Icons.CHECK_BOX if on else ft.Icons.CHECK_BOX_OUTLINE_BLANK
    words: list[ft.Control] = [text(label, bold=True, colour=paint.ink if on else colours.text)]
    if note:
        words.append(text(note, size=sizes.small, colour=colours.soft))
    control = ft.Container(
        ft.Row(
            [
                ft.Icon(icon, size=sizes.icon + 6, color=paint.ink if on else colours.line),
                ft.Column(words, spacing=0, tight=True, expand=True),
            ],
        ),
        bgcolor=paint.tint if on else colours.surface,
        border=ft.Border.all(2, paint.ink if on else colours.line),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=16, vertical=14),
        ink=True,
        on_click=guarded(on_press),
        expand=expand,
    )
    wrapper = tagged(tag, control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.toggled = True, on
    return wrapper


def _wrapped(chips: list[ft.Control]) -> ft.Control:
    return ft.Row(chips, wrap=True, spacing=GAP, run_spacing=GAP)


def _chip(tag: str, label: str, on: bool, on_press: OnAct) -> ft.Control:
    sizes, colours = scale(), palette()
    ink = colours.on_primary if on else colours.text
    parts: list[ft.Control] = [text(label, bold=on, colour=ink)]
    if on:
        parts.insert(0, ft.Icon(ft.Icons.CHECK, size=sizes.icon - 4, color=ink))
    control = ft.Container(
        ft.Row(parts, spacing=6, tight=True),
        bgcolor=colours.primary if on else colours.surface,
        border=ft.Border.all(1.5, colours.primary if on else colours.line),
        border_radius=sizes.target / 2,
        padding=ft.Padding.symmetric(
            horizontal=18, vertical=max(8, (sizes.target - sizes.body * 1.5) / 2)
        ),
        ink=True,
        on_click=guarded(on_press),
    )
    wrapper = tagged(tag, control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, on
    return wrapper
