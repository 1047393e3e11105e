"""Bundles and pictures as the app gives and takes them: names, folders, and what went wrong.

Thin: `sync.transports` does the work. Everything that people may meet is a `Refused`; damage of our
own log is not of the stick and stays an error. The file that is read is never changed; beside it
this device leaves a receipt, so that the next file from there holds only what is new.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path

from app.domain.calendar_jp import day_of, jst, start_of
from app.domain.device_roles import readable_kinds
from app.services.command import Refused
from app.services.operation import Operation
from app.services.operation_files import PHOTOS, World
from app.services.photo_exchange import photos_here
from app.services.recovery_notes import notes_of
from app.services.sync_view import BundleFile, BundleReport, PictureProgress
from sync.core.clock import hlc_of
from sync.core.errors import (
    BadInput,
    BadSeal,
    BadSignature,
    DamagedFile,
    DecodeError,
    LimitExceeded,
    LogBusy,
    LogFull,
    LogUnwritable,
    NewerFormat,
    NotReadable,
    SyncError,
)
from sync.core.ids import DeviceId
from sync.core.space import Space
from sync.crypto.space_keys import Keyring
from sync.log.contract import BatchLog, Chain
from sync.protocol.ports import Replica, SpaceVector
from sync.transports.bundle import BundleExists, OnStep, Order, Sent, bundle_payload, write_bundle
from sync.transports.bundle_card import BUNDLE, Envelope, OtherOperation, open_card, read_card
from sync.transports.bundle_reading import (
    BundleRead,
    BundleUnreadable,
    peek,
    read_bundle,
    read_stream,
)
from sync.transports.fountain import PAYLOAD_BYTES_MAX, Decoder, encode
from sync.transports.qr_frames import BLOCK_BYTES, frame_text, parse_frame_text
from sync.transports.receipts import Receipt, known_to_all, leave_receipt, receipts_in

SUFFIX = ".tasuki"
PHOTO_BYTES_MAX = 256 * 1024 * 1024  # in one file
LetterOf = Callable[[DeviceId], str]

_REFUSALS: dict[type[SyncError], str] = {
    BundleUnreadable: "bundle_unreadable", DecodeError: "bundle_unreadable",
    BadSignature: "bundle_unreadable", BadSeal: "bundle_unreadable",
    DamagedFile: "bundle_unreadable", NewerFormat: "bundle_newer",
    OtherOperation: "bundle_foreign", NotReadable: "bundle_no_key",
}  # fmt: skip
_OUR_DISK: dict[type[SyncError], str] = {
    LogFull: "disk_full", LogBusy: "disk_busy", LogUnwritable: "disk_unwritable",
}  # fmt: skip
# Why a piece of a file was not taken, as reports name it.
_UNREADABLE = {DamagedFile.code, BadSeal.code, BadInput.code, LimitExceeded.code}


@dataclass(frozen=True)
class Post:
    """What giving and taking need: the copy of the operation, its seal, the world; the letters of
    devices, for reports; the photos that records name and that are here, newest first, and who
    reads those records as well."""

    replica: Replica
    envelope: Envelope
    world: World
    letter: str
    letter_of: LetterOf = lambda _device: ""
    photos: Callable[[], tuple[bytes, ...]] = tuple
    reads_photos: Callable[[DeviceId], bool] = lambda _device: True


def post_of(operation: Operation) -> Post:
    """Of an open operation, with the keys that it has now."""
    notes = tuple(notes_of(operation).values())
    envelope = Envelope(operation.card.id, Keyring(operation.membership.keys), notes)

    def letter_of(device: DeviceId) -> str:
        member = operation.authority.members.get(device)
        return member.letter if member else ""

    def photos() -> tuple[bytes, ...]:
        return operation.read(lambda db: photos_here(db, operation.folder / PHOTOS))

    def reads_photos(device: DeviceId) -> bool:
        mine, theirs = operation.membership.roles, operation.authority.roles(device)
        return set(readable_kinds(mine)) <= set(readable_kinds(theirs))

    return Post(
        operation.replica, envelope, operation.world, operation.letter, letter_of, photos,
        reads_photos,
    )  # fmt: skip


def bundle_name(letter: str, now_ms: int) -> str:
    """tasuki-A-20260811-0942.tasuki: no person in it, and letters that every stick can hold."""
    plain = "".join(sign for sign in letter if sign.isascii() and sign.isalnum())
    return f"tasuki-{plain or 'X'}-{jst(now_ms):%Y%m%d-%H%M}{SUFFIX}"


def free_path(folder: Path, letter: str, now_ms: int) -> Path:
    """Where the next bundle in `folder` goes: what is there already is never replaced."""
    name = folder / bundle_name(letter, now_ms)
    paths = (name.with_stem(f"{name.stem}-{number}") for number in count(2))
    return name if not name.exists() else next(path for path in paths if not path.exists())


def bundles_in(folder: Path) -> tuple[BundleFile, ...]:
    """The bundles that lie in a folder, newest first; nothing where it cannot be read."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() == SUFFIX and path.is_file():
                facts = path.stat()
                found.append(BundleFile(path, facts.st_size, facts.st_mtime_ns // 1_000_000))
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda one: (-one.changed_ms, one.path.name)))


def send_bundle(
    post: Post, target: Path, on_step: OnStep, *,
    everything: bool = False, empty: Collection[DeviceId] = (),
    photo_bytes_max: int | None = None,
) -> tuple[Path, Sent] | Refused:  # fmt: skip
    """Write a bundle to a file, or into a folder under a name of its own: what those who left
    receipts there lack, or everything, also where one of the `empty` devices left none. The path,
    and what went in."""
    now_ms = post.world.clock.now_ms()
    path = free_path(target, post.letter, now_ms) if target.is_dir() else target
    try:
        receipts = () if everything else _receipts(post, path.parent, empty)
        room = post.world.disk.free_bytes(path.parent) // 2 if path.parent.is_dir() else 0
        order = Order(
            post.envelope, now_ms, post.world.random, known_to_all(post.replica, receipts),
            _photos_to_send(post, receipts, min(photo_bytes_max or PHOTO_BYTES_MAX, room)),
        )  # fmt: skip
        sent = write_bundle(post.replica, path, order, post.world.disk, on_step)
    except BundleExists:
        return Refused("bundle_exists", {"name": path.name})
    except (LogFull, LogUnwritable, OSError):
        return Refused("stick_unwritable" if path.parent.is_dir() else "stick_gone")
    return (path, sent) if sent.batches or sent.blobs else Refused("nothing_to_send")


def receive_bundle(post: Post, source: Path, on_step: OnStep) -> BundleReport | Refused:
    """Take in what is whole in a file, and leave a receipt beside it where that is possible."""
    try:
        open_card(BUNDLE, peek(source), post.envelope)
    except tuple(_REFUSALS) as error:
        gone = isinstance(error, BundleUnreadable) and not source.exists()
        return Refused("stick_gone" if gone else _code(error, _REFUSALS))
    try:
        found = read_bundle(post.replica, source, post.envelope, on_step)
    except BundleUnreadable as error:
        return Refused(_code(error, _REFUSALS))
    except tuple(_OUR_DISK) as error:
        return Refused(_code(error, _OUR_DISK))
    leave_receipt(
        post.replica, source.parent, post.envelope, post.world.clock.now_ms(), post.world.random,
        post.world.disk, post.photos(),
    )  # fmt: skip
    return _report(post, found)


def outgoing_pictures(
    post: Post, known: Mapping[Space, SpaceVector]
) -> tuple[Iterator[str], Sent] | Refused:
    """Texts of pictures, without end, that carry everything beyond `known`."""
    order = Order(post.envelope, post.world.clock.now_ms(), post.world.random, known)
    payload, sent = bundle_payload(post.replica, order, PAYLOAD_BYTES_MAX)
    if sent.more:
        return Refused("qr_too_much", {"count": f"{_waiting(post.replica, known):,}"})
    if not payload:
        return Refused("nothing_to_send")
    return map(frame_text, encode(payload, BLOCK_BYTES, post.world.random)), sent


def unheard_of(operation: Operation, met: Collection[DeviceId]) -> frozenset[DeviceId]:
    """Devices that belong, were not met and have written nothing that came here: whoever came in
    where there is no network holds nothing yet."""
    replica = operation.replica
    heard = {device for space in replica.spaces() for device in replica.vector(space)}
    return frozenset(
        device for device, member in operation.authority.members.items()
        if member.letter and not member.revoked and device not in heard and device not in met
    )  # fmt: skip


def before_today(operation: Operation) -> dict[Space, SpaceVector]:
    """What everybody is taken to have who was the same yesterday, for pictures to whoever looks:
    the chains as they stood at midnight in Japan, by the clocks of their authors."""
    replica, log = operation.replica, operation.log
    midnight = hlc_of(start_of(day_of(operation.world.clock.now_ms())))
    known: dict[Space, SpaceVector] = {}
    for space in replica.spaces():
        seqs = {
            device: _count_before(log, (device, space), mark.seq, midnight)
            for device, mark in replica.vector(space).items()
        }  # fmt: skip
        known[space] = replica.marks(space, {device: seq for device, seq in seqs.items() if seq})
    return known


class IncomingPictures:
    """What is read off another screen, picture by picture."""

    def __init__(self, post: Callable[[], Post]) -> None:
        self._post = post  # asked anew: keys may come while the app runs
        self._decoder = Decoder()
        self._done: dict[bytes, BundleReport] = {}

    def add(self, text: str) -> PictureProgress | Refused:
        """The last picture takes everything in; those after it tell the same report again."""
        try:
            progress = self._decoder.add(parse_frame_text(text))
        except DecodeError:
            progress = None
        if progress is None:
            return Refused("qr_foreign")
        if progress.payload is None:
            return PictureProgress(progress.got, progress.needed)
        report = self._done.get(progress.payload) or self._take(progress.payload)
        if isinstance(report, Refused):
            return report
        self._done = {progress.payload: report}
        return PictureProgress(progress.got, progress.needed, report)

    def _take(self, payload: bytes) -> BundleReport | Refused:
        post = self._post()
        try:
            open_card(BUNDLE, read_card(BUNDLE, BytesIO(payload)), post.envelope)
        except tuple(_REFUSALS) as error:
            code = _code(error, _REFUSALS)
            return Refused("qr_foreign" if code == "bundle_unreadable" else code)
        try:
            found = read_stream(post.replica, BytesIO(payload), post.envelope)
        except tuple(_OUR_DISK) as error:
            return Refused(_code(error, _OUR_DISK))
        return _report(post, found)


def _code(error: SyncError, codes: dict[type[SyncError], str]) -> str:
    return next(code for kind, code in codes.items() if isinstance(error, kind))


def _receipts(post: Post, folder: Path, empty: Collection[DeviceId]) -> tuple[Receipt, ...]:
    """Those that lie there; none where somebody without a receipt needs everything."""
    receipts = receipts_in(folder, post.replica, post.envelope, post.world.disk)
    readers = {receipt.device for receipt in receipts}
    return receipts if readers.issuperset(empty) else ()


def _photos_to_send(post: Post, receipts: tuple[Receipt, ...], bytes_max: int) -> tuple[bytes, ...]:
    """The newest that somebody lacks, as far as there is room: the rest goes with the next file,
    when the receipts tell that these have come. Who may not read what names them needs none."""
    readers = [one for one in receipts if post.reads_photos(one.device)]
    chosen = []
    for name in post.photos():
        if receipts and all(reader.has(name) for reader in readers):
            continue
        found = post.replica.blobs.piece(name, 0, 1)
        if found is None:
            continue
        bytes_max -= found[0]
        if bytes_max < 0:
            break
        chosen.append(name)
    return tuple(chosen)


def _count_before(log: BatchLog, chain: Chain, last: int, hlc: int) -> int:
    """How many batches of a chain are older. Clocks ascend in it, so a few looks find the place."""

    def clock(seq: int) -> int:
        batch = log.get(*chain, seq)
        return batch.header.hlc if batch else 0

    return bisect_left(range(1, last + 1), hlc, key=clock)


def _waiting(replica: Replica, known: Mapping[Space, SpaceVector]) -> int:
    """How many batches are beyond `known`."""
    total = 0
    for space in replica.spaces():
        theirs = known.get(space, {})
        for device, mark in replica.vector(space).items():
            total += max(0, mark.seq - (theirs[device].seq if device in theirs else 0))
    return total


def _report(post: Post, found: BundleRead) -> BundleReport:
    codes = ("decode" if code in _UNREADABLE else code for _device, code in found.refused)
    return BundleReport(
        found.new, found.already, tuple(dict.fromkeys(codes)), found.torn, found.made_ms,
        post.letter_of(found.device), found.blobs,
    )  # fmt: skip
