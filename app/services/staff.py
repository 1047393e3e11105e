"""Who works here: members of staff, their roles, sections and PINs.

Promises that there is always a chief without a last day, once there is anybody. Refuses that
somebody gives a role above the own one or changes a person of a higher role.
"""

from dataclasses import dataclass, field
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.staff_access import CHIEF, LEADER, OBSERVER, ROLES, at_least
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.pins import hashed_pin, plain_pin
from app.store.queries.codes import code_entries
from sync.core.ids import EntityId
from sync.core.operations import Value

NAME_CHARACTERS_MAX = 100


@dataclass(frozen=True)
class StaffCard:
    """What the form of a member asks. `sections` are codes; without `all_sections` the person sees
    only those. `ends_on` is the last day of a relief worker's stay."""

    name: str
    role: str
    kana: str = ""
    sections: tuple[str, ...] = ()
    all_sections: bool = True
    home_council: str = ""
    phone: str = ""
    ends_on: date | None = None


@dataclass(frozen=True)
class AddStaff(Command):
    """Without a PIN the person signs in by a tap on the name."""

    card: StaffCard
    pin: str = field(default="", repr=False)


@dataclass(frozen=True)
class EditStaff(Command):
    staff: EntityId
    card: StaffCard


@dataclass(frozen=True)
class RetireStaff(Command):
    """The person may not sign in any more; what they did keeps their name."""

    staff: EntityId


@dataclass(frozen=True)
class ReturnStaff(Command):
    staff: EntityId


@dataclass(frozen=True)
class SetPin(Command):
    """Everybody may set the own PIN; an empty one takes it away."""

    staff: EntityId
    pin: str = field(repr=False)


@decides(AddStaff, sections=("general",))
def add_staff(command: AddStaff, ctx: Context) -> Decision:
    card = command.card
    first = ctx.db.execute("SELECT 1 FROM live_staff").fetchone() is None
    if first and (card.role != CHIEF or card.ends_on is not None):
        return Refused("first_is_chief", field="role")
    wrong = _not_above(ctx, card.role, None) or _checked(card, ctx)
    if wrong:
        return wrong
    if _namesake(ctx, card, None):
        return Refused("staff_exists", {"name": card.name.strip()}, field="name")
    kept = _kept_pin(command.pin, ctx)
    if isinstance(kept, Refused):
        return kept
    identifier = ctx.new_id()
    ctx.draft.new("staff", identifier, {**_values(card), "active": True, "pin": kept})
    return Accepted(identifier)


@decides(EditStaff, sections=("general",))
def edit_staff(command: EditStaff, ctx: Context) -> Decision:
    card, role = command.card, _role_of(ctx, command.staff)
    if role is None:
        return Refused("no_such_staff")
    wrong = _not_above(ctx, card.role, role) or _checked(card, ctx)
    if wrong:
        return wrong
    if _namesake(ctx, card, command.staff):
        return Refused("staff_exists", {"name": card.name.strip()}, field="name")
    stays_chief = card.role == CHIEF and card.ends_on is None
    if not stays_chief and not _other_chief(ctx, command.staff):
        return Refused("last_chief", field="role" if card.role != CHIEF else "ends_on")
    ctx.draft.set("staff", command.staff, _values(card))
    return Accepted(command.staff)


@decides(RetireStaff, sections=("general",))
def retire_staff(command: RetireStaff, ctx: Context) -> Decision:
    role = _role_of(ctx, command.staff)
    if role is None:
        return Refused("no_such_staff")
    wrong = _not_above(ctx, role, role)
    if wrong:
        return wrong
    if not _other_chief(ctx, command.staff):
        return Refused("last_chief", field="role")
    ctx.draft.set("staff", command.staff, {"active": False})
    return Accepted(command.staff)


@decides(ReturnStaff, sections=("general",))
def return_staff(command: ReturnStaff, ctx: Context) -> Decision:
    role = _role_of(ctx, command.staff)
    if role is None:
        return Refused("no_such_staff")
    wrong = _not_above(ctx, role, role)
    if wrong:
        return wrong
    ctx.draft.set("staff", command.staff, {"active": True})
    return Accepted(command.staff)


@decides(SetPin)
def set_pin(command: SetPin, ctx: Context) -> Decision:
    role = _role_of(ctx, command.staff)
    if role is None:
        return Refused("no_such_staff")
    if command.staff != ctx.actor.staff:
        if not ctx.actor.may_enter("general") and ctx.actor.role != CHIEF:
            return Refused("other_section")
        wrong = _not_above(ctx, role, role)
        if wrong:
            return wrong
    kept = _kept_pin(command.pin, ctx)
    if isinstance(kept, Refused):
        return kept
    ctx.draft.set("staff", command.staff, {"pin": kept})
    return Accepted(command.staff)


def draft_relief(ctx: Context, card: StaffCard, known: EntityId | None) -> EntityId | Refused:
    """The record of somebody whom another council sent: made, or opened again for another stay. The
    same checks as by hand. Who was entered by hand before is the same person."""
    if ctx.db.execute("SELECT 1 FROM live_staff").fetchone() is None:
        return Refused("first_is_chief")
    present = _role_of(ctx, known) if known else None
    wrong = _not_above(ctx, card.role, present) or _checked(card, ctx)
    if wrong:
        return wrong
    if known is None or present is None:
        row = ctx.db.execute(
            "SELECT id, role FROM live_staff WHERE name = ? AND home_council = ?",
            (card.name.strip(), card.home_council.strip()),
        ).fetchone()
        known = EntityId(row[0]) if row else None
        wrong = _not_above(ctx, card.role, str(row[1] or OBSERVER)) if row else None
        if wrong:
            return wrong
    values: dict[str, Value] = {**_values(card), "active": True}
    if known is None:
        return ctx.draft.new("staff", ctx.new_id(), values)
    if card.role != CHIEF and not _other_chief(ctx, known) and _role_of(ctx, known) == CHIEF:
        return Refused("last_chief", field="role")
    ctx.draft.set("staff", known, values)
    return known


def _role_of(ctx: Context, staff: EntityId) -> str | None:
    row = ctx.db.execute("SELECT role FROM live_staff WHERE id = ?", (staff,)).fetchone()
    return None if row is None else str(row[0] or OBSERVER)


def _not_above(ctx: Context, wanted: str, present: str | None) -> Refused | None:
    """Staff are the leaders' and the chief's business, and nobody lifts or lowers a superior."""
    if wanted not in ROLES:
        return Refused("no_such_code", {"code": wanted}, field="role")
    needed = [role for role in (LEADER, wanted, present) if role is not None]
    if not all(at_least(ctx.actor.role, role) for role in needed):
        return Refused("needs_role", field="role")
    return None


def _checked(card: StaffCard, ctx: Context) -> Refused | None:
    name = card.name.strip()
    if not name:
        return Refused("name_missing", field="name")
    if len(name) > NAME_CHARACTERS_MAX:
        return Refused("text_too_long", {"limit": NAME_CHARACTERS_MAX}, field="name")
    lists = CodeLists.load().with_rows(code_entries(ctx.db))
    for code in card.sections:
        if lists.get("section", code) is None:
            return Refused("no_such_code", {"code": code}, field="sections")
    if not card.all_sections and not card.sections and card.role != CHIEF:
        return Refused("section_missing", field="sections")
    if card.ends_on is not None and card.ends_on < ctx.today:
        return Refused("day_past", field="ends_on")
    return None


def _namesake(ctx: Context, card: StaffCard, apart_from: EntityId | None) -> bool:
    """An active member of the same name and reading: probably the same tap twice."""
    row = ctx.db.execute(
        "SELECT 1 FROM live_staff WHERE name = ? AND coalesce(kana, '') = ? "
        "AND coalesce(active, 1) = 1 AND id IS NOT ?",
        (card.name.strip(), card.kana.strip(), apart_from),
    ).fetchone()
    return row is not None


def _other_chief(ctx: Context, apart_from: EntityId) -> bool:
    """Whether somebody else stays a chief for good, so that nobody is locked out."""
    row = ctx.db.execute(
        "SELECT 1 FROM live_staff WHERE role = ? AND coalesce(active, 1) = 1 "
        "AND ends_on IS NULL AND id <> ?",
        (CHIEF, apart_from),
    ).fetchone()
    return row is not None


def _kept_pin(typed: str, ctx: Context) -> str | Refused | None:
    if not typed.strip():
        return None
    digits = plain_pin(typed)
    if digits is None:
        return Refused("pin_form", field="pin")
    return hashed_pin(digits, ctx.new_id())


def _values(card: StaffCard) -> dict[str, Value]:
    chief = card.role == CHIEF
    return {
        "name": card.name.strip(),
        "kana": card.kana.strip() or None,
        "role": card.role,
        "sections": tuple(sorted(card.sections)),
        "all_sections": card.all_sections or chief,
        "home_council": card.home_council.strip() or None,
        "phone": card.phone.strip() or None,
        "ends_on": card.ends_on.isoformat() if card.ends_on else None,
    }
