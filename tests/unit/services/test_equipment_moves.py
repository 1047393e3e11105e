"""Tools go out with a team and come back, in one act, and the books say where they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.services.command import Actor
from app.services.equipment import AddPlace
from app.services.equipment_moves import HandOut, ReturnFromTeam, ReturnLine, ToolLine
from app.services.equipment_stock import MoveStock
from tests.support.centres import open_centre
from tests.support.tool_desk import ToolDesk

DISPATCH = Actor(None, "送り出し 次郎", "member", frozenset({"dispatch"}), all_sections=False)
RECEPTION = Actor(None, "受付 三郎", "member", frozenset({"reception"}), all_sections=False)
SHOVEL, MASK = "shovel_square", "dust_mask"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ToolDesk]:
    with open_centre(tmp_path) as centre:
        yield ToolDesk(centre)


def test_what_goes_out_is_with_the_team_and_consumables_are_used_up(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    desk.receive(MASK, 100)
    team = desk.team("3班")
    desk.hand_out(team, shovel_square=5, dust_mask=10)
    assert (desk.stock(SHOVEL).ready, desk.stock(SHOVEL).out) == (15, 5)
    assert (desk.stock(MASK).ready, desk.stock(MASK).out) == (90, 0)
    assert desk.out() == {("3班", "角スコップ"): 5}


def test_one_act_brings_everything_back_to_where_it_belongs(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    desk.receive("bucket", 9)
    team = desk.team()
    desk.hand_out(team, shovel_square=6, bucket=3)
    lines = (
        ReturnLine(desk.id(SHOVEL), 5, damaged=2, lost=1, washed=False),
        ReturnLine(desk.id("bucket"), 3, washed=True),
    )
    desk.centre.do(ReturnFromTeam(team, lines))
    shovel = desk.stock(SHOVEL)
    assert (shovel.ready, shovel.washing, shovel.repair, shovel.out) == (14, 3, 2, 0)
    assert desk.stock("bucket").ready == 9
    assert desk.out() == {}


def test_a_part_may_come_back_first(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    team = desk.team("2班")
    desk.hand_out(team, shovel_square=6)
    desk.centre.do(ReturnFromTeam(team, (ReturnLine(desk.id(SHOVEL), 4),)))
    assert desk.out() == {("2班", "角スコップ"): 2}


def test_consumables_left_over_come_back_but_never_more_than_went_out(desk: ToolDesk) -> None:
    desk.receive(MASK, 100)
    team = desk.team()
    desk.hand_out(team, dust_mask=10)
    refused = desk.centre.refuse(ReturnFromTeam(team, (ReturnLine(desk.id(MASK), 11),)))
    assert refused.code == "returned_more_than_out"
    desk.centre.do(ReturnFromTeam(team, (ReturnLine(desk.id(MASK), 4),)))
    assert (desk.stock(MASK).ready, desk.stock(MASK).out) == (94, 0)


def test_more_than_the_book_has_goes_out_with_a_notice_and_is_shown_negative(
    desk: ToolDesk,
) -> None:
    desk.receive(SHOVEL, 2)
    done = desk.hand_out(desk.team(), shovel_square=5)
    (notice,) = done.notices  # type: ignore[attr-defined]
    assert notice.code == "equipment_more_than_stock"
    assert notice.params == {"name": "角スコップ", "there": 2, "quantity": 5, "unit": "本"}
    assert desk.stock(SHOVEL).ready == -3
    assert desk.stock(SHOVEL).negative


def test_a_line_is_taken_from_the_first_place_that_has_enough(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 3)
    yard = desk.centre.do(AddPlace("倉庫")).entity
    assert yard is not None
    desk.receive(SHOVEL, 8, place=yard)
    desk.hand_out(desk.team(), shovel_square=5)
    assert desk.stock(SHOVEL).at(yard) == 3
    desk.hand_out(desk.team("2班"), shovel_square=5)  # nowhere enough: what each has
    assert desk.stock(SHOVEL).at(desk.place("置き場")) == 0
    assert desk.stock(SHOVEL).at(yard) == 1


def test_undo_of_a_hand_out_puts_everything_back(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    done = desk.hand_out(desk.team(), shovel_square=5, dust_mask=1)
    desk.centre.undo(done)  # type: ignore[arg-type]
    assert desk.out() == {}
    assert desk.stock(SHOVEL).ready == 20
    assert desk.stock(MASK).ready == 0


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((0, 0, 0), "equipment_nothing_chosen"),
        ((-1, 0, 0), "quantity_positive"),
        ((2, 3, 0), "damaged_more_than_returned"),
        ((5, 0, 1), "returned_more_than_out"),
        ((0, 1, 1), "damaged_more_than_returned"),
    ],
)
def test_a_return_that_cannot_be_right_is_refused(
    desk: ToolDesk, line: tuple[int, int, int], code: str
) -> None:
    desk.receive(SHOVEL, 20)
    team = desk.team()
    desk.hand_out(team, shovel_square=5)
    returned, damaged, lost = line
    lines = (ReturnLine(desk.id(SHOVEL), returned, damaged, lost),)
    assert desk.centre.refuse(ReturnFromTeam(team, lines)).code == code
    assert desk.stock(SHOVEL).out == 5


def test_bad_hand_outs_are_refused_with_the_field(desk: ToolDesk) -> None:
    team, shovel = desk.team(), desk.id(SHOVEL)
    refuse = desk.centre.refuse
    assert refuse(HandOut(team, ())).code == "equipment_nothing_chosen"
    assert refuse(HandOut(team, (ToolLine(shovel, 0),))).code == "equipment_nothing_chosen"
    negative = refuse(HandOut(team, (ToolLine(shovel, -2),)))
    assert (negative.code, negative.field) == ("quantity_positive", shovel.hex())
    assert refuse(HandOut(team, (ToolLine(team, 1),))).code == "no_such_equipment"
    assert refuse(HandOut(shovel, (ToolLine(shovel, 1),))).code == "equipment_no_such_team"
    assert refuse(HandOut(team, (ToolLine(shovel, 1, team),))).code == "no_such_place"
    twice = (ToolLine(shovel, 1), ToolLine(shovel, 2))
    assert refuse(HandOut(team, twice)).code == "equipment_line_twice"
    gone = desk.team("9班", state="disbanded")
    assert refuse(HandOut(gone, (ToolLine(shovel, 1),))).code == "equipment_team_disbanded"


def test_the_send_off_desk_may_take_back_but_not_hand_out(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    team, shovel = desk.team(), desk.id(SHOVEL)
    desk.hand_out(team, shovel_square=2)
    lines = (ToolLine(shovel, 1),)
    assert desk.centre.refuse(HandOut(team, lines), DISPATCH).code == "other_section"
    back = ReturnFromTeam(team, (ReturnLine(shovel, 2),))
    assert desk.centre.refuse(back, RECEPTION).code == "other_section"
    desk.centre.do(back, DISPATCH)
    assert desk.out() == {}


def test_what_stands_in_the_ledger_names_who_and_when(desk: ToolDesk) -> None:
    desk.receive(SHOVEL, 20)
    to = desk.place("修理")
    desk.centre.do(MoveStock((ToolLine(desk.id(SHOVEL), 1),), to, "柄のひび"))
    rows = desk.centre.rows(
        "SELECT by_name, reason, quantity, note, at FROM live_stock_move WHERE reason = 'move'"
    )
    assert rows == [("Tasuki", "move", 1, "柄のひび", desk.centre.clock.now_ms())]
