"""What is known of each peer: where it was, when it was met, how it stood, what it holds.

Nothing here is replicated or needed: it is what screens show, and where to look first. It is kept
as a plain dict; entries of it that are not what they should be are passed over.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from threading import RLock
from typing import Any, TypeAlias

from sync.core.errors import BadInput
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import INTEGER_MAX
from sync.core.space import Space
from sync.protocol.addresses import parse_address
from sync.protocol.client import Ended
from sync.protocol.messages import Report

FORMAT = 1
PEERS_MAX = 2_000
CODE_CHARACTERS_MAX = 40
Held: TypeAlias = Mapping[bytes, Mapping[DeviceId, int]]


@dataclass(frozen=True)
class PeerStanding:
    """`device` is None for an address where nobody answered yet. `same` is None before the first
    meeting; `same_ms` is when both last showed the same. `ahead_ms`: its clock against ours.
    `error` is the code of the last try, empty after one that went well. `held`: by space, the
    last number of each device's chain that it said it has."""

    device: DeviceId | None
    address: str = ""
    seen_ms: int | None = None
    same_ms: int | None = None
    same: bool | None = None
    ahead_ms: int = 0
    error: str = ""
    syncing: bool = False
    forked: tuple[DeviceId, ...] = ()
    revoked: bool = False
    held: Held = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.device.hex() if self.device else self.address


class Peers:
    """Safe for threads; what it gives is never changed afterwards."""

    def __init__(self) -> None:
        self._all: dict[str, PeerStanding] = {}
        self._lock = RLock()

    def all(self) -> tuple[PeerStanding, ...]:
        with self._lock:
            return tuple(self._all.values())

    def get(self, key: str) -> PeerStanding | None:
        with self._lock:
            return self._all.get(key)

    def of(self, device: DeviceId) -> PeerStanding | None:
        return self.get(device.hex())

    def meet(self, address: str, device: DeviceId | None = None) -> PeerStanding:
        """A peer is said to be at this address. Raises BadInput for what is no address."""
        plain = str(parse_address(address))
        with self._lock:
            there = next((one for one in self._all.values() if one.address == plain), None)
            if device is None:
                return there or self._put(PeerStanding(None, plain))
            if there is not None and there.device is None:
                del self._all[there.key]
            elif there is not None and there.device != device:
                self._put(replace(there, address=""))  # it went, and another has its place
            known = self.of(device) or PeerStanding(device)
            return self._put(replace(known, address=plain, revoked=False))

    def forget(self, peer: DeviceId | str) -> None:
        """A device, or an address that nobody is known to have."""
        with self._lock:
            self._all.pop(peer.hex() if isinstance(peer, bytes) else peer, None)

    def begun(self, key: str) -> None:
        self._change(key, syncing=True)

    def failed(self, key: str, code: str) -> PeerStanding | None:
        return self._change(key, syncing=False, error=code)

    def rested(self, key: str) -> None:
        self._change(key, syncing=False)

    def ended(self, key: str, ended: Ended, now_ms: int) -> PeerStanding:
        """A session that we began came to its end."""
        with self._lock:
            before = self._all.get(key) or self.of(ended.peer) or PeerStanding(ended.peer)
            if before.device is None and before.address:
                before = self.meet(before.address, ended.peer)
            known = replace(before, device=ended.peer, revoked=ended.revoked, syncing=False)
            if ended.revoked:
                return self._put(replace(known, seen_ms=now_ms, error="revoked"))
            held = {
                end.space.space_id: _of_our_branch(
                    known, end.space.space_id,
                    {device: mark.seq for device, mark in end.theirs.items()}, end.forked,
                )
                for end in ended.spaces
            }  # fmt: skip
            forked = {device for end in ended.spaces for device in end.forked}
            return self._met(known, held, forked, ended.same, ended.ahead_ms, now_ms)

    def reported(
        self, device: DeviceId, report: Report, same: bool, forked: set[DeviceId], now_ms: int
    ) -> PeerStanding:
        """A session that the peer began came to its end. `same` is what we found ourselves."""
        with self._lock:
            known = self.of(device) or PeerStanding(device)
            held = {
                one.space.space_id: _of_our_branch(
                    known, one.space.space_id,
                    {author: mark.seq for author, mark in one.vector.items()}, forked,
                )
                for one in report.holdings
            }  # fmt: skip
            return self._met(known, held, forked, same, -report.ahead_ms, now_ms)

    def holders(self, space: Space, device: DeviceId, seq: int) -> tuple[DeviceId, ...]:
        """Which peers have said that they hold a batch."""
        return tuple(
            one.device for one in self.all()
            if one.device and one.held.get(space.space_id, {}).get(device, 0) >= seq
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for a vault or a file."""
        return {"format": FORMAT, "peers": [_plain(one) for one in self.all()]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Peers":
        """Never raises."""
        peers = cls()
        rows = data.get("peers") if data.get("format") == FORMAT else None
        for row in rows[:PEERS_MAX] if isinstance(rows, list) else []:
            try:
                peers._put(_read(row))
            except (BadInput, KeyError, TypeError, ValueError, AttributeError):
                continue
        return peers

    def _met(
        self, known: PeerStanding, held: Held, forked: set[DeviceId], same: bool, ahead_ms: int,
        now_ms: int,
    ) -> PeerStanding:  # fmt: skip
        return self._put(
            replace(
                known, held={**known.held, **held}, forked=tuple(sorted(forked)), same=same,
                same_ms=now_ms if same else known.same_ms, seen_ms=now_ms, ahead_ms=ahead_ms,
                error="",
            )
        )  # fmt: skip

    def _change(self, key: str, **values: Any) -> PeerStanding | None:
        with self._lock:
            known = self._all.get(key)
            return None if known is None else self._put(replace(known, **values))

    def _put(self, standing: PeerStanding) -> PeerStanding:
        self._all[standing.key] = standing
        return standing


def _of_our_branch(
    known: PeerStanding, space: bytes, theirs: dict[DeviceId, int], forked: Collection[DeviceId]
) -> dict[DeviceId, int]:
    """Of a chain that went apart a peer holds what it held before, as far as we know: its own
    branch is not ours, however long it is."""
    before = known.held.get(space, {})
    return {
        device: min(before.get(device, 0), seq) if device in forked else seq
        for device, seq in theirs.items()
    }


def _plain(one: PeerStanding) -> dict[str, Any]:
    return {
        "device": one.device.hex() if one.device else "", "address": one.address,
        "seen_ms": one.seen_ms, "same_ms": one.same_ms, "same": one.same,
        "ahead_ms": one.ahead_ms, "error": one.error,
        "forked": [device.hex() for device in one.forked], "revoked": one.revoked,
        "held": {
            space.hex(): {device.hex(): seq for device, seq in chains.items()}
            for space, chains in one.held.items()
        },
    }  # fmt: skip


def _read(row: Mapping[str, Any]) -> PeerStanding:
    """Raises what anything that is not a row of ours makes it raise."""
    device = _device(row["device"]) if row["device"] else None
    address = str(parse_address(row["address"])) if row["address"] else ""
    if device is None and not address:
        raise BadInput("neither a device nor an address")
    error = row["error"]
    if not isinstance(error, str) or len(error) > CODE_CHARACTERS_MAX:
        raise BadInput("not a code")
    return PeerStanding(
        device, address, _number(row["seen_ms"]), _number(row["same_ms"]),
        row["same"] if isinstance(row["same"], bool) else None,
        _number(row["ahead_ms"]) or 0, error,
        forked=tuple(_device(text) for text in row["forked"]), revoked=row["revoked"] is True,
        held={
            bytes.fromhex(space): {_device(text): _number(seq) or 0 for text, seq in chains.items()}
            for space, chains in row["held"].items()
        },
    )  # fmt: skip


def _device(text: str) -> DeviceId:
    device = bytes.fromhex(text)
    if len(device) != ID_BYTES:
        raise BadInput("not a device")
    return DeviceId(device)


def _number(value: object) -> int | None:
    if value is not None and (type(value) is not int or abs(value) > INTEGER_MAX):
        raise BadInput("not a number")
    return value
