"""The roll of a large team: one line a person, ticked when the people leave and when they are back.

For a community (区長) it has a column for the house that each one is sent to.
"""

from app.catalogue.messages import Messages
from app.documents.flow import Block, Cell, bar, rest, rows
from app.documents.order import WorkOrder
from app.documents.order_parts import HEADER, member_cells
from app.documents.paper import PALE, Paper

WIDTHS = (11.0, 22.0, 62.0, 12.0, 12.0)
TICK_WIDTH = 12.0
ROW = 8.6
SIZE = 9.5  # 25 lines a sheet


def roll_head(paper: Paper, order: WorkOrder, texts: Messages) -> list[Block]:
    """Title and column headings, for the top of each sheet."""
    people = texts.text("papers.people", count=order.heads)
    title = bar(
        paper, texts.text("papers.roll.title", people=people), texts.text("papers.roll.hint")
    )
    return [title, *_header(paper, order, texts)]


def roll_rows(paper: Paper, order: WorkOrder, texts: Messages) -> list[Block]:
    """One row a member."""
    blocks: list[Block] = []
    for position, member in enumerate(order.members, 1):
        cells = [_tick(texts), *member_cells(member, position, texts, SIZE, WIDTHS)]
        blocks += rows(paper, (*cells, Cell("", rest(cells) - TICK_WIDTH), _tick(texts)), least=ROW)
    return blocks


def _tick(texts: Messages) -> Cell:
    return Cell(texts.text("papers.tick"), TICK_WIDTH, 13, align="centre")


def _header(paper: Paper, order: WorkOrder, texts: Messages) -> list[Block]:
    t = texts.text
    last = t("papers.roll.sent_to") if order.community else t("papers.roll.remark")
    names = (
        (t("papers.roll.out"), TICK_WIDTH),
        (t("papers.order.line_number"), WIDTHS[0]),
        (t("papers.order.number"), WIDTHS[1]),
        (t("papers.order.name"), WIDTHS[2]),
        (t("papers.order.insurance"), WIDTHS[3]),
        (t("papers.order.first"), WIDTHS[4]),
    )
    cells = [Cell(name, width, HEADER, 5, align="centre", ground=PALE) for name, width in names]
    cells.append(Cell(last, rest(cells) - TICK_WIDTH, HEADER, 5, align="centre", ground=PALE))
    cells.append(Cell(t("papers.roll.back"), TICK_WIDTH, HEADER, 5, align="centre", ground=PALE))
    return rows(paper, cells, least=5, keeps_next=True)
