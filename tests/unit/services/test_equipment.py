"""The catalogue: each name, code and label once; what was used is retired, never deleted."""

from dataclasses import dataclass

import pytest

from app.services.command import Accepted, Command, Decision, decides
from app.services.context import Context
from app.services.equipment import (
    AddEquipment,
    AddPlace,
    EditEquipment,
    EditPlace,
    RetireEquipment,
    StartCatalogue,
)
from app.services.equipment_drafts import Lot, Thing, draft_equipment, draft_place, draft_receipt
from app.store.queries.equipment import equipment_rows, place_rows
from sync.core.ids import EntityId, imported_entity_id
from tests.support.centres import Centre
from tests.support.tool_desk import ToolDesk


@pytest.fixture
def desk(centre: Centre) -> ToolDesk:
    return ToolDesk(centre)


def names(centre: Centre) -> list[str]:
    return [row.name for row in centre.operation.read(equipment_rows)]


def test_the_standard_catalogue_comes_by_one_tap_with_its_places(centre: Centre) -> None:
    done = centre.do(StartCatalogue())
    rows = centre.operation.read(equipment_rows)
    assert len(rows) > 40
    assert (rows[0].code, rows[0].name, rows[0].unit) == ("shovel_square", "角スコップ", "本")
    assert {row.type for row in rows} == {"loan", "consumable", "vehicle", "facility"}
    kinds = [(row.name, row.kind) for row in centre.operation.read(place_rows)]
    assert kinds == [("置き場", "stock"), ("洗い場", "washing"), ("修理", "repair")]
    assert centre.refuse(StartCatalogue()).code == "catalogue_is_there"
    centre.undo(done)
    assert names(centre) == []
    centre.do(StartCatalogue())
    assert len(names(centre)) == len(rows)


def test_some_of_the_standard_catalogue_and_the_rest_later(centre: Centre) -> None:
    centre.do(StartCatalogue(("bucket", "boots")))
    assert names(centre) == ["バケツ", "長靴(踏抜防止)"]
    assert centre.refuse(StartCatalogue(("rocket",))).params == {"code": "rocket"}
    centre.do(StartCatalogue())
    assert len(names(centre)) == len(set(names(centre))) > 40


def test_an_own_thing_under_a_standard_name_takes_the_standard_code(centre: Centre) -> None:
    own = centre.do(AddEquipment("バ ケツ", "個")).entity
    centre.do(StartCatalogue())
    (found,) = [row for row in centre.operation.read(equipment_rows) if row.code == "bucket"]
    assert (found.id, found.name) == (own, "バ ケツ")


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AddEquipment("  "), "equipment_name_missing", "name"),
        (AddEquipment("角ｽｺｯﾌﾟ"), "equipment_known", "name"),
        (AddEquipment("鍬", code="Kuwa!"), "equipment_code_form", "code"),
        (AddEquipment("鍬", code="bucket"), "equipment_known", "code"),
        (AddEquipment("鍬", type="toy"), "equipment_no_such_code", "type"),
        (AddEquipment("鍬", low_mark=-1), "equipment_quantity_negative", "low_mark"),
        (AddEquipment("鍬", label="bucket"), "equipment_label_taken", "label"),
        (AddPlace(" "), "place_name_missing", "name"),
        (AddPlace("置き場"), "place_known", "name"),
        (AddPlace("裏", "cellar"), "equipment_no_such_code", "kind"),
        (EditPlace(EntityId(b"x" * 16)), "no_such_place", None),
        (EditEquipment(EntityId(b"x" * 16)), "no_such_equipment", None),
        (RetireEquipment(EntityId(b"x" * 16)), "no_such_equipment", None),
    ],
)
def test_what_cannot_be_right_is_refused(
    desk: ToolDesk, command: Command, code: str, field: str | None
) -> None:
    refused = desk.centre.refuse(command)
    assert (refused.code, refused.field) == (code, field)


def test_editing_changes_what_was_given_and_only_that(desk: ToolDesk) -> None:
    bucket = desk.id("bucket")
    desk.centre.do(EditEquipment(bucket, low_mark=10, label="Ｔ－０１２"))
    item = desk.stock("bucket").item
    assert (item.name, item.unit, item.low_mark, item.label) == ("バケツ", "個", 10, "T-012")
    desk.centre.do(EditEquipment(bucket, name="バケツ(大)", note="", label=""))
    assert desk.stock("bucket").item.name == "バケツ(大)"
    assert desk.stock("bucket").item.label == ""
    again = EditEquipment(desk.id("joren"), name="バケツ（大）")
    assert desk.centre.refuse(again).code == "equipment_known"


def test_the_type_stays_while_a_team_has_some_of_it(desk: ToolDesk) -> None:
    desk.receive("bucket", 5)
    desk.hand_out(desk.team(), bucket=2)
    change = EditEquipment(desk.id("bucket"), type="consumable")
    assert desk.centre.refuse(change).code == "equipment_type_in_use"
    desk.centre.do(EditEquipment(desk.id("joren"), type="consumable"))


def test_what_is_out_cannot_be_retired_and_what_is_retired_keeps_its_ledger(
    desk: ToolDesk,
) -> None:
    desk.receive("bucket", 5)
    bucket = desk.id("bucket")
    done = desk.hand_out(desk.team(), bucket=2)
    refused = desk.centre.refuse(RetireEquipment(bucket))
    assert refused.params == {"name": "バケツ", "quantity": 2}
    desk.centre.undo(done)  # type: ignore[arg-type]
    desk.centre.do(RetireEquipment(bucket))
    assert "バケツ" not in names(desk.centre)
    assert desk.stock("bucket").ready == 5
    desk.centre.do(RetireEquipment(bucket, retired=False))
    assert "バケツ" in names(desk.centre)


def test_a_place_is_closed_only_when_it_is_empty(desk: ToolDesk) -> None:
    yard = desk.centre.do(AddPlace("北倉庫", "stockyard")).entity
    assert yard is not None
    desk.receive("bucket", 5, place=yard)
    assert desk.centre.refuse(EditPlace(yard, active=False)).code == "place_not_empty"
    desk.centre.do(EditPlace(yard, name="南倉庫"))
    assert desk.place("南倉庫") == yard


@dataclass(frozen=True)
class ReadList(Command):
    """A list with two lots of one new thing and one of a known one, as an import drafts it."""

    bucket: int = 12


@decides(ReadList)
def read_list(command: ReadList, ctx: Context) -> Decision:
    for row, (name, code, quantity) in enumerate(
        [("高枝切り鋏", "", 2), ("高枝切り鋏", "", 3), ("バケツ", "bucket", command.bucket)]
    ):
        item = draft_equipment(ctx, Thing(name, "本", code=code))
        place = draft_place(ctx, "北倉庫")
        lot = Lot(quantity, "other_council", "隣町社協")
        draft_receipt(ctx, item, lot, place, identifier=imported_entity_id("list", f"row {row}"))
    return Accepted()


def test_a_list_adds_to_what_is_known_and_a_second_time_changes_nothing(desk: ToolDesk) -> None:
    desk.receive("bucket", 5)
    done = desk.centre.do(ReadList())
    assert desk.stock("bucket").ready == 17
    (scissors,) = [name for name in names(desk.centre) if name == "高枝切り鋏"]
    assert scissors
    again = desk.centre.do(ReadList(bucket=99))
    assert not again.changes.ids
    desk.centre.undo(done)
    assert desk.stock("bucket").ready == 5
    desk.centre.do(ReadList())
    assert desk.stock("bucket").ready == 17
    assert names(desk.centre).count("高枝切り鋏") == 1
