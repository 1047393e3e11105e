"""連絡網: who calls whom, on A4, with room for the time and what was said.

Promises every contact once, in the order of the tree, those whom one calls indented below; no name
of a person stands on it, only duties and telephones of offices.
"""

from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    BODY,
    GAP,
    Block,
    Cell,
    gap,
    label,
    rest,
    rows,
)
from app.documents.letterhead import Letterhead, framed, long_day
from app.documents.paper import INNER, MARGIN, Paper

HEADING_HEIGHT = 17.0
PHONE, HOURS, TIME, RESULT = 36.0, 30.0, 18.0, 32.0
INDENT_MAX = 4


@dataclass(frozen=True)
class CallLine:
    """`depth` 0 begins; `caller` is who calls, blank for those who begin."""

    depth: int
    council: str
    duty: str
    phone: str
    hours: str = ""
    caller: str = ""
    instead: str = ""


def call_list(lines: tuple[CallLine, ...], day: date, head: Letterhead, texts: Messages) -> bytes:
    """The PDF."""
    paper = Paper(texts.text("county_paper.calls_title"), head.printed_at, texts.language)
    title = _heading(paper, day, head, texts)
    blocks = [title, gap(GAP)]
    blocks += rows(paper, _head(texts), keeps_next=True)
    for line in lines:
        blocks += rows(paper, _cells(line, texts), least=11.0)
    return framed(paper, blocks, head, texts, texts.text("county_paper.calls_note"))


def _heading(paper: Paper, day: date, head: Letterhead, texts: Messages) -> Block:
    def draw(y: float) -> None:
        name = texts.text("county_paper.calls_title")
        paper.fitted((MARGIN, y, INNER - 70, 9), name, (18, 12), bold=True)
        held = texts.text("county_paper.as_of", day=long_day(day, texts.language))
        paper.fitted((MARGIN, y + 9.5, INNER - 70, 6), held, (11, 8))
        paper.fitted((MARGIN + INNER - 70, y, 70, 7), head.centre, (11, 7), align="right")

    return Block(HEADING_HEIGHT, draw)


def _head(texts: Messages) -> list[Cell]:
    cells = [
        label(texts.text("county_paper.phone"), PHONE),
        label(texts.text("county_paper.hours"), HOURS),
        label(texts.text("county_paper.called_at"), TIME),
        label(texts.text("county_paper.result"), RESULT),
    ]
    return [label(texts.text("county_paper.whom"), rest(cells)), *cells]


def _cells(line: CallLine, texts: Messages) -> list[Cell]:
    cells = [
        Cell(line.phone, PHONE, 12.0, 8.0, bold=True),
        Cell(line.hours, HOURS, 9.0, 7.0),
        Cell("", TIME),
        Cell("", RESULT),
    ]
    mark = "　" * min(line.depth, INDENT_MAX) + ("└ " if line.depth else "")
    over = texts.text("county_paper.from", caller=line.caller) if line.caller else ""
    if line.instead:
        instead = texts.text("county_paper.instead", contact=line.instead)
        over = "　".join(filter(None, (over, instead)))
    name = f"{mark}{line.council}　{line.duty}"
    return [Cell(name, rest(cells), BODY, 8.0, bold=not line.depth, over=over), *cells]
