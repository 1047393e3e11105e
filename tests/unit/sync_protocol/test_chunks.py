"""Chunks: what travels, to the byte, and what is no chunk."""

from typing import Any

import msgpack
import pytest

from sync.core.batch import Batch
from sync.core.errors import DecodeError, LimitExceeded, NewerFormat, SyncError
from sync.core.limits import CHUNK_BYTES_MAX, RUNS_MAX
from sync.engine.intake import entries_of
from sync.log.memory import MemoryLog
from sync.protocol.runs import Run, decode_chunk, encode_chunk
from tests.support.chains import CENTRE, SEALED, Desk
from tests.support.golden import read_lines


def run_of(desk: Desk, entries) -> Run:
    signatures = tuple((one.header.seq, one.signature) for one in entries if one.signature)
    batches = tuple(Batch(entry.header, entry.body) for entry in entries)
    return Run(desk.key.public_key, desk.key.device_id, CENTRE, batches, signatures)


@pytest.fixture
def chunk() -> bytes:
    desk = Desk(seed=1)
    return encode_chunk(CENTRE, [run_of(desk, desk.run(3))])


def changed(chunk: bytes, change) -> bytes:
    """The chunk with something else in its first run."""
    value: Any = msgpack.unpackb(chunk)
    change(value)
    return bytes(msgpack.packb(value))


def test_a_chunk_comes_back():
    desk, other = Desk(seed=1), Desk(seed=2)
    runs = [run_of(desk, desk.run(5)), run_of(other, other.entries(2))]
    assert decode_chunk(encode_chunk(CENTRE, runs)) == (CENTRE, runs)


def test_an_erased_body_travels_as_its_hash():
    desk = Desk(seed=1)
    run = run_of(desk, desk.entries(3))
    erased = run._replace(
        batches=(run.batches[0], run.batches[1]._replace(body=None), run.batches[2])
    )
    space, runs = decode_chunk(encode_chunk(CENTRE, [erased]))
    assert (space, runs) == (CENTRE, [erased])
    assert runs[0].batches[1].header == run.batches[1].header


def test_the_chunk_of_version_1():
    """`tests/golden/v1/chunk.txt`: read and written to the byte, and proven, by every later one."""
    data = read_lines("chunk.txt")["chunk"]
    space, runs = decode_chunk(data)
    assert encode_chunk(space, runs) == data
    assert [len(run.batches) for run in runs] == [3, 2]
    assert runs[0].batches[1].body is None
    assert [run.device for run in runs] == [Desk(seed=seed).key.device_id for seed in (1, 2)]
    assert [len(entries_of(run, MemoryLog())) for run in runs] == [3, 2]


def in_run(place, value):
    def change(chunk):
        chunk[2][0][place] = value

    return change


def in_batch(place, value):
    def change(chunk):
        chunk[2][0][4][0][place] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda chunk: chunk.append(1),
        lambda chunk: chunk.__setitem__(0, 0),
        lambda chunk: chunk.__setitem__(1, b"\x63"),
        lambda chunk: chunk.__setitem__(2, None),
        lambda chunk: chunk[2].append([]),
        in_run(0, b"k" * 31),
        in_run(1, 0),
        in_run(1, 2**63 - 2),
        in_run(2, []),
        in_run(2, [[1, 1, 1, 1]]),
        in_run(2, [[1, 1, 1, 1, 2**16]]),
        in_run(2, [[1, True, 1, 1, 0]]),
        in_run(2, [[0, 1, 1, 1, 0]]),
        in_run(3, [b"short"]),
        in_run(4, []),
        in_run(5, []),
        in_run(5, [[0, b"s" * 64]]),
        in_run(5, [[2, b"s" * 63]]),
        in_run(5, [[3, b"s" * 64]]),
        in_run(5, [[2, b"s" * 64], [1, b"s" * 64]]),
        in_batch(0, 1),
        in_batch(0, False),
        in_batch(0, -1),
        in_batch(1, -1),
        in_batch(1, 2**63 - 1),
        in_batch(1, 1.0),
        in_batch(2, 1),
        in_batch(2, False),
        in_batch(3, b"x" * 15),
        in_batch(4, None),
        in_batch(4, [b"h" * 31]),
        in_batch(4, []),
        in_batch(4, [b"h" * 32, b"h" * 32]),
        in_batch(4, ["h" * 32]),
        lambda chunk: chunk[2][0][4].append(None),
        lambda chunk: chunk[2][0][4][0].append(1),
        lambda chunk: chunk[2][0][4][0].pop(),
    ],
)
def test_what_is_no_chunk_is_refused(chunk, change):
    with pytest.raises(DecodeError):
        decode_chunk(changed(chunk, change))


def test_what_a_newer_app_sends_is_told_from_rubbish(chunk):
    for change in (lambda value: value.__setitem__(0, 2), in_run(2, [[2, 1, 1, 1, 0]])):
        with pytest.raises(NewerFormat):
            decode_chunk(changed(chunk, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda chunk: chunk[2].extend([None] * RUNS_MAX),
        in_batch(3, bytes(16 * 501)),
        in_batch(4, bytes(240 * 1024 + 1)),
    ],
)
def test_what_is_too_large_is_refused(chunk, change):
    with pytest.raises(LimitExceeded):
        decode_chunk(changed(chunk, change))


def test_a_chunk_has_a_limit_both_ways():
    desk = Desk(seed=1)
    (entry,) = desk.entries(1)
    large = Run(
        desk.key.public_key, desk.key.device_id, CENTRE,
        (Batch(entry.header, bytes(CHUNK_BYTES_MAX)),), ((1, entry.signature or b""),),
    )  # fmt: skip
    with pytest.raises(LimitExceeded):
        encode_chunk(CENTRE, [large])
    with pytest.raises(LimitExceeded):
        decode_chunk(bytes(CHUNK_BYTES_MAX + 1))


def test_a_run_takes_the_space_of_its_chunk():
    """There is one space for a chunk, so no run can slip into another."""
    desk = Desk(seed=1)
    chunk = encode_chunk(CENTRE, [run_of(desk, desk.run(2))])
    other = changed(chunk, lambda value: value.__setitem__(1, SEALED.space_id))
    space, (run,) = decode_chunk(other)
    assert space == SEALED
    assert {batch.header.space for batch in run.batches} == {SEALED}


@pytest.mark.parametrize("data", [b"", b"\x93", b"\x91" * 2_000 + b"\xc0", b"\xdf\xff\xff\xff\xff"])
def test_rubbish_and_bombs_are_refused(data):
    with pytest.raises(SyncError):
        decode_chunk(data)
