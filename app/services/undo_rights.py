"""Who may take back what: whoever may do it themselves, unless a higher role did it."""

import sqlite3

from app.domain.staff_access import ROLES, Access, may_act
from app.services.command import HANDLERS, Actor
from app.store.projection import OpenBatch


def access_of_actor(actor: Actor) -> Access:
    """What a person may do, whatever they do now."""
    return Access(actor.role, actor.sections, actor.all_sections)


def may_undo(db: sqlite3.Connection, batches: list[OpenBatch], actor: Actor) -> str | None:
    """Why this action is not this person's to take back, as a refusal code."""
    acts = {batch.body.act for batch in batches if batch.body is not None}
    for handler in HANDLERS.values():
        if handler.act in acts and (code := may_act(access_of_actor(actor), handler.sections)):
            return code
    author = next((batch.actor for batch in batches), None)
    row = db.execute("SELECT role FROM live_staff WHERE id = ?", (author,)).fetchone()
    other = row is not None and row[0] in ROLES and author != actor.staff
    return may_act(access_of_actor(actor), (), (row[0],) if other else ())
