"""Roles and sections: what a member of staff may do.

Roles are ordered: a chief may do what a leader may, a leader what a member may; an observer reads.
A section-only helper sees the own sections, the day, and nothing else. Relief staff stop on the
day that their stay ends. Whom nobody has given a role may read only.
"""

from collections.abc import Iterable
from dataclasses import dataclass

CHIEF = "chief"
LEADER = "leader"
MEMBER = "member"
OBSERVER = "observer"
# Weakest first.
ROLES = (OBSERVER, MEMBER, LEADER, CHIEF)

# Screens of the app, in the order of the rail, and the sections that work there.
SCREENS: dict[str, frozenset[str]] = {
    "today": frozenset(),  # everybody
    "reception": frozenset({"reception", "certificates"}),
    "needs": frozenset({"needs", "survey"}),
    "matching": frozenset({"matching"}),
    "dispatch": frozenset({"dispatch", "matching", "transport", "first_aid"}),
    "equipment": frozenset({"equipment"}),
    "settings": frozenset({"general"}),
}
# Residents' names, addresses, health: only whose work needs them.
SEALED_SECTIONS = frozenset({"chief", "needs", "survey", "matching", "dispatch"})


@dataclass(frozen=True)
class Access:
    """A member of staff as far as it matters here."""

    role: str
    sections: frozenset[str] = frozenset()
    all_sections: bool = False
    active: bool = True
    ends_on: str | None = None


def at_least(role: str, needed: str) -> bool:
    """Whether a role covers what `needed` may do. An unknown role covers nothing."""
    if role not in ROLES or needed not in ROLES:
        return False
    return ROLES.index(role) >= ROLES.index(needed)


def may_work_on(access: Access, day: str) -> bool:
    """Whether the person may sign in on a day (ISO); the last day of the stay is inside."""
    return access.active and (access.ends_on is None or day <= access.ends_on)


def in_section(access: Access, sections: Iterable[str]) -> bool:
    """Whether the person works in one of these sections; nobody named means everybody."""
    wanted = frozenset(sections)
    if not wanted or access.all_sections or access.role == CHIEF:
        return True
    return bool(wanted & access.sections)


def may_act(access: Access, sections: Iterable[str] = (), roles: Iterable[str] = ()) -> str | None:
    """Why an act is not this person's, as a refusal code, or None.

    `read_only` for an observer, `other_section`, `needs_role`.
    """
    if not at_least(access.role, MEMBER):
        return "read_only"
    if not in_section(access, sections):
        return "other_section"
    wanted = tuple(roles)
    if wanted and not any(at_least(access.role, role) for role in wanted):
        return "needs_role"
    return None


def may_override(role: str, needed: str | None) -> bool:
    """Whether a role may go over a hard stop; no role may where the stop names none."""
    return needed is not None and at_least(role, needed)


def screens_for(access: Access) -> tuple[str, ...]:
    """The screens in the person's rail: the own sections' first, then the day."""
    if access.all_sections or access.role == CHIEF:
        return tuple(SCREENS)
    own = [name for name, sections in SCREENS.items() if sections & access.sections]
    return (*own, "today")


def may_read_residents(access: Access) -> bool:
    """Whether the person's work needs residents' names and addresses."""
    return access.role == CHIEF or in_section(access, SEALED_SECTIONS)
