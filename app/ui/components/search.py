"""The one search field of a screen: a keyboard, a scanner and a finger all end in it.

Enter accepts, Escape clears, the arrows move the choice, and afterwards the field has the focus
again. A scanner is a keyboard that ends with Enter; what it types while no field has the focus
(after a tap elsewhere) is collected and taken as if it had been typed here, without pulling up a
tablet's keyboard.
"""

from collections.abc import Awaitable, Callable

import flet as ft

from app.documents.payloads import begins_code
from app.ui.component import component
from app.ui.components.fields import OnAct, OnText, TypedText, plain_field
from app.ui.hooks import use_kept
from app.ui.i18n import t
from app.ui.keys import use_keys, use_typed
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import scale
from app.ui.tagged import tagged


def search_field(
    tag: str,
    hint: str,
    value: str,
    on_change: OnText,
    on_accept: Callable[[str], Awaitable[None] | None],
    *,
    on_move: Callable[[int], Awaitable[None] | None] | None = None,
    on_clear: OnAct | None = None,
    autofocus: bool = True,
) -> ft.Control:
    """`on_accept` gets what stands in the field when Enter comes, whole and in time even from a
    fast scanner; of a code of ours `on_change` hears only the first letters. `on_move` gets +1 for
    down, -1 for up; `on_clear` comes after the text is gone.
    """
    drawn = _SearchField(tag, hint, value, on_change, on_accept, on_move, on_clear, autofocus)
    return ft.Container(drawn, key=f"{tag}@")


@component
def _SearchField(
    tag: str,
    hint: str,
    value: str,
    on_change: OnText,
    on_accept: Callable[[str], Awaitable[None] | None],
    on_move: Callable[[int], Awaitable[None] | None] | None,
    on_clear: OnAct | None,
    autofocus: bool,
) -> ft.Control:
    runtime = current_runtime()
    typed = use_kept(TypedText)
    wedge = use_kept(_Wedge)

    def changed(event: ft.Event[ft.TextField]) -> Awaitable[None] | None:
        words = str(event.data or "")
        # Nothing is searched for, nor drawn, for each of the forty letters of a code.
        if begins_code(words):
            return None
        typed.from_person(words)
        return on_change(words)

    async def submitted(event: ft.Event[ft.TextField]) -> None:
        words = str(event.data or "")
        typed.from_person(words)
        await _finish(on_accept(words))
        # Drawing anew has put another control in the place of the one that told us.
        if wedge.field is not None and _still_there(wedge.field):
            await wedge.field.focus()  # type: ignore[no-untyped-call]

    async def clear() -> None:
        wedge.letters = ""
        await _finish(on_change(""))
        if on_clear is not None:
            await _finish(on_clear())

    async def wedge_typed(letter: str) -> None:
        if letter == "Enter":
            words, wedge.letters = wedge.letters, ""
            if words:
                await _finish(on_accept(words))
        else:
            wedge.letters += letter
            if not begins_code(wedge.letters):
                await _finish(on_change(wedge.letters))

    claims = {"Escape": clear}
    if on_move is not None:
        move = on_move
        claims["Arrow Down"] = lambda: _finish(move(1))
        claims["Arrow Up"] = lambda: _finish(move(-1))
    use_keys(runtime.keys, claims)
    use_typed(runtime.keys, wedge_typed)

    field = plain_field(typed.to_show(value), hint=hint)
    wedge.field = field
    field.on_change, field.on_submit = changed, submitted
    field.autofocus = autofocus
    field.autocorrect = field.enable_suggestions = False
    field.ignore_up_down_keys = True
    field.text_size = scale().large
    field.prefix_icon = ft.Icon(ft.Icons.SEARCH, size=scale().icon)
    field.suffix_icon = _clear_button(clear) if value else None
    return ft.Column(
        [tagged(tag, field, label=hint)],
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _clear_button(clear: OnAct) -> ft.Control:
    return ft.IconButton(
        ft.Icons.CLOSE,
        icon_size=scale().icon,
        tooltip=t("frame.search_clear"),
        on_click=guarded(clear),
        width=scale().target,
        height=scale().target,
    )


def _still_there(field: ft.TextField) -> bool:
    """Whether the field is on the page: what was accepted may have opened another one."""
    try:
        return field.page is not None
    except RuntimeError:
        return False


class _Wedge:
    def __init__(self) -> None:
        self.letters = ""
        self.field: ft.TextField | None = None


async def _finish(answer: Awaitable[None] | None) -> None:
    if answer is not None:
        await answer
