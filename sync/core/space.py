"""A space: the unit of keys, of replication and of who may read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sync.core.errors import BadInput, DecodeError
from sync.core.ids import ID_BYTES, EntityId
from sync.core.registry import SpaceKind

KIND_NUMBERS = {SpaceKind.AUTH: 1, SpaceKind.SHARED: 2, SpaceKind.CENTRE: 3, SpaceKind.SEALED: 4}
KINDS = {number: kind for kind, number in KIND_NUMBERS.items()}


@dataclass(frozen=True)
class Space:
    """`owner` is the centre; `centre` and `sealed` need one. Raises BadInput."""

    kind: SpaceKind
    owner: EntityId | None = None
    space_id: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.owner is None and self.kind in (SpaceKind.CENTRE, SpaceKind.SEALED):
            raise BadInput(f"a {self.kind} space belongs to a centre")
        if self.owner is not None and len(self.owner) != ID_BYTES:
            raise BadInput("the owner of a space is an id of 16 bytes")
        # Kind number and owner: 1 or 17 bytes, equal on every device and for ever.
        identity = bytes((KIND_NUMBERS[self.kind],)) + (self.owner or b"")
        object.__setattr__(self, "space_id", identity)

    def __hash__(self) -> int:
        return hash(self.space_id)


def kind_of_files(spaces: Iterable[Space]) -> SpaceKind:
    """Who may hold the files of an operation holds this kind of its spaces: photos of a centre are
    sealed; where nobody's are (a county), its files are what all share."""
    of_a_centre = any(space.kind in (SpaceKind.CENTRE, SpaceKind.SEALED) for space in spaces)
    return SpaceKind.SEALED if of_a_centre else SpaceKind.SHARED


def parse_space(space_id: bytes) -> Space:
    """The inverse of `Space.space_id`. Raises DecodeError."""
    if len(space_id) not in (1, 1 + ID_BYTES) or space_id[0] not in KINDS:
        raise DecodeError("not the id of a space")
    try:
        return Space(KINDS[space_id[0]], EntityId(bytes(space_id[1:])) if space_id[1:] else None)
    except BadInput as error:
        raise DecodeError(str(error)) from None
