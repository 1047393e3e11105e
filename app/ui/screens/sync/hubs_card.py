"""中継サーバー: where the centre's hubs answer, told once for all devices."""

from collections.abc import Callable
from typing import Protocol

import flet as ft

from app.services.command import Refused
from app.store.queries.hub_places import HubPlace
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Answer
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


class HubActions(Protocol):
    """Each answers with the refusal, or None where it was done."""

    @property
    def tell_hub(self) -> Callable[[str], Answer]: ...

    @property
    def drop_hub(self) -> Callable[[EntityId], Answer]: ...


@component
def HubsCard(hubs: tuple[HubPlace, ...], actions: HubActions) -> ft.Control:
    words, set_words = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def tell() -> None:
        answer = await actions.tell_hub(words.strip())
        set_refused(answer)
        if answer is None:
            set_words("")

    async def drop(hub: EntityId) -> None:
        set_refused(await actions.drop_hub(hub))

    at_field = refused is not None and refused.field == "hub"
    told = refusal_text(refused) if refused is not None else None
    rows: list[ft.Control] = [
        ft.Row(
            [
                text(one.address, selectable=True, expand=True),
                quiet_button(row_tag("sync.hub_drop", one.id), t("sync.hub_drop"),
                             lambda hub=one.id: drop(hub),  # type: ignore[misc]
                             icon=ft.Icons.LINK_OFF),
            ],
            spacing=GAP,
        )
        for one in hubs
    ]  # fmt: skip
    parts: list[ft.Control] = [heading(t("sync.hubs")), soft_text(t("sync.hubs_hint")), *rows]
    parts += [
        text_field(
            "sync.hub", t("sync.hub_address"), words, set_words, hint=t("sync.new_address_hint"),
            keyboard=ft.KeyboardType.URL, on_submit=tell, refusal=told if at_field else None,
        ),
        ft.Row([button("sync.hub_tell", t("sync.hub_tell"), tell, icon=ft.Icons.CAMPAIGN)]),
    ]  # fmt: skip
    if told is not None and not at_field:
        parts.append(refusal_line(told))
    return card(*parts)
