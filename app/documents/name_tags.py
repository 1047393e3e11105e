"""名札: one label a person, to be read from two metres away.

Promises the name as typed and as large as the label allows, its kana above it, the number that
people say, and marks for a leader and for a first-timer. Holds no phone number, no address, no QR
code.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.messages import Messages
from app.documents.label_sheets import SHEETS, Face, LabelSheet, draw_labels
from app.documents.letterhead import Letterhead
from app.documents.paper import MM_PER_POINT, Paper

PAD = 3.0
STRIP = 0.16  # of the height: the line at the top
KANA, NUMBER = 0.14, 0.15
NAME_FLOOR = 0.5  # of the largest size: a name shrinks to it before it takes two lines


@dataclass(frozen=True)
class NameTag:
    """One person's tag. `group` is a group's name or what else belongs on the top line."""

    name: str
    number: str
    kana: str = ""
    group: str = ""
    first_time: bool = False
    leader: bool = False


def name_tags(
    tags: Sequence[NameTag],
    head: Letterhead,
    texts: Messages,
    sheet: LabelSheet = SHEETS[0],
    skip: int = 0,
) -> bytes:
    """A PDF of label sheets; the first `skip` labels of the first sheet stay empty."""
    paper = Paper(texts.text("papers.tag.title"), head.printed_at, texts.language)
    draw_labels(paper, tags, sheet, skip, lambda face, tag: _draw(paper, face, tag, head, texts))
    return paper.output()


def _draw(paper: Paper, face: Face, tag: NameTag, head: Letterhead, texts: Messages) -> None:
    x, y, width, height = face
    inner, strip = width - 2 * PAD, height * STRIP
    _top_line(paper, (x + PAD, y + PAD * 0.8, inner, strip), tag, head, texts)
    top = y + PAD * 0.8 + strip
    kana = height * KANA
    small = _points(kana) * 0.7
    if tag.kana:
        paper.fitted((x + PAD, top + 0.5, inner, kana), tag.kana, (small, 5), align="centre")
    name_top = top + 0.5 + (kana if tag.kana else 0)
    foot = height * NUMBER
    name_box = (x + PAD, name_top, inner, y + height - PAD * 0.6 - foot - name_top)
    largest = _points(name_box[3]) * 0.75
    paper.fitted(name_box, tag.name, (largest, largest * NAME_FLOOR), bold=True, align="centre")
    number_box = (x + PAD, y + height - PAD * 0.6 - foot, inner, foot)
    paper.fitted(number_box, tag.number, (_points(foot) * 0.75, 6), align="left")
    if head.drill:
        drill = texts.text("papers.drill")
        paper.fitted(number_box, drill, (_points(foot) * 0.7, 6), bold=True, align="right")


def _top_line(paper: Paper, box: Face, tag: NameTag, head: Letterhead, texts: Messages) -> None:
    """Group or centre at the left, marks at the right; a leader's whole line is black."""
    x, y, width, height = box
    marks = texts.text("papers.tag.first_time") if tag.first_time else ""
    right = 0.0
    if marks:
        right = paper.measure(_points(height) * 0.6, bold=True)(marks) + 3
        paper.box(x + width - right, y, right, height, line=0.5)
        inside = (x + width - right, y, right, height)
        paper.fitted(inside, marks, (_points(height) * 0.6, 5), bold=True, align="centre")
    left = width - right - (1 if right else 0)
    name = tag.group or head.centre
    if tag.leader:
        paper.box(x, y, left, height, line=None, ground=0.0)
        title = texts.text("papers.tag.leader", group=tag.group) if tag.group else ""
        title = title or texts.text("papers.tag.leader_only")
        inside = (x + 1, y, left - 2, height)
        paper.fitted(inside, title, (_points(height) * 0.6, 5), bold=True, black=0.0)
    else:
        paper.fitted((x, y, left, height), name, (_points(height) * 0.55, 5))
        paper.line(x, y + height, x + left, y + height)


def _points(height: float) -> float:
    return height / MM_PER_POINT
