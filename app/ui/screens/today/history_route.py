"""記録 at /today/history: reads a day of the audit trail, page by page."""

import sqlite3
from dataclasses import replace
from datetime import date

import flet as ft

from app.domain.tables import REGISTRY
from app.services.command import Action, Refused
from app.store.queries.audit import PAGE_ROWS, AuditEntry, AuditFilter, audit_actors, audit_page
from app.store.queries.today_decide import record_label
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.screens.today.history import (
    HistoryActions,
    HistoryChoice,
    HistoryScreen,
    HistoryView,
)
from app.ui.use_query import use_query
from sync.core.ids import EntityId

# Whatever changes makes a new entry.
EVERYTHING = (*(table.name for table in REGISTRY.tables), "resolution")


@component
def HistoryRoute() -> ft.Control:
    runtime = current_runtime()
    choice, set_choice = ft.use_state(HistoryChoice(date.fromisoformat(runtime.today)))
    pages, set_pages = ft.use_state(1)

    def query(db: sqlite3.Connection) -> HistoryView:
        who = EntityId(bytes.fromhex(choice.who)) if choice.who else None
        wanted = AuditFilter(actor=who, first_day=choice.day, last_day=choice.day)
        limit = pages * PAGE_ROWS
        found = audit_page(db, wanted, limit=limit + 1)
        people = tuple((actor.hex(), name) for actor, name in audit_actors(db) if name)
        entries = tuple(_named(db, entry) for entry in found[:limit])
        return HistoryView(entries, people, len(found) > limit)

    state = use_query(query, EVERYTHING, choice, pages)

    async def undo(action: Action) -> None:
        outcome = await runtime.undo(action)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
        else:
            runtime.sound("accepted")
            runtime.notify(t("frame.undone"), tone="stopped")

    def choose(wanted: HistoryChoice) -> None:
        set_choice(wanted)
        set_pages(1)

    actions = HistoryActions(undo, choose, lambda: set_pages(pages + 1), runtime.go)
    return shown(state, lambda view: HistoryScreen(view, choice, actions))


def _named(db: sqlite3.Connection, entry: AuditEntry) -> AuditEntry:
    """Rows without a number or name are called by the record they belong to."""
    records = tuple(
        record
        if record.label or not record.table
        else replace(record, label=record_label(db, record.table, record.id))
        for record in entry.records
    )
    return replace(entry, records=records)
