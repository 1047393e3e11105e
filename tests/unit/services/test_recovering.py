"""復旧: a centre whose devices are all lost goes on by the prefecture's offline key, or by none."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.backup import Written, restore, write_backup
from app.services.bundles import post_of, send_bundle
from app.services.command import Ok, Refused
from app.services.devices import RevokeDevice
from app.services.erasure import EraseSubject
from app.services.operation import Operation
from app.services.operation_files import CARD, PHOTOS, OperationExists
from app.services.rebirth import Reborn, reborn
from app.services.recovering import Recovered, RecoveryOrder, recovered
from app.services.recovery_keys import (
    NothingToRecover,
    Recover,
    TakeRecoveryKey,
    new_key_file,
    taken_keys,
)
from app.services.recovery_notes import keep_notes
from app.services.sync_view import DEVICE_ACTS
from app.services.verifying import verify
from app.services.volunteers import RegisterVolunteer
from app.store.queries.devices import device_records
from sync.core.errors import DamagedFile, WrongPassphrase
from sync.core.ids import DeviceId, operation_tag
from sync.crypto.recovery import RecoveryKey
from sync.protocol.messages import LinkError
from tests.support.centres import Centre, fake_world
from tests.support.hub_here import HubHere
from tests.support.postgres import Server
from tests.support.together import ADDRESS, Host, meet
from tests.support.world import FakeClock
from tests.unit.services.test_photos import add, receive

KEY_WORDS, NEW_WORDS = "県の 合言葉 2026", "新しい 合言葉 2026"
WHO, WHY = "訓練 県子", "庁舎が浸水し、端末がすべて失われた"
NAMES = ["訓練 一郎", "訓練 花子"]


@dataclass
class Prefecture:
    """An offline laptop with the sealed key, and its public half on paper."""

    folder: Path
    clock: FakeClock
    name: str = "熊本県"

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.world = fake_world(self.clock, seed=len(self.name) + 300)
        self.key = new_key_file(self.folder / "key", KEY_WORDS, self.name, self.world)

    def order(self, target: Path, *sources: Path) -> RecoveryOrder:
        return RecoveryOrder(
            sources, self.folder / "key", KEY_WORDS, target, NEW_WORDS, "県の復旧端末", WHO, WHY
        )  # fmt: skip

    def recover(self, target: Path, *sources: Path) -> Recovered | Refused:
        return recovered(self.order(target, *sources), self.world, shipped_dictionaries())


@pytest.fixture
def prefecture(centre: Centre, tmp_path: Path) -> Prefecture:
    return Prefecture(tmp_path / "prefecture", centre.clock)


def take(centre: Centre, key: RecoveryKey) -> Ok:
    """The council types the text, and both compare the digits."""
    read = RecoveryKey.from_text(key.text())
    assert read.fingerprint == key.fingerprint
    done = centre.do(TakeRecoveryKey(read.public_key, read.sealing_key, read.name))
    keep_notes(centre.operation)
    return done


def register(centre: Centre, name: str) -> Ok:
    return centre.do(RegisterVolunteer(name, "クンレン", another_person=True))


@pytest.fixture
def hub(tmp_path: Path) -> HubHere:
    return HubHere(tmp_path / "hub")


def stick(centre: Centre, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    done = send_bundle(post_of(centre.operation), folder, lambda *_step: None)
    assert not isinstance(done, Refused), done
    return folder


def opened(folder: Path, centre: Centre, seed: int = 98) -> Operation:
    return open_operation(folder, NEW_WORDS, fake_world(centre.clock, seed))


def names(operation: Operation) -> list[str]:
    rows = operation.read(
        lambda db: db.execute("SELECT name FROM live_volunteer ORDER BY name").fetchall()
    )
    return [row[0] for row in rows]


@pytest.fixture
def back(tmp_path: Path) -> Path:
    return tmp_path / "recovered"


def test_from_a_hubs_copy_the_centre_goes_on_as_a_new_device(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path
) -> None:
    register(centre, NAMES[0])
    need = receive(centre)
    centre.do(add(centre, need, consent=True))
    take(centre, prefecture.key)
    register(centre, NAMES[1])
    assert hub.meet(centre).same
    hub.give_photos(centre)
    done = prefecture.recover(back, hub.path)
    assert isinstance(done, Recovered), done
    assert done.letter == "ZR"
    again = opened(back, centre)
    try:
        assert names(again) == sorted(NAMES)
        assert again.letter == "ZR"
        assert again.device not in (centre.operation.device, prefecture.key.device)
        assert again.authority.roles(DeviceId(again.device)) == {"admin"}
        assert again.card == centre.operation.card  # a drill is a drill again
        assert again.read(lambda db: db.execute("SELECT name FROM need_private").fetchall())
        assert verify(again).sound
        assert isinstance(again.submit(RegisterVolunteer("訓練 次郎"), centre.actor), Ok)
    finally:
        again.close()


def test_from_a_hubs_database(
    centre: Centre, prefecture: Prefecture, back: Path, tmp_path: Path, postgres: Server
) -> None:
    database = postgres.schema()
    hub = HubHere(tmp_path / "hub", database)
    register(centre, NAMES[0])
    take(centre, prefecture.key)
    hub.meet(centre)
    order = prefecture.order(back, hub.path)
    tag = operation_tag(centre.operation.card.id)
    done = recovered(replace(order, tag=tag, database=database), prefecture.world,
                     shipped_dictionaries())  # fmt: skip
    assert isinstance(done, Recovered), done
    again = opened(back, centre)
    assert names(again) == [NAMES[0]]
    again.close()


def test_nothing_of_the_recovery_key_stays_on_the_new_device(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    take(centre, prefecture.key)
    hub.meet(centre)
    prefecture.recover(back, hub.path)
    found = {path.name for path in back.iterdir()}
    assert found <= {CARD, "vault", "vault.copy", "log.sqlite", PHOTOS, "lock", "checkpoint.a",
                     "checkpoint.b", "log.sqlite-wal", "log.sqlite-shm"}  # fmt: skip
    again = opened(back, centre)
    assert again.vault.contents.device.public_key != prefecture.key.public_key
    again.close()
    assert not list(tmp_path.glob("recovered.*"))


def test_whoever_returns_sees_who_did_it_and_why(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path
) -> None:
    take(centre, prefecture.key)
    hub.meet(centre)
    prefecture.recover(back, hub.path)
    again = opened(back, centre)
    try:
        register(centre, NAMES[0])  # the old laptop dries, and was used meanwhile
        ended = meet(centre, Host(again))
        assert ended.same
        assert names(again) == [NAMES[0]]
    finally:
        again.close()
    records = centre.operation.read(lambda db: device_records(db, DEVICE_ACTS, 50))
    (act,) = [one for one in records if one.act == "recover"]
    assert (act.actor_name, act.reasons) == (WHO, (WHY,))
    assert act.at_ms == centre.clock.now_ms()
    assert "ZR 県の復旧端末" in act.about
    (taken,) = [one for one in records if one.act == "take_recovery_key"]
    assert taken.about == ("熊本県",)


@pytest.mark.parametrize("what", ["stick", "folder", "backup"])
def test_from_what_lies_about(
    centre: Centre, prefecture: Prefecture, back: Path, tmp_path: Path, what: str
) -> None:
    """A stick with sealed batches, a laptop whose passphrase nobody knows, a backup likewise."""
    need = receive(centre)
    centre.do(add(centre, need, consent=True))
    take(centre, prefecture.key)
    register(centre, NAMES[0])
    if what == "stick":
        source = stick(centre, tmp_path / "stick")
    elif what == "backup":
        (source := tmp_path / "safe").mkdir()
        written = write_backup(centre.operation, source / "a.tasuki-backup", "控え 合言葉",
                               centre.actor, "控え")  # fmt: skip
        assert isinstance(written, Written)
    else:
        source = centre.operation.folder
        centre.operation.close()
    try:
        done = prefecture.recover(back, source)
        assert isinstance(done, Recovered), done
        assert done.photos == 1
        again = opened(back, centre)
        try:
            assert names(again) == [NAMES[0]]
            assert again.read(lambda db: db.execute("SELECT id FROM live_need").fetchall())
        finally:
            again.close()
    finally:
        if what == "folder":
            centre.operation = open_operation(
                source, "訓練 あさひ 2026", fake_world(centre.clock, 11)
            )


def test_keys_that_are_renewed_later_go_to_it_too(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    take(centre, prefecture.key)
    tablet = Host(centre.operation).let_in(tmp_path / "tablet", ("reception",))
    epochs = {key.epoch for key in centre.operation.membership.keys}
    centre.do(RevokeDevice(DeviceId(tablet.operation.device), "紛失"))
    tablet.operation.close()
    assert {key.epoch for key in centre.operation.membership.keys} > epochs
    register(centre, NAMES[1])
    hub.meet(centre)
    done = prefecture.recover(back, hub.path)
    assert isinstance(done, Recovered)
    again = opened(back, centre)
    try:
        assert names(again) == [NAMES[1]]
        assert again.authority.is_revoked(DeviceId(tablet.operation.device))
    finally:
        again.close()


def test_a_centre_that_took_no_key_or_another_one_stays_closed(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    register(centre, NAMES[0])
    stranger = Prefecture(tmp_path / "elsewhere", centre.clock, "よその県")
    take(centre, stranger.key)
    hub.meet(centre)
    source = stick(centre, tmp_path / "stick")
    for left in (hub.path, source, centre.operation.folder):
        refused = prefecture.recover(back, left)
        assert isinstance(refused, Refused)
        assert refused.code == "recovery_not_taken"
        assert not back.exists()
    assert not list(tmp_path.glob("recovered*"))


def test_a_key_that_was_withdrawn_opens_nothing_that_came_after(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    take(centre, prefecture.key)
    centre.do(RevokeDevice(prefecture.key.device, "県の鍵を入れ替えた"))
    keep_notes(centre.operation)
    register(centre, NAMES[0])
    hub.meet(centre)
    refused = prefecture.recover(back, hub.path)
    assert isinstance(refused, Refused)
    assert refused.code == "recovery_key_withdrawn"
    refused = prefecture.recover(back, stick(centre, tmp_path / "stick"))
    assert isinstance(refused, Refused)
    assert refused.code == "recovery_not_taken"
    (kept,) = centre.operation.read(taken_keys)
    assert kept.withdrawn_ms == centre.clock.now_ms()
    again = centre.refuse(
        TakeRecoveryKey(prefecture.key.public_key, prefecture.key.sealing_key, "熊本県")
    )
    assert again.code == "recovery_key_withdrawn"


def test_what_is_wrong_is_told_apart_and_leaves_nothing(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    take(centre, prefecture.key)
    hub.meet(centre)
    order = prefecture.order(back, hub.path)
    world, dictionaries = prefecture.world, shipped_dictionaries()
    with pytest.raises(WrongPassphrase):
        recovered(replace(order, key_passphrase="ちがう 合言葉"), world, dictionaries)
    with pytest.raises(DamagedFile):
        recovered(replace(order, key_file=tmp_path / "none"), world, dictionaries)
    (tmp_path / "empty").mkdir()
    for left in (tmp_path / "none", tmp_path / "empty"):
        with pytest.raises(NothingToRecover):
            recovered(replace(order, sources=(left,)), world, dictionaries)
    with pytest.raises(NothingToRecover):
        recovered(replace(order, tag="0" * 16), world, dictionaries)
    for field, wrong in (("by", replace(order, by=" ")), ("reason", replace(order, reason=" "))):
        refused = recovered(wrong, world, dictionaries)
        assert isinstance(refused, Refused)
        assert refused.field == field
    with pytest.raises(OperationExists):
        recovered(replace(order, target=centre.operation.folder), world, dictionaries)
    assert not list(tmp_path.glob("recovered*"))


def test_only_an_admin_takes_a_key_and_takes_it_once(
    centre: Centre, prefecture: Prefecture, tmp_path: Path
) -> None:
    key = prefecture.key
    command = TakeRecoveryKey(key.public_key, key.sealing_key, key.name)
    leader = replace(centre.actor, role="leader")
    assert centre.refuse(command, leader).code == "sync_needs_admin"
    assert centre.refuse(replace(command, sealing_key=bytes(32))).code == "recovery_key_unreadable"
    take(centre, key)
    assert centre.refuse(command).code == "recovery_key_taken"
    (taken,) = centre.operation.read(taken_keys)
    assert (taken.name, taken.fingerprint, taken.withdrawn_ms) == ("熊本県", key.fingerprint, None)
    desk = Host(centre.operation).let_in(tmp_path / "desk", ("coordinator",))
    assert desk.refuse(command).code == "sync_needs_admin"
    desk.operation.close()


def test_an_administrator_cannot_pretend_a_recovery(centre: Centre, prefecture: Prefecture) -> None:
    key = prefecture.key
    refused = centre.refuse(Recover(key.public_key, key.sealing_key, "県の復旧端末", WHY))
    assert refused.code == "recovery_not_taken"


def test_a_backup_of_a_centre_that_took_a_key_is_restored_by_its_own_passphrase(
    centre: Centre, prefecture: Prefecture, tmp_path: Path
) -> None:
    register(centre, NAMES[0])
    take(centre, prefecture.key)
    file = tmp_path / "a.tasuki-backup"
    written = write_backup(centre.operation, file, "控え 合言葉", centre.actor, "控え")
    assert isinstance(written, Written)
    world = fake_world(centre.clock, 96)
    words = ("控え 合言葉", tmp_path / "restored", NEW_WORDS, "復元", centre.actor)
    with pytest.raises(WrongPassphrase):
        restore(file, "ちがう", *words[1:], world, shipped_dictionaries())
    assert restore(file, *words, world, shipped_dictionaries()).letter == "AR"
    again = opened(tmp_path / "restored", centre)
    assert names(again) == [NAMES[0]]
    again.close()


def test_who_was_erased_stays_erased(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    gone = register(centre, "架空 消子").entity
    assert gone is not None
    take(centre, prefecture.key)
    hub.meet(centre)
    before = stick(centre, tmp_path / "stick")
    register(centre, NAMES[0])
    centre.do(EraseSubject(gone, "本人の求め"))
    hub.meet(centre)
    done = prefecture.recover(back, before, hub.path)
    assert isinstance(done, Recovered)
    again = opened(back, centre)
    try:
        assert names(again) == [NAMES[0]]
        assert all(
            again.sealer.open(batch).body is None
            for place in again.log.about(gone)
            if (batch := again.log.get(*place)) and batch.header.subjects == (gone,)
            and batch.header.device == centre.operation.device and place[2] == 2
        )  # fmt: skip
        report = verify(again)
        assert report.sound
        assert report.erased
    finally:
        again.close()


def test_a_second_recovery_is_a_stranger_and_is_born_again_with_what_it_wrote(
    centre: Centre, prefecture: Prefecture, hub: HubHere, back: Path, tmp_path: Path
) -> None:
    """Two officers, two old copies: only one of the two acts is believed by those who met it."""
    register(centre, NAMES[0])
    take(centre, prefecture.key)
    hub.meet(centre)
    twice = tmp_path / "twice"
    for target in (back, twice):
        assert isinstance(prefecture.recover(target, hub.path), Recovered)
    first, second = opened(back, centre), opened(twice, centre, 99)
    try:
        assert isinstance(second.submit(RegisterVolunteer(NAMES[1], "クンレン"), centre.actor), Ok)
        with pytest.raises(LinkError):
            meet(Centre(second, centre.clock), Host(first))
        second.close()
        host = Host(first)
        shown = host.invitations.invite(("admin",), "", None, ADDRESS, centre.actor)
        done = reborn(
            twice, NEW_WORDS, shown.qr, tmp_path / "born", fake_world(centre.clock, 97),
            shipped_dictionaries(), lambda _address, _fingerprint: host.transport(),
        )  # fmt: skip
        assert isinstance(done, Reborn), done
        third = opened(tmp_path / "born", centre, 100)
        assert meet(Centre(third, centre.clock), host).same
        third.close()
        assert names(first) == sorted(NAMES)
    finally:
        first.close()
