"""One thing: where it is, who has it, what can be done with it, and every line of its ledger.

A line that was wrong is taken back here, at any time; the line goes, the truth of the others stays.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of, time_text
from app.services.command import Command
from app.services.equipment import RetireEquipment
from app.services.equipment_moves import ToolLine
from app.services.equipment_stock import CancelMove, MoveStock, TakeOut
from app.store.queries.equipment import PlaceRow
from app.store.queries.equipment_history import MoveRow
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.components.texts import code_text, figure, heading, soft_text, text, title
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.scale import GAP
from app.ui.screens.equipment.acts import Send
from app.ui.screens.equipment.item_form import ItemForm
from app.ui.screens.equipment.pieces import short_day
from app.ui.screens.equipment.state import ItemView
from app.ui.screens.equipment.stock import marks_of
from app.ui.sending import Answer
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

WAYS = ("move", "consume", "damage", "lose")


@dataclass(frozen=True)
class ItemActions:
    send: Send
    back: Callable[[], None]
    receive: Callable[[], None]


@component
def ItemScreen(view: ItemView | None, actions: ItemActions) -> ft.Control:
    opened, set_opened = ft.use_state("")
    back = button("equipment.close", t("equipment.to_list"), actions.back, icon=ft.Icons.ARROW_BACK)
    if view is None:
        return stack([back, empty_state(t("refused.no_such_equipment"), t("equipment.gone_hint"))])
    item = view.stock.item

    def toggle(what: str) -> Callable[[], None]:
        return lambda: set_opened("" if opened == what else what)

    acts: list[ft.Control] = [
        button("equipment.receive", t("equipment.receive"), actions.receive, icon=ft.Icons.ADD_BOX),
        button("equipment.take", t("equipment.take"), toggle("take"), icon=ft.Icons.MOVE_UP),
        button("equipment.edit", t("equipment.edit"), toggle("edit"), icon=ft.Icons.EDIT),
    ]
    parts: list[ft.Control] = [
        ft.Row([back, title(item.name)], wrap=True, spacing=GAP, run_spacing=8),
        _amounts(view),
        ft.Row(acts, wrap=True, spacing=GAP, run_spacing=8),
    ]
    if opened == "take":
        parts.append(TakeForm(view, actions.send, toggle("take")))
    if opened == "edit":
        parts.append(ItemForm(item, actions.send, toggle("edit")))
        parts.append(_Retire(view, actions.send))
    if view.with_teams:
        parts.append(heading(t("equipment.who_has")))
        parts.append(_who_has(view))
    parts.append(heading(t("equipment.history")))
    if not view.history:
        parts.append(soft_text(t("equipment.no_history")))
    parts += [keyed(move.id, HistoryLine, move, item.unit, actions.send) for move in view.history]
    return stack(parts, scroll=True)


def _amounts(view: ItemView) -> ft.Control:
    """The figure of what is ready, then each place in words."""
    stock = view.stock
    item = stock.item
    names = {place.id: place.name for place in view.places}
    lines: list[ft.Control] = [
        text(f"{names.get(place) or t('equipment.closed_place')}　{quantity:,} {item.unit}")
        for place, quantity in stock.places
    ]
    if stock.out:
        lines.append(text(t("equipment.with_teams", count=stock.out, unit=item.unit)))
    about = [
        code_label("equipment_type", item.type),
        t("equipment.mark", count=item.low_mark) if item.low_mark else "",
        t("equipment.label_is", label=item.label) if item.label else "",
    ]
    lines.append(soft_text("　".join(part for part in about if part)))
    if item.note:
        lines.append(soft_text(item.note))
    ink = palette().late.ink if stock.ready < 0 else None
    return card(
        ft.Row(
            [
                figure(f"{stock.ready:,}", t("equipment.ready_now", unit=item.unit), colour=ink),
                ft.Column([*lines, *marks_of(stock)], spacing=4, tight=True),
            ],
            wrap=True,
            spacing=40,
            run_spacing=GAP,
        )
    )


def _who_has(view: ItemView) -> ft.Control:
    unit = view.stock.item.unit
    return ft.Row(
        [
            card(
                ft.Row([code_text(row.team_number), text(f"{row.quantity:,} {unit}")], tight=True),
                soft_text(short_day(row.day)),
                padding=10,
                spacing=0,
            )
            for row in view.with_teams
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=8,
    )


@component
def TakeForm(view: ItemView, send: Send, close: Callable[[], None]) -> ft.Control:
    """Moving to another place, or leaving the books: used here, broken, lost."""
    way, set_way = ft.use_state("move")
    first = next((place for place, quantity in view.stock.places if quantity > 0), None)
    source, set_source = ft.use_state(first)
    nowhere: EntityId | None = None
    target, set_target = ft.use_state(nowhere)
    one: int | None = 1
    count, set_count = ft.use_state(one)
    note, set_note = ft.use_state("")
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)
    item = view.stock.item

    def command() -> Command:
        line = ToolLine(item.id, count or 0, source)
        if way == "move":
            return MoveStock((line,), target or EntityId(b""), note)
        return TakeOut(item.id, count or 0, way, source, note)

    async def go() -> None:
        said = t("equipment.taken", name=item.name, count=count or 0, unit=item.unit)
        answer = await send(command(), said)
        set_refused(answer)
        if answer is None:
            close()

    places = [place for place in view.places if place.active]
    parts: list[ft.Control] = [
        choice_chips(
            "equipment.way",
            t("equipment.take_how"),
            [(code, t(f"equipment.way_{code}")) for code in WAYS],
            way,
            lambda code: set_way(code or "move"),
        ),
        _place_chips("equipment.from", t("equipment.from_place"), places, source, set_source),
    ]
    if way == "move":
        others = [place for place in places if place.id != source]
        parts.append(
            _place_chips("equipment.to", t("equipment.to_place"), others, target, set_target)
        )
    parts += [
        number_stepper(
            "equipment.take_count", t("equipment.count"), count, set_count, least=1, unit=item.unit
        ),
        text_field("equipment.take_note", t("equipment.note"), note, set_note),
    ]
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(big_button("equipment.take_go", t("equipment.take_go"), go))
    return card(*parts)


def _place_chips(
    tag: str,
    label: str,
    places: list[PlaceRow],
    chosen: EntityId | None,
    choose: Callable[[EntityId | None], None],
) -> ft.Control:
    options = [(place.id.hex(), place.name) for place in places]
    return choice_chips(
        tag,
        label,
        options,
        chosen.hex() if chosen else None,
        lambda code: choose(EntityId(bytes.fromhex(code)) if code else None),
    )


@component
def _Retire(view: ItemView, send: Send) -> ft.Control:
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)
    item = view.stock.item

    async def go() -> None:
        key = "equipment.retired_said" if item.active else "equipment.revived_said"
        set_refused(await send(RetireEquipment(item.id, item.active), t(key, name=item.name)))

    label = t("equipment.retire") if item.active else t("equipment.revive")
    parts: list[ft.Control] = [
        quiet_button("equipment.retire", label, go, icon=ft.Icons.ARCHIVE_OUTLINED)
    ]
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    return ft.Column(parts, tight=True)


@memo
def HistoryLine(
    move: MoveRow, unit: str, send: Callable[[Command, str], Awaitable[Answer]]
) -> ft.Control:
    """When, what, how many, from where to where, who; and the way to take it back."""
    asked, set_asked = ft.use_state(False)
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)

    async def cancel() -> None:
        set_refused(await send(CancelMove(move.id), t("equipment.move_cancelled")))

    way = " → ".join(part for part in (move.source, move.team_number, move.target) if part)
    about = [way, move.owner, move.by_name, move.note]
    day = day_of(move.at).isoformat()
    head = text(
        f"{short_day(day)} {time_text(move.at)}　"
        f"{code_label('move_reason', move.reason)}　{move.quantity:,} {unit}",
        bold=True,
    )
    label = t("equipment.cancel_sure") if asked else t("frame.undo")
    act = cancel if asked else lambda: set_asked(True)
    rows: list[ft.Control] = [
        ft.Row(
            [
                ft.Column(
                    [head, soft_text("　".join(part for part in about if part))],
                    spacing=0,
                    tight=True,
                    expand=True,
                ),
                quiet_button(row_tag("equipment.cancel", move.id), label, act),
            ]
        )
    ]
    if refused is not None:
        rows.append(refusal_line(refusal_text(refused)))
    return card(*rows, padding=8, spacing=4)
