"""戻る: teams that still have tools, late ones on top, and what one of them brings back.

The rows stand ready with all that is out, so that 全部戻った is one tap. What is broken, lost or
not washed is one level away.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import flet as ft

from app.domain.equipment import CONSUMABLE
from app.services.command import Refused
from app.services.equipment_moves import ReturnLine
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, loading_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import number_stepper, refusal_line
from app.ui.components.lists import windowed_list
from app.ui.components.search import search_field
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.scale import GAP
from app.ui.screens.equipment.pieces import (
    TeamCard,
    quantity_row,
    stepper_room,
    team_chips,
    two_panes,
)
from app.ui.screens.equipment.state import BackView, TeamLine, TeamTools, ToolState, team_fits
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@dataclass(frozen=True)
class Back:
    """What was entered for one thing; None in `returned` is all that is not lost. `blank`: the
    number was wiped and not yet typed again."""

    returned: int | None = None
    blank: bool = False
    damaged: int = 0
    lost: int = 0
    washed: str | None = None  # yes, no; None: as the whole team

    def line(self, tool: ToolState, washed: str | None) -> ReturnLine:
        said = self.washed or washed
        return ReturnLine(
            tool.id,
            self.count(tool),
            self.damaged,
            self.lost,
            None if said is None else said == "yes",
        )

    def count(self, tool: ToolState) -> int:
        if self.blank:
            return 0
        if self.returned is not None:
            return self.returned
        return 0 if tool.item.type == CONSUMABLE else max(0, tool.has - self.lost)


NOTHING = Back()
Entered = Mapping[EntityId, Back]


@dataclass(frozen=True)
class BackActions:
    search: Callable[[str], None]
    accept: Callable[[str], Awaitable[None]]
    open: Callable[[bytes], Awaitable[None] | None]
    close: Callable[[], None]
    enter: Callable[[EntityId, Back], None]
    wash: Callable[[str | None], None]
    take_back: Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class BackForm:
    words: str = ""
    chosen: EntityId | None = None
    entered: Entered = field(default_factory=dict)
    washed: str | None = None
    refused: Refused | None = None
    unknown: str = ""


def lines_of(tools: TeamTools, form: BackForm) -> tuple[ReturnLine, ...]:
    """What would come back now."""
    lines = (form.entered.get(tool.id, NOTHING).line(tool, form.washed) for tool in tools.listed)
    return tuple(line for line in lines if line.returned or line.lost or line.damaged)


def owed(tools: TeamTools) -> tuple[ToolState, ...]:
    """What the team must bring back."""
    return tuple(tool for tool in tools.listed if tool.has and tool.item.type != CONSUMABLE)


def left_over(tools: TeamTools) -> tuple[ToolState, ...]:
    """Consumables of which something may be left."""
    return tuple(tool for tool in tools.listed if tool.has and tool.item.type == CONSUMABLE)


@component
def BackScreen(
    view: BackView, tools: TeamTools | None, form: BackForm, actions: BackActions, wide: bool
) -> ft.Control:
    right: ft.Control | None = None
    if form.chosen is not None:
        right = _Pane(tools, form, actions, wide) if tools else loading_state()
    elif wide and view.teams:
        right = empty_state(
            t("equipment.choose_back"), t("equipment.choose_back_hint"), icon=ft.Icons.TOUCH_APP
        )
    top: list[ft.Control] = [
        search_field(
            "equipment.search",
            t("equipment.search_team"),
            form.words,
            actions.search,
            actions.accept,
            on_clear=actions.close,
        )
    ]
    if form.unknown:
        top.append(refusal_line(t("equipment.unknown_scan", words=form.unknown)))
    return ft.Column(
        [*top, two_panes(_teams(view, form, actions), right, wide)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _teams(view: BackView, form: BackForm, actions: BackActions) -> ft.Control:
    fitting = tuple(line for line in view.teams if team_fits(line, form.words))

    def row(line: TeamLine) -> ft.Control:
        chosen = line.team.id == form.chosen
        return keyed(line.team.id, TeamCard, "equipment.team", line, chosen, actions.open)

    empty = empty_state(
        t("equipment.all_back"), t("equipment.all_back_hint"), icon=ft.Icons.CHECK_CIRCLE_OUTLINE
    )
    return windowed_list("equipment.teams", fitting or view.teams, row, empty=empty)


@component
def _Pane(tools: TeamTools, form: BackForm, actions: BackActions, wide: bool) -> ft.Control:
    rest, set_rest = ft.use_state(False)
    parts: list[ft.Control] = [_head(tools, actions, wide)]
    due, over = owed(tools), left_over(tools)
    if due:
        options = (("yes", t("equipment.washed")), ("no", t("equipment.not_washed")))
        parts.append(
            choice_chips(
                "equipment.wash", t("equipment.wash_all"), options, form.washed, actions.wash
            )
        )
    else:
        parts.append(text(t("equipment.nothing_out"), colour=palette().soft))
    parts += [_row(tool, form, actions) for tool in due]
    if over:
        label = t("equipment.left_over", kinds=len(over))
        icon = ft.Icons.EXPAND_LESS if rest else ft.Icons.EXPAND_MORE
        parts.append(quiet_button("equipment.rest", label, lambda: set_rest(not rest), icon=icon))
    if rest:
        parts += [_row(tool, form, actions) for tool in over]
    bottom: list[ft.Control] = []
    if form.refused and form.refused.field is None:
        bottom.append(refusal_line(refusal_text(form.refused)))
    bottom.append(_button(tools, form, actions))
    return ft.Column(
        [stack(parts, spacing=8, scroll=True), *bottom],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _row(tool: ToolState, form: BackForm, actions: BackActions) -> ft.Control:
    refused = form.refused
    why = refusal_text(refused) if refused and refused.field == tool.id.hex() else None
    entered = form.entered.get(tool.id, NOTHING)
    return keyed(tool.id, BackRow, tool, entered, why, actions.enter)


def _button(tools: TeamTools, form: BackForm, actions: BackActions) -> ft.Control:
    lines = lines_of(tools, form)
    touched = any(form.entered.get(tool.id, NOTHING) != NOTHING for tool in tools.listed)
    count = sum(line.returned for line in lines)
    if touched or not lines:
        label = t("equipment.take_back", count=count)
    else:
        label = t("equipment.take_all_back", count=count)
    return big_button(
        "equipment.take_back", label, actions.take_back, icon=ft.Icons.SOUTH_WEST, status="done"
    )


def _head(tools: TeamTools, actions: BackActions, wide: bool) -> ft.Control:
    team = tools.team
    first: list[ft.Control] = [code_text(team.number), *team_chips(TeamLine(team, 0, 0))]
    if not wide:
        back = button(
            "equipment.close", t("equipment.to_list"), actions.close, icon=ft.Icons.ARROW_BACK
        )
        first.insert(0, back)
    about = [part for part in (team.leader, team.phone, team.need_number) if part]
    return card(
        ft.Row(first, wrap=True, spacing=GAP, run_spacing=8),
        heading("　".join(about) or t("equipment.no_leader")),
        padding=12,
        spacing=4,
    )


@memo
def BackRow(
    tool: ToolState, back: Back, refusal: str | None, enter: Callable[[EntityId, Back], None]
) -> ft.Control:
    """One thing that comes back; broken, lost and unwashed stand folded."""
    opened, set_opened = ft.use_state(False)
    item, tag = tool.item, row_tag("equipment.back", tool.id)
    notes: list[ft.Control] = [
        text(t("equipment.too_many_back", count=-tool.has), bold=True, colour=palette().late.ink)
        if tool.has < 0
        else soft_text(t("equipment.is_out", count=tool.has, unit=item.unit))
    ]
    if back.damaged or back.lost or back.washed:
        notes.append(soft_text(_said(back)))

    def returned(value: int | None) -> None:
        enter(tool.id, replace(back, returned=value, blank=value is None))

    below: list[ft.Control] = []
    if item.type != CONSUMABLE:
        icon = ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE
        below.append(
            quiet_button(
                f"{tag}.more", t("equipment.troubles"), lambda: set_opened(not opened), icon=icon
            )
        )
    if opened:
        below.append(_troubles(tag, tool, back, enter))
    return quantity_row(
        tag, item.name, notes, back.count(tool), returned,
        unit=item.unit, refusal=refusal, below=below,
        status="late" if tool.has < 0 else None,
    )  # fmt: skip


def _troubles(
    tag: str, tool: ToolState, back: Back, enter: Callable[[EntityId, Back], None]
) -> ft.Control:
    def damaged(value: int | None) -> None:
        enter(tool.id, replace(back, damaged=value or 0))

    def lost(value: int | None) -> None:
        # What is lost is not among what came back.
        enter(tool.id, replace(back, lost=value or 0, returned=None, blank=False))

    options = (("yes", t("equipment.washed")), ("no", t("equipment.not_washed")))
    steppers = (
        number_stepper(f"{tag}.damaged", t("equipment.damaged"), back.damaged, damaged),
        number_stepper(f"{tag}.lost", t("equipment.lost"), back.lost, lost),
    )
    return ft.Row(
        [
            *(ft.Container(stepper, width=stepper_room()) for stepper in steppers),
            choice_chips(
                f"{tag}.washed",
                t("equipment.wash_this"),
                options,
                back.washed,
                lambda code: enter(tool.id, replace(back, washed=code)),
            ),
        ],
        wrap=True,
        spacing=20,
        run_spacing=GAP,
    )


def _said(back: Back) -> str:
    words = []
    if back.damaged:
        words.append(t("equipment.damaged_count", count=back.damaged))
    if back.lost:
        words.append(t("equipment.lost_count", count=back.lost))
    if back.washed:
        words.append(t("equipment.washed" if back.washed == "yes" else "equipment.not_washed"))
    return "　".join(words)
