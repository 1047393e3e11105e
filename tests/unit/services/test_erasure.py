"""消去: nothing of the person is left here or wherever it was heard of; nothing else goes."""

from pathlib import Path

import pytest

from app.services.check_ins import CheckIn
from app.services.command import Actor
from app.services.erasing import carry_out, may_concern
from app.services.erasure import EraseSubject
from app.services.needs import ChangeNeed, ReceiveNeed
from app.services.verifying import verify
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.services.volunteers_merging import MergeVolunteers
from app.store.checkpoint import NAMES
from app.store.queries.erasures import confirmed_by, erasures
from app.store.search import search
from sync.core.clock import hlc_of
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import New, Set
from sync.core.registry import SpaceKind
from tests.support.centres import Centre
from tests.support.erasing import (
    OtherDesk,
    copy_of,
    entries_after,
    everything_said,
    finish,
    parts_of,
    pass_on,
)
from tests.support.planting import Plant, clash, plant
from tests.support.together import Host, meet
from tests.unit.services.test_photos import add

GONE, PHONE, WHY = "架空 消子", "090-0000-0066", "本人の求め"
GONE_BYTES = (GONE.encode(), PHONE.encode(), b"09000000066", "消子".encode())
STAYS = "訓練 花子"


def person(centre: Centre, name: str = GONE, phone: str = PHONE) -> EntityId:
    done = centre.do(RegisterVolunteer(name, "カクウ", phone, another_person=True))
    assert done.entity is not None
    return done.entity


def left_of_them(said: bytes) -> list[bytes]:
    return [word for word in GONE_BYTES if word in said]


def digests(centre: Centre) -> dict[SpaceKind, bytes]:
    return {kind: centre.operation.working_set.space_digest(kind) for kind in SpaceKind}


def an_import(centre: Centre) -> tuple[EntityId, EntityId]:
    """Two people in one batch, of whom one is erased later."""
    ids = EntityId(b"i" * 15 + b"1"), EntityId(b"i" * 15 + b"2")
    rows = (
        ("volunteer", ids[0], {"name": GONE, "phone": PHONE, "number": "A-0101"}),
        ("volunteer", ids[1], {"name": STAYS, "phone": "090-0000-0012", "number": "A-0102"}),
    )
    centre.do(Plant(rows))
    return ids


def test_only_a_chief_erases_and_says_why(centre: Centre) -> None:
    who = person(centre)
    leader = Actor(EntityId(b"l" * 16), "訓練 班長", "leader")
    assert centre.refuse(EraseSubject(who, WHY), leader).code == "erasure_needs_chief"
    assert centre.refuse(EraseSubject(who, " ")).field == "reason"
    assert centre.refuse(EraseSubject(EntityId(b"x" * 16), WHY)).code == "no_such_record"


def test_nobody_goes_while_their_team_is_out(centre: Centre) -> None:
    who = person(centre)
    plant(centre, "team", number="4班", state="out", leader=who)
    refused = centre.refuse(EraseSubject(who, WHY))
    assert (refused.code, refused.params["team"]) == ("erasure_while_out", "4班")


def test_nothing_of_a_volunteer_is_left_and_their_days_still_count(centre: Centre) -> None:
    who = person(centre)
    centre.do(ChangeVolunteer(who, {"phone": "090-0000-0067"}))
    clash(centre, "volunteer", who, "address", "架空町1-2-3 消子荘", "架空町9")
    other = person(centre, "架空 消子", "090-0000-0068")
    centre.do(MergeVolunteers(who, other))
    centre.do(CheckIn(who, although=("uninsured",)))
    team = plant(
        centre, "team", number="4班", state="back", leader=who, leader_name=GONE, phone=PHONE
    )
    plant(centre, "vehicle", volunteer=who, plate="訓練 500 あ 00-66")
    centre.operation.checkpoint()
    centre.do(CheckIn(person(centre, STAYS, "090-0000-0012"), although=("uninsured",)))
    centre.operation.checkpoint()
    assert left_of_them(everything_said(centre.operation))

    centre.do(EraseSubject(who, WHY))
    said = everything_said(centre.operation)
    assert left_of_them(said) == []
    assert "500 あ".encode() not in said
    assert "消子荘".encode() not in said
    assert not any((centre.operation.folder / name).exists() for name in NAMES)
    assert centre.operation.read(lambda db: search(db, "volunteer", "消子")) == ()
    assert centre.rows("SELECT count(*) FROM live_check_in") == [(2,)]
    assert centre.rows("SELECT number, leader_name, phone FROM live_team") == [("4班", None, None)]
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]
    report = verify(centre.operation)
    assert report.same
    assert report.erased
    assert not report.leaks
    assert [one for one in report.damages if one.kind != "unknown_device"] == []
    assert finish(centre.operation) == 0
    assert team
    centre.reopen()
    assert left_of_them(everything_said(centre.operation)) == []


def test_the_number_is_not_given_to_somebody_else(centre: Centre) -> None:
    who = person(centre)
    centre.do(EraseSubject(who, WHY))
    finish(centre.operation)
    following = person(centre, STAYS)
    rows = centre.rows("SELECT number FROM live_volunteer WHERE id = ?", following)
    assert rows == [("A-0002",)]
    (kept,) = centre.operation.read(erasures)
    assert (kept.subject, kept.number, kept.reason, kept.kind) == (who, "A-0001", WHY, "volunteer")


def test_a_need_goes_with_its_photos_and_all_that_was_said(centre: Centre) -> None:
    done = centre.do(ReceiveNeed({"name": GONE, "phone": PHONE, "request": "消子宅の泥出し"}))
    need = done.entity
    assert need is not None
    centre.do(add(centre, need, consent=True, caption="消子宅の玄関"))
    plant(centre, "contact", need=need, text="消子様へ電話")
    centre.do(ChangeNeed(need, {"people": 3}))
    kept = centre.do(ReceiveNeed({"name": STAYS, "phone": "090-0000-0012"})).entity
    assert kept is not None
    centre.do(add(centre, kept, consent=True))
    centre.do(EraseSubject(need, WHY))
    finish(centre.operation)
    assert left_of_them(everything_said(centre.operation)) == []
    assert centre.rows("SELECT id FROM live_need") == [(kept,)]
    assert centre.rows("SELECT count(*) FROM live_contact") == [(0,)]
    (photo,) = centre.rows("SELECT blob FROM live_photo")
    assert [path.name for path in (centre.operation.folder / "photos").iterdir()] == [photo[0]]


def test_others_in_the_same_batch_stay_with_when_and_how_they_came(centre: Centre) -> None:
    gone, stays = an_import(centre)
    (made,) = centre.rows("SELECT _clock FROM volunteer WHERE id = ?", stays)
    centre.do(ChangeVolunteer(stays, {"phone": "090-0000-0013"}))
    clash(centre, "volunteer", stays, "kana", "クンレン", "ハナコ")
    trees = "SELECT clock, value, bases FROM _write WHERE entity = ? ORDER BY 1"
    before = centre.rows(trees, stays)
    conflicts = centre.rows("SELECT id FROM _conflict")
    centre.do(EraseSubject(gone, WHY))
    finish(centre.operation)
    assert centre.rows("SELECT _clock FROM volunteer WHERE id = ?", stays) == [made]
    assert centre.rows(trees, stays) == before
    assert centre.rows("SELECT id FROM _conflict") == conflicts
    assert left_of_them(everything_said(centre.operation)) == []
    assert centre.rows("SELECT name, phone FROM live_volunteer") == [(STAYS, "090-0000-0013")]


def test_a_second_person_of_the_same_import_goes_too(centre: Centre) -> None:
    gone, stays = an_import(centre)
    for who in (gone, stays):
        centre.do(EraseSubject(who, WHY))
        finish(centre.operation)
    said = everything_said(centre.operation)
    assert STAYS.encode() not in said
    assert left_of_them(said) == []


def test_another_device_erases_when_it_hears_of_it(centre: Centre, tmp_path: Path) -> None:
    gone, stays = an_import(centre)
    single = person(centre)
    replica = copy_of(centre.operation, tmp_path / "replica")
    for who in (gone, single):
        centre.do(EraseSubject(who, WHY))
        finish(centre.operation)
    pass_on(centre.operation, replica)
    news = list(replica.log.read_since({}))
    assert may_concern((one.header for one in news), replica.read)
    other = DeviceId(b"o" * 16)
    assert finish(replica, other) > 0
    assert left_of_them(everything_said(replica)) == []
    assert replica.read(lambda db: db.execute("SELECT id FROM live_volunteer").fetchall()) == [
        (stays,)
    ]
    mine = digests(centre)
    assert {kind: replica.working_set.space_digest(kind) for kind in SpaceKind} == mine
    assert replica.log.vector() == centre.operation.log.vector()
    assert finish(replica, other) == 0
    replica.close()


def test_a_successor_that_comes_later_than_the_erasure_takes_the_old_one_away(
    centre: Centre, tmp_path: Path
) -> None:
    """The erasure in one chunk, what was written anew in the next: never both at once."""
    host = Host(centre.operation)
    gone, stays = an_import(centre)
    other = host.let_in(tmp_path / "B", ("admin",))
    try:
        before = centre.operation.log.vector()
        centre.do(EraseSubject(gone, WHY))
        centre.do(ChangeVolunteer(stays, {"phone": "090-0000-0013"}))
        entries = entries_after(centre.operation, before)
        for entry in entries:  # one by one, as a slow link would
            other.operation.take_in([entry])
        assert left_of_them(everything_said(other.operation)) == []
        rows = "SELECT name, phone FROM live_volunteer"
        assert other.rows(rows) == centre.rows(rows) == [(STAYS, "090-0000-0013")]
        assert other.rows("SELECT count(*) FROM _conflict") == [(0,)]
        assert digests(other) == digests(centre)
        assert meet(other, host).same
    finally:
        other.operation.close()


def test_what_a_cut_off_desk_wrote_late_goes_as_well(centre: Centre) -> None:
    """Its own late words about the person alone go at once; an import that it made waits until it
    has written the rest anew itself, and nobody else is lost meanwhile."""
    operation = centre.operation
    desk = OtherDesk(operation, b"d" * 32)
    plant(
        centre, "device", EntityId(desk.device), public_key=desk.public_key, letter="B",
        roles=("admin",), centre=operation.card.centre,
    )  # fmt: skip
    who = person(centre)
    centre.do(EraseSubject(who, WHY))
    finish(operation)
    space = operation._spaces[SpaceKind.CENTRE]
    now = hlc_of(centre.clock.now_ms())
    stays = EntityId(b"s" * 16)
    desk.write(operation, space, now, Set("volunteer", who, "name", GONE, ()), act="late")
    desk.write(
        operation, space, now + 1, New("volunteer", who, {"name": GONE, "phone": PHONE}),
        New("volunteer", stays, {"name": STAYS}), act="late_import",
    )  # fmt: skip
    assert finish(operation) == 1
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]
    # The desk's own device hears of it.
    desks = parts_of(operation, desk.device)
    sealer = type(operation._sealer)(
        desk._contents, operation.log, operation._sealer._sealer.dictionaries,
        operation.world.random,
    )  # fmt: skip
    assert carry_out(type(desks)(
        desk.device, desks.log, sealer, desks.read, desks.photos, desks.drop_checkpoints
    )) == 2  # fmt: skip
    finish(operation)
    assert left_of_them(everything_said(operation)) == []
    rows = centre.rows("SELECT name, _clock FROM live_volunteer")
    assert rows == [(STAYS, now + 1)]


def test_erasing_again_takes_what_a_lost_desk_left(centre: Centre) -> None:
    operation = centre.operation
    desk = OtherDesk(operation, b"d" * 32)
    plant(
        centre, "device", EntityId(desk.device), public_key=desk.public_key, letter="B",
        roles=("admin",), centre=operation.card.centre,
    )  # fmt: skip
    who = person(centre)
    centre.do(EraseSubject(who, WHY))
    finish(operation)
    desk.write(
        operation, operation._spaces[SpaceKind.CENTRE], hlc_of(centre.clock.now_ms()),
        New("volunteer", who, {"name": GONE}),
        New("volunteer", EntityId(b"s" * 16), {"name": STAYS}), act="late_import",
    )  # fmt: skip
    finish(operation)
    assert left_of_them(everything_said(operation))
    centre.do(EraseSubject(who, WHY))
    finish(operation)
    assert left_of_them(everything_said(operation)) == []
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]


@pytest.mark.parametrize("step", ["photos", "checkpoints", "first_body", "second_body"])
def test_a_crash_anywhere_is_made_good_at_the_next_start(
    centre: Centre, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, _stays = an_import(centre)
    single = person(centre)
    centre.do(MergeVolunteers(gone, single))
    centre.operation.checkpoint()
    erase, done = centre.operation.log.erase_body, []

    def refuse(*_words: object) -> None:
        raise OSError("torn")

    def torn(*place: object) -> bool:
        done.append(place)
        if len(done) > (0 if step == "first_body" else 1):
            raise OSError("torn")
        return erase(*place)  # type: ignore[arg-type]

    if step == "photos":
        monkeypatch.setattr("app.services.erasing._photos", refuse)
    elif step == "checkpoints":
        monkeypatch.setattr(centre.operation._keeper, "drop", refuse)
    else:
        monkeypatch.setattr(centre.operation.log, "erase_body", torn)
    centre.do(EraseSubject(gone, WHY))
    monkeypatch.undo()
    assert left_of_them(everything_said(centre.operation))
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]
    assert centre.rows("SELECT count(*) FROM _conflict") == [(0,)]
    centre.reopen()
    assert left_of_them(everything_said(centre.operation)) == []
    assert centre.rows("SELECT name FROM live_volunteer") == [(STAYS,)]
    assert finish(centre.operation) == 0


def test_a_device_has_confirmed_once_its_vector_holds_the_erasure(centre: Centre) -> None:
    who = person(centre)
    centre.do(EraseSubject(who, WHY))
    finish(centre.operation)
    (kept,) = centre.operation.read(erasures)
    assert kept.place is not None
    device, space, seq = kept.place
    vectors = {
        DeviceId(b"1" * 16): {(device, space): seq},
        DeviceId(b"2" * 16): {(device, space): seq - 1},
        DeviceId(b"3" * 16): {},
        DeviceId(b"4" * 16): {(device, space): seq + 9},
    }
    assert confirmed_by(kept, vectors) == (b"1" * 16, b"4" * 16)
