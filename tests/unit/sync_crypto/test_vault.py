"""The vault: wrong passphrase, damaged file and newer file are told apart; nothing gets lost."""

from hashlib import sha256
from pathlib import Path

import pytest

from sync.core.errors import BadInput, DamagedFile, LogFull, NewerFormat, SyncError, WrongPassphrase
from sync.crypto.device import DeviceKey
from sync.crypto.space_keys import SpaceKey
from sync.crypto.vault import MAGIC, ScryptCost, Vault, VaultContents
from sync.engine.world import RealDisk, RealRandom
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.world import FaultyDisk, SeededRandom

PATH = Path("operation/vault")
COPY = Path("operation/vault.copy")
CHEAP = ScryptCost(log2_n=4, r=1)
RANDOM = SeededRandom(5)
CONTENTS = VaultContents(
    DeviceKey.generate(RANDOM),
    (
        SpaceKey.generate(AUTH, 1, RANDOM),
        SpaceKey.generate(CENTRE, 2, RANDOM),
        SpaceKey.generate(SEALED, 2, RANDOM).for_writers(),
    ),
    RANDOM.bytes(32),
    {"desk": "受付1", "letters": ["C", "D"], "b": 1, "a": {"z": None, "y": True}},
)


@pytest.fixture
def disk():
    return FaultyDisk()


@pytest.fixture
def vault(disk):
    return Vault.create(PATH, "訓練 pass", CONTENTS, disk=disk, random=RANDOM, cost=CHEAP)


def opened(disk, passphrase="訓練 pass"):
    return Vault.open(PATH, passphrase, disk=disk, random=RANDOM).contents


def same(one, other):
    return (one.device.private_bytes, one.space_keys, one.checkpoint_key, one.extras) == (
        other.device.private_bytes,
        other.space_keys,
        other.checkpoint_key,
        other.extras,
    )


def test_the_right_passphrase_gives_back_what_was_put_in(disk, vault):
    assert same(opened(disk), CONTENTS)
    assert same(vault.contents, CONTENTS)


def test_a_passphrase_typed_in_full_width_is_the_same(disk, vault):
    assert same(opened(disk, "訓練　ｐａｓｓ"), CONTENTS)


@pytest.mark.parametrize("wrong", ["", "訓練 Pass", "訓練 pass "])
def test_a_wrong_passphrase_is_named_as_such_and_changes_nothing(disk, vault, wrong):
    before = dict(disk.files)
    with pytest.raises(WrongPassphrase):
        opened(disk, wrong)
    assert disk.files == before


def test_an_empty_passphrase_protects_nothing(disk):
    with pytest.raises(BadInput):
        Vault.create(PATH, "", CONTENTS, disk=disk, random=RANDOM, cost=CHEAP)
    assert disk.files == {}


def test_a_vault_is_not_made_over_another(disk, vault):
    with pytest.raises(BadInput):
        Vault.create(PATH, "other", CONTENTS, disk=disk, random=RANDOM, cost=CHEAP)
    assert same(opened(disk), CONTENTS)


def test_no_secret_stands_in_the_file(disk, vault):
    data = disk.files[PATH]
    for secret in (CONTENTS.device.private_bytes, CONTENTS.checkpoint_key, "受付1".encode()):
        assert secret not in data


def test_no_secret_is_shown_when_it_is_printed(vault):
    assert repr(CONTENTS.checkpoint_key) not in repr(vault.contents)


def test_what_was_saved_is_there_next_time(disk, vault):
    changed = VaultContents(CONTENTS.device, (), CONTENTS.checkpoint_key, {"desk": "受付2"})
    vault.save(changed)
    assert same(opened(disk), changed)


def test_after_a_change_only_the_new_passphrase_opens(disk, vault):
    vault.change_passphrase("新しい", CHEAP)
    assert same(opened(disk, "新しい"), CONTENTS)
    with pytest.raises(WrongPassphrase):
        opened(disk)
    vault.save(CONTENTS)
    assert same(opened(disk, "新しい"), CONTENTS)
    with pytest.raises(BadInput):
        vault.change_passphrase("", CHEAP)


def test_every_damaged_byte_is_noticed_and_the_copy_helps_out(disk, vault):
    sound = disk.files[PATH]
    for place in range(0, len(sound), 7):
        disk.damage(PATH, place)
        assert same(opened(disk), CONTENTS)
        assert disk.files[PATH] == sound  # healed from the copy


def test_a_damaged_copy_is_healed_too(disk, vault):
    disk.damage(COPY, 50)
    opened(disk)
    assert disk.files[COPY] == disk.files[PATH]


def test_a_vault_damaged_in_both_files_is_named_as_such_and_left_alone(disk, vault):
    disk.damage(PATH, 70)
    disk.damage(COPY, 71)
    before = dict(disk.files)
    with pytest.raises(DamagedFile):
        opened(disk)
    assert disk.files == before


@pytest.mark.parametrize("content", [None, b"", b"a letter", MAGIC, bytes(5_000_000)])
def test_what_is_no_vault_is_not_opened(disk, content):
    if content is not None:
        disk.files[PATH] = content
    with pytest.raises(DamagedFile):
        opened(disk)


def test_a_newer_vault_is_left_alone(disk, vault):
    content = bytearray(disk.files[PATH][:-32])
    content[len(MAGIC) : len(MAGIC) + 2] = (2).to_bytes(2, "big")
    newer = bytes(content) + sha256(content).digest()
    disk.files[PATH] = newer
    with pytest.raises(NewerFormat):
        opened(disk)
    assert disk.files[PATH] == newer


def test_a_vault_that_asks_for_a_gigabyte_of_work_is_refused(disk, vault):
    content = bytearray(disk.files[PATH][:-32])
    content[len(MAGIC) + 2] = 40
    disk.files[PATH] = bytes(content) + sha256(content).digest()
    del disk.files[COPY]
    with pytest.raises(DamagedFile):
        opened(disk)


def test_a_full_disk_leaves_the_vault_as_it_was(disk, vault):
    disk.full = True
    before = dict(disk.files)
    with pytest.raises(LogFull):
        vault.save(VaultContents(CONTENTS.device, (), CONTENTS.checkpoint_key))
    with pytest.raises(LogFull):
        vault.change_passphrase("新しい", CHEAP)
    assert disk.files == before
    assert same(vault.contents, CONTENTS)
    assert same(opened(disk), CONTENTS)
    disk.full = False
    vault.save(CONTENTS)
    assert same(opened(disk), CONTENTS)


@pytest.mark.parametrize("crash_at", [0, 1])
def test_a_crash_while_the_passphrase_changes_leaves_one_that_opens(disk, vault, crash_at):
    disk.fail_at = crash_at
    with pytest.raises(OSError, match="Input/output error"):
        vault.change_passphrase("新しい", CHEAP)
    disk.fail_at = None
    assert same(opened(disk, "訓練 pass" if crash_at == 0 else "新しい"), CONTENTS)
    assert disk.files[COPY] == disk.files[PATH]


def test_it_opens_on_a_disk_that_cannot_be_written(disk, vault):
    disk.damage(COPY, 3)
    disk.full = True
    assert same(opened(disk), CONTENTS)


def test_floats_have_no_place_in_it(disk, vault):
    with pytest.raises(SyncError):
        vault.save(VaultContents(CONTENTS.device, (), CONTENTS.checkpoint_key, {"ratio": 0.5}))
    assert same(opened(disk), CONTENTS)


def test_on_a_real_disk_with_the_real_cost(tmp_path):
    path = tmp_path / "vault"
    vault = Vault.create(path, "pass", CONTENTS, disk=RealDisk(), random=RealRandom())
    vault.save(CONTENTS)
    assert same(Vault.open(path, "pass", disk=RealDisk(), random=RealRandom()).contents, CONTENTS)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["vault", "vault.copy"]
