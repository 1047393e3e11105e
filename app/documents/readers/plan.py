"""What importing a file would do, complete, before anything is done.

Promises one outcome for every row of the file: its records, or why it has none. Equal files give
equal plans on every device, with equal ids. Rows that are the same person are joined; rows that
only look alike are pointed out. Writing the plan is the business of a command: a new id is a new
record, a known id changes only what differs, so the same file a second time changes nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from app.documents.readers.cells import CellReader, Cells, Problem, Severity
from app.documents.readers.columns import Mapping, recognise
from app.documents.readers.decode import decode
from app.documents.readers.equipment_rows import equipment_draft
from app.documents.readers.headers import Kind
from app.documents.readers.need_rows import need_draft
from app.documents.readers.reading import Setting
from app.documents.readers.records import Draft, Record
from app.documents.readers.row_filter import skip_reason
from app.documents.readers.table import Decoded, Progress
from app.documents.readers.volunteer_rows import volunteer_draft
from sync.core.operations import Value

Drafter: TypeAlias = Callable[[Cells, str, str], Draft | None]

DRAFTERS: dict[Kind, Drafter] = {
    Kind.VOLUNTEERS: volunteer_draft,
    Kind.NEEDS: need_draft,
    Kind.EQUIPMENT: equipment_draft,
}


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"  # its records will be written, unless they are known already
    JOINED = "joined"  # the same person or the same line as an earlier row
    SKIPPED = "skipped"  # not data: a total, a repeated header, an example
    ERROR = "error"


@dataclass(frozen=True)
class PlannedRow:
    """`number` as Excel shows it; `joined_to` is the number of the earlier row.

    `reason` says why a row was skipped.
    """

    number: int
    outcome: Outcome
    key: str = ""
    records: tuple[Record, ...] = ()
    problems: tuple[Problem, ...] = ()
    joined_to: int = 0
    reason: str = ""

    @property
    def outcome_key(self) -> str:
        """Of the message catalogue: why it was skipped, else what becomes of it."""
        return f"import.skip.{self.reason}" if self.reason else f"import.outcome.{self.outcome}"


@dataclass(frozen=True)
class ImportPlan:
    """The whole file. `source` and a row's key make the ids; `file_hash` is SHA-256 of the file."""

    kind: Kind
    source: str
    file_name: str
    file_hash: str
    mapping: Mapping
    rows: tuple[PlannedRow, ...]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Of all rows, in the order of the file."""
        return tuple(problem for row in self.rows for problem in row.problems)

    @cached_property
    def problem_counts(self) -> dict[tuple[Severity, str], int]:
        """How often each problem occurs, errors first, then the frequent ones."""
        counted = Counter((problem.severity, problem.code) for problem in self.problems)
        order = sorted(counted.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
        return dict(order)

    @property
    def new_rows(self) -> tuple[PlannedRow, ...]:
        """The rows with records."""
        return tuple(row for row in self.rows if row.outcome is Outcome.NEW)


def read_plan(
    data: bytes, file_name: str, kind: Kind, today: date, progress: Progress | None = None
) -> tuple[Decoded, ImportPlan]:
    """Decode, recognise and plan in one step. Raises FileRefused, Stopped."""
    decoded = decode(data, progress)
    mapping = recognise(decoded, kind)
    digest = hashlib.sha256(data).hexdigest()
    return decoded, make_plan(decoded, mapping, file_name, digest, today, progress)


def make_plan(
    decoded: Decoded,
    mapping: Mapping,
    file_name: str,
    file_hash: str,
    today: date,
    progress: Progress | None = None,
    *,
    source: str = "",
) -> ImportPlan:
    """The plan of a decoded file under a mapping, which a person may have changed.

    `today` dates days without a year. `source` names the list the rows belong to; one that is
    exported again must keep it. Raises Stopped.
    """
    progress = progress or Progress()
    kind = mapping.kind
    planner = _Planner(mapping, source or f"{kind}:{mapping.origin}", Setting(today))
    starts = [column.index for column in mapping.columns_of("record_start")]
    rows = mapping.data_rows(decoded)
    for done, row in enumerate(rows):
        progress.at("check", done, len(rows))
        reason = skip_reason(row, mapping)
        if reason:
            planner.finish_record()
            planner.rows.append(PlannedRow(row.number, Outcome.SKIPPED, reason=reason))
        elif starts and not row.cell(starts[0]).strip():
            planner.continue_record(planner.reader.read(row))
        else:
            planner.begin_record(planner.reader.read(row))
    planner.finish_record()
    return ImportPlan(kind, planner.source, file_name, file_hash, mapping, tuple(planner.rows))


class _Planner:
    """The rows so far, and where each key was seen first (positions in `rows`)."""

    def __init__(self, mapping: Mapping, source: str, setting: Setting) -> None:
        self.reader = CellReader(mapping, setting)
        self.source = source
        self.rows: list[PlannedRow] = []
        self._origin = mapping.origin
        self._kind = mapping.kind
        self._keys: dict[str, int] = {}
        self._twins: dict[str, int] = {}
        self._alike: dict[tuple[str, str], int] = {}
        self._open: Cells | None = None
        self._continued: list[int] = []

    def begin_record(self, cells: Cells) -> None:
        self.finish_record()
        self._open = cells

    def continue_record(self, cells: Cells) -> None:
        """A further line of the same record: kintone writes a table of a record over several."""
        if self._open is None:
            self._open = cells
        else:
            self._open.absorb(cells)
            self._continued.append(cells.number)

    def finish_record(self) -> None:
        if self._open is not None:
            number = self._open.number
            self._add(self._open)
            for line in self._continued:
                self.rows.append(PlannedRow(line, Outcome.JOINED, joined_to=number))
        self._open, self._continued = None, []

    def _add(self, cells: Cells) -> None:
        draft = DRAFTERS[self._kind](cells, self.source, self._origin)
        if draft is None:
            problems = tuple(cells.problems)
            self.rows.append(PlannedRow(cells.number, Outcome.ERROR, problems=problems))
            return
        earlier = self._earlier(draft)
        if earlier is not None:
            self._join(earlier, cells, draft)
            return
        for warning, key in draft.alike:
            first = self._alike.setdefault((warning, key), cells.number)
            if first != cells.number:
                cells.problem(warning, row=str(first))
        position = len(self.rows)
        self._keys[draft.key] = position
        for twin in draft.twin:
            self._twins[twin] = position
        problems = tuple(cells.problems)
        self.rows.append(PlannedRow(cells.number, Outcome.NEW, draft.key, draft.records, problems))

    def _earlier(self, draft: Draft) -> int | None:
        if draft.key in self._keys:
            return self._keys[draft.key]
        return next((self._twins[twin] for twin in draft.twin if twin in self._twins), None)

    def _join(self, position: int, cells: Cells, draft: Draft) -> None:
        """The later row speaks last: who fills in a form twice corrects the first one."""
        first = self.rows[position]
        merged, differs = _merged(first.records, draft.records)
        if "quantity" in differs:
            cells.problem("quantities_added", row=str(first.number))
        elif differs:
            cells.problem("joined_differs", row=str(first.number), fields=" ".join(differs))
        self.rows[position] = replace(first, records=merged)
        self._keys.setdefault(draft.key, position)
        for twin in draft.twin:
            self._twins.setdefault(twin, position)
        problems = tuple(cells.problems)
        self.rows.append(
            PlannedRow(
                cells.number, Outcome.JOINED, draft.key, (), problems, joined_to=first.number
            )
        )


# These say which row it was, not what somebody answered.
_IDENTITY_FIELDS = {"source_key", "registered_at", "received_at", "asked_at", "at", "source"}


def _merged(
    first: tuple[Record, ...], later: tuple[Record, ...]
) -> tuple[tuple[Record, ...], list[str]]:
    """The records of both under the first one's ids, and the fields whose answers changed."""
    by_table = {record.table: record for record in first}
    differs: list[str] = []
    for record in later:
        known = by_table.get(record.table)
        if known is None:
            by_table[record.table] = _under(record, first[0])
            continue
        values = dict(known.values)
        for name, value in record.values.items():
            old = values.get(name)
            if name in _IDENTITY_FIELDS or (old == value and name != "quantity"):
                continue
            values[name] = _joined_value(name, old, value)
            if old is not None and values[name] != old and not isinstance(old, tuple):
                differs.append(name)
        by_table[record.table] = replace(known, values=values)
    return tuple(by_table.values()), differs


def _joined_value(name: str, old: Value, new: Value) -> Value:
    if isinstance(old, tuple) and isinstance(new, tuple):
        return tuple(sorted({*old, *new}))
    if name == "quantity" and isinstance(old, int) and isinstance(new, int):
        return old + new  # the same thing from the same owner in two lines: two lots
    if name == "note" and isinstance(old, str) and isinstance(new, str):
        return old if new in old else f"{old}\n{new}"
    return new


def _under(record: Record, main: Record) -> Record:
    """A record that only the later row has, hung on the first row's person."""
    if record.table.endswith("_private"):
        return replace(record, id=main.id)
    values = dict(record.values)
    if main.table in values:
        values[main.table] = main.id
    return replace(record, values=values)
