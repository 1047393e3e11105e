"""The card of an operation: handed over as text, checked, and never a key too many."""

import pytest

from sync.core.errors import BadInput, DecodeError, NewerFormat
from sync.core.ids import EntityId
from sync.core.packing import pack
from sync.crypto.space_keys import SpaceKey
from sync.hub.card import HubCard, HubNote
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.hub_ground import SHARED, Centre
from tests.support.world import SeededRandom

BEGIN, END = "-----BEGIN TASUKI OPERATION-----", "-----END TASUKI OPERATION-----"


def key_of(space, *, reads: bool = True) -> SpaceKey:
    key = SpaceKey.generate(space, 1, SeededRandom(3))
    return key if reads else key.for_writers()


def made_of(content: object) -> str:
    """A card whose checksum holds."""
    from base64 import b64encode
    from hashlib import sha256

    data = pack(content)
    return f"{BEGIN}\n{b64encode(data + sha256(data).digest()[:8]).decode()}\n{END}\n"


def test_a_card_in_a_letter_is_read_as_it_was_written():
    card = Centre().card
    letter = "関係者各位\r\n\r\n" + card.text().replace("\n", "\r\n  ") + "\r\n以上"
    assert HubCard.from_text(letter) == card
    assert max(map(len, card.text().splitlines())) <= 64


def test_a_key_of_a_closed_space_is_never_put_on_a_card():
    card = Centre().card
    for space in (CENTRE, SEALED):
        with pytest.raises(BadInput):
            HubCard(card.operation, card.root, card.spaces, (*card.keys, key_of(space)))


@pytest.mark.parametrize(
    "wrong",
    [
        {"operation": EntityId(b"short")}, {"root": b"short"}, {"keys": (key_of(SHARED),)},
        {"spaces": (CENTRE,)}, {"spaces": (AUTH, AUTH)},
    ],
)  # fmt: skip
def test_a_card_that_cannot_work_is_refused(wrong):
    card = Centre().card
    parts = {"operation": card.operation, "root": card.root, "spaces": card.spaces,
             "keys": card.keys}  # fmt: skip
    with pytest.raises(BadInput):
        HubCard(**(parts | wrong))


def test_a_changed_letter_is_noticed():
    text = Centre().card.text()
    place = len(BEGIN) + 40
    other = "A" if text[place] != "A" else "B"
    with pytest.raises(DecodeError):
        HubCard.from_text(text[:place] + other + text[place + 1 :])
    with pytest.raises(DecodeError):
        HubCard.from_text(text[:place] + "*" + text[place + 1 :])
    with pytest.raises(DecodeError):
        HubCard.from_text(text[:200])
    with pytest.raises(DecodeError):
        HubCard.from_text("")


def test_what_a_newer_version_wrote_is_told_apart():
    with pytest.raises(NewerFormat):
        HubCard.from_text(made_of([2, "?"]))


@pytest.mark.parametrize(
    "content",
    [
        7, [1], [1, b"o" * 16, b"r" * 32, [7], []], [1, b"o" * 16, b"r" * 32, [b"\xff"], []],
        [1, b"o" * 16, b"r" * 32, [b"\x01"], [7]],
        [1, b"o" * 16, b"r" * 32, [b"\x01"], [[b"\x01", 1, b"s", b"p", b"q"]]],
        [1, b"o" * 16, b"r" * 32, [b"\x01"], []],
    ],
)  # fmt: skip
def test_nothing_but_our_own_errors_comes_out(content):
    with pytest.raises((DecodeError, BadInput)):
        HubCard.from_text(made_of(content))


@pytest.mark.parametrize("fingerprint", [b"", bytes(32)])
def test_a_hub_says_who_it_is(fingerprint):
    note = HubNote(bytes(range(32)), bytes(32), fingerprint)
    assert HubNote.from_text(f"{Centre().card.text()}\n{note.text()}") == note


def test_a_note_that_is_none_is_refused():
    for wrong in (HubNote(bytes(32), bytes(32)).text()[:-30], Centre().card.text(), ""):
        with pytest.raises(DecodeError):
            HubNote.from_text(wrong)
    with pytest.raises(BadInput):
        HubNote(b"short", bytes(32))
    with pytest.raises(BadInput):
        HubNote(bytes(32), bytes(32), b"short")
    with pytest.raises(DecodeError):
        HubNote.from_text(made_of([1, 2, 3]).replace("OPERATION", "HUB"))
