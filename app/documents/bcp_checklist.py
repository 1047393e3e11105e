"""BCP: a council's essential work on A4, with boxes to tick where nothing else works.

Promises that every task, alternate and staff number of the council stands on it with what is known,
and room to write what is not. Staff are numbers; no name stands on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.messages import Messages
from app.documents.flow import (
    BODY,
    GAP,
    Block,
    Cell,
    bar,
    gap,
    label,
    rest,
    rows,
)
from app.documents.letterhead import Letterhead, framed
from app.documents.paper import INNER, MARGIN, Paper

HEADING_HEIGHT = 18.0
HOURS, STATE, AT = 25.0, 62.0, 20.0
KIND, PLACE = 20.0, 60.0
NUMBER = 24.0
ACROSS = 2  # staff numbers side by side
EMPTY, TICKED = "□", "■"


@dataclass(frozen=True)
class ChecklistTask:
    """`state` is a code of bcp_state, `at` when it was said, as a person reads it."""

    title: str
    hours: int
    due: str = ""
    state: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True)
class ChecklistAlternate:
    """`state` is a code of alternate_state."""

    kind: str
    title: str
    place: str = ""
    state: str = ""


@dataclass(frozen=True)
class Checklist:
    """`states` and `alternate_states` are (code, word) in the order of their lists; `staff` are
    numbers with what is known of them, blank where nobody knows."""

    council: str
    since: str
    tasks: tuple[ChecklistTask, ...]
    alternates: tuple[ChecklistAlternate, ...]
    states: tuple[tuple[str, str], ...]
    alternate_states: tuple[tuple[str, str], ...]
    safety: tuple[tuple[str, str], ...]
    staff: tuple[tuple[str, str], ...]


def bcp_checklist(what: Checklist, head: Letterhead, texts: Messages) -> bytes:
    """The PDF."""
    paper = Paper(texts.text("county_paper.bcp_title"), head.printed_at, texts.language)
    blocks = [_heading(paper, what, head, texts), gap(GAP), *_tasks(paper, what, texts)]
    if what.alternates:
        blocks += [gap(GAP), *_alternates(paper, what, texts)]
    if what.staff:
        blocks += [gap(GAP), *_staff(paper, what, texts)]
    return framed(paper, blocks, head, texts, texts.text("county_paper.safety_hint"))


def _heading(paper: Paper, what: Checklist, head: Letterhead, texts: Messages) -> Block:
    def draw(y: float) -> None:
        name = texts.text("county_paper.bcp_title")
        paper.fitted((MARGIN, y, INNER - 70, 9), name, (18, 12), bold=True)
        paper.fitted((MARGIN, y + 10, INNER - 70, 6), what.since, (11, 8))
        box = (MARGIN + INNER - 70, y, 70, 8)
        paper.fitted(box, what.council, (14, 8), bold=True, align="right")
        paper.fitted((MARGIN + INNER - 70, y + 9, 70, 6), head.disaster, (10, 7), align="right")

    return Block(HEADING_HEIGHT, draw)


def _tasks(paper: Paper, what: Checklist, texts: Messages) -> list[Block]:
    head = [
        label(texts.text("county_paper.within"), HOURS),
        label(texts.text("county_paper.state"), STATE),
        label(texts.text("county_paper.called_at"), AT),
    ]
    title = label(texts.text("county_paper.work"), rest(head))
    blocks = rows(paper, [head[0], title, *head[1:]], keeps_next=True)
    for task in what.tasks:
        hours = texts.text("county_paper.hours_count", hours=task.hours)
        cells = [
            Cell(hours, HOURS, BODY, 8.0, align="centre", over=task.due),
            Cell(_boxes(what.states, task.state), STATE, 9.0, 6.5),
            Cell(task.at, AT, 9.0, 7.0, align="centre"),
        ]
        words = "\n".join(part for part in (task.title, task.note) if part)
        blocks += rows(
            paper, [cells[0], Cell(words, rest(cells), BODY, bold=True), *cells[1:]], least=11.0
        )
    return blocks


def _alternates(paper: Paper, what: Checklist, texts: Messages) -> list[Block]:
    blocks = [bar(paper, texts.text("county_paper.alternates"))]
    for one in what.alternates:
        cells = [
            label(one.kind, KIND),
            Cell(one.place, PLACE, 9.0),
            Cell(_boxes(what.alternate_states, one.state), STATE, 9.0, 6.5),
        ]
        name = Cell(one.title, rest(cells), BODY, bold=True)
        blocks += rows(paper, [cells[0], name, *cells[1:]], least=9.0)
    return blocks


def _staff(paper: Paper, what: Checklist, texts: Messages) -> list[Block]:
    """Numbers side by side, with boxes for how they are."""
    hint = texts.text("county_paper.safety_hint")
    blocks = [bar(paper, texts.text("county_paper.safety"), hint)]
    width = INNER / ACROSS - NUMBER
    for start in range(0, len(what.staff), ACROSS):
        cells: list[Cell] = []
        for number, state in what.staff[start : start + ACROSS]:
            cells += [
                Cell(number, NUMBER, BODY, 8.0, bold=True, align="centre"),
                Cell(_boxes(what.safety, state), width, 9.0, 6.5),
            ]
        blocks += rows(paper, cells, least=9.0)
    return blocks


def _boxes(choices: Sequence[tuple[str, str]], chosen: str) -> str:
    """□未着手 ■対応中 …"""
    return "  ".join(f"{TICKED if code == chosen else EMPTY}{word}" for code, word in choices)
