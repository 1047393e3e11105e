"""センターの状況を直す: the whole form of what a centre says of itself to the county."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import flet as ft

from app.domain.calendar_jp import minutes_text, parse_minutes
from app.services.command import Refused
from app.services.county_board import SetCentreState
from app.store.queries.county_board import CentreState, CouncilRow
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.choices import choice_chips, multi_chips
from app.ui.components.county import no_names
from app.ui.components.county_form import LOOKS_PERSONAL
from app.ui.components.dates import date_field, time_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.i18n import t
from app.ui.scale import GAP
from sync.core.ids import EntityId

FIELDS = frozenset({
    "status", "scope", "opens", "closes", "disaster", "phone", "staff_short", "tools_short",
    "note", "cell", "intake_ends_on",
})  # fmt: skip
STEP_HEADS = 999


@dataclass(frozen=True)
class StateActions:
    """`save` gives the refusal, or None when all councils will read it."""

    save: Callable[[SetCentreState], Awaitable[Refused | None]]
    stop: Callable[[], None]


@component
def StateForm(row: CouncilRow, actions: StateActions) -> ft.Control:
    state, set_state = ft.use_state(row.state)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save(sure: bool) -> None:
        set_refused(await actions.save(command_of(row.id, state, sure=sure)))

    def put(**changes: object) -> None:
        set_state(lambda now: replace(now, **changes))

    def at(name: str) -> str | None:
        return refused_at(refused, name)

    acts: list[ft.Control] = [
        big_button(
            "county_board.save", t("county_board.save"), lambda: save(False), icon=ft.Icons.CHECK
        ),
        quiet_button("county_board.stop", t("frame.stop"), actions.stop),
    ]
    if refused is not None and refused.code == LOOKS_PERSONAL:
        acts.insert(1, button("county_board.sure", t("county.sure"), lambda: save(True)))
    parts: list[ft.Control] = [
        section_header(row.name, note=t("county_board.form_hint")),
        card(
            choice_chips(
                "county_board.status", t("county_board.status"), code_options("centre_status"),
                state.status or None, lambda code: put(status=code or ""),
                refusal=at("status"), needed=True,
            ),
            choice_chips(
                "county_board.scope", t("county_board.scope"), code_options("recruiting_scope"),
                state.scope or None, lambda code: put(scope=code or ""), refusal=at("scope"),
            ),
        ),
        card(*_hours(state, put, at)),
        card(*_shortage(state, put, at)),
        card(*_texts(state, put, at)),
    ]  # fmt: skip
    parts += refused_elsewhere(refused, FIELDS)
    return stack([*parts, ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8)], scroll=True)


Put = Callable[..., None]
At = Callable[[str], str | None]


def _hours(state: CentreState, put: Put, at: At) -> list[ft.Control]:
    times: list[ft.Control] = [
        ft.Container(
            time_field(
                f"county_board.{name}", t(f"county_board.{name}"), _minutes(value),
                lambda minutes, name=name: put(  # type: ignore[misc]
                    **{name: "" if minutes is None else minutes_text(minutes)}
                ),
                refusal=at(name),
            ),
            expand=1,
        )
        for name, value in (("opens", state.opens), ("closes", state.closes))
    ]  # fmt: skip
    ends = date_field(
        "county_board.intake_ends_on", t("county_board.intake_ends_on"), state.intake_ends_on,
        lambda day: put(intake_ends_on=day), refusal=at("intake_ends_on"),
    )  # fmt: skip
    return [ft.Row([*times, ft.Container(ends, expand=2)], spacing=GAP,
                   vertical_alignment=ft.CrossAxisAlignment.START)]  # fmt: skip


def _minutes(words: str) -> int | None:
    return parse_minutes(words) if words else None


def _shortage(state: CentreState, put: Put, at: At) -> list[ft.Control]:
    return [
        number_stepper(
            "county_board.staff_short", t("county_board.staff_short_label"), state.staff_short,
            lambda count: put(staff_short=count), most=STEP_HEADS, unit=t("county_board.people"),
            refusal=at("staff_short"),
        ),
        multi_chips(
            "county_board.tools_short", t("county_board.tools_short"), code_options("equipment"),
            state.tools_short, lambda codes: put(tools_short=codes), refusal=at("tools_short"),
        ),
    ]  # fmt: skip


def _texts(state: CentreState, put: Put, at: At) -> list[ft.Control]:
    def line(name: str, value: str, *, lines: int = 1, hint: str | None = None) -> ft.Control:
        return text_field(
            f"county_board.{name}", t(f"county_board.{name}"), value,
            lambda words: put(**{name: words}), refusal=at(name), lines=lines, hint=hint,
        )  # fmt: skip

    return [
        no_names(),
        line("disaster", state.disaster),
        line("note", state.note, lines=3),
        line("phone", state.phone),
        line("cell", state.cell, hint=t("county_board.cell_hint")),
    ]


def command_of(council: EntityId, state: CentreState, *, sure: bool) -> SetCentreState:
    """The command that says what the form holds."""
    return SetCentreState(
        state.status, council, state.scope, state.opens, state.closes, state.disaster, state.phone,
        state.staff_short, state.tools_short, state.note, state.cell, state.intake_ends_on, sure,
    )  # fmt: skip
