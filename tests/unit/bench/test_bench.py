"""`tasuki bench` measures what it says, beside floors that are there; no duration is asserted."""

import json
from pathlib import Path

import pytest

from app.bench.rounds import alternate, median, percentile
from app.bench.run import MEASUREMENTS
from app.bootstrap import PROGRAMS
from app.cli.cmd_bench import NAMES
from app.cli.main import main
from app.cli.programs import Aim, BenchOrder, Figure, Skipped

SMALL = 0.003
FIGURES = {
    "open_checkpoint", "open_replay", "search", "checkin", "disk_log", "disk_checkpoint",
}  # fmt: skip


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    folder = tmp_path_factory.mktemp("bench")
    found: dict[str, Figure] = {}
    for name in ("open", "search", "checkin", "disk"):
        order = BenchOrder(name, SMALL, folder / name)
        for one in PROGRAMS.bench(order, lambda _step: None):
            assert isinstance(one, Figure)
            found[one.name] = one
        assert not order.folder.exists()
    return found


def test_every_measurement_can_be_asked_for_by_name() -> None:
    assert set(NAMES) == set(MEASUREMENTS)


def test_each_figure_is_more_work_than_its_floor(figures: dict[str, Figure]) -> None:
    assert figures.keys() == FIGURES
    for figure in figures.values():
        assert figure.value > 0
        assert figure.floor > 0
        # Batches a second: more is better, so the floor is the larger number.
        assert (figure.value < figure.floor) is (figure.unit == "per_s")


def test_the_sizes_are_those_of_the_order(figures: dict[str, Figure]) -> None:
    assert figures["open_replay"].notes["batches"] == pytest.approx(3_000, rel=0.01)
    assert 300 < figures["disk_log"].notes["packed_bytes"] < 600
    assert figures["disk_log"].floor < figures["disk_log"].notes["packed_bytes"]
    assert figures["checkin"].notes["bytes"] > 100


def test_an_unknown_name_measures_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        list(PROGRAMS.bench(BenchOrder("speed", SMALL, tmp_path / "b"), lambda _step: None))
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize(
    ("aim", "met"),
    [
        (None, None),
        (Aim("ratio", 4), True),
        (Aim("ratio", 1.9), False),
        (Aim("value", 5), False),
        (Aim("value", 10), True),
        (Aim("value", 5, most=False), True),
        (Aim("value", 11, most=False), False),
    ],
)
def test_an_aim_is_about_the_number_or_about_its_ratio(aim: Aim | None, met: bool | None) -> None:
    assert Figure("checkin", 10, 5, "ms", aim).met is met


def test_work_and_floor_take_turns_and_each_goes_first() -> None:
    done: list[str] = []

    def note(what: str) -> float:
        done.append(what)
        return 0.0

    measured, beside = alternate(3, lambda n: note(f"work {n}"), lambda n: note(f"floor {n}"))
    assert done == ["work 0", "floor 0", "floor 1", "work 1", "work 2", "floor 2"]
    assert len(measured) == len(beside) == 3


def test_the_middle_and_the_slow_end() -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert median(values) == 51
    assert percentile(values, 95) == 96
    assert percentile([7.0], 95) == 7
    with pytest.raises(ValueError, match="nothing"):
        median([])


def test_the_command_prints_a_table_and_keeps_it_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(PROGRAMS, ["bench", "--only", "disk", "--scale", str(SMALL)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["項目", "実測", "下限", "比", "目標", "達成"]
    assert lines[1].startswith("登録 1 件（記録）")
    kept = json.loads((tmp_path / "build/bench.json").read_text("utf-8"))
    assert [one["name"] for one in kept["figures"]] == ["disk_log", "disk_checkpoint"]
    assert kept["figures"][0]["aim"] == {"of": "value", "at_most": 300}
    assert kept["machine"]["cores"] >= 1


def test_json_alone_for_programs_and_what_was_skipped_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.bench.tap.find_spec", lambda _name: None)
    assert main(PROGRAMS, ["bench", "--only", "tap", "--json", "--scale", str(SMALL)]) == 0
    assert json.loads(capsys.readouterr().out)["skipped"] == {"tap": "no_playwright"}


def test_a_skipped_measurement_says_why_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.bench.memory.STATUS", tmp_path / "nothing")
    found = list(PROGRAMS.bench(BenchOrder("memory", SMALL, tmp_path / "b"), lambda _step: None))
    assert found == [Skipped("memory", "no_proc")]
    assert main(PROGRAMS, ["bench", "--only", "memory", "--scale", str(SMALL)]) == 0
    assert "メモリの量を読めません" in capsys.readouterr().out
