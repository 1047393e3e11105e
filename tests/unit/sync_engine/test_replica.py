"""One device's copy: what it gives away, what it takes, and whom it believes."""

import pytest

from sync.core.batch import Batch
from sync.core.errors import BadInput
from sync.engine.author import tip_after
from sync.engine.replica import LogReplica, Shelf
from sync.log.contract import ANCHOR_BYTES, ANCHOR_EVERY, SealedEntry
from sync.log.memory import MemoryLog
from sync.log.sqlite import SqliteLog
from sync.protocol.ports import Mark, Refusal, Taken
from sync.protocol.runs import Run, decode_chunk, encode_chunk
from tests.support.chains import AUTH, CENTRE, Desk
from tests.support.peers import Photos, Roll, replica_of, void

MUCH = 1024 * 1024


@pytest.fixture(params=["memory", "sqlite"])
def log(request, tmp_path):
    made = MemoryLog() if request.param == "memory" else SqliteLog.create(tmp_path / "log.sqlite")
    yield made
    made.close()


@pytest.fixture
def desks():
    return [Desk(seed=seed) for seed in (1, 2, 3)]


@pytest.fixture
def roll(desks):
    made = Roll()
    for desk in desks:
        made.enrol(desk.key)
    return made


@pytest.fixture
def replica(log, desks, roll):
    return replica_of(desks[0].key, log, roll)


def run_of(desk: Desk, entries: list[SealedEntry]) -> Run:
    signatures = tuple((one.header.seq, one.signature) for one in entries if one.signature)
    batches = tuple(Batch(entry.header, entry.body) for entry in entries)
    return Run(desk.key.public_key, desk.key.device_id, CENTRE, batches, signatures)


def all_of(replica: LogReplica, bytes_max: int) -> tuple[int, MemoryLog]:
    """How many chunks it takes to bring everything to an empty log, and that log."""
    other = MemoryLog()
    roll = replica.standing()
    guest = LogReplica(
        Desk(seed=9).key, other, (CENTRE,),
        Shelf(lambda es: void(other.append(es)), lambda: roll, lambda space: None, Photos()),
    )  # fmt: skip
    chunks, more = 0, True
    while more:
        chunk, more = replica.chunk(CENTRE, guest.vector(CENTRE), bytes_max)
        assert chunk is not None
        assert guest.take(CENTRE, chunk).new > 0
        chunks += 1
    return chunks, other


def test_a_vector_names_the_ends_of_one_space(replica, log, desks):
    one, other, _ = desks
    log.append([*one.entries(3), *other.entries(2), one.entry(AUTH)])
    vector = replica.vector(CENTRE)
    assert {device: mark.seq for device, mark in vector.items()} == {
        one.key.device_id: 3, other.key.device_id: 2,
    }  # fmt: skip
    assert vector[one.key.device_id].head == one.tips[CENTRE].head[:8]
    assert list(replica.vector(AUTH)) == [one.key.device_id]


def test_nothing_to_give_is_no_chunk(replica, log, desks):
    assert replica.chunk(CENTRE, {}, MUCH) == (None, False)
    log.append(desks[0].entries(2))
    assert replica.chunk(CENTRE, replica.vector(CENTRE), MUCH) == (None, False)


def test_only_what_is_beyond_is_given(replica, log, desks):
    made = desks[0].entries(5)
    log.append(made)
    theirs = {desks[0].key.device_id: Mark(3, made[2].head[:8])}
    chunk, more = replica.chunk(CENTRE, theirs, MUCH)
    assert not more
    (run,) = decode_chunk(chunk)[1]
    assert [batch.header.seq for batch in run.batches] == [4, 5]
    assert [seq for seq, _ in run.signatures] == [5]


@pytest.mark.parametrize("bytes_max", [1, 2_000, 20_000, MUCH])
def test_chunks_of_any_size_bring_everything_over(replica, log, desks, bytes_max):
    for desk in desks:
        log.append(desk.run(ANCHOR_EVERY * 2 + 5))
    log.append([one for desk in desks for one in desk.entries(9)])
    chunks, other = all_of(replica, bytes_max)
    assert other.vector() == log.vector()
    assert list(other.read_since({})) == list(log.read_since({}))
    assert (chunks == 1) == (bytes_max == MUCH)


def test_a_chunk_ends_behind_a_large_batch(replica, log, desks):
    """Else an import of some megabytes would have to travel in one piece."""
    desk = desks[0]
    for number in range(4):
        large = desk.random.bytes(ANCHOR_BYTES * 2)
        entry = desk.author.entry(desk.tips.get(CENTRE), CENTRE, desk.hlc + number, large)
        desk.tips[CENTRE] = tip_after(entry)
        log.append([entry])
    chunks, other = all_of(replica, ANCHOR_BYTES)
    assert chunks == 4
    assert other.vector() == log.vector()


def test_a_run_that_does_not_hold_leaves_the_others_alone(replica, log, desks):
    one, other, third = desks
    gap = run_of(other, other.entries(4)[2:])
    chunk = encode_chunk(CENTRE, [run_of(one, one.run(2)), gap, run_of(third, third.run(1))])
    taken = replica.take(CENTRE, chunk)
    assert taken.new == 3
    assert taken.refused == (Refusal(other.key.device_id, "broken_chain"),)
    assert {device: seq for (device, _), seq in log.vector().items()} == {
        one.key.device_id: 2, third.key.device_id: 1,
    }  # fmt: skip


def test_two_runs_of_one_device_in_a_chunk_are_a_fault(replica, log, desks):
    one, other, _ = desks
    first, second = one.entries(2), other.entries(1)
    chunk = encode_chunk(
        CENTRE, [run_of(one, first[:1]), run_of(one, first[1:]), run_of(other, second)]
    )
    taken = replica.take(CENTRE, chunk)
    assert taken == Taken(2, (Refusal(one.key.device_id, "bad_input"),))


def test_taking_the_same_again_changes_nothing(replica, log, desks):
    chunk = encode_chunk(CENTRE, [run_of(desks[1], desks[1].run(3))])
    assert replica.take(CENTRE, chunk).new == 3
    before = list(log.read_since({}))
    assert replica.take(CENTRE, chunk) == Taken(0)
    assert list(log.read_since({})) == before


def test_a_chunk_of_another_space_is_refused_whole(replica, log, desks):
    chunk = encode_chunk(CENTRE, [run_of(desks[1], desks[1].run(3))])
    with pytest.raises(BadInput):
        replica.take(AUTH, chunk)
    assert log.count() == 0


def test_strangers_are_not_taken_and_not_given(replica, log, desks, roll):
    stranger = Desk(seed=8)
    chunk = encode_chunk(
        CENTRE, [run_of(stranger, stranger.run(2)), run_of(desks[1], desks[1].run(1))]
    )
    taken = replica.take(CENTRE, chunk)
    assert taken.new == 1
    assert taken.refused == (Refusal(stranger.key.device_id, "not_enrolled"),)
    log.append(Desk(seed=8).entries(2))
    given, _ = replica.chunk(CENTRE, {}, MUCH)
    assert [run.device for run in decode_chunk(given)[1]] == [desks[1].key.device_id]


def test_whom_a_chunk_of_auth_enrols_is_taken_from_the_same_chunk(log, desks):
    """The rows that let a device in may come before or behind what it wrote itself."""
    roll = Roll()
    admin, new = desks[0], desks[1]
    roll.enrol(admin.key)

    def store(entries):
        log.append(entries)
        if any(entry.header.device == admin.key.device_id for entry in entries):
            roll.enrol(new.key)

    replica = replica_of(admin.key, log, roll, store=store)
    runs = [
        run_of(desk, [desk.entry(AUTH)])._replace(space=AUTH) for desk in (new, admin)
    ]  # fmt: skip
    taken = replica.take(AUTH, encode_chunk(AUTH, runs))
    assert (taken.new, taken.refused) == (2, ())


def test_the_founder_is_taken_before_anything_is_known(log, desks):
    root = desks[0]
    replica = LogReplica(
        desks[1].key, log, (AUTH,),
        Shelf(
            lambda entries: void(log.append(entries)), Roll, lambda space: None, Photos(),
            root.key.device_id,
        ),
    )  # fmt: skip
    runs = [run_of(desk, [desk.entry(AUTH)])._replace(space=AUTH) for desk in desks[:2]]
    taken = replica.take(AUTH, encode_chunk(AUTH, runs))
    assert taken.new == 1
    assert taken.refused == (Refusal(desks[1].key.device_id, "not_enrolled"),)


def test_a_copied_device_is_passed_over_and_the_others_go_on(replica, log, desks):
    one, other, _ = desks
    log.append([*one.entries(4), *other.entries(2)])
    twin = Desk(seed=1)
    twin.hlc += 99
    theirs = twin.entries(3)
    marks = {one.key.device_id: Mark(3, theirs[2].head[:8])}
    assert replica.forked(CENTRE, marks) == (one.key.device_id,)
    chunk, _ = replica.chunk(CENTRE, marks, MUCH)
    assert [run.device for run in decode_chunk(chunk)[1]] == [other.key.device_id]
    longer = {one.key.device_id: Mark(9, theirs[2].head[:8])}
    assert replica.forked(CENTRE, longer) == ()  # only they can tell
    known = replica.marks(CENTRE, {one.key.device_id: 2, other.key.device_id: 9})
    assert [mark.seq for mark in known.values()] == [2]
    assert replica.forked(CENTRE, known) == ()
