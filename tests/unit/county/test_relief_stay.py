"""Relief staff at the door of a centre: one tap for two operations, both or neither."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.command import Actor, Refused
from app.services.county_assignments import LeaveAssignment
from app.services.relief_arrival import (
    Halves,
    arrive_at_both,
    leave_both,
    take_back_both,
)
from app.services.relief_stay import CardPerson, EndReliefStay, MakeWorkerCards, WelcomeWorker
from app.services.staff import AddStaff, StaffCard
from app.store.queries.open_items import open_items
from app.store.queries.relief_workers import relief_worker, relief_workers
from app.store.queries.staff import StaffRow, staff_rows
from sync.core.ids import EntityId
from tests.support.centres import Centre, open_centre
from tests.support.planting import Plant
from tests.support.relief import (
    ODAWARA,
    TODAY,
    acting_as,
    arriving,
    card_of,
    everything_said,
    later,
    open_blocks,
    stay,
)

HOME = "平塚市社協"
CHIEF = Actor(None, "訓練 太郎", "chief")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Centre]:
    with open_blocks(tmp_path / "county") as county, acting_as(county.hub, ODAWARA):
        yield county.hub


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with open_centre(tmp_path / "centre") as opened:
        opened.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        yield opened


def relief(centre: Centre) -> list[StaffRow]:
    rows = centre.operation.read(lambda db: staff_rows(db, TODAY.isoformat()))
    return [row for row in rows if row.home_council]


def at_the_door(centre: Centre, hub: Centre, one: EntityId, actor: Actor = CHIEF) -> Halves:
    card = card_of(stay(hub, one))
    return arrive_at_both(centre.operation, hub.operation, actor, card, HOME)


def test_one_tap_is_an_arrival_and_a_record_that_ends_by_itself(
    hub: Centre, centre: Centre
) -> None:
    one = arriving(hub)
    assert at_the_door(centre, hub, one).where == ""
    (row,) = relief(centre)
    assert (row.name, row.home_council, row.role) == ("訓練 花子", HOME, "member")
    assert (row.sections, row.all_sections) == (("needs",), False)
    assert row.ends_on == stay(hub, one).leaves_on.isoformat()
    assert row.may_sign_in(later(6).isoformat())
    assert not row.may_sign_in(later(7).isoformat())
    assert stay(hub, one).state == "arrived"
    said = everything_said(hub)
    assert "14203-01" in said
    assert "花子" not in said
    assert "クンレン" not in said


def test_a_member_does_not_welcome_and_nothing_is_done(hub: Centre, centre: Centre) -> None:
    one = arriving(hub)
    member = Actor(None, "訓練 次郎", "member", frozenset({"reception"}), all_sections=False)
    answer = at_the_door(centre, hub, one, member)
    assert answer.where == "centre"
    assert answer.refused is not None
    assert answer.refused.code == "needs_role"
    assert stay(hub, one).state == "planned"
    assert relief(centre) == []


def test_what_the_county_refuses_leaves_no_record_in_the_centre(
    hub: Centre, centre: Centre
) -> None:
    one = arriving(hub)
    at_the_door(centre, hub, one)
    again = at_the_door(centre, hub, one)
    assert again.where == "county"
    assert again.refused is not None
    assert again.refused.code == "arrived_already"
    assert len(relief(centre)) == 1


def test_a_county_that_fails_at_the_last_moment_takes_the_record_back(
    hub: Centre, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = arriving(hub)
    monkeypatch.setattr(hub.operation, "submit", lambda *_: Refused("disk_full"))
    answer = at_the_door(centre, hub, one)
    assert answer.refused == Refused("disk_full")
    assert relief(centre) == []
    assert centre.operation.read(relief_workers) == ()


def test_a_wrong_card_is_taken_back_on_both_sides(hub: Centre, centre: Centre) -> None:
    one = arriving(hub)
    done = at_the_door(centre, hub, one)
    assert take_back_both(centre.operation, hub.operation, CHIEF, done) == Halves()
    assert relief(centre) == []
    assert stay(hub, one).state == "planned"
    done = at_the_door(centre, hub, one)  # and scanned again
    assert len(relief(centre)) == 1
    assert stay(hub, one).state == "arrived"
    hub.do(LeaveAssignment(one))
    late = take_back_both(centre.operation, hub.operation, CHIEF, done)
    assert late.refused is not None
    assert (late.where, late.refused.code) == ("county", "undo_changed_since")
    assert len(relief(centre)) == 1


def test_nobody_locks_a_colleague_out(hub: Centre, centre: Centre) -> None:
    one = arriving(hub)
    at_the_door(centre, hub, one)
    (row,) = relief(centre)
    other = Actor(None, "訓練 次郎", "member")
    assert centre.refuse(EndReliefStay(one), other).code == "needs_role"
    own = Actor(row.id, row.name, "member", frozenset({"needs"}), all_sections=False)
    centre.do(EndReliefStay(one), own)


def test_leaving_early_ends_the_access(hub: Centre, centre: Centre) -> None:
    one = arriving(hub)
    at_the_door(centre, hub, one)
    assert leave_both(centre.operation, hub.operation, CHIEF, LeaveAssignment(one)).where == ""
    (row,) = relief(centre)
    assert row.ends_on == later(0).isoformat()
    assert stay(hub, one).state == "left"
    assert centre.refuse(EndReliefStay(EntityId(b"\1" * 16))).code == "not_welcomed_here"


def welcome(**other: object) -> WelcomeWorker:
    fields = {
        "assignment": EntityId(b"\7" * 16), "worker": "14203-07", "name": "訓練 花子",
        "home_council": HOME, "section": "needs", "role": "member", "leaves_on": later(6),
    }  # fmt: skip
    return WelcomeWorker(**{**fields, **other})  # type: ignore[arg-type]


def test_who_comes_a_second_time_has_the_same_record(centre: Centre) -> None:
    first = centre.do(welcome())
    centre.clock.advance(20 * 24 * 3_600_000)
    other = EntityId(b"\6" * 16)
    second = centre.do(welcome(assignment=other, section="survey", leaves_on=later(26)))
    assert first.entity == second.entity
    (row,) = relief(centre)
    assert (row.sections, row.ends_on) == (("survey",), later(26).isoformat())
    known = centre.operation.read(lambda db: relief_worker(db, "14203-07"))
    assert known is not None
    assert known.assignment == other


def test_who_was_entered_by_hand_is_the_same_person(centre: Centre) -> None:
    by_hand = centre.do(AddStaff(StaffCard("訓練 花子", "member", home_council=HOME)))
    assert centre.do(welcome()).entity == by_hand.entity
    # Somebody of the same name from another council is somebody else.
    other = welcome(worker="14205-01", home_council="藤沢市社協")
    assert centre.do(other).entity != by_hand.entity


@pytest.mark.parametrize(
    ("change", "code"),
    [({"name": " "}, "name_missing"), ({"leaves_on": later(-1)}, "day_past"),
     ({"worker": "x"}, "card_unreadable"), ({"section": "x"}, "no_such_code"),
     ({"role": "x"}, "no_such_code")],
)  # fmt: skip
def test_a_card_that_cannot_be_welcomed(centre: Centre, change: dict[str, object], code: str):
    assert centre.refuse(welcome(**change)).code == code


def test_nobody_is_welcomed_into_a_higher_role_than_the_own(centre: Centre) -> None:
    leader = Actor(None, "訓練 次郎", "leader")
    assert centre.refuse(welcome(role="chief"), leader).code == "needs_role"
    centre.do(welcome(role="leader"), leader)


def test_the_council_that_sends_keeps_who_a_number_is(centre: Centre) -> None:
    centre.do(MakeWorkerCards((CardPerson("14203-07", "訓練 花子", "クンレン ハナコ"),)))
    centre.do(MakeWorkerCards((CardPerson("14203-07", "訓練 華子"),)))
    assert centre.rows("SELECT kind, copies FROM live_print_record") == [("worker_card", 1)] * 2
    known = centre.operation.read(lambda db: relief_worker(db, "14203-07"))
    assert known is not None
    assert (known.name, known.kana, known.staff) == ("訓練 華子", "", None)
    assert relief(centre) == []  # it opens no door
    long = MakeWorkerCards((CardPerson("14203-07", "花" * 61),))
    assert centre.refuse(long).code == "text_too_long"
    nameless = MakeWorkerCards((CardPerson("14203-08", " "),))
    assert centre.refuse(nameless).field == "14203-08"
    unread = MakeWorkerCards((CardPerson("7", "訓練 花子"),))
    assert centre.refuse(unread).code == "card_unreadable"
    assert centre.refuse(MakeWorkerCards(())).code == "nothing_to_print"


def test_open_items_are_counts_and_numbers(centre: Centre) -> None:
    centre.do(Plant((
        ("need", None, {"number": "N-0012", "status": "survey_waiting", "received_at": 1}),
        ("need", None, {"number": "N-0013", "status": "survey_waiting", "crisis": True,
                        "received_at": 2}),
        ("need", None, {"number": "N-0014", "status": "ready", "received_at": 3}),
        ("need", None, {"number": "N-0015", "status": "completed", "received_at": 4}),
        ("team", None, {"number": "3班", "state": "out", "day": TODAY.isoformat()}),
        ("booking", None, {"day": later(1).isoformat(), "state": "confirmed"}),
    )))  # fmt: skip

    def items(section: str) -> list[tuple[str, int, tuple[str, ...]]]:
        found = centre.operation.read(lambda db: open_items(db, section, TODAY))
        return [(one.kind, one.count, one.numbers) for one in found]

    assert items("needs") == [
        ("crisis_open", 1, ("N-0013",)), ("needs_without_survey", 2, ("N-0012", "N-0013")),
    ]  # fmt: skip
    assert items("matching") == [("crisis_open", 1, ("N-0013",)), ("needs_ready", 1, ("N-0014",))]
    assert items("dispatch") == [("teams_out", 1, ("3班",))]
    assert items("reception") == [("booked_later", 1, ())]
    assert items("equipment") == []
    assert [kind for kind, _, _ in items("chief")] == [
        "crisis_open", "needs_without_survey", "needs_ready", "teams_out",
    ]  # fmt: skip
