"""The day's lists from an operation: participants, insurance, needs, equipment, borrowed things.

Promises that what nobody asked stays an empty cell, and that a resident's name, phone and address
are empty for those whose work does not need them.
"""

import sqlite3
from datetime import date

from app.documents import lists
from app.documents.sheets import Sheet
from app.domain.calendar_jp import age_at, day_of, end_of, start_of, time_text
from app.domain.eligibility import Conditions
from app.domain.insurance import Cover, Policy, cover_at, policy_as_recorded
from app.domain.needs import SETTLED, status_of
from app.services.going_out import conditions_of
from app.services.papers_words import Words
from app.store.queries.aliases import holders
from app.store.queries.calling import ClientLine, booked_on, clients_on
from app.store.queries.equipment import stock_rows
from app.store.queries.equipment_history import borrowed_rows
from app.store.queries.lists import (
    NeedListRow,
    ParticipantRow,
    PolicyRow,
    insured_rows,
    need_list_rows,
    participant_rows,
    policies_of_day,
)

Subject = bytes | None


def participants_list(db: sqlite3.Connection, day: date, words: Words, now_ms: int) -> Sheet:
    """Who was there, each person once; a merged duplicate is the person who holds."""
    rows = participant_rows(db, day.isoformat())
    held = holders(db, "volunteer")
    at_ms = _during(day, now_ms)
    conditions = conditions_of(db, at_ms, day)
    policies = _policies(policies_of_day(db, day.isoformat()))
    lines: dict[bytes, lists.Participant] = {}
    for number, row in enumerate(rows):
        subject = row.volunteer or row.group or number.to_bytes(4, "big")
        own = policies.get(subject, []) + policies.get(held.get(subject, b""), [])
        cover = cover_at(
            own, at_ms, earthquake=conditions.earthquake,
            applying=row.insurance_claim == "applying",
        )  # fmt: skip
        lines.setdefault(held.get(subject, subject), _participant(row, cover, words, day))
    return lists.participants(lines.values(), day, words.texts)


def _participant(row: ParticipantRow, cover: Cover, words: Words, day: date) -> lists.Participant:
    group = row.group is not None
    if group:
        insurance = "" if row.uninsured is None else _group_cover(row, words)
    else:
        insurance = words.code("insurance_state", str(cover.state))
    age = words.code("age_band", row.age_band)
    if row.born_on:
        age = str(age_at(date.fromisoformat(row.born_on), day))
    return lists.Participant(
        row.number,
        row.name,
        row.kana,
        row.at,
        row.heads,
        words.code("participation", "group" if group else "individual"),
        row.affiliation,
        words.code("sex", row.sex),
        age,
        row.phone,
        row.postal_code,
        row.address,
        row.emergency,
        insurance,
        row.first_time,
        row.light_truck,
        words.text("papers.separator").join(row.teams),
        row.left_at,
        row.note,
    )


def _group_cover(row: ParticipantRow, words: Words) -> str:
    state = words.code("insurance_state", "none" if row.uninsured else "valid")
    people = words.text("papers.people", count=row.uninsured)
    return f"{state} {people}" if row.uninsured else state


def insurance_list(db: sqlite3.Connection, day: date, words: Words, now_ms: int) -> Sheet:
    """Everybody of the day by name, with the policy that covers the day, if any."""
    at_ms = _during(day, now_ms)
    conditions = conditions_of(db, at_ms, day)
    enrolled: dict[bytes, list[PolicyRow]] = {}
    for row in policies_of_day(db, day.isoformat()):
        for subject in filter(None, (row.volunteer, row.group)):
            enrolled.setdefault(subject, []).append(row)
    held = holders(db, "volunteer")
    lines: dict[bytes, lists.Insured] = {}
    for number, person in enumerate(insured_rows(db, day.isoformat())):
        who = person.volunteer
        key = held.get(who, who) if who is not None else number.to_bytes(4, "big")
        mine = {subject for subject in (who, key, person.group) if subject is not None}
        own = [row for subject in mine for row in enrolled.get(subject, ())]
        best = _best(own, at_ms, conditions)
        lines.setdefault(
            key,
            lists.Insured(
                person.name, person.kana, person.postal_code, person.address, person.phone,
                words.code("insurance_plan", best[0].plan) if best else "",
                best[1].effective_at if best else None,
                best[1].ends_at if best else None,
                best[0].enrolled_at if best else None,
                words.code("paid_by", best[0].paid_by) if best else "",
            ),
        )  # fmt: skip
    return lists.insurance_roster(lines.values(), day, words.texts)


def _best(
    rows: list[PolicyRow], at_ms: int, conditions: Conditions
) -> tuple[PolicyRow, Policy] | None:
    """The enrolment by which a person is covered, or would be."""
    known = [(row, policy) for row in rows if (policy := _policy(row)) is not None]
    cover = cover_at((policy for _, policy in known), at_ms, earthquake=conditions.earthquake)
    return next(((row, policy) for row, policy in known if policy is cover.policy), None)


def needs_list(db: sqlite3.Connection, day: date, words: Words, *, residents: bool) -> Sheet:
    """Every need received until the day, as it stands now."""
    rows = need_list_rows(db, end_of(day))
    return lists.needs((_need(row, words, residents) for row in rows), day, words.texts)


def _need(row: NeedListRow, words: Words, residents: bool) -> lists.NeedLine:
    def sealed(text: str | None) -> str:
        return (text or "") if residents else ""

    address = " ".join(filter(None, (row.address, row.building)))
    return lists.NeedLine(
        row.number,
        words.code("need_status", row.status),
        None if row.received_at is None else day_of(row.received_at),
        row.town,
        sealed(row.name),
        sealed(row.phone),
        sealed(address),
        words.joined("work_kind", row.kinds),
        sealed(row.request),
        row.people,
        row.crisis,
        _day(row.next_on) if status_of(row.status) not in SETTLED else None,
        _day(row.completed_on),
        _why(row, words),
    )


def _why(row: NeedListRow, words: Words) -> str:
    """The reason and the destination of a need that left by a side exit."""
    reason_list = {
        "declined": "decline_reason", "on_hold": "hold_reason", "cancelled": "cancel_reason",
    }.get(row.status)  # fmt: skip
    reason = words.code(reason_list, row.reason) if reason_list else ""
    goes_to = words.code("refer_to", row.refer_to) if row.status == "referred" else ""
    return words.text("papers.separator").join(filter(None, (reason, goes_to, row.reason_note)))


def calling_list(db: sqlite3.Connection, day: date, words: Words, *, residents: bool) -> Sheet:
    """Everybody who must hear that the day is called off: who was to come, then the clients."""
    people = [
        lists.CallingLine(
            words.text("papers.list.is_volunteer"), one.number, one.name, one.kana, one.phone,
            words.text("papers.people", count=one.heads) if one.heads > 1 else "", one.told, "",
        )
        for one in booked_on(db, day)
    ]  # fmt: skip
    clients = [
        lists.CallingLine(
            words.text("papers.list.is_client"), one.number, one.name if residents else "", "",
            one.phone if residents else "", _what_was_planned(one, words), one.told_at is not None,
            one.town,
        )
        for one in clients_on(db, day)
    ]  # fmt: skip
    return lists.calling((*people, *clients), day, words.texts)


def _what_was_planned(client: ClientLine, words: Words) -> str:
    parts = [words.text(f"papers.list.planned_{why}") for why in client.planned]
    if client.at is not None:
        parts.append(time_text(client.at))
    return " ".join((*parts, *client.teams))


def equipment_list(db: sqlite3.Connection, day: date, words: Words) -> Sheet:
    """Stock as the ledger says now; what is being washed counts as there."""
    lines = (
        lists.EquipmentLine(
            row.item.name, row.item.unit, words.code("equipment_type", row.item.type),
            row.ready + row.washing + row.repair, row.out, row.repair,
            row.item.low_mark or None, row.item.note,
        )
        for row in stock_rows(db)
    )  # fmt: skip
    return lists.equipment(lines, day, words.texts)


def borrowed_list(db: sqlite3.Connection, day: date, words: Words) -> Sheet:
    """Everything that must go back to somebody, the earliest due first."""
    gives_back = words.codes.attribute_map("ownership", "give_back")
    codes = frozenset(code for code, value in gives_back.items() if value)
    lines = (
        lists.BorrowedLine(
            row.owner, row.name, row.received, row.unit, words.code("ownership", row.ownership),
            None if row.received_at is None else day_of(row.received_at), _day(row.due_on),
            row.left, row.note,
        )
        for row in borrowed_rows(db, codes)
    )  # fmt: skip
    return lists.borrowed(lines, day, words.texts)


def _policies(rows: tuple[PolicyRow, ...]) -> dict[bytes, list[Policy]]:
    found: dict[bytes, list[Policy]] = {}
    for row in rows:
        policy = _policy(row)
        subject = row.volunteer or row.group
        if policy is not None and subject is not None:
            found.setdefault(subject, []).append(policy)
    return found


def _policy(row: PolicyRow) -> Policy | None:
    return policy_as_recorded(
        row.plan, row.enrolled_at, row.effective_at, row.ends_at, row.fiscal_year, row.exception
    )


def _during(day: date, now_ms: int) -> int:
    """This instant on the day itself; on another day its last one."""
    return now_ms if start_of(day) <= now_ms < end_of(day) else end_of(day) - 1


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
