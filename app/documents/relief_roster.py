"""派遣職員名簿 on A4: who of whom is in which section from when until when, and heads of each day.

Numbers of workers, no names: the paper may hang on the wall of any council.
"""

from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    GAP,
    Block,
    Cell,
    bar,
    gap,
    headline,
    label,
    rest,
    rows,
)
from app.documents.letterhead import Letterhead, framed, long_day
from app.documents.paper import INNER, Paper
from app.domain.calendar_jp import short_day_text, weekday_text

DAYS_A_LINE = 14


@dataclass(frozen=True)
class RosterLine:
    """Codes as words."""

    worker: str
    council: str
    section: str
    role: str
    course: str
    days: str
    lodging: str = ""
    car: str = ""
    state: str = ""


@dataclass(frozen=True)
class RosterCount:
    day: date
    heads: int
    wanted: int


@dataclass(frozen=True)
class RosterSheet:
    council: str
    day: date
    lines: tuple[RosterLine, ...]
    counts: tuple[RosterCount, ...] = ()
    said: str = ""


def roster_sheet(sheet: RosterSheet, head: Letterhead, texts: Messages) -> bytes:
    title = texts.text("county_dispatch.paper.roster")
    paper = Paper(title, head.printed_at, texts.language)
    blocks = [headline(paper, f"{title}　{sheet.council}", long_day(sheet.day, texts.language))]
    if sheet.counts:
        blocks += [bar(paper, texts.text("county_dispatch.paper.heads"), sheet.said)]
        blocks += _counts(paper, sheet, texts)
        blocks.append(gap(GAP))
    blocks += _lines(paper, sheet, texts)
    return framed(paper, blocks, head, texts, sheet.council)


def _counts(paper: Paper, sheet: RosterSheet, texts: Messages) -> list[Block]:
    """Heads over what is wanted, a day a cell; a day that lacks somebody is grey and says so."""
    width = INNER / DAYS_A_LINE
    blocks: list[Block] = []
    for start in range(0, len(sheet.counts), DAYS_A_LINE):
        cells = []
        for one in sheet.counts[start : start + DAYS_A_LINE]:
            short = one.heads < one.wanted
            over = f"{short_day_text(one.day)} {weekday_text(one.day, texts.language)}"
            cells.append(
                Cell(f"{one.heads}/{one.wanted}", width, 10.5, 6, bold=short, align="centre",
                     over=over, ground=0.8 if short else None)
            )  # fmt: skip
        if len(cells) < DAYS_A_LINE:
            cells.append(Cell("", rest(cells)))
        blocks += rows(paper, cells)
    return blocks


def _lines(paper: Paper, sheet: RosterSheet, texts: Messages) -> list[Block]:
    t = texts.text
    widths = (24.0, 32.0, 26.0, 18.0, 18.0, 26.0, 15.0)
    names = ("worker", "council", "section", "role", "course", "days", "progress")
    heads = [
        label(t(f"county_dispatch.paper.{name}"), width)
        for name, width in zip(names, widths, strict=True)
    ]
    more = label(t("county_dispatch.paper.more"), rest(heads))
    blocks = rows(paper, (*heads, more), keeps_next=True)
    for line in sheet.lines:
        texts_of = (line.worker, line.council, line.section, line.role, line.course, line.days,
                    line.state)  # fmt: skip
        cells = [
            Cell(words, width, 9.5, 6, bold=place == 0)
            for place, (words, width) in enumerate(zip(texts_of, widths, strict=True))
        ]
        extra = "　".join(part for part in (line.lodging, line.car) if part)
        blocks += rows(paper, (*cells, Cell(extra, rest(cells), 8)))
    if not sheet.lines:
        blocks += rows(paper, (Cell(t("papers.none"), INNER),))
    return blocks
