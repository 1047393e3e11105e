"""消去 told to those who cannot read it: which bodies are gone for good, as numbers in `auth`.

A hub, or a desk that only carries a space, cannot see which batches speak of somebody who was
erased. So a device of administration, once it has carried an erasure out itself, names the batches:
author, space, numbers, nothing else. Whoever holds them drops the bodies, and neither gives nor
takes them any more. It is said again whenever more went: by desks that came late, or where a body
was written anew. What is not justified by an erasure on record is never named, whether its body
is here or not: a body that somebody withheld is not one that must go.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from sqlite3 import Connection

from app.domain.device_roles import ADMIN
from app.domain.staff_access import CHIEF
from app.services.command import Accepted, Actor, Changes, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.devices import not_admin
from app.services.operation import Operation
from app.store.queries.erasures import (
    Place,
    covered,
    erased_subjects,
    removed_bodies,
    rewritten,
)
from sync.core.auth_words import OF_PEOPLE
from sync.core.batch import Batch
from sync.core.ids import DeviceId, EntityId
from sync.core.limits import SUBJECTS_MAX
from sync.core.number_ranges import Numbers, holds, joined, numbers_text
from sync.core.space import Space
from sync.log.contract import BatchLog

_log = logging.getLogger(__name__)
TELLER = Actor(None, "Tasuki", CHIEF)
OF_ERASURES = frozenset({"erasure", "removed_body", "device"})
NUMBERS_IN_A_ROW = 2_000


@dataclass(frozen=True)
class TellRemoved(Command):
    """These bodies are gone for good."""

    places: tuple[Place, ...]


@decides(TellRemoved, sections=("general",))
def tell_removed(command: TellRemoved, ctx: Context) -> Decision:
    wrong = not_admin(ctx)
    if wrong:
        return wrong
    chains: dict[tuple[DeviceId, Space], list[int]] = defaultdict(list)
    for device, space, seq in sorted(command.places, key=_order):
        if space.kind in OF_PEOPLE:
            chains[device, space].append(seq)
    for (device, space), seqs in chains.items():
        for first in range(0, len(seqs), NUMBERS_IN_A_ROW):
            ctx.draft.new("removed_body", ctx.new_id(), {
                "device": device, "space": space.space_id.hex(), "at": ctx.now_ms,
                "seqs": numbers_text(seqs[first : first + NUMBERS_IN_A_ROW]),
            })  # fmt: skip
    return Accepted()


class RemovalTeller:
    """Says what is due, on a device of administration."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation

    def changed(self, changes: Changes) -> None:
        """Something was written here or came in."""
        if not changes.topics.isdisjoint(OF_ERASURES):
            self.look()

    def look(self) -> None:
        """What the disk refuses now is due the next time."""
        operation = self._operation
        if operation.membership.revoked or ADMIN not in operation.membership.roles:
            return
        places = operation.read(lambda db: untold(db, operation.log))
        if not places:
            return
        outcome = operation.submit(TellRemoved(places), TELLER)
        if isinstance(outcome, Refused):
            _log.warning("bodies that are gone wait to be told: %s", outcome.code)


def untold(db: Connection, log: BatchLog) -> tuple[Place, ...]:
    """Bodies that an erasure took out of the log here, and of which nobody has said so yet."""
    erased = erased_subjects(db)
    if not erased:
        return ()
    told: dict[tuple[DeviceId, Space], Numbers] = {}
    for row in removed_bodies(db):
        chain = row.device, row.space
        told[chain] = joined((*told.get(chain, ()), *row.numbers))
    named = {(place, row.by) for row in covered(db) for place in row.places}
    replaced = {
        place for place, by in rewritten(db) if (place, by) in named or by == place[0]
    }  # fmt: skip
    about = {place for subject in erased for place in log.about(EntityId(subject))}
    found = []
    for device, space, seq in sorted({*about, *(place for place, _ in named)}, key=_order):
        if space.kind not in OF_PEOPLE or holds(told.get((device, space), ()), seq):
            continue
        batch = log.get(device, space, seq)
        if batch is None or batch.body is not None:
            continue
        if (device, space, seq) in replaced or _is_alone(batch, erased):
            found.append((device, space, seq))
    return tuple(found)


def _is_alone(batch: Batch, erased: frozenset[bytes]) -> bool:
    """By its header, which names at most so many records."""
    subjects = batch.header.subjects
    return 0 < len(subjects) < SUBJECTS_MAX and erased.issuperset(subjects)


def _order(place: Place) -> tuple[bytes, bytes, int]:
    return place[0], place[1].space_id, place[2]
