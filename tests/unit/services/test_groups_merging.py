"""Two entries of one group: read as one while they are merged, and two again."""

from datetime import date

from app.services.check_ins import CheckInGroup
from app.services.groups import EnrolGroup, RegisterGroup
from app.services.groups_merging import MergeGroups, UnmergeGroup
from app.store.queries.people_groups import group_page
from app.store.queries.waiting import waiting_people
from sync.core.ids import EntityId
from tests.support.centres import Centre

DAY = date(2026, 8, 11)


def entry(centre: Centre, name: str, phone: str, names: str = "") -> EntityId:
    done = centre.do(RegisterGroup(name, heads=12, uninsured=12, phone=phone, names=names))
    assert done.entity is not None
    return done.entity


def test_what_belongs_to_either_entry_is_read_for_both_and_apart_again(centre: Centre) -> None:
    early = entry(centre, "訓練ボランティア会", "090-0000-0011", "訓練 花子\n訓練 太郎")
    late = entry(centre, "訓練ボラ会", "090-0000-0011", "訓練 次郎")
    centre.do(EnrolGroup(late, exception=True))
    page = centre.operation.read(lambda db: group_page(db, early))
    assert page is not None
    assert [one.id for one in page.alike] == [late]  # by the telephone
    centre.do(MergeGroups(early, late))
    page = centre.operation.read(lambda db: group_page(db, late))
    assert page is not None
    assert page.id == early
    assert [line.name for line in page.members] == ["訓練 花子", "訓練 太郎", "訓練 次郎"]
    assert [one.id for one in page.merged] == [late]
    assert page.alike == ()
    assert len(page.insurance) == 1
    centre.do(CheckInGroup(late))
    assert centre.refuse(CheckInGroup(early)).code == "again"
    (here,) = centre.operation.read(lambda db: waiting_people(db, DAY))
    assert here.group == early
    assert here.candidate.policies
    centre.do(UnmergeGroup(late))
    page = centre.operation.read(lambda db: group_page(db, late))
    assert page is not None
    assert page.id == late
    assert [line.name for line in page.members] == ["訓練 次郎"]


def test_what_cannot_be_merged(centre: Centre) -> None:
    group = entry(centre, "訓練ボランティア会", "090-0000-0011")
    assert centre.refuse(MergeGroups(group, group)).code == "one_record_already"
    assert centre.refuse(MergeGroups(group, EntityId(bytes(16)))).code == "no_such_group"
    assert centre.refuse(UnmergeGroup(group)).code == "not_merged"


def test_a_merge_can_be_taken_back(centre: Centre) -> None:
    group, other = (entry(centre, "訓練会", f"090-0000-001{n}") for n in (1, 2))
    centre.undo(centre.do(MergeGroups(group, other)))
    page = centre.operation.read(lambda db: group_page(db, other))
    assert page is not None
    assert page.id == other
