"""紙に出す: every paper and list in one place, and the record of what was made.

A paper about the day is one tap for each form. Work orders, name tags and cards ask for numbers, or
are made for the whole day. Papers with a resident's name are counted back here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.calendar_jp import time_text
from app.domain.papers import PAPER_KINDS, PaperKind
from app.store.queries.papers import PrintRow
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import Handler, button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.signal import use_signal
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

ICONS = {
    "team": ft.Icons.ASSIGNMENT,
    "people": ft.Icons.BADGE,
    "day": ft.Icons.TABLE_CHART,
}
LABEL_SHEETS = ("labels_10", "labels_12", "labels_24", "plain_8")


@dataclass(frozen=True)
class PapersView:
    """`prints` of the day, the newest first; `out` of them and of earlier days are to come back."""

    prints: tuple[PrintRow, ...]
    out: tuple[PrintRow, ...]


@dataclass(frozen=True)
class PapersActions:
    """`make(kind, form, numbers, day, sheet)`; numbers as typed, blank for the whole day."""

    make: Callable[[str, str, str, date, str], Awaitable[None]]
    collect: Callable[[tuple[EntityId, ...]], Awaitable[None]]
    go: Callable[[str], None]


@component
def PapersScreen(view: PapersView, kinds: tuple[str, ...], actions: PapersActions) -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    day, set_day = ft.use_state(runtime.today)
    chosen = date.fromisoformat(day)
    cards = [_kind_card(PAPER_KINDS[code], chosen, actions) for code in kinds]
    across = 2 if window.wide else 1
    rows = [cards[start : start + across] for start in range(0, len(cards), across)]
    for row in rows:
        if len(row) < across:
            row.append(ft.Container(expand=1))
    parts: list[ft.Control] = [
        section_header(
            t("today.papers"),
            quiet_button("today.back", t("today.back"), lambda: actions.go("/today"),
                         icon=ft.Icons.ARROW_BACK),
        ),
        soft_text(t("today.papers_hint")),
        ft.Container(
            date_field("today.papers.day", t("today.papers_day"), day,
                       lambda iso: set_day(iso or runtime.today)),
            width=scale().body * 22,
        ),
        *(
            ft.Row(row, spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START)
            for row in rows
        ),
        _Out(view.out, actions),
        _record(view.prints),
    ]  # fmt: skip
    return stack(parts, scroll=True)


def _kind_card(kind: PaperKind, day: date, actions: PapersActions) -> ft.Control:
    drawn = DayPaper if kind.about == "day" else NumberedPaper
    return ft.Container(keyed(kind.code, drawn, kind, day, actions), expand=1)


@component
def DayPaper(kind: PaperKind, day: date, actions: PapersActions) -> ft.Control:
    def maker(form: str) -> Handler:
        return lambda: actions.make(kind.code, form, "", day, "")

    buttons = [
        button(
            f"today.make.{kind.code}.{form}", code_label("print_form", form), maker(form),
            icon=ft.Icons.PRINT if form == "pdf" else ft.Icons.DOWNLOAD,
        )
        for form in kind.forms
    ]  # fmt: skip
    return card(_name(kind), ft.Row(buttons, wrap=True, spacing=GAP, run_spacing=GAP))


@component
def NumberedPaper(kind: PaperKind, day: date, actions: PapersActions) -> ft.Control:
    numbers, set_numbers = ft.use_state("")
    sheet, set_sheet = ft.use_state(LABEL_SHEETS[0])

    async def make() -> None:
        await actions.make(kind.code, kind.forms[0], numbers, day, sheet)

    words = t("today.make_some") if numbers.strip() else t("today.make_all")
    parts: list[ft.Control] = [
        _name(kind),
        text_field(
            f"today.numbers.{kind.code}", t(f"today.numbers_{kind.about}"), numbers, set_numbers,
            hint=t(f"today.numbers_{kind.about}_hint"), on_submit=make,
        ),
        *(
            [
                choice_chips(
                    f"today.sheet.{kind.code}", t("today.label_sheet"),
                    tuple((code, t(f"today.{code}")) for code in LABEL_SHEETS), sheet,
                    lambda code: set_sheet(code or LABEL_SHEETS[0]),
                )
            ]
            if kind.about == "people"
            else []
        ),
        ft.Row([button(f"today.make.{kind.code}.pdf", words, make, icon=ft.Icons.PRINT)]),
    ]  # fmt: skip
    return card(*parts)


def _name(kind: PaperKind) -> ft.Control:
    words: list[ft.Control] = [heading(code_label("print_kind", kind.code))]
    if kind.shows_residents:
        words.append(soft_text(t("today.with_residents")))
    return ft.Row(
        [
            ft.Icon(ICONS[kind.about], size=scale().icon, color=palette().text),
            ft.Column(words, spacing=0, tight=True, expand=True),
        ],
        spacing=10,
    )


@component
def _Out(out: tuple[PrintRow, ...], actions: PapersActions) -> ft.Control:
    """What is to be counted back."""
    if not out:
        return card(heading(t("today.papers_out")), soft_text(t("today.no_papers_out")))
    copies = sum(row.copies for row in out)
    every = tuple(row.id for row in out)
    return card(
        heading(t("today.papers_out_count", count=copies)),
        *(keyed(row.id, OutRow, row, actions) for row in out),
        ft.Row(
            [
                button("today.collect.all", t("today.collect_all"),
                       lambda: actions.collect(every), icon=ft.Icons.DONE_ALL)
            ]
        ),
        status="out",
    )  # fmt: skip


@memo
def OutRow(row: PrintRow, actions: PapersActions) -> ft.Control:
    line = ft.Row(
        [
            text(_said(row), expand=True),
            button(
                row_tag("today.collect", row.id), t("today.collect"),
                lambda: actions.collect((row.id,)), icon=ft.Icons.DONE,
            ),
        ],
        spacing=GAP,
    )  # fmt: skip
    return tagged(row_tag("today.out", row.id), line)


def _record(prints: tuple[PrintRow, ...]) -> ft.Control:
    if not prints:
        return empty_state(t("today.no_prints"), t("today.no_prints_hint"), icon=ft.Icons.PRINT)
    lines = [keyed(row.id, PrintLine, row) for row in prints]
    return card(heading(t("today.prints")), *lines, spacing=4)


@memo
def PrintLine(row: PrintRow) -> ft.Control:
    parts: list[ft.Control] = [text(_said(row), expand=True)]
    if row.collected_at is not None:
        parts.append(status_chip("done", t("today.collected")))
    return ft.Container(
        ft.Row(parts, spacing=GAP),
        border=ft.Border(bottom=ft.BorderSide(1, palette().hair)),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(vertical=6),
    )


def _said(row: PrintRow) -> str:
    """9:42　活動依頼書 兼 報告書　3班 N-0412　PDF　1枚　訓練 花子."""
    copies = t("today.copies", count=row.copies)
    return "　".join(
        filter(
            None,
            (
                time_text(row.at), code_label("print_kind", row.kind), row.about,
                code_label("print_form", row.form), copies, row.by_name,
            ),
        )
    )  # fmt: skip
