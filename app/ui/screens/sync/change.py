"""役割を直す: another name, other roles or another last day for a device that is in."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.services.sync_view import LinkState, Peer, SyncState
from app.ui.component import component, keyed
from app.ui.components.cards import empty_state, stack
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.screens.sync.device_form import DeviceDraft, DeviceForm
from app.ui.screens.sync.invite import not_here
from app.ui.sync_words import peer_name
from sync.core.ids import DeviceId


@dataclass(frozen=True)
class ChangeActions:
    change: Callable[[DeviceId, DeviceDraft], Answer]


@component
def ChangeScreen(state: SyncState, device: bytes, actions: ChangeActions) -> ft.Control:
    own = Peer(state.device, state.letter, state.label, state.roles, LinkState.SAME)
    known = (own, *(one for one in state.peers if one.device))
    peer = next((one for one in known if one.device == device), None)
    head = page_head("device")
    if peer is None or peer.state is LinkState.REVOKED:
        return stack([head, empty_state(t("sync.lost.nobody"), t("sync.lost.nobody_hint"))])
    if not state.is_admin:
        return stack([head, not_here(state, "sync.lost.not_here")])
    now = DeviceDraft(peer.roles, peer.label, peer.ends_on)
    form = keyed(
        peer.device, DeviceForm, "sync.change", t("sync.change"), ft.Icons.CHECK, now,
        lambda draft: actions.change(peer.device, draft),
    )  # fmt: skip
    return stack([head, heading(t("sync.lost.which", device=peer_name(peer))), form], scroll=True)
