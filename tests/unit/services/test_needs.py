"""Needs at the desk: intake, corrections, crisis, merge, contacts."""

import pytest

from app.domain.need_sheet import INTAKE_PARTS
from app.services.command import Actor, Command
from app.services.contacts import AddContact
from app.services.needs import (
    ChangeNeed,
    MarkCrisis,
    MarkWatch,
    ReceiveNeed,
    TellCrisis,
    need_letter,
)
from app.services.needs_merge import AddToNeed, MergeNeeds, UnmergeNeed
from app.store.queries.needs import crisis_needs, need_counts, needs_for_list, needs_matching
from app.store.queries.needs_history import need_history
from app.store.queries.needs_page import need_page, sheet_values
from app.store.queries.needs_surveys import call_backs
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import Centre

MEMBER = Actor(None, "班員 花子", "member", frozenset({"needs"}), False)
SURVEYOR = Actor(None, "調査 次郎", "member", frozenset({"survey"}), False)
RECEPTION = Actor(None, "受付 三郎", "member", frozenset({"reception"}), False)
HOUSE: dict[str, Value] = {
    "name": "訓練 花子",
    "phone": "090-0000-0011",
    "address": "神奈川県小田原市栄町2丁目1-1",
}


def receive(centre: Centre, **values: Value) -> EntityId:
    done = centre.do(ReceiveNeed({**HOUSE, **values}))
    assert done.entity is not None
    return done.entity


def values_of(centre: Centre, need: EntityId) -> dict[str, Value]:
    return centre.operation.read(lambda db: sheet_values(db, need))


def status(centre: Centre, need: EntityId) -> object:
    return values_of(centre, need)["status"]


# ------------------------------------------------------------------------------------------- intake


def test_an_intake_keeps_every_field_of_the_sheet_and_blank_apart_from_no(centre: Centre) -> None:
    need = receive(centre, pet=False, alone=True, wanted_from="2026-08-12", kinds=("cleaning",))
    kept = values_of(centre, need)
    assert (kept["pet"], kept["alone"], kept["photo_consent"]) == (False, True, None)
    assert kept["kinds"] == ("cleaning",)
    assert kept["household"] is None
    assert kept["received_by"] == centre.actor.name
    assert kept["received_at"] == centre.clock.now_ms()


def test_the_town_comes_from_the_address_without_the_house_number(centre: Centre) -> None:
    assert values_of(centre, receive(centre))["town"] == "小田原市栄町2丁目"
    assert values_of(centre, receive(centre, address="バス停の裏手"))["town"] is None


def test_numbers_go_up_and_every_desk_has_its_own_series(centre: Centre) -> None:
    numbers = [values_of(centre, receive(centre))["number"] for _ in range(3)]
    assert numbers == ["N-0001", "N-0002", "N-0003"]
    assert need_letter("B") == "NB"


@pytest.mark.parametrize(
    ("judged", "state"),
    [
        ({"survey_wanted": "required"}, "survey_waiting"),
        ({"crisis": True}, "survey_waiting"),
        ({"survey_wanted": "ask"}, "triage"),
        ({"survey_wanted": "not_required"}, "received"),
        ({}, "received"),
        ({"survey_wanted": "required", "address": None}, "received"),
        ({"survey_wanted": "required", "address": None, "directions": "駅の裏"}, "survey_waiting"),
    ],
)
def test_what_the_intake_decides_puts_the_need_where_it_belongs(
    centre: Centre, judged: dict[str, Value], state: str
) -> None:
    need = receive(centre, **judged)
    assert status(centre, need) == state
    queued = values_of(centre, need)["survey_status"]
    assert queued == ("queued" if state == "survey_waiting" else "none")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "need_empty", "name"),
        ({"name": "  ", "household": "独居"}, "need_empty", "name"),
        ({"name": "訓練", "status": "ready"}, "need_field_unknown", "status"),
        ({"name": "訓練", "people": -1}, "number_out_of_range", "people"),
        ({"name": "訓練", "wanted_from": "8/12"}, "day_unreadable", "wanted_from"),
        ({"name": "訓練", "request": "あ" * 10_001}, "text_too_long", "request"),
        (
            {"name": "訓練", "wanted_from": "2026-08-12", "wanted_until": "2026-08-11"},
            "wanted_days_order",
            "wanted_until",
        ),
    ],
)
def test_what_cannot_be_kept_is_refused_by_field(
    centre: Centre, values: dict[str, Value], code: str, field: str
) -> None:
    refused = centre.refuse(ReceiveNeed(values))
    assert (refused.code, refused.field) == (code, field)
    assert centre.rows("SELECT count(*) FROM live_need") == [(0,)]


def test_a_sheet_of_the_future_is_refused_one_of_this_morning_is_not(centre: Centre) -> None:
    later, earlier = centre.clock.now_ms() + 1, centre.clock.now_ms() - 3_600_000
    assert centre.refuse(ReceiveNeed(HOUSE, received_at=later)).code == "received_in_future"
    done = centre.do(ReceiveNeed(HOUSE, received_at=earlier, received_by="夜勤 四郎"))
    assert done.entity is not None
    kept = values_of(centre, done.entity)
    assert (kept["received_at"], kept["received_by"]) == (earlier, "夜勤 四郎")


def test_every_field_of_the_sheet_can_be_given(centre: Centre) -> None:
    names = [name for part in INTAKE_PARTS.values() for name in part]
    for name in names:
        centre.do(ReceiveNeed({**HOUSE, name: None}))


def test_only_the_desks_of_needs_and_survey_take_needs_in(centre: Centre) -> None:
    centre.do(ReceiveNeed(HOUSE), MEMBER)
    centre.do(ReceiveNeed(HOUSE), SURVEYOR)
    assert centre.refuse(ReceiveNeed(HOUSE), RECEPTION).code == "other_section"


# ------------------------------------------------------------------------------------------ changes


def test_a_correction_changes_only_what_it_names_and_the_town_follows(centre: Centre) -> None:
    need = receive(centre, household="夫婦と子")
    centre.do(ChangeNeed(need, {"address": "小田原市城山1-2-3", "people": 4}))
    kept = values_of(centre, need)
    assert (kept["town"], kept["people"], kept["household"]) == ("小田原市城山", 4, "夫婦と子")
    done = centre.do(ChangeNeed(need, {"household": None, "pet": False}))
    assert values_of(centre, need)["household"] is None
    centre.undo(done)
    assert values_of(centre, need)["household"] == "夫婦と子"
    assert values_of(centre, need)["pet"] is None


@pytest.mark.parametrize("values", [{"crisis": True}, {"status": "ready"}, {"number": "N-9999"}])
def test_a_correction_is_no_way_around_the_acts(centre: Centre, values: dict[str, Value]) -> None:
    assert centre.refuse(ChangeNeed(receive(centre), values)).code == "need_field_unknown"


def test_acts_on_a_need_that_is_not_there_are_refused(centre: Centre) -> None:
    nothing = EntityId(b"\0" * 16)
    known = receive(centre)
    acts: list[Command] = [
        ChangeNeed(nothing, {"people": 3}), MarkCrisis(nothing, True), MarkWatch(nothing, True),
        TellCrisis(nothing, "班長"), MergeNeeds(nothing, known), MergeNeeds(known, nothing),
        UnmergeNeed(nothing), AddToNeed(nothing, {}, "話"), AddContact(nothing, text="話"),
    ]  # fmt: skip
    assert {centre.refuse(act).code for act in acts} == {"no_such_need"}


# ------------------------------------------------------------------------------------------- crisis


def test_a_crisis_stands_on_the_chiefs_screen_until_a_named_person_was_told(
    centre: Centre,
) -> None:
    need = receive(centre, crisis=True, crisis_note="透析の方")
    (crisis,) = centre.operation.read(crisis_needs)
    assert (crisis.id, crisis.told_to, crisis.note) == (need, None, "透析の方")
    assert centre.refuse(TellCrisis(need, " ")).code == "crisis_told_nobody"
    centre.do(TellCrisis(need, "班長 次郎"), Actor(None, "長", "chief"))
    (crisis,) = centre.operation.read(crisis_needs)
    assert (crisis.told_to, crisis.told_at) == ("班長 次郎", centre.clock.now_ms())


def test_who_was_told_on_the_telephone_is_noted_with_the_intake(centre: Centre) -> None:
    done = centre.do(ReceiveNeed({**HOUSE, "crisis": True}, told_to="班長 次郎"))
    assert done.entity is not None
    assert values_of(centre, done.entity)["crisis_told_to"] == "班長 次郎"
    assert centre.operation.read(need_counts).untold == 0


def test_marking_again_is_a_new_alarm_and_only_a_leader_takes_it_away(centre: Centre) -> None:
    need = receive(centre)
    assert centre.refuse(TellCrisis(need, "班長")).code == "no_crisis"
    centre.do(MarkCrisis(need, True, "夜間に一人"), MEMBER)
    centre.do(TellCrisis(need, "班長 次郎"))
    assert centre.refuse(MarkCrisis(need, False), MEMBER).code == "needs_role"
    centre.do(MarkCrisis(need, False), Actor(None, "班長", "leader"))
    centre.do(MarkCrisis(need, True), MEMBER)
    kept = values_of(centre, need)
    assert (kept["crisis_told_to"], kept["crisis_note"]) == (None, "夜間に一人")


def test_ticking_everybody_is_said_to_be_ticking_nobody(centre: Centre) -> None:
    for _ in range(8):
        receive(centre, crisis=True)
    quiet = centre.do(ReceiveNeed({**HOUSE, "crisis": True}))
    assert quiet.notices == ()
    told = centre.do(ReceiveNeed({**HOUSE, "crisis": True}))
    assert [notice.code for notice in told.notices] == ["crisis_too_often"]
    assert told.notices[0].params == {"ticked": 10, "of": 10}


# -------------------------------------------------------------------------------------------- merge


def test_a_merged_need_stays_whole_is_found_and_can_be_parted(centre: Centre) -> None:
    kept = receive(centre)
    double = receive(centre, name="訓練 一郎", phone="090-0000-0022")
    centre.do(MergeNeeds(double, kept, "息子さんから"))
    assert status(centre, double) == "duplicate_merged"
    found = centre.operation.read(lambda db: needs_matching(db, "090-0000-0022"))
    assert [line.id for line in found] == [kept]
    page = centre.operation.read(lambda db: need_page(db, double))
    assert page is not None
    assert page.holder is not None
    assert page.holder.id == kept
    assert page.values["name"] == "訓練 一郎"
    shown = centre.operation.read(lambda db: need_page(db, kept))
    assert shown is not None
    assert [line.id for line in shown.merged] == [double]
    centre.do(UnmergeNeed(double))
    assert status(centre, double) == "triage"
    assert len(centre.operation.read(lambda db: needs_for_list(db, "open"))) == 2


def test_the_undo_of_a_merge_parts_them_again(centre: Centre) -> None:
    kept, double = receive(centre), receive(centre, survey_wanted="required")
    centre.undo(centre.do(MergeNeeds(double, kept)))
    assert status(centre, double) == "survey_waiting"
    assert centre.rows("SELECT count(*) FROM live_alias") == [(0,)]


def test_a_crisis_told_by_the_double_is_not_lost(centre: Centre) -> None:
    kept, double = receive(centre), receive(centre, crisis=True)
    centre.do(TellCrisis(double, "班長 次郎"))
    centre.do(MergeNeeds(double, kept))
    assert values_of(centre, kept)["crisis"] is True
    assert values_of(centre, kept)["crisis_told_to"] == "班長 次郎"


def test_what_must_not_be_merged_is_refused(centre: Centre) -> None:
    one, two, three = receive(centre), receive(centre), receive(centre)
    assert centre.refuse(MergeNeeds(one, one)).code == "merge_with_itself"
    centre.do(MergeNeeds(two, one))
    assert centre.refuse(MergeNeeds(one, two)).code == "merge_with_itself"
    assert centre.refuse(MergeNeeds(two, three)).code == "need_state"
    centre.do(MergeNeeds(three, two))  # into what was merged: into the one that holds
    page = centre.operation.read(lambda db: need_page(db, three))
    assert page is not None
    assert page.holder is not None
    assert page.holder.id == one


# ---------------------------------------------------------------------------- calls and contacts


def test_a_second_call_fills_blanks_changes_nothing_and_stands_in_the_history(
    centre: Centre,
) -> None:
    need = receive(centre, household="独居")
    told: dict[str, Value] = {"name": "訓練 一郎", "household": "母と二人", "health": "透析"}
    centre.do(AddToNeed(need, {**told, "crisis": True}, "息子さんから：母と二人です"))
    kept = values_of(centre, need)
    assert (kept["name"], kept["household"], kept["health"]) == ("訓練 花子", "独居", "透析")
    assert kept["crisis"] is True
    history = centre.operation.read(lambda db: need_history(db, need))
    assert [line.text for line in history if line.kind == "contact"] == [
        "息子さんから：母と二人です"
    ]
    assert centre.refuse(AddToNeed(need, told, " ")).code == "contact_empty"


def test_contacts_are_added_newest_first_and_never_of_the_future(centre: Centre) -> None:
    need = receive(centre)
    centre.do(AddContact(need, text="午後に来てほしい", direction="in"), MEMBER)
    centre.clock.advance(60_000)
    centre.do(AddContact(need, result="absent"))
    history = centre.operation.read(lambda db: need_history(db, need))
    contacts = [(line.code, line.by) for line in history if line.kind == "contact"]
    assert contacts == [("absent", centre.actor.name), ("reached", "班員 花子")]
    assert [line.code for line in history if line.kind == "state"] == ["received"]
    late = AddContact(need, text="話", at=centre.clock.now_ms() + 1)
    assert centre.refuse(late).code == "contact_in_future"
    assert centre.refuse(AddContact(need, result="reached")).code == "contact_empty"


def test_whoever_lacks_name_phone_or_place_is_called_back(centre: Centre) -> None:
    receive(centre)
    lacking = receive(centre, phone=None, address=None)
    placed = receive(centre, address=None, directions="バス停の裏手")
    (line,) = centre.operation.read(call_backs)
    assert (line.line.id, line.missing, line.calls) == (lacking, ("phone", "address"), 0)
    centre.do(AddContact(lacking, result="absent"))
    centre.do(ChangeNeed(placed, {"name": None}))
    lines = {line.line.id: line for line in centre.operation.read(call_backs)}
    assert lines[lacking].calls == 1
    assert lines[placed].missing == ("name",)
