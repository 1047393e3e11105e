"""The agreement between councils as data: what holds on a day, and who calls whom.

Promises that a day belongs to a term or a membership from its first to its last day, both inside;
that a council which stands in two blocks on one day is named, not hidden; and that every contact
stands in the call tree exactly once, also where two devices made a ring of calls.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sync.core.ids import EntityId


def holds(starts_on: str | None, ends_on: str | None, day: str) -> bool:
    """Whether a day (ISO) is inside; a blank end is open."""
    return (not starts_on or starts_on <= day) and (not ends_on or day <= ends_on)


@dataclass(frozen=True)
class Term:
    """A row of `agreement_term`."""

    id: EntityId
    kind: str
    title: str
    body: str
    council: EntityId | None
    position: int
    starts_on: str | None
    ends_on: str | None
    source: str
    minutes: int | None
    replaces: EntityId | None


@dataclass(frozen=True)
class Member:
    """A membership of a block."""

    id: EntityId
    council: EntityId
    name: str
    leads: bool
    starts_on: str | None
    ends_on: str | None


@dataclass(frozen=True)
class Block:
    """`members` are those of the day; `position` is the order in which blocks are asked."""

    id: EntityId
    name: str
    position: int
    starts_on: str | None
    ends_on: str | None
    note: str
    proposal: str
    members: tuple[Member, ...]

    @property
    def leads(self) -> tuple[Member, ...]:
        return tuple(one for one in self.members if one.leads)


def in_two_blocks(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Names of councils that stand in more than one block of the day."""
    counts = Counter(member.name for block in blocks for member in block.members)
    return tuple(name for name, count in counts.items() if count > 1)


def terms_on(terms: Iterable[Term], day: str) -> tuple[Term, ...]:
    """What holds on a day, by kind and place. Where two wordings of one term both hold (made at
    once on two devices), both are there."""
    return tuple(
        sorted(
            (term for term in terms if holds(term.starts_on, term.ends_on, day)),
            key=lambda term: (term.position, term.title, term.id),
        )
    )


def written_twice(terms: Iterable[Term]) -> frozenset[EntityId]:
    """Of the terms of a day, those that replace one and the same wording: two devices rewrote it at
    once, and somebody must end one of them."""
    shown = tuple(terms)
    counts = Counter(term.replaces for term in shown if term.replaces is not None)
    return frozenset(
        term.id for term in shown if term.replaces is not None and counts[term.replaces] > 1
    )


def wordings_of(terms: Iterable[Term], term: Term) -> tuple[Term, ...]:
    """A term with its earlier wordings, the newest first."""
    known = {one.id: one for one in terms}
    found, at = [term], term.replaces
    while at is not None and at in known and known[at] not in found:
        found.append(known[at])
        at = known[at].replaces
    return tuple(found)


@dataclass(frozen=True)
class Contact:
    """A duty of a council with an office's telephone; never a person."""

    id: EntityId
    council: EntityId
    council_name: str
    kind: str
    title: str
    phone: str
    email: str
    hours: str
    position: int
    called_by: EntityId | None = None
    calls_next: EntityId | None = None
    starts_on: str | None = None
    ends_on: str | None = None


@dataclass(frozen=True)
class Call:
    """A contact in the tree: `depth` 0 begins; `ring` says that its calls go round in a ring."""

    contact: Contact
    depth: int
    ring: bool = False


def call_tree(contacts: Iterable[Contact]) -> tuple[Call, ...]:
    """Who calls whom, each branch below the one that calls it, in the order of calling."""
    known = {one.id: one for one in contacts}
    below: dict[EntityId | None, list[Contact]] = defaultdict(list)
    for one in sorted(known.values(), key=lambda one: (one.position, one.council_name, one.id)):
        below[one.called_by if one.called_by in known else None].append(one)
    calls = list(_branch(below, None, 0))
    reached = {call.contact.id for call in calls}
    for one in sorted(known.values(), key=lambda one: (one.position, one.id)):
        if one.id not in reached:
            ring = list(_ring(below, one, reached))
            calls += ring
            reached |= {call.contact.id for call in ring}
    return tuple(calls)


def would_ring(contacts: Iterable[Contact], contact: EntityId, caller: EntityId) -> bool:
    """Whether `contact` calls `caller` already, directly or through others."""
    known = {one.id: one for one in contacts}
    seen: set[EntityId] = set()
    at: EntityId | None = caller
    while at is not None and at not in seen:
        if at == contact:
            return True
        seen.add(at)
        at = known[at].called_by if at in known else None
    return False


def _branch(
    below: dict[EntityId | None, list[Contact]], caller: EntityId | None, depth: int
) -> Iterator[Call]:
    for one in below.get(caller, []):
        yield Call(one, depth)
        yield from _branch(below, one.id, depth + 1)


def _ring(
    below: dict[EntityId | None, list[Contact]], start: Contact, reached: set[EntityId]
) -> Iterator[Call]:
    waiting, seen = [(start, 0)], set(reached)
    while waiting:
        one, depth = waiting.pop()
        if one.id in seen:
            continue
        seen.add(one.id)
        yield Call(one, depth, ring=True)
        waiting += [(next_one, depth + 1) for next_one in reversed(below.get(one.id, []))]
