"""What version 1 wrote is read and written again to the byte, by every later version."""

import shutil

import pytest

from sync.core.batch import (
    GENESIS_HEAD,
    Batch,
    hash_body,
    header_bytes,
    next_head,
    parse_header,
)
from sync.core.encoding import decode_body, encode_body
from sync.core.signatures import verify
from sync.core.space import Space
from sync.crypto.images import open_image, read_card
from sync.crypto.sealing import Sealer
from sync.crypto.vault import Vault
from sync.engine.world import RealDisk
from sync.log.sqlite import SqliteLog
from tests.support import golden
from tests.support.chains import CENTRE, REGISTRY, Desk
from tests.support.world import SeededRandom


@pytest.mark.parametrize("name", golden.BODIES)
def test_a_body_of_version_1(name):
    data = golden.read_lines("bodies.txt")[name]
    assert decode_body(REGISTRY, data) == golden.BODIES[name]
    assert encode_body(REGISTRY, golden.BODIES[name]) == data


@pytest.mark.parametrize("name", golden.HEADERS)
def test_a_header_of_version_1(name):
    data = golden.read_lines("headers.txt")[name]
    assert parse_header(data) == golden.HEADERS[name]
    assert header_bytes(golden.HEADERS[name]) == data


@pytest.fixture
def desk():
    return Desk(seed=1, dictionaries=golden.dictionaries())


def test_sealed_batches_of_version_1_open_and_their_chain_holds(desk):
    """Sealing again need not give the same bytes (compressors improve); reading must."""
    data = golden.read_lines("batches.txt")
    heads: dict[Space, bytes] = {}
    for number, made in enumerate(golden.entries(), 1):
        header = parse_header(data[f"header-{number}"])
        body, head = data[f"body-{number}"], data[f"head-{number}"]
        assert header.body_hash == hash_body(body)
        before = heads.get(header.space, GENESIS_HEAD)
        assert next_head(before, data[f"header-{number}"]) == head
        heads[header.space] = head
        verify(desk.key.public_key, data[f"signature-{number}"], head)
        assert desk.key.sign(head) == data[f"signature-{number}"]
        packed = desk.reader.packed(Batch(header, body))
        assert packed is not None
        assert packed == desk.reader.packed(Batch(made.header, made.body))
        assert encode_body(REGISTRY, decode_body(REGISTRY, packed)) == packed


def test_a_body_that_a_desk_sealed_to_the_epoch_opens():
    sealed = golden.read_lines("to-epoch.txt")["note"]
    packed = Sealer(golden.dictionaries()).open(golden.epoch_key(), b"header", sealed, 1)
    assert packed == golden.read_lines("bodies.txt")["note"]


def test_an_image_of_format_1(desk):
    data = golden.read_lines("image.txt")
    card = read_card(data["card"], desk.key.public_key)
    assert open_image(data["image"], card, Desk(seed=2).key) == b"an image"
    assert golden.image() == data


def test_a_log_of_format_1(desk, tmp_path):
    path = tmp_path / "log.sqlite"
    shutil.copy(golden.FOLDER / "log.sqlite", path)
    data = golden.read_lines("batches.txt")
    log = SqliteLog.open(path)
    assert log.verify(desk.public_keys).damages == ()
    stored = {header_bytes(batch.header): batch.body for batch in log.read_since({})}
    assert stored == {data[f"header-{n}"]: data[f"body-{n}"] for n in range(1, 5)}
    tip = log.tip(desk.key.device_id, CENTRE)
    assert tip is not None
    desk.tips[CENTRE] = tip
    assert log.append([desk.entry()]) == 1
    log.close()


def test_a_vault_of_format_1(tmp_path):
    path = tmp_path / "vault"
    shutil.copy(golden.FOLDER / "vault", path)
    vault = Vault.open(path, golden.PASSPHRASE, disk=RealDisk(), random=SeededRandom(3))
    expected = golden.vault_contents()
    assert vault.contents.device.private_bytes == expected.device.private_bytes
    assert vault.contents.space_keys == expected.space_keys
    assert vault.contents.checkpoint_key == expected.checkpoint_key
    assert vault.contents.extras == expected.extras
