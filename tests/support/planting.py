"""Rows put into a real operation as one action, for what no command of the test's subject makes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, decides
from app.services.context import Context
from sync.core.ids import EntityId
from sync.core.operations import Set, Value
from tests.support.centres import Centre

CLAIMS = frozenset({"team_member"})


@dataclass(frozen=True)
class Plant(Command):
    """Rows as (table, id or None, values): new, or where the id is there already, changed."""

    rows: tuple[tuple[str, EntityId | None, Mapping[str, Value]], ...] = field(hash=False)


@decides(Plant)
def plant_rows(command: Plant, ctx: Context) -> Decision:
    ids = [identifier or ctx.new_id() for _, identifier, _ in command.rows]
    for identifier, (table, _, values) in zip(ids, command.rows, strict=True):
        found = ctx.db.execute(f'SELECT 1 FROM "{table}" WHERE id = ?', (identifier,))
        if found.fetchone():
            ctx.draft.set(table, identifier, values)
        elif table in CLAIMS:
            ctx.draft.claim(table, identifier, values)
        elif REGISTRY.by_name[table].append_only:
            ctx.draft.move(table, identifier, values)
        else:
            ctx.draft.new(table, identifier, values)
    return Accepted(ids[0])


@dataclass(frozen=True)
class Clash(Command):
    """A desk that saw only how the row was made writes a field: a conflict with any later write."""

    table: str
    id: EntityId
    name: str
    value: Value = field(hash=False)


@decides(Clash)
def clash_field(command: Clash, ctx: Context) -> Decision:
    (created,) = ctx.db.execute(
        f'SELECT _clock FROM "{command.table}" WHERE id = ?', (command.id,)
    ).fetchone()
    change = Set(command.table, command.id, command.name, command.value, (created,))
    ctx.draft.operations.append(change)
    return Accepted(command.id)


def clash(centre: Centre, table: str, id: EntityId, name: str, *values: Value) -> None:
    """Several desks write a field without knowing of each other; the last value is shown."""
    for value in values:
        centre.clock.advance(1000)
        centre.do(Clash(table, id, name, value))


def plant(centre: Centre, table: str, id: EntityId | None = None, /, **values: Value) -> EntityId:
    """The id of the row. Names that are Python's own are written with a line: `group_`."""
    named = {name.rstrip("_"): value for name, value in values.items()}
    found = centre.do(Plant(((table, id, named),))).entity
    assert found is not None
    return found
