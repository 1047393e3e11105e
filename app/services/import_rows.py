"""One row of a foreign file against what is here: new, changed, the same, or not to be kept.

Promises that what somebody wrote at a desk since the last import stays, that the state of a need
and the stock are never changed by a list, and that a row which was taken back can come again. New
records are written by those who write them at the desks, so that they have numbers and states.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.documents.readers.cells import Problem, Severity
from app.documents.readers.plan import PlannedRow
from app.documents.readers.records import Record
from app.documents.readers.row_keys import digits_of, frozen_key
from app.domain.tables import REGISTRY
from app.services.bookings import draft_booking
from app.services.command import Refused
from app.services.context import Context
from app.services.equipment_drafts import Lot, Thing, draft_equipment, draft_place, draft_receipt
from app.services.needs import draft_need
from app.services.volunteers import draft_volunteer
from app.store.queries.imports import (
    KnownRow,
    bookings_of,
    import_clocks,
    is_erased,
    known_row,
    needs_with_phones,
    people_with_phones,
)
from app.store.write_trees import sql_value
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value
from sync.core.registry import FieldType

# Set when a record comes to be, and nobody's to change from a list afterwards.
_ONCE = frozenset({"status", "received_at", "received_by", "registered_at", "asked_at", "source",
                   "source_key"})  # fmt: skip
_NEED_HEAD = ("status", "received_at", "received_by", "source_key")


@dataclass
class RowFate:
    """What becomes of one row: `new`, `changed`, `same`, `error`."""

    outcome: str = "same"
    problems: list[Problem] = field(default_factory=list)


class RowWriter:
    """Drafts the rows of one plan. `source` makes the ids of what hangs on a row."""

    def __init__(self, ctx: Context, source: str) -> None:
        self._ctx = ctx
        self._source = source
        self._clocks = import_clocks(ctx.db)

    def write(self, row: PlannedRow) -> RowFate:
        fate = RowFate()
        before = len(self._ctx.draft.operations)
        main = row.records[0]
        if is_erased(self._ctx.db, main.id):
            return _failed(fate, row, "erased")
        known = self._known(main)
        fresh = known is None or known.deleted
        if main.table == "equipment":
            self._equipment(row)
        elif known is None:
            self._look_alikes(row, fate)
            refused = self._create(row)
            if refused is not None:
                del self._ctx.draft.operations[before:]
                return _failed(fate, row, "not_kept", field=refused.field or "")
        else:
            self._update(row, known, fate)
        if main.table == "volunteer":
            self._book(row, known)
        if len(self._ctx.draft.operations) > before:
            fate.outcome = "new" if fresh else "changed"
        return fate

    def _known(self, record: Record) -> KnownRow | None:
        return known_row(self._ctx.db, record.table, record.id, record.values.keys(), self._clocks)

    def _create(self, row: PlannedRow) -> Refused | None:
        main, *others = row.records
        if main.table == "need":
            return self._create_need(row)
        draft_volunteer(self._ctx, main.values, identifier=main.id)
        for record in others:
            self._ctx.draft.new(record.table, record.id, record.values)
        return None

    def _create_need(self, row: PlannedRow) -> Refused | None:
        need = row.records[0].values
        values = {name: value for record in row.records for name, value in record.values.items()}
        texts = {name: str(need[name]) for name in ("status", "received_by") if need.get(name)}
        at = need.get("received_at")
        return draft_need(
            self._ctx, row.records[0].id,
            {name: value for name, value in values.items() if name not in _NEED_HEAD},
            received_at=at if isinstance(at, int) else None,
            received_by=texts.get("received_by"), status=texts.get("status"), source_key=row.key,
        )  # fmt: skip

    def _update(self, row: PlannedRow, main: KnownRow, fate: RowFate) -> None:
        kept: list[str] = []
        for record in row.records:
            known = main if record is row.records[0] else self._known(record)
            if known is None:
                self._ctx.draft.new(record.table, record.id, record.values)
                continue
            if known.deleted:
                self._ctx.draft.undelete(record.table, record.id)
            changes: dict[str, Value] = {}
            for name, value in record.values.items():
                if name in _ONCE or known.cells[name] == sql_value(value):
                    continue
                if REGISTRY.by_name[record.table].by_name[name].type is FieldType.SET:
                    changes[name] = _merged_set(known, name, value)
                elif name in known.changed:
                    kept.append(name)
                else:
                    changes[name] = value
            self._ctx.draft.set(record.table, record.id, changes)
        if kept:
            fate.problems.append(_problem(row, "kept_ours", fields=" ".join(kept)))

    def _equipment(self, row: PlannedRow) -> None:
        """The tool desk's own drafting: it knows things by code and name, and lots only once."""
        by_table = {record.table: record for record in row.records}
        item = by_table["equipment"]
        thing = draft_equipment(self._ctx, _thing(item.values), identifier=item.id)
        place = None
        if "place" in by_table:
            name = str(by_table["place"].values["name"])
            place = draft_place(self._ctx, name, identifier=by_table["place"].id)
        if "stock_move" in by_table:
            lot = by_table["stock_move"]
            draft_receipt(self._ctx, thing, _lot(lot.values), place, identifier=lot.id)

    def _book(self, row: PlannedRow, known: KnownRow | None) -> None:
        """A wished day is a booking that nobody has confirmed; a day taken back is none."""
        volunteer = row.records[0]
        wished = volunteer.values.get("wished_on")
        days = wished if isinstance(wished, tuple) else ()
        for day in days:
            self._book_day(row, volunteer.id, day)
        if known is None or "wished_on" not in volunteer.values:
            return
        before = json.loads(str(known.cells.get("wished_on") or "[]"))
        dropped = [self._booking_id(row, day) for day in before if day not in days]
        for booking in bookings_of(self._ctx.db, dropped):
            self._ctx.draft.set("booking", booking, {"state": "cancelled"})

    def _book_day(self, row: PlannedRow, volunteer: EntityId, day: str) -> None:
        identifier = self._booking_id(row, day)
        known = known_row(self._ctx.db, "booking", identifier, ("state",), self._clocks)
        if known is None:
            values: dict[str, Value] = {"volunteer": volunteer, "day": day, "state": "asked"}
            draft_booking(self._ctx, values, identifier=identifier)
        elif known.deleted:
            self._ctx.draft.undelete("booking", identifier)
        elif known.cells["state"] == "cancelled" and "state" not in known.changed:
            self._ctx.draft.set("booking", identifier, {"state": "asked"})

    def _booking_id(self, row: PlannedRow, day: str) -> EntityId:
        return imported_entity_id(self._source, f"{row.key}#day:{day}")

    def _look_alikes(self, row: PlannedRow, fate: RowFate) -> None:
        """Somebody here under another id: the desk decides whether it is the same person."""
        values = {**row.records[0].values, **(row.records[1].values if row.records[1:] else {})}
        phones = [digits_of(str(values[name])) for name in ("phone", "phone_other")
                  if values.get(name)]  # fmt: skip
        for phone in phones:
            if row.records[0].table == "volunteer":
                number = self._people.get((frozen_key(str(values["name"])), phone))
            else:
                number = self._callers.get(phone)
            if number is not None:
                code = "already_here" if row.records[0].table == "volunteer" else "need_here"
                fate.problems.append(_problem(row, code, number=number))
                return

    @cached_property
    def _people(self) -> dict[tuple[str, str], str]:
        return {
            (frozen_key(name), digits_of(phone)): number
            for _, number, name, phone in people_with_phones(self._ctx.db)
        }

    @cached_property
    def _callers(self) -> dict[str, str]:
        return {digits_of(phone): number for _, number, phone in needs_with_phones(self._ctx.db)}


def _merged_set(known: KnownRow, name: str, value: Value) -> tuple[str, ...]:
    """The file's answer where only imports wrote; else also what the desks put in or took out."""
    file = set(value) if isinstance(value, tuple) else set()
    if name not in known.changed and not known.removed[name]:
        return tuple(sorted(file))
    here = set(json.loads(str(known.cells[name] or "[]")))
    return tuple(sorted(here | (file - known.removed[name])))


def _thing(values: Mapping[str, Value]) -> Thing:
    texts = {name: str(values.get(name) or "") for name in ("unit", "type", "code", "label",
                                                            "note", "source_key")}  # fmt: skip
    low = values.get("low_mark")
    return Thing(str(values["name"]), low_mark=low if isinstance(low, int) else None, **texts)


def _lot(values: Mapping[str, Value]) -> Lot:
    quantity, at, due = values["quantity"], values.get("at"), values.get("due_on")
    assert isinstance(quantity, int)  # the reader gives a lot only where it read a number
    return Lot(
        quantity,
        str(values.get("ownership") or ""),
        str(values.get("owner") or ""),
        str(due) if due else None,
        at=at if isinstance(at, int) else None,
    )


def _problem(
    row: PlannedRow, code: str, severity: Severity = Severity.WARNING, **params: str
) -> Problem:
    return Problem(row.number, -1, "", code, params, severity)


def _failed(fate: RowFate, row: PlannedRow, code: str, **params: str) -> RowFate:
    fate.outcome = "error"
    fate.problems = [_problem(row, code, Severity.ERROR, **params)]
    return fate
