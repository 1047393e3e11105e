"""What others claim is proven, run by run, before any log sees it."""

import pytest

from sync.core.batch import Batch, hash_body
from sync.core.errors import BadSignature, BrokenChain, Fork
from sync.engine.intake import entries_of
from sync.log.contract import SealedEntry
from sync.log.memory import MemoryLog
from sync.log.sqlite import SqliteLog
from sync.protocol.runs import Run
from tests.support.chains import CENTRE, SEALED, Desk


@pytest.fixture(params=["memory", "sqlite"])
def log(request, tmp_path):
    made = MemoryLog() if request.param == "memory" else SqliteLog.create(tmp_path / "log.sqlite")
    yield made
    made.close()


@pytest.fixture
def desk():
    return Desk(seed=1)


def run_of(desk: Desk, entries: list[SealedEntry]) -> Run:
    signatures = tuple((one.header.seq, one.signature) for one in entries if one.signature)
    batches = tuple(Batch(entry.header, entry.body) for entry in entries)
    return Run(desk.key.public_key, desk.key.device_id, CENTRE, batches, signatures)


def swapped(run: Run, place: int, batch: Batch) -> Run:
    return run._replace(batches=(*run.batches[:place], batch, *run.batches[place + 1 :]))


def test_a_sound_run_gives_what_a_log_takes(log, desk):
    made = desk.run(3)
    assert entries_of(run_of(desk, made), log) == made
    assert log.append(entries_of(run_of(desk, made), log)) == 3


def test_what_is_here_is_left_out(log, desk):
    made = desk.entries(5)
    log.append(made[:3])
    assert entries_of(run_of(desk, made), log) == made[3:]
    assert entries_of(run_of(desk, made[3:]), log) == made[3:]
    assert entries_of(run_of(desk, made[:2]), log) == []


def test_a_run_behind_a_hole_waits(log, desk):
    made = desk.entries(4)
    log.append(made[:2])
    with pytest.raises(BrokenChain):
        entries_of(run_of(desk, made[3:]), log)


def test_another_batch_under_a_known_number_is_a_fork(log, desk):
    log.append(desk.entries(2))
    twin = Desk(seed=1)
    twin.hlc += 99
    with pytest.raises(Fork):
        entries_of(run_of(desk, twin.entries(3)), log)


def test_another_branch_from_the_end_here_on_proves_nothing(log, desk):
    """It names the right number, but its signatures are those of other heads."""
    log.append(desk.entries(2))
    twin = Desk(seed=1)
    twin.hlc += 99
    with pytest.raises(BadSignature):
        entries_of(run_of(desk, twin.entries(4)[2:]), log)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_header_or_body_breaks_the_proof(log, desk, place):
    run = run_of(desk, desk.run(3))
    header, body = run.batches[place]
    for changed in (
        header._replace(hlc=header.hlc + 1),
        header._replace(actor=None),
        header._replace(epoch=2),
        header._replace(space=SEALED),
        header._replace(body_hash=hash_body(b"another")),
    ):
        with pytest.raises(BadSignature):
            entries_of(swapped(run, place, Batch(changed, body)), log)


def test_a_signature_in_the_middle_counts_too(log, desk):
    made = desk.entries(3)
    run = run_of(desk, made)
    wrong = (*run.signatures[:1], (2, run.signatures[0][1]), *run.signatures[2:])
    with pytest.raises(BadSignature):
        entries_of(run._replace(signatures=wrong), log)


def test_nobody_signs_for_another_device(log, desk):
    run = run_of(desk, desk.run(2))
    with pytest.raises(BadSignature):
        entries_of(run._replace(public_key=Desk(seed=2).key.public_key), log)
