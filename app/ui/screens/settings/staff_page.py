"""班と担当: who works here, with which role, in which sections, and who is on duty."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, time_text
from app.services.command import Command, Refused
from app.services.shifts import EndShift, StartShift
from app.services.staff import AddStaff, RetireStaff, ReturnStaff, SetPin
from app.store.queries.staff import StaffRow, staff_rows
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import text_field
from app.ui.components.lists import windowed_list
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.settings.acts import (
    Answer,
    Submit,
    submit_for,
)
from app.ui.screens.settings.menu import page_head
from app.ui.screens.settings.staff_form import StaffForm
from app.ui.signal import use_signal
from app.ui.tagged import row_tag
from app.ui.use_query import use_query
from sync.core.ids import EntityId

NEW = "new"


@dataclass(frozen=True)
class StaffActions:
    """`today` is ISO, `me` whoever is signed in."""

    do: Submit
    open: Callable[[str], None]
    today: str
    me: EntityId | None


@component
def StaffRoute() -> ft.Control:
    runtime = current_runtime()
    today, me = runtime.today, use_signal(runtime.actor_signal).staff
    state = use_query(lambda db: staff_rows(db, today), ("staff", "staff_shift"), today)
    return shown(state, lambda rows: StaffScreen(rows, today, me, submit_and_enter))


async def submit_and_enter(command: Command, said: str) -> Refused | None:
    """Whoever registers the first member goes on as that member; a name is in the record from
    then on."""
    runtime = current_runtime()
    done, refused = await submit_for(command, said)
    entity = done.entity if done is not None else None
    if isinstance(command, AddStaff) and entity is not None and runtime.actor.staff is None:
        door, operation, pin = runtime.desk.door, runtime.operation, command.pin
        actor = await runtime.work(lambda: door.sign_in(operation, entity, pin))
        if actor is not None:
            runtime.sign_in(actor)
    return refused


@component
def StaffScreen(
    rows: tuple[StaffRow, ...],
    today: str,
    me: EntityId | None,
    do: Callable[[Command, str], Answer],
) -> ft.Control:
    opened, set_opened = ft.use_state("")
    actions = StaffActions(do, set_opened, today, me)
    add = button("staff.add", t("staff.add"), lambda: set_opened(NEW), icon=ft.Icons.PERSON_ADD)
    chosen = next((row for row in rows if row.id.hex() == opened), None)
    if opened == NEW or chosen is not None:
        form = keyed(opened, StaffPage, chosen, not rows, actions)
        return stack([page_head("staff"), form], scroll=True)
    if not rows:
        first = big_button(
            "staff.add", t("staff.first"), lambda: set_opened(NEW), icon=ft.Icons.PERSON_ADD
        )
        empty = empty_state(
            t("staff.empty"), t("staff.first_hint"), first, icon=ft.Icons.BADGE
        )  # fmt: skip
        return stack([page_head("staff"), empty], scroll=True)
    listed = windowed_list(
        "staff.rows", rows, lambda row: keyed(row.id, StaffLine, row, actions)
    )  # fmt: skip
    return ft.Column(
        [page_head("staff", add), listed],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def StaffLine(row: StaffRow, actions: StaffActions) -> ft.Control:
    """One tap opens the person's page."""
    role = code_label("staff_role", row.role)
    sections = "・".join(code_label("section", code) for code in row.sections)
    said = [role, sections, row.home_council, *_states(row, actions.today)]
    name = t("staff.you", name=row.name) if row.id == actions.me else row.name
    return choice_row(
        row_tag("staff.row", row.id),
        name,
        lambda: actions.open(row.id.hex()),
        note="　".join(filter(None, said)),
        icon=ft.Icons.PERSON if row.may_sign_in(actions.today) else ft.Icons.PERSON_OFF,
        selected=row.on_duty_since is not None,
    )


def _states(row: StaffRow, today: str) -> list[str]:
    found = []
    if not row.active:
        found.append(t("staff.not_active"))
    elif not row.may_sign_in(today):
        found.append(t("staff.stay_over"))
    elif row.ends_on:
        day = day_text(date.fromisoformat(row.ends_on), current_look().language)
        found.append(t("staff.stays_until", day=day))
    if row.on_duty_since is not None:
        since, duty = time_text(row.on_duty_since), code_label("duty", row.duty)
        found.append(t("staff.on_duty", since=since, duty=duty))
    found.append(t("staff.pin_set" if row.has_pin else "staff.pin_none"))
    return found


@component
def StaffPage(row: StaffRow | None, first: bool, actions: StaffActions) -> ft.Control:
    def close() -> None:
        actions.open("")

    form = StaffForm(row, first, close, actions.do)
    if row is None:
        return form
    chips = [status_chip("waiting", words) for words in _states(row, actions.today)]
    return ft.Column(
        [
            heading(row.name),
            ft.Row(list(chips), wrap=True, spacing=GAP),
            form,
            keyed("shift", ShiftCard, row, actions),
            keyed("pin", PinCard, row, actions),
            keyed("stay", StayCard, row, actions, close),
        ],
        spacing=GAP,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def ShiftCard(row: StaffRow, actions: StaffActions) -> ft.Control:
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def end() -> None:
        set_refused(await actions.do(EndShift(row.id), t("staff.shift_ended", name=row.name)))

    def start(duty: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            said = t("staff.shift_started", name=row.name)
            set_refused(await actions.do(StartShift(duty, staff=row.id), said))

        return run

    if row.on_duty_since is not None:
        acts = [button("staff.shift_end", t("staff.shift_end"), end, icon=ft.Icons.LOGOUT)]
    else:
        acts = [
            button(f"staff.shift_start.{code}", f"{t('staff.shift_start')}: {label}", start(code),
                   icon=ft.Icons.LOGIN)
            for code, label in code_options("duty")
        ]  # fmt: skip
    return card(
        heading(t("staff.shift_duty")),
        ft.Row(list(acts), wrap=True, spacing=GAP, run_spacing=GAP),
        *refused_elsewhere(refused, ()),
    )


@component
def PinCard(row: StaffRow, actions: StaffActions) -> ft.Control:
    pin, set_pin = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def put(digits: str, said: str) -> None:
        answer = await actions.do(SetPin(row.id, digits), t(said, name=row.name))
        set_refused(answer)
        if answer is None:
            set_pin("")

    async def change() -> None:
        if pin.strip():
            await put(pin, "staff.pin_saved")
        else:
            set_refused(Refused("pin_form", field="pin"))

    field = text_field(
        "staff.pin_new", t("staff.pin_new"), pin, set_pin, secret=True, on_submit=change,
        keyboard=ft.KeyboardType.NUMBER, refusal=refused_at(refused, "pin"),
    )  # fmt: skip
    acts = [button("staff.pin_change", t("staff.pin_change"), change, icon=ft.Icons.PASSWORD)]
    if row.has_pin:
        acts.append(
            quiet_button(
                "staff.pin_clear", t("staff.pin_clear"), lambda: put("", "staff.pin_cleared")
            )
        )
    return card(
        field, ft.Row(list(acts), wrap=True, spacing=GAP), *refused_elsewhere(refused, ("pin",))
    )


@component
def StayCard(row: StaffRow, actions: StaffActions, close: Callable[[], None]) -> ft.Control:
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def turn() -> None:
        if row.active:
            answer = await actions.do(RetireStaff(row.id), t("staff.retired", name=row.name))
        else:
            answer = await actions.do(ReturnStaff(row.id), t("staff.returned", name=row.name))
        set_refused(answer)
        if answer is None:
            close()

    words = t("staff.retire" if row.active else "staff.back_again")
    icon = ft.Icons.PERSON_OFF if row.active else ft.Icons.PERSON
    parts = [button("staff.turn", words, turn, icon=icon), *refused_elsewhere(refused, ())]
    return ft.Container(
        ft.Column(parts, spacing=8, tight=True), bgcolor=palette().background
    )  # fmt: skip
