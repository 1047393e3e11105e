"""What flows down a page: blocks of known height, ruled rows made of cells, and where pages end.

Promises that a row is as high as its longest cell needs, that a text too long for one row goes on
in the next, that a heading is never the last thing on a page, and that every block is drawn
exactly once. Refuses a block that is higher than a page (ValueError): rows are split before they
get there.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from app.documents.paper import (
    GREY,
    INNER,
    MARGIN,
    NORMAL,
    THIN,
    Align,
    Paper,
    line_height,
)

PAD_X, PAD_Y = 1.4, 0.8
BODY = 10.5
LABEL_SIZE = 8.0
LABEL_WIDTH = 22.0
OVER_SIZE = 6.5  # readings above a name
ROW_LINES_MAX = 14
ROW_HEIGHT_LEAST = 7.0
GAP = 2.0  # between parts


@dataclass(frozen=True)
class Block:
    """Something of a height in millimetres that draws itself below a given y."""

    height: float
    draw: Callable[[float], None]
    keeps_next: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a row. What does not fit one line at `size` shrinks to `floor`, then wraps."""

    text: str
    width: float
    size: float = BODY
    floor: float = 0.0  # 0: the size stays, the text wraps
    bold: bool = False
    align: Align = "left"
    over: str = ""  # small line above: the reading of a name
    ground: float | None = None
    top: bool = False  # text at the top: room to write below it


def label(text: str, width: float = LABEL_WIDTH) -> Cell:
    """The grey cell that says what stands beside it."""
    return Cell(text, width, LABEL_SIZE, 6.0, bold=True, align="centre", ground=GREY)


def rest(cells: Iterable[Cell], whole: float = INNER) -> float:
    """The width that is left beside `cells`."""
    return whole - sum(cell.width for cell in cells)


# ---------------------------------------------------------------------------------- rows


def rows(
    paper: Paper,
    cells: Sequence[Cell],
    *,
    least: float = ROW_HEIGHT_LEAST,
    x: float = MARGIN,
    keeps_next: bool = False,
) -> list[Block]:
    """A ruled row; several, labels repeated, where a cell has more lines than a row may hold."""
    set_cells = [_Set.of(paper, cell) for cell in cells]
    longest = max(len(c.lines) for c in set_cells)
    if longest <= ROW_LINES_MAX:
        return [_row_block(paper, set_cells, least, x, keeps_next)]
    parts = [[c.part(start) for c in set_cells] for start in range(0, longest, ROW_LINES_MAX)]
    return [_row_block(paper, part, least, x, keeps_next) for part in parts]


@dataclass(frozen=True)
class _Set:
    """A cell with its text set in lines."""

    cell: Cell
    lines: tuple[str, ...]
    over_lines: tuple[str, ...]
    size: float

    @staticmethod
    def of(paper: Paper, cell: Cell) -> "_Set":
        width = cell.width - 2 * PAD_X
        size = cell.size
        if cell.floor:
            sizes = (cell.size, cell.floor)
            size = paper.one_line(cell.text, width, sizes, bold=cell.bold) or cell.floor
        lines = paper.lines(cell.text, width, size, bold=cell.bold)
        over = paper.lines(cell.over, width, OVER_SIZE) if cell.over else ()
        return _Set(cell, lines, over, size)

    @property
    def over_height(self) -> float:
        return line_height(OVER_SIZE) * len(self.over_lines)

    @property
    def height(self) -> float:
        return 2 * PAD_Y + self.over_height + line_height(self.size) * len(self.lines)

    def part(self, start: int) -> "_Set":
        """The lines that belong into the row which begins with line `start`."""
        if self.cell.ground is not None:
            return self
        lines = self.lines[start : start + ROW_LINES_MAX] or ("",)
        return _Set(self.cell, lines, self.over_lines if start == 0 else (), self.size)

    def draw(self, paper: Paper, x: float, y: float, height: float) -> None:
        cell = self.cell
        paper.box(x, y, cell.width, height, line=THIN, ground=cell.ground)
        edge = {
            "left": x + PAD_X,
            "centre": x + cell.width / 2,
            "right": x + cell.width - PAD_X,
        }[cell.align]
        top = y + PAD_Y if cell.top else y + (height - self.height) / 2 + PAD_Y
        paper.paragraph(edge, top, self.over_lines, OVER_SIZE, align=cell.align)
        paper.paragraph(
            edge, top + self.over_height, self.lines, self.size, bold=cell.bold, align=cell.align
        )


def _row_block(
    paper: Paper, cells: Sequence[_Set], least: float, x: float, keeps_next: bool
) -> Block:
    height = max(least, *(cell.height for cell in cells))

    def draw(y: float) -> None:
        left = x
        for cell in cells:
            cell.draw(paper, left, y, height)
            left += cell.cell.width

    return Block(height, draw, keeps_next)


def bar(
    paper: Paper, text: str, hint: str = "", *, height: float = 6.0, black: bool = False
) -> Block:
    """A heading over the whole width, with a small hint at its right; white on black if `black`."""

    def draw(y: float) -> None:
        paper.box(MARGIN, y, INNER, height, line=THIN, ground=0.0 if black else GREY)
        ink = 0.0 if black else 1.0
        text_y, hint_y = y + (height - line_height(10)) / 2, y + (height - line_height(8)) / 2
        paper.text(MARGIN + PAD_X, text_y, text, 10, bold=True, black=ink)
        paper.text(MARGIN + INNER - PAD_X, hint_y, hint, 8, align="right", black=ink)

    return Block(height, draw, keeps_next=True)


def headline(paper: Paper, text: str, below: str) -> Block:
    """What the paper is, over the whole width, and below it whose or of when."""

    def draw(y: float) -> None:
        paper.fitted((MARGIN, y, INNER, 9), text, (19, 12), bold=True)
        paper.fitted((MARGIN, y + 9.5, INNER, 6), below, (12, 8))

    return Block(18, draw)


def seals(paper: Paper, names: Sequence[str], height: float, width: float = INNER) -> Block:
    """Boxes to sign or to seal in, side by side at the right, each under its name."""

    def draw(y: float) -> None:
        left, each = MARGIN + INNER - width, width / len(names)
        for number, name in enumerate(names):
            x = left + number * each
            paper.box(x, y, each, 5, line=NORMAL)
            paper.fitted((x, y, each, 5), name, (8, 5), align="centre")
            paper.box(x, y + 5, each, height - 5, line=NORMAL)

    return Block(height, draw)


def gap(height: float) -> Block:
    return Block(height, lambda _: None)


# ---------------------------------------------------------------------------------- pages


def height_of(blocks: Iterable[Block]) -> float:
    return sum(block.height for block in blocks)


def paginate(
    blocks: Sequence[Block], room_on: Callable[[int], float]
) -> tuple[tuple[Block, ...], ...]:
    """Blocks page by page; `room_on(0)` is the height free on the first page, and so on.

    At least one page, also for no blocks.
    """
    pages: list[list[Block]] = [[]]
    left = room_on(0)
    for group in _groups(blocks):
        needed = height_of(group)
        if needed > left and pages[-1]:
            pages.append([])
            left = room_on(len(pages) - 1)
        if needed > left:
            raise ValueError(f"a block of {needed:.0f} mm is higher than a page")
        pages[-1].extend(group)
        left -= needed
    return tuple(tuple(page) for page in pages)


def _groups(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """Blocks that may not be parted: headings with what comes next."""
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.keeps_next:
            yield group
            group = []
    if group:
        yield group


def draw_all(blocks: Iterable[Block], y: float) -> float:
    """Draws blocks one below the other from `y`; returns where the last one ends."""
    for block in blocks:
        block.draw(y)
        y += block.height
    return y
