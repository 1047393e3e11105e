"""The offline key of a prefecture: its text, its fingerprint, and notes that only it can open."""

import pytest

from sync.core.errors import BadInput, BadSeal, DecodeError, NewerFormat
from sync.crypto.device import DeviceKey
from sync.crypto.recovery import (
    NOTE_BYTES_MAX,
    PREFIX,
    RecoveryKey,
    open_note,
    same_fingerprint,
    seal_note,
)
from tests.support.world import SeededRandom

DEVICE = DeviceKey(bytes(range(32)))
KEY = RecoveryKey.of(DEVICE, "熊本県")
# Written on paper by prefectures: these never change.
TEXT = (
    "TASUKI5-JG0W8-803M4-3VZWY-E22Z1-TW6X3-3KMQG-4SCZJ-DCC4V-MM6NY-7EWGS-J14N9-HQ322-0DJYD-C1PAR-"
    "9PVWS-SQDNZ-2M62D-VVM6W-0N5H1-9F9FP-TXW8W-FXE2D-G8N7K-RD2Q6-KJPEF-74CZ3-WJ1TS-C"
)
FINGERPRINT = "81871 41633 58888 86355 98810 64901"


def test_text_and_fingerprint_never_change() -> None:
    assert (KEY.text(), KEY.fingerprint) == (TEXT, FINGERPRINT)
    assert RecoveryKey.from_text(TEXT) == KEY


@pytest.mark.parametrize(
    "typed",
    [
        TEXT.lower(), TEXT.replace("-", " "), TEXT.replace("-", ""), TEXT.replace("0", "O"),
        TEXT.replace("-", "\n"), f"熊本県の鍵\n\n{TEXT}\n\n照合番号\n{FINGERPRINT}\n",
        f"Key of Kumamoto\n{TEXT}\n \nFingerprint {FINGERPRINT}",
    ],
)  # fmt: skip
def test_it_is_read_as_people_type_and_paste_it(typed: str) -> None:
    assert RecoveryKey.from_text(typed) == KEY


def test_every_wrong_or_missing_letter_is_noticed() -> None:
    letters = TEXT.replace("-", "")
    for place in range(len(PREFIX), len(letters)):
        other = "A" if letters[place] != "A" else "B"
        with pytest.raises((DecodeError, NewerFormat)):
            RecoveryKey.from_text(letters[:place] + other + letters[place + 1 :])
        with pytest.raises(DecodeError):
            RecoveryKey.from_text(letters[:place] + letters[place + 1 :])
    for nothing in ("", PREFIX, "TASUKI1-ABC", "x" * 100_000):
        with pytest.raises(DecodeError):
            RecoveryKey.from_text(nothing)


def test_the_fingerprint_covers_both_halves_and_not_the_name() -> None:
    other = DeviceKey(bytes(range(1, 33)))
    stranger = RecoveryKey.of(other, "熊本県")
    assert RecoveryKey(KEY.public_key, stranger.sealing_key, "熊本県").fingerprint != FINGERPRINT
    assert RecoveryKey(stranger.public_key, KEY.sealing_key, "熊本県").fingerprint != FINGERPRINT
    assert RecoveryKey.of(DEVICE, "別の県").fingerprint == FINGERPRINT
    assert same_fingerprint("8187141633-5888886355 9881064901", FINGERPRINT)
    assert not same_fingerprint(FINGERPRINT[:-1], FINGERPRINT)
    assert not same_fingerprint("", "")


@pytest.mark.parametrize("name", ["", " ", "長" * 41])
def test_a_key_says_whose_it_is(name: str) -> None:
    with pytest.raises(BadInput):
        RecoveryKey(KEY.public_key, KEY.sealing_key, name)


def test_a_note_opens_for_its_key_alone_and_names_nobody() -> None:
    random = SeededRandom(5)
    note, again = (seal_note(b"content", KEY.sealing_key, random) for _ in range(2))
    assert open_note(note, DEVICE) == open_note(again, DEVICE) == b"content"
    assert note[1:] != again[1:]
    assert KEY.public_key not in note
    assert KEY.sealing_key not in note
    with pytest.raises(BadSeal):
        open_note(note, DeviceKey(bytes(range(1, 33))))
    for place in range(1, len(note)):
        with pytest.raises(BadSeal):
            open_note(note[:place] + bytes((note[place] ^ 1,)) + note[place + 1 :], DEVICE)
    with pytest.raises(NewerFormat):
        open_note(b"\x02" + note[1:], DEVICE)
    for nothing in (b"", b"\x00", note[:40]):
        with pytest.raises(BadSeal):
            open_note(nothing, DEVICE)
    for key, content in ((bytes(32), b"x"), (KEY.sealing_key, bytes(NOTE_BYTES_MAX + 1))):
        with pytest.raises(BadInput):
            seal_note(content, key, random)
