"""Imports into a real operation: all or nothing, twice is once, what desks wrote stays."""

from datetime import date

import pytest

from app.catalogue.messages import Messages
from app.documents.readers.headers import Kind
from app.documents.readers.plan import ImportPlan, read_plan
from app.documents.readers.table import Progress, Stopped
from app.services.command import Actor
from app.services.context import Context
from app.services.import_texts import slot_label
from app.services.imports import Forecast, ImportFile, foresee_import
from app.services.satellites import AddSatellite
from app.services.volunteers import ChangeVolunteer
from sync.core.ids import EntityId
from tests.support import foreign_files
from tests.support.centres import Centre

TODAY = date(2026, 8, 11)
HEADER = ("レコード番号", "氏名", "電話番号", "住所", "資格・特技", "参加希望日")
FIRST = ("1", "訓練 一郎", "090-0000-0011", "小田原市栄町9-1", "介護", "8/20、8/21")
SECOND = ("2", "訓練 花子", "090-0000-0012", "小田原市栄町9-2", "", "8/20")


def planned(data: bytes, kind: Kind = Kind.VOLUNTEERS, name: str = "file.csv") -> ImportPlan:
    return read_plan(data, name, kind, TODAY)[1]


def people(*rows: tuple[str, ...]) -> ImportPlan:
    return planned(foreign_files.csv_bytes([HEADER, *rows], "utf-8"))


def foresee(centre: Centre, plan: ImportPlan) -> Forecast:
    return centre.operation.foresee(foresee_import(plan), centre.actor)


def counted(forecast: Forecast) -> tuple[int, int, int]:
    return forecast.counts["new"], forecast.counts["changed"], forecast.counts["same"]


def only_volunteer(centre: Centre) -> EntityId:
    ((key,),) = centre.rows("SELECT id FROM live_volunteer WHERE name = '訓練 一郎'")
    assert isinstance(key, bytes)
    return EntityId(key)


@pytest.mark.parametrize("name", sorted(foreign_files.FILES))
def test_the_same_file_twice_changes_nothing(centre: Centre, name: str) -> None:
    kind = Kind.NEEDS if "needs" in name else (
        Kind.EQUIPMENT if "equipment" in name else Kind.VOLUNTEERS
    )  # fmt: skip
    plan = planned(foreign_files.FILES[name](), kind, name)
    before = foresee(centre, plan)
    assert before.writes
    done = centre.do(ImportFile(plan))
    assert done.notices[0].params == before.counts
    digest, log = centre.operation.working_set.digest(), centre.operation.log.count()
    again = foresee(centre, plan)
    assert not again.writes
    assert again.counts["same"] == before.counts["new"]
    second = centre.do(ImportFile(plan))
    assert second.action.batches == ()
    assert (centre.operation.working_set.digest(), centre.operation.log.count()) == (digest, log)
    assert centre.rows("SELECT count(*) FROM live_import_run") == [(1,)]


def test_a_preview_keeps_nothing(centre: Centre) -> None:
    foresee(centre, people(FIRST, SECOND))
    assert centre.rows("SELECT count(*) FROM volunteer") == [(0,)]
    done = centre.do(ImportFile(people(FIRST, SECOND)))
    assert done.notices[0].code == "imported"
    assert centre.rows("SELECT name, number, source FROM live_volunteer ORDER BY number") == [
        ("訓練 一郎", "A-0001", "pre_registration"),
        ("訓練 花子", "A-0002", "pre_registration"),
    ]


def test_wished_days_become_bookings_and_follow_the_next_file(centre: Centre) -> None:
    centre.do(ImportFile(people(FIRST)))
    sql = "SELECT day, state FROM live_booking ORDER BY day"
    assert centre.rows(sql) == [("2026-08-20", "asked"), ("2026-08-21", "asked")]
    moved = (*FIRST[:5], "8/21、8/22")
    assert counted(foresee(centre, people(moved))) == (0, 1, 0)
    centre.do(ImportFile(people(moved)))
    assert centre.rows(sql) == [
        ("2026-08-20", "cancelled"),
        ("2026-08-21", "asked"),
        ("2026-08-22", "asked"),
    ]
    assert not foresee(centre, people(moved)).writes
    centre.do(ImportFile(people(FIRST)))
    assert centre.rows(sql)[0] == ("2026-08-20", "asked")


def test_a_newer_export_changes_what_it_says_and_what_a_desk_wrote_stays(centre: Centre) -> None:
    centre.do(ImportFile(people(FIRST)))
    person = only_volunteer(centre)
    centre.do(ChangeVolunteer(person, {"phone": "090-0000-0099", "skills": ("cooking",)}))
    assert not foresee(centre, people(FIRST)).writes
    newer = ("1", "訓練 一郎", "090-0000-0055", "小田原市本町9-9", "介護、手話", FIRST[5])
    forecast = foresee(centre, people(newer))
    assert [problem.code for problem in forecast.problems] == ["kept_ours"]
    assert forecast.problems[0].params == {"fields": "phone"}
    centre.do(ImportFile(people(newer)))
    ((phone, address, skills),) = centre.rows("SELECT phone, address, skills FROM live_volunteer")
    assert (phone, address) == ("090-0000-0099", "小田原市本町9-9")
    assert "cooking" in str(skills)
    assert "sign_language" in str(skills)


def test_an_import_can_be_taken_back_as_one_and_come_again(centre: Centre) -> None:
    done = centre.do(ImportFile(people(FIRST, SECOND)))
    centre.undo(done)
    for table in ("volunteer", "booking", "import_run"):
        assert centre.rows(f"SELECT count(*) FROM live_{table}") == [(0,)]
    forecast = foresee(centre, people(FIRST, SECOND))
    assert counted(forecast) == (2, 0, 0)
    centre.do(ImportFile(people(FIRST, SECOND)))
    assert len(centre.rows("SELECT * FROM live_volunteer")) == 2
    assert len(centre.rows("SELECT * FROM live_booking")) == 3
    changed = centre.do(ImportFile(people((*FIRST[:3], "平塚市9-9", *FIRST[4:]))))
    centre.undo(changed)
    assert counted(foresee(centre, people((*FIRST[:3], "平塚市9-9", *FIRST[4:])))) == (0, 1, 0)


def test_who_is_here_under_another_record_is_pointed_out(centre: Centre) -> None:
    centre.do(ImportFile(people(FIRST)))
    other_list = (("氏名", "電話番号"), ("訓練　一郎", "09000000011"))
    plan = planned(foreign_files.csv_bytes(other_list, "utf-8"))
    forecast = foresee(centre, plan)
    assert [(p.code, p.params) for p in forecast.problems] == [
        ("already_here", {"number": "A-0001"})
    ]


def test_needs_get_numbers_and_states_and_residents_stay_sealed(centre: Centre) -> None:
    centre.do(ImportFile(planned(foreign_files.needs_csv(), Kind.NEEDS, "needs.csv")))
    rows = centre.rows("SELECT number, status, town FROM live_need ORDER BY number")
    assert [row[0] for row in rows] == ["N-0001", "N-0002", "N-0003"]
    assert [row[1] for row in rows] == ["received", "received", "completed"]
    assert centre.rows("SELECT count(*) FROM live_need_private WHERE address IS NOT NULL") == [(3,)]


def test_the_state_of_a_known_need_is_not_a_lists_business(centre: Centre) -> None:
    data = foreign_files.needs_csv()
    centre.do(ImportFile(planned(data, Kind.NEEDS, "needs.csv")))
    done = data.replace("受付中".encode(), "完了".encode())
    assert not foresee(centre, planned(done, Kind.NEEDS, "needs.csv")).writes


def test_equipment_is_found_by_name_and_received_once(centre: Centre) -> None:
    centre.do(ImportFile(planned(foreign_files.equipment_xlsx(), Kind.EQUIPMENT, "e.xlsx")))
    rows = centre.rows(
        "SELECT e.name, sum(m.quantity) FROM live_equipment e JOIN live_stock_move m "
        "ON m.equipment = e.id GROUP BY e.id ORDER BY 2 DESC"
    )
    assert rows == [("ブルーシート 3.6×5.4", 100), ("角スコップ", 80), ("一輪車（ネコ）", 20)]


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor(None, "見学", "observer"), "read_only"),
        (Actor(None, "資機材", "member", frozenset({"equipment"}), False), "other_section"),
        (Actor(None, "送迎", "member", frozenset({"transport"}), False), "other_section"),
    ],
)
def test_who_may_import_what(centre: Centre, actor: Actor, code: str) -> None:
    assert centre.refuse(ImportFile(people(FIRST)), actor).code == code


def test_a_file_without_a_usable_row_is_refused(centre: Centre) -> None:
    assert centre.refuse(ImportFile(people(("1", "", "", "", "", "")))).code == "nothing_to_import"


def test_a_large_list_is_one_action_of_several_batches(centre: Centre) -> None:
    plan = planned(foreign_files.many_volunteers(700))
    done = centre.do(ImportFile(plan))
    assert len(done.action.batches) > 4
    assert centre.rows("SELECT count(DISTINCT number) FROM live_volunteer") == [(700,)]
    assert centre.operation.rebuild_digest() == centre.operation.working_set.digest()
    centre.undo(done)
    assert centre.rows("SELECT count(*) FROM live_volunteer") == [(0,)]


def test_a_desk_can_write_while_a_file_is_looked_at(centre: Centre) -> None:
    look = foresee_import(people(FIRST, SECOND))

    def look_and_write(ctx: Context) -> Forecast:
        found = look(ctx)
        centre.do(AddSatellite("東部"))
        return found

    assert counted(centre.operation.foresee(look_and_write, centre.actor)) == (2, 0, 0)
    assert centre.rows("SELECT count(*) FROM live_satellite") == [(1,)]


def test_a_look_at_a_long_file_can_be_stopped(centre: Centre) -> None:
    plan = planned(foreign_files.many_volunteers(1_200))
    seen: list[tuple[str, int, int]] = []

    def report(step: str, done: int, total: int) -> bool:
        seen.append((step, done, total))
        return done < 1_000

    with pytest.raises(Stopped):
        centre.operation.foresee(foresee_import(plan, Progress(report)), centre.actor)
    assert seen == [("compare", n, 1_200) for n in (0, 500, 1_000)]


@pytest.mark.parametrize("kind", Kind)
def test_every_field_that_an_import_writes_has_a_label(kind: Kind) -> None:
    """Problems that name fields say 電話, not phone."""
    data = {
        Kind.VOLUNTEERS: foreign_files.google_volunteers_csv(),
        Kind.NEEDS: foreign_files.needs_csv(),
        Kind.EQUIPMENT: foreign_files.equipment_xlsx(),
    }[kind]
    rows = planned(data, kind).new_rows
    tables = ("volunteer", "volunteer_private", "need", "need_private", "equipment")
    names = {
        name
        for row in rows
        for record in row.records
        if record.table in tables
        for name in record.values
    }
    own = {"source", "source_key", "registered_at", "received_at", "asked_at", "town", "active"}
    messages = Messages.load("ja")
    assert sorted(name for name in names - own if slot_label(messages, name) == name) == []
