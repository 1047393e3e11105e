"""Batches of `auth` in short words: devices made of a letter, and what they say."""

from collections.abc import Iterable
from hashlib import sha256

from sync.core.auth_words import AuthBatch
from sync.core.authority import Authority, Policy, RoleRule
from sync.core.batch import FORMAT_VERSION, Header
from sync.core.ids import ID_BYTES, DeviceId, EntityId
from sync.core.operations import Add, Delete, Move, New, Operation, Set
from sync.core.registry import SpaceKind
from sync.core.space import Space

CENTRE_ID = EntityId(b"c" * ID_BYTES)
AUTH, SHARED = Space(SpaceKind.AUTH), Space(SpaceKind.SHARED)
CENTRE, SEALED = Space(SpaceKind.CENTRE, CENTRE_ID), Space(SpaceKind.SEALED, CENTRE_ID)
SPACES = (AUTH, SHARED, CENTRE, SEALED)
_ALL, _OPEN = frozenset(SpaceKind), frozenset(SpaceKind) - {SpaceKind.SEALED}
# A small policy of the library's own: the real one belongs to the app.
POLICY = Policy(
    {
        "admin": RoleRule(_ALL, _ALL, None),
        "needs": RoleRule(_ALL, _ALL, frozenset({"need", "contact"})),
        "reception": RoleRule(_OPEN, _ALL, frozenset({"person", "visit"})),
        "wall": RoleRule(_OPEN, _OPEN, frozenset()),
    },
    "admin",
)


def key(name: str) -> bytes:
    return sha256(name.encode()).digest()


def device(name: str) -> DeviceId:
    return DeviceId(sha256(key(name)).digest()[:ID_BYTES])


def row_id(name: str) -> EntityId:
    return EntityId(sha256(b"row " + name.encode()).digest()[:ID_BYTES])


def header(name: str, seq: int, hlc: int = 1_000, space: Space = CENTRE) -> Header:
    return Header(
        FORMAT_VERSION, space, device(name), seq, hlc, None, 1, 1, 1, 0, (), b"\0" * 32
    )  # fmt: skip


def says(name: str, seq: int, *operations: Operation, hlc: int | None = None) -> AuthBatch:
    """Batch `seq` of a device in `auth`."""
    return AuthBatch(header(name, seq, 1_000 + seq if hlc is None else hlc, AUTH), operations)


def enrol(name: str, *roles: str, **values: str) -> New:
    return New(
        "device", EntityId(device(name)),
        {"public_key": key(name).hex(), "roles": roles, "centre": CENTRE_ID, **values},
    )  # fmt: skip


def grant(name: str, role: str) -> Add:
    return Add("device", EntityId(device(name)), "roles", role)


def write(
    name: str, field: str, value: str, bases: tuple[int, ...] = (), clock: int | None = None
) -> Set:  # fmt: skip
    return Set("device", EntityId(device(name)), field, value, bases, clock)


def cut(
    name: str, last: int, *roles: str, space: Space = AUTH, row: str = "", until: int | None = None
) -> New:
    """A row of `revocation`; `row` names it, so that it can be lifted."""
    return New(
        "revocation", row_id(row or f"{name} {space.space_id.hex()} {last} {roles}"),
        {"device": device(name), "space": space.space_id.hex(), "last_seq": last,
         "until_seq": until, "roles": roles or None},
    )  # fmt: skip


def remove(name: str, last: int = 0, others: int = 0) -> list[Operation]:
    """A device is sent away: `last` is its number in `auth`, `others` that of every other space."""
    cuts = [cut(name, last)]
    return [*cuts, *(cut(name, others, space=space) for space in SPACES[1:])]


def lift(row: str, until: int) -> Set:
    return Set("revocation", row_id(row), "until_seq", until, ())


def take_back(row: str) -> Delete:
    return Delete("revocation", row_id(row))


def accept(name: str, first: int, last: int, space: Space = CENTRE) -> Move:
    return Move(
        "acceptance", row_id(f"accept {name} {first} {last}"),
        {"device": device(name), "space": space.space_id.hex(), "first_seq": first,
         "last_seq": last},
    )  # fmt: skip


def authority(*batches: AuthBatch, root: str = "R") -> Authority:
    return Authority.of(device(root), batches, POLICY)


def who(found: Authority) -> dict[str, list[str]]:
    """Letters of those who stand, with their roles."""
    names = {device(letter): letter for letter in "RABCDEFGX"}
    return {
        names[one]: sorted(member.roles)
        for one, member in found.members.items() if not member.revoked
    }  # fmt: skip


def admins(found: Authority) -> str:
    return "".join(sorted(name for name, roles in who(found).items() if "admin" in roles))


def judge(
    found: Authority, name: str, seq: int, tables: Iterable[str] = (), space: Space = CENTRE,
    hlc: int = 1_000,
) -> str | None:  # fmt: skip
    return found.held_back(header(name, seq, hlc, space), frozenset(tables))
