"""Devices that write: entries for logs, sealed and signed for real, from a seed."""

from dataclasses import dataclass, field

from sync.core.body import Body
from sync.core.encoding import encode_body
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import New, Value
from sync.core.registry import Field, FieldType, Registry, SpaceKind, Table
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.engine.author import Author, Reader, tip_after
from sync.log.contract import SealedEntry, Tip
from tests.support.world import SeededRandom

CENTRE = Space(SpaceKind.CENTRE, EntityId(b"centre-of-drills"))
SEALED = Space(SpaceKind.SEALED, EntityId(b"centre-of-drills"))
AUTH = Space(SpaceKind.AUTH)

# One field of every type, a ledger, and numbers with holes.
REGISTRY = Registry(
    (
        Table(
            1,
            "person",
            SpaceKind.CENTRE,
            (
                Field(1, "name", FieldType.TEXT),
                Field(2, "age", FieldType.INTEGER),
                Field(3, "minor", FieldType.BOOLEAN),
                Field(5, "born_on", FieldType.DATE),
                Field(6, "seen_at", FieldType.INSTANT),
                Field(7, "guardian", FieldType.ID),
                Field(200, "skills", FieldType.SET),
            ),
        ),
        Table(
            9,
            "stock_move",
            SpaceKind.CENTRE,
            (Field(1, "quantity", FieldType.INTEGER), Field(2, "note", FieldType.TEXT)),
            append_only=True,
        ),
        Table(300, "visit", SpaceKind.SEALED, (Field(1, "text", FieldType.TEXT),)),
    )
)


def entity(number: int) -> EntityId:
    """A readable id."""
    return EntityId(number.to_bytes(16, "big"))


@dataclass
class Desk:
    """A device with its keys that writes chain after chain."""

    seed: int = 1
    keyring: Keyring = field(default_factory=Keyring)
    dictionaries: Dictionaries = field(default_factory=Dictionaries)
    tips: dict[Space, Tip] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = SeededRandom(self.seed)
        self.key = DeviceKey.generate(self.random)
        for space in (CENTRE, SEALED, AUTH):
            # The same keys on every desk: they come from a seed of their own.
            self.keyring.add(SpaceKey.generate(space, 1, SeededRandom(len(space.space_id))))
        sealer = Sealer(self.dictionaries)
        self.author = Author(self.key, self.keyring, sealer, self.random, 1, 1)
        self.reader = Reader(self.keyring, sealer)
        self.hlc = 1_770_000_000_000 << 16

    def entry(self, space: Space = CENTRE, *, about: int | None = None) -> SealedEntry:
        """The next batch of this desk in `space`: a new row."""
        self.hlc += 1
        row = entity(self.hlc if about is None else about)
        table = "visit" if space == SEALED else "person"
        values: dict[str, Value] = {"name": "訓練 太郎", "age": 30}
        if space == SEALED:
            values = {"text": "訓練"}
        packed = encode_body(REGISTRY, Body("register", (New(table, row, values),)))
        entry = self.author.entry(
            self.tips.get(space),
            space,
            self.hlc,
            packed,
            actor=entity(7),
            subjects=() if about is None else (row,),
        )
        self.tips[space] = tip_after(entry)
        return entry

    def entries(self, count: int, space: Space = CENTRE) -> list[SealedEntry]:
        """The next `count` batches, each about a row of its own."""
        return [self.entry(space, about=1_000 + number) for number in range(count)]

    def run(self, count: int, space: Space = CENTRE) -> list[SealedEntry]:
        """As they arrive from a peer: only the last one is signed."""
        entries = self.entries(count, space)
        return [entry._replace(signature=None) for entry in entries[:-1]] + entries[-1:]

    @property
    def public_keys(self) -> dict[DeviceId, bytes]:
        return {self.key.device_id: self.key.public_key}
