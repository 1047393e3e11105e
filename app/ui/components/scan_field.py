"""A field for a hand scanner: a keyboard that types a burst of letters and ends with Enter."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.component import component
from app.ui.components.fields import text_field
from app.ui.hooks import use_kept


class _Typed:
    """What stands in the field now: a scanner is faster than the next drawing."""

    words = ""


@component
def ScanField(
    tag: str,
    label: str,
    hint: str,
    on_code: Callable[[str], Awaitable[None]],
    autofocus: bool = False,
) -> ft.Control:
    """`on_code` gets what was scanned, without what surrounds it; the field is empty again."""
    shown, show = ft.use_state("")
    typed = use_kept(_Typed)

    def change(words: str) -> None:
        typed.words = words
        show(words)

    async def take() -> None:
        words = typed.words.strip()
        change("")
        if words:
            await on_code(words)

    return text_field(
        tag, label, shown, change, hint=hint, on_submit=take, autofocus=autofocus
    )  # fmt: skip
