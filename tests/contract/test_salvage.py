"""A damaged log: every damage is named, what is readable is saved, the damaged file stays."""

import sqlite3
from random import Random

import pytest

from sync.core.errors import BadInput, DamagedFile, NewerFormat, SyncError
from sync.log.salvage import salvage
from sync.log.sqlite import SqliteLog
from tests.support.chains import CENTRE, SEALED, Desk

SEED = 20_260_403
PAGE = 4096


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def path(tmp_path, desk):
    """400 batches in one chain, 30 in another, all in the file itself."""
    made = tmp_path / "log.sqlite"
    log = SqliteLog.create(made)
    for _ in range(4):
        log.append(desk.entries(100))
    log.append(desk.entries(30, SEALED))
    log.close()
    return made


def flip(path, place, mask=0xFF):
    data = bytearray(path.read_bytes())
    data[place] ^= mask
    path.write_bytes(bytes(data))


def body_place(path, desk, seq):
    """Where in the file a body's middle lies."""
    log = SqliteLog.open(path)
    batch = log.get(desk.key.device_id, CENTRE, seq)
    log.close()
    assert batch is not None
    body = batch.body
    assert body is not None
    return path.read_bytes().index(body) + len(body) // 2


def read_all(path, desk):
    """Everything a start would do."""
    log = SqliteLog.open(path)
    try:
        assert not log.verify(desk.public_keys).sound
        for batch in log.read_since({}):
            desk.reader.packed(batch)
    finally:
        log.close()


def batches(path):
    log = SqliteLog.open(path)
    try:
        return list(log.read_since({}))
    finally:
        log.close()


def test_a_sound_log_is_saved_whole(path, desk, tmp_path):
    report = salvage(path, tmp_path / "new.sqlite")
    assert report.complete
    assert report.saved == 430
    assert not report.first_page_lost
    assert batches(tmp_path / "new.sqlite") == batches(path)
    log = SqliteLog.open(tmp_path / "new.sqlite")
    assert log.verify(desk.public_keys).damages == ()
    assert log.append([desk.entry(), desk.entry(SEALED)]) == 2
    log.close()


def test_a_flipped_byte_in_a_body_is_named_with_its_batch(path, desk):
    flip(path, body_place(path, desk, 150))
    log = SqliteLog.open(path)
    report = log.verify(desk.public_keys)
    log.close()
    assert [(damage.kind, damage.seq) for damage in report.damages] == [("changed", 150)]
    assert report.batches == 430


def test_two_damages_far_apart_are_both_named(path, desk):
    places = [body_place(path, desk, seq) for seq in (20, 380)]
    for place in places:
        flip(path, place)
    log = SqliteLog.open(path)
    report = log.verify(desk.public_keys)
    log.close()
    assert [damage.seq for damage in report.damages] == [20, 380]


def test_of_a_chain_with_a_damaged_batch_all_before_it_is_saved(path, desk, tmp_path):
    before = batches(path)
    flip(path, body_place(path, desk, 150))
    damaged = path.read_bytes()
    target = tmp_path / "new.sqlite"
    report = salvage(path, target)
    assert [(chain.saved, chain.known) for chain in report.chains] == [(149, 400), (30, 30)]
    assert not report.complete
    assert batches(target) == before[:149] + before[400:]
    assert path.read_bytes() == damaged
    log = SqliteLog.open(target)
    kinds = [(damage.kind, damage.seq) for damage in log.verify(desk.public_keys).damages]
    assert kinds == [("unsigned", 149)]
    tip = log.tip(desk.key.device_id, CENTRE)
    assert tip is not None
    assert tip.signature is None
    # The device goes on writing: its next signature proves the tail again.
    desk.tips[CENTRE] = tip
    log.append([desk.entry()])
    assert log.verify(desk.public_keys).damages == ()
    log.close()


@pytest.mark.parametrize(("kept", "least"), [(0.99, 300), (0.8, 150), (0.6, 60), (0.2, 0)])
def test_a_cut_file_keeps_what_lies_before_the_cut(path, desk, tmp_path, kept, least):
    before = batches(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(DamagedFile):
        read_all(path, desk)
    target = tmp_path / "new.sqlite"
    report = salvage(path, target)
    saved = batches(target)
    assert saved == [batch for batch in before if batch in saved]
    assert len(saved) == report.saved
    assert report.saved >= least


def test_a_lost_first_page_costs_no_batch(path, desk, tmp_path):
    before = batches(path)
    data = path.read_bytes()
    path.write_bytes(bytes(PAGE) + data[PAGE:])
    with pytest.raises(DamagedFile):
        SqliteLog.open(path)
    report = salvage(path, tmp_path / "new.sqlite")
    assert report.first_page_lost
    assert report.complete
    assert batches(tmp_path / "new.sqlite") == before


@pytest.mark.parametrize("table", ["chains", "actors", "shapes", "spare", "anchors", "subjects"])
def test_a_lost_page_of_names_costs_no_batch(path, desk, tmp_path, table):
    before = batches(path)
    db = sqlite3.connect(path)
    root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    db.close()
    data = bytearray(path.read_bytes())
    data[(root - 1) * PAGE : root * PAGE] = Random(SEED).randbytes(PAGE)
    path.write_bytes(bytes(data))
    target = tmp_path / "new.sqlite"
    salvage(path, target)
    assert batches(target) == before


def test_a_damaged_anchor_costs_no_batch_and_its_signature_is_not_believed(path, desk, tmp_path):
    log = SqliteLog.open(path)
    proofs = log.proofs(desk.key.device_id, CENTRE)
    log.close()
    flip(path, path.read_bytes().index(proofs[1].head))
    target = tmp_path / "new.sqlite"
    assert salvage(path, target).complete
    log = SqliteLog.open(target)
    assert log.verify(desk.public_keys).damages == ()
    assert proofs[1].seq not in [proof.seq for proof in log.proofs(desk.key.device_id, CENTRE)]
    log.close()


@pytest.mark.parametrize("round_", range(12))
def test_random_damage_never_ends_in_anything_but_our_errors(path, desk, tmp_path, round_):
    print("seed", SEED + round_)
    random = Random(SEED + round_)
    before = batches(path)
    size = path.stat().st_size
    for _ in range(random.choice((1, 1, 2, 40))):
        flip(path, random.randrange(size), random.randrange(1, 256))
    damaged = path.read_bytes()
    try:
        log = SqliteLog.open(path)
        try:
            log.verify(desk.public_keys)
            for batch in log.read_since({}):
                desk.reader.packed(batch)
        finally:
            log.close()
    except SyncError:
        pass
    path.write_bytes(damaged)
    target = tmp_path / "new.sqlite"
    try:
        report = salvage(path, target)
    except NewerFormat:
        return  # the format number itself was hit
    saved = batches(target)
    assert len(saved) == report.saved
    # Whatever was saved was there, in order, and a chain is whole from its beginning.
    assert saved == [batch for batch in before if batch in saved]
    log = SqliteLog.open(target)
    assert log.verify(desk.public_keys).sound
    log.close()


def test_one_flipped_byte_costs_at_most_what_lies_behind_it(path, desk, tmp_path):
    """Anywhere in the file: on average most of the log is saved."""
    print("seed", SEED)
    random = Random(SEED)
    sound = path.read_bytes()
    shares = []
    for number in range(12):
        path.write_bytes(sound)
        flip(path, random.randrange(100, len(sound)))
        target = tmp_path / f"new-{number}.sqlite"
        shares.append(salvage(path, target).saved / 430)
    assert sum(shares) / len(shares) > 0.5


def test_a_target_that_exists_is_not_written_over(path, tmp_path):
    target = tmp_path / "new.sqlite"
    target.write_bytes(b"a letter")
    with pytest.raises(BadInput):
        salvage(path, target)
    assert target.read_bytes() == b"a letter"


def test_a_newer_log_is_not_salvaged(path, tmp_path):
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 9")
    db.close()
    with pytest.raises(NewerFormat):
        salvage(path, tmp_path / "new.sqlite")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.sqlite"]
