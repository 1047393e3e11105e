"""Where the county's hubs are, said by the prefectural council: every council's device calls them.

Refuses what is no address, and whoever is not the prefectural council.
"""

from dataclasses import dataclass

from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from sync.core.errors import BadInput
from sync.core.ids import EntityId, imported_entity_id
from sync.protocol.addresses import parse_address


@dataclass(frozen=True)
class NameHub(CountyCommand):
    """`address` as typed: host, host:port, or as it stands in a browser."""

    address: str


@decides(NameHub, sections=("general",))
def name_hub(command: NameHub, ctx: Context) -> Decision:
    if ctx.centre != council_id(PREFECTURE):
        return Refused("county_not_yours")
    try:
        address = str(parse_address(command.address))
    except BadInput:
        return Refused("sync_address_unreadable", field="address")
    hub = imported_entity_id("county_hub", address)
    row = ctx.db.execute("SELECT active FROM county_hub WHERE id = ?", (hub,)).fetchone()
    if row is None:
        ctx.draft.new("county_hub", hub, {"address": address, "active": True, "at": ctx.now_ms})
    elif not row[0]:
        ctx.draft.set("county_hub", hub, {"active": True, "at": ctx.now_ms})
    else:
        return Refused("county_hub_known", {"address": address}, field="address")
    return Accepted(hub)


@dataclass(frozen=True)
class ForgetHub(CountyCommand):
    """Devices do not look for it any more; those that know it forget it with their next start."""

    hub: EntityId


@decides(ForgetHub, sections=("general",))
def forget_hub(command: ForgetHub, ctx: Context) -> Decision:
    if ctx.centre != council_id(PREFECTURE):
        return Refused("county_not_yours")
    row = ctx.db.execute(
        "SELECT 1 FROM live_county_hub WHERE id = ? AND active = 1", (command.hub,)
    ).fetchone()
    if row is None:
        return Refused("county_hub_unknown")
    ctx.draft.set("county_hub", command.hub, {"active": False})
    return Accepted(command.hub)
