"""Papers out of an operation, in two steps: read what they say, then make the bytes.

Promises that reading is short (one consistent view, no drawing in it), that making needs no
database, and that equal contents give equal bytes. Nothing is written and nothing recorded here:
that is `RecordPrint`. Refuses (`PaperRefused`) a kind, a form or a subject that is not there, and
whose work it is not.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import date

from app.documents.check_in_cards import check_in_cards
from app.documents.csv_files import csv_shift_jis, csv_utf8
from app.documents.day_report import DayReport, day_report
from app.documents.label_sheets import SHEETS
from app.documents.letterhead import Letterhead
from app.documents.name_tags import name_tags
from app.documents.sheets import Sheet
from app.documents.work_order import work_orders
from app.documents.workbooks import workbook
from app.domain.papers import PDF, refusal_to_print
from app.domain.staff_access import Access, may_read_residents
from app.services.papers_day import day_report_of
from app.services.papers_lists import (
    borrowed_list,
    calling_list,
    equipment_list,
    insurance_list,
    needs_list,
    participants_list,
)
from app.services.papers_order import work_order_of
from app.services.papers_people import check_in_cards_of, name_tags_of
from app.services.papers_words import Words, letterhead

PDF_TYPE = "application/pdf"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv"


class PaperRefused(Exception):
    """Text is catalogue key `refused.<code>`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class PaperRequest:
    """What is to be made. `ids` are teams or people, by kind; `sheet` names a sheet of labels, of
    which the first `skip` are used up."""

    kind: str
    form: str
    day: date
    ids: tuple[bytes, ...] = ()
    language: str = "ja"
    sheet: str = SHEETS[0].code
    skip: int = 0


@dataclass(frozen=True)
class PaperContent:
    """What a paper says; `things` are of the kind's own type."""

    request: PaperRequest
    head: Letterhead
    words: Words = field(repr=False)
    things: tuple[object, ...] = field(repr=False)
    file_name: str


@dataclass(frozen=True)
class MadePaper:
    """The bytes. `replaced` counts characters that Shift_JIS could not write."""

    content: bytes
    file_name: str
    media_type: str
    replaced: int = 0


def gather(
    db: sqlite3.Connection, request: PaperRequest, access: Access, now_ms: int
) -> PaperContent:
    """Reads everything that the paper says. Raises PaperRefused."""
    refusal = refusal_to_print(access, request.kind, request.form)
    if refusal is not None:
        raise PaperRefused(refusal)
    words = Words.load(db, request.language)
    things = _things(db, request, access, words, now_ms)
    if not things:
        raise PaperRefused("nothing_to_print")
    head = letterhead(db, request.day, now_ms)
    return PaperContent(request, head, words, things, _file_name(request, words, head.drill))


def make(content: PaperContent) -> MadePaper:
    """Draws the paper or writes the file."""
    request = content.request
    if request.form != PDF:
        return _list_file(content)
    labels = next(sheet for sheet in SHEETS if sheet.code == request.sheet)
    texts, head = content.words.texts, content.head
    things: tuple[object, ...] = content.things
    if request.kind == "work_order":
        drawn = work_orders(things, head, texts)  # type: ignore[arg-type]
    elif request.kind == "name_tag":
        drawn = name_tags(things, head, texts, labels, request.skip)  # type: ignore[arg-type]
    elif request.kind == "check_in_card":
        drawn = check_in_cards(things, head, texts, labels, request.skip)  # type: ignore[arg-type]
    else:
        (report,) = things
        assert isinstance(report, DayReport)
        drawn = day_report(report, head, texts)
    return MadePaper(drawn, content.file_name, PDF_TYPE)


def _things(
    db: sqlite3.Connection, request: PaperRequest, access: Access, words: Words, now_ms: int
) -> tuple[object, ...]:
    day, iso = request.day, request.day.isoformat()
    residents = may_read_residents(access)
    match request.kind:
        case "work_order":
            orders = (
                work_order_of(db, team, words, now_ms, residents=residents) for team in request.ids
            )
            return tuple(order for order in orders if order is not None)
        case "name_tag":
            return name_tags_of(db, request.ids, iso)
        case "check_in_card":
            return check_in_cards_of(db, request.ids, iso)
        case "list_participants":
            return (participants_list(db, day, words, now_ms),)
        case "list_insurance":
            return (insurance_list(db, day, words, now_ms),)
        case "list_needs":
            return (needs_list(db, day, words, residents=residents),)
        case "list_calling":
            return (calling_list(db, day, words, residents=residents),)
        case "list_equipment":
            return (equipment_list(db, day, words),)
        case "list_borrowed":
            return (borrowed_list(db, day, words),)
        case "day_report":
            return (day_report_of(db, day, words, residents=residents),)
    raise PaperRefused("no_such_paper")


def _list_file(content: PaperContent) -> MadePaper:
    (sheet,) = content.things
    assert isinstance(sheet, Sheet)
    form = content.request.form
    if form == "xlsx":
        made = workbook((sheet,), content.head, content.words.texts)
        return MadePaper(made, content.file_name, XLSX_TYPE)
    if form == "csv":
        return MadePaper(csv_utf8(sheet).content, content.file_name, f"{CSV_TYPE}; charset=utf-8")
    written = csv_shift_jis(sheet)
    kind = f"{CSV_TYPE}; charset=Shift_JIS"
    return MadePaper(written.content, content.file_name, kind, len(written.replaced))


def _file_name(request: PaperRequest, words: Words, drill: bool) -> str:
    """Kind and day; no name of a person, for file names are seen by everybody."""
    ending = request.form.split("_")[0]
    name = words.code("print_kind", request.kind).replace(" ", "")
    mark = f"{words.text('papers.drill')}_" if drill else ""
    return f"{mark}{name}_{request.day.isoformat()}.{ending}"
