"""Bodies that somebody in between kept back: asked for and given within a session.

No call of their own: who lacks the body of a batch says that its chain ends before it, and gets it
like any other. What comes is taken where it is what the header here names (`Replica.take`).
"""

from collections.abc import Callable, Generator, Mapping
from typing import TypeAlias

from sync.core.ids import DeviceId
from sync.core.limits import CHUNK_BYTES, INTEGER_MAX
from sync.core.packing import Packed
from sync.core.space import Space
from sync.protocol.answers import pulled, pushed
from sync.protocol.messages import Answer, Call, pack_vector, unpacked
from sync.protocol.ports import Mark, Replica, SpaceVector
from sync.protocol.runs import decode_chunk

TURNS_MAX = 4  # in one space of one session: the next meeting goes on with others
Ask: TypeAlias = Callable[[str, Packed], Generator[Call, Answer, bytes]]
Numbers: TypeAlias = Mapping[DeviceId, tuple[int, ...]]


def fetch_bodies(
    replica: Replica, ask: Ask, space: Space, theirs: SpaceVector
) -> Generator[Call, Answer, None]:
    """Those that this side lacks, as far as the other side has them."""
    reached: dict[DeviceId, int] = {}
    for _turn in range(TURNS_MAX):
        place = _next(replica.lacking(space), reached, theirs)
        if place is None:
            return
        device, seq = place
        known = _as_if_before(replica, space, device, seq)
        answer = yield from ask("pull", [space.space_id, pack_vector(known)])
        chunk, _more, _forked = unpacked(answer, pulled)
        reached[device] = INTEGER_MAX if chunk is None else _end(chunk, device, seq)
        if chunk is not None:
            replica.take(space, chunk)


def give_bodies(
    replica: Replica, ask: Ask, space: Space, lacking: Numbers
) -> Generator[Call, Answer, int]:
    """Those that the other side says it lacks; in how many chunks there were any. What this side
    erased it has not, so it gives none of that."""
    reached: dict[DeviceId, int] = {}
    given = 0
    mine = replica.vector(space)
    here = replica.held(space, lacking)
    for _turn in range(TURNS_MAX):
        place = _next(here, reached, mine)
        if place is None:
            break
        device, seq = place
        known = _as_if_before(replica, space, device, seq)
        chunk, _more = replica.chunk(space, known, CHUNK_BYTES)
        reached[device] = INTEGER_MAX if chunk is None else _end(chunk, device, seq)
        if chunk is not None:
            unpacked((yield from ask("push", [space.space_id, chunk])), pushed)
            given += 1
    return given


def _next(
    lacking: Numbers, reached: Mapping[DeviceId, int], held: SpaceVector
) -> tuple[DeviceId, int] | None:
    """The first number of a chain that goes so far over there and was not tried yet."""
    for device, seqs in sorted(lacking.items()):
        last = held[device].seq if device in held else 0
        for seq in seqs:
            if reached.get(device, 0) < seq <= last:
                return device, seq
    return None


def _as_if_before(
    replica: Replica, space: Space, device: DeviceId, seq: int
) -> dict[DeviceId, Mark]:
    """What is here, with the chain of this device only up to the batch before."""
    known = replica.vector(space)
    known.pop(device, None)
    if seq > 1:
        known |= replica.marks(space, {device: seq - 1})
    return known


def _end(chunk: bytes, device: DeviceId, seq: int) -> int:
    """How far a chunk goes in a chain; at least to the batch that it was asked for."""
    _space, runs = decode_chunk(chunk)
    ends = (run.batches[-1].header.seq for run in runs if run.device == device)
    return max((*ends, seq))
