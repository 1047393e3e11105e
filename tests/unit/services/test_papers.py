"""What stands on papers, assembled from a real operation: facts, blanks, and what must not be."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.documents.check_in_cards import CheckInCard
from app.documents.day_report import DayReport
from app.documents.name_tags import NameTag
from app.documents.order import Member, Tool, WorkOrder
from app.documents.sheets import Sheet
from app.domain.papers import PAPER_KINDS
from app.domain.staff_access import Access
from app.services.command import Actor
from app.services.day import CloseDay, NoteDay
from app.services.papers import MadePaper, PaperContent, PaperRefused, PaperRequest, gather, make
from app.services.papers_find import subjects_of
from app.services.prints import RecordPrint
from app.services.satellites import AddSatellite
from sync.core.ids import EntityId
from tests.outputs.samples import DAY, LONG_ADDRESS, LONG_NAME, OLD_FORMS, VARIANT
from tests.support.busy_day import ISO, BusyDay, at
from tests.support.centres import Centre
from tests.support.planting import plant

CHIEF = Access("chief", all_sections=True)
TOOL_DESK = Access("member", frozenset({"equipment"}))
MATCHING = Access("member", frozenset({"matching"}))


def gathered(
    centre: Centre,
    kind: str,
    form: str = "pdf",
    *ids: bytes,
    access: Access = CHIEF,
    language: str = "ja",
) -> PaperContent:
    request = PaperRequest(kind, form, DAY, ids, language)
    now = centre.clock.now_ms()
    return centre.operation.read(lambda db: gather(db, request, access, now))


def order(centre: Centre, team: bytes, access: Access = CHIEF) -> WorkOrder:
    (found,) = gathered(centre, "work_order", "pdf", team, access=access).things
    assert isinstance(found, WorkOrder)
    return found


def rows(centre: Centre, kind: str, access: Access = CHIEF) -> list[dict[str, object]]:
    """A list's rows by heading."""
    (sheet,) = gathered(centre, kind, "csv", access=access).things
    assert isinstance(sheet, Sheet)
    headings = [column.heading for column in sheet.columns]
    return [dict(zip(headings, row, strict=True)) for row in sheet.rows]


def report(centre: Centre, access: Access = CHIEF) -> DayReport:
    (found,) = gathered(centre, "day_report", access=access).things
    assert isinstance(found, DayReport)
    return found


# ---------------------------------------------------------------------------------- work orders


def test_an_order_says_where_what_with_what_and_who(centre: Centre, busy: BusyDay) -> None:
    found = order(centre, busy.teams["out"])
    assert (found.need, found.need_number, found.team) == (busy.needs["out"], "N-0001", "1班")
    assert (found.site.requester, found.site.address) == (LONG_NAME, LONG_ADDRESS)
    assert found.site.waste == "運動公園、仮置場の北門"
    assert found.site.present.startswith(f"お住まいの方：{VARIANT} 090-0000-0022")
    assert found.kinds == ("土砂撤去・泥出し", "家財の搬出")
    assert found.caution.splitlines() == [
        "応急危険度判定：要注意(黄)", "台所の床がゆるんでいる", "ペット：犬 2頭",
    ]  # fmt: skip
    assert found.tools == (Tool("角スコップ", 5, "本"), Tool("土のう袋", 40, "枚"))
    assert (found.leader, found.phone, found.slot) == (LONG_NAME, "090-0000-0031", "午前")
    assert found.members[0] == replace(found.members[0], name=LONG_NAME, leader=True, insured=True)
    assert {member.name: member.heads for member in found.members}[
        "架空大学髙﨑ボランティア会"
    ] == 2
    assert (found.work_minutes, found.rest_minutes, found.planned_return_at) == (20, 10, at(9, 30))


def test_an_order_says_where_to_gather_and_that_the_waste_site_is_closed(
    centre: Centre, busy: BusyDay
) -> None:
    team = busy.teams["out"]
    plain = order(centre, team)
    assert plain.gather == ""
    south = centre.do(AddSatellite("南サテライト", "架空町1-1", "090-0000-0031")).entity
    plant(centre, "team", team, satellite=south)
    plant(centre, "calendar_day", day=ISO, kind="open", waste_hours="9:00〜12:00")
    told = order(centre, team)
    assert told.gather == "南サテライト 架空町1-1 090-0000-0031"
    assert told.site.waste == "、".join(filter(None, ("【仮置場 9:00〜12:00】", plain.site.waste)))
    plant(centre, "calendar_day", day=ISO, kind="waste_site_closed", note="大雨")
    assert order(centre, team).site.waste.startswith("【本日 仮置場は休み 大雨】")


def test_health_and_household_are_on_no_order(centre: Centre, busy: BusyDay) -> None:
    assert "聞いた病名" not in repr(order(centre, busy.teams["out"]))


def test_until_somebody_lists_tools_the_needs_own_stand_without_numbers(
    centre: Centre, busy: BusyDay
) -> None:
    plant(centre, "need", busy.needs["done"], tools=("shovel_square", "wheelbarrow"))
    tools = order(centre, busy.teams["whole"]).tools
    assert len(tools) == 2
    assert all(tool.quantity is None and tool.name for tool in tools)


def test_a_member_without_insurance_is_marked_and_one_never_asked_is_blank(
    centre: Centre, busy: BusyDay
) -> None:
    team = plant(centre, "team", number="5班", day=ISO, state="forming")
    plant(centre, "team_member", team=team, volunteer=busy.people["variant"], heads=1)
    group = plant(centre, "volunteer_group", name="架空自治会", number="A-0010", heads=4)
    plant(centre, "team_member", team=team, group_=group, heads=4)
    found = {member.name: member for member in order(centre, team).members}
    assert found[VARIANT].insured is False
    assert found["架空自治会"] == Member("架空自治会", "A-0010", heads=4)


def test_a_community_team_without_a_need_has_no_code(centre: Centre) -> None:
    team = plant(
        centre, "team", number="6班", day=ISO, kind="community", contact_name="架空 区長",
        contact_phone="090-0000-0013",
    )  # fmt: skip
    found = order(centre, team)
    assert (found.need, found.need_number) == (None, "")
    assert found.community is not None
    assert (found.community.contact, found.community.phone) == ("架空 区長", "090-0000-0013")


def test_who_left_the_team_before_it_went_is_not_on_it(centre: Centre, busy: BusyDay) -> None:
    team = plant(centre, "team", number="7班", day=ISO, state="forming")
    plant(centre, "team_member", team=team, volunteer=busy.people["old"], ended_at=at(9))
    assert order(centre, team).members == ()


def test_only_those_who_may_read_residents_print_orders(centre: Centre, busy: BusyDay) -> None:
    assert order(centre, busy.teams["out"], MATCHING).site.requester == LONG_NAME
    with pytest.raises(PaperRefused, match="other_section"):
        order(centre, busy.teams["out"], TOOL_DESK)


# ---------------------------------------------------------------------------------- tags and cards


def test_tags_of_people_and_of_a_group_with_blank_ones_for_the_rest(
    centre: Centre, busy: BusyDay
) -> None:
    ids = (busy.people["long"], busy.people["bmp"], busy.people["group"])
    found = gathered(centre, "name_tag", "pdf", *ids).things
    tags = [tag for tag in found if isinstance(tag, NameTag)]
    assert [tag.leader for tag in tags[:3]] == [True, False, True]
    assert [tag.first_time for tag in tags[:2]] == [False, True]
    assert len(tags) == 2 + 8
    assert [tag.name for tag in tags[-5:]] == [""] * 5
    assert {tag.group for tag in tags[2:]} == {"架空大学髙﨑ボランティア会"}


def test_cards_hold_ids(centre: Centre, busy: BusyDay) -> None:
    (card,) = gathered(centre, "check_in_card", "pdf", busy.people["old"]).things
    assert card == CheckInCard(busy.people["old"], "A-0002", OLD_FORMS, "たかはし さきこ")


def test_everybody_of_the_day_means_each_person_once(centre: Centre, busy: BusyDay) -> None:
    found = centre.operation.read(lambda db: subjects_of(db, "name_tag", (), DAY))
    people = busy.people
    assert found == tuple(people[key] for key in ("long", "old", "bmp", "group", "variant"))
    again = centre.operation.read(lambda db: subjects_of(db, "name_tag", ("A-0005",), DAY))
    assert again == (people["old"],)


# ---------------------------------------------------------------------------------- lists


def test_participants_stand_once_with_their_insurance_of_the_day(
    centre: Centre, busy: BusyDay
) -> None:
    found = {row["番号"]: row for row in rows(centre, "list_participants")}
    assert list(found) == ["A-0001", "A-0002", "A-0003", "A-0006", "A-0004"]
    assert found["A-0001"]["保険"] == "有効"
    assert found["A-0004"]["保険"] == "未加入"
    assert (found["A-0006"]["人数"], found["A-0006"]["参加種別"]) == (8, "団体")
    assert (found["A-0001"]["年齢"], found["A-0003"]["年齢"]) == ("68", "30代")
    assert found["A-0002"]["軽トラック"] is None
    assert (found["A-0001"]["班"], found["A-0004"]["班"]) == ("1班", "")


def test_the_insurance_roster_has_every_name_and_blanks_for_the_uninsured(
    centre: Centre, busy: BusyDay
) -> None:
    found = rows(centre, "list_insurance")
    names = [row["氏名"] for row in found]
    assert names.count(OLD_FORMS) == 1
    assert "架空 花子" in names
    by_name = {str(row["氏名"]): row for row in found}
    assert by_name[LONG_NAME]["プラン"] == "天災・地震補償プラン"
    assert by_name[LONG_NAME]["補償の終了"] == "2027-03-31 24:00"
    assert by_name[VARIANT]["プラン"] == ""


def test_a_list_of_an_earlier_day_is_of_that_day(centre: Centre, busy: BusyDay) -> None:
    centre.clock.advance(int(timedelta(days=1).total_seconds()) * 1000)
    plant(centre, "need", number="N-0099", status="received", received_at=at(24 + 8))
    assert "N-0099" not in [row["ニーズID"] for row in rows(centre, "list_needs")]
    assert len(rows(centre, "list_participants")) == 5


def test_needs_with_their_residents_and_reasons(centre: Centre, busy: BusyDay) -> None:
    found = {row["ニーズID"]: row for row in rows(centre, "list_needs")}
    assert found["N-0001"]["依頼者氏名"] == LONG_NAME
    assert found["N-0001"]["住所"] == f"{LONG_ADDRESS} 架空ハイツ203号室"
    assert found["N-0005"]["理由・紹介先"] == "危険を伴う"
    assert found["N-0002"]["危機介入"] == "はい"
    assert found["N-0003"]["危機介入"] is None


def test_stock_and_what_goes_back_to_whom(centre: Centre, busy: BusyDay) -> None:
    shovel = rows(centre, "list_equipment", TOOL_DESK)[0]
    assert (shovel["合計"], shovel["在庫"], shovel["貸出中"], shovel["不足"]) == (20, 15, 5, "不足")
    (borrowed,) = rows(centre, "list_borrowed", TOOL_DESK)
    assert (borrowed["借りた先"], borrowed["残り"]) == ("架空市社会福祉協議会", 20)


def test_hundreds_of_participants_are_listed(centre: Centre) -> None:
    for number in range(300):
        who = plant(centre, "volunteer", number=f"C-{number:04d}", name=f"架空 {number}")
        plant(centre, "check_in", volunteer=who, day=ISO, at=at(9), heads=1)
    assert len(rows(centre, "list_participants")) == 300
    assert len(rows(centre, "list_insurance")) == 300


# ------------------------------------------------------------------------------ the day's report


def test_a_figure_that_not_everybody_was_asked_is_unknown(centre: Centre, busy: BusyDay) -> None:
    by_kind = report(centre).by_kind
    assert (by_kind.individual, by_kind.group) == (4, 8)
    assert (by_kind.first_time, by_kind.male, by_kind.inside) == (None, None, None)


def test_where_everybody_was_asked_the_figures_stand(centre: Centre) -> None:
    profile = centre.operation.card.centre
    plant(centre, "centre_profile", profile, municipality="14201", opens="09:00", closes="16:00")
    places = ("神奈川県横須賀市1-1", "横須賀市小川町2", "東京都新宿区3-3")
    for place, (address, sex) in enumerate(zip(places, ("male", "female", "other"), strict=True)):
        who = plant(centre, "volunteer", name="架空", address=address, sex=sex)
        plant(centre, "check_in", volunteer=who, day=ISO, heads=1, first_time=place == 0)
    group = plant(
        centre, "volunteer_group", name="架空会", heads=4, heads_male=3, heads_female=1,
        experienced=4, address="神奈川県三浦市1",
    )  # fmt: skip
    plant(centre, "check_in", group_=group, day=ISO, heads=4)
    found = report(centre)
    kinds = found.by_kind
    assert (kinds.first_time, kinds.again) == (1, 6)
    assert (kinds.inside, kinds.outside) == (6, 1)
    assert (kinds.male, kinds.female) == (4, 2)
    assert found.opened == "09:00～16:00"


def test_the_report_of_an_open_day_names_what_is_open_without_a_telephone(
    centre: Centre, busy: BusyDay
) -> None:
    found = report(centre)
    assert "1班が帰っていません（5人）" in found.open_points
    assert found.closed_at is None
    assert ("活動中", 1) in found.needs_by_state


def test_the_report_of_a_closed_day_is_what_its_seal_says(centre: Centre, busy: BusyDay) -> None:
    centre.do(NoteDay(DAY, weather="fine", note="熱中症に注意", tomorrow="9時集合"))
    centre.do(CloseDay(DAY, "全員の無事を確認"), Actor(None, "訓練 所長", "chief"))
    plant(centre, "check_in", group_=busy.people["group"], day=ISO, heads=90)
    found = report(centre)
    assert (found.participants, found.closed_by) == (12, "訓練 所長")
    assert (found.weather, found.note, found.tomorrow) == ("晴", "熱中症に注意", "9時集合")
    assert len(found.open_points) == 6


def test_safety_and_shortages(centre: Centre, busy: BusyDay) -> None:
    plant(
        centre, "injury", day=ISO, kind="cut", name=OLD_FORMS, course="釘を踏んだ",
        treatment="clinic", at=at(9),
    )  # fmt: skip
    for tenths in (290, 312):
        plant(centre, "wbgt", day=ISO, hour=9, tenths=tenths, at=at(9))
    plant(centre, "stop_order", kind="heat", day=ISO, at=at(9, 30), lifted_at=at(9, 40))
    found = report(centre)
    assert [(injury.course, injury.treatment) for injury in found.injuries] == [
        ("釘を踏んだ", "受診")
    ]
    assert OLD_FORMS not in repr(found)
    assert found.heat == ((9, 312),)
    assert found.stops[0].startswith("9:30～9:40")
    assert [(short.name, short.missing) for short in found.shortages] == [("角スコップ", 15)]
    assert report(centre, TOOL_DESK).injuries[0].course == ""


# ---------------------------------------------------------------------------------- all of them


@pytest.mark.parametrize("code", list(PAPER_KINDS))
@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_paper_is_made_in_every_form_and_language(
    centre: Centre, busy: BusyDay, code: str, language: str
) -> None:
    kind = PAPER_KINDS[code]
    ids = {"team": tuple(busy.teams.values()), "people": tuple(busy.people.values()), "day": ()}
    for form in kind.forms:
        made = make(gathered(centre, code, form, *ids[kind.about], language=language))
        assert isinstance(made, MadePaper)
        assert made.content
        assert made.file_name.endswith({"csv_sjis": ".csv"}.get(form, f".{form}"))
        assert LONG_NAME not in made.file_name


@pytest.mark.parametrize(
    ("kind", "form", "access", "code"),
    [
        ("certificate", "pdf", CHIEF, "no_such_paper"),
        ("work_order", "xlsx", CHIEF, "no_such_form"),
        ("day_report", "pdf", Access("observer"), "read_only"),
        ("list_needs", "csv", TOOL_DESK, "other_section"),
        ("work_order", "pdf", CHIEF, "nothing_to_print"),
    ],
)
def test_what_cannot_be_made_is_refused(
    centre: Centre, kind: str, form: str, access: Access, code: str
) -> None:
    with pytest.raises(PaperRefused, match=code):
        gathered(centre, kind, form, access=access)


def test_records_of_prints_are_refused_like_the_papers(centre: Centre, busy: BusyDay) -> None:
    desk = Actor(EntityId(b"e" * 16), "訓練 道具", "member", frozenset({"equipment"}), False)
    assert centre.refuse(RecordPrint("list_needs", "csv"), desk).code == "other_section"
    assert centre.refuse(RecordPrint("list_needs", "pdf")).code == "no_such_form"
    assert centre.refuse(RecordPrint("day_report", copies=0)).code == "copies_odd"
    centre.do(RecordPrint("list_equipment", "csv", purpose=" 会議 "), desk)
    assert centre.rows("SELECT by_name, purpose, copies FROM live_print_record") == [
        ("訓練 道具", "会議", 1)
    ]
