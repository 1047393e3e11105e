"""Requests, offers and counts of loans: what is refused, which field is to blame, what stays."""

import pytest

from app.domain.tables_county import council_id
from app.services.command import Command
from app.services.county_goods import (
    QUANTITY_MAX,
    AddYard,
    OpenYard,
    SetKit,
    SetStock,
    StockLine,
    YardForm,
)
from app.services.county_goods_counts import (
    NOTE_LETTERS_MAX,
    CancelCount,
    DispatchLoan,
    ReceiveLoan,
    SendBack,
    SettleMissing,
    TakeBack,
)
from app.services.county_goods_requests import (
    KITS_MAX,
    AgreeLoan,
    AskForGoods,
    AskForm,
    DeclineLoan,
    EndGoodsRequest,
    LendDirectly,
    OfferForm,
    OfferGoods,
)
from app.store.queries.county_goods_loans import LoanRow, loan_row
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County

BORROWER, LENDER = council_id("14203"), council_id("14205")
OUTSIDER = "14207"
SHOVEL = "shovel_square"
NOBODY = EntityId(bytes(16))
SOMEBODY = "山田さん宅"
ONE = ((SHOVEL, 1),)


@pytest.fixture(scope="module")
def yard(hub: Centre) -> EntityId:
    made = hub.make(AddYard(YardForm("藤沢の倉庫"), LENDER))
    hub.do(SetStock(made, (StockLine(SHOVEL, 500),)))
    return made


def asked(hub: Centre, quantity: int = 10) -> EntityId:
    return hub.make(AskForGoods(((SHOVEL, quantity),), council=BORROWER))


def lent(hub: Centre, quantity: int = 10) -> EntityId:
    """Agreed by telephone; nothing has left."""
    form = OfferForm(quantity)
    return hub.make(LendDirectly(BORROWER, SHOVEL, form, council=LENDER))


def row(centre: Centre, loan: EntityId) -> LoanRow:
    found = centre.operation.read(lambda db: loan_row(db, loan))
    assert found is not None
    return found


def moves(centre: Centre, loan: EntityId) -> list[tuple[object, ...]]:
    return centre.rows(
        "SELECT kind, quantity, coalesce(at_lender, 0), coalesce(on_way, 0) "
        "FROM live_goods_move WHERE loan = ? ORDER BY kind",
        loan,
    )


def refuses(hub: Centre, command: Command, code: str, field: str | None = None) -> None:
    """Refused so, and nothing of it is written."""
    assert hub.why(command) == (code, field)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AskForGoods(ONE, council=NOBODY), "county_no_such_council", "council"),
        (AskForGoods(), "equipment_nothing_chosen", "lines"),
        (AskForGoods(((SHOVEL, 0),)), "equipment_nothing_chosen", "lines"),
        (AskForGoods(((SHOVEL, 3), ("bucket", -1))), "quantity_positive", "lines"),
        (AskForGoods(((SHOVEL, QUANTITY_MAX + 1),)), "quantity_positive", "lines"),
        (AskForGoods(((SHOVEL, 3), ("flying_carpet", 1))), "no_such_code", "equipment"),
        (AskForGoods(kit=NOBODY), "no_such_kit", "kit"),
        (AskForGoods(kit=NOBODY, kits=0), "quantity_positive", "kits"),
        (AskForGoods(kit=NOBODY, kits=KITS_MAX + 1), "quantity_positive", "kits"),
        (AskForGoods(ONE, form=AskForm(place=SOMEBODY)), "county_looks_personal", "place"),
        (AskForGoods(ONE, form=AskForm(note=SOMEBODY)), "county_looks_personal", "note"),
        (AskForGoods(ONE, form=AskForm("2026-08-10")), "day_past", "needed_on"),
        (AskForGoods(ONE, form=AskForm("2026-13-01")), "no_day", "needed_on"),
        (AskForGoods(ONE, form=AskForm(place="町" * 201)), "text_too_long", "place"),
    ],
)
def test_a_request_that_cannot_be_so(
    hub: Centre, command: AskForGoods, code: str, field: str
) -> None:
    refuses(hub, command, code, field)


def test_kits_that_would_be_too_many_things(hub: Centre) -> None:
    kit = hub.make(SetKit("大量", ((SHOVEL, QUANTITY_MAX),)))
    refuses(hub, AskForGoods(kit=kit, kits=2), "quantity_positive", "lines")
    one = hub.make(AskForGoods(kit=kit, form=AskForm("2026-08-11")))
    assert hub.rows("SELECT quantity, kit FROM live_goods_request WHERE id = ?", one) == [
        (QUANTITY_MAX, kit)
    ]


def test_a_request_that_is_over_is_not_ended_again(hub: Centre) -> None:
    refuses(hub, EndGoodsRequest(NOBODY), "no_such_goods_request")
    request = asked(hub)
    hub.do(EndGoodsRequest(request, withdrawn=True))
    refuses(hub, EndGoodsRequest(request), "goods_request_over")
    assert hub.rows("SELECT state FROM live_goods_request WHERE id = ?", request) == [
        ("withdrawn",)
    ]
    refuses(hub, OfferGoods(request, OfferForm(1), LENDER), "goods_request_over")


def test_an_offer_that_cannot_be_so(hub: Centre, yard: EntityId) -> None:
    request = asked(hub)
    refuses(hub, OfferGoods(NOBODY, OfferForm(1, yard)), "no_such_goods_request")
    refuses(hub, OfferGoods(request, OfferForm(1), BORROWER), "goods_own_request")
    refuses(hub, OfferGoods(request, OfferForm(1), NOBODY), "county_no_such_council", "council")
    for form, code, field in (
        (OfferForm(1, NOBODY), "no_such_yard", "yard"),
        (OfferForm(0, yard), "quantity_positive", "quantity"),
        (OfferForm(QUANTITY_MAX + 1, yard), "quantity_positive", "quantity"),
        (OfferForm(1, yard, carrier=SOMEBODY), "county_looks_personal", "carrier"),
        (OfferForm(1, yard, note=SOMEBODY), "county_looks_personal", "note"),
        (OfferForm(1, yard, due_on="2026-08-10"), "day_past", "due_on"),
        (OfferForm(1, yard, due_on="2026-09-31"), "no_day", "due_on"),
        (OfferForm(1, yard, ownership="stolen"), "no_such_code", "ownership"),
    ):
        refuses(hub, OfferGoods(request, form), code, field)


def test_nothing_is_lent_from_a_yard_that_is_closed(hub: Centre) -> None:
    closed = hub.make(AddYard(YardForm("閉じる倉庫"), LENDER))
    hub.do(SetStock(closed, (StockLine(SHOVEL, 5),)))
    request = asked(hub)
    loan = hub.make(OfferGoods(request, OfferForm(3, closed)))
    hub.do(AgreeLoan(loan))
    hub.do(DispatchLoan(loan, 3))
    hub.do(OpenYard(closed, active=False))
    form = OfferForm(1, closed)
    refuses(hub, OfferGoods(request, form), "goods_yard_closed", "yard")
    refuses(hub, LendDirectly(BORROWER, SHOVEL, form), "goods_yard_closed", "yard")
    hub.do(TakeBack(loan, 3))  # what is out still comes home
    assert row(hub, loan).state == "returned"
    hub.do(OpenYard(closed, active=True))
    assert hub.do(OfferGoods(request, form)).notices == ()


def test_lending_without_a_request_that_cannot_be_so(hub: Centre, yard: EntityId) -> None:
    form = OfferForm(1, yard)
    refuses(hub, LendDirectly(NOBODY, SHOVEL, form), "county_no_such_council", "borrower")
    refuses(hub, LendDirectly(LENDER, SHOVEL, form), "goods_own_request", "borrower")
    refuses(hub, LendDirectly(BORROWER, "flying_carpet", form), "no_such_code", "equipment")
    refuses(hub, LendDirectly(BORROWER, SHOVEL, OfferForm(1, NOBODY)), "no_such_yard", "yard")
    loan = lent(hub, 7)  # from no yard on the list: no notice about what is free
    assert (row(hub, loan).yard, row(hub, loan).quantity) == (None, 7)


def test_a_yes_and_a_no_that_come_too_late(hub: Centre) -> None:
    refuses(hub, AgreeLoan(NOBODY), "no_such_loan")
    refuses(hub, DeclineLoan(NOBODY), "no_such_loan")
    request = asked(hub)
    loan = hub.make(OfferGoods(request, OfferForm(10), LENDER))
    for count in (0, -1, 11):
        refuses(hub, AgreeLoan(loan, count), "loan_more_than_offered", "quantity")
    hub.do(AgreeLoan(loan))
    assert (row(hub, loan).stored, row(hub, loan).quantity) == ("agreed", 10)
    refuses(hub, AgreeLoan(loan), "loan_not_offered")
    refuses(hub, DeclineLoan(loan, SOMEBODY), "county_looks_personal", "note")
    hub.do(DeclineLoan(loan))
    assert row(hub, loan).stored == "declined"
    refuses(hub, DeclineLoan(loan), "loan_over")
    for move in (DispatchLoan(loan, 1), SettleMissing(loan, 1, "lost"), TakeBack(loan, 1)):
        refuses(hub, move, "loan_declined")


def test_a_council_answers_and_counts_for_no_other(county: County, hub: Centre) -> None:
    council = county.council(OUTSIDER)
    request, loan = asked(hub), lent(hub)
    move = hub.make(ReceiveLoan(loan, 4))
    county.meet_all()
    for command in (
        AskForGoods(ONE, council=BORROWER),
        EndGoodsRequest(request),
        OfferGoods(request, OfferForm(1), LENDER),
        LendDirectly(BORROWER, SHOVEL, OfferForm(1), LENDER),
        DispatchLoan(loan, 1),
        ReceiveLoan(loan, 1),
        SendBack(loan, 1),
        TakeBack(loan, 1),
        SettleMissing(loan, 1, "lost"),
        CancelCount(move),
    ):
        refuses(council, command, "county_not_yours")


def test_counts_of_a_loan_that_is_not_there(hub: Centre) -> None:
    for command in (
        DispatchLoan(NOBODY, 1),
        ReceiveLoan(NOBODY, 1),
        SendBack(NOBODY, 1),
        TakeBack(NOBODY, 1),
        SettleMissing(NOBODY, 1, "lost"),
    ):
        refuses(hub, command, "no_such_loan")
    refuses(hub, CancelCount(NOBODY), "no_such_count")


def test_counts_that_cannot_be_so(hub: Centre) -> None:
    loan = lent(hub)
    refuses(hub, ReceiveLoan(loan, 0), "loan_not_sent")
    refuses(hub, TakeBack(loan, 1), "loan_not_sent")
    hub.do(DispatchLoan(loan, 10))
    hub.do(ReceiveLoan(loan, 8))
    long = "長" * (NOTE_LETTERS_MAX + 1)
    for command, code, field in (
        (DispatchLoan(loan, 0), "quantity_positive", "quantity"),
        (DispatchLoan(loan, QUANTITY_MAX + 1), "quantity_positive", "quantity"),
        (DispatchLoan(loan, 1, note=long), "text_too_long", "note"),
        (DispatchLoan(loan, 1, carrier=SOMEBODY), "county_looks_personal", "carrier"),
        (DispatchLoan(loan, 1, carrier="車" * 201), "text_too_long", "carrier"),
        (DispatchLoan(loan, 1, due_on="2026-02-30"), "no_day", "due_on"),
        (ReceiveLoan(loan, -1), "quantity_positive", "quantity"),
        (ReceiveLoan(loan, 1, note=SOMEBODY), "county_looks_personal", "note"),
        (SendBack(loan), "quantity_positive", "quantity"),
        (SendBack(loan, 1, lost=-1), "quantity_positive", "quantity"),
        (SendBack(loan, 7, broken=2), "loan_more_than_here", "quantity"),
        (TakeBack(loan), "quantity_positive", "quantity"),
        (TakeBack(loan, 2, damaged=3), "damaged_more_than_returned", "damaged"),
        (TakeBack(loan, 2, damaged=-1), "damaged_more_than_returned", "damaged"),
        (SettleMissing(loan, 0, "lost"), "quantity_positive", "quantity"),
        (SettleMissing(loan, 3, "lost"), "loan_more_than_missing", "quantity"),
        (SettleMissing(loan, 1, "lost", note=SOMEBODY), "county_looks_personal", "note"),
    ):
        refuses(hub, command, code, field)
    assert moves(hub, loan) == [("dispatched", 10, 0, 0), ("received", 8, 0, 0)]
    with pytest.raises(ValueError, match="eaten"):
        hub.operation.submit(SettleMissing(loan, 1, "eaten"), hub.actor)


def test_a_dispatch_that_differs_is_told_and_changes_carrier_and_day(hub: Centre) -> None:
    loan = lent(hub)
    (notice,) = hub.do(DispatchLoan(loan, 12, carrier=" 市の車 ", due_on="2026-09-30")).notices
    assert (notice.code, notice.params) == ("loan_sent_differs", {"count": 12, "agreed": 10})
    assert hub.rows("SELECT carrier, due_on FROM live_goods_loan WHERE id = ?", loan) == [
        ("市の車", "2026-09-30")
    ]


def test_arrivals_that_differ_are_told(hub: Centre) -> None:
    unknown = lent(hub)
    (notice,) = hub.do(ReceiveLoan(unknown, 4)).notices
    assert notice.code == "loan_sent_unknown"
    loan = lent(hub)
    hub.do(DispatchLoan(loan, 10))
    (notice,) = hub.do(ReceiveLoan(loan, 0)).notices  # nothing arrived: a count too
    assert (notice.code, notice.params) == ("loan_short", {"count": 10})
    (notice,) = hub.do(ReceiveLoan(loan, 11)).notices
    assert (notice.code, notice.params) == ("loan_surplus", {"count": 1})


def test_what_never_comes_home_is_counted_at_either_end(hub: Centre) -> None:
    loan = lent(hub)
    hub.do(DispatchLoan(loan, 10))
    hub.do(ReceiveLoan(loan, 10))
    hub.do(SendBack(loan, used_up=2, lost=1))  # nothing goes home yet
    hub.do(TakeBack(loan, broken=3))
    assert moves(hub, loan) == [
        ("broken", 3, 1, 0), ("dispatched", 10, 0, 0), ("lost", 1, 0, 0), ("received", 10, 0, 0),
        ("used_up", 2, 0, 0),
    ]  # fmt: skip
    assert row(hub, loan).sums.owed == 4
    (notice,) = hub.do(TakeBack(loan, 6)).notices
    assert (notice.code, notice.params) == ("loan_more_home", {"count": 2})


def test_a_wrong_count_is_taken_back_until_the_things_have_gone_home(hub: Centre) -> None:
    loan = lent(hub)
    hub.do(DispatchLoan(loan, 10))
    arrived = hub.make(ReceiveLoan(loan, 10))
    back = hub.make(SendBack(loan, 4))
    refuses(hub, CancelCount(arrived), "loan_already_back")
    assert hub.make(CancelCount(back)) == loan
    hub.do(CancelCount(arrived))
    assert moves(hub, loan) == [("dispatched", 10, 0, 0)]
    refuses(hub, CancelCount(arrived), "no_such_count")
