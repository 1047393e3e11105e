"""Staff between councils, in rules: courses, order of blocks, gaps and overlaps, numbers, states.

Field reports give the shape (Mie 2019, Suzu 2024): somebody stays seven days and meets the next
course for two of them. How long a course is, who belongs to which block and how long contact must
be lost are data of the county; what stands here holds where nobody has said otherwise.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sync.core.ids import EntityId

COURSE_DAYS, COURSE_OVERLAP = 7, 2
COURSES_MAX = 60  # a year of weekly courses; more is a slip of the keyboard
PERIOD_DAYS_MAX = 366
LOST_AFTER_MINUTES = 6 * 60  # where no term of the agreement says otherwise
REGULAR_MINUTES = 465  # 7:45, the working day of most councils
LONG_DAY_MINUTES, LONG_BREAK = 8 * 60, 60  # 労働基準法 34条: 60 minutes of break above 8 hours,
DAY_MINUTES, BREAK = 6 * 60, 45  # 45 above 6
NIGHT_FROM, NIGHT_UNTIL = 22 * 60, 5 * 60
WHOLE_DAY = 24 * 60

# Where a record may go from where it stands.
REQUEST_MOVES: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"working", "filled", "withdrawn"}),
    "working": frozenset({"filled", "closed", "withdrawn"}),
    "filled": frozenset({"working", "closed", "withdrawn"}),
    "closed": frozenset(),
    "withdrawn": frozenset(),
}
OFFER_MOVES: Mapping[str, frozenset[str]] = {
    "offered": frozenset({"accepted", "declined", "withdrawn"}),
    "accepted": frozenset({"declined", "withdrawn"}),
    "declined": frozenset({"accepted"}),
    "withdrawn": frozenset(),
}
ASSIGNMENT_MOVES: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"travelling", "arrived", "cancelled"}),
    "travelling": frozenset({"arrived", "cancelled"}),
    "arrived": frozenset({"left"}),
    "left": frozenset(),
    "cancelled": frozenset(),
}
OPEN_REQUESTS = frozenset({"sent", "working", "filled"})
COMING = frozenset({"planned", "travelling"})
COUNTED = frozenset({"planned", "travelling", "arrived", "left"})


def may_move(moves: Mapping[str, frozenset[str]], state: str, to: str) -> bool:
    return to in moves.get(state, frozenset())


def assignment_state(state: str | None, arrived_at: int | None, left_at: int | None) -> str:
    """Where somebody is. Two councils may write at once ("on the way" here, "arrived" there): what
    was seen at the host's door counts, whatever clock was ahead."""
    if left_at is not None:
        return "left"
    if arrived_at is not None and state != "cancelled":
        return "arrived"
    return state or "planned"


# ------------------------------------------------------------------------------------- courses


@dataclass(frozen=True)
class Course:
    """クール. `ends_on` is its last day."""

    number: int
    starts_on: date
    ends_on: date


def courses(
    starts_on: date,
    ends_on: date,
    *,
    days: int = COURSE_DAYS,
    overlap: int = COURSE_OVERLAP,
    first: int = 1,
) -> tuple[Course, ...]:
    """Courses that fill a period; each meets the one before for `overlap` days. The last one ends
    with the period. ValueError for a course that would never end or a period that is none."""
    if days < 1 or not 0 <= overlap < days or ends_on < starts_on:
        raise ValueError(f"no courses: {days} days, {overlap} of them together")
    found: list[Course] = []
    begins = starts_on
    while not found or found[-1].ends_on < ends_on:
        if len(found) == COURSES_MAX:
            raise ValueError(f"more than {COURSES_MAX} courses")
        last = min(begins + timedelta(days - 1), ends_on)
        found.append(Course(first + len(found), begins, last))
        begins += timedelta(days - overlap)
    return tuple(found)


# -------------------------------------------------------------------------------------- blocks


@dataclass(frozen=True)
class Block:
    id: EntityId
    position: int
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class BlockMember:
    """Dated: a council changes its block when the agreement does."""

    block: EntityId
    council: EntityId
    leads: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


def holds_on(starts_on: date | None, ends_on: date | None, day: date) -> bool:
    """Whether something dated holds on a day; an open side holds always."""
    return (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on)


def order_of_blocks(
    blocks: Iterable[Block], members: Iterable[BlockMember], asker: Sequence[EntityId], day: date
) -> tuple[EntityId | None, ...]:
    """Whom to ask, in order: the asker's own block, the others by position, the whole county (None)
    at the end. `asker`: the council, and whom it belongs to (a ward's city). A block without
    members on the day is nobody."""
    now = [one for one in members if holds_on(one.starts_on, one.ends_on, day)]
    peopled = {one.block for one in now}
    open_blocks = sorted(
        (one for one in blocks if holds_on(one.starts_on, one.ends_on, day) and one.id in peopled),
        key=lambda one: (one.position, one.id),
    )
    own: set[EntityId] = set()
    for council in asker:
        own = {one.block for one in now if one.council == council}
        if own:
            break
    ordered = sorted(open_blocks, key=lambda one: one.id not in own)
    return (*(one.id for one in ordered), None)


def lead_of(members: Iterable[BlockMember], block: EntityId, day: date) -> EntityId | None:
    """幹事社協 of a block on a day."""
    leads = sorted(
        one.council
        for one in members
        if one.block == block and one.leads and holds_on(one.starts_on, one.ends_on, day)
    )
    return leads[0] if leads else None


# -------------------------------------------------------------------------------------- roster


@dataclass(frozen=True)
class Stay:
    """So many people from a day until a day, both inside."""

    starts_on: date
    ends_on: date
    heads: int = 1
    section: str = ""


@dataclass(frozen=True)
class Missing:
    """So many heads are missing on each day from one to another."""

    first: date
    last: date
    heads: int


@dataclass(frozen=True)
class RosterDay:
    """`heads` counts everybody, `wanted` is the aim. More than wanted is no mistake: on the days
    when one course hands over to the next both are there."""

    day: date
    wanted: int
    heads: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.heads)

    @property
    def over(self) -> int:
        return max(0, self.heads - self.wanted)


def days_of(first: date, last: date) -> tuple[date, ...]:
    return tuple(first + timedelta(n) for n in range((last - first).days + 1))


def roster_days(
    wanted: int, stays: Collection[Stay], first: date, last: date
) -> tuple[RosterDay, ...]:
    """Heads against what is wanted, day by day."""
    return tuple(
        RosterDay(
            day, wanted,
            sum(one.heads for one in stays if one.starts_on <= day <= one.ends_on),
        )
        for day in days_of(first, last)
    )  # fmt: skip


def missing_runs(days: Iterable[RosterDay]) -> tuple[Missing, ...]:
    """Days in a row that lack the same number, put together."""
    runs: list[Missing] = []
    for one in days:
        if not one.missing:
            continue
        last = runs[-1] if runs else None
        follows = last is not None and last.last + timedelta(1) == one.day
        if last is not None and follows and last.heads == one.missing:
            runs[-1] = Missing(last.first, one.day, last.heads)
        else:
            runs.append(Missing(one.day, one.day, one.missing))
    return tuple(runs)


def section_gaps(stays: Collection[Stay], section: str) -> tuple[date, ...]:
    """Days between the first and the last on which nobody of a section is there."""
    own = [one for one in stays if one.section == section]
    if not own:
        return ()
    first, last = min(one.starts_on for one in own), max(one.ends_on for one in own)
    return tuple(day.day for day in roster_days(1, own, first, last) if day.missing)


def together(one: Stay, other: Stay) -> tuple[date, ...]:
    """The days on which two stays meet: on them the work is handed over."""
    first, last = max(one.starts_on, other.starts_on), min(one.ends_on, other.ends_on)
    return days_of(first, last) if first <= last else ()


# ------------------------------------------------------------------------------------- numbers

_WORKER = re.compile(r"(\d{5}(?:-\d+)?)-(\d{2,4})")


def worker_number(code: str, counter: int) -> str:
    """`14203-07`: the council that sends, and its own counter. ValueError for what is neither."""
    number = f"{code}-{counter:02d}"
    if counter < 1 or not _WORKER.fullmatch(number):
        raise ValueError(f"no worker: {code!r} {counter}")
    return number


def worker_parts(number: str) -> tuple[str, int] | None:
    """Council code and counter of `14203-07`, or None."""
    found = _WORKER.fullmatch(number.strip())
    return (found[1], int(found[2])) if found and int(found[2]) else None


def next_worker(code: str, known: Iterable[str]) -> str:
    """The number after the highest of this council; gaps are never filled again."""
    parts = [worker_parts(one) for one in known]
    return worker_number(code, max((p[1] for p in parts if p and p[0] == code), default=0) + 1)


# ------------------------------------------------------------------------------ time, contact


def break_minutes(span: int) -> int:
    """The break that the law wants in so long a day."""
    if span > LONG_DAY_MINUTES:
        return LONG_BREAK
    return BREAK if span > DAY_MINUTES else 0


def overtime_minutes(span: int, *, rest_day: bool = False, regular: int = REGULAR_MINUTES) -> int:
    """Minutes above the regular day; on a day off all that was worked. A proposal: the order for
    overtime says what counts, and whoever records it may write another number."""
    worked = max(0, span - break_minutes(span))
    return worked if rest_day else max(0, worked - regular)


def touches_night(start: int, end: int) -> bool:
    """Whether work between two minutes of a day (`end` may be of the next) is night work."""
    return start < NIGHT_UNTIL or end > NIGHT_FROM


def contact_lost(
    last_heard_ms: int | None, now_ms: int, after_minutes: int = LOST_AFTER_MINUTES
) -> bool:
    """Whether nothing has come from a council for so long; who was never heard is not there."""
    return last_heard_ms is None or now_ms - last_heard_ms >= after_minutes * 60_000
