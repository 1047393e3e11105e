"""A hub and an operation meet: the hub is enrolled as a relay, and gets the card of the operation.

A card holds the keys of `auth` and `shared` only. Letting a hub in is refused as `EnrolDevice` is:
it takes a chief at a device of administration.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Event

from app.domain.device_roles import POLICY, RELAY
from app.services.command import Actor, Refused
from app.services.devices import EnrolDevice
from app.services.hub_county import FaceOrder
from app.services.operation import Operation
from app.services.operation_files import World
from sync.core.errors import BadInput
from sync.core.ids import EntityId, operation_tag
from sync.crypto.device import device_id_of
from sync.crypto.sealing import Dictionaries
from sync.hub.card import FOR_HUBS, HubCard, HubNote
from sync.hub.errors import NoHub
from sync.hub.folder import HubFolder, Quota
from sync.hub.serving import HubOrder, HubWorld, note_of, run_hub
from sync.hub.storage import storage_for

LABEL = "hub"
Face = Callable[[FaceOrder, HubOrder, int], AbstractContextManager[int]]


def admit_hub(operation: Operation, note: HubNote, actor: Actor) -> HubCard | Refused:
    """The card for this hub. One that belongs already gets it again. Raises BadInput."""
    member = operation.authority.members.get(device_id_of(note.public_key))
    if member is None or member.revoked:
        command = EnrolDevice(note.public_key, note.sealing_key, note.fingerprint, (RELAY,), LABEL)
        outcome = operation.submit(command, actor)
        if isinstance(outcome, Refused):
            return outcome
    return card_of(operation)


def card_of(operation: Operation) -> HubCard:
    """Raises BadInput where this device does not hold what a card needs."""
    root = operation.authority.public_key(operation.root)
    if root is None:
        raise BadInput("the founding device is not known here yet: sync first")
    keys = tuple(
        key for key in operation.vault.contents.space_keys
        if key.space.kind in FOR_HUBS and key.can_read
    )  # fmt: skip
    return HubCard(operation.card.id, root, operation.spaces, keys)


class Hubs:
    """What the command `tasuki hub` does. `write` takes the lines of a hub's log of events; `face`
    serves the county's screens while it lasts, and gives their port."""

    def __init__(
        self, world: World, dictionaries: Dictionaries, actor: Actor, write: Callable[[str], None],
        face: Face,
    ) -> None:  # fmt: skip
        self._face = face
        self._disk = world.disk
        self._actor = actor
        self._world = HubWorld(world.clock, world.random, world.disk, POLICY, dictionaries, write)

    def order(
        self, data: Path, port: int, host: str, database: str | None, certificate: Path | None,
        key: Path | None,
    ) -> HubOrder:  # fmt: skip
        return HubOrder(data, port, host, database, certificate, key)

    def face(self, county: Path, passphrase: str, port: int) -> FaceOrder:
        return FaceOrder(county, passphrase, port)

    def serve(
        self, order: HubOrder, ending: Event, on_ready: Callable[[int], None],
        face: FaceOrder | None = None, on_face: Callable[[int], None] = lambda _port: None,
    ) -> None:  # fmt: skip
        """`on_face` hears the port of the screens, where a county is given."""
        with ExitStack() as ended:

            def ready(port: int) -> None:
                on_ready(port)
                if face is not None:
                    on_face(ended.enter_context(self._face(face, order, port)))

            run_hub(order, self._world, ending, ready)

    def note(self, order: HubOrder) -> str:
        return note_of(order, self._world).text()

    def card(self, operation: Operation, note: str) -> str | Refused:
        card = admit_hub(operation, HubNote.from_text(note), self._actor)
        return card if isinstance(card, Refused) else card.text()

    def add(
        self, order: HubOrder, card: str, bytes_max: int | None, batches_max: int | None
    ) -> EntityId:
        """What is None stays as it is, or as it usually is. Raises NoHub before `show` or a first
        run made its keys: the operation has to know them."""
        folder = self._folder(order)
        read = HubCard.from_text(card)
        known = folder.operations()[0].get(read.operation)
        quota = known.quota if known is not None else Quota()
        quota = Quota(bytes_max or quota.bytes, batches_max or quota.batches)
        folder.put(read, quota, self._world.random)
        return read.operation

    def remove(self, order: HubOrder, tag: str) -> bool:
        """What was stored of the operation with this tag goes; False where there is none."""
        folder = self._folder(order)
        for key, served in folder.operations()[0].items():
            if operation_tag(key) == tag:
                storage = storage_for(order.database)
                storage.remove(served)
                storage.close()
                folder.remove(served)
                return True
        return False

    def operations(
        self, order: HubOrder
    ) -> tuple[list[tuple[EntityId, int, int]], tuple[str, ...]]:
        """Id, bytes and batches that it may use; and the folders that are damaged."""
        found, damaged = self._folder(order).operations()
        rows = [(key, one.quota.bytes, one.quota.batches) for key, one in found.items()]
        return rows, damaged

    def _folder(self, order: HubOrder) -> HubFolder:
        folder = HubFolder(order.data, self._disk)
        if not order.data.is_dir():
            raise NoHub(order.data.name)
        folder.identity()
        return folder
