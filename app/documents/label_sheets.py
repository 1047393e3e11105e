"""Sheets of labels: how many faces, how large, where; and which face comes next.

The sheets are common A4 ones, by number and size of their faces; `shifted` corrects a printer that
pulls the paper askew. Refuses (ValueError) faces that do not fit the sheet.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.documents.paper import HEIGHT, THIN, WIDTH, Paper

T = TypeVar("T")

Face = tuple[float, float, float, float]
"""x, y, width and height in millimetres."""


@dataclass(frozen=True)
class LabelSheet:
    """Faces in `columns` and `rows`; `left` and `top` are the sheet's margins, gaps lie between."""

    code: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0
    cut_lines: bool = False  # plain paper, cut by hand

    def __post_init__(self) -> None:
        sizes = (self.columns, self.rows, self.width, self.height)
        right = self.left + self.columns * (self.width + self.gap_x) - self.gap_x
        bottom = self.top + self.rows * (self.height + self.gap_y) - self.gap_y
        if min(sizes) <= 0 or min(self.left, self.top, self.gap_x, self.gap_y) < 0:
            raise ValueError(f"label sheet {self.code}: a size is negative or nothing")
        if right > WIDTH + 0.01 or bottom > HEIGHT + 0.01:
            raise ValueError(f"label sheet {self.code}: the labels are larger than A4")

    @property
    def faces(self) -> int:
        return self.columns * self.rows

    def shifted(self, x: float, y: float) -> "LabelSheet":
        """The same sheet, printed `x` mm to the right and `y` mm lower."""
        return replace(self, left=self.left + x, top=self.top + y)

    def face(self, position: int) -> Face:
        """The face at a position of one sheet, counted line by line from 0."""
        line, column = divmod(position, self.columns)
        x = self.left + column * (self.width + self.gap_x)
        y = self.top + line * (self.height + self.gap_y)
        return x, y, self.width, self.height


SHEETS = (
    LabelSheet("labels_10", 2, 5, 91, 55, 14, 11),
    LabelSheet("labels_12", 2, 6, 86.4, 42.3, 18.6, 21.6),
    LabelSheet("labels_24", 3, 8, 66, 33.9, 6, 12.9),
    LabelSheet("plain_8", 2, 4, 95, 69, 10, 10.5, cut_lines=True),
)


def sheet_by_code(code: str) -> LabelSheet:
    """One of SHEETS. KeyError for another code."""
    for sheet in SHEETS:
        if sheet.code == code:
            return sheet
    raise KeyError(code)


def places(sheet: LabelSheet, count: int, skip: int = 0) -> Iterator[tuple[bool, Face]]:
    """For each of `count` labels: whether a new sheet begins with it, and its face.

    `skip` faces of the first sheet are used up already; ValueError where it is not on one sheet.
    """
    if not 0 <= skip < sheet.faces:
        raise ValueError(f"a sheet has {sheet.faces} labels: cannot skip {skip}")
    for number in range(count):
        position = (skip + number) % sheet.faces
        yield number == 0 or position == 0, sheet.face(position)


def draw_labels(
    paper: Paper,
    things: Sequence[T],
    sheet: LabelSheet,
    skip: int,
    draw: Callable[[Face, T], None],
) -> None:
    """One label a thing; an empty sheet for none. ValueError as `places`."""
    for thing, (new_sheet, face) in zip(things, places(sheet, len(things), skip), strict=True):
        if new_sheet:
            paper.add_page()
        if sheet.cut_lines:
            paper.box(*face, line=THIN)
        draw(face, thing)
    if not things:
        paper.add_page()
