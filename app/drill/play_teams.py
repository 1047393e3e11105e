"""Teams: formed, equipped, sent, back, and what they report."""

from collections.abc import Callable, Mapping
from typing import Any

from app.drill.equipment import CONSUMABLES
from app.drill.happenings import (
    EquipmentLent,
    EquipmentReturned,
    Happening,
    TeamFormed,
    TeamReported,
    TeamReturned,
    TeamSent,
)
from app.drill.material import words
from app.drill.stage import Stage
from app.services.dispatch import CheckTeam, ReturnTeam, SendOut
from app.services.equipment_moves import HandOut, ReturnFromTeam, ReturnLine, ToolLine
from app.services.reports import RecordInjury, Report, ReportTeam, Words
from app.services.teams import FormTeam
from app.services.teams_changes import MakeTeamReady
from sync.core.ids import EntityId

_PHONE = """
SELECT coalesce(v.phone, g.phone) FROM live_team_member m
LEFT JOIN live_volunteer v ON v.id = m.volunteer
LEFT JOIN live_volunteer_group g ON g.id = m."group"
WHERE m.team = ? ORDER BY m.is_leader DESC, m.id LIMIT 1
"""
_LEADER = "SELECT leader_name FROM live_team WHERE id = ?"


def formed(stage: Stage, happening: TeamFormed) -> None:
    names = stage.names
    need = names.needs.get(happening.need)
    people = [names.check_ins.get(index) for index in happening.members]
    groups = [(names.group_check_ins.get(index), heads) for index, heads in happening.groups]
    leader = None if happening.leader is None else names.check_ins.get(happening.leader)
    vehicle = None
    if happening.vehicle_of is not None:
        vehicle = names.vehicles.get(happening.vehicle_of)
    team = stage.ask(
        FormTeam(
            need,
            tuple(one for one in people if one is not None),
            tuple((group, heads) for group, heads in groups if group is not None),
            leader=leader,
            vehicle=vehicle,
            people=happening.wanted,
        ),
        "matching",
    )
    if team is not None:
        names.teams[happening.team] = team
        stage.ask(MakeTeamReady(team), "matching")


def lent(stage: Stage, happening: EquipmentLent) -> None:
    team = stage.names.teams.get(happening.team)
    lines = tuple(
        ToolLine(thing, item.quantity)
        for item in happening.items
        if (thing := stage.names.equipment.get(item.code)) is not None
    )
    if team is not None and lines:
        stage.ask(HandOut(team, lines), "equipment")


def sent(stage: Stage, happening: TeamSent) -> None:
    team = stage.names.teams.get(happening.team)
    if team is None:
        return
    phone = str(stage.one(_PHONE, team) or words("demo")["mobile"])
    stage.ask(CheckTeam(team, True, True, True, True, phone), "dispatch")
    planned = stage.moved(happening.planned_return_at)
    stage.ask(SendOut(team, happening.heads, planned), "dispatch")


def returned(stage: Stage, happening: TeamReturned) -> None:
    team = stage.names.teams.get(happening.team)
    if team is None:
        return
    stage.ask(ReturnTeam(team, happening.heads, happening.hurt), "dispatch")
    if happening.hurt:
        stage.ask(
            RecordInjury(team, "cut", "first_aid", course=words("demo")["injury"]), "dispatch"
        )


def equipment_returned(stage: Stage, happening: EquipmentReturned) -> None:
    team = stage.names.teams.get(happening.team)
    lines = tuple(
        ReturnLine(thing, item.quantity - item.lost, item.damaged, item.lost, item.washed)
        for item in happening.items
        if item.code not in CONSUMABLES
        and (thing := stage.names.equipment.get(item.code)) is not None
    )
    if team is not None and lines:
        stage.ask(ReturnFromTeam(team, lines), "equipment")


def reported(stage: Stage, happening: TeamReported) -> None:
    team = stage.names.teams.get(happening.team)
    if team is None:
        return
    report = Report(
        happening.progress,
        _leader_of(stage, team),
        happening.heads,
        injured=0,
        near_misses=1 if happening.near_miss else 0,
        next_people=happening.next_people,
        tools_ok=True,
        sandbags=happening.sandbags or None,
        words=Words(happening.text, happening.near_miss, happening.remaining, happening.extra_wish),
    )
    stage.ask(ReportTeam(team, report), "dispatch")


def _leader_of(stage: Stage, team: EntityId) -> str:
    return str(stage.one(_LEADER, team) or "")


ACTS: Mapping[type[Happening], Callable[[Stage, Any], None]] = {
    TeamFormed: formed,
    EquipmentLent: lent,
    TeamSent: sent,
    TeamReturned: returned,
    EquipmentReturned: equipment_returned,
    TeamReported: reported,
}
