"""The centre's profile, dated settings, satellites, code lists and calendar."""

from datetime import date

import pytest

from app.catalogue.codes import CodeLists
from app.domain.open_lists import LIKE_NEEDED, NAMED_LISTS, OPEN_LISTS
from app.domain.settings import SettingValue
from app.services.calendar import ClearDay, MarkDay
from app.services.centre import CancelSetting, ChangeSetting, EditCentre
from app.services.code_lists import AddCode, EndCode, MoveCode, RenameCode
from app.services.command import Command
from app.services.satellites import AddSatellite, EditSatellite, OpenSatellite
from app.services.staff import AddStaff, StaffCard
from app.store.queries.codes import code_entries
from app.store.queries.settings import (
    marked_days,
    profile_row,
    record_counts,
    satellite_rows,
    setting_rows,
)
from sync.core.ids import EntityId
from tests.support.centres import CENTRE, Centre

TODAY = "2026-08-11"
NOBODY = EntityId(bytes(16))
LATER = date(2026, 8, 20)


def value_of(centre: Centre, key: str, day: str = TODAY) -> SettingValue:
    rows = centre.operation.read(lambda db: setting_rows(db, day))
    return next(row.value for row in rows if row.setting.key == key)


def lists(centre: Centre) -> CodeLists:
    return CodeLists.load().with_rows(centre.operation.read(code_entries))


def labels(centre: Centre, name: str, day: str = TODAY) -> list[str]:
    return [entry.ja for entry in lists(centre).entries(name, day)]


def test_the_profile_is_corrected_field_by_field(centre: Centre) -> None:
    centre.do(EditCentre({"phone": "0460-00-0001", "opens": "9時", "closes": "16:00"}))
    row = centre.operation.read(profile_row)
    assert (row.name, row.phone, row.opens, row.closes, row.drill) == (
        CENTRE,
        "0460-00-0001",
        "9:00",
        "16:00",
        True,
    )


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"name": "　"}, "name_missing", "name"),
        ({"status": "asleep"}, "no_such_code", "status"),
        ({"opens": "あさ"}, "no_setting_value", "opens"),
        ({"opens": "16:00", "closes": "9:00"}, "closes_before_opens", "closes"),
    ],
)
def test_a_profile_that_cannot_be(centre: Centre, values: dict, code: str, field: str) -> None:
    refused = centre.refuse(EditCentre(values))
    assert (refused.code, refused.field) == (code, field)


def test_a_setting_holds_from_its_day_and_the_day_before_keeps_the_old_one(centre: Centre) -> None:
    centre.do(ChangeSetting("team_size", 7))
    centre.do(ChangeSetting("team_size", 9, LATER, "応援が増える"))
    assert [value_of(centre, "team_size", day) for day in (TODAY, "2026-08-19", "2026-08-20")] == [
        7, 7, 9,
    ]  # fmt: skip
    rows = centre.operation.read(lambda db: setting_rows(db, TODAY))
    row = next(row for row in rows if row.setting.key == "team_size")
    assert [(one.value, one.effective_on, one.reason) for one in row.coming] == [
        (9, "2026-08-20", "応援が増える")
    ]
    centre.do(CancelSetting(row.coming[0].id))
    assert value_of(centre, "team_size", "2026-08-20") == 7


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (ChangeSetting("dance", True), "no_such_setting"),
        (ChangeSetting("team_size", 7, date(2026, 8, 10)), "day_past"),
        (ChangeSetting("team_size", -1), "no_setting_value"),
        (ChangeSetting("team_size", True), "no_setting_value"),
        (ChangeSetting("earthquake", "yes"), "no_setting_value"),
        (ChangeSetting("planned_return", "夕方"), "no_setting_value"),
        (ChangeSetting("insurance_paid_by", "the_moon"), "no_setting_value"),
        (ChangeSetting("event_name", "長" * 2001), "text_too_long"),
        (CancelSetting(NOBODY), "no_such_setting"),
    ],
)
def test_a_setting_that_cannot_be(centre: Centre, command: Command, code: str) -> None:
    assert centre.refuse(command).code == code


def test_what_has_begun_is_not_called_off(centre: Centre) -> None:
    done = centre.do(ChangeSetting("planned_return", "午後3時"))
    assert value_of(centre, "planned_return") == "15:00"
    assert done.entity is not None
    assert centre.refuse(CancelSetting(done.entity)).code == "setting_has_begun"


def test_satellites_open_and_close(centre: Centre) -> None:
    east = centre.do(AddSatellite("東部サテライト", phone="0460-00-0002")).entity
    assert east is not None
    assert centre.refuse(AddSatellite("東部サテライト")).code == "satellite_exists"
    assert centre.refuse(AddSatellite(" ")).code == "name_missing"
    assert centre.refuse(EditSatellite(NOBODY, "西部")).code == "no_such_satellite"
    centre.do(EditSatellite(east, "東部サテライト", "小田原市栄町9-9"))
    centre.do(OpenSatellite(east, active=False))
    (row,) = centre.operation.read(satellite_rows)
    assert (row.name, row.address, row.phone, row.active) == (
        "東部サテライト",
        "小田原市栄町9-9",
        "",
        False,
    )


def test_a_list_gets_an_entry_that_is_like_another(centre: Centre) -> None:
    assert centre.refuse(AddCode("work_kind", "井戸さらい")).code == "like_missing"
    centre.do(AddCode("work_kind", "井戸さらい", "Well", like="mud_removal"))
    entry = lists(centre).entries("work_kind", TODAY)[-1]
    assert (entry.ja, entry.label("en"), entry.attributes["risk_class"]) == (
        "井戸さらい",
        "Well",
        "B",
    )
    assert centre.refuse(AddCode("work_kind", "井戸さらい", like="mud_removal")).code == (
        "code_exists"
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (AddCode("need_status", "たぶん完了"), "list_is_fixed"),
        (EndCode("need_status", "completed", LATER), "list_is_fixed"),
        (RenameCode("survey_state", "done", "済み"), "list_is_fixed"),
        (AddCode("weather", " "), "name_missing"),
        (AddCode("weather", "長" * 201), "text_too_long"),
        (RenameCode("weather", "snowstorm", "吹雪"), "no_such_code"),
        (EndCode("weather", "snowstorm", LATER), "no_such_code"),
        (MoveCode("weather", "fine", up=True), "no_further"),
    ],
)
def test_what_a_list_does_not_take(centre: Centre, command: Command, code: str) -> None:
    assert centre.refuse(command).code == code


def test_an_entry_is_renamed_from_a_day_ends_and_comes_back(centre: Centre) -> None:
    centre.do(RenameCode("weather", "fine", "快晴", "Clear", LATER))
    assert labels(centre, "weather")[0] == "晴"
    assert labels(centre, "weather", "2026-08-20")[0] == "快晴"
    centre.do(EndCode("weather", "cloudy", date(2026, 8, 12)))
    assert "曇" in labels(centre, "weather", "2026-08-12")
    assert "曇" not in labels(centre, "weather", "2026-08-13")
    centre.do(RenameCode("weather", "cloudy", "くもり"))
    assert "くもり" not in labels(centre, "weather", "2026-08-13")
    centre.do(EndCode("weather", "cloudy", None))
    assert "くもり" in labels(centre, "weather", "2026-08-13")


def test_entries_are_moved_one_place_at_a_time(centre: Centre) -> None:
    before = labels(centre, "weather")
    centre.do(MoveCode("weather", "cloudy", up=True))
    assert labels(centre, "weather") == [before[1], before[0], *before[2:]]
    centre.do(MoveCode("weather", "cloudy", up=False))
    assert labels(centre, "weather") == before


def test_the_last_entry_of_a_list_stays(centre: Centre) -> None:
    codes = [entry.code for entry in lists(centre).entries("fund", TODAY)]
    for code in codes[:-1]:
        centre.do(EndCode("fund", code, date(2026, 8, 10)))
    assert centre.refuse(EndCode("fund", codes[-1], LATER)).code == "last_of_list"


def test_the_lists_that_may_be_edited_exist() -> None:
    shipped = set(CodeLists.load().names())
    assert set(OPEN_LISTS) | set(NAMED_LISTS) <= shipped
    assert not set(OPEN_LISTS) & set(NAMED_LISTS)
    assert set(OPEN_LISTS) >= LIKE_NEEDED


def test_days_are_marked_once_for_each_kind(centre: Centre) -> None:
    assert centre.refuse(MarkDay(date(2026, 8, 10), "paused")).code == "day_past"
    assert centre.refuse(MarkDay(LATER, "")).code == "kind_missing"
    assert centre.refuse(MarkDay(LATER, "party")).code == "no_such_code"
    first = centre.do(MarkDay(LATER, "paused", "お盆")).entity
    again = centre.do(MarkDay(LATER, "paused", "大雨の予報"))
    assert again.entity == first
    centre.do(MarkDay(LATER, "waste_site_closed", waste_hours="9:00〜15:00"))
    rows = centre.operation.read(lambda db: marked_days(db, TODAY))
    assert [(row.kind, row.note, row.waste_hours) for row in rows] == [
        ("paused", "大雨の予報", ""),
        ("waste_site_closed", "", "9:00〜15:00"),
    ]
    centre.do(ClearDay(rows[0].id))
    assert centre.refuse(ClearDay(rows[0].id)).code == "no_such_mark"


def test_records_are_counted(centre: Centre) -> None:
    centre.do(AddStaff(StaffCard("訓練 一子", "chief")))
    counts = {row.kind: row.count for row in centre.operation.read(record_counts)}
    assert (counts["staff"], counts["volunteer"]) == (1, 0)
