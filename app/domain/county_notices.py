"""Notices between councils: which wording of a notice holds.

A correction is a notice of its own that replaces another one everywhere. Promises that a text which
was corrected is never among those that stand, whatever came in which order, and that nothing which
two devices said at once is dropped in silence: then several stand, the notice is disputed, and
somebody chooses. The other one is set aside; where two devices set aside each other's, the dispute
is open again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sync.core.ids import EntityId


@dataclass(frozen=True)
class Wording:
    """A row of `notice`. `addressees` are codes of councils, none means all."""

    id: EntityId
    council: EntityId
    kind: str
    title: str
    body: str
    at: int
    corrects: EntityId | None = None
    reason: str = ""
    addressees: tuple[str, ...] = ()
    until: str | None = None
    withdrawn_at: int | None = None
    withdrawn_by: EntityId | None = None
    withdrawn_why: str = ""
    set_aside_at: int | None = None


@dataclass(frozen=True)
class Thread:
    """A notice with its corrections. `standing` is one wording unless it is `disputed`; `replaced`
    are those that do not hold any more, oldest first."""

    root: Wording
    standing: tuple[Wording, ...]
    replaced: tuple[Wording, ...]
    disputed: bool

    @property
    def withdrawn(self) -> bool:
        return all(one.withdrawn_at is not None for one in self.standing)

    @property
    def latest(self) -> int:
        """When something was last said in it."""
        return max(max(one.at, one.withdrawn_at or 0) for one in (*self.standing, *self.replaced))


def threads(rows: Iterable[Wording]) -> tuple[Thread, ...]:
    """Every notice, the one about which something was said last first."""
    known = {row.id: row for row in rows}
    corrections: Mapping[EntityId | None, list[Wording]] = defaultdict(list)
    for row in known.values():
        corrections[row.corrects if row.corrects in known else None].append(row)
    found = (_thread(root, corrections) for root in corrections[None])
    return tuple(sorted(found, key=lambda one: (-one.latest, one.root.id)))


def on_the_way(known: Mapping[EntityId, Wording], chosen: EntityId) -> tuple[Wording, ...]:
    """From what was said first to `chosen`, itself included."""
    way: list[Wording] = []
    at: EntityId | None = chosen
    while at is not None and at in known and known[at] not in way:
        way.append(known[at])
        at = known[at].corrects
    return tuple(reversed(way))


def concerns(wording: Wording, code: str, council: EntityId) -> bool:
    """Whether a council is to read it; nobody reads what they said themselves."""
    return wording.council != council and (not wording.addressees or code in wording.addressees)


def holds_on(wording: Wording, day: str) -> bool:
    """Whether it is still of use; the last day is inside."""
    return wording.withdrawn_at is None and (wording.until is None or day <= wording.until)


def _thread(root: Wording, corrections: Mapping[EntityId | None, list[Wording]]) -> Thread:
    standing = tuple(sorted(_leaves(root, corrections), key=lambda one: (one.at, one.id)))
    everything = sorted(_family(root, corrections), key=lambda one: (one.at, one.id))
    stands = {one.id for one in standing}
    replaced = tuple(one for one in everything if one.id not in stands)
    parents = {one.corrects for one in everything}
    # Withdrawn by one device while another one corrected it.
    torn = any(one.withdrawn_at is not None and one.id in parents for one in replaced) and any(
        one.withdrawn_at is None for one in standing
    )
    return Thread(root, standing, replaced, len(standing) > 1 or torn)


def _leaves(
    wording: Wording, corrections: Mapping[EntityId | None, list[Wording]]
) -> Iterator[Wording]:
    after = corrections.get(wording.id, [])
    kept = [one for one in after if one.set_aside_at is None] or after
    if not kept:
        yield wording
    for one in kept:
        yield from _leaves(one, corrections)


def _family(
    wording: Wording, corrections: Mapping[EntityId | None, list[Wording]]
) -> Iterator[Wording]:
    yield wording
    for one in corrections.get(wording.id, []):
        yield from _family(one, corrections)
