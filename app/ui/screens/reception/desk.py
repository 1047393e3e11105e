"""The reception desk: from what was typed or scanned to somebody checked in, or to one question.

Kept outside of the drawing, so that a scan that comes while the last one is still being written
finds the state as it is. It reads through queries and changes through commands only.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.documents.payloads import Kind, Payload, parse
from app.domain.numbers import parse_number
from app.domain.worker_card import looks_like_card
from app.services.check_ins import CancelCheckIn, CheckIn, CheckInGroup, LeaveForToday
from app.services.command import Command, Ok, Refused
from app.services.groups import EnrolGroup
from app.services.insurance import EnrolInsurance, SeeInsuranceProof
from app.services.places import SendToPlace
from app.services.volunteers import ChangeVolunteer
from app.store.queries.places import Place
from app.store.queries.reception import (
    Found,
    ReceptionHit,
    found_by_id,
    found_by_number,
)
from app.ui.components.worker_scan import hand_over
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.runtime import Runtime
from app.ui.screens.reception.outcomes import (
    ANSWERS,
    FACES,
    Outcome,
    Question,
    kind_of,
    kind_of_success,
)
from app.ui.screens.reception.state import hits_for, person_at_desk
from sync.core.ids import EntityId


@dataclass(frozen=True)
class DeskState:
    """`chosen` is the hit under the arrows; `moved`: somebody moved it there. `place`: the
    satellite that everybody goes to now, None for the centre; it stays until it is changed."""

    text: str = ""
    chosen: int = 0
    moved: bool = False
    outcome: Outcome | None = None
    question: Question | None = None
    place: EntityId | None = None


_STORE_KEY = "tasuki.reception"


class ReceptionDesk:
    """One for each session: a question stands also after a look at another page."""

    @staticmethod
    def of(runtime: Runtime) -> "ReceptionDesk":
        """The desk of this session."""
        desk = runtime.page.session.store.get(_STORE_KEY)
        if not isinstance(desk, ReceptionDesk):
            desk = ReceptionDesk(runtime)
            runtime.page.session.store.set(_STORE_KEY, desk)
        return desk

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.state = DeskState()
        self.show: Callable[[DeskState], None] = _nobody_looks
        self.hits: tuple[str, tuple[ReceptionHit, ...]] = ("", ())
        self.places: tuple[Place, ...] = ()

    def leave_screen(self) -> None:
        """The screen is gone; what happens now is shown when it is back."""
        self.show = _nobody_looks

    def change(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)
        self.show(self.state)

    # ------------------------------------------------------------------------- the one field

    def typed(self, words: str) -> None:
        self.change(text=words, chosen=0, moved=False, outcome=None)

    def clear(self) -> None:
        self.change(text="", chosen=0, moved=False, outcome=None, question=None)

    def move(self, by: int) -> None:
        words, hits = self.hits
        if hits and words == self.state.text:
            chosen = min(len(hits) - 1, max(0, self.state.chosen + by))
            self.change(chosen=chosen, moved=True)

    async def accept(self, words: str) -> None:
        """Enter: a code or a number checks in by itself, words take the chosen hit."""
        words = words.strip()
        question = self.state.question
        if question is not None and words in ("1", "2", "3"):
            self.change(text="")
            if int(words) <= len(question.answers):
                await self.answer(question.answers[int(words) - 1])
            return
        if not words:
            return
        if looks_like_card(words):
            self._relief(words)
            return
        payload = parse(words)
        if payload is not None:
            await self._scanned(payload)
        elif parse_number(words) is not None:
            await self._numbered(words)
        else:
            await self._named(words)

    def _relief(self, words: str) -> None:
        """Relief staff are welcomed on the page of arrivals, where this device is in a county."""
        self.change(text="")
        if self.runtime.county_signal.value is None:
            self._tell(Outcome("unknown", detail=t("county_dispatch.no_county")))
        else:
            hand_over(self.runtime, words)

    async def _scanned(self, payload: Payload) -> None:
        entity, value = payload.entity, payload.value
        if payload.kind is not Kind.PERSON:
            self._tell(Outcome("unknown", detail=t("reception.not_a_card")))
            return
        found = await self.runtime.read(
            lambda db: (
                found_by_number(db, value) if entity is None else found_by_id(db, EntityId(entity))
            )
        )
        if found is None:
            self._tell(Outcome("unknown", detail=t("reception.card_unknown")))
        else:
            await self.check_in(found, "scan")

    async def _numbered(self, words: str) -> None:
        found = await self.runtime.read(lambda db: found_by_number(db, words))
        if found is None:
            self._tell(Outcome("unknown", detail=t("reception.number_unknown", number=words)))
        else:
            await self.check_in(found, "search")

    async def _named(self, words: str) -> None:
        shown_for, hits = self.hits
        if shown_for != words:
            now = self.runtime.clock.now_ms()
            hits = await self.runtime.read(lambda db: hits_for(db, words, now))
        if not hits:
            self.runtime.sound("unknown")
            self.change(
                text=words, outcome=Outcome("unknown", detail=t("reception.nobody", words=words))
            )
            return
        hit = hits[min(self.state.chosen, len(hits) - 1)]
        if not hit.sure and not self.state.moved:
            self.runtime.sound("look")
            self.change(text=words, moved=True, question=None, outcome=None)
            return
        await self.take(hit)

    # ------------------------------------------------------------------------- checking in

    async def take(self, hit: ReceptionHit) -> None:
        """A tap on a hit."""
        await self.check_in(Found(hit.id, hit.group), "search")

    async def check_in(self, found: Found, means: str, although: tuple[str, ...] = ()) -> None:
        place = self.place_now()
        command: Command = (
            CheckInGroup(found.id, although=although, satellite=place)
            if found.group
            else CheckIn(found.id, means, although, satellite=place)
        )
        answer = await self.runtime.submit(command)
        now = self.runtime.clock.now_ms()
        person = await self.runtime.read(lambda db: person_at_desk(db, found, now))
        if isinstance(answer, Refused):
            self._doubt(answer, found, person, means, although)
        else:
            self._welcome(answer, person)

    def _welcome(self, ok: Ok, person: ReceptionHit | None) -> None:
        codes = {notice.code for notice in ok.notices}
        kind = kind_of_success(person, "first_time" in codes)
        details = [notice_text(notice) for notice in ok.notices if notice.code != "first_time"]
        if kind == "look":
            details.append(t("reception.not_out_yet"))
        self._tell(Outcome(kind, person, " ".join(details), ok.entity))
        name = "" if person is None else person.name
        self.runtime.notify(t("reception.checked_in", name=name), ok=ok)

    def _doubt(
        self,
        refused: Refused,
        found: Found,
        person: ReceptionHit | None,
        means: str,
        although: tuple[str, ...],
    ) -> None:
        if refused.code not in ANSWERS or person is None:
            self._tell(Outcome(kind_of(refused.code), person, refusal_text(refused)))
            return
        question = Question(refused, found, person, means, although)
        self.runtime.sound(FACES[question.kind].sound)
        self.change(text="", chosen=0, moved=False, outcome=None, question=question)

    def _tell(self, outcome: Outcome) -> None:
        self.runtime.sound(FACES[outcome.kind].sound)
        self.change(text="", chosen=0, moved=False, outcome=outcome, question=None)

    # ------------------------------------------------------------------------- answers

    async def answer(self, code: str) -> None:
        """One of the answers to the question that stands."""
        question = self.state.question
        if question is None:
            return
        person = question.found.id
        if code == "proof":
            self.change(question=replace(question, proof=True))
        elif code == "enrol":
            await self._then_check_in(question, EnrolInsurance(person), "insurance_not_yet")
        elif code == "enrol_all":
            await self._then_check_in(question, EnrolGroup(person), "group_uninsured")
        elif code in ("consent", "accompanied"):
            field = "guardian_consent" if code == "consent" else "accompanied"
            await self._then_check_in(question, ChangeVolunteer(person, {field: True}))
        else:
            await self._again(question, question.refused.code)

    async def prove(self, plan: str, proof_kind: str, enrolled_on: date | None) -> Refused | None:
        """Somebody saw the proof; a refusal is about a field of the little form."""
        question = self.state.question
        if question is None:
            return None
        command = SeeInsuranceProof(question.found.id, plan, proof_kind, enrolled_on)
        outcome = await self.runtime.submit(command)
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            return outcome
        await self._again(question)
        return None

    async def _then_check_in(self, question: Question, command: Command, *although: str) -> None:
        outcome = await self.runtime.submit(command)
        if isinstance(outcome, Refused):
            self._tell(Outcome(kind_of(outcome.code), question.person, refusal_text(outcome)))
            return
        await self._again(question, *although)

    async def _again(self, question: Question, *although: str) -> None:
        await self.check_in(question.found, question.means, (*question.although, *although))

    # ------------------------------------------------------------------------- where to

    def place_now(self) -> EntityId | None:
        """Where people go now; a satellite that was closed since is not one."""
        open_now = {place.id for place in self.places}
        return self.state.place if self.state.place in open_now else None

    def choose_place(self, satellite: EntityId | None) -> None:
        self.change(place=satellite)

    async def send(self, check_in: EntityId, satellite: EntityId | None) -> None:
        """One person goes elsewhere; what was said about them stays on the screen."""
        name = next((one.name for one in self.places if one.id == satellite), t("place.hq"))
        outcome = await self.runtime.submit(SendToPlace(check_in, satellite))
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            self.runtime.notify(refusal_text(outcome), tone="late")
            return
        self.runtime.notify(t("place.sent", place=name), ok=outcome)

    # ------------------------------------------------------------------------- the latest

    async def cancel(self, check_in: EntityId, name: str) -> None:
        await self._act(CancelCheckIn(check_in), t("reception.cancelled", name=name))

    async def leave(self, check_in: EntityId, name: str) -> None:
        await self._act(LeaveForToday(check_in), t("reception.left", name=name))

    async def _act(self, command: Command, said: str) -> None:
        outcome = await self.runtime.submit(command)
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            self.runtime.notify(refusal_text(outcome), tone="late")
            return
        self.change(outcome=None, question=None)
        self.runtime.notify(said, ok=outcome)


def _nobody_looks(_state: DeskState) -> None:
    return None
