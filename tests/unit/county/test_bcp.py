"""BCP of councils: the checklist by hours, alternates, who is safe; one line for the board."""

from pathlib import Path

import pytest

from app.catalogue.county import proposed_tasks
from app.domain.county_bcp import HOUR_MS, Answer, Round, Task, is_late, line_of, numbers_of
from app.domain.tables_county import council_id
from app.services.county_bcp import (
    AddAlternate,
    AddBcpTask,
    AnswerSafety,
    EditBcpTask,
    EndSafetyRound,
    LoadBcpTasks,
    RemoveAlternate,
    RemoveBcpTask,
    SetAlternate,
    SetBcpTask,
    StartSafetyRound,
)
from app.store.queries.county_bcp import BcpView, bcp_line, bcp_view
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import open_county

A, B = "14203", "14205"
STAFF = numbers_of(A, 3)


def view(centre: Centre, code: str = A) -> BcpView:
    return centre.operation.read(lambda db: bcp_view(db, council_id(code)))


def test_a_proposal_is_loaded_once_and_made_ones_own(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        here.do(LoadBcpTasks())
        assert here.refuse(LoadBcpTasks()).code == "bcp_loaded_already"
        tasks = view(here).tasks
        assert [one.hours for one in tasks] == sorted(one.hours for one in proposed_tasks())
        here.do(EditBcpTask(tasks[1].id, "車庫と車両を見る", 2, "鍵は警備室"))
        here.do(RemoveBcpTask(tasks[2].id))
        here.do(AddBcpTask("貸付の窓口", 72))
        county.meet_all()
        assert there.refuse(SetBcpTask(tasks[0].id, "done")).code == "county_not_yours"
        assert len(view(county.hub).tasks) == len(tasks)
        county.hub.do(SetBcpTask(tasks[0].id, "done"))
        county.meet_all()
        assert view(here).line.done == 1
        assert here.refuse(LoadBcpTasks()).code == "bcp_loaded_already"
        for wrong, code in (
            (AddBcpTask(" ", 3), "bcp_without_title"),
            (AddBcpTask("x", None), "bcp_without_hours"),
            (AddBcpTask("訓練 花子さんに電話", 3), "county_looks_personal"),
            (SetBcpTask(tasks[0].id, "nonsense"), "no_such_code"),
        ):
            assert here.refuse(wrong).code == code


def test_alternates_say_what_can_be_used(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        power = here.do(AddAlternate("power", "発電機 2 台", "倉庫")).entity
        assert power is not None
        assert view(here).alternates[0].state == "unknown"
        here.do(SetAlternate(power, "lost"))
        county.meet_all()
        assert view(county.hub).line.lost == 1
        assert here.refuse(AddAlternate("", "x")).code == "alternate_kind_missing"
        assert here.refuse(AddAlternate("power", " ")).code == "alternate_without_title"
        here.do(RemoveAlternate(power))
        assert view(here).alternates == ()


def test_a_round_counts_whom_nobody_heard_of_as_no_word(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        assert here.refuse(StartSafetyRound("地震", ())).code == "round_without_staff"
        assert here.refuse(StartSafetyRound("地震", ("花子",))).code == "cost_worker_number"
        assert here.refuse(StartSafetyRound(" ", STAFF)).code == "county_reason_missing"
        number = here.do(StartSafetyRound("地震", STAFF)).entity
        assert number is not None
        assert here.refuse(StartSafetyRound("地震", STAFF)).code == "round_goes_on"
        county.meet_all()
        here.do(AnswerSafety(number, STAFF[0], "safe", "here", "phone"))
        county.hub.do(AnswerSafety(number, STAFF[1], "hurt", "no", "mail"))
        here.do(AnswerSafety(number, f"{A}-09", "safe", "later"))
        county.meet_all()
        for centre in (here, county.hub):
            line = view(centre).line
            assert (line.safe, line.hurt, line.missing, line.expected) == (2, 1, 1, 4)
            assert line.coming == 1
            assert view(centre).rounds[0].unreached == (STAFF[2],)
        there = county.council(B)
        county.meet_all()
        assert there.refuse(AnswerSafety(number, STAFF[2], "safe")).code == "county_not_yours"
        here.do(EndSafetyRound(number))
        assert here.refuse(AnswerSafety(number, STAFF[2], "safe")).code == "round_is_over"
        assert view(here).since is None


def test_two_devices_that_hear_of_one_person_write_one_row(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(A)
        number = here.do(StartSafetyRound("地震", STAFF)).entity
        county.meet_all()
        assert number is not None
        extra = f"{A}-21"
        here.do(AnswerSafety(number, extra, "safe"))
        county.hub.do(AnswerSafety(number, extra, "safe", "soon"))
        county.meet_all()
        assert [one.worker for one in view(here).rounds[0].answers].count(extra) == 1
        assert view(here).line == view(county.hub).line


def test_the_board_gets_a_line_for_each_council_that_wrote(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(A), county.council(B)
        here.do(LoadBcpTasks())
        there.do(StartSafetyRound("大雨", numbers_of(B, 2)))
        county.meet_all()
        lines = county.hub.operation.read(bcp_line)
        assert set(lines) == {council_id(A), council_id(B)}
        assert lines[council_id(A)].tasks == len(proposed_tasks())
        assert lines[council_id(A)].expected == 0
        assert lines[council_id(B)].missing == 2
        assert lines[council_id(B)].as_of == county.clock.now_ms()


@pytest.mark.parametrize(
    ("state", "hours", "late"),
    [("open", 3, True), ("doing", 3, True), ("done", 3, False), ("impossible", 3, False),
     ("open", 4, False), ("open", 5, False)],
)  # fmt: skip
def test_work_is_late_by_the_clock_of_the_disaster(state: str, hours: int, late: bool) -> None:
    task = Task(EntityId(b"t" * 16), "x", hours, state, None, "", 1)
    assert is_late(task, 1_000, 1_000 + 4 * HOUR_MS) is late
    assert not is_late(task, None, 1_000 + 4 * HOUR_MS)


def test_an_answer_of_a_newer_version_is_no_word() -> None:
    answers = tuple(
        Answer(EntityId(bytes([n]) * 16), f"{A}-0{n}", state, "", "", None)
        for n, state in enumerate(("safe", "", "abroad"), start=1)
    )
    line = line_of(council_id(A), (), (), Round(EntityId(b"r" * 16), 5, "x", None, answers))
    assert (line.safe, line.missing, line.expected, line.as_of) == (1, 2, 3, 5)
