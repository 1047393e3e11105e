"""Search as you type: numbers, phones, names in any script, addresses; fuzzy when nothing fits.

The cost is that of an index look-up and of ranking at most `CANDIDATES_MAX` rows; it grows with the
number of hits, not with the number of records.
"""

import sqlite3
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.domain.addresses import fold_address
from app.domain.names import expand_query, fold, normalise_phone
from app.domain.numbers import parse_number
from app.store.search_index import KEY_SEPARATOR, TAIL_DIGITS, kind_token, pieces
from sync.core.ids import EntityId

CANDIDATES_MAX = 300
FUZZY_SCORE_MIN = 72
PHONE_DIGITS_MIN = 3
NUMBER_TABLES = {"volunteer": "volunteer", "group": "volunteer_group", "need": "need"}


@dataclass(frozen=True)
class Hit:
    """`score` 0 to 100; 100 is a number or a whole phone. `reason`: number, phone, name, fuzzy."""

    entity: EntityId
    score: float
    reason: str


def search(db: sqlite3.Connection, kind: str, text: str, limit: int = 20) -> tuple[Hit, ...]:
    """The best hits first. `kind`: volunteer, group or need. Blank text finds nothing."""
    hits: dict[EntityId, Hit] = {}
    for hit in (*_by_number(db, kind, text), *_by_phone(db, kind, text), *_by_name(db, kind, text)):
        known = hits.get(hit.entity)
        if known is None or known.score < hit.score:
            hits[hit.entity] = hit
    if not hits:
        hits = {hit.entity: hit for hit in _fuzzy(db, kind, text)}
    ordered = sorted(hits.values(), key=lambda hit: (-hit.score, hit.entity))
    return tuple(ordered[:limit])


def _by_number(db: sqlite3.Connection, kind: str, text: str) -> list[Hit]:
    parsed = parse_number(text)
    table = NUMBER_TABLES[kind]
    if parsed is not None:
        letter, counter = parsed
        found = db.execute(
            f'SELECT id FROM "live_{table}" WHERE number = ?', (f"{letter}-{counter:04}",)
        )
        return [Hit(EntityId(row[0]), 100, "number") for row in found]
    if not (text.isascii() and text.strip().isdecimal() and len(text.strip()) <= TAIL_DIGITS):
        return []
    # Only the counter was typed: any desk may have given it.
    endings = [f"{row[0]}{int(text):04}" for row in db.execute("SELECT series FROM _number")]
    marks = ", ".join("?" for _ in endings)
    found = db.execute(f'SELECT id FROM "live_{table}" WHERE number IN ({marks})', endings)
    return [Hit(EntityId(row[0]), 98, "number") for row in found]


def _by_phone(db: sqlite3.Connection, kind: str, text: str) -> list[Hit]:
    digits = normalise_phone(text)
    letters = sum(character.isalpha() for character in text)
    if len(digits) < PHONE_DIGITS_MIN or letters:
        return []
    rows = db.execute(
        # Each half has its own end: everybody's number begins with 090, and UNION sorts them all.
        "SELECT * FROM (SELECT entity, digits FROM _search_phone WHERE kind = ?1 AND digits >= ?2 "
        "AND digits < ?2 || ':' LIMIT ?4) UNION SELECT * FROM (SELECT entity, digits "
        "FROM _search_phone WHERE kind = ?1 AND tail = ?3 LIMIT ?4)",
        (kind, digits, digits if len(digits) == TAIL_DIGITS else "", CANDIDATES_MAX),
    ).fetchall()
    return [
        Hit(EntityId(entity), 100 if found == digits else 90, "phone") for entity, found in rows
    ]


def _by_name(db: sqlite3.Connection, kind: str, text: str) -> list[Hit]:
    hits: list[Hit] = []
    for place, key in enumerate(_keys(kind, text)):
        query = " ".join(f'"{piece}"' for piece in pieces(key)) if len(key) > 1 else f'"{key}"*'
        for entity, keys in _matching(db, kind, query):
            score = max(_score(key, field) for field in keys.split(KEY_SEPARATOR))
            if score:
                hits.append(Hit(entity, score - min(place, 4), "name"))
    return hits


def _fuzzy(db: sqlite3.Connection, kind: str, text: str) -> list[Hit]:
    key = fold(text)
    if len(key) < 2:
        return []
    hits = []
    query = "(" + " OR ".join(f'"{piece}"' for piece in pieces(key)) + ")"
    for entity, keys in _matching(db, kind, query, ranked=True):
        score = max(_likeness(key, field) for field in keys.split(KEY_SEPARATOR))
        if score >= FUZZY_SCORE_MIN:
            hits.append(Hit(entity, score * 0.7, "fuzzy"))
    return hits


def _likeness(key: str, field: str) -> float:
    """Of what was typed to the beginning of a field: a letter may be another one, or be missing."""
    return max(fuzz.ratio(key, field[:length]) for length in (len(key), len(key) + 1))


def _keys(kind: str, text: str) -> tuple[str, ...]:
    found = [key for key in expand_query(text) if key]
    if kind == "need":
        found.append(fold_address(text))
    return tuple(dict.fromkeys(key for key in found if key))


def _matching(
    db: sqlite3.Connection, kind: str, query: str, *, ranked: bool = False
) -> list[tuple[EntityId, str]]:
    order = "ORDER BY rank " if ranked else ""
    rows = db.execute(
        "SELECT k.entity, k.keys FROM _search JOIN _search_key k ON k.no = _search.rowid "
        f"WHERE _search MATCH ? {order}LIMIT ?",
        (f'"{kind_token(kind)}" AND {query}', CANDIDATES_MAX),
    )
    return [(EntityId(row[0]), row[1]) for row in rows]


def _score(key: str, field: str) -> float:
    """Whole, beginning, inside; pieces that only happen to be there do not count."""
    if field == key:
        return 97
    if field.startswith(key):
        return 92
    return 80 if key in field else 0
