"""What the tool desk shows, frozen, made of the queries of equipment.

What stands in a row is what the ledger says at this moment; nothing is kept beside it.
"""

import json
import sqlite3
from dataclasses import dataclass

from app.documents.payloads import Kind, parse
from app.domain.board import late_minutes
from app.domain.equipment import CONSUMABLE
from app.domain.names import fold
from app.domain.numbers import normal_number
from app.domain.teams import team_key
from app.store.queries.equipment import (
    EquipmentRow,
    PlaceRow,
    StockRow,
    equipment_rows,
    place_rows,
    stock_row,
    stock_rows,
)
from app.store.queries.equipment_history import BorrowedRow, MoveRow, borrowed_rows, history_of
from app.store.queries.equipment_loans import (
    TeamRow,
    ToolOutRow,
    given_to_team,
    team_ever,
    teams_of_day,
    teams_with_tools,
    tool_list,
    tool_lists,
    tools_out,
    with_team,
    with_teams,
)
from app.store.queries.equipment_scans import (
    Found,
    by_label,
    by_number,
    by_team_number,
    teams_of_need,
    teams_of_volunteer,
)
from sync.core.ids import EntityId

# Tables whose changes concern the tool desk.
STOCK_TOPICS = ("stock_move", "equipment", "place")
TEAM_TOPICS = ("team", "tool_list", "team_member", "need", *STOCK_TOPICS)
# States of a team that may fetch tools, those who are about to leave first.
_FETCHING = {"ready": 0, "forming": 1, "out": 2}


@dataclass(frozen=True)
class TeamLine:
    """A team in a list: `listed` kinds of things to fetch, `out` units that it has now."""

    team: TeamRow
    listed: int
    out: int
    late_minutes: int = 0
    earlier_day: bool = False


@dataclass(frozen=True)
class HandOutView:
    teams: tuple[TeamLine, ...]
    catalogue_empty: bool


@dataclass(frozen=True)
class BackView:
    teams: tuple[TeamLine, ...]


@dataclass(frozen=True)
class ToolState:
    """One thing as a team sees it: wanted by its list, had already, ready on the shelves."""

    item: EquipmentRow
    wanted: int = 0
    has: int = 0
    ready: int = 0

    @property
    def id(self) -> EntityId:
        return self.item.id

    @property
    def open(self) -> int:
        """What is still to hand out."""
        return max(0, self.wanted - self.has)


@dataclass(frozen=True)
class TeamTools:
    """`listed` are the rows of a team: on its list, asked for by its need, or had already;
    `others` is the rest of the catalogue. `from_need`: nobody wrote a list, the need named them."""

    team: TeamRow
    listed: tuple[ToolState, ...]
    others: tuple[ToolState, ...]
    from_need: bool = False

    def find(self, equipment: EntityId) -> ToolState | None:
        both = (*self.listed, *self.others)
        return next((tool for tool in both if tool.id == equipment), None)


@dataclass(frozen=True)
class StockView:
    rows: tuple[StockRow, ...]
    places: tuple[PlaceRow, ...]

    @property
    def washing(self) -> int:
        return sum(row.washing for row in self.rows)


@dataclass(frozen=True)
class ItemView:
    stock: StockRow
    places: tuple[PlaceRow, ...]
    with_teams: tuple[ToolOutRow, ...]
    history: tuple[MoveRow, ...]


@dataclass(frozen=True)
class BorrowedView:
    rows: tuple[BorrowedRow, ...]


def hand_out_view(db: sqlite3.Connection, day: str) -> HandOutView:
    """Teams of a day that may fetch tools: about to leave, forming, out."""
    listed: dict[EntityId, int] = {}
    for row in tool_lists(db, day):
        listed[row.team] = listed.get(row.team, 0) + 1
    out = _out_by_team(db)
    teams = [
        TeamLine(team, listed.get(team.id) or len(_codes(team)), out.get(team.id, 0))
        for team in teams_of_day(db, day)
        if team.state in _FETCHING
    ]
    teams.sort(key=_out_order)
    return HandOutView(tuple(teams), not equipment_rows(db))


def _out_order(line: TeamLine) -> tuple[int, bool, tuple[int, str]]:
    return _FETCHING[line.team.state], line.out > 0, _by_number(line.team)


def _by_number(team: TeamRow) -> tuple[int, str]:
    """2班 before 10班."""
    key = team_key(team.number)
    return len(key), key


def back_view(db: sqlite3.Connection, day: str, now_ms: int) -> BackView:
    """Teams that still have tools: those of earlier days and the late ones on top."""
    out = _out_by_team(db)
    teams = [
        TeamLine(
            team,
            0,
            out.get(team.id, 0),
            late_minutes(team.planned_return_at, now_ms) if team.returned_at is None else 0,
            bool(team.day) and team.day < day,
        )
        for team in teams_with_tools(db)
    ]
    teams.sort(key=_back_order)
    return BackView(tuple(teams))


def _back_order(line: TeamLine) -> tuple[bool, int, bool, int, tuple[int, str]]:
    back = line.team.state == "back"
    planned = line.team.planned_return_at or 0
    return (not line.earlier_day, -line.late_minutes, not back, planned, _by_number(line.team))


def team_tools(db: sqlite3.Connection, team_id: EntityId | None) -> TeamTools | None:
    """What a team is to fetch and what it has; None where no such team was ever there."""
    team = team_ever(db, team_id) if team_id is not None else None
    if team is None:
        return None
    stock = stock_rows(db, all_rows=True)
    wanted = {row.equipment: row.quantity for row in tool_list(db, team.id)}
    named = frozenset(_codes(team))
    from_need = not wanted and bool(named)
    if from_need:
        wanted = {row.item.id: 1 for row in stock if row.item.code in named}
    has = {row.equipment: row.quantity for row in with_team(db, team.id)}
    used = {row.equipment: row.quantity for row in given_to_team(db, team.id)}
    listed, others = [], []
    for row in stock:
        key = row.item.id
        had = (used if row.item.type == CONSUMABLE else has).get(key, 0)
        tool = ToolState(row.item, wanted.get(key, 0), had, row.ready)
        if tool.wanted or tool.has:
            listed.append(tool)
        elif row.item.active:
            others.append(tool)
    return TeamTools(team, tuple(listed), tuple(others), from_need)


def stock_view(db: sqlite3.Connection) -> StockView:
    return StockView(stock_rows(db), place_rows(db))


def item_view(db: sqlite3.Connection, identifier: EntityId | None) -> ItemView | None:
    """One thing with all that is known of it."""
    stock = stock_row(db, identifier) if identifier is not None else None
    if stock is None:
        return None
    having = tuple(row for row in tools_out(db) if row.equipment == stock.item.id)
    return ItemView(stock, place_rows(db, all_rows=True), having, history_of(db, stock.item.id))


def borrowed_view(
    db: sqlite3.Connection, give_back: frozenset[str], *, settled: bool
) -> BorrowedView:
    return BorrowedView(borrowed_rows(db, give_back, settled=settled))


def find_scanned(db: sqlite3.Connection, words: str, day: str) -> Found:
    """Teams or a thing: a QR of ours, a team's number, a spoken number, a shelf label."""
    payload = parse(words)
    if payload is not None:
        entity = payload.entity
        if payload.kind is Kind.EQUIPMENT:
            return Found(equipment=by_label(db, payload.value))
        if entity is None:
            return Found(by_number(db, payload.value, day))
        of = teams_of_need if payload.kind is Kind.NEED else teams_of_volunteer
        return Found(of(db, entity, day))
    teams = by_team_number(db, words, day)
    number = normal_number(words)
    if not teams and number is not None:
        teams = by_number(db, number, day)
    return Found(teams, None if teams else by_label(db, words))


def team_fits(line: TeamLine, words: str) -> bool:
    """Whether a team stays in the list while somebody types."""
    key = fold(words)
    team = line.team
    return not key or any(
        key in fold(part) for part in (team.number, team.leader, team.need_number, team.phone)
    )


def item_fits(item: EquipmentRow, words: str) -> bool:
    key = fold(words)
    return not key or any(key in fold(part) for part in (item.name, item.label, item.code))


def _codes(team: TeamRow) -> tuple[str, ...]:
    try:
        read = json.loads(team.need_tools)
    except ValueError:
        return ()
    return tuple(code for code in read if isinstance(code, str)) if isinstance(read, list) else ()


def _out_by_team(db: sqlite3.Connection) -> dict[EntityId, int]:
    found: dict[EntityId, int] = {}
    for row in with_teams(db):
        found[row.team] = found.get(row.team, 0) + row.quantity
    return found
