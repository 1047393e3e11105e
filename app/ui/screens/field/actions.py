"""What the screens of out and back may ask for: one frozen set of functions, bound to the session.

Each returns the refusal, or None when it is on the disk; success is said in the line at the bottom
with 取り消す. Rows are memoized, so the set is made once for a session.
"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

from app.domain.calendar_jp import day_of, time_text
from app.services.command import Command, Ok, Override, Refused
from app.services.dispatch import ChangePlannedReturn, CheckTeam, CorrectHeads, ReturnTeam, SendOut
from app.services.heat import BeginRest, BeginWork, MeasureHeat
from app.services.reports import AddToReport, RecordInjury, ReportTeam, ReturnAndReport
from app.services.stop_orders import LiftStop, OrderStop, ReachTeam
from app.store.queries.board import TeamLine
from app.ui.code_texts import code_label
from app.ui.components.phone import ring
from app.ui.i18n import notice_text, refusal_text, t
from app.ui.palette import StatusName
from app.ui.printing import print_work_order
from app.ui.runtime import Runtime
from app.ui.screens.field.state import meant_by
from sync.core.ids import EntityId


@dataclass(frozen=True)
class FieldActions:
    """Bound to one session; equal for the whole of it."""

    runtime: Runtime

    # ------------------------------------------------------------------------- before the send-off

    async def check(self, team: EntityId, **checks: Any) -> Refused | None:
        """One of the four toggles, or the phone number. Its own inverse, so nothing is said."""
        return await self._ask(CheckTeam(team, **checks), None)

    async def send(
        self, line: TeamLine, heads: int | None, planned: int | None, *overrides: Override
    ) -> Refused | None:
        words = t("field.sent", team=line.number, heads=heads or line.heads)
        return await self._ask(SendOut(line.id, heads, planned, overrides), words, "out")

    async def print_order(self, team: EntityId) -> None:
        await print_work_order(self.runtime, team)

    # ------------------------------------------------------------------------------------- outside

    async def plan(self, line: TeamLine, planned: int) -> Refused | None:
        words = t("field.planned", team=line.number, time=time_text(planned))
        return await self._ask(ChangePlannedReturn(line.id, planned), words)

    async def rest(self, line: TeamLine) -> Refused | None:
        return await self._ask(BeginRest(line.id), t("field.resting", team=line.number))

    async def work(self, line: TeamLine) -> Refused | None:
        return await self._ask(BeginWork(line.id), t("field.working", team=line.number))

    async def turn(self, answer: Awaitable[Refused | None]) -> None:
        """Awaits an act of a row: what is refused there (another desk was faster) stands in the
        line at the bottom, because the row itself is about to change."""
        refused = await answer
        if refused is not None:
            self.runtime.notify(refusal_text(refused), tone="late")

    async def call(self, phone: str) -> None:
        """Hands the number to whatever telephones on this device; it also stands on the screen."""
        await ring(phone)

    # ---------------------------------------------------------------------------------------- back

    async def bring_back(self, line: TeamLine, command: ReturnTeam) -> Refused | None:
        words = t("field.returned", team=line.number, heads=command.heads_back)
        return await self._ask(command, words)

    async def report(self, line: TeamLine, command: ReportTeam | ReturnAndReport) -> Refused | None:
        progress = code_label("progress", command.report.progress)
        words = t("field.reported", team=line.number, progress=progress)
        return await self._ask(command, words)

    async def add(self, line: TeamLine, command: AddToReport) -> Refused | None:
        return await self._ask(command, t("field.added", team=line.number))

    async def correct_heads(self, line: TeamLine, out: int, back: int) -> Refused | None:
        words = t("field.heads_corrected", team=line.number)
        return await self._ask(CorrectHeads(line.id, out, back), words)

    async def injury(self, command: RecordInjury) -> Refused | None:
        return await self._ask(command, t("field.injury_recorded"))

    # ------------------------------------------------------------------------------ heat and stops

    async def measure(self, hour: int, tenths: int, place: str) -> Refused | None:
        words = t("field.measured", hour=hour, wbgt=tenths_text(tenths))
        return await self._ask(MeasureHeat(hour, tenths, place), words)

    async def stop(self, kind: str, reason: str) -> Refused | None:
        words = t("field.stopped", kind=code_label("stop_kind", kind))
        return await self._ask(OrderStop(kind, reason), words, "late")

    async def lift(self, stop: EntityId, kind: str) -> Refused | None:
        words = t("field.lifted", kind=code_label("stop_kind", kind))
        return await self._ask(LiftStop(stop), words)

    async def reach(self, stop: EntityId, team: EntityId, reached: bool) -> Refused | None:
        return await self._ask(ReachTeam(stop, team, reached), None)

    # ------------------------------------------------------------------------------------- finding

    async def find(self, words: str) -> tuple[EntityId, ...]:
        day = day_of(self.runtime.clock.now_ms()).isoformat()
        return await self.runtime.read(lambda db: meant_by(db, words, day))

    def go(self, route: str) -> None:
        self.runtime.go(route)

    async def _ask(
        self, command: Command, words: str | None, tone: StatusName = "done"
    ) -> Refused | None:
        outcome = await self.runtime.submit(command)
        if isinstance(outcome, Refused):
            self.runtime.sound("refused")
            return outcome
        self._say(outcome, words, tone)
        return None

    def _say(self, ok: Ok, words: str | None, tone: StatusName) -> None:
        notes = [notice_text(notice) for notice in ok.notices]
        if notes:
            self.runtime.sound("look")
            self.runtime.notify("　".join(filter(None, (words, *notes))), ok=ok, tone="late")
        elif words is not None:
            self.runtime.sound("accepted")
            self.runtime.notify(words, ok=ok, tone=tone)


def tenths_text(tenths: int) -> str:
    """31.2 for 312."""
    sign = "-" if tenths < 0 else ""
    return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"


def parse_tenths(words: str) -> int | None:
    """312 for `31.2`, `３１．２` or `312`, 310 for `31`; None for what is no temperature."""
    plain = words.translate(_FULL_WIDTH).replace(",", ".").strip()
    whole, _, part = plain.partition(".")
    sign = -1 if whole.startswith("-") else 1
    digits = whole.removeprefix("-")
    if not digits.isdecimal() or not (part == "" or part.isdecimal()) or len(part) > 1:
        return None
    if len(digits) == THREE_DIGITS and not part:
        return sign * int(digits)  # nobody measures 312 degrees: the point was left out
    return sign * (int(digits) * 10 + int(part or 0))


THREE_DIGITS = 3
_FULL_WIDTH = str.maketrans({chr(0xFF01 + place): chr(0x21 + place) for place in range(94)})
