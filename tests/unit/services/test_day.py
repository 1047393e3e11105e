"""The seal of a day: when it is green, who closes over what, what is on record, and back again."""

import json
from datetime import timedelta

import pytest

from app.domain.figures import Figures
from app.services.command import Actor, Override
from app.services.day import CloseDay, NoteDay, ReopenDay, checks_on, figures_on
from app.services.prints import CollectPaper, RecordPrint
from app.store.queries.day import day_seal, day_seals, day_trend
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.outputs.samples import DAY
from tests.support.busy_day import ISO, BusyDay, at
from tests.support.centres import Centre
from tests.support.planting import plant

CHIEF = Actor(EntityId(b"c" * 16), "訓練 所長", "chief")
LEADER = Actor(EntityId(b"l" * 16), "訓練 班長", "leader")
MEMBER = Actor(EntityId(b"m" * 16), "訓練 班員", "member")


def missing(centre: Centre) -> dict[str, list[str]]:
    checks = centre.operation.read(lambda db: checks_on(db, DAY))
    return {check.code: [point.code for point in check.open_points] for check in checks}


def settle(centre: Centre, busy: BusyDay) -> None:
    """Everybody and everything back, every need with its state."""
    plant(centre, "team", busy.teams["out"], state="back", heads_back=5, returned_at=at(9, 40))
    plant(centre, "team", busy.teams["short"], heads_back=4)
    for need in ("out", "reported"):
        plant(centre, "need", busy.needs[need], status="continuing", status_at=at(9, 41))
    plant(centre, "need", busy.needs["crisis"], crisis_told_to="所長", crisis_told_at=at(9, 41))
    plant(
        centre, "stock_move", equipment=busy.tools["shovel"], to_place=busy.tools["place"],
        quantity=5, reason="return", team=busy.teams["out"], at=at(9, 41),
    )  # fmt: skip


def test_the_figures_count_people_and_needs_once(centre: Centre, busy: BusyDay) -> None:
    found = centre.operation.read(lambda db: figures_on(db, DAY))
    assert found == Figures(
        participants=12, new_needs=5, activities=3, completed=1, open_needs=4, declined=1,
        injuries=0,
    )  # fmt: skip


def test_injuries_are_those_listed_or_those_counted_whichever_is_more(
    centre: Centre, busy: BusyDay
) -> None:
    plant(centre, "injury", team=busy.teams["short"], day=ISO, kind="cut")
    assert centre.operation.read(lambda db: figures_on(db, DAY)).injuries == 1
    plant(centre, "report", team=busy.teams["short"], day=ISO, injured=2)
    assert centre.operation.read(lambda db: figures_on(db, DAY)).injuries == 2


def test_every_check_names_what_is_missing(centre: Centre, busy: BusyDay) -> None:
    centre.do(RecordPrint("work_order", subjects=(busy.teams["out"],)))
    assert missing(centre) == {
        "people": ["team_out", "heads_differ"],
        "tools": ["tool_out"],
        "needs": ["need_undecided", "crisis_untold", "need_undecided"],
        "papers": ["paper_out"],
    }


def test_a_settled_day_is_green_and_a_leader_closes_it(centre: Centre, busy: BusyDay) -> None:
    settle(centre, busy)
    assert not any(missing(centre).values())
    centre.do(CloseDay(DAY), LEADER)
    seal = centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert seal.closed
    assert (seal.by_name, seal.open_points, seal.reason) == ("訓練 班長", (), "")
    assert seal.figures == centre.operation.read(lambda db: figures_on(db, DAY))


def test_the_figures_go_to_other_councils_without_a_name(centre: Centre, busy: BusyDay) -> None:
    settle(centre, busy)
    centre.do(CloseDay(DAY))
    columns = "day, participants, new_needs, activities, completed, closed_at"
    assert centre.rows(f"SELECT {columns} FROM live_daily_figures") == [
        (ISO, 12, 5, 3, 1, centre.clock.now_ms())
    ]


def test_papers_that_came_back_are_counted_back(centre: Centre, busy: BusyDay) -> None:
    settle(centre, busy)
    made = centre.do(RecordPrint("work_order", subjects=(busy.teams["out"],), copies=2))
    assert missing(centre)["papers"] == ["paper_out"]
    assert made.entity is not None
    centre.do(CollectPaper((made.entity,)))
    assert missing(centre)["papers"] == []
    centre.do(CollectPaper((made.entity,)))
    assert centre.refuse(CollectPaper((EntityId(b"x" * 16),))).code == "no_such_print"


def test_a_team_of_yesterday_that_is_still_out_holds_the_day(centre: Centre) -> None:
    yesterday = (DAY - timedelta(days=1)).isoformat()
    plant(centre, "team", number="9班", day=yesterday, state="out", sent_at=1, heads_out=3)
    checks = centre.operation.read(lambda db: checks_on(db, DAY))
    (point,) = (point for check in checks for point in check.open_points)
    assert (point.code, point.params["team"]) == ("team_out", "8/10 9班")
    assert centre.operation.read(lambda db: figures_on(db, DAY)).activities == 0


@pytest.mark.parametrize(
    ("actor", "reason", "code", "override"),
    [
        (CHIEF, "", "closing_reason", "chief"),
        (CHIEF, "  ", "closing_reason", "chief"),
        (LEADER, "", "day_not_settled", "chief"),
        (LEADER, "わけ", "day_not_settled", "chief"),
        (MEMBER, "", "day_not_settled", "chief"),
    ],
)
def test_over_what_is_missing_only_the_chief_closes_and_says_why(
    centre: Centre, busy: BusyDay, actor: Actor, reason: str, code: str, override: str
) -> None:
    refused = centre.refuse(CloseDay(DAY, reason), actor)
    assert (refused.code, refused.override) == (code, override)


def test_the_chiefs_reason_and_the_open_points_stay_on_the_seal(
    centre: Centre, busy: BusyDay
) -> None:
    centre.do(CloseDay(DAY, "1班は直帰"), CHIEF)
    seal = centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert (seal.reason, seal.by_name) == ("1班は直帰", "訓練 所長")
    assert len(seal.open_points) == 6
    assert any("1班" in point for point in seal.open_points)
    assert "090-0000-0031" not in "".join(seal.open_points)


def staff(centre: Centre, name: str, role: str) -> EntityId:
    return plant(centre, "staff", name=name, role=role, active=True)


def test_another_chief_may_be_named_and_is_put_on_record(centre: Centre, busy: BusyDay) -> None:
    chief = staff(centre, "訓練 副所長", "chief")
    override = Override(chief, "訓練 副所長", "chief", "車が故障、全員の無事を確認")
    centre.do(CloseDay(DAY, overrides=(override,)), MEMBER)
    seal = centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert (seal.by_name, seal.reason) == ("訓練 副所長", override.reason)
    rows = centre.rows("SELECT rule, by_name FROM live_hard_stop_override ORDER BY rule")
    assert rows == [("closing_needs_role", "訓練 副所長"), ("day_not_settled", "訓練 副所長")]


def test_a_leader_is_no_chief_however_it_is_claimed(centre: Centre, busy: BusyDay) -> None:
    leader = staff(centre, "訓練 班長", "leader")
    claimed = Override(leader, "訓練 班長", "chief", "よいはず")
    assert centre.refuse(CloseDay(DAY, overrides=(claimed,)), MEMBER).code == "day_not_settled"


def test_a_member_closes_a_green_day_with_a_leaders_word(centre: Centre) -> None:
    leader = staff(centre, "訓練 班長", "leader")
    refused = centre.refuse(CloseDay(DAY), MEMBER)
    assert (refused.code, refused.override) == ("closing_needs_role", "leader")
    centre.do(CloseDay(DAY, overrides=(Override(leader, "訓練 班長", "leader", "確認"),)), MEMBER)


def test_a_closed_day_is_not_closed_twice_and_can_be_reopened(
    centre: Centre, busy: BusyDay
) -> None:
    centre.do(NoteDay(DAY, weather="fine", note="熱中症に注意", tomorrow="9時集合"))
    centre.do(CloseDay(DAY, "残り"))
    assert centre.refuse(CloseDay(DAY, "残り")).code == "day_is_closed"
    assert centre.refuse(NoteDay(DAY, note="あと一つ")).code == "day_is_closed"
    assert centre.refuse(ReopenDay(DAY), MEMBER).code == "needs_role"
    centre.do(ReopenDay(DAY), LEADER)
    assert centre.refuse(ReopenDay(DAY), LEADER).code == "day_is_open"
    assert centre.rows("SELECT closed_at FROM live_daily_figures") == [(None,)]
    settle(centre, busy)
    centre.clock.advance(60_000)
    centre.do(CloseDay(DAY))
    first, last = centre.operation.read(lambda db: day_seals(db, ISO))
    assert first.reopened_at is not None
    assert first.reason == "残り"
    assert last.closed
    assert (last.weather, last.note, last.tomorrow) == ("fine", "熱中症に注意", "9時集合")


def test_closing_and_noting_can_be_taken_back_and_done_again(centre: Centre) -> None:
    noted = centre.do(NoteDay(DAY, weather="rain"))
    centre.undo(noted)
    assert centre.operation.read(lambda db: day_seal(db, ISO)) is None
    closed = centre.do(CloseDay(DAY))
    seal = centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert (seal.closed, seal.weather) == (True, "")
    centre.undo(closed)
    again = centre.operation.read(lambda db: day_seal(db, ISO))
    assert again is None or not again.closed
    centre.do(CloseDay(DAY))
    assert len(centre.rows("SELECT 1 FROM live_daily_figures WHERE closed_at IS NOT NULL")) == 1


def test_what_is_noted_in_part_keeps_the_rest(centre: Centre) -> None:
    centre.do(NoteDay(DAY, weather="fine", note="一"))
    centre.do(NoteDay(DAY, note="二"))
    centre.do(NoteDay(DAY, tomorrow=""))
    seal = centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert (seal.weather, seal.note, seal.tomorrow, seal.closed) == ("fine", "二", "", False)
    assert centre.refuse(NoteDay(DAY, note="長" * 4001)).code == "note_too_long"


def test_tomorrow_cannot_be_closed_today(centre: Centre) -> None:
    assert centre.refuse(CloseDay(DAY + timedelta(days=1))).code == "day_not_over"


def test_what_happens_tomorrow_does_not_change_today(centre: Centre, busy: BusyDay) -> None:
    settle(centre, busy)
    before = centre.operation.read(lambda db: figures_on(db, DAY))
    tomorrow = (DAY + timedelta(days=1)).isoformat()
    for need, status in (("out", "assigned"), ("ready", "completed"), ("crisis", "declined")):
        values: dict[str, Value] = {"status": status, "status_at": at(24 + 9)}
        done = {"completed_on": tomorrow} if status == "completed" else {}
        plant(centre, "need", busy.needs[need], **values, **done)
    assert centre.operation.read(lambda db: figures_on(db, DAY)) == before
    assert not any(missing(centre).values())


def test_a_closed_day_keeps_its_figures_in_the_trend(centre: Centre, busy: BusyDay) -> None:
    centre.do(CloseDay(DAY, "残り"))
    plant(centre, "check_in", volunteer=busy.people["bmp"], day="2026-08-09", heads=1, at=at(-40))
    plant(centre, "check_in", group_=busy.people["group"], day=ISO, heads=99, at=at(10))
    trend = centre.operation.read(lambda db: day_trend(db, DAY))
    assert [(day, figures.participants) for day, figures in trend] == [("2026-08-09", 1), (ISO, 12)]


def test_figures_on_the_seal_are_plain_numbers(centre: Centre, busy: BusyDay) -> None:
    centre.do(CloseDay(DAY, "残り"))
    ((column,),) = centre.rows("SELECT figures FROM live_day_close")
    assert json.loads(str(column))["participants"] == 12
