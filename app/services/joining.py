"""仲間に入れる, the new device: from an invitation to an operation of its own that syncs.

Nothing is made before the other side has said welcome. From then on the folder is whole: if the
first sync breaks off, the next start goes on with it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.services.command import Refused
from app.services.filling import TO_BE_FILLED
from app.services.invitations import DrillDiffers, NotACounty, require_wanted
from app.services.operation import Operation
from app.services.operation_files import (
    CENTRE_KIND,
    COUNTY_KIND,
    LOG,
    PHOTOS,
    ROOT,
    OperationCard,
    OperationExists,
    World,
    discard_files,
    is_vacant,
    write_card,
)
from app.services.sync_view import JOIN_REFUSALS, JOIN_STEPS
from sync.core.errors import (
    BadInput,
    BadSeal,
    BadSignature,
    DecodeError,
    LogFull,
    LogUnwritable,
    NewerFormat,
    SyncError,
)
from sync.core.ids import DeviceId, EntityId
from sync.core.packing import Packed
from sync.core.space import parse_space
from sync.crypto.device import DeviceKey
from sync.crypto.grants import sealing_public
from sync.crypto.pairing import (
    SECRET_BYTES,
    JoinRequest,
    Summons,
    open_welcome,
    read_summons,
    read_welcome_text,
    request_text,
    seal_request,
)
from sync.crypto.sealing import Dictionaries
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import Vault, VaultContents
from sync.engine.lines import Transport, drive
from sync.log.sqlite import SqliteLog
from sync.protocol.client import Client, Link
from sync.protocol.client import Refused as Turned
from sync.protocol.messages import OK, Call, LinkError
from sync.transports.certificates import Certificate
from sync.transports.http_client import WrongCertificate

_log = logging.getLogger(__name__)
ASKING, ENROLLED, FETCHING, READY = JOIN_STEPS
# The first that fits, so narrower ones come first.
_REFUSALS: dict[type[Exception], str] = {
    NotACounty: "county_not_a_county", DrillDiffers: "county_drill_differs",
    WrongCertificate: "inviter_not_the_one", LinkError: "inviter_unreachable",
    NewerFormat: "newer_version", BadSignature: "invitation_wrong", BadSeal: "invitation_wrong",
    DecodeError: "invitation_unreadable", BadInput: "invitation_unreadable",
    OperationExists: "folder_taken", LogFull: "disk_full", LogUnwritable: "disk_unwritable",
    OSError: "disk_unwritable",
}  # fmt: skip
OnStep = Callable[[str], None]
Connect = Callable[[str, bytes | None], Transport]


@dataclass(frozen=True)
class Welcome:
    """What the inviting device said."""

    card: OperationCard
    root: DeviceId
    letter: str
    keys: tuple[SpaceKey, ...]


@dataclass(frozen=True)
class Newcomer:
    """What this device brings: its key and its certificate."""

    key: DeviceKey
    certificate: Certificate
    label: str

    @classmethod
    def make(cls, label: str, world: World) -> "Newcomer":
        return cls(DeviceKey.generate(world.random), Certificate.make(world.random), label.strip())


class Joiner:
    """`app.ui.sync_port.JoinPort` for one folder. `wants`: what the device may come into
    (`invitations.wanted_of`); empty: anything."""

    def __init__(
        self, folder: Path, world: World, dictionaries: Dictionaries, connect: Connect,
        wants: str = "",
    ) -> None:  # fmt: skip
        self._folder = folder
        self._wants = wants
        self._world = world
        self._dictionaries = dictionaries
        self._connect = connect
        self._asked: tuple[Summons, Newcomer, JoinRequest] | None = None

    def vacant(self) -> bool:
        return is_vacant(self._folder)

    def join(self, invitation: str, label: str, passphrase: str, on_step: OnStep) -> Path | Refused:
        return self._made(
            lambda: join(
                invitation, label, passphrase, self._folder, self._world, self._dictionaries,
                self._connect, on_step, self._wants,
            )
        )  # fmt: skip

    def ask_by_picture(self, invitation: str, label: str) -> str | Refused:
        """Where there is no network: the text of the picture to show to the inviting device.

        Asked again it is the same device that asks: an invitation is for one.
        """
        try:
            summons = read_summons(invitation)
        except DecodeError:
            return Refused("invitation_unreadable")
        if not summons.fingerprint:
            return Refused("invitation_unreadable")  # typed: there is nobody to type it to
        before, newcomer, request = self._asked or (None, None, None)
        if newcomer is None or before != summons:
            newcomer = Newcomer.make(label, self._world)
        if request is None or before != summons or newcomer.label != label.strip():
            newcomer = replace(newcomer, label=label.strip())
            request, body = requested(
                summons, newcomer, summons.fingerprint, self._world, self._wants
            )
        else:
            body = seal_request(summons.secret, request, summons.fingerprint)
        self._asked = (summons, newcomer, request)
        return request_text(body)

    def enter_by_picture(self, text: str, passphrase: str) -> Path | Refused:
        """With the picture that the inviting device showed in answer. What the centre has comes by
        USB, by pictures, or as soon as there is a network."""
        if self._asked is None:
            return Refused("invitation_unreadable")
        summons, newcomer, request = self._asked

        def enter() -> Operation:
            require_room(self._folder, passphrase)
            sealed = read_welcome_text(text)
            welcome = _welcome(open_welcome(summons.secret, request, sealed))
            require_wanted(self._wants, welcome.card)
            address = summons.address
            make_files(self._folder, passphrase, welcome, newcomer, address, self._world)
            return Operation.open(self._folder, passphrase, self._world, self._dictionaries)

        return self._made(enter)

    def _made(self, make: Callable[[], Operation]) -> Path | Refused:
        try:
            make().close()
        except Turned as error:
            known = error.reason in JOIN_REFUSALS
            return Refused(error.reason if known else "invitation_wrong")
        except tuple(_REFUSALS) as error:
            return Refused(
                next(code for kind, code in _REFUSALS.items() if isinstance(error, kind))
            )
        return self._folder


def require_room(folder: Path, passphrase: str) -> None:
    """Raises OperationExists, BadInput."""
    if not is_vacant(folder):
        raise OperationExists(folder.name)
    if not passphrase:
        raise BadInput("an empty passphrase protects nothing")


def join(
    invitation: str, label: str, passphrase: str, folder: Path, world: World,
    dictionaries: Dictionaries, connect: Connect, on_step: OnStep, wants: str = "",
) -> Operation:  # fmt: skip
    """The new operation, open, with everything that the inviting device has.

    Steps: asking, enrolled, fetching, ready. Raises OperationExists, DecodeError (no invitation),
    LinkError, Turned (not invited any more), BadSeal, BadInput (empty passphrase), LogFull,
    OSError. A link that breaks while fetching is no error: the rest comes by the next sync.
    """
    require_room(folder, passphrase)
    summons = read_summons(invitation)
    if not summons.address:
        raise LinkError("the inviting device is in no network")
    newcomer = Newcomer.make(label, world)
    on_step(ASKING)
    transport = connect(summons.address, summons.fingerprint or None)
    try:
        welcome = ask(summons, newcomer, transport, world, wants)
        on_step(ENROLLED)
        make_files(folder, passphrase, welcome, newcomer, summons.address, world)
        operation = Operation.open(folder, passphrase, world, dictionaries)
        on_step(FETCHING)
        try:
            fetch(operation, transport, world)
        except SyncError as error:
            _log.warning("the first sync broke off: %s", error.code)
        on_step(READY)
        return operation
    finally:
        transport.close()


def ask(
    summons: Summons, newcomer: Newcomer, transport: Transport, world: World, wants: str = ""
) -> Welcome:
    """Raises LinkError, Turned, BadSeal, DecodeError, NotACounty, DrillDiffers."""
    request, body = requested(summons, newcomer, transport.fingerprint, world, wants)
    answer = transport.call(Call("pair", b"", body))
    if answer.status != OK:
        raise Turned(answer)
    welcome = _welcome(open_welcome(summons.secret, request, answer.body))
    require_wanted(wants, welcome.card)
    return welcome


def requested(
    summons: Summons, newcomer: Newcomer, fingerprint: bytes, world: World, wants: str = ""
) -> tuple[JoinRequest, bytes]:
    """The request, and its bytes under the secret of the invitation."""
    request = JoinRequest(
        newcomer.key.public_key, sealing_public(newcomer.key), newcomer.certificate.fingerprint,
        newcomer.label, world.random.bytes(SECRET_BYTES), wants,
    )  # fmt: skip
    return request, seal_request(summons.secret, request, fingerprint)


def make_files(
    folder: Path, passphrase: str, welcome: Welcome, newcomer: Newcomer, address: str, world: World
) -> None:
    """A folder with the keys that came and an empty log, or nothing. Raises LogFull, OSError."""
    extras: dict[str, Any] = {
        "letter": welcome.letter, ROOT: welcome.root.hex(), "tls": newcomer.certificate.pem,
        "invited_by": address, **TO_BE_FILLED,
    }  # fmt: skip
    contents = VaultContents(newcomer.key, welcome.keys, world.random.bytes(32), extras)
    try:
        (folder / PHOTOS).mkdir(parents=True, exist_ok=True)
        Vault.create(
            folder / "vault", passphrase, contents,
            disk=world.disk, random=world.random, cost=world.cost,
        )  # fmt: skip
        SqliteLog.create(folder / LOG).close()
        write_card(folder, welcome.card, world.disk)
    except BaseException:
        discard_files(folder)
        raise


def fetch(operation: Operation, transport: Transport, world: World) -> None:
    """Until an image of what the other side shows is shown; without one, everything that it has.
    The log after an image comes by the next session. Raises LinkError, SyncError."""
    link = Link(transport.fingerprint)
    nonce = world.random.bytes(SECRET_BYTES)
    with operation.gathering():
        client = Client(operation.replica, link, nonce, world.clock.now_ms())
        drive(client.run(to_image=True), transport)


def _welcome(said: Packed) -> Welcome:
    match said:
        case [
            1, bytes(id), bytes(centre), bool(drill), bytes(root), str(letter), list(keys),
            *kinds,
        ] if kinds in ([], [COUNTY_KIND]):  # fmt: skip
            kind = COUNTY_KIND if kinds else CENTRE_KIND
            card = OperationCard(EntityId(id), EntityId(centre), drill, kind)
            return Welcome(card, DeviceId(root), letter, tuple(_key(key) for key in keys))
    raise DecodeError("not a welcome")


def _key(value: Packed) -> SpaceKey:
    match value:
        case [
            bytes(space), int(epoch), (None | bytes()) as secret, (None | bytes()) as private,
            bytes(public),
        ]:  # fmt: skip
            try:
                return SpaceKey(parse_space(space), epoch, secret, private, public)
            except BadInput as error:
                raise BadSeal(str(error)) from None
    raise DecodeError("not a key")
