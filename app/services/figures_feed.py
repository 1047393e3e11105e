"""The open feed of what the councils published: figures per council and day, as JSON and as CSV.

Counts and nothing else: it reads the tables of figures, of councils and the county's name. Its tag
is made of its bytes, so whoever has it already is told so.
"""

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from app.domain.calendar_jp import day_of, jst
from app.services.command import Changes
from app.services.operation import Operation
from app.store.queries.county_feed import FEED_HEAD, FEED_TABLES, county_name, feed_rows

DAYS = 90
FORMAT = 1


@dataclass(frozen=True)
class Feed:
    """`kind` is its content type."""

    kind: str
    content: bytes
    tag: str


class FiguresFeed:
    """Made anew when what it reads has changed, and on a new day. Safe for threads."""

    def __init__(self, county: Operation) -> None:
        self._county = county
        self._made: dict[str, tuple[object, int, Feed]] = {}
        self._changes = 0
        self.close = county.bus.subscribe(self._heard)

    def json(self) -> Feed:
        return self._kept("json", figures_json)

    def csv(self) -> Feed:
        return self._kept("csv", figures_csv)

    def _heard(self, changes: Changes) -> None:
        self._changes += not FEED_TABLES.isdisjoint(changes.topics)

    def _kept(self, name: str, make: Callable[[Operation], Feed]) -> Feed:
        today, changes = day_of(self._county.world.clock.now_ms()), self._changes
        kept = self._made.get(name)
        if kept is not None and kept[:2] == (today, changes):
            return kept[2]
        made = make(self._county)
        self._made[name] = (today, changes, made)
        return made


def figures_json(county: Operation) -> Feed:
    name, drill, rows = _read(county)
    figures = [_named(row) for row in rows]
    said = {"format": FORMAT, "county": name, "drill": drill, "days": DAYS, "figures": figures}
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n"
    return _feed("application/json; charset=utf-8", text.encode())


def figures_csv(county: Operation) -> Feed:
    """With a byte order mark, which spreadsheets need to read Japanese."""
    _name, _drill, rows = _read(county)
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(FEED_HEAD)
    lines.writerows(_named(row).values() for row in rows)
    return _feed("text/csv; charset=utf-8", written.getvalue().encode("utf-8-sig"))


def _feed(kind: str, content: bytes) -> Feed:
    return Feed(kind, content, f'"{sha256(content).hexdigest()[:32]}"')


def _named(row: tuple[object, ...]) -> dict[str, object]:
    """An instant as it is written in Japan; what was not counted is empty."""
    values = dict(zip(FEED_HEAD, row, strict=True))
    at_ms = values["as_of"]
    values["final"] = bool(values["final"])
    values["as_of"] = jst(at_ms).isoformat() if isinstance(at_ms, int) else None
    return values


def _read(county: Operation) -> tuple[str, bool, list[tuple[object, ...]]]:
    first = day_of(county.world.clock.now_ms()) - timedelta(days=DAYS - 1)

    def read(db: sqlite3.Connection) -> tuple[str, bool, list[tuple[object, ...]]]:
        return (*county_name(db), feed_rows(db, first.isoformat()))

    return county.read(read)
