"""What happens in the story of the agreement, step by step.

Odawara is struck; Hiratsuka and Fujisawa help; the prefectural council arranges.
"""

import sqlite3
from collections.abc import Iterator

from app.domain.county_board import CountyFigures
from app.domain.tables_county import council_id
from app.domain.worker_card import WorkerCard, card_text, read_card
from app.drill.mutual_aid_goods import Goods
from app.drill.mutual_aid_ground import HUB, Ground
from app.drill.mutual_aid_parts import (
    DAYS,
    FUJISAWA,
    HIRATSUKA,
    HOUR,
    ODAWARA,
    SHOVEL,
    Made,
    Seen,
    Step,
    has_rows,
)
from app.services.county_assignments import Assign, LeaveAssignment, MarkTravelling, PostForm
from app.services.county_attendance import RecordAttendance
from app.services.county_board import PublishFigures, SetCentreState
from app.services.county_costs import CostEntry, RecordCost, SetReliefAct
from app.services.county_dispatch import AskForStaff, CloseRequest, RequestForm
from app.services.county_goods_requests import AskForGoods, AskForm
from app.services.county_handover import TakeHandover, WriteEndReport, WriteHandover
from app.services.county_notices import CorrectNotice, PostNotice
from app.services.county_offers import DecideOffer, OfferForm, OfferStaff
from app.services.county_steps import CloseStep, OpenStep
from app.services.county_tours import PlanTours
from app.services.rehearsal import StoryStopped
from app.services.relief_arrival import arrive_at_both, leave_both
from app.store.queries.county_dispatch import block_name, blocks, tours_of
from app.store.queries.county_notices import notices_view
from app.store.queries.county_roster import assignment_of, handover_written, last_handover
from app.store.queries.rows import count_rows, row_state


class Story:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.made: Made = {}
        self.goods = Goods(ground, self.made)

    def steps(self) -> Iterator[Step]:
        """In order; the clock never goes back."""
        yield from self._asking()
        yield from self._first_course()
        yield from self.goods.out()
        yield from self._second_course()
        yield from self._ending()

    # ---------------------------------------------------------------------------- asking for help

    def _asking(self) -> Iterator[Step]:
        yield Step("state", ODAWARA, 0, 8 * HOUR, self._state, has_rows("centre_state"))
        yield Step("figures", ODAWARA, 0, 9 * HOUR, self._figures, has_rows("county_figures"))
        yield Step(
            "ask", ODAWARA, 0, 10 * HOUR, self._ask, self._state_of("aid_request", "request"),
            cut=(ODAWARA,),
        )  # fmt: skip
        yield Step(
            "ask_arrives", ODAWARA, 0, 13 * HOUR, lambda: None,
            self._state_of("aid_request", "request"),
        )  # fmt: skip
        yield Step(
            "own_block", HUB, 0, 14 * HOUR, self._own_block,
            lambda db: count_rows(db, "aid_step", "result", "none") == 1,
        )  # fmt: skip
        yield Step(
            "next_block", HUB, 0, 15 * HOUR, self._next_block,
            lambda db: count_rows(db, "aid_step", "closed_at") == 1,
        )  # fmt: skip
        yield Step(
            "offers", HIRATSUKA, 0, 16 * HOUR, self._offers,
            lambda db: count_rows(db, "aid_offer") == 2,
        )  # fmt: skip
        yield Step(
            "decide", ODAWARA, 0, 17 * HOUR, self._decide,
            lambda db: count_rows(db, "aid_offer", "state", "accepted") == 1,
        )  # fmt: skip
        yield Step(
            "plan", HUB, 0, 17 * HOUR + 30, self._plan, lambda db: count_rows(db, "tour") == 2
        )
        yield Step(
            "assign", HIRATSUKA, 0, 18 * HOUR, self._assign,
            lambda db: count_rows(db, "assignment", "state", "planned") == 2,
        )  # fmt: skip

    def _state(self) -> None:
        self.ground.ask(ODAWARA, SetCentreState(
            "open_recruiting", scope="prefecture", opens="9:00", closes="16:00", staff_short=3,
            disaster=self.ground.texts["disaster"], tools_short=(SHOVEL,),
        ))  # fmt: skip

    def _figures(self, day: int = 0) -> None:
        figures = CountyFigures(
            participants=184, new_needs=63, activities=31, completed=12, open_needs=142, backlog=88,
            heads_out=120, staff_own=14,
        )  # fmt: skip
        self.ground.ask(ODAWARA, PublishFigures(self.ground.day(day), figures))

    def _ask(self) -> None:
        form = RequestForm(
            self.ground.text("reason"), ("needs", "survey"), 1, self.ground.day(1),
            self.ground.day(DAYS - 1), lodging="provided",
        )  # fmt: skip
        self.made["request"] = self.ground.ask(ODAWARA, AskForStaff(form))

    def _own_block(self) -> None:
        step = self.ground.ask(HUB, OpenStep(self.made["request"]))
        self.ground.ask(HUB, CloseStep(step, "none"))

    def _next_block(self) -> None:
        name = self.ground.texts["next_block"]
        block = self.ground.read(
            HUB, lambda db: next(one.id for one in blocks(db) if block_name(db, one.id) == name)
        )
        why = self.ground.text("block_why")
        command = OpenStep(self.made["request"], note=why, past_order=True, block=block)
        self.ground.ask(HUB, command)

    def _offers(self) -> None:
        form = OfferForm(1, self.ground.day(1), self.ground.day(DAYS - 1))
        for who in (HIRATSUKA, FUJISAWA):
            self.made[f"offer_{who}"] = self.ground.ask(who, OfferStaff(self.made["request"], form))

    def _decide(self) -> None:
        self.ground.ask(ODAWARA, DecideOffer(self.made[f"offer_{HIRATSUKA}"], accept=True))
        self.ground.ask(ODAWARA, DecideOffer(self.made[f"offer_{FUJISAWA}"], accept=False))

    def _plan(self) -> None:
        self.ground.ask(HUB, PlanTours(self.made["request"]))

    def _assign(self) -> None:
        tours = self.ground.read(HIRATSUKA, lambda db: tours_of(db, self.made["request"]))
        for name, tour in zip(("first", "second"), tours, strict=True):
            command = Assign(tour.id, self.made[f"offer_{HIRATSUKA}"], PostForm("needs"))
            self.made[name] = self.ground.ask(HIRATSUKA, command)

    # ---------------------------------------------------------------------------- the first course

    def _first_course(self) -> Iterator[Step]:
        yield Step(
            "arrival", ODAWARA, 1, 10 * HOUR, lambda: self._arrives("first"),
            self._state_of("assignment", "first", "arrived"), cut=(ODAWARA,),
        )  # fmt: skip
        yield Step(
            "attendance", ODAWARA, 3, 18 * HOUR, self._attendance,
            lambda db: count_rows(db, "attendance") == 3,
        )  # fmt: skip

    def _card(self, name: str) -> WorkerCard:
        """What the sending council printed, as the host's scanner reads it."""
        stay = self.ground.read(HIRATSUKA, lambda db: assignment_of(db, self.made[name]))
        assert stay is not None
        written, kana = self.ground.texts["staff"][name]
        printed = card_text(WorkerCard(
            stay.id, stay.worker, stay.host_code, stay.section, stay.role, stay.arrives_on,
            stay.leaves_on, stay.leads, written, kana,
        ))  # fmt: skip
        card = read_card(printed)
        assert card is not None
        return card

    def _arrives(self, name: str) -> None:
        odawara = self.ground.councils[ODAWARA]
        answer = arrive_at_both(
            odawara.centre, odawara.county, self.ground.chief, self._card(name),
            self.ground.text("home"),
        )  # fmt: skip
        if answer.refused is not None:
            raise StoryStopped(self.ground.step, answer.refused)

    def _attendance(self) -> None:
        for day in range(1, 4):
            self.ground.ask(ODAWARA, RecordAttendance(
                self.made["first"], self.ground.day(day), 8 * HOUR, 19 * HOUR, "coordination",
                "relief_act", overtime=120, travel_day=day == 1,
            ))  # fmt: skip

    # ---------------------------------------------------------------------------- the second course

    def _second_course(self) -> Iterator[Step]:
        yield Step("relief_act", ODAWARA, 5, 14 * HOUR, self._relief_act, has_rows("relief_act"))
        yield Step("notice", HUB, 5, 15 * HOUR, self._notice, has_rows("notice"))
        yield Step("correct", HUB, 5, 17 * HOUR, self._correct, self._only_the_new_notice)
        yield Step(
            "handover", ODAWARA, 6, 16 * HOUR, self._handover,
            lambda db: handover_written(db, self.made["first"]) is not None,
        )  # fmt: skip
        yield Step(
            "travelling", HIRATSUKA, 6, 16 * HOUR + 30,
            lambda: self.ground.ask(HIRATSUKA, MarkTravelling(self.made["second"])),
            self._state_of("assignment", "second", "travelling"),
        )  # fmt: skip
        yield Step(
            "second", ODAWARA, 6, 17 * HOUR, self._second,
            self._state_of("assignment", "second", "arrived"),
        )  # fmt: skip
        yield Step(
            "leave", ODAWARA, 7, 17 * HOUR, self._leave,
            self._state_of("assignment", "first", "left"), cut=(FUJISAWA,),
        )  # fmt: skip

    def _relief_act(self) -> None:
        """Decided on the sixth day, from the first on."""
        self.ground.ask(ODAWARA, SetReliefAct(
            self.ground.councils[ODAWARA].id, self.ground.day(5).isoformat(),
            self.ground.day(0).isoformat(),
        ))  # fmt: skip

    def _notice(self) -> None:
        self.made["notice"] = self.ground.ask(HUB, PostNotice("info", self.ground.text("notice")))

    def _correct(self) -> None:
        self.ground.ask(HUB, CorrectNotice(
            self.made["notice"], "info", self.ground.text("correction"),
            self.ground.text("correction_why"),
        ))  # fmt: skip

    def _only_the_new_notice(self, db: sqlite3.Connection) -> bool:
        view = notices_view(db, council_id("14205"), self.ground.day(5).isoformat())
        standing = [one.title for line in view.lines for one in line.thread.standing]
        return standing == [self.ground.text("correction")]

    def _handover(self) -> None:
        self.ground.ask(ODAWARA, WriteHandover(
            self.made["first"], "needs", self.ground.text("handover"),
            tuple(self.ground.texts["text"]["warnings"]),
        ))  # fmt: skip

    def _second(self) -> None:
        self._arrives("second")
        odawara = self.ground.councils[ODAWARA]
        read = self.ground.read(
            ODAWARA, lambda db: last_handover(db, odawara.id, "needs", self.made["second"])
        )
        assert read is not None
        self.ground.ask(ODAWARA, TakeHandover(read.id, self.made["second"]))

    def _leave(self) -> None:
        self._leaves("first")
        self.ground.ask(HIRATSUKA, WriteEndReport(
            self.made["first"], self.ground.text("done"), self.ground.text("lessons"),
        ))  # fmt: skip

    def _leaves(self, name: str) -> None:
        odawara = self.ground.councils[ODAWARA]
        leave = LeaveAssignment(self.made[name])
        answer = leave_both(odawara.centre, odawara.county, self.ground.chief, leave)
        if answer.refused is not None:
            raise StoryStopped(self.ground.step, answer.refused)

    # ---------------------------------------------------------------------------- the end

    def _ending(self) -> Iterator[Step]:
        yield from self.goods.home()
        yield Step(
            "costs", HIRATSUKA, 11, 14 * HOUR, self._costs,
            lambda db: count_rows(db, "cost_item") == 3,
        )  # fmt: skip
        yield Step(
            "last_day", ODAWARA, 12, 16 * HOUR, self._last_day,
            self._state_of("aid_request", "request", "closed"),
        )  # fmt: skip
        yield Step(
            "open_ends", ODAWARA, 12, 17 * HOUR, self._open_ends,
            lambda db: count_rows(db, "aid_request", "state", "sent") == 1,
        )  # fmt: skip

    def _open_ends(self) -> None:
        """What whoever opens the demo finds waiting."""
        self._figures(12)
        form = RequestForm(
            self.ground.text("more"), ("matching",), 2, self.ground.day(15), self.ground.day(21),
            lodging="provided",
        )  # fmt: skip
        self.ground.ask(ODAWARA, AskForStaff(form))
        asked = AskForm(self.ground.day(15).isoformat(), self.ground.text("town"))
        self.ground.ask(ODAWARA, AskForGoods((("pressure_washer", 3),), form=asked))

    def _costs(self) -> None:
        host = self.ground.councils[ODAWARA].id
        costs = (
            CostEntry(
                "travel", self.ground.day(1).isoformat(), 1_980, host,
                assignment=self.made["first"], text=self.ground.text("travel"),
                evidence=("travel_order", "receipt", "request"), duty="coordination",
            ),
            CostEntry(
                "lodging", self.ground.day(6).isoformat(), 46_200, host,
                assignment=self.made["first"], text=self.ground.text("lodging"),
                evidence=("receipt",), duty="coordination",
            ),
            CostEntry(
                "transport", self.ground.day(5).isoformat(), 3_300, host, loan=self.made["loan"],
                ownership="bought", text=self.ground.text("carrier"), evidence=("receipt",),
            ),
        )  # fmt: skip
        for entry in costs:
            self.ground.ask(HIRATSUKA, RecordCost(entry))

    def _last_day(self) -> None:
        self._leaves("second")
        self.ground.ask(ODAWARA, CloseRequest(self.made["request"]))

    def _state_of(self, table: str, name: str, state: str = "") -> Seen:
        """Whether a row is known, in a state."""

        def seen(db: sqlite3.Connection) -> bool:
            found = row_state(db, table, self.made[name])
            return found is not None and state in ("", found)

        return seen
