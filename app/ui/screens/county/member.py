"""この端末: as what this device is in the county, how fresh it is, where the hubs are."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import Refused
from app.services.county_hubs import ForgetHub, NameHub
from app.services.sync_view import SyncState
from app.store.queries.county_hubs import CountyHub, county_hubs
from app.store.queries.county_membership import Membership, membership
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.leave import LeavePart
from app.ui.signal import use_signal
from app.ui.sync_words import how_fresh
from app.ui.tagged import row_tag
from app.ui.use_query import Ready, use_county_query
from app.ui.use_sync import use_county_sync
from sync.core.ids import EntityId

TOPICS = ("council", "centre_profile", "device", "county_hub")


@component
def MembershipRoute() -> ft.Control:
    runtime = current_runtime()
    use_signal(runtime.county_signal)
    letter = runtime.county.letter
    state = use_county_query(lambda db: (membership(db, letter), county_hubs(db)), TOPICS, letter)
    sync = use_county_sync(lambda port: port.state())

    def sync_now() -> None:
        place = runtime.desk.place
        if place is not None and place.sync is not None:
            place.sync.sync_now()

    async def name_hub(address: str) -> Refused | None:
        outcome = await runtime.submit(NameHub(address))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(t("county.member.hub_added"), ok=outcome)
        return None

    return shown(
        state,
        lambda both: MembershipScreen(
            both[0], both[1], sync.value if isinstance(sync, Ready) else None, sync_now, name_hub
        ),
    )


@component
def MembershipScreen(
    view: Membership, hubs: tuple[CountyHub, ...], sync: SyncState | None,
    sync_now: Callable[[], None], name_hub: Callable[[str], Awaitable[Refused | None]],
) -> ft.Control:  # fmt: skip
    runtime = current_runtime()
    roles = t("sync.and").join(code_label("device_role", role) for role in view.roles)
    own: list[ft.Control] = [
        heading(view.county),
        text(t("county.member.council", council=view.council_name or view.county)),
    ]
    if view.disaster:
        own.insert(1, text(view.disaster))
    if roles:
        own.append(soft_text(t("sync.roles", roles=roles)))
    own.append(soft_text(t("county.member.hint")))
    parts: list[ft.Control] = [section_header(t("county.member.title")), card(*own)]
    if sync is not None:
        fresh = how_fresh(sync, runtime.clock.now_ms(), short=False).text
        now = button("county.sync_now", t("sync.now"), sync_now, icon=ft.Icons.SYNC)
        parts.append(card(heading(t("county.member.fresh")), text(fresh), ft.Row([now])))
    parts.append(HubsCard(hubs, view.council == council_id(PREFECTURE), name_hub))
    if runtime.desk.place is not None:
        parts.append(LeavePart(t("county.leave.go")))
    return stack(parts, scroll=True)


@component
def HubsCard(
    hubs: tuple[CountyHub, ...], may_change: bool,
    name_hub: Callable[[str], Awaitable[Refused | None]],
) -> ft.Control:  # fmt: skip
    words, set_words = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def add() -> None:
        answer = await name_hub(words)
        set_refused(answer)
        if answer is None:
            set_words("")

    parts: list[ft.Control] = [heading(t("county.member.hubs"))]
    parts += [keyed(hub.id, HubRow, hub, may_change) for hub in hubs]
    if not hubs:
        parts.append(soft_text(t("county.member.no_hub")))
    if may_change:
        parts += [
            text_field(
                "county.hub", t("sync.new_address"), words, set_words, on_submit=add,
                hint=t("county.member.hub_hint"), keyboard=ft.KeyboardType.URL,
                refusal=refusal_text(refused) if refused is not None else None,
            ),
            ft.Row([button("county.hub_add", t("sync.add"), add, icon=ft.Icons.ADD_LINK)]),
        ]  # fmt: skip
    return card(*parts)


@memo
def HubRow(hub: CountyHub, may_change: bool) -> ft.Control:
    runtime = current_runtime()

    async def forget() -> None:
        outcome = await runtime.submit(ForgetHub(EntityId(hub.id)))
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            runtime.notify(refusal_text(outcome), tone="late")
        else:
            runtime.notify(t("county.member.hub_gone"), ok=outcome)

    row: list[ft.Control] = [ft.Container(code_text(hub.address), expand=True)]
    if may_change:
        row.append(
            quiet_button(row_tag("county.hub_gone", hub.id), t("county.member.hub_forget"), forget)
        )
    return ft.Row(row, spacing=GAP)
