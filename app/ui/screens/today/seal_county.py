"""What leaves for the county when the day is closed, seen before it goes. Nothing where this device
is in no county."""

from datetime import date

import flet as ft

from app.services.publishing import outgoing
from app.ui.component import component
from app.ui.components.cards import stack
from app.ui.components.outgoing import outgoing_lines
from app.ui.components.queries import shown
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.signal import use_signal
from app.ui.use_query import use_query

TOPICS = (
    "check_in", "team", "need", "injury", "report", "staff_shift", "staff", "alias", "stock_move",
    "equipment",
)  # fmt: skip


@component
def CountyPart(day: date) -> ft.Control:
    runtime = current_runtime()
    county = use_signal(runtime.county_signal)
    if county is None or county is runtime.operation_signal.value:
        return ft.Container()
    return _Leaving(day)


@component
def _Leaving(day: date) -> ft.Control:
    today = current_runtime().today
    state = use_query(lambda db: outgoing(db, day, date.fromisoformat(today)), TOPICS, day, today)
    return shown(
        state,
        lambda one: stack(
            [soft_text(t("county_board.at_closing")), outgoing_lines(one)], spacing=4
        ),
    )
