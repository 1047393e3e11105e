"""Who belongs to an operation and which batches count, computed from its `auth` space alone.

Equal sets of `auth` batches give equal answers on every device, in whatever order they came. A
batch that does not count is *held back*: it stays in the log and is passed on, nothing is lost, and
an admin may accept it. What a role may do is the application's to say (`Policy`).
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TypeAlias

from sync.core.admins import Ruling, rule
from sync.core.auth_words import OPEN, AuthBatch, FieldWrite, Place, Words, key_of, words_of
from sync.core.batch import Header
from sync.core.clock import hlc_of
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.merge import Write, winner
from sync.core.number_ranges import Numbers, joined
from sync.core.operations import Value
from sync.core.registry import SpaceKind
from sync.core.space import Space

__all__ = [
    "ENDED", "NOT_ENROLLED", "REVOKED", "ROLE", "AuthBatch", "Authority", "Member", "Policy",
    "RoleRule",
]  # fmt: skip

NOT_ENROLLED, REVOKED, ENDED, ROLE = "not_enrolled", "revoked", "ended", "role"

Ranges: TypeAlias = tuple[tuple[int, int], ...]  # (after, until)
Places: TypeAlias = Mapping[bytes, Ranges]  # by id of the space
_NOTHING: Ranges = ()
_ALL: Ranges = ((0, OPEN),)
_EPOCH = date(1970, 1, 1)
_DAY_MS, _JST_MS = 86_400_000, 9 * 3_600_000


@dataclass(frozen=True)
class RoleRule:
    """What a role may do: `reads` are spaces whose keys its devices get, `carries` those that they
    hold, sealed or not, `writes` tables (None: every table)."""

    reads: frozenset[SpaceKind]
    carries: frozenset[SpaceKind]
    writes: frozenset[str] | None


@dataclass(frozen=True)
class Policy:
    """`admin` is the role whose word counts in `auth`."""

    roles: Mapping[str, RoleRule]
    admin: str


@dataclass(frozen=True)
class Member:
    """A device that was enrolled. `roles` are those that it has now; `revoked`: sent away."""

    public_key: bytes
    roles: frozenset[str]
    revoked: bool
    centre: EntityId | None = None
    letter: str = ""
    label: str = ""
    ends_on: str | None = None
    sealing_key: bytes | None = None
    fingerprint: bytes | None = None


@dataclass(frozen=True, slots=True)
class _Stay:
    """How the words of one device are judged."""

    enrolled: bool
    tables: frozenset[str] | None  # of the roles that never ended; None: every table
    ended_roles: tuple[tuple[frozenset[str] | None, Places], ...] = ()
    cuts: Places = field(default_factory=dict)
    end_hlc: int = OPEN
    accepted: Places = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether the tables say all."""
        return self.enrolled and not (self.cuts or self.ended_roles) and (
            self.end_hlc == OPEN
        )  # fmt: skip


_STRANGER = _Stay(False, frozenset())


@dataclass(eq=True)
class Authority:
    """See `sync.protocol.ports.Standing`. Made by `of`; never changes. `passed_over` are batches of
    `auth` that changed nothing, because their author was no admin."""

    root: DeviceId
    members: dict[DeviceId, Member]
    passed_over: tuple[Place, ...]
    _policy: Policy
    _keys: dict[DeviceId, bytes]
    _stays: dict[DeviceId, _Stay]
    _removed: dict[bytes, dict[DeviceId, Numbers]]
    _free: frozenset[DeviceId] = field(init=False, repr=False, compare=False)
    _plain: dict[DeviceId, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        plain = {device: stay.tables for device, stay in self._stays.items() if stay.plain}
        self._free = frozenset(device for device, tables in plain.items() if tables is None)
        self._plain = {device: tables for device, tables in plain.items() if tables}

    @classmethod
    def of(
        cls, root: DeviceId, batches: Iterable[AuthBatch], policy: Policy,
        root_key: bytes | None = None,
    ) -> "Authority":  # fmt: skip
        """`root` founded the operation; `root_key` is its public key, where its own row is not here
        yet. `batches`: all of `auth` that can be opened here, in any order."""
        words = words_of(batches)
        ruling = rule(root, words, policy.admin)
        return _Reading(root, words, ruling, policy).authority(root_key)

    def public_key(self, device: DeviceId) -> bytes | None:
        """Also of a device whose enrolment does not count: its chain is checked and passed on."""
        return self._keys.get(device)

    def fingerprint(self, device: DeviceId) -> bytes | None:
        member = self.members.get(device)
        return member.fingerprint if member else None

    def is_revoked(self, device: DeviceId) -> bool:
        member = self.members.get(device)
        return member is not None and member.revoked

    def spaces(self, device: DeviceId) -> tuple[Space, ...]:
        """What it may hold, readable or not, `auth` first."""
        return self._spaces(device, lambda role: role.carries)

    def readable(self, device: DeviceId) -> tuple[Space, ...]:
        """The spaces whose keys it may have."""
        return self._spaces(device, lambda role: role.reads)

    def roles(self, device: DeviceId) -> frozenset[str]:
        """What it may be now; nothing for a stranger or a device that was sent away."""
        member = self.members.get(device)
        if member is None and device == self.root:
            return frozenset({self._policy.admin})  # its own row is not here, or not yet written
        return member.roles if member and not member.revoked else frozenset()

    def held_back(self, header: Header, tables: Collection[str]) -> str | None:
        """Why a batch does not count; None where it does. `tables` are those that it writes (none
        where it cannot be opened)."""
        device = header.device
        if device in self._free:
            return None
        allowed = self._plain.get(device)
        if allowed is not None and allowed.issuperset(tables):
            return None
        stay = self._stays.get(device)
        if stay is None:
            return NOT_ENROLLED
        reason = _judged(stay, header, tables)
        if reason and _within(header.seq, stay.accepted.get(header.space.space_id, _NOTHING)):
            return None
        return reason

    def removed(self, space: Space) -> Mapping[DeviceId, Numbers]:
        """Bodies that nobody may keep, because they speak of people who were erased. Who can read
        the space judges for himself; this is for those who cannot."""
        return self._removed.get(space.space_id, {})

    def is_free(self, device: DeviceId) -> bool:
        """Whether everything that it writes counts, so that nobody need look."""
        return device in self._free

    def judged_otherwise(self, before: "Authority") -> frozenset[DeviceId]:
        """The devices whose batches may be judged otherwise than before. Only what these wrote has
        to be looked at again."""
        known = self._stays.keys() | before._stays.keys()
        return frozenset(
            device for device in known
            if self._stays.get(device, _STRANGER) != before._stays.get(device, _STRANGER)
        )  # fmt: skip

    def _spaces(
        self, device: DeviceId, which: Callable[[RoleRule], frozenset[SpaceKind]]
    ) -> tuple[Space, ...]:
        member = self.members.get(device)
        if member is None or member.revoked:
            return ()
        rules = [self._policy.roles[one] for one in member.roles if one in self._policy.roles]
        kinds = {SpaceKind.AUTH}.union(*(which(one) for one in rules))
        owned = (SpaceKind.CENTRE, SpaceKind.SEALED)
        return tuple(
            Space(kind, member.centre if kind in owned else None)
            for kind in SpaceKind if kind in kinds and (kind not in owned or member.centre)
        )  # fmt: skip


def _judged(stay: _Stay, header: Header, tables: Collection[str]) -> str | None:
    if not stay.enrolled:
        return NOT_ENROLLED
    space, seq = header.space, header.seq
    if stay.cuts and _within(seq, _ranges(stay.cuts, space.space_id)):
        return REVOKED
    # Only admins speak in `auth`, and an admin has no end.
    if header.hlc >= stay.end_hlc and space.kind is not SpaceKind.AUTH:
        return ENDED
    allowed = stay.tables
    for more, cuts in stay.ended_roles:
        if allowed is not None and not _within(seq, _ranges(cuts, space.space_id)):
            allowed = None if more is None else allowed | more
    if allowed is None or (allowed and allowed.issuperset(tables)):
        return None
    return ROLE


def _ranges(cuts: Places, space_id: bytes) -> Ranges:
    """In a space that the words of a removal do not name, nothing counts while it holds."""
    found = cuts.get(space_id)
    if found is None:
        return _ALL if _is_open(cuts) else _NOTHING
    return found


def _within(seq: int, ranges: Ranges) -> bool:
    for after, until in ranges:  # noqa: SIM110 - asked for each batch of a replay
        if after < seq <= until:
            return True
    return False


class _Reading:
    """From words that count to how each device is judged."""

    def __init__(
        self, root: DeviceId, words: Sequence[Words], ruling: Ruling, policy: Policy
    ) -> None:
        self._root = root
        self._words = words
        self._ruling = ruling
        self._policy = policy
        self._heard = [one for one in words if one.place in ruling.counting]

    def authority(self, root_key: bytes | None) -> Authority:
        keys = {} if root_key is None else {self._root: root_key}
        for one in self._words:
            keys.update(one.enrols)
        given: dict[DeviceId, set[str]] = defaultdict(set)
        given[self._root].add(self._policy.admin)
        for one in self._heard:
            for device, role in one.roles:
                given[device].add(role)
        cuts, role_cuts, accepted = self._cuts(), self._role_cuts(), self._accepted()
        writes = self._writes()
        members, stays = {}, {}
        for device in {self._root, *keys, *accepted}:
            enrolled = device in self._ruling.enrolled
            whole = cuts.get(device, {})
            revoked = _is_open(whole)
            ended = role_cuts.get(device, {})
            now = {role for role in given[device] if not _is_open(ended.get(role, {}))}
            fields = writes.get(device, {})
            if not enrolled:
                stays[device] = replace(_STRANGER, accepted=accepted.get(device, {}))
                continue
            stays[device] = _Stay(
                True, self._tables(given[device] - ended.keys()),
                tuple(
                    (self._tables({role}), ended[role])
                    for role in sorted(given[device] & ended.keys())
                ),
                whole, _end_of(fields.get("ends_on")), accepted.get(device, {}),
            )  # fmt: skip
            if device in keys:
                members[device] = _member(keys[device], frozenset(now), revoked, fields)
        silent = tuple(
            one.place for one in self._words if one.place not in self._ruling.counting
        )  # fmt: skip
        return Authority(
            self._root, members, silent, self._policy, keys, stays, self._removed_bodies()
        )

    def _tables(self, roles: Iterable[str]) -> frozenset[str] | None:
        found: set[str] = set()
        for role in roles:
            rule_of = self._policy.roles.get(role)
            if rule_of is not None and rule_of.writes is None:
                return None
            found |= (rule_of.writes or frozenset()) if rule_of is not None else frozenset()
        return frozenset(found)

    def _cuts(self) -> dict[DeviceId, Places]:
        rows = [
            (span.cut.device, span.cut.space_id, span.cut.last, span.until)
            for span in self._ruling.spans if not span.cut.roles
        ]  # fmt: skip
        return _by_device(rows)

    def _role_cuts(self) -> dict[DeviceId, dict[str, Places]]:
        found: dict[DeviceId, dict[str, Places]] = defaultdict(dict)
        roles = {role for span in self._ruling.spans for role in span.cut.roles}
        for role in roles:
            rows = [
                (span.cut.device, span.cut.space_id, span.cut.last, span.until)
                for span in self._ruling.spans if role in span.cut.roles
            ]  # fmt: skip
            for device, places in _by_device(rows).items():
                found[device][role] = places
        return found

    def _accepted(self) -> dict[DeviceId, Places]:
        return _by_device(
            (row.device, row.space_id, row.first - 1, row.last)
            for one in self._heard for row in one.acceptances
        )  # fmt: skip

    def _removed_bodies(self) -> dict[bytes, dict[DeviceId, Numbers]]:
        found: dict[bytes, dict[DeviceId, Numbers]] = defaultdict(dict)
        for one in self._heard:
            for row in one.removed:
                before = found[row.space_id].get(row.device, ())
                found[row.space_id][row.device] = joined((*before, *row.numbers))
        return dict(found)

    def _writes(self) -> dict[DeviceId, dict[str, Value]]:
        """What the fields of each device's row show."""
        trees: dict[tuple[DeviceId, str], list[tuple[DeviceId, FieldWrite]]] = defaultdict(list)
        for one in self._heard:
            for write in one.writes:
                trees[write.device, write.field].append((one.place[0], write))
        found: dict[DeviceId, dict[str, Value]] = defaultdict(dict)
        for (device, name), tree in trees.items():
            shown = winner(Write(one.clock, by, one.value, one.bases) for by, one in tree)
            found[device][name] = shown.value if shown else None
        return found


def _by_device(rows: Iterable[tuple[DeviceId, bytes, int, int]]) -> dict[DeviceId, Places]:
    found: dict[DeviceId, dict[bytes, set[tuple[int, int]]]] = {}
    for device, space_id, after, until in rows:
        found.setdefault(device, {}).setdefault(space_id, set()).add((after, until))
    return {
        device: {space_id: tuple(sorted(ranges)) for space_id, ranges in places.items()}
        for device, places in found.items()
    }


def _is_open(places: Places) -> bool:
    return any(until == OPEN for ranges in places.values() for _, until in ranges)


def _member(
    key: bytes, roles: frozenset[str], revoked: bool, fields: Mapping[str, Value]
) -> Member:  # fmt: skip
    centre, ends_on = fields.get("centre"), fields.get("ends_on")
    return Member(
        key, roles, revoked,
        EntityId(centre) if isinstance(centre, bytes) and len(centre) == ID_BYTES else None,
        str(fields.get("letter") or ""), str(fields.get("label") or ""),
        ends_on if isinstance(ends_on, str) else None,
        key_of(fields.get("sealing_key")), key_of(fields.get("fingerprint")),
    )  # fmt: skip


def _end_of(ends_on: Value) -> int:
    """The clock at 24:00 in Japan of the last day."""
    try:
        day = date.fromisoformat(ends_on) if isinstance(ends_on, str) else None
        after = day + timedelta(days=1) if day is not None else None
    except (ValueError, OverflowError):
        return OPEN
    if after is None:
        return OPEN
    return max(hlc_of((after - _EPOCH).days * _DAY_MS - _JST_MS), 0)
