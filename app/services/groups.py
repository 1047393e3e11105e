"""Groups: one entry with heads, leader, vehicles and brought tools; names may come later, pasted.

Promises that the heads are counted from what the entry says, never from the list of names; that
men and women never make more or less than all; that pasting a list again adds only who is new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.domain.calendar_jp import day_of, short_day_text
from app.domain.groups import PastedName, parse_names
from app.domain.insurance import policy_for, refusal_to_enrol
from app.domain.names import fold
from app.domain.tables import REGISTRY
from app.services.bookings import draft_booking
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.dispatch import HEADS_MAX
from app.services.form_values import form_values
from app.services.going_out import policies_of_group
from app.services.insurance import draft_insurance, plan_of_event
from app.services.vehicles import vehicle_values
from app.services.volunteers import DESK, next_number
from sync.core.ids import EntityId
from sync.core.operations import Value

_OWN = frozenset({"number", "registered_at", "source_key", "handled_by"})
GROUP_FIELDS = tuple(
    item.name for item in REGISTRY.by_name["volunteer_group"].fields if item.name not in _OWN
)
MEMBER_FIELDS = (
    "name", "kana", "sex", "born_on", "phone", "insured", "is_leader", "volunteer", "note",
    "address", "experienced",
)  # fmt: skip
DAYS_MAX = 31


@dataclass(frozen=True)
class BroughtVehicle:
    kind: str
    count: int = 1
    may_use_on_site: bool | None = None
    plate: str = ""
    seats: int | None = None


@dataclass(frozen=True)
class RegisterGroup(Command):
    """`more` holds any other of GROUP_FIELDS. `names` is a pasted list, as people have it.

    `heads` None: men and women together. `uninsured` None: not asked, so nobody counts as insured.
    """

    name: str
    kana: str = ""
    leader_name: str = ""
    phone: str = ""
    heads: int | None = None
    heads_male: int | None = None
    heads_female: int | None = None
    insured: int | None = None
    uninsured: int | None = None
    tools_brought: str = ""
    vehicles: tuple[BroughtVehicle, ...] = ()
    names: str = ""
    more: Mapping[str, Value] = field(default_factory=dict)


@decides(RegisterGroup, sections=DESK)
def register_group(command: RegisterGroup, ctx: Context) -> Decision:
    people = parse_names(command.names).people
    given: dict[str, Value] = {
        "name": command.name, "kana": command.kana, "leader_name": command.leader_name,
        "mobile": command.phone, "heads": command.heads, "heads_male": command.heads_male,
        "heads_female": command.heads_female, "insured": command.insured,
        "uninsured": command.uninsured, "tools_brought": command.tools_brought, **command.more,
    }  # fmt: skip
    values = _checked(ctx, given, named=len(people))
    if isinstance(values, Refused):
        return values
    group = draft_group(ctx, {**values, "handled_by": ctx.actor.name or None})
    for brought in command.vehicles:
        vehicle = vehicle_values(ctx, {
            "group": group, "kind": brought.kind, "count": brought.count,
            "may_use_on_site": brought.may_use_on_site, "plate": brought.plate,
            "seats": brought.seats,
        })  # fmt: skip
        if isinstance(vehicle, Refused):
            return vehicle
        ctx.draft.new("vehicle", ctx.new_id(), vehicle)
    _draft_members(ctx, group, people, 0)
    for day in _days(values):
        draft_booking(ctx, {"group": group, "day": day.isoformat(), "state": "confirmed"})
    return Accepted(group, _notices(ctx, values))


def draft_group(
    ctx: Context,
    values: Mapping[str, Value],
    *,
    identifier: EntityId | None = None,
    number: str | None = None,
) -> EntityId:
    """A new entry with the next number of this desk unless one is given; checks nothing."""
    return ctx.draft.new("volunteer_group", identifier or ctx.new_id(), {
        "registered_at": ctx.now_ms, **values, "number": number or next_number(ctx),
    })  # fmt: skip


@dataclass(frozen=True)
class ChangeGroup(Command):
    """`values`: any of GROUP_FIELDS; None takes an answer back."""

    group: EntityId
    values: Mapping[str, Value]


@decides(ChangeGroup, sections=DESK)
def change_group(command: ChangeGroup, ctx: Context) -> Decision:
    names = ("name", "heads", "heads_male", "heads_female", "insured", "uninsured")
    row = ctx.db.execute(
        "SELECT name, heads, heads_male, heads_female, insured, uninsured "
        "FROM live_volunteer_group WHERE id = ?",
        (command.group,),
    ).fetchone()
    if row is None:
        return Refused("no_such_group")
    now = dict(zip(names, row, strict=True))
    counts = {"heads_male", "heads_female"} & set(command.values)
    if counts and "heads" not in command.values:
        now["heads"] = None  # counted anew
    values = _checked(ctx, {**now, **command.values})
    if isinstance(values, Refused):
        return values
    changed = set(command.values) | ({"heads"} if counts else set())
    ctx.draft.set("volunteer_group", command.group, {
        name: value for name, value in values.items() if name in changed
    })  # fmt: skip
    return Accepted(command.group, _notices(ctx, values))


@dataclass(frozen=True)
class EnrolGroup(Command):
    """The procedure for everybody of the group who had no insurance was completed here.

    Until the cover begins the hard stop stands; then the policy of the group lifts it.
    """

    group: EntityId
    plan: str = ""
    enrolled_where: str = ""
    paid_by: str | None = None
    exception: bool | None = None


@decides(EnrolGroup, sections=DESK)
def enrol_group(command: EnrolGroup, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT heads, uninsured FROM live_volunteer_group WHERE id = ?", (command.group,)
    ).fetchone()
    if row is None:
        return Refused("no_such_group")
    if row[1] == 0:
        return Refused("group_is_insured")
    exception = ctx.event("large_disaster_exception")
    if command.exception is not None:
        exception = command.exception
    plan = command.plan or plan_of_event(ctx)
    policy = policy_for(plan, ctx.now_ms, exception=exception)
    known = refusal_to_enrol(
        policies_of_group(ctx.db, command.group), plan, policy.fiscal_year,
        earthquake=ctx.event("earthquake"),
    )  # fmt: skip
    if known is not None:
        return Refused(known, field="plan")
    identifier = draft_insurance(
        ctx, policy, group=command.group, enrolled_at=ctx.now_ms, exception=exception,
        enrolled_where=command.enrolled_where.strip() or None,
        paid_by=command.paid_by or str(ctx.setting("insurance_paid_by")),
        proof_kind="roster", proof_seen_by=ctx.actor.name,
    )  # fmt: skip
    if policy.effective_at > ctx.now_ms:
        return Accepted(
            identifier,
            (Notice("cover_starts_later", {"day": short_day_text(day_of(policy.effective_at))}),),
        )
    ctx.draft.set("volunteer_group", command.group, {"insured": row[0], "uninsured": 0})
    return Accepted(identifier)


# ---------------------------------------------------------------------------- names


@dataclass(frozen=True)
class PasteMembers(Command):
    """Adds everybody of a pasted list who is not on the group's list yet."""

    group: EntityId
    names: str


@decides(PasteMembers, sections=DESK)
def paste_members(command: PasteMembers, ctx: Context) -> Decision:
    if not _group_exists(ctx, command.group):
        return Refused("no_such_group")
    pasted = parse_names(command.names)
    if not pasted.people:
        return Refused("names_missing", field="names")
    known = set()
    last = 0
    for name, kana, position in ctx.db.execute(
        'SELECT name, kana, position FROM live_group_member WHERE "group" = ?', (command.group,)
    ):
        known.add((fold(name or ""), fold(kana or "")))
        last = max(last, position or 0)
    new = [one for one in pasted.people if (fold(one.name), fold(one.kana)) not in known]
    _draft_members(ctx, command.group, new, last)
    return Accepted(command.group, (Notice("members_added", {"count": len(new)}),))


@dataclass(frozen=True)
class ChangeMember(Command):
    """`values`: any of MEMBER_FIELDS."""

    member: EntityId
    values: Mapping[str, Value]


@decides(ChangeMember, sections=DESK)
def change_member(command: ChangeMember, ctx: Context) -> Decision:
    if not _member_exists(ctx, command.member):
        return Refused("no_such_listed")
    values = form_values(ctx.db, "group_member", command.values)
    if isinstance(values, Refused):
        return values
    if "name" in values and not values["name"]:
        return Refused("name_missing", field="name")
    ctx.draft.set("group_member", command.member, values)
    return Accepted(command.member)


@dataclass(frozen=True)
class RemoveMember(Command):
    member: EntityId


@decides(RemoveMember, sections=DESK)
def remove_member(command: RemoveMember, ctx: Context) -> Decision:
    if not _member_exists(ctx, command.member):
        return Refused("no_such_listed")
    ctx.draft.delete("group_member", command.member)
    return Accepted(command.member)


def _draft_members(ctx: Context, group: EntityId, people: Iterable[PastedName], last: int) -> None:
    for position, one in enumerate(people, last + 1):
        ctx.draft.new("group_member", ctx.new_id(), {
            "group": group, "position": position, "name": one.name or one.kana or None,
            "kana": one.kana or None, "sex": one.sex, "born_on": one.born_on,
            "phone": one.phone or None, "insured": one.insured, "is_leader": one.is_leader,
            "note": one.note or None, "address": one.address or None,
            "experienced": one.experienced,
        })  # fmt: skip


# ---------------------------------------------------------------------------- checking


def _checked(
    ctx: Context, given: Mapping[str, Value], *, named: int = 0
) -> dict[str, Value] | Refused:
    """The entry with its total; the same answers may be given as a total or as men and women."""
    values = form_values(ctx.db, "volunteer_group", given)
    if isinstance(values, Refused):
        return values
    if not values.get("name"):
        return Refused("group_name_missing", field="name")
    counts = {name: values.get(name) for name in ("heads", "heads_male", "heads_female")}
    male, female, heads = (counts[name] for name in ("heads_male", "heads_female", "heads"))
    together = _int(male) + _int(female)
    if heads is None:
        heads = together or named or None
    if not _int(heads):
        return Refused("heads_missing", field="heads")
    if _int(heads) > HEADS_MAX:
        return Refused("number_out_of_range", {"least": 1, "most": HEADS_MAX}, field="heads")
    if _int(values.get("days")) > DAYS_MAX:
        return Refused("number_out_of_range", {"least": 1, "most": DAYS_MAX}, field="days")
    both = male is not None and female is not None
    if together > _int(heads) or (both and together != heads):
        return Refused("heads_differ", {"together": together, "heads": heads}, field="heads")
    insured, uninsured = values.get("insured"), values.get("uninsured")
    if insured is not None and uninsured is None and _int(insured) <= _int(heads):
        uninsured = _int(heads) - _int(insured)
    if _int(insured) + _int(uninsured) > _int(heads):
        return Refused("insured_more_than_heads", {"heads": heads}, field="uninsured")
    return {**values, "heads": heads, "uninsured": uninsured}


def _int(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _notices(ctx: Context, values: Mapping[str, Value]) -> tuple[Notice, ...]:
    least = ctx.setting("group_minimum")
    if isinstance(least, int) and _int(values.get("heads")) < least:
        return (Notice("group_is_small", {"least": least}),)
    return ()


def _days(values: Mapping[str, Value]) -> list[date]:
    """The days that the entry is for; none where it does not say when it begins."""
    starts_on = values.get("starts_on")
    if not isinstance(starts_on, str):
        return []
    first = date.fromisoformat(starts_on)
    count = min(max(_int(values.get("days")), 1), DAYS_MAX)
    return [date.fromordinal(first.toordinal() + offset) for offset in range(count)]


def _group_exists(ctx: Context, group: EntityId) -> bool:
    found = ctx.db.execute("SELECT 1 FROM live_volunteer_group WHERE id = ?", (group,)).fetchone()
    return found is not None


def _member_exists(ctx: Context, member: EntityId) -> bool:
    found = ctx.db.execute("SELECT 1 FROM live_group_member WHERE id = ?", (member,)).fetchone()
    return found is not None
