"""Needs that may be about the same house: asked before a new one is taken, and shown on its page.

Folding a name or an address costs more than comparing it, so folded forms are kept in memory by
their text; with 3,000 open needs an answer while somebody types takes some hundredths of a second.
"""

import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.domain.houses import HouseCandidate, HouseFacts, HouseKeys, candidates, keys_of
from app.domain.needs import NeedStatus
from app.store.queries.needs import NeedLine, need_lines
from sync.core.ids import EntityId

_KEPT = 30_000
_keys = lru_cache(maxsize=_KEPT)(keys_of)


@dataclass(frozen=True)
class SameHouse:
    """A need that may be the same, with how alike (0 to 100) and why (codes of `likeness`)."""

    line: NeedLine
    score: int
    reasons: tuple[str, ...]


def same_house(
    db: sqlite3.Connection, asked: HouseFacts, apart_from: frozenset[EntityId] = frozenset()
) -> tuple[SameHouse, ...]:
    """Needs that may be about the house of `asked`, the likeliest first.

    Those merged away and those in `apart_from` are left out; settled ones are not: a house that
    was served calls again.
    """
    keys = keys_of(asked)
    if not (keys.names or keys.phones or keys.house):
        return ()
    known = [one for one in _all_keys(db) if one.id not in apart_from]
    found: dict[bytes, HouseCandidate] = {one.id: one for one in candidates(keys, known)}
    lines = need_lines(db, tuple(EntityId(key) for key in found))
    return tuple(
        SameHouse(line, found[line.id].likeness.score, found[line.id].likeness.reasons)
        for line in lines
    )


def house_facts(db: sqlite3.Connection, need: EntityId) -> HouseFacts | None:
    """What a need says about its house; None for a need that is gone or cannot be read here."""
    row = db.execute(f"{_FACTS} WHERE n.id = ?", (need,)).fetchone()
    return None if row is None else _facts(row)


_FACTS = """
SELECT n.id, p.name, p.kana, p.affected_name, p.affected_kana, p.phone, p.phone_other,
       p.affected_phone, p.address, n.town
FROM live_need n JOIN live_need_private p ON p.id = n.id
"""


def _all_keys(db: sqlite3.Connection) -> list[HouseKeys]:
    rows = db.execute(f"{_FACTS} WHERE coalesce(n.status, '') <> ?", (NeedStatus.DUPLICATE_MERGED,))
    return [_keys(_facts(row)) for row in rows]


def _facts(row: tuple[Any, ...]) -> HouseFacts:
    identifier, name, kana, affected, affected_kana, phone, other, affected_phone, address, town = (
        row
    )
    return HouseFacts(
        identifier,
        ((name, kana), (affected, affected_kana)),
        (phone, other, affected_phone),
        address,
        town,
    )
