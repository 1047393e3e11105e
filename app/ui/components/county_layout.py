"""How pages of 県内 are laid out: a list with what is open beside it, acts in a row, moments."""

from collections.abc import Sequence

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.ui.components.cards import stack
from app.ui.runtime import current_runtime
from app.ui.scale import GAP


def list_and_detail(
    left: Sequence[ft.Control],
    right: Sequence[ft.Control] | None,
    *,
    shares: tuple[int, int],
    beside: ft.Control | None = None,
) -> ft.Control:
    """On a narrow screen what is open stands alone; `beside` is there while nothing is open."""
    if not current_runtime().window.value.wide:
        return stack(right if right is not None else left, scroll=True)
    waiting = (ft.Container(beside, padding=32, alignment=ft.Alignment.CENTER),) if beside else ()
    return ft.Row(
        [
            ft.Container(stack(left, scroll=True), expand=shares[0]),
            ft.Container(stack(waiting if right is None else right, scroll=True), expand=shares[1]),
        ],
        spacing=16,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def acts(*controls: ft.Control) -> ft.Control:
    """What is pressed, side by side while there is room."""
    return ft.Row(list(controls), wrap=True, spacing=GAP, run_spacing=8)


def moment(at_ms: int) -> str:
    """「9:42」 today, 「8/9(日) 9:42」 on another day."""
    now = current_runtime().clock.now_ms()
    day, clock = day_of(at_ms), time_text(at_ms)
    return clock if day == day_of(now) else f"{short_day_text(day)} {clock}"
