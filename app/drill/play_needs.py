"""Needs: calls, duplicates, surveys, and what the desk decides about each."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from app.domain.calendar_jp import HOUR_MS, day_of
from app.domain.need_sheet import SURVEY_PARTS
from app.drill.happenings import (
    Happening,
    NeedDeclined,
    NeedHeld,
    NeedLeftToSkilled,
    NeedMerged,
    NeedReady,
    NeedReceived,
    NeedSurveyed,
)
from app.drill.material import words
from app.drill.needs import SyntheticNeed
from app.drill.stage import Stage
from app.services.needs import INTAKE_FIELDS, ReceiveNeed
from app.services.needs_course import (
    DeclineNeed,
    HoldNeed,
    MakeReady,
    MarkSkilledOnly,
    QueueSurvey,
    ReferNeed,
)
from app.services.needs_merge import MergeNeeds
from app.services.surveys import RecordAbsence, RecordSurvey, ScheduleSurvey

ON_SITE = frozenset(name for part in SURVEY_PARTS.values() for name in part)
_HELD = ("red", "yellow")
APPOINTMENTS = 6
_STATUS = "SELECT status FROM live_need WHERE id = ?"


def _values(need: SyntheticNeed, names: frozenset[str]) -> dict[str, Any]:
    found = {item.name: getattr(need, item.name) for item in fields(need) if item.name in names}
    if not need.people:  # nobody was asked for: the work is not for volunteers
        found = {**found, "people": None, "people_reason": None}
    return {name: value for name, value in found.items() if value not in (None, "", ())}


def received(stage: Stage, happening: NeedReceived) -> None:
    need = happening.need
    names = INTAKE_FIELDS
    if need.survey_wanted != "not_required":
        names -= ON_SITE - {"kinds"}
    # The newest crises are still to be told: they stand on the chief's screen.
    told = need.crisis and day_of(happening.at) != day_of(stage.last_at)
    made = stage.ask(
        ReceiveNeed(
            _values(need, frozenset(names)),
            received_by=need.received_by,
            told_to=words("demo")["told_to"] if told else "",
        ),
        "needs",
    )
    if made is not None:
        stage.names.needs[need.index] = made
        stage.sheets[need.index] = need


def merged(stage: Stage, happening: NeedMerged) -> None:
    need, into = _ids(stage, happening.need), _ids(stage, happening.into)
    if need is not None and into is not None:
        stage.ask(MergeNeeds(need, into), "needs")


def declined(stage: Stage, happening: NeedDeclined) -> None:
    need = _ids(stage, happening.need)
    if need is None:
        return
    if happening.refer_to == "other":
        stage.ask(DeclineNeed(need, happening.reason))
    else:
        stage.ask(ReferNeed(need, happening.refer_to, happening.reason), "needs")


def surveyed(stage: Stage, happening: NeedSurveyed) -> None:
    need = _ids(stage, happening.need)
    if need is None:
        return
    if stage.one(_STATUS, need) in ("received", "triage"):
        stage.ask(QueueSurvey(need), "needs")
    if happening.state == "absent":
        stage.ask(RecordAbsence(need, happening.surveyor), "needs")
        return
    sheet = stage.sheets[happening.need]
    values = _values(sheet, ON_SITE)
    if sheet.inspection in _HELD:
        values["feasible"] = "hold"
    else:
        values["feasible"] = "skilled" if sheet.skilled_only else "yes"
    stage.ask(RecordSurvey(need, values, happening.surveyor), "needs")


def held(stage: Stage, happening: NeedHeld) -> None:
    need = _ids(stage, happening.need)
    if need is not None:
        stage.ask(HoldNeed(need, happening.reason), "needs")


def left_to_skilled(stage: Stage, happening: NeedLeftToSkilled) -> None:
    need = _ids(stage, happening.need)
    if need is not None:
        stage.ask(MarkSkilledOnly(need), "needs")


def ready(stage: Stage, happening: NeedReady) -> None:
    need = _ids(stage, happening.need)
    if need is not None:
        stage.ask(MakeReady(need), "needs")


def make_appointments(stage: Stage) -> None:
    """Some of those who wait for a visit have an hour for it, later today."""
    rows = stage.operation.read(
        lambda db: db.execute(
            "SELECT id FROM live_need WHERE status = 'survey_waiting' ORDER BY received_at LIMIT ?",
            (APPOINTMENTS,),
        ).fetchall()
    )
    for place, (need,) in enumerate(rows, start=1):
        at = stage.clock.now_ms() // HOUR_MS * HOUR_MS + place * HOUR_MS
        stage.ask(ScheduleSurvey(need, at, words("demo")["surveyor"]), "needs")


def _ids(stage: Stage, index: int) -> Any:
    return stage.names.needs.get(index)


ACTS: Mapping[type[Happening], Callable[[Stage, Any], None]] = {
    NeedReceived: received,
    NeedMerged: merged,
    NeedDeclined: declined,
    NeedSurveyed: surveyed,
    NeedHeld: held,
    NeedLeftToSkilled: left_to_skilled,
    NeedReady: ready,
}
