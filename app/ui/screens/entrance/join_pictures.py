"""Coming in where there is no network: this device shows its picture and reads the answer."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.services.command import Refused
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import stack
from app.ui.components.code_picture import code_picture
from app.ui.components.fields import refusal_line
from app.ui.components.scan_field import ScanField
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import scale

EYE = Eye("join.answer", lambda word: t(f"sync.camera.{word}"))


@component
def PictureExchange(
    picture: str, enter: Callable[[str], Awaitable[Refused | None]], back: Callable[[], None]
) -> ft.Control:
    """`enter` gets what the inviting device shows in answer."""
    reading, set_reading = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def read(words: str) -> None:
        set_refused(await enter(words.strip()))

    parts: list[ft.Control] = [
        heading(t("sync.join.show")),
        text(t("sync.join.show_hint")),
        code_picture(picture, t("sync.join.show"), scale().target * 7),
        heading(t("sync.join.read")),
        text(t("sync.join.read_hint")),
    ]
    if reading:
        parts.append(CameraPanel(EYE, read, lambda: set_reading(False)))
    else:
        parts.append(
            quiet_button("join.answer_camera", t("sync.join.camera"),
                         lambda: set_reading(True), icon=ft.Icons.QR_CODE_SCANNER)
        )  # fmt: skip
    parts.append(
        ScanField("join.answer", t("sync.join.scanner"), t("sync.pictures.scanner_hint"), read)
    )
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    parts += [
        soft_text(t("sync.join.rest_later")),
        quiet_button("join.pictures_back", t("frame.back"), back, icon=ft.Icons.ARROW_BACK),
    ]
    return stack(parts)
