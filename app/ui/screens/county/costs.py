"""費用: one line an item with the fund that pays it today and what it lacks; sums by fund."""

from collections.abc import Awaitable, Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text
from app.domain.county_costs import RELIEF_ACT, Evidence, Sorted, sum_of
from app.services.county_costs import RemoveCost, SettleCost
from app.store.queries.county_costs import CostsView
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.county_files import FileStrip
from app.ui.components.county_layout import acts, list_and_detail
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import RADIUS
from app.ui.screens.county.cost_form import CostForm
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

NEW = "new"


@component
def Costs(view: CostsView, prefecture: bool, export: Callable[[], Awaitable[None]]) -> ft.Control:
    opened, set_opened = ft.use_state("")

    def close() -> None:
        set_opened("")

    left: list[ft.Control] = [
        acts(
            big_button("county_costs.add", t("county_costs.add"), lambda: set_opened(NEW),
                       icon=ft.Icons.ADD),
            button("county_costs.export", t("county_costs.export"), export,
                   icon=ft.Icons.TABLE_VIEW),
        )
    ]  # fmt: skip
    if view.items:
        left.append(_sums(view))
        left += [
            keyed(one.item.id, ItemLine, one, view.name_of(one.item.host),
                  one.item.id.hex() == opened, set_opened)
            for one in reversed(view.items)
        ]  # fmt: skip
    else:
        left.append(
            empty_state(t("county_costs.empty"), t("county_costs.empty_hint"),
                        icon=ft.Icons.RECEIPT_LONG)
        )  # fmt: skip
    right: list[ft.Control] | None = None
    if opened == NEW:
        right = [keyed(NEW, CostForm, None, view, close, prefecture, set_opened)]
    chosen = next((one for one in view.items if one.item.id.hex() == opened), None)
    if chosen is not None:
        may = prefecture or chosen.item.council == view.council
        right = [keyed(chosen.item.id, ItemPage, chosen, view, may, close)]
    return list_and_detail(left, right, shares=(6, 6))


def _sums(view: CostsView) -> ft.Control:
    """What each fund pays, side by side."""
    parts: list[ft.Control] = []
    for fund, words in code_options("fund"):
        yen = sum_of(view.items, fund)
        if yen or fund == RELIEF_ACT:
            parts.append(
                ft.Column(
                    [soft_text(words), heading(t("county_costs.sum_line", yen=f"{yen:,}"))],
                    spacing=0, tight=True,
                )
            )  # fmt: skip
    return card(ft.Row(parts, wrap=True, spacing=28, run_spacing=6), padding=12)


@component
def ItemLine(one: Sorted, host: str, here: bool, open_it: Callable[[str], None]) -> ft.Control:
    item, colours = one.item, palette()
    chips = [
        status_chip("done" if one.chargeable else "ready", code_label("fund", one.fund)),
        *([status_chip("late", t("county_costs.part_missing"))] if one.lacks else []),
    ]
    about = [host, item.worker, item.text]
    top = ft.Row(
        [
            ft.Container(
                text(f"{day_words(item.day)}　{code_label('cost_kind', item.kind)}", bold=True),
                expand=True,
            ),
            text(t("county_costs.yen_line", yen=f"{item.yen:,}"), bold=True),
        ]
    )
    control = ft.Container(
        ft.Column(
            [
                top,
                soft_text("　".join(part for part in about if part)),
                ft.Row(chips, wrap=True, spacing=6, run_spacing=4),
            ],
            spacing=2,
            tight=True,
        ),
        bgcolor=colours.primary_tint if here else colours.surface,
        border=ft.Border.all(3 if here else 1, colours.primary if here else colours.line),
        border_radius=RADIUS,
        padding=12,
        ink=True,
        on_click=guarded(lambda: open_it(item.id.hex())),
    )
    wrapper = tagged(row_tag("county_costs.item", item.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper


@component
def ItemPage(one: Sorted, view: CostsView, may: bool, close: Callable[[], None]) -> ft.Control:
    runtime = current_runtime()
    editing, set_editing = ft.use_state(False)
    item, identifier = one.item, EntityId(one.item.id)
    if editing:
        return CostForm(item, view, lambda: set_editing(False))

    async def settle() -> None:
        day = None if item.settled_on else runtime.today
        await send_or_say(runtime, SettleCost(identifier, day), t("county_costs.settled_done"))

    async def remove() -> None:
        if await send_or_say(runtime, RemoveCost(identifier), t("county_costs.removed")):
            close()

    facts = [
        view.name_of(item.council),
        f"→ {view.name_of(item.host)}" if item.host else "",
        item.worker,
        code_label("duty", item.duty),
        code_label("ownership", item.ownership),
    ]
    parts: list[ft.Control] = [
        soft_text(f"{day_words(item.day)}　{code_label('cost_kind', item.kind)}"),
        title(t("county_costs.yen_line", yen=f"{item.yen:,}")),
        text("　".join(fact for fact in facts if fact)),
        *([text(item.text)] if item.text else []),
        ft.Row(
            [
                status_chip("done" if one.chargeable else "ready", code_label("fund", one.fund)),
                *([soft_text(t(f"county_costs.why_{one.why}"))] if one.why else []),
            ],
            wrap=True,
        ),
        _evidence(one),
    ]
    if item.settled_on:
        parts.append(text(t("county_costs.settled", day=day_words(item.settled_on))))
    parts.append(FileStrip(identifier, view.files_of(item.id), may, t("county_costs.receipt")))
    if may:
        label = t("county_costs.unsettle" if item.settled_on else "county_costs.settle")
        parts.append(
            acts(
                button("county_costs.edit", t("county_costs.edit"), lambda: set_editing(True),
                       icon=ft.Icons.EDIT),
                quiet_button("county_costs.settle", label, settle, icon=ft.Icons.PRICE_CHECK),
                quiet_button("county_costs.remove", t("county_costs.remove"), remove,
                             icon=ft.Icons.DELETE_OUTLINE),
            )
        )  # fmt: skip
    parts.append(quiet_button("county_costs.close", t("frame.close"), close))
    return card(*parts)


def _evidence(one: Sorted) -> ft.Control:
    if not one.lacks:
        return status_chip("done", t("county_costs.complete"))
    words = t("county_costs.lacks", evidence=evidence_words(one.lacks))
    return ft.Row(
        [ft.Icon(ft.Icons.WARNING_ROUNDED, color=palette().late.ink), text(words, expand=True)]
    )


def evidence_words(groups: Evidence) -> str:
    """領収書か請求書、写真."""
    either = t("county_paper.or")
    return "、".join(
        either.join(code_label("evidence_kind", code) for code in group) for group in groups
    )


def day_words(day: str) -> str:
    """8/11(火) for 2026-08-11."""
    try:
        return short_day_text(date.fromisoformat(day))
    except ValueError:
        return day
