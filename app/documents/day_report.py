"""活動日報: the closed day on A4, for the evening's meeting, the prefecture and the file.

Promises the four published figures big, figures that were not asked as a dash and never as 0, what
was still open when the day was closed and why, and room for seals. Names no resident and no
volunteer: what comes in here goes on to other offices.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    BODY,
    GAP,
    LABEL_WIDTH,
    Block,
    Cell,
    bar,
    gap,
    label,
    rest,
    rows,
    seals,
)
from app.documents.letterhead import Letterhead, framed, long_day
from app.documents.paper import INNER, MARGIN, THICK, Paper
from app.domain.calendar_jp import time_text

HEADING_HEIGHT, FIGURES_HEIGHT = 19.0, 25.0
SEALS_WIDTH, SEAL = 66.0, 22.0
DANGER_TENTHS = 310  # WBGT 31: danger


@dataclass(frozen=True)
class Participants:
    """Heads by kind. None: not asked, or not all of them."""

    individual: int | None = None
    group: int | None = None
    first_time: int | None = None
    again: int | None = None
    inside: int | None = None  # of the prefecture
    outside: int | None = None
    male: int | None = None
    female: int | None = None


@dataclass(frozen=True)
class Injury:
    """Without the person's name."""

    kind: str
    course: str = ""
    treatment: str = ""


@dataclass(frozen=True)
class Shortage:
    name: str
    missing: int | None = None
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class DayReport:
    """A day's figures and words. Instants in epoch milliseconds.

    `heat` is WBGT by hour: (hour, tenths of a degree).
    """

    day: date
    participants: int
    new_needs: int
    activities: int
    completed: int
    by_kind: Participants = field(default_factory=Participants)
    weather: str = ""
    opened: str = ""
    staff: tuple[tuple[str, int], ...] = ()
    needs_by_state: tuple[tuple[str, int], ...] = ()
    open_points: tuple[str, ...] = ()
    reason: str = ""
    closed_by: str = ""
    closed_at: int | None = None
    injuries: tuple[Injury, ...] = ()
    heat: tuple[tuple[int, int], ...] = ()
    stops: tuple[str, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    note: str = ""
    tomorrow: str = ""


def day_report(report: DayReport, head: Letterhead, texts: Messages) -> bytes:
    """The PDF of one day."""
    paper = Paper(texts.text("papers.day.title"), head.printed_at, texts.language)
    first = [_heading(paper, report, head, texts), _figures(paper, report, texts), gap(GAP)]
    blocks = first + _body(paper, report, texts)
    note = f"{head.centre}  {long_day(report.day, texts.language)}"
    return framed(paper, blocks, head, texts, note)


def _heading(paper: Paper, report: DayReport, head: Letterhead, texts: Messages) -> Block:
    def draw(y: float) -> None:
        width = INNER - 70
        paper.fitted((MARGIN, y, width, 9), texts.text("papers.day.title"), (19, 12), bold=True)
        day = long_day(report.day, texts.language)
        paper.fitted((MARGIN, y + 10, width, 7), day, (14, 9), bold=True)
        lines = (head.centre, head.disaster, head.phone)
        for number, line in enumerate(lines):
            box = (MARGIN + width, y + 0.5 + number * 5.4, 70, 5.2)
            paper.fitted(box, line, (10, 6), align="right")

    return Block(HEADING_HEIGHT, draw)


def _figures(paper: Paper, report: DayReport, texts: Messages) -> Block:
    t = texts.text
    figures = (
        (t("papers.day.participants"), report.participants, t("papers.day.unit_people")),
        (t("papers.day.new_needs"), report.new_needs, t("papers.day.unit_cases")),
        (t("papers.day.activities"), report.activities, t("papers.day.unit_cases")),
        (t("papers.day.completed"), report.completed, t("papers.day.unit_cases")),
    )

    def draw(y: float) -> None:
        width = INNER / len(figures)
        for number, (name, figure, unit) in enumerate(figures):
            x = MARGIN + number * width
            paper.box(x, y, width, FIGURES_HEIGHT, line=THICK)
            paper.fitted((x + 2, y + 1.2, width - 4, 5), name, (10, 6), bold=True, align="centre")
            value = (x + 2, y + 6, width - 4 - 9, FIGURES_HEIGHT - 7)
            paper.fitted(value, f"{figure:,}", (38, 14), bold=True, align="right")
            paper.fitted((x + width - 10, y + FIGURES_HEIGHT - 10, 9, 6), unit, (10.5, 5))

    return Block(FIGURES_HEIGHT, draw)


def _body(paper: Paper, report: DayReport, texts: Messages) -> list[Block]:
    t = texts.text
    blocks = _day_facts(paper, report, texts)
    blocks += [gap(GAP), bar(paper, t("papers.day.by_kind"), t("papers.day.by_kind_hint"))]
    blocks += _by_kind(paper, report.by_kind, texts)
    blocks += [gap(GAP), bar(paper, t("papers.day.needs_by_state"))]
    blocks += _grid(paper, report.needs_by_state, texts)
    blocks += [gap(GAP), bar(paper, t("papers.day.safety"))]
    blocks += _safety(paper, report, texts)
    blocks += [gap(GAP), bar(paper, t("papers.day.shortages"))]
    blocks += _shortages(paper, report.shortages, texts)
    blocks += [gap(GAP), bar(paper, t("papers.day.closing"))]
    blocks += _closing(paper, report, texts)
    blocks += [gap(GAP), _seals(paper, texts)]
    return blocks


def _day_facts(paper: Paper, report: DayReport, texts: Messages) -> list[Block]:
    t = texts.text
    weather, opened = label(t("papers.day.weather")), label(t("papers.day.opened"))
    half = INNER / 2 - LABEL_WIDTH
    cells = (weather, Cell(report.weather, half), opened, Cell(report.opened, half))
    blocks = rows(paper, cells)
    staff = t("papers.separator").join(f"{name} {count}" for name, count in report.staff)
    return blocks + _line(paper, t("papers.day.staff"), staff)


def _by_kind(paper: Paper, people: Participants, texts: Messages) -> list[Block]:
    t = texts.text
    pairs = (
        (t("papers.day.individual"), people.individual),
        (t("papers.day.group"), people.group),
        (t("papers.day.first_time"), people.first_time),
        (t("papers.day.again"), people.again),
        (t("papers.day.inside"), people.inside),
        (t("papers.day.outside"), people.outside),
        (t("papers.day.male"), people.male),
        (t("papers.day.female"), people.female),
    )
    return _grid(paper, pairs, texts)


def _grid(
    paper: Paper, figures: Sequence[tuple[str, int | None]], texts: Messages, columns: int = 4
) -> list[Block]:
    """Names and figures side by side, four to a line; not known is a dash."""
    blocks: list[Block] = []
    width = INNER / columns
    for start in range(0, max(len(figures), 1), columns):
        cells: list[Cell] = []
        for name, figure in figures[start : start + columns]:
            shown = texts.text("papers.unknown") if figure is None else f"{figure:,}"
            cells.append(label(name, 30))
            cells.append(Cell(shown, width - 30, 12, 7, bold=True, align="right"))
        if len(cells) < 2 * columns:
            cells.append(Cell("", rest(cells)))
        blocks += rows(paper, cells)
    return blocks


def _safety(paper: Paper, report: DayReport, texts: Messages) -> list[Block]:
    t = texts.text
    blocks: list[Block] = []
    for injury in report.injuries:
        kind, treated = label(injury.kind, 34), Cell(injury.treatment, 40, 9.5)
        blocks += rows(paper, (kind, Cell(injury.course, rest((kind, treated))), treated))
    if not report.injuries:
        blocks += _line(paper, t("papers.day.injuries"), t("papers.none"))
    blocks += _heat(paper, report.heat, texts)
    stops = "\n".join(report.stops) or t("papers.none")
    return blocks + _line(paper, t("papers.day.stops"), stops)


def _heat(paper: Paper, heat: Sequence[tuple[int, int]], texts: Messages) -> list[Block]:
    """WBGT by hour, twelve hours to a line; danger stands in a thick frame."""
    name = label(texts.text("papers.day.wbgt"))
    if not heat:
        return rows(paper, (name, Cell(texts.text("papers.unknown"), rest((name,)))))
    width = (INNER - LABEL_WIDTH) / 12
    blocks: list[Block] = []
    for start in range(0, len(heat), 12):
        readings = heat[start : start + 12]
        cells = [
            Cell(
                f"{tenths / 10:.1f}",
                width,
                10.5,
                6,
                bold=tenths >= DANGER_TENTHS,
                align="centre",
                over=texts.text("papers.day.hour", hour=hour),
            )
            for hour, tenths in readings
        ]
        last = Cell("", rest((name, *cells)))
        shown = (name, *cells, last) if len(cells) < 12 else (name, *cells)
        dangers = [place for place, (_, tenths) in enumerate(readings) if tenths >= DANGER_TENTHS]
        blocks += [_framed(paper, block, dangers, width) for block in rows(paper, shown)]
    return blocks


def _framed(paper: Paper, block: Block, places: Sequence[int], width: float) -> Block:
    def draw(y: float) -> None:
        block.draw(y)
        for place in places:
            x = MARGIN + LABEL_WIDTH + place * width
            paper.box(x, y, width, block.height, line=THICK)

    return Block(block.height, draw, block.keeps_next)


def _shortages(paper: Paper, shortages: Sequence[Shortage], texts: Messages) -> list[Block]:
    if not shortages:
        return rows(paper, (Cell(texts.text("papers.none"), INNER),))
    blocks: list[Block] = []
    for short in shortages:
        missing = "" if short.missing is None else f"{short.missing:,} {short.unit}".strip()
        name, count = Cell(short.name, 60), Cell(missing, 30, bold=True, align="right")
        blocks += rows(paper, (name, count, Cell(short.note, rest((name, count)))))
    return blocks


def _closing(paper: Paper, report: DayReport, texts: Messages) -> list[Block]:
    t = texts.text
    points = "\n".join(t("papers.day.point", point=point) for point in report.open_points)
    blocks = _line(paper, t("papers.day.open_points"), points or t("papers.none"))
    if report.open_points or report.reason:
        blocks += _line(paper, t("papers.day.reason"), report.reason)
    if report.note:
        blocks += _line(paper, t("papers.day.note"), report.note)
    blocks += _line(paper, t("papers.day.tomorrow"), report.tomorrow, least=18)
    closed = ""
    if report.closed_at is not None:
        time = time_text(report.closed_at, report.day)
        closed = t("papers.day.closed_line", time=time, name=report.closed_by)
    return blocks + _line(paper, t("papers.day.closed"), closed)


def _seals(paper: Paper, texts: Messages) -> Block:
    names = (
        texts.text("papers.day.seal_chief"),
        texts.text("papers.day.seal_deputy"),
        texts.text("papers.day.seal_writer"),
    )
    return seals(paper, names, SEAL, SEALS_WIDTH)


def _line(paper: Paper, name: str, text: str, least: float = 7.0) -> list[Block]:
    field_name = label(name)
    return rows(paper, (field_name, Cell(text, rest((field_name,)), BODY)), least=least)
