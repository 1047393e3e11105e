"""A tool desk for tests: a centre with the standard catalogue, teams, and balances by name."""

from dataclasses import dataclass

from app.services.command import Accepted, Command, Decision, decides
from app.services.context import Context
from app.services.equipment import StartCatalogue
from app.services.equipment_moves import HandOut, ToolLine
from app.services.equipment_stock import ReceiveStock
from app.store.queries.equipment import StockRow, place_rows, stock_rows
from app.store.queries.equipment_loans import tools_out
from sync.core.ids import EntityId
from tests.support.centres import Centre


@dataclass(frozen=True)
class PutTeam(Command):
    """A team out of nothing, with its tool list: the matching has rules of its own."""

    number: str
    state: str = "ready"
    tools: tuple[tuple[EntityId, int], ...] = ()
    need_tools: tuple[str, ...] = ()
    day: str | None = None
    planned_return_at: int | None = None


@decides(PutTeam)
def put_team(command: PutTeam, ctx: Context) -> Decision:
    need = None
    if command.need_tools:
        need = ctx.draft.new("need", ctx.new_id(), {
            "number": f"N-{ctx.next_counter('N-'):04d}", "status": "assigned",
            "tools": command.need_tools,
        })  # fmt: skip
    team = ctx.draft.new("team", ctx.new_id(), {
        "number": command.number, "state": command.state, "need": need,
        "day": command.day or ctx.today.isoformat(), "leader_name": "訓練 花子",
        "planned_return_at": command.planned_return_at,
    })  # fmt: skip
    for equipment, quantity in command.tools:
        ctx.draft.new("tool_list", ctx.new_id(), {
            "team": team, "equipment": equipment, "quantity": quantity,
        })  # fmt: skip
    return Accepted(team)


@dataclass(frozen=True)
class DropTeam(Command):
    """A team that another device deleted without knowing of its tools."""

    team: EntityId


@decides(DropTeam)
def drop_team(command: DropTeam, ctx: Context) -> Decision:
    ctx.draft.delete("team", command.team)
    return Accepted()


@dataclass(frozen=True)
class PutThings(Command):
    """A long catalogue."""

    count: int


@decides(PutThings)
def put_things(command: PutThings, ctx: Context) -> Decision:
    for number in range(command.count):
        ctx.draft.new("equipment", ctx.new_id(), {
            "code": f"thing_{number:04d}", "name": f"品目その{number:04d}", "unit": "個",
            "type": "loan", "position": 1_000 + number, "active": True,
        })  # fmt: skip
    return Accepted()


class ToolDesk:
    """Short words over a centre: things by their code, places by their name."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        centre.do(StartCatalogue())

    def stock(self, code: str) -> StockRow:
        rows = self.centre.operation.read(lambda db: stock_rows(db, all_rows=True))
        return next(row for row in rows if row.item.code == code)

    def id(self, code: str) -> EntityId:
        return self.stock(code).item.id

    def place(self, name: str) -> EntityId:
        rows = self.centre.operation.read(lambda db: place_rows(db, all_rows=True))
        return next(row.id for row in rows if row.name == name)

    def receive(self, code: str, quantity: int, **values: object) -> EntityId:
        command = ReceiveStock(self.id(code), quantity, **values)  # type: ignore[arg-type]
        entity = self.centre.do(command).entity
        assert entity is not None
        return entity

    def team(self, number: str = "1班", **values: object) -> EntityId:
        entity = self.centre.do(PutTeam(number, **values)).entity  # type: ignore[arg-type]
        assert entity is not None
        return entity

    def hand_out(self, team: EntityId, **quantities: int) -> object:
        lines = tuple(ToolLine(self.id(code), count) for code, count in quantities.items())
        return self.centre.do(HandOut(team, lines))

    def out(self) -> dict[tuple[str, str], int]:
        """What teams have, by team number and name of the thing: what the closing check asks."""
        rows = self.centre.operation.read(tools_out)
        return {(row.team_number, row.name): row.quantity for row in rows}
