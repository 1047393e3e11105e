"""初動セット: what a centre needs on its first day, asked for by one name."""

from collections.abc import Callable, Mapping

import flet as ft

from app.services.command import Refused
from app.services.county_goods import SetKit
from app.store.queries.county_goods import Kit
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, icon_button, quiet_button
from app.ui.components.cards import card, empty_state, section_header, stack
from app.ui.components.county_layout import acts, list_and_detail
from app.ui.components.county_picker import Picker
from app.ui.components.fields import number_stepper, refusal_line, text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.screens.county.goods_pieces import page_of, stepper_box
from app.ui.screens.county.goods_state import (
    GoodsView,
    amount,
    thing_name,
    thing_options,
    unit_of,
)
from app.ui.sending import send
from app.ui.tagged import row_tag

NEW = "new"


@component
def KitsPage(view: GoodsView) -> ft.Control:
    opened, set_opened = ft.use_state("")
    new = button("goods.new_kit", t("county_goods.new_kit"), lambda: set_opened(NEW),
                 icon=ft.Icons.ADD)  # fmt: skip
    left: list[ft.Control] = [
        section_header(t("county_goods.kits"), *([new] if view.prefecture else [])),
        soft_text(t("county_goods.kits_hint")),
        *(_kit(view, kit, set_opened) for kit in view.kits),
    ]
    if not view.kits:
        left.append(empty_state(t("county_goods.no_kits"), t("county_goods.no_kits_hint")))
    kit = next((one for one in view.kits if one.id.hex() == opened), None)
    if not view.prefecture or not (opened == NEW or kit):
        return page_of("kits", stack(left, scroll=True))
    right: list[ft.Control] = [keyed(opened, KitForm, kit, lambda: set_opened(""))]
    return page_of("kits", list_and_detail(left, right, shares=(6, 6)))


def _kit(view: GoodsView, kit: Kit, open_it: Callable[[str], None]) -> ft.Control:
    """What is in it, and how many whole ones the county has free."""
    free: dict[str, int] = {}
    for row in view.stock:
        free[row.equipment] = free.get(row.equipment, 0) + max(0, row.free)
    whole = min((free.get(code, 0) // count for code, count in kit.lines if count), default=0)
    head: list[ft.Control] = [heading(kit.name)]
    if not kit.active:
        head.append(status_chip("stopped", t("county_goods.kit_ended")))
    parts: list[ft.Control] = [
        ft.Row(head, wrap=True),
        text("　".join(f"{thing_name(code)} {amount(code, count)}" for code, count in kit.lines)),
        soft_text(t("county_goods.kit_whole", count=whole)),
    ]
    if view.prefecture:
        parts.append(quiet_button(row_tag("goods.kit", kit.id), t("county_goods.edit_kit"),
                                  lambda: open_it(kit.id.hex())))  # fmt: skip
    return card(*parts, padding=12, spacing=4)


@component
def KitForm(kit: Kit | None, close: Callable[[], None]) -> ft.Control:
    name, set_name = ft.use_state(kit.name if kit else "")
    first: Mapping[str, int] = dict(kit.lines) if kit else {}
    lines, set_lines = ft.use_state(first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    runtime = current_runtime()
    once = use_once()

    def put(code: str, count: int | None) -> None:
        set_lines(lambda now: {**now, code: count or 0})

    def drop(code: str) -> None:
        set_lines(lambda now: {key: count for key, count in now.items() if key != code})

    async def save(active: bool) -> bool:
        command = SetKit(name, tuple(lines.items()), kit.id if kit else None, active)
        answer = await send(runtime, command, t("county_goods.kit_saved", name=name))
        set_refused(answer)
        if answer is None:
            close()
        return False

    why = refusal_text(refused) if refused else None
    parts: list[ft.Control] = [
        heading(t("county_goods.edit_kit" if kit else "county_goods.new_kit")),
        text_field("goods.kit_name", t("county_goods.kit_name"), name, set_name, needed=True,
                   refusal=why if refused and refused.field == "name" else None),
        *(_line(code, count, put, drop) for code, count in lines.items()),
        Picker("goods.kit_add", t("county_goods.kit_add"),
               tuple(one for one in thing_options() if one[0] not in lines), "",
               lambda code: put(code, 1) if code else None),
    ]  # fmt: skip
    if refused is not None and refused.field != "name":
        parts.append(refusal_line(refusal_text(refused)))
    row = [
        big_button("goods.kit_save", t("county_goods.kit_save"), once.of(lambda: save(True)),
                   icon=ft.Icons.CHECK),
        quiet_button("goods.kit_close", t("frame.close"), close),
    ]  # fmt: skip
    if kit is not None and kit.active:
        row.append(quiet_button("goods.kit_end", t("county_goods.kit_end"),
                                once.of(lambda: save(False))))  # fmt: skip
    return card(*parts, acts(*row))


def _line(
    code: str, count: int, put: Callable[[str, int | None], None], drop: Callable[[str], None]
) -> ft.Control:
    return ft.Row(
        [
            text(thing_name(code), bold=True, expand=True),
            stepper_box(
                number_stepper(f"goods.kit_line.{code}", thing_name(code), count,
                               lambda value: put(code, value), least=1, most=99_999,
                               unit=unit_of(code), named=False),
                unit_of(code),
            ),
            icon_button(f"goods.kit_drop.{code}", ft.Icons.CLOSE, t("county_goods.kit_drop"),
                        lambda: drop(code)),
        ]
    )  # fmt: skip
