"""Undo beside the door, the stock and other people's work: nothing is taken away under them."""

from collections.abc import Callable
from datetime import date

import pytest

from app.services.check_ins import CheckIn, CheckInGroup, LeaveForToday
from app.services.command import Actor, Ok, Refused
from app.services.day import CloseDay
from app.services.dispatch import CheckTeam, ReturnTeam, SendOut
from app.services.equipment import StartCatalogue
from app.services.equipment_moves import HandOut, ReturnFromTeam, ReturnLine, ToolLine
from app.services.equipment_stock import CancelMove, GiveBack, ReceiveStock
from app.services.groups import RegisterGroup
from app.services.insurance import SeeInsuranceProof
from app.services.staff import AddStaff, StaffCard
from app.services.teams import AddMembers, DisbandTeam, FormTeam, RemoveMember
from app.services.volunteers import RegisterVolunteer
from app.store.queries.reception import reception_counts
from app.store.queries.today import steering
from app.store.queries.waiting import people_of_day
from sync.core.ids import EntityId
from tests.support.centres import Centre

CHANGED = Refused("undo_changed_since")


def made(done: Ok) -> EntityId:
    assert done.entity is not None
    return done.entity


def here(centre: Centre, name: str) -> EntityId:
    volunteer = made(centre.do(RegisterVolunteer(name, another_person=True)))
    centre.do(SeeInsuranceProof(volunteer, "basic"))
    return made(centre.do(CheckIn(volunteer)))


def team_of(centre: Centre, *members: EntityId) -> EntityId:
    return made(centre.do(FormTeam(members=members, note="訓練の仕事")))


def send(centre: Centre, team: EntityId) -> Ok:
    centre.do(CheckTeam(team, True, True, True, phone_known=True, phone="090-0000-0011"))
    return centre.do(SendOut(team))


def members(centre: Centre, team: EntityId) -> set[object]:
    rows = centre.rows(
        "SELECT check_in FROM live_team_member WHERE team = ? AND ended_at IS NULL", team
    )
    return {row[0] for row in rows}


def removed(centre: Centre, team: EntityId, check_in: EntityId) -> Ok:
    ((member,),) = centre.rows("SELECT id FROM live_team_member WHERE check_in = ?", check_in)
    assert isinstance(member, bytes)
    return centre.do(RemoveMember(team, EntityId(member)))


def test_nobody_is_taken_off_a_team_that_left(centre: Centre) -> None:
    first, second = here(centre, "訓練 一郎"), here(centre, "訓練 二郎")
    team = team_of(centre, first)
    joined = centre.do(AddMembers(team, (second,)))
    send(centre, team)
    assert centre.operation.undo(joined.action, centre.actor) == CHANGED
    assert members(centre, team) == {first, second}


def disband(centre: Centre, team: EntityId, _check_in: EntityId) -> None:
    centre.do(DisbandTeam(team))


def go_out(centre: Centre, team: EntityId, _check_in: EntityId) -> None:
    send(centre, team)


def go_home(centre: Centre, _team: EntityId, check_in: EntityId) -> None:
    centre.do(LeaveForToday(check_in))


@pytest.mark.parametrize("then", [disband, go_out, go_home])
def test_nobody_is_put_back_where_the_day_went_on(
    centre: Centre, then: Callable[[Centre, EntityId, EntityId], None]
) -> None:
    first, second = here(centre, "訓練 一郎"), here(centre, "訓練 二郎")
    team = team_of(centre, first, second)
    gone = removed(centre, team, second)
    then(centre, team, second)
    assert centre.operation.undo(gone.action, centre.actor) == CHANGED
    assert second not in members(centre, team)


def test_the_first_of_two_wrong_taps_goes_after_the_second(centre: Centre) -> None:
    team = team_of(centre, here(centre, "訓練 一郎"))
    sent = send(centre, team)
    back = centre.do(ReturnTeam(team, 1, False))
    assert centre.operation.undo(sent.action, centre.actor) == CHANGED
    centre.undo(back)
    assert centre.rows("SELECT state FROM live_team") == [("out",)]
    centre.undo(sent)
    assert centre.rows("SELECT state, sent_at, heads_out FROM live_team") == [
        ("forming", None, None)
    ]
    assert centre.operation.working_set.digest() == centre.operation.rebuild_digest()
    assert centre.rows("SELECT count(*) FROM _conflict") == [(0,)]
    centre.do(SendOut(team))


def test_who_comes_home_in_part_is_still_here(centre: Centre) -> None:
    group = made(centre.do(RegisterGroup("訓練会", heads=30, insured=30, phone="090-0000-0011")))
    check_in = made(centre.do(CheckInGroup(group)))
    teams = [
        made(centre.do(FormTeam(heads=((check_in, 15),), note="訓練の仕事"))) for _ in range(2)
    ]
    for team in teams:
        send(centre, team)
    centre.do(ReturnTeam(teams[0], 15, False, going_home=True))
    assert centre.rows("SELECT left_at FROM live_check_in") == [(None,)]
    assert heads(centre) == ((0, 15), (0, 15), 0)
    centre.do(ReturnTeam(teams[1], 15, False, going_home=True))
    assert centre.rows("SELECT left_at IS NULL FROM live_check_in") == [(0,)]


def heads(centre: Centre) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Waiting and gone as 今日 and 受付 count them, and the heads that matching may take."""
    day = date(2026, 8, 11)
    now = centre.clock.now_ms()
    figures = centre.operation.read(lambda db: steering(db, day, now, now))
    counts = centre.operation.read(lambda db: reception_counts(db, day))
    free = centre.operation.read(lambda db: people_of_day(db, day.isoformat()))
    return (
        (figures.waiting, figures.gone_home), (counts.waiting, counts.gone),
        sum(person.free for person in free if not person.left),
    )  # fmt: skip


def test_who_goes_home_while_others_of_the_group_wait_is_not_free_any_more(centre: Centre) -> None:
    group = made(centre.do(RegisterGroup("訓練会", heads=30, insured=30, phone="090-0000-0011")))
    check_in = made(centre.do(CheckInGroup(group)))
    team = made(centre.do(FormTeam(heads=((check_in, 12),), note="訓練の仕事")))
    send(centre, team)
    back = centre.do(ReturnTeam(team, 12, False, going_home=True))
    assert centre.rows("SELECT left_at FROM live_check_in") == [(None,)]
    assert heads(centre) == ((18, 12), (18, 12), 18)
    centre.undo(back)
    assert heads(centre) == ((18, 0), (18, 0), 18)


def shovel(centre: Centre) -> EntityId:
    centre.do(StartCatalogue())
    ((found, *_), *_) = centre.rows("SELECT id FROM live_equipment WHERE type = 'loan'")
    assert isinstance(found, bytes)
    return EntityId(found)


def test_a_loan_that_came_back_stays_in_the_ledger(centre: Centre) -> None:
    thing = shovel(centre)
    centre.do(ReceiveStock(thing, 10))
    team = team_of(centre, here(centre, "訓練 一郎"))
    lent = centre.do(HandOut(team, (ToolLine(thing, 5),)))
    back = centre.do(ReturnFromTeam(team, (ReturnLine(thing, 1),)))
    assert centre.operation.undo(lent.action, centre.actor) == CHANGED
    ((line,),) = centre.rows("SELECT id FROM live_stock_move WHERE reason = 'lend'")
    assert isinstance(line, bytes)
    assert centre.refuse(CancelMove(EntityId(line))).code == "equipment_loan_came_back"
    centre.undo(back)
    centre.undo(lent)
    assert centre.rows("SELECT reason FROM live_stock_move") == [("receive",)]


def test_a_lot_of_which_some_was_given_back_stays(centre: Centre) -> None:
    thing = shovel(centre)
    received = centre.do(ReceiveStock(thing, 10, "free_loan", "訓練社協"))
    centre.do(GiveBack(made(received), 5))
    assert centre.operation.undo(received.action, centre.actor) == CHANGED


def staff(centre: Centre, role: str, *sections: str) -> Actor:
    card = StaffCard(
        f"訓練 {role}{len(sections)}", role, sections=sections, all_sections=not sections
    )
    person = made(centre.do(AddStaff(card, pin="1234")))
    return Actor(person, card.name, role, frozenset(sections), not sections)


def test_only_who_may_do_it_takes_it_back(centre: Centre) -> None:
    chief = staff(centre, "chief")
    member = staff(centre, "member")
    tools = staff(centre, "member", "equipment")
    reader = staff(centre, "observer")
    desk = centre.do(RegisterVolunteer("訓練 花子"), member)
    for actor, code in ((tools, "other_section"), (reader, "read_only")):
        assert centre.operation.undo(desk.action, actor) == Refused(code)
    closed = centre.do(CloseDay(centre.operation.foresee(lambda ctx: ctx.today, chief)), chief)
    assert centre.operation.undo(closed.action, member) == Refused("needs_role")
    for done, actor in ((closed, chief), (desk, chief)):
        assert isinstance(centre.operation.undo(done.action, actor), Ok)
