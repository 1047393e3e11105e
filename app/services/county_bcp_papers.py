"""The BCP checklist of a council as a paper: read in one short look, drawn without a database."""

import sqlite3
from dataclasses import dataclass, field

from app.documents.bcp_checklist import (
    Checklist,
    ChecklistAlternate,
    ChecklistTask,
    bcp_checklist,
)
from app.documents.letterhead import Letterhead
from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.domain.county_bcp import due_at
from app.services.papers_words import Words, letterhead
from app.store.queries.county_bcp import BcpView, bcp_view


@dataclass(frozen=True)
class BcpPaper:
    view: BcpView
    head: Letterhead
    words: Words = field(repr=False)


def gather_bcp(db: sqlite3.Connection, council: bytes, language: str, now_ms: int) -> BcpPaper:
    """What the checklist of a council says now."""
    head = letterhead(db, day_of(now_ms), now_ms)
    return BcpPaper(bcp_view(db, council), head, Words.load(db, language))


def bcp_pdf(paper: BcpPaper) -> bytes:
    """The PDF."""
    view, words = paper.view, paper.words
    since = view.since
    tasks = tuple(
        ChecklistTask(
            one.title, one.hours, _until(due_at(one, since), words),
            one.state if one.changed_at else "", _moment(one.changed_at), one.note,
        )
        for one in view.tasks
    )  # fmt: skip
    alternates = tuple(
        ChecklistAlternate(words.code("alternate_kind", one.kind), one.title, one.place, one.state)
        for one in view.alternates
    )
    newest = view.rounds[0] if view.rounds else None
    what = Checklist(
        view.name,
        words.text("county_paper.since", at=_moment(since)) if since else "",
        tasks, alternates, _choices("bcp_state", words), _choices("alternate_state", words),
        _choices("safety_state", words),
        tuple((one.worker, one.state if one.at else "") for one in newest.answers)
        if newest else (),
    )  # fmt: skip
    return bcp_checklist(what, paper.head, words.texts)


def _choices(name: str, words: Words) -> tuple[tuple[str, str], ...]:
    entries = words.codes.entries(name, "9999-12-31")
    return tuple((one.code, one.label(words.texts.language)) for one in entries)


def _moment(at_ms: int | None) -> str:
    return "" if at_ms is None else f"{short_day_text(day_of(at_ms))} {time_text(at_ms)}"


def _until(at_ms: int | None, words: Words) -> str:
    return "" if at_ms is None else words.text("county_paper.until", at=_moment(at_ms))
