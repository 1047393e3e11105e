"""個人の情報を消去: the chief's two steps at the end of a person's or a need's page.

The first tap opens what will happen and asks for the reason; the second one does it. There is no
way back, so nothing offers one.
"""

import flet as ft

from app.domain.staff_access import CHIEF
from app.services.command import Refused
from app.services.erasure import EraseSubject
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import heading, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from sync.core.ids import EntityId


def erase_card(subject: EntityId, *, done: str) -> list[ft.Control]:
    """For the chief; nothing for anybody else. `done`: where to go afterwards."""
    return [EraseCard(subject, done)] if current_runtime().actor.role == CHIEF else []


@component
def EraseCard(subject: EntityId, done: str) -> ft.Control:
    runtime = current_runtime()
    opened, set_opened = ft.use_state(False)
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def erase() -> None:
        outcome = await runtime.submit(EraseSubject(subject, reason))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        runtime.sound("accepted")
        runtime.notify(t("erase.done"))
        runtime.go(done)

    if not opened:
        return ft.Row(
            [
                quiet_button(
                    "erase.open", t("erase.open"), lambda: set_opened(True),
                    icon=ft.Icons.DELETE_FOREVER,
                )
            ]
        )  # fmt: skip
    at_field = refusal_text(refused) if refused and refused.field == "reason" else None
    elsewhere = [refusal_line(refusal_text(refused))] if refused and not at_field else []
    return card(
        heading(t("erase.open")),
        text(t("erase.what")),
        text_field("erase.reason", t("erase.reason"), reason, set_reason, refusal=at_field),
        *elsewhere,
        ft.Row(
            [
                button("erase.now", t("erase.now"), erase, icon=ft.Icons.DELETE_FOREVER),
                quiet_button("erase.not", t("erase.not"), lambda: set_opened(False)),
            ],
            wrap=True, spacing=GAP,
        ),
        status="late",
    )  # fmt: skip
