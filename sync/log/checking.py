"""What every log checks, in one place: does an entry follow, and does a chain hold."""

from collections.abc import Iterable, Mapping

from sync.core.batch import (
    FORMAT_VERSION,
    GENESIS_HEAD,
    Batch,
    hash_body,
    header_bytes,
    next_head,
)
from sync.core.errors import BadInput, BadSignature, BrokenChain, Fork, NewerFormat
from sync.core.ids import DeviceId
from sync.core.limits import INTEGER_MAX
from sync.core.signatures import verify
from sync.log.contract import ANCHOR_BYTES, ANCHOR_EVERY, Chain, Damage, SealedEntry, Tip

SIGNATURE_BYTES = 64


def require_next(entry: SealedEntry, header_packed: bytes, tip: Tip | None) -> Tip:
    """The tip after `entry`; `header_packed` = `header_bytes(entry.header)`. Raises BrokenChain,
    NewerFormat, BadInput."""
    header = entry.header
    if header.version > FORMAT_VERSION:
        raise NewerFormat(f"batch format {header.version}")
    seq, head = (tip.seq, tip.head) if tip else (0, GENESIS_HEAD)
    if header.seq != seq + 1:
        raise BrokenChain(f"batch {header.seq} of {header.device.hex()} does not follow {seq}")
    if not 0 <= header.hlc <= INTEGER_MAX:
        raise BadInput("a clock does not fit 63 bits")
    if entry.body is not None and hash_body(entry.body) != header.body_hash:
        raise BrokenChain(f"the body of batch {header.seq} is not the one its header names")
    if next_head(head, header_packed) != entry.head:
        raise BrokenChain(
            f"batch {header.seq} of {header.device.hex()} does not continue the chain"
        )
    if entry.signature is not None and len(entry.signature) != SIGNATURE_BYTES:
        raise BadInput("a signature has 64 bytes")
    return Tip(header.seq, entry.head, entry.signature)


def is_anchor(entry: SealedEntry, last: int) -> bool:
    """Whether the signature of this entry is kept; `last` is the number of the anchor before."""
    if entry.signature is None:
        return False
    return entry.header.seq - last >= ANCHOR_EVERY or len(entry.body or b"") >= ANCHOR_BYTES


def require_signed(tips: Iterable[Tip]) -> None:
    """Every run ends with a signature. Raises BrokenChain."""
    for tip in tips:
        if tip.signature is None:
            raise BrokenChain(f"the run up to batch {tip.seq} is not signed at its end")


def require_same(entry: SealedEntry, stored: Batch | None) -> None:
    """A repeat is exact (an erased body may return: it is ignored). Raises Fork."""
    if stored is None or stored.header != entry.header:
        seq, device = entry.header.seq, entry.header.device.hex()
        raise Fork(f"batch {seq} of {device} is there already, with other content")


def fits(batch: Batch, stored: Batch | None) -> bool:
    """Whether this is the body that is lacking."""
    return (
        stored is not None and stored.body is None and batch.body is not None
        and stored.header == batch.header and hash_body(batch.body) == stored.header.body_hash
    )  # fmt: skip


class ChainCheck:
    """Follows one chain from its first batch, noting what does not hold, and resumes at anchors."""

    def __init__(
        self, chain: Chain, proofs: Iterable[Tip], public_keys: Mapping[DeviceId, bytes]
    ) -> None:
        self.damages: list[Damage] = []
        self.batches = 0
        self.erased = 0
        self._chain = chain
        self._proofs = {proof.seq: proof for proof in proofs}
        self._public_key = public_keys.get(chain[0])
        self._head: bytes | None = GENESIS_HEAD  # None = unknown until the next anchor
        self._next = 1
        if self._public_key is None:
            self.note("unknown_device", None, "no public key: signatures were not checked")

    def note(self, kind: str, seq: int | None, detail: str = "") -> None:
        """Record a damaged place."""
        self.damages.append(Damage(kind, *self._chain, seq, detail))

    def take(self, batch: Batch, *, intact: bool = True) -> None:
        """The next batch as stored; `intact` is False where its checksum does not hold."""
        seq = batch.header.seq
        if seq != self._next:
            self._skip_to(seq)
        self._next = seq + 1
        self.batches += 1
        self.erased += batch.body is None
        if not intact:
            self.note("changed", seq, "the stored bytes are not the ones that were written")
            self._head = None
        if self._head is not None:
            self._head = next_head(self._head, header_bytes(batch.header))
        proof = self._proofs.get(seq)
        if proof is not None:
            self._check(proof)

    def finish(self, last_seq: int) -> None:
        """Call at the end: `last_seq` is what the log says the chain's end is."""
        if self._next <= last_seq:
            self._skip_to(last_seq + 1)
        last = self._proofs.get(last_seq)
        if last is None or last.signature is None:
            self.note("unsigned", last_seq, "batches behind the last anchor wait for a signature")

    def _skip_to(self, seq: int) -> None:
        missing = seq - self._next
        self.note("missing", self._next, f"{missing} batches")
        self._head = None
        # Anchors that fell into the hole still say where the chain goes on.
        before = self._proofs.get(seq - 1)
        if before is not None:
            self._check(before)

    def _check(self, proof: Tip) -> None:
        try:
            if self._public_key is not None and proof.signature is not None:
                verify(self._public_key, proof.signature, proof.head)
        except BadSignature:
            self.note("signature", proof.seq)
        else:
            if self._head is not None and self._head != proof.head:
                self.note("head", proof.seq, "the chain does not lead to this signed head")
            self._head = proof.head
