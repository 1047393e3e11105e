"""Shared equipment on paper: the slip that goes with a loan, the list of what goes home, sheets.

The slip carries a QR code with the loan's id and nothing else: the other end scans it and counts.
Lines for both counts are there to be filled in by hand where no device is at the other end. Names
no person: the signatures stay empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    GAP,
    Block,
    Cell,
    bar,
    gap,
    label,
    rest,
    rows,
)
from app.documents.letterhead import Letterhead, framed, long_day
from app.documents.paper import GREY, INNER, MARGIN, Paper
from app.documents.payloads import loan as loan_code
from app.documents.sheets import Column, Sheet, Value
from app.domain.calendar_jp import day_text, short_day_text

QR_SIDE = 42.0
HEAD_HEIGHT = 46.0
COUNT_HEIGHT = 14.0


@dataclass(frozen=True)
class LoanSlip:
    """A loan as the slip says it; codes come in as words."""

    id: bytes
    number: str
    lender: str
    borrower: str
    yard: str
    place: str
    thing: str
    unit: str
    agreed: int
    dispatched: int | None
    ownership: str
    due_on: date | None
    carrier: str
    note: str
    lender_phone: str = ""
    borrower_phone: str = ""


@dataclass(frozen=True)
class OutLine:
    """One loan that is not home, on a list of what goes where."""

    council: str
    phone: str
    number: str
    thing: str
    unit: str
    here: int
    owed: int
    due_on: date | None
    late: bool
    ownership: str
    place: str


@dataclass(frozen=True)
class StockEntry:
    """A line of the county ledger."""

    council: str
    yard: str
    code: str
    thing: str
    unit: str
    ownership: str
    quantity: int
    out: int
    promised: int
    free: int
    counted: str
    note: str


def loan_slip(slip: LoanSlip, head: Letterhead, texts: Messages) -> bytes:
    """貸出票 on one A4 page."""
    t = texts.text
    paper = Paper(t("papers.goods.slip"), head.printed_at, texts.language)
    blocks = [
        _slip_head(paper, slip, texts), gap(GAP), *_slip_facts(paper, slip, texts), gap(GAP),
        bar(paper, t("papers.goods.counts"), t("papers.goods.counts_hint")),
        *_slip_counts(paper, slip, texts), gap(GAP), bar(paper, t("papers.goods.differences")),
        *rows(paper, (Cell("", INNER),), least=26), gap(GAP),
        *rows(paper, (Cell(t("papers.goods.how_to_scan"), INNER, 10),)),
    ]  # fmt: skip
    return framed(paper, blocks, head, texts, f"{slip.number}  {slip.lender} → {slip.borrower}")


def return_list(
    lines: Iterable[OutLine], own: str, day: date, head: Letterhead, texts: Messages, *,
    lent: bool = False,
) -> bytes:  # fmt: skip
    """返却リスト: what has to go home to whom, the earliest due first; boxes to tick. `lent`: the
    same of what is out elsewhere."""
    t = texts.text
    title = t("papers.goods.lents" if lent else "papers.goods.returns")
    paper = Paper(title, head.printed_at, texts.language)

    def draw(y: float) -> None:
        paper.fitted((MARGIN, y, INNER - 70, 9), title, (18, 11), bold=True)
        paper.fitted((MARGIN + INNER - 70, y, 70, 5), own, (11, 6), align="right")
        paper.fitted((MARGIN + INNER - 70, y + 5, 70, 5), long_day(day, texts.language), (10, 6),
                     align="right")  # fmt: skip

    blocks: list[Block] = [Block(13, draw)]
    known = list(lines)
    for council in dict.fromkeys(line.council for line in known):
        mine = [line for line in known if line.council == council]
        blocks += [bar(paper, council, mine[0].phone), _return_head(paper, texts, lent)]
        for line in mine:
            blocks += rows(paper, _return_cells(line, texts), least=9)
        blocks.append(gap(GAP))
    if not known:
        blocks += rows(paper, (Cell(t("papers.goods.nothing_out"), INNER),))
    return framed(paper, blocks, head, texts, own)


def ledger_sheet(entries: Iterable[StockEntry], day: date, texts: Messages) -> Sheet:
    """The county's ledger of lendable equipment."""
    known = list(entries)
    keys = (
        ("council", 24), ("yard", 22), ("code", 18), ("thing", 26), ("unit", 6), ("ownership", 12),
        ("lendable", 9), ("out", 9), ("promised", 9), ("free", 9), ("counted", 17), ("note", 30),
    )  # fmt: skip
    cells: list[tuple[Value, ...]] = [
        (
            one.council, one.yard, one.code, one.thing, one.unit, one.ownership, one.quantity,
            one.out, one.promised, one.free, one.counted, one.note or None,
        )
        for one in known
    ]  # fmt: skip
    title = texts.text("papers.goods.ledger", day=day_text(day, texts.language))
    return Sheet(
        title,
        _columns(keys, texts),
        tuple(cells),
        texts.text("papers.list.lines_note", rows=len(cells)),
    )


def travel_sheet(
    ways: Iterable[tuple[str, str, str, str, int, bool]], day: date, texts: Messages
) -> Sheet:
    """From and to (code and name each), minutes, whether it is an estimate. Read in again after the
    minutes were corrected; lines that still say that they are estimates are left out then."""
    estimate, entered = texts.text("papers.goods.estimate"), texts.text("papers.goods.entered")
    cells: list[tuple[Value, ...]] = [
        (*way[:5], estimate if way[5] else entered) for way in ways
    ]  # fmt: skip
    keys = (("from_code", 10), ("from", 24), ("to_code", 10), ("to", 24), ("minutes", 8),
            ("source", 24))  # fmt: skip
    title = texts.text("papers.goods.travel", day=day_text(day, texts.language))
    return Sheet(title, _columns(keys, texts), tuple(cells), texts.text("papers.goods.travel_note"))


def weights_sheet(
    councils: Iterable[tuple[str, str, int, str]], day: date, texts: Messages
) -> Sheet:
    """Code, name, weight and source of every council."""
    keys = (("to_code", 10), ("council", 24), ("weight", 12), ("source", 30))
    title = texts.text("papers.goods.weights", day=day_text(day, texts.language))
    cells: list[tuple[Value, ...]] = [(*one[:3], one[3] or None) for one in councils]
    return Sheet(
        title, _columns(keys, texts), tuple(cells), texts.text("papers.goods.weights_note")
    )


def _columns(keys: Iterable[tuple[str, int]], texts: Messages) -> tuple[Column, ...]:
    return tuple(Column(texts.text(f"papers.goods.{key}"), width) for key, width in keys)


def _slip_head(paper: Paper, slip: LoanSlip, texts: Messages) -> Block:
    t = texts.text

    def draw(y: float) -> None:
        width = INNER - QR_SIDE - 4
        paper.fitted((MARGIN, y, width, 10), t("papers.goods.slip"), (20, 12), bold=True)
        paper.fitted((MARGIN, y + 11, width, 14), slip.number, (30, 14), bold=True)
        ends = f"{slip.lender}  →  {slip.borrower}"
        paper.fitted((MARGIN, y + 27, width, 9), ends, (16, 8), bold=True)
        paper.fitted((MARGIN, y + 37, width, 6), t("papers.goods.goes_with"), (10, 7))
        x = MARGIN + INNER - QR_SIDE
        paper.box(x, y, QR_SIDE, QR_SIDE)
        paper.qr(x + 1, y + 1, QR_SIDE - 2, loan_code(slip.id))

    return Block(HEAD_HEIGHT, draw)


def _slip_facts(paper: Paper, slip: LoanSlip, texts: Messages) -> list[Block]:
    t = texts.text
    found: list[Block] = []
    name = label(t("papers.goods.thing"))
    found += rows(paper, (name, Cell(slip.thing, rest([name]), 18, 10, bold=True)), least=12)
    due = long_day(slip.due_on, texts.language) if slip.due_on else t("papers.goods.no_due")
    pairs = (
        ("agreed", f"{slip.agreed:,} {slip.unit}", "ownership", slip.ownership),
        ("yard", slip.yard, "lender_phone", slip.lender_phone),
        ("place", slip.place, "borrower_phone", slip.borrower_phone),
        ("due_on", due, "carrier", slip.carrier),
    )
    half = INNER / 2
    for first, value, second, other in pairs:
        one, two = label(t(f"papers.goods.{first}")), label(t(f"papers.goods.{second}"))
        found += rows(paper, (one, Cell(value, half - one.width, 12, 7, bold=first == "agreed"),
                              two, Cell(other, half - two.width, 12, 7)), least=9)  # fmt: skip
    note = label(t("papers.goods.note"))
    found += rows(paper, (note, Cell(slip.note, rest([note]), 11)), least=10)
    return found


def _slip_counts(paper: Paper, slip: LoanSlip, texts: Messages) -> list[Block]:
    t = texts.text

    def head(words: str, width: float) -> Cell:
        return Cell(words, width, 9, 6, bold=True, align="centre", ground=GREY)

    heads = [head(t("papers.goods.step"), 58), head(t("papers.goods.quantity"), 34),
             head(t("papers.goods.day"), 34)]  # fmt: skip
    found = rows(paper, (*heads, head(t("papers.goods.council_mark"), rest(heads))))
    sent = f"{slip.dispatched:,} {slip.unit}" if slip.dispatched else f"　　　{slip.unit}"
    steps = (
        (t("papers.goods.sent", council=slip.lender), sent),
        (t("papers.goods.arrived", council=slip.borrower), f"　　　{slip.unit}"),
        (t("papers.goods.sent_back", council=slip.borrower), f"　　　{slip.unit}"),
        (t("papers.goods.home", council=slip.lender), f"　　　{slip.unit}"),
    )
    for words, count in steps:
        cells = [Cell(words, 58, 11, 7), Cell(count, 34, 14, 9, bold=True, align="right"),
                 Cell("　/　", 34, 11, 8, align="centre")]  # fmt: skip
        found += rows(paper, (*cells, Cell("", rest(cells))), least=COUNT_HEIGHT)
    return found


def _return_head(paper: Paper, texts: Messages, lent: bool) -> Block:
    t = texts.text

    def head(words: str, width: float) -> Cell:
        return Cell(words, width, 8.5, 5, bold=True, align="centre", ground=GREY)

    cells = [
        head("✓", 9), head(t("papers.goods.number"), 24), head(t("papers.goods.thing"), 54),
        head(t("papers.goods.there" if lent else "papers.goods.here"), 24),
        head(t("papers.goods.owed"), 24), head(t("papers.goods.due_on"), 26),
    ]  # fmt: skip
    (block,) = rows(
        paper,
        (*cells, head(t("papers.goods.came" if lent else "papers.goods.counted_now"), rest(cells))),
        keeps_next=True,
    )
    return block


def _return_cells(line: OutLine, texts: Messages) -> list[Cell]:
    due = "" if line.due_on is None else short_day_text(line.due_on)
    if line.late:
        due = texts.text("papers.goods.due_late", day=due)
    cells = [
        Cell("□", 9, 13, 8, align="centre"), Cell(line.number, 24, 10, 7),
        Cell(line.thing, 54, 11, 7, bold=True),
        Cell(f"{line.here:,} {line.unit}", 24, 12, 8, bold=True, align="right"),
        Cell(f"{line.owed:,} {line.unit}", 24, 11, 8, align="right"),
        Cell(due, 26, 10, 6, bold=line.late),
    ]  # fmt: skip
    return [*cells, Cell(line.ownership, rest(cells), 7.5, 5, align="right")]
