"""Where people, needs and teams go in a centre with satellites; others see none of it."""

from datetime import date

from app.services.check_ins import CheckIn, CheckInGroup
from app.services.groups import RegisterGroup
from app.services.insurance import EnrolInsurance
from app.services.needs import ReceiveNeed
from app.services.places import GiveNeedToPlace, SendToPlace
from app.services.satellites import AddSatellite, OpenSatellite
from app.services.teams import FormTeam
from app.services.teams_choices import jobs_to_serve, suggested
from app.services.volunteers import RegisterVolunteer
from app.store.queries.places import (
    HEADQUARTERS,
    at_place,
    known_place,
    open_places,
    place_code,
    places_of_day,
    satellite_of,
)
from app.store.queries.waiting import waiting_people
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import MORNING_MS, Centre
from tests.support.planting import Plant

TODAY = date(2026, 8, 11)


def satellite(centre: Centre, name: str = "南サテライト") -> EntityId:
    made = centre.do(AddSatellite(name, "架空町1-1", "090-0000-0031")).entity
    assert made is not None
    return made


def volunteer(centre: Centre, name: str) -> EntityId:
    made = centre.do(RegisterVolunteer(name, another_person=True)).entity
    assert made is not None
    centre.do(EnrolInsurance(made, exception=True))
    return made


def here(centre: Centre, name: str, at: EntityId | None = None) -> EntityId:
    made = centre.do(CheckIn(volunteer(centre, name), satellite=at)).entity
    assert made is not None
    return made


def ready_need(centre: Centre, at: EntityId | None = None) -> EntityId:
    kinds = ("furniture_out",)
    values: dict[str, Value] = {"name": "試験 太郎", "phone": "090-0000-0021", "kinds": kinds}
    need = centre.do(ReceiveNeed(values, satellite=at)).entity
    assert need is not None
    centre.do(Plant((("need", need, {"status": "ready", "people": 3}),)))
    return need


def place_of(centre: Centre, table: str, identifier: EntityId | None) -> object:
    assert identifier is not None
    return centre.rows(f"SELECT satellite FROM live_{table} WHERE id = ?", identifier)[0][0]


def test_people_and_groups_are_sent_to_a_satellite_and_elsewhere_again(centre: Centre) -> None:
    south = satellite(centre)
    one = here(centre, "訓練 花子", south)
    group = centre.do(RegisterGroup("訓練大学", heads=12, leader_name="訓練 長")).entity
    assert group is not None
    centre.do(Plant((("volunteer_group", group, {"uninsured": 0}),)))
    many = centre.do(CheckInGroup(group, satellite=south)).entity
    assert place_of(centre, "check_in", one) == place_of(centre, "check_in", many) == south
    changed = centre.do(SendToPlace(one, None))
    assert place_of(centre, "check_in", one) is None
    centre.undo(changed)
    assert place_of(centre, "check_in", one) == south


def test_nobody_is_sent_to_a_place_that_is_closed_or_unknown(centre: Centre) -> None:
    south = satellite(centre)
    one = here(centre, "訓練 花子")
    need = ready_need(centre)
    centre.do(OpenSatellite(south, False))
    for command in (
        CheckIn(volunteer(centre, "訓練 太郎"), satellite=south),
        SendToPlace(one, south),
        GiveNeedToPlace(need, south),
        ReceiveNeed({"name": "試験 次郎"}, satellite=south),
        FormTeam(note="受付の手伝い", kind="centre", satellite=south),
    ):
        refused = centre.refuse(command)
        assert (refused.code, refused.params) == ("satellite_closed", {"name": "南サテライト"})
    stranger = EntityId(bytes(16))
    assert centre.refuse(SendToPlace(one, stranger)).code == "no_such_satellite"
    assert centre.refuse(SendToPlace(stranger, None)).code == "no_such_check_in"
    assert centre.refuse(GiveNeedToPlace(stranger, None)).code == "no_such_need"


def test_who_is_on_a_team_stays_where_the_team_is(centre: Centre) -> None:
    south = satellite(centre)
    one = here(centre, "訓練 花子")
    centre.do(FormTeam(ready_need(centre), (one,)))
    assert centre.refuse(SendToPlace(one, south)).code == "on_a_team"


def test_a_team_gathers_where_its_need_is_and_follows_it_until_it_has_left(centre: Centre) -> None:
    south, north = satellite(centre), satellite(centre, "北サテライト")
    need = ready_need(centre, south)
    team = centre.do(FormTeam(need, (here(centre, "訓練 花子", south),))).entity
    assert place_of(centre, "team", team) == south
    centre.do(GiveNeedToPlace(need, north))
    assert place_of(centre, "need", need) == place_of(centre, "team", team) == north
    assert team is not None
    centre.do(Plant((("team", team, {"state": "out"}),)))
    centre.do(GiveNeedToPlace(need, south))
    assert place_of(centre, "team", team) == north  # it left from there


def test_a_team_without_a_need_gathers_where_it_is_formed(centre: Centre) -> None:
    south = satellite(centre)
    team = centre.do(FormTeam(kind="centre", note="道具洗い", satellite=south)).entity
    assert place_of(centre, "team", team) == south


def test_a_suggestion_takes_people_of_the_place_only(centre: Centre) -> None:
    south = satellite(centre)
    need = ready_need(centre, south)
    there, away = here(centre, "訓練 花子", south), here(centre, "訓練 太郎")

    def picked(place: str) -> set[bytes]:
        found = centre.operation.read(lambda db: suggested(db, MORNING_MS, need, None, place))
        assert found is not None
        return {choice.id for choice in found.picked}

    assert picked(south.hex()) == {there}
    assert picked(HEADQUARTERS) == {away}
    assert picked("") == {there, away}


def test_what_was_at_a_closed_satellite_counts_for_the_centre(centre: Centre) -> None:
    south, _ = satellite(centre), satellite(centre, "北サテライト")
    need = ready_need(centre, south)
    here(centre, "訓練 花子", south)
    centre.do(OpenSatellite(south, False))
    people = centre.operation.read(lambda db: waiting_people(db, TODAY))
    assert [(one.satellite, one.place) for one in people] == [(None, "")]
    jobs = centre.operation.read(lambda db: jobs_to_serve(db, MORNING_MS))
    assert [(job.row.id, job.row.place) for job in jobs] == [(need, "")]
    counted = centre.operation.read(lambda db: places_of_day(db, TODAY))
    assert [(one.name, one.here, one.waiting) for one in counted] == [
        ("", 1, 1), ("北サテライト", 0, 0),
    ]  # fmt: skip


def test_the_day_is_counted_by_place(centre: Centre) -> None:
    south = satellite(centre)
    here(centre, "訓練 一郎")
    first, _ = here(centre, "訓練 花子", south), here(centre, "訓練 太郎", south)
    team = centre.do(FormTeam(ready_need(centre, south), (first,))).entity
    assert team is not None

    def counted() -> list[tuple[str, int, int, int, int, int]]:
        rows = centre.operation.read(lambda db: places_of_day(db, TODAY))
        return [(r.name, r.here, r.waiting, r.forming, r.out, r.heads_out) for r in rows]

    assert counted() == [("", 1, 1, 0, 0, 0), ("南サテライト", 2, 1, 1, 0, 0)]
    centre.do(Plant((("team", team, {"state": "out", "heads_out": 1}),)))
    assert counted() == [("", 1, 1, 0, 0, 0), ("南サテライト", 2, 1, 0, 1, 1)]


def test_a_centre_without_satellites_has_one_place(centre: Centre) -> None:
    here(centre, "訓練 花子")
    assert centre.operation.read(open_places) == ()
    assert centre.operation.read(lambda db: places_of_day(db, TODAY)) == ()


def test_codes_of_places_lead_back_to_them(centre: Centre) -> None:
    south = satellite(centre)
    places = centre.operation.read(open_places)
    assert satellite_of(place_code(south)) == south
    assert satellite_of(place_code(None)) is None
    assert satellite_of("") is None
    assert at_place(None, "")
    assert at_place(south, south.hex())
    assert at_place(None, HEADQUARTERS)
    assert not at_place(south, HEADQUARTERS)
    assert not at_place(None, south.hex())
    assert known_place(places, south.hex()) == south.hex()
    assert known_place((), HEADQUARTERS) == known_place(places, "00" * 16) == ""
