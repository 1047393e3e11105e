"""Reports: 継続 or 完了 is the need's new state; what was told in words is sealed; injuries."""

from typing import Any

import pytest

from app.services.command import Refused
from app.services.dispatch import ReturnTeam, SendOut
from app.services.reports import (
    AddToReport,
    RecordInjury,
    Report,
    ReportTeam,
    ReturnAndReport,
    Words,
)
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.ground import ALL_CHECKED, Ground, planted_id
from tests.unit.services.test_dispatch import need_status, team_row


def sent(ground: Ground, **need_values: Any) -> tuple[EntityId, EntityId]:
    """A team that is out at a need."""
    need = ground.need(**need_values)
    team = ground.team(need=need, **ALL_CHECKED)
    ground.plant()
    ground.centre.do(SendOut(team))
    return team, need


@pytest.mark.parametrize(
    ("progress", "watch", "status"),
    [
        ("continuing", None, "continuing"),
        ("stopped", None, "continuing"),
        ("completed", None, "completed"),
        ("completed", True, "followup_watch"),
    ],
)
def test_the_report_is_the_needs_new_state(
    centre: Centre, ground: Ground, progress: str, watch: bool | None, status: str
) -> None:
    team, need = sent(ground)
    centre.do(ReturnTeam(team, 2, hurt=False))
    assert need_status(centre, need) == "reported"
    centre.do(ReportTeam(team, Report(progress=progress, watch=watch)))
    assert need_status(centre, need) == status
    on = "2026-08-11" if progress == "completed" else None
    assert centre.rows("SELECT completed_on FROM live_need WHERE id = ?", need) == [(on,)]


def test_what_continues_says_what_is_wanted_next(centre: Centre, ground: Ground) -> None:
    team, need = sent(ground, people=8, tools=("shovel_square",))
    report = Report(
        progress="continuing", next_on="2026-08-13", next_people=4, next_tools=("wheelbarrow",)
    )
    done = centre.do(ReturnAndReport(team, 2, False, report))
    columns = "people, next_on, tools"
    row = centre.rows(f"SELECT {columns} FROM live_need WHERE id = ?", need)
    assert row == [(4, "2026-08-13", '["wheelbarrow"]')]
    centre.undo(done)
    row = centre.rows(f"SELECT {columns} FROM live_need WHERE id = ?", need)
    assert row == [(8, None, '["shovel_square"]')]
    assert team_row(centre, team, "state") == ("out",)
    assert centre.rows("SELECT count(*) FROM live_report") == [(0,)]


def test_blank_leaves_what_the_need_says(centre: Centre, ground: Ground) -> None:
    team, need = sent(ground, people=8, tools=("shovel_square",), watch=True)
    centre.do(ReturnAndReport(team, 2, False, Report(progress="continuing")))
    row = centre.rows("SELECT people, tools, watch FROM live_need WHERE id = ?", need)
    assert row == [(8, '["shovel_square"]', 1)]


def test_numbers_are_the_centres_and_words_are_sealed(centre: Centre, ground: Ground) -> None:
    team, need = sent(ground)
    report = Report(
        progress="completed", reporter="訓練 班長", injured=0, near_misses=1, sandbags=20,
        tools_ok=True, words=Words(text="土のう20袋", near_miss="釘を踏みかけた", remaining="  "),
    )  # fmt: skip
    centre.do(ReturnAndReport(team, 2, False, report))
    (row,) = centre.rows(
        "SELECT need, day, reporter, heads, injured, near_misses, sandbags, tools_ok, watch, "
        "next_people FROM live_report"
    )
    assert row == (need, "2026-08-11", "訓練 班長", 2, 0, 1, 20, 1, None, None)
    (words,) = centre.rows("SELECT text, near_miss, remaining FROM live_report_private")
    assert words == ("土のう20袋", "釘を踏みかけた", None)


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (Report(), "progress"),
        (Report(progress="done"), "progress"),
        (Report(progress="continuing", next_on="2026-08-10"), "next_on"),
        (Report(progress="continuing", next_on="あした"), "next_on"),
        (Report(progress="continuing", sandbags=-1), "sandbags"),
        (Report(progress="continuing", next_people=10_000), "next_people"),
    ],
)
def test_a_bad_report_changes_nothing(
    centre: Centre, ground: Ground, report: Report, field: str
) -> None:
    team, need = sent(ground)
    before = centre.operation.log.count()
    assert centre.refuse(ReturnAndReport(team, 2, False, report)).field == field
    assert centre.operation.log.count() == before
    assert need_status(centre, need) == "in_progress"


def test_a_team_reports_once(centre: Centre, ground: Ground) -> None:
    team, _ = sent(ground)
    report = Report(progress="completed")
    assert centre.refuse(ReportTeam(team, report)).code == "team_is_out"
    centre.do(ReturnAndReport(team, 2, False, report))
    assert centre.refuse(ReportTeam(team, report)).code == "reported_already"


def test_centre_work_is_reported_without_a_need(centre: Centre, ground: Ground) -> None:
    team = ground.team(kind="centre", **ALL_CHECKED)
    ground.plant()
    centre.do(SendOut(team))
    centre.do(ReturnAndReport(team, 2, False, Report(words=Words(text="道具洗い"))))
    assert centre.rows("SELECT need, progress FROM live_report") == [(None, None)]


def test_what_comes_to_light_later_is_added(centre: Centre, ground: Ground) -> None:
    team, _ = sent(ground)
    assert centre.refuse(AddToReport(team, Words(near_miss="x"))).code == "not_reported_yet"
    centre.do(ReturnAndReport(team, 2, False, Report(progress="completed")))
    centre.do(AddToReport(team, Words(near_miss="脚立が傾いた"), near_misses=1))
    centre.do(AddToReport(team, Words(breakage="一輪車のタイヤ")))
    (words,) = centre.rows("SELECT near_miss, breakage FROM live_report_private")
    assert words == ("脚立が傾いた", "一輪車のタイヤ")
    assert centre.rows("SELECT near_misses FROM live_report") == [(1,)]


def test_an_injury_marks_the_team_and_is_sealed(centre: Centre, ground: Ground) -> None:
    team, _ = sent(ground)
    centre.do(ReturnTeam(team, 2, hurt=False))
    assert centre.refuse(RecordInjury(team, "")) == Refused("injury_kind_missing", field="kind")
    done = centre.do(
        RecordInjury(team, "heat", "ambulance", planted_id(1, 1), course="水が飲めない")
    )
    assert [notice.code for notice in done.notices] == ["ambulance_called"]
    assert team_row(centre, team, "hurt") == (1,)
    (row,) = centre.rows("SELECT kind, treatment, volunteer, day FROM live_injury")
    assert row == ("heat", "ambulance", planted_id(1, 1), "2026-08-11")
    centre.undo(done)
    assert team_row(centre, team, "hurt") == (0,)


def test_staff_fall_too(centre: Centre) -> None:
    centre.do(RecordInjury(None, "heat", "first_aid", name="訓練 職員"))
    assert centre.rows("SELECT team, name FROM live_injury") == [(None, "訓練 職員")]
