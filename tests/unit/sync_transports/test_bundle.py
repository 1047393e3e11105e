"""Writing bundles: whole or not at all, piece after piece, with nothing in clear that tells."""

import errno
from collections.abc import Iterable
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from sync.core.errors import LogFull, LogUnwritable
from sync.core.limits import FRAME_BYTES
from sync.engine.world import RealDisk
from sync.transports import bundle
from sync.transports.bundle import BundleExists, Sent, bundle_payload, write_bundle
from sync.transports.bundle_card import BUNDLE, read_card
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.sticks import MADE_MS, STICK, Device
from tests.support.world import FaultyDisk

MANY = 2_600  # batches of some 150 bytes: more than one frame of 192 KiB


@pytest.fixture(scope="module")
def busy() -> Device:
    """A device after a long day. Nobody writes to it in these tests."""
    return Device(1).works(3, AUTH).works(MANY).works(5, SEALED)


class Stick(RealDisk):
    """A real one with room for some bytes; `seen` are the pieces that it was given."""

    def __init__(self, room: int = 10**9) -> None:
        self.room = room
        self.seen: list[int] = []

    def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
        super().write_pieces(path, self._counted(path, pieces))

    def _counted(self, path: Path, pieces: Iterable[bytes]) -> Iterable[bytes]:
        for piece in pieces:
            self.seen.append(len(piece))
            self.room -= len(piece)
            if self.room < 0:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))
            yield piece


def test_a_bundle_brings_every_space_to_another_device(busy: Device) -> None:
    other = Device(2, busy.roll)
    found = other.reads(busy.bundle())
    assert (found.new, found.already, found.stated) == (MANY + 8, 0, MANY + 8)
    assert (found.refused, found.torn, found.passed_over) == ((), False, 0)
    assert (found.device, found.made_ms) == (busy.replica.device, MADE_MS)
    for space in (AUTH, CENTRE, SEALED):
        assert other.replica.vector(space) == busy.replica.vector(space)


def test_frames_are_of_the_size_that_a_torn_stick_may_cost(busy: Device, tmp_path: Path) -> None:
    disk = Stick()
    steps: list[tuple[int, int]] = []
    sent = write_bundle(
        busy.replica, tmp_path / "a.tasuki", busy.order(), disk, lambda *s: steps.append(s)
    )
    card, *frames, last = disk.seen
    assert len(frames) == sent.frames >= 4
    assert max(frames) < FRAME_BYTES * 4 // 3
    assert (card < 1_000, last < 100) == (True, True)
    assert sent == Sent(MANY + 8, len(frames), sum(disk.seen))
    assert (tmp_path / "a.tasuki").stat().st_size == sent.bytes
    assert steps == sorted(steps)
    assert steps[-1] == (MANY + 8, MANY + 8)


def test_the_next_chunk_is_not_made_before_the_last_is_written(busy: Device) -> None:
    events: list[str] = []
    ask = busy.replica.chunk

    class Slow(FaultyDisk):
        def write_pieces(self, path: Path, pieces: Iterable[bytes]) -> None:
            events.extend("written" for _ in pieces)

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(busy.replica, name)

        def chunk(self, *words: object) -> object:
            events.append("made")
            return ask(*words)  # type: ignore[arg-type]

    write_bundle(Watched(), STICK, busy.order(), Slow())  # type: ignore[arg-type]
    made = [place for place, event in enumerate(events) if event == "made"]
    assert len(made) >= 4
    assert all(later - place > 1 for place, later in pairwise(made))


def test_what_readers_have_is_left_out(busy: Device) -> None:
    known = {CENTRE: busy.replica.marks(CENTRE, {busy.replica.device: MANY - 10})}
    data = busy.bundle(known=known)
    assert len(data) < 10_000
    late = Device(3, busy.roll)
    missing = late.reads(data)
    assert (missing.new, missing.stated) == (8, 18)
    assert [refusal.code for refusal in missing.refused] == ["broken_chain"]
    late.reads(busy.bundle())
    assert late.has(busy) == MANY


def test_with_nothing_new_no_file_is_written(busy: Device) -> None:
    known = {space: busy.replica.vector(space) for space in busy.spaces}
    disk = FaultyDisk()
    assert write_bundle(busy.replica, STICK, busy.order(known=known), disk) == Sent(0, 0, 0)
    assert not disk.files
    assert bundle_payload(busy.replica, busy.order(known=known), 60_000) == (b"", Sent(0, 0, 0))


# ------------------------------------------------------------------------------ whole or nothing


@pytest.mark.parametrize("room", [0, 500, 100_000, 250_000])
def test_a_full_stick_keeps_nothing(busy: Device, tmp_path: Path, room: int) -> None:
    with pytest.raises(LogFull):
        write_bundle(busy.replica, tmp_path / "a.tasuki", busy.order(), Stick(room))
    assert not list(tmp_path.iterdir())


def test_a_stick_that_refuses_is_told_from_a_full_one(busy: Device, tmp_path: Path) -> None:
    with pytest.raises(LogUnwritable):
        write_bundle(busy.replica, tmp_path / "gone" / "a.tasuki", busy.order(), RealDisk())


def test_a_log_that_breaks_while_it_is_written_leaves_nothing(busy: Device, tmp_path: Path) -> None:
    class Breaking:
        asked = 0

        def __getattr__(self, name: str) -> object:
            return getattr(busy.replica, name)

        def chunk(self, *words: object) -> object:
            self.asked += 1
            if self.asked == 3:
                raise MemoryError
            return busy.replica.chunk(*words)  # type: ignore[arg-type]

    with pytest.raises(MemoryError):
        write_bundle(Breaking(), tmp_path / "a.tasuki", busy.order(), RealDisk())  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_is_never_replaced(busy: Device, tmp_path: Path) -> None:
    target = tmp_path / "a.tasuki"
    target.write_bytes(b"the only copy of yesterday")
    with pytest.raises(BundleExists):
        write_bundle(busy.replica, target, busy.order(), RealDisk())
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"the only copy of yesterday"


# ------------------------------------------------------------------------------ what is in clear


def test_a_found_stick_tells_a_device_and_a_date_only() -> None:
    roll = Device(1).roll
    one, other = Device(1, roll).works(70), Device(2, roll).works(70)
    one.reads(other.bundle())
    data = one.bundle()
    card = read_card(BUNDLE, BytesIO(data))
    assert (card.device, card.made_ms) == (one.replica.device, MADE_MS)
    batch = next(iter(one.log.read(other.replica.device, CENTRE)))
    for secret in (
        other.replica.device, other.replica.public_key, CENTRE.space_id, one.envelope.operation,
        batch.header.subjects[0], batch.header.actor, batch.body,
    ):  # fmt: skip
        assert secret is not None
        assert secret not in data


def test_two_bundles_of_the_same_are_sealed_with_different_keys(busy: Device) -> None:
    one, other = busy.bundle(), busy.bundle()
    assert len(one) == len(other)
    assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) // 50


# ------------------------------------------------------------------------------- for pictures


def test_a_payload_holds_what_fits_and_says_that_there_is_more(busy: Device) -> None:
    data, sent = bundle_payload(busy.replica, busy.order(), 60_000)
    assert sent.more
    assert 50_000 < len(data) == sent.bytes <= 60_000
    found = Device(2, busy.roll).reads(data)
    assert found.new == found.stated == sent.batches > 150
    assert (found.refused, found.torn) == ((), False)


def test_a_payload_whose_card_is_larger_than_thought_gives_up_its_last_piece(
    busy: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_CARD_GUESS_BYTES", 0)
    known = {CENTRE: busy.replica.vector(CENTRE)}
    whole = len(busy.payload(60_000, known=known))
    data, sent = bundle_payload(busy.replica, busy.order(known=known), whole - 1)
    assert (sent.batches, sent.more) == (3, True)
    assert Device(2, busy.roll).reads(data).new == 3


def test_a_payload_that_finds_no_room_is_empty(busy: Device) -> None:
    assert bundle_payload(busy.replica, busy.order(), 600) == (b"", Sent(0, 0, 0, True))


def test_a_small_payload_holds_everything(busy: Device) -> None:
    known = {CENTRE: busy.replica.marks(CENTRE, {busy.replica.device: MANY - 100})}
    data, sent = bundle_payload(busy.replica, busy.order(known=known), 60_000)
    assert (sent.batches, sent.more) == (108, False)
    other = Device(2, busy.roll)
    assert other.reads(data).refused[0].code == "broken_chain"
    assert other.has(busy, SEALED) == 5


def test_marks_are_those_of_the_chain_at_a_number(busy: Device) -> None:
    device = busy.replica.device
    assert busy.replica.marks(CENTRE, {device: MANY}) == busy.replica.vector(CENTRE)
    early = busy.replica.marks(CENTRE, {device: 7})
    assert early[device].seq == 7
    assert not busy.replica.forked(CENTRE, early)
    assert busy.replica.marks(CENTRE, {device: MANY + 1}) == {}
