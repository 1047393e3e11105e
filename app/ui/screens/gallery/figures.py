"""Large figures, bars, a line, a table."""

import flet as ft

from app.ui.component import component
from app.ui.components.cards import card, stack
from app.ui.components.charts import Bar, day_line, hour_bars, state_bars
from app.ui.components.figures import Figure, Figures
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.palette import STATUS_NAMES
from app.ui.screens.gallery.words import w

ARRIVALS = (3, 41, 82, 37, 12, 4, 0, 0)
DAYS = (82, 177, 284, 333, 587, 1099, 487, 221)


@component
def FiguresPage() -> ft.Control:
    figures = Figures(
        (
            Figure(1099, w("joined")),
            Figure(23, w("new_needs")),
            Figure(11, w("teams"), "out"),
            Figure(8, w("finished"), "done"),
        )
    )
    hours = hour_bars([Bar(str(8 + at), heads) for at, heads in enumerate(ARRIVALS)], now=3)
    states = state_bars(
        [Bar(w(f"status_{name}"), (at * 7) % 19, name) for at, name in enumerate(STATUS_NAMES)]
    )
    line = day_line([(f"8/{9 + at}", heads) for at, heads in enumerate(DAYS)])
    columns = (Column(w("name"), 3), Column(w("status"), 2), Column(w("people"), 1, number=True))
    rows = [
        (w("names"), status_chip("out", w("status_out")), "12"),
        (w("long_place"), status_chip("late", w("status_late")), "5"),
    ]
    return stack(
        [figures, card(hours), card(states), card(line), table(columns, rows)], scroll=True
    )
