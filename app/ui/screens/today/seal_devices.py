"""The seal's fifth check: every device that can be reached holds the same as this one.

It waits by itself: the line turns green when the devices have become equal. What cannot be reached
is named and stops nothing.
"""

from dataclasses import replace

import flet as ft

from app.services.day_view import CheckView, SealView
from app.services.sync_view import LinkState, SyncState
from app.ui.components.buttons import button
from app.ui.components.cards import stack
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.runtime import Runtime, current_runtime
from app.ui.sync_words import apart_names, moment, peer_name

FAR = (LinkState.UNREACHABLE, LinkState.NEVER, LinkState.FORKED)


def with_devices(view: SealView, state: SyncState | None, now_ms: int) -> SealView:
    """The seal with the check of the devices, where there are others; not that of a closed day."""
    if state is None or view.closed:
        return view
    known = [one for one in state.peers if one.device and one.state is not LinkState.REVOKED]
    if not known:
        return view
    apart = apart_names(state)
    missing = tuple(t("open_point.device_apart", device=device) for device in apart)
    far = []
    for peer in known:
        if peer.state in FAR and peer.same_ms is not None:
            when = moment(peer.same_ms, now_ms)
            far.append(t("sync.seal.not_reached", device=peer_name(peer), when=when))
        elif peer.state in FAR:
            far.append(t("sync.seal.never_reached", device=peer_name(peer)))
    check = CheckView("devices", missing, len(apart), tuple(far))
    return replace(view, checks=(*view.checks, check))


def waiting_part(view: SealView) -> list[ft.Control]:
    """While devices are becoming equal: that it goes on by itself, and a way to ask them now."""
    check = next((one for one in view.checks if one.code == "devices"), None)
    if check is None or not check.missing or view.closed:
        return []
    runtime = current_runtime()

    def now() -> None:
        if runtime.desk.sync is not None:
            runtime.desk.sync.sync_now()

    ask = button("today.sync_now", t("sync.seal.now"), now, icon=ft.Icons.SYNC)
    return [stack([soft_text(t("sync.seal.waiting")), ft.Row([ask])], spacing=4)]


async def apart_now(runtime: Runtime) -> tuple[str, ...]:
    """As it is at this moment, for the seal that is being set."""
    port = runtime.desk.sync
    return () if port is None else apart_names(await runtime.work(port.state))
