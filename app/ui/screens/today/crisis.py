"""The red bar: people who may be in danger, and who has been told of them.

A crisis that nobody was told of stands first with one act, 「伝えた」. Residents' names stay off
the screen: it hangs on a wall. What was said on the telephone is read on the need's own page.
"""

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.command import Refused
from app.store.queries.needs import CrisisLine
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import stack
from app.ui.components.fields import text_field
from app.ui.components.texts import text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.today.state import TodayActions
from app.ui.tagged import row_tag, tagged

TOLD_SHOWN = 6


@component
def CrisisBar(crises: tuple[CrisisLine, ...], actions: TodayActions) -> ft.Control:
    untold = [line for line in crises if not line.told_at]
    told = [line for line in crises if line.told_at]
    if not crises:
        return ft.Container()
    words = (
        t("today.crises", count=len(crises), untold=len(untold))
        if untold
        else t("today.crises_told", count=len(crises))
    )
    head: list[ft.Control] = [
        ft.Icon(ft.Icons.WARNING_ROUNDED, size=scale().icon + 6, color=_ink(untold)),
        text(words, size=scale().large, bold=True, colour=_ink(untold)),
        *(_told(line, actions) for line in told[:TOLD_SHOWN]),
    ]
    parts: list[ft.Control] = [
        ft.Row(
            head, wrap=True, spacing=GAP, run_spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        *(keyed(line.id, UntoldCrisis, line, actions) for line in untold),
    ]  # fmt: skip
    colours = palette().late
    bar = ft.Container(
        stack(parts),
        bgcolor=colours.fill if untold else colours.tint,
        border=ft.Border.all(2, colours.ink),
        border_radius=RADIUS,
        padding=16,
    )
    return tagged("today.crisis", ft.Semantics(content=bar, live_region=bool(untold)))


@component
def UntoldCrisis(line: CrisisLine, actions: TodayActions) -> ft.Control:
    whom, set_whom = ft.use_state(current_runtime().actor.name)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def tell() -> None:
        set_refused(await actions.tell(line.id, whom))

    acts: list[ft.Control] = [
        ft.Container(
            text_field(
                row_tag("today.crisis.whom", line.id), t("today.told_whom"), whom, set_whom,
                on_submit=tell, refusal=refusal_text(refused) if refused else None,
            ),
            width=scale().body * 16,
        ),
        big_button(
            row_tag("today.crisis.tell", line.id), t("today.tell"), tell, icon=ft.Icons.CAMPAIGN
        ),
        button(
            row_tag("today.crisis.open", line.id), t("today.open_need"),
            lambda: actions.go(f"/needs/{line.id.hex()}"),
        ),
    ]  # fmt: skip
    return ft.Container(
        stack(
            [
                text(_said(line), size=scale().large, bold=True),
                ft.Row(
                    acts, wrap=True, spacing=GAP, run_spacing=GAP,
                    vertical_alignment=ft.CrossAxisAlignment.END,
                ),
            ]
        ),
        bgcolor=palette().surface,
        border_radius=RADIUS,
        padding=12,
    )  # fmt: skip


def _told(line: CrisisLine, actions: TodayActions) -> ft.Control:
    """One that somebody knows of: small, with who was told."""
    told = t("today.told_to", name=line.told_to or "", time=_time(line.told_at))
    return button(
        row_tag("today.crisis.told", line.id),
        f"{line.number}　{told}",
        lambda: actions.go(f"/needs/{line.id.hex()}"),
    )


def _said(line: CrisisLine) -> str:
    """N-0412　架空町　8/11 9:05 受付（訓練 花子）."""
    taken = t("today.crisis_taken", time=_time(line.received_at), name=line.received_by or "－")
    return "　".join(filter(None, (line.number, line.town or "", taken)))


def _time(at: int | None) -> str:
    if at is None:
        return ""
    day = day_of(at)
    today = current_runtime().today
    time = time_text(at)
    return time if day.isoformat() == today else f"{short_day_text(day)} {time}"


def _ink(untold: list[CrisisLine]) -> str:
    return palette().late.on_fill if untold else palette().late.ink
