"""The queue of surveys, and the list of those to be called back: worked off from the top.

A visit that nobody opened the door to is one tap. After several of them (a setting) the row asks a
person to decide; it never falls out of the list by itself.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of
from app.services.command import Refused
from app.services.context import setting_value
from app.services.surveys import RecordAbsence
from app.store.queries.needs_surveys import CallBack, SurveyLine, call_backs, survey_queue
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.lists import windowed_list
from app.ui.components.queries import shown
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text, title
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.palette import StatusName
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.needs.alike import line_summary
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.wording import moment_words, who_words
from app.ui.signal import use_signal
from app.ui.tagged import row_tag
from app.ui.use_query import use_query
from sync.core.ids import EntityId

QUEUE_TABLES = ("need", "need_private", "survey", "setting")
CALL_TABLES = ("need", "need_private", "contact")
TONES: dict[str, StatusName] = {
    "late": "late", "due": "out", "decide": "decide", "unplanned": "waiting", "planned": "ready",
}  # fmt: skip


# In letters of body text: from here on the acts stand beside what is told.
BESIDE = 60


@dataclass(frozen=True)
class QueueActions:
    """What a row can do; the same object for all rows."""

    absent: Callable[[EntityId], Awaitable[None]]
    go: Callable[[str], None]


@component
def SurveysPane() -> ft.Control:
    runtime = current_runtime()
    now = runtime.clock.now_ms()
    weights = {
        code: int(weight)
        for code, weight in runtime.codes.attribute_map("urgency", "weight").items()
    }

    def query(db: sqlite3.Connection) -> tuple[SurveyLine, ...]:
        limit = setting_value(db, "survey_absence_limit", day_of(now))
        absences = limit if isinstance(limit, int) else 0
        return survey_queue(db, absence_limit=absences, weights=weights, now=now)

    state = use_query(query, QUEUE_TABLES)

    async def absent(need: EntityId) -> None:
        outcome = await runtime.submit(RecordAbsence(need))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
            return
        runtime.sound("accepted")
        if outcome.notices:
            runtime.notify(notice_text(outcome.notices[0]), ok=outcome, tone="decide")
        else:
            runtime.notify(t("need_done.record_absence"), ok=outcome)

    actions = ft.use_memo(lambda: QueueActions(absent, runtime.go), [])
    return shown(state, lambda lines: SurveysScreen(lines, now, actions))


@component
def SurveysScreen(lines: tuple[SurveyLine, ...], now: int, actions: QueueActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    beside = window.width >= scale().body * BESIDE
    return ft.Column(
        [
            _head(t("needs.surveys_title"), t("needs.count_needs", count=len(lines))),
            windowed_list(
                "needs.queue",
                lines,
                lambda line: keyed(
                    line.line.id,
                    SurveyRow,
                    line,
                    moment_words(line.line.planned_at, now),
                    beside,
                    actions,
                ),
                empty=empty_state(t("needs.no_surveys"), t("needs.no_surveys_hint")),
            ),
        ],
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def SurveyRow(
    line: SurveyLine, appointment: str, beside: bool, actions: QueueActions
) -> ft.Control:
    """Where, whom to ring, when, how often in vain; and what is done at the door."""
    base = line.line
    marks: list[ft.Control] = [code_text(base.number)]
    if base.crisis:
        marks.append(status_chip("late", t("needs.crisis"), loud=True))
    marks.append(status_chip(TONES[line.state], t(f"needs.survey_state_{line.state}")))
    if base.visits:
        marks.append(text(t("needs.absent_n", count=base.visits), bold=True))
    if base.urgency in ("now", "soon"):
        marks.append(text(code_label("urgency", base.urgency), bold=True))
    place = line.address or line.directions or base.town or t("needs.no_town")
    parts: list[ft.Control] = [
        ft.Row(marks, wrap=True, spacing=10, run_spacing=4),
        text(t("needs.who_where", who=who_words(base), town=place)),
    ]
    if appointment:
        by = base.surveyor or t("needs.no_one")
        parts.append(text(t("needs.appointment", at=appointment, by=by), bold=True))
    if base.phone:
        parts.append(text(base.phone, selectable=True))
    if line.at_home:
        parts.append(soft_text(t("needs.wished", when=line.at_home)))
    acts = ft.Row(_row_acts(line, actions), wrap=True, spacing=GAP, run_spacing=GAP)
    told = ft.Column(parts, spacing=4, tight=True)
    if not beside:
        return card(told, acts, status=TONES[line.state], spacing=8)
    row = ft.Row(
        [ft.Container(told, expand=5), ft.Container(acts, expand=6)],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
        spacing=GAP,
    )
    return card(row, status=TONES[line.state], padding=12)


def _row_acts(line: SurveyLine, actions: QueueActions) -> list[ft.Control]:
    need = line.line.id
    route = need_route(need)
    found = button(
        row_tag("needs.queue.survey", need),
        t("needs.queue_result"),
        lambda: actions.go(f"{route}/survey"),
        icon=ft.Icons.EDIT_NOTE,
    )
    absent = button(
        row_tag("needs.queue.absent", need),
        t("need_act.record_absence"),
        lambda: actions.absent(need),
    )
    planned = line.state in ("late", "due", "planned")
    plan = button(
        row_tag("needs.queue.plan", need),
        t("needs.move_visit") if planned else t("need_act.schedule_survey"),
        lambda: actions.go(f"{route}/do/schedule_survey"),
    )
    opened = quiet_button(
        row_tag("needs.queue.open", need), t("needs.open"), lambda: actions.go(route)
    )
    if line.state != "decide":
        return [found, absent, plan, opened]
    decide = button(
        row_tag("needs.queue.decide", need),
        t("needs.survey_state_decide"),
        lambda: actions.go(f"{route}/acts"),
        icon=ft.Icons.HELP,
    )
    return [decide, plan, found, opened]


@component
def CallsPane() -> ft.Control:
    state = use_query(call_backs, CALL_TABLES)
    return shown(state, CallsScreen)


@component
def CallsScreen(lines: tuple[CallBack, ...]) -> ft.Control:
    return ft.Column(
        [
            _head(t("needs.calls_title"), t("needs.calls_hint")),
            windowed_list(
                "needs.calling",
                lines,
                lambda line: keyed(line.line.id, CallRow, line),
                empty=empty_state(t("needs.no_calls"), t("needs.no_calls_hint")),
            ),
        ],
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def CallRow(line: CallBack) -> ft.Control:
    runtime, need = current_runtime(), line.line.id
    words = t("needs.and").join(t(f"missing.{name}") for name in line.missing)
    parts = line_summary(line.line)
    parts.append(text(t("needs.ask_again", missing=words), bold=True))
    if line.line.phone:
        parts.append(text(line.line.phone, selectable=True))
    if line.calls:
        parts.append(soft_text(t("needs.called_n", count=line.calls)))
    acts = [
        button(
            row_tag("needs.calling.edit", need), t("needs.fill_in"),
            lambda: runtime.go(f"{need_route(need)}/edit"), icon=ft.Icons.EDIT,
        ),
        quiet_button(row_tag("needs.calling.open", need), t("needs.open"),
                     lambda: runtime.go(need_route(need))),
    ]  # fmt: skip
    return card(*parts, ft.Row(acts, wrap=True, spacing=GAP), status="decide", spacing=4)


def _head(name: str, note: str) -> ft.Control:
    runtime = current_runtime()
    back = quiet_button(
        "needs.back", t("frame.back"), lambda: runtime.go("/needs"), icon=ft.Icons.ARROW_BACK
    )
    return ft.Row(
        [back, title(name), soft_text(note)],
        wrap=True,
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )
