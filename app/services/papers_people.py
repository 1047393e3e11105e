"""Name tags and check-in cards of people and groups, as they stand in an operation.

A group gets a tag for every name that was given, and blank ones for the heads without a name.
"""

import sqlite3
from collections.abc import Iterable

from app.documents.check_in_cards import CheckInCard
from app.documents.name_tags import NameTag
from app.store.queries.papers import TagGroup, tag_group, tag_person

BLANK_TAGS_MAX = 100


def name_tags_of(db: sqlite3.Connection, people: Iterable[bytes], day: str) -> tuple[NameTag, ...]:
    """Tags for volunteers and groups in this order; ids that are neither are left out."""
    tags: list[NameTag] = []
    for identifier in people:
        person = tag_person(db, identifier, day)
        if person is not None:
            tags.append(
                NameTag(
                    person.name,
                    person.number,
                    person.kana,
                    person.affiliation,
                    bool(person.first_time),
                    person.leads,
                )
            )
            continue
        group = tag_group(db, identifier)
        if group is not None:
            tags += _tags_of_group(group)
    return tuple(tags)


def check_in_cards_of(
    db: sqlite3.Connection, people: Iterable[bytes], day: str
) -> tuple[CheckInCard, ...]:
    """Cards for volunteers, whose code holds the id; a group has one card for its leader."""
    cards: list[CheckInCard] = []
    for identifier in people:
        person = tag_person(db, identifier, day)
        if person is not None:
            cards.append(CheckInCard(identifier, person.number, person.name, person.kana))
            continue
        group = tag_group(db, identifier)
        if group is not None:
            cards.append(CheckInCard(identifier, group.number, group.name, group.kana))
    return tuple(cards)


def _tags_of_group(group: TagGroup) -> list[NameTag]:
    tags = [
        NameTag(name, group.number, kana, group.name, leader=leads)
        for name, kana, leads in group.members
    ]
    blank = min(max(0, group.heads - len(tags)), BLANK_TAGS_MAX)
    return tags + [NameTag("", group.number, group=group.name)] * blank
