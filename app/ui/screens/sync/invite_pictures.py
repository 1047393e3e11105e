"""Letting a device in where there is no network: its picture is read, and answered by a picture."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import card, stack
from app.ui.components.code_picture import code_picture
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.texts import heading, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.signal import use_signal

EYE = Eye("sync.answer", lambda word: t(f"sync.camera.{word}"))


@component
def AnswerPart(answer: Callable[[str], Awaitable[Refused | None]], open_first: bool) -> ft.Control:
    """`answer` gets what the new device shows; what to show it is drawn by who owns this."""
    opened, set_opened = ft.use_state(open_first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def read(words: str) -> None:
        set_refused(await answer(words.strip()))

    if not opened:
        return quiet_button(
            "sync.answer", t("sync.invite.no_network"), lambda: set_opened(True),
            icon=ft.Icons.WIFI_OFF,
        )  # fmt: skip
    parts: list[ft.Control] = [
        heading(t("sync.invite.no_network")),
        text(t("sync.invite.no_network_hint")),
        CameraPanel(EYE, read, lambda: set_opened(False)),
        ScanField("sync.answer.code", t("sync.pictures.scanner"),
                  t("sync.pictures.scanner_hint"), read),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return stack(parts)


@component
def AnswerCard(picture: str, leave: Callable[[], Awaitable[None]]) -> ft.Control:
    """Stays until the new device has read it."""
    window = use_signal(current_runtime().window)
    side = int(min(window.height * 0.6, window.width * 0.7))
    done = button("sync.answer_done", t("sync.invite.done"), leave, icon=ft.Icons.CHECK)
    return card(
        heading(t("sync.invite.answer")),
        text(t("sync.invite.answer_hint")),
        ft.Row([done]),
        code_picture(picture, t("sync.invite.answer"), side),
        status="done",
    )
