"""渡す: teams that may fetch tools, and what one of them takes along, in one act.

The rows stand ready from the team's list, so that most hand-outs are one tap. A scan of a shelf
label adds one of that thing to the open team.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.equipment_moves import ToolLine
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, loading_state, stack
from app.ui.components.choices import multi_chips
from app.ui.components.fields import refusal_line
from app.ui.components.lists import windowed_list
from app.ui.components.search import search_field
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.scale import GAP
from app.ui.screens.equipment.pieces import TeamCard, noted, quantity_row, team_chips, two_panes
from app.ui.screens.equipment.state import (
    HandOutView,
    TeamLine,
    TeamTools,
    ToolState,
    team_fits,
)
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

Entered = Mapping[EntityId, int | None]


@dataclass(frozen=True)
class HandOutActions:
    """`accept` gets what was scanned or typed with Enter."""

    search: Callable[[str], None]
    accept: Callable[[str], Awaitable[None]]
    open: Callable[[bytes], Awaitable[None] | None]
    close: Callable[[], None]
    enter: Callable[[EntityId, int | None], None]
    choose: Callable[[tuple[EntityId, ...]], None]
    hand_out: Callable[[], Awaitable[None]]
    start: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class HandOutForm:
    """What the person did so far. `unknown` is a scan that means nothing here."""

    words: str = ""
    chosen: EntityId | None = None
    entered: Entered | None = None
    refused: Refused | None = None
    unknown: str = ""


def lines_of(tools: TeamTools, entered: Entered) -> tuple[ToolLine, ...]:
    """What would go out now: what was entered, else what is still open on the list."""
    both = (*tools.listed, *tools.others)
    quantities = [(tool, entered.get(tool.id, tool.open)) for tool in both]
    return tuple(ToolLine(tool.id, count) for tool, count in quantities if count)


@component
def HandOutScreen(
    view: HandOutView,
    tools: TeamTools | None,
    form: HandOutForm,
    actions: HandOutActions,
    wide: bool,
) -> ft.Control:
    right: ft.Control | None = None
    if form.chosen is not None:
        right = _Pane(tools, form, actions, wide) if tools else loading_state()
    elif wide and view.teams:
        right = empty_state(
            t("equipment.choose_team"), t("equipment.choose_team_hint"), icon=ft.Icons.TOUCH_APP
        )
    field = search_field(
        "equipment.search",
        t("equipment.search_team"),
        form.words,
        actions.search,
        actions.accept,
        on_clear=actions.close,
    )
    top: list[ft.Control] = [field]
    if form.unknown:
        top.append(refusal_line(t("equipment.unknown_scan", words=form.unknown)))
    left = _teams(view, form, actions)
    body = two_panes(left, right, wide)
    return ft.Column(
        [*top, body],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _teams(view: HandOutView, form: HandOutForm, actions: HandOutActions) -> ft.Control:
    if view.catalogue_empty:
        return empty_state(
            t("equipment.no_catalogue"),
            t("equipment.no_catalogue_hint"),
            big_button("equipment.start", t("equipment.start_catalogue"), actions.start),
            icon=ft.Icons.INVENTORY_2_OUTLINED,
        )
    lines = tuple(line for line in view.teams if team_fits(line, form.words))
    shown = lines or view.teams  # a scan that fits nobody hides nobody

    def row(line: TeamLine) -> ft.Control:
        chosen = line.team.id == form.chosen
        return keyed(line.team.id, TeamCard, "equipment.team", line, chosen, actions.open)

    empty = empty_state(
        t("equipment.no_teams"), t("equipment.no_teams_hint"), icon=ft.Icons.GROUPS_OUTLINED
    )
    return windowed_list("equipment.teams", shown, row, empty=empty)


@component
def _Pane(tools: TeamTools, form: HandOutForm, actions: HandOutActions, wide: bool) -> ft.Control:
    adding, set_adding = ft.use_state(False)
    entered = form.entered or {}
    lines = lines_of(tools, entered)
    extra = tuple(tool for tool in tools.others if tool.id in entered)
    parts: list[ft.Control] = [_head(tools, actions, wide)]
    if tools.from_need:
        parts.append(soft_text(t("equipment.from_need")))
    if not tools.listed and not extra:
        parts.append(text(t("equipment.no_list"), colour=palette().soft))
    refused = form.refused
    for tool in (*tools.listed, *extra):
        why = refusal_text(refused) if refused and refused.field == tool.id.hex() else None
        count = entered.get(tool.id, tool.open)
        parts.append(keyed(tool.id, ToolRow, tool, count, why, actions.enter))
    label = t("equipment.close_others") if adding else t("equipment.add_others")
    icon = ft.Icons.EXPAND_LESS if adding else ft.Icons.ADD
    parts.append(quiet_button("equipment.others", label, lambda: set_adding(not adding), icon=icon))
    if adding:
        parts.append(_others(tools, entered, actions))
    bottom: list[ft.Control] = []
    if refused and refused.field is None:
        bottom.append(refusal_line(refusal_text(refused)))
    bottom.append(
        big_button(
            "equipment.hand_out",
            t(
                "equipment.hand_out",
                kinds=len(lines),
                count=sum(line.quantity for line in lines),
            )
            if lines
            else t("equipment.hand_out_nothing"),
            actions.hand_out,
            icon=ft.Icons.NORTH_EAST,
        )
    )
    return ft.Column(
        [stack(parts, spacing=8, scroll=True), *bottom],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _head(tools: TeamTools, actions: HandOutActions, wide: bool) -> ft.Control:
    team = tools.team
    about = [
        team.leader,
        team.need_number,
        t("equipment.heads", count=team.heads) if team.heads else "",
    ]
    first: list[ft.Control] = [code_text(team.number), *team_chips(TeamLine(team, 0, 0))]
    if not wide:
        back = button(
            "equipment.close", t("equipment.to_list"), actions.close, icon=ft.Icons.ARROW_BACK
        )
        first.insert(0, back)
    rows: list[ft.Control] = [
        ft.Row(first, wrap=True, spacing=GAP, run_spacing=8),
        heading("　".join(part for part in about if part) or t("equipment.no_leader")),
    ]
    if team.tools_note:
        rows.append(text(t("equipment.tools_note", note=team.tools_note)))
    return card(*rows, padding=12, spacing=4)


@memo
def ToolRow(
    tool: ToolState,
    count: int | None,
    refusal: str | None,
    enter: Callable[[EntityId, int | None], None],
) -> ft.Control:
    """One thing to hand out; what the shelf has is said in words when it is not enough."""
    item = tool.item
    short = (count or 0) > tool.ready
    notes: list[ft.Control] = [
        noted(
            t("equipment.on_list", count=tool.wanted, unit=item.unit) if tool.wanted else "",
            t("equipment.has_already", count=tool.has, unit=item.unit) if tool.has else "",
            "" if short else t("equipment.in_stock", count=tool.ready, unit=item.unit),
        )
    ]
    if short:
        words = t("equipment.short", there=tool.ready, unit=item.unit)
        notes.append(text(words, bold=True, colour=palette().late.ink))
    return quantity_row(
        row_tag("equipment.tool", tool.id),
        item.name,
        notes,
        count,
        lambda value: enter(tool.id, value),
        unit=item.unit,
        refusal=refusal,
        status="late" if short else None,
    )


def _others(tools: TeamTools, entered: Entered, actions: HandOutActions) -> ft.Control:
    options = [(tool.id.hex(), tool.item.name) for tool in tools.others]
    chosen = [tool.id.hex() for tool in tools.others if tool.id in entered]

    def choose(keys: tuple[str, ...]) -> None:
        actions.choose(tuple(EntityId(bytes.fromhex(key)) for key in keys))

    return multi_chips("equipment.other", t("equipment.others"), options, chosen, choose)
