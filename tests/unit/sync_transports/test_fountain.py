"""The fountain: what a frame is, what hostile frames cannot do; and base45 as its RFC says."""

from itertools import islice
from random import Random
from zlib import crc32

import pytest

from sync.core.errors import BadInput, DecodeError
from sync.transports import fountain
from sync.transports.fountain import (
    BLOCK_BYTES_MAX,
    BLOCK_BYTES_MIN,
    FRAME_EXTRA_BYTES,
    PAYLOAD_BYTES_MAX,
    Decoder,
    Progress,
    encode,
)
from sync.transports.qr_frames import (
    BLOCK_BYTES,
    FRAME_BYTES,
    LETTERS,
    TEXT_LETTERS_MAX,
    base45,
    frame_text,
    from_base45,
    is_frame_text,
    parse_frame_text,
)
from tests.support.world import SeededRandom

PAYLOAD = Random(11).randbytes(5_000)
# The sixth frame of bytes(range(200)) in blocks of 64.
MIXED = (
    "5466011901da1c9f699b48f6b2636e65cbf73a000000c80040fd3feb41404142434445464748494a4b4c4d4e"
    "4f505152535455565758595a5b5c5d5e5f606162636465666768696a6b6c6d6e6f707172737475767778797a"
    "7b7c7d7e7feae46e62"
)


def frames(count: int, payload: bytes = PAYLOAD, block: int = 500, seed: int = 1) -> list[bytes]:
    return list(islice(encode(payload, block, SeededRandom(seed)), count))


def test_the_first_round_is_the_payload_itself() -> None:
    first = frames(10)
    assert b"".join(frame[29:-4] for frame in first) == PAYLOAD
    decoder = Decoder()
    steps = [decoder.add(frame) for frame in first]
    assert steps[:-1] == [Progress(got, 10) for got in range(1, 10)]
    assert steps[-1] == Progress(10, 10, PAYLOAD)


def test_frames_of_a_format_are_the_same_on_every_device_for_ever() -> None:
    """A telephone of another version must draw as we do."""
    stream = encode(bytes(range(200)), 64, SeededRandom(3))
    mixed = list(islice(stream, 6))[5]
    assert mixed.hex() == MIXED


def test_two_showings_do_not_repeat_each_other() -> None:
    one, other = frames(30), frames(30, seed=2)
    assert one[:10] == other[:10]
    assert not set(one[10:]) & set(other[10:])


def test_indices_begin_again_before_they_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fountain, "INDEX_MAX", 12)
    drawn = [int.from_bytes(frame[25:29], "big") for frame in frames(25)[10:]]
    assert set(drawn) == {10, 11, 12}


def test_who_comes_late_misses_nothing() -> None:
    decoder = Decoder()
    progress = [decoder.add(frame) for frame in frames(30)[10:]]
    done = [step for step in progress if step and step.payload]
    assert done[0].payload == PAYLOAD
    assert len(progress) - len(done) < 18


def test_a_frame_after_the_end_changes_nothing() -> None:
    decoder = Decoder()
    assert [decoder.add(frame) for frame in frames(12)][9:] == [Progress(10, 10, PAYLOAD)] * 3


@pytest.mark.parametrize("size", [0, PAYLOAD_BYTES_MAX + 1])
def test_payloads_of_no_use_are_refused(size: int) -> None:
    with pytest.raises(BadInput):
        next(encode(bytes(size), 500, SeededRandom()))


@pytest.mark.parametrize("block", [BLOCK_BYTES_MIN - 1, BLOCK_BYTES_MAX + 1])
def test_blocks_of_no_use_are_refused(block: int) -> None:
    with pytest.raises(BadInput):
        next(encode(b"x", block, SeededRandom()))


def test_the_largest_payload_goes_through() -> None:
    payload = Random(1).randbytes(PAYLOAD_BYTES_MAX)
    decoder = Decoder()
    shown = islice(encode(payload, BLOCK_BYTES, SeededRandom(1)), 141)
    assert [decoder.add(frame) for frame in shown][-1] == Progress(141, 141, payload)


# ------------------------------------------------------------------------------------- hostile


def forged(*, magic: bytes = b"Tf", version: int = 1, name: bytes = b"n" * 16, length: int = 5_000,
           block: int = 500, index: int = 3, data: bytes | None = None) -> bytes:  # fmt: skip
    body = fountain._HEAD.pack(magic, version, name, length, block, index)
    body += bytes(block) if data is None else data
    return body + crc32(body).to_bytes(4, "big")


@pytest.mark.parametrize(
    "frame",
    [
        b"", b"Tf", bytes(600), forged(magic=b"xx"), forged(version=2), forged(length=0),
        forged(length=PAYLOAD_BYTES_MAX + 1), forged(length=2**32 - 1), forged(block=0),
        forged(block=BLOCK_BYTES_MIN - 1), forged(block=65_535), forged(data=bytes(499)),
        forged(data=b""), forged()[:-1], forged() + b"\0",
    ],
)  # fmt: skip
def test_what_is_no_frame_is_ignored(frame: bytes) -> None:
    decoder = Decoder()
    assert decoder.add(frame) is None
    assert not decoder._transfers
    assert decoder.add(forged()) == Progress(1, 10)


def test_every_flipped_byte_of_a_frame_is_noticed() -> None:
    (frame,) = frames(1)
    for place in range(len(frame)):
        broken = frame[:place] + bytes((frame[place] ^ 1,)) + frame[place + 1 :]
        assert Decoder().add(broken) is None


def test_another_screen_in_sight_disturbs_nothing() -> None:
    other = Random(12).randbytes(5_000)
    decoder = Decoder()
    for mine, theirs in zip(frames(9), frames(9, other), strict=True):
        assert decoder.add(theirs) == decoder.add(mine)
    assert decoder.add(frames(10)[9]) == Progress(10, 10, PAYLOAD)
    assert decoder.add(frames(10, other)[9]) == Progress(10, 10, other)


def test_of_many_transfers_the_ones_last_seen_are_kept() -> None:
    decoder = Decoder()
    for number in range(1_000):
        decoder.add(forged(name=number.to_bytes(16, "big")))
    assert len(decoder._transfers) == fountain.TRANSFERS_MAX


def test_a_lie_under_a_right_checksum_costs_one_round_only() -> None:
    (first, *rest) = frames(10)
    lie = forged(name=first[3:19], index=0, data=b"lie".ljust(500))
    decoder = Decoder()
    decoder.add(lie)
    # The hash is not that of the payload.
    assert [decoder.add(frame) for frame in rest][-1] == Progress(0, 10)
    assert [decoder.add(frame) for frame in (first, *rest)][-1] == Progress(10, 10, PAYLOAD)


# -------------------------------------------------------------------------------------- base45


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"),
        (b"ietf!", "QED8WEX0"), (b"", ""),
    ],
)  # fmt: skip
def test_base45_is_that_of_rfc_9285(data: bytes, text: str) -> None:
    assert base45(data) == text
    assert from_base45(text) == data


@pytest.mark.parametrize("text", ["GGW", "::", ":::", "A", "AAAA", "ab", "Ａ", "0\n0"])
def test_what_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        from_base45(text)


def test_a_frame_as_text_and_back() -> None:
    (frame,) = frames(1, Random(2).randbytes(1_000), BLOCK_BYTES)
    text = frame_text(frame)
    assert len(frame) == FRAME_BYTES == BLOCK_BYTES + FRAME_EXTRA_BYTES
    assert len(text) <= TEXT_LETTERS_MAX
    assert set(text) <= set(LETTERS)
    assert is_frame_text(text)
    assert parse_frame_text(text) == frame
    assert parse_frame_text(f"{text}\r\n") == frame


def test_no_text_ends_with_a_space_that_a_reader_might_trim() -> None:
    ends = {base45(bytes((high, low)))[-1] for high in range(256) for low in range(256)}
    ends |= {base45(bytes((byte,)))[-1] for byte in range(256)}
    assert " " not in ends


@pytest.mark.parametrize(
    "text",
    ["", "tasuki:n:00", "BB8", "TSK2:BB8", "tsk1:BB8", "TSK1:" + "0" * 2_000, "TSK1:::"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(DecodeError):
        parse_frame_text(text)
