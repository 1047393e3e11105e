"""What the screens show of syncing, as values: this device, its peers, invitations, refusals.

Nothing here is replicated: it is what this device knows at this moment.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.store.queries.hub_places import HubPlace
from sync.core.ids import DeviceId, EntityId

# What this device may refuse; texts are `refused.<code>`.
REFUSALS = (
    "sync_needs_admin", "sync_port_taken", "sync_address_unreadable", "sync_role_missing",
    "sync_label_missing", "sync_ends_on_past", "sync_reason_missing", "sync_unknown_device",
    "sync_is_this_device", "sync_already_revoked", "sync_not_held_back",
    "passphrase_short", "passphrases_differ", "passphrase_wrong", "disk_full",
    "stick_unwritable", "stick_gone",
    "bundle_foreign", "bundle_unreadable", "bundle_newer", "bundle_exists", "bundle_no_key",
    "nothing_to_send", "qr_too_much", "qr_foreign",
)  # fmt: skip
# Why a device could not come in; texts are `refused.<code>`.
JOIN_REFUSALS = (
    "invitation_unreadable", "invitation_over", "invitation_used", "invitation_wrong",
    "inviter_unreachable", "inviter_not_the_one", "folder_taken", "newer_version",
    "county_not_a_county", "county_drill_differs",
)  # fmt: skip
# Why a peer could not be met (`Peer.error`); texts are `sync.error.<code>` and say what to do.
LINK_ERRORS = (
    "unreachable", "timeout", "wrong_certificate", "other_device", "not_enrolled", "revoked",
    "newer_format", "fork", "bad_signature", "broken_chain", "decode", "disk_full", "quota", "rate",
    "clock",
)  # fmt: skip
PASSPHRASE_LETTERS_MIN = 8  # of a device, and of a backup
# Steps of coming in, in their order (`JoinPort.join`); texts are `sync.join.step_<step>`.
JOIN_STEPS = ("asking", "enrolled", "fetching", "ready")
# Acts (`act.<name>`) that stand in the record of the devices. Whatever syncing writes on behalf of
# a person is one of these.
DEVICE_ACTS = (
    "open_centre", "invite_device", "enrol_device", "change_device", "revoke_device",
    "accept_held_back", "renew_keys", "be_base", "add_address", "tell_hub", "drop_hub",
    "export_bundle", "import_bundle",
    "enrol_backup", "return_from_backup", "erase_subject", "take_recovery_key", "recover",
    "tell_removed",
    "enter_county", "leave_county",
)  # fmt: skip


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
    """Another device of the centre, or (without `device`) an address where nobody answered yet as
    one. `waiting` are our batches that it has not confirmed;
    `ahead_ms` how far its clock was ahead of ours; `address` is host:port, empty if unknown;
    `roles` are codes of the list device_role. `is_base`: it says that it is the base station."""

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
    is_base: bool = False

    @property
    def reachable(self) -> bool:
        return self.state in (LinkState.SAME, LinkState.NOT_SAME, LinkState.SYNCING)

    @property
    def apart(self) -> bool:
        """It answers, and does not show the same as this device now."""
        return self.reachable and (self.state is not LinkState.SAME or self.waiting > 0)


@dataclass(frozen=True)
class SyncState:
    """`listening`: host:port that others reach this device at (empty: not open to others).
    `base`: this device is the base station (親機). `blocked`: others cannot get through to the
    port, most likely a firewall. `held_back`: batches that are here and do not count. `fresh_ms`:
    when this device and the base (or any peer) were last the same, `fresh_with` the letter of that
    one. `unsent`: own batches that no other device has confirmed. `address_qr`: text of a picture
    by which a device of the centre finds this one's address (empty: not open to others). `copied`:
    others hold batches under this device's name that are not its own: a copy of it writes. `hubs`:
    where the centre's hubs answer, as every device knows it. `filling`: wanted (the first sync is
    not done), image (a first copy is shown and the log is still coming), differed (that copy was
    not what the log said; the log is shown), or nothing."""

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
    roles: tuple[str, ...] = ()
    fresh_with: str = ""
    address_qr: str = ""
    copied: bool = False
    hubs: tuple[HubPlace, ...] = ()
    filling: str = ""

    @property
    def is_admin(self) -> bool:
        return "admin" in self.roles

    @property
    def forked(self) -> tuple[Peer, ...]:
        return tuple(peer for peer in self.peers if peer.state is LinkState.FORKED)

    @property
    def base_peer(self) -> Peer | None:
        return next((peer for peer in self.peers if peer.is_base), None)


@dataclass(frozen=True)
class Invitation:
    """`qr` is the text for the picture; `address` and `code` (groups with hyphens) are for typing.
    It holds until `until_ms`, for one device."""

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
    """What reading a `*.tasuki` file brought; `photos` came beside the records. `torn`: it ends
    early, what came before is here."""

    new: int
    already: int
    refused: tuple[str, ...] = ()
    torn: bool = False
    made_ms: int | None = None
    letter: str = ""
    photos: int = 0


@dataclass(frozen=True)
class BundleFile:
    """A `*.tasuki` file that lies on a stick."""

    path: Path
    bytes: int
    changed_ms: int


@dataclass(frozen=True)
class Stick:
    """A place to write bundles to and read them from, as this device sees it now: a USB stick, a
    memory card, the folder for exchange. `files` are newest first."""

    path: Path
    name: str
    bytes_free: int
    files: tuple[BundleFile, ...] = ()


@dataclass(frozen=True)
class PictureProgress:
    """How far the pictures read off another screen are. `needed` may grow a little; `report` is
    there when all of it is here and taken in."""

    got: int
    needed: int
    report: BundleReport | None = None
