"""Search as a desk types: any script, any spelling, numbers and phones."""

import pytest

from app.domain.tables import REGISTRY
from app.store.projection import OpenBatch
from app.store.search import search
from app.store.working_set import WorkingSet
from sync.core.body import Body
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import New, Operation, Set
from sync.core.registry import SpaceKind
from sync.core.space import Space

DEVICE = DeviceId(b"d" * 16)
CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
PEOPLE = {
    1: ("渡邉 健一", "わたなべ けんいち", "090-0000-0011", "C-0137"),
    2: ("渡辺恵", "", "090-0000-0044", "C-0140"),
    3: ("髙橋 翔", "タカハシ ショウ", "0460-00-0003", "A-0137"),
    4: ("𠮷田 花", "ヨシダ ハナ", "", "A-0002"),
}


def person(number: int) -> EntityId:
    return EntityId(bytes([number]) * 16)


@pytest.fixture(scope="module")
def working_set() -> WorkingSet:
    made = WorkingSet(REGISTRY, "search-test")
    made.load([])
    apply(made, 1, *(
        New("volunteer", person(key), {"name": name, "kana": kana, "phone": phone, "number": no})
        for key, (name, kana, phone, no) in PEOPLE.items()
    ))  # fmt: skip
    return made


def apply(working_set: WorkingSet, seq: int, *operations: Operation) -> None:
    working_set.apply([OpenBatch(CENTRE, DEVICE, seq, seq << 16, Body("test", operations))])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("渡邉", {1, 2}), ("渡辺", {1, 2}), ("わたなべ", {1, 2}), ("ﾜﾀﾅﾍﾞ", {1, 2}),
        ("watanabe", {1, 2}), ("渡邊健", {1}), ("高橋", {3}), ("吉田", {4}), ("渡", {1, 2}),
        ("C-0137", {1}), ("c137", {1}), ("137", {1, 3}), ("0011", {1}), ("090-0000-0044", {2}),
        ("０９０００００", {1, 2}), ("たかはし しょう", {3}), ("わたなべ けんいし", {1, 2}),
        ("わたなへ", {1}), ("たかはち", {3}), ("たなば", set()), ("存在しない人", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_what_is_typed_finds_whom_it_means(
    working_set: WorkingSet, typed: str, first: set[int]
) -> None:
    hits = working_set.read(lambda db: search(db, "volunteer", typed))
    assert {hit.entity for hit in hits} == {person(key) for key in first}


def test_a_changed_name_is_found_and_the_old_one_is_not() -> None:
    made = WorkingSet(REGISTRY, "search-change")
    made.load([])
    apply(made, 1, New("volunteer", person(9), {"name": "訓練 一郎"}))
    apply(made, 2, Set("volunteer", person(9), "name", "練習 次郎", (1 << 16,)))
    assert made.read(lambda db: search(db, "volunteer", "訓練")) == ()
    assert [hit.entity for hit in made.read(lambda db: search(db, "volunteer", "練習"))] == [
        person(9)
    ]


def test_volunteers_are_not_found_among_needs(working_set: WorkingSet) -> None:
    assert working_set.read(lambda db: search(db, "need", "渡辺")) == ()
