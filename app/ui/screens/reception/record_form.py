"""A record as folded parts of a form, with one button that saves whatever was changed.

Nothing is written before the button: a half-typed phone number is nobody's phone number. What was
not touched is not sent.
"""

from collections.abc import Awaitable, Callable, Mapping

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.texts import text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.reception.form_fields import FormPart, form_field, laid_out
from sync.core.operations import Value

Save = Callable[[Mapping[str, Value]], Awaitable[Refused | None]]


@component
def RecordForm(
    tag: str,
    parts: tuple[FormPart, ...],
    values: tuple[tuple[str, Value], ...],
    save: Save,
    needed: tuple[str, ...] = ("name",),
) -> ft.Control:
    """The first part is open, the others unfold."""
    untouched: Mapping[str, Value] = {}
    changed, set_changed = ft.use_state(untouched)
    first: tuple[str, ...] = (parts[0].name,)
    opened, set_opened = ft.use_state(first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    recorded = dict(values)
    shown = {**recorded, **changed}

    def change(new: Mapping[str, Value]) -> None:
        both = {**changed, **new}
        set_changed({name: v for name, v in both.items() if v != recorded.get(name)})
        set_refused(None)

    async def go() -> None:
        answer = await save(changed)
        set_refused(answer)
        if answer is None:
            set_changed({})

    body: list[ft.Control] = []
    for part in parts:
        is_open = part.name in opened or bool(
            refused and any(one.name == refused.field for one in part.fields)
        )
        body.append(_head(tag, part, is_open, opened, set_opened))
        if is_open:
            drawn = [
                form_field(tag, one, shown, change, refused=refused, needed=one.name in needed)
                for one in part.fields
            ]
            body += laid_out(part.fields, drawn)
    if refused is not None and refused.field is None:
        body.append(text(refusal_text(refused), bold=True))
    if changed:
        body.append(
            ft.Row(
                [
                    big_button(f"{tag}.save", t("reception.save"), go, icon=ft.Icons.SAVE),
                    quiet_button(f"{tag}.revert", t("reception.revert"), lambda: set_changed({})),
                ],
                wrap=True,
                spacing=GAP,
            )
        )
    return card(*body)


def _head(
    tag: str,
    part: FormPart,
    is_open: bool,
    opened: tuple[str, ...],
    set_opened: Callable[[tuple[str, ...]], None],
) -> ft.Control:
    return ft.Row(
        [
            quiet_button(
                f"{tag}.part.{part.name}",
                t(f"reception.part.{part.name}"),
                lambda: set_opened(tuple(sorted(set(opened) ^ {part.name}))),
                icon=ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE,
            )
        ]
    )
