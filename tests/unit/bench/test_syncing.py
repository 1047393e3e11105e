"""The measurements of syncing do what they say, small; no duration is asserted."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bench import syncing_edits, syncing_first
from app.bench.syncing_morango import Shown
from app.bootstrap import PROGRAMS
from app.cli.programs import BenchOrder, Figure, Skipped
from app.services.operation import Operation
from app.services.volunteers import ChangeVolunteer
from sync.core.ids import EntityId

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
import json, pathlib, sys
name, database = sys.argv[1:]
rows, spent = pathlib.Path(database).with_name("rows"), 0
if name == "make":
    pathlib.Path(database).touch()
    sys.exit()
for line in sys.stdin:
    word, *given = json.loads(line)
    if word == "write":
        rows.write_text(json.dumps(given[0]))
    spent += 0.25 if word == "spent" else 0
    said = {"port": 900, "spent": spent, "meet": given and given[0]}.get(word)
    if word == "shown":
        said = {key: [values, []] for key, values in json.loads(rows.read_text()).items()}
    print(json.dumps(said), flush=True)
"""
BROKEN = "raise SystemExit(1)"
BROKEN_LATER = "import sys; open(sys.argv[2], 'w').close(); sys.exit(sys.argv[1] == 'open')"


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a program in the place of the peer's, and the peer seems to be installed."""

    def put(program: str) -> None:
        words = [sys.executable, "-c", program]
        monkeypatch.setattr("app.bench.syncing_morango._words", lambda *more: [*words, *more])
        monkeypatch.setattr("app.bench.syncing_morango.find_spec", lambda _name: "there")

    return put


def test_the_peer_in_two_processes_is_asked_for_both_ends(
    tmp_path: Path, peer: Callable[[str], None]
) -> None:
    """Its program is a stand-in here; the real one where it is installed, below."""
    peer(STAND_IN)
    ground: Any = SimpleNamespace(folder=tmp_path)
    (found,) = syncing_first._morango("10k", {"a": {"name": "訓練"}, "b": {}, "c": {}}, 1.0, ground)
    assert isinstance(found, Figure)
    assert found.value == 2 * 0.25
    assert found.notes["wire_bytes"] == 900 / 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("program", [BROKEN, BROKEN_LATER])
def test_a_peer_that_does_not_run_is_named_and_left_out(
    tmp_path: Path, peer: Callable[[str], None], program: str
) -> None:
    peer(program)
    ground: Any = SimpleNamespace(folder=tmp_path)
    found = syncing_first._morango("10k", {"a": {}}, 1.0, ground)
    assert found == [Skipped("morango_first_10k", "morango_failed")]


def test_what_the_peer_keeps_aside_is_counted_and_what_it_lost_is_not() -> None:
    people = [EntityId(bytes([number]) * 16) for number in range(20)]
    edits = syncing_edits._Edits.of(people)
    mine, theirs = (
        [{field: value} for (_, field), value in written.items()]
        for written in (edits.mine, edits.theirs)
    )
    host, other = (
        {person.hex(): Shown(theirs[place], (mine[place],)) for place, person in enumerate(people)}
        for _ in range(2)
    )
    whole = syncing_edits._found([host, other], edits, 1.0)
    assert (whole.value, whole.floor) == (2, 2)
    assert (whole.notes["other_edits_kept"], whole.notes["other_edits_aside"]) == (18, 18)
    assert whole.notes["recorded_beyond"] == 18

    for place in (0, 5):  # a contested field, and another one: not aside at one of the ends
        host[people[place].hex()] = Shown(theirs[place], ())
    other[people[6].hex()] = Shown({}, (mine[6],))  # and one that is shown at the other end alone
    less = syncing_edits._found([host, other], edits, 1.0)
    assert less.value == 1
    assert (less.notes["other_edits_kept"], less.notes["other_edits_aside"]) == (17, 17)
    assert less.notes["recorded_beyond"] == 19


def test_morango_does_the_same_work_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("morango")
    monkeypatch.setattr("app.bench.syncing_again.MORANGO_MEETINGS", 1)
    monkeypatch.setattr("app.bench.syncing_again.CHANGE_ROUNDS", 1)
    assert figure(measured("sync_first", tmp_path), "morango_first_10k").notes["wire_bytes"] > 0
    again = measured("sync_again", tmp_path)
    assert figure(again, "morango_nothing").value > 0
    assert figure(again, "morango_changes").notes["changes"] == 100
    conflicts = figure(measured("sync_edits", tmp_path), "morango_conflicts")
    # It merges whole records: all of them are conflicts, and it shows those of one end.
    assert conflicts.value == conflicts.floor == EDITS // 10
    assert conflicts.notes["recorded_beyond"] == EDITS - EDITS // 10
    assert conflicts.notes["other_edits"] == 2 * (EDITS - EDITS // 10)
    assert conflicts.notes["other_edits_kept"] == EDITS - EDITS // 10
    assert conflicts.notes["other_edits_aside"] == EDITS - EDITS // 10


@pytest.mark.usefixtures("without_peers")
def test_devices_that_meet_again_do_nothing_or_take_a_hundred_changes(tmp_path: Path) -> None:
    found = measured("sync_again", tmp_path)
    nothing, changes = figure(found, "sync_nothing"), figure(found, "sync_changes")
    assert nothing.value > nothing.floor > 0
    assert changes.value > changes.floor > 0
    assert changes.notes["changes"] == 100
    assert found["yrs_nothing"] == Skipped("yrs_nothing", "no_yrs")
    for name in ("morango_nothing", "morango_changes"):
        assert found[name] == Skipped(name, "no_morango")


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
    assert found["morango_conflicts"] == Skipped("morango_conflicts", "no_morango")


def test_yrs_does_the_same_work_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pycrdt")
    monkeypatch.setattr("app.bench.syncing_morango.find_spec", lambda _name: None)
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
