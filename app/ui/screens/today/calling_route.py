"""/today/calling/<day>: the query and the commands of telling that a day is called off."""

import sqlite3
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, short_day_text
from app.domain.staff_access import may_read_residents
from app.services.calendar import MarkDay
from app.services.calling import TellBooked, TellClient
from app.services.command import Command, Refused
from app.services.prints import access_of
from app.store.queries.calendar import called_off_at
from app.store.queries.calling import BookedLine, ClientLine, booked_on, clients_on
from app.ui.component import component, keyed
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import empty_state
from app.ui.components.queries import shown
from app.ui.hooks import use_kept
from app.ui.i18n import refusal_text, t
from app.ui.look import current_look
from app.ui.printing import save_list
from app.ui.runtime import Runtime, current_runtime
from app.ui.screens.today.acting import done
from app.ui.screens.today.calling import CallingActions, CallingScreen, CallingView
from app.ui.use_query import use_query

TOPICS = (
    "booking", "volunteer", "volunteer_group", "check_in", "alias", "need", "need_private",
    "survey", "team", "contact", "calendar_day", "stop_order",
)  # fmt: skip


@component
def CallingRoute() -> ft.Control:
    runtime = current_runtime()
    word = str(ft.use_route_params().get("day", ""))
    try:
        day = date.fromisoformat(word)
    except ValueError:
        back = quiet_button("calling.back", t("today.back"), lambda: runtime.go("/today"),
                            icon=ft.Icons.ARROW_BACK)  # fmt: skip
        return empty_state(t("calling.no_such_day"), t("calling.no_such_day_hint"), back)
    return keyed(word, Calling, day)


@component
def Calling(day: date) -> ft.Control:
    runtime = current_runtime()
    residents = may_read_residents(access_of(runtime.actor))

    def query(db: sqlite3.Connection) -> CallingView:
        off = called_off_at(db, day) is not None
        return CallingView(day, off, booked_on(db, day), clients_on(db, day), residents)

    state = use_query(query, TOPICS, day, residents)
    actions = use_kept(lambda: calling_actions(runtime, day))
    return shown(state, lambda view: CallingScreen(view, actions))


def calling_actions(runtime: Runtime, day: date) -> CallingActions:
    async def call_off() -> Refused | None:
        words = day_text(day, current_look().language)
        return await done(runtime, MarkDay(day, "paused"), t("calling.called_off", day=words))

    async def tell(command: Command, said: str) -> None:
        refused = await done(runtime, command, said)
        if refused is not None:
            runtime.notify(refusal_text(refused), tone="late")

    async def tell_booked(one: BookedLine) -> None:
        said = t("calling.untold_person" if one.told else "calling.told_person", name=one.name)
        volunteer = None if one.group or one.booking is not None else one.entity
        await tell(TellBooked(day, one.booking, volunteer, told=not one.told), said)

    async def tell_client(one: ClientLine, result: str) -> None:
        word = "said_absent" if result == "absent" else "said"
        text = t(f"calling.{word}", day=short_day_text(day))
        said = t("calling.tried_client" if result == "absent" else "calling.told_client",
                 number=one.number)  # fmt: skip
        await tell(TellClient(one.need, day, result, text), said)

    async def save(form: str) -> None:
        await save_list(runtime, "list_calling", form, day=day)

    return CallingActions(call_off, tell_booked, tell_client, save, runtime.go)
