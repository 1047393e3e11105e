"""Roles of devices: which spaces a device may read, and which tables it may write.

A person's role says what the person may do; a device's role says what may be done at that device,
whoever sits there. A role writes what the commands of its sections write, and what everybody may
do at any desk. Residents and health (`sealed`) are read at the needs desk, at matching and in the
head office only; the other desks write into it without reading.
"""

from collections.abc import Collection, Iterable

from app.domain.tables import REGISTRY
from app.domain.tables_county import COUNTY_TABLES
from sync.core.authority import Policy, RoleRule
from sync.core.registry import SpaceKind

RECEPTION = "reception"
NEEDS = "needs"
MATCHING = "matching"
EQUIPMENT = "equipment"
COORDINATOR = "coordinator"
ADMIN = "admin"
OBSERVER = "observer"
RELAY = "relay"
COUNCIL = "council"  # of a county's operation: a device of one of its councils
CENTRE_ROLES = (RECEPTION, NEEDS, MATCHING, EQUIPMENT, COORDINATOR, ADMIN, OBSERVER, RELAY)
COUNTY_ROLES = (COUNCIL, ADMIN, OBSERVER, RELAY)
DEVICE_ROLES = (*CENTRE_ROLES, COUNCIL)

# Sections of the centre (code list `section`) whose commands may be given at a device; None: all.
_SECTIONS: dict[str, frozenset[str] | None] = {
    RECEPTION: frozenset({"reception", "certificates"}),
    NEEDS: frozenset({"needs", "survey"}),
    MATCHING: frozenset({"matching", "dispatch", "transport", "first_aid"}),
    EQUIPMENT: frozenset({"equipment"}),
    COORDINATOR: None,
    ADMIN: None,
    COUNCIL: None,
}

_EVERYWHERE = frozenset(SpaceKind)
_NOT_SEALED = _EVERYWHERE - {SpaceKind.SEALED}
_OPEN_TO_ALL = frozenset({SpaceKind.AUTH, SpaceKind.SHARED})
# The day, shifts, the own PIN, prints and overrides: at every desk where something may be written.
_EVERY_DESK = frozenset(
    {
        "day_close", "daily_figures", "device_act", "hard_stop_override", "print_record", "staff",
        "staff_shift", "relief_worker",
    }
)  # fmt: skip
_WRITES = {
    RECEPTION: {
        "volunteer", "volunteer_private", "insurance", "check_in", "volunteer_group",
        "group_member", "vehicle", "booking", "alias", "import_run",
    },
    NEEDS: {
        "need", "need_private", "survey", "survey_private", "contact", "photo", "team", "alias",
        "import_run",
    },
    MATCHING: {
        "team", "team_member", "team_phase", "tool_list", "need", "check_in", "vehicle", "booking",
        "volunteer", "volunteer_private", "report", "report_private", "injury", "wbgt",
        "stop_order", "call_back", "contact", "calendar_day", "stock_move", "equipment", "place",
    },
    EQUIPMENT: {"equipment", "place", "stock_move", "stock_count", "tool_list", "import_run"},
}  # fmt: skip
_OF_COUNTIES = frozenset({*(table.name for table in COUNTY_TABLES), "device_act"})
_NOT_AUTH = frozenset(
    table.name for table in REGISTRY.tables if table.space is not SpaceKind.AUTH
)  # fmt: skip

POLICY = Policy(
    {
        RECEPTION: RoleRule(_NOT_SEALED, _EVERYWHERE, _EVERY_DESK | _WRITES[RECEPTION]),
        NEEDS: RoleRule(_EVERYWHERE, _EVERYWHERE, _EVERY_DESK | _WRITES[NEEDS]),
        MATCHING: RoleRule(_EVERYWHERE, _EVERYWHERE, _EVERY_DESK | _WRITES[MATCHING]),
        EQUIPMENT: RoleRule(_NOT_SEALED, _EVERYWHERE, _EVERY_DESK | _WRITES[EQUIPMENT]),
        COORDINATOR: RoleRule(_EVERYWHERE, _EVERYWHERE, _NOT_AUTH),
        ADMIN: RoleRule(_EVERYWHERE, _EVERYWHERE, None),
        OBSERVER: RoleRule(_NOT_SEALED, _NOT_SEALED, frozenset()),
        COUNCIL: RoleRule(_OPEN_TO_ALL, _OPEN_TO_ALL, _OF_COUNTIES),
        RELAY: RoleRule(_OPEN_TO_ALL, _EVERYWHERE, frozenset()),
    },
    ADMIN,
)


def allows(roles: Iterable[str], sections: Collection[str]) -> bool:
    """Whether commands of these sections may be given at a device with these roles; no section
    means everybody's, at every device that writes."""
    for role in roles:
        if role not in _SECTIONS:
            continue
        own = _SECTIONS[role]
        if own is None or not sections or not own.isdisjoint(sections):
            return True
    return False


def may_write(roles: Iterable[str], tables: Collection[str]) -> bool:
    """Whether what a command is about to write would count, from a device with these roles."""
    allowed: set[str] = set()
    for role in roles:
        rule = POLICY.roles.get(role)
        if rule is not None and rule.writes is None:
            return True
        allowed |= (rule.writes or frozenset()) if rule is not None else frozenset()
    return bool(allowed) and allowed.issuperset(tables)


def readable_kinds(roles: Iterable[str]) -> frozenset[SpaceKind]:
    """The spaces whose keys a device with these roles gets."""
    rules = (POLICY.roles[role] for role in roles if role in POLICY.roles)
    return frozenset({SpaceKind.AUTH}).union(*(rule.reads for rule in rules))
