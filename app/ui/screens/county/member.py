"""この端末: as what this device is in the county, how fresh it is, where the hubs are."""

from collections.abc import Callable

import flet as ft

from app.services.sync_view import SyncState
from app.store.queries.county_membership import Membership, membership
from app.store.queries.hub_places import HubPlace, hub_places
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.queries import shown
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.leave import LeavePart
from app.ui.sync_words import how_fresh
from app.ui.tagged import row_tag
from app.ui.use_query import Ready, use_county_query
from app.ui.use_sync import use_county_sync

TOPICS = ("council", "centre_profile", "device", "hub_place")


@component
def MembershipRoute() -> ft.Control:
    runtime = current_runtime()
    letter = runtime.county.letter
    state = use_county_query(lambda db: (membership(db, letter), hub_places(db)), TOPICS, letter)
    sync = use_county_sync(lambda port: port.state())

    def sync_now() -> None:
        place = runtime.desk.place
        if place is not None and place.sync is not None:
            place.sync.sync_now()

    stands = sync.value if isinstance(sync, Ready) else None
    return shown(state, lambda both: MembershipScreen(*both, stands, sync_now))


@component
def MembershipScreen(
    view: Membership, hubs: tuple[HubPlace, ...], sync: SyncState | None,
    sync_now: Callable[[], None],
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
    parts.append(_hubs(hubs))
    if runtime.desk.place is not None:
        parts.append(LeavePart(t("county.leave.go")))
    return stack(parts, scroll=True)


def _hubs(hubs: tuple[HubPlace, ...]) -> ft.Control:
    """Where every device of the county calls by itself; the prefectural council says so."""
    parts: list[ft.Control] = [heading(t("county.member.hubs"))]
    parts += [keyed(hub.id, HubRow, hub) for hub in hubs]
    parts.append(soft_text(t("county.member.screens_hint" if hubs else "county.member.no_hub")))
    return card(*parts)


@memo
def HubRow(hub: HubPlace) -> ft.Control:
    """Its address, and the county's screens there: this device says who it is, once."""
    runtime = current_runtime()

    async def open_screens() -> None:
        county = runtime.county
        url = await runtime.work(lambda: runtime.desk.door.screens(county, hub.address))
        await ft.UrlLauncher().launch_url(ft.Url(url, target=ft.UrlTarget.BLANK))

    row: list[ft.Control] = [code_text(hub.address)]
    if runtime.desk.sync is not None or runtime.desk.place is not None:  # not at the hub itself
        row.append(
            button(row_tag("county.screens", hub.id), t("county.member.screens"), open_screens,
                   icon=ft.Icons.OPEN_IN_NEW)
        )  # fmt: skip
    return ft.Row(row, spacing=GAP, wrap=True)
