"""Volunteers, their insurance, cars and second records: kept as typed, refused with a reason."""

from datetime import date
from typing import Any

import pytest

from app.domain.calendar_jp import fiscal_year_ends, instant_of, start_of
from app.services.centre import ChangeSetting
from app.services.command import Actor
from app.services.insurance import CancelInsurance, EnrolInsurance, SeeInsuranceProof
from app.services.vehicles import AddVehicle, ChangeVehicle, RemoveVehicle
from app.services.volunteers import ChangeVolunteer, RecordHealth, RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers, UnmergeVolunteer
from app.store.queries.aliases import record_that_holds
from sync.core.ids import EntityId
from tests.support.centres import Centre

TODAY = date(2026, 8, 11)
NOBODY = EntityId(bytes(16))


def somebody(centre: Centre, name: str = "訓練 花子", **more: Any) -> EntityId:
    entity = centre.do(RegisterVolunteer(name, more=more, another_person=True)).entity
    assert entity is not None
    return entity


def test_names_are_kept_as_typed_and_numbers_count_up(centre: Centre) -> None:
    somebody(centre, "  髙橋 𠮷子 ")
    somebody(centre, "渡邉󠄂 健一")  # with a variation selector
    assert centre.rows("SELECT number, name FROM live_volunteer ORDER BY number") == [
        ("A-0001", "髙橋 𠮷子"),
        ("A-0002", "渡邉󠄂 健一"),
    ]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": "　 "}, "name_missing", "name"),
        ({"name": "訓練", "phone": "なし"}, "phone_without_digits", "phone"),
        ({"name": "訓練", "participation": "alone"}, "no_such_code", "participation"),
        ({"name": "訓練" * 200}, "text_too_long", "name"),
        ({"name": "訓練", "more": {"born_on": "2027-01-01"}}, "born_in_future", "born_on"),
        ({"name": "訓練", "more": {"born_on": "2026-02-30"}}, "no_day", "born_on"),
        ({"name": "訓練", "more": {"skills": ("flying",)}}, "no_such_code", "skills"),
        ({"name": "訓練", "health": {"condition": "super"}}, "no_such_code", "condition"),
    ],
)
def test_bad_input_is_refused_with_the_field_and_nothing_is_written(
    centre: Centre, values: dict[str, Any], code: str, field: str
) -> None:
    refused = centre.refuse(RegisterVolunteer(**values))
    assert (refused.code, refused.field) == (code, field)
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(0,)]


def test_a_field_that_the_form_does_not_have_is_a_mistake_of_the_programmer(
    centre: Centre,
) -> None:
    with pytest.raises(KeyError):
        centre.operation.submit(RegisterVolunteer("訓練", more={"number": "A-0099"}), centre.actor)


def test_a_likely_second_record_is_asked_about(centre: Centre) -> None:
    centre.do(RegisterVolunteer("渡邉 健一", "ワタナベ ケンイチ", "090-0000-0011"))
    again = RegisterVolunteer("渡辺 健一", phone="090 0000 0011")
    refused = centre.refuse(again)
    assert refused.code == "known_person"
    assert refused.params == {"name": "渡邉 健一", "number": "A-0001"}
    # A family shares a phone, a name is not one person's alone.
    centre.do(RegisterVolunteer("渡辺 花子", phone="090-0000-0011"))
    centre.do(RegisterVolunteer("渡辺 健一", phone="090-0000-0099"))


def test_health_is_sealed_asked_again_and_never_in_the_open_table(centre: Centre) -> None:
    who = centre.do(RegisterVolunteer("訓練", health={"illness": "ひざ"})).entity
    assert who is not None
    centre.do(RecordHealth(who, condition="worried"))
    assert centre.rows("SELECT condition, illness FROM live_volunteer_private") == [
        ("worried", "ひざ")
    ]
    centre.do(RecordHealth(who, illness=""))
    assert centre.rows("SELECT condition, illness FROM live_volunteer_private") == [
        ("worried", None)
    ]
    assert centre.refuse(RecordHealth(NOBODY)).code == "no_such_volunteer"


def test_a_change_is_undone_and_blank_is_not_no(centre: Centre) -> None:
    who = somebody(centre, has_light_truck=True)
    done = centre.do(ChangeVolunteer(who, {"has_light_truck": None, "licences": ("car",)}))
    assert centre.rows("SELECT has_light_truck, licences FROM live_volunteer") == [
        (None, '["car"]')
    ]
    centre.undo(done)
    assert centre.rows("SELECT has_light_truck FROM live_volunteer") == [(1,)]


def test_whose_section_it_is_not_may_not_register(centre: Centre) -> None:
    other = Actor(NOBODY, "訓練", "member", frozenset({"equipment"}), all_sections=False)
    centre.refuse(RegisterVolunteer("訓練"), other)
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(0,)]


# ---------------------------------------------------------------------------- insurance


@pytest.mark.parametrize(
    ("exception", "starts"),
    [(False, start_of(date(2026, 8, 12))), (True, instant_of(TODAY, 9 * 60 + 42))],
)
def test_an_enrolment_begins_and_ends_by_the_rules(
    centre: Centre, exception: bool, starts: int
) -> None:
    centre.do(ChangeSetting("large_disaster_exception", exception))
    centre.do(EnrolInsurance(somebody(centre)))
    assert centre.rows(
        "SELECT plan, effective_at, ends_at, fiscal_year, paid_by, proof_seen_by, exception "
        "FROM live_insurance"
    ) == [("basic", starts, fiscal_year_ends(2026), 2026, "self", "Tasuki", int(exception))]


def test_after_an_earthquake_only_the_quake_plan_is_offered_and_may_follow_the_other(
    centre: Centre,
) -> None:
    who = somebody(centre)
    centre.do(EnrolInsurance(who))
    assert centre.refuse(EnrolInsurance(who)).code == "insured_this_year"
    centre.do(ChangeSetting("earthquake", True))
    centre.do(EnrolInsurance(who))
    assert centre.rows("SELECT plan FROM live_insurance ORDER BY plan") == [("basic",), ("quake",)]
    assert centre.refuse(EnrolInsurance(who)).code == "insured_this_year"


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ({"proof_kind": "none"}, "proof_missing"),
        ({"enrolled_on": date(2026, 3, 1)}, "proof_of_last_year"),
        ({"enrolled_on": date(2026, 8, 12)}, "enrolled_in_future"),
    ],
)
def test_a_proof_that_proves_nothing_is_refused(
    centre: Centre, proof: dict[str, Any], code: str
) -> None:
    who = somebody(centre, insurance_claim="basic")
    assert centre.refuse(SeeInsuranceProof(who, "basic", **proof)).code == code


def test_a_proof_of_3_31_is_of_the_new_year(centre: Centre) -> None:
    who = somebody(centre)
    centre.do(SeeInsuranceProof(who, "basic", enrolled_on=date(2026, 3, 31)))
    assert centre.rows("SELECT effective_at, fiscal_year FROM live_insurance") == [
        (start_of(date(2026, 4, 1)), 2026)
    ]


def test_a_wrong_row_is_taken_away(centre: Centre) -> None:
    done = centre.do(EnrolInsurance(somebody(centre)))
    assert done.entity is not None
    centre.do(CancelInsurance(done.entity))
    assert centre.rows("SELECT count(*) FROM live_insurance") == [(0,)]
    assert centre.refuse(CancelInsurance(done.entity)).code == "no_such_insurance"


# ---------------------------------------------------------------------------- cars, two records


def test_whether_a_car_may_go_to_the_site_is_an_answer_of_its_own(centre: Centre) -> None:
    car = centre.do(AddVehicle("light_truck", somebody(centre))).entity
    assert car is not None
    assert centre.rows("SELECT may_use_on_site, count FROM live_vehicle") == [(None, 1)]
    centre.do(ChangeVehicle(car, {"may_use_on_site": False, "plate": "湘南 480 あ 00-00"}))
    assert centre.rows("SELECT may_use_on_site FROM live_vehicle") == [(0,)]
    centre.do(RemoveVehicle(car))
    assert centre.refuse(RemoveVehicle(car)).code == "no_such_vehicle"


def test_the_centres_own_car_needs_a_name_and_no_car_is_zero_cars(centre: Centre) -> None:
    assert centre.refuse(AddVehicle("car")).code == "vehicle_without_name"
    assert centre.refuse(AddVehicle("car", count=0, name="軽トラ1号")).code == "vehicle_count"
    centre.do(AddVehicle("light_truck", name="軽トラ1号"))


def test_merging_goes_through_chains_and_never_round(centre: Centre) -> None:
    one, two, three = (somebody(centre, name) for name in ("渡辺", "渡邉", "渡邊"))
    centre.do(MergeVolunteers(two, three))
    centre.do(MergeVolunteers(one, three))  # three stands for two by now

    def holder(who: EntityId) -> EntityId:
        return centre.operation.read(lambda db: record_that_holds(db, "volunteer", who))

    assert {holder(who) for who in (one, two, three)} == {one}
    assert centre.refuse(MergeVolunteers(three, one)).code == "one_record_already"
    assert centre.refuse(MergeVolunteers(one, one)).code == "one_record_already"
    assert centre.refuse(MergeVolunteers(one, NOBODY)).code == "no_such_volunteer"
    centre.do(UnmergeVolunteer(two))
    assert (holder(two), holder(three)) == (two, two)
    assert centre.refuse(UnmergeVolunteer(two)).code == "not_merged"
