"""Laws of sessions: whatever two devices hold, wherever they break off, they end equal."""

from hypothesis import given
from hypothesis import strategies as st

from sync.core.ids import DeviceId
from sync.core.space import Space
from sync.engine.replica import LogReplica
from sync.log.contract import SealedEntry
from sync.log.memory import MemoryLog
from sync.protocol.client import Client, Ended, Link
from sync.protocol.messages import Answer, Call
from sync.protocol.responder import Responder
from tests.support.chains import AUTH, CENTRE, SEALED, Desk
from tests.support.peers import NONCE, NOW_MS, SECRET, Roll, meet, play, replica_of

SPACES = (AUTH, CENTRE, SEALED)
LONGEST = 8
DESKS = [Desk(seed=seed) for seed in (1, 2, 3)]
ROLL = Roll()
for known in DESKS:
    ROLL.enrol(known.key)
CHAINS: dict[tuple[DeviceId, Space], list[SealedEntry]] = {
    (desk.key.device_id, space): desk.entries(LONGEST, space)
    for desk in DESKS for space in SPACES
}  # fmt: skip
# How much of every chain a device holds at the beginning.
HISTORY = st.lists(
    st.integers(0, LONGEST), min_size=len(CHAINS), max_size=len(CHAINS)
)  # fmt: skip
CHUNK_BYTES = st.sampled_from([1, 900, 1024 * 1024])


class Counting(MemoryLog):
    """A log that counts what it was given anew, to see that nothing is stored twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stored = 0

    def append(self, entries):
        new = super().append(entries)
        assert new == len(entries), "something was stored that is here already"
        self.stored += new
        return new


class Lost(Exception):
    """A request or its answer did not arrive."""


def holding(desk: Desk, history: list[int]) -> tuple[Counting, LogReplica]:
    log = Counting()
    for chain, count in zip(CHAINS.values(), history, strict=True):
        log.append(chain[:count])
    return log, replica_of(desk.key, log, ROLL, digest=lambda space: digest_of(log, space))


def digest_of(log: MemoryLog, space: Space) -> bytes:
    """What a working set would show: a function of what is held."""
    seqs = sorted((device, seq) for (device, held), seq in log.vector().items() if held == space)
    return repr(seqs).encode()[:32].ljust(32)


def session(one: LogReplica, other: LogReplica, chunk_bytes: int, lose: int, reply: bool) -> Ended:
    """A session whose call number `lose` (or its answer) is lost."""
    responder = Responder(other, SECRET, lambda: NOW_MS, chunk_bytes=chunk_bytes)
    count = 0

    def answer(call: Call) -> Answer:
        nonlocal count
        count += 1
        if count == lose and not reply:
            raise Lost
        found = responder.answer(call)
        if count == lose:
            raise Lost
        return found

    return play(Client(one, Link(), NONCE, NOW_MS, chunk_bytes).run(), answer)


@given(HISTORY, HISTORY, CHUNK_BYTES)
def test_two_devices_end_equal_whatever_they_held(mine, theirs, chunk_bytes):
    log, one = holding(DESKS[0], mine)
    other_log, other = holding(DESKS[1], theirs)
    ended = meet(one, other, chunk_bytes)
    assert ended.same
    assert log.vector() == other_log.vector()
    most = [max(pair) for pair in zip(mine, theirs, strict=True)]
    assert [log.vector().get(chain, 0) for chain in CHAINS] == most
    for chain, entries in CHAINS.items():
        held = list(log.read(*chain))
        assert held == list(other_log.read(*chain))
        assert [batch.header for batch in held] == [one.header for one in entries[: len(held)]]


@given(HISTORY, HISTORY, CHUNK_BYTES, st.lists(st.tuples(st.integers(1, 40), st.booleans())))
def test_interrupted_anywhere_and_begun_again_they_end_equal(mine, theirs, chunk_bytes, breaks):
    log, one = holding(DESKS[0], mine)
    other_log, other = holding(DESKS[1], theirs)
    held = log.count() + other_log.count()
    for lose, reply in breaks:
        try:
            session(one, other, chunk_bytes, lose, reply)
        except Lost:
            one, other = other, one  # now the other one calls
    assert log.count() + other_log.count() >= held
    ended = meet(one, other, chunk_bytes)
    assert ended.same
    assert log.vector() == other_log.vector()
    assert log.stored == log.count()
    assert other_log.stored == other_log.count()
    again = meet(one, other, chunk_bytes)
    assert [(end.received, end.sent) for end in again.spaces] == [(0, 0)] * len(SPACES)


@given(HISTORY, HISTORY, st.integers(0, LONGEST - 1), st.integers(1, 3), st.integers(1, 3))
def test_where_a_device_was_copied_its_chain_stands_and_the_others_go_on(
    mine, theirs, common, here, there
):
    """Both hold `common` batches of a fourth device, and then each another branch."""
    copied = Desk(seed=7)
    ROLL.enrol(copied.key)
    log, one = holding(DESKS[0], mine)
    other_log, other = holding(DESKS[1], theirs)
    trunk = copied.entries(common)
    twin = Desk(seed=7)
    twin.entries(common)
    twin.hlc += 1_000
    log.append([*trunk, *copied.entries(here)])
    other_log.append([*trunk, *twin.entries(there)])
    before = (log.tip(copied.key.device_id, CENTRE), other_log.tip(copied.key.device_id, CENTRE))
    ended = meet(one, other)
    assert not ended.same
    assert [end.forked for end in ended.spaces] == [(), (copied.key.device_id,), ()]
    after = (log.tip(copied.key.device_id, CENTRE), other_log.tip(copied.key.device_id, CENTRE))
    assert after == before
    for chain in CHAINS:
        assert log.vector().get(chain) == other_log.vector().get(chain)


@given(st.lists(HISTORY, min_size=3, max_size=3), st.lists(st.permutations([0, 1, 2]), max_size=4))
def test_news_travel_over_others(histories, meetings):
    """Devices that never meet get each other's work from a third."""
    sides = [holding(desk, history) for desk, history in zip(DESKS, histories, strict=True)]
    for one, other, _ in meetings:
        meet(sides[one][1], sides[other][1])
    for other in (1, 2, 1):
        meet(sides[0][1], sides[other][1])
    vectors = [log.vector() for log, _ in sides]
    assert vectors[0] == vectors[1] == vectors[2]
