"""仲間に入れる, the inviting side: one invitation at a time, for one device, for ten minutes.

Whoever answers it with the right secret is enrolled at once, in the name of the person who invited,
and hears what it needs to begin: the operation, its root, its letter and the keys of its roles.
Guessing is stopped after a few tries, and the person sees that it happened.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from threading import Lock
from typing import ClassVar

from app.services.command import Actor, Refused
from app.services.device_keys import keys_for
from app.services.devices import EnrolDevice
from app.services.operation import Operation
from app.services.operation_files import CENTRE_KIND, COUNTY_KIND, OperationCard
from app.services.sync_view import Invitation
from sync.core.errors import BadSignature
from sync.core.ids import EntityId, operation_tag
from sync.core.packing import Packed
from sync.crypto.device import device_id_of
from sync.crypto.pairing import (
    InvitationOver,
    InvitationUsed,
    JoinRequest,
    NotInvited,
    Summons,
    code_of,
    new_secret,
    read_request,
    read_request_text,
    require_invited,
    seal_welcome,
    text_of,
    welcome_text,
)
from sync.crypto.space_keys import SpaceKey

HOLDS_MS = 10 * 60 * 1000
TRIES_MAX = 10
COUNTY, COUNTY_DRILL = "county", "county-drill"  # what a device of a centre wants to come into
Which = Callable[[Iterable[SpaceKey]], tuple[SpaceKey, ...]]


class NotACounty(BadSignature):
    """A device of a centre wants to come into a county, and this is none. Nobody was let in."""

    code: ClassVar[str] = "county_not_a_county"


class DrillDiffers(BadSignature):
    """One of the two is a drill and the other is not. Nobody was let in."""

    code: ClassVar[str] = "county_drill_differs"


@dataclass(frozen=True)
class _Open:
    secret: bytes
    roles: tuple[str, ...]
    label: str
    ends_on: str | None
    actor: Actor
    shown: Invitation
    council: EntityId | None = None
    tries: int = 0
    joined: bytes = b""  # public key of the device that came in


class Invitations:
    """`fingerprint` is that of this device's certificate; `on_change` hears that somebody came in
    or that the invitation is over. Safe for threads."""

    def __init__(
        self, operation: Operation, fingerprint: bytes, on_change: Callable[[], None]
    ) -> None:
        self._operation = operation
        self._fingerprint = fingerprint
        self._on_change = on_change
        self._lock = Lock()
        self._open: _Open | None = None

    def invite(
        self, roles: tuple[str, ...], label: str, ends_on: str | None, address: str, actor: Actor,
        council: EntityId | None = None,
    ) -> Invitation:  # fmt: skip
        """A fresh one; the one before does not hold any more. `council`: whose device is invited
        into a county."""
        world = self._operation.world
        secret = new_secret(world.random)
        tag = bytes.fromhex(operation_tag(self._operation.card.id))
        shown = Invitation(
            text_of(Summons(secret, address, self._fingerprint, tag)), address, code_of(secret),
            world.clock.now_ms() + HOLDS_MS,
        )  # fmt: skip
        with self._lock:
            self._open = _Open(secret, roles, label, ends_on, actor, shown, council)
        return shown

    def current(self) -> Invitation | None:
        """The one that holds, or that somebody just came in by; None once its time is over."""
        with self._lock:
            opened = self._open
        if opened is None or self._operation.world.clock.now_ms() > opened.shown.until_ms:
            return None
        return opened.shown

    def cancel(self) -> None:
        with self._lock:
            self._open = None

    def answer_picture(self, text: str) -> str:
        """The text of a picture for a device that cannot be reached, in answer to the one that it
        shows. Raises as `answer`."""
        return welcome_text(self._answer(read_request_text(text), _newest))

    def answer(self, body: bytes) -> bytes:
        """The call `pair`. Raises BadSignature for whoever is not invited, DecodeError."""
        return self._answer(body, tuple)

    def _answer(self, body: bytes, which: Which) -> bytes:
        request, mac = read_request(body)
        with self._lock:
            opened = self._require_open(request)
            try:
                require_invited(opened.secret, request, mac, self._fingerprint)
            except NotInvited:
                self._note_try(opened)
                raise
            require_wanted(request.wants, self._operation.card)
            letter = opened.shown.joined or self._enrol(opened, request)
            shown = replace(opened.shown, joined=letter)
            self._open = replace(opened, shown=shown, joined=request.public_key)
            keys = which(keys_for(opened.roles, self._operation.membership.keys))
            said = self._welcome(keys, letter, opened.council)
            sealed = seal_welcome(opened.secret, request, said, self._operation.world.random)
        self._on_change()
        return sealed

    def _require_open(self, request: JoinRequest) -> _Open:
        opened = self._open
        if opened is None or self._operation.world.clock.now_ms() > opened.shown.until_ms:
            raise InvitationOver("no invitation holds")
        if opened.joined not in (b"", request.public_key):
            raise InvitationUsed("the invitation was used")
        return opened

    def _note_try(self, opened: _Open) -> None:
        self._open = replace(opened, tries=opened.tries + 1)
        if opened.tries + 1 >= TRIES_MAX:
            self._open = None

    def _enrol(self, opened: _Open, request: JoinRequest) -> str:
        """The letter of the new device. Raises BadSignature where the person may not do this."""
        outcome = self._operation.submit(
            EnrolDevice(
                request.public_key, request.sealing_key, request.fingerprint, opened.roles,
                request.label or opened.label, opened.ends_on, council=opened.council,
            ),
            opened.actor,
        )  # fmt: skip
        if isinstance(outcome, Refused):
            raise BadSignature(outcome.code)
        device = device_id_of(request.public_key)
        row = self._operation.read(
            lambda db: db.execute("SELECT letter FROM live_device WHERE id = ?", (device,))
            .fetchone()
        )  # fmt: skip
        return str(row[0])

    def _welcome(self, keys: Iterable[SpaceKey], letter: str, council: EntityId | None) -> Packed:
        card = self._operation.card
        said: list[Packed] = [
            1, card.id, council or card.centre, card.drill, self._operation.root, letter,
            [_packed_key(key) for key in keys],
        ]  # fmt: skip
        return said if card.kind == CENTRE_KIND else [*said, card.kind]


def wanted_of(drill: bool) -> str:
    """What a device of a centre asks for that is a drill or is none."""
    return COUNTY_DRILL if drill else COUNTY


def require_wanted(wants: str, card: OperationCard) -> None:
    """Raises NotACounty, DrillDiffers where a device asked for something else than this."""
    if wants and card.kind != COUNTY_KIND:
        raise NotACounty(wants)
    if wants and wants != wanted_of(card.drill):
        raise DrillDiffers(wants)


def _newest(keys: Iterable[SpaceKey]) -> tuple[SpaceKey, ...]:
    """One for each space: what fits a picture. The others come with the `auth` space."""
    newest = {key.space: key for key in sorted(keys, key=lambda key: key.epoch)}
    return tuple(newest.values())


def _packed_key(key: SpaceKey) -> Packed:
    return [key.space.space_id, key.epoch, key.secret, key.private, key.public]
