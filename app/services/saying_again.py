"""Says again what this device sealed with a key that not everybody has.

An admin who is sent away while apart may have made a new key before hearing of it. Whoever was with
that admin got it and sealed with it; whoever was not, never gets it, because the words that gave it
do not count. So what was sealed with it is said again by its author with a key of now, with the
clock, the person and the operations of then, and those who could read the first see nothing new.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.services.sealing import BatchSealer
from app.store.audit_trail import NOTES_APART, UNDO, rewrite_note
from sync.core.batch import Batch
from sync.core.body import Body
from sync.core.errors import SyncError
from sync.core.ids import DeviceId
from sync.log.contract import BatchLog

Void = frozenset[tuple[bytes, int]]


def say_again(device: DeviceId, log: BatchLog, sealer: BatchSealer, void: Void) -> int:
    """How many batches; 0 where all was said again already. Raises LogFull, LogUnwritable, LogBusy:
    what is in then stays, and the next time goes on."""
    said = 0
    for space in dict.fromkeys(space for author, space in log.vector() if author == device):
        hidden = [
            batch for batch in log.read(device, space)
            if (space.space_id, batch.header.epoch) in void and batch.body is not None
        ]  # fmt: skip
        if not hidden or (space.space_id, sealer.current(space).epoch) in void:
            continue
        known = set(_notes(device, log, sealer, hidden[0]))
        for batch in hidden:
            body = _body(batch, sealer)
            if body is None or (note := _note(batch, body)) in known:
                continue
            again, header = replace(body, note=note), batch.header
            log.append(sealer.seal([(space, again)], header.hlc, header.actor))
            said += 1
    return said


def _notes(
    device: DeviceId, log: BatchLog, sealer: BatchSealer, first: Batch
) -> Iterator[str | None]:
    for batch in log.read(device, first.header.space, first.header.seq):
        body = _body(batch, sealer)
        if body is not None:
            yield body.note


def _note(batch: Batch, body: Body) -> str:
    header = batch.header
    undone = body.note.split(NOTES_APART)[0] if body.act == UNDO and body.note else None
    return rewrite_note(header.device, header.space, header.seq, undone)


def _body(batch: Batch, sealer: BatchSealer) -> Body | None:
    try:
        return sealer.open(batch).body if batch.body is not None else None
    except SyncError:
        return None  # sealed for others only: this device may write there and not read
