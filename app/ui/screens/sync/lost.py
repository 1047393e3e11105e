"""この端末を失くした: the reason, what will happen, and a second tap."""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import LinkState, Peer, SyncState
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import heading, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.screens.sync.invite import not_here
from app.ui.screens.sync.peers import PeerCard
from app.ui.sync_words import peer_name
from sync.core.ids import DeviceId

REASONS = ("lost", "stolen", "broken", "returned", "copied")
WILL = ("from_now", "keys", "wipe", "late_work", "again")


@dataclass(frozen=True)
class LostActions:
    revoke: Callable[[DeviceId, str], Answer]
    go: Callable[[str], None]


@component
def LostScreen(state: SyncState, device: bytes, now_ms: int, actions: LostActions) -> ft.Control:
    peer = next((one for one in state.peers if one.device == device), None)
    if peer is None:
        body: ft.Control = empty_state(t("sync.lost.nobody"), t("sync.lost.nobody_hint"))
        return stack([page_head("lost"), body])
    if peer.state is LinkState.REVOKED:
        told = card(heading(t("sync.lost.done", device=peer_name(peer))),
                    text(t("sync.lost.done_hint")), status="stopped")  # fmt: skip
        return stack([page_head("lost"), told, PeerCard(peer, now_ms, actions.go)], scroll=True)
    body = LostForm(peer, actions) if state.is_admin else not_here(state, "sync.lost.not_here")
    return stack([page_head("lost"), body], scroll=True)


@component
def LostForm(peer: Peer, actions: LostActions) -> ft.Control:
    reason, set_reason = ft.use_state("")
    words, set_words = ft.use_state("")
    sure, set_sure = ft.use_state(False)
    missing, set_missing = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    name = peer_name(peer)

    def ask() -> None:
        set_missing(not reason)
        set_sure(bool(reason))

    async def revoke() -> None:
        said = t("sync.dot").join(
            part for part in (t(f"sync.lost.reason_{reason}"), words.strip()) if part
        )
        answer = await actions.revoke(peer.device, said)
        set_refused(answer)
        if answer is not None:
            set_sure(False)

    parts: list[ft.Control] = [
        heading(t("sync.lost.which", device=name)),
        choice_chips(
            "sync.lost.reason", t("sync.lost.reason"),
            tuple((code, t(f"sync.lost.reason_{code}")) for code in REASONS), reason or None,
            lambda code: set_reason(code or ""), needed=True,
            refusal=t("refused.sync_reason_missing") if missing and not reason else None,
        ),
        text_field("sync.lost.words", t("sync.lost.words"), words, set_words, lines=2),
        text(t("sync.lost.will"), bold=True),
        *(text(t("sync.bullet", words=t(f"sync.lost.will_{line}", device=name)))
          for line in WILL),
    ]  # fmt: skip
    if refused is not None:
        parts.append(refusal_line(refusal_text(refused)))
    if sure:
        parts += [
            text(t("sync.lost.sure", device=name), bold=True),
            ft.Row(
                [
                    big_button("sync.lost.yes", t("sync.lost.yes", device=name), revoke,
                               icon=ft.Icons.BLOCK, status="late"),
                    quiet_button("sync.lost.no", t("frame.stop"), lambda: set_sure(False)),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
            ),
        ]  # fmt: skip
    else:
        parts.append(ft.Row([big_button("sync.lost.go", t("sync.lost.go"), ask,
                                        icon=ft.Icons.REPORT)]))  # fmt: skip
    return card(*parts, status="late")
