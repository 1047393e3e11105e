"""Closing the day: a seal over what is on record, and the figures that other councils read.

The seal is green where people, tools, needs and papers are all accounted for, and every device that
can be reached holds the same; a leader may set it.
Over what is missing only the chief closes, in person or by name, role and PIN, and says why; the
missing points stay on the seal in words. A closed day can be reopened: the seal stays on record
with the time of its opening, and the next closing is a seal of its own.
"""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import date

from app.catalogue.codes import CodeLists
from app.catalogue.messages import Messages
from app.domain.eligibility import HardStop
from app.domain.figures import (
    ClosingCheck,
    Figures,
    OpenPoint,
    closing_checks,
    devices_check,
    figures_of,
)
from app.domain.staff_access import CHIEF, LEADER, at_least
from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, Override, Refused, decides
from app.services.context import Context
from app.services.hard_stops import go_over
from app.store.queries.codes import code_entries
from app.store.queries.day import DaySeal, closing_facts, counted_facts, day_seal, was_there
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Move, Value

NOTE_MAX = 4_000


def counted_back(db: sqlite3.Connection) -> tuple[str, ...]:
    """Kinds of paper that carry a resident's name: they are counted back before a day closes."""
    codes = CodeLists.load().with_rows(code_entries(db))
    marked = codes.attribute_map("print_kind", "counted_back")
    return tuple(code for code, value in marked.items() if value)


def figures_on(db: sqlite3.Connection, day: date) -> Figures:
    """The figures of a day as they stand now."""
    return figures_of(counted_facts(db, day))


def checks_on(db: sqlite3.Connection, day: date) -> tuple[ClosingCheck, ...]:
    """The four checks of a day as they stand now."""
    return closing_checks(closing_facts(db, day, counted_back(db)))


def point_text(point: OpenPoint, texts: Messages, *, phones: bool = True) -> str:
    """An open point in words; without `phones` where it leaves the desk (seal, report)."""
    if point.code == "team_out" and not (phones and point.params.get("phone")):
        given = {name: point.params[name] for name in ("team", "heads")}
        return texts.text("open_point.team_out_no_phone", **given)
    return texts.text(f"open_point.{point.code}", **point.params)


@dataclass(frozen=True)
class CloseDay(Command):
    """The seal of a day. `reason` is the chief's own; `overrides` name another chief; `apart` are
    devices that can be reached and do not hold the same yet."""

    day: date
    reason: str = ""
    overrides: tuple[Override, ...] = ()
    apart: tuple[str, ...] = ()


@decides(CloseDay)
def close_day(command: CloseDay, ctx: Context) -> Decision:
    seal = day_seal(ctx.db, command.day.isoformat())
    refused = _may_not_close(command, ctx, seal)
    if refused is not None:
        return refused
    checks = (*checks_on(ctx.db, command.day), devices_check(command.apart))
    points = tuple(point for check in checks for point in check.open_points)
    identifier = _seal_id(ctx, command.day, seal)
    by_staff, by_name, reason = ctx.actor.staff, ctx.actor.name, command.reason.strip()
    if points and at_least(ctx.actor.role, CHIEF) and not reason and not command.overrides:
        return Refused("closing_reason", {"count": len(points)}, "reason", CHIEF)
    stops = _stops(ctx, len(points), reason)
    refused = go_over(ctx, stops, command.overrides, identifier)
    if refused is not None:
        return refused
    if stops:
        by_staff, by_name, reason = _decider(ctx)
    texts = Messages.load("ja")
    figures = figures_on(ctx.db, command.day)
    words = _json([point_text(point, texts, phones=False) for point in points])
    _write(ctx, identifier, command.day, seal, {
        "at": ctx.now_ms, "by_staff": by_staff, "by_name": by_name or None,
        "open_points": words if points else None, "reason": reason or None,
        "figures": _json(asdict(figures)), "reopened_at": None,
    })  # fmt: skip
    _publish(ctx, command.day, figures)
    return Accepted(identifier)


def _decider(ctx: Context) -> tuple[EntityId, str, str]:
    """Who went over the stops of this closing, as it was just put on record."""
    drafted = [
        item.values
        for item in ctx.draft.operations
        if isinstance(item, Move) and item.table == "hard_stop_override"
    ]
    first = drafted[0]
    staff = first["by_staff"]
    assert isinstance(staff, bytes)
    return EntityId(staff), str(first["by_name"]), str(first["reason"])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _stops(ctx: Context, points: int, reason: str) -> tuple[HardStop, ...]:
    """What somebody with a higher role must go over."""
    stops = []
    if points and not (reason and at_least(ctx.actor.role, CHIEF)):
        stops.append(HardStop("day_not_settled", {"count": points}, CHIEF))
    if not at_least(ctx.actor.role, LEADER):
        stops.append(HardStop("closing_needs_role", {}, LEADER))
    return tuple(stops)


def _may_not_close(command: CloseDay, ctx: Context, seal: DaySeal | None) -> Refused | None:
    if command.day > ctx.today:
        return Refused("day_not_over", field="day")
    if seal is not None and seal.closed:
        return Refused("day_is_closed", {"name": seal.by_name})
    if len(command.reason) > NOTE_MAX:
        return Refused("note_too_long", {"limit": NOTE_MAX}, field="reason")
    return None


@dataclass(frozen=True)
class ReopenDay(Command):
    """Something is still to be put right. The seal stays on record as one that was opened."""

    day: date


@decides(ReopenDay)
def reopen_day(command: ReopenDay, ctx: Context) -> Decision:
    seal = day_seal(ctx.db, command.day.isoformat())
    if seal is None or not seal.closed:
        return Refused("day_is_open")
    if not at_least(ctx.actor.role, LEADER):
        return Refused("needs_role")
    ctx.draft.set("day_close", seal.id, {"reopened_at": ctx.now_ms})
    row = _shared_row(ctx, command.day)
    if row is not None:
        ctx.draft.set("daily_figures", row, {"closed_at": None})
    return Accepted(seal.id)


@dataclass(frozen=True)
class NoteDay(Command):
    """Weather, remarks and plans for the day's report; what is None stays as it is."""

    day: date
    weather: str | None = None
    note: str | None = None
    tomorrow: str | None = None


@decides(NoteDay)
def note_day(command: NoteDay, ctx: Context) -> Decision:
    given = {"weather": command.weather, "note": command.note, "tomorrow": command.tomorrow}
    for name, text in given.items():
        if text is not None and len(text) > NOTE_MAX:
            return Refused("note_too_long", {"limit": NOTE_MAX}, field=name)
    seal = day_seal(ctx.db, command.day.isoformat())
    if seal is not None and seal.closed:
        return Refused("day_is_closed", {"name": seal.by_name})
    values: dict[str, Value] = {
        name: text.strip() or None for name, text in given.items() if text is not None
    }
    identifier = _seal_id(ctx, command.day, seal)
    _write(ctx, identifier, command.day, seal, values)
    return Accepted(identifier)


def _seal_id(ctx: Context, day: date, seal: DaySeal | None) -> EntityId:
    """The open record of the day. The first one has the same id on every device, so that notes of
    two desks meet in one row; after a reopening there is a new one."""
    if seal is None:
        return imported_entity_id(f"day_close {ctx.centre.hex()}", day.isoformat())
    return seal.id if seal.reopened_at is None else ctx.new_id()


def _write(
    ctx: Context, identifier: EntityId, day: date, seal: DaySeal | None, values: dict[str, Value]
) -> None:
    """Into the open record, or a new one that keeps what was noted before the reopening."""
    if seal is not None and seal.id == identifier:
        ctx.draft.set("day_close", identifier, values)
        return
    kept: dict[str, Value] = {"day": day.isoformat()}
    if seal is not None:
        kept |= {"weather": seal.weather, "note": seal.note, "tomorrow": seal.tomorrow}
    _make(ctx, "day_close", identifier, kept | values)


def _make(ctx: Context, table: str, identifier: EntityId, values: dict[str, Value]) -> None:
    """A row whose id is known beforehand; where it was taken back once, it comes again."""
    given = {name: None if value == "" else value for name, value in values.items()}
    if not was_there(ctx.db, table, identifier):
        ctx.draft.new(table, identifier, given)
        return
    blank = {item.name: None for item in REGISTRY.by_name[table].fields}
    ctx.draft.undelete(table, identifier)
    ctx.draft.set(table, identifier, blank | given)


def _figures_id(ctx: Context, day: date) -> EntityId:
    return imported_entity_id(f"daily_figures {ctx.centre.hex()}", day.isoformat())


def _shared_row(ctx: Context, day: date) -> EntityId | None:
    identifier = _figures_id(ctx, day)
    sql = "SELECT 1 FROM live_daily_figures WHERE id = ?"
    return identifier if ctx.db.execute(sql, (identifier,)).fetchone() else None


def _publish(ctx: Context, day: date, figures: Figures) -> None:
    """The day's figures for other councils: numbers only."""
    values: dict[str, Value] = {**asdict(figures), "closed_at": ctx.now_ms}
    row = _shared_row(ctx, day)
    if row is not None:
        ctx.draft.set("daily_figures", row, values)
        return
    facts: dict[str, Value] = {"centre": ctx.centre, "day": day.isoformat()}
    _make(ctx, "daily_figures", _figures_id(ctx, day), facts | values)
