"""What every sheet of a centre carries: whose it is, that it is a drill, page n of m, when printed.

Promises the word for a drill on every page, as a band and behind the text. Page numbers are known
before anything is drawn, because pages are made up first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import Block, draw_all, paginate
from app.documents.paper import INNER, MARGIN, Paper
from app.domain.calendar_jp import (
    day_of,
    day_text,
    era_text,
    short_day_text,
    time_text,
    weekday_text,
)

BAND_TOP, BAND_HEIGHT = 8.0, 6.5
TOP, TOP_IN_DRILL = 9.0, 16.0
BOTTOM = 281.5  # where a page's content ends
FOOT_TOP = 282.5


@dataclass(frozen=True)
class Letterhead:
    """Whose paper it is. `printed_at` in epoch milliseconds; the phone as it is to be dialled."""

    centre: str
    phone: str
    printed_at: int
    disaster: str = ""
    drill: bool = False

    @property
    def top(self) -> float:
        """Where a page's content begins."""
        return TOP_IN_DRILL if self.drill else TOP


def long_day(day: date, language: str) -> str:
    """令和8年8月11日(火), or Tue 11 Aug 2026 in other languages."""
    if language == "ja":
        return f"{era_text(day)}({weekday_text(day)})"
    return f"{day_text(day, language)} {day.year}"


def postal(code: str) -> str:
    """231-0000 for seven digits; anything else as it is."""
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 and code.isdigit() else code


def draw_frame(
    paper: Paper, head: Letterhead, texts: Messages, page: int, pages: int, note: str = ""
) -> None:
    """Band, watermark and foot of the page just begun. `note` is the foot's small print."""
    if head.drill:
        paper.watermark(texts.text("papers.drill"))
        paper.box(MARGIN, BAND_TOP, INNER, BAND_HEIGHT, line=None, ground=0.0)
        middle = MARGIN + INNER / 2
        band = texts.text("papers.drill_band")
        paper.text(middle, BAND_TOP + 0.8, band, 10.5, bold=True, align="centre", black=0.0)
    printed = texts.text(
        "papers.printed",
        day=short_day_text(day_of(head.printed_at)),
        time=time_text(head.printed_at),
    )
    number = texts.text("papers.page", page=page, pages=pages)
    paper.line(MARGIN, FOOT_TOP, MARGIN + INNER, FOOT_TOP)
    paper.text(MARGIN + INNER, FOOT_TOP + 0.6, f"{printed}   {number}", 7.5, align="right")
    room = INNER - 48
    paper.paragraph(MARGIN, FOOT_TOP + 0.6, paper.lines(note, room, 7), 7)


def framed(
    paper: Paper, blocks: Sequence[Block], head: Letterhead, texts: Messages, note: str = ""
) -> bytes:
    """The PDF of blocks that flow over as many pages as they need, each in its frame."""
    pages = paginate(blocks, lambda _: BOTTOM - head.top)
    for number, page in enumerate(pages, 1):
        paper.add_page()
        draw_frame(paper, head, texts, number, len(pages), note)
        draw_all(page, head.top)
    return paper.output()
