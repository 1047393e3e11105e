"""Large figures side by side, as many in a row as there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.texts import figure, longest_word
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.signal import use_signal

DIGIT = 0.52  # width of a digit of the figures' font, in letter sizes


@dataclass(frozen=True)
class Figure:
    """`status` paints the edge and the number: late for what must be seen."""

    value: int
    label: str
    status: StatusName | None = None


@component
def Figures(figures: Sequence[Figure]) -> ft.Control:
    window = use_signal(current_runtime().window)
    room = window.width - (scale().small * 6 if window.wide else 0)
    digits = max((len(f"{one.value:,}") for one in figures), default=1)
    words = max((longest_word(one.label) for one in figures), default=1.0)
    least = max(max(3, digits) * scale().figure * DIGIT, words * scale().body) + 60
    across = max(1, min(len(figures), int(room // least)))
    if len(figures) == 4 and across == 3:
        across = 2
    rows = [figures[start : start + across] for start in range(0, len(figures), across)]
    return ft.Column(
        [ft.Row([_one(one) for one in row], spacing=GAP) for row in rows],
        spacing=GAP,
        tight=True,
    )


def _one(one: Figure) -> ft.Control:
    ink = palette().status(one.status).ink if one.status else None
    return card(figure(f"{one.value:,}", one.label, colour=ink), status=one.status, expand=1)
