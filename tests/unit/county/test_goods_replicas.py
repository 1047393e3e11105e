"""Three councils and the prefecture count with links down, in any order: all replicas are equal."""

import random
from pathlib import Path

from app.domain.tables import REGISTRY
from app.domain.tables_county import council_id
from app.services.command import CountyCommand
from app.services.county_goods import AddYard, SetStock, StockLine, YardForm
from app.services.county_goods_counts import (
    CancelCount,
    DispatchLoan,
    ReceiveLoan,
    SendBack,
    SettleMissing,
    TakeBack,
)
from app.services.county_goods_requests import DeclineLoan, LendDirectly, OfferForm
from app.store.queries.county_goods import ledger, request_lines
from app.store.queries.county_goods_loans import loan_rows
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County, open_county

SEED = 7
CODES = ("14203", "14205", "14206")
TABLES = ("stockyard", "stock_item", "goods_request", "goods_loan", "goods_move")
ROUNDS, ACTS = 6, 5


def acts(rng: random.Random, centre: Centre) -> list[CountyCommand]:
    """What somebody there might count of one of the loans that are known there."""
    loans = centre.operation.read(loan_rows)
    loan = rng.choice(loans).id
    moves = centre.rows("SELECT id FROM live_goods_move ORDER BY id")
    count = rng.randint(1, 9)
    found: list[CountyCommand] = [
        DispatchLoan(loan, count), ReceiveLoan(loan, count), SendBack(loan, count, lost=1),
        TakeBack(loan, count, damaged=1), SettleMissing(loan, count, "lost"), DeclineLoan(loan),
    ]  # fmt: skip
    if moves:
        (move,) = rng.choice(moves)
        assert isinstance(move, bytes)
        found.append(CancelCount(EntityId(move)))
    return found


def begin(county: County) -> list[Centre]:
    """Every council has a yard and has lent to the next one."""
    centres = [county.council(code) for code in CODES]
    county.meet_all()
    for place, centre in enumerate(centres):
        yard = centre.do(AddYard(YardForm("倉庫"))).entity
        assert yard is not None
        centre.do(SetStock(yard, (StockLine("bucket", 100),)))
        borrower = council_id(CODES[(place + 1) % 3])
        centre.do(LendDirectly(borrower, "bucket", OfferForm(20, yard)))
    county.meet_all()
    return [*centres, county.hub]


def state_of(centre: Centre) -> list[object]:
    """Every value of the tables, and what the pages make of them."""
    rows: list[object] = []
    for table in TABLES:
        names = ", ".join(item.name for item in REGISTRY.by_name[table].fields)
        rows.append(centre.rows(f"SELECT id, {names} FROM live_{table} ORDER BY id"))
    for query in (ledger, loan_rows, request_lines):
        rows.append(centre.operation.read(query))
    return rows


def test_replicas_are_equal_and_nothing_is_made_or_lost(tmp_path: Path) -> None:
    print("seed", SEED)
    rng = random.Random(SEED)
    accepted = 0
    with open_county(tmp_path) as county:
        centres = begin(county)
        for _ in range(ROUNDS):
            for _ in range(ACTS):
                centre = rng.choice(centres)
                county.clock.ms += 1000
                command = rng.choice(acts(rng, centre))
                outcome = centre.operation.submit(command, centre.actor)
                accepted += type(outcome).__name__ == "Ok"
            for code in rng.sample(CODES, rng.randint(0, 3)):
                county.meet(code)
        county.meet_all()
        county.meet_all()
        first = state_of(centres[0])
        assert all(state_of(centre) == first for centre in centres[1:])
        for loan in county.hub.operation.read(loan_rows):
            sums = loan.sums
            assert sums.owed + sums.settled + sums.home_in + sums.gone_here == sums.sent_out
            assert sums.missing in (0, sums.dispatched - sums.received - sums.settled)
    assert accepted >= ROUNDS
