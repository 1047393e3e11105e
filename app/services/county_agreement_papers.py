"""Papers and lists of a county: the call list, the directory. Nobody's name stands on them.

Promises that reading is short and making needs no database, as `papers` does for a centre.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.documents.call_list import CallLine, call_list
from app.documents.letterhead import Letterhead
from app.documents.sheets import Column, Sheet, Value
from app.domain.county_agreement import call_tree
from app.services.papers_words import Words, letterhead
from app.store.queries.county_agreement import AgreementView, agreement_view

DIRECTORY_COLUMNS = (
    ("code", 8), ("council", 18), ("kind", 12), ("duty", 18), ("phone", 16), ("email", 24),
    ("hours", 16), ("order", 6), ("caller", 24), ("address", 30),
)  # fmt: skip


@dataclass(frozen=True)
class CountyPaper:
    """What a paper of a county needs besides its own lines."""

    view: AgreementView
    words: Words
    head: Letterhead


def gather_agreement(db: sqlite3.Connection, day: date, language: str, now_ms: int) -> CountyPaper:
    """What the call list and the directory say on a day."""
    view = agreement_view(db, day.isoformat())
    return CountyPaper(view, Words.load(db, language), letterhead(db, day, now_ms))


def call_list_pdf(paper: CountyPaper) -> bytes:
    """連絡網 on A4."""
    view = paper.view
    known: dict[bytes, str] = {one.id: f"{one.council_name} {one.title}" for one in view.contacts}
    lines = tuple(
        CallLine(
            call.depth, call.contact.council_name, call.contact.title, call.contact.phone,
            call.contact.hours, known.get(call.contact.called_by or b"", ""),
            known.get(call.contact.calls_next or b"", ""),
        )
        for call in call_tree(view.contacts)
    )  # fmt: skip
    return call_list(lines, date.fromisoformat(view.day), paper.head, paper.words.texts)


def directory_sheet(view: AgreementView, words: Words) -> Sheet:
    """The directory as the import reads it: one line an office, one line a duty."""
    known: dict[bytes, str] = {one.id: f"{one.council_name} {one.title}" for one in view.contacts}
    rows: list[tuple[Value, ...]] = []
    for council in view.councils:
        duties = [one for one in view.contacts if one.council == council.id]
        if council.phone or council.email or council.address or not duties:
            rows.append((
                council.code, council.name, None, None, council.phone, council.email, None, None,
                None, council.address,
            ))  # fmt: skip
        rows += [
            (
                council.code, council.name, words.code("contact_kind", one.kind), one.title,
                one.phone, one.email, one.hours, one.position,
                known.get(one.called_by or b"", ""), None,
            )
            for one in duties
        ]  # fmt: skip
    columns = tuple(
        Column(words.text(f"county_paper.column_{name}"), width)
        for name, width in DIRECTORY_COLUMNS
    )
    return Sheet(words.text("county_paper.directory"), columns, tuple(rows), frozen=2)
