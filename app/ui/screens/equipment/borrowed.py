"""借りている物: from whom, until when, how much of it is still to give back."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.equipment_stock import GiveBack
from app.store.queries.equipment_history import BorrowedRow
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.choices import big_toggle
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.equipment.acts import Send
from app.ui.screens.equipment.pieces import in_line, short_day
from app.ui.screens.equipment.state import BorrowedView
from app.ui.sending import Answer
from app.ui.tagged import row_tag


@dataclass(frozen=True)
class BorrowedActions:
    send: Send
    show_settled: Callable[[], None]
    lists: Callable[[], Awaitable[None]]
    receive: Callable[[], None]


@component
def BorrowedScreen(
    view: BorrowedView, today: str, settled: bool, actions: BorrowedActions
) -> ft.Control:
    top = in_line(
        big_toggle("equipment.settled", t("equipment.show_settled"), settled, actions.show_settled),
        button("equipment.list", t("equipment.list_file"), actions.lists, icon=ft.Icons.TABLE_VIEW),
    )
    empty = empty_state(
        t("equipment.nothing_borrowed"),
        t("equipment.nothing_borrowed_hint"),
        button("equipment.receive", t("equipment.receive"), actions.receive),
        icon=ft.Icons.HANDSHAKE_OUTLINED,
    )

    def row(lot: BorrowedRow) -> ft.Control:
        return keyed(lot.lot, LotRow, lot, today, actions.send)

    return ft.Column(
        [top, windowed_list("equipment.lots", view.rows, row, empty=empty)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@memo
def LotRow(lot: BorrowedRow, today: str, send: Send) -> ft.Control:
    """One lot; giving back opens below it."""
    opened, set_opened = ft.use_state(False)
    tag = row_tag("equipment.lot", lot.lot)
    late = bool(lot.due_on) and lot.left > 0 and str(lot.due_on) < today
    chips: list[ft.Control] = []
    if lot.left == 0:
        chips.append(status_chip("done", t("equipment.settled")))
    elif lot.due_on:
        words = t("equipment.due_late" if late else "equipment.due", day=short_day(lot.due_on))
        chips.append(status_chip("late" if late else "waiting", words))
    about = [code_label("ownership", lot.ownership), lot.note]
    words_column = ft.Column(
        [
            heading(lot.owner or t("equipment.no_owner")),
            text(
                t("equipment.lot_left", name=lot.name, left=lot.left, all=lot.received,
                  unit=lot.unit)
            ),
            soft_text("　".join(part for part in about if part)),
            ft.Row(chips, wrap=True),
        ],
        spacing=2,
        tight=True,
    )  # fmt: skip
    if lot.left == 0:
        return card(words_column, padding=12)
    act = button(
        f"{tag}.open",
        t("frame.close") if opened else t("equipment.give_back"),
        lambda: set_opened(not opened),
        icon=ft.Icons.EXPAND_LESS if opened else ft.Icons.KEYBOARD_RETURN,
    )
    parts: list[ft.Control] = [in_line(words_column, act)]
    if opened:
        parts.append(GiveBackForm(lot, send, lambda: set_opened(False)))
    return card(*parts, padding=12, status="late" if late else None)


@component
def GiveBackForm(lot: BorrowedRow, send: Send, close: Callable[[], None]) -> ft.Control:
    tag = row_tag("equipment.lot", lot.lot)
    everything: int | None = lot.left
    count, set_count = ft.use_state(everything)
    none: int | None = 0
    missing, set_missing = ft.use_state(none)
    folded, set_folded = ft.use_state(True)
    note, set_note = ft.use_state("")
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)

    async def go() -> None:
        command = GiveBack(lot.lot, count or 0, missing or 0, note=note)
        said = t("equipment.given_back", owner=lot.owner, name=lot.name)
        answer = await send(command, said)
        set_refused(answer)
        if answer is None:
            close()

    def lack(value: int | None) -> None:
        set_missing(value)
        set_count(max(0, lot.left - (value or 0)))

    parts: list[ft.Control] = [
        number_stepper(
            f"{tag}.count",
            t("equipment.give_back_count"),
            count,
            set_count,
            unit=lot.unit,
            refusal=refusal_text(refused) if refused and refused.field == "quantity" else None,
        )
    ]
    if folded:
        parts.append(
            quiet_button(
                f"{tag}.more",
                t("equipment.missing_open"),
                lambda: set_folded(False),
                icon=ft.Icons.EXPAND_MORE,
            )
        )
    else:
        parts += [
            number_stepper(f"{tag}.missing", t("equipment.missing"), missing, lack, unit=lot.unit),
            soft_text(t("equipment.missing_hint")),
        ]
    parts.append(text_field(f"{tag}.note", t("equipment.note"), note, set_note))
    if refused is not None and refused.field != "quantity":
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(
        big_button(f"{tag}.go", t("equipment.give_back_go"), go, icon=ft.Icons.KEYBOARD_RETURN)
    )
    return ft.Column(parts, spacing=GAP, tight=True)
