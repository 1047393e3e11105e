"""The measurements of syncing do what they say, small; no duration is asserted."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bench import syncing_first
from app.bench.syncing_morango import Morango, first_sync
from app.bootstrap import PROGRAMS
from app.cli.programs import BenchOrder, Figure, Skipped
from app.services.operation import Operation
from app.services.volunteers import ChangeVolunteer

SMALL = 0.001
PEOPLE, EDITS = 100, 50


@pytest.fixture
def without_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.bench.syncing_yrs.find_spec", lambda _name: None)
    monkeypatch.setattr("app.bench.syncing_morango.find_spec", lambda _name: None)
    monkeypatch.setattr("app.bench.postgres.find_spec", lambda _name: None)


def measured(name: str, folder: Path) -> dict[str, Figure | Skipped]:
    order = BenchOrder(name, SMALL, folder / name)
    return {one.name: one for one in PROGRAMS.bench(order, lambda _step: None)}


def figure(found: dict[str, Figure | Skipped], name: str) -> Figure:
    one = found[name]
    assert isinstance(one, Figure)
    return one


@pytest.mark.usefixtures("without_peers")
def test_a_first_sync_is_more_work_than_its_rows_and_fewer_bytes_than_its_aim(
    tmp_path: Path,
) -> None:
    found = measured("sync_first", tmp_path)
    for size in ("10k", "100k"):
        first, wire = figure(found, f"sync_first_{size}"), figure(found, f"sync_wire_{size}")
        assert first.notes["registrations"] == PEOPLE
        assert first.value > first.floor > 0
        assert first.value > first.notes["sender_s"] > 0
        assert 400 > wire.value > wire.floor > 0
        assert found[f"yrs_first_{size}"] == Skipped(f"yrs_first_{size}", "no_yrs")
    assert found["morango_first_10k"] == Skipped("morango_first_10k", "no_morango")


def test_a_first_sync_from_an_image_is_more_work_than_opening_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.bench.syncing_image.ROUNDS", 1)
    found = measured("sync_image", tmp_path)
    for size in ("10k", "100k"):
        first = figure(found, f"sync_image_{size}")
        wire = figure(found, f"sync_image_wire_{size}")
        assert first.notes["registrations"] == PEOPLE
        assert first.value > first.floor > 0
        assert wire.value > wire.floor > 0


STAND_IN = """
import json, sys
name, database, *more = sys.argv[1:]
if name == "make":
    open(database, "w").close()
if name == "serve":
    print(len(json.load(open(more[0], encoding="utf-8"))), flush=True)
    sys.stdin.readline()
    print(0.25, flush=True)
if name == "pull":
    print(json.dumps({
        "cpu_s": 0.5, "wall_s": 2, "bytes": 900, "people": int(more[0]), "again_wall_s": 1,
    }))
"""


def test_the_peer_in_two_processes_is_asked_for_both_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its program is a stand-in here; the real one where it is installed, below."""
    words = [sys.executable, "-c", STAND_IN]
    monkeypatch.setattr("app.bench.syncing_morango._words", lambda *more: [*words, *map(str, more)])
    took = first_sync({"a": {"name": "訓練"}, "b": {}, "c": {}}, tmp_path / "peer")
    assert took == Morango(people=3, cpu_s=0.75, wall_s=2, bytes=900, again_wall_s=1)


def test_a_peer_that_does_not_run_is_named_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = [sys.executable, "-c", "raise SystemExit(1)"]
    monkeypatch.setattr("app.bench.syncing_morango._words", lambda *_more: broken)
    monkeypatch.setattr("app.bench.syncing_morango.find_spec", lambda _name: "there")
    ground: Any = SimpleNamespace(folder=tmp_path)
    found = syncing_first._morango("10k", {"a": {}}, 1.0, ground)
    assert found == Skipped("morango_first_10k", "morango_failed")


def test_the_peer_in_two_processes_brings_everything(tmp_path: Path) -> None:
    pytest.importorskip("morango")
    took = first_sync({f"{one:032x}": {"name": "訓練"} for one in range(20)}, tmp_path / "peer")
    assert took.people == 20
    assert took.bytes > 0


@pytest.mark.usefixtures("without_peers")
def test_devices_that_meet_again_do_nothing_or_take_a_hundred_changes(tmp_path: Path) -> None:
    found = measured("sync_again", tmp_path)
    nothing, changes = figure(found, "sync_nothing"), figure(found, "sync_changes")
    assert nothing.value > nothing.floor > 0
    assert changes.value > changes.floor > 0
    assert changes.notes["changes"] == 100
    assert found["yrs_nothing"] == Skipped("yrs_nothing", "no_yrs")


@pytest.mark.usefixtures("without_peers")
def test_every_true_conflict_is_recorded_and_no_other_edit_is_lost(tmp_path: Path) -> None:
    found = measured("sync_edits", tmp_path)
    conflicts, kept = figure(found, "sync_conflicts"), figure(found, "sync_kept")
    assert conflicts.notes["edits_each"] == EDITS
    assert conflicts.value == conflicts.floor == EDITS // 10
    assert conflicts.notes["recorded_beyond"] == 0
    assert kept.value == kept.floor == 2 * (EDITS - EDITS // 10)
    assert conflicts.met is kept.met is True
    assert found["yrs_conflicts"] == Skipped("yrs_conflicts", "no_yrs")


def test_the_peer_does_the_same_work_where_it_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("pycrdt")
    peer = figure(measured("sync_edits", tmp_path), "yrs_conflicts")
    assert (peer.value, peer.floor) == (0, EDITS // 10)
    assert peer.notes["other_edits_kept"] == peer.notes["other_edits"] == 90
    first = figure(measured("sync_first", tmp_path), "yrs_first_10k")
    assert first.value > 0
    assert first.notes["wire_bytes"] > 400


@pytest.mark.usefixtures("without_peers")
def test_edits_that_do_not_arrive_are_counted_as_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Operation.submit
    left_out = iter(range(2 * EDITS))

    def forgetful(operation: Operation, command: Any, actor: Any) -> Any:
        """Writes something else than three of the edits say: a contested one, and two others."""
        if isinstance(command, ChangeVolunteer):
            number = next(left_out)
            field = next(iter(command.values))
            if number in (0, EDITS - 1, 2 * EDITS - 1):
                command = ChangeVolunteer(command.volunteer, {field: "another"})
        return real(operation, command, actor)

    monkeypatch.setattr(Operation, "submit", forgetful)
    found = measured("sync_edits", tmp_path)
    conflicts, kept = figure(found, "sync_conflicts"), figure(found, "sync_kept")
    assert (conflicts.value, conflicts.met) == (EDITS // 10 - 1, False)
    assert conflicts.notes["recorded_beyond"] == 1
    assert (kept.floor - kept.value, kept.met) == (2, False)


@pytest.mark.usefixtures("without_peers")
def test_a_hub_takes_the_same_from_every_centre(tmp_path: Path) -> None:
    found = measured("sync_hub", tmp_path)
    hub = figure(found, "hub_sqlite")
    assert hub.notes["centres"] == 2
    assert hub.notes["batches_each"] > PEOPLE
    assert hub.value > 0
    assert hub.floor > 0
    assert found["hub_postgres"] == Skipped("hub_postgres", "no_postgres")


def test_memory_of_a_first_sync_is_that_of_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = measured("sync_memory", tmp_path)
    memory = figure(found, "sync_memory")
    assert memory.value >= memory.notes["afterwards"] > memory.notes["empty_process"] > 0
    monkeypatch.setattr("app.bench.syncing_memory.STATUS", tmp_path / "nothing")
    assert measured("sync_memory", tmp_path) == {"sync_memory": Skipped("sync_memory", "no_proc")}
