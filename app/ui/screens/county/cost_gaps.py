"""勤務 and 足りない証拠: shifts as they were recorded, and everything that a claim would lack."""

from datetime import date

import flet as ft

from app.domain.calendar_jp import minutes_text, time_text
from app.domain.county_costs import Shift
from app.store.queries.county_costs import CostsView
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.cards import empty_state, stack
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.screens.county.costs import day_words, evidence_words

ROWS_SHOWN = 300


@component
def Shifts(view: CostsView) -> ft.Control:
    if not view.shifts:
        return empty_state(
            t("county_costs.shifts_empty"), t("county_costs.shifts_empty_hint"),
            icon=ft.Icons.SCHEDULE,
        )  # fmt: skip
    columns = (
        Column(t("county_costs.day"), 3), Column(t("county_paper.column_worker"), 4),
        Column(t("county_paper.column_host"), 5), Column(t("county_costs.part_shifts"), 9),
        Column(t("county_costs.duty"), 4), Column(t("county_costs.part_acts"), 3),
    )  # fmt: skip
    rows = [
        (
            day_words(one.day), one.worker, view.name_of(one.host), _time(one),
            code_label("duty", one.duty),
            t("county_costs.rule_yes") if (one.assignment, one.day) in view.covered else "",
        )
        for one in reversed(view.shifts[-ROWS_SHOWN:])
    ]  # fmt: skip
    return stack([table(columns, rows)], scroll=True)


@component
def Missing(view: CostsView) -> ft.Control:
    if not view.lacking and not view.gaps:
        return empty_state(
            t("county_costs.missing_none"), t("county_costs.missing_none_hint"),
            icon=ft.Icons.TASK_ALT,
        )  # fmt: skip
    parts: list[ft.Control] = []
    if view.lacking:
        columns = (
            Column(t("county_costs.day"), 3), Column(t("county_costs.kind"), 6),
            Column(t("county_costs.yen"), 4, number=True),
            Column(t("county_costs.part_missing"), 12),
        )  # fmt: skip
        rows = [
            (
                day_words(one.item.day),
                "　".join(filter(None, (code_label("cost_kind", one.item.kind),
                                       one.item.worker, one.item.text))),
                f"{one.item.yen:,}",
                text(evidence_words(one.lacks), bold=True),
            )
            for one in view.lacking[:ROWS_SHOWN]
        ]  # fmt: skip
        parts += [heading(t("county_costs.part_items")), table(columns, rows)]
    if view.gaps:
        parts.append(heading(t("county_costs.part_shifts")))
        parts += [
            ft.Row(
                [
                    status_chip("late", t(f"county_costs.gap_{gap.code}")),
                    text(f"{day_words(gap.shift.day)}　{gap.shift.worker}"),
                    soft_text(view.name_of(gap.shift.host)),
                ],
                wrap=True, spacing=12,
            )
            for gap in view.gaps[:ROWS_SHOWN]
        ]  # fmt: skip
    return stack(parts, scroll=True)


def _time(shift: Shift) -> str:
    """16:00〜24:00 and how long that was."""
    if shift.started_at is None:
        return t("county_costs.travel_day") if shift.travel_day else ""
    try:
        day = date.fromisoformat(shift.day)
    except ValueError:
        day = None
    starts = time_text(shift.started_at, day)
    if shift.ended_at is None:
        return t("county_costs.shift_open", starts=starts)
    words = [
        t("county_costs.shift_time", starts=starts, ends=time_text(shift.ended_at, day),
          hours=minutes_text(shift.minutes or 0), overtime=shift.overtime)
    ]  # fmt: skip
    if shift.night:
        words.append(t("county_costs.night"))
    if shift.travel_day:
        words.append(t("county_costs.travel_day"))
    return "　".join(words)
