"""The top of a work order's sheets: what one must be able to read at arm's length.

Big on the first sheet: need, team, return time, the centre's phone. On later sheets the same in
one row.
"""

from app.catalogue.messages import Messages
from app.documents import payloads
from app.documents.flow import Block
from app.documents.letterhead import Letterhead, long_day
from app.documents.order import WorkOrder
from app.documents.paper import INNER, MARGIN, NORMAL, THICK, Paper
from app.domain.calendar_jp import time_text

QR_SIDE, QR_SIDE_SMALL = 25.0, 19.0
RIGHT = MARGIN + INNER
HEAD_HEIGHT, STRIP_HEIGHT = 26.0, 18.0
SMALL_HEIGHT = 21.0
TEAM_WIDTH, NEED_WIDTH = 30.0, 44.0
TITLE_WIDTH = INNER - QR_SIDE - TEAM_WIDTH - NEED_WIDTH - 2


def heading(paper: Paper, order: WorkOrder, head: Letterhead, texts: Messages) -> Block:
    """Title, team, need, QR; below it return time, phone and heads in thick boxes."""

    def draw(y: float) -> None:
        _title(paper, order, head, texts, y)
        x = MARGIN + TITLE_WIDTH + 1
        height = HEAD_HEIGHT - 2
        team, need = texts.text("papers.order.team"), texts.text("papers.order.need")
        _box(paper, (x, y, TEAM_WIDTH, height), team, order.team, 30)
        _box(paper, (x + TEAM_WIDTH, y, NEED_WIDTH, height), need, order.need_number, 30)
        _code(paper, order, y, QR_SIDE)
        _strip(paper, order, head, texts, y + HEAD_HEIGHT)

    return Block(HEAD_HEIGHT + STRIP_HEIGHT + 2, draw)


def small_heading(paper: Paper, order: WorkOrder, head: Letterhead, texts: Messages) -> Block:
    """The same in one row, for the sheets after the first."""

    def draw(y: float) -> None:
        height = SMALL_HEIGHT - 3
        values = (
            (texts.text("papers.order.team"), order.team, 26.0),
            (texts.text("papers.order.need"), order.need_number, 36.0),
            (texts.text("papers.order.return"), _return_time(order, texts), 34.0),
            (texts.text("papers.order.centre_phone"), head.phone, INNER - 96 - QR_SIDE_SMALL - 1),
        )
        x = MARGIN
        for name, value, width in values:
            _box(paper, (x, y, width, height), name, value, 20)
            x += width
        _code(paper, order, y, QR_SIDE_SMALL)

    return Block(SMALL_HEIGHT, draw)


def _code(paper: Paper, order: WorkOrder, y: float, side: float) -> None:
    if order.need is not None:
        paper.qr(RIGHT - side, y - 0.5, side, payloads.need(order.need))


def _title(paper: Paper, order: WorkOrder, head: Letterhead, texts: Messages, y: float) -> None:
    day = f"{long_day(order.day, texts.language)} {order.slot}".strip()
    title = texts.text("papers.order.title")
    paper.fitted((MARGIN, y, TITLE_WIDTH, 9), title, (19, 12), bold=True)
    paper.fitted((MARGIN, y + 9.5, TITLE_WIDTH, 5.5), day, (12, 8), bold=True)
    paper.fitted((MARGIN, y + 15, TITLE_WIDTH, 4.5), head.centre, (9.5, 6))
    paper.fitted((MARGIN, y + 19.5, TITLE_WIDTH, 4.5), head.disaster, (9.5, 6))


def _strip(paper: Paper, order: WorkOrder, head: Letterhead, texts: Messages, y: float) -> None:
    heads = texts.text("papers.people", count=order.heads)
    boxes = (
        (texts.text("papers.order.return"), _return_time(order, texts), 58.0, 34.0),
        (texts.text("papers.order.centre_phone"), head.phone, INNER - 58.0 - 34.0, 32.0),
        (texts.text("papers.order.heads"), heads, 34.0, 26.0),
    )
    x = MARGIN
    for name, value, width, size in boxes:
        _box(paper, (x, y, width, STRIP_HEIGHT), name, value, size, line=THICK)
        x += width


def _return_time(order: WorkOrder, texts: Messages) -> str:
    if order.planned_return_at is None:
        return ""
    return texts.text("papers.order.until", time=time_text(order.planned_return_at, order.day))


def _box(
    paper: Paper,
    place: tuple[float, float, float, float],
    name: str,
    value: str,
    size: float,
    *,
    line: float = NORMAL,
) -> None:
    """A box with its name small in the corner and its value as large as fits."""
    x, y, width, height = place
    paper.box(x, y, width, height, line=line)
    paper.fitted((x + 1.5, y + 0.8, width - 3, 3.6), name, (8, 5), bold=True)
    inside = (x + 1.5, y + 4.4, width - 3, height - 5.2)
    paper.fitted(inside, value, (size, 12), bold=True, align="centre")
