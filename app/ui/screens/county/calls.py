"""連絡網: who calls whom, as a tree; printed as a list with room for the time of each call."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.county_agreement import Call, call_tree
from app.store.queries.county_agreement import AgreementView
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.county_layout import acts
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import scale

DEPTH_MAX = 6


@component
def Calls(view: AgreementView, print_it: Callable[[], Awaitable[None]]) -> ft.Control:
    calls = call_tree(view.contacts)
    if not calls:
        return empty_state(
            t("county_agreement.calls_empty"), t("county_agreement.calls_empty_hint"),
            icon=ft.Icons.ACCOUNT_TREE,
        )  # fmt: skip
    known: dict[bytes, str] = {one.id: f"{one.council_name} {one.title}" for one in view.contacts}
    parts: list[ft.Control] = [
        acts(button("county_agreement.print_calls", t("county_agreement.print_calls"), print_it,
                    icon=ft.Icons.PRINT))
    ]  # fmt: skip
    if any(call.ring for call in calls):
        parts.append(card(text(t("county_agreement.ring")), status="late"))
    parts += [
        keyed(
            call.contact.id, CallRow, call, known.get(call.contact.called_by or b"", ""),
            known.get(call.contact.calls_next or b"", ""),
        )
        for call in calls
    ]  # fmt: skip
    return stack(parts, spacing=6, scroll=True)


@memo
def CallRow(call: Call, caller: str, instead: str) -> ft.Control:
    """A contact below the one that calls it."""
    one, colours = call.contact, palette()
    about = [code_label("contact_kind", one.kind), one.hours]
    if caller:
        about.append(t("county_agreement.call_from", caller=caller))
    if instead:
        about.append(t("county_agreement.instead", contact=instead))
    row: list[ft.Control] = [
        ft.Column(
            [
                text(f"{one.council_name}　{one.title}", bold=not call.depth),
                soft_text("　".join(part for part in about if part)),
            ],
            spacing=0, tight=True, expand=True,
        ),
        code_text(one.phone),
    ]  # fmt: skip
    if call.ring:
        row.insert(0, status_chip("late", t("county_agreement.tab_calls")))
    step = scale().body * 2 * min(call.depth, DEPTH_MAX)
    branch = ft.Container(
        ft.Row(row, spacing=16, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        bgcolor=colours.surface,
        border=ft.Border(
            left=ft.BorderSide(5 if call.depth else 8, colours.line if call.depth else
                               colours.primary),
            bottom=ft.BorderSide(1, colours.hair),
        ),
        padding=ft.Padding.symmetric(horizontal=14, vertical=8),
    )  # fmt: skip
    return ft.Container(branch, padding=ft.Padding.only(left=step))
