"""Staff: who may change whom, that a chief always stays, PINs, the door, shifts."""

from dataclasses import replace
from datetime import date

import pytest

from app.bootstrap import SET_UP, door_of
from app.services.command import Actor, Refused
from app.services.pins import hashed_pin, pin_matches, plain_pin
from app.services.shifts import EndShift, StartShift
from app.services.staff import AddStaff, EditStaff, RetireStaff, ReturnStaff, SetPin, StaffCard
from app.store.queries.staff import staff_rows
from app.ui.desk import Door
from sync.core.ids import EntityId
from tests.support.centres import Centre, fake_world

TODAY = "2026-08-11"
CHIEF = StaffCard("訓練 一子", "chief", kana="くんれん いちこ")
LEADER = StaffCard("訓練 二郎", "leader", sections=("general",), all_sections=False)
MEMBER = StaffCard("訓練 三江", "member", sections=("reception",), all_sections=False)
NOBODY = EntityId(bytes(16))


def add(centre: Centre, card: StaffCard, pin: str = "") -> EntityId:
    added = centre.do(AddStaff(card, pin)).entity
    assert added is not None
    return added


def door(centre: Centre) -> Door:
    return door_of(fake_world(centre.clock), lambda _passphrase: centre.operation)


def as_actor(centre: Centre, staff: EntityId, pin: str = "") -> Actor:
    actor = door(centre).sign_in(centre.operation, staff, pin)
    assert actor is not None
    return actor


@pytest.mark.parametrize(
    ("card", "code", "field"),
    [
        (LEADER, "first_is_chief", "role"),
        (replace(CHIEF, ends_on=date(2026, 9, 1)), "first_is_chief", "role"),
        (replace(CHIEF, name="　"), "name_missing", "name"),
        (replace(CHIEF, name="長" * 101), "text_too_long", "name"),
        (replace(CHIEF, sections=("kitchen",)), "no_such_code", "sections"),
    ],
)
def test_the_first_member_is_a_chief_who_stays(
    centre: Centre, card: StaffCard, code: str, field: str
) -> None:
    refused = centre.refuse(AddStaff(card))
    assert (refused.code, refused.field) == (code, field)


@pytest.mark.parametrize(
    ("card", "pin", "code", "field"),
    [
        (replace(MEMBER, role="king"), "", "no_such_code", "role"),
        (replace(MEMBER, sections=()), "", "section_missing", "sections"),
        (replace(MEMBER, ends_on=date(2026, 8, 10)), "", "day_past", "ends_on"),
        (CHIEF, "", "staff_exists", "name"),
        (MEMBER, "12a4", "pin_form", "pin"),
        (MEMBER, "123", "pin_form", "pin"),
    ],
)
def test_what_cannot_be_registered_is_named_beside_its_field(
    centre: Centre, card: StaffCard, pin: str, code: str, field: str
) -> None:
    add(centre, CHIEF)
    refused = centre.refuse(AddStaff(card, pin))
    assert (refused.code, refused.field) == (code, field)


def test_nobody_lifts_themselves_or_lowers_a_superior(centre: Centre) -> None:
    chief, leader, member = add(centre, CHIEF), add(centre, LEADER), add(centre, MEMBER)
    acting = as_actor(centre, leader)
    assert centre.refuse(EditStaff(leader, replace(LEADER, role="chief")), acting).code == (
        "needs_role"
    )
    assert centre.refuse(EditStaff(chief, replace(CHIEF, role="member")), acting).code == (
        "needs_role"
    )
    assert centre.refuse(RetireStaff(chief), acting).code == "needs_role"
    assert centre.refuse(SetPin(chief, "1111"), acting).code == "needs_role"
    centre.do(EditStaff(member, replace(MEMBER, role="leader")), acting)
    assert centre.refuse(AddStaff(CHIEF), as_actor(centre, member)).code == "other_section"


def test_a_chief_without_a_last_day_always_stays(centre: Centre) -> None:
    chief = add(centre, CHIEF)
    for command in (
        RetireStaff(chief),
        EditStaff(chief, replace(CHIEF, role="leader")),
        EditStaff(chief, replace(CHIEF, ends_on=date(2026, 8, 20))),
    ):
        assert centre.refuse(command).code == "last_chief"
    relief = add(centre, replace(CHIEF, name="応援 四郎", kana="", ends_on=date(2026, 8, 20)))
    assert centre.refuse(RetireStaff(chief)).code == "last_chief"
    centre.do(EditStaff(relief, replace(CHIEF, name="応援 四郎", kana="")))
    centre.do(RetireStaff(chief))
    assert [row.name for row in centre.operation.read(lambda db: staff_rows(db, TODAY))] == [
        "応援 四郎",
        "訓練 一子",
    ]
    centre.do(ReturnStaff(chief))
    assert as_actor(centre, chief).name == "訓練 一子"


def test_the_door_lets_in_whom_it_should(centre: Centre) -> None:
    chief = add(centre, CHIEF, "2468")
    helper = add(centre, MEMBER)
    relief = add(centre, replace(MEMBER, name="応援 五月", ends_on=date(2026, 8, 11)))
    gate = door(centre)
    choices = gate.staff(centre.operation)
    assert [(one.name, one.needs_pin) for one in choices] == [
        ("訓練 一子", True),
        ("応援 五月", False),
        ("訓練 三江", False),
    ]
    assert gate.sign_in(centre.operation, chief, "1357") is None
    assert gate.sign_in(centre.operation, chief, "") is None
    assert gate.sign_in(centre.operation, NOBODY, "") is None
    assert as_actor(centre, chief, "２４６８").role == "chief"
    actor = as_actor(centre, helper)
    assert (actor.sections, actor.all_sections, actor.desk) == (
        frozenset({"reception"}),
        False,
        "A",
    )
    centre.clock.ms += 24 * 3_600_000
    assert gate.sign_in(centre.operation, relief, "") is None
    assert relief not in {one.id for one in gate.staff(centre.operation)}


def test_a_drill_opens_as_its_chief_without_pin_and_asks_where_there_is_one(
    centre: Centre,
) -> None:
    assert door(centre).automatic(centre.operation) is None
    assert door(centre).nobody_yet == SET_UP
    chief = add(centre, CHIEF)
    opened = door(centre).automatic(centre.operation)
    assert opened is not None
    assert opened.staff == chief
    centre.do(SetPin(chief, "2468"))
    assert door(centre).automatic(centre.operation) is None


def test_an_observer_reads_only_and_a_helper_keeps_to_the_own_section(centre: Centre) -> None:
    add(centre, CHIEF)
    watcher = add(centre, StaffCard("見学 六花", "observer"))
    helper = add(centre, MEMBER)
    assert centre.refuse(SetPin(watcher, "1111"), as_actor(centre, watcher)).code == "read_only"
    assert centre.refuse(AddStaff(MEMBER), as_actor(centre, helper)).code == "other_section"
    done = centre.do(SetPin(helper, "1111"), as_actor(centre, helper))
    undone = centre.operation.undo(done.action, as_actor(centre, watcher))
    assert isinstance(undone, Refused)
    assert undone.code == "read_only"


def test_a_pin_is_kept_as_a_salted_hash_only(centre: Centre) -> None:
    chief, helper = add(centre, CHIEF, "2468"), add(centre, MEMBER, "2468")
    kept = [row[0] for row in centre.rows("SELECT pin FROM live_staff WHERE id IN (?, ?)",
                                          chief, helper)]  # fmt: skip
    assert len(set(kept)) == 2
    assert not any("2468" in str(value).split("$")[:2] for value in kept)
    assert "2468" not in repr(AddStaff(MEMBER, "2468")) + repr(SetPin(helper, "2468"))
    centre.do(SetPin(helper, ""))
    assert as_actor(centre, helper).name == "訓練 三江"


@pytest.mark.parametrize("kept", ["", "x$y", "scrypt$99$00$00", "scrypt$14$zz$00", "md5$14$00$00"])
def test_a_damaged_hash_lets_nobody_in(kept: str) -> None:
    assert not pin_matches("2468", kept)


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("２４６８", "2468"),
        (" 2468 ", "2468"),
        ("一二三四", None),
        ("123456789", None),
        ("123", None),
        ("12 34", None),
    ],
)
def test_pins_are_read_as_people_type_them(typed: str, digits: str | None) -> None:
    assert plain_pin(typed) == digits


def test_full_width_digits_open_too() -> None:
    assert pin_matches("２４６８", hashed_pin("2468", b"salt of one person"))


def test_shifts_are_started_and_ended_once(centre: Centre) -> None:
    chief, helper = add(centre, CHIEF), add(centre, MEMBER)
    acting = as_actor(centre, helper)
    assert centre.refuse(StartShift(""), acting).code == "duty_missing"
    centre.do(StartShift("coordination"), acting)
    assert centre.refuse(StartShift("other"), acting).code == "shift_is_open"
    assert centre.refuse(StartShift("other", staff=chief), acting).code == "other_section"
    on_duty = [row.duty for row in centre.operation.read(lambda db: staff_rows(db, TODAY))]
    assert on_duty == ["", "coordination"]
    centre.do(EndShift(), acting)
    assert centre.refuse(EndShift(), acting).code == "no_open_shift"
    assert centre.refuse(StartShift("other")).code == "no_such_staff"
