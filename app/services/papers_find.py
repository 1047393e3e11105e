"""Which records a paper is about, from what people say: a team, a person's or need's number, an id.

A need's number means its team: the one of the day, else the latest. Refuses (`PaperRefused`) what
is not found. A record that was merged away stands for the one that holds.
"""

import re
import sqlite3
import unicodedata
from datetime import date

from app.documents.payloads import parse
from app.domain.numbers import normal_number
from app.domain.papers import PAPER_KINDS
from app.services.papers import PaperRefused
from app.store.queries.aliases import record_that_holds
from app.store.queries.needs import need_by_number
from app.store.queries.papers import (
    exists_live,
    people_of_papers,
    person_by_number,
    team_of_need,
    team_on_paper,
    teams_of_papers,
)
from sync.core.ids import EntityId

_HEX_ID = re.compile("[0-9a-f]{32}")


def subjects_of(
    db: sqlite3.Connection, kind: str, named: tuple[str, ...], day: date
) -> tuple[EntityId, ...]:
    """The ids that a paper of this kind is about. Nobody named means everybody of the day."""
    about = PAPER_KINDS[kind].about if kind in PAPER_KINDS else "day"
    if about == "day":
        if named:
            raise PaperRefused("paper_of_the_day")
        return ()
    if not named and about == "team":
        return teams_of_papers(db, day.isoformat())
    if not named:
        every = people_of_papers(db, day.isoformat())
        return tuple(dict.fromkeys(record_that_holds(db, "volunteer", one) for one in every))
    found = [_team(db, text, day) if about == "team" else _person(db, text) for text in named]
    missing = next((text for text, one in zip(named, found, strict=True) if one is None), None)
    if missing is not None:
        raise PaperRefused("not_found_for_paper", named=missing)
    known = (one for one in found if one is not None)
    return tuple(record_that_holds(db, "volunteer", one) for one in known)


def _team(db: sqlite3.Connection, text: str, day: date) -> EntityId | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    identifier = _id(plain)
    if identifier is not None:
        if exists_live(db, "team", identifier):
            return identifier
        return team_of_need(db, identifier, day.isoformat())
    team = team_on_paper(db, plain, day.isoformat())
    if team is not None:
        return team
    number = normal_number(plain)
    need = need_by_number(db, number) if number else None
    return None if need is None else team_of_need(db, need, day.isoformat())


def _person(db: sqlite3.Connection, text: str) -> EntityId | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    identifier = _id(plain)
    if identifier is not None:
        known = ("volunteer", "volunteer_group")
        return identifier if any(exists_live(db, table, identifier) for table in known) else None
    scanned = parse(plain)
    number = normal_number(scanned.value if scanned is not None else plain)
    return person_by_number(db, number) if number else None


def _id(text: str) -> EntityId | None:
    """An id as 32 digits or as a scanned code."""
    if _HEX_ID.fullmatch(text.lower()):
        return EntityId(bytes.fromhex(text))
    scanned = parse(text)
    return EntityId(scanned.entity) if scanned is not None and scanned.entity else None
