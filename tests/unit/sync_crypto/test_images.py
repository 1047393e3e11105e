"""Images: what comes out is what went in, for one device, from the device that signed the card."""

from hashlib import sha256

import pytest

from sync.core.errors import BadInput, BadSeal, BadSignature, DecodeError, NewerFormat
from sync.core.ids import DeviceId
from sync.core.limits import IMAGE_BYTES_MAX, IMAGE_PIECE_BYTES
from sync.core.packing import pack
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.images import (
    ImageCard,
    content_key,
    open_image,
    read_card,
    seal_image,
    seal_key,
    sign_card,
)
from tests.support.world import SeededRandom

RANDOM = SeededRandom(17)
MAKER, TAKER, OTHER = (DeviceKey.generate(RANDOM) for _ in range(3))
OPERATION, SCHEMA, PLAIN = b"o" * 16, b"s" * 8, "訓練 花子".encode() * 100
KEY = content_key(b"secret", b"salt")
SEALED = seal_image(PLAIN, KEY, OPERATION, SCHEMA)
CARD = ImageCard(
    OPERATION, MAKER.device_id, TAKER.device_id, SCHEMA, len(SEALED), sha256(SEALED).digest(),
    seal_key(KEY, sealing_public(TAKER), RANDOM),
)  # fmt: skip


def test_the_device_that_it_is_for_opens_it() -> None:
    card = read_card(sign_card(CARD, MAKER), MAKER.public_key)
    assert card == CARD
    assert open_image(SEALED, card, TAKER) == PLAIN
    assert PLAIN[:13] not in SEALED


def test_nobody_else_opens_it() -> None:
    with pytest.raises(BadSeal):
        open_image(SEALED, CARD, OTHER)


def test_a_card_is_of_the_device_that_signed_it() -> None:
    with pytest.raises(BadSignature):
        read_card(sign_card(CARD, OTHER), MAKER.public_key)


@pytest.mark.parametrize("place", range(0, len(sign_card(CARD, MAKER)), 7))
def test_no_byte_of_a_card_can_be_changed(place: int) -> None:
    data = bytearray(sign_card(CARD, MAKER))
    data[place] ^= 1
    with pytest.raises((BadSignature, DecodeError, NewerFormat)):
        read_card(bytes(data), MAKER.public_key)


@pytest.mark.parametrize("place", [0, len(SEALED) // 2, len(SEALED) - 1])
def test_no_byte_of_an_image_can_be_changed(place: int) -> None:
    data = bytearray(SEALED)
    data[place] ^= 1
    with pytest.raises(BadSignature):
        open_image(bytes(data), CARD, TAKER)
    renamed = CARD._replace(name=sha256(data).digest())
    with pytest.raises(BadSeal):
        open_image(bytes(data), renamed, TAKER)


@pytest.mark.parametrize(
    "other", [CARD._replace(operation=b"x" * 16), CARD._replace(schema=b"x" * 8)]
)
def test_it_opens_in_its_own_operation_and_schema_only(other: ImageCard) -> None:
    with pytest.raises(BadSeal):
        open_image(SEALED, other, TAKER)


@pytest.mark.parametrize(
    "wrong",
    [
        CARD._replace(size=0), CARD._replace(size=IMAGE_BYTES_MAX + 1), CARD._replace(name=b""),
        CARD._replace(schema=b""), CARD._replace(maker=DeviceId(b"x")),
    ],
)  # fmt: skip
def test_a_card_outside_of_its_limits_is_none(wrong: ImageCard) -> None:
    with pytest.raises(DecodeError):
        read_card(sign_card(wrong, MAKER), MAKER.public_key)


def test_a_card_of_a_later_format_says_so() -> None:
    data = pack([2, "whatever comes"])
    with pytest.raises(NewerFormat):
        read_card(data + bytes(64), MAKER.public_key)


def test_rubbish_is_no_card() -> None:
    for count in (0, 1, 64, 65, 500, 5_000):
        with pytest.raises(DecodeError):
            read_card(RANDOM.bytes(count), MAKER.public_key)


def test_a_key_is_sealed_to_a_sealing_key_only() -> None:
    for public in (b"", bytes(32)):
        with pytest.raises(BadInput):
            seal_key(KEY, public, RANDOM)
    with pytest.raises(BadSeal):
        open_image(SEALED, CARD._replace(key=b"k" * 20), TAKER)


def test_every_image_has_a_key_of_its_own() -> None:
    assert len({content_key(b"secret", salt) for salt in (b"", b"salt", b"other")}) == 3
    assert content_key(b"secret", b"salt") == KEY


def test_pieces_cover_it_and_no_more() -> None:
    card = CARD._replace(size=2 * IMAGE_PIECE_BYTES + 5)
    assert [card.piece_bytes(at) for at in card.offsets] == [
        IMAGE_PIECE_BYTES, IMAGE_PIECE_BYTES, 5
    ]  # fmt: skip
