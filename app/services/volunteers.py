"""Volunteers: registered with the six fields of the day form, completed and corrected later.

Promises a number for everybody, health only in the sealed table, and a question before a second
record of a person who is known. `draft_volunteer` writes a record for whoever has one to write
(the reception, an import); it checks nothing but the values themselves.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.duplicates import LIKELY_MIN
from app.domain.names import normalise_phone
from app.domain.numbers import number_text
from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.form_values import form_values
from app.store.queries.people import OtherRecord, people_alike
from sync.core.ids import EntityId
from sync.core.operations import Value

DESK = ("reception", "general", "certificates")
# What the record is given by the app itself.
_OWN = frozenset({"number", "registered_at", "source", "source_key"})
VOLUNTEER_FIELDS = tuple(
    item.name for item in REGISTRY.by_name["volunteer"].fields if item.name not in _OWN
)
HEALTH_FIELDS = ("condition", "illness", "medicine", "note")


@dataclass(frozen=True)
class RegisterVolunteer(Command):
    """`more` holds any other of VOLUNTEER_FIELDS, `health` any of HEALTH_FIELDS.

    Where somebody on record is likely the same person the command is refused with `known_person`;
    `another_person` says that the desk has looked and it is somebody else.
    """

    name: str
    kana: str = ""
    phone: str = ""
    participation: str | None = None
    insurance_claim: str | None = None
    has_light_truck: bool | None = None
    more: Mapping[str, Value] = field(default_factory=dict)
    health: Mapping[str, Value] = field(default_factory=dict)
    source: str = "walk_in"
    another_person: bool = False


@decides(RegisterVolunteer, sections=DESK)
def register_volunteer(command: RegisterVolunteer, ctx: Context) -> Decision:
    given: dict[str, Value] = {
        "name": command.name, "kana": command.kana, "phone": command.phone,
        "participation": command.participation, "insurance_claim": command.insurance_claim,
        "has_light_truck": command.has_light_truck, **command.more,
    }  # fmt: skip
    values = _checked(ctx, given)
    if isinstance(values, Refused):
        return values
    if not values.get("name"):
        return Refused("name_missing", field="name")
    if not command.another_person:
        known = known_person(ctx.db, values)
        if known is not None:
            return Refused("known_person", {"name": known.name, "number": known.number}, "name")
    volunteer = draft_volunteer(ctx, {**values, "source": command.source})
    refused = _draft_health(ctx, volunteer, command.health)
    return refused or Accepted(volunteer)


def draft_volunteer(
    ctx: Context,
    values: Mapping[str, Value],
    *,
    identifier: EntityId | None = None,
    number: str | None = None,
) -> EntityId:
    """A new record, with the next number of this desk unless one is given.

    `values` are fields of the table `volunteer` as they are stored. Whoever drafts hundreds in one
    action counts the numbers itself: `next_counter` looks through the draft each time.
    """
    chosen = identifier or ctx.new_id()
    return ctx.draft.new("volunteer", chosen, {
        "registered_at": ctx.now_ms, **values, "number": number or next_number(ctx),
    })  # fmt: skip


def next_number(ctx: Context) -> str:
    """`C-0138`: volunteers and groups share one series, so that a number is one and not two."""
    return number_text(ctx.letter, ctx.next_counter(f"{ctx.letter}-"))


def known_person(db: sqlite3.Connection, values: Mapping[str, Value]) -> OtherRecord | None:
    """Somebody on record who is likely the person that these values describe."""
    words = {
        name: str(values.get(name) or "")
        for name in ("name", "kana", "phone", "phone_other", "email", "born_on")
    }
    alike = people_alike(
        db, words["name"], words["kana"], (words["phone"], words["phone_other"]), words["email"],
        words["born_on"],
    )  # fmt: skip
    return next((one for one in alike if one.likeness and one.likeness.score >= LIKELY_MIN), None)


@dataclass(frozen=True)
class ChangeVolunteer(Command):
    """`values`: any of VOLUNTEER_FIELDS; None takes an answer back."""

    volunteer: EntityId
    values: Mapping[str, Value]


@decides(ChangeVolunteer, sections=DESK)
def change_volunteer(command: ChangeVolunteer, ctx: Context) -> Decision:
    if not volunteer_exists(ctx.db, command.volunteer):
        return Refused("no_such_volunteer")
    values = _checked(ctx, command.values)
    if isinstance(values, Refused):
        return values
    if "name" in values and not values["name"]:
        return Refused("name_missing", field="name")
    ctx.draft.set("volunteer", command.volunteer, values)
    return Accepted(command.volunteer)


@dataclass(frozen=True)
class RecordHealth(Command):
    """What somebody said about the own health; sealed, and asked again on another day.

    None leaves what was said before (who asks may not be allowed to read it), "" takes it back.
    """

    volunteer: EntityId
    condition: str | None = None
    illness: str | None = None
    medicine: str | None = None
    note: str | None = None


@decides(RecordHealth, sections=(*DESK, "dispatch", "first_aid"))
def record_health(command: RecordHealth, ctx: Context) -> Decision:
    if not volunteer_exists(ctx.db, command.volunteer):
        return Refused("no_such_volunteer")
    said: dict[str, Value] = {name: getattr(command, name) for name in HEALTH_FIELDS}
    values = {name: value for name, value in said.items() if value is not None}
    refused = _draft_health(ctx, command.volunteer, values, always=True)
    return refused or Accepted(command.volunteer)


def volunteer_exists(db: sqlite3.Connection, volunteer: EntityId) -> bool:
    found = db.execute("SELECT 1 FROM live_volunteer WHERE id = ?", (volunteer,)).fetchone()
    return found is not None


def _draft_health(
    ctx: Context, volunteer: EntityId, given: Mapping[str, Value], *, always: bool = False
) -> Refused | None:
    values = form_values(ctx.db, "volunteer_private", given)
    if isinstance(values, Refused):
        return values
    if not always and not any(value is not None for value in values.values()):
        return None
    values["asked_at"] = ctx.now_ms
    known = ctx.db.execute(
        "SELECT 1 FROM volunteer_private WHERE id = ?", (volunteer,)
    ).fetchone()  # fmt: skip
    if known is None:
        ctx.draft.new("volunteer_private", volunteer, values)
    else:
        ctx.draft.set("volunteer_private", volunteer, values)
    return None


def _checked(ctx: Context, given: Mapping[str, Value]) -> dict[str, Value] | Refused:
    unknown = set(given) - set(VOLUNTEER_FIELDS)
    if unknown:
        raise KeyError(f"not a field of the form: {sorted(unknown)}")
    values = form_values(ctx.db, "volunteer", given)
    if isinstance(values, Refused):
        return values
    born_on = values.get("born_on")
    if isinstance(born_on, str) and born_on > ctx.today.isoformat():
        return Refused("born_in_future", field="born_on")
    phone = values.get("phone")
    if isinstance(phone, str) and not normalise_phone(phone):
        return Refused("phone_without_digits", field="phone")
    return values
