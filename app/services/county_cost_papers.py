"""Costs for an auditor: a workbook with one sheet a fund, the shifts, and what is missing.

Promises whole yen with the sum below them, every item in exactly one fund's sheet, and that what
lacks evidence is named there and once more on a sheet of its own. Nobody's name stands in it.
"""

import sqlite3
from dataclasses import dataclass, field
from datetime import date

from app.documents.letterhead import Letterhead
from app.documents.sheets import Column, Sheet, Value
from app.documents.workbooks import workbook
from app.domain.calendar_jp import day_of, fiscal_year_text, time_text
from app.domain.county_costs import RELIEF_ACT, Evidence, Gap, Shift, Sorted, sum_of
from app.services.papers_words import Words, letterhead
from app.store.queries.county_costs import CostsView, costs_view

ITEM_COLUMNS = (
    ("day", 14), ("payer", 16), ("host", 16), ("worker", 11), ("cost_kind", 16), ("yen", 11),
    ("cost_duty", 12), ("overtime", 9), ("what", 28), ("owned", 14), ("evidence", 26), ("files", 7),
    ("lacks", 26), ("why", 26), ("settled", 14),
)  # fmt: skip
SHIFT_COLUMNS = (
    ("day", 14), ("worker", 11), ("payer", 16), ("host", 16), ("starts", 8), ("ends", 8),
    ("minutes", 9), ("overtime", 9), ("cost_duty", 12), ("night", 7), ("travel_day", 9),
    ("covered", 9),
)  # fmt: skip
MISSING_COLUMNS = (
    ("day", 14), ("payer", 16), ("worker", 11), ("cost_kind", 16), ("yen", 11), ("lacks", 50),
)  # fmt: skip


@dataclass(frozen=True)
class CostPaper:
    view: CostsView
    year: int
    head: Letterhead
    words: Words = field(repr=False)


def gather_costs(
    db: sqlite3.Connection, council: bytes, scope: str, year: int, language: str, now_ms: int
) -> CostPaper:
    """What the workbook says: of a fiscal year, and of whom was asked for."""
    view = costs_view(db, council, scope, year)
    head = letterhead(db, day_of(now_ms), now_ms)
    return CostPaper(view, year, head, Words.load(db, language))


def cost_workbook(paper: CostPaper) -> bytes:
    """The XLSX file; the Relief Act's sheet is always there."""
    funds = [code.code for code in paper.words.codes.entries("fund", "9999-12-31")]
    used = {one.fund for one in paper.view.items} | {RELIEF_ACT}
    sheets = [_fund_sheet(paper, fund) for fund in funds if fund in used]
    sheets += [_shifts_sheet(paper), _missing_sheet(paper)]
    return workbook(sheets, paper.head, paper.words.texts)


def evidence_words(groups: Evidence, words: Words) -> str:
    """領収書か請求書、写真."""
    either = words.text("county_paper.or")
    return words.text("papers.separator").join(
        either.join(words.all_of("evidence_kind", group)) for group in groups
    )


def _fund_sheet(paper: CostPaper, fund: str) -> Sheet:
    words, view = paper.words, paper.view
    mine = [one for one in view.items if one.fund == fund]
    rows = [_item_row(one, paper) for one in mine]
    if mine:
        total: list[Value] = [None] * len(ITEM_COLUMNS)
        total[4], total[5] = words.text("county_paper.sum"), sum_of(view.items, fund)
        rows.append(tuple(total))
    note = words.text(
        "county_paper.fund_note", year=fiscal_year_text(paper.year)
        if words.texts.language == "ja" else paper.year,
        count=len(mine), lacking=sum(bool(one.lacks) for one in mine),
    )  # fmt: skip
    return Sheet(
        words.code("fund", fund), _columns(ITEM_COLUMNS, words), tuple(rows), note, frozen=1
    )


def _item_row(one: Sorted, paper: CostPaper) -> tuple[Value, ...]:
    item, words, view = one.item, paper.words, paper.view
    why = words.text(f"county_costs.why_{one.why}") if one.why else None
    return (
        _day(item.day), view.name_of(item.council), view.name_of(item.host), item.worker or None,
        words.code("cost_kind", item.kind), item.yen, words.code("duty", item.duty) or None,
        item.minutes, item.text or None, words.code("ownership", item.ownership) or None,
        words.joined("evidence_kind", sorted(item.evidence)) or None,
        len(view.files_of(item.id)) or None,
        evidence_words(one.lacks, words) or None, why,
        _day(item.settled_on) if item.settled_on else None,
    )  # fmt: skip


def _shifts_sheet(paper: CostPaper) -> Sheet:
    words = paper.words
    rows = tuple(_shift_row(one, paper) for one in paper.view.shifts)
    return Sheet(words.text("county_paper.shifts"), _columns(SHIFT_COLUMNS, words), rows, frozen=2)


def _shift_row(one: Shift, paper: CostPaper) -> tuple[Value, ...]:
    words, day = paper.words, _day(one.day)
    when = day if isinstance(day, date) else None
    yes = words.text("papers.yes")
    return (
        day, one.worker, paper.view.name_of(one.home), paper.view.name_of(one.host),
        time_text(one.started_at, when) if one.started_at is not None else None,
        time_text(one.ended_at, when) if one.ended_at is not None else None,
        one.minutes, one.overtime, words.code("duty", one.duty) or None,
        yes if one.night else None, yes if one.travel_day else None,
        yes if (one.assignment, one.day) in paper.view.covered else None,
    )  # fmt: skip


def _missing_sheet(paper: CostPaper) -> Sheet:
    words = paper.words
    rows: list[tuple[Value, ...]] = [
        (
            _day(one.item.day), paper.view.name_of(one.item.council), one.item.worker or None,
            words.code("cost_kind", one.item.kind), one.item.yen,
            evidence_words(one.lacks, words),
        )
        for one in paper.view.lacking
    ]  # fmt: skip
    rows += [_gap_row(gap, paper) for gap in paper.view.gaps]
    return Sheet(
        words.text("county_paper.missing"), _columns(MISSING_COLUMNS, words), tuple(rows), frozen=1
    )


def _gap_row(gap: Gap, paper: CostPaper) -> tuple[Value, ...]:
    shift, words = gap.shift, paper.words
    return (
        _day(shift.day), paper.view.name_of(shift.home), shift.worker or None,
        words.text("county_paper.shifts"), None, words.text(f"county_costs.gap_{gap.code}"),
    )  # fmt: skip


def _columns(columns: tuple[tuple[str, int], ...], words: Words) -> tuple[Column, ...]:
    return tuple(
        Column(words.text(f"county_paper.column_{name}"), width) for name, width in columns
    )


def _day(day: str) -> Value:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return day or None
