"""Grants of space keys: what comes out is what went in, for one device, space and epoch only."""

import pytest

from sync.core.errors import BadInput, BadSeal, NewerFormat
from sync.core.ids import EntityId
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import is_sealing_key, open_grant, seal_grant, sealing_public
from sync.crypto.space_keys import SpaceKey
from tests.support.world import SeededRandom

RANDOM = SeededRandom(11)
CENTRE = EntityId(b"c" * 16)
SPACE = Space(SpaceKind.SEALED, CENTRE)
KEY = SpaceKey.generate(SPACE, 7, RANDOM)
DEVICE, OTHER = DeviceKey.generate(RANDOM), DeviceKey.generate(RANDOM)
GRANT = seal_grant(KEY, sealing_public(DEVICE), RANDOM)


def test_a_member_gets_the_whole_key() -> None:
    assert open_grant(GRANT, SPACE, 7, DEVICE) == KEY


def test_a_desk_that_only_writes_gets_the_public_key_and_nothing_else() -> None:
    grant = seal_grant(KEY.for_writers(), sealing_public(DEVICE), RANDOM)
    opened = open_grant(grant, SPACE, 7, DEVICE)
    assert opened == KEY.for_writers()
    assert not opened.can_read


def test_the_sealing_key_is_the_devices_own_and_not_its_signing_key() -> None:
    again = DeviceKey(DEVICE.private_bytes)
    assert sealing_public(again) == sealing_public(DEVICE)
    assert sealing_public(DEVICE) not in (sealing_public(OTHER), DEVICE.public_key)


def test_the_derivation_never_changes() -> None:
    """Grants in old logs must open for ever."""
    assert sealing_public(DeviceKey(bytes(range(32)))).hex() == (
        "365e6b03656136df339bb6bf150c26ef74370152c4297a5f6d7788e3fae13608"
    )


def test_two_grants_of_one_key_have_nothing_in_common() -> None:
    other = seal_grant(KEY, sealing_public(DEVICE), RANDOM)
    assert other[1:33] != GRANT[1:33]
    assert other[-16:] != GRANT[-16:]


def test_nobody_else_opens_it() -> None:
    with pytest.raises(BadSeal):
        open_grant(GRANT, SPACE, 7, OTHER)


@pytest.mark.parametrize(
    ("space", "epoch"),
    [
        (SPACE, 8),
        (SPACE, -1),
        (SPACE, 2**40),
        (Space(SpaceKind.CENTRE, CENTRE), 7),
        (Space(SpaceKind.SEALED, EntityId(b"d" * 16)), 7),
    ],
)
def test_it_is_no_grant_of_another_space_or_epoch(space: Space, epoch: int) -> None:
    with pytest.raises(BadSeal):
        open_grant(GRANT, space, epoch, DEVICE)


def test_every_changed_byte_is_seen() -> None:
    for place in range(1, len(GRANT)):
        changed = bytearray(GRANT)
        # X25519 ignores the top bit of a point; the derivation of the key does not.
        changed[place] ^= 0x80 if place == 32 else 0x01
        with pytest.raises(BadSeal):
            open_grant(bytes(changed), SPACE, 7, DEVICE)


def test_every_length_but_the_right_one_is_refused() -> None:
    for length in range(len(GRANT)):
        with pytest.raises(BadSeal):
            open_grant(GRANT[:length], SPACE, 7, DEVICE)
    with pytest.raises(BadSeal):
        open_grant(GRANT + b"\0", SPACE, 7, DEVICE)


def test_a_newer_format_is_told_from_damage() -> None:
    with pytest.raises(NewerFormat):
        open_grant(b"\2" + GRANT[1:], SPACE, 7, DEVICE)
    with pytest.raises(BadSeal):
        open_grant(b"\0" + GRANT[1:], SPACE, 7, DEVICE)


@pytest.mark.parametrize("public", [b"", b"\1" * 31, bytes(32), b"\1" + bytes(31)])
def test_nothing_is_sealed_to_what_is_no_key(public: bytes) -> None:
    """Among them the points of low order, with which everybody would have the same secret."""
    assert not is_sealing_key(public)
    assert is_sealing_key(sealing_public(DEVICE))
    with pytest.raises(BadInput):
        seal_grant(KEY, public, RANDOM)


def test_a_sender_of_low_order_is_refused() -> None:
    with pytest.raises(BadSeal):
        open_grant(GRANT[:1] + bytes(32) + GRANT[33:], SPACE, 7, DEVICE)


def test_halves_of_different_keys_are_refused() -> None:
    other = SpaceKey.generate(SPACE, 7, RANDOM)
    mixed = SpaceKey(SPACE, 7, KEY.secret, other.private, KEY.public)
    with pytest.raises(BadSeal):
        open_grant(seal_grant(mixed, sealing_public(DEVICE), RANDOM), SPACE, 7, DEVICE)
