"""A whole log at once gives the same rows as batch by batch, in any order."""

from itertools import count
from random import Random

import pytest

from app.domain.tables import REGISTRY
from app.store.projection import OpenBatch
from app.store.queries.audit import audit_page
from app.store.working_set import WorkingSet
from sync.core.body import Body
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import (
    Add,
    Claim,
    Delete,
    End,
    Erase,
    New,
    Operation,
    Remove,
    Resolve,
    Set,
    Undelete,
)  # fmt: skip
from sync.core.registry import SpaceKind
from sync.core.space import Space

CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
ERASURES = 0.01
names = count()


def a_log(seed: int) -> list[OpenBatch]:
    """Three devices that write over each other: same rows made twice, late and early changes."""
    random = Random(seed)
    people = [EntityId(bytes([number]) * 16) for number in range(1, 6)]
    batches: list[OpenBatch] = []
    for device in (b"1", b"2", b"3"):
        for seq in range(1, 15):
            hlc = random.randrange(1, 60) << 16
            person = random.choice(people)
            batches.append(
                OpenBatch(
                    CENTRE, DeviceId(device * 16), seq, hlc, Body("x", (a_change(random, person),))
                )
            )
    return batches


def a_change(random: Random, person: EntityId) -> Operation:
    word = random.choice(["訓練 一郎", "訓練 花子", None])
    base = (random.randrange(1, 60) << 16,)
    skill = random.choice(["cook", "sign"])
    made: list[Operation] = [
        New("volunteer", person, {"name": word or "", "skills": (skill,), "number": "A-0007"}),
        Set("volunteer", person, "name", word, base),
        Set("volunteer", person, "name", word, base, base[0] + 1),
        Set("volunteer", person, "experience", random.choice([True, False, None]), base),
        Add("volunteer", person, "skills", skill),
        Remove("volunteer", person, "skills", skill),
        Delete("volunteer", person),
        Undelete("volunteer", person),
        Delete("volunteer", person, base[0] + 1),
        Add("volunteer", person, "skills", skill, base[0] + 1),
        Claim("team_member", person, {"heads": 1}),
        End("team_member", person, random.randrange(100)),
        Resolve(person, "keep"),
    ]
    if random.random() < ERASURES:
        return Erase(person, "訓練")
    return random.choice(made)


@pytest.mark.parametrize("seed", [*range(40), 70, 142, 193, 293])
def test_all_ways_to_build_the_working_set_end_equal(seed: int) -> None:
    log = a_log(seed)
    shuffled = log.copy()
    Random(seed + 1).shuffle(shuffled)
    ways = [
        lambda one: one.load(log),
        lambda one: one.load(shuffled),
        lambda one: (one.load([]), one.apply(log)),
        lambda one: (one.load([]), [one.apply([batch]) for batch in shuffled]),
        lambda one: (one.load(log[:20]), one.apply(shuffled)),
    ]
    digests = set()
    for way in ways:
        one = WorkingSet(REGISTRY, f"bulk-{next(names)}")
        way(one)
        digests.add((one.digest(), frozenset(one.read(lambda db: audit_page(db, limit=99)))))
        one.close()
    assert len(digests) == 1, f"seed {seed}"
