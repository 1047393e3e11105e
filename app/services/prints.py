"""Every paper and every exported list is put on record; those with a resident's name are counted
back.

Promises one `print_record` a subject, made before the paper is handed out, so that what left the
centre is known even if the browser never showed it. Refuses a kind or form that nobody can make,
and a person whose work it is not.
"""

from dataclasses import dataclass

from app.domain.papers import refusal_to_print
from app.domain.staff_access import MEMBER, Access, at_least
from app.services.command import Accepted, Actor, Command, Decision, Refused, decides
from app.services.context import Context
from sync.core.ids import EntityId
from sync.core.operations import Value

COPIES_MAX = 500


def access_of(actor: Actor) -> Access:
    """Who acts, as the rules of access see them."""
    return Access(actor.role, actor.sections, actor.all_sections)


@dataclass(frozen=True)
class RecordPrint(Command):
    """A paper is made: about each of `subjects` (teams, people), or about the day without any."""

    kind: str
    form: str = "pdf"
    subjects: tuple[EntityId, ...] = ()
    copies: int = 1
    purpose: str = ""


@decides(RecordPrint)
def record_print(command: RecordPrint, ctx: Context) -> Decision:
    refusal = refusal_to_print(access_of(ctx.actor), command.kind, command.form)
    if refusal is not None:
        return Refused(refusal)
    if not 1 <= command.copies <= COPIES_MAX:
        return Refused("copies_odd", {"limit": COPIES_MAX}, field="copies")
    values: dict[str, Value] = {
        "kind": command.kind, "at": ctx.now_ms, "by_name": ctx.actor.name or None,
        "copies": command.copies, "form": command.form, "purpose": command.purpose.strip() or None,
    }  # fmt: skip
    made = [
        ctx.draft.new("print_record", ctx.new_id(), {**values, "subject": subject})
        for subject in command.subjects or (None,)
    ]
    return Accepted(made[0])


@dataclass(frozen=True)
class CollectPaper(Command):
    """Papers came back to the desk: these records of printing."""

    records: tuple[EntityId, ...]


@decides(CollectPaper)
def collect_paper(command: CollectPaper, ctx: Context) -> Decision:
    """Counting back what is already back changes nothing: two desks may count the same pile."""
    if not at_least(ctx.actor.role, MEMBER):
        return Refused("read_only")
    for record in command.records:
        row = ctx.db.execute(
            "SELECT collected_at FROM live_print_record WHERE id = ?", (record,)
        ).fetchone()
        if row is None:
            return Refused("no_such_print")
        if row[0] is None:
            ctx.draft.set("print_record", record, {"collected_at": ctx.now_ms})
    return Accepted(command.records[0] if command.records else None)
