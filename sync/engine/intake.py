"""From the runs of a chunk to entries that a log takes: the proof of what others claim.

A run counts when its author's key is the one that its device id is made of, when it goes on from
the end of the chain here, and when every signature in it holds. A run that does not count leaves
the others alone.
"""

from sync.core.batch import GENESIS_HEAD, Batch, header_bytes, next_head
from sync.core.errors import BrokenChain, Fork
from sync.core.signatures import verify
from sync.log.contract import BatchLog, SealedEntry
from sync.protocol.runs import Run


def entries_of(run: Run, log: BatchLog) -> list[SealedEntry]:
    """The part of a run that is new here, proven. Raises BrokenChain (a hole), Fork, BadSignature.

    What is here already is compared and left out.
    """
    tip = log.tip(run.device, run.space)
    seq, head = (tip.seq, tip.head) if tip else (0, GENESIS_HEAD)
    first = run.batches[0].header.seq
    if first > seq + 1:
        raise BrokenChain(f"batch {first} of {run.device.hex()} does not follow {seq}")
    known = run.batches[: seq + 1 - first]
    if known:
        _require_same(run, known, log)
    signatures = dict(run.signatures)
    entries = []
    for header, body in run.batches[len(known) :]:
        head = next_head(head, header_bytes(header))
        signature = signatures.get(header.seq)
        if signature is not None:
            verify(run.public_key, signature, head)
        entries.append(SealedEntry(header, body, head, signature))
    return entries


def _require_same(run: Run, known: tuple[Batch, ...], log: BatchLog) -> None:
    last = known[-1].header.seq
    stored = log.read(run.device, run.space, known[0].header.seq, last)
    for one, other in zip(known, stored, strict=True):
        if one.header != other.header:
            raise Fork(f"batch {one.header.seq} of {run.device.hex()} is another one here")
