"""The form of one thing of the catalogue: new, or to be changed."""

from collections.abc import Callable

import flet as ft

from app.services.command import Command
from app.services.equipment import AddEquipment, EditEquipment
from app.store.queries.equipment import EquipmentRow
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.screens.equipment.acts import Send
from app.ui.sending import Answer


@component
def ItemForm(item: EquipmentRow | None, send: Send, done: Callable[[], None]) -> ft.Control:
    name, set_name = ft.use_state(item.name if item else "")
    unit, set_unit = ft.use_state(item.unit if item else "")
    kind, set_kind = ft.use_state(item.type if item else "loan")
    least: int | None = item.low_mark if item else 0
    mark, set_mark = ft.use_state(least)
    label, set_label = ft.use_state(item.label if item else "")
    note, set_note = ft.use_state(item.note if item else "")
    quiet: Answer = None
    refused, set_refused = ft.use_state(quiet)

    def command() -> Command:
        if item is None:
            return AddEquipment(name, unit, kind, mark or 0, label=label, note=note)
        return EditEquipment(item.id, name, unit, kind, mark or 0, label, note)

    async def save() -> None:
        answer = await send(command(), t("equipment.item_saved", name=name.strip()))
        set_refused(answer)
        if answer is None:
            done()

    def why(field: str) -> str | None:
        return refusal_text(refused) if refused and refused.field == field else None

    usual = current_runtime().codes.attribute_map("equipment", "unit").values()
    units = [(word, word) for word in dict.fromkeys((*map(str, usual), unit)) if word]
    parts: list[ft.Control] = [
        text_field(
            "equipment.name", t("equipment.name"), name, set_name, needed=True, refusal=why("name")
        ),
        choice_chips(
            "equipment.type",
            t("equipment.type"),
            code_options("equipment_type"),
            kind,
            lambda code: set_kind(code or "loan"),
            refusal=why("type"),
        ),
        choice_chips(
            "equipment.unit",
            t("equipment.unit"),
            units,
            unit or None,
            lambda code: set_unit(code or ""),
        ),
        text_field("equipment.own_unit", t("equipment.own_unit"), unit, set_unit),
        number_stepper(
            "equipment.mark", t("equipment.low_mark"), mark, set_mark, refusal=why("low_mark")
        ),
        text_field(
            "equipment.label",
            t("equipment.label"),
            label,
            set_label,
            hint=t("equipment.label_hint"),
            refusal=why("label"),
        ),
        text_field("equipment.item_note", t("equipment.note"), note, set_note, lines=2),
    ]
    if refused is not None and refused.field is None:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(big_button("equipment.save_item", t("equipment.save"), save, icon=ft.Icons.CHECK))
    return card(*parts)
