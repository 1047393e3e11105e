"""Every log keeps the contract: one suite over all implementations."""

import threading

import pytest

from sync.core.batch import GENESIS_HEAD, Batch, header_bytes, next_head
from sync.core.errors import BadInput, BrokenChain, Fork, NewerFormat
from sync.engine.removing import drop_removed
from sync.log.contract import ANCHOR_EVERY, BatchLog
from sync.log.memory import MemoryLog
from sync.log.postgres import PostgresLog
from sync.log.sqlite import SqliteLog
from tests.support.chains import AUTH, CENTRE, SEALED, Desk, entity
from tests.support.postgres import Server


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def log(request, tmp_path):
    made: BatchLog
    if request.param == "memory":
        made = MemoryLog()
    elif request.param == "sqlite":
        made = SqliteLog.create(tmp_path / "log.sqlite")
    else:
        server: Server = request.getfixturevalue("postgres")
        made = PostgresLog(server.schema(), b"operation-of-tests")
    yield made
    made.close()


@pytest.fixture
def desk() -> Desk:
    return Desk(seed=1)


def stored(log: BatchLog) -> list[Batch]:
    return list(log.read_since({}))


def test_a_new_log_is_empty(log, desk):
    assert log.vector() == {}
    assert log.count() == 0
    assert stored(log) == []
    assert log.tip(desk.key.device_id, CENTRE) is None
    assert log.get(desk.key.device_id, CENTRE, 1) is None
    assert log.about(entity(1)) == []
    assert log.proofs(desk.key.device_id, CENTRE) == ()
    assert log.verify({}).sound


def test_what_was_appended_is_read_back_to_the_byte(log, desk):
    entries = desk.entries(5)
    assert log.append(entries) == 5
    assert stored(log) == [Batch(entry.header, entry.body) for entry in entries]
    assert log.get(desk.key.device_id, CENTRE, 3) == Batch(*entries[2][:2])


def test_the_tip_is_the_last_head_with_its_signature(log, desk):
    entries = desk.entries(3)
    log.append(entries)
    assert log.tip(desk.key.device_id, CENTRE) == (3, entries[2].head, entries[2].signature)


def test_tips_are_the_ends_of_the_chains_of_one_space(log, desk):
    other = Desk(seed=2)
    log.append([*desk.entries(3), *other.entries(2), *desk.entries(1, SEALED)])
    mine, theirs = desk.key.device_id, other.key.device_id
    assert log.tips(CENTRE) == {mine: log.tip(mine, CENTRE), theirs: log.tip(theirs, CENTRE)}
    assert [tip.seq for tip in log.tips(CENTRE).values()] == [3, 2]
    assert log.tips(AUTH) == {}


def test_one_append_may_hold_several_chains(log, desk):
    other = Desk(seed=2)
    entries = [desk.entry(CENTRE), desk.entry(SEALED), other.entry(CENTRE), desk.entry(CENTRE)]
    assert log.append(entries) == 4
    assert log.vector() == {
        (desk.key.device_id, CENTRE): 2,
        (desk.key.device_id, SEALED): 1,
        (other.key.device_id, CENTRE): 1,
    }
    assert log.count() == 4


def test_read_gives_a_part_of_one_chain_in_order(log, desk):
    entries = desk.entries(6)
    log.append([*entries, desk.entry(AUTH)])
    part = log.read(desk.key.device_id, CENTRE, 2, 4)
    assert [batch.header.seq for batch in part] == [2, 3, 4]
    assert [b.header.seq for b in log.read(desk.key.device_id, CENTRE, 5)] == [5, 6]
    assert [b.header.seq for b in log.read(desk.key.device_id, CENTRE, 0, 99)] == [1, 2, 3, 4, 5, 6]
    assert list(log.read(desk.key.device_id, CENTRE, 7)) == []


def test_read_since_gives_what_the_vector_does_not_have(log, desk):
    other = Desk(seed=2)
    log.append([*desk.entries(4), *other.entries(2)])
    seen = {(desk.key.device_id, CENTRE): 3}
    got = [(b.header.device, b.header.seq) for b in log.read_since(seen)]
    assert got == [(desk.key.device_id, 4), (other.key.device_id, 1), (other.key.device_id, 2)]
    assert list(log.read_since(log.vector())) == []
    assert list(log.read_since({(desk.key.device_id, CENTRE): 99} | {
        (other.key.device_id, CENTRE): 2})) == []  # fmt: skip


def test_many_batches_come_in_order_across_blocks(log, desk):
    entries = desk.run(2_100)
    log.append(entries)
    assert [batch.header.seq for batch in log.read_since({})] == list(range(1, 2_101))


def test_an_exact_repeat_changes_nothing(log, desk):
    entries = desk.entries(4)
    log.append(entries[:3])
    assert log.append(entries[1:]) == 1
    assert log.append(entries) == 0
    assert log.count() == 4


def test_a_repeat_within_one_append_changes_nothing(log, desk):
    first, second = desk.entries(2)
    assert log.append([first, second, first, second]) == 2


def test_another_batch_with_the_same_number_is_a_fork(log, desk):
    log.append(desk.entries(2))
    clone = Desk(seed=1)
    clone.hlc += 5_000
    with pytest.raises(Fork):
        log.append([clone.entry()])
    with pytest.raises(Fork):
        log.append([desk.entry(), desk.entry(), clone_of_third()])
    assert log.count() == 2


def clone_of_third():
    clone = Desk(seed=1)
    clone.entries(2)
    clone.hlc += 5_000
    return clone.entry()


def test_a_hole_is_refused(log, desk):
    first, second, third = desk.entries(3)
    with pytest.raises(BrokenChain):
        log.append([second])
    log.append([first])
    with pytest.raises(BrokenChain):
        log.append([third])
    assert log.count() == 1
    log.append([second, third])
    assert log.count() == 3


def test_a_wrong_head_is_refused(log, desk):
    entry = desk.entry()
    with pytest.raises(BrokenChain):
        log.append([entry._replace(head=bytes(32))])
    assert log.count() == 0


def test_a_body_that_is_not_the_headers_is_refused(log, desk):
    entry = desk.entry()
    with pytest.raises(BrokenChain):
        log.append([entry._replace(body=entry.body + b"!")])


def test_a_run_without_a_signature_at_its_end_is_refused(log, desk):
    entries = desk.run(3)
    with pytest.raises(BrokenChain):
        log.append(entries[:2])
    assert log.append(entries) == 3


def test_a_signature_of_another_length_is_refused(log, desk):
    with pytest.raises(BadInput):
        log.append([desk.entry()._replace(signature=b"short")])


def test_a_batch_of_a_newer_format_is_refused(log, desk):
    entry = desk.entry()
    newer = entry._replace(header=entry.header._replace(version=2))
    with pytest.raises(NewerFormat):
        log.append([newer])


def test_a_refused_append_leaves_no_trace_of_its_good_part(log, desk):
    other = Desk(seed=2)
    good, bad = other.entries(2), desk.entry()._replace(head=bytes(32))
    with pytest.raises(BrokenChain):
        log.append([*good, bad])
    assert log.vector() == {}
    assert log.about(entity(1_000)) == []
    assert log.append(good) == 2


def test_about_finds_every_batch_that_names_a_subject(log, desk):
    other = Desk(seed=2)
    log.append([desk.entry(about=1), desk.entry(about=2), other.entry(about=1)])
    log.append([desk.entry(SEALED, about=1)])
    assert sorted(log.about(entity(1)), key=str) == sorted(
        [
            (desk.key.device_id, CENTRE, 1),
            (other.key.device_id, CENTRE, 1),
            (desk.key.device_id, SEALED, 1),
        ],
        key=str,
    )


def test_an_erased_body_is_gone_and_the_chain_still_verifies(log, desk):
    entries = desk.entries(3)
    log.append(entries)
    assert log.erase_body(desk.key.device_id, CENTRE, 2)
    assert log.get(desk.key.device_id, CENTRE, 2) == Batch(entries[1].header, None)
    report = log.verify(desk.public_keys)
    assert (report.sound, report.batches, report.erased) == (True, 3, 1)
    assert not log.erase_body(desk.key.device_id, CENTRE, 2)
    assert not log.erase_body(desk.key.device_id, CENTRE, 4)


def test_an_erased_body_does_not_come_back(log, desk):
    entries = desk.entries(2)
    log.append(entries)
    log.erase_body(desk.key.device_id, CENTRE, 1)
    assert log.append(entries) == 0
    assert log.get(desk.key.device_id, CENTRE, 1).body is None


def test_a_batch_may_arrive_without_its_body(log, desk):
    first, second = desk.entries(2)
    log.append([first._replace(body=None), second])
    assert log.get(desk.key.device_id, CENTRE, 1) == Batch(first.header, None)
    assert log.verify(desk.public_keys).sound
    assert log.append([first, second]) == 0


def test_signatures_are_kept_at_anchors_and_at_the_end(log, desk):
    entries = desk.entries(2 * ANCHOR_EVERY + 10)
    for entry in entries[:70]:
        log.append([entry])
    log.append(entries[70:])
    proofs = log.proofs(desk.key.device_id, CENTRE)
    assert [proof.seq for proof in proofs] == [64, 128, 138]
    assert all(proof.signature == entries[proof.seq - 1].signature for proof in proofs)


def test_ends_of_received_runs_become_anchors(log, desk):
    for _ in range(3):
        log.append(desk.run(100))
    assert [proof.seq for proof in log.proofs(desk.key.device_id, CENTRE)] == [100, 200, 300]


def test_verify_finds_a_chain_that_another_key_signed(log, desk):
    log.append(desk.entries(3))
    report = log.verify({desk.key.device_id: Desk(seed=2).key.public_key})
    assert [(damage.kind, damage.seq) for damage in report.damages] == [("signature", 3)]


def test_verify_names_devices_whose_key_it_does_not_have(log, desk):
    log.append(desk.entries(3))
    report = log.verify({})
    assert [damage.kind for damage in report.damages] == ["unknown_device"]
    assert not report.sound


def test_heads_follow_from_headers_alone(log, desk):
    entries = desk.entries(4)
    log.append(entries)
    head = GENESIS_HEAD
    for batch in log.read(desk.key.device_id, CENTRE):
        head = next_head(head, header_bytes(batch.header))
    assert head == log.tip(desk.key.device_id, CENTRE).head


def test_two_threads_append_and_a_third_reads(log):
    desks = [Desk(seed=number) for number in (1, 2)]
    work = [desk.entries(60) for desk in desks]
    failures: list[BaseException] = []

    def write(entries):
        try:
            for entry in entries:
                log.append([entry])
                list(log.read_since({}))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(entries,)) for entries in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(log.vector().values()) == [60, 60]
    assert log.verify(desks[0].public_keys | desks[1].public_keys).sound


def test_bodies_that_auth_names_go_and_the_others_stay(log, desk):
    """What `sync.engine.removing` asks of a log, whichever it is."""
    log.append(desk.entries(4))
    log.append(desk.entries(1, SEALED))
    removed = {desk.key.device_id: ((2, 3), (9, 2**63 - 1)), Desk(seed=2).key.device_id: ((1, 1),)}
    assert drop_removed(log, CENTRE, removed) == 2
    bodies = [log.get(desk.key.device_id, CENTRE, seq).body is None for seq in (1, 2, 3, 4)]
    assert bodies == [False, True, True, False]
    assert log.get(desk.key.device_id, SEALED, 1).body is not None
    assert drop_removed(log, CENTRE, removed) == 0
    assert log.verify(desk.public_keys).sound


def test_a_body_that_never_came_is_found_and_filled_in(log, desk):
    first, second, third = desk.entries(3)
    log.append([first._replace(body=None), second, third])
    log.append(desk.entries(1, SEALED))
    assert log.bodiless(CENTRE) == [first.header]
    assert log.bodiless(SEALED) == log.bodiless(AUTH) == []
    assert log.fill_body(Batch(first.header, first.body))
    assert log.get(desk.key.device_id, CENTRE, 1) == Batch(first.header, first.body)
    assert log.bodiless(CENTRE) == []
    assert log.verify(desk.public_keys).sound
    assert log.erase_body(desk.key.device_id, CENTRE, 1)
    assert log.bodiless(CENTRE) == [first.header]


def test_only_the_body_that_is_lacking_is_filled_in(log, desk):
    first, second = desk.entries(2)
    other = Desk(seed=2).entries(1)[0]
    log.append([first._replace(body=None), second])
    wrong = [
        Batch(first.header, second.body), Batch(first.header, None), Batch(*second[:2]),
        Batch(*other[:2]), Batch(first.header._replace(hlc=first.header.hlc + 1), first.body),
        Batch(first.header._replace(body_hash=second.header.body_hash), second.body),
    ]  # fmt: skip
    assert [log.fill_body(one) for one in wrong] == [False] * len(wrong)
    assert log.bodiless(CENTRE) == [first.header]
    assert log.get(desk.key.device_id, CENTRE, 2) == Batch(*second[:2])
