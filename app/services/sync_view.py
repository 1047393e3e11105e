"""What the screens show of syncing, as values: this device, its peers, invitations, refusals.

Nothing here is replicated: it is what this device knows at this moment.
"""

from dataclasses import dataclass
from enum import StrEnum

from sync.core.ids import DeviceId, EntityId


class LinkState(StrEnum):
    """How a peer stands."""

    NEVER = "never"  # not met since this device knows of it
    SAME = "same"  # at the last meeting both showed the same
    NOT_SAME = "not_same"
    SYNCING = "syncing"
    UNREACHABLE = "unreachable"
    FORKED = "forked"  # a copy of it writes under its name
    REVOKED = "revoked"


@dataclass(frozen=True)
class Peer:
    """Another device of the centre. `waiting` are our batches that it has not confirmed;
    `ahead_ms` how far its clock was ahead of ours; `address` is host:port, empty if unknown;
    `roles` are codes of the list device_role."""

    device: DeviceId
    letter: str
    label: str
    roles: tuple[str, ...]
    state: LinkState
    seen_ms: int | None = None
    same_ms: int | None = None
    waiting: int = 0
    ahead_ms: int = 0
    address: str = ""
    error: str = ""  # code of what went wrong at the last try
    ends_on: str | None = None
    is_hub: bool = False


@dataclass(frozen=True)
class SyncState:
    """`listening`: host:port that others reach this device at (empty: not open to others).
    `base`: this device is the base station (親機). `blocked`: others cannot get through to the port,
    most likely a firewall. `held_back`: batches that are here and do not count. `fresh_ms`: when
    this device and the base (or any peer) were last the same. `unsent`: own batches that no other
    device has confirmed."""

    device: DeviceId
    letter: str
    label: str
    peers: tuple[Peer, ...] = ()
    listening: str = ""
    base: bool = False
    blocked: bool = False
    unsent: int = 0
    fresh_ms: int | None = None
    held_back: int = 0
    revoked: bool = False


@dataclass(frozen=True)
class Invitation:
    """`qr` is the text for the picture; `address` and `code` are for typing. It holds until
    `until_ms`, for one device."""

    qr: str
    address: str
    code: str
    until_ms: int
    joined: str = ""  # letter of the device that came in by it


@dataclass(frozen=True)
class HeldBack:
    """Batches of one device and space that are here and do not count. `reason`: not_enrolled,
    revoked, ended, role. `acts` are names of commands where they can be read."""

    device: DeviceId
    letter: str
    label: str
    space_id: bytes
    reason: str
    first_seq: int
    last_seq: int
    first_ms: int
    last_ms: int
    actor: EntityId | None
    acts: tuple[str, ...]


@dataclass(frozen=True)
class BundleReport:
    """What reading a `*.tasuki` file brought. `torn`: it ends early, what came before is here."""

    new: int
    already: int
    refused: tuple[str, ...] = ()
    torn: bool = False
    made_ms: int | None = None
    letter: str = ""
