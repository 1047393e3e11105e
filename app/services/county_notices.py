"""Notices between councils: said, corrected everywhere, withdrawn, read.

A correction is a new notice that replaces the old one on every device; the old text never holds
again. Refused: to correct or withdraw what is another council's (the prefectural council may), what
was replaced already, and what is disputed, until somebody has chosen.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.domain.county_notices import Thread, Wording, on_the_way, threads
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.form_values import form_values
from app.store.queries.county_notices import wordings
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value


@dataclass(frozen=True)
class PostNotice(CountyCommand):
    """`kind` is a code of `notice_kind`; `addressees` are codes of councils, none means all;
    `until` is the last day (ISO) on which it is of use. `sure`: it names nobody."""

    kind: str
    title: str
    body: str = field(default="", repr=False)
    addressees: tuple[str, ...] = ()
    until: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class CorrectNotice(CountyCommand):
    """A new text instead of an old one. Its files stay with it; `reason` says why."""

    notice: EntityId
    kind: str
    title: str
    reason: str
    body: str = field(default="", repr=False)
    addressees: tuple[str, ...] = ()
    until: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class WithdrawNotice(CountyCommand):
    notice: EntityId
    reason: str
    sure: bool = False


@dataclass(frozen=True)
class ChooseNotice(CountyCommand):
    """Of several that were said at once, this one holds; the others are set aside."""

    notice: EntityId


@dataclass(frozen=True)
class MarkRead(CountyCommand):
    """The own council has read these wordings. Those that it read before stay as they are."""

    notices: tuple[EntityId, ...]


@decides(PostNotice)
def post_notice(command: PostNotice, ctx: Context) -> Decision:
    values = _values(command, ctx, "")
    if isinstance(values, Refused):
        return values
    return Accepted(ctx.draft.new("notice", ctx.new_id(), {"council": ctx.centre, **values}))


@decides(CorrectNotice)
def correct_notice(command: CorrectNotice, ctx: Context) -> Decision:
    found = _standing(ctx, command.notice)
    if isinstance(found, Refused):
        return found
    if not command.reason.strip():
        return Refused("county_reason_missing", field="reason")
    values = _values(command, ctx, command.reason)
    if isinstance(values, Refused):
        return values
    if _says_the_same(found[1], values):
        return Refused("notice_same_text", field="body")
    # Who may correct for another council speaks for itself; the notice stays that council's.
    new = ctx.draft.new(
        "notice", ctx.new_id(), {"council": ctx.centre, "corrects": command.notice, **values}
    )
    files = ctx.db.execute(
        "SELECT blob, size, media_type, key, name FROM live_attachment WHERE subject = ? "
        "ORDER BY id",
        (command.notice,),
    ).fetchall()
    for row in files:
        names = ("blob", "size", "media_type", "key", "name")
        kept: dict[str, Value] = dict(zip(names, row, strict=True))
        ctx.draft.new("attachment", ctx.new_id(), {
            "subject": new, "council": ctx.centre, "at": ctx.now_ms, **kept,
        })  # fmt: skip
    return Accepted(new)


@decides(WithdrawNotice)
def withdraw_notice(command: WithdrawNotice, ctx: Context) -> Decision:
    found = _standing(ctx, command.notice, disputed=True)
    if isinstance(found, Refused):
        return found
    if not command.reason.strip():
        return Refused("county_reason_missing", field="reason")
    refused = names_somebody(command.sure, reason=command.reason)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "notice", {
        "withdrawn_at": ctx.now_ms, "withdrawn_by": ctx.centre, "withdrawn_why": command.reason,
    })  # fmt: skip
    if isinstance(values, Refused):  # at the field of the form, which has one name for every why
        return replace(values, field="reason")
    ctx.draft.set("notice", command.notice, values)
    return Accepted(command.notice)


@decides(ChooseNotice)
def choose_notice(command: ChooseNotice, ctx: Context) -> Decision:
    found = _standing(ctx, command.notice, disputed=True)
    if isinstance(found, Refused):
        return found
    thread, _ = found
    if not thread.disputed:
        return Refused("notice_not_disputed")
    everything = {one.id: one for one in (*thread.standing, *thread.replaced)}
    way = on_the_way(everything, command.notice)
    for before, after in pairwise(way):
        for one in everything.values():
            if one.corrects == before.id:
                aside = None if one.id == after.id else one.set_aside_at or ctx.now_ms
                ctx.draft.set("notice", one.id, {"set_aside_at": aside})
        ctx.draft.set("notice", before.id, {
            "withdrawn_at": None, "withdrawn_by": None, "withdrawn_why": None,
        })  # fmt: skip
    return Accepted(command.notice)


@decides(MarkRead)
def mark_read(command: MarkRead, ctx: Context) -> Decision:
    for notice in command.notices:
        row = ctx.db.execute("SELECT council FROM live_notice WHERE id = ?", (notice,)).fetchone()
        identifier = imported_entity_id("notice_read", f"{notice.hex()}-{ctx.centre.hex()}")
        known = row_stands(ctx.db, "notice_read", identifier)
        if row is None or row[0] == ctx.centre or known:
            continue
        ctx.draft.new(
            "notice_read", identifier, {"notice": notice, "council": ctx.centre, "at": ctx.now_ms}
        )
    return Accepted(command.notices[0] if command.notices else None)


def _standing(
    ctx: Context, notice: EntityId, *, disputed: bool = False
) -> tuple[Thread, Wording] | Refused:
    """The notice where it still holds and is this device's to change."""
    for thread in threads(wordings(ctx.db)):
        if notice in {one.id for one in thread.replaced}:
            return Refused("notice_replaced")
        for wording in thread.standing:
            if wording.id != notice:
                continue
            refused = not_own(ctx, thread.root.council)
            if refused is not None and wording.council != ctx.centre:
                return refused
            if thread.disputed and not disputed:
                return Refused("notice_disputed")
            if wording.withdrawn_at is not None and not thread.disputed:
                return Refused("notice_withdrawn")
            return thread, wording
    return Refused("no_such_notice")


def _values(
    command: PostNotice | CorrectNotice, ctx: Context, reason: str
) -> dict[str, Value] | Refused:
    if not command.title.strip():
        return Refused("notice_without_title", field="title")
    if not command.kind:
        return Refused("notice_kind_missing", field="kind")
    if command.until is not None and command.until < ctx.today.isoformat():
        return Refused("day_past", field="until")
    codes = {row[0] for row in ctx.db.execute("SELECT code FROM live_council").fetchall()}
    if not codes.issuperset(command.addressees):
        return Refused("county_no_such_council", field="addressees")
    refused = names_somebody(command.sure, title=command.title, body=command.body, reason=reason)
    if refused is not None:
        return refused
    return form_values(ctx.db, "notice", {
        "kind": command.kind, "title": command.title, "body": command.body, "at": ctx.now_ms,
        "addressees": command.addressees or None, "until": command.until, "reason": reason or None,
    })  # fmt: skip


def _says_the_same(old: Wording, values: dict[str, Value]) -> bool:
    return (old.kind, old.title, old.body, old.until or None, tuple(sorted(old.addressees))) == (
        values["kind"], values["title"], values["body"] or "", values["until"],
        tuple(sorted(command_codes(values["addressees"]))),
    )  # fmt: skip


def command_codes(value: Value) -> tuple[str, ...]:
    """A set of a form as codes."""
    return value if isinstance(value, tuple) else ()
