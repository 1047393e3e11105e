"""Papers and files of shared equipment: loan slip, return list, the ledger, times and weights.

Read in one view, made without a database, as the county's other papers. Nothing is put on record:
no person stands in them.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import date

from app.documents.county_goods import (
    LoanSlip,
    OutLine,
    StockEntry,
    ledger_sheet,
    loan_slip,
    return_list,
    travel_sheet,
    weights_sheet,
)
from app.documents.csv_files import csv_utf8
from app.documents.letterhead import Letterhead
from app.documents.sheets import Sheet
from app.documents.workbooks import workbook
from app.domain.calendar_jp import day_of, time_text
from app.services.county_planning import plan_councils
from app.services.papers import CSV_TYPE, PDF_TYPE, XLSX_TYPE, MadePaper
from app.services.papers_words import Words
from app.store.queries.county_goods import council_names, ledger, yards
from app.store.queries.county_goods_loans import borrowed_from, lent_to, loan_row, loan_rows
from app.store.queries.county_travel import travel
from app.store.queries.papers import centre_row
from sync.core.ids import EntityId

# What may be made -> (what it holds, its form).
KINDS = {
    "slip": ("slip", "pdf"), "returns": ("returns", "pdf"), "lent": ("lent", "pdf"),
    "ledger_xlsx": ("ledger", "xlsx"), "ledger_csv": ("ledger", "csv"),
    "travel_xlsx": ("travel", "xlsx"), "travel_csv": ("travel", "csv"),
    "weights_xlsx": ("weights", "xlsx"),
}  # fmt: skip
OutLines = tuple[tuple[OutLine, ...], str, bool]
"""Lines, whose they are, and whether it is the list of what is lent."""


@dataclass(frozen=True)
class GoodsContent:
    form: str
    head: Letterhead
    day: date
    words: Words = field(repr=False)
    thing: LoanSlip | OutLines | Sheet = field(repr=False)
    file_name: str


def gather_goods(
    db: sqlite3.Connection, kind: str, now_ms: int, language: str, own: bytes,
    loan: EntityId | None = None,
) -> GoodsContent:  # fmt: skip
    """Reads everything. KeyError for an unknown kind, LookupError for a loan that is not there."""
    what, form = KINDS[kind]
    words, day = Words.load(db, language), day_of(now_ms)
    county = centre_row(db)
    thing: LoanSlip | OutLines | Sheet
    if what == "slip":
        thing = _slip(db, loan, words)
    elif what in ("returns", "lent"):
        thing = _outside(db, own, day, words, lent=what == "lent")
    elif what == "ledger":
        thing = ledger_sheet(_entries(db, words), day, words.texts)
    elif what == "travel":
        thing = travel_sheet(_ways(db), day, words.texts)
    else:
        found = plan_councils(db)
        rows = ((one.code, one.name, one.weight or 0, one.source) for one in found)
        thing = weights_sheet(rows, day, words.texts)
    title = words.text(f"papers.goods.file_{what}")
    mark = f"{words.text('papers.drill')}_" if county.drill else ""
    number = f"_{thing.number}" if isinstance(thing, LoanSlip) else ""
    head = Letterhead(county.name, "", now_ms, county.disaster, county.drill)
    file_name = f"{mark}{title}{number}_{day.isoformat()}.{form}"
    return GoodsContent(form, head, day, words, thing, file_name)


def make_goods(content: GoodsContent) -> MadePaper:
    """Draws the paper or writes the file."""
    thing, texts = content.thing, content.words.texts
    if isinstance(thing, LoanSlip):
        return MadePaper(loan_slip(thing, content.head, texts), content.file_name, PDF_TYPE)
    if isinstance(thing, tuple):
        lines, own, lent = thing
        made = return_list(lines, own, content.day, content.head, texts, lent=lent)
        return MadePaper(made, content.file_name, PDF_TYPE)
    if content.form == "xlsx":
        book = workbook((thing,), content.head, texts)
        return MadePaper(book, content.file_name, XLSX_TYPE)
    return MadePaper(csv_utf8(thing).content, content.file_name, f"{CSV_TYPE}; charset=utf-8")


def _slip(db: sqlite3.Connection, loan: EntityId | None, words: Words) -> LoanSlip:
    row = loan_row(db, loan) if loan is not None else None
    if row is None:
        raise LookupError("no such loan")
    phones = _phones(db)
    return LoanSlip(
        row.id, row.number, row.lender_name, row.borrower_name, row.yard_name, row.place,
        words.code("equipment", row.equipment), _unit(words, row.equipment), row.quantity,
        row.sums.dispatched or None, words.code("ownership", row.ownership), _day(row.due_on),
        row.carrier, row.note, phones.get(row.lender, ""), phones.get(row.borrower, ""),
    )  # fmt: skip


def _outside(
    db: sqlite3.Connection, own: bytes, day: date, words: Words, *, lent: bool
) -> OutLines:
    loans, phones = loan_rows(db), _phones(db)
    parts = lent_to(loans, own) if lent else borrowed_from(loans, own)
    names = {one.id: one.name for one in council_names(db)}
    lines = tuple(
        OutLine(
            part.name, phones.get(part.council, ""), row.number,
            words.code("equipment", row.equipment), _unit(words, row.equipment), row.sums.here,
            row.sums.owed, _day(row.due_on), row.late(day.isoformat()),
            words.code("ownership", row.ownership), row.yard_name,
        )
        for part in parts for row in part.loans
    )  # fmt: skip
    return lines, names.get(EntityId(own), ""), lent


def _entries(db: sqlite3.Connection, words: Words) -> list[StockEntry]:
    return [
        StockEntry(
            row.council_name, row.yard_name, row.equipment, words.code("equipment", row.equipment),
            _unit(words, row.equipment), words.code("ownership", row.ownership), row.quantity,
            row.out, row.promised, row.free,
            f"{day_of(row.as_of).isoformat()} {time_text(row.as_of)}", row.note,
        )
        for row in ledger(db)
    ]  # fmt: skip


def _ways(db: sqlite3.Connection) -> list[tuple[str, str, str, str, int, bool]]:
    """Every way between two councils on the list, and from yards in a cell of their own."""
    ways = travel(db)
    councils = plan_councils(db)
    starts = [(one.id, one.code, one.name) for one in councils]
    starts += [
        (yard.id, "", yard.name) for yard in yards(db) if yard.active and yard.id in ways.points
    ]
    found = []
    for start, code, name in starts:
        for end in councils:
            way = ways.way(start, end.id)
            if start != end.id and way is not None:
                found.append((code, name, end.code, end.name, way.minutes, way.estimated))
    return found


def _phones(db: sqlite3.Connection) -> dict[bytes, str]:
    return {
        row[0]: row[1] for row in db.execute("SELECT id, coalesce(phone, '') FROM live_council")
    }


def _unit(words: Words, equipment: str) -> str:
    return str(words.codes.attribute_map("equipment", "unit").get(equipment, ""))


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
