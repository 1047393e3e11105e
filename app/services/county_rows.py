"""Rows of a county whose id is known beforehand: made, changed, or there again after an undo."""

from collections.abc import Mapping

from app.domain.tables import REGISTRY
from app.services.context import Context
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId
from sync.core.operations import Value


def put_row(
    ctx: Context, table: str, identifier: EntityId, values: Mapping[str, Value]
) -> EntityId:
    """The row holds `values`; what is not named stays as it is where the row stands."""
    if row_stands(ctx.db, f"live_{table}", identifier):
        ctx.draft.set(table, identifier, values)
    elif row_stands(ctx.db, table, identifier):
        blank: dict[str, Value] = {item.name: None for item in REGISTRY.by_name[table].fields}
        ctx.draft.undelete(table, identifier)
        ctx.draft.set(table, identifier, {**blank, **values})
    else:
        ctx.draft.new(table, identifier, values)
    return identifier
