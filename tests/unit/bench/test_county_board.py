"""The measurement of the county's board does what it says, small; no duration is asserted."""

from pathlib import Path

from app.bootstrap import PROGRAMS
from app.cli.programs import BenchOrder, Figure


def test_the_board_is_more_work_than_its_statements_and_the_hub_meets_every_centre(
    tmp_path: Path,
) -> None:
    order = BenchOrder("county_board", 0.001, tmp_path / "bench")
    found: dict[str, Figure] = {}
    for one in PROGRAMS.bench(order, lambda _step: None):
        assert isinstance(one, Figure)
        found[one.name] = one
    board, hub = found["county_board"], found["hub_county"]
    assert board.value > board.floor > 0
    assert (board.notes["councils"], board.notes["days"]) == (61, 7)
    assert {"ms_of_1", "ms_of_10", "ms_of_30", "ms_of_61"} <= board.notes.keys()
    assert hub.notes["centres"] == 2
    assert hub.notes["ms_of_2"] == hub.value > 0
    assert hub.notes["bytes_each"] > 1_000
    assert not order.folder.exists()
