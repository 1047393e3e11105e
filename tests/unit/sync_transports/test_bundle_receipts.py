"""Receipts beside bundles: the next one is a delta for those who left one, and never less."""

from pathlib import Path

import pytest

from sync.core.errors import BadSignature, DamagedFile, DecodeError, NotReadable
from sync.core.ids import EntityId
from sync.core.space import Space
from sync.crypto.space_keys import Keyring
from sync.engine.world import RealDisk
from sync.protocol.ports import SpaceVector
from sync.transports.bundle_card import RECEIPT, Envelope, OtherOperation, Signer, write_card
from sync.transports.receipts import (
    Receipt,
    known_to_all,
    leave_receipt,
    read_receipt,
    receipt_of,
    receipts_in,
)
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.peers import Roll
from tests.support.sticks import MADE_MS, OPERATION, Device
from tests.support.world import FaultyDisk


def receipt(device: Device, made_ms: int = MADE_MS) -> bytes:
    return receipt_of(device.replica, device.envelope, made_ms, device.random)


def leave(device: Device, folder: Path, made_ms: int = MADE_MS) -> bool:
    return leave_receipt(
        device.replica, folder, device.envelope, made_ms, device.random, RealDisk()
    )


def known(device: Device, folder: Path) -> dict[Space, SpaceVector]:
    found = receipts_in(folder, device.replica, device.envelope, RealDisk())
    return known_to_all(device.replica, found)


def test_the_next_bundle_is_a_delta_for_who_left_a_receipt(tmp_path: Path) -> None:
    hq = Device(1).works(40)
    branch = Device(2, hq.roll)
    branch.reads(hq.bundle())
    assert leave(branch, tmp_path)
    hq.works(4)
    data = hq.bundle(known=known(hq, tmp_path))
    found = branch.reads(data)
    assert (found.new, found.already, found.stated) == (4, 0, 4)


def test_of_several_readers_the_one_who_has_least_counts(tmp_path: Path) -> None:
    hq = Device(1).works(10)
    early, late, new = (Device(seed, hq.roll) for seed in (2, 3, 4))
    early.reads(hq.bundle())
    hq.works(10)
    late.reads(hq.bundle())
    hq.works(10)
    assert leave(late, tmp_path)
    assert late.reads(hq.bundle(known=known(hq, tmp_path))).stated == 10
    assert leave(early, tmp_path)
    both = hq.bundle(known=known(hq, tmp_path))
    assert early.reads(both).stated == 20
    assert early.has(hq) == 30
    # One who has nothing yet says so too, and then everything is written.
    assert leave(new, tmp_path)
    assert new.reads(hq.bundle(known=known(hq, tmp_path))).new == 30


def test_without_receipts_everything_is_written(tmp_path: Path) -> None:
    hq = Device(1).works(10)
    assert known(hq, tmp_path) == {}
    assert leave(hq, tmp_path)  # its own does not count
    assert known(hq, tmp_path) == {}


def test_a_receipt_says_nothing_of_spaces_that_its_device_does_not_hold(tmp_path: Path) -> None:
    hq = Device(1).works(10).works(5, SEALED)
    desk, needs = Device(2, hq.roll, (AUTH, CENTRE)), Device(3, hq.roll)
    for device in (desk, needs):
        device.reads(hq.bundle())
        assert leave(device, tmp_path)
    hq.works(1, SEALED)
    assert needs.reads(hq.bundle(known=known(hq, tmp_path))).stated == 1


def test_the_newest_receipt_of_a_device_counts(tmp_path: Path) -> None:
    hq = Device(1).works(10)
    branch = Device(2, hq.roll)
    (tmp_path / "old copy.receipt").write_bytes(receipt(branch, MADE_MS - 1))
    branch.reads(hq.bundle())
    assert leave(branch, tmp_path)
    (tmp_path / "a.receipt").write_bytes(receipt(Device(2, hq.roll), MADE_MS - 2))
    (one,) = receipts_in(tmp_path, hq.replica, hq.envelope, RealDisk())
    assert one.vectors[CENTRE] == hq.replica.vector(CENTRE)


def test_a_forked_chain_bounds_nothing() -> None:
    """A copied device wrote on: what one reader has of the other branch must not cost the rest."""
    roll = Roll()
    one, copy = Device(1, roll).works(4).works(4), Device(1, roll).works(4)
    copy.desk.hlc += 1_000_000
    copy.works(1)
    astray, honest = Device(2, roll), Device(3, roll)
    astray.reads(copy.bundle())
    honest.reads(one.bundle())
    one.works(5)
    receipts = [read_receipt(receipt(device), roll, one.envelope) for device in (astray, honest)]
    bounds = known_to_all(one.replica, receipts)
    assert bounds == known_to_all(one.replica, receipts[::-1])
    assert bounds[CENTRE][one.replica.device].seq == 8
    data = one.bundle(known=bounds)
    assert honest.reads(data).new == 5
    assert [code for _device, code in astray.reads(data).refused] == ["broken_chain"]
    assert [code for _device, code in astray.reads(one.bundle()).refused] == ["fork"]


def test_nothing_in_a_receipt_is_in_clear_but_its_maker() -> None:
    hq = Device(1).works(3)
    branch = Device(2, hq.roll)
    branch.reads(hq.bundle())
    data = receipt(branch)
    assert bytes(branch.replica.public_key) in data
    assert bytes(hq.replica.device) not in data
    assert CENTRE.space_id not in data


def test_receipts_of_strangers_and_of_who_was_sent_away_do_not_count(tmp_path: Path) -> None:
    hq, stranger = Device(1).works(3), Device(2)
    assert leave(stranger, tmp_path)
    assert known(hq, tmp_path) == {}
    with pytest.raises(BadSignature):
        read_receipt(receipt(stranger), hq.roll, hq.envelope)
    lost = Device(3, hq.roll)
    assert leave(lost, tmp_path)
    assert known(hq, tmp_path) != {}
    hq.roll.revoked.add(lost.replica.device)
    assert known(hq, tmp_path) == {}


def test_broken_receipts_are_passed_over(tmp_path: Path) -> None:
    hq = Device(1).works(3)
    branch = Device(2, hq.roll)
    data = receipt(branch)
    for name, content in {"a": b"", "b": data[:-5], "c": data[:70] + b"\0" + data[71:]}.items():
        (tmp_path / f"{name}.receipt").write_bytes(content)
    (tmp_path / "folder.receipt").mkdir()
    assert known(hq, tmp_path) == {}
    for broken, error in ((b"x", DecodeError), (data[:-5], DamagedFile)):
        with pytest.raises(error):
            read_receipt(broken, hq.roll, hq.envelope)
    with pytest.raises(OtherOperation):
        read_receipt(data, hq.roll, Envelope(EntityId(b"another drill..."), Keyring()))
    with pytest.raises(NotReadable):
        read_receipt(data, hq.roll, Envelope(OPERATION, Keyring()))


def test_a_locked_or_full_stick_gets_no_receipt_and_loses_nothing(tmp_path: Path) -> None:
    device = Device(1)
    assert not leave(device, tmp_path / "gone")
    disk = FaultyDisk()
    disk.full = True
    assert not leave_receipt(
        device.replica, tmp_path, device.envelope, MADE_MS, device.random, disk
    )


def test_a_reader_who_is_ahead_bounds_a_chain_at_its_end() -> None:
    hq = Device(1).works(5)
    ahead = Receipt(Device(2).replica.device, MADE_MS, {CENTRE: hq.replica.vector(CENTRE)})
    behind = Device(1, hq.roll).works(3)
    bounds = known_to_all(behind.replica, [ahead])
    assert behind.replica.chunk(CENTRE, bounds[CENTRE], 1_000) == (None, False)


@pytest.mark.parametrize("contents", [5, [5], [[b"\3", 1]], [[b"\x09", []]], [[b"\1", [[1]]]]])
def test_contents_that_are_none_are_refused(contents: object) -> None:
    device = Device(1)
    signer = Signer(device.replica.public_key, device.replica.sign)
    data = write_card(RECEIPT, signer, device.envelope, MADE_MS, contents, device.random).data
    with pytest.raises(DecodeError):
        read_receipt(data, device.roll, device.envelope)
