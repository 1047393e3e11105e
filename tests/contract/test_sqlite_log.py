"""The log on disk: full, foreign, newer, busy, killed and cut files; sizes."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from app.domain.tables import REGISTRY
from sync.core.encoding import encode_body
from sync.core.errors import (
    BadInput,
    BrokenChain,
    DamagedFile,
    Fork,
    LogBusy,
    LogFull,
    NewerFormat,
)
from sync.core.operations import New
from sync.crypto.sealing import Dictionaries
from sync.engine.author import tip_after
from sync.log import schema
from sync.log.sqlite import SqliteLog
from tests.support.chains import CENTRE, SEALED, Desk, entity
from tests.support.sample_bodies import SampleBodies

SEED = 20_260_402


@pytest.fixture
def path(tmp_path):
    return tmp_path / "log.sqlite"


def test_everything_is_there_after_it_was_closed_and_opened(path):
    desk = Desk()
    log = SqliteLog.create(path)
    entries = [*desk.entries(70), desk.entry(SEALED)]
    log.append(entries)
    log.erase_body(desk.key.device_id, CENTRE, 5)
    before = (list(log.read_since({})), log.vector(), log.proofs(desk.key.device_id, CENTRE))
    log.close()
    log = SqliteLog.open(path)
    after = (list(log.read_since({})), log.vector(), log.proofs(desk.key.device_id, CENTRE))
    assert after == before
    assert log.append([desk.entry()]) == 1
    log.close()


def test_a_log_is_not_made_over_a_file_that_holds_something(path):
    path.write_bytes(b"a letter")
    with pytest.raises(BadInput):
        SqliteLog.create(path)
    assert path.read_bytes() == b"a letter"


def test_an_empty_file_left_by_a_crash_becomes_a_log(path):
    path.touch()
    SqliteLog.create(path).close()
    SqliteLog.open(path).close()


@pytest.mark.parametrize("content", [None, b"", b"a letter", b"x" * 9000])
def test_what_is_no_log_is_not_opened_and_not_touched(path, content):
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DamagedFile):
        SqliteLog.open(path)
    assert (path.read_bytes() if path.exists() else None) == content


def test_a_database_of_another_program_is_not_opened(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE notes (text)")
    db.close()
    with pytest.raises(DamagedFile):
        SqliteLog.open(path)


def test_a_newer_log_is_not_opened(path):
    SqliteLog.create(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {schema.LOG_FORMAT + 1}")
    db.close()
    with pytest.raises(NewerFormat):
        SqliteLog.open(path)


def test_a_full_disk_refuses_the_action_and_keeps_everything_before(path):
    desk = Desk()
    log = SqliteLog.create(path, pages_max=30)
    stored = fill(log, desk)
    assert 30 < stored < 1_000
    assert log.count() == stored
    assert log.about(entity(stored)) == []
    assert log.verify(desk.public_keys).sound
    with pytest.raises(LogFull):
        log.append(Desk(seed=2).run(200))
    log.close()

    # Room again: the very action that failed goes in.
    log = SqliteLog.open(path)
    tip = log.tip(desk.key.device_id, CENTRE)
    assert tip is not None
    assert tip.seq == stored
    desk.tips[CENTRE] = tip
    assert log.append([desk.entry(about=stored)]) == 1
    assert log.verify(desk.public_keys).sound
    log.close()


def fill(log, desk):
    """Appends until the disk is full; how many went in."""
    for number in range(1_000):
        try:
            log.append([desk.entry(about=number)])
        except LogFull:
            return number
    return 1_000


def test_a_refused_append_gives_no_local_numbers_away(path):
    """Chain, actor and shape of the refused entries are new: their numbers must not be believed."""
    desk, other = Desk(seed=1), Desk(seed=2)
    log = SqliteLog.create(path)
    good, bad = other.entries(2), desk.entry()._replace(head=bytes(32))
    with pytest.raises(BrokenChain):
        log.append([*good, bad])
    log.append(good)
    before = list(log.read_since({}))
    log.close()
    log = SqliteLog.open(path)
    assert list(log.read_since({})) == before
    assert log.count() == 2
    assert log.verify(other.public_keys).damages == ()
    log.close()


def test_a_second_process_sees_what_the_first_appends(path):
    desk, other = Desk(seed=1), Desk(seed=2)
    first, second = SqliteLog.create(path), SqliteLog.open(path)
    first.append(desk.entries(3))
    assert second.vector() == first.vector()
    second.append(other.entries(2))
    second.append([desk.entry()])
    assert first.count() == 6
    assert first.append([desk.entry(), other.entry()]) == 2
    assert list(second.read_since({})) == list(first.read_since({}))
    first.close()
    second.close()


def test_two_processes_of_one_device_do_not_write_the_same_number(path):
    first, second = SqliteLog.create(path), SqliteLog.open(path)
    desk, twin = Desk(seed=1), Desk(seed=1)
    twin.hlc += 1_000
    first.append([desk.entry()])
    with pytest.raises(Fork):
        second.append([twin.entry()])
    first.close()
    second.close()


def test_a_long_write_of_another_program_is_named_as_such(path, monkeypatch):
    monkeypatch.setattr(schema, "BUSY_TIMEOUT_S", 0.05)
    log = SqliteLog.create(path)
    desk = Desk()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    entry = desk.entry()
    with pytest.raises(LogBusy):
        log.append([entry])
    other.execute("ROLLBACK")
    assert log.append([entry]) == 1
    other.close()
    log.close()


def test_erased_bytes_are_in_no_file_any_more(path):
    desk = Desk()
    log = SqliteLog.create(path)
    entries = desk.entries(30)
    log.append(entries)
    body = entries[9].body
    assert body is not None
    log.erase_body(desk.key.device_id, CENTRE, 10)
    found = [file.name for file in path.parent.iterdir() if body[:24] in file.read_bytes()]
    assert found == []
    log.close()


def test_a_torn_wal_loses_nothing_that_was_in_the_file(path, tmp_path):
    """The last frames of a WAL that a power cut tore are ignored; commits before them hold."""
    desk = Desk()
    log = SqliteLog.create(path)
    for entry in desk.entries(40):
        log.append([entry])
    # As the machine loses power: the file and its WAL as they are, nothing closed.
    cut = tmp_path / "cut"
    cut.mkdir()
    shutil.copy(path, cut / "log.sqlite")
    wal = path.with_name("log.sqlite-wal").read_bytes()
    log.close()
    counts = []
    for lost in (0, 1, 3_000, 20_000, len(wal) - 50, len(wal)):
        (cut / "log.sqlite-wal").write_bytes(wal[: len(wal) - lost])
        (cut / "log.sqlite-shm").unlink(missing_ok=True)
        copy = tmp_path / f"copy-{lost}"
        shutil.copytree(cut, copy)
        torn = SqliteLog.open(copy / "log.sqlite")
        assert torn.verify(desk.public_keys).damages == ()
        counts.append(torn.count())
        torn.close()
    assert counts[0] == 40
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 0


WRITER = """
import sys
from pathlib import Path
from sync.log.sqlite import SqliteLog
from tests.support.chains import Desk
log, desk = SqliteLog.create(Path(sys.argv[1])), Desk()
while True:
    log.append([desk.entry(), desk.entry()])
    print(log.count(), flush=True)
"""


def test_a_killed_writer_has_everything_that_it_confirmed(path, repository):
    for number, confirmed in enumerate((1, 7, 30)):
        log_path = path.with_name(f"killed-{number}.sqlite")
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(log_path)],
            cwd=repository,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        last = [writer.stdout.readline() for _ in range(confirmed)][-1]
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.communicate()[0].split()
        log = SqliteLog.open(log_path)
        assert log.count() >= int(rest[-1] if rest else last)
        assert log.count() % 2 == 0  # both or none
        assert log.verify(Desk().public_keys).sound
        log.close()


def test_a_registration_takes_at_most_300_bytes_on_disk(path, repository):
    """The measure of the design: some 450 packed bytes, all indexes included."""
    print("seed", SEED)
    dictionaries = Dictionaries.load(repository / "assets" / "dictionary")
    desk = Desk(dictionaries=dictionaries)
    log = SqliteLog.create(path)
    samples, tip, run, packed_bytes, count = SampleBodies(SEED), None, [], 0, 3_000
    for body in islice(samples.registrations(), count):
        packed = encode_body(REGISTRY, body)
        packed_bytes += len(packed)
        (new,) = body.operations
        assert isinstance(new, New)
        entry = desk.author.entry(
            tip, CENTRE, desk.hlc, packed, actor=entity(1), subjects=(new.id,)
        )
        tip = tip_after(entry)
        run.append(entry)
    log.append(run)
    log.flush()
    assert packed_bytes / count > 400
    assert path.stat().st_size / count <= 300
    log.close()


def test_the_file_is_closed_for_good(path):
    log = SqliteLog.create(path)
    log.close()
    with pytest.raises(sqlite3.ProgrammingError):
        log.vector()
    Path(path).unlink()
