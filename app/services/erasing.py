"""Carries erasures out on this device's files: bodies, photos, checkpoints.

A body that speaks of erased records alone goes at once. One that also says other things (an import
of 500 people) first has to be written anew without them: by the device that erased, for what it
knew then, else by its own author. Such a batch has the clock, the actor and the operations of the
old one, so nothing else changes. Order: what must be written anew, photos, checkpoints, bodies; a
crash anywhere leaves bodies, and those are what the next start looks for. Why:
docs/decisions/0011-erasure.md.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Protocol

from app.domain.names import normalise_phone
from app.store.audit_trail import NOTES_APART, UNDO, rewrite_note
from app.store.projection import OpenBatch
from app.store.queries.erasures import (
    Place,
    RemovedBodies,
    covered,
    erased_subjects,
    removed_bodies,
    rewritten,
)
from app.store.queries.personal_texts import kind_of_text
from sync.core.auth_words import OF_PEOPLE
from sync.core.batch import Batch, Header
from sync.core.body import Body
from sync.core.errors import SyncError
from sync.core.ids import DeviceId, EntityId
from sync.core.number_ranges import up_to
from sync.core.operations import Claim, Erase, Move, New, Operation, Set
from sync.core.registry import SpaceKind
from sync.core.space import Space
from sync.log.contract import BatchLog, SealedEntry

_log = logging.getLogger(__name__)
Read = Callable[[Callable[[Connection], Any]], Any]
# Whose words are looked for in the rows that stay, and which rows those are.
PEOPLE = frozenset({"volunteer", "group_member", "injury", "need_private"})
MENTIONING = frozenset({"team", "hard_stop_override", "print_record"})
LETTERS_MIN = 2
WITHIN_LETTERS_MIN = 4
PHOTO_LETTERS = 64


class Sealing(Protocol):
    """`app.services.sealing.BatchSealer`."""

    def open(self, batch: Batch) -> OpenBatch: ...

    def seal(
        self, bodies: Iterable[tuple[Space, Body]], hlc: int, actor: EntityId | None
    ) -> list[SealedEntry]: ...


@dataclass(frozen=True)
class ErasureParts:
    """What an operation gives. `drop_checkpoints` may raise OSError: then nothing is erased yet,
    and the next start goes on."""

    device: DeviceId
    log: BatchLog
    sealing: Sealing
    read: Read
    photos: Path
    drop_checkpoints: Callable[[], None]


def may_concern(headers: Iterable[Header], read: Read) -> bool:
    """Whether `carry_out` may have to do something after batches were taken in and shown: they
    speak of something erased, or come from a device that has written batches anew. Quick."""
    erased, writers = read(lambda db: (erased_subjects(db), {by for _, by in rewritten(db)}))
    if not erased and not read(removed_bodies):
        return False
    return any(
        header.space.kind is SpaceKind.AUTH  # an admin may have named bodies that must go
        or header.device in writers or not erased.isdisjoint(header.subjects)
        for header in headers
    )  # fmt: skip


def carry_out(parts: ErasureParts) -> int:
    """Erase whatever an erasure on record has left in this device's files; how many bodies went or
    were written anew. Where that is not 0 the working set must be rebuilt from the log. Nobody may
    write the log meanwhile. Raises LogFull, LogUnwritable, LogBusy, OSError; it may be called
    again at any time."""
    plan = _Plan.of(parts)
    if not plan.found:
        return 0
    words = frozenset(_words(plan))
    written = _write_anew(parts, plan, words)
    doomed = [one for one in plan.found if one.alone or one.place in plan.replaced]
    if not doomed:
        return written
    for name in _photos(doomed, plan.erased):
        with suppress(FileNotFoundError):
            (parts.photos / name).unlink()
    parts.drop_checkpoints()
    for one in doomed:
        parts.log.erase_body(*one.place)
    _log.info("erasure: %d bodies, %d written anew", len(doomed), written)
    return written + len(doomed)


@dataclass(frozen=True)
class _Found:
    """A body that is still there. `alone`: it speaks of erased records only."""

    place: Place
    opened: OpenBatch
    alone: bool


@dataclass
class _Plan:
    erased: frozenset[bytes]
    found: list[_Found]
    replaced: set[Place]
    mine: set[Place]  # to be written anew by this device, where anything else is said

    @classmethod
    def of(cls, parts: ErasureParts) -> "_Plan":
        erased, rows, known, told = parts.read(
            lambda db: (erased_subjects(db), covered(db), rewritten(db), removed_bodies(db))
        )
        listed = _listed(parts.log, told)
        named = {(place, row.by) for row in rows for place in row.places}
        about = dict.fromkeys(
            place for subject in sorted(erased) for place in parts.log.about(EntityId(subject))
        )
        places = dict.fromkeys((*about, *(place for place, _ in named), *listed))
        found = [
            one for place in places if (one := _look(parts, place, erased, listed)) is not None
        ]  # fmt: skip
        replaced = {
            place for place, by in known
            if (place, by) in named or (by == place[0] and place in about)
        }  # fmt: skip
        left = {place for place, _ in named}
        mine = {place for place, by in named if by == parts.device}
        mine |= {place for place in about if place[0] == parts.device and place not in left}
        return cls(erased, found, replaced, mine)


def _listed(log: BatchLog, told: Iterable[RemovedBodies]) -> frozenset[Place]:
    ends = log.vector()
    return frozenset(
        (row.device, row.space, seq)
        for row in told if row.space.kind in OF_PEOPLE
        for seq in up_to(row.numbers, ends.get((row.device, row.space), 0))
    )  # fmt: skip


def _look(
    parts: ErasureParts, place: Place, erased: frozenset[bytes], listed: frozenset[Place]
) -> _Found | None:
    """The batch as far as something in it is still to be erased."""
    batch = parts.log.get(*place)
    if batch is None or batch.body is None:
        return None
    try:
        opened = parts.sealing.open(batch)
    except SyncError:
        # Without its key an admin's word counts, and the headers say enough, but where erasures
        # themselves are written.
        header = batch.header
        alone = place in listed or (
            place[1].kind is not SpaceKind.CENTRE and erased.issuperset(header.subjects)
        )
        closed = OpenBatch(header.space, header.device, header.seq, header.hlc, None, header.actor)
        return _Found(place, closed, alone=True) if alone else None
    body = opened.body
    if body is None or any(isinstance(one, Erase) for one in body.operations):
        return None
    return _Found(place, opened, alone=_speaks_only_of(body, erased))


def _subject(operation: Operation) -> bytes:
    found: bytes = getattr(operation, "id", b"") or getattr(operation, "subject", b"")
    return found


def _speaks_only_of(body: Body, erased: frozenset[bytes]) -> bool:
    return not body.unknown and all(_subject(one) in erased for one in body.operations)


def _words(plan: _Plan) -> Iterator[str]:
    """Names, telephones and addresses of those who are erased, as they stand in the bodies."""
    for one in plan.found:
        for operation in one.opened.body.operations if one.opened.body else ():
            if _subject(operation) not in plan.erased or _table(operation) not in PEOPLE:
                continue
            for name, value in _values(operation):
                kind = kind_of_text(name)
                if kind and isinstance(value, str) and len(value.strip()) >= LETTERS_MIN:
                    yield value.strip()
                    if kind == "phone":
                        yield normalise_phone(value)


def _table(operation: Operation) -> str:
    return str(getattr(operation, "table", ""))


def _values(operation: Operation) -> Iterable[tuple[str, object]]:
    if isinstance(operation, New | Move | Claim):
        return operation.values.items()
    return ((operation.field, operation.value),) if isinstance(operation, Set) else ()


def _write_anew(parts: ErasureParts, plan: _Plan, words: frozenset[str]) -> int:
    written = 0
    for one in plan.found:
        body = one.opened.body
        if body is None or one.alone or one.place in plan.replaced or one.place not in plan.mine:
            continue
        rest = without(body, plan.erased, words)
        if rest is None:
            continue
        device, space, seq = one.place
        undone = _undone(body)
        rest = replace(rest, note=rewrite_note(device, space, seq, undone))
        entries = parts.sealing.seal([(space, rest)], one.opened.hlc, one.opened.actor)
        parts.log.append(entries)
        plan.replaced.add(one.place)
        written += 1
    return written


def _undone(body: Body) -> str | None:
    if body.act != UNDO or body.note is None:
        return None
    return body.note.split(NOTES_APART)[0]


def without(body: Body, erased: frozenset[bytes], words: frozenset[str]) -> Body | None:
    """What a batch says besides what is erased; None where it says nothing of that."""
    kept = [one for one in body.operations if _subject(one) not in erased]
    told = tuple(_silenced(one, words) for one in kept)
    if len(kept) == len(body.operations) and told == tuple(kept):
        return None
    return replace(body, operations=told)


def _silenced(operation: Operation, words: frozenset[str]) -> Operation:
    """A row that stays, without the words that name the person."""
    if _table(operation) not in MENTIONING:
        return operation
    if isinstance(operation, New | Move | Claim):
        values = {
            name: value for name, value in operation.values.items() if not _names(value, words)
        }
        return operation if values == operation.values else replace(operation, values=values)
    if isinstance(operation, Set) and _names(operation.value, words):
        return replace(operation, value=None)
    return operation


def _names(value: object, words: frozenset[str]) -> bool:
    if not isinstance(value, str):
        return False
    if value.strip() in words or normalise_phone(value) in words - {""}:
        return True
    return any(len(word) >= WITHIN_LETTERS_MIN and word in value for word in words)


def _photos(doomed: Sequence[_Found], erased: frozenset[bytes]) -> Iterator[str]:
    for one in doomed:
        for operation in one.opened.body.operations if one.opened.body else ():
            if _table(operation) == "photo" and _subject(operation) in erased:
                for name, value in _values(operation):
                    if name == "blob" and isinstance(value, str) and len(value) == PHOTO_LETTERS:
                        yield value
