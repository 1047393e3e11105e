"""引継書 on A4: how a section stands, what is open, three warnings, contacts; and room to sign.

Names nobody: open items are numbers of records, contacts are duties.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.catalogue.messages import Messages
from app.documents.flow import (
    BODY,
    GAP,
    Block,
    Cell,
    bar,
    gap,
    headline,
    label,
    rest,
    rows,
    seals,
)
from app.documents.letterhead import Letterhead, framed, long_day
from app.documents.paper import INNER, Paper

NUMBERS_WIDTH = 110.0
SIGN_HEIGHT = 20.0


@dataclass(frozen=True)
class OpenLine:
    """A kind in words, how many, and the numbers of the records."""

    kind: str
    count: int
    numbers: str = ""


@dataclass(frozen=True)
class HandoverSheet:
    host: str
    section: str
    day: date
    worker: str
    home: str
    state: str
    items: tuple[OpenLine, ...] = ()
    warnings: tuple[str, ...] = ()
    contacts: str = ""
    taken: str = ""


def handover_sheet(sheet: HandoverSheet, head: Letterhead, texts: Messages) -> bytes:
    title = texts.text("county_dispatch.paper.handover")
    paper = Paper(title, head.printed_at, texts.language)
    note = f"{sheet.host}　{sheet.section}　{long_day(sheet.day, texts.language)}"
    return framed(paper, _blocks(paper, sheet, texts, title), head, texts, note)


def _blocks(paper: Paper, sheet: HandoverSheet, texts: Messages, title: str) -> list[Block]:
    t = texts.text
    section = f"{title}　{sheet.section}"
    blocks = [headline(paper, section, f"{sheet.host}　{long_day(sheet.day, texts.language)}")]
    who = label(t("county_dispatch.paper.from"))
    taken = label(t("county_dispatch.paper.taken"))
    half = (INNER - who.width - taken.width) / 2
    blocks += rows(
        paper,
        (who, Cell(f"{sheet.worker}　{sheet.home}", half, BODY, 7), taken,
         Cell(sheet.taken, half, BODY, 7)),
    )  # fmt: skip
    blocks += [gap(GAP), bar(paper, t("county_dispatch.paper.state"))]
    blocks += rows(paper, (Cell(sheet.state, INNER, top=True),), least=24)
    blocks += [gap(GAP), bar(paper, t("county_dispatch.paper.items"),
                             t("county_dispatch.paper.items_hint"))]  # fmt: skip
    for item in sheet.items:
        kind = Cell(item.kind, 54, BODY, 7, bold=True)
        count = Cell(t("county_dispatch.paper.count", count=item.count), 24, BODY, align="right")
        blocks += rows(paper, (kind, count, Cell(item.numbers, rest((kind, count)), 9.5)))
    if not sheet.items:
        blocks += rows(paper, (Cell(t("papers.none"), INNER),))
    blocks += [gap(GAP), bar(paper, t("county_dispatch.paper.warnings"), black=True)]
    blocks += _numbered(paper, sheet.warnings)
    blocks += [gap(GAP), bar(paper, t("county_dispatch.paper.contacts"))]
    blocks += rows(paper, (Cell(sheet.contacts, INNER, top=True),), least=20)
    blocks += [gap(GAP), _signs(paper, texts)]
    return blocks


def _numbered(paper: Paper, warnings: Sequence[str]) -> list[Block]:
    blocks: list[Block] = []
    for number in range(3):
        words = warnings[number] if number < len(warnings) else ""
        place = Cell(str(number + 1), 12, 14, bold=True, align="centre")
        blocks += rows(paper, (place, Cell(words, rest((place,)), 12)), least=12)
    return blocks


def _signs(paper: Paper, texts: Messages) -> Block:
    names = (
        texts.text("county_dispatch.paper.sign_gives"),
        texts.text("county_dispatch.paper.sign_takes"),
        texts.text("county_dispatch.paper.sign_leader"),
    )
    return seals(paper, names, SIGN_HEIGHT)
