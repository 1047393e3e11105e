"""A report that was made: what was told, what may be added, and heads that were miscounted."""

import flet as ft

from app.domain.calendar_jp import time_text
from app.services.command import Refused
from app.services.reports import AddToReport, Words
from app.store.queries.board import TeamLine
from app.store.queries.field import ReportLine, TeamPage
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.proof import ProofRow
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, text
from app.ui.i18n import t
from app.ui.scale import GAP
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.back_rows import PROGRESS_TONE
from app.ui.screens.field.words import refusal_at, spoken, time_or_dash

TEXTS = ("text", "near_miss", "remaining", "extra_wish", "watch_note", "breakage")
COUNTS = ("heads", "injured", "near_misses", "next_people", "sandbags")


@component
def ToldPart(page: TeamPage, actions: FieldActions) -> ft.Control:
    line, report = page.line, page.report
    parts: list[ft.Control] = []
    if line.returned_at is not None:
        words = t("field.back_at", time=time_or_dash(line.returned_at), heads=line.heads_back)
        parts.append(heading(words))
    if line.heads_differ:
        parts.append(_Heads(line, actions))
    if report is not None:
        parts += _told(report)
        parts.append(_More(page, actions))
    parts.append(ProofRow(line.id))
    return card(*parts, status=PROGRESS_TONE.get(line.progress or "", "done"))


def _told(report: ReportLine) -> list[ft.Control]:
    parts: list[ft.Control] = []
    if report.progress:
        tone = PROGRESS_TONE.get(report.progress, "done")
        parts.append(status_chip(tone, code_label("progress", report.progress), loud=True))
    parts.append(text(t("field.told_by", time=time_text(report.at), name=report.reporter)))
    counts = [
        t("field.told_count", what=t(f"field.told_of.{name}"), count=getattr(report, name))
        for name in COUNTS
        if getattr(report, name) is not None
    ]
    if counts:
        parts.append(text("　".join(counts)))
    if report.next_on:
        parts.append(text(t("field.told_next_on", day=report.next_on)))
    for name in TEXTS:
        if words := getattr(report, name):
            parts.append(text(t("field.told_words", what=t(f"field.told_of.{name}"), words=words)))
    return parts


@component
def _More(page: TeamPage, actions: FieldActions) -> ft.Control:
    """Near misses are often told only later, when somebody asks again."""
    near, set_near = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    told = page.report.near_misses if page.report is not None else None

    async def add() -> None:
        if not near.strip():
            return
        command = AddToReport(page.line.id, Words(near_miss=near), (told or 0) + 1)
        answer = await actions.add(page.line, command)
        set_refused(answer)
        if answer is None:
            set_near("")

    parts: list[ft.Control] = []
    if refused is not None:
        parts.append(refusal_card("field.add_refused", spoken(refused)))
    if not (page.report and page.report.near_miss):
        parts += [
            text_field("field.near_later", t("field.near_later"), near, set_near, on_submit=add),
            button("field.add", t("field.add"), add, icon=ft.Icons.ADD),
        ]
    return ft.Column(parts, spacing=GAP, tight=True)


@component
def _Heads(line: TeamLine, actions: FieldActions) -> ft.Control:
    """The numbers differ: either somebody is missing, or somebody miscounted."""
    out, set_out = ft.use_state(line.heads_out)
    back, set_back = ft.use_state(line.heads_back)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def correct() -> None:
        set_refused(await actions.correct_heads(line, out or 0, -1 if back is None else back))

    words = t("field.heads_differ", out=line.heads_out, back=line.heads_back)
    return ft.Column(
        [
            status_chip("late", words, loud=True),
            ft.Row(
                [
                    number_stepper("field.fix_out", t("field.heads_out"), out, set_out, least=1,
                                   most=999, refusal=refusal_at(refused, "heads_out")),
                    number_stepper("field.fix_back", t("field.heads_count"), back, set_back,
                                   most=999, refusal=refusal_at(refused, "heads_back")),
                    button("field.fix_heads", t("field.fix_heads"), correct),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
                vertical_alignment=ft.CrossAxisAlignment.END,
            ),
        ],
        spacing=8, tight=True,
    )  # fmt: skip
