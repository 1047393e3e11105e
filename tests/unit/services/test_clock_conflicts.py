"""Conflicts that clocks make hard: decided once, they are gone, whatever any clock says."""

from collections.abc import Callable
from itertools import count

import pytest

from app.domain.tables import REGISTRY
from app.services.day_decide import take
from app.services.draft import Draft
from app.services.lifting import lifted
from app.store.projection import OpenBatch
from app.store.queries.today_decide import conflict_questions
from app.store.working_set import WorkingSet
from sync.core.body import Body
from sync.core.clock import hlc_of
from sync.core.encoding import decode_body, encode_body
from sync.core.ids import DeviceId, EntityId
from sync.core.limits import BASES_MAX
from sync.core.operations import Delete, New, Operation, Set
from sync.core.registry import SpaceKind
from sync.core.space import Space

CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
ONE, OTHER, HERE = (DeviceId(letter * 16) for letter in (b"a", b"b", b"h"))
IN_2049, NOW = hlc_of(2_493_000_000_000), hlc_of(1_786_400_000_000)
PERSON = EntityId(b"p" * 16)
names, numbers = count(), count(1)


@pytest.fixture
def made():
    shown = WorkingSet(REGISTRY, f"clock-conflicts-{next(names)}")
    shown.load([])
    yield shown
    shown.close()


def write(shown: WorkingSet, device: DeviceId, hlc: int, *operations: Operation) -> None:
    batch = OpenBatch(CENTRE, device, next(numbers), hlc, Body("x", operations))
    shown.apply([batch])


def act(shown: WorkingSet, hlc: int, fill: Callable[[Draft], None]) -> None:
    """What somebody here does, with the clocks that it takes."""
    draft = Draft(shown.reader(), REGISTRY)
    fill(draft)
    changes = [lifted(one, hlc, shown.reader(), REGISTRY) for one in draft.operations]
    packed = encode_body(REGISTRY, Body("x", tuple(changes)))
    write(shown, HERE, hlc, *decode_body(REGISTRY, packed).operations)


def cell(shown: WorkingSet, column: str) -> object:
    sql = f'SELECT "{column}" FROM volunteer'
    return shown.read(lambda db: db.execute(sql).fetchone()[0])


def open_questions(shown: WorkingSet) -> int:
    return len(shown.read(conflict_questions))


def test_two_corrections_with_one_clock_are_decided_at_once(made):
    """Both devices saw the value of 2049, so both gave theirs the clock just above it."""
    write(made, ONE, IN_2049, New("volunteer", PERSON, {"name": "訓練 一郎"}))
    for device, name in ((ONE, "訓練 二郎"), (OTHER, "訓練 三郎")):
        write(made, device, NOW, Set("volunteer", PERSON, "name", name, (IN_2049,), IN_2049 + 1))
    assert open_questions(made) == 1
    act(made, NOW + 1, lambda draft: draft.set("volunteer", PERSON, {"name": "訓練 四郎"}))
    assert open_questions(made) == 0
    assert cell(made, "name") == "訓練 四郎"


def test_a_set_that_was_edited_after_a_deletion_comes_back_whole(made):
    write(made, ONE, NOW, New("volunteer", PERSON, {"skills": ("cook", "driver")}))
    write(made, ONE, NOW + 1, Delete("volunteer", PERSON))
    # Another device says which skills, without knowing of the deletion.
    write(made, OTHER, NOW + 2, Set("volunteer", PERSON, "skills", ("nurse",), (NOW,)))
    (question,) = made.read(conflict_questions)
    assert question.conflict is not None
    assert question.conflict.kind == "edited_after_deletion"
    act(made, NOW + 3, lambda draft: take(True, question, question.conflict, draft))
    assert cell(made, "_deleted") == 0
    assert "nurse" in str(cell(made, "skills"))


def test_who_says_that_it_stays_deleted_is_not_asked_again(made):
    write(made, ONE, NOW, New("volunteer", PERSON, {"name": "訓練 一郎"}))
    write(made, ONE, NOW + 1, Delete("volunteer", PERSON))
    write(made, OTHER, IN_2049, Set("volunteer", PERSON, "name", "訓練 二郎", (NOW,)))
    (question,) = made.read(conflict_questions)
    act(made, NOW + 2, lambda draft: take(False, question, question.conflict, draft))
    assert open_questions(made) == 0
    assert cell(made, "_deleted") == 1


def test_who_deletes_for_the_first_time_leaves_room_for_what_others_say(made):
    """A value of 2049 does not lift the deletion, so an edit elsewhere is still asked about."""
    write(made, ONE, IN_2049, New("volunteer", PERSON, {"name": "訓練 一郎"}))
    act(made, NOW, lambda draft: draft.delete("volunteer", PERSON))
    write(made, OTHER, NOW + 1, Set("volunteer", PERSON, "note", "訓練", (IN_2049,), NOW + 1))
    kinds = [question.conflict.field for question in made.read(conflict_questions)]
    assert "note" in kinds


def test_a_flood_of_values_does_not_keep_anybody_from_writing(made):
    """A member who means harm writes a hundred values that know of nothing."""
    write(made, ONE, NOW, New("volunteer", PERSON, {"name": "訓練 一郎"}))
    for number in range(1, 101):
        change = Set("volunteer", PERSON, "name", f"{number}", (NOW,))
        write(made, OTHER, NOW + number, change)
    act(made, NOW + 200, lambda draft: draft.set("volunteer", PERSON, {"name": "訓練 二郎"}))
    assert cell(made, "name") == "訓練 二郎"
    assert open_questions(made) == 100 - BASES_MAX
