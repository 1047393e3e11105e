"""Writing and reading batches: keys, sealing and chains brought together.

`Author` turns packed operations into the next entry of this device's chain; `Reader` opens what is
in a log. Neither stores anything: the log does.
"""

from collections.abc import Sequence

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
)
from sync.core.ids import EntityId
from sync.core.ports import Random
from sync.core.space import Space
from sync.crypto.device import DeviceKey
from sync.crypto.sealing import Sealer
from sync.crypto.space_keys import Keyring
from sync.log.contract import SealedEntry, Tip

_NO_HASH = bytes(HASH_BYTES)


class Author:
    """Writes for one device. `schema` is the number of the app's registry, `min_reader` the least
    one that may apply what it writes."""

    def __init__(
        self,
        device: DeviceKey,
        keyring: Keyring,
        sealer: Sealer,
        random: Random,
        schema: int,
        min_reader: int,
    ) -> None:
        self.device = device
        self._keyring = keyring
        self._sealer = sealer
        self._random = random
        self._schema = schema
        self._min_reader = min_reader

    def entry(
        self,
        tip: Tip | None,
        space: Space,
        hlc: int,
        packed: bytes,
        *,
        actor: EntityId | None = None,
        subjects: Sequence[EntityId] = (),
        signed: bool = True,
    ) -> SealedEntry:
        """The entry after `tip` in this device's chain of `space`, sealed and signed.

        `packed` = `encode_body(...)`. Several entries of one chain in one append: pass
        `tip_after(entry)` of the one before; all but the last may go without a signature.
        Raises NotReadable (no key), LimitExceeded, BadInput.
        """
        key = self._keyring.current(space)
        dictionary = self._sealer.dictionaries.newest
        draft = Header(
            version=FORMAT_VERSION,
            space=space,
            device=self.device.device_id,
            seq=tip.seq + 1 if tip else 1,
            hlc=hlc,
            actor=actor,
            epoch=key.epoch,
            schema=self._schema,
            min_reader=self._min_reader,
            dictionary=dictionary,
            subjects=tuple(subjects),
            body_hash=_NO_HASH,
        )
        body = self._sealer.seal(key, self._random, aad_bytes(draft), packed, dictionary)
        header = draft._replace(body_hash=hash_body(body))
        head = next_head(tip.head if tip else GENESIS_HEAD, header_bytes(header))
        return SealedEntry(header, body, head, self.device.sign(head) if signed else None)


def tip_after(entry: SealedEntry) -> Tip:
    """The end of the chain once `entry` is stored."""
    return Tip(entry.header.seq, entry.head, entry.signature)


class Reader:
    """Opens batches with the keys that this device holds."""

    def __init__(self, keyring: Keyring, sealer: Sealer) -> None:
        self._keyring = keyring
        self._sealer = sealer

    def packed(self, batch: Batch) -> bytes | None:
        """The packed body for `decode_body`; None when it was erased.

        Raises NotReadable (no key: kept and passed on, not shown), BadSeal, DecodeError.
        """
        header, body = batch
        if body is None:
            return None
        key = self._keyring.find(header.space, header.epoch)
        return self._sealer.open(key, aad_bytes(header), body, header.dictionary)
