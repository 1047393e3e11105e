"""Syncing of an open operation: what `app.ui.sync_port.SyncPort` asks for.

**Promises.** It starts by itself and stops without loss; nothing waits for it, and nothing that it
cannot do stands in the way of a desk. The port is open to others only where a person said so.
**Refuses.** To decide who belongs: that is what the `auth` space says.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread

from app.domain.calendar_jp import jst
from app.services.backup import write_backup
from app.services.backup_file import BackupExists
from app.services.bundle_acts import export_bundle, import_bundle
from app.services.bundles import (
    IncomingPictures,
    before_today,
    outgoing_pictures,
    post_of,
    unheard_of,
)
from app.services.command import Actor, Changes, Command, Refused
from app.services.device_acts import AddAddress, BeBase, InviteDevice
from app.services.devices import AcceptHeldBack, RevokeDevice
from app.services.held_back import count_held_back, held_back
from app.services.hub_places import DropHub, HubCalls, TellHub
from app.services.invitations import Invitations
from app.services.key_upkeep import KeyUpkeep
from app.services.operation import Operation
from app.services.peers_kept import PeersKept, peers_of
from app.services.rebirth import BASE, INVITED_BY
from app.services.stick_places import stick_places
from app.services.sync_state import ADDRESS_PREFIX, Listening, state_of
from app.services.sync_view import (
    JOIN_REFUSALS,
    BundleReport,
    HeldBack,
    Invitation,
    PictureProgress,
    Stick,
    SyncState,
)
from app.store.queries.hub_places import HUB_TOPICS, hub_places
from sync.core.errors import BadInput, BadSignature, DecodeError, LogFull, LogUnwritable
from sync.core.ids import DeviceId, EntityId, operation_tag
from sync.core.space import parse_space
from sync.engine.driver import Surroundings, SyncLoop
from sync.engine.peers import PeerStanding
from sync.protocol.addresses import DEFAULT_PORT, parse_address
from sync.protocol.client import Ended
from sync.protocol.messages import Report
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.discovery import Discovery
from sync.transports.http_client import HttpTransport
from sync.transports.http_server import HttpServer
from sync.transports.lan import lan_addresses, self_check
from sync.transports.limits import Limits

_log = logging.getLogger(__name__)
OnStep = Callable[[int, int], None]
BACKUP_SUFFIX = ".tasuki-backup"
TLS = "tls"
SECRET_BYTES = 32
LOOK_EVERY_MS = 60_000


class Syncing:
    """`start` before use, `stop` before the operation is closed. Safe for threads."""

    def __init__(self, operation: Operation, port: int = DEFAULT_PORT) -> None:
        self._operation = operation
        self._world = operation.world
        self._port = port
        self._device = DeviceId(operation.device)
        extras = operation.vault.contents.extras
        self._certificate = self._own_certificate(extras.get(TLS))
        self._peers = peers_of(operation)
        self._looked_ms = 0
        self._listeners: dict[int, Callable[[], None]] = {}
        self._listening = Listening(base=bool(extras.get(BASE)))
        self._loop = SyncLoop(
            operation.replica, self._peers,
            partial(HttpTransport, tag=operation_tag(operation.card.id)),
            Surroundings(self._world.clock, self._world.random),
            on_ended=self._on_ended, on_failed=self._on_failed,
        )  # fmt: skip
        self._invitations = Invitations(operation, self._certificate.fingerprint, self._tell)
        self._responder = Responder(
            operation.replica, self._world.random.bytes(SECRET_BYTES), self._world.clock.now_ms,
            self._certificate.fingerprint, pair=self._invitations.answer,
            on_report=self._on_report,
        )  # fmt: skip
        self._kept = PeersKept(operation, self._peers, self._loop.waiting)
        self._hubs = HubCalls(operation, self._peers, self._loop)
        self._server: HttpServer | None = None
        self._discovery = Discovery(operation.card.id, self._device, on_found=self._loop.found)
        self._upkeep = KeyUpkeep(operation)
        self._pictures = IncomingPictures(lambda: post_of(operation))
        self._end_watch: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Never raises for the network's sake."""
        self._end_watch = self._operation.bus.subscribe(self._on_change)
        self._upkeep.look()
        invited_by = self._operation.vault.contents.extras.get(INVITED_BY)
        if invited_by and not self._peers.all():
            self._loop.add(str(invited_by))
        self._loop.start()
        self._hubs.look()
        if self._listening.base:
            self._open()
        else:
            self._discovery.start(None)

    def stop(self) -> None:
        """What is known of peers is kept for the next start."""
        self._end_watch()
        self._discovery.stop()
        self._loop.stop()
        if self._server is not None:
            self._server.stop()
        self._kept.end()

    def state(self) -> SyncState:
        server = self._server
        listening = self._listening
        if server is not None and listening.blocked and server.heard_outside:
            listening = self._listening = Listening(listening.address, listening.base)
        state = state_of(
            self._device, self._operation.authority, self._peers.all(), self._loop.waiting,
            listening, self._operation.read(count_held_back),
        )  # fmt: skip
        filling = self._operation.filling.stage(self._world.clock.now_ms())
        return replace(state, hubs=self._operation.read(hub_places), filling=filling)

    def watch(self, on_change: Callable[[], None]) -> Callable[[], None]:
        key = id(on_change)
        self._listeners[key] = on_change
        return lambda: self._listeners.pop(key, None) and None

    def sync_now(self) -> None:
        self._loop.sync_now()

    def be_base(self, base: bool, actor: Actor) -> Refused | None:
        refused = self._submit(BeBase(base), actor)
        if refused is not None:
            return refused
        self._operation.remember(**{BASE: base})
        if base:
            return self._open(base=True)
        self._close()
        return None

    def reach(self, address: str) -> None:
        """A peer that this program itself knows of. Raises BadInput."""
        self._loop.add(address)

    def add_address(self, address: str, actor: Actor) -> Refused | None:
        plain = address.strip().removeprefix(ADDRESS_PREFIX)
        try:
            parse_address(plain)
        except BadInput:
            return Refused("sync_address_unreadable", field="address")
        refused = self._submit(AddAddress(plain), actor)
        if refused is None:
            self._loop.add(plain)
            self._tell()
        return refused

    def tell_hub(self, address: str, actor: Actor) -> Refused | None:
        return self._submit(TellHub(address), actor)

    def drop_hub(self, hub: EntityId, actor: Actor) -> Refused | None:
        return self._submit(DropHub(hub), actor)

    def invite(
        self, roles: Sequence[str], label: str, ends_on: str | None, actor: Actor,
        council: EntityId | None = None,
    ) -> Invitation | Refused:  # fmt: skip
        refused = self._submit(InviteDevice(tuple(roles), ends_on, council), actor)
        refused = refused or self._open(base=self._listening.base)
        if refused is not None:
            return refused
        # Until it comes, its image is made: it then shows what was so at the invitation.
        Thread(target=self._operation.checkpoint, name="tasuki-image", daemon=True).start()
        return self._invitations.invite(
            tuple(roles), label, ends_on, self._listening.address, actor, council
        )

    def invitation(self) -> Invitation | None:
        return self._invitations.current()

    def answer_picture(self, text: str) -> str | Refused:
        try:
            return self._invitations.answer_picture(text)
        except BadSignature as error:
            return Refused(error.code if error.code in JOIN_REFUSALS else "invitation_wrong")
        except DecodeError:
            return Refused("invitation_unreadable")

    def cancel_invitation(self) -> None:
        self._invitations.cancel()
        if not self._listening.base:
            self._close()

    def revoke(self, device: DeviceId, reason: str, actor: Actor) -> Refused | None:
        return self._submit(RevokeDevice(device, reason), actor)

    def held_back(self) -> tuple[HeldBack, ...]:
        return self._operation.read(held_back)

    def accept(self, held: HeldBack, reason: str, actor: Actor) -> Refused | None:
        return self._submit(
            AcceptHeldBack(held.device, held.space_id, held.first_seq, held.last_seq, reason), actor
        )

    def holders(self, device: DeviceId, space_id: bytes, seq: int) -> tuple[str, ...]:
        members = self._operation.authority.members
        devices = {*self._peers.holders(parse_space(space_id), device, seq), self._device}
        letters = [members[one].letter for one in devices if one in members]
        return tuple(sorted(letters, key=lambda letter: (len(letter), letter)))

    def sticks(self) -> tuple[Stick, ...]:
        return stick_places()

    def export_bundle(
        self, target: Path, actor: Actor, on_step: OnStep, photo_bytes_max: int | None = None
    ) -> int | Refused:
        refused = _made(target)
        if refused is not None:
            return refused
        sent = export_bundle(
            self._operation, target, actor, on_step, empty=self._unheard_of(),
            photo_bytes_max=photo_bytes_max,
        )  # fmt: skip
        return sent if isinstance(sent, Refused) else sent[1].batches

    def import_bundle(self, source: Path, actor: Actor, on_step: OnStep) -> BundleReport | Refused:
        return import_bundle(self._operation, source, actor, on_step)

    def back_up(
        self, target: Path, passphrase: str, actor: Actor, on_step: OnStep
    ) -> int | Refused:
        refused = _made(target)
        if refused is not None:
            return refused
        now_ms = self._world.clock.now_ms()
        path = target
        if target.is_dir():
            path = target / f"tasuki-{jst(now_ms):%Y%m%d-%H%M}{BACKUP_SUFFIX}"
        try:
            written = write_backup(self._operation, path, passphrase, actor, path.name, on_step)
        except BackupExists:
            return Refused("bundle_exists", {"name": path.name})
        except (LogFull, LogUnwritable):
            return Refused("stick_unwritable" if path.parent.is_dir() else "stick_gone")
        return written if isinstance(written, Refused) else written.bytes

    def outgoing_frames(self, peer: DeviceId | None) -> Iterator[str] | Refused:
        met = self._peers.of(peer) if peer is not None else None
        replica = self._operation.replica
        if peer in self._unheard_of():
            known = {}
        elif met is None:
            known = before_today(self._operation)
        else:
            known = {
                space: replica.marks(space, met.held.get(space.space_id, {}))
                for space in replica.spaces()
            }
        made = outgoing_pictures(post_of(self._operation), known)
        return made if isinstance(made, Refused) else made[0]

    def incoming(self, text: str) -> PictureProgress | Refused:
        return self._pictures.add(text)

    def _unheard_of(self) -> frozenset[DeviceId]:
        met = {one.device for one in self._peers.all() if one.device is not None and one.held}
        return unheard_of(self._operation, met)

    def _submit(self, command: Command, actor: Actor) -> Refused | None:
        outcome = self._operation.submit(command, actor)
        return outcome if isinstance(outcome, Refused) else None

    def _open(self, *, base: bool = True) -> Refused | None:
        """Let others in. A port that is taken is asked for once more, as any that is free."""
        if self._server is None:
            server = HttpServer(self._responder, self._certificate, self._world.random, Limits())
            try:
                port = server.start(self._port)
            except OSError:
                try:
                    port = server.start(0)
                except OSError:
                    return Refused("sync_port_taken", {"port": self._port})
            self._server = server
            address = next(iter(lan_addresses()), "")
            self._listening = Listening(_joined(address, port), base)
            self._discovery.stop()
            self._discovery.start(port)
            blocked = bool(address) and self_check(
                self._listening.address, self._certificate.fingerprint
            ) == "no_answer"  # fmt: skip
            self._listening = Listening(self._listening.address, base, blocked)
        else:
            self._listening = Listening(self._listening.address, base, self._listening.blocked)
        self._tell()
        return None

    def _close(self) -> None:
        server, self._server = self._server, None
        self._listening = Listening()
        self._discovery.stop()
        self._discovery.start(None)
        if server is not None:
            server.stop()
        self._tell()

    def _own_certificate(self, pem: object) -> Certificate:
        if isinstance(pem, str):
            return Certificate.from_pem(pem)
        made = Certificate.make(self._world.random)
        self._operation.remember(**{TLS: made.pem})
        return made

    def _on_change(self, changes: Changes) -> None:
        self._upkeep.changed(changes)
        if not HUB_TOPICS.isdisjoint(changes.topics):
            self._hubs.look()
        self._loop.notify()
        if self._server is not None:
            self._server.notify()
        self._tell()

    def _on_ended(self, _peer: PeerStanding, _ended: Ended) -> None:
        now_ms = self._world.clock.now_ms()
        if now_ms - self._looked_ms > LOOK_EVERY_MS:
            self._looked_ms = now_ms
            self._upkeep.look()  # a stay may have ended over night
        self._met()

    def _on_failed(self, _peer: PeerStanding, _code: str) -> None:
        self._tell()

    def _on_report(self, device: DeviceId, report: Report) -> None:
        self._loop.reported(device, report)
        self._met()

    def _met(self) -> None:
        """A session ended, whoever began it."""
        self._kept.soon()
        self._tell()

    def _tell(self) -> None:
        for listener in list(self._listeners.values()):
            listener()


def _joined(host: str, port: int) -> str:
    """host:port, or nothing where there is no network."""
    if not host:
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _made(target: Path) -> Refused | None:
    """The folder for exchange is made when something is first put there."""
    try:
        if not target.suffix:
            target.mkdir(parents=True, exist_ok=True)
    except OSError:
        return Refused("stick_unwritable")
    return None
