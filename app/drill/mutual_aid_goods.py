"""Things that are lent in the story: 50 are loaded, 48 arrive, one breaks, two are found."""

import sqlite3
from collections.abc import Iterator

from app.drill.mutual_aid_ground import Ground
from app.drill.mutual_aid_parts import (
    ARRIVED,
    HIRATSUKA,
    HOME,
    HOUR,
    ODAWARA,
    SHOVEL,
    WANTED,
    Made,
    Seen,
    Step,
    has_rows,
)
from app.services.county_goods import AddYard, SetStock, StockLine, YardForm
from app.services.county_goods_counts import (
    DispatchLoan,
    ReceiveLoan,
    SendBack,
    SettleMissing,
    TakeBack,
)
from app.services.county_goods_requests import AgreeLoan, AskForGoods, AskForm, OfferGoods
from app.services.county_goods_requests import OfferForm as GoodsOffer
from app.store.queries.county_goods_loans import loan_row, loan_rows


class Goods:
    def __init__(self, ground: Ground, made: Made) -> None:
        self.ground = ground
        self.made = made

    def out(self) -> Iterator[Step]:
        yield Step("stock", HIRATSUKA, 4, 9 * HOUR, self._stock, has_rows("stock_item"))
        yield Step("ask_goods", ODAWARA, 4, 10 * HOUR, self._ask_goods, has_rows("goods_request"))
        yield Step(
            "offer_goods", HIRATSUKA, 4, 11 * HOUR, self._offer_goods, self._loan_is("offered")
        )
        yield Step(
            "agree", ODAWARA, 4, 12 * HOUR,
            lambda: self.ground.ask(ODAWARA, AgreeLoan(self.made["loan"])), self._loan_is("agreed"),
        )  # fmt: skip
        yield Step(
            "load", HIRATSUKA, 5, 8 * HOUR,
            lambda: self.ground.ask(HIRATSUKA, DispatchLoan(
                self.made["loan"], WANTED, self.ground.text("carrier"),
            )), self._loan_is("dispatched"),
        )  # fmt: skip
        yield Step(
            "count", ODAWARA, 5, 10 * HOUR,
            lambda: self.ground.ask(ODAWARA, ReceiveLoan(
                self.made["loan"], ARRIVED, self.ground.text("short"),
            )), self._loan_differs,
        )  # fmt: skip

    def _stock(self) -> None:
        yard = self.ground.ask(HIRATSUKA, AddYard(YardForm(self.ground.text("yard"), "store")))
        self.made["yard"] = yard
        self.ground.ask(HIRATSUKA, SetStock(yard, (StockLine(SHOVEL, 80),)))

    def _ask_goods(self) -> None:
        form = AskForm(self.ground.day(5).isoformat(), self.ground.text("town"))
        self.made["goods"] = self.ground.ask(ODAWARA, AskForGoods(((SHOVEL, WANTED),), form=form))

    def _offer_goods(self) -> None:
        form = GoodsOffer(WANTED, self.made["yard"], due_on=self.ground.day(11).isoformat())
        self.made["loan"] = self.ground.ask(HIRATSUKA, OfferGoods(self.made["goods"], form))

    def _loan_is(self, state: str) -> Seen:
        return lambda db: any(row.state == state for row in loan_rows(db))

    def _loan_differs(self, db: sqlite3.Connection) -> bool:
        row = loan_row(db, self.made["loan"])
        return row is not None and row.differs

    def home(self) -> Iterator[Step]:
        yield Step(
            "send_back", ODAWARA, 10, 15 * HOUR,
            lambda: self.ground.ask(ODAWARA, SendBack(
                self.made["loan"], HOME, broken=ARRIVED - HOME, note=self.ground.text("broken"),
            )), self._loan_is("returning"),
        )  # fmt: skip
        yield Step(
            "take_back", HIRATSUKA, 11, 10 * HOUR, self._take_back, self._loan_is("returned")
        )

    def _take_back(self) -> None:
        loan = self.made["loan"]
        self.ground.ask(HIRATSUKA, TakeBack(loan, HOME))
        self.ground.ask(HIRATSUKA, SettleMissing(
            loan, WANTED - ARRIVED, "taken_back", self.ground.text("found"),
        ))  # fmt: skip
