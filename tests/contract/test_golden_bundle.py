"""A bundle and a receipt of version 1 are read for ever, and written again to the byte.

`python -m tests.contract.test_golden_bundle` writes the files where they are not there yet.
"""

from pathlib import Path

from sync.transports.receipts import read_receipt, receipt_of
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.sticks import MADE_MS, Device

FOLDER = Path(__file__).parents[1] / "golden" / "v1"
BUNDLE_FILE, RECEIPT_FILE = FOLDER / "bundle.tasuki", FOLDER / "device.receipt"
BATCHES = {AUTH: 2, CENTRE: 70, SEALED: 1}


def maker() -> Device:
    """Before it wrote anything."""
    return Device(1)


def reader_of(device: Device) -> Device:
    return Device(2, device.roll)


def test_a_bundle_of_version_1_is_read() -> None:
    reader = reader_of(maker())
    found = reader.reads(BUNDLE_FILE.read_bytes())
    assert (found.new, found.stated, found.made_ms) == (73, 73, MADE_MS)
    assert (found.device, found.refused, found.torn) == (maker().replica.device, (), False)
    assert {space: reader.has(maker(), space) for space in BATCHES} == BATCHES


def test_the_same_batches_give_the_same_file() -> None:
    """Bodies come from the file: compressors improve."""
    again = maker()
    again.reads(BUNDLE_FILE.read_bytes())
    assert again.bundle() == BUNDLE_FILE.read_bytes()


def test_a_receipt_of_version_1_is_read_and_written_again() -> None:
    device = maker()
    reader = reader_of(device)
    reader.reads(BUNDLE_FILE.read_bytes())
    data = RECEIPT_FILE.read_bytes()
    receipt = read_receipt(data, device.roll, device.envelope)
    assert (receipt.device, receipt.made_ms) == (reader.replica.device, MADE_MS)
    assert receipt.vectors == {space: reader.replica.vector(space) for space in BATCHES}
    assert receipt_of(reader.replica, reader.envelope, MADE_MS, reader.random) == data


def main() -> None:
    device = maker()
    for space, count in BATCHES.items():
        device.works(count, space)
    if not BUNDLE_FILE.exists():
        BUNDLE_FILE.write_bytes(device.bundle())
    if not RECEIPT_FILE.exists():
        reader = reader_of(device)
        reader.reads(BUNDLE_FILE.read_bytes())
        RECEIPT_FILE.write_bytes(
            receipt_of(reader.replica, reader.envelope, MADE_MS, reader.random)
        )


if __name__ == "__main__":
    main()
