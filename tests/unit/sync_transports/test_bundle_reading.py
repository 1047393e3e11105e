"""Reading bundles from sticks that are torn, scratched, forged or somebody else's."""

import os
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import pytest

from sync.core.errors import (
    BadSeal,
    BadSignature,
    DamagedFile,
    DecodeError,
    LogFull,
    NewerFormat,
    NotReadable,
    SyncError,
)
from sync.core.ids import EntityId
from sync.core.packing import pack, unpack
from sync.crypto.space_keys import Keyring, SpaceKey
from sync.transports import bundle, bundle_reading
from sync.transports.bundle import FRAME_BYTES_MAX, FRAME_HEAD, Order, check_of, marker_of
from sync.transports.bundle_card import (
    BUNDLE,
    RECEIPT,
    Envelope,
    OtherOperation,
    Signer,
    read_card,
    write_card,
)
from sync.transports.bundle_reading import BundleUnreadable, peek, read_bundle, read_stream
from sync.transports.receipts import receipt_of
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.peers import replica_of
from tests.support.sticks import MADE_MS, OPERATION, Device
from tests.support.world import SeededRandom

CARD_START = 52
SEED = 20260811


@dataclass(frozen=True)
class Stick:
    """A bundle of nine frames of two devices, and where its frames begin (the last is the end)."""

    maker: Device
    data: bytes
    places: tuple[int, ...]
    whole: int

    def reader(self) -> Device:
        return Device(9, self.maker.roll)


@pytest.fixture(scope="module")
def stick() -> Stick:
    one = Device(1).works(2, AUTH).works(300).works(70, SEALED)
    two = Device(2, one.roll).works(130)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle, "FRAME_BYTES", 4_000)
        one.reads(two.bundle())
        data = one.bundle()
    card = read_card(BUNDLE, BytesIO(data))
    marker = marker_of(card.digest)
    places = [card.size]
    while (place := data.find(marker, places[-1] + 1)) > 0:
        places.append(place)
    return Stick(one, data, tuple(places), 2 + 300 + 70 + 130)


def changed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes((data[place] ^ 0x40,)) + data[place + 1 :]


def test_a_second_reading_brings_nothing_new(stick: Stick) -> None:
    reader = stick.reader()
    steps: list[tuple[int, int]] = []
    first = read_stream(
        reader.replica, BytesIO(stick.data), reader.envelope, lambda *step: steps.append(step)
    )
    again = reader.reads(stick.data)
    assert len(stick.places) >= 8
    assert (first.new, first.already, first.torn) == (stick.whole, 0, False)
    assert (again.new, again.already, again.torn) == (0, stick.whole, False)
    assert steps == sorted(steps)
    assert steps[-1] == (len(stick.data), len(stick.data))


def test_its_maker_learns_nothing_from_it(stick: Stick) -> None:
    assert stick.maker.reads(stick.data).already == stick.whole


def test_a_torn_stick_yields_every_whole_frame(stick: Stick) -> None:
    before = -1
    for number, place in enumerate(stick.places):
        reader = stick.reader()
        found = reader.reads(stick.data[: place + 30])
        assert (found.torn, found.refused) == (True, ())
        assert (found.new > before) == (number < len(stick.places))
        assert found.new == reader.log.count()
        before = found.new
    assert before == stick.whole
    assert stick.reader().reads(stick.data[:-1]).torn


@pytest.mark.parametrize("offset", [0, 9, 14, 20, 40, 900])
def test_a_flipped_byte_costs_its_frame_and_what_follows_in_its_chain(
    stick: Stick, offset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the marker, the number, the length, the check, the data."""
    # Small steps: the next marker is then found across every kind of border between them.
    monkeypatch.setattr(bundle_reading, "SEARCH_BYTES", 16 + offset % 5)
    for place, following in zip(stick.places[:-1], stick.places[1:], strict=True):
        reader = stick.reader()
        found = reader.reads(changed(stick.data, min(place + offset, following - 1)))
        codes = {refusal.code for refusal in found.refused}
        assert "damaged_file" in codes
        assert codes <= {"damaged_file", "broken_chain"}
        assert not found.torn
        assert 0 < found.new < stick.whole
        repaired = reader.reads(stick.data)
        assert (repaired.new + found.new, repaired.refused) == (stick.whole, ())


def test_a_frame_that_was_cut_out_is_noticed(stick: Stick) -> None:
    start, end = stick.places[-2:]
    found = stick.reader().reads(stick.data[:start] + stick.data[end:])
    assert [refusal.code for refusal in found.refused] == ["damaged_file"]
    assert not found.torn


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", DecodeError),
        (b"PK\3\4" + bytes(1_000), DecodeError),
        (bytes(5_000), DecodeError),
        (BUNDLE, DecodeError),
        (BUNDLE + b"\0\1" + b"\xff" * 100, DamagedFile),
    ],
)
def test_a_foreign_file_is_told_before_anything_is_taken(data: bytes, error: type) -> None:
    reader = Device(9)
    with pytest.raises(error):
        reader.reads(data)
    assert reader.log.count() == 0


def test_a_receipt_is_no_bundle(stick: Stick) -> None:
    maker = stick.maker
    receipt = receipt_of(maker.replica, maker.envelope, MADE_MS, maker.random)
    assert receipt.startswith(RECEIPT)
    with pytest.raises(DecodeError):
        stick.reader().reads(receipt)


def test_every_flipped_byte_of_the_card_is_noticed(stick: Stick) -> None:
    end = stick.places[0]
    for place in range(end):
        with pytest.raises((DecodeError, DamagedFile, BadSignature)):
            stick.reader().reads(changed(stick.data, place))
    with pytest.raises(BadSignature):
        stick.reader().reads(changed(stick.data, end - 1))
    with pytest.raises(DamagedFile):
        stick.reader().reads(stick.data[: end - 1])


def resigned(stick: Stick, change: dict[int, object], key: Device) -> bytes:
    """The card with other fields, and a signature of `key`."""
    card = stick.data[CARD_START : stick.places[0] - 64]
    fields = unpack(card)
    assert isinstance(fields, list)
    for place, value in change.items():
        fields[place] = value
    packed = pack(fields)
    head = BUNDLE + b"\0\1" + len(packed).to_bytes(4, "big")
    digest = sha256(head + bytes(32) + packed).digest()
    signed = head + digest + packed
    return signed + key.replica.sign(signed) + stick.data[stick.places[0] :]


def test_a_forged_signature_is_refused(stick: Stick) -> None:
    thief = Device(66)
    with pytest.raises(BadSignature):
        stick.reader().reads(resigned(stick, {}, thief))
    with pytest.raises(BadSignature):
        stick.reader().reads(resigned(stick, {2: 0}, thief))


@pytest.mark.parametrize(
    "change",
    [
        {0: b"short"}, {1: 5}, {2: -1}, {2: "today"}, {3: [[1]]}, {3: [[1, b"x"]] * 65}, {3: 7},
        {4: None},
    ],
)  # fmt: skip
def test_cards_that_are_none_are_refused_though_they_are_signed(
    stick: Stick, change: dict[int, object]
) -> None:
    with pytest.raises((DecodeError, BadSignature)):
        stick.reader().reads(resigned(stick, change, stick.maker))


@pytest.mark.parametrize("wrapped", [b"", b"nonce of 12 and more", bytes(60)])
def test_a_key_that_was_not_wrapped_by_a_member_is_none(stick: Stick, wrapped: bytes) -> None:
    with pytest.raises(BadSeal):
        stick.reader().reads(resigned(stick, {3: [[1, wrapped]]}, stick.maker))


def test_frames_do_not_fit_under_another_card(stick: Stick) -> None:
    """Whoever steals a bundle cannot give it out as their own."""
    thief = Device(66)
    fake = resigned(stick, {1: thief.replica.public_key}, thief)
    found = stick.reader().reads(fake)
    assert found.new == 0


def test_a_newer_format_asks_for_an_update(stick: Stick) -> None:
    card = stick.data[CARD_START : stick.places[0] - 64]
    head = BUNDLE + b"\0\2" + len(card).to_bytes(4, "big")
    newer = head + sha256(head + bytes(32) + card).digest() + stick.data[CARD_START:]
    with pytest.raises(NewerFormat):
        stick.reader().reads(newer)


def test_another_operations_bundle_is_named_as_such(stick: Stick) -> None:
    reader = stick.reader()
    other = Envelope(EntityId(b"another drill..."), reader.desk.keyring)
    with pytest.raises(OtherOperation):
        read_stream(reader.replica, BytesIO(stick.data), other)


def test_without_a_key_nothing_is_read_and_with_an_older_one_all(stick: Stick) -> None:
    reader = stick.reader()
    with pytest.raises(NotReadable):
        read_stream(reader.replica, BytesIO(stick.data), Envelope(OPERATION, Keyring()))
    # The maker went on to a new epoch; the reader was away and has the first one only.
    maker = Device(5, stick.maker.roll).works(3)
    maker.desk.keyring.add(SpaceKey.generate(AUTH, 2, SeededRandom(77)))
    assert reader.reads(maker.bundle()).new == 3
    # Who has the new one only, having come later, reads it too.
    late = Envelope(OPERATION, Keyring([maker.desk.keyring.current(AUTH)]))
    assert read_stream(reader.replica, BytesIO(maker.bundle()), late).already == 3


def test_another_key_of_the_same_epoch_does_not_open(stick: Stick) -> None:
    wrong = Keyring([SpaceKey.generate(AUTH, 1, SeededRandom(5))])
    with pytest.raises(BadSeal):
        read_stream(stick.reader().replica, BytesIO(stick.data), Envelope(OPERATION, wrong))


def test_who_has_no_key_of_auth_writes_an_open_file(stick: Stick) -> None:
    maker = Device(5, stick.maker.roll).works(3)
    envelope = Envelope(OPERATION, Keyring([maker.desk.keyring.current(AUTH).for_writers()]))
    order = Order(envelope, MADE_MS, maker.random)
    data, _sent = bundle.bundle_payload(maker.replica, order, 60_000)
    assert bytes(maker.replica.device) in data
    found = read_stream(stick.reader().replica, BytesIO(data), Envelope(OPERATION, Keyring()))
    assert (found.new, found.torn) == (3, False)


def test_a_space_that_is_not_held_here_is_passed_over(stick: Stick) -> None:
    desk = Device(4, stick.maker.roll, (AUTH, CENTRE))
    found = desk.reads(stick.data)
    assert (found.new, found.passed_over, found.refused) == (stick.whole - 70, 70, ())


def test_a_stranger_s_batches_are_refused_and_the_rest_taken() -> None:
    roll = Device(1).roll
    one = Device(1, roll).works(5)
    stranger = Device(8, roll).works(7)
    one.reads(stranger.bundle())
    data = one.bundle()
    del roll.keys[stranger.replica.device]
    found = Device(2, roll).reads(data)
    assert (found.new, found.already) == (5, 0)
    assert found.refused == ((stranger.replica.device, "not_enrolled"),)


# ------------------------------------------------------------------------------- the file itself


def test_the_file_is_opened_for_reading_only(
    stick: Stick, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tasuki"
    path.write_bytes(stick.data)
    os.chmod(path, 0o400)
    before = path.stat()
    modes: list[object] = []
    really = Path.open

    def watched(self: Path, mode: str = "r", *words: object) -> object:
        modes.append(mode)
        return really(self, mode, *words)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", watched)
    reader = stick.reader()
    assert read_bundle(reader.replica, path, reader.envelope).new == stick.whole
    assert peek(path).device == stick.maker.replica.device
    assert modes == ["rb", "rb"]
    after = path.stat()
    assert (after.st_mtime_ns, after.st_mode, after.st_size) == (
        before.st_mtime_ns, before.st_mode, before.st_size,
    )  # fmt: skip
    assert sha256(path.read_bytes()).digest() == sha256(stick.data).digest()
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(BundleUnreadable):
        read_bundle(Device(9).replica, tmp_path / "gone.tasuki", Device(9).envelope)
    with pytest.raises(BundleUnreadable):
        peek(tmp_path / "gone.tasuki")


class Pulled(BytesIO):
    """A stick that is pulled out after so many bytes. `largest` is the largest piece read,
    `total` all of them."""

    def __init__(self, data: bytes, after: int) -> None:
        super().__init__(data)
        self.after = after
        self.largest = self.total = 0

    def read(self, count: int | None = -1) -> bytes:
        data = super().read(count)
        self.largest = max(self.largest, len(data))
        self.total += len(data)
        if self.tell() > self.after:
            raise OSError(5, "Input/output error")
        return data


def test_a_stick_that_is_pulled_out_leaves_what_was_read(stick: Stick) -> None:
    reader = stick.reader()
    found = read_stream(reader.replica, Pulled(stick.data, len(stick.data) // 2), reader.envelope)
    assert found.torn
    assert 0 < found.new == reader.log.count() < stick.whole
    with pytest.raises(BundleUnreadable):
        read_stream(reader.replica, Pulled(stick.data, 100), reader.envelope)


def test_no_more_than_a_frame_is_held(stick: Stick) -> None:
    reader = stick.reader()
    source = Pulled(stick.data, len(stick.data))
    assert read_stream(reader.replica, source, reader.envelope).new == stick.whole
    frames = [later - place for place, later in zip(stick.places, stick.places[1:], strict=False)]
    assert source.largest <= max(frames)
    assert source.largest < len(stick.data) // 4


def test_a_full_disk_stops_the_reading_and_keeps_what_is_stored(stick: Stick) -> None:
    reader = stick.reader()
    append = reader.log.append

    def until_full(entries: object) -> int:
        if reader.log.count() >= 150:
            raise LogFull("test")
        return append(entries)  # type: ignore[arg-type]

    reader.replica._shelf.store.__closure__  # noqa: B018

    reader.replica = replica_of(reader.desk.key, reader.log, reader.roll, store=until_full)
    with pytest.raises(LogFull):
        reader.reads(stick.data)
    kept = reader.log.count()
    assert kept >= 150
    reader.replica = replica_of(reader.desk.key, reader.log, reader.roll)
    found = reader.reads(stick.data)
    assert (found.new, found.already) == (stick.whole - kept, kept)


# ------------------------------------------------------------------------------------- hostile


def hostile(stick: Stick, bodies: list[object], contents: object = None) -> bytes:
    """A bundle by somebody who has every key and writes what they like into it."""
    maker = stick.maker
    signer = Signer(maker.replica.public_key, maker.replica.sign)
    written = write_card(BUNDLE, signer, maker.envelope, MADE_MS, contents or [], maker.random)
    data = written.data
    for number, body in enumerate(bodies, 1):
        closed = written.seal.close(number, written.digest, pack(body, FRAME_BYTES_MAX))
        check = check_of(written.digest, number, closed)
        data += FRAME_HEAD.pack(marker_of(written.digest), number, len(closed), check) + closed
    return data


@pytest.mark.parametrize(
    "body",
    [
        None, [], [[]], ["auth"], [b"\3", 1, b""], [AUTH.space_id, 1, b"no chunk"],
        [AUTH.space_id, -5, pack([1, CENTRE.space_id, []])], [AUTH.space_id, 1, pack([2, b"", []])],
        {1: 2},
    ],
)  # fmt: skip
def test_frames_that_are_none_are_noted(stick: Stick, body: object) -> None:
    reader = stick.reader()
    found = reader.reads(hostile(stick, [body, [1]]))
    assert len(found.refused) == 1
    assert (found.new, found.already, found.torn) == (0, 0, False)


@pytest.mark.parametrize(
    "contents", [5, [[1]], [[b"\1", [[b"device", 5, 5]]]], [[b"\1", [[b"device", -1, 5]]]]]
)
def test_contents_that_are_none_are_refused(stick: Stick, contents: object) -> None:
    with pytest.raises(DecodeError):
        stick.reader().reads(hostile(stick, [[0]], contents))


def test_a_file_of_nothing_but_beginnings_keeps_nobody_busy(stick: Stick) -> None:
    """Every one of them promises 40 KB: reading them all would be 120 MB of a file of 100 KB."""
    start = stick.data[: stick.places[0]]
    marker = marker_of(read_card(BUNDLE, BytesIO(stick.data)).digest)
    source = Pulled(start + FRAME_HEAD.pack(marker, 1, 40_000, bytes(16)) * 3_000, 10**9)
    reader = stick.reader()
    found = read_stream(reader.replica, source, reader.envelope)
    assert (found.new, found.torn) == (0, True)
    assert source.total < 40_000_000


def test_whatever_happens_to_the_bytes_only_known_errors_come_out(stick: Stick) -> None:
    print(f"seed {SEED}")
    random = Random(SEED)
    reader = stick.reader()
    for _ in range(60):
        data = bytearray(stick.data)
        for _ in range(random.randrange(1, 4)):
            start = random.randrange(len(data))
            count = random.choice((1, 7, 100, 20_000))
            what = random.choice(("zero", "cut", "noise", "twice"))
            piece = data[start : start + count]
            data[start : start + count] = {
                "zero": bytes(len(piece)), "cut": b"", "noise": random.randbytes(len(piece)),
                "twice": piece + piece,
            }[what]  # fmt: skip
        with suppress(SyncError):
            found = reader.reads(bytes(data))
            assert found.new + found.already <= stick.whole * 2
    assert reader.reads(stick.data).torn is False
    assert reader.replica.vector(CENTRE) == stick.maker.replica.vector(CENTRE)
