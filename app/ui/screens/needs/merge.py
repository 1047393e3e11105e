"""Two needs become one: which is the double is known, which one holds is found by searching.

The likeliest stand first, with their reasons; anything else is found by number, phone, address or
name. Nothing is lost: the double stays readable and can be parted again.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.needs_merge import MergeNeeds
from app.store.queries.needs import NeedLine, needs_matching
from app.store.queries.needs_house import SameHouse
from app.store.queries.needs_page import need_page
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line
from app.ui.components.queries import shown
from app.ui.components.search import search_field
from app.ui.components.texts import heading, text, title
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.screens.needs.alike import AlikeRow, OnNeed, line_summary
from app.ui.screens.needs.list_pane import LIST_TABLES, need_route
from app.ui.tagged import row_tag
from app.ui.use_query import use_query
from sync.core.ids import EntityId

FOUND_MAX = 20
OnWords = Callable[[str], None]


@dataclass(frozen=True)
class MergeView:
    line: NeedLine | None
    alike: tuple[SameHouse, ...]
    found: tuple[NeedLine, ...]


def merge_view(db: sqlite3.Connection, need: EntityId, words: str) -> MergeView:
    page = need_page(db, need)
    if page is None:
        return MergeView(None, (), ())
    found = needs_matching(db, words) if words else ()
    others = tuple(line for line in found if line.id != need)
    return MergeView(page.line, page.house, others[:FOUND_MAX])


@component
def MergePane(need: EntityId) -> ft.Control:
    runtime = current_runtime()
    words, set_words = ft.use_state("")
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    asked = words.strip()
    state = use_query(lambda db: merge_view(db, need, asked), LIST_TABLES, need, asked)

    async def merge(into: EntityId) -> None:
        outcome = await runtime.submit(MergeNeeds(need, into))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        runtime.sound("accepted")
        runtime.notify(t("needs.merged"), ok=outcome)
        runtime.go(need_route(outcome.entity or into))

    def draw(view: MergeView) -> ft.Control:
        if view.line is None:
            return empty_state(t("needs.gone"), t("needs.gone_hint"))
        return _screen(view, view.line, words, set_words, refused, merge)

    return shown(state, draw)


def _screen(
    view: MergeView,
    line: NeedLine,
    words: str,
    set_words: OnWords,
    refused: Refused | None,
    merge: OnNeed,
) -> ft.Control:
    runtime = current_runtime()
    parts: list[ft.Control] = [
        title(t("needs.merge_title")),
        text(t("needs.merge_hint")),
        card(*line_summary(line), spacing=4),
    ]
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(
        search_field(
            "needs.merge.search",
            t("needs.search_hint"),
            words,
            set_words,
            set_words,
            autofocus=False,
        )
    )
    if words.strip():
        parts += [keyed(one.id, FoundRow, one, merge) for one in view.found]
        if not view.found:
            parts.append(empty_state(t("needs.nothing_found"), t("needs.merge_nothing")))
    elif view.alike:
        parts.append(heading(t("needs.alike_n", count=len(view.alike))))
        label = t("needs.merge_into_this")
        parts += [keyed(one.line.id, AlikeRow, one, label, merge) for one in view.alike]
    else:
        parts.append(empty_state(t("needs.no_alike"), t("needs.merge_search")))
    stop = quiet_button("needs.back", t("frame.stop"), lambda: runtime.go(need_route(line.id)))
    parts.append(ft.Row([stop]))
    return stack(parts, scroll=True)


@memo
def FoundRow(line: NeedLine, merge: OnNeed) -> ft.Control:
    return card(
        *line_summary(line),
        button(
            row_tag("needs.merge.into", line.id),
            t("needs.merge_into_this"),
            lambda: merge(line.id),
            icon=ft.Icons.MERGE,
        ),
        spacing=4,
    )
