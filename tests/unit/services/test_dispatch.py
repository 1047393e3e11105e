"""Out and back: checks, hard stops at the door, the need's state, heads, the released members."""

from typing import Any

import pytest

from app.domain.calendar_jp import DAY_MS, HOUR_MS, MINUTE_MS
from app.services.command import Actor, Override, Refused
from app.services.dispatch import (
    ChangePlannedReturn,
    CheckTeam,
    CorrectHeads,
    ReturnTeam,
    SendOut,
)
from app.services.heat import BeginRest, BeginWork, MeasureHeat
from app.services.reports import Report, ReturnAndReport
from app.services.stop_orders import LiftStop, OrderStop
from app.services.teams import FormTeam
from app.services.teams_changes import MakeTeamReady
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import ALL_CHECKED, Ground, planted_id

CHIEF = planted_id(9, 1)


def team_row(centre: Centre, team: EntityId, columns: str) -> tuple[object, ...]:
    return centre.rows(f"SELECT {columns} FROM live_team WHERE id = ?", team)[0]


def need_status(centre: Centre, need: EntityId) -> object:
    return centre.rows("SELECT status FROM live_need WHERE id = ?", need)[0][0]


def signed(ground: Ground, role: str = "chief", reason: str = "本人の申し出を確認") -> Override:
    """A chief on record, and what they decided."""
    ground.rows.append(("staff", CHIEF, {"name": "訓練 長", "role": role, "active": True}))
    return Override(CHIEF, "訓練 長", role, reason)


def test_a_team_leaves_when_the_four_checks_are_done(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    team = ground.team(need=need, members=3)
    ground.plant()
    for check in ("health", "clothes", "drink", "phone"):
        assert centre.refuse(SendOut(team)) == Refused(
            "check_missing", {"check": check}, field=check
        )
        done: dict[str, Any] = {"phone_known" if check == "phone" else check: True}
        centre.do(CheckTeam(team, **done))
    centre.do(SendOut(team))
    state, sent, heads, planned = team_row(
        centre, team, "state, sent_at, heads_out, planned_return_at"
    )
    assert (state, sent, heads) == ("out", MORNING_MS, 3)
    assert planned == MORNING_MS + (15 * 60 + 30 - 9 * 60 - 42) * MINUTE_MS
    assert need_status(centre, need) == "in_progress"
    phases = centre.rows("SELECT phase, at FROM live_team_phase WHERE team = ?", team)
    assert phases == [("work", MORNING_MS)]


def test_the_phone_is_checked_only_where_there_is_one(centre: Centre, ground: Ground) -> None:
    team = ground.team(phone=None)
    ground.plant()
    assert centre.refuse(CheckTeam(team, phone_known=True)).code == "team_without_phone"
    assert centre.refuse(CheckTeam(team, phone="0900")).code == "phone_too_short"
    centre.do(CheckTeam(team, phone_known=True, phone="090-0000-0022"))
    assert team_row(centre, team, "phone, check_phone") == ("090-0000-0022", 1)
    centre.do(CheckTeam(team, phone=""))
    assert team_row(centre, team, "phone, check_phone") == (None, 0)


def test_a_community_is_reached_at_its_heads_number(centre: Centre, ground: Ground) -> None:
    team = ground.team(
        kind="community", phone=None, contact_name="訓練 区長", contact_phone="046-000-0000",
        members=0, **ALL_CHECKED | {"check_phone": None},
    )  # fmt: skip
    ground.plant()
    centre.do(CheckTeam(team, phone_known=True))
    assert centre.refuse(SendOut(team)).code == "nobody_goes_out"
    centre.do(SendOut(team, heads_out=40))
    assert team_row(centre, team, "state, heads_out") == ("out", 40)
    centre.do(ReturnTeam(team, 40, hurt=False))
    assert team_row(centre, team, "state, heads_back") == ("back", 40)


@pytest.mark.parametrize(
    ("later_ms", "code"),
    [
        (0, "return_in_the_past"),
        (-HOUR_MS, "return_in_the_past"),
        (25 * HOUR_MS, "return_too_late"),
    ],
)
def test_a_plan_that_nobody_can_mean(
    centre: Centre, ground: Ground, later_ms: int, code: str
) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    planned = MORNING_MS + later_ms
    assert centre.refuse(SendOut(team, planned_return_at=planned)).code == code
    assert centre.refuse(ChangePlannedReturn(team, planned)).code == code
    centre.do(ChangePlannedReturn(team, MORNING_MS + HOUR_MS))
    assert team_row(centre, team, "planned_return_at") == (MORNING_MS + HOUR_MS,)


def test_a_team_of_yesterday_does_not_leave(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    centre.clock.advance(DAY_MS)
    assert centre.refuse(SendOut(team)).code == "team_of_other_day"


@pytest.mark.parametrize(
    ("state", "code"),
    [("out", "team_is_out"), ("back", "team_is_back"), ("disbanded", "team_is_disbanded")],
)
def test_nobody_leaves_twice(centre: Centre, ground: Ground, state: str, code: str) -> None:
    team = ground.team(state=state, **ALL_CHECKED)
    ground.plant()
    assert centre.refuse(SendOut(team)) == Refused(code, {"team": "1班"})
    assert centre.refuse(SendOut(planted_id(5, 99))).code == "no_such_team"


def test_insurance_is_asked_again_at_the_door(centre: Centre, ground: Ground) -> None:
    team = ground.team(members=1, **ALL_CHECKED)
    ground.join(team, ground.volunteer("訓練 無保険", insured=False))
    override = signed(ground)
    ground.plant()
    refused = centre.refuse(SendOut(team))
    assert (refused.code, refused.override) == ("uninsured", "chief")
    assert refused.params["name"] == "訓練 無保険"
    centre.do(SendOut(team, overrides=(override,)))
    rows = centre.rows("SELECT rule, by_name, reason, subject FROM live_hard_stop_override")
    assert rows == [("uninsured", "訓練 長", "本人の申し出を確認", team)]


def test_insurance_that_ended_since_the_team_was_formed_keeps_it_here(
    centre: Centre, ground: Ground
) -> None:
    ends = MORNING_MS + HOUR_MS
    team = ground.team(members=0, **ALL_CHECKED)
    ground.join(team, ground.volunteer(insured=False))
    volunteer = planted_id(1, 1)
    ground.rows.append((
        "insurance", ground.new(3),
        {"volunteer": volunteer, "plan": "basic", "enrolled_at": MORNING_MS - 9 * DAY_MS,
         "effective_at": MORNING_MS - 8 * DAY_MS, "ends_at": ends, "fiscal_year": 2026},
    ))  # fmt: skip
    ground.plant()
    centre.clock.advance(HOUR_MS)
    assert centre.refuse(SendOut(team)).code == "insurance_expired"


def test_what_was_decided_while_the_team_was_formed_is_not_asked_twice(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(members=0, **ALL_CHECKED)
    ground.join(team, ground.volunteer(insured=False))
    decided = {
        "rule": "uninsured", "subject": team, "by_staff": CHIEF, "by_name": "訓練 長",
        "role": "chief", "reason": "確認", "at": MORNING_MS, "day": "2026-08-11",
    }  # fmt: skip
    ground.rows.append(("hard_stop_override", ground.new(10), decided))
    ground.plant()
    ground.join(team, ground.volunteer("訓練 後から", insured=False))
    ground.plant()
    refused = centre.refuse(SendOut(team))
    assert refused.params["name"] == "訓練 後から", "the decision was not about this person"


def test_no_override_for_a_red_sticker(centre: Centre, ground: Ground) -> None:
    team = ground.team(need=ground.need(inspection="red", inhabited=False), **ALL_CHECKED)
    override = signed(ground)
    ground.plant()
    refused = centre.refuse(SendOut(team, overrides=(override,)))
    assert (refused.code, refused.override) == ("inspection_red", None)


def test_heat_stops_new_orders_unless_the_chief_signs(centre: Centre, ground: Ground) -> None:
    team = ground.team(need=ground.need(), **ALL_CHECKED)
    leader = signed(ground, role="leader")
    ground.plant()
    centre.do(MeasureHeat(9, 310))
    assert centre.refuse(SendOut(team)).code == "heat_wbgt"
    assert centre.refuse(SendOut(team, overrides=(leader,))).code == "heat_wbgt"
    centre.clock.advance(121 * MINUTE_MS)
    centre.do(SendOut(team))


def test_the_chief_signs_for_the_heat_by_reason(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    override = signed(ground, reason="  ")
    ground.plant()
    centre.do(MeasureHeat(9, 325))
    assert centre.refuse(SendOut(team, overrides=(override,))).code == "override_without_reason"
    override = Override(CHIEF, "訓練 長", "chief", "屋内の作業")
    centre.do(SendOut(team, overrides=(override,)))
    assert centre.rows("SELECT rule, reason FROM live_hard_stop_override") == [
        ("heat_wbgt", "屋内の作業")
    ]


def test_a_stop_keeps_teams_here_until_it_is_lifted(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    stop = centre.do(OrderStop("lightning")).entity
    assert stop is not None
    centre.clock.advance(MINUTE_MS)
    assert centre.refuse(SendOut(team)).code == "lightning_stop"
    centre.do(LiftStop(stop))
    centre.do(SendOut(team))


def test_back_with_all_heads_frees_the_members(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    team = ground.team(need=need, members=2, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    centre.clock.advance(3 * HOUR_MS)
    assert centre.refuse(ReturnTeam(team, 2, hurt=None)).field == "hurt"
    assert centre.refuse(ReturnTeam(team, None, hurt=False)).field == "heads_back"
    done = centre.do(ReturnTeam(team, 2, hurt=False))
    assert done.notices == ()
    assert team_row(centre, team, "state, heads_back, hurt, returned_at") == (
        "back", 2, 0, MORNING_MS + 3 * HOUR_MS,
    )  # fmt: skip
    assert need_status(centre, need) == "reported"
    ended = centre.rows("SELECT ended_at FROM live_team_member WHERE team = ?", team)
    assert ended == [(MORNING_MS + 3 * HOUR_MS,)] * 2
    assert centre.rows("SELECT left_at FROM live_check_in WHERE left_at IS NOT NULL") == []


def test_who_goes_home_leaves_for_today(centre: Centre, ground: Ground) -> None:
    team = ground.team(members=2, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    centre.clock.advance(HOUR_MS)
    centre.do(ReturnTeam(team, 2, hurt=False, going_home=True))
    left = centre.rows("SELECT left_at FROM live_check_in")
    assert left == [(MORNING_MS + HOUR_MS,)] * 2


def test_a_difference_in_heads_is_named_and_can_be_corrected(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(members=3, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    (notice,) = centre.do(ReturnTeam(team, 2, hurt=False)).notices
    assert (notice.code, notice.params) == ("heads_differ", {"team": "1班", "out": 3, "back": 2})
    assert centre.refuse(CorrectHeads(team, 0, 2)).field == "heads_out"
    assert centre.do(CorrectHeads(team, 3, 3)).notices == ()
    assert team_row(centre, team, "heads_out, heads_back") == (3, 3)


def test_a_return_can_be_taken_back_with_its_members(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    team = ground.team(need=need, members=2, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    back = centre.do(ReturnTeam(team, 2, hurt=False, going_home=True))
    centre.undo(back)
    assert team_row(centre, team, "state, heads_back, returned_at") == ("out", None, None)
    assert need_status(centre, need) == "in_progress"
    running = "SELECT count(*) FROM live_team_member WHERE team = ? AND ended_at IS NULL"
    assert centre.rows(running, team) == [(2,)]
    assert centre.rows("SELECT count(*) FROM live_check_in WHERE left_at IS NOT NULL") == [(0,)]
    assert centre.operation.rebuild_digest() == centre.operation.working_set.digest()


def test_a_send_off_can_be_taken_back(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    team = ground.team(need=need, **ALL_CHECKED)
    ground.plant()
    centre.undo(centre.do(SendOut(team)))
    assert team_row(centre, team, "state, sent_at, heads_out") == ("ready", None, None)
    assert need_status(centre, need) == "assigned"
    assert centre.rows("SELECT count(*) FROM live_team_phase") == [(0,)]
    centre.do(SendOut(team))


def test_a_return_is_not_taken_back_once_a_member_is_on_the_second_job(
    centre: Centre, ground: Ground
) -> None:
    team = ground.team(members=1, **ALL_CHECKED)
    second = ground.team(members=0)
    ground.plant()
    centre.do(SendOut(team))
    back = centre.do(ReturnTeam(team, 1, hurt=False))
    ground.rows.append((
        "team_member", ground.new(6),
        {"team": second, "check_in": planted_id(2, 1), "volunteer": planted_id(1, 1), "heads": 1},
    ))  # fmt: skip
    ground.plant()
    outcome = centre.operation.undo(back.action, centre.actor)
    assert outcome == Refused("undo_changed_since")


def test_the_second_team_of_a_need_keeps_it_active(centre: Centre, ground: Ground) -> None:
    need = ground.need()
    first = ground.team(need=need, **ALL_CHECKED)
    second = ground.team(need=need, **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(first))
    centre.do(SendOut(second))
    centre.do(ReturnAndReport(first, 2, False, Report(progress="completed")))
    assert need_status(centre, need) == "in_progress", "the other team is still there"
    centre.do(ReturnAndReport(second, 2, False, Report(progress="completed")))
    assert need_status(centre, need) == "completed"


def test_the_clock_of_rest_begins_once(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    assert centre.refuse(BeginRest(team)).code == "team_is_ready"
    centre.do(SendOut(team))
    centre.clock.advance(20 * MINUTE_MS)
    for command in (BeginRest(team), BeginRest(team), BeginWork(team), BeginWork(team)):
        centre.do(command)
        centre.clock.advance(MINUTE_MS)
    rows = centre.rows("SELECT phase FROM live_team_phase ORDER BY at, id")
    assert rows == [("work",), ("rest",), ("work",)]


def test_other_sections_do_not_send_out(centre: Centre, ground: Ground) -> None:
    team = ground.team(**ALL_CHECKED)
    ground.plant()
    clerk = Actor(None, "訓練", "member", frozenset({"reception"}), all_sections=False)
    assert centre.refuse(SendOut(team), clerk).code == "other_section"
    own = Actor(None, "訓練", "member", frozenset({"transport"}), all_sections=False)
    centre.do(SendOut(team), own)


def test_a_day_with_two_jobs_from_matching_to_report(centre: Centre, ground: Ground) -> None:
    first, second = ground.need(status="ready"), ground.need(status="ready")
    people = tuple(ground.volunteer(f"訓練 {name}") for name in ("一郎", "二郎", "三郎"))
    ground.plant()
    checked: dict[str, Any] = {"health": True, "clothes": True, "drink": True, "phone_known": True}
    for need in (first, second):
        team = centre.do(FormTeam(need, people, leader=people[0])).entity
        assert team is not None
        centre.do(MakeTeamReady(team))
        centre.do(CheckTeam(team, **checked, phone="090-0000-0055"))
        centre.do(SendOut(team))
        centre.clock.advance(2 * HOUR_MS)
        centre.do(ReturnAndReport(team, 3, False, Report(progress="completed")))
        assert need_status(centre, need) == "completed"
    assert centre.rows("SELECT count(*) FROM live_team WHERE state = 'back'") == [(2,)]


def test_a_stop_that_was_gone_over_in_the_matching_is_not_asked_at_the_door(
    centre: Centre, ground: Ground
) -> None:
    need = ground.need(status="ready", inspection="yellow", inhabited=True)
    person, override = ground.volunteer(), signed(ground)
    ground.plant()
    assert centre.refuse(FormTeam(need, (person,))).code == "inspection_yellow"
    team = centre.do(FormTeam(need, (person,), leader=person, overrides=(override,))).entity
    assert team is not None
    centre.do(CheckTeam(team, True, True, True, True, "090-0000-0055"))
    centre.do(SendOut(team))
    assert centre.rows("SELECT count(*) FROM live_hard_stop_override") == [(1,)]
