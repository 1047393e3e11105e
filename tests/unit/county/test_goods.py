"""Shared equipment: counted at both ends, differences shown, sums equal on every replica."""

import random
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.county_goods import GoodsMove, loan_state, refusal_to_count, tally
from app.domain.tables_county import council_id
from app.services.county_goods import AddYard, OpenYard, SetKit, SetStock, StockLine, YardForm
from app.services.county_goods_counts import (
    CancelCount,
    DispatchLoan,
    ReceiveLoan,
    SendBack,
    SettleMissing,
    TakeBack,
)
from app.services.county_goods_requests import (
    AgreeLoan,
    AskForGoods,
    AskForm,
    DeclineLoan,
    EndGoodsRequest,
    LendDirectly,
    OfferForm,
    OfferGoods,
)
from app.store.queries.county_goods import RequestLine, StockRow, ledger, request_lines
from app.store.queries.county_goods_loans import (
    LoanRow,
    borrowed_from,
    differing,
    lent_to,
    loan_page,
    loan_row,
    loan_rows,
)
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County, open_county

BORROWER, LENDER, OTHER = "14203", "14205", "14207"
SHOVEL = "shovel_square"


def yard_of(centre: Centre, quantity: int = 60, name: str = "倉庫") -> EntityId:
    yard = centre.do(AddYard(YardForm(name))).entity
    assert yard is not None
    centre.do(SetStock(yard, (StockLine(SHOVEL, quantity), StockLine("bucket", 40))))
    return yard


def agreed(county: County, quantity: int = 50) -> EntityId:
    """A loan that both sides want, known to everybody."""
    lender, borrower = county.council(LENDER), county.council(BORROWER)
    yard = yard_of(lender)
    request = borrower.do(AskForGoods(((SHOVEL, quantity),), form=AskForm(place="湊町"))).entity
    county.meet_all()
    assert request is not None
    loan = lender.do(OfferGoods(request, OfferForm(quantity, yard, due_on="2026-09-01"))).entity
    county.meet_all()
    assert loan is not None
    borrower.do(AgreeLoan(loan))
    county.meet_all()
    return loan


def row(centre: Centre, loan: EntityId) -> LoanRow:
    found = centre.operation.read(lambda db: loan_row(db, loan))
    assert found is not None
    return found


def stock(centre: Centre) -> StockRow:
    (only,) = [one for one in centre.operation.read(ledger) if one.equipment == SHOVEL]
    return only


def request_of(centre: Centre) -> RequestLine:
    (only,) = centre.operation.read(request_lines)
    return only


def everybody(county: County) -> list[Centre]:
    return [county.hub, county.council(BORROWER), county.council(LENDER)]


def test_a_loan_from_the_request_until_the_last_item_is_home(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        lender, borrower = county.council(LENDER), county.council(BORROWER)
        loan = agreed(county)
        assert (row(lender, loan).state, stock(lender).free) == ("agreed", 10)
        assert request_of(borrower).state == "filled"
        county.clock.ms += 60_000
        lender.do(DispatchLoan(loan, 50, carrier="市の2トン車"))
        county.meet_all()
        assert row(borrower, loan).state == "dispatched"
        borrower.do(ReceiveLoan(loan, 50))
        county.meet_all()
        assert (row(lender, loan).state, row(lender, loan).sums.here) == ("received", 50)
        (part,) = borrower.operation.read(
            lambda db: borrowed_from(loan_rows(db), council_id(BORROWER))
        )
        assert (part.name, part.due_on) == ("藤沢市社協", "2026-09-01")
        borrower.do(SendBack(loan, 45, used_up=2, broken=1))
        county.meet_all()
        assert row(lender, loan).sums.on_way_back == 45
        done = lender.do(TakeBack(loan, 44, damaged=3, lost=1))
        assert done.notices == ()
        county.meet_all()
        sums = row(lender, loan).sums
        assert (sums.here, sums.owed, sums.gone) == (2, 2, 4)
        assert row(lender, loan).state == "received"
        borrower.do(SendBack(loan, 2))
        county.meet_all()
        lender.do(TakeBack(loan, 2))
        county.meet_all()
        for centre in everybody(county):
            assert row(centre, loan).state == "returned"
            assert not centre.operation.read(
                lambda db: borrowed_from(loan_rows(db), council_id(BORROWER))
            )
            # 60 are on the list; 4 are gone and 3 lie damaged until the yard is counted anew.
            assert (stock(centre).out, stock(centre).gone, stock(centre).free) == (0, 7, 53)
        county.clock.ms += 1000
        lender.do(SetStock(stock(lender).yard, (StockLine(SHOVEL, 56),)))
        assert (stock(lender).gone, stock(lender).free) == (0, 56)


def test_a_shortage_at_the_arrival_is_shown_at_both_ends_until_it_is_settled(
    tmp_path: Path,
) -> None:
    with open_county(tmp_path) as county:
        lender, borrower = county.council(LENDER), county.council(BORROWER)
        loan = agreed(county)
        lender.do(DispatchLoan(loan, 50))
        county.meet_all()
        assert not row(borrower, loan).differs  # on the way is no difference
        done = borrower.do(ReceiveLoan(loan, 47, note="角スコップ3本が見当たらない"))
        assert [(one.code, one.params) for one in done.notices] == [("loan_short", {"count": 3})]
        county.meet_all()
        for centre in everybody(county):
            found = row(centre, loan)
            assert (found.sums.missing, found.sums.here, found.sums.owed) == (3, 47, 50)
            assert [one.id for one in centre.operation.read(lambda db: differing(loan_rows(db)))]
        assert request_of(borrower).open == 3
        assert borrower.refuse(SettleMissing(loan, 1, "taken_back")).code == "county_not_yours"
        assert lender.refuse(SettleMissing(loan, 4, "lost")).code == "loan_more_than_missing"
        lender.do(SettleMissing(loan, 2, "taken_back", note="積み残し"))
        borrower.do(SettleMissing(loan, 1, "lost"))
        county.meet_all()
        for centre in everybody(county):
            found = row(centre, loan)
            assert (found.sums.missing, found.sums.here, found.sums.owed) == (0, 47, 47)
            assert (found.differs, found.sums.gone) == (False, 1)
        borrower.do(SendBack(loan, 47))
        lender.do(TakeBack(loan, 47))
        county.meet_all()
        assert row(borrower, loan).state == "returned"
        assert stock(lender).free == 60  # as counted when all moves have the hour of the count


def test_counts_that_do_not_know_of_each_other_add_up_alike_on_all_replicas(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        lender, borrower = county.council(LENDER), county.council(BORROWER)
        loan = agreed(county)
        lender.do(DispatchLoan(loan, 30))
        county.meet_all()
        # Links are down: the lender sends more, the borrower counts and sends back.
        lender.do(DispatchLoan(loan, 20))
        borrower.do(ReceiveLoan(loan, 50))
        borrower.do(SendBack(loan, 20))
        lender.do(TakeBack(loan, 20))
        county.hub.do(ReceiveLoan(loan, 50))  # the prefecture counted the same for the borrower
        county.meet_all()
        found = [row(centre, loan) for centre in everybody(county)]
        assert found[0] == found[1] == found[2]
        assert found[0].sums.missing == -50  # counted twice: shown, and taken back by who wrote it
        page = county.hub.operation.read(lambda db: loan_page(db, loan))
        assert page is not None
        twice = [one for one in page.counts if one.council == council_id("14000")]
        assert borrower.refuse(CancelCount(twice[0].id)).code == "county_not_yours"
        county.hub.do(CancelCount(twice[0].id))
        county.meet_all()
        for centre in everybody(county):
            sums = row(centre, loan).sums
            assert (sums.missing, sums.here, sums.owed) == (0, 30, 30)
            assert (stock(centre).out, stock(centre).free) == (30, 30)


def test_who_may_count_and_who_may_not(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        lender, borrower, other = (county.council(c) for c in (LENDER, BORROWER, OTHER))
        loan = agreed(county)
        county.meet_all()
        for command in (DispatchLoan(loan, 1), TakeBack(loan, 1)):
            assert borrower.refuse(command).code == "county_not_yours"
            assert other.refuse(command).code == "county_not_yours"
        for count in (ReceiveLoan(loan, 1), SendBack(loan, 1), AgreeLoan(loan)):
            assert lender.refuse(count).code == "county_not_yours"
        assert other.refuse(DeclineLoan(loan)).code == "county_not_yours"
        yard = stock(lender).yard
        for change in (SetStock(yard, (StockLine(SHOVEL, 1),)), OpenYard(yard, active=False)):
            assert other.refuse(change).code == "county_not_yours"
        county.hub.do(DispatchLoan(loan, 50))  # the prefecture may for a council that cannot
        assert lender.refuse(DispatchLoan(loan, -1)).code == "quantity_positive"
        assert borrower.refuse(SendBack(loan, 1)).code == "loan_more_than_here"
        assert (
            lender.refuse(DispatchLoan(loan, 1, note="山田さん宅へ")).code
            == "county_looks_personal"
        )
        assert other.refuse(SetKit("初動", ((SHOVEL, 10),))).code == "county_prefecture_only"
        named = SetKit("山田さんのセット", ((SHOVEL, 10),))
        assert county.hub.refuse(named).code == "county_looks_personal"
        private = AddYard(YardForm("倉庫", phone="090-0000-0010"))
        assert other.refuse(private).code == "county_looks_personal"


def test_offers_requests_and_what_may_be_called_off(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        lender, borrower = county.council(LENDER), county.council(BORROWER)
        yard = yard_of(lender, 30)
        kit = county.hub.do(SetKit("初動セットA", ((SHOVEL, 10), ("bucket", 5)))).entity
        county.meet_all()
        borrower.do(AskForGoods(kit=kit, kits=3))
        county.meet_all()
        asked = {one.equipment: one for one in lender.operation.read(request_lines)}
        assert {code: one.quantity for code, one in asked.items()} == {SHOVEL: 30, "bucket": 15}
        assert {one.kit_name for one in asked.values()} == {"初動セットA"}
        request = asked[SHOVEL].id
        much = lender.do(OfferGoods(request, OfferForm(40, yard)))
        assert [one.code for one in much.notices] == ["goods_more_than_free"]
        lender.undo(much)
        first = lender.do(OfferGoods(request, OfferForm(20, yard))).entity
        assert first is not None
        county.meet_all()
        assert lender.refuse(DispatchLoan(first, 20)).code == "loan_not_agreed"
        assert borrower.refuse(AgreeLoan(first, 21)).code == "loan_more_than_offered"
        yes = borrower.do(AgreeLoan(first, 15))
        borrower.undo(yes)
        borrower.do(AgreeLoan(first, 15))
        assert borrower.refuse(EndGoodsRequest(request, withdrawn=True)).code == "goods_promised"
        borrower.do(EndGoodsRequest(request))
        county.meet_all()
        assert lender.refuse(OfferGoods(request, OfferForm(1, yard))).code == "goods_request_over"
        assert stock(lender).promised == 15
        lender.do(DeclineLoan(first, "車が出せない"))
        county.meet_all()
        assert (row(borrower, first).state, stock(borrower).free) == ("declined", 30)
        assert borrower.refuse(ReceiveLoan(first, 1)).code == "loan_declined"


def test_where_contact_is_lost_a_council_lends_without_a_yes(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        lender, borrower = county.council(LENDER), county.council(BORROWER)
        yard = yard_of(lender)
        done = lender.do(LendDirectly(council_id(BORROWER), SHOVEL, OfferForm(10, yard)))
        loan = done.entity
        assert loan is not None
        lender.do(DispatchLoan(loan, 10))
        assert lender.refuse(DeclineLoan(loan)).code == "loan_has_left"
        county.meet_all()
        borrower.do(ReceiveLoan(loan, 10))
        county.meet_all()
        (part,) = lender.operation.read(lambda db: lent_to(loan_rows(db), council_id(LENDER)))
        assert (part.name, part.loans[0].sums.here) == ("平塚市社協", 10)
        assert (
            lender.refuse(LendDirectly(council_id(LENDER), SHOVEL, OfferForm(1, yard))).code
            == "goods_own_request"
        )


def test_sums_do_not_depend_on_the_order_in_which_counts_are_known() -> None:
    moves = (
        GoodsMove("dispatched", 10), GoodsMove("received", 8), GoodsMove("lost", 2, on_way=True),
        GoodsMove("sent_back", 6), GoodsMove("used_up", 1), GoodsMove("taken_back", 6, damaged=1),
    )  # fmt: skip
    known = {tally(order) for order in permutations(moves)}
    assert len(known) == 1
    (sums,) = known
    assert (sums.owed, sums.here, sums.missing, sums.missing_back) == (1, 1, 0, 0)


def test_units_are_neither_made_nor_lost_whatever_is_counted() -> None:
    seed = 44
    print("seed", seed)
    rng = random.Random(seed)
    for _ in range(300):
        sent = rng.randint(0, 30)
        moves = [GoodsMove("dispatched", sent)]
        here = arrived = rng.randint(0, sent)
        moves.append(GoodsMove("received", arrived))
        settled = rng.randint(0, sent - arrived)
        moves.append(GoodsMove("lost", settled, on_way=True))
        back, used = rng.randint(0, here), 0
        moves.append(GoodsMove("sent_back", back))
        used = rng.randint(0, here - back)
        moves.append(GoodsMove("used_up", used))
        home = rng.randint(0, back)
        moves.append(GoodsMove("taken_back", home))
        sums = tally(rng.sample(moves, len(moves)))
        missing = sent - arrived - settled
        assert sums.missing == missing
        assert sums.here == arrived - used - back
        assert sums.owed == sums.here + missing + (back - home)
        assert sums.owed + home + sums.gone == sent


@pytest.mark.parametrize(
    ("stored", "moves", "state"),
    [
        ("offered", (), "offered"),
        ("declined", (), "declined"),
        ("declined", (GoodsMove("dispatched", 2),), "dispatched"),
        ("agreed", (GoodsMove("dispatched", 5), GoodsMove("received", 0)), "received"),
        ("agreed", (GoodsMove("received", 5),), "received"),
        ("agreed", (GoodsMove("received", 5), GoodsMove("sent_back", 5)), "returning"),
        ("agreed", (GoodsMove("dispatched", 5), GoodsMove("taken_back", 5)), "returned"),
    ],
)
def test_how_far_a_loan_is_follows_from_its_moves(
    stored: str, moves: tuple[GoodsMove, ...], state: str
) -> None:
    assert loan_state(stored, tally(moves)) == state


def test_counts_are_whole_and_say_something() -> None:
    assert refusal_to_count(0, 0) == "quantity_positive"
    assert refusal_to_count(3, -1) == "quantity_positive"
    assert refusal_to_count(0, 2) is None
