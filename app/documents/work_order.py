"""活動依頼書 兼 報告書: what a team takes to a need and brings back filled in, as A4.

Promises one sheet where order and report fit, else the report on a sheet of its own; a roll of
members on further sheets for large teams and for communities (区長); need, team, return time, the
centre's phone and the QR code on every sheet. The QR code holds the need's id and nothing else.
Refuses nothing.
"""

from collections.abc import Sequence

from app.catalogue.messages import Messages
from app.documents.flow import GAP, Block, draw_all, gap, height_of, paginate
from app.documents.letterhead import BOTTOM, Letterhead, draw_frame
from app.documents.order import WorkOrder
from app.documents.order_heading import heading, small_heading
from app.documents.order_parts import memo, order_blocks
from app.documents.order_report import LEAST_HEIGHT, report_blocks
from app.documents.order_roll import roll_head, roll_rows
from app.documents.paper import Paper

SIZES = (10.5, 9.5)  # of the order's text: smaller before a second sheet, never below


def work_orders(orders: Sequence[WorkOrder], head: Letterhead, texts: Messages) -> bytes:
    """A PDF with every order, one after the other, each with its own page numbers."""
    paper = Paper(texts.text("papers.order.title"), head.printed_at, texts.language)
    for order in orders:
        pages = _pages(paper, order, head, texts)
        for number, blocks in enumerate(pages, 1):
            paper.add_page()
            draw_frame(paper, head, texts, number, len(pages), texts.text("papers.order.privacy"))
            top = heading if number == 1 else small_heading
            draw_all((top(paper, order, head, texts), *blocks), head.top)
    return paper.output()


def _pages(
    paper: Paper, order: WorkOrder, head: Letterhead, texts: Messages
) -> list[tuple[Block, ...]]:
    first = BOTTOM - head.top - heading(paper, order, head, texts).height
    later = BOTTOM - head.top - small_heading(paper, order, head, texts).height
    rolls = _rolls(paper, order, texts, later) if order.has_roll else []
    for size in SIZES:
        blocks = order_blocks(paper, order, texts, size)
        left = first - height_of(blocks) - GAP
        if left >= LEAST_HEIGHT:
            return [(*blocks, gap(GAP), *report_blocks(paper, texts, left)), *rolls]
    blocks = order_blocks(paper, order, texts, SIZES[0])
    sheets = list(paginate(blocks, lambda page: later if page else first))
    left = (first if len(sheets) == 1 else later) - height_of(sheets[-1])
    sheets[-1] += tuple(memo(paper, texts, left))
    return [*sheets, *rolls, tuple(report_blocks(paper, texts, later))]


def _rolls(paper: Paper, order: WorkOrder, texts: Messages, room: float) -> list[tuple[Block, ...]]:
    head = roll_head(paper, order, texts)
    left = room - height_of(head)
    members = paginate(roll_rows(paper, order, texts), lambda _: left)
    return [(*head, *page) for page in members]
