"""Runs of batches and chunks of runs: what travels, on every way.

    chunk  [1, space id, [run, …]]
    run    [author's public key, first seq, shapes, actors, batches, signatures]
    batch  [shape, clock minus the one before, actor | nil, subjects, body | [hash of erased body]]

Shapes are [version, epoch, schema, min_reader, dictionary]; signatures are [place, signature], the
last one at the last batch. Decoding gives claims: `sync.engine.intake` proves them. Nothing but
`SyncError` comes out.
"""

from types import NoneType
from typing import NamedTuple

from sync.core.batch import FORMAT_VERSION, HASH_BYTES, Batch, Header, hash_body, split_ids
from sync.core.errors import DecodeError, LimitExceeded, NewerFormat
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.limits import (
    CHUNK_BYTES_MAX,
    INTEGER_MAX,
    RUNS_MAX,
    SEALED_BYTES_MAX,
    SUBJECTS_MAX,
)
from sync.core.packing import Packed, pack, unpack
from sync.core.space import Space, parse_space
from sync.crypto.device import device_id_of

CHUNK_FORMAT = 1
KEY_BYTES = 32
SIGNATURE_BYTES = 64
# Types of the parts of a batch: with a body, or a list of the hash of one that was erased.
_BATCH_KINDS = {
    (int, int, actor, bytes, body) for actor in (int, NoneType) for body in (bytes, list)
}
_SHAPE_LIMITS = (255, 2**32 - 1, 2**32 - 1, 2**32 - 1, 2**16 - 1)


class Run(NamedTuple):
    """A contiguous piece of one chain. `signatures` are (number of the batch, signature of its
    head), ascending; the last one belongs to the last batch."""

    public_key: bytes
    device: DeviceId
    space: Space
    batches: tuple[Batch, ...]
    signatures: tuple[tuple[int, bytes], ...]


def encode_chunk(space: Space, runs: list[Run]) -> bytes:
    """Raises LimitExceeded."""
    return pack([CHUNK_FORMAT, space.space_id, [_packed(run) for run in runs]], CHUNK_BYTES_MAX)


def decode_chunk(data: bytes) -> tuple[Space, list[Run]]:
    """Space and runs, as they claim to be. Raises DecodeError, LimitExceeded, NewerFormat."""
    match unpack(data, CHUNK_BYTES_MAX):
        case [int(version), *_] if version > CHUNK_FORMAT:
            raise NewerFormat(f"chunk format {version}")
        case [1, bytes(space_id), list(runs)]:
            if len(runs) > RUNS_MAX:
                raise LimitExceeded(f"{len(runs)} runs in one chunk")
            space = parse_space(space_id)
            return space, [_run(run, space) for run in runs]
    raise DecodeError("not a chunk")


def _packed(run: Run) -> list[object]:
    shapes: dict[tuple[int, ...], int] = {}
    actors: dict[EntityId, int] = {}
    rows: list[object] = []
    before = 0
    for header, body in run.batches:
        shape = (
            header.version, header.epoch, header.schema, header.min_reader, header.dictionary,
        )  # fmt: skip
        actor = header.actor
        rows.append(
            [shapes.setdefault(shape, len(shapes)), header.hlc - before,
             None if actor is None else actors.setdefault(actor, len(actors)),
             b"".join(header.subjects), [header.body_hash] if body is None else body]
        )  # fmt: skip
        before = header.hlc
    first = run.batches[0].header.seq
    proofs = [[seq - first, signature] for seq, signature in run.signatures]
    return [run.public_key, first, [list(shape) for shape in shapes], list(actors), rows, proofs]


def _run(value: Packed, space: Space) -> Run:
    match value:
        case [bytes(key), int(first), list(shapes), list(actors), list(rows), list(proofs)]:
            pass
        case _:
            raise DecodeError("not a run")
    if len(key) != KEY_BYTES or not 0 < first <= INTEGER_MAX - len(rows) or not rows:
        raise DecodeError("run: impossible numbers")
    device = device_id_of(key)
    known = _Names([_shape(shape) for shape in shapes], [_actor(actor) for actor in actors])
    batches = []
    before = 0
    for seq, row in enumerate(rows, first):
        batch = _batch(row, space, device, seq, before, known)
        before = batch.header.hlc
        batches.append(batch)
    signatures = tuple(_signature(proof, first, len(rows)) for proof in proofs)
    numbers = [number for number, _ in signatures]
    if not numbers or numbers != sorted(set(numbers)) or numbers[-1] != first + len(rows) - 1:
        raise DecodeError("run: not signed at its end")
    return Run(key, device, space, tuple(batches), signatures)


class _Names(NamedTuple):
    shapes: list[tuple[int, ...]]
    actors: list[EntityId]


def _batch(
    row: Packed, space: Space, device: DeviceId, seq: int, before: int, known: _Names
) -> Batch:
    if not isinstance(row, list) or tuple(map(type, row)) not in _BATCH_KINDS:
        raise DecodeError("not a batch of a run")
    shape, step, actor, subjects, sealed = row
    if sealed.__class__ is bytes:
        body_hash = hash_body(sealed)
    elif len(sealed) == 1 and sealed[0].__class__ is bytes:
        body_hash, sealed = sealed[0], None
    else:
        raise DecodeError("not a batch of a run")
    hlc = before + step
    if not 0 <= hlc <= INTEGER_MAX or len(body_hash) != HASH_BYTES or len(subjects) % ID_BYTES:
        raise DecodeError("run: impossible numbers in a batch")
    if len(subjects) > SUBJECTS_MAX * ID_BYTES or (sealed and len(sealed) > SEALED_BYTES_MAX):
        raise LimitExceeded("a batch of a run is too large")
    if not 0 <= shape < len(known.shapes) or not (actor is None or 0 <= actor < len(known.actors)):
        raise DecodeError("run: a batch names what the run does not have")
    version, epoch, schema, min_reader, dictionary = known.shapes[shape]
    header = Header(
        version, space, device, seq, hlc, None if actor is None else known.actors[actor],
        epoch, schema, min_reader, dictionary, split_ids(subjects), body_hash,
    )  # fmt: skip
    return Batch(header, sealed)


def _shape(value: Packed) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) != len(_SHAPE_LIMITS):
        raise DecodeError("run: not a shape")
    for number, limit in zip(value, _SHAPE_LIMITS, strict=True):
        if type(number) is not int or not 0 <= number <= limit:
            raise DecodeError("run: impossible numbers in a shape")
    if value[0] != FORMAT_VERSION:
        raise (NewerFormat if value[0] > FORMAT_VERSION else DecodeError)(f"batch {value[0]}")
    return tuple(value)


def _actor(value: Packed) -> EntityId:
    if not isinstance(value, bytes) or len(value) != ID_BYTES:
        raise DecodeError("run: not an actor")
    return EntityId(value)


def _signature(value: Packed, first: int, count: int) -> tuple[int, bytes]:
    match value:
        case [int(place), bytes(signature)]:
            if 0 <= place < count and len(signature) == SIGNATURE_BYTES:
                return first + place, signature
    raise DecodeError("run: not a signature")
