"""The agreement of a county on a day, its blocks, and the directory of its councils."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.county_agreement import (
    Block,
    Contact,
    Member,
    Term,
    holds,
    in_two_blocks,
    terms_on,
)
from sync.core.ids import EntityId

AGREEMENT_TOPICS = ("agreement_term", "block", "block_member", "council", "contact_point")


@dataclass(frozen=True)
class CouncilRow:
    """A council of the directory. `block` is the name of its block on the day."""

    id: EntityId
    code: str
    name: str
    kind: str
    phone: str
    email: str
    address: str
    active: bool
    block: str


@dataclass(frozen=True)
class AgreementView:
    """What holds on `day`. `all_terms` are all wordings there ever were."""

    day: str
    terms: tuple[Term, ...]
    all_terms: tuple[Term, ...]
    blocks: tuple[Block, ...]
    later_blocks: tuple[Block, ...]
    twice: tuple[str, ...]
    without: tuple[str, ...]
    """Municipal councils that stand in no block."""
    councils: tuple[CouncilRow, ...]
    contacts: tuple[Contact, ...]

    def name_of(self, council: bytes | None) -> str:
        return next((one.name for one in self.councils if one.id == council), "")


_TERMS = """
SELECT id, coalesce(kind, 'other'), coalesce(title, ''), coalesce(body, ''), council,
       coalesce(position, 0), starts_on, ends_on, coalesce(source, ''), minutes, replaces
FROM live_agreement_term ORDER BY position, id
"""
_BLOCKS = """
SELECT id, coalesce(name, ''), coalesce(position, 0), starts_on, ends_on, coalesce(note, ''),
       coalesce(proposal, '')
FROM live_block ORDER BY position, id
"""
_MEMBERS = """
SELECT m.block, m.id, m.council, coalesce(c.name, ''), coalesce(m.leads, 0), m.starts_on, m.ends_on
FROM live_block_member m LEFT JOIN live_council c ON c.id = m.council
ORDER BY c.position, c.code, m.id
"""
_COUNCILS = """
SELECT id, coalesce(code, ''), coalesce(name, ''), coalesce(kind, ''), coalesce(phone, ''),
       coalesce(email, ''), coalesce(address, ''), coalesce(active, 1), parent
FROM live_council ORDER BY position, code
"""
_CONTACTS = """
SELECT p.id, p.council, coalesce(c.name, ''), coalesce(p.kind, 'office'), coalesce(p.title, ''),
       coalesce(p.phone, ''), coalesce(p.email, ''), coalesce(p.hours, ''),
       coalesce(p.position, 0), p.called_by, p.calls_next, p.starts_on, p.ends_on
FROM live_contact_point p LEFT JOIN live_council c ON c.id = p.council
ORDER BY c.position, c.code, p.position, p.id
"""


def all_terms(db: sqlite3.Connection) -> tuple[Term, ...]:
    return tuple(
        Term(
            EntityId(row[0]), row[1], row[2], row[3], _id(row[4]), row[5], row[6], row[7], row[8],
            row[9], _id(row[10]),
        )
        for row in db.execute(_TERMS)
    )  # fmt: skip


def all_blocks(db: sqlite3.Connection) -> tuple[Block, ...]:
    """Every block with all members there ever were."""
    members: dict[bytes, list[Member]] = defaultdict(list)
    for row in db.execute(_MEMBERS):
        members[row[0]].append(
            Member(EntityId(row[1]), EntityId(row[2] or b""), row[3], bool(row[4]), *row[5:])
        )
    return tuple(
        Block(
            EntityId(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], tuple(members[row[0]])
        )
        for row in db.execute(_BLOCKS)
    )


def all_contacts(db: sqlite3.Connection) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            EntityId(row[0]), EntityId(row[1] or b""), row[2], row[3], row[4], row[5], row[6],
            row[7], row[8], _id(row[9]), _id(row[10]), row[11], row[12],
        )
        for row in db.execute(_CONTACTS)
    )  # fmt: skip


def blocks_on(blocks: Iterable[Block], day: str) -> tuple[Block, ...]:
    """The blocks of a day (ISO) with its members, in the order in which they are asked."""
    return tuple(
        replace(block, members=tuple(
            one for one in block.members if holds(one.starts_on, one.ends_on, day)
        ))
        for block in blocks if holds(block.starts_on, block.ends_on, day)
    )  # fmt: skip


def agreement_view(db: sqlite3.Connection, day: str) -> AgreementView:
    terms, everything = all_terms(db), all_blocks(db)
    blocks = blocks_on(everything, day)
    later = tuple(one for one in everything if (one.starts_on or "") > day)
    block_of = {member.council: block.name for block in blocks for member in block.members}
    councils = tuple(
        CouncilRow(
            EntityId(row[0]), row[1], row[2], row[3], row[4], row[5], row[6], bool(row[7]),
            block_of.get(row[0]) or block_of.get(row[8], ""),
        )
        for row in db.execute(_COUNCILS)
    )  # fmt: skip
    without = tuple(
        one.name for one in councils
        if one.active and one.kind == "municipality" and not one.block
    )  # fmt: skip
    contacts = tuple(
        one for one in all_contacts(db) if holds(one.starts_on, one.ends_on, day)
    )  # fmt: skip
    return AgreementView(
        day, terms_on(terms, day), terms, blocks, later, in_two_blocks(blocks), without, councils,
        contacts,
    )  # fmt: skip


def _id(value: bytes | None) -> EntityId | None:
    return EntityId(value) if value else None
