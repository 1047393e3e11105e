"""Reception: who is here today, and who went home.

Promises one check-in a person and day, whatever records were merged, and a question instead of a
silent yes wherever something is doubtful: already here, a day off in the calendar, booked for
another day, the day is full, a minor without consent, no valid insurance. The question is a
refusal with a code; `although` names the codes that the desk has answered with "check in anyway".
Who is checked in without insurance waits for the procedure and is kept from leaving by the hard
stops of the send-off.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import short_day_text, time_text
from app.domain.eligibility import HardStop, cover_of, stops_for_person
from app.domain.insurance import InsuranceState
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.dispatch import HEADS_MAX
from app.services.going_out import conditions_now, group_candidate, volunteer_candidate
from app.services.insurance import claim_of
from app.services.places import place_refusal
from app.services.volunteers import DESK
from app.store.queries.aliases import merged_into, record_that_holds
from app.store.queries.calendar import marks_of
from app.store.queries.reception_facts import (
    CheckInOfDay,
    been_before,
    booked_days,
    check_in_of_day,
    team_holding,
)
from sync.core.ids import EntityId
from sync.core.operations import Value

MEANS = ("scan", "search", "walk_in", "group", "import")
_SAYS_INSURED = frozenset({"basic", "quake", "insured"})
_NO_PROCEDURE = frozenset({InsuranceState.NONE, InsuranceState.EXPIRED, InsuranceState.WRONG_PLAN})


@dataclass(frozen=True)
class CheckIn(Command):
    """`means`: scan, search, walk_in. `centre_work`: stays for work at the centre."""

    volunteer: EntityId
    means: str = "search"
    although: tuple[str, ...] = ()
    wish: str | None = None
    centre_work: bool | None = None
    satellite: EntityId | None = None


@decides(CheckIn, sections=DESK)
def check_in(command: CheckIn, ctx: Context) -> Decision:
    volunteer = record_that_holds(ctx.db, "volunteer", command.volunteer)
    row = ctx.db.execute(
        "SELECT name, experience FROM live_volunteer WHERE id = ?", (volunteer,)
    ).fetchone()
    if row is None:
        return Refused("no_such_volunteer")
    nowhere = place_refusal(ctx, command.satellite)
    if nowhere is not None:
        return nowhere
    records = (volunteer, *merged_into(ctx.db, "volunteer", volunteer))
    today = check_in_of_day(ctx.db, records, ctx.today)
    if today is not None:
        return _here_already(ctx, today, row[0] or "")
    for doubt in _doubts(ctx, volunteer, records, row[0] or ""):
        if doubt.code not in command.although:
            return doubt
    _wait_for_insurance(ctx, volunteer)
    earlier = been_before(ctx.db, records, ctx.today)
    identifier = draft_check_in(ctx, {
        "volunteer": volunteer, "heads": 1, "first_time": not earlier and not row[1],
        "means": command.means, "wish": command.wish, "centre_work": command.centre_work,
        "satellite": command.satellite,
    })  # fmt: skip
    return Accepted(identifier, (() if earlier or row[1] else (Notice("first_time"),)))


def _here_already(ctx: Context, today: CheckInOfDay, name: str) -> Decision:
    """Who had left is back; who is here is not counted twice."""
    if today.left_at is None:
        return Refused("again", {"name": name, "at": time_text(today.at)})
    ctx.draft.set("check_in", today.id, {"left_at": None})
    return Accepted(today.id, (Notice("came_back"),))


def draft_check_in(
    ctx: Context, values: dict[str, Value], *, identifier: EntityId | None = None
) -> EntityId:
    """A row of `check_in` for now and this desk; `values` go before those."""
    return ctx.draft.new("check_in", identifier or ctx.new_id(), {
        "day": ctx.today.isoformat(), "at": ctx.now_ms, "desk": ctx.actor.desk or ctx.letter,
        **values,
    })  # fmt: skip


# ---------------------------------------------------------------------------- what is doubtful

INSURANCE_DOUBTS = frozenset({
    "uninsured", "insurance_unproven", "insurance_applying", "insurance_not_yet",
    "insurance_expired", "insurance_wrong_plan", "group_uninsured",
})  # fmt: skip
CONSENT_DOUBTS = frozenset({"too_young", "minor_without_guardian", "minor_without_consent"})


def _doubts(
    ctx: Context, volunteer: EntityId, records: tuple[EntityId, ...], name: str
) -> Iterator[Refused]:
    """In the order in which the desk asks."""
    yield from _day_off(ctx)
    yield from _other_day(ctx, records, name)
    yield from _full(ctx, 1)
    person = volunteer_candidate(ctx.db, volunteer)
    if person is None:
        return
    stops = stops_for_person(person, conditions_now(ctx))
    # Whoever may not take part at all is not asked for an insurance first.
    for stop in sorted(stops, key=_is_insurance):
        if stop.code == "uninsured" and claim_of(ctx.db, volunteer) in _SAYS_INSURED:
            yield Refused("insurance_unproven", {"name": name})
        else:
            yield Refused(stop.code, stop.params)


def _is_insurance(stop: HardStop) -> bool:
    return stop.code in INSURANCE_DOUBTS


def _day_off(ctx: Context) -> Iterator[Refused]:
    """休止 and ニーズ調整日: who comes all the same may be wanted at the centre."""
    mark = marks_of(ctx.db, ctx.today).no_work
    if mark is not None:
        yield Refused(f"today_{mark.kind}")


def _other_day(ctx: Context, records: tuple[EntityId, ...], name: str) -> Iterator[Refused]:
    days = booked_days(ctx.db, records)
    later = [day for day in days if day > ctx.today.isoformat()]
    if later and ctx.today.isoformat() not in days:
        day = short_day_text(date.fromisoformat(later[0]))
        yield Refused("other_day", {"name": name, "day": day})


def _full(ctx: Context, heads: int) -> Iterator[Refused]:
    capacity = ctx.setting("daily_capacity")
    if not isinstance(capacity, int) or capacity <= 0:
        return
    (here,) = ctx.db.execute(
        "SELECT coalesce(sum(heads), 0) FROM live_check_in WHERE day = ?", (ctx.today.isoformat(),)
    ).fetchone()
    if here + heads > capacity:
        yield Refused("day_is_full", {"capacity": capacity, "here": here})


def _wait_for_insurance(ctx: Context, volunteer: EntityId) -> None:
    """Checked in without cover: the procedure is under way from now on."""
    person = volunteer_candidate(ctx.db, volunteer)
    if person is None or cover_of(person, conditions_now(ctx)).state not in _NO_PROCEDURE:
        return
    ctx.draft.set("volunteer", volunteer, {"insurance_claim": "applying"})


# ---------------------------------------------------------------------------- groups


@dataclass(frozen=True)
class CheckInGroup(Command):
    """`heads`: how many really came; None: as many as the entry says."""

    group: EntityId
    heads: int | None = None
    although: tuple[str, ...] = ()
    means: str = "group"
    wish: str | None = None
    satellite: EntityId | None = None


@decides(CheckInGroup, sections=DESK)
def check_in_group(command: CheckInGroup, ctx: Context) -> Decision:
    group = record_that_holds(ctx.db, "group", command.group)
    person = group_candidate(ctx.db, group, command.heads)
    if person is None:
        return Refused("no_such_group")
    if command.heads is not None and command.heads < 1:
        return Refused("heads_missing", field="heads")
    if person.heads > HEADS_MAX:
        return Refused("number_out_of_range", {"least": 1, "most": HEADS_MAX}, field="heads")
    nowhere = place_refusal(ctx, command.satellite)
    if nowhere is not None:
        return nowhere
    records = (group, *merged_into(ctx.db, "group", group))
    here = check_in_of_day(ctx.db, records, ctx.today)
    if here is not None:
        return _here_already(ctx, here, person.name)
    for doubt in _group_doubts(ctx, command, group):
        if doubt.code not in command.although:
            return doubt
    identifier = draft_check_in(ctx, {
        "group": group, "heads": person.heads, "means": command.means, "wish": command.wish,
        "satellite": command.satellite,
    })  # fmt: skip
    return Accepted(identifier)


def _group_doubts(ctx: Context, command: CheckInGroup, group: EntityId) -> Iterator[Refused]:
    person = group_candidate(ctx.db, group, command.heads)
    if person is None:
        return
    yield from _day_off(ctx)
    records = (group, *merged_into(ctx.db, "group", group))
    yield from _other_day(ctx, records, person.name)
    yield from _full(ctx, person.heads)
    for stop in stops_for_person(person, conditions_now(ctx)):
        yield Refused(stop.code, stop.params)


# ---------------------------------------------------------------------------- going home


@dataclass(frozen=True)
class LeaveForToday(Command):
    """Went home; refused while a team counts on the person."""

    check_in: EntityId


@decides(LeaveForToday, sections=(*DESK, "matching", "dispatch"))
def leave_for_today(command: LeaveForToday, ctx: Context) -> Decision:
    refused = _held_by_team(ctx, command.check_in, still=True)
    if refused is not None:
        return refused
    ctx.draft.set("check_in", command.check_in, {"left_at": ctx.now_ms})
    return Accepted(command.check_in)


@dataclass(frozen=True)
class CancelCheckIn(Command):
    """It was a mistake: the check-in never was. Refused once a team counts on the person."""

    check_in: EntityId


@decides(CancelCheckIn, sections=DESK)
def cancel_check_in(command: CancelCheckIn, ctx: Context) -> Decision:
    refused = _held_by_team(ctx, command.check_in, still=False)
    if refused is not None:
        return refused
    ctx.draft.delete("check_in", command.check_in)
    return Accepted(command.check_in)


def _held_by_team(ctx: Context, check_in: EntityId, *, still: bool) -> Refused | None:
    """Why a check-in must stay as it is: it is gone, or a team holds it."""
    found = ctx.db.execute("SELECT 1 FROM live_check_in WHERE id = ?", (check_in,)).fetchone()
    if found is None:
        return Refused("no_such_check_in")
    team = team_holding(ctx.db, check_in, still=still)
    return None if team is None else Refused("on_a_team", {"team": team})
