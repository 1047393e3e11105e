"""One day of a centre with everything on it, and with the longest names and addresses there are.

Three teams (one out and late, one back and short of a head, one back and right), a crisis that
nobody was told of, tools with a team, a group of eight with three names, a duplicate volunteer.
"""

from dataclasses import dataclass

from app.domain.calendar_jp import instant_of
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.outputs.samples import (
    BEYOND_BMP,
    DAY,
    LONG_ADDRESS,
    LONG_KANA,
    LONG_NAME,
    OLD_FORMS,
    VARIANT,
)
from tests.support.centres import Centre
from tests.support.planting import plant

ISO = DAY.isoformat()


def at(hour: int, minute: int = 0) -> int:
    return instant_of(DAY, hour * 60 + minute)


@dataclass(frozen=True)
class BusyDay:
    """Ids by what they are."""

    people: dict[str, EntityId]
    check_ins: dict[EntityId, EntityId]  # by person
    needs: dict[str, EntityId]
    teams: dict[str, EntityId]
    tools: dict[str, EntityId]


def busy_day(centre: Centre) -> BusyDay:
    check_ins: dict[EntityId, EntityId] = {}
    people = _people(centre, check_ins)
    needs = _needs(centre)
    tools = _tools(centre)
    busy = BusyDay(people, check_ins, needs, {}, tools)
    busy.teams.update(_teams(centre, busy))
    return busy


def _people(centre: Centre, check_ins: dict[EntityId, EntityId]) -> dict[str, EntityId]:
    def person(number: str, name: str, minute: int, **more: Value) -> EntityId:
        found = plant(centre, "volunteer", number=number, name=name, **more)
        policy: dict[str, Value] = {"plan": "quake", "enrolled_at": at(-24), "paid_by": "self"}
        if not more.get("insurance_claim"):
            plant(centre, "insurance", volunteer=found, **policy)
        check_ins[found] = plant(
            centre, "check_in", volunteer=found, day=ISO, at=at(9, minute), heads=1, desk="A",
            first_time=not more.get("experience"), means="search",
        )  # fmt: skip
        return found

    first = person(
        "A-0001", LONG_NAME, 1, kana=LONG_KANA, address=LONG_ADDRESS, phone="090-0000-0011",
        postal_code="2310000", sex="male", born_on="1958-04-02", experience=True,
        emergency_name=OLD_FORMS, emergency_relation="長女", emergency_phone="090-0000-0012",
    )  # fmt: skip
    people = {
        "long": first,
        "old": person(
            "A-0002", OLD_FORMS, 2, kana="たかはし さきこ", experience=True, sex="female"
        ),
        "bmp": person("A-0003", BEYOND_BMP, 3, phone="090-0000-0013", age_band="30s"),
        "variant": person("A-0004", VARIANT, 40, insurance_claim="none"),
        "again": person("A-0005", OLD_FORMS, 45, kana="たかはし さきこ"),
    }
    plant(centre, "alias", kind="volunteer", from_id=people["again"], to_id=people["old"])
    group = plant(
        centre, "volunteer_group", number="A-0006", name="架空大学髙﨑ボランティア会", heads=8,
        phone="045-000-0000", uninsured=0, address="神奈川県横浜市中区架空町9-9",
    )  # fmt: skip
    for place, name in enumerate((BEYOND_BMP, "架空 花子", "架空 次郎"), 1):
        plant(centre, "group_member", group_=group, position=place, name=name, is_leader=place == 1)
    check_ins[group] = plant(
        centre, "check_in", group_=group, day=ISO, at=at(9, 5), heads=8, desk="A", means="group"
    )
    return {**people, "group": group}


def _needs(centre: Centre) -> dict[str, EntityId]:
    def need(number: str, status: str, hour: int, **more: Value) -> EntityId:
        times = {"received_at": at(hour), "status_at": at(hour)}
        return plant(
            centre, "need", number=number, status=status, **{"town": "架空町", **times, **more}
        )

    needs = {
        "out": need(
            "N-0001", "in_progress", 8, kinds=("mud_removal", "furniture_out"), people=5,
            tools=("shovel_square",), dangers=("glass_nails",), inspection="yellow",
            parking="架空公民館に2台", waste_site="運動公園",
        ),
        "crisis": need("N-0002", "received", 9, crisis=True, received_by="訓練 受付"),
        "ready": need("N-0003", "ready", -40, kinds=("mud_removal",), people=4),
        "done": need("N-0004", "completed", 7, completed_on=ISO),
        "declined": need("N-0005", "declined", 7, reason="danger"),
        "merged": need("N-0006", "duplicate_merged", 9),
        "reported": need("N-0007", "reported", 8, people=3),
    }  # fmt: skip
    plant(
        centre, "need_private", needs["out"], name=LONG_NAME, kana=LONG_KANA,
        phone="090-0000-0021", postal_code="2310000", address=LONG_ADDRESS,
        building="架空ハイツ203号室", directions="バス停「架空橋」の裏手",
        affected_name=VARIANT, affected_phone="090-0000-0022", pet_note="犬 2頭",
        request="玄関と台所の泥を出す。写真の入った箱は捨てずにご本人へ。", health="聞いた病名",
    )  # fmt: skip
    plant(
        centre, "need_private", needs["crisis"], name=OLD_FORMS, phone="090-0000-0023",
        address="神奈川県横浜市中区架空町2-2", crisis_note="ひとり暮らし、水が出ない",
    )  # fmt: skip
    visit = plant(
        centre, "survey", need=needs["out"], state="done", visited_at=at(8, 30), attempt=1
    )
    plant(
        centre, "survey_private", visit, attendee="ご本人と息子さん", at_home="9時から16時",
        tilt_gas_leak="台所の床がゆるんでいる", carry_to="仮置場の北門",
    )  # fmt: skip
    return needs


def _tools(centre: Centre) -> dict[str, EntityId]:
    place = plant(centre, "place", name="本部倉庫", kind="stock", position=1)
    shovel = plant(
        centre, "equipment", code="shovel_square", name="角スコップ", unit="本", type="loan",
        position=1, low_mark=30,
    )  # fmt: skip
    bags = plant(
        centre, "equipment", code="sandbag", name="土のう袋", unit="枚", type="consumable",
        position=2,
    )  # fmt: skip
    plant(
        centre, "stock_move", equipment=shovel, to_place=place, quantity=20, at=at(7),
        reason="receive", ownership="free_loan", owner="架空市社会福祉協議会", due_on="2026-09-30",
    )  # fmt: skip
    plant(
        centre, "stock_move", equipment=bags, to_place=place, quantity=500, at=at(7),
        reason="receive", ownership="bought",
    )  # fmt: skip
    return {"place": place, "shovel": shovel, "bags": bags}


def _teams(centre: Centre, busy: BusyDay) -> dict[str, EntityId]:
    people, needs, tools = busy.people, busy.needs, busy.tools
    out = plant(
        centre, "team", number="1班", day=ISO, need=needs["out"], kind="normal", state="out",
        leader=people["long"], phone="090-0000-0031", sent_at=at(9, 10), heads_out=5, slot="am",
        planned_return_at=at(9, 30), vehicle_note="センター軽トラック1号",
    )  # fmt: skip
    for key, heads in (("long", 1), ("old", 1), ("bmp", 1), ("group", 2)):
        whom = {"group_" if key == "group" else "volunteer": people[key]}
        plant(
            centre, "team_member", team=out, check_in=busy.check_ins[people[key]], heads=heads,
            is_leader=key == "long", **whom,
        )  # fmt: skip
    plant(centre, "tool_list", team=out, equipment=tools["shovel"], quantity=5)
    plant(centre, "tool_list", team=out, equipment=tools["bags"], quantity=40)
    plant(
        centre, "stock_move", equipment=tools["shovel"], from_place=tools["place"], quantity=5,
        at=at(9, 5), reason="lend", team=out,
    )  # fmt: skip
    short = plant(
        centre, "team", number="2班", day=ISO, need=needs["reported"], state="back",
        sent_at=at(8, 30), returned_at=at(9, 20), heads_out=4, heads_back=3,
    )  # fmt: skip
    whole = plant(
        centre, "team", number="3班", day=ISO, need=needs["done"], state="back",
        sent_at=at(8, 30), returned_at=at(9, 20), heads_out=4, heads_back=4,
    )  # fmt: skip
    return {"out": out, "short": short, "whole": whole}
