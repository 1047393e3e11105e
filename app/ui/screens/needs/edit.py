"""The whole sheet of a need to be corrected; only what was changed is written.

Judgements (危機介入, 見守り) and states are not here: they are acts of their own.
"""

import sqlite3
from dataclasses import dataclass

import flet as ft

from app.domain.need_sheet import EDITABLE, INTAKE_PARTS, JUDGED, SURVEY_PARTS
from app.services.command import Refused
from app.services.needs import ChangeNeed
from app.store.queries.needs import NeedLine, need_lines
from app.store.queries.needs_page import sheet_values
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line
from app.ui.components.queries import shown
from app.ui.components.texts import heading, soft_text, title
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.needs.drafts import SheetDesk, Values, drop_draft, use_sheet
from app.ui.screens.needs.list_pane import need_route
from app.ui.screens.needs.sheet_fields import sheet_part
from app.ui.use_query import use_query
from sync.core.ids import EntityId
from sync.core.operations import Value

_MORE = ("town", "priority", "next_on")


@dataclass(frozen=True)
class EditView:
    line: NeedLine
    values: dict[str, Value]


def edit_view(db: sqlite3.Connection, need: EntityId) -> EditView | None:
    lines = need_lines(db, (need,))
    if not lines:
        return None
    values = sheet_values(db, need)
    return EditView(lines[0], {name: values.get(name) for name in sorted(EDITABLE)})


@component
def EditPane(need: EntityId) -> ft.Control:
    state = use_query(lambda db: edit_view(db, need), ("need", "need_private"), need)

    def draw(view: EditView | None) -> ft.Control:
        if view is None:
            return empty_state(t("needs.gone"), t("needs.gone_hint"))
        return EditForm(need, view)

    return shown(state, draw)


@component
def EditForm(need: EntityId, view: EditView) -> ft.Control:
    runtime = current_runtime()
    key = f"edit:{need.hex()}"
    values, desk = use_sheet(key, view.values)
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)

    async def keep() -> None:
        outcome = await runtime.submit(ChangeNeed(need, desk.changed))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        drop_draft(runtime, key)
        runtime.sound("accepted")
        runtime.notify(t("needs.kept"), ok=outcome)
        runtime.go(need_route(need))

    def leave() -> None:
        drop_draft(runtime, key)
        runtime.go(need_route(need))

    refusals: dict[str, str] = {}
    if refused is not None and refused.field is not None:
        refusals[refused.field] = refusal_text(refused)
    parts: list[ft.Control] = [title(t("needs.edit_title", number=view.line.number))]
    if desk.restored:
        parts.append(soft_text(t("needs.draft_kept")))
    for name, names in INTAKE_PARTS.items():
        parts.append(_part(t(f"needs.part_{name}"), names, values, desk, refusals))
    for name, names in SURVEY_PARTS.items():
        known = tuple(one for one in names if one in EDITABLE and one != "kinds")
        parts.append(_part(t(f"needs.survey_{name}"), known, values, desk, refusals))
    parts.append(_part(t("needs.part_more"), _MORE, values, desk, refusals))
    foot: list[ft.Control] = []
    if refused is not None:
        foot.append(refusal_line(refusal_text(refused)))
    acts: list[ft.Control] = [
        big_button("needs.edit_keep", t("needs.edit_keep"), keep, icon=ft.Icons.CHECK),
        quiet_button("needs.back", t("needs.edit_leave"), leave),
    ]
    foot.append(ft.Row(acts, wrap=True, spacing=GAP))
    return ft.Column(
        [stack(parts, scroll=True), *foot],
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _part(
    words: str, names: tuple[str, ...], values: Values, desk: SheetDesk, refusals: dict[str, str]
) -> ft.Control:
    shown_names = [name for name in names if name not in JUDGED]
    fields = sheet_part(shown_names, values, desk, refusals)
    return card(heading(words), *fields) if fields else ft.Container()
