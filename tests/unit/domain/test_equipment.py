"""The ledger of equipment."""

import pytest

from app.domain.equipment import (
    CONSUMABLE,
    LOAN,
    OUTSIDE,
    Holder,
    Move,
    balances,
    below_mark,
    correction,
    in_place,
    in_stock,
    more_than_stock,
    outstanding,
    owed_lots,
    refusal_to_return,
)

SHOVEL, MASK = b"shovel", b"mask"
YARD, WASH = b"yard", b"wash"
TEAM = b"team 3"
TYPES = {SHOVEL: LOAN, MASK: CONSUMABLE}
RECEIVED = Move(SHOVEL, 20, "receive", to_place=YARD)
LENT = Move(SHOVEL, 5, "lend", from_place=YARD, team=TEAM)


def test_what_a_team_fetched_is_with_the_team_until_it_comes_back() -> None:
    assert in_stock([RECEIVED, LENT], TYPES) == {SHOVEL: 15}
    (left,) = outstanding([RECEIVED, LENT], TYPES)
    assert (left.team, left.equipment, left.quantity) == (TEAM, SHOVEL, 5)
    back = Move(SHOVEL, 5, "return", to_place=WASH, team=TEAM)
    assert outstanding([RECEIVED, LENT, back], TYPES) == ()
    assert in_place([RECEIVED, LENT, back], TYPES, WASH) == {SHOVEL: 5}


@pytest.mark.parametrize("reason", ["lose", "damage"])
def test_what_a_team_lost_or_broke_is_no_longer_owed(reason: str) -> None:
    moves = [
        RECEIVED,
        LENT,
        Move(SHOVEL, 4, "return", to_place=YARD, team=TEAM),
        Move(SHOVEL, 1, reason, team=TEAM),
    ]
    assert outstanding(moves, TYPES) == ()
    assert in_stock(moves, TYPES) == {SHOVEL: 19}


def test_consumables_only_go_out() -> None:
    moves = [
        Move(MASK, 100, "receive", to_place=YARD),
        Move(MASK, 10, "lend", from_place=YARD, team=TEAM),
        Move(MASK, 2, "return", to_place=YARD, team=TEAM),
    ]
    assert outstanding(moves, TYPES) == ()
    assert in_stock(moves, TYPES) == {MASK: 92}


def test_a_team_that_brought_back_too_much_is_not_hidden() -> None:
    moves = [LENT, Move(SHOVEL, 6, "return", to_place=YARD, team=TEAM)]
    assert [row.quantity for row in outstanding(moves, TYPES)] == [-1]


def test_nothing_is_made_and_nothing_is_lost() -> None:
    moves = [RECEIVED, LENT, Move(SHOVEL, 2, "move", from_place=YARD, to_place=WASH)]
    found = balances(moves, TYPES)
    assert sum(found.values()) == 0
    assert found[SHOVEL, OUTSIDE] == -20
    assert found[SHOVEL, Holder(place=WASH)] == 2


def test_a_stock_take_keeps_the_effect_of_moves_it_did_not_know() -> None:
    counted = correction(SHOVEL, YARD, expected=20, counted=18)
    assert counted is not None
    assert in_place([RECEIVED, counted, LENT], TYPES, YARD) == {SHOVEL: 13}
    found_more = correction(SHOVEL, YARD, expected=20, counted=21)
    assert found_more is not None
    assert in_place([LENT, found_more, RECEIVED], TYPES, YARD) == {SHOVEL: 16}
    assert correction(SHOVEL, YARD, expected=20, counted=20) is None


def test_borrowed_lots_are_owed_until_all_of_them_went_back() -> None:
    first = Move(
        SHOVEL,
        20,
        "receive",
        to_place=YARD,
        ownership="free_loan",
        owner="訓練生協",
        id=b"lot 1",
        due_on="2026-08-31",
    )
    second = Move(
        SHOVEL, 5, "receive", to_place=YARD, ownership="stockyard", owner="県", id=b"lot 2"
    )
    bought = Move(SHOVEL, 9, "receive", to_place=YARD, ownership="bought", id=b"lot 3")
    back = Move(SHOVEL, 12, "give_back", from_place=YARD, lot=b"lot 1")
    borrowed = frozenset({"free_loan", "stockyard"})
    found = owed_lots([second, first, bought, back], borrowed)
    assert [(row.lot, row.quantity, row.owner) for row in found] == [
        (b"lot 1", 8, "訓練生協"),
        (b"lot 2", 5, "県"),
    ]
    rest = Move(SHOVEL, 8, "give_back", from_place=YARD, lot=b"lot 1")
    assert [row.lot for row in owed_lots([second, first, back, rest], borrowed)] == [b"lot 2"]


@pytest.mark.parametrize(
    ("returned", "lost", "damaged", "code"),
    [
        (5, 0, 0, None),
        (4, 1, 2, None),
        (0, 5, 0, None),
        (0, 0, 0, "quantity_positive"),
        (-1, 2, 0, "quantity_positive"),
        (2, 0, 3, "damaged_more_than_returned"),
        (5, 1, 0, "returned_more_than_out"),
    ],
)
def test_a_return_is_checked_against_what_is_out(
    returned: int, lost: int, damaged: int, code: str | None
) -> None:
    assert refusal_to_return(5, returned, lost, damaged) == code


def test_handing_out_more_than_the_book_says_is_worth_a_notice() -> None:
    assert more_than_stock(3, 4)
    assert not more_than_stock(3, 3)


def test_a_warning_needs_a_mark() -> None:
    assert below_mark({SHOVEL: 3}, {SHOVEL: 5, MASK: 0}) == (SHOVEL,)
    assert below_mark({SHOVEL: 5}, {SHOVEL: 5}) == ()
    assert below_mark({}, {MASK: 1}) == (MASK,)
