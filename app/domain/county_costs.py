"""What the Relief Act pays of the costs of councils, and what evidence is missing. Nothing of it is
ever stored: it follows from the items, the shifts and the dates, whichever of them changes.

Source: Cabinet Office, 2020-08-28: the Act pays for coordination work (調整事務) in a volunteer
centre: overtime of staff of councils, wages of temporary staff, and travel of staff who are sent
there; in the municipality where the Act applies, from `effective_from` on, which may be set later
and lie before the decision. Regular salary, tools and volunteers' costs are not paid; that part is
usual practice and no text, so a county may decide otherwise (`FIXED` rules excepted).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import fiscal_year

RELIEF_ACT = "relief_act"
OWN = "own"
COORDINATION = "coordination"
# By kind of cost (code list cost_kind): whether the Act pays, and what it asks for.
RULES: dict[str, bool] = {
    "overtime": True, "wage": True, "travel": True, "lodging": True, "salary": False,
    "rent": False, "purchase": False, "transport": False, "repair": False, "volunteer": False,
    "other": False,
}  # fmt: skip
# Written in the Cabinet Office's paper: no county decides about these.
FIXED = frozenset({"overtime", "wage", "travel"})
NEEDS_COORDINATION = frozenset({"overtime", "wage", "travel", "lodging"})
NEEDS_DISPATCH = frozenset({"travel", "lodging"})

Evidence = tuple[tuple[str, ...], ...]
# What an auditor usually asks for: of each group one kind of evidence is enough.
EVIDENCE: dict[str, Evidence] = {
    "overtime": (("order",), ("attendance",)),
    "wage": (("contract",), ("attendance",)),
    "travel": (("travel_order",), ("receipt",)),
    "lodging": (("travel_order",), ("receipt",)),
    "salary": (("attendance",),),
    "rent": (("contract",), ("receipt", "invoice")),
    "purchase": (("receipt", "invoice"), ("photo",)),
    "transport": (("receipt", "invoice"),),
    "repair": (("receipt", "invoice"), ("photo",)),
    "volunteer": (("receipt", "invoice"),),
    "other": (("receipt", "invoice"),),
}
# Whom the Act pays for was asked for in writing.
REQUESTED = ("request",)


@dataclass(frozen=True)
class Act:
    """One application of the Relief Act to a municipality. Days are ISO, the last one inside."""

    id: bytes
    council: bytes
    decided_on: str | None
    effective_from: str | None
    ends_on: str | None
    note: str = ""

    def covers(self, day: str) -> bool:
        """Nothing is covered while nobody knows from when on."""
        return self.effective_from is not None and (
            self.effective_from <= day and (self.ends_on is None or day <= self.ends_on)
        )


@dataclass(frozen=True)
class Shift:
    """A day of somebody who was sent: a row of `attendance`. The shift belongs to the day on which
    it began, also where it ends at 24:00 or later."""

    assignment: bytes
    worker: str
    host: bytes
    home: bytes
    day: str
    started_at: int | None = None
    ended_at: int | None = None
    overtime: int = 0
    duty: str = ""
    night: bool = False
    travel_day: bool = False

    @property
    def minutes(self) -> int | None:
        """How long it was; None while it has no end."""
        if self.started_at is None or self.ended_at is None:
            return None
        return max(0, (self.ended_at - self.started_at) // 60_000)


@dataclass(frozen=True)
class Item:
    """A row of `cost_item`. `fund` blank: whatever pays."""

    id: bytes
    council: bytes
    host: bytes | None
    kind: str
    day: str
    yen: int
    fund: str = ""
    assignment: bytes | None = None
    loan: bytes | None = None
    ownership: str = ""
    text: str = ""
    evidence: frozenset[str] = frozenset()
    settled_on: str | None = None
    duty: str = ""
    worker: str = ""
    minutes: int | None = None


@dataclass(frozen=True)
class Sorted:
    """An item with the fund that pays it today. `why` says why the Act does not pay what was meant
    for it: rule, duty, dispatch, host, no_act, period. `lacks` are groups of evidence."""

    item: Item
    fund: str
    why: str
    lacks: Evidence

    @property
    def chargeable(self) -> bool:
        return self.fund == RELIEF_ACT


@dataclass(frozen=True)
class Ground:
    """What items are sorted by. `rules` are those that a county decided about; `parents` leads from
    a ward or a satellite to its municipality."""

    acts: tuple[Act, ...] = ()
    shifts: Mapping[tuple[bytes, str], Shift] = field(default_factory=dict)
    rules: Mapping[str, bool] = field(default_factory=dict)
    parents: Mapping[bytes, bytes] = field(default_factory=dict)

    def pays(self, kind: str) -> bool:
        """Whether the Act pays a kind of cost at all."""
        usual = RULES.get(kind, False)
        return usual if kind in FIXED else self.rules.get(kind, usual)

    def shift_of(self, item: Item) -> Shift | None:
        return self.shifts.get((item.assignment, item.day)) if item.assignment else None

    def acts_in(self, host: bytes) -> tuple[Act, ...]:
        places = (host, self.parents.get(host, host))
        return tuple(act for act in self.acts if act.council in places)


def is_covered(shift: Shift, ground: Ground) -> bool:
    """Whether the Act pays for the work of a shift: coordination, in the period, at the host."""
    return shift.duty == COORDINATION and any(
        act.covers(shift.day) for act in ground.acts_in(shift.host)
    )


def sort_items(items: Iterable[Item], ground: Ground) -> tuple[Sorted, ...]:
    """Every item with its fund, by day."""
    found = (_sorted(item, ground) for item in items)
    return tuple(sorted(found, key=lambda one: (one.item.day, one.item.id)))


def why_not(item: Item, ground: Ground) -> str:
    """Why the Act does not pay an item; blank where it does."""
    if not ground.pays(item.kind):
        return "rule"
    shift = ground.shift_of(item)
    duty = item.duty or (shift.duty if shift else "")
    if item.kind in NEEDS_COORDINATION and duty != COORDINATION:
        return "duty"
    if item.kind in NEEDS_DISPATCH and item.assignment is None:
        return "dispatch"
    if item.host is None:
        return "host"
    acts = ground.acts_in(item.host)
    if not acts:
        return "no_act"
    return "" if any(act.covers(item.day) for act in acts) else "period"


def missing_evidence(item: Item, ground: Ground, *, chargeable: bool) -> Evidence:
    """Groups of evidence of which nothing is there. A shift with its end is attendance."""
    there = set(item.evidence)
    shift = ground.shift_of(item)
    if shift is not None and shift.minutes is not None:
        there.add("attendance")
    wanted = EVIDENCE.get(item.kind, ())
    if chargeable and item.assignment is not None:
        wanted = (*wanted, REQUESTED)
    return tuple(group for group in wanted if there.isdisjoint(group))


def _sorted(item: Item, ground: Ground) -> Sorted:
    fund, why = item.fund, ""
    if fund in ("", RELIEF_ACT):
        why = why_not(item, ground)
        fund = OWN if why else RELIEF_ACT
    lacks = missing_evidence(item, ground, chargeable=fund == RELIEF_ACT)
    return Sorted(item, fund, why, lacks)


@dataclass(frozen=True)
class Gap:
    """Something of a shift that a claim would fall over: no_end, no_duty, no_item."""

    shift: Shift
    code: str


def gaps(shifts: Iterable[Shift], items: Iterable[Item]) -> tuple[Gap, ...]:
    """What lacks at shifts: an end, a duty, and an item for overtime of coordination."""
    paid = {(item.assignment, item.day) for item in items if item.kind == "overtime"}
    found: list[Gap] = []
    for shift in shifts:
        if shift.started_at is not None and shift.ended_at is None:
            found.append(Gap(shift, "no_end"))
        if not shift.duty and shift.started_at is not None:
            found.append(Gap(shift, "no_duty"))
        unpaid = (shift.assignment, shift.day) not in paid
        if shift.overtime and shift.duty == COORDINATION and unpaid:
            found.append(Gap(shift, "no_item"))
    return tuple(sorted(found, key=lambda gap: (gap.shift.day, gap.shift.worker, gap.code)))


def sum_of(found: Iterable[Sorted], fund: str) -> int:
    """Yen that a fund pays."""
    return sum(one.item.yen for one in found if one.fund == fund)


def in_fiscal_year(day: str, year: int) -> bool:
    """Whether a day (ISO) is in the fiscal year that began in `year`: 4/1 to 3/31."""
    try:
        return fiscal_year(date.fromisoformat(day)) == year
    except ValueError:
        return False
