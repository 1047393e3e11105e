"""A QR code on the screen, for another device's camera."""

import flet as ft

from app.documents.qr import png
from app.ui.scale import scale


def code_picture(payload: str, label: str, side: int | None = None) -> ft.Control:
    """A QR code as large as a hand. It brings its own white edge, also on a dark screen."""
    side = side or scale().target * 5
    image = ft.Image(
        src=png(payload), width=side, height=side, fit=ft.BoxFit.CONTAIN,
        filter_quality=ft.FilterQuality.NONE, gapless_playback=True, semantics_label=label,
    )  # fmt: skip
    return ft.Row([image], alignment=ft.MainAxisAlignment.CENTER)
