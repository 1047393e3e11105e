"""A SyncPort that tests set to any state; what people asked for is on record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from app.services.command import Actor, Refused
from app.services.sync_view import (
    BundleReport,
    HeldBack,
    Invitation,
    LinkState,
    Peer,
    PictureProgress,
    Stick,
    SyncState,
)
from app.store.queries.hub_places import HubPlace
from app.ui.sync_port import OnStep
from sync.core.ids import DeviceId, EntityId
from tests.support.world import FakeClock

NOW_MS = FakeClock().ms
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


def device(number: int) -> DeviceId:
    return DeviceId(bytes([number]) * 16)


def peer(letter: str, state: LinkState = LinkState.SAME, **more: Any) -> Peer:
    """A peer that was seen a minute ago; `more` are fields of `Peer`."""
    seen = None if state is LinkState.NEVER else NOW_MS - MINUTE_MS
    same = seen if state is LinkState.SAME else NOW_MS - HOUR_MS if seen else None
    known = Peer(
        device(ord(letter)), letter, f"訓練のタブレット{letter}", ("reception",), state,
        seen_ms=seen, same_ms=same, address=f"192.168.1.{ord(letter)}:8743",
    )  # fmt: skip
    return replace(known, **more)


def sync_state(*peers: Peer, **more: Any) -> SyncState:
    """Device A, an administrator's; `more` are fields of `SyncState`."""
    state = SyncState(
        device(ord("A")), "A", "本部のノートPC", peers, roles=("admin", "coordinator")
    )
    return replace(state, **more)


BASE = peer("B", is_base=True, roles=("admin", "coordinator"))
CENTRE = sync_state(BASE, peer("C"), fresh_ms=NOW_MS - MINUTE_MS, fresh_with="B")
INVITATION = Invitation(
    "TASUKI1:訓練の招待", "192.168.1.20:8743", "ABCDE-FGHJK-MNPQR-STVWX-YZ234-5",
    NOW_MS + 10 * MINUTE_MS,
)  # fmt: skip
HELD = HeldBack(
    device(ord("D")), "D", "訓練のタブレットD", b"\2" * 16, "revoked", 11, 14,
    NOW_MS - HOUR_MS, NOW_MS - MINUTE_MS, EntityId(b"\7" * 16),
    ("check_in", "add_contact"),
)  # fmt: skip
REPORT = BundleReport(12, 3, made_ms=NOW_MS - HOUR_MS, letter="C")


class StandInSync:
    """`asked` holds what was asked for, by name; `refusals` what is answered to a name."""

    def __init__(self, state: SyncState = CENTRE) -> None:
        self.now = state
        self.asked: list[tuple[object, ...]] = []
        self.refusals: dict[str, Refused] = {}
        self.open_invitation: Invitation | None = None
        self.held: tuple[HeldBack, ...] = ()
        self.found_sticks: tuple[Stick, ...] = ()
        self.report = REPORT
        self.frames: tuple[str, ...] = ("TSK1:AAAA.", "TSK1:BBBB.", "TSK1:CCCC.")
        self.pictures: list[PictureProgress] = []
        self.held_by: tuple[str, ...] = ("A", "B")
        self.steps: tuple[tuple[int, int], ...] = ((1_000, 4_000),)
        self.at_step: Callable[[], None] = lambda: None
        self._watchers: list[Callable[[], None]] = []

    def change(self, state: SyncState | None = None, **more: Any) -> None:
        """Something is another; every session hears of it."""
        self.now = replace(state if state is not None else self.now, **more)
        self.tell()

    def tell(self) -> None:
        for watcher in list(self._watchers):
            watcher()

    # ------------------------------------------------------------------------------- the port

    def state(self) -> SyncState:
        return self.now

    def watch(self, on_change: Callable[[], None]) -> Callable[[], None]:
        self._watchers.append(on_change)
        return lambda: self._watchers.remove(on_change)

    def sync_now(self) -> None:
        self.asked.append(("sync_now",))

    def be_base(self, base: bool, actor: Actor) -> Refused | None:
        refused = self._asked("be_base", base, actor.name)
        if refused is None:
            address = "192.168.1.10:8743" if base else ""
            self.change(base=base, listening=address, address_qr=f"tasuki://{address}")
        return refused

    def add_address(self, address: str, actor: Actor) -> Refused | None:
        return self._asked("add_address", address)

    def tell_hub(self, address: str, actor: Actor) -> Refused | None:
        refused = self._asked("tell_hub", address)
        if refused is None:
            self.change(hubs=(*self.now.hubs, HubPlace(EntityId(b"\5" * 16), address)))
        return refused

    def drop_hub(self, hub: EntityId, actor: Actor) -> Refused | None:
        refused = self._asked("drop_hub", hub)
        if refused is None:
            self.change(hubs=tuple(one for one in self.now.hubs if one.id != hub))
        return refused

    def invite(
        self, roles: Sequence[str], label: str, ends_on: str | None, actor: Actor,
        council: EntityId | None = None,
    ) -> Invitation | Refused:  # fmt: skip
        whose = () if council is None else (council,)
        refused = self._asked("invite", tuple(roles), label, ends_on, *whose)
        if refused is not None:
            return refused
        self.open_invitation = INVITATION
        self.tell()
        return INVITATION

    def invitation(self) -> Invitation | None:
        return self.open_invitation

    def answer_picture(self, text: str) -> str | Refused:
        refused = self._asked("answer_picture", text)
        if refused is not None:
            return refused
        self.open_invitation = replace(INVITATION, joined="C")
        self.tell()
        return "TASUKI-ANSWER"

    def cancel_invitation(self) -> None:
        self.asked.append(("cancel_invitation",))
        self.open_invitation = None
        self.tell()

    def revoke(self, device: DeviceId, reason: str, actor: Actor) -> Refused | None:
        refused = self._asked("revoke", device, reason)
        if refused is None:
            peers = tuple(
                replace(one, state=LinkState.REVOKED) if one.device == device else one
                for one in self.now.peers
            )
            self.change(peers=peers)
        return refused

    def held_back(self) -> tuple[HeldBack, ...]:
        return self.held

    def accept(self, held: HeldBack, reason: str, actor: Actor) -> Refused | None:
        refused = self._asked("accept", held.letter, reason)
        if refused is None:
            self.held = tuple(one for one in self.held if one != held)
            self.change(held_back=0)
        return refused

    def holders(self, device: DeviceId, space_id: bytes, seq: int) -> tuple[str, ...]:
        return self.held_by

    def sticks(self) -> tuple[Stick, ...]:
        return self.found_sticks

    def export_bundle(
        self, target: Path, actor: Actor, on_step: OnStep, photo_bytes_max: int | None = None
    ) -> int | Refused:
        return self._written("export_bundle", target, on_step) or 137

    def import_bundle(self, source: Path, actor: Actor, on_step: OnStep) -> BundleReport | Refused:
        content = source.read_bytes() if source.exists() else b""
        refused = self._asked("import_bundle", source.name, content)
        self._step(on_step)
        return refused if refused is not None else self.report

    def back_up(
        self, target: Path, passphrase: str, actor: Actor, on_step: OnStep
    ) -> int | Refused:
        return self._written("back_up", target, on_step, passphrase) or 2_500_000

    def outgoing_frames(self, peer: DeviceId | None) -> Iterator[str] | Refused:
        refused = self._asked("outgoing_frames", peer)
        return refused if refused is not None else iter(self.frames)

    def incoming(self, text: str) -> PictureProgress | Refused:
        refused = self._asked("incoming", text)
        return refused if refused is not None else self.pictures.pop(0)

    def _asked(self, name: str, *what: object) -> Refused | None:
        self.asked.append((name, *what))
        return self.refusals.get(name)

    def _step(self, on_step: OnStep) -> None:
        for done, total in self.steps:
            on_step(done, total)
            self.at_step()

    def _written(self, name: str, target: Path, on_step: OnStep, *what: object) -> Refused | None:
        refused = self._asked(name, target, *what)
        self._step(on_step)
        if refused is None and target.is_dir():
            (target / "A-0811.tasuki").write_bytes(b"sealed")
        return refused


class StandInJoin:
    """A JoinPort: `refused` is its answer; else it goes through all steps, waiting at each."""

    def __init__(self) -> None:
        self.refused: Refused | None = None
        self.asked: list[tuple[str, str, str]] = []
        self.is_vacant = True
        self.at_step: Callable[[str], None] = lambda _step: None

    def vacant(self) -> bool:
        return self.is_vacant

    def join(
        self, invitation: str, label: str, passphrase: str, on_step: Callable[[str], None]
    ) -> Path | Refused:
        self.asked.append((invitation, label, passphrase))
        if self.refused is not None:
            return self.refused
        for step in ("asking", "enrolled", "fetching", "ready"):
            on_step(step)
            self.at_step(step)
        return Path("operation")

    def ask_by_picture(self, invitation: str, label: str) -> str | Refused:
        self.asked.append((invitation, label, ""))
        return self.refused if self.refused is not None else "TASUKI-ASK"

    def enter_by_picture(self, text: str, passphrase: str) -> Path | Refused:
        self.asked.append((text, "", passphrase))
        return self.refused if self.refused is not None else Path("operation")
