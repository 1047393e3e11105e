"""The county's board: every council with its centre's state and figures, sums, and days of one.

Promises three statements for the whole board, however many days are on record, and that what was
not said is None, never 0. A satellite stands under its council and is counted as one of its own.
"""

import json
import sqlite3
from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import day_of
from app.domain.county_board import (
    COUNTING,
    COUNTS,
    OPEN_STATUSES,
    TREND_DAYS,
    CountyFigures,
    before,
    is_old,
    leading_status,
)
from app.domain.tables_county import PREFECTURE
from app.store.queries.county_figures import COLUMNS, SentDay, sent_day, sent_days
from app.store.queries.papers import centre_row
from sync.core.ids import EntityId

NO_BLOCK = b""
WARD, SATELLITE = "ward", "satellite"


@dataclass(frozen=True)
class CentreState:
    """What a centre says of itself. `as_of` 0: nothing was ever said."""

    status: str = ""
    scope: str = ""
    opens: str = ""
    closes: str = ""
    disaster: str = ""
    phone: str = ""
    staff_short: int | None = None
    tools_short: tuple[str, ...] = ()
    note: str = ""
    cell: str = ""
    intake_ends_on: str | None = None
    as_of: int = 0


@dataclass(frozen=True)
class CouncilRow:
    """`sent` are the figures of the board's day, or the last ones before it; `trend` are
    participants of the last days, None where nothing was sent. `old`: the figures of a centre that
    counts every day are too old to act upon."""

    id: EntityId
    code: str
    name: str
    kind: str
    parent: bytes
    block: bytes
    phone: str
    email: str
    address: str
    active: bool
    state: CentreState
    sent: SentDay | None
    trend: tuple[int | None, ...]
    today: bool
    old: bool

    @property
    def as_of(self) -> int:
        """When anything was said last; 0: never."""
        return max(self.state.as_of, self.sent.as_of if self.sent else 0)

    @property
    def open(self) -> bool:
        return self.state.status in OPEN_STATUSES

    @property
    def spoke(self) -> bool:
        return bool(self.state.as_of or self.sent)

    @property
    def figures(self) -> CountyFigures | None:
        return self.sent.figures if self.sent else None

    @property
    def tools_short(self) -> tuple[str, ...]:
        """What was counted as too few, and what the centre asks for."""
        counted = (self.figures.tools_short or ()) if self.figures and self.today else ()
        return tuple(sorted({*counted, *self.state.tools_short}))


@dataclass(frozen=True)
class Contact:
    """A duty of a council and its telephone; `kind` is a code of contact_kind."""

    kind: str
    title: str
    phone: str
    email: str
    hours: str


@dataclass(frozen=True)
class Sums:
    """Of the day only: figures of an earlier day are in no sum. `told` of `councils` centres that
    are open have sent something of the day."""

    figures: CountyFigures
    open_centres: int
    told: int
    staff_short: int


@dataclass(frozen=True)
class BlockSum:
    id: bytes
    name: str
    sums: Sums


@dataclass(frozen=True)
class Board:
    """`rows`: the prefectural council is not among them. `own` may be empty."""

    county: str
    disaster: str
    drill: bool
    day: str
    now_ms: int
    rows: tuple[CouncilRow, ...]
    sums: Sums
    blocks: tuple[BlockSum, ...] = ()
    by_id: dict[bytes, CouncilRow] = field(default_factory=dict, compare=False)

    def below(self, council: bytes) -> tuple[CouncilRow, ...]:
        """Its wards and satellites."""
        return tuple(row for row in self.rows if row.parent == council)

    def together(self, council: bytes) -> tuple[CouncilRow, ...]:
        """A municipality with its wards and satellites, and theirs."""
        below = self.below(council)
        return (
            self.by_id[council], *below,
            *(row for one in below if one.kind == WARD for row in self.below(one.id)),
        )  # fmt: skip


_COUNCILS = """
SELECT c.id, coalesce(c.code, ''), coalesce(c.name, ''), coalesce(c.kind, 'municipality'),
    coalesce(c.parent, x''), coalesce(c.phone, ''), coalesce(c.email, ''), coalesce(c.address, ''),
    coalesce(c.active, 1), s.status, s.scope, s.opens, s.closes, s.disaster, s.phone,
    s.staff_short, s.tools_short, s.note, s.cell, s.intake_ends_on, s.as_of
FROM live_council c LEFT JOIN live_centre_state s ON s.id = c.id
WHERE c.code <> ? ORDER BY coalesce(c.position, 1000000), c.code
"""
_LAST_DAYS = f"""
SELECT f.council, f.day, f.tools_short, f.final, f.as_of, f.by_itself, {COLUMNS}
FROM live_county_figures f WHERE f.day BETWEEN ? AND ? ORDER BY f.day
"""
# For those who said nothing lately: the last day on record, however old.
_LAST = f"""
SELECT f.council, max(f.day), f.tools_short, f.final, f.as_of, f.by_itself, {COLUMNS}
FROM live_county_figures f WHERE f.day < ? GROUP BY f.council
"""
_BLOCKS = """
SELECT m.council, b.id, coalesce(b.name, '') FROM live_block_member m
JOIN live_block b ON b.id = m.block
WHERE coalesce(m.starts_on, '') <= ?1 AND coalesce(m.ends_on, '9999') >= ?1
AND coalesce(b.starts_on, '') <= ?1 AND coalesce(b.ends_on, '9999') >= ?1
ORDER BY coalesce(b.position, 1000000), b.id
"""


def county_board(db: sqlite3.Connection, now_ms: int, day: str = "") -> Board:
    """The board of a day (ISO); of today where none is named."""
    today = day_of(now_ms)
    chosen = day or today.isoformat()
    first = before(today.fromisoformat(chosen), TREND_DAYS - 1)
    days = [first.fromordinal(first.toordinal() + n).isoformat() for n in range(TREND_DAYS)]
    lately: dict[bytes, dict[str, SentDay]] = {}
    for row in db.execute(_LAST_DAYS, (days[0], chosen)):
        lately.setdefault(row[0], {})[row[1]] = sent_day(row[1:])
    last = {row[0]: sent_day(row[1:]) for row in db.execute(_LAST, (days[0],))}
    members = db.execute(_BLOCKS, (chosen,)).fetchall()
    blocks = {council: block for council, block, _ in reversed(members)}
    rows = []
    for one in db.execute(_COUNCILS, (PREFECTURE,)):
        known = lately.get(one[0], {})
        newest = known[max(known)] if known else last.get(one[0])
        rows.append(_row(one, newest, known, days, blocks, now_ms, bool(day)))
    county = centre_row(db)
    named = {block: word for _, block, word in members}
    return Board(
        county.name, county.disaster, county.drill, chosen, now_ms, tuple(rows), _sums(rows),
        tuple(
            BlockSum(block, word, _sums([row for row in rows if row.block == block]))
            for block, word in named.items()
        ),
        {row.id: row for row in rows},
    )  # fmt: skip


def statements(day: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the board of a day asks of the database: its floor, for the bench."""
    first, iso = before(day, TREND_DAYS - 1).isoformat(), day.isoformat()
    return (
        (_LAST_DAYS, (first, iso)), (_LAST, (first,)), (_BLOCKS, (iso,)),
        (_COUNCILS, (PREFECTURE,)),
    )  # fmt: skip


def council_days(db: sqlite3.Connection, council: bytes, since: str) -> tuple[SentDay, ...]:
    """What one council sent from a day on, the newest first."""
    return sent_days(db, council, since)


def contacts_of(db: sqlite3.Connection, council: bytes, day: str) -> tuple[Contact, ...]:
    """Whom to ring on a day, in the order of calling."""
    rows = db.execute(
        "SELECT coalesce(kind, ''), coalesce(title, ''), coalesce(phone, ''), "
        "coalesce(email, ''), coalesce(hours, '') FROM live_contact_point WHERE council = ?1 "
        "AND coalesce(starts_on, '') <= ?2 AND coalesce(ends_on, '9999') >= ?2 "
        "ORDER BY coalesce(position, 1000000), id",
        (council, day),
    )
    return tuple(Contact(*row) for row in rows)


def all_days(
    db: sqlite3.Connection, since: str, until: str
) -> tuple[tuple[str, str, SentDay], ...]:
    """(code, name, day) of all councils, days in order."""
    rows = db.execute(
        "SELECT coalesce(c.code, ''), coalesce(c.name, ''), f.day, f.tools_short, f.final, "
        f"f.as_of, f.by_itself, {COLUMNS} FROM live_county_figures f "
        "JOIN live_council c ON c.id = f.council WHERE f.day BETWEEN ? AND ? "
        "ORDER BY f.day, coalesce(c.position, 1000000), c.code",
        (since, until),
    )
    return tuple((row[0], row[1], sent_day(row[2:])) for row in rows)


def status_of_all(rows: tuple[CouncilRow, ...]) -> str:
    """The status that stands for several."""
    return leading_status(tuple(row.state.status for row in rows))


def sum_of(rows: "list[CouncilRow] | tuple[CouncilRow, ...]") -> CountyFigures:
    """Counts of the day; those of an earlier day are left out."""
    today = [row.sent.figures for row in rows if row.sent is not None and row.today]
    return CountyFigures(*(sum(getattr(one, name) for one in today) for name in COUNTS))


def _sums(rows: list[CouncilRow]) -> Sums:
    opened = [row for row in rows if row.open]
    return Sums(
        sum_of(rows), len(opened), sum(1 for row in opened if row.today),
        sum(row.state.staff_short or 0 for row in rows),
    )  # fmt: skip


def _row(
    one: tuple[object, ...], newest: SentDay | None, known: dict[str, SentDay], days: list[str],
    blocks: dict[bytes, bytes], now_ms: int, past: bool,
) -> CouncilRow:  # fmt: skip
    key, parent = EntityId(one[0]), one[4]  # type: ignore[arg-type]
    assert isinstance(parent, bytes)
    state = _state(one[9:])
    today = newest is not None and newest.day == days[-1]
    old = newest is not None and not today
    if newest is not None and today and not past:
        old = is_old(newest.day, newest.as_of, newest.final, now_ms)
    old = old and state.status in COUNTING
    return CouncilRow(
        key, str(one[1]), str(one[2]), str(one[3]), parent,
        blocks.get(key, blocks.get(parent, NO_BLOCK)), str(one[5]), str(one[6]), str(one[7]),
        bool(one[8]), state, newest,
        tuple(known[day].figures.participants if day in known else None for day in days),
        today, old,
    )  # fmt: skip


def _state(columns: tuple[object, ...]) -> CentreState:
    (status, scope, opens, closes, disaster, phone, short, tools, note, cell, ends, as_of) = columns
    if as_of is None:
        return CentreState()

    def words(value: object) -> str:
        return str(value or "")

    return CentreState(
        words(status), words(scope), words(opens), words(closes), words(disaster), words(phone),
        short if isinstance(short, int) else None,
        tuple(sorted(json.loads(tools))) if isinstance(tools, str) else (),
        words(note), words(cell), words(ends) or None, as_of if isinstance(as_of, int) else 0,
    )  # fmt: skip
