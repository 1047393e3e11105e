"""Whatever a tool desk does, in whatever order: the screens say what the ledger adds up to.

A machine hands out, takes back, counts, washes, undoes at random on a real operation, and keeps
plain counters beside it. After every act stock, teams and places must say the same as the counters,
and at the end the ledger gives the same balances in any order, and again from the log.
"""

import shutil
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.domain.equipment import Holder, Move, balances
from app.services.command import Ok
from app.services.equipment_moves import HandOut, ReturnFromTeam, ReturnLine, ToolLine
from app.services.equipment_stock import CountLine, CountStock, ReceiveStock, TakeOut, WashDone
from app.store.queries.equipment_loans import given_to_team
from sync.core.ids import EntityId
from tests.support.centres import open_centre
from tests.support.tool_desk import ToolDesk

LOANS, CONSUMABLES = ("shovel_square", "bucket"), ("dust_mask",)
CODES = (*LOANS, *CONSUMABLES)
PLACES = ("置き場", "洗い場", "修理")
codes = st.sampled_from(CODES)
loans = st.sampled_from(LOANS)
small = st.integers(1, 6)
teams = st.integers(0, 1)
Held = Counter[tuple[str, str]]


class ToolDeskMachine(RuleBasedStateMachine):
    """`held` counts units by (code, place or team)."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.centre = self.stack.enter_context(open_centre(self.folder / "op"))
        self.desk = ToolDesk(self.centre)
        self.ids: dict[str, EntityId] = {code: self.desk.id(code) for code in CODES}
        self.places = {name: self.desk.place(name) for name in PLACES}
        self.teams = [self.desk.team("1班"), self.desk.team("2班")]
        self.held: Held = Counter()
        self.last: tuple[Ok, Held] | None = None

    def done(self, outcome: Ok, changed: dict[tuple[str, str], int]) -> None:
        before = self.held.copy()
        for key, by in changed.items():
            self.held[key] += by
        self.last = (outcome, before)

    def owner(self, team: int, code: str) -> tuple[str, str]:
        """Who has what a team fetched: nobody owes a consumable."""
        return code, f"used {team}" if code in CONSUMABLES else f"team {team}"

    @rule(code=codes, quantity=small)
    def receive(self, code: str, quantity: int) -> None:
        outcome = self.centre.do(ReceiveStock(self.ids[code], quantity))
        self.done(outcome, {(code, "置き場"): quantity})

    @rule(code=codes, quantity=small, team=teams)
    def hand_out(self, code: str, quantity: int, team: int) -> None:
        outcome = self.centre.do(HandOut(self.teams[team], (ToolLine(self.ids[code], quantity),)))
        self.done(outcome, {(code, "置き場"): -quantity, self.owner(team, code): quantity})

    @rule(code=codes, team=teams, damaged=st.integers(0, 2), lost=st.integers(0, 2),
          washed=st.sampled_from([None, True, False]), part=st.integers(0, 6))  # fmt: skip
    def take_back(
        self, code: str, team: int, damaged: int, lost: int, washed: bool | None, part: int
    ) -> None:
        has = self.held[self.owner(team, code)]
        line = ReturnLine(self.ids[code], part, damaged, lost, washed)
        command = ReturnFromTeam(self.teams[team], (line,))
        if part + lost + damaged == 0 or damaged > part or part + lost > has:
            self.centre.refuse(command)
            return
        whole = "洗い場" if washed is False else "置き場"
        self.done(self.centre.do(command), {
            (code, whole): part - damaged,
            (code, "修理"): damaged,
            self.owner(team, code): -(part + lost),
        })  # fmt: skip

    @rule(code=codes, counted=st.integers(0, 9), place=st.sampled_from(PLACES))
    def count(self, code: str, counted: int, place: str) -> None:
        expected = self.held[code, place]
        line = CountLine(self.ids[code], expected, counted)
        outcome = self.centre.do(CountStock(self.places[place], (line,)))
        self.done(outcome, {(code, place): counted - expected})

    @rule(code=loans, quantity=small)
    def wash(self, code: str, quantity: int) -> None:
        outcome = self.centre.do(WashDone((ToolLine(self.ids[code], quantity),)))
        self.done(outcome, {(code, "洗い場"): -quantity, (code, "置き場"): quantity})

    @rule(code=codes, quantity=small, reason=st.sampled_from(["consume", "damage", "lose"]))
    def take_out(self, code: str, quantity: int, reason: str) -> None:
        outcome = self.centre.do(TakeOut(self.ids[code], quantity, reason))
        self.done(outcome, {(code, "置き場"): -quantity})

    @precondition(lambda self: self.last is not None)
    @rule()
    def undo(self) -> None:
        assert self.last is not None
        outcome, before = self.last
        self.centre.undo(outcome)
        self.held, self.last = before, None

    @invariant()
    def the_screens_say_what_happened(self) -> None:
        for code in CODES:
            row = self.desk.stock(code)
            for name, place in self.places.items():
                assert row.at(place) == self.held[code, name], (code, name)
            assert (row.ready, row.washing, row.repair) == tuple(
                self.held[code, name] for name in PLACES
            )
            assert row.out == sum(self.held[code, f"team {team}"] for team in (0, 1))
        names = {code: self.desk.stock(code).item.name for code in LOANS}
        assert self.desk.out() == {
            (f"{team + 1}班", names[code]): units
            for team in (0, 1)
            for code in LOANS
            if (units := self.held[code, f"team {team}"])
        }
        for team in (0, 1):
            given = self.centre.operation.read(
                lambda db, team=team: given_to_team(db, self.teams[team])  # type: ignore[misc]
            )
            assert sum(row.quantity for row in given) == self.held["dust_mask", f"used {team}"]

    def teardown(self) -> None:
        moves = [
            Move(row[0], row[1], row[2], row[3], row[4], row[5])  # type: ignore[arg-type]
            for row in self.centre.rows(
                "SELECT equipment, quantity, reason, from_place, to_place, team "
                "FROM live_stock_move ORDER BY id"
            )
        ]
        types: dict[bytes, str] = {self.ids[code]: "loan" for code in LOANS}
        types |= {self.ids[code]: "consumable" for code in CONSUMABLES}
        one, other = balances(moves, types), balances(reversed(moves), types)
        assert one == other
        store = Holder(place=self.places["置き場"])
        assert {code: one.get((self.ids[code], store), 0) for code in CODES} == {
            code: self.held[code, "置き場"] for code in CODES
        }
        operation = self.centre.operation
        assert operation.rebuild_digest() == operation.working_set.digest()
        self.stack.close()
        shutil.rmtree(self.folder)


TestToolDesk = ToolDeskMachine.TestCase
TestToolDesk.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
