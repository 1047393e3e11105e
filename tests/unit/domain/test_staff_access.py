"""What a member of staff may do."""

import pytest

from app.domain.needs import ACTS
from app.domain.staff_access import (
    ROLES,
    SCREENS,
    Access,
    at_least,
    may_act,
    may_override,
    may_read_residents,
    may_work_on,
    screens_for,
)

HELPER = Access("member", frozenset({"reception"}))
LEADER = Access("leader", frozenset({"needs"}))
CHIEF = Access("chief")
OBSERVER = Access("observer", all_sections=True)


def test_a_chief_may_what_a_leader_may_and_so_on_down() -> None:
    for stronger, role in enumerate(ROLES):
        assert [at_least(role, needed) for needed in ROLES] == [
            weaker <= stronger for weaker in range(len(ROLES))
        ]


def test_an_unknown_role_may_nothing() -> None:
    assert not at_least("emperor", "observer")
    assert not at_least("chief", "emperor")
    assert may_act(Access("")) == "read_only"


@pytest.mark.parametrize(
    ("access", "sections", "roles", "code"),
    [
        (HELPER, ("reception",), (), None),
        (HELPER, (), (), None),
        (HELPER, ("needs",), (), "other_section"),
        (Access("member", all_sections=True), ("needs",), (), None),
        (LEADER, ("needs", "survey"), ("chief", "leader"), None),
        (Access("member", frozenset({"needs"})), ("needs",), ("chief", "leader"), "needs_role"),
        (CHIEF, ("equipment",), ("chief",), None),
        (OBSERVER, (), (), "read_only"),
    ],
)
def test_an_act_belongs_to_a_section_and_sometimes_to_a_role(
    access: Access, sections: tuple[str, ...], roles: tuple[str, ...], code: str | None
) -> None:
    assert may_act(access, sections, roles) == code


def test_declining_a_need_is_for_leaders_of_the_needs_section() -> None:
    act = ACTS["decline_need"]
    assert may_act(LEADER, act.sections, act.roles) is None
    assert may_act(HELPER, act.sections, act.roles) == "other_section"


def test_a_stop_without_a_role_is_overridden_by_nobody() -> None:
    assert may_override("chief", "chief")
    assert not may_override("leader", "chief")
    assert not may_override("chief", None)


def test_a_helper_sees_the_own_section_first_then_the_day_and_nothing_else() -> None:
    assert screens_for(HELPER) == ("reception", "today")
    assert screens_for(CHIEF) == tuple(SCREENS)
    assert screens_for(Access("member", frozenset({"matching"}))) == (
        "matching",
        "dispatch",
        "today",
    )


def test_relief_staff_work_until_the_last_day_of_their_stay() -> None:
    relief = Access("member", ends_on="2026-08-17")
    assert may_work_on(relief, "2026-08-17")
    assert not may_work_on(relief, "2026-08-18")
    assert not may_work_on(Access("member", active=False), "2026-08-11")
    assert may_work_on(HELPER, "2026-08-11")


def test_residents_are_read_only_where_the_work_needs_it() -> None:
    assert may_read_residents(LEADER)
    assert may_read_residents(CHIEF)
    assert not may_read_residents(HELPER)
    assert not may_read_residents(Access("member", frozenset({"equipment"})))
