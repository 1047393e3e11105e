"""The own centre on the board: reads what would leave it, sends it, turns that on and off."""

from datetime import date

import flet as ft

from app.domain.county_board import before
from app.services.centre import ChangeSetting
from app.services.command import Command, Refused
from app.services.context import setting_value
from app.services.publishing import BY_ITSELF, DAYS_BACK, Outgoing, not_sent, outgoing
from app.store.queries.county_board import CouncilRow
from app.store.queries.county_figures import sent_days
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import refusal_text, t
from app.ui.minute import use_minute
from app.ui.runtime import current_runtime
from app.ui.screens.county.board_send import SendCard
from app.ui.screens.county.board_state import OwnView, SendActions
from app.ui.screens.county.tab import ROOT
from app.ui.use_query import use_answer

TOPICS = (
    "check_in", "team", "need", "injury", "report", "day_close", "staff_shift", "staff", "alias",
    "stock_move", "equipment", "setting", "county_figures",
)  # fmt: skip


@component
def OwnPanel(row: CouncilRow, now_ms: int) -> ft.Control:
    runtime = current_runtime()
    use_minute()
    iso = runtime.today
    today = date.fromisoformat(iso)

    async def read() -> OwnView:
        since = before(today, DAYS_BACK).isoformat()
        sent = await runtime.read_county(lambda db: sent_days(db, row.id, since))
        return await runtime.read(
            lambda db: OwnView(
                outgoing(db, today, today),
                not_sent(db, today, sent),
                max(sent, key=lambda one: one.as_of, default=None),
                bool(setting_value(db, BY_ITSELF, today)),
            )
        )

    async def do(command: Command, said: str) -> None:
        outcome = await runtime.submit(command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
            return
        runtime.sound("accepted")
        runtime.notify(said, ok=outcome)

    async def send(one: Outgoing) -> None:
        await do(one.command(), t("county_board.sent_now"))

    async def turn(on: bool) -> None:
        word = "turned_on" if on else "turned_off"
        await do(ChangeSetting(BY_ITSELF, on), t(f"county_board.{word}"))

    state = use_answer(read, "what would leave the centre", TOPICS, iso, row.id)
    actions = SendActions(send, turn, lambda: runtime.go(f"{ROOT}/centre/{row.id.hex()}"))
    return shown(state, lambda view: SendCard(view, row, now_ms, actions))
