"""派遣職員証: one card a relief worker, to be scanned at the door of the centre that is helped.

The only code of Tasuki with a name in it: the card carries the worker's own name from the council
that sends to the one that is helped, on paper, so that it never stands in the county.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue.messages import Messages
from app.documents.label_sheets import SHEETS, Face, LabelSheet, draw_labels
from app.documents.letterhead import Letterhead
from app.documents.paper import MM_PER_POINT, Paper
from app.domain.calendar_jp import short_day_text
from app.domain.worker_card import WorkerCard, card_text

PAD = 3.0
QR_SHARE = 0.5
DRILL_WIDTH = 9.0
CARDS = SHEETS[3]  # eight to a sheet of plain paper: the code holds much, so it is large


@dataclass(frozen=True)
class ReliefCard:
    """A card with what a person reads on it: names of councils, words of codes."""

    card: WorkerCard
    home_name: str
    host_name: str
    section: str
    role: str


def relief_cards(
    cards: Sequence[ReliefCard], head: Letterhead, texts: Messages, sheet: LabelSheet = CARDS
) -> bytes:
    """A PDF of label sheets. ValueError for a card that could not be read again."""
    paper = Paper(texts.text("county_dispatch.paper.card"), head.printed_at, texts.language)
    draw_labels(paper, cards, sheet, 0, lambda face, card: _draw(paper, face, card, head, texts))
    return paper.output()


def _draw(paper: Paper, face: Face, one: ReliefCard, head: Letterhead, texts: Messages) -> None:
    x, y, width, height = face
    card = one.card
    side = min(height - 6, width * QR_SHARE)
    paper.qr(x + 2, y + (height - side) / 2, side, card_text(card))
    left, room = x + side + 3, width - side - 3 - PAD
    top, usable = y + PAD, height - PAD * 2
    days = texts.text(
        "county_dispatch.period", first=short_day_text(card.arrives_on),
        last=short_day_text(card.leaves_on),
    )  # fmt: skip
    to = texts.text("county_dispatch.paper.to", host=one.host_name)
    leads = texts.text("county_dispatch.leads") if card.leads else one.role
    lines = (
        (texts.text("county_dispatch.paper.card"), 0.1, 0.62, True),
        (card.worker, 0.15, 0.75, True),
        (card.kana, 0.08, 0.7, False),
        (card.name, 0.17, 0.75, True),
        (one.home_name, 0.1, 0.66, False),
        (to, 0.1, 0.66, False),
        (f"{one.section}　{leads}", 0.1, 0.66, True),
        (days, 0.1, 0.7, True),
        (texts.text("county_dispatch.paper.card_hint"), 0.1, 0.5, False),
    )
    for number, (words, share, letters, bold) in enumerate(lines):
        line = usable * share
        largest = line / MM_PER_POINT * letters
        beside = DRILL_WIDTH if head.drill and number == 0 else 0.0
        paper.fitted((left, top, room - beside, line), words, (largest, largest * 0.5), bold=bold)
        top += line
    if head.drill:
        box = (left + room - DRILL_WIDTH, y + PAD, DRILL_WIDTH, usable * 0.1)
        paper.fitted(box, texts.text("papers.drill"), (9, 5), bold=True, align="right")
