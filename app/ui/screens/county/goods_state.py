"""What the pages of shared equipment show, read in one view."""

import sqlite3
from dataclasses import dataclass

from app.domain.tables_county import PREFECTURE, council_id
from app.store.queries.county_goods import (
    GOODS_TOPICS,
    CouncilName,
    Kit,
    RequestLine,
    StockRow,
    Yard,
    council_names,
    kits,
    ledger,
    request_lines,
    yards,
)
from app.store.queries.county_goods_loans import LOAN_TOPICS, LoanRow, loan_rows
from app.store.queries.county_membership import own_council
from app.ui.code_texts import code_label, code_options
from app.ui.components.choices import Options
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.use_query import QueryState, use_county_query

TOPICS = tuple(sorted({*GOODS_TOPICS, *LOAN_TOPICS, "device"}))


@dataclass(frozen=True)
class GoodsView:
    """`own` is the council of this device."""

    own: bytes
    stock: tuple[StockRow, ...]
    requests: tuple[RequestLine, ...]
    loans: tuple[LoanRow, ...]
    yards: tuple[Yard, ...]
    kits: tuple[Kit, ...]
    councils: tuple[CouncilName, ...]

    @property
    def prefecture(self) -> bool:
        return self.own == council_id(PREFECTURE)

    def may(self, council: bytes) -> bool:
        """Whether this device may write for a council."""
        return council == self.own or self.prefecture

    @property
    def council_options(self) -> Options:
        return tuple((one.id.hex(), one.name) for one in self.councils)

    @property
    def own_yards(self) -> tuple[Yard, ...]:
        return tuple(yard for yard in self.yards if self.may(yard.council))


def goods_view(db: sqlite3.Connection, letter: str) -> GoodsView:
    return GoodsView(
        own_council(db, letter), ledger(db), request_lines(db), loan_rows(db), yards(db), kits(db),
        council_names(db),
    )  # fmt: skip


def use_goods() -> QueryState[GoodsView]:
    """A hook."""
    letter = current_runtime().county.letter
    return use_county_query(lambda db: goods_view(db, letter), TOPICS, letter)


def thing_options() -> Options:
    return code_options("equipment")


def thing_name(code: str) -> str:
    return code_label("equipment", code)


def unit_of(code: str) -> str:
    """本, 台; empty for what the list has no unit for."""
    return str(current_runtime().codes.attribute_map("equipment", "unit").get(code, ""))


def amount(code: str, count: int) -> str:
    """「50本」."""
    return t("county_goods.amount", count=f"{count:,}", unit=unit_of(code))


def thing_amount(code: str, count: int) -> str:
    """「角スコップ 50本」."""
    return f"{thing_name(code)}　{amount(code, count)}"
