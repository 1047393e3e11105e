"""Device keys, space keys and the keyring."""

import pytest

from sync.core.errors import BadInput, BadSignature, DecodeError, NotReadable
from sync.core.signatures import verify
from sync.crypto.device import DeviceKey, device_id_of
from sync.crypto.space_keys import Keyring, SpaceKey
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.world import SeededRandom


def test_a_device_is_named_after_its_public_key():
    key = DeviceKey.generate(SeededRandom(1))
    assert key.device_id == device_id_of(key.public_key)
    assert len(key.device_id) == 16
    assert DeviceKey(key.private_bytes).device_id == key.device_id


def test_the_public_key_is_the_one_of_rfc_8032():
    """Test vector 1 of the standard."""
    key = DeviceKey(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    assert key.public_key.hex() == (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    )
    assert (
        key.sign(b"").hex().startswith("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e0652")
    )


def test_a_signature_holds_for_its_data_and_key_only():
    key, other = DeviceKey.generate(SeededRandom(1)), DeviceKey.generate(SeededRandom(2))
    signature = key.sign(b"head")
    verify(key.public_key, signature, b"head")
    for public, signed, data in (
        (key.public_key, signature, b"Head"),
        (other.public_key, signature, b"head"),
        (key.public_key, signature[:-1] + b"\0", b"head"),
        (key.public_key, b"", b"head"),
        (b"short", signature, b"head"),
    ):
        with pytest.raises(BadSignature):
            verify(public, signed, data)


def test_what_is_no_private_key_is_refused():
    with pytest.raises(DecodeError):
        DeviceKey(b"short")


def test_no_key_shows_its_secret_when_it_is_printed():
    device, space = (
        DeviceKey.generate(SeededRandom(1)),
        SpaceKey.generate(CENTRE, 1, SeededRandom(2)),
    )
    assert device.private_bytes.hex() not in repr(device)
    assert repr(space.secret) not in repr(space)
    assert repr(space.private) not in repr(space)


def test_a_writers_key_has_nothing_to_read_with():
    member = SpaceKey.generate(SEALED, 1, SeededRandom(1))
    writer = member.for_writers()
    assert member.can_read
    assert not writer.can_read
    assert (writer.secret, writer.private) == (None, None)
    assert writer.public == member.public


def test_half_a_space_key_is_refused():
    whole = SpaceKey.generate(SEALED, 1, SeededRandom(1))
    with pytest.raises(BadInput):
        SpaceKey(SEALED, 1, whole.secret, None, whole.public)
    with pytest.raises(BadInput):
        SpaceKey(SEALED, 1, b"short", whole.private, whole.public)


def test_a_keyring_finds_by_space_and_epoch():
    old, new = (SpaceKey.generate(CENTRE, epoch, SeededRandom(epoch)) for epoch in (1, 2))
    auth = SpaceKey.generate(AUTH, 1, SeededRandom(3))
    keyring = Keyring([new, old, auth])
    assert keyring.find(CENTRE, 1) == old
    assert keyring.find(CENTRE, 2) == new
    assert keyring.current(CENTRE) == new
    assert keyring.current(AUTH) == auth
    assert keyring.all() == (auth, old, new)
    with pytest.raises(NotReadable):
        keyring.find(CENTRE, 3)
    with pytest.raises(NotReadable):
        keyring.current(SEALED)


def test_a_members_key_is_not_replaced_by_a_writers():
    member = SpaceKey.generate(SEALED, 1, SeededRandom(1))
    keyring = Keyring([member, member.for_writers()])
    assert keyring.find(SEALED, 1).can_read
    keyring = Keyring([member.for_writers(), member])
    assert keyring.current(SEALED).can_read
