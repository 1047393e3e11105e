"""Where the centre's hubs answer: typed once, learnt by every device, which then calls by itself.

Refuses what is no address, and one that everybody knows already.
"""

from dataclasses import dataclass

from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.operation import Operation
from app.store.queries.hub_places import hub_places
from sync.core.errors import BadInput
from sync.core.ids import EntityId, imported_entity_id
from sync.engine.driver import SyncLoop
from sync.engine.peers import Peers
from sync.protocol.addresses import parse_address

GENERAL = ("general",)


@dataclass(frozen=True)
class TellHub(Command):
    """`address` as typed: host, host:port, or as it stands in a browser."""

    address: str


@decides(TellHub, sections=GENERAL)
def tell_hub(command: TellHub, ctx: Context) -> Decision:
    try:
        address = str(parse_address(command.address))
    except BadInput:
        return Refused("sync_address_unreadable", field="hub")
    hub = imported_entity_id("hub_place", address)
    row = ctx.db.execute("SELECT active FROM hub_place WHERE id = ?", (hub,)).fetchone()
    if row is None:
        ctx.draft.new("hub_place", hub, {"address": address, "active": True, "at": ctx.now_ms})
    elif not row[0]:
        ctx.draft.set("hub_place", hub, {"active": True, "at": ctx.now_ms})
    else:
        return Refused("hub_known", {"address": address}, field="hub")
    return Accepted(hub)


@dataclass(frozen=True)
class DropHub(Command):
    """No device calls there any more. What was synced stays."""

    hub: EntityId


@decides(DropHub, sections=GENERAL)
def drop_hub(command: DropHub, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT 1 FROM live_hub_place WHERE id = ? AND active = 1", (command.hub,)
    ).fetchone()
    if row is None:
        return Refused("hub_not_known")
    ctx.draft.set("hub_place", command.hub, {"active": False})
    return Accepted(command.hub)


class HubCalls:
    """Sees to it that this device calls the hubs that it learnt of, and those only."""

    def __init__(self, operation: Operation, peers: Peers, loop: SyncLoop) -> None:
        self._operation = operation
        self._peers = peers
        self._loop = loop

    def look(self) -> None:
        """At the start, and when somebody told of a hub."""
        places = self._operation.read(lambda db: hub_places(db, also_dropped=True))
        called = {one.address: one for one in self._peers.all() if one.address}
        for place in places:
            there = called.get(place.address)
            if place.active and there is None:
                self._loop.add(place.address)
            elif not place.active and there is not None:
                self._peers.forget(there.device or there.address)
