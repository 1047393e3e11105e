"""Whose devices come into a county, and with which roles."""

from collections.abc import Iterable

from app.domain.device_roles import ADMIN
from app.domain.tables_county import PREFECTURE
from app.services.command import Refused
from app.services.context import Context
from app.services.operation_files import COUNTY_KIND
from sync.core.ids import EntityId


def not_of_council(ctx: Context, roles: Iterable[str], council: EntityId | None) -> Refused | None:
    """In a county: the council has to be one, and only the prefectural one has administrators."""
    if ctx.kind != COUNTY_KIND or council is None:
        return None
    row = ctx.db.execute("SELECT code FROM live_council WHERE id = ?", (council,)).fetchone()
    if row is None:
        return Refused("county_council_missing", field="council")
    if ADMIN in roles and row[0] != PREFECTURE:
        return Refused("county_admin_is_prefecture", field="roles")
    return None
