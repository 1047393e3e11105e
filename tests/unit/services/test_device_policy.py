"""Whatever a screen offers at a device, the device may write: no honest batch is held back."""

from importlib import import_module

import pytest

from app.domain.device_roles import (
    ADMIN,
    CENTRE_ROLES,
    COORDINATOR,
    COUNTY_ROLES,
    DEVICE_ROLES,
    OBSERVER,
    POLICY,
    RELAY,
    allows,
    may_write,
    readable_kinds,
)
from app.domain.staff_access import SCREENS
from app.domain.tables import REGISTRY
from app.services.command import HANDLERS, Command, CountyCommand
from sync.core.registry import SpaceKind
from tests.support.command_tables import tables_of
from tests.tidy.sources import ROOT

for _path in sorted((ROOT / "app" / "services").glob("[a-z]*.py")):
    import_module(f"app.services.{_path.stem}")

# The first act of an operation, and what only a device of administration or the head office does.
ELSEWHERE = {
    "open_centre", "enrol_device", "revoke_device", "accept_held_back", "change_device",
    "renew_keys", "erase_subject", "enrol_backup", "return_from_backup", "found_county",
    "take_recovery_key", "recover", "tell_removed",
}  # fmt: skip
COMMANDS = sorted(
    (one for one in HANDLERS if HANDLERS[one].act not in ELSEWHERE), key=lambda one: one.__name__
)
DESKS = [role for role in CENTRE_ROLES if role not in (OBSERVER, RELAY)]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.__name__)
def test_what_a_device_lets_people_ask_for_it_may_write(command: type[Command]) -> None:
    tables = tables_of(command)
    refused = [
        role for role in (COUNTY_ROLES if issubclass(command, CountyCommand) else CENTRE_ROLES)
        if allows({role}, HANDLERS[command].sections) and not may_write({role}, tables)
    ]  # fmt: skip
    assert not refused, f"{command.__name__} writes {sorted(tables)}"


def test_the_source_of_commands_was_read() -> None:
    named = {one.__name__: tables_of(one) for one in HANDLERS}
    assert {"volunteer", "volunteer_private"} <= named["RegisterVolunteer"]
    assert {"team", "team_member", "report", "check_in"} <= named["ReturnAndReport"]
    assert sum(not tables for tables in named.values()) < len(named) / 12


def test_every_section_has_a_device_and_the_head_office_has_all() -> None:
    for sections in SCREENS.values():
        assert allows({COORDINATOR}, sections)
        assert allows({ADMIN}, sections)
        own = [role for role in DESKS if role not in (COORDINATOR, ADMIN)]
        assert sections == {"general"} or any(allows({role}, sections) for role in own)


def test_a_desk_does_not_do_the_work_of_another() -> None:
    assert not allows({"reception"}, {"needs"})
    assert not allows({"equipment"}, {"general"})
    assert allows({"reception", "needs"}, {"needs"})
    assert not allows((), ())


@pytest.mark.parametrize("role", [OBSERVER, RELAY])
def test_who_only_shows_or_carries_writes_nothing(role: str) -> None:
    assert not allows({role}, ())
    assert not allows({role}, {"reception"})
    assert not may_write({role}, ())


def test_only_administration_writes_into_auth() -> None:
    auth = {table.name for table in REGISTRY.tables if table.space is SpaceKind.AUTH}
    writers = {table: [r for r in DEVICE_ROLES if may_write({r}, {table})] for table in auth}
    assert set(map(tuple, writers.values())) == {(ADMIN,)}


def test_residents_are_read_only_where_that_is_the_work() -> None:
    readers = [role for role in DEVICE_ROLES if SpaceKind.SEALED in readable_kinds({role})]
    assert readers == ["needs", "matching", "coordinator", "admin"]
    assert readable_kinds({"observer", "of_a_newer_app"}) == {
        SpaceKind.AUTH, SpaceKind.SHARED, SpaceKind.CENTRE,
    }  # fmt: skip


def test_every_table_that_a_role_names_exists_and_every_role_has_a_rule() -> None:
    assert set(POLICY.roles) == set(DEVICE_ROLES)
    named = set().union(*(rule.writes or () for rule in POLICY.roles.values()))
    assert named <= REGISTRY.by_name.keys()
