"""The survey sheet (現地調査票): photographs, what was heard, damage, work, tools, dangers, access.

People wanted go with the reason, since a bare number cannot be changed by anybody else. Only what
was changed is sent; what the telephone already told stands there to be corrected.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.domain.need_sheet import ACCESS, DAMAGE, HEARD, SURVEY_PARTS, TOOLS, WORK
from app.services.command import Refused
from app.services.surveys import RecordSurvey
from app.store.queries.needs import NeedLine, need_lines
from app.store.queries.needs_history import PhotoLine, VisitFindings, last_findings, photos_of
from app.store.queries.needs_page import sheet_values
from app.ui.component import component
from app.ui.components.buttons import Handler, big_button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.queries import shown
from app.ui.components.texts import heading, soft_text, title
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.needs.alike import line_summary
from app.ui.screens.needs.drafts import SheetDesk, Values, drop_draft, use_sheet
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.photos import PhotoStrip
from app.ui.screens.needs.sheet_fields import sheet_part
from app.ui.use_query import use_query
from sync.core.ids import EntityId
from sync.core.operations import Value

FORM_TABLES = ("need", "need_private", "survey", "survey_private", "photo")
_PARTS = {"heard": HEARD, "damage": DAMAGE, "work": WORK, "tools": TOOLS, "access": ACCESS}
_NAMES = tuple(name for part in SURVEY_PARTS.values() for name in part)


@dataclass(frozen=True)
class SurveyView:
    line: NeedLine
    values: dict[str, Value]
    photos: tuple[PhotoLine, ...]
    consent: bool
    findings: VisitFindings


def survey_view(db: sqlite3.Connection, need: EntityId) -> SurveyView | None:
    lines = need_lines(db, (need,))
    if not lines:
        return None
    values = sheet_values(db, need)
    sheet = {name: values.get(name) for name in _NAMES}
    consent = values.get("photo_consent") is True
    return SurveyView(lines[0], sheet, photos_of(db, need), consent, last_findings(db, need))


@component
def SurveyPane(need: EntityId) -> ft.Control:
    state = use_query(lambda db: survey_view(db, need), FORM_TABLES, need)

    def draw(view: SurveyView | None) -> ft.Control:
        if view is None:
            return empty_state(t("needs.gone"), t("needs.gone_hint"))
        return SurveyForm(need, view)

    return shown(state, draw)


@component
def SurveyForm(need: EntityId, view: SurveyView) -> ft.Control:
    runtime = current_runtime()
    key = f"survey:{need.hex()}"
    values, desk = use_sheet(key, view.values)
    surveyor, set_surveyor = ft.use_state(view.line.surveyor or runtime.actor.name)
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)

    async def keep() -> None:
        given = desk.changed
        if desk.values.get("feasible"):
            given["feasible"] = desk.values["feasible"]
        outcome = await runtime.submit(RecordSurvey(need, given, surveyor=surveyor))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        drop_draft(runtime, key)
        runtime.sound("accepted")
        runtime.notify(t("need_done.record_survey"), ok=outcome)
        runtime.go(need_route(need))

    return _sheet(need, view, values, desk.restored, refused, keep, surveyor, set_surveyor, desk)


def _sheet(
    need: EntityId,
    view: SurveyView,
    values: Values,
    restored: bool,
    refused: Refused | None,
    keep: Handler,
    surveyor: str,
    set_surveyor: Callable[[str], None],
    desk: SheetDesk,
) -> ft.Control:
    runtime = current_runtime()
    refusals: dict[str, str] = {}
    if refused is not None and refused.field is not None:
        refusals[refused.field] = refusal_text(refused)
    parts: list[ft.Control] = [
        title(t("needs.survey_title")),
        card(*line_summary(view.line), spacing=4),
    ]
    if restored:
        parts.append(soft_text(t("needs.draft_kept")))
    parts += [
        card(text_field("needs.surveyor", t("needs.form_surveyor"), surveyor, set_surveyor)),
        PhotoStrip(need, view.photos, view.consent, None),
    ]
    for name, names in _PARTS.items():
        fields = sheet_part(names, values, desk, refusals)
        parts.append(card(heading(t(f"needs.survey_{name}")), *fields))
    foot: list[ft.Control] = []
    if refused is not None:
        foot.append(refusal_line(refusal_text(refused)))
    foot.append(
        ft.Row(
            [
                big_button("needs.survey_keep", t("needs.survey_keep"), keep, icon=ft.Icons.CHECK),
                quiet_button("needs.back", t("frame.back"), lambda: runtime.go(need_route(need))),
            ],
            wrap=True,
            spacing=GAP,
        )
    )
    return ft.Column(
        [stack(parts, scroll=True), *foot],
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
