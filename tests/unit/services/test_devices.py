"""Devices come in, change and go: letters, roles, cuts, and who gets which keys."""

from dataclasses import replace
from datetime import date

import pytest

from app.services.command import Actor, Command
from app.services.context import DeviceKeys
from app.services.device_keys import granted_keys, next_epoch
from app.services.devices import (
    AcceptHeldBack,
    ChangeDevice,
    EnrolDevice,
    RenewKeys,
    RevokeDevice,
    keys_for,
    needs_keys,
    next_letter,
)
from app.services.key_upkeep import KeyUpkeep
from app.services.volunteers import RegisterVolunteer
from sync.core.errors import LimitExceeded
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Set
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.space_keys import SpaceKey
from tests.support.centres import Centre
from tests.support.together import Host, meet
from tests.support.world import SeededRandom

TODAY = date(2026, 8, 11).isoformat()
LEADER = Actor(None, "訓練 次郎", "leader")


def new_key(seed: int) -> DeviceKey:
    return DeviceKey.generate(SeededRandom(seed))


def enrolment(
    key: DeviceKey, *roles: str, ends_on: str | None = None, letter: str = ""
) -> EnrolDevice:
    return EnrolDevice(
        key.public_key, sealing_public(key), bytes(32), roles or ("reception",), "訓練タブレット",
        ends_on, letter,
    )  # fmt: skip


def granted(centre: Centre, key: DeviceKey, *known: SpaceKey) -> tuple[SpaceKey, ...]:
    return centre.operation.read(lambda db: granted_keys(db, key, known))


def own_keys(centre: Centre) -> tuple[SpaceKey, ...]:
    return centre.operation.membership.keys


def newest(keys: tuple[SpaceKey, ...], kind: SpaceKind) -> SpaceKey:
    return max((key for key in keys if key.space.kind is kind), key=lambda key: key.epoch)


def letters(centre: Centre) -> list[object]:
    return [row[0] for row in centre.rows("SELECT letter FROM live_device ORDER BY letter")]


# --------------------------------------------------------------------------------------- coming in


def test_the_founder_has_a_sealing_key_and_no_fingerprint(centre: Centre) -> None:
    own = sealing_public(centre.operation.vault.contents.device).hex()
    assert centre.rows("SELECT sealing_key, fingerprint FROM live_device") == [(own, None)]


def test_a_device_gets_the_next_letter_and_the_keys_of_its_roles(centre: Centre) -> None:
    desk, office = new_key(1), new_key(2)
    centre.do(enrolment(desk, "reception"))
    centre.do(enrolment(office, "coordinator"))
    assert letters(centre) == ["A", "B", "C"]
    held = {key.space.kind: key for key in granted(centre, desk)}
    assert {kind for kind, key in held.items() if key.can_read} == set(SpaceKind) - {
        SpaceKind.SEALED
    }
    assert not held[SpaceKind.SEALED].can_read
    assert set(granted(centre, office)) == set(own_keys(centre))
    assert centre.operation.authority.roles(desk.device_id) == {"reception"}


def test_the_keys_of_a_welcome_are_those_of_the_grants(centre: Centre) -> None:
    desk = new_key(1)
    centre.do(enrolment(desk, "equipment"))
    assert set(keys_for(("equipment",), own_keys(centre))) == set(granted(centre, desk))


def test_nobody_else_can_open_a_grant(centre: Centre) -> None:
    centre.do(enrolment(new_key(1), "needs"))
    assert granted(centre, new_key(2)) == ()
    assert granted(centre, new_key(1), *own_keys(centre)) == ()


@pytest.mark.parametrize(
    ("own", "taken", "letter"),
    [
        ("A", {"A"}, "B"),
        ("A", {"A", "B", "D"}, "C"),
        ("A", set("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "AA"),
        ("A", {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", *(f"A{c}" for c in "ABCDEFGHIJKLMNOP")}, "AQA"),
        ("C", {"A", "B", "C"}, "CA"),
        ("C", {"C", "CA"}, "CB"),
        ("CA", {"CA"}, "CAA"),
        ("CAA", {"CAA"}, None),
    ],
)
def test_letters(own: str, taken: set[str], letter: str | None) -> None:
    assert next_letter(own, taken) == letter


def test_two_admins_apart_never_give_one_letter_twice() -> None:
    def given(own: str) -> set[str]:
        taken = {"A", "C", "CB", own}
        while found := next_letter(own, taken):
            taken.add(found)
        return taken - {"A", "C", "CB"}

    founder, second, third = given("A"), given("C"), given("CB")
    assert len(founder) > 250
    assert not founder & second
    assert not founder & third
    assert not second & third
    assert not any(letter[1:2] == "R" for letter in founder | second)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (enrolment(new_key(1), ends_on="2026-08-10"), "sync_ends_on_past"),
        (enrolment(new_key(1), ends_on="あした"), "sync_ends_on_past"),
        (enrolment(new_key(1), "admin", ends_on="2026-08-20"), "admin_has_no_end"),
        (enrolment(new_key(1), "nothing"), "sync_role_missing"),
        (enrolment(new_key(1), letter="A"), "letter_taken"),
        (enrolment(new_key(1), letter="あ"), "letter_taken"),
        (EnrolDevice(bytes(31), bytes(32), b"", ("needs",), "端末"), "device_unreadable"),
        (EnrolDevice(bytes(32), bytes(32), b"", ("needs",), "端末"), "device_unreadable"),
        (replace(enrolment(new_key(1)), fingerprint=b"x"), "device_unreadable"),
        (replace(enrolment(new_key(1)), label=" "), "sync_label_missing"),
        (replace(enrolment(new_key(1)), label="端" * 41), "text_too_long"),
        (EnrolDevice(bytes(32), bytes(32), b"", (), "端末"), "sync_role_missing"),
    ],
)
def test_what_cannot_come_in(centre: Centre, command: EnrolDevice, code: str) -> None:
    assert centre.refuse(command).code == code
    assert letters(centre) == ["A"]


def test_a_device_comes_in_once(centre: Centre) -> None:
    centre.do(enrolment(new_key(1)))
    assert centre.refuse(enrolment(new_key(1))).code == "device_is_enrolled"
    centre.do(RevokeDevice(new_key(1).device_id, "紛失"))
    assert centre.refuse(enrolment(new_key(1))).code == "sync_already_revoked"


@pytest.mark.parametrize(
    "command",
    [
        enrolment(new_key(1)),
        RevokeDevice(new_key(1).device_id, "紛失"),
        ChangeDevice(new_key(1).device_id, label="x"),
        AcceptHeldBack(new_key(1).device_id, b"\1", 1, 1, "理由"),
        RenewKeys(),
    ],
)
def test_only_a_chief_at_a_device_of_administration(
    centre: Centre, tmp_path, command: Command
) -> None:
    assert centre.refuse(command, LEADER).code == "sync_needs_admin"
    tablet = Host(centre.operation).let_in(tmp_path / "tablet", ("coordinator",))
    assert tablet.refuse(command).code == "sync_needs_admin"
    tablet.operation.close()


# ------------------------------------------------------------------------------------------- going


def test_whoever_goes_cannot_read_on_and_the_rest_can(centre: Centre) -> None:
    lost, stays, desk = new_key(1), new_key(2), new_key(3)
    for key, role in ((lost, "needs"), (stays, "needs"), (desk, "reception")):
        centre.do(enrolment(key, role))
    before = own_keys(centre)
    centre.do(RevokeDevice(lost.device_id, "紛失"))
    assert set(granted(centre, lost)) == set(before)
    for kind in (SpaceKind.SHARED, SpaceKind.CENTRE, SpaceKind.SEALED):
        fresh = newest(own_keys(centre), kind)
        assert fresh not in before
        assert newest(granted(centre, stays), kind) == fresh
        assert newest(granted(centre, desk), kind).can_read == (kind is not SpaceKind.SEALED)
    assert newest(own_keys(centre), SpaceKind.AUTH) in before
    done = centre.do(RegisterVolunteer("訓練 花子", "", "090-0000-0001"))
    (_, seq) = done.action.batches[0]
    space = newest(own_keys(centre), SpaceKind.CENTRE).space
    batch = centre.operation.log.get(DeviceId(centre.operation.device), space, seq)
    assert batch is not None
    assert batch.header.epoch == newest(own_keys(centre), SpaceKind.CENTRE).epoch


def test_keys_that_were_made_here_survive_a_restart(centre: Centre) -> None:
    centre.do(enrolment(new_key(1), "needs"))
    centre.do(RevokeDevice(new_key(1).device_id, "紛失"))
    centre.do(RegisterVolunteer("訓練 花子", "", "090-0000-0001"))
    keys = own_keys(centre)
    centre.reopen()
    assert own_keys(centre) == keys
    assert centre.rows("SELECT name FROM live_volunteer") == [("訓練 花子",)]


def test_a_cut_names_what_was_seen(centre: Centre, tmp_path) -> None:
    host = Host(centre.operation)
    tablet = host.let_in(tmp_path / "tablet", ("reception",))
    tablet.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    meet(tablet, host)
    tablet.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    lost = DeviceId(tablet.operation.device)
    centre.do(RevokeDevice(lost, "紛失"))
    cuts = {bytes.fromhex(str(space)): last for space, last in centre.rows(
        "SELECT space, last_seq FROM live_revocation WHERE device = ?", lost)}  # fmt: skip
    assert set(cuts) == {space.space_id for space in centre.operation.spaces}
    seen = centre.operation.log.vector()
    assert all(last == seen.get((lost, space), 0) for space in centre.operation.spaces
               for last in (cuts[space.space_id],))  # fmt: skip
    assert centre.rows("SELECT name FROM live_volunteer") == [("訓練 一郎",)]
    tablet.operation.close()


@pytest.mark.parametrize("reason", ["", " ", "理" * 201])
def test_a_removal_has_a_reason(centre: Centre, reason: str) -> None:
    centre.do(enrolment(new_key(1)))
    refused = centre.refuse(RevokeDevice(new_key(1).device_id, reason))
    assert refused.code in ("sync_reason_missing", "text_too_long")


def test_what_cannot_go(centre: Centre) -> None:
    own, other = DeviceId(centre.operation.device), new_key(1).device_id
    assert centre.refuse(RevokeDevice(own, "紛失")).code == "sync_is_this_device"
    assert centre.refuse(RevokeDevice(other, "紛失")).code == "sync_unknown_device"
    centre.do(enrolment(new_key(1)))
    centre.do(RevokeDevice(other, "紛失"))
    assert centre.refuse(RevokeDevice(other, "紛失")).code == "sync_already_revoked"
    assert centre.refuse(ChangeDevice(other, label="x")).code == "sync_already_revoked"


def test_acts_about_devices_are_not_undone(centre: Centre) -> None:
    done = centre.do(enrolment(new_key(1)))
    refused = centre.operation.undo(done.action, centre.actor)
    assert getattr(refused, "code", "") == "undo_changed_since"


# ---------------------------------------------------------------------------------------- changing


def test_a_role_that_ends_takes_its_keys_along(centre: Centre) -> None:
    key, other = new_key(1), new_key(2)
    centre.do(enrolment(key, "needs"))
    centre.do(enrolment(other, "needs"))
    before = newest(granted(centre, key), SpaceKind.SEALED)
    centre.do(ChangeDevice(key.device_id, roles=("reception",)))
    assert centre.operation.authority.roles(key.device_id) == {"reception"}
    assert newest(granted(centre, key), SpaceKind.CENTRE).epoch == 1
    after = newest(granted(centre, key), SpaceKind.SEALED)
    assert after.epoch > before.epoch
    assert not after.can_read
    assert newest(granted(centre, other), SpaceKind.SEALED).can_read


def test_a_role_that_begins_brings_the_keys_of_all_that_was(centre: Centre) -> None:
    key = new_key(1)
    centre.do(enrolment(key, "reception"))
    centre.do(ChangeDevice(key.device_id, roles=("reception", "needs")))
    assert set(granted(centre, key)) == set(own_keys(centre))


def test_a_role_that_comes_back_lifts_its_end(centre: Centre) -> None:
    key = new_key(1)
    centre.do(enrolment(key, "needs"))
    centre.do(ChangeDevice(key.device_id, roles=("reception",)))
    centre.do(ChangeDevice(key.device_id, roles=("needs", "admin")))
    assert centre.operation.authority.roles(key.device_id) == {"needs", "admin"}
    assert centre.rows(
        "SELECT DISTINCT roles FROM live_revocation WHERE until_seq IS NULL"
    ) == [('["reception"]',)]  # fmt: skip


def test_name_and_last_day_change_and_the_last_day_goes(centre: Centre) -> None:
    key = new_key(1)
    centre.do(enrolment(key, "reception", ends_on="2026-08-12"))
    centre.do(ChangeDevice(key.device_id, label="受付2", ends_on="2026-08-15"))
    member = centre.operation.authority.members[key.device_id]
    assert (member.label, member.ends_on) == ("受付2", "2026-08-15")
    centre.do(ChangeDevice(key.device_id, ends_on=""))
    assert centre.operation.authority.members[key.device_id].ends_on is None


def test_administration_never_ends_and_never_vanishes(centre: Centre) -> None:
    own = DeviceId(centre.operation.device)
    change = ChangeDevice(own, roles=("coordinator",))
    assert centre.refuse(change).code == "last_admin_device"
    assert centre.refuse(ChangeDevice(own, ends_on="2026-09-01")).code == "admin_has_no_end"
    centre.do(enrolment(new_key(1), "admin"))
    centre.do(change)
    assert centre.operation.membership.roles == {"coordinator"}
    assert centre.refuse(enrolment(new_key(2))).code == "sync_needs_admin"


# ---------------------------------------------------------------------------------- late, and later


def test_late_work_is_accepted_once_it_is_held_back(centre: Centre, tmp_path) -> None:
    host = Host(centre.operation)
    tablet = host.let_in(tmp_path / "tablet", ("reception",))
    lost = DeviceId(tablet.operation.device)
    tablet.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    centre.do(RevokeDevice(lost, "紛失"))
    space = newest(own_keys(centre), SpaceKind.CENTRE).space
    accept = AcceptHeldBack(lost, space.space_id, 1, 1, "本人の端末だった")
    assert centre.refuse(accept).code == "sync_not_held_back"
    entries, _ = tablet.operation.replica.chunk(space, {}, 1 << 20)
    assert entries is not None
    centre.operation.replica.take(space, entries)
    assert centre.rows("SELECT name FROM live_volunteer") == []
    blank = AcceptHeldBack(lost, space.space_id, 1, 1, " ")
    assert centre.refuse(blank).code == "sync_reason_missing"
    centre.do(accept)
    assert centre.rows("SELECT name FROM live_volunteer") == [("訓練 一郎",)]
    assert centre.refuse(accept).code == "sync_not_held_back"
    tablet.operation.close()


def test_a_stay_that_is_over_is_followed_by_new_keys(centre: Centre) -> None:
    key = new_key(1)
    centre.do(enrolment(key, "needs", ends_on="2026-08-11"))
    contents = centre.operation.vault.contents

    def worth_it(today: str) -> bool:
        return centre.operation.read(
            lambda db: needs_keys(db, contents.device, own_keys(centre), today)
        )

    assert not worth_it(TODAY)
    assert worth_it("2026-08-12")
    centre.clock.advance(24 * 3_600_000)
    centre.do(RenewKeys())
    assert newest(own_keys(centre), SpaceKind.SEALED).epoch > 1
    assert newest(granted(centre, key), SpaceKind.SEALED).epoch == 1
    assert not worth_it("2026-08-12")
    again = centre.do(RenewKeys())
    assert again.action.batches == ()


def test_two_admins_who_renew_apart_make_two_keys_and_both_open(centre: Centre, tmp_path) -> None:
    host = Host(centre.operation)
    other = host.let_in(tmp_path / "other", ("admin",))
    centre.do(enrolment(new_key(1), "needs"))
    meet(other, host)
    centre.do(enrolment(new_key(2), "needs"))
    centre.do(RevokeDevice(new_key(1).device_id, "紛失"))
    other.do(RevokeDevice(new_key(1).device_id, "紛失した"))
    centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011"))
    other.do(RegisterVolunteer("訓練 二郎", "", "090-0000-0012"))
    assert meet(other, host).same
    epochs = {key.epoch for key in own_keys(centre) if key.space.kind is SpaceKind.CENTRE}
    assert len(epochs) == 3
    assert set(own_keys(other)) == set(own_keys(centre))
    for one in (centre, other):
        assert one.rows("SELECT count(*) FROM live_volunteer") == [(2,)]
        assert one.rows("SELECT count(*) FROM _held") == [(0,)]
    # The other admin did not know of the newest device: now it is given what it lacks.
    assert len([key for key in granted(centre, new_key(2))
                if key.space.kind is SpaceKind.CENTRE]) == 2  # fmt: skip
    upkeep = KeyUpkeep(centre.operation)
    end = centre.operation.bus.subscribe(upkeep.changed)
    other.do(ChangeDevice(DeviceId(other.operation.device), label="本部"))
    meet(other, host)
    end()
    assert set(granted(centre, new_key(2))) == set(own_keys(centre))
    count = centre.operation.log.count()
    upkeep.look()
    assert centre.operation.log.count() == count
    other.operation.close()


def test_only_a_device_of_administration_sees_to_keys(centre: Centre, tmp_path) -> None:
    host = Host(centre.operation)
    tablet = host.let_in(tmp_path / "tablet", ("coordinator",))
    centre.do(enrolment(new_key(1), "needs", ends_on="2026-08-11"))
    meet(tablet, host)
    for one in (tablet, centre):
        one.clock.advance(24 * 3_600_000)
        before = one.operation.log.count()
        KeyUpkeep(one.operation).look()
        assert (one.operation.log.count() > before) == (one is centre)
    tablet.operation.close()


def test_epochs_of_two_devices_differ_and_ascend() -> None:
    def after(seed: int, *epochs: int) -> int:
        space, random = Space(SpaceKind.SHARED), SeededRandom(9)
        keys = tuple(SpaceKey.generate(space, epoch, random) for epoch in epochs)
        return next_epoch(DeviceKeys(new_key(seed), keys, random, lambda _device: {}), ())

    one, other = after(1, 1), after(2, 1)
    assert one != other
    assert 1 < one < after(1, 1, other) < 2**32
    with pytest.raises(LimitExceeded):
        after(1, 2**32 - 1)


def test_an_operation_of_an_older_app_opens_and_names_its_key_when_it_matters(
    centre: Centre,
) -> None:
    own = DeviceId(centre.operation.device)
    blank = Set("device", EntityId(own), "sealing_key", None, (centre.operation._clock.last,))
    centre.operation._commit("of_an_older_app", [blank], centre.actor)
    centre.reopen()
    assert centre.rows("SELECT sealing_key FROM live_device") == [(None,)]
    centre.do(RegisterVolunteer("訓練 花子", "", "090-0000-0001"))
    centre.do(enrolment(new_key(1), "needs"))
    key = sealing_public(centre.operation.vault.contents.device)
    assert centre.operation.authority.members[own].sealing_key == key
    centre.do(RevokeDevice(new_key(1).device_id, "紛失"))
    assert newest(own_keys(centre), SpaceKind.CENTRE).epoch > 1
