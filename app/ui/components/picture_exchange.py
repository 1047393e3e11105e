"""Coming in where there is no network: this device shows its picture and reads the answer."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import stack
from app.ui.components.code_picture import code_picture
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.signal import use_signal

WIDE_LETTERS = 56
EYE = Eye("join.answer", lambda word: t(f"sync.camera.{word}"))


@component
def PictureExchange(
    picture: str, enter: Callable[[str], Awaitable[Refused | None]], back: Callable[[], None],
    later: str,
) -> ft.Control:  # fmt: skip
    """`enter` gets what the inviting device shows in answer; `later` says how the rest comes."""
    reading, set_reading = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    window = use_signal(current_runtime().window)
    once = use_once()

    async def read(words: str) -> None:
        async def take() -> bool:
            answer = await enter(words.strip())
            set_refused(answer)
            return answer is None

        await once.of(take)()  # a code may be in front of the camera for two looks

    wide = window.width >= scale().body * WIDE_LETTERS
    side = int(min(window.height * 0.62, window.width * (0.4 if wide else 0.7)))
    shown: list[ft.Control] = [
        heading(t("sync.join.show")),
        text(t("sync.join.show_hint")),
        code_picture(picture, t("sync.join.show"), side),
    ]
    parts: list[ft.Control] = [heading(t("sync.join.read")), text(t("sync.join.read_hint"))]
    if reading:
        parts.append(CameraPanel(EYE, read, lambda: set_reading(False)))
    else:
        parts.append(
            ft.Row([big_button("join.answer_camera", t("sync.join.camera"),
                               lambda: set_reading(True), icon=ft.Icons.QR_CODE_SCANNER)])
        )  # fmt: skip
    parts.append(
        ScanField("join.answer", t("sync.join.scanner"), t("sync.pictures.scanner_hint"), read)
    )
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    parts += [
        soft_text(later),
        ft.Row([quiet_button("join.pictures_back", t("frame.back"), back,
                             icon=ft.Icons.ARROW_BACK)]),
    ]  # fmt: skip
    if not wide:
        return stack([*shown, *parts])
    halves: list[ft.Control] = [ft.Container(stack(half), expand=1) for half in (shown, parts)]
    return ft.Row(halves, spacing=GAP * 3, vertical_alignment=ft.CrossAxisAlignment.START)
