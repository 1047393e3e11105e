"""The county of a hub: a member device beside the storage, kept in sync with it over its own port.

Several processes of a hub share the storage; each may have a county of its own folder, and one
folder is open in one process only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.services.operation import Operation
from app.services.operation_files import COUNTY_KIND, World
from app.services.syncing import Syncing
from sync.core.errors import BadInput
from sync.crypto.sealing import Dictionaries

HERE = "127.0.0.1"


@dataclass(frozen=True)
class FaceOrder:
    """What an operator asks for: the county's folder, its passphrase, the port of its screens (0:
    the one after the hub's)."""

    county: Path
    passphrase: str
    port: int = 0


class NotACountyError(BadInput):
    """The folder holds a centre: that is never opened at a hub."""

    code = "hub_not_a_county"


class ScreensPortTakenError(BadInput):
    """Somebody else listens where the county's screens should be."""

    code = "hub_screens_port"


@contextmanager
def county_at_hub(
    order: FaceOrder, world: World, dictionaries: Dictionaries, hub: str
) -> Iterator[Operation]:
    """Open, and syncing with the hub that answers at this address. Raises what opening raises,
    NotACountyError."""
    operation = Operation.open(order.county, order.passphrase, world, dictionaries)
    try:
        if operation.card.kind != COUNTY_KIND:
            raise NotACountyError(order.county.name)
        syncing = Syncing(operation)
        syncing.start()
        try:
            syncing.reach(hub)
            yield operation
        finally:
            syncing.stop()
    finally:
        operation.close()
