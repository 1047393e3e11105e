"""The directory out of a spreadsheet: what it would do, line by line, and doing it.

Promises that both answer alike, that the same file a second time changes nothing, that nothing is
removed because a file does not name it, and that a line which is refused is left out and named. A
line that looks as if it named a person is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.catalogue.codes import CodeLists
from app.documents.readers.directory_rows import DirectoryRow
from app.domain.county_agreement import Contact, would_ring
from app.domain.county_names import town_of
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.form_values import form_values
from app.store.queries.county_agreement import CouncilRow, agreement_view, all_contacts
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

OUTCOMES = ("new", "changed", "same", "error")


@dataclass(frozen=True)
class ForecastLine:
    """`outcome` is one of OUTCOMES; `why` is the code of a refusal."""

    number: int
    council: str
    title: str
    outcome: str
    why: str = ""


@dataclass(frozen=True)
class DirectoryForecast:
    lines: tuple[ForecastLine, ...]

    def count(self, outcome: str) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def writes(self) -> bool:
        return bool(self.count("new") or self.count("changed"))


@dataclass(frozen=True)
class ImportDirectory(CountyCommand):
    """Every line that has no error, as one action."""

    rows: tuple[DirectoryRow, ...] = field(repr=False)


@decides(ImportDirectory)
def import_directory(command: ImportDirectory, ctx: Context) -> Decision:
    planned = _Plan(ctx).lines(command.rows)
    doing = [one for one in planned if one.outcome in ("new", "changed")]
    if not doing:
        return Refused("nothing_to_import")
    for one in doing:
        if one.outcome == "new":
            ctx.draft.new(one.table, one.id, one.values)
        else:
            ctx.draft.set(one.table, one.id, one.values)
    return Accepted(None)


def foresee_directory(
    rows: tuple[DirectoryRow, ...],
) -> Callable[[Context], DirectoryForecast]:
    """A function for `Operation.foresee`."""

    def foresee(ctx: Context) -> DirectoryForecast:
        return DirectoryForecast(
            tuple(
                ForecastLine(one.row.number, one.council, one.row.title, one.outcome, one.why)
                for one in _Plan(ctx).lines(rows)
            )
        )

    return foresee


_NOBODY = EntityId(b"")


@dataclass(frozen=True)
class _Planned:
    row: DirectoryRow
    council: str
    outcome: str
    why: str = ""
    table: str = ""
    id: EntityId = _NOBODY
    values: dict[str, Value] = field(default_factory=dict)


class _Plan:
    """What the lines of a file mean against what is here; lines see those before them."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        councils = agreement_view(ctx.db, ctx.today.isoformat()).councils
        self._by_code = {one.code: one for one in councils}
        self._by_name = {one.name: one for one in councils}
        self._by_name.update({town_of(one.name): one for one in councils})
        self._contacts = {one.id: one for one in all_contacts(ctx.db)}
        shipped = CodeLists.load().shipped["contact_kind"]
        self._kinds = {word: one.code for one in shipped for word in (one.code, one.ja, one.en)}

    def lines(self, rows: tuple[DirectoryRow, ...]) -> list[_Planned]:
        for row in rows:  # whom a line is called by may stand below it
            council = self._council(row)
            if council is not None and self._is_duty(row):
                found = self._contact(council, row)
                self._contacts.setdefault(found.id, found)
        return [self._line(row) for row in rows]

    def _line(self, row: DirectoryRow) -> _Planned:
        council = self._council(row)
        if council is None:
            return _Planned(row, row.council or row.code, "error", "county_no_such_council")
        why = self._why_not(row)
        if why:
            return _Planned(row, council.name, "error", why)
        planned = self._duty(row, council) if self._is_duty(row) else self._office(row, council)
        # What is another council's may stand in the file, as it is here.
        refused = not_own(self._ctx, council.id)
        if refused is not None and planned.outcome in ("new", "changed"):
            return _Planned(row, council.name, "error", refused.code)
        return planned

    def _why_not(self, row: DirectoryRow) -> str:
        refused = names_somebody(
            False, title=row.title, phone=row.phone, hours=row.hours, address=row.address
        )
        if refused is not None:
            return refused.code
        if row.phone_bad:
            return "directory_phone"
        if row.kind and row.kind not in self._kinds:
            return "directory_kind"
        if row.position and not row.position.isdecimal():
            return "directory_position"
        if row.called_by and self._named(row.called_by) is None:
            return "directory_caller"
        return ""

    def _office(self, row: DirectoryRow, council: CouncilRow) -> _Planned:
        values: dict[str, Value] = {
            "phone": row.phone, "email": row.email, "address": row.address,
        }  # fmt: skip
        given: dict[str, Value] = {name: value for name, value in values.items() if value}
        now = {name: getattr(council, name) for name in given}
        return self._planned(row, council.name, "council", council.id, given, now)

    def _duty(self, row: DirectoryRow, council: CouncilRow) -> _Planned:
        known = self._contact(council, row)
        caller = self._named(row.called_by)
        if caller is not None and would_ring(self._contacts.values(), known.id, caller):
            return _Planned(row, council.name, "error", "contact_ring")
        values: dict[str, Value] = {
            "kind": known.kind, "title": row.title, "phone": row.phone, "email": row.email,
            "hours": row.hours, "position": int(row.position) if row.position else None,
            "called_by": caller,
        }  # fmt: skip
        given: dict[str, Value] = {
            name: value for name, value in values.items() if value not in ("", None)
        }
        if not row_stands(self._ctx.db, "live_contact_point", known.id):
            new: dict[str, Value] = {**given, "council": council.id}
            return self._planned(row, council.name, "contact_point", known.id, new, None)
        now = {name: getattr(known, name) for name in given}
        return self._planned(row, council.name, "contact_point", known.id, given, now)

    def _planned(
        self, row: DirectoryRow, council: str, table: str, identifier: EntityId,
        given: dict[str, Value], now: dict[str, Value] | None,
    ) -> _Planned:  # fmt: skip
        values = form_values(self._ctx.db, table, given)
        if isinstance(values, Refused):
            return _Planned(row, council, "error", values.code)
        outcome = "new" if now is None else "same" if values == now else "changed"
        return _Planned(row, council, outcome, "", table, identifier, values)

    def _council(self, row: DirectoryRow) -> CouncilRow | None:
        return self._by_code.get(row.code) or self._by_name.get(row.council)

    def _is_duty(self, row: DirectoryRow) -> bool:
        return bool(row.title)

    def _contact(self, council: CouncilRow, row: DirectoryRow) -> Contact:
        """The contact that a line means: one that is here, or one that it makes."""
        kind = self._kinds.get(row.kind, "duty")
        for one in self._contacts.values():
            if (one.council, one.kind, one.title) == (council.id, kind, row.title):
                return one
        made = imported_entity_id("contact_point", f"{council.code}-{kind}-{row.title}")
        return Contact(made, council.id, council.name, kind, row.title, "", "", "", 0)

    def _named(self, words: str) -> EntityId | None:
        """A contact as a list calls it: 平塚市社協 当番."""
        plain = " ".join(words.split())
        return next(
            (
                one.id for one in self._contacts.values()
                if plain == f"{one.council_name} {one.title}"
            ),
            None,
        )  # fmt: skip
