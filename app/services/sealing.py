"""From what an action changed to sealed, signed, chained batches, and back."""

from collections.abc import Iterable

from app.domain.tables import REGISTRY
from app.store.projection import OpenBatch
from sync.core.batch import (
    FORMAT_VERSION,
    GENESIS_HEAD,
    HASH_BYTES,
    Batch,
    Header,
    aad_bytes,
    hash_body,
    header_bytes,
    next_head,
)  # fmt: skip
from sync.core.body import Body
from sync.core.encoding import decode_body, encode_body
from sync.core.errors import NotReadable
from sync.core.ids import EntityId
from sync.core.limits import SUBJECTS_MAX
from sync.core.ports import Random
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.crypto.vault import VaultContents
from sync.log.contract import BatchLog, SealedEntry

SCHEMA = 1
MIN_READER = 1


class BatchSealer:
    def __init__(
        self, contents: VaultContents, log: BatchLog, dictionaries: Dictionaries, random: Random
    ) -> None:
        self._device = contents.device
        self._keys = Keyring(contents.space_keys)
        self._log = log
        self._sealer = Sealer(dictionaries)
        self._random = random
        self._void: frozenset[tuple[bytes, int]] = frozenset()

    def seal(
        self, bodies: Iterable[tuple[Space, Body]], hlc: int, actor: EntityId | None
    ) -> list[SealedEntry]:
        """One entry for each body, in the order given, each on the end of its chain."""
        ends: dict[Space, tuple[int, bytes]] = {}
        entries = []
        for space, body in bodies:
            entry = self._entry(space, body, hlc, actor, ends.get(space) or self._end(space))
            ends[space] = (entry.header.seq, entry.head)
            entries.append(entry)
        return entries

    def open(self, batch: Batch) -> OpenBatch:
        """Raises NotReadable, BadSeal, DecodeError."""
        header = batch.header
        body = None
        if batch.body is not None:
            key = self._keys.find(header.space, header.epoch)
            packed = self._sealer.open(key, aad_bytes(header), batch.body, header.dictionary)
            body = decode_body(REGISTRY, packed)
        return OpenBatch(header.space, header.device, header.seq, header.hlc, body, header.actor)

    def reads(self, space: Space) -> bool:
        """Whether this device can open what is written into a space now."""
        try:
            return self.current(space).can_read
        except NotReadable:
            return False

    def current(self, space: Space) -> SpaceKey:
        """The newest key that everybody has: new batches are sealed with it. Raises NotReadable."""
        newest = self._keys.current(space)
        if (space.space_id, newest.epoch) not in self._void:
            return newest
        good = [
            key for key in self._keys.all()
            if key.space == space and (space.space_id, key.epoch) not in self._void
        ]  # fmt: skip
        return good[-1] if good else newest

    def leave(self, void: frozenset[tuple[bytes, int]]) -> None:
        """Seal nothing any more with keys of these (space, epoch); they still open."""
        self._void = void

    def add_keys(self, keys: Iterable[SpaceKey]) -> None:
        """Keys that were granted meanwhile."""
        for key in keys:
            self._keys.add(key)

    def keep_only(self, keys: Iterable[SpaceKey]) -> None:
        """Give up every other key."""
        self._keys = Keyring(keys)

    def _end(self, space: Space) -> tuple[int, bytes]:
        """Number and head of this device's last batch in a space."""
        tip = self._log.tip(self._device.device_id, space)
        return (tip.seq, tip.head) if tip else (0, GENESIS_HEAD)

    def _entry(
        self, space: Space, body: Body, hlc: int, actor: EntityId | None, end: tuple[int, bytes]
    ) -> SealedEntry:
        device = self._device.device_id
        key = self.current(space)
        dictionary = self._sealer.dictionaries.newest
        header = Header(
            FORMAT_VERSION, space, device, end[0] + 1, hlc, actor, key.epoch,
            SCHEMA, MIN_READER, dictionary, subject_ids(body)[:SUBJECTS_MAX], bytes(HASH_BYTES),
        )  # fmt: skip
        packed = encode_body(REGISTRY, body)
        sealed = self._sealer.seal(key, self._random, aad_bytes(header), packed, dictionary)
        header = header._replace(body_hash=hash_body(sealed))
        head = next_head(end[1], header_bytes(header))
        return SealedEntry(header, sealed, head, self._device.sign(head))


def subject_ids(body: Body) -> tuple[EntityId, ...]:
    """The rows that a batch is about, each once, in order."""
    found = (
        getattr(item, "id", None) or getattr(item, "subject", None) for item in body.operations
    )
    return tuple(dict.fromkeys(item for item in found if item is not None))
