"""The asking side of a session, without I/O: a generator that yields calls and is sent answers.

It holds nothing that would have to survive: whatever a chunk brought is on the disk before the next
is asked for, and a session that ends anywhere is simply begun again.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from sync.core.errors import BadSignature, DecodeError
from sync.core.ids import DeviceId
from sync.core.limits import BLOBS_IN_A_CALL_MAX, CHUNK_BYTES, PIECE_BYTES
from sync.core.packing import Packed
from sync.core.registry import SpaceKind
from sync.core.signatures import verify
from sync.core.space import Space, kind_of_files
from sync.crypto.device import device_id_of
from sync.protocol.answers import (
    Lacking,
    blob_lists,
    bytes_or_nothing,
    count_of,
    digested,
    hello_of,
    mark_or_none,
    piece_of,
    pulled,
    pushed,
)
from sync.protocol.bodies import fetch_bodies, give_bodies
from sync.protocol.messages import (
    NOT_YOURS,
    OK,
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    REVOKED,
    Answer,
    Call,
    Holding,
    LinkError,
    Report,
    mark_of,
    pack_report,
    pack_vector,
    packed,
    read_vector,
    reason_of,
    transcript,
    unpacked,
)
from sync.protocol.ports import Mark, Refusal, Replica, SpaceVector

Steps: TypeAlias = Generator[Call, Answer, "Ended"]
ROUNDS_MAX = 10_000


class Link(NamedTuple):
    """What a transport knows of the connection. `fingerprint` is that of the certificate the other
    side shows (empty without TLS); `expected` the device that should answer, if known."""

    fingerprint: bytes = b""
    expected: DeviceId | None = None


@dataclass
class SpaceEnd:
    """How one space stands at the end. `same` is None where one side cannot read it, and then only
    the batches were compared. `mine` and `theirs` are what both have then, as each says itself."""

    space: Space
    received: int = 0
    sent: int = 0
    mine: SpaceVector = field(default_factory=dict)
    theirs: SpaceVector = field(default_factory=dict)
    digest: bytes | None = None
    vectors_equal: bool = False
    same: bool | None = None
    forked: tuple[DeviceId, ...] = ()
    refused: list[Refusal] = field(default_factory=list)


@dataclass
class Ended:
    """`revoked`: the other side proved that this device was sent away. `ahead_ms` is how far the
    other clock is ahead of ours. `image`: everything was shown from an image first."""

    peer: DeviceId
    ahead_ms: int
    spaces: list[SpaceEnd] = field(default_factory=list)
    revoked: bool = False
    blobs_received: int = 0
    blobs_sent: int = 0
    image: bool = False

    @property
    def mark(self) -> bytes:
        """Of what the other side had at the end: what `changed` waits from."""
        return mark_of({end.space: end.theirs for end in self.spaces})

    @property
    def same(self) -> bool:
        """Whether both show the same of everything that both may see."""
        return all(end.vectors_equal and end.same is not False for end in self.spaces)


class Refused(LinkError):
    """The other device refused a call."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.reason, self.detail = reason_of(answer)
        super().__init__(f"{answer.status} {self.reason}")


class Client:
    """One session. `nonce` are 16 fresh random bytes, `now_ms` the wall clock at its beginning."""

    def __init__(
        self, replica: Replica, link: Link, nonce: bytes, now_ms: int,
        chunk_bytes: int = CHUNK_BYTES,
    ) -> None:  # fmt: skip
        self._replica = replica
        self._link = link
        self._nonce = nonce
        self._now_ms = now_ms
        self._chunk_bytes = chunk_bytes
        self._token = b""

    def run(self, *, blobs: bool = True, to_image: bool = False) -> Steps:
        """Everything until both are equal; with `to_image` only until an image is shown, where
        there is one. Raises LinkError, BadSignature, SyncError."""
        ended = yield from self._enter()
        try:
            auth = Space(SpaceKind.AUTH)
            ended.spaces.append((yield from self._space(auth)))
            ended.image = yield from self._image(ended.peer)
            if ended.image and to_image:
                return ended
            yield from self._spaces(ended)
            if blobs:
                yield from self.blobs(ended)
        except Refused as error:
            if error.status != REVOKED or not isinstance(error.detail, bytes):
                raise
            # Believed only if our own reading of the proof says so; it may take several chunks.
            auth = Space(SpaceKind.AUTH)
            self._replica.take(auth, error.detail)
            if not self._replica.standing().is_revoked(self._replica.device):
                yield from self._pull(auth, SpaceEnd(auth))
            ended.revoked = self._replica.standing().is_revoked(self._replica.device)
            if not ended.revoked:
                raise
            yield from self._bequeath()
        return ended

    def _bequeath(self) -> Generator[Call, Answer, None]:
        """Late work of an honest device: what it wrote and nobody has is left with the others, who
        keep it and count it when somebody accepts it. Nothing of theirs is asked for."""
        me = self._replica.device
        for space in self._replica.spaces():
            there = dict(self._replica.vector(space))
            more = there.pop(me, None) is not None
            answer = yield from self._ask("bequeath", [space.space_id, None])
            mark = unpacked(answer, mark_or_none)
            while more:
                known = there if mark[0] is None else {**there, me: mark[0]}
                chunk, more = self._replica.chunk(space, known, self._chunk_bytes)
                if chunk is None:
                    break
                answer = yield from self._ask("bequeath", [space.space_id, chunk])
                before, mark = mark, unpacked(answer, mark_or_none)
                if mark == before:
                    break

    def changed(self, known: bytes) -> Generator[Call, Answer, bytes]:
        """Wait until the other side has something new since `known`; the mark of what it has."""
        body = yield from self._ask("wait", known)
        return unpacked(body, lambda value: value if isinstance(value, bytes) else None)

    def _enter(self) -> Generator[Call, Answer, Ended]:
        hello = unpacked(
            (yield from self._ask("hello", [PROTOCOL_MIN, PROTOCOL_MAX, self._nonce])), hello_of
        )
        peer = device_id_of(hello.public_key)
        if self._link.expected not in (None, peer):
            raise LinkError(f"{peer.hex()} answered instead of another device")
        pinned = self._replica.standing().fingerprint(peer)
        if pinned and self._link.fingerprint and pinned != self._link.fingerprint:
            raise BadSignature("the certificate is not the one that this device showed before")
        nonces, devices = (self._nonce, hello.nonce), (self._replica.device, peer)
        signed = self._replica.sign(transcript("client", nonces, devices, self._link.fingerprint))
        answer = yield from self._ask(
            "auth", [self._nonce, hello.nonce, self._replica.public_key, signed]
        )
        match unpacked(answer, lambda value: value):
            case [bytes(signature), bytes(token)]:
                text = transcript("server", nonces, devices, self._link.fingerprint)
                verify(hello.public_key, signature, text)
                self._token = token
                return Ended(peer, hello.now_ms - self._now_ms)
        raise DecodeError("not an answer to auth")

    def _spaces(self, ended: Ended) -> Generator[Call, Answer, None]:
        for space in self._replica.spaces():
            # Asked now: what `auth` brought may have changed who may hold what.
            if space.kind is not SpaceKind.AUTH and space in self._replica.standing().spaces(
                ended.peer
            ):
                ended.spaces.append((yield from self._space(space)))
        holdings = tuple(Holding(end.space, end.mine, end.digest) for end in ended.spaces)
        forked = tuple(dict.fromkeys(device for end in ended.spaces for device in end.forked))
        yield from self._ask("report", pack_report(Report(ended.ahead_ms, holdings, forked)))
        self._replica.images.met(ended.peer, all(_has_all(end) for end in ended.spaces))

    def _image(self, peer: DeviceId) -> Generator[Call, Answer, bool]:
        """A device that has nothing yet shows what another one shows; the log comes after it."""
        images = self._replica.images
        wish = images.wish()
        if wish is None:
            return False
        try:
            answer = yield from self._ask("image", wish)
        except Refused as error:
            if error.status != NOT_YOURS:
                raise
            return False  # an older app, or a stranger so far: the log has everything
        (card,) = unpacked(answer, bytes_or_nothing)
        wanted = images.begin(peer, card) if card is not None else None
        if wanted is None:
            return False
        for offset in wanted.offsets:
            answer = yield from self._ask("image_piece", [wanted.name, offset])
            (piece,) = unpacked(answer, bytes_or_nothing)
            if piece is None or not images.put_piece(wanted.name, offset, piece):
                return False
        return images.finish(wanted.name)

    def _space(self, space: Space) -> Generator[Call, Answer, SpaceEnd]:
        end = SpaceEnd(space)
        theirs = yield from self._vector(space)
        end.forked = self._replica.forked(space, theirs)
        theirs = yield from self._push(space, theirs, end)
        if self._lacks(space, theirs):
            yield from self._pull(space, end)
        end.mine = self._replica.vector(space)
        # Asked again only where it may have changed: on a bad link every call takes seconds.
        end.theirs = theirs if theirs == end.mine else (yield from self._vector(space))
        end.vectors_equal = end.theirs == end.mine
        yield from fetch_bodies(self._replica, self._ask, space, end.theirs)
        end.digest = self._replica.digest(space)
        if end.digest is not None:
            other, lacking = yield from self._digest(space)
            if lacking and (yield from give_bodies(self._replica, self._ask, space, lacking)):
                other, _lacking = yield from self._digest(space)
            if other is not None:
                end.same = other == end.digest
        return end

    def _digest(self, space: Space) -> Generator[Call, Answer, tuple[bytes | None, Lacking]]:
        return unpacked((yield from self._ask("digest", space.space_id)), digested)

    def _lacks(self, space: Space, theirs: SpaceVector) -> bool:
        mine = self._replica.vector(space)
        return any(device not in mine or mark.seq > mine[device].seq
                   for device, mark in theirs.items())  # fmt: skip

    def _vector(self, space: Space) -> Generator[Call, Answer, dict[DeviceId, Mark]]:
        return unpacked((yield from self._ask("vector", space.space_id)), read_vector)

    def _push(
        self, space: Space, theirs: dict[DeviceId, Mark], end: SpaceEnd
    ) -> Generator[Call, Answer, dict[DeviceId, Mark]]:
        for _round in range(ROUNDS_MAX):
            chunk, more = self._replica.chunk(space, theirs, self._chunk_bytes)
            if chunk is None:
                break
            answer = yield from self._ask("push", [space.space_id, chunk])
            new, after = unpacked(answer, pushed)
            end.sent += new
            if after == theirs:
                break  # it takes nothing of this: the digests will tell, and a person sees it
            theirs = after
            if not more:
                break
        return theirs

    def _pull(self, space: Space, end: SpaceEnd) -> Generator[Call, Answer, None]:
        for _round in range(ROUNDS_MAX):
            before = self._replica.vector(space)
            answer = yield from self._ask("pull", [space.space_id, pack_vector(before)])
            chunk, more, forked = unpacked(answer, pulled)
            # Where our branch of a copied device is the shorter one, only the other side sees it.
            end.forked = tuple(dict.fromkeys((*end.forked, *forked)))
            if chunk is None:
                return
            taken = self._replica.take(space, chunk)
            end.received += taken.new
            end.refused += taken.refused
            if not more or self._replica.vector(space) == before:
                return

    def blobs(self, ended: Ended) -> Generator[Call, Answer, None]:
        """Photos, after `run`: what we lack, then what they lack of ours. They come last, so that a
        photo never delays a check-in; it may be stopped anywhere, and goes on next time."""
        wanted = self._replica.blobs.wanted()[:BLOBS_IN_A_CALL_MAX]
        kind = kind_of_files(self._replica.spaces())
        if not wanted and not any(end.space.kind is kind for end in ended.spaces):
            return
        answer = yield from self._ask("blobs", list(wanted))
        theirs, lacking = unpacked(answer, blob_lists)
        for name in theirs:
            if name in wanted:
                ended.blobs_received += yield from self._fetch(name)
        here = self._replica.blobs.has(lacking)
        for name, is_here in zip(lacking, here, strict=True):
            if is_here:
                ended.blobs_sent += yield from self._give(name)

    def _fetch(self, name: bytes) -> Generator[Call, Answer, int]:
        have, size = 0, 1
        while have < size:
            answer = yield from self._ask("blob", [name, have])
            size, data = unpacked(answer, piece_of)
            before = have
            have = self._replica.blobs.put_piece(name, have, size, data)
            if have <= before:
                return 0
        return 1

    def _give(self, name: bytes) -> Generator[Call, Answer, int]:
        have, size = 0, 1
        while have < size:
            found = self._replica.blobs.piece(name, have, PIECE_BYTES)
            if found is None:
                return 0
            size, data = found
            answer = yield from self._ask("put_blob", [name, have, size, data])
            before, have = have, unpacked(answer, count_of)
            if have <= before:
                return 0
        return 1

    def _ask(self, name: str, value: Packed) -> Generator[Call, Answer, bytes]:
        answer = yield Call(name, self._token, packed(value))
        if answer.status == OK:
            return answer.body
        try:
            raise Refused(answer)
        except DecodeError:
            raise LinkError(f"{name}: status {answer.status}") from None


def _has_all(end: SpaceEnd) -> bool:
    """Whether both have the same of every chain that is one here and there."""
    passed = set(end.forked)
    mine, theirs = (
        {device: mark for device, mark in vector.items() if device not in passed}
        for vector in (end.mine, end.theirs)
    )
    return mine == theirs
