"""A device that was sent away: its data is closed, and it says whom to ask."""

import flet as ft

from app.services.sync_view import SyncState
from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.texts import code_text, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, scale
from app.ui.sync_words import peer_name
from app.ui.tagged import tagged


@component
def RevokedScreen(state: SyncState) -> ft.Control:
    late = palette().late
    admins = [peer_name(peer) for peer in state.peers if "admin" in peer.roles]
    words: list[ft.Control] = [
        ft.Icon(ft.Icons.BLOCK, size=scale().figure, color=late.ink),
        title(t("sync.revoked.title")),
        ft.Row([code_text(state.letter), text(state.label, expand=True)], spacing=GAP),
        text(t("sync.revoked.closed")),
        text(t("sync.revoked.what_now")),
    ]
    if admins:
        words.append(soft_text(t("sync.invite.ask", devices=t("sync.and").join(admins))))
    column = ft.Column(
        [ft.Container(card(*words, padding=28, status="late"), width=640)],
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
    )
    whole = ft.Container(column, bgcolor=late.tint, alignment=ft.Alignment.CENTER, expand=True)
    return tagged("sync.revoked", whole)
