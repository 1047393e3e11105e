"""Grants of space keys: what a device takes from them, and when a key is known too widely."""

import sqlite3
from collections.abc import Iterator

import pytest

from app.domain.device_roles import ADMIN, RECEPTION
from app.services.context import DeviceKeys
from app.services.device_keys import (
    Grant,
    Standing,
    devices_standing,
    granted_keys,
    known_too_widely,
    needs_keys,
    next_epoch,
)
from sync.core.errors import LimitExceeded
from sync.core.ids import DeviceId, EntityId
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import seal_grant, sealing_public
from sync.crypto.space_keys import SpaceKey
from tests.support.world import SeededRandom

RANDOM = SeededRandom(11)
OWN, DESK, GONE = (DeviceKey.generate(RANDOM) for _ in range(3))
AUTH, SEALED = Space(SpaceKind.AUTH), Space(SpaceKind.SEALED, EntityId(b"c" * 16))
KEY = SpaceKey.generate(SEALED, 1, RANDOM)
AUTH_KEY = SpaceKey.generate(AUTH, 1, RANDOM)
TODAY = "2026-08-11"


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    rows = sqlite3.connect(":memory:")
    rows.execute("CREATE TABLE live_key_grant (id, device, space, epoch, sealed, _clock)")
    rows.execute("CREATE TABLE live_device (id, roles, sealing_key, revoked_at, ends_on)")
    yield rows
    rows.close()


def grant(db: sqlite3.Connection, key: SpaceKey, to: DeviceKey = OWN, **other: object) -> None:
    row = {
        "space": key.space.space_id.hex(), "epoch": key.epoch,
        "sealed": seal_grant(key, sealing_public(to), RANDOM).hex(), **other,
    }  # fmt: skip
    number = db.execute("SELECT count(*) FROM live_key_grant").fetchone()[0]
    db.execute(
        "INSERT INTO live_key_grant VALUES (?, ?, ?, ?, ?, ?)",
        (number, to.device_id, row["space"], row["epoch"], row["sealed"], number),
    )


def enrol(db: sqlite3.Connection, device: DeviceKey, *roles: str, **other: object) -> None:
    row = {
        "sealing": sealing_public(device).hex(), "revoked": None, "ends": None, **other
    }  # fmt: skip
    words = "[" + ", ".join(f'"{role}"' for role in roles) + "]"
    db.execute(
        "INSERT INTO live_device VALUES (?, ?, ?, ?, ?)",
        (device.device_id, words, row["sealing"], row["revoked"], row["ends"]),
    )


def test_what_opens_is_taken_and_what_does_not_is_passed_over(db: sqlite3.Connection) -> None:
    grant(db, KEY, space="not hexadecimal")
    grant(db, KEY, space="ff")
    grant(db, KEY, sealed="00" * 40)
    grant(db, KEY, sealed=None)
    grant(db, KEY, epoch=2)
    grant(db, KEY, DESK)
    assert granted_keys(db, OWN, ()) == ()
    grant(db, KEY)
    assert granted_keys(db, OWN, ()) == (KEY,)
    assert granted_keys(db, DESK, ()) == (KEY,)


def test_a_key_that_reads_is_never_replaced_by_one_that_only_writes(
    db: sqlite3.Connection,
) -> None:
    grant(db, KEY.for_writers())
    assert granted_keys(db, OWN, ()) == (KEY.for_writers(),)
    assert granted_keys(db, OWN, (KEY.for_writers(),)) == ()
    grant(db, KEY)
    grant(db, KEY.for_writers())
    assert granted_keys(db, OWN, ()) == (KEY,)
    assert granted_keys(db, OWN, (KEY.for_writers(),)) == (KEY,)
    assert granted_keys(db, OWN, (KEY,)) == ()


def test_who_stands_is_neither_sent_away_nor_over(db: sqlite3.Connection) -> None:
    enrol(db, OWN, ADMIN)
    enrol(db, DESK, RECEPTION, ends=TODAY, sealing="not hexadecimal")
    enrol(db, GONE, ADMIN, revoked=1)
    enrol(db, DeviceKey.generate(RANDOM), ADMIN, ends="2026-08-10")
    standing = {one.device: one for one in devices_standing(db, TODAY)}
    assert standing == {
        OWN.device_id: Standing(OWN.device_id, frozenset({ADMIN}), sealing_public(OWN)),
        DESK.device_id: Standing(DESK.device_id, frozenset({RECEPTION}), None),
    }


def test_keys_are_needed_until_every_other_device_has_its_own(db: sqlite3.Connection) -> None:
    enrol(db, OWN, ADMIN)
    keys = (KEY, AUTH_KEY)
    assert not needs_keys(db, OWN, keys, TODAY), "this device has them without a grant"
    enrol(db, DESK, RECEPTION)
    grant(db, AUTH_KEY, DESK)
    assert needs_keys(db, OWN, keys, TODAY)
    grant(db, KEY.for_writers(), DESK)
    assert not needs_keys(db, OWN, keys, TODAY)
    grant(db, KEY, GONE, space="zz")  # a row that says nothing gives nobody a key
    assert not needs_keys(db, OWN, keys, TODAY)
    grant(db, KEY, DESK)
    assert needs_keys(db, OWN, keys, TODAY), "the desk reads what it may not"


def test_the_newest_key_alone_counts_and_auth_is_never_renewed() -> None:
    standing = [Standing(OWN.device_id, frozenset({ADMIN}), None)]
    held = [Grant(GONE.device_id, key.space.space_id, 1, True) for key in (KEY, AUTH_KEY)]
    assert known_too_widely(standing, held, (KEY, AUTH_KEY)) == {SpaceKind.SEALED}
    hands = DeviceKeys(OWN, (KEY, AUTH_KEY), RANDOM, lambda _device: {})
    newer = SpaceKey.generate(SEALED, next_epoch(hands, held), RANDOM)
    assert newer.epoch > 1
    assert known_too_widely(standing, held, (KEY, newer, AUTH_KEY)) == set()
    # Whoever made the newest key knows it, also without any grant.
    assert known_too_widely([], (), (KEY, newer)) == {SpaceKind.SEALED}


def test_two_authors_never_make_one_epoch_and_the_numbers_end() -> None:
    own, desk = (DeviceKeys(key, (KEY,), RANDOM, lambda _device: {}) for key in (OWN, DESK))
    assert next_epoch(own, ()) != next_epoch(desk, ())
    held = [Grant(DeviceId(bytes(16)), SEALED.space_id, next_epoch(desk, ()), True)]
    assert next_epoch(own, held) > held[0].epoch
    with pytest.raises(LimitExceeded):
        next_epoch(own, [held[0]._replace(epoch=(1 << 32) - 1)])
