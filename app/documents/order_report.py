"""The part of a work order that is written by hand: what was done, is anybody hurt, what is left.

Its fields are those of the report on the screen, in the same order. It grows with the room there
is.
"""

from app.catalogue.messages import Messages
from app.documents.flow import Block, Cell, bar, label, rest, rows
from app.documents.paper import Paper

ROW = 8.0  # high enough for handwriting
BAR = 6.0
ROOMS = ((19.0, 4.0), (8.0, 1.0), (8.0, 1.5), (8.0, 1.0))  # least height and share of what is left
FIXED_ROWS = 4
LEAST_HEIGHT = BAR + FIXED_ROWS * ROW + sum(least for least, _ in ROOMS)
GROWTH_MAX = 150.0  # more white than this helps nobody


def report_blocks(paper: Paper, texts: Messages, room: float) -> list[Block]:
    """The report form, `room` millimetres high (at least LEAST_HEIGHT)."""
    t = texts.text
    spare = min(room - LEAST_HEIGHT - 0.01, GROWTH_MAX)
    shares = sum(share for _, share in ROOMS)
    done, hurt, left, wish = (least + spare * share / shares for least, share in ROOMS)
    blocks = [bar(paper, t("papers.report.title"), t("papers.report.hint"), height=BAR, black=True)]
    blocks += _ticks(paper, texts)
    blocks += _free(paper, t("papers.report.done"), t("papers.report.done_hint"), done)
    blocks += _free(paper, t("papers.report.accident"), t("papers.report.accident_hint"), hurt)
    blocks += _free(paper, t("papers.report.remaining"), "", left)
    blocks += _next(paper, texts)
    blocks += _free(paper, t("papers.report.wish"), t("papers.report.wish_hint"), wish)
    blocks += _signature(paper, texts)
    return blocks


def _ticks(paper: Paper, texts: Messages) -> list[Block]:
    t = texts.text
    progress, heads = label(t("papers.report.progress")), label(t("papers.report.heads"), 20)
    count = Cell(t("papers.blank_people"), 30, 11, align="right")
    choice = Cell(t("papers.report.progress_choice"), rest((progress, heads, count)), 12, 8)
    blocks = rows(paper, (progress, choice, heads, count), least=ROW)
    hurt, near = label(t("papers.report.hurt")), label(t("papers.report.near_miss"), 20)
    worked = label(t("papers.report.worked"), 16)
    cells = (
        hurt,
        Cell(t("papers.report.hurt_choice"), 42, 10.5, 7),
        near,
        Cell(t("papers.report.near_miss_choice"), 34, 10.5, 7),
        worked,
    )
    times = Cell(t("papers.report.worked_times"), rest(cells), 11, 8, align="centre")
    return blocks + rows(paper, (*cells, times), least=ROW)


def _next(paper: Paper, texts: Messages) -> list[Block]:
    t = texts.text
    cells = (
        label(t("papers.report.next")),
        Cell(t("papers.report.next_people"), 40, 10.5, 7, align="right"),
        Cell(t("papers.report.next_day"), 34, 10.5, 7, align="right"),
        label(t("papers.report.next_tools"), 18),
    )
    tools = Cell("", rest(cells) - 36)
    sandbags = (
        label(t("papers.report.sandbags"), 12),
        Cell(t("papers.blank_bags"), 24, align="right"),
    )
    return rows(paper, (*cells, tools, *sandbags), least=ROW)


def _signature(paper: Paper, texts: Messages) -> list[Block]:
    t = texts.text
    cells = (
        label(t("papers.report.tools_back")),
        Cell(t("papers.report.tools_back_choice"), 62, 9.5, 7),
        label(t("papers.report.signature"), 16),
    )
    received = label(t("papers.report.received"), 16), Cell("", 24)
    return rows(paper, (*cells, Cell("", rest((*cells, *received))), *received), least=ROW)


def _free(paper: Paper, name: str, hint: str, height: float) -> list[Block]:
    """A field to write in, with a small hint at its top."""
    field = label(name)
    return rows(paper, (field, Cell(hint, rest((field,)), 7, top=True)), least=height)
