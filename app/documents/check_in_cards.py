"""QR cards for the reception: a code to scan, a number to say, a name to check.

The code holds the person's id or number and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.messages import Messages
from app.documents import payloads
from app.documents.label_sheets import SHEETS, Face, LabelSheet, draw_labels
from app.documents.letterhead import Letterhead
from app.documents.paper import MM_PER_POINT, Paper

PAD = 3.0
DRILL_WIDTH = 9.0
NAME_FLOOR = 0.5  # of the largest size, before a text takes two lines
QR_SHARE = 0.46  # of the card's width, at most


@dataclass(frozen=True)
class CheckInCard:
    """`person` is the id (16 bytes) or the number (C-0137) that the code holds."""

    person: bytes | str
    number: str
    name: str
    kana: str = ""


def check_in_cards(
    cards: Sequence[CheckInCard],
    head: Letterhead,
    texts: Messages,
    sheet: LabelSheet = SHEETS[0],
    skip: int = 0,
) -> bytes:
    """A PDF of label sheets, one card a person. ValueError for who has no id and no number."""
    paper = Paper(texts.text("papers.card.title"), head.printed_at, texts.language)
    draw_labels(paper, cards, sheet, skip, lambda face, card: _draw(paper, face, card, head, texts))
    return paper.output()


def _draw(paper: Paper, face: Face, card: CheckInCard, head: Letterhead, texts: Messages) -> None:
    x, y, width, height = face
    side = min(height - 2, width * QR_SHARE)
    paper.qr(x + 1, y + (height - side) / 2, side, payloads.person(card.person))
    left, room = x + side + 1, width - side - 1 - PAD
    top, usable = y + PAD * 0.8, height - PAD * 1.6
    lines = (
        (head.centre, 0.12, 0.6, False),
        (card.number, 0.26, 0.75, True),
        (card.kana, 0.12, 0.65, False),
        (card.name, 0.28, 0.7, True),
        (texts.text("papers.card.hint"), 0.2, 0.42, False),
    )
    for number, (text, share, letters, bold) in enumerate(lines):
        line = usable * share
        largest = line / MM_PER_POINT * letters
        beside = DRILL_WIDTH if head.drill and number == 0 else 0.0
        box = (left, top, room - beside, line)
        paper.fitted(box, text, (largest, largest * NAME_FLOOR), bold=bold)
        top += line
    if head.drill:
        box = (left + room - DRILL_WIDTH, y + PAD * 0.8, DRILL_WIDTH, usable * 0.12)
        paper.fitted(box, texts.text("papers.drill"), (9, 5), bold=True, align="right")
