"""An invitation lets in who has seen it, through the right certificate, and nobody else."""

from dataclasses import replace

import pytest

from sync.core.errors import BadSeal, BadSignature, DecodeError
from sync.crypto.pairing import (
    PREFIX,
    JoinRequest,
    Summons,
    code_of,
    new_secret,
    open_welcome,
    read_request,
    read_request_text,
    read_summons,
    read_welcome_text,
    request_text,
    require_invited,
    seal_request,
    seal_welcome,
    text_of,
    welcome_text,
)
from tests.support.world import SeededRandom

RANDOM = SeededRandom(7)
SECRET, OTHER = new_secret(RANDOM), new_secret(RANDOM)
CERTIFICATE, FOREIGN = RANDOM.bytes(32), RANDOM.bytes(32)
REQUEST = JoinRequest(
    RANDOM.bytes(32), RANDOM.bytes(32), RANDOM.bytes(32), "受付タブレット", RANDOM.bytes(16)
)
SUMMONS = Summons(SECRET, "192.168.0.12:8551", CERTIFICATE, b"centre-8")


def test_a_scanned_invitation_says_all_of_it():
    text = text_of(SUMMONS)
    assert read_summons(text) == SUMMONS
    assert read_summons(f" {text.lower()}\n") == SUMMONS


def test_the_picture_needs_capitals_and_digits_only():
    text = text_of(SUMMONS)
    assert text == text.upper()
    assert text.isalnum()
    assert len(text) < 180


@pytest.mark.parametrize("typed", ["{}", "{} ", "  {}"])
def test_a_typed_invitation_forgives_how_it_was_typed(typed):
    code = typed.format(code_of(SECRET).lower().replace("-", " ").replace("0", "o"))
    assert read_summons(f"192.168.0.12:8551 {code}") == Summons(SECRET, "192.168.0.12:8551")


@pytest.mark.parametrize(
    "text",
    [
        "", "TASUKI1", "TASUKI1ABC", "192.168.0.12:8551", "192.168.0.12:8551 ABC",
        "192.168.0.12:8551 " + "*" * 26, PREFIX + "Z" * 5_000, "これは招待ではありません",
        text_of(SUMMONS)[:-9],
    ],
)  # fmt: skip
def test_what_is_no_invitation_is_refused(text):
    with pytest.raises(DecodeError):
        read_summons(text)


def test_who_knows_the_secret_is_let_in_and_understands_the_welcome():
    request, mac = read_request(seal_request(SECRET, REQUEST, CERTIFICATE))
    assert request == REQUEST
    require_invited(SECRET, request, mac, CERTIFICATE)
    sealed = seal_welcome(SECRET, request, ["C", b"keys"], RANDOM)
    assert open_welcome(SECRET, REQUEST, sealed) == ["C", b"keys"]


@pytest.mark.parametrize(
    ("secret", "seen", "changed"),
    [(OTHER, CERTIFICATE, REQUEST), (SECRET, FOREIGN, REQUEST),
     (SECRET, CERTIFICATE, replace(REQUEST, public_key=FOREIGN))],
    ids=["another secret", "somebody in between", "another key"],
)  # fmt: skip
def test_nobody_else_is_let_in(secret, seen, changed):
    _, mac = read_request(seal_request(secret, REQUEST, seen))
    with pytest.raises(BadSignature):
        require_invited(SECRET, changed, mac, CERTIFICATE)


@pytest.mark.parametrize("place", [0, 12, -1])
def test_a_welcome_that_was_changed_or_is_anothers_is_not_read(place):
    sealed = bytearray(seal_welcome(SECRET, REQUEST, ["C"], RANDOM))
    with pytest.raises(BadSeal):
        open_welcome(OTHER, REQUEST, bytes(sealed))
    sealed[place] ^= 1
    with pytest.raises(BadSeal):
        open_welcome(SECRET, REQUEST, bytes(sealed))


@pytest.mark.parametrize("body", [b"", b"\x90", b"\x96" + b"\xc0" * 6, b"\xff" * 3_000])
def test_what_is_no_request_is_refused(body):
    with pytest.raises(DecodeError):
        read_request(body)


def test_request_and_welcome_are_pictures_where_there_is_no_network():
    body = seal_request(SECRET, REQUEST, CERTIFICATE)
    sealed = seal_welcome(SECRET, REQUEST, ["C"], RANDOM)
    assert read_request_text(request_text(body).lower()) == body
    assert read_welcome_text(f"{welcome_text(sealed)}\n") == sealed
    for wrong in (welcome_text(sealed), text_of(SUMMONS), "", "TASUKI3" + "Z" * 9_000):
        with pytest.raises(DecodeError):
            read_request_text(wrong)


def test_a_welcome_of_absurd_size_is_not_opened():
    with pytest.raises(DecodeError):
        open_welcome(SECRET, REQUEST, bytes(30_000))
