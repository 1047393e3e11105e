"""Papers of relief staff: the card, the handover, the roster. Read in one look, made without it."""

import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta

from app.documents.handover_sheet import HandoverSheet, OpenLine, handover_sheet
from app.documents.letterhead import Letterhead
from app.documents.relief_cards import ReliefCard, relief_cards
from app.documents.relief_roster import RosterCount, RosterLine, RosterSheet, roster_sheet
from app.domain.calendar_jp import short_day_text, time_text
from app.domain.county_dispatch import RosterDay
from app.domain.worker_card import WorkerCard
from app.services.papers_words import Words
from app.services.relief_stay import CardPerson
from app.store.queries.county_roster import Assignment, Handover, Roster

ROSTER_DAYS = 14


def county_head(db: sqlite3.Connection, now_ms: int) -> Letterhead:
    """Whose paper it is: the county's, with its disaster, marked as a drill where it is one."""
    row = db.execute("SELECT name, disaster, drill FROM live_centre_profile LIMIT 1").fetchone()
    name, disaster, drill = row or ("", None, 0)
    return Letterhead(str(name or ""), "", now_ms, str(disaster or ""), bool(drill))


def made_cards(
    stays: Sequence[Assignment], people: Sequence[CardPerson], head: Letterhead, words: Words
) -> bytes:
    """Cards of those who have a name. The head is that of the council that sends."""
    named = {person.worker: person for person in people}
    cards = [
        ReliefCard(
            card_of_stay(one, named[one.worker].name, named[one.worker].kana),
            one.home_name, one.host_name, words.code("section", one.section),
            words.code("staff_role", one.role),
        )
        for one in stays if one.worker in named
    ]  # fmt: skip
    return relief_cards(cards, head, words.texts)


def card_of_stay(one: Assignment, name: str, kana: str) -> WorkerCard:
    return WorkerCard(
        one.id, one.worker, one.host_code, one.section, one.role or "member", one.arrives_on,
        one.leaves_on, one.leads, name.strip(), kana.strip(),
    )  # fmt: skip


def made_handover(found: Handover, host: str, head: Letterhead, words: Words) -> bytes:
    items = tuple(
        OpenLine(
            words.text(f"county_dispatch.item_{one.kind}"), one.count,
            words.text("papers.separator").join(one.numbers),
        )
        for one in found.items
    )  # fmt: skip
    taken = ""
    if found.taken_at is not None:
        taken = f"{found.taken_worker}　{time_text(found.taken_at, found.day)}"
    sheet = HandoverSheet(
        host, words.code("section", found.section), found.day, found.worker, found.home_name,
        found.state, items, found.warnings, found.contacts, taken,
    )  # fmt: skip
    return handover_sheet(sheet, head, words.texts)


def made_roster(
    roster: Roster, days: Sequence[RosterDay], said: str, today: date, head: Letterhead,
    words: Words,
) -> bytes:  # fmt: skip
    lines = tuple(
        RosterLine(
            one.worker, one.host_name if roster.sends else one.home_name,
            words.code("section", one.section),
            words.text("county_dispatch.leads") if one.leads else
            words.code("staff_role", one.role),
            words.text("county_dispatch.course", number=one.tour_number) if one.tour_number else "",
            words.text("county_dispatch.period", first=short_day_text(one.arrives_on),
                       last=short_day_text(one.leaves_on)),
            words.code("lodging", one.lodging or None),
            "　".join((
                *([words.text("county_dispatch.car")] if one.car else []),
                *([words.text("county_dispatch.own_judgement")] if one.own_judgement else []),
            )),
            words.code("assignment_state", one.state),
        )
        for one in roster.stays
        if one.leaves_on >= today - timedelta(ROSTER_DAYS)
    )  # fmt: skip
    counts = tuple(RosterCount(one.day, one.heads, one.wanted) for one in days)
    return roster_sheet(RosterSheet(roster.name, today, lines, counts, said), head, words.texts)
