"""Rows put into a real operation as one action, for what no command of the test's subject makes."""

from dataclasses import dataclass, field

from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, decides
from app.services.context import Context
from sync.core.ids import EntityId
from sync.core.operations import Set, Value
from tests.support.centres import Centre


@dataclass(frozen=True)
class Plant(Command):
    """One row: new, or where the id is there already, changed."""

    table: str
    values: dict[str, Value] = field(hash=False)
    id: EntityId | None = None


@decides(Plant)
def plant_row(command: Plant, ctx: Context) -> Decision:
    identifier = command.id or ctx.new_id()
    found = ctx.db.execute(f'SELECT 1 FROM "{command.table}" WHERE id = ?', (identifier,))
    if found.fetchone():
        ctx.draft.set(command.table, identifier, command.values)
    elif REGISTRY.by_name[command.table].append_only:
        ctx.draft.move(command.table, identifier, command.values)
    else:
        ctx.draft.new(command.table, identifier, command.values)
    return Accepted(identifier)


@dataclass(frozen=True)
class Clash(Command):
    """A desk that saw only how the row was made writes a field: a conflict with any later write."""

    table: str
    id: EntityId
    field: str
    value: Value = field(hash=False)


@decides(Clash)
def clash_field(command: Clash, ctx: Context) -> Decision:
    (created,) = ctx.db.execute(
        f'SELECT _clock FROM "{command.table}" WHERE id = ?', (command.id,)
    ).fetchone()
    change = Set(command.table, command.id, command.field, command.value, (created,))
    ctx.draft.operations.append(change)
    return Accepted(command.id)


def clash(centre: Centre, table: str, id: EntityId, name: str, *values: Value) -> None:
    """Several desks write a field without knowing of each other; the last value is shown."""
    for value in values:
        centre.clock.advance(1000)
        centre.do(Clash(table, id, name, value))


def plant(centre: Centre, table: str, /, id: EntityId | None = None, **values: Value) -> EntityId:
    """The id of the row. Names that are Python's own are written with a line: `group_`."""
    named = {name.rstrip("_"): value for name, value in values.items()}
    found = centre.do(Plant(table, named, id)).entity
    assert found is not None
    return found
