"""Volunteers and groups: registered, insured, checked in, gone home."""

from collections.abc import Callable, Mapping
from typing import Any

from app.domain.calendar_jp import day_of
from app.drill.happenings import (
    GroupCheckedIn,
    GroupRegistered,
    Happening,
    VolunteerCheckedIn,
    VolunteerInsured,
    VolunteerRegistered,
)
from app.drill.people import SyntheticVolunteer
from app.drill.stage import Stage
from app.services.bookings import BookDay
from app.services.check_ins import (
    CONSENT_DOUBTS,
    INSURANCE_DOUBTS,
    CheckIn,
    CheckInGroup,
    LeaveForToday,
)
from app.services.groups import BroughtVehicle, EnrolGroup, RegisterGroup
from app.services.insurance import EnrolInsurance, SeeInsuranceProof
from app.services.vehicles import AddVehicle
from app.services.volunteers import HEALTH_FIELDS, VOLUNTEER_FIELDS, RegisterVolunteer

# The desk has looked at every doubt and answers "check in anyway": who may not go out is not sent.
ANYWAY = tuple(sorted(INSURANCE_DOUBTS | CONSENT_DOUBTS | {"other_day", "day_is_full"}))
_NAMED = ("name", "kana", "phone", "participation", "has_light_truck")
_UNINSURED = "SELECT uninsured FROM live_volunteer_group WHERE id = ?"
_SEATS = {"light_truck": 2, "kei_car": 4, "car": 5, "wagon": 8}


def _given(person: object, names: tuple[str, ...], apart: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was asked of a synthetic person, by the names of the table."""
    found = {name: getattr(person, name, None) for name in names if name not in apart}
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def registered(stage: Stage, happening: VolunteerRegistered) -> None:
    person = happening.volunteer
    volunteer = stage.ask(
        RegisterVolunteer(
            person.name,
            person.kana,
            person.phone,
            "individual",
            person.insurance,
            person.has_light_truck,
            _given(person, VOLUNTEER_FIELDS, _NAMED),
            _given(person, HEALTH_FIELDS, ("note",)),
            happening.source,
            another_person=True,
        ),
        "reception",
    )
    if volunteer is None:
        return
    stage.names.volunteers[person.index] = volunteer
    _vehicle(stage, person)


def _vehicle(stage: Stage, person: SyntheticVolunteer) -> None:
    if person.vehicle is None:
        return
    vehicle = stage.ask(
        AddVehicle(
            person.vehicle,
            volunteer=stage.names.volunteers[person.index],
            may_use_on_site=True,
            seats=_SEATS.get(person.vehicle),
        ),
        "reception",
    )
    if vehicle is not None:
        stage.names.vehicles[person.index] = vehicle


def insured(stage: Stage, happening: VolunteerInsured) -> None:
    volunteer = stage.names.volunteers.get(happening.volunteer)
    if volunteer is None:
        return
    if happening.here:
        stage.ask(EnrolInsurance(volunteer, happening.plan), "reception")
    else:
        enrolled_on = day_of(happening.enrolled_at)
        stage.ask(
            SeeInsuranceProof(volunteer, happening.plan, happening.proof, enrolled_on), "reception"
        )


def checked_in(stage: Stage, happening: VolunteerCheckedIn) -> None:
    volunteer = stage.names.volunteers.get(happening.volunteer)
    if volunteer is None:
        return
    check_in = stage.ask(
        CheckIn(
            volunteer,
            happening.means,
            although=ANYWAY,
            centre_work=happening.centre_work or None,
        ),
        "reception",
    )
    if check_in is not None:
        stage.names.check_ins[happening.volunteer] = check_in


def group_registered(stage: Stage, happening: GroupRegistered) -> None:
    group = happening.group
    vehicles = (BroughtVehicle(group.vehicle, group.vehicles, may_use_on_site=True),)
    made = stage.ask(
        RegisterGroup(
            group.name,
            group.kana,
            group.leader_name,
            group.phone,
            group.heads,
            group.heads_male,
            group.heads_female,
            group.insured,
            group.heads - group.insured,
            group.tools_brought,
            vehicles if group.vehicle else (),
            "\n".join("\t".join(member) for member in group.members),
            {
                "leader_kana": group.leader_kana, "email": group.email, "address": group.address,
                "experienced": group.experienced, "days": group.days, "note": group.note,
                "channel": "phone",
            },
        ),
        "reception",
    )  # fmt: skip
    if made is not None:
        stage.names.groups[group.index] = made


def group_checked_in(stage: Stage, happening: GroupCheckedIn) -> None:
    group = stage.names.groups.get(happening.group)
    if group is None:
        return
    check_in = stage.ask(CheckInGroup(group, happening.heads, ANYWAY), "reception")
    if check_in is not None:
        stage.names.group_check_ins[happening.group] = check_in
        if stage.one(_UNINSURED, group):
            stage.ask(EnrolGroup(group), "reception")


def everybody_leaves(stage: Stage, day: str) -> None:
    """At the end of a day whoever is on no team any more goes home."""
    rows = stage.operation.read(
        lambda db: db.execute(
            "SELECT c.id FROM live_check_in c WHERE c.day = ? AND c.left_at IS NULL "
            "AND NOT EXISTS (SELECT 1 FROM live_team_member m JOIN live_team t ON t.id = m.team "
            "WHERE m.check_in = c.id AND m.ended_at IS NULL "
            "AND t.state IN ('forming', 'ready', 'out'))",
            (day,),
        ).fetchall()
    )
    for (check_in,) in rows:
        stage.ask(LeaveForToday(check_in), "reception")


def book_for_today(stage: Stage, many: int) -> None:
    """Some of those who registered and did not come yet are expected today."""
    today = day_of(stage.clock.now_ms())
    here = set(stage.names.check_ins)
    away = [index for index in sorted(stage.names.volunteers, reverse=True) if index not in here]
    for index in away[:many]:
        stage.ask(BookDay(today, stage.names.volunteers[index]), "reception")


ACTS: Mapping[type[Happening], Callable[[Stage, Any], None]] = {
    VolunteerRegistered: registered,
    VolunteerInsured: insured,
    VolunteerCheckedIn: checked_in,
    GroupRegistered: group_registered,
    GroupCheckedIn: group_checked_in,
}
