"""One council: its centre's state, figures with their trend, what is short, whom to ring.

Old information is grey and says that it is old. Opened by a tap on a tile, and as a page.
"""

from collections.abc import Sequence
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, short_day_text
from app.domain.county_board import COUNTS, FOUR, rate_change
from app.store.queries.county_board import CentreState, Contact, CouncilRow, sum_of
from app.store.queries.county_figures import SentDay
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.charts import day_line
from app.ui.components.county_bcp import BcpOf
from app.ui.components.phone import phone_button
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.scale import GAP, scale
from app.ui.screens.county.board_state import (
    BoardActions,
    CouncilView,
    fresh_text,
    short_name,
    short_status,
    tone_of,
)
from app.ui.tagged import row_tag
from app.ui.theme import FAMILY_BOLD, FIGURES

REST = COUNTS[len(FOUR) :]
DAYS_SHOWN = 30


@component
def CouncilCard(
    view: CouncilView, actions: BoardActions, may_edit: bool, whole: bool = False
) -> ft.Control:
    """`whole` is the page: with a table of days, and no way to open or close it."""
    row = view.row
    parts: list[ft.Control] = [_head(view, actions, whole), *_state(row.state)]
    parts += _figures(view)
    parts += _together(view)
    parts += _trend(view)
    parts += _short(row)
    parts.append(BcpOf(row.id))
    parts += _contacts(row, view.contacts, actions)
    parts += _below(view, actions, whole)
    acts: list[ft.Control] = []
    if may_edit:
        acts.append(
            button(
                "county_board.edit",
                t("county_board.edit_state"),
                lambda: actions.edit(row.id),
                icon=ft.Icons.EDIT,
            )
        )
    if not whole:
        acts.append(
            quiet_button(
                "county_board.page",
                t("county_board.more"),
                lambda: actions.open(row.id),
                icon=ft.Icons.CHEVRON_RIGHT,
            )
        )
    if acts:
        parts.append(ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8))
    if whole and view.days:
        parts += [heading(t("county_board.days")), _days(view.days)]
    return card(*parts, status=tone_of(row.state.status))


def _head(view: CouncilView, actions: BoardActions, whole: bool) -> ft.Control:
    row, now_ms = view.row, view.board.now_ms
    tone = tone_of(row.state.status)
    words: list[ft.Control] = [heading(row.name)]
    if tone is not None:
        label = code_label("centre_status", row.state.status)
        words.append(status_chip(tone, label, loud=not row.old))
    words.append(freshness(row, now_ms))
    head: list[ft.Control] = [ft.Column(words, spacing=4, tight=True, expand=True)]
    if not whole:
        head.append(
            quiet_button("county_board.close", t("county_board.close"), lambda: actions.choose(b""))
        )
    return ft.Row(head, vertical_alignment=ft.CrossAxisAlignment.START)


def freshness(row: CouncilRow, now_ms: int) -> ft.Control:
    """As of when; of figures that are too old, in a chip that says so."""
    if row.old and row.sent is not None:
        fresh = fresh_text(row.sent.as_of, now_ms)
        return status_chip("stopped", t("county_board.old", fresh=fresh))
    return soft_text(fresh_text(row.as_of, now_ms))


def _state(state: CentreState) -> list[ft.Control]:
    lines = [
        ("scope", code_label("recruiting_scope", state.scope)),
        ("hours", f"{state.opens}～{state.closes}" if state.opens or state.closes else ""),
        ("disaster", state.disaster),
        ("intake_ends_on", _day(state.intake_ends_on)),
        ("note", state.note),
    ]
    return [_fact(t(f"county_board.{key}"), words) for key, words in lines if words]


def _day(iso: str | None) -> str:
    return day_text(date.fromisoformat(iso), current_look().language) if iso else ""


def _fact(label: str, words: str) -> ft.Control:
    return ft.Row(
        [
            ft.Container(soft_text(label), width=scale().small * 6),
            text(words, expand=True),
        ],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _figures(view: CouncilView) -> list[ft.Control]:
    sent = view.row.sent
    if sent is None:
        return [soft_text(t("county_board.no_figures"))]
    grey = view.row.old or not view.row.today
    ink = palette().soft if grey else palette().text
    name = "final" if sent.final else "running"
    day = short_day_text(date.fromisoformat(sent.day))
    parts: list[ft.Control] = [soft_text(t(f"county_board.{name}", day=day))]
    change = rate_change(view.row.trend) if view.row.today else None
    four = [
        _number(getattr(sent.figures, key), key, ink, change if key == "participants" else None)
        for key in FOUR
    ]
    parts.append(ft.Row(four, spacing=8))
    words = "　".join(
        f"{t(f'county_board.figure.{key}')} {getattr(sent.figures, key):,}" for key in REST
    )
    parts.append(text(words, size=scale().small, colour=ink))
    return parts


def _together(view: CouncilView) -> list[ft.Control]:
    """A city with its wards, a council with its satellites: all of them in one sum."""
    group = view.board.together(view.row.id)
    if len(group) < 2 or not any(row.today for row in group[1:]):
        return []
    sums = sum_of(group)
    ink = palette().text
    four = [_number(getattr(sums, key), key, ink, None) for key in FOUR]
    told = t("county_board.together", told=sum(1 for row in group if row.today), all=len(group))
    return [soft_text(told), ft.Row(four, spacing=8)]


def _number(value: int, key: str, ink: str, change: int | None) -> ft.Control:
    words = t(f"county_board.figure.{key}")
    number = ft.Text(
        f"{value:,}", size=scale().title + 4, color=ink, font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD], no_wrap=True, style=ft.TextStyle(height=1.1),
    )  # fmt: skip
    below: list[ft.Control] = [soft_text(words)]
    if change is not None:
        below.append(soft_text(t("county_board.change", change=f"{change:+,}")))
    return ft.Column([number, *below], spacing=0, tight=True, expand=1)


def _trend(view: CouncilView) -> list[ft.Control]:
    last = date.fromisoformat(view.board.day)
    first = last.toordinal() - len(view.row.trend) + 1
    points = [
        (short_day_text(date.fromordinal(first + place)), value)
        for place, value in enumerate(view.row.trend)
        if value is not None
    ]
    if len(points) < 2:
        return []
    return [soft_text(t("county_board.trend")), day_line(points)]


def _short(row: CouncilRow) -> list[ft.Control]:
    lines: list[ft.Control] = []
    if row.state.staff_short:
        lines.append(
            status_chip("late", t("county_board.staff_short", count=row.state.staff_short))
        )
    if row.tools_short:
        tools = t("county_board.separator").join(
            code_label("equipment", code) for code in row.tools_short
        )
        lines.append(_fact(t("county_board.tools_short"), tools))
    return lines


def _contacts(
    row: CouncilRow, contacts: Sequence[Contact], actions: BoardActions
) -> list[ft.Control]:
    lines: list[ft.Control] = []
    for name, phone in (("centre", row.state.phone), ("office", row.phone)):
        if phone:
            lines.append(_ring(t(f"county_board.phone_{name}"), phone, name, actions))
    for place, one in enumerate(contacts):
        label = one.title or code_label("contact_kind", one.kind)
        words = " ".join(filter(None, (label, one.hours)))
        if one.phone:
            lines.append(_ring(words, one.phone, str(place), actions))
    if row.address:
        lines.append(_fact(t("county_board.address"), row.address))
    return lines


def _ring(label: str, phone: str, name: str, actions: BoardActions) -> ft.Control:
    ring = phone_button(f"county_board.ring.{name}", phone, actions.call)
    return ft.Row([ft.Container(soft_text(label), width=scale().small * 6), ring], wrap=True)


def _below(view: CouncilView, actions: BoardActions, whole: bool) -> list[ft.Control]:
    """Wards and satellites, each with a way to its own card."""
    below = [row for row in view.board.below(view.row.id) if row.active]
    if not below:
        return []
    lines: list[ft.Control] = []
    if not whole and any(row.kind == "ward" for row in below):
        lines.append(
            button(
                "county_board.wards",
                t("county_board.show_wards"),
                lambda: actions.show_wards(view.row.id),
                icon=ft.Icons.GRID_VIEW,
            )
        )
    listed = [row for row in below if whole or row.kind != "ward"]
    return [*lines, *(_small(row, actions) for row in listed)]


def _small(row: CouncilRow, actions: BoardActions) -> ft.Control:
    words = f"{short_name(row)}　{short_status(row.state.status)}"
    if row.today and row.figures is not None:
        words += "　" + t("county_board.heads", count=row.figures.participants)
    return quiet_button(row_tag("county_board.open", row.id), words, lambda: actions.open(row.id))


def _days(days: Sequence[SentDay]) -> ft.Control:
    columns = [
        Column(t("county_board.day"), 2),
        *(Column(t(f"county_board.figure.{key}"), 1, number=True) for key in (*FOUR, *REST[:2])),
    ]
    rows = [
        [
            short_day_text(date.fromisoformat(one.day))
            + ("" if one.final else " " + t("county_board.not_final")),
            *(f"{getattr(one.figures, key):,}" for key in (*FOUR, *REST[:2])),
        ]
        for one in days[:DAYS_SHOWN]
    ]
    return table(columns, rows)
