"""Bodies of calls: read back as written, and nothing else is believed."""

import pytest

from sync.core.errors import BadInput, DecodeError, LimitExceeded, SyncError
from sync.core.ids import DeviceId
from sync.core.limits import CALL_BYTES_MAX, CHUNK_BYTES_MAX, INTEGER_MAX
from sync.protocol.messages import (
    body_bytes_max,
    pack_vector,
    packed,
    read_hashes,
    read_space,
    read_vector,
    transcript,
    unpacked,
)
from sync.protocol.ports import Mark
from tests.support.chains import CENTRE

ONE, OTHER = DeviceId(b"1" * 16), DeviceId(b"2" * 16)
NONCES = (b"n" * 16, b"m" * 16)


def test_a_vector_comes_back():
    vector = {OTHER: Mark(INTEGER_MAX, b"headpart"), ONE: Mark(1, b"another ")}
    assert unpacked(packed(pack_vector(vector)), read_vector) == vector
    assert [entry[0] for entry in pack_vector(vector)] == [ONE, OTHER]  # type: ignore[index]


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        [[]],
        [[ONE, 1]],
        [[ONE, 0, b"headpart"]],
        [[ONE, INTEGER_MAX + 1, b"headpart"]],
        [[ONE, 1, b"short"]],
        [[ONE[:15], 1, b"headpart"]],
        [[ONE, 1, b"headpart"], [ONE, 2, b"headpart"]],
        [[ONE, "1", b"headpart"]],
    ],
)
def test_what_is_no_vector_is_refused(value):
    with pytest.raises(DecodeError):
        read_vector(value)


@pytest.mark.parametrize("value", [None, 3, b"", b"\x09", CENTRE.space_id[:5]])
def test_what_is_no_space_is_refused(value):
    with pytest.raises(DecodeError):
        read_space(value)
    assert read_space(CENTRE.space_id) == CENTRE


@pytest.mark.parametrize("value", [None, [b"short"], [3], [b"h" * 32] * 1_001])
def test_what_is_no_list_of_files_is_refused(value):
    with pytest.raises(DecodeError):
        read_hashes(value)
    assert read_hashes([b"h" * 32]) == (b"h" * 32,)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x91" * 5_000 + b"\xc0",  # deeper than any reader goes
        b"\xdd\xff\xff\xff\xff",  # says that four thousand million things follow
        b"\xc6\xff\xff\xff\xff",
        b"\xcb" + bytes(8),  # a float
        b"\xd9\x01x",  # longer than needed
        b"\x90\x90",  # something behind the end
    ],
)
def test_bombs_and_rubbish_are_refused_before_anything_is_built(data):
    with pytest.raises(SyncError):
        unpacked(data, read_vector)


def test_a_body_has_a_limit_by_its_call():
    assert body_bytes_max("push") > CHUNK_BYTES_MAX
    assert body_bytes_max("vector") == body_bytes_max("no such call") == CALL_BYTES_MAX
    with pytest.raises(LimitExceeded):
        packed(bytes(CHUNK_BYTES_MAX + CALL_BYTES_MAX))
    with pytest.raises(LimitExceeded):
        unpacked(bytes(CHUNK_BYTES_MAX + CALL_BYTES_MAX + 1), read_vector)


def test_both_sides_sign_something_of_their_own():
    """Nobody can send a signature back, or on to another device or another connection."""
    texts = {
        transcript(side, nonces, devices, fingerprint)
        for side in ("client", "server")
        for nonces in (NONCES, NONCES[::-1])
        for devices in ((ONE, OTHER), (OTHER, ONE))
        for fingerprint in (b"", b"f" * 32)
    }
    assert len(texts) == 16
    with pytest.raises(BadInput):
        transcript("client", (b"", b"m" * 16), (ONE, OTHER), b"")
