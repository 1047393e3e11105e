"""A loan in the books of the borrower's own centre: in with the count, out with the return."""

from pathlib import Path

from app.services.county_goods_stock import EnterLoan, LeaveLoan, loan_ownership, lot_of_count
from app.services.equipment_stock import CancelMove
from app.store.queries.equipment import stock_rows
from app.store.queries.equipment_history import borrowed_rows
from sync.core.ids import EntityId
from tests.support.centres import Centre, open_centre

FIRST, SECOND = EntityId(bytes(15) + b"\x01"), EntityId(bytes(15) + b"\x02")


def entered(centre: Centre, count: EntityId, quantity: int) -> EnterLoan:
    command = EnterLoan(
        count, "L-C-1", "shovel_square", quantity, "藤沢市社協", "other_council", "2026-08-20"
    )
    centre.do(command)
    return command


def ready(centre: Centre) -> int:
    return sum(row.ready for row in centre.operation.read(stock_rows))


def left(centre: Centre) -> dict[bytes, int]:
    codes = frozenset({"other_council", "stockyard"})
    rows = centre.operation.read(lambda db: borrowed_rows(db, codes))
    return {row.lot: row.left for row in rows}


def test_what_arrived_stands_in_the_books_as_borrowed_from_the_lender_once(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        again = entered(centre, FIRST, 27)
        assert centre.refuse(again).code == "loan_in_books"  # the same tap on another device
        rows = centre.rows(
            "SELECT ownership, owner, quantity, due_on, note, reason FROM live_stock_move"
        )
        assert rows == [("other_council", "藤沢市社協", 27, "2026-08-20", "L-C-1", "receive")]
        (name,) = centre.rows("SELECT name, unit, code FROM live_equipment")
        assert name == ("角スコップ", "本", "shovel_square")
        assert (ready(centre), left(centre)) == (27, {lot_of_count(FIRST): 27})


def test_a_return_leaves_the_books_over_several_arrivals_the_first_one_first(
    tmp_path: Path,
) -> None:
    with open_centre(tmp_path) as centre:
        entered(centre, FIRST, 27)
        entered(centre, SECOND, 3)
        centre.do(LeaveLoan((FIRST, SECOND), 28, 1, "L-C-1"))
        back = centre.rows(
            "SELECT lot, quantity, from_place IS NULL FROM live_stock_move "
            "WHERE reason = 'give_back' ORDER BY lot, quantity"
        )
        first, second = lot_of_count(FIRST), lot_of_count(SECOND)
        assert sorted(back, key=str) == sorted(
            [(first, 27, 0), (second, 1, 0), (second, 1, 1)], key=str
        )
        assert left(centre) == {second: 1}
        assert ready(centre) == 2  # one of these is the missing one: it left when it was lost
        centre.do(LeaveLoan((FIRST, SECOND), 1))
        assert left(centre) == {}
        assert centre.refuse(LeaveLoan((FIRST, SECOND), 1)).code == "loan_not_in_books"
        assert centre.refuse(LeaveLoan((FIRST,), 0)).code == "quantity_positive"
        none = EnterLoan(lot_of_count(FIRST), "L", "shovel_square", 0, "x")
        assert (centre.refuse(none).code, left(centre)) == ("quantity_positive", {})


def test_a_count_that_was_wrong_leaves_the_books_too_and_may_come_again(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        command = entered(centre, FIRST, 27)
        centre.do(CancelMove(lot_of_count(FIRST)))
        assert (ready(centre), left(centre)) == (0, {})
        centre.do(command)
        assert ready(centre) == 27
        assert centre.refuse(EnterLoan(SECOND, "L", "no_such", 1, "x")).code == "no_such_code"


def test_undo_of_the_return_puts_it_back_into_the_books(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        entered(centre, FIRST, 5)
        done = centre.do(LeaveLoan((FIRST,), 5))
        centre.undo(done)
        assert (ready(centre), left(centre)) == (5, {lot_of_count(FIRST): 5})


def test_a_stockyard_is_told_from_another_council() -> None:
    assert loan_ownership("stockyard") == "stockyard"
    assert loan_ownership("store") == loan_ownership("") == "other_council"
