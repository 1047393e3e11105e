"""What every page of the tool desk does: find what was scanned or named, send what was done."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import flet as ft

from app.services.command import Command
from app.ui.runtime import Runtime
from app.ui.screens.equipment.state import TeamLine, find_scanned, team_fits
from app.ui.sending import Answer
from sync.core.ids import EntityId

Send: TypeAlias = Callable[[Command, str], Awaitable[Answer]]
"""A command and what is said when it is safe."""


async def looked_up(
    runtime: Runtime, words: str, lines: tuple[TeamLine, ...]
) -> tuple[EntityId | None, EntityId | None]:
    """What a scan or Enter means here: one of these teams, else a thing; both None where nothing.

    What is no whole number or label chooses the first team that the words fit.
    """
    day = runtime.today
    found = await runtime.read(lambda db: find_scanned(db, words, day))
    shown = {line.team.id for line in lines}
    teams = [team for team in found.teams if team in shown]
    if not teams and found.equipment is None and words.strip():
        teams = [line.team.id for line in lines if team_fits(line, words)]
    return (teams[0] if teams else None), found.equipment


def asked_id(name: str) -> EntityId | None:
    """The record that the address names, if it is an id. A hook."""
    hexadecimal = ft.use_route_params().get(name, "")
    try:
        return EntityId(bytes.fromhex(hexadecimal)) if hexadecimal else None
    except ValueError:
        return None


def use_asked(name: str, take: Callable[[EntityId], None]) -> None:
    """Calls `take` with the record that the address names, also when only the address changes and
    the page stays. A hook."""
    asked = asked_id(name)
    ft.use_effect(lambda: take(asked) if asked is not None else None, [asked])
