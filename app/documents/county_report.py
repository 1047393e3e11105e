"""県内日報: what all centres of a county said of one day, on A4 for the prefecture and the file.

Promises the sums big, every council in a line of its own with a dash where nothing was said,
figures that are not final or of another day marked as such, what is short and what was noted, and
the table's heading on every page. Names no person: none comes in here.
"""

from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    GAP,
    Block,
    Cell,
    bar,
    draw_all,
    gap,
    label,
    paginate,
    rest,
    rows,
)
from app.documents.letterhead import BOTTOM, Letterhead, draw_frame, long_day
from app.documents.paper import GREY, INNER, MARGIN, PALE, THICK, Paper

HEADING_HEIGHT, FIGURES_HEIGHT = 18.0, 22.0
LINE_HEIGHT = 5.4
SMALL, FLOOR = 8.5, 6.0
NAME_WIDTH, STATUS_WIDTH, NUMBER_WIDTH = 34.0, 36.0, 11.5
# Of each council, in this order; the heading is `papers.county.<key>`.
NUMBERS = (
    "participants", "new_needs", "activities", "completed", "open_needs", "backlog", "heads_out",
    "injuries",
)  # fmt: skip


@dataclass(frozen=True)
class CouncilLine:
    """One council. `numbers` in the order of NUMBERS, None: nothing was said of the day; `below`:
    a ward or a satellite; `information`: as of when, 確定 or 暫定."""

    name: str
    status: str = ""
    numbers: tuple[int, ...] | None = None
    information: str = ""
    below: bool = False


@dataclass(frozen=True)
class CountyDay:
    """`sums` in the order of NUMBERS; `shortages` and `notes` as (council, words)."""

    day: date
    county: str
    sums: tuple[int, ...]
    open_centres: int
    told: int
    staff_own: int
    staff_relief: int
    lines: tuple[CouncilLine, ...]
    blocks: tuple[tuple[str, tuple[int, ...]], ...] = ()
    shortages: tuple[tuple[str, str], ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


def county_report(report: CountyDay, head: Letterhead, texts: Messages) -> bytes:
    """The PDF of one day."""
    t = texts.text
    paper = Paper(t("papers.county.title"), head.printed_at, texts.language)
    heading = _table_head(paper, texts)
    lines = [block for line in report.lines for block in _line(paper, line, texts)]
    marked = {id(block) for block in lines}
    blocks = [
        _heading(paper, report, head, texts), _figures(paper, report, texts), gap(GAP),
        *_facts(paper, report, texts), *_blocks(paper, report, texts), gap(GAP),
        bar(paper, t("papers.county.councils"), t("papers.county.councils_hint")), heading, *lines,
        *_said(paper, t("papers.county.shortages"), report.shortages, texts),
        *_said(paper, t("papers.county.notes"), report.notes, texts),
    ]  # fmt: skip
    # Later pages may begin with the heading of the table.
    room = BOTTOM - head.top
    pages = paginate(blocks, lambda page: room if page == 0 else room - heading.height)
    note = f"{head.centre}  {long_day(report.day, texts.language)}"
    for number, page in enumerate(pages, 1):
        paper.add_page()
        draw_frame(paper, head, texts, number, len(pages), note)
        again = number > 1 and bool(page) and id(page[0]) in marked
        draw_all((heading, *page) if again else page, head.top)
    return paper.output()


def _heading(paper: Paper, report: CountyDay, head: Letterhead, texts: Messages) -> Block:
    def draw(y: float) -> None:
        width = INNER - 70
        title = texts.text("papers.county.title")
        paper.fitted((MARGIN, y, width, 9), title, (18, 11), bold=True)
        day = long_day(report.day, texts.language)
        paper.fitted((MARGIN, y + 9.5, width, 7), day, (13, 9), bold=True)
        for number, words in enumerate((report.county, head.disaster)):
            box = (MARGIN + width, y + 0.5 + number * 5.6, 70, 5.4)
            paper.fitted(box, words, (10, 6), align="right")

    return Block(HEADING_HEIGHT, draw)


def _figures(paper: Paper, report: CountyDay, texts: Messages) -> Block:
    """The four that are published, summed."""
    four = NUMBERS[:4]

    def draw(y: float) -> None:
        width = INNER / len(four)
        for number, (key, figure) in enumerate(zip(four, report.sums[:4], strict=True)):
            x = MARGIN + number * width
            unit = "papers.day.unit_people" if key == "participants" else "papers.day.unit_cases"
            paper.box(x, y, width, FIGURES_HEIGHT, line=THICK)
            name = (x + 2, y + 1.2, width - 4, 5)
            paper.fitted(name, texts.text(f"papers.day.{key}"), (10, 6), bold=True, align="centre")
            value = (x + 2, y + 6, width - 13, FIGURES_HEIGHT - 7)
            paper.fitted(value, f"{figure:,}", (32, 12), bold=True, align="right")
            box = (x + width - 10, y + FIGURES_HEIGHT - 9, 9, 6)
            paper.fitted(box, texts.text(unit), (10, 5))

    return Block(FIGURES_HEIGHT, draw)


def _facts(paper: Paper, report: CountyDay, texts: Messages) -> list[Block]:
    t = texts.text
    pairs = [(t(f"papers.county.{key}"), f"{value:,}")
             for key, value in zip(NUMBERS[4:], report.sums[4:], strict=True)]  # fmt: skip
    pairs += [
        (t("papers.county.staff"), t("papers.county.staff_of", own=report.staff_own,
                                     relief=report.staff_relief)),
        (t("papers.county.open"), f"{report.open_centres:,}"),
        (t("papers.county.told"), f"{report.told:,}"),
    ]  # fmt: skip
    found: list[Block] = []
    for start in range(0, len(pairs), 4):
        part = pairs[start : start + 4]
        width = INNER / 4
        cells: list[Cell] = []
        for name, value in part:
            cells.append(label(name, 24))
            cells.append(Cell(value, width - 24, 10.5, 6, bold=True, align="right"))
        if len(part) < 4:
            cells.append(Cell("", rest(cells)))
        found += rows(paper, cells)
    return found


def _blocks(paper: Paper, report: CountyDay, texts: Messages) -> list[Block]:
    if not report.blocks:
        return []
    t = texts.text
    found = [gap(GAP), bar(paper, t("papers.county.blocks"))]
    found += rows(paper, _heads(texts, t("papers.county.block")), least=LINE_HEIGHT)
    for name, numbers in report.blocks:
        found += rows(paper, _numbers(name, "", numbers, "", texts), least=LINE_HEIGHT)
    return found


def _heads(texts: Messages, first: str, second: str = "", last: str = "") -> list[Cell]:
    def head(words: str, width: float) -> Cell:
        return Cell(words, width, 8, 5, bold=True, align="centre", ground=GREY)

    numbers = [head(texts.text(f"papers.county.{key}"), NUMBER_WIDTH) for key in NUMBERS]
    cells = [head(first, NAME_WIDTH), head(second, STATUS_WIDTH), *numbers]
    return [*cells, head(last, rest(cells))]


def _table_head(paper: Paper, texts: Messages) -> Block:
    t = texts.text
    cells = _heads(
        texts, t("papers.county.council"), t("papers.county.status"), t("papers.county.information")
    )
    (block,) = rows(paper, cells, least=LINE_HEIGHT, keeps_next=True)
    return block


def _line(paper: Paper, line: CouncilLine, texts: Messages) -> list[Block]:
    name = f"　{line.name}" if line.below else line.name
    cells = _numbers(name, line.status, line.numbers, line.information, texts)
    if line.numbers is None:
        cells = [Cell(one.text, one.width, one.size, one.floor, align=one.align, ground=PALE)
                 for one in cells]  # fmt: skip
    return rows(paper, cells, least=LINE_HEIGHT)


def _numbers(
    name: str, status: str, numbers: tuple[int, ...] | None, information: str, texts: Messages
) -> list[Cell]:
    unknown = texts.text("papers.unknown")
    shown = [unknown] * len(NUMBERS) if numbers is None else [f"{number:,}" for number in numbers]
    cells = [
        Cell(name, NAME_WIDTH, SMALL, FLOOR), Cell(status, STATUS_WIDTH, SMALL, FLOOR),
        *(Cell(number, NUMBER_WIDTH, 9.5, FLOOR, align="right") for number in shown),
    ]  # fmt: skip
    return [*cells, Cell(information, rest(cells), SMALL, 5.0)]


def _said(
    paper: Paper, title: str, lines: tuple[tuple[str, str], ...], texts: Messages
) -> list[Block]:
    """What councils wrote, each in a row of its own."""
    found = [gap(GAP), bar(paper, title)]
    for name, words in lines:
        head = Cell(name, NAME_WIDTH, SMALL, FLOOR, bold=True)
        found += rows(paper, (head, Cell(words, INNER - NAME_WIDTH, 9.5)), least=LINE_HEIGHT)
    if not lines:
        found += rows(paper, (Cell(texts.text("papers.none"), INNER),), least=LINE_HEIGHT)
    return found
