"""A tablet that lives in 2049 is corrected by simply correcting what it wrote."""

from dataclasses import replace
from itertools import count

import pytest

from app.domain.tables import REGISTRY
from app.services.lifting import lifted
from app.store.projection import OpenBatch
from app.store.working_set import WorkingSet
from sync.core.body import Body
from sync.core.clock import hlc_of
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Add, Delete, End, New, Operation, Remove, Set, Undelete
from sync.core.registry import SpaceKind
from sync.core.space import Space

CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
AHEAD, HERE = DeviceId(b"a" * 16), DeviceId(b"h" * 16)
IN_2049, NOW = hlc_of(2_493_000_000_000), hlc_of(1_786_400_000_000)
PERSON = EntityId(b"p" * 16)
names = count()


def centre(*written: Operation) -> WorkingSet:
    made = WorkingSet(REGISTRY, f"lifting-{next(names)}")
    made.load([])
    made.apply([OpenBatch(CENTRE, AHEAD, 1, IN_2049, Body("x", written))])
    return made


def corrected(made: WorkingSet, change: Operation) -> tuple[object, ...]:
    """(name, skills, deleted) after somebody here, today, does `change`."""
    change = made.read(lambda db: lifted(change, NOW, db, REGISTRY))
    made.apply([OpenBatch(CENTRE, HERE, 1, NOW, Body("y", (change,)))])
    row: tuple[object, ...] = made.read(
        lambda db: db.execute("SELECT name, skills, _deleted FROM volunteer").fetchone()
    )
    made.close()
    return row


PEOPLE = New("volunteer", PERSON, {"name": "訓練 一郎", "skills": ("cook",)})


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ((PEOPLE,), Set("volunteer", PERSON, "name", "練習", (IN_2049,)), ("練習", '["cook"]', 0)),
        ((PEOPLE,), Remove("volunteer", PERSON, "skills", "cook"), ("訓練 一郎", "[]", 0)),
        (
            (PEOPLE, Remove("volunteer", PERSON, "skills", "cook")),
            Add("volunteer", PERSON, "skills", "cook"),
            ("訓練 一郎", '["cook"]', 0),
        ),
        (
            (PEOPLE, Delete("volunteer", PERSON)),
            Undelete("volunteer", PERSON),
            ("訓練 一郎", '["cook"]', 0),
        ),
        ((PEOPLE,), Delete("volunteer", PERSON), ("訓練 一郎", '["cook"]', 1)),
    ],
)
def test_a_correction_holds_though_its_clock_is_years_behind(
    before: tuple[Operation, ...], change: Operation, after: tuple[object, ...]
) -> None:
    assert corrected(centre(*before), change) == after


@pytest.mark.parametrize(
    "change",
    [
        Set("volunteer", PERSON, "name", "練習", (NOW - 1,)),
        End("team_member", PERSON, 5),
        New("volunteer", PERSON, {}),
    ],
)
def test_what_needs_no_lift_gets_none(change: Operation) -> None:
    made = centre(PEOPLE)
    assert made.read(lambda db: lifted(change, NOW, db, REGISTRY)) == change
    made.close()


def test_a_lift_is_just_above_what_was_seen() -> None:
    made = centre(PEOPLE)
    change = Remove("volunteer", PERSON, "skills", "cook")
    assert made.read(lambda db: lifted(change, NOW, db, REGISTRY)) == replace(
        change, clock=IN_2049 + 1
    )
    made.close()
