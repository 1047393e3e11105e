"""Keeps the search tables: two-letter pieces of folded names and addresses, and phone digits.

Pieces of two letters find 渡辺 as fast as a whole name; SQLite's own trigrams cannot find a surname
of two letters. What is stored is the search key, never what a person typed; the pieces themselves
are not kept beside the index, because the key tells them. Rows that are merged
into another stay findable: the old name leads to the record that holds.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from app.domain.addresses import fold_address
from app.domain.names import fold, normalise_phone
from sync.core.ids import EntityId

SEARCH_TABLES = """
CREATE TABLE _search_key (no INTEGER PRIMARY KEY, kind TEXT, entity BLOB, keys TEXT);
CREATE TABLE _search_phone (kind TEXT, digits TEXT, tail TEXT, entity BLOB,
    PRIMARY KEY (kind, digits, entity)) WITHOUT ROWID;
CREATE VIRTUAL TABLE _search USING fts5 (pieces, content = "", detail = none,
    tokenize = "unicode61 remove_diacritics 0");
"""

SEARCH_INDEXES = (
    "CREATE UNIQUE INDEX IF NOT EXISTS _search_key_entity ON _search_key (kind, entity)",
    "CREATE INDEX IF NOT EXISTS _search_phone_tail ON _search_phone (kind, tail)",
    "CREATE INDEX IF NOT EXISTS _search_phone_entity ON _search_phone (entity)",
)

TAIL_DIGITS = 4
KEY_SEPARATOR = "\x1f"

Phone = tuple[str, str, str, bytes]  # kind, digits, tail, row


@dataclass(frozen=True)
class Source:
    """Which fields of which table make a kind findable."""

    kind: str
    table: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    phones: tuple[str, ...]


SOURCES = (
    Source(
        "volunteer", "volunteer", ("name", "kana", "affiliation"), (), ("phone", "phone_other")
    ),
    Source(
        "group", "volunteer_group", ("name", "kana", "leader_name", "leader_kana", "contact_name"),
        (), ("phone", "mobile"),
    ),
    Source(
        "need", "need_private", ("name", "kana", "affected_name", "affected_kana"),
        ("address", "building"), ("phone", "phone_other", "affected_phone"),
    ),
)  # fmt: skip
SOURCE_OF_TABLE = {source.table: source for source in SOURCES}


def pieces(key: str) -> set[str]:
    """All neighbouring pairs of letters; the letter itself where there is only one."""
    return set(map(add, key, key[1:])) if len(key) > 1 else set(key)


class SearchIndex:
    """Belongs to the projector's connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def update(self, rows: Mapping[str, Iterable[EntityId]]) -> None:
        """Index rows of the given tables anew."""
        for table, identifiers in rows.items():
            source = SOURCE_OF_TABLE.get(table)
            if source is not None:
                for identifier in identifiers:
                    self._forget(source, identifier)
                    self._index(source, f"WHERE id = {_literal(identifier)}")

    def rebuild(self) -> None:
        """Index everything; the search tables are empty."""
        for source in SOURCES:
            self._index(source, "")

    def remember_phones(self) -> None:
        """Make the table of phones anew from the rows themselves."""
        for source in SOURCES:
            columns = ", ".join(f'"{name}"' for name in source.phones)
            rows = self._db.execute(f'SELECT id, {columns} FROM "live_{source.table}"').fetchall()
            self._put_phones(
                phone
                for identifier, *values in rows
                for phone in _phones(source, identifier, values)
            )

    def _forget(self, source: Source, identifier: EntityId) -> None:
        found = self._db.execute(
            "DELETE FROM _search_key WHERE kind = ? AND entity = ? RETURNING no, keys",
            (source.kind, identifier),
        ).fetchone()
        if found is not None:
            number, keys = found
            self._db.execute(
                "INSERT INTO _search (_search, rowid, pieces) VALUES ('delete', ?, ?)",
                (number, _document(source.kind, keys.split(KEY_SEPARATOR))),
            )
            self._db.execute(
                "DELETE FROM _search_phone WHERE entity = ? AND kind = ?",
                (identifier, source.kind),
            )

    def _put_phones(self, phones: Iterable[Phone]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO _search_phone VALUES (?, ?, ?, ?)", phones)

    def _index(self, source: Source, where: str) -> None:
        columns = ", ".join(
            f'"{name}"' for name in (*source.names, *source.addresses, *source.phones)
        )
        names, addresses = len(source.names), len(source.names) + len(source.addresses)
        first = self._db.execute("SELECT coalesce(max(no), 0) + 1 FROM _search_key").fetchone()[0]
        keys: list[tuple[int, str, bytes, str]] = []
        documents: list[tuple[int, str]] = []
        phones: list[Phone] = []
        found = self._db.execute(f'SELECT id, {columns} FROM "live_{source.table}" {where}')
        for number, (identifier, *values) in enumerate(found, first):
            folded = [key for value in values[:names] if value and (key := fold(value))]
            for value in values[names:addresses]:
                if value and (key := fold_address(value)):
                    folded.append(key)
            keys.append((number, source.kind, identifier, KEY_SEPARATOR.join(folded)))
            documents.append((number, _document(source.kind, folded)))
            phones += _phones(source, identifier, values[addresses:])
        self._db.executemany("INSERT INTO _search_key VALUES (?, ?, ?, ?)", keys)
        self._db.executemany("INSERT INTO _search (rowid, pieces) VALUES (?, ?)", documents)
        self._put_phones(phones)


def _phones(source: Source, identifier: bytes, values: Sequence[str | None]) -> list[Phone]:
    return [
        (source.kind, digits, digits[-TAIL_DIGITS:], identifier)
        for value in values
        if value and (digits := normalise_phone(value))
    ]


def forget_phones(db: sqlite3.Connection) -> None:
    """Before an image is packed: `remember_phones` brings them back."""
    db.execute("DELETE FROM _search_phone")


def kind_token(kind: str) -> str:
    """The word that marks a kind inside the index: longer than any piece."""
    return f"kind{kind}"


def _document(kind: str, keys: Iterable[str]) -> str:
    found = {kind_token(kind)}
    for key in keys:
        found |= pieces(key)
    return " ".join(found)


def _literal(identifier: bytes) -> str:
    return f"x'{identifier.hex()}'"
