"""A hub on this machine that real devices of a centre meet, as `tasuki hub` would serve it."""

from contextlib import closing
from pathlib import Path
from shutil import copytree

from app.bootstrap import shipped_dictionaries
from app.domain.device_roles import POLICY
from app.services.command import Refused
from app.services.hubs import admit_hub
from app.services.operation_files import PHOTOS
from sync.core.ids import operation_tag
from sync.core.registry import SpaceKind
from sync.crypto.grants import sealing_public
from sync.engine.lines import drive
from sync.engine.world import RealDisk
from sync.hub.card import HubNote
from sync.hub.events import Events
from sync.hub.folder import HubFolder, Quota
from sync.hub.hub import Hub
from sync.hub.storage import storage_for
from sync.hub.tenant import FILES
from sync.protocol.client import Client, Ended, Link
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import Centre
from tests.support.world import SeededRandom


class HubHere:
    """A hub of the prefecture on this machine."""

    def __init__(self, path: Path, database: str | None = None) -> None:
        self.path = path
        self.folder = HubFolder(path, RealDisk())
        self.identity = self.folder.make(SeededRandom(77))
        self.database = database

    def meet(self, centre: Centre) -> Ended:
        operation = centre.operation
        fingerprint = self.identity.certificate.fingerprint
        device = self.identity.device
        note = HubNote(device.public_key, sealing_public(device), fingerprint)
        card = admit_hub(operation, note, centre.actor)
        assert not isinstance(card, Refused)
        self.folder.put(card, Quota(), SeededRandom(78))
        hub = Hub(
            self.folder, storage_for(self.database), Events(centre.clock, lambda _line: None),
            centre.clock, POLICY, shipped_dictionaries(),
        )  # fmt: skip
        try:
            client = Client(operation.replica, Link(fingerprint), bytes(16), centre.clock.now_ms())
            desk = hub.tenant(operation_tag(operation.card.id)).responder
            return drive(client.run(), LoopbackTransport(desk, fingerprint=fingerprint))
        finally:
            hub.close()

    def give_photos(self, centre: Centre) -> None:
        """As another device that lacked them made the hub ask for them."""
        for served in self.folder.operations()[0].values():
            copytree(centre.operation.folder / PHOTOS, served.folder / FILES)

    def erased(self) -> int:
        """How many bodies are not there any more."""
        count = 0
        for served in self.folder.operations()[0].values():
            storage = storage_for(self.database)
            with closing(storage), closing(storage.open(served)) as log:
                count += sum(batch.body is None for batch in log.read_since({}))
        return count

    def lose_bodies(self, kind: SpaceKind) -> None:
        """As somebody who passed on headers alone."""
        for served in self.folder.operations()[0].values():
            storage = storage_for(self.database)
            with closing(storage), closing(storage.open(served)) as log:
                for batch in list(log.read_since({})):
                    if batch.header.space.kind is kind:
                        log.erase_body(batch.header.device, batch.header.space, batch.header.seq)
