"""The answering side of a session, without I/O and without sessions: what it knows of a caller is
in the caller's token, and what is stored is in the log.

A stranger may introduce itself: it gets a token that is good for `auth` only, and may push what
proves its enrolment. A revoked device gets the proof and nothing else; it may leave its late work.
"""

import hmac
from collections.abc import Callable
from hashlib import sha256

from sync.core.errors import (
    BadInput,
    BadSignature,
    DecodeError,
    LimitExceeded,
    LogBusy,
    LogFull,
    LogUnwritable,
    NewerFormat,
    SyncError,
)
from sync.core.ids import ID_BYTES, DeviceId
from sync.core.limits import CHUNK_BYTES, PIECE_BYTES
from sync.core.packing import Packed, unpack
from sync.core.registry import SpaceKind
from sync.core.signatures import verify
from sync.core.space import Space, kind_of_files
from sync.crypto.device import device_id_of
from sync.protocol.messages import (
    FULL,
    MALFORMED,
    NONCE_BYTES,
    NOT_YOURS,
    OK,
    PROTOCOL_MAX,
    PROTOCOL_MIN,
    REVOKED,
    SLOW_DOWN,
    STRANGER,
    TOO_MUCH,
    TOO_NEW,
    Answer,
    Call,
    Report,
    body_bytes_max,
    mark_of,
    pack_vector,
    packed,
    read_hashes,
    read_report,
    read_space,
    read_vector,
    refused,
    transcript,
    unpacked,
)
from sync.protocol.ports import Replica

AUTH = Space(SpaceKind.AUTH)
TOKEN_MS = 10 * 60 * 1000
NONCE_STEP_MS = 60 * 1000
BEQUEATHED_BYTES_MAX = 64 * 1024 * 1024
_STAMP_BYTES, _MAC_BYTES = 8, 16
Pairing = Callable[[bytes], bytes]
OnReport = Callable[[DeviceId, Report], None]


class Responder:
    """`secret` are 32 random bytes of this process; `fingerprint` is that of its certificate.
    `pair` answers the request of a new device, or raises `SyncError`. `on_report` hears what a
    client has at the end of its session. Safe for threads."""

    def __init__(
        self, replica: Replica, secret: bytes, now_ms: Callable[[], int], fingerprint: bytes = b"",
        pair: Pairing | None = None, chunk_bytes: int = CHUNK_BYTES,
        on_report: OnReport | None = None,
    ) -> None:  # fmt: skip
        self._replica = replica
        self._secret = secret
        self._now_ms = now_ms
        self._fingerprint = fingerprint
        self._bequeathed: dict[DeviceId, int] = {}  # bytes that each may still leave
        self._pair = pair
        self._chunk_bytes = chunk_bytes
        self._on_report = on_report

    def answer(self, call: Call) -> Answer:
        """Never raises for what a caller sent."""
        if len(call.body) > body_bytes_max(call.name):
            return refused(TOO_MUCH, "limit")
        try:
            return self._dispatch(call)
        except LimitExceeded as error:
            return refused(TOO_MUCH, error.code)
        except NewerFormat as error:
            return refused(TOO_NEW, error.code)
        except LogBusy as error:
            return refused(SLOW_DOWN, error.code)
        except (LogFull, LogUnwritable) as error:
            return refused(FULL, error.code)
        except BadSignature as error:
            return refused(STRANGER, error.code)
        except SyncError as error:
            return refused(MALFORMED, error.code)

    def caller(self, token: bytes) -> DeviceId | None:
        """Whose token it is; None for one that is forged or over."""
        device, stamp = token[:ID_BYTES], token[ID_BYTES : ID_BYTES + _STAMP_BYTES]
        if not hmac.compare_digest(token, self._token(device, stamp)):
            return None
        return DeviceId(device) if self._now_ms() < int.from_bytes(stamp, "big") else None

    def state(self, device: DeviceId) -> bytes:
        """A mark of everything that a caller may have: another one means there is something new."""
        held = self._replica.standing().spaces(device)
        here = [space for space in self._replica.spaces() if space in held]
        return mark_of({space: self._replica.vector(space) for space in here})

    def _dispatch(self, call: Call) -> Answer:
        if call.name == "hello":
            return Answer(OK, self._hello(call.body))
        if call.name == "auth":
            return self._auth(call.body)
        if call.name == "pair" and self._pair is not None:
            return Answer(OK, self._pair(call.body))
        device = self.caller(call.token)
        if device is None:
            return refused(STRANGER, "token")
        if self._replica.standing().is_revoked(device):
            if call.name == "bequeath":
                return Answer(OK, packed(self._bequeath(device, call.body)))
            return self._proof(call)
        ask = {
            "vector": self._vector, "pull": self._pull, "push": self._push, "digest": self._digest,
            "blobs": self._blobs, "blob": self._blob, "put_blob": self._put_blob,
            "wait": self._wait, "report": self._report, "image": self._image,
            "image_piece": self._image_piece,
        }.get(call.name)  # fmt: skip
        if ask is None:
            return refused(NOT_YOURS, "no_such_call")
        try:
            return Answer(OK, packed(ask(device, call.body)))
        except NotYoursError:
            return refused(NOT_YOURS, "space")

    def _hello(self, body: bytes) -> bytes:
        match unpack(body):
            case [int(least), int(most), bytes(nonce)] if len(nonce) == NONCE_BYTES:
                if least > PROTOCOL_MAX or most < PROTOCOL_MIN:
                    raise NewerFormat(f"protocol {least} to {most}")
                now = self._now_ms()
                mine = self._nonce(nonce, now // NONCE_STEP_MS)
                return packed([min(most, PROTOCOL_MAX), self._replica.public_key, mine, now])
        raise DecodeError("not a hello")

    def _auth(self, body: bytes) -> Answer:
        match unpack(body):
            case [bytes(theirs), bytes(mine), bytes(key), bytes(signature)]:
                pass
            case _:
                raise DecodeError("not an auth")
        step = self._now_ms() // NONCE_STEP_MS
        if mine not in (self._nonce(theirs, step), self._nonce(theirs, step - 1)):
            raise BadSignature("a nonce that is over")
        device = device_id_of(key)
        nonces, devices = (theirs, mine), (device, self._replica.device)
        verify(key, signature, transcript("client", nonces, devices, self._fingerprint))
        signed = self._replica.sign(transcript("server", nonces, devices, self._fingerprint))
        stamp = (self._now_ms() + TOKEN_MS).to_bytes(_STAMP_BYTES, "big")
        return Answer(OK, packed([signed, self._token(device, stamp)]))

    def _proof(self, call: Call) -> Answer:
        """All of `auth`, in as many pulls as it takes, so that a revoked device believes it."""
        if call.name == "pull":
            match unpack(call.body):
                case [AUTH.space_id, vector]:
                    chunk, more = self._replica.chunk(AUTH, read_vector(vector), self._chunk_bytes)
                    return Answer(OK, packed([chunk, more, []]))
        chunk, _more = self._replica.chunk(AUTH, {}, self._chunk_bytes)
        return refused(REVOKED, "revoked", chunk or b"")

    def _bequeath(self, device: DeviceId, body: bytes) -> Packed:
        """What a revoked device wrote late is kept, held back, until a person decides. A thief may
        fill no disk with it."""
        match unpack(body, body_bytes_max("bequeath")):
            case [space_id, (None | bytes()) as chunk]:
                space = read_space(space_id)
                if space not in self._replica.spaces():
                    return []
                if chunk is not None:
                    left = self._bequeathed.get(device, BEQUEATHED_BYTES_MAX) - len(chunk)
                    if left < 0:
                        raise LimitExceeded("a revoked device leaves too much")
                    self._bequeathed[device] = left
                    self._replica.take(space, chunk)
                mark = self._replica.vector(space).get(device)
                return list(mark) if mark is not None else []
        raise DecodeError("not late work")

    def _vector(self, device: DeviceId, body: bytes) -> Packed:
        space = self._space(device, unpacked(body, read_space), stranger_may=True)
        return pack_vector(self._replica.vector(space))

    def _pull(self, device: DeviceId, body: bytes) -> Packed:
        match unpack(body):
            case [space_id, vector]:
                space = self._space(device, read_space(space_id))
                theirs = read_vector(vector)
                chunk, more = self._replica.chunk(space, theirs, self._chunk_bytes)
                return [chunk, more, list(self._replica.forked(space, theirs))]
        raise DecodeError("not a pull")

    def _push(self, device: DeviceId, body: bytes) -> Packed:
        match unpack(body, body_bytes_max("push")):
            case [space_id, bytes(chunk)]:
                space = self._space(device, read_space(space_id), stranger_may=True)
                taken = self._replica.take(space, chunk)
                return [taken.new, pack_vector(self._replica.vector(space))]
        raise DecodeError("not a push")

    def _digest(self, device: DeviceId, body: bytes) -> Packed:
        """And which bodies this side lacks, where it does: the caller may have them."""
        space = self._space(device, unpacked(body, read_space))
        digest, lacking = self._replica.digest(space), self._replica.lacking(space)
        if not lacking:
            return digest
        return [digest, [[author, list(seqs)] for author, seqs in lacking.items()]]

    def _blobs(self, device: DeviceId, body: bytes) -> Packed:
        self._require_photos(device)
        names = unpacked(body, read_hashes)
        here = self._replica.blobs.has(names)
        return [
            [name for name, is_here in zip(names, here, strict=True) if is_here],
            list(self._replica.blobs.wanted()),
        ]

    def _blob(self, device: DeviceId, body: bytes) -> Packed:
        self._require_photos(device)
        match unpack(body):
            case [bytes(name), int(offset)] if offset >= 0:
                found = self._replica.blobs.piece(name, offset, PIECE_BYTES)
                if found is None:
                    raise BadInput("no such file")
                return list(found)
        raise DecodeError("not a request for a file")

    def _put_blob(self, device: DeviceId, body: bytes) -> Packed:
        self._require_photos(device)
        match unpack(body, body_bytes_max("put_blob")):
            case [bytes(name), int(offset), int(size), bytes(data)] if offset >= 0:
                return self._replica.blobs.put_piece(name, offset, size, data)
        raise DecodeError("not a piece of a file")

    def _image(self, device: DeviceId, body: bytes) -> Packed:
        wish = unpacked(body, lambda value: value if isinstance(value, bytes) else None)
        self._require_member(device)
        return self._replica.images.offer(device, wish)

    def _image_piece(self, device: DeviceId, body: bytes) -> Packed:
        self._require_member(device)
        match unpack(body):
            case [bytes(name), int(offset)]:
                return self._replica.images.piece(device, name, offset)
        raise DecodeError("not a request for a piece")

    def _wait(self, device: DeviceId, _body: bytes) -> Packed:
        """The state now: a transport calls again until it differs, or for as long as it likes."""
        return self.state(device)

    def _report(self, device: DeviceId, body: bytes) -> Packed:
        report = unpacked(body, read_report)
        held = self._replica.standing().spaces(device)
        if self._on_report is not None:
            holdings = tuple(one for one in report.holdings if one.space in held)
            self._on_report(device, report._replace(holdings=holdings))
        return None

    def _space(self, device: DeviceId, space: Space, *, stranger_may: bool = False) -> Space:
        if stranger_may and space == AUTH:
            return space
        if space not in self._replica.standing().spaces(device):
            raise NotYoursError
        if space not in self._replica.spaces():
            raise NotYoursError
        return space

    def _require_member(self, device: DeviceId) -> None:
        if not self._replica.standing().spaces(device):
            raise NotYoursError

    def _require_photos(self, device: DeviceId) -> None:
        kinds = {space.kind for space in self._replica.standing().spaces(device)}
        if kind_of_files(self._replica.spaces()) not in kinds:
            raise NotYoursError

    def _nonce(self, theirs: bytes, step: int) -> bytes:
        return self._mac(b"nonce" + step.to_bytes(8, "big") + theirs)

    def _token(self, device: bytes, stamp: bytes) -> bytes:
        return device + stamp + self._mac(b"token" + device + stamp)

    def _mac(self, data: bytes) -> bytes:
        return hmac.new(self._secret, data, sha256).digest()[:_MAC_BYTES]


class NotYoursError(Exception):
    """A caller asked for a space that it may not hold. Never leaves this file."""
