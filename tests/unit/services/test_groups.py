"""Groups: heads that add up, days that are booked, names that come later and only once."""

from typing import Any

import pytest

from app.services.centre import ChangeSetting
from app.services.command import Notice
from app.services.groups import (
    BroughtVehicle,
    ChangeGroup,
    ChangeMember,
    PasteMembers,
    RegisterGroup,
    RemoveMember,
)
from app.services.volunteers import RegisterVolunteer
from sync.core.ids import EntityId
from tests.support.centres import Centre

NOBODY = EntityId(bytes(16))


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        ({"name": " ", "heads": 3}, "group_name_missing", "name"),
        ({"name": "訓練大学"}, "heads_missing", "heads"),
        ({"name": "訓練大学", "heads": 9, "heads_male": 4, "heads_female": 4}, "heads_differ",
         "heads"),
        ({"name": "訓練大学", "heads": 3, "heads_male": 4}, "heads_differ", "heads"),
        ({"name": "訓練大学", "heads": 3, "insured": 2, "uninsured": 2}, "insured_more_than_heads",
         "uninsured"),
        ({"name": "訓練大学", "heads": -1}, "number_negative", "heads"),
    ],
)  # fmt: skip
def test_an_entry_that_does_not_add_up_is_refused(
    centre: Centre, entry: dict[str, Any], code: str, field: str
) -> None:
    refused = centre.refuse(RegisterGroup(**entry))
    assert (refused.code, refused.field) == (code, field)


@pytest.mark.parametrize(
    ("entry", "heads", "uninsured"),
    [
        ({"heads_male": 4, "heads_female": 5}, 9, None),
        ({"heads": 9, "heads_male": 4}, 9, None),
        ({"heads": 9, "insured": 7}, 9, 2),
        ({"names": "渡辺 健一\n髙橋 恵"}, 2, None),
    ],
)
def test_the_total_follows_from_what_was_said(
    centre: Centre, entry: dict[str, Any], heads: int, uninsured: int | None
) -> None:
    centre.do(RegisterGroup("訓練大学", **entry))
    assert centre.rows("SELECT heads, uninsured FROM live_volunteer_group") == [(heads, uninsured)]


def test_one_action_writes_entry_cars_names_and_days_and_is_undone_as_one(
    centre: Centre,
) -> None:
    done = centre.do(
        RegisterGroup(
            "訓練大学", heads=12, vehicles=(BroughtVehicle("micro_bus", 1, True),),
            names="1\t渡辺 健一\t天災\n2\t髙橋 恵\t未加入",
            more={"starts_on": "2026-08-12", "days": 2},
        )
    )  # fmt: skip
    counted = (
        "SELECT (SELECT count(*) FROM live_vehicle), (SELECT count(*) FROM live_group_member), "
        "(SELECT min(day) || max(day) FROM live_booking), "
        "(SELECT count(*) FROM live_volunteer_group)"
    )
    assert centre.rows(counted) == [(1, 2, "2026-08-122026-08-13", 1)]
    centre.undo(done)
    assert centre.rows(counted) == [(0, 0, None, 0)]


def test_a_small_group_is_told_and_not_refused(centre: Centre) -> None:
    assert centre.do(RegisterGroup("訓練会", heads=3)).notices == (
        Notice("group_is_small", {"least": 5}),
    )
    centre.do(ChangeSetting("group_minimum", 3))
    assert centre.do(RegisterGroup("訓練会", heads=3)).notices == ()


def test_groups_and_people_share_one_series_of_numbers(centre: Centre) -> None:
    centre.do(RegisterVolunteer("訓練"))
    centre.do(RegisterGroup("訓練会", heads=5))
    assert centre.rows("SELECT number FROM live_volunteer_group") == [("A-0002",)]


def test_changing_men_and_women_counts_the_total_anew(centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads_male=4, heads_female=5)).entity
    assert group is not None
    centre.do(ChangeGroup(group, {"heads_female": 8}))
    assert centre.rows("SELECT heads FROM live_volunteer_group") == [(12,)]
    assert centre.refuse(ChangeGroup(group, {"uninsured": 40})).code == "insured_more_than_heads"
    assert centre.refuse(ChangeGroup(NOBODY, {})).code == "no_such_group"


def test_a_list_pasted_twice_adds_nobody_twice(centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=5, names="渡邉 健一")).entity
    assert group is not None
    done = centre.do(PasteMembers(group, "渡辺　健一\n髙橋 恵"))
    assert done.notices == (Notice("members_added", {"count": 1}),)
    assert centre.rows("SELECT position, name FROM live_group_member ORDER BY position") == [
        (1, "渡邉 健一"),
        (2, "髙橋 恵"),
    ]
    assert centre.refuse(PasteMembers(group, "\n")).code == "names_missing"
    assert centre.refuse(PasteMembers(NOBODY, "渡辺")).code == "no_such_group"


def test_a_line_of_the_list_is_changed_and_taken_away(centre: Centre) -> None:
    group = centre.do(RegisterGroup("訓練大学", heads=5, names="渡邉 健一")).entity
    assert group is not None
    member = EntityId(bytes(centre.rows("SELECT id FROM live_group_member")[0][0]))  # type: ignore[call-overload]
    centre.do(ChangeMember(member, {"is_leader": True, "phone": "090-0000-0001"}))
    assert centre.refuse(ChangeMember(member, {"name": ""})).code == "name_missing"
    centre.do(RemoveMember(member))
    assert centre.refuse(RemoveMember(member)).code == "no_such_listed"
