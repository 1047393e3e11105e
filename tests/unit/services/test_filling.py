"""A new device shows an image of another one first, and the log after it: the same in the end."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.bootstrap import open_operation
from app.domain.tables import REGISTRY
from app.services.bundle_acts import import_bundle
from app.services.bundles import post_of, send_bundle
from app.services.command import Action, Ok, Refused
from app.services.devices import RevokeDevice
from app.services.erasure import EraseSubject
from app.services.filling import SAID_MS, Filling
from app.services.images_taken import IMAGE
from app.services.verifying import verify
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.checkpoint import NAMES
from app.store.foreign_image import require_image
from app.store.queries.audit import audit_page
from sync.core.errors import BadInput, LogFull
from sync.core.ids import DeviceId, EntityId
from sync.core.registry import SpaceKind
from sync.protocol.messages import NOT_YOURS, Answer, Call, LinkError, refused, unpacked
from tests.support.centres import PASSPHRASE, Centre
from tests.support.giver import SHOWN, Giver, Watched, batches, giver, image_of, require_equal
from tests.support.together import meet

PIECE_BYTES = 4_096
WHY = "訓練のため"


def pair_of(value: object) -> tuple[object, int] | None:
    return (value[0], value[1]) if isinstance(value, list) else None


@pytest.fixture
def host(centre: Centre) -> Giver:
    return giver(centre)


def person(centre: Centre, place: int) -> EntityId:
    rows = centre.operation.read(
        lambda db: db.execute("SELECT id FROM live_volunteer ORDER BY id").fetchall()
    )
    return EntityId(rows[place][0])


@pytest.fixture
def tablet(host: Giver, tmp_path: Path) -> Iterator[Centre]:
    joined = host.let_in(tmp_path / "tablet")
    yield joined
    joined.operation.close()


def test_an_image_is_shown_before_the_log_is_here(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    assert tablet.operation.filling.from_image
    assert "image_piece" in host.asked
    assert "pull" in host.asked
    assert batches(tablet).keys() == {SpaceKind.AUTH}
    assert tablet.rows(SHOWN) == centre.rows(SHOWN) != []
    require_equal(centre, tablet)
    assert not (tablet.operation.folder / IMAGE).exists()


def test_the_log_comes_after_it_and_says_the_same(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    trail = tablet.operation.read(audit_page)
    ended = meet(tablet, host)
    assert ended.same
    assert not ended.image
    filling = tablet.operation.filling
    assert filling.is_over
    assert not filling.differed
    require_equal(centre, tablet)
    assert tablet.operation.read(audit_page) == trail == centre.operation.read(audit_page)
    assert verify(tablet.operation).sound
    assert tablet.operation.rebuild_digest() == tablet.operation.working_set.digest()
    host.asked.clear()
    assert meet(tablet, host).same
    assert "image" not in host.asked


def test_before_its_log_is_here_a_device_writes_and_syncs_its_own(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    tablet.do(RegisterVolunteer("訓練 五", "", "090-0000-0020"))
    who = person(centre, 0)
    tablet.do(ChangeVolunteer(who, {"available_note": "終日"}))
    tablet.reopen()
    assert tablet.operation.filling.from_image
    assert tablet.operation.start.passed_over == ()
    assert len(tablet.rows(SHOWN)) == 5
    centre.do(RegisterVolunteer("訓練 六", "", "090-0000-0021"))
    assert meet(tablet, host).same
    require_equal(centre, tablet)
    assert len(tablet.rows(SHOWN)) == len(centre.rows(SHOWN)) == 6
    assert verify(tablet.operation).sound
    assert not tablet.operation.filling.differed


def test_it_is_the_same_after_a_new_start_and_no_log_is_read_for_it(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    tablet.reopen()
    assert tablet.operation.start.checkpoint in NAMES
    assert tablet.operation.filling.from_image
    require_equal(centre, tablet)
    assert verify(tablet.operation).sound  # what is shown cannot be proven yet, and is not damaged
    assert meet(tablet, host).same
    assert tablet.operation.filling.is_over
    tablet.reopen()
    require_equal(centre, tablet)


def test_where_its_checkpoint_is_lost_another_image_is_asked_for(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    tablet.operation.close()
    for name in NAMES:
        (tablet.operation.folder / name).unlink(missing_ok=True)
    again = open_operation(tablet.operation.folder, PASSPHRASE, tablet.operation.world)
    tablet.operation = again
    assert again.filling.wanted
    assert tablet.rows(SHOWN) == []
    ended = meet(tablet, host)
    assert ended.image
    assert ended.same
    assert again.filling.is_over
    require_equal(centre, tablet)


def test_a_disk_that_takes_nothing_keeps_no_device_from_starting(
    centre: Centre, host: Giver, tablet: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.operation.close()
    for name in NAMES:
        (tablet.operation.folder / name).unlink(missing_ok=True)

    def full(*_args: object) -> None:
        raise LogFull("full")

    with monkeypatch.context() as patch:
        patch.setattr(Filling, "again", full)
        world = tablet.operation.world
        tablet.operation = open_operation(tablet.operation.folder, PASSPHRASE, world)
    meet(tablet, host)
    assert meet(tablet, host).same
    assert tablet.operation.filling.is_over
    require_equal(centre, tablet)


def test_whoever_breaks_off_goes_on_with_the_pieces_that_are_missing(
    centre: Centre, host: Giver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("sync.crypto.images", "app.services.images_given", "app.services.images_taken"):
        monkeypatch.setattr(f"{place}.IMAGE_PIECE_BYTES", PIECE_BYTES)

    class Cut(Watched):
        def changed(self, _call: Call, answer: Answer) -> Answer:
            if self._asked.count("image_piece") > 2:
                raise LinkError("cut")
            return answer

    host.kind = Cut
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert joined.operation.filling.wanted
        here = sorted((joined.operation.folder / IMAGE).iterdir())
        assert [path.name[-4:] for path in here] == ["0000", "0001"]
        verify(joined.operation)
        assert verify(joined.operation).strangers == ()
        whole = host.asked.count("image_piece")
        here[0].unlink()  # they come in any order
        host.kind = Watched
        host.asked.clear()
        centre.operation.images.given._kept.clear()  # as after a new start of the host
        joined.reopen()
        ended = meet(joined, host)
        assert ended.image
        assert ended.same
        name_bytes = joined.operation.folder / IMAGE
        assert not name_bytes.exists()
        assert host.asked.count("image_piece") > whole - 1
        require_equal(centre, joined)
    finally:
        joined.operation.close()


def test_pieces_that_are_here_are_not_asked_for_again(
    centre: Centre, host: Giver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("sync.crypto.images", "app.services.images_given", "app.services.images_taken"):
        monkeypatch.setattr(f"{place}.IMAGE_PIECE_BYTES", PIECE_BYTES)
    offsets: list[int] = []

    class Cut(Watched):
        broken = True

        def changed(self, call: Call, answer: Answer) -> Answer:
            if call.name == "image_piece":
                _name, at = unpacked(call.body, pair_of)
                if self.broken and at > PIECE_BYTES:
                    raise LinkError("cut")
                offsets.append(at)
            return answer

    host.kind = Cut
    joined = host.let_in(tmp_path / "tablet")
    try:
        Cut.broken = False
        assert meet(joined, host).image
        assert len(offsets) > 3
        assert len(set(offsets)) == len(offsets)
    finally:
        joined.operation.close()


def test_a_device_that_reads_less_gets_no_image(
    centre: Centre, host: Giver, tmp_path: Path
) -> None:
    desk = host.let_in(tmp_path / "desk", ("reception",))
    try:
        assert "image" in host.asked
        assert "image_piece" not in host.asked
        assert desk.operation.filling.is_over
        assert meet(desk, host).same
        assert desk.operation.filling.is_over
        assert desk.rows(SHOWN) == centre.rows(SHOWN)
        wish = desk.operation.images.taken.wish()
        device = DeviceId(desk.operation.device)
        assert centre.operation.images.offer(device, wish) is None
        name = next(iter(centre.operation.images.given._kept), b"n" * 32)
        assert centre.operation.images.piece(device, name, 0) is None
    finally:
        desk.operation.close()


def test_an_older_app_has_no_images_and_the_log_is_taken(
    centre: Centre, host: Giver, tmp_path: Path
) -> None:
    class Older(Watched):
        def changed(self, call: Call, answer: Answer) -> Answer:
            return refused(NOT_YOURS, "no_such_call") if call.name == "image" else answer

    host.kind = Older
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert joined.operation.filling.is_over
        require_equal(centre, joined)
        assert meet(joined, host).same
    finally:
        joined.operation.close()


def test_what_was_erased_leaves_in_no_image(centre: Centre, host: Giver, tmp_path: Path) -> None:
    given = centre.operation.images.given
    first = host.let_in(tmp_path / "first")
    first.operation.close()
    names = list(given._kept)
    assert names
    who = person(centre, 1)
    centre.do(EraseSubject(who, WHY))
    assert given.piece(DeviceId(first.operation.device), names[0], 0) is None
    second = host.let_in(tmp_path / "second", seed=70)
    try:
        assert second.operation.filling.is_over  # there is no checkpoint now: from the log
        require_equal(centre, second)
    finally:
        second.operation.close()
    first = Centre(
        open_operation(tmp_path / "first", PASSPHRASE, first.operation.world), first.clock
    )
    try:
        assert len(first.rows(SHOWN)) == 4
        assert meet(first, host).same
        assert first.operation.filling.is_over
        require_equal(centre, first)
    finally:
        first.operation.close()


def test_a_device_gives_no_image_before_its_own_log_is_here(
    centre: Centre, host: Giver, tablet: Centre, tmp_path: Path
) -> None:
    device = DeviceId(centre.operation.device)
    given = tablet.operation.images
    given.given.worth = 1
    assert given.offer(device, given.taken.wish()) is None
    assert meet(tablet, host).same
    tablet.operation.checkpoint()
    assert given.offer(device, given.taken.wish()) is not None


def test_a_lost_device_keeps_nothing_of_an_image(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    centre.do(RevokeDevice(DeviceId(tablet.operation.device), WHY))
    assert meet(tablet, host).revoked
    assert tablet.rows(SHOWN) == []
    assert not any((tablet.operation.folder / name).exists() for name in NAMES)
    assert tablet.operation.filling.is_over


def test_an_image_from_before_somebody_was_lost_is_not_taken(
    centre: Centre, host: Giver, tmp_path: Path
) -> None:
    """What counted when the image was made counts no more: the log says so, the image does not."""
    devices = {device for device, _space in centre.operation.log.vector()}
    (other,) = devices - {DeviceId(centre.operation.device)}
    keeper = centre.operation._keeper
    keeper._changes = keeper._kept  # no checkpoint is written meanwhile
    centre.do(RevokeDevice(other, WHY))
    joined = host.let_in(tmp_path / "tablet")
    try:
        assert "image_piece" in host.asked
        assert joined.operation.images.taken.refused
        assert joined.operation.filling.is_over
        require_equal(centre, joined)
    finally:
        joined.operation.close()


@pytest.mark.parametrize(
    "harm",
    [
        "CREATE TRIGGER t AFTER INSERT ON volunteer BEGIN DELETE FROM need; END",
        "CREATE VIEW v AS SELECT 1", "CREATE TABLE more (x)", "DROP VIEW live_need",
        "INSERT INTO _held VALUES (1, x'03', 1, 1, NULL, 'no_key', NULL)",
        "UPDATE _device SET id = x'00' WHERE no = 1", "UPDATE _vector SET seq = -1",
        "UPDATE OR REPLACE _vector SET space = x'ff'",
    ],
)  # fmt: skip
def test_an_image_with_anything_else_in_it_is_refused(
    centre: Centre, host: Giver, harm: str
) -> None:
    with closing(image_of(centre)) as db:
        assert require_image(db, REGISTRY)
        db.execute(harm)
        with pytest.raises(BadInput):
            require_image(db, REGISTRY)


def test_undoing_waits_for_the_log(host: Giver, tablet: Centre) -> None:
    entry = next(
        one for one in tablet.operation.read(audit_page) if one.act == "change_volunteer"
        and one.mark.device == host.operation.device
    )  # fmt: skip
    action = Action(entry.mark.hlc, entry.batches, entry.act or "", entry.mark.device)
    assert tablet.operation.undo(action, tablet.actor) == Refused("undo_not_here_yet")
    assert meet(tablet, host).same
    assert isinstance(tablet.operation.undo(action, tablet.actor), Ok)


def test_the_log_may_come_by_a_stick(
    centre: Centre, host: Giver, tablet: Centre, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    sent = send_bundle(post_of(centre.operation), stick, lambda _done, _all: None)
    assert not isinstance(sent, Refused)
    report = import_bundle(tablet.operation, sent[0], tablet.actor, lambda _done, _all: None)
    assert not isinstance(report, Refused)
    assert report.new > 0
    assert tablet.operation.filling.is_over
    assert not tablet.operation.filling.differed
    assert verify(tablet.operation).sound


def test_how_far_it_is_is_said_and_a_difference_for_some_days(
    centre: Centre, host: Giver, tablet: Centre
) -> None:
    filling, now = tablet.operation.filling, tablet.clock.now_ms()
    assert filling.stage(now) == "image"
    assert meet(tablet, host).same
    assert filling.stage(now) == ""
    filling.end_otherwise(now)
    assert filling.stage(now + SAID_MS) == "differed"
    assert filling.stage(now + SAID_MS + 1) == ""
    filling.again()
    assert filling.stage(now + SAID_MS) == "wanted"
