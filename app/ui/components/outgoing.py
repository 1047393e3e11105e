"""What leaves a centre for its county, seen before it goes: every line, and nothing else does."""

import flet as ft

from app.services.publishing import Outgoing
from app.ui.code_texts import code_label
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import RADIUS, scale
from app.ui.theme import FAMILY_BOLD, FIGURES


def outgoing_lines(one: Outgoing) -> ft.Control:
    """Each count in a box, with its word; kinds of equipment by their names."""
    boxes: list[ft.Control] = []
    for line in one.lines:
        words = t(f"county_board.figure.{line.key}")
        if line.codes:
            labels = (code_label("equipment", code) for code in line.codes)
            words += f" ({t('county_board.separator').join(labels)})"
        number = ft.Text(
            f"{line.value:,}", size=scale().body, color=palette().text, font_family=FIGURES,
            font_family_fallback=[FAMILY_BOLD],
        )  # fmt: skip
        boxes.append(
            ft.Container(
                ft.Row([text(words, size=scale().small), number], spacing=6, tight=True, wrap=True),
                border=ft.Border.all(1, palette().hair), border_radius=RADIUS,
                padding=ft.Padding.symmetric(horizontal=8, vertical=2),
            )
        )  # fmt: skip
    return ft.Row(boxes, wrap=True, spacing=6, run_spacing=6)
