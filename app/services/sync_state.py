"""How this device stands to the others: what the log, the loop and the open port say, together."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.sync_view import LinkState, Peer, SyncState
from sync.core.authority import Authority, Member
from sync.core.ids import DeviceId
from sync.engine.peers import PeerStanding

ADDRESS_PREFIX = "TASUKI2"
HUB = "relay"
# What went wrong, in the words of the screens (`LINK_ERRORS`); anything else: it did not answer.
_SAID = {
    "link_timeout": "timeout", "link_certificate": "wrong_certificate",
    "link_answer": "other_device", "space": "not_enrolled", "token": "not_enrolled",
    "no_such_operation": "not_enrolled", "not_enrolled": "not_enrolled", "revoked": "revoked",
    "newer_format": "newer_format", "fork": "fork", "bad_signature": "bad_signature",
    "broken_chain": "broken_chain", "decode": "decode", "limit": "decode", "bad_input": "decode",
    "fault": "decode", "log_full": "disk_full", "log_unwritable": "disk_full",
    "quota": "quota", "slow_down": "rate", "log_busy": "rate",
}  # fmt: skip


@dataclass(frozen=True)
class Listening:
    """`address` is host:port, empty where the port is closed."""

    address: str = ""
    base: bool = False
    blocked: bool = False


def state_of(
    device: DeviceId,
    authority: Authority,
    standings: tuple[PeerStanding, ...],
    waiting: Callable[[DeviceId], int],
    listening: Listening,
    held_back: int,
) -> SyncState:
    """Peers in the order of their letters; addresses where nobody answered yet come last. A backup
    is enrolled and has no letter until it is restored: it is no peer."""
    met = {one.device: one for one in standings if one.device is not None}
    # Whoever we met may have told it, of itself or of a third one; who was sent away tells nothing.
    forked = {
        copied for one in standings if one.device is None or not authority.is_revoked(one.device)
        for copied in one.forked
    }  # fmt: skip
    bases = _bases(standings)
    peers = [
        _peer(
            member, met.get(other) or PeerStanding(other), waiting, other in forked, other in bases
        )
        for other, member in authority.members.items() if other != device and member.letter
    ]  # fmt: skip
    peers.sort(key=lambda peer: (len(peer.letter), peer.letter))
    nobody = [_nobody(one) for one in standings if one.device is None]
    me = authority.members.get(device)
    fresh = max(
        (peer for peer in peers if peer.same_ms is not None),
        key=lambda peer: peer.same_ms or 0, default=None,
    )  # fmt: skip
    live = [peer for peer in peers if peer.state is not LinkState.REVOKED]
    return SyncState(
        device=device,
        letter=me.letter if me else "",
        label=me.label if me else "",
        peers=(*peers, *nobody),
        listening=listening.address,
        base=listening.base,
        blocked=listening.blocked,
        # What one other device has is safe from the loss of this one.
        unsent=min((peer.waiting for peer in live), default=0),
        fresh_ms=fresh.same_ms if fresh else None,
        held_back=held_back,
        revoked=authority.is_revoked(device),
        roles=tuple(sorted(authority.roles(device))),
        fresh_with=fresh.letter if fresh else "",
        address_qr=f"{ADDRESS_PREFIX}{listening.address}" if listening.address else "",
        copied=device in forked,
    )


def error_words(code: str) -> str:
    """One of `LINK_ERRORS`; empty where nothing went wrong."""
    return _SAID.get(code, "unreachable") if code else ""


def _bases(standings: tuple[PeerStanding, ...]) -> set[DeviceId]:
    """Who lets others call: whoever does now, or else who did so last."""
    known = [one for one in standings if one.device is not None and one.address and one.seen_ms]
    open_now = [one for one in known if not one.error]
    last = max((one.seen_ms or 0 for one in known), default=0)
    found = open_now or [one for one in known if one.seen_ms == last]
    return {one.device for one in found if one.device is not None}


def _peer(
    member: Member, met: PeerStanding, waiting: Callable[[DeviceId], int], forked: bool, base: bool
) -> Peer:
    device = DeviceId(met.device or b"")
    return Peer(
        device=device,
        letter=member.letter,
        label=member.label,
        roles=tuple(sorted(member.roles)),
        state=_link(member, met, forked),
        seen_ms=met.seen_ms,
        same_ms=met.same_ms,
        waiting=0 if member.revoked else waiting(device),
        ahead_ms=met.ahead_ms,
        address=met.address,
        error=error_words(met.error),
        ends_on=member.ends_on,
        is_hub=HUB in member.roles,
        is_base=base,
    )


def _link(member: Member, met: PeerStanding, forked: bool) -> LinkState:
    if member.revoked:
        return LinkState.REVOKED
    if forked:
        return LinkState.FORKED
    if met.same is None and not met.error:
        return LinkState.NEVER
    if met.syncing:
        return LinkState.SYNCING
    if met.error:
        return LinkState.UNREACHABLE
    return LinkState.SAME if met.same else LinkState.NOT_SAME


def _nobody(standing: PeerStanding) -> Peer:
    state = LinkState.UNREACHABLE if standing.error else LinkState.NEVER
    return Peer(
        DeviceId(b""), "", "", (), state, address=standing.address,
        error=error_words(standing.error),
    )  # fmt: skip
