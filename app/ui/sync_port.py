"""What the screens need of syncing. The real one is `app.services.syncing.Syncing`, made in
`app.bootstrap`; tests give a stand-in with the same answers.

Every call is quick or says so; slow ones run on a worker (`app.ui.workers`) and take `on_step`
(done, of how many bytes). Refusals are values with a code, as those of commands are.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from app.services.command import Actor, Refused
from app.services.rebirth import Reborn
from app.services.sync_view import (
    BundleReport,
    HeldBack,
    Invitation,
    PictureProgress,
    Stick,
    SyncState,
)
from sync.core.ids import DeviceId, EntityId

OnStep = Callable[[int, int], None]


class SyncPort(Protocol):
    def state(self) -> SyncState: ...

    def watch(self, on_change: Callable[[], None]) -> Callable[[], None]:
        """Call back (on any thread) when `state` may be another; the answer ends it."""

    def sync_now(self) -> None:
        """Ask every known peer at once, in the background."""

    def be_base(self, base: bool, actor: Actor) -> Refused | None:
        """Become or stop being the base station: open the port to others, announce it."""

    def add_address(self, address: str, actor: Actor) -> Refused | None:
        """A peer by hand, as host or host:port."""

    def tell_hub(self, address: str, actor: Actor) -> Refused | None:
        """Where a hub answers, for every device of the centre."""

    def drop_hub(self, hub: EntityId, actor: Actor) -> Refused | None:
        """No device calls there any more."""

    def invite(
        self, roles: Sequence[str], label: str, ends_on: str | None, actor: Actor,
        council: EntityId | None = None,
    ) -> Invitation | Refused:  # fmt: skip
        """For one new device; admins only. Opens the port if it is not open. In a county `council`
        is whose device is invited."""

    def invitation(self) -> Invitation | None:
        """The one that holds now, with `joined` once somebody came in by it."""

    def answer_picture(self, text: str) -> str | Refused:
        """Where there is no network: what the new device showed as a picture; the text of the
        picture to show in answer."""

    def cancel_invitation(self) -> None: ...

    def revoke(self, device: DeviceId, reason: str, actor: Actor) -> Refused | None:
        """This device is lost or must go: it and all before its cut are told apart for good."""

    def held_back(self) -> tuple[HeldBack, ...]: ...

    def accept(self, held: HeldBack, reason: str, actor: Actor) -> Refused | None:
        """Late work of an honest device counts from now on; admins only."""

    def holders(self, device: DeviceId, space_id: bytes, seq: int) -> tuple[str, ...]:
        """Letters of the devices that hold this batch now as far as this one knows, itself
        included."""

    def sticks(self) -> tuple[Stick, ...]:
        """Where bundles can be written to and read from now."""

    def export_bundle(
        self, target: Path, actor: Actor, on_step: OnStep, photo_bytes_max: int | None = None
    ) -> int | Refused:
        """Write a `*.tasuki` file (a delta where `target`'s folder has receipts); its batches.
        A folder as `target`: the file gets a name of its own in it. Photos go along as far as
        there is room."""

    def import_bundle(self, source: Path, actor: Actor, on_step: OnStep) -> BundleReport | Refused:
        """Read one; the file is never changed."""

    def back_up(
        self, target: Path, passphrase: str, actor: Actor, on_step: OnStep
    ) -> int | Refused:
        """Everything in one sealed file; its size in bytes. A folder as `target`: the file gets a
        name of its own in it."""

    def outgoing_frames(self, peer: DeviceId | None) -> Iterator[str] | Refused:
        """Texts of pictures that carry what `peer` lacks as far as is known (None: everything of
        today). Endless: any of them in any order will do, once enough were read. `qr_too_much`
        where it would take minutes."""

    def incoming(self, text: str) -> PictureProgress | Refused:
        """The text of one picture read off another screen. The last one takes everything in."""


class RebirthPort(Protocol):
    """A device that was copied becomes a new one. `begin` lets it in while work goes on; `finish`
    is called by `Desk.be_reborn`, when nobody has the operation open."""

    def begun(self) -> bool:
        """It was let in already and only has to be finished."""

    def begin(
        self, invitation: str, label: str, passphrase: str, on_step: Callable[[str], None]
    ) -> Refused | None:
        """`invitation` and the steps are those of `JoinPort.join`."""

    def finish(self, passphrase: str) -> Reborn | Refused: ...


class JoinPort(Protocol):
    """The first screen of a device that has no operation yet. After `join`, `Door.unlock` opens
    what came with the same passphrase."""

    def vacant(self) -> bool:
        """There is nothing to unlock: no operation lies where this program looks for one."""

    def join(
        self, invitation: str, label: str, passphrase: str, on_step: Callable[[str], None]
    ) -> Path | Refused:
        """`invitation` is the text of a scanned picture, or "address code" as typed. Steps:
        asking, enrolled, fetching, ready. The folder of the new operation."""

    def ask_by_picture(self, invitation: str, label: str) -> str | Refused:
        """Where there is no network: the text of the picture to show to the inviting device."""

    def enter_by_picture(self, text: str, passphrase: str) -> Path | Refused:
        """With what the inviting device showed in answer. What the centre has comes by USB, by
        pictures, or once there is a network."""
