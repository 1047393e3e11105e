"""消去: a person's or a need's data goes for good, here and on every device that hears of it.

The command says what goes; the log's own bodies and photos go in `erasing.py`, on this device at
once and on the others when they take the command's batch in. Kept are an id that says nothing, the
day, the reason, and the number, so that nobody else is given it. Only the chief may, says why, and
not while a team is out. Asked for again, it also takes what came in since and what its author could
not write anew.
"""

from dataclasses import dataclass

from app.domain.staff_access import CHIEF, may_act
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.prints import access_of
from app.store.queries.erasures import (
    batches_about,
    covers_text,
    erased_together,
    kind_of_record,
    mentions_of,
    number_of,
    records_of,
)
from sync.core.ids import EntityId


@dataclass(frozen=True)
class EraseSubject(Command):
    """`subject` is a volunteer or a need."""

    subject: EntityId
    reason: str


@decides(EraseSubject)
def erase_subject(command: EraseSubject, ctx: Context) -> Decision:
    not_theirs = may_act(access_of(ctx.actor), (), (CHIEF,))
    if not_theirs:
        return Refused("erasure_needs_chief")
    if not command.reason.strip():
        return Refused("erasure_reason", field="reason")
    kept = _before(ctx, command.subject)
    kind = kept[0] if kept else kind_of_record(ctx.db, command.subject)
    if kind is None:
        return Refused("no_such_record")
    out = _team_out(ctx, command.subject)
    if out is not None:
        return Refused("erasure_while_out", {"team": out})
    records = dict.fromkeys(
        (*records_of(ctx.db, kind, command.subject), *erased_together(ctx.db, command.subject))
    )
    number = kept[1] if kept else number_of(ctx.db, kind, command.subject)
    about = batches_about(ctx.db, (*records, *mentions_of(ctx.db, records)))
    for one in records:
        ctx.draft.erase(one, command.reason.strip())
    ctx.draft.move("erasure", ctx.new_id(), {
        "subject": command.subject, "kind": kind, "number": number,
        "reason": command.reason.strip(), "at": ctx.now_ms, "by_staff": ctx.actor.staff,
        "by_name": ctx.actor.name, "covers": covers_text(about),
    })  # fmt: skip
    return Accepted(command.subject)


def _before(ctx: Context, subject: EntityId) -> tuple[str, str | None] | None:
    """Kind and number of what was erased before."""
    row = ctx.db.execute(
        "SELECT kind, number FROM live_erasure WHERE subject = ? ORDER BY at LIMIT 1", (subject,)
    ).fetchone()
    return (row[0], row[1]) if row else None


def _team_out(ctx: Context, subject: EntityId) -> str | None:
    """The team that is out with this person or for this need."""
    row = ctx.db.execute(
        "SELECT coalesce(t.number, '') FROM live_team t WHERE t.state = 'out' AND (t.need = ?1 "
        "OR t.leader = ?1 OR EXISTS (SELECT 1 FROM live_team_member m JOIN live_check_in c "
        "ON c.id = m.check_in WHERE m.team = t.id AND m.ended_at IS NULL AND c.volunteer = ?1))",
        (subject,),
    ).fetchone()
    return row[0] if row else None
