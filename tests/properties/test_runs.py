"""Laws of chunks: read back as written; and whatever is changed in one, no lie is ever stored."""

from typing import Any

import msgpack
from hypothesis import given
from hypothesis import strategies as st

from sync.core.batch import Batch
from sync.core.errors import SyncError
from sync.log.contract import SealedEntry
from sync.log.memory import MemoryLog
from sync.protocol.ports import Taken
from sync.protocol.runs import Run, decode_chunk, encode_chunk
from tests.support.chains import CENTRE, SEALED, Desk
from tests.support.peers import Roll, replica_of

DESKS = [Desk(seed=seed) for seed in (1, 2, 3)]
READER = Desk(seed=9)
CHAINS: dict[bytes, list[SealedEntry]] = {
    desk.key.device_id: desk.entries(6) for desk in DESKS
}  # fmt: skip
TRUE = {
    (one.header.device, one.header.seq): Batch(one.header, one.body)
    for chain in CHAINS.values() for one in chain
}  # fmt: skip
ROLL = Roll()
for known in (*DESKS, READER):
    ROLL.enrol(known.key)


def run_of(desk: Desk, first: int, last: int, signed: frozenset[int] = frozenset()) -> Run:
    """Batches `first` to `last`; the last is signed, and those of `signed`."""
    chain = CHAINS[desk.key.device_id][first - 1 : last]
    signatures = tuple(
        (one.header.seq, one.signature or b"") for one in chain
        if one.header.seq == last or one.header.seq in signed
    )  # fmt: skip
    batches = tuple(Batch(one.header, one.body) for one in chain)
    return Run(desk.key.public_key, desk.key.device_id, CENTRE, batches, signatures)


RUN = st.builds(
    lambda desk, ends, signed: run_of(desk, min(ends), max(ends), signed),
    st.sampled_from(DESKS),
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    st.frozensets(st.integers(1, 6)),
)
RUNS = st.lists(RUN, max_size=3, unique_by=lambda run: run.device)
HERE = st.tuples(*(st.integers(0, 6) for _ in DESKS))  # how much of each chain is there already


def log_with(here: tuple[int, ...]) -> MemoryLog:
    log = MemoryLog()
    for desk, count in zip(DESKS, here, strict=True):
        log.append(CHAINS[desk.key.device_id][:count])
    return log


def take(log: MemoryLog, chunk: bytes) -> Taken | None:
    """None where the whole chunk was refused. Nothing but `SyncError` may come out."""
    try:
        return replica_of(READER.key, log, ROLL).take(CENTRE, chunk)
    except SyncError:
        return None


def require_true(log: MemoryLog) -> None:
    """Every batch that is stored is one that its author wrote (or lacks its body)."""
    for batch in log.read_since({}):
        written = TRUE[batch.header.device, batch.header.seq]
        assert batch.header == written.header
        assert batch.body in (written.body, None)
    assert log.verify(ROLL.keys).sound


@given(RUNS)
def test_decoding_what_was_encoded_gives_the_same(runs):
    chunk = encode_chunk(CENTRE, runs)
    assert decode_chunk(chunk) == (CENTRE, runs)
    assert encode_chunk(*decode_chunk(chunk)) == chunk


@given(RUNS, HERE)
def test_a_sound_chunk_gives_each_chain_what_follows_its_end(runs, here):
    log = log_with(here)
    taken = take(log, encode_chunk(CENTRE, runs))
    assert taken is not None
    after = {device: seq for (device, _), seq in log.vector().items()}
    refused = {refusal.device: refusal.code for refusal in taken.refused}
    for desk, count in zip(DESKS, here, strict=True):
        device = desk.key.device_id
        run = next((run for run in runs if run.device == device), None)
        if run is None or run.batches[0].header.seq > count + 1:
            assert after.get(device, 0) == count
            assert refused.get(device) == (None if run is None else "broken_chain")
        else:
            assert after[device] == max(count, run.batches[-1].header.seq)
            assert device not in refused
    assert taken.new == log.count() - sum(here)
    require_true(log)


@given(RUNS, HERE, st.data())
def test_changed_bytes_are_refused_or_mean_the_same(runs, here, data):
    chunk = bytearray(encode_chunk(CENTRE, runs))
    for _ in range(data.draw(st.integers(1, 3))):
        chunk[data.draw(st.integers(0, len(chunk) - 1))] ^= data.draw(st.integers(1, 255))
    log = log_with(here)
    take(log, bytes(chunk))
    require_true(log)


@given(RUNS, HERE, st.data())
def test_a_chunk_that_was_cut_or_prolonged_is_refused_whole(runs, here, data):
    chunk = encode_chunk(CENTRE, runs)
    cut = chunk[: data.draw(st.integers(0, len(chunk) - 1))]
    for changed in (cut, chunk + b"\x00"):
        log = log_with(here)
        assert take(log, changed) is None
        assert log.count() == sum(here)


@given(st.binary(max_size=300))
def test_whatever_comes_in_only_sync_errors_come_out(data):
    assert take(MemoryLog(), data) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.binary(max_size=40)
    | st.sampled_from([bytes(16), bytes(32), bytes(64), CENTRE.space_id, 1]),
    lambda inner: st.lists(inner, max_size=6), max_leaves=12,
)  # fmt: skip


def places(value: Any, path: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    found = [path] if path else []
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += places(item, (*path, number))
    return found


@given(RUNS.filter(bool), HERE, st.data())
def test_anything_in_any_place_is_refused_or_means_the_same(runs, here, data):
    value: Any = msgpack.unpackb(encode_chunk(CENTRE, runs))
    *path, last = data.draw(st.sampled_from(places(value)))
    at = value
    for step in path:
        at = at[step]
    at[last] = data.draw(ANYTHING)
    log = log_with(here)
    take(log, bytes(msgpack.packb(value)))
    require_true(log)


# ------------------------------------------------------------------------- one bad run of several


def renumbered(run: Run, batches: tuple[Batch, ...]) -> Run:
    """As it would stand on the wire: the numbers follow from the places."""
    first = run.batches[0].header.seq
    fitted = tuple(
        batch._replace(header=batch.header._replace(seq=seq))
        for seq, batch in enumerate(batches, first)
    )
    last = first + len(fitted) - 1
    return run._replace(batches=fitted, signatures=((last, run.signatures[-1][1]),))


def reordered(run: Run) -> Run:
    return renumbered(run, run.batches[::-1])


def cut_in_its_middle(run: Run) -> Run:
    return renumbered(run, (*run.batches[:1], *run.batches[2:]))


def forged(run: Run) -> Run:
    body = b"another body"
    return run._replace(batches=(run.batches[0]._replace(body=body), *run.batches[1:]))


def signed_by_another(run: Run) -> Run:
    head = CHAINS[run.device][len(run.batches) - 1].head
    return run._replace(signatures=((len(run.batches), READER.key.sign(head)),))


def of_another_device(run: Run) -> Run:
    return run._replace(public_key=READER.key.public_key, device=READER.key.device_id)


def of_another_space(run: Run) -> Run:
    other = Desk(seed=1)
    made = other.entries(len(run.batches), SEALED)
    batches = tuple(Batch(one.header, one.body) for one in made)
    return run._replace(batches=batches, signatures=((len(made), made[-1].signature or b""),))


@given(
    st.sampled_from(
        [reordered, cut_in_its_middle, forged, signed_by_another, of_another_device,
         of_another_space]
    ),
    st.integers(3, 6), st.integers(1, 6), st.booleans(),
)  # fmt: skip
def test_a_bad_run_is_refused_whole_and_the_rest_is_taken(spoil, length, rest, first):
    bad = spoil(run_of(DESKS[0], 1, length))
    good = run_of(DESKS[1], 1, rest)
    log = MemoryLog()
    taken = take(log, encode_chunk(CENTRE, [bad, good] if first else [good, bad]))
    assert taken is not None
    assert taken.new == rest
    assert [refusal.device for refusal in taken.refused] == [bad.device]
    assert {device: seq for (device, _), seq in log.vector().items()} == {good.device: rest}
    require_true(log)


@given(RUNS, HERE)
def test_a_replay_changes_nothing(runs, here):
    log = log_with(here)
    chunk = encode_chunk(CENTRE, runs)
    take(log, chunk)
    before = list(log.read_since({}))
    again = take(log, chunk)
    assert again is not None
    assert again.new == 0
    assert list(log.read_since({})) == before
