"""Lots come in and go back, things are washed, moved, counted; lines can be taken back later."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.equipment_drafts import code_lists, give_back_codes
from app.services.equipment_moves import ReturnFromTeam, ReturnLine, ToolLine
from app.services.equipment_stock import (
    CancelMove,
    CountLine,
    CountStock,
    GiveBack,
    MoveStock,
    ReceiveStock,
    TakeOut,
    WashDone,
)
from app.store.queries.equipment_history import borrowed_rows, history_of
from sync.core.ids import EntityId
from tests.support.centres import open_centre
from tests.support.tool_desk import ToolDesk

SHOVEL, MASK = "shovel_square", "dust_mask"
GIVE_BACK = frozenset({"free_loan", "paid_loan", "stockyard", "other_council", "brought"})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ToolDesk]:
    with open_centre(tmp_path) as centre:
        yield ToolDesk(centre)


def borrowed(desk: ToolDesk) -> list[tuple[str, int, int]]:
    rows = desk.centre.operation.read(lambda db: borrowed_rows(db, GIVE_BACK))
    return [(row.owner, row.received, row.left) for row in rows]


def test_a_lot_comes_into_the_first_store_and_is_owed_to_its_owner(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 30, ownership="free_loan", owner="訓練市 土木課", due_on="2026-08-31")
    desk.receive(SHOVEL, 5)
    assert desk.stock(SHOVEL).at(desk.place("置き場")) == 35
    assert borrowed(desk) == [("訓練市 土木課", 30, 30)]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"quantity": 0}, "quantity_positive", "quantity"),
        ({"quantity": 10_000_000}, "quantity_positive", "quantity"),
        ({"ownership": "stolen"}, "equipment_no_such_code", "ownership"),
        ({"ownership": "paid_loan", "owner": "  "}, "equipment_owner_missing", "owner"),
        ({"due_on": "8月末"}, "equipment_due_unreadable", "due_on"),
        ({"place": EntityId(b"x" * 16)}, "no_such_place", "place"),
        ({"equipment": EntityId(b"x" * 16)}, "no_such_equipment", "equipment"),
    ],
)
def test_a_receipt_that_cannot_be_right_is_refused(
    desk: ToolDesk, values: dict[str, object], code: str, field: str
) -> None:
    given: dict[str, object] = {"equipment": desk.id(SHOVEL), "quantity": 3, **values}
    refused = desk.centre.refuse(ReceiveStock(**given))  # type: ignore[arg-type]
    assert (refused.code, refused.field) == (code, field)


def test_a_borrowed_lot_goes_back_in_parts_and_what_is_missing_is_settled(desk: ToolDesk) -> None:
    lot = desk.receive(SHOVEL, 10, ownership="stockyard", owner="県央ストックヤード")
    desk.centre.do(TakeOut(desk.id(SHOVEL), 1, "lose"))
    desk.centre.do(GiveBack(lot, 4))
    assert borrowed(desk) == [("県央ストックヤード", 10, 6)]
    assert desk.centre.refuse(GiveBack(lot, 6, missing=1)).params == {"owed": 6}
    desk.centre.do(GiveBack(lot, 5, missing=1, note="1本は弁償"))
    assert borrowed(desk) == []
    assert desk.stock(SHOVEL).ready == 0
    assert desk.centre.refuse(GiveBack(lot, 1)).code == "equipment_more_than_owed"


def test_only_borrowed_lots_can_be_given_back(desk: ToolDesk) -> None:
    lot = desk.receive(SHOVEL, 10)
    assert desk.centre.refuse(GiveBack(lot, 1)).code == "equipment_no_such_lot"
    owed = desk.receive(SHOVEL, 10, ownership="brought", owner="訓練大学")
    assert desk.centre.refuse(GiveBack(owed, 0)).code == "quantity_positive"
    assert desk.centre.refuse(GiveBack(owed, -1, missing=2)).code == "quantity_positive"


def test_washed_things_go_back_on_the_shelf(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 8)
    team = desk.team()
    desk.hand_out(team, shovel_square=5)
    desk.centre.do(ReturnFromTeam(team, (ReturnLine(desk.id(SHOVEL), 5, washed=False),)))
    assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).washing) == (3, 5)
    desk.centre.do(WashDone((ToolLine(desk.id(SHOVEL), 4),)))
    assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).washing) == (7, 1)


def test_things_are_moved_between_places(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 8)
    store, repair = desk.place("置き場"), desk.place("修理")
    line = ToolLine(desk.id(SHOVEL), 2, store)
    desk.centre.do(MoveStock((line,), repair))
    assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).repair) == (6, 2)
    assert desk.centre.refuse(MoveStock((line,), store)).code == "equipment_same_place"
    assert desk.centre.refuse(MoveStock((), store)).code == "equipment_nothing_chosen"


def test_what_leaves_for_good_says_how(desk: ToolDesk) -> None:
    desk.receive(MASK, 50)
    desk.centre.do(TakeOut(desk.id(MASK), 20, note="受付で配布"))
    assert desk.stock(MASK).ready == 30
    gone = TakeOut(desk.id(MASK), 1, "give_back")
    assert desk.centre.refuse(gone).code == "equipment_no_such_code"


def test_a_stock_take_writes_the_difference_and_the_count(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    desk.receive("bucket", 7)
    store, shovel, bucket = desk.place("置き場"), desk.id(SHOVEL), desk.id("bucket")
    lines = (CountLine(shovel, 20, 18), CountLine(bucket, 7, 7))
    done = desk.centre.do(CountStock(store, lines))
    assert desk.stock(SHOVEL).ready == 18
    rows = desk.centre.rows("SELECT expected, counted FROM live_stock_count ORDER BY counted")
    assert rows == [(7, 7), (20, 18)]
    desk.centre.undo(done)
    assert desk.stock(SHOVEL).ready == 20
    assert desk.centre.rows("SELECT 1 FROM live_stock_count") == []


def test_a_hand_out_that_the_counter_did_not_know_of_still_counts(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    desk.hand_out(desk.team(), shovel_square=5)  # while somebody counts 19, expecting 20
    desk.centre.do(CountStock(desk.place("置き場"), (CountLine(desk.id(SHOVEL), 20, 19),)))
    assert desk.stock(SHOVEL).ready == 14


def test_a_count_below_zero_or_of_nothing_is_refused(desk: ToolDesk) -> None:
    store, shovel = desk.place("置き場"), desk.id(SHOVEL)
    refuse = desk.centre.refuse
    below = refuse(CountStock(store, (CountLine(shovel, 1, -1),)))
    assert (below.code, below.field) == ("equipment_quantity_negative", shovel.hex())
    assert refuse(CountStock(store, ())).code == "equipment_nothing_chosen"
    assert refuse(CountStock(shovel, (CountLine(shovel, 1, 1),))).code == "no_such_place"


def test_a_line_of_the_ledger_can_be_taken_back_later(desk: ToolDesk) -> None:
    lot = desk.receive(SHOVEL, 20, ownership="free_loan", owner="訓練工務店")
    desk.centre.do(GiveBack(lot, 3))
    assert desk.centre.refuse(CancelMove(lot)).code == "equipment_lot_given_back"
    shovel = desk.id(SHOVEL)
    newest, oldest = desk.centre.operation.read(lambda db: history_of(db, shovel))
    assert (newest.reason, oldest.reason) == ("give_back", "receive")
    desk.centre.do(CancelMove(newest.id))
    assert borrowed(desk) == [("訓練工務店", 20, 20)]
    assert desk.centre.refuse(CancelMove(newest.id)).code == "equipment_no_such_move"
    desk.centre.do(CancelMove(lot))
    assert desk.stock(SHOVEL).ready == 0


def test_which_ownership_obliges_comes_from_the_code_list(desk: ToolDesk) -> None:
    operation = desk.centre.operation
    context = operation._context(operation.working_set.reader(), desk.centre.actor)
    assert give_back_codes(code_lists(context)) == GIVE_BACK
