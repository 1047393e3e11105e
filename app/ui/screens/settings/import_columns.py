"""The columns of a file: what each is read as, and choosing something else."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.documents.readers.columns import ColumnUse, Mapping
from app.documents.readers.slots import SLOTS
from app.ui.component import component, keyed
from app.ui.components.buttons import button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.scale import GAP

UNUSED = "-"
SAMPLES = 3
# Known by their headers alone; nobody chooses them.
HIDDEN = ("record_start", "ignored")
OnSlot = Callable[[int, str | None], Awaitable[None]]


@component
def Columns(mapping: Mapping, on_slot: OnSlot) -> ft.Control:
    """`on_slot(column index, slot)`: None leaves the column out."""
    opened, set_opened = ft.use_state(-1)
    cards = [
        keyed(str(column.index), ColumnCard, mapping, column, opened == column.index, set_opened,
              on_slot)
        for column in mapping.columns
        if column.header or column.samples
    ]  # fmt: skip
    return ft.Column(
        list(cards), spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def ColumnCard(
    mapping: Mapping,
    column: ColumnUse,
    opened: bool,
    set_opened: Callable[[int], None],
    on_slot: OnSlot,
) -> ft.Control:
    header = column.header or t("import.column", number=column.index + 1)
    option = f" [{column.option}]" if column.option else ""
    place = f"{t(column.slot_key)}{option}"
    samples = "　／　".join(column.samples[:SAMPLES])
    words: list[ft.Control] = [
        text(f"{header}　→　{place}", bold=column.slot is not None, lines=3),
        soft_text(f"{t(column.how_key)}　{samples}", lines=2),
    ]
    change = button(
        f"import.column:{column.index}",
        t("settings.close" if opened else "settings.change"),
        lambda: set_opened(-1 if opened else column.index),
    )
    parts: list[ft.Control] = [
        ft.Row([ft.Column(words, spacing=0, tight=True, expand=True), change], spacing=GAP)
    ]
    if opened:

        async def choose(code: str | None) -> None:
            set_opened(-1)
            await on_slot(column.index, None if code in (None, UNUSED) else code)

        options = ((UNUSED, t("import.how.none")), *slot_options(mapping))
        chosen = column.slot if column.slot not in (None, *HIDDEN) else UNUSED
        parts.append(
            choice_chips("import.slot", t("import.screen.read_as"), options, chosen, choose)
        )
    return card(*parts, status=None if column.slot else "stopped", padding=10)


def slot_options(mapping: Mapping) -> tuple[tuple[str, str], ...]:
    """Slots of the kind of file, in the order of the forms."""
    return tuple(
        (slot.name, t(f"import.slot.{slot.name}"))
        for slot in SLOTS[mapping.kind]
        if slot.name not in HIDDEN
    )
