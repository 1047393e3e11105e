"""The county's papers and files: the daily report as PDF, the board and 90 days as XLSX and CSV.

Two steps, as `papers`: what is said is read in one view, and made without a database. Nothing is
put on record: the numbers are published ones, and no person stands in them.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import date

from app.documents.county_lists import BoardEntry, DayEntry, board_sheet, days_sheet
from app.documents.county_report import NUMBERS, CouncilLine, CountyDay, county_report
from app.documents.csv_files import csv_utf8
from app.documents.letterhead import Letterhead
from app.documents.sheets import Sheet
from app.documents.workbooks import workbook
from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.domain.county_board import CountyFigures, before
from app.services.papers import CSV_TYPE, PDF_TYPE, XLSX_TYPE, MadePaper
from app.services.papers_words import Words
from app.store.queries.county_board import Board, CouncilRow, all_days, county_board

DAYS = 90
# What may be made -> (what it holds, its form).
KINDS = {
    "daily_pdf": ("daily", "pdf"), "board_xlsx": ("board", "xlsx"), "board_csv": ("board", "csv"),
    "days_xlsx": ("days", "xlsx"), "days_csv": ("days", "csv"),
}  # fmt: skip


@dataclass(frozen=True)
class CountyContent:
    """What a paper says; `thing` is a CountyDay or a Sheet."""

    form: str
    head: Letterhead
    words: Words = field(repr=False)
    thing: CountyDay | Sheet = field(repr=False)
    file_name: str


def gather_county(
    db: sqlite3.Connection, kind: str, now_ms: int, language: str, day: date | None = None
) -> CountyContent:
    """Reads everything; the day is today where none is named. KeyError for an unknown kind."""
    what, form = KINDS[kind]
    words = Words.load(db, language)
    today = day_of(now_ms)
    chosen = day or today
    board = county_board(db, now_ms, "" if chosen == today else chosen.isoformat())
    thing: CountyDay | Sheet
    if what == "daily":
        thing = _day(board, chosen, words)
    elif what == "board":
        thing = board_sheet([_entry(board, row, words) for row in _shown(board)], chosen,
                            words.texts)  # fmt: skip
    else:
        first = before(chosen, DAYS - 1)
        found = all_days(db, first.isoformat(), chosen.isoformat())
        entries = [
            DayEntry(code, name, date.fromisoformat(one.day), one.figures, one.final,
                     _instant(one.as_of))
            for code, name, one in found
        ]  # fmt: skip
        thing = days_sheet(entries, first, chosen, words.texts)
    head = Letterhead(board.county, "", now_ms, board.disaster, board.drill)
    name = words.text(f"papers.county.file_{what}")
    mark = f"{words.text('papers.drill')}_" if board.drill else ""
    return CountyContent(form, head, words, thing, f"{mark}{name}_{chosen.isoformat()}.{form}")


def make_county(content: CountyContent) -> MadePaper:
    """Draws the paper or writes the file."""
    thing, texts = content.thing, content.words.texts
    if isinstance(thing, CountyDay):
        return MadePaper(county_report(thing, content.head, texts), content.file_name, PDF_TYPE)
    if content.form == "xlsx":
        made = workbook((thing,), content.head, texts)
        return MadePaper(made, content.file_name, XLSX_TYPE)
    return MadePaper(csv_utf8(thing).content, content.file_name, f"{CSV_TYPE}; charset=utf-8")


def _shown(board: Board) -> list[CouncilRow]:
    """Municipalities in their order, each with its wards and satellites below it."""
    tops = [row for row in board.rows if row.parent not in board.by_id]
    return [one for top in tops for one in board.together(top.id) if one.active]


def _day(board: Board, day: date, words: Words) -> CountyDay:
    rows = _shown(board)
    sums = board.sums
    return CountyDay(
        day, board.county, _numbers(sums.figures), sums.open_centres, sums.told,
        sums.figures.staff_own, sums.figures.staff_relief,
        tuple(_line(board, row, words) for row in rows),
        tuple((block.name, _numbers(block.sums.figures)) for block in board.blocks),
        tuple((row.name, short) for row in rows if (short := _short(row, words))),
        tuple((row.name, row.state.note) for row in rows if row.state.note),
    )  # fmt: skip


def _line(board: Board, row: CouncilRow, words: Words) -> CouncilLine:
    state = row.state
    information = ""
    if row.sent is not None and row.today:
        key = "is_final" if row.sent.final else "is_running"
        time = time_text(row.sent.as_of, date.fromisoformat(row.sent.day))
        if day_of(row.sent.as_of).isoformat() != row.sent.day:
            time = f"{short_day_text(day_of(row.sent.as_of))} {time}"
        information = f"{words.text(f'papers.county.{key}')} {time}"
    elif row.sent is not None:
        last = short_day_text(date.fromisoformat(row.sent.day))
        information = words.text("papers.county.last_said", day=last)
    return CouncilLine(
        row.name, words.code("centre_status", state.status),
        _numbers(row.sent.figures) if row.sent is not None and row.today else None,
        information, row.parent in board.by_id,
    )  # fmt: skip


def _numbers(figures: CountyFigures) -> tuple[int, ...]:
    return tuple(int(getattr(figures, key)) for key in NUMBERS)


def _short(row: CouncilRow, words: Words) -> str:
    parts = []
    if row.state.staff_short:
        parts.append(words.text("papers.county.heads_short", count=row.state.staff_short))
    if row.tools_short:
        parts.append(words.joined("equipment", row.tools_short))
    return "　".join(parts)


def _entry(board: Board, row: CouncilRow, words: Words) -> BoardEntry:
    blocks = {block.id: block.name for block in board.blocks}
    state, sent = row.state, row.sent if row.today else None
    return BoardEntry(
        row.code, row.name, blocks.get(row.block, ""), words.code("centre_status", state.status),
        words.code("recruiting_scope", state.scope), state.opens, state.closes,
        sent.figures if sent else None, date.fromisoformat(sent.day) if sent else None,
        sent.final if sent else None, _instant(row.as_of), state.staff_short,
        words.joined("equipment", row.tools_short),
        date.fromisoformat(state.intake_ends_on) if state.intake_ends_on else None,
        state.note, state.phone or row.phone,
    )  # fmt: skip


def _instant(at: int) -> str:
    """2026-08-11 9:05; empty where nothing was said."""
    return f"{day_of(at).isoformat()} {time_text(at)}" if at else ""
