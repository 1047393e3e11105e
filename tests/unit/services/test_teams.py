"""Teams: one person on one team, hard stops by name only, the need's state, and the way back."""

import pytest

from app.domain.calendar_jp import HOUR_MS
from app.services.command import Override, Refused
from app.services.teams import (
    AddMembers,
    DisbandTeam,
    FormCommunityTeam,
    FormTeam,
    RemoveMember,
)
from app.services.teams_changes import (
    ChangeTeam,
    ChooseLeader,
    FinishCentreWork,
    MakeTeamReady,
    TakeTeamBack,
)
from app.services.teams_tools import SetTools
from app.services.teams_vehicles import ChooseVehicle
from app.store.queries.teams import Team, team_by_id, teams_of_day, vehicles_for
from app.store.queries.waiting import Person, people_of_day, waiting_people
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre
from tests.support.ground import Ground, planted_id

DAY = "2026-08-11"
CHIEF = planted_id(9, 1)


def chief(ground: Ground, reason: str = "本人の申し出を確認") -> Override:
    ground.rows.append(("staff", CHIEF, {"name": "訓練 長", "role": "chief", "active": True}))
    return Override(CHIEF, "訓練 長", "chief", reason)


def ready(ground: Ground, **values: object) -> EntityId:
    return ground.need(**({"status": "ready", "kinds": ("furniture_out",)} | values))


def group(ground: Ground, heads: int, **values: object) -> EntityId:
    """A group that checked in; gives its check-in."""
    key, check_in = ground.new(7), ground.new(2)
    base = {"name": "訓練大学", "number": "G-0001", "heads": heads, "uninsured": 0}
    ground.rows.append(("volunteer_group", key, base | values))
    row = {"group": key, "day": DAY, "heads": heads, "at": MORNING_MS}
    ground.rows.append(("check_in", check_in, row))
    return check_in


def team(centre: Centre, identifier: EntityId) -> Team:
    found = centre.operation.read(lambda db: team_by_id(db, identifier))
    assert found is not None
    return found


def waiting(centre: Centre) -> tuple[Person, ...]:
    return centre.operation.read(lambda db: waiting_people(db, DAY))


def status(centre: Centre, need: EntityId) -> object:
    return centre.rows("SELECT status FROM live_need WHERE id = ?", need)[0][0]


def form(centre: Centre, *members: EntityId, **values: object) -> EntityId:
    done = centre.do(FormTeam(members=members, **values)).entity  # type: ignore[arg-type]
    assert done is not None
    return done


def lacks(found: Team) -> list[str]:
    return [lack.code for lack in found.lacks]


# ------------------------------------------------------------------------------- forming


def test_the_first_tap_forms_the_team_and_the_need_is_with_it(
    centre: Centre, ground: Ground
) -> None:
    need, first, second = ready(ground, people=2), ground.volunteer(), ground.volunteer("訓練 次郎")
    ground.plant()
    made = form(centre, first, need=need)
    assert status(centre, need) == "assigned"
    assert [person.id for person in waiting(centre)] == [second]
    centre.do(AddMembers(made, (second,)))
    found = team(centre, made)
    assert (found.number, found.state, found.heads, found.day) == ("1班", "forming", 2, DAY)
    assert found.planned_return_at is not None
    assert found.planned_return_at > MORNING_MS
    assert waiting(centre) == ()


def test_numbers_go_on_even_where_a_team_was_taken_back(centre: Centre, ground: Ground) -> None:
    ground.plant()
    first = centre.do(FormTeam(note="道具洗い", kind="centre"))
    centre.undo(first)
    assert team(centre, form(centre, note="受付の手伝い", kind="centre")).number == "2班"


def test_what_is_missing_is_said_in_words_and_stops_nothing(centre: Centre, ground: Ground) -> None:
    need = ready(ground, people=5, truck=True, women=True)
    check_in = ground.volunteer()
    ground.plant()
    made = form(centre, check_in, need=need)
    assert lacks(team(centre, made)) == [
        "no_leader", "people_short", "women_wanted", "no_truck", "no_experienced", "no_driver",
    ]  # fmt: skip
    centre.do(MakeTeamReady(made))
    assert team(centre, made).state == "ready"


def test_more_people_than_wanted_are_allowed(centre: Centre, ground: Ground) -> None:
    need = ready(ground, people=1)
    people = [ground.volunteer() for _ in range(3)]
    ground.plant()
    made = form(centre, *people, need=need)
    assert "people_over" in lacks(team(centre, made))
    centre.do(MakeTeamReady(made))


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"status": "triage"}, "need_state"),
        ({"status": "on_hold"}, "need_state"),
        ({"status": "completed"}, "need_state"),
        ({"inspection": "red"}, "inspection_red"),
        ({"kinds": ("business",)}, "work_not_accepted"),
    ],
)
def test_a_need_that_is_not_ready_gets_no_team(
    centre: Centre, ground: Ground, values: dict[str, object], code: str
) -> None:
    need, check_in = ready(ground, **values), ground.volunteer()
    ground.plant()
    assert centre.refuse(FormTeam(need, (check_in,))).code == code
    assert centre.rows("SELECT count(*) FROM live_team") == [(0,)]


def test_skilled_work_is_for_whom_it_is_known_of(centre: Centre, ground: Ground) -> None:
    need = ready(ground, status="skilled_only", kinds=("chainsaw",))
    anybody, sawyer = ground.volunteer(), ground.volunteer("訓練 木こり", skills=("chainsaw",))
    ground.plant()
    assert centre.refuse(FormTeam(need, (anybody,))).code == "skilled_work"
    form(centre, sawyer, need=need, kind="skilled")
    assert status(centre, need) == "assigned"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (FormTeam(), "team_without_work"),
        (FormTeam(note="道具洗い", kind="circus"), "no_such_team_kind"),
        (FormTeam(EntityId(b"x" * 16)), "no_such_need"),
        (FormTeam(note="道具洗い", leader=EntityId(b"x" * 16)), "no_such_member"),
        (FormTeam(note="道具洗い", vehicle=EntityId(b"x" * 16)), "no_such_vehicle"),
        (FormTeam(note="洗う", tools=((EntityId(b"x" * 16), 1),)), "no_such_equipment"),
        (FormTeam(note="道具洗い", members=(EntityId(b"x" * 16),)), "no_such_check_in"),
        (FormCommunityTeam("", "090-0000-0011", note="側溝"), "contact_name_missing"),
        (FormCommunityTeam("区長", " ", note="側溝"), "contact_phone_missing"),
        (FormCommunityTeam("区長", "090-0000-0011"), "team_without_work"),
    ],
)
def test_bad_input_is_named(centre: Centre, command: FormTeam, code: str) -> None:
    assert centre.refuse(command).code == code


def test_the_tools_of_the_need_stand_on_the_teams_list(centre: Centre, ground: Ground) -> None:
    shovel, bucket = ground.new(8), ground.new(8)
    ground.rows.append(("equipment", shovel, {"code": "shovel_square", "name": "角スコップ"}))
    ground.rows.append(("equipment", bucket, {"code": "bucket", "name": "バケツ"}))
    need = ready(ground, tools=("shovel_square", "crowbar"))
    ground.plant()
    made = form(centre, need=need)
    assert [(tool.name, tool.quantity) for tool in team(centre, made).tools] == [("角スコップ", 1)]
    centre.do(SetTools(made, ((shovel, 5), (bucket, 2))))
    assert {tool.name: tool.quantity for tool in team(centre, made).tools} == {
        "角スコップ": 5,
        "バケツ": 2,
    }
    done = centre.do(SetTools(made, ((bucket, 3),)))
    assert [(tool.name, tool.quantity) for tool in team(centre, made).tools] == [("バケツ", 3)]
    centre.undo(done)
    assert len(team(centre, made).tools) == 2
    assert centre.refuse(SetTools(made, ((bucket, 0),))).code == "quantity_positive"


# ----------------------------------------------------------------------- one person, one team


def test_nobody_is_on_two_teams(centre: Centre, ground: Ground) -> None:
    first = ground.volunteer("訓練 花子")
    ground.plant()
    one = form(centre, first, note="道具洗い", kind="centre")
    two = form(centre, note="受付の手伝い", kind="centre")
    assert centre.refuse(AddMembers(two, (first,))) == Refused(
        "already_on_team", {"name": "訓練 花子", "team": "1班"}
    )
    assert centre.refuse(FormTeam(note="ほか", members=(first,))).code == "already_on_team"
    (member,) = team(centre, one).members
    centre.do(RemoveMember(one, member.id))
    centre.do(AddMembers(two, (first,)))


def test_whoever_went_home_or_was_here_yesterday_is_not_taken(
    centre: Centre, ground: Ground
) -> None:
    gone, before = ground.volunteer("訓練 一"), ground.volunteer("訓練 二")
    for table, key, row in ground.rows:
        if table == "check_in" and isinstance(row, dict):
            row |= {"left_at": MORNING_MS} if key == gone else {"day": "2026-08-10"}
    ground.plant()
    assert centre.refuse(FormTeam(note="洗う", members=(gone,))).code == "has_gone_home"
    assert centre.refuse(FormTeam(note="洗う", members=(before,))).code == "not_here_today"
    assert waiting(centre) == ()


def test_a_group_is_counted_in_heads_and_may_be_split(centre: Centre, ground: Ground) -> None:
    need, party = ready(ground, people=5), group(ground, 12, heads_female=6)
    ground.plant()
    one = form(centre, need=need, heads=((party, 5),))
    assert [(person.free, person.heads) for person in waiting(centre)] == [(7, 12)]
    assert team(centre, one).heads == 5
    refused = centre.refuse(FormTeam(note="洗う", heads=((party, 8),)))
    assert (refused.code, refused.params["heads"]) == ("group_heads_left", 7)
    assert centre.refuse(AddMembers(one, heads=((party, 0),))).code == "quantity_positive"
    two = form(centre, party, note="洗う", kind="centre")
    assert team(centre, two).heads == 7
    assert waiting(centre) == ()
    assert all(not member.also_on for member in team(centre, two).members)


def test_a_person_whom_two_desks_took_is_named_on_both_and_does_not_leave(
    centre: Centre, ground: Ground
) -> None:
    both = ground.volunteer("訓練 花子")
    one, two = ground.team(members=0, state="forming"), ground.team(members=0, state="forming")
    ground.join(one, both)
    ground.join(two, both)
    ground.plant()
    assert [member.also_on for member in team(centre, one).members] == [("2班",)]
    assert centre.refuse(MakeTeamReady(two)).code == "already_on_team"
    centre.do(RemoveMember(one, team(centre, one).members[0].id))
    centre.do(MakeTeamReady(two))


def test_everybody_or_nobody_joins(centre: Centre, ground: Ground) -> None:
    fine, uninsured = ground.volunteer(), ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    assert centre.refuse(FormTeam(note="洗う", members=(fine, uninsured))).code == "uninsured"
    assert len(waiting(centre)) == 2


# ------------------------------------------------------------------------------- hard stops


def test_a_hard_stop_is_gone_over_by_name_role_and_reason_and_is_on_record(
    centre: Centre, ground: Ground
) -> None:
    signed, check_in = chief(ground), ground.volunteer("訓練 無保険", insured=False)
    ground.plant()
    refused = centre.refuse(FormTeam(note="洗う", members=(check_in,)))
    assert (refused.code, refused.override) == ("uninsured", "chief")
    made = form(centre, check_in, note="洗う", overrides=(signed,))
    rows = centre.rows("SELECT rule, subject, by_name, reason FROM live_hard_stop_override")
    assert rows == [("uninsured", made, "訓練 長", "本人の申し出を確認")]


def test_what_the_reception_decided_is_not_asked_again(centre: Centre, ground: Ground) -> None:
    check_in = ground.volunteer("訓練 無保険", insured=False)
    row = {"rule": "uninsured", "subject": check_in, "day": DAY, "at": MORNING_MS}
    ground.rows.append(("hard_stop_override", ground.new(10), row))
    ground.plant()
    form(centre, check_in, note="洗う", kind="centre")


def test_a_group_of_which_some_are_uninsured_stays(centre: Centre, ground: Ground) -> None:
    party = group(ground, 12, uninsured=2)
    ground.plant()
    refused = centre.refuse(FormTeam(note="洗う", heads=((party, 4),)))
    assert (refused.code, refused.params["heads"]) == ("group_uninsured", 2)


# ------------------------------------------------------------------------------- letting go


def test_people_are_never_taken_from_a_crisis_need(centre: Centre, ground: Ground) -> None:
    need = ready(ground, people=2, crisis=True, crisis_told_to="訓練 長", crisis_told_at=MORNING_MS)
    people = [ground.volunteer(f"訓練 {n}") for n in range(3)]
    signed = chief(ground)
    ground.plant()
    made = form(centre, *people[:2], need=need)
    first, second = team(centre, made).members
    refused = centre.refuse(RemoveMember(made, first.id))
    assert (refused.code, refused.override) == ("crisis_keeps_people", None)
    # Somebody else in first, then the one out: the need keeps as many as it asked for.
    centre.do(AddMembers(made, (people[2],)))
    centre.do(RemoveMember(made, first.id))
    assert centre.refuse(RemoveMember(made, second.id)).code == "crisis_keeps_people"
    assert centre.refuse(DisbandTeam(made)).override == "chief"
    centre.do(DisbandTeam(made, (signed,)))
    assert (status(centre, need), len(waiting(centre))) == ("ready", 3)


def test_whoever_of_a_crisis_team_went_home_may_be_taken_off(
    centre: Centre, ground: Ground
) -> None:
    need, ill = ready(ground, people=2, crisis=True), ground.volunteer("訓練 花子")
    gone = ground.volunteer("訓練 次郎")
    made = ground.team(need=need, members=0, state="forming")
    ground.join(made, ill)
    ground.join(made, gone)
    for table, key, row in ground.rows:
        if (table, key) == ("check_in", gone) and isinstance(row, dict):
            row["left_at"] = MORNING_MS
    ground.plant()
    here, left = team(centre, made).members
    assert centre.refuse(MakeTeamReady(made)).code == "has_gone_home"
    centre.do(RemoveMember(made, left.id))
    assert centre.refuse(RemoveMember(made, here.id)).code == "crisis_keeps_people"


def test_a_disbanded_team_lets_its_people_and_its_need_go(centre: Centre, ground: Ground) -> None:
    need, check_in = ready(ground), ground.volunteer()
    ground.plant()
    made = form(centre, check_in, need=need)
    done = centre.do(DisbandTeam(made))
    assert (status(centre, need), team(centre, made).state) == ("ready", "disbanded")
    assert [person.id for person in waiting(centre)] == [check_in]
    assert centre.refuse(AddMembers(made, (check_in,))).code == "team_is_disbanded"
    centre.undo(done)
    assert (status(centre, need), team(centre, made).heads) == ("assigned", 1)
    assert waiting(centre) == ()


def test_a_need_with_another_team_stays_assigned(centre: Centre, ground: Ground) -> None:
    need, first, second = ready(ground), ground.volunteer(), ground.volunteer()
    ground.plant()
    one, two = form(centre, first, need=need), form(centre, second, need=need)
    centre.do(DisbandTeam(one))
    assert status(centre, need) == "assigned"
    centre.do(DisbandTeam(two))
    assert status(centre, need) == "ready"


@pytest.mark.parametrize("state", ["out", "back", "disbanded"])
def test_a_team_that_left_is_not_changed_here(centre: Centre, ground: Ground, state: str) -> None:
    check_in = ground.volunteer()
    made = ground.team(members=1, state=state)
    ground.plant()
    member = centre.rows("SELECT id FROM live_team_member WHERE team = ?", made)[0][0]
    assert isinstance(member, bytes)
    for command in (
        AddMembers(made, (check_in,)),
        RemoveMember(made, EntityId(member)),
        DisbandTeam(made),
        ChooseLeader(made, EntityId(member)),
        ChooseVehicle(made, None, "借りた軽トラ"),
        SetTools(made, ()),
        ChangeTeam(made, note="変更"),
        MakeTeamReady(made),
        TakeTeamBack(made),
    ):
        assert centre.refuse(command).code == f"team_is_{state}"


# ----------------------------------------------------------------------- leader, car, return


def test_the_leader_gives_the_team_name_and_phone(centre: Centre, ground: Ground) -> None:
    first = ground.volunteer("訓練 花子", phone="090-0000-0021")
    second = ground.volunteer("訓練 次郎", phone="090-0000-0022", age_band="high_school",
                              guardian_consent=True)  # fmt: skip
    ground.plant()
    made = form(centre, first, second, note="洗う", leader=first)
    found = team(centre, made)
    assert (found.leader_name, found.phone) == ("訓練 花子", "090-0000-0021")
    assert [member.is_leader for member in found.members] == [True, False]
    done = centre.do(ChooseLeader(made, found.members[1].id))
    assert [notice.code for notice in done.notices] == ["leader_is_minor"]
    found = team(centre, made)
    assert (found.leader_name, found.phone) == ("訓練 次郎", "090-0000-0022")
    assert [one.person.name for one in found.members] == ["訓練 次郎", "訓練 花子"]
    centre.undo(done)
    assert team(centre, made).leader_name == "訓練 花子"
    centre.do(RemoveMember(made, team(centre, made).members[0].id))
    assert team(centre, made).leader_name == ""


def test_who_joins_as_leader_leads_only_where_nobody_does(centre: Centre, ground: Ground) -> None:
    first, second = ground.volunteer("訓練 花子"), ground.volunteer("訓練 次郎")
    ground.plant()
    made = form(centre, note="洗う")
    centre.do(AddMembers(made, (first,), leader=first))
    centre.do(AddMembers(made, (second,), leader=second))
    found = team(centre, made)
    assert found.leader_name == "訓練 花子"
    assert [member.is_leader for member in found.members] == [True, False]


def test_a_group_is_led_by_whom_it_named(centre: Centre, ground: Ground) -> None:
    party = group(ground, 4, leader_name="訓練 引率", mobile="090-0000-0031")
    ground.plant()
    made = form(centre, party, note="洗う", leader=party)
    found = team(centre, made)
    assert (found.leader, found.leader_name, found.phone) == (None, "訓練 引率", "090-0000-0031")


def test_a_car_goes_with_one_team_and_only_where_it_may(centre: Centre, ground: Ground) -> None:
    check_in = ground.volunteer("訓練 花子")
    owner = next(row["volunteer"] for table, _, row in ground.rows if table == "check_in")
    kept, truck, own = ground.new(11), ground.new(11), ground.new(11)
    ground.rows += [
        ("vehicle", kept, {"volunteer": owner, "kind": "car", "may_use_on_site": False}),
        ("vehicle", truck, {"volunteer": owner, "kind": "light_truck", "may_use_on_site": True}),
        ("vehicle", own, {"kind": "wagon", "name": "センター1号"}),
    ]
    need = ready(ground, truck=True)
    ground.plant()
    made = form(centre, check_in, need=need)
    assert "no_truck" not in lacks(team(centre, made))  # the owner of a truck is on the team
    offered = centre.operation.read(lambda db: vehicles_for(db, made))
    assert [car.id for car in offered] == [truck, own]
    assert centre.refuse(ChooseVehicle(made, kept)).code == "vehicle_not_on_site"
    centre.do(ChooseVehicle(made, own))
    other = form(centre, note="運ぶ")
    assert centre.refuse(ChooseVehicle(other, own)) == Refused(
        "vehicle_taken", {"team": "1班"}, "vehicle"
    )
    done = centre.do(ChooseVehicle(made, None, "借りた軽トラ"))
    assert team(centre, made).vehicle_note == "借りた軽トラ"
    centre.do(ChooseVehicle(other, own))
    assert centre.refuse(FormTeam(note="運ぶ", vehicle=own)).code == "vehicle_taken"
    centre.undo(done)


def test_the_return_lies_ahead_and_blank_stays_what_it_was(centre: Centre, ground: Ground) -> None:
    ground.plant()
    made = form(centre, note="洗う")
    refused = centre.refuse(ChangeTeam(made, planned_return_at=MORNING_MS))
    assert (refused.code, refused.field) == ("return_in_the_past", "planned_return_at")
    at = MORNING_MS + 3 * HOUR_MS
    centre.do(ChangeTeam(made, planned_return_at=at, note="洗って干す", people=4))
    centre.do(ChangeTeam(made, phone="090-0000-0041"))
    found = team(centre, made)
    assert (found.planned_return_at, found.note, found.phone, found.wanted.people) == (
        at, "洗って干す", "090-0000-0041", 4,
    )  # fmt: skip
    assert centre.refuse(ChangeTeam(made, note="あ" * 501)).code == "text_too_long"


# ------------------------------------------------------------------------------- ready, bulk, again


def test_a_team_of_nobody_is_not_ready(centre: Centre, ground: Ground) -> None:
    need = ready(ground)
    ground.plant()
    made = form(centre, need=need)
    assert centre.refuse(MakeTeamReady(made)).code == "team_empty"


def test_a_ready_team_can_be_taken_back(centre: Centre, ground: Ground) -> None:
    need, check_in = ready(ground), ground.volunteer()
    ground.plant()
    made = form(centre, check_in, need=need)
    done = centre.do(MakeTeamReady(made))
    centre.undo(done)
    assert team(centre, made).state == "forming"
    centre.do(MakeTeamReady(made))
    centre.do(TakeTeamBack(made))
    assert team(centre, made).state == "forming"


def test_forty_people_go_to_the_head_of_a_neighbourhood(centre: Centre, ground: Ground) -> None:
    people = tuple(ground.volunteer(f"訓練 {n}") for n in range(28))
    party = group(ground, 12)
    ground.plant()
    done = centre.do(
        FormCommunityTeam("試験 区長", "090-0000-0051", (*people, party), note="側溝の泥出し")
    )
    assert done.entity is not None
    found = team(centre, done.entity)
    assert (found.kind, found.heads, found.phone) == ("community", 40, "090-0000-0051")
    assert found.contact_name == "試験 区長"
    assert "no_leader" not in lacks(found)
    centre.do(MakeTeamReady(found.id))
    centre.do(ChooseLeader(found.id, found.members[0].id))
    assert team(centre, found.id).phone == "090-0000-0051"


def test_work_at_the_centre_ends_here_and_its_people_are_free_again(
    centre: Centre, ground: Ground
) -> None:
    check_in = ground.volunteer()
    ground.plant()
    made = form(centre, check_in, note="道具洗い", kind="centre")
    assert lacks(team(centre, made)) == []
    assert centre.refuse(MakeTeamReady(made)).code == "team_stays_at_centre"
    centre.clock.ms += HOUR_MS
    centre.do(FinishCentreWork(made))
    (person,) = waiting(centre)
    assert (person.jobs_today, person.since) == (1, MORNING_MS + HOUR_MS)
    second = form(centre, check_in, note="受付の手伝い", kind="centre")
    row = centre.rows("SELECT slot FROM live_team WHERE id = ?", second)
    assert row == [("pm",)]


def test_the_end_of_work_at_the_centre_can_be_taken_back(centre: Centre, ground: Ground) -> None:
    check_in = ground.volunteer()
    ground.plant()
    made = form(centre, check_in, note="道具洗い", kind="centre")
    done = centre.do(FinishCentreWork(made))
    centre.undo(done)
    found = team(centre, made)
    assert (found.state, found.heads, waiting(centre)) == ("forming", 1, ())


def test_a_team_that_goes_out_is_not_finished_here(centre: Centre, ground: Ground) -> None:
    need = ready(ground)
    ground.plant()
    made = form(centre, need=need)
    assert centre.refuse(FinishCentreWork(made)).code == "team_goes_out"


def test_an_act_is_taken_back_only_while_it_holds(centre: Centre, ground: Ground) -> None:
    first, second = ground.volunteer(), ground.volunteer()
    ground.plant()
    one = form(centre, first, second, note="洗う", kind="centre")
    done = centre.do(RemoveMember(one, team(centre, one).members[0].id))
    form(centre, first, note="受付の手伝い", kind="centre")
    outcome = centre.operation.undo(done.action, centre.actor)
    assert isinstance(outcome, Refused)
    assert [person.id for person in waiting(centre)] == []


def test_the_list_of_the_day_leaves_out_what_is_over(centre: Centre, ground: Ground) -> None:
    for state in ("forming", "ready", "out", "back", "disbanded"):
        ground.team(state=state, members=1)
    ground.team(state="forming", members=0, day="2026-08-10")
    ground.plant()
    found = centre.operation.read(lambda db: teams_of_day(db, DAY))
    assert [one.state for one in found] == ["forming", "ready", "out"]
    everybody = centre.operation.read(lambda db: people_of_day(db, DAY))
    assert sorted(person.jobs_today for person in everybody) == [0, 0, 0, 0, 1]
