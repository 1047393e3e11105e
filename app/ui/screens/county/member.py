"""この端末: as what this device is in the county, how fresh it is, where the hubs are."""

from collections.abc import Callable

import flet as ft

from app.services.sync_view import SyncState
from app.store.queries.county_membership import Membership, membership
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.queries import shown
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.county.leave import LeavePart
from app.ui.signal import use_signal
from app.ui.sync_words import how_fresh
from app.ui.use_query import Ready, use_county_query
from app.ui.use_sync import use_county_sync

TOPICS = ("council", "centre_profile", "device")


@component
def MembershipRoute() -> ft.Control:
    runtime = current_runtime()
    use_signal(runtime.county_signal)
    letter = runtime.county.letter
    state = use_county_query(lambda db: membership(db, letter), TOPICS, letter)
    sync = use_county_sync(lambda port: port.state())

    def sync_now() -> None:
        place = runtime.desk.place
        if place is not None and place.sync is not None:
            place.sync.sync_now()

    stands = sync.value if isinstance(sync, Ready) else None
    return shown(state, lambda view: MembershipScreen(view, stands, sync_now))


@component
def MembershipScreen(
    view: Membership, sync: SyncState | None, sync_now: Callable[[], None]
) -> ft.Control:
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
        parts.append(_hubs(sync))
    if runtime.desk.place is not None:
        parts.append(LeavePart(t("county.leave.go")))
    return stack(parts, scroll=True)


def _hubs(sync: SyncState) -> ft.Control:
    """Where every device of the county calls by itself; the prefectural council says so."""
    parts: list[ft.Control] = [heading(t("county.member.hubs"))]
    parts += [code_text(hub.address) for hub in sync.hubs]
    if not sync.hubs:
        parts.append(soft_text(t("county.member.no_hub")))
    return card(*parts)
