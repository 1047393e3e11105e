"""The order itself, as ruled rows: place, way, work, dangers, tools, members, what to refuse.

Every row is as high as its text. A table has blank fields for what is written by hand.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from app.catalogue.messages import Messages
from app.documents.flow import BODY, GAP, LABEL_WIDTH, Block, Cell, bar, gap, label, rest, rows
from app.documents.letterhead import postal
from app.documents.order import Member, Tool, WorkOrder
from app.documents.paper import INNER, MARGIN, NORMAL, PALE, THICK, Paper, line_height

T = TypeVar("T")
HALF = INNER / 2
EMPTY_TOOL, EMPTY_MEMBER = Tool(""), Member("")
HEADER = 7.0  # letters of column headings
PHONE_WIDTH = 46.0
WORK_SIZE = 12.0
MEMO_LEAST = 15.0


def order_blocks(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> list[Block]:
    """Everything between the heading and the report, with text of `size` points."""
    blocks = _place(paper, order, texts, size)
    blocks += _work(paper, order, texts, size)
    blocks += _tools(paper, order, texts, size)
    if not order.has_roll:
        blocks += _members(paper, order.members, texts, size)
    blocks += _leader(paper, order, texts, size)
    blocks.append(_rules(paper, order, texts, size))
    return blocks


def memo(paper: Paper, texts: Messages, room: float) -> list[Block]:
    """A field for a map or notes in the room that is left on the first sheet."""
    name = label(texts.text("papers.order.memo"))
    if room < MEMO_LEAST:
        return []
    return [gap(GAP), *rows(paper, (name, Cell("", rest((name,)))), least=room - GAP)]


def _place(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> list[Block]:
    site, t = order.site, texts.text
    blocks: list[Block] = []
    if order.gather:
        where = label(t("papers.order.gather"))
        blocks += rows(paper, (where, Cell(order.gather, 168, 12, bold=True)))
    if order.community is not None:
        who = label(t("papers.order.community")), label(t("papers.order.phone"), 14)
        phone = Cell(order.community.phone, PHONE_WIDTH, 13, 8, bold=True)
        name = " ".join(filter(None, (order.community.district, order.community.contact)))
        blocks += rows(
            paper, (who[0], Cell(name, rest((*who, phone)), 13, bold=True), who[1], phone)
        )
    if site.requester or order.community is None:
        name = t("papers.order.requester_name", name=site.requester) if site.requester else ""
        phone = Cell(site.phone, PHONE_WIDTH, 12, 8)
        labels = label(t("papers.order.requester")), label(t("papers.order.phone"), 14)
        person = Cell(name, rest((*labels, phone)), 12, bold=True, over=site.kana)
        blocks += rows(paper, (labels[0], person, labels[1], phone))
    blocks += rows(
        paper, (label(t("papers.order.place")), Cell(_address(order), 168, 12, bold=True))
    )
    if site.directions:
        blocks += _line(paper, t("papers.order.directions"), site.directions, size)
    blocks += _pair(
        paper, (t("papers.order.parking"), site.parking), (t("papers.order.road"), site.road), size
    )
    blocks += _pair(
        paper, (t("papers.order.rest"), site.rest), (t("papers.order.waste"), site.waste), size
    )
    if site.present:
        blocks += _line(paper, t("papers.order.present"), site.present, size)
    return blocks


def _address(order: WorkOrder) -> str:
    mark = f"〒{postal(order.site.postal_code)}" if order.site.postal_code else ""
    return " ".join(filter(None, (mark, order.site.address, order.site.building)))


def _work(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> list[Block]:
    t = texts.text
    kinds = t("papers.separator").join(order.kinds)
    work = label(t("papers.order.work"))
    blocks = rows(paper, (work, Cell(kinds, rest((work,)), WORK_SIZE, bold=True)))
    if order.request:
        blocks += rows(paper, (label(t("papers.order.request")), Cell(order.request, 168, size)))
    if order.dangers or order.caution:
        marked = [t("papers.order.danger_mark", danger=danger) for danger in order.dangers]
        dangers = "\n".join(filter(None, (" ".join(marked), order.caution)))
        cells = label(t("papers.order.dangers")), Cell(dangers, 168, size + 0.5, bold=True)
        blocks += [_thick(paper, block) for block in rows(paper, cells)]
    return blocks


def _thick(paper: Paper, block: Block) -> Block:
    def draw(y: float) -> None:
        block.draw(y)
        paper.box(MARGIN, y, INNER, block.height, line=THICK)

    return Block(block.height, draw, block.keeps_next)


# ---------------------------------------------------------------------------------- tables

TOOL_WIDTHS = {2: (9.0, 51.0, 18.0, 17.0), 3: (8.0, 28.0 + 1 / 3, 15.0, 12.0)}  # by columns
MEMBER_WIDTHS = (9.0, 21.0, 45.0, 10.0, 10.0)


def _tools(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> list[Block]:
    t = texts.text
    heads = (
        t("papers.order.tool_out"),
        t("papers.order.tool"),
        t("papers.order.tool_count"),
        t("papers.order.tool_back"),
    )
    blocks = [bar(paper, t("papers.order.tools"), t("papers.order.tools_hint"), height=5.4)]
    columns = 2 if size == BODY else 3
    blocks += _header(paper, heads, TOOL_WIDTHS[columns], columns)
    for line in in_columns(order.tools or (EMPTY_TOOL,) * columns * 2, columns, EMPTY_TOOL):
        cells = [c for tool in line for c in _tool_cells(tool, TOOL_WIDTHS[columns], texts, size)]
        blocks += rows(paper, cells, least=6.4)
    if order.tools_note:
        blocks += _line(paper, t("papers.order.tools_note"), order.tools_note, size)
    return blocks


def in_columns(things: Sequence[T], columns: int, empty: T) -> Iterator[list[T]]:
    """Lines of a table that is read column by column; `empty` fills the last one."""
    lines = -(-len(things) // columns)
    filled = [*things, *[empty] * (lines * columns - len(things))]
    for line in range(lines):
        yield filled[line::lines]


def _tool_cells(tool: Tool, widths: Sequence[float], texts: Messages, size: float) -> list[Cell]:
    count = "" if tool.quantity is None else str(tool.quantity)
    count = f"{count} {tool.unit}".strip() if tool.name else ""
    return [
        Cell(texts.text("papers.tick"), widths[0], size + 1.5, align="centre"),
        Cell(tool.name, widths[1], size, 7.5),
        Cell(count, widths[2], size, 7.5, bold=True, align="centre"),
        Cell("", widths[3]),
    ]


def _members(paper: Paper, members: Sequence[Member], texts: Messages, size: float) -> list[Block]:
    t = texts.text
    blocks = [bar(paper, t("papers.order.members"), t("papers.order.members_hint"), height=5.4)]
    heads = (
        t("papers.order.line_number"),
        t("papers.order.number"),
        t("papers.order.name"),
        t("papers.order.insurance"),
        t("papers.order.first"),
    )
    blocks += _header(paper, heads, MEMBER_WIDTHS, 2)
    shown = members or (EMPTY_MEMBER,) * 6
    for line in in_columns(list(enumerate(shown, 1)), 2, (len(shown) + 1, EMPTY_MEMBER)):
        cells = [c for position, m in line for c in member_cells(m, position, texts, size)]
        blocks += rows(paper, cells, least=7.4)
    return blocks


def member_cells(
    member: Member,
    position: int,
    texts: Messages,
    size: float,
    widths: Sequence[float] = MEMBER_WIDTHS,
) -> list[Cell]:
    """Line number (with a star for the leader), number, name with kana, insurance, first time."""
    t = texts.text
    name = member.name
    if member.heads > 1:
        name = t("papers.order.group", name=name, people=t("papers.people", count=member.heads))
    insured = {
        True: t("papers.order.insured"),
        False: t("papers.order.uninsured"),
        None: "",
    }[member.insured]
    first = t("papers.order.first_mark") if member.first_time else ""
    star = t("papers.order.leader_mark") if member.leader else ""
    return [
        Cell(f"{star}{position}", widths[0], size - 1, 6, align="centre"),
        Cell(member.number, widths[1], size, 6.5, align="centre"),
        Cell(name, widths[2], size + 0.5, 8, bold=True, over=member.kana),
        Cell(insured, widths[3], size, 6, align="centre", bold=member.insured is False),
        Cell(first, widths[4], size, 6, align="centre"),
    ]


def _header(
    paper: Paper, names: Sequence[str], widths: Sequence[float], columns: int
) -> list[Block]:
    """Column headings of a table that stands in several columns."""
    cells = [
        Cell(name, width, HEADER, 5, align="centre", ground=PALE)
        for name, width in zip(names, widths, strict=True)
    ]
    return rows(paper, cells * columns, least=4.4, keeps_next=True)


# ---------------------------------------------------------------------------------- the end


def _leader(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> list[Block]:
    t = texts.text
    phone = Cell(order.phone, PHONE_WIDTH, 12, 8, bold=True)
    labels = label(t("papers.order.leader")), label(t("papers.order.mobile"), 14)
    name = Cell(order.leader, rest((*labels, phone)), 12, 8, bold=True)
    blocks = rows(paper, (labels[0], name, labels[1], phone), least=7.6)
    if order.has_roll:
        people = t("papers.people", count=order.heads)
        text = t("papers.order.see_roll", people=people)
        blocks = _line(paper, t("papers.order.members"), text, size) + blocks
    times = label(t("papers.order.left_at")), Cell(t("papers.blank_time"), 32, 11, align="centre")
    vehicle = label(t("papers.order.vehicle"))
    blocks += rows(paper, (vehicle, Cell(order.vehicle, rest((vehicle, *times)), size), *times))
    return blocks


def _rules(paper: Paper, order: WorkOrder, texts: Messages, size: float) -> Block:
    """The frame with what holds on every site."""
    t = texts.text
    first = t("papers.order.refuse")
    others = (
        t("papers.order.refuse_list"),
        t("papers.order.heat", work=order.work_minutes, rest=order.rest_minutes),
        t("papers.order.unwell"),
    )
    width, big, small = INNER - 5, size + 1.5, size - 1
    head = paper.lines(first, width, big, bold=True)
    lines = [line for text in others for line in paper.lines(text, width, small)]
    height = line_height(big) * len(head) + line_height(small) * len(lines) + 3

    def draw(y: float) -> None:
        paper.box(MARGIN, y, INNER, height, line=NORMAL)
        paper.paragraph(MARGIN + 2.5, y + 1.5, head, big, bold=True)
        below = y + 1.5 + line_height(big) * len(head)
        paper.paragraph(MARGIN + 2.5, below, tuple(lines), small)

    return Block(height, draw)


def _line(paper: Paper, name: str, text: str, size: float) -> list[Block]:
    return rows(paper, (label(name), Cell(text, INNER - LABEL_WIDTH, size)))


def _pair(paper: Paper, left: tuple[str, str], right: tuple[str, str], size: float) -> list[Block]:
    width = HALF - LABEL_WIDTH
    cells = (
        label(left[0]),
        Cell(left[1], width, size),
        label(right[0]),
        Cell(right[1], width, size),
    )
    return rows(paper, cells)
