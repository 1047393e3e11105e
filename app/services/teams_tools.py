"""What a team is to fetch: from the need, then by hand.

A need names kinds of tools, not how many; one of each stands on the list until somebody counts.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.teams import OPEN_STATES
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.store.queries.teams import need_equipment, team_by_id
from sync.core.ids import EntityId

Tools = tuple[tuple[EntityId, int], ...]
QUANTITY_MAX = 9999


@dataclass(frozen=True)
class SetTools(Command):
    """The whole list of a team: what is not named comes off it."""

    team: EntityId
    tools: Tools


@decides(SetTools, sections=("matching",))
def set_tools(command: SetTools, ctx: Context) -> Decision:
    team = team_by_id(ctx.db, command.team)
    if team is None:
        return Refused("no_such_team")
    if team.state not in OPEN_STATES:
        return Refused(f"team_is_{team.state}", {"team": team.number})
    refused = list_tools(ctx, team.id, command.tools)
    return refused or Accepted(team.id)


def list_tools(
    ctx: Context, team: EntityId, tools: Iterable[tuple[EntityId, int]]
) -> Refused | None:
    """Drafts the list; what stands there stays. `no_such_equipment`, `quantity_positive`."""
    wanted = dict(tools)
    known = {
        EntityId(row[0]): (EntityId(row[1]), row[2])
        for row in ctx.db.execute(
            "SELECT equipment, id, quantity FROM live_tool_list WHERE team = ?", (team,)
        )
    }
    for equipment, quantity in wanted.items():
        if not 1 <= quantity <= QUANTITY_MAX:
            return Refused("quantity_positive", field="quantity")
        if not _exists(ctx.db, equipment):
            return Refused("no_such_equipment")
        if equipment in known:
            ctx.draft.set("tool_list", known[equipment][0], {"quantity": quantity})
        else:
            ctx.draft.new("tool_list", ctx.new_id(), {
                "team": team, "equipment": equipment, "quantity": quantity,
            })  # fmt: skip
    for equipment, (row, _) in known.items():
        if equipment not in wanted:
            ctx.draft.delete("tool_list", row)
    return None


def tools_of_need(db: sqlite3.Connection, need: EntityId | None) -> Tools:
    """One of each kind that the need asks for and the centre has."""
    return tuple((equipment, 1) for equipment in need_equipment(db, need))


def _exists(db: sqlite3.Connection, equipment: EntityId) -> bool:
    found = db.execute("SELECT 1 FROM live_equipment WHERE id = ?", (equipment,)).fetchone()
    return found is not None
