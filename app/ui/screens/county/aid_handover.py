"""引継書: written with the section's open items filled in by the device; read, taken, printed.

The items are counts and numbers of records of this centre, as they stand now; nobody's name fits.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_text
from app.services.county_handover import WriteHandover
from app.store.queries.county_roster import Assignment, Handover, OpenItem
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, moment
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import palette
from app.ui.scale import GAP, scale

NUMBERS_SHOWN = 12
WARNINGS = ("warning_1", "warning_2", "warning_3")


@component
def HandoverForm(
    one: Assignment, before: Handover | None, here: bool,
    items_of: Callable[[str], tuple[OpenItem, ...]], done: Callable[[], None],
) -> ft.Control:  # fmt: skip
    """`here`: this device is the host's, so it counts what is open; `items_of` a section."""
    warnings = (*(before.warnings if before else ()), "", "", "")
    form = use_form("aid.handover", {
        "section": one.section or None, "state": before.state if before else "",
        "contacts": before.contacts if before else "",
        **dict(zip(WARNINGS, warnings, strict=False)),
    })  # fmt: skip
    items = items_of(form["section"] or "")

    def command(sure: bool) -> WriteHandover:
        return WriteHandover(
            one.id, form["section"] or "", form["state"] or "",
            tuple(form[name] or "" for name in WARNINGS), form["contacts"] or "", items, sure,
        )  # fmt: skip

    counted = t("county_dispatch.items_hint") if here else t("county_dispatch.items_elsewhere")
    content: list[ft.Control] = [
        title(t("county_dispatch.handover_title", worker=one.worker)),
        no_names(),
        form.choice("section", t("county_dispatch.section"), code_options("section"), needed=True),
        heading(t("county_dispatch.open_items")),
        soft_text(counted),
        *item_lines(items),
        form.text("state", t("county_dispatch.handover_state"), lines=4, needed=True,
                  hint=t("county_dispatch.handover_state_hint")),
        heading(t("county_dispatch.warnings")),
        *(form.text(name, t("county_dispatch.warning", number=number))
          for number, name in enumerate(WARNINGS, start=1)),
        form.text("contacts", t("county_dispatch.contacts"), lines=3,
                  hint=t("county_dispatch.contacts_hint")),
        *form.ending(t("county_dispatch.handover_save"), command,
                     t("county_dispatch.handover_said"), done, cancel=done),
    ]  # fmt: skip
    return stack([card(*content)], scroll=True)


def item_lines(items: tuple[OpenItem, ...]) -> list[ft.Control]:
    """What is open, with the numbers of the records that are needed to find it."""
    if not items:
        return [text(t("county_dispatch.nothing_open"))]
    lines: list[ft.Control] = []
    for one in items:
        shown = t("county_dispatch.comma").join(one.numbers[:NUMBERS_SHOWN])
        if len(one.numbers) > NUMBERS_SHOWN:
            shown += t("county_dispatch.numbers_more", count=len(one.numbers) - NUMBERS_SHOWN)
        name = t(f"county_dispatch.item_{one.kind}")
        lines.append(
            ft.Row(
                [ft.Container(text(name, bold=True), width=240),
                 ft.Container(text(t("county_dispatch.item_count", count=one.count)), width=64),
                 text(shown, expand=True)],
                spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START,
            )
        )  # fmt: skip
    return lines


@dataclass(frozen=True)
class HandoverActions:
    """`take` is None where nobody of this council may take it now."""

    paper: Callable[[], Awaitable[None]]
    back: Callable[[], None]
    take: Callable[[], Awaitable[None]] | None = None


@component
def HandoverPage(found: Handover | None, actions: HandoverActions) -> ft.Control:
    back = quiet_button("aid.back", t("county_dispatch.back_stay"), actions.back,
                        icon=ft.Icons.ARROW_BACK)  # fmt: skip
    if found is None:
        empty = t("county_dispatch.no_handover"), t("county_dispatch.no_handover_hint")
        return stack([empty_state(*empty, back, icon=ft.Icons.ASSIGNMENT)])
    pressed: list[ft.Control] = []
    if actions.take is not None and found.taken_at is None:
        pressed.append(
            big_button("aid.take_handover", t("county_dispatch.take_handover"), actions.take,
                       icon=ft.Icons.HANDSHAKE)
        )  # fmt: skip
    pressed.append(
        button("aid.handover_paper", t("county_dispatch.print"), actions.paper,
               icon=ft.Icons.PRINT)
    )  # fmt: skip
    return stack([HandoverCard(found), acts(*pressed, back)], scroll=True)


@memo
def HandoverCard(found: Handover) -> ft.Control:
    """The warnings come first, in large letters: they are what one must know in the first hour."""
    colours = palette()
    day = day_text(found.day, current_look().language)
    who = t("county_dispatch.handover_by", worker=found.worker, council=found.home_name, day=day)
    content: list[ft.Control] = [
        heading(f"{t('county_dispatch.handover')}　{code_label('section', found.section)}"),
        soft_text(who),
    ]
    for number, words in enumerate(found.warnings, start=1):
        content.append(
            ft.Container(
                text(t("county_dispatch.warning_line", number=number, words=words),
                     size=scale().large, bold=True, colour=colours.late.ink),
                bgcolor=colours.late.tint, padding=10, border_radius=8,
            )
        )  # fmt: skip
    content += [text(found.state), heading(t("county_dispatch.open_items_then"))]
    content += item_lines(found.items)
    if found.contacts:
        content += [heading(t("county_dispatch.contacts")), text(found.contacts)]
    if found.taken_at is not None:
        content.append(
            soft_text(t("county_dispatch.taken_line", worker=found.taken_worker,
                        time=moment(found.taken_at)))
        )  # fmt: skip
    return card(*content)
