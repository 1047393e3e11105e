"""ボランティア活動保険 at the desk: enrolled here, or proof of an enrolment seen.

Promises that a policy begins and ends as the rules say (`app.domain.insurance`), that nobody is
enrolled twice for one fiscal year without need, and that whoever saw a proof is on record. What a
person only says (`volunteer.insurance_claim`) is never a policy. `draft_insurance` writes a row for
whoever has one to write.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date

from app.domain.calendar_jp import day_of, fiscal_year, fiscal_year_ends, short_day_text
from app.domain.calendar_jp import start_of as start_of_day
from app.domain.insurance import Policy, covers, policy_for, refusal_to_enrol
from app.services.command import Accepted, Command, Decision, Notice, Refused, decides
from app.services.context import Context
from app.services.form_values import clean_text
from app.services.going_out import policies_of
from app.services.volunteers import DESK, volunteer_exists
from sync.core.ids import EntityId
from sync.core.operations import Value

_CLAIMS_OPEN = frozenset({None, "none", "applying", "unknown"})


@dataclass(frozen=True)
class EnrolInsurance(Command):
    """The procedure was completed here, now (or at `enrolled_at`).

    `plan` empty: the one that covers this event. `paid_by` None: as the centre has set it. `year`:
    the fiscal year, where not that of the first day of cover. `exception` None: as the event's
    flag 大規模災害特例 says.
    """

    volunteer: EntityId
    plan: str = ""
    enrolled_at: int | None = None
    enrolled_where: str = ""
    paid_by: str | None = None
    year: int | None = None
    exception: bool | None = None


@decides(EnrolInsurance, sections=DESK)
def enrol_insurance(command: EnrolInsurance, ctx: Context) -> Decision:
    if not volunteer_exists(ctx.db, command.volunteer):
        return Refused("no_such_volunteer")
    plan = command.plan or plan_of_event(ctx)
    at = ctx.now_ms if command.enrolled_at is None else command.enrolled_at
    if at > ctx.now_ms:
        return Refused("enrolled_in_future", field="enrolled_at")
    exception = ctx.event("large_disaster_exception")
    if command.exception is not None:
        exception = command.exception
    policy = policy_for(plan, at, exception=exception, year=command.year)
    refused = _twice(ctx, command.volunteer, policy)
    if refused is not None:
        return refused
    identifier = draft_insurance(
        ctx, policy, volunteer=command.volunteer, enrolled_at=at, exception=exception,
        enrolled_where=clean_text(command.enrolled_where),
        paid_by=command.paid_by or str(ctx.setting("insurance_paid_by")),
        proof_kind="roster", proof_seen_by=ctx.actor.name,
    )  # fmt: skip
    _answer_claim(ctx, command.volunteer, plan)
    return Accepted(identifier, _notices(ctx, policy))


@dataclass(frozen=True)
class SeeInsuranceProof(Command):
    """Somebody at the desk saw the card, the mail or the roster of an enrolment made before.

    `enrolled_on` as the proof says; where it says nothing, the cover counts from today.
    """

    volunteer: EntityId
    plan: str
    proof_kind: str = "card"
    enrolled_on: date | None = None
    enrolled_where: str = ""
    paid_by: str | None = None


@decides(SeeInsuranceProof, sections=DESK)
def see_insurance_proof(command: SeeInsuranceProof, ctx: Context) -> Decision:
    if not volunteer_exists(ctx.db, command.volunteer):
        return Refused("no_such_volunteer")
    if command.proof_kind == "none":
        return Refused("proof_missing", field="proof_kind")
    policy = policy_of_proof(ctx, command.plan, command.enrolled_on)
    if isinstance(policy, Refused):
        return policy
    refused = _twice(ctx, command.volunteer, policy)
    if refused is not None:
        return refused
    enrolled = command.enrolled_on
    identifier = draft_insurance(
        ctx, policy, volunteer=command.volunteer,
        enrolled_at=start_of_day(enrolled) if enrolled else None,
        enrolled_where=clean_text(command.enrolled_where), paid_by=command.paid_by,
        proof_kind=command.proof_kind, proof_seen_by=ctx.actor.name,
    )  # fmt: skip
    _answer_claim(ctx, command.volunteer, command.plan)
    return Accepted(identifier, _notices(ctx, policy))


def policy_of_proof(ctx: Context, plan: str, enrolled_on: date | None) -> Policy | Refused:
    """The policy that a proof shows, or why it shows none that holds."""
    if enrolled_on is None:
        year = fiscal_year(ctx.today)
        return Policy(plan, start_of_day(ctx.today), fiscal_year_ends(year), year)
    if enrolled_on > ctx.today:
        return Refused("enrolled_in_future", field="enrolled_on")
    at_once = ctx.event("large_disaster_exception") and enrolled_on == ctx.today
    begun = ctx.now_ms if at_once else start_of_day(enrolled_on)
    policy = policy_for(plan, begun, exception=at_once)
    if policy.ends_at <= ctx.now_ms:
        return Refused("proof_of_last_year", field="enrolled_on")
    return policy


@dataclass(frozen=True)
class CancelInsurance(Command):
    """A row that was entered by mistake goes; the person is then as insured as the others say."""

    insurance: EntityId


@decides(CancelInsurance, sections=DESK)
def cancel_insurance(command: CancelInsurance, ctx: Context) -> Decision:
    found = ctx.db.execute(
        "SELECT 1 FROM live_insurance WHERE id = ?", (command.insurance,)
    ).fetchone()
    if found is None:
        return Refused("no_such_insurance")
    ctx.draft.delete("insurance", command.insurance)
    return Accepted(command.insurance)


def draft_insurance(
    ctx: Context,
    policy: Policy,
    *,
    volunteer: EntityId | None = None,
    group: EntityId | None = None,
    identifier: EntityId | None = None,
    enrolled_at: int | None = None,
    enrolled_where: str | None = None,
    paid_by: str | None = None,
    proof_kind: str | None = None,
    proof_seen_by: str | None = None,
    exception: bool | None = None,
) -> EntityId:
    """A row of the table `insurance`."""
    values: dict[str, Value] = {
        "volunteer": volunteer, "group": group, "plan": policy.plan, "enrolled_at": enrolled_at,
        "effective_at": policy.effective_at, "ends_at": policy.ends_at,
        "fiscal_year": policy.fiscal_year, "enrolled_where": enrolled_where, "paid_by": paid_by,
        "proof_kind": proof_kind, "proof_seen_by": proof_seen_by or None, "exception": exception,
    }  # fmt: skip
    return ctx.draft.new("insurance", identifier or ctx.new_id(), values)


def plan_of_event(ctx: Context) -> str:
    """The plan that covers what happened here: 天災・地震 after an earthquake."""
    return "quake" if ctx.event("earthquake") else "basic"


def _twice(ctx: Context, volunteer: EntityId, policy: Policy) -> Refused | None:
    code = refusal_to_enrol(
        policies_of(ctx.db, volunteer), policy.plan, policy.fiscal_year,
        earthquake=ctx.event("earthquake"),
    )  # fmt: skip
    return None if code is None else Refused(code, field="plan")


def _notices(ctx: Context, policy: Policy) -> tuple[Notice, ...]:
    found = []
    if policy.effective_at > ctx.now_ms:
        found.append(
            Notice("cover_starts_later", {"day": short_day_text(day_of(policy.effective_at))})
        )
    if not covers(policy.plan, earthquake=ctx.event("earthquake")):
        found.append(Notice("plan_does_not_cover"))
    return tuple(found)


def _answer_claim(ctx: Context, volunteer: EntityId, plan: str) -> None:
    """What the person said is replaced by what is on record; another word is left alone."""
    said = claim_of(ctx.db, volunteer)
    if said in _CLAIMS_OPEN or said == "insured":
        ctx.draft.set("volunteer", volunteer, {"insurance_claim": plan})


def claim_of(db: sqlite3.Connection, volunteer: EntityId) -> str | None:
    """What the person says about the own insurance."""
    row = db.execute(
        "SELECT insurance_claim FROM live_volunteer WHERE id = ?", (volunteer,)
    ).fetchone()
    return None if row is None else row[0]
