"""受け付けられなかった変更: what is in the log and does not count, until a person decides."""

from collections.abc import Iterator
from itertools import groupby
from sqlite3 import Connection
from typing import NamedTuple

from app.services.judging import OURS
from app.services.sync_view import HeldBack
from sync.core.clock import hlc_ms
from sync.core.ids import DeviceId, EntityId

ACTS_MAX = 20
_HELD = """
SELECT d.id, h.space, h.seq, h.hlc, h.actor, h.reason, h.act, coalesce(v.letter, ''),
    coalesce(v.label, '')
FROM _held h JOIN _device d ON d.no = h.device LEFT JOIN device v ON v.id = d.id
ORDER BY d.id, h.space, h.seq
"""


class _Row(NamedTuple):
    device: bytes
    space: bytes
    seq: int
    hlc: int
    actor: bytes | None
    reason: str
    act: str | None
    letter: str
    label: str


def held_back(db: Connection) -> tuple[HeldBack, ...]:
    """One entry for each stretch of one person's batches of one device, space and reason, the
    latest first. What only this device cannot read is none of them."""
    rows = (_Row(*row) for row in db.execute(_HELD))
    theirs = [row for row in rows if row.reason not in OURS]
    found = [
        _entry(list(part)) for (*_key, _start), part in groupby(_numbered(theirs), _stretch)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda entry: entry.last_ms, reverse=True))


def count_held_back(db: Connection) -> int:
    """How many batches."""
    marks = ", ".join("?" for _ in OURS)
    sql = f"SELECT count(*) FROM _held WHERE reason NOT IN ({marks})"  # noqa: S608 — marks only
    return int(db.execute(sql, OURS).fetchone()[0])


def _numbered(rows: list[_Row]) -> Iterator[tuple[int, _Row]]:
    yield from enumerate(rows)


def _stretch(item: tuple[int, _Row]) -> tuple[object, ...]:
    place, row = item
    return row.device, row.space, row.reason, row.actor, row.seq - place


def _entry(part: list[tuple[int, _Row]]) -> HeldBack:
    rows = [row for _place, row in part]
    first, last = rows[0], rows[-1]
    acts = tuple(dict.fromkeys(row.act for row in rows if row.act is not None))
    return HeldBack(
        DeviceId(first.device), first.letter, first.label, first.space, first.reason,
        first.seq, last.seq, hlc_ms(first.hlc), hlc_ms(last.hlc),
        EntityId(first.actor) if first.actor else None, acts[:ACTS_MAX],
    )  # fmt: skip
