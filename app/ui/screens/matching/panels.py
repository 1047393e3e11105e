"""Panels of the team's card: a suggestion, the car, the tools, return and phone."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.board import return_at
from app.domain.calendar_jp import minutes_of
from app.matching.suggest import Suggestion
from app.store.queries.equipment import EquipmentRow
from app.store.queries.teams import Team, Vehicle
from app.ui.component import component
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import card
from app.ui.components.dates import time_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.matching.desk import MatchingDesk
from app.ui.screens.matching.words import lack_text, reason_texts, stop_text, vehicle_text
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

TOOLS_OFFERED_MAX = 12


@component
def SuggestionPanel(found: Suggestion, desk: MatchingDesk) -> ft.Control:
    """Whom the matching would take, each with the reasons; one tap takes all."""
    people = {one.person.id: one.person for one in desk.people.people} if desk.people else {}
    close = quiet_button(
        "matching.suggestion_close", t("frame.close"), lambda: desk.change(suggestion=None)
    )
    if not found.picked:
        why = [text(stop_text(stop)) for stop in found.stops] or [
            text(t("matching.suggested_none"))
        ]
        return card(heading(t("matching.suggestion")), *why, close, status="decide")
    lines: list[ft.Control] = [heading(t("matching.suggestion"))]
    for choice in found.picked:
        person = people.get(EntityId(choice.id))
        if person is None:
            continue
        name = f"★ {person.name}" if choice.id == found.leader else person.name
        lines.append(text(name, bold=True))
        why_them = reason_texts(choice.reasons)
        if why_them:
            lines.append(soft_text("・".join(why_them)))
    if found.lacks:
        lacks = "・".join(lack_text(lack) for lack in found.lacks)
        lines.append(soft_text(t("matching.still_lacks", lacks=lacks)))
    lines.append(
        ft.Row(
            [
                big_button(
                    "matching.take_suggestion",
                    t("matching.take_suggestion", count=len(found.picked)),
                    desk.take_suggestion,
                ),
                close,
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
        )
    )  # fmt: skip
    return card(*lines, status="decide", spacing=4)


@component
def VehiclePanel(team: Team, cars: tuple[Vehicle, ...], desk: MatchingDesk) -> ft.Control:
    """The members' cars, then the centre's own; or one that nobody registered, in words."""
    note, set_note = ft.use_state(team.vehicle_note)
    chosen = team.vehicle.id if team.vehicle is not None else None
    rows = [
        choice_row(
            row_tag("matching.vehicle", car.id),
            vehicle_text(car),
            _car_chooser(desk, team.id, None if car.id == chosen else car.id),
            note=t("matching.on_site_unasked") if car.on_site is None and not car.own else None,
            selected=car.id == chosen,
        )
        for car in cars
    ]
    parts: list[ft.Control] = [heading(t("matching.change_car"))]
    parts += rows or [soft_text(t("matching.no_cars"))]
    parts.append(text_field("matching.vehicle_note", t("matching.vehicle_note"), note, set_note))
    parts.append(
        button(
            "matching.vehicle_note_save", t("matching.save"),
            lambda: _void(desk.choose_vehicle(team.id, chosen, note)),
        )
    )  # fmt: skip
    return card(*parts, spacing=8)


@component
def ToolsPanel(team: Team, catalogue: tuple[EquipmentRow, ...], desk: MatchingDesk) -> ft.Control:
    """What the team is to fetch: counts, and what else the centre has."""
    first = tuple((tool.equipment, tool.quantity) for tool in team.tools)
    wanted, set_wanted = ft.use_state(first)
    every, set_every = ft.use_state(False)
    known = dict(wanted)
    items = {item.id: item for item in catalogue}
    named = {tool.equipment: (tool.name, tool.unit) for tool in team.tools}
    named |= {key: (item.name, item.unit) for key, item in items.items()}

    def put(equipment: EntityId, quantity: int | None) -> None:
        now = {**known, equipment: quantity or 0}
        set_wanted(tuple((key, count) for key, count in now.items() if count > 0))

    parts: list[ft.Control] = [heading(t("matching.change_tools"))]
    for equipment, quantity in wanted:
        name, unit = named.get(equipment, ("", ""))
        parts.append(
            number_stepper(
                row_tag("matching.tool", equipment), name, quantity, _setter(put, equipment),
                least=0, most=999, unit=unit,
            )
        )  # fmt: skip
    others = [item for item in catalogue if item.id not in known]
    shown = others if every else others[:TOOLS_OFFERED_MAX]
    more = [
        button(row_tag("matching.add_tool", item.id), item.name, _adder(put, item.id))
        for item in shown
    ]
    if len(others) > len(shown):
        more.append(
            quiet_button("matching.every_tool", t("matching.every_tool"), lambda: set_every(True))
        )
    if more:
        parts += [soft_text(t("matching.add_tools")), ft.Row(more, wrap=True, spacing=GAP,
                                                             run_spacing=GAP)]  # fmt: skip
    elif not wanted:
        parts.append(soft_text(t("matching.no_tools")))
    parts.append(
        big_button(
            "matching.tools_save", t("matching.save"),
            lambda: _void(desk.set_tools(team.id, wanted)),
        )
    )  # fmt: skip
    return card(*parts, spacing=8)


@component
def DetailsPanel(team: Team, desk: MatchingDesk) -> ft.Control:
    """When they come back, where they are reached, what else is to be said."""
    now = current_runtime().clock.now_ms()
    at = team.planned_return_at
    minutes, set_minutes = ft.use_state(None if at is None else minutes_of(at))
    phone, set_phone = ft.use_state(team.phone)
    note, set_note = ft.use_state(team.note)
    people, set_people = ft.use_state(team.wanted.people)
    refused = desk.state.refused

    async def save() -> None:
        planned = None if minutes is None else return_at(minutes, now)
        await desk.change_team(
            team.id,
            planned_return_at=None if planned == at else planned,
            phone=phone, note=note, people=None if team.need is not None else people,
        )  # fmt: skip

    parts: list[ft.Control] = [
        time_field(
            "matching.return", t("matching.back_at"), minutes, set_minutes,
            refusal=t(f"refused.{refused.code}")
            if refused is not None and refused.field == "planned_return_at" else None,
        ),
        text_field(
            "matching.phone", t("matching.phone"), phone, set_phone,
            keyboard=ft.KeyboardType.PHONE,
        ),
        text_field("matching.note", t("matching.note"), note, set_note, lines=2,
                   hint=t("matching.note_hint")),
    ]  # fmt: skip
    if team.need is None:
        parts.append(
            number_stepper("matching.people_wanted", t("matching.people_wanted"), people,
                           set_people, least=1, most=999)
        )  # fmt: skip
    parts.append(big_button("matching.details_save", t("matching.save"), save))
    return card(heading(t("matching.change_details")), *parts, spacing=8)


def _car_chooser(
    desk: MatchingDesk, team: EntityId, vehicle: EntityId | None
) -> Callable[[], Awaitable[None]]:
    async def choose() -> None:
        await desk.choose_vehicle(team, vehicle, "")

    return choose


async def _void(done: Awaitable[bool]) -> None:
    """A panel closes itself where the act was done; where not, the refusal stands above."""
    await done


def _setter(
    put: Callable[[EntityId, int | None], None], equipment: EntityId
) -> Callable[[int | None], None]:
    return lambda quantity: put(equipment, quantity)


def _adder(put: Callable[[EntityId, int | None], None], equipment: EntityId) -> Callable[[], None]:
    return lambda: put(equipment, 1)
