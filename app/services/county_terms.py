"""Terms of the agreement: parties, order of request, costs, triggers; dated, with their history.

A changed wording is a term of its own that replaces the old one from a day on; the old one ends on
the day before and stays readable. The prefectural council writes what all have in common.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import council_exists, names_somebody, only_prefecture
from app.services.form_values import form_values
from sync.core.ids import EntityId
from sync.core.operations import Value


@dataclass(frozen=True)
class WriteTerm(CountyCommand):
    """`kind` is a code of `term_kind`; `council` is a party; `minutes` belongs to a trigger:
    without contact for so long. With `replaces` it is the new wording of an older term."""

    kind: str
    title: str
    starts_on: str
    body: str = field(default="", repr=False)
    council: EntityId | None = None
    position: int = 0
    source: str = ""
    minutes: int | None = None
    replaces: EntityId | None = None
    sure: bool = False


@dataclass(frozen=True)
class EndTerm(CountyCommand):
    """`ends_on` is the last day on which it holds."""

    term: EntityId
    ends_on: str


@decides(WriteTerm)
def write_term(command: WriteTerm, ctx: Context) -> Decision:
    refused = only_prefecture(ctx) or _unfit(command, ctx)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "agreement_term", {
        "kind": command.kind, "title": command.title, "body": command.body,
        "council": command.council, "position": command.position, "starts_on": command.starts_on,
        "source": command.source, "minutes": command.minutes, "replaces": command.replaces,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    if command.replaces is not None:
        refused = _end_before(ctx, command.replaces, command.starts_on)
        if refused is not None:
            return refused
    return Accepted(ctx.draft.new("agreement_term", ctx.new_id(), values))


@decides(EndTerm)
def end_term(command: EndTerm, ctx: Context) -> Decision:
    refused = only_prefecture(ctx)
    if refused is not None:
        return refused
    row = _term(ctx, command.term)
    if row is None:
        return Refused("no_such_term")
    values = form_values(ctx.db, "agreement_term", {"ends_on": command.ends_on})
    if isinstance(values, Refused):
        return values
    if row[0] and command.ends_on < row[0]:
        return Refused("county_ends_before", field="ends_on")
    ctx.draft.set("agreement_term", command.term, values)
    return Accepted(command.term)


def _unfit(command: WriteTerm, ctx: Context) -> Refused | None:
    if not command.title.strip():
        return Refused("term_without_title", field="title")
    if not command.kind:
        return Refused("term_kind_missing", field="kind")
    if not command.starts_on:
        return Refused("no_day", field="starts_on")
    if command.council is not None and not council_exists(ctx, command.council):
        return Refused("county_no_such_council", field="council")
    return names_somebody(
        command.sure, title=command.title, body=command.body, source=command.source
    )


def _end_before(ctx: Context, term: EntityId, starts_on: str) -> Refused | None:
    row = _term(ctx, term)
    if row is None:
        return Refused("no_such_term")
    eve: Value = (date.fromisoformat(starts_on) - timedelta(days=1)).isoformat()
    if row[0] and starts_on <= row[0]:
        # It was corrected from its first day on: the old wording never held.
        ctx.draft.delete("agreement_term", term)
    else:
        ctx.draft.set("agreement_term", term, {"ends_on": eve})
    return None


def _term(ctx: Context, term: EntityId) -> tuple[str | None, str | None] | None:
    row: tuple[str | None, str | None] | None = ctx.db.execute(
        "SELECT starts_on, ends_on FROM live_agreement_term WHERE id = ?", (term,)
    ).fetchone()
    return row
