"""What is particular to the log in PostgreSQL: many writers, many operations, a server's faults."""

import threading

import psycopg
import pytest
from psycopg import errors, sql

from sync.core.errors import DamagedFile, Fork, LogBusy, LogFull, LogUnwritable, NewerFormat
from sync.log.postgres import PostgresLog
from sync.log.postgres_database import LOCK_CLASS, Database, translated
from tests.support.chains import AUTH, CENTRE, SEALED, Desk, entity
from tests.support.postgres import Server

OPERATION = b"operation-of-tests"


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.schema()


@pytest.fixture
def log(address):
    made = PostgresLog(address, OPERATION)
    yield made
    made.close()


@pytest.fixture
def other(address):
    """The same log from another process."""
    made = PostgresLog(address, OPERATION)
    yield made
    made.close()


@pytest.fixture
def desk() -> Desk:
    return Desk(seed=1)


def ask(address: str, query: str, *values: object) -> list[tuple]:
    with psycopg.connect(address, autocommit=True) as db:
        cursor = db.execute(sql.SQL(query), values)
        return cursor.fetchall() if cursor.description else []


def test_another_process_sees_what_was_appended_and_goes_on_from_there(log, other, desk):
    log.append(desk.entries(3))
    assert other.vector() == {(desk.key.device_id, CENTRE): 3}
    other.append(desk.entries(2))
    assert log.tip(desk.key.device_id, CENTRE).seq == 5
    assert log.verify(desk.public_keys).sound


def test_the_same_work_from_many_writers_is_stored_once(log, other):
    desks = [Desk(seed=number) for number in range(1, 5)]
    work = [[desk.entries(10, space) for space in (CENTRE, SEALED)] for desk in desks]
    new: list[int] = []
    failures: list[BaseException] = []

    def write(to: PostgresLog, turn: int) -> None:
        try:
            for runs in work[turn:] + work[:turn]:
                for run in runs:
                    new.append(to.append(run[:6]))
                    new.append(to.append(run))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(log, 0), name="one"),
               threading.Thread(target=write, args=(other, 2), name="other"),
               threading.Thread(target=write, args=(other, 0), name="third")]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sum(new) == log.count() == 80
    keys = {device: key for desk in desks for device, key in desk.public_keys.items()}
    assert log.verify(keys).sound


def test_two_writers_with_other_content_under_one_number_do_not_both_win(log, other, desk):
    clone = Desk(seed=1)
    clone.hlc += 5_000
    log.append([desk.entry()])
    with pytest.raises(Fork):
        other.append([clone.entry()])
    assert other.count() == 1


def test_operations_in_one_database_know_nothing_of_each_other(address, desk):
    database = Database(address)
    one, two = PostgresLog(database, b"one"), PostgresLog(database, b"two")
    run = desk.entries(3)
    one.append(run)
    assert two.vector() == {}
    assert two.about(entity(1_000)) == []
    assert two.used_bytes() == 0
    two.append(run[:1])
    assert (one.count(), two.count()) == (3, 1)
    assert one.used_bytes() > two.used_bytes() > 0
    two.close()  # shares: closes nothing
    assert one.count() == 3
    database.close()


def test_a_removed_operation_leaves_nothing_of_it_and_all_of_the_others(address, desk):
    database = Database(address)
    one, two = PostgresLog(database, b"one"), PostgresLog(database, b"two")
    run = [*desk.entries(70), *desk.entries(2, SEALED)]
    for log in (one, two):
        log.append(run)
    before = two.verify(desk.public_keys)
    assert database.remove_operation(b"one")
    assert not database.remove_operation(b"one")
    assert two.verify(desk.public_keys) == before
    tables = ("chains", "anchors", "batches", "subjects", "spaces", "operations")
    rows = [ask(address, f"SELECT count(*) FROM log_{name}")[0][0] for name in tables]
    assert rows == [2, 1, 72, 72, 2, 1]
    with pytest.raises(DamagedFile):
        one.append(run)
    again = PostgresLog(database, b"one")
    assert again.append(run) == 72
    database.close()


def test_each_space_of_an_operation_lies_in_a_partition_of_its_own(log, address, desk):
    log.append([*desk.entries(2), *desk.entries(1, SEALED), *desk.entries(1, AUTH)])
    leaves = ask(address, "SELECT relid::text FROM pg_partition_tree('log_batches') WHERE isleaf")
    counts = [ask(address, f"SELECT count(*) FROM {name}")[0][0] for (name,) in leaves]
    assert sorted(counts) == [1, 1, 2]


def test_who_reads_while_an_append_is_written_sees_nothing_of_it(log, other, desk, monkeypatch):
    log.append(desk.entries(1))
    seen = []
    write_subjects = log._copy_subjects

    def look_first(db, staged):
        write_subjects(db, staged)
        seen.extend([other.count(), len(list(other.read_since({}))), len(other.about(entity(1)))])

    monkeypatch.setattr(log, "_copy_subjects", look_first)
    log.append([desk.entry(about=1), desk.entry(SEALED, about=1)])
    assert seen == [1, 1, 0]
    assert (other.count(), len(other.about(entity(1)))) == (3, 2)


def test_a_writer_that_does_not_get_its_turn_says_busy_and_stores_nothing(address, log, desk):
    database = Database(address, wait_s=0.1)
    hasty = PostgresLog(database, OPERATION)
    log.append(desk.entries(1))
    run = desk.entries(2)
    (number,) = ask(address, "SELECT number FROM log_operations")[0]
    with psycopg.connect(address) as holder:
        holder.execute("SELECT pg_advisory_lock(%s, %s)", (LOCK_CLASS, number))
        with pytest.raises(LogBusy):
            hasty.append(run)
        assert hasty.count() == 1  # whoever reads does not wait
    assert hasty.append(run) == 2
    database.close()


def test_a_full_disk_stores_nothing_and_is_named(address, log, desk):
    log.append(desk.entries(1))
    run = desk.entries(2)
    ask(address, """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
        CREATE TRIGGER full_disk BEFORE UPDATE ON log_chains EXECUTE FUNCTION full_disk()
    """)  # fmt: skip
    with pytest.raises(LogFull):
        log.append(run)
    assert (log.count(), len(list(log.read_since({})))) == (1, 1)
    ask(address, "DROP TRIGGER full_disk ON log_chains")
    assert log.append(run) == 2


def test_a_database_that_may_not_be_written_is_named(address, log, desk):
    log.append(desk.entries(1))
    settings = "options='-c default_transaction_read_only=on "
    reader = PostgresLog(address.replace("options='", settings), OPERATION)
    assert reader.count() == 1
    with pytest.raises(LogUnwritable):
        reader.append(desk.entries(1))
    reader.close()


def test_a_server_that_is_not_there_is_busy(tmp_path):
    with pytest.raises(LogBusy):
        PostgresLog(f"host={tmp_path} user=postgres", OPERATION)


def test_a_connection_that_broke_is_opened_again(address, log, desk):
    log.append(desk.entries(1))
    ask(address, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()")  # fmt: skip
    assert log.append(desk.entries(1)) == 1


def test_what_a_newer_version_wrote_is_left_alone(address, log):
    ask(address, "INSERT INTO log_format VALUES (2)")
    with pytest.raises(NewerFormat):
        PostgresLog(address, OPERATION)
    ask(address, "TRUNCATE log_format")
    with pytest.raises(DamagedFile):
        PostgresLog(address, OPERATION)


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        ("UPDATE log_batches SET body = 'other' WHERE seq = 3", ["changed"]),
        ("UPDATE log_batches SET header = set_byte(header, 40, 255) WHERE seq = 3",
         ["changed", "missing", "subjects"]),
        ("UPDATE log_batches SET header = 'short' WHERE seq = 3",
         ["changed", "missing", "subjects"]),
        ("DELETE FROM log_batches WHERE seq = 3", ["missing", "subjects"]),
        ("DELETE FROM log_subjects WHERE seq = 3", ["subjects"]),
        ("UPDATE log_chains SET head = signature", ["head", "signature"]),
    ],
)  # fmt: skip
def test_verify_names_what_somebody_changed(address, log, desk, change, kinds):
    log.append(desk.entries(5))
    ask(address, change)
    report = log.verify(desk.public_keys)
    found = {damage.kind for damage in report.damages}
    assert found
    assert found <= set(kinds)
    assert not report.sound


@pytest.mark.parametrize("change", [
    "UPDATE log_batches SET body = 'other' WHERE seq = 3",
    "UPDATE log_batches SET header = 'short' WHERE seq = 3",
    "DELETE FROM log_batches WHERE seq = 3",
    "DROP TABLE log_batches",
])  # fmt: skip
def test_a_damaged_batch_is_never_handed_out(address, log, desk, change):
    log.append(desk.entries(5))
    ask(address, change)
    with pytest.raises(DamagedFile):
        list(log.read(desk.key.device_id, CENTRE))


def test_questions_about_chains_that_are_not_there_have_empty_answers(log, desk):
    device = desk.key.device_id
    assert log.append([]) == 0
    assert log.proof_before(device, CENTRE, 5) is None
    assert list(log.read(device, CENTRE)) == []
    assert not log.erase_body(device, CENTRE, 1)
    log.append(desk.entries(2))
    assert log.proof_before(device, CENTRE, 1) is None
    assert log.proof_before(device, CENTRE, 9).seq == 2
    assert log.proofs(device, SEALED) == ()


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.DiskFull(), LogFull), (errors.OutOfMemory(), LogFull),
        (errors.DeadlockDetected(), LogBusy), (errors.TooManyConnections(), LogBusy),
        (errors.AdminShutdown(), LogBusy), (errors.CannotConnectNow(), LogBusy),
        (psycopg.OperationalError("the connection is lost"), LogBusy),
        (errors.InsufficientPrivilege(), LogUnwritable), (errors.IoError(), LogUnwritable),
        (errors.DataCorrupted(), DamagedFile), (errors.UniqueViolation(), DamagedFile),
    ],
)  # fmt: skip
def test_errors_of_the_server_are_ours_and_quote_nothing(error, expected):
    with pytest.raises(expected) as caught, translated():
        raise error
    assert "lost" not in str(caught.value)
