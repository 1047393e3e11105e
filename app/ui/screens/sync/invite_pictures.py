"""Letting a device in where there is no network: its picture is read, and answered by a picture."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import card, columns, stack
from app.ui.components.code_picture import code_picture
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, text, title
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import scale
from app.ui.screens.sync.device_form import WIDE_LETTERS
from app.ui.signal import use_signal

EYE = Eye("sync.answer", lambda word: t(f"sync.camera.{word}"))


@component
def AnswerPart(answer: Callable[[str], Awaitable[Refused | None]], open_first: bool) -> ft.Control:
    """`answer` gets what the new device shows; what to show it is drawn by who owns this.
    `open_first` where this device is in no network: there is no other way."""
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
        heading(t("sync.invite.no_address" if open_first else "sync.invite.no_network")),
        text(t("sync.invite.no_network_hint")),
        CameraPanel(EYE, read, lambda: set_opened(False)),
        ScanField("sync.answer.code", t("sync.pictures.scanner"),
                  t("sync.pictures.scanner_hint"), read),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return stack(parts)


@component
def AnswerCard(picture: str, joined: str, leave: Callable[[], Awaitable[None]]) -> ft.Control:
    """Stays until the new device has read it; `joined` is its letter."""
    window = use_signal(current_runtime().window)
    wide = window.width >= scale().body * WIDE_LETTERS
    side = int(min(window.height * 0.66, window.width * (0.42 if wide else 0.7)))
    eye = code_picture(picture, t("sync.invite.answer"), side)
    words: list[ft.Control] = [title(t("sync.invite.answer")), text(t("sync.invite.answer_hint"))]
    if joined:
        chip = status_chip("done", t("sync.invite.joined", letter=joined), loud=True)
        words.insert(0, ft.Row([chip]))
    done = button("sync.answer_done", t("sync.invite.done"), leave, icon=ft.Icons.CHECK)
    words.append(ft.Row([done]))
    if wide:
        halves = [ft.Container(eye, expand=1), ft.Container(stack(words), expand=1)]
        return card(columns(*halves), status="done")
    return card(*words, eye, status="done")
