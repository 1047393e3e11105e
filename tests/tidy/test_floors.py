"""The arithmetic of the coverage floors."""

import json
from pathlib import Path

from tests.tidy.floors import below, percentages


def summary(covered: int, statements: int, branches: int = 0, covered_branches: int = 0) -> dict:
    counts = {"covered_lines": covered, "num_statements": statements}
    return {"summary": counts | {"num_branches": branches, "covered_branches": covered_branches}}


def test_a_room_is_measured_over_all_its_files_and_branches(tmp_path: Path) -> None:
    files = {"a/x.py": summary(8, 10, 4, 2), "a/y.py": summary(0, 6), "b/z.py": summary(1, 1)}
    report = tmp_path / "coverage.json"
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    found = percentages(report, ["a", "b", "empty"])
    assert found == {"a": 50.0, "b": 100.0}
    assert below(found, {"a": 50.1, "b": 100, "empty": 90}) == ["a"]
