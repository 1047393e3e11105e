"""仲間に入れる: what the new device may do, then a picture (or a code to type) that lets it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.device_roles import COUNCIL
from app.services.command import Refused
from app.services.sync_view import Invitation, SyncState
from app.store.queries.county_membership import CouncilName
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, columns, empty_state, stack
from app.ui.components.code_picture import code_picture
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.screens.sync.device_form import WIDE_LETTERS, DeviceDraft, DeviceForm
from app.ui.screens.sync.invite_pictures import AnswerCard, AnswerPart
from app.ui.signal import use_signal
from app.ui.sync_words import peer_name
from app.ui.tagged import tagged
from app.ui.use_task import use_task

SECOND_MS = 1000
MINUTE_S = 60


@dataclass(frozen=True)
class InviteActions:
    invite: Callable[[DeviceDraft], Answer]
    cancel: Callable[[], Awaitable[None]]
    leave: Callable[[], Awaitable[None]]
    answer: Callable[[str], Awaitable[Refused | None]]


@component
def InviteScreen(
    state: SyncState, invitation: Invitation | None, picture: str, actions: InviteActions,
    councils: tuple[CouncilName, ...] = (),
) -> ft.Control:  # fmt: skip
    """`councils` of a county, of which one is invited; `picture` answers a device that cannot be
    reached; it stays until it was read."""
    if picture:
        letter = invitation.joined if invitation is not None else ""
        body: ft.Control = AnswerCard(picture, letter, actions.leave)
    elif invitation is not None:
        body = InvitationCard(invitation, actions)
    elif not state.is_admin:
        body = not_here(state)
    else:
        body = DeviceForm(
            "sync.invite", t("sync.invite.go"), ft.Icons.QR_CODE_2,
            DeviceDraft((COUNCIL,) if councils else ()), actions.invite, councils,
        )  # fmt: skip
    return stack([page_head("invite_county" if councils else "invite"), body], scroll=True)


def not_here(state: SyncState, what: str = "sync.invite.not_here") -> ft.Control:
    """Only a device of an administrator lets others in and out; it is named."""
    admins = [peer_name(peer) for peer in state.peers if "admin" in peer.roles]
    hint = t("sync.invite.ask", devices=t("sync.and").join(admins)) if admins else ""
    return empty_state(t(what), hint or t("sync.invite.no_admin"), icon=ft.Icons.LOCK_PERSON)


@component
def InvitationCard(invitation: Invitation, actions: InviteActions) -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    left, set_left = ft.use_state(_seconds_left(invitation, runtime.clock.now_ms()))

    async def tick() -> None:
        while True:
            await runtime.sleep(1)
            set_left(_seconds_left(invitation, runtime.clock.now_ms()))

    use_task(tick, invitation.until_ms)
    if invitation.joined:
        return _joined(invitation, actions)
    if left == 0:
        return card(
            heading(t("sync.invite.over")),
            text(t("sync.invite.over_hint")),
            big_button("sync.invite_again", t("sync.invite.again"), actions.cancel,
                       icon=ft.Icons.REFRESH),
            status="late",
        )  # fmt: skip
    wide = window.width >= scale().body * WIDE_LETTERS
    across = window.width - (scale().small * 8 if wide else 0)
    side = int(min(window.height * 0.62, across * (0.45 if wide else 0.65)))
    picture = code_picture(invitation.qr, t("sync.invite.show"), side)
    words: list[ft.Control] = [
        title(t("sync.invite.show")),
        text(t("sync.invite.show_hint")),
        _countdown(left),
        *_typed(invitation),
        AnswerPart(actions.answer, not invitation.address),
        ft.Row([button("sync.invite_cancel", t("sync.invite.cancel"), actions.cancel,
                       icon=ft.Icons.CLOSE)]),
    ]  # fmt: skip
    if wide:
        halves = [ft.Container(picture, expand=1), ft.Container(stack(words), expand=1)]
        return card(columns(*halves))
    return card(picture, *words)


def _typed(invitation: Invitation) -> list[ft.Control]:
    """For a device without a camera; nothing where there is no network to reach this one by."""
    if not invitation.address:
        return []
    return [
        heading(t("sync.invite.typed")),
        soft_text(t("sync.invite.address")),
        tagged("sync.invite_address", code_text(invitation.address), label=invitation.address),
        soft_text(t("sync.invite.code")),
        tagged("sync.invite_code", _code(invitation.code), label=invitation.code),
    ]


def _seconds_left(invitation: Invitation, now_ms: int) -> int:
    return max(0, -((now_ms - invitation.until_ms) // SECOND_MS))


def _countdown(left: int) -> ft.Control:
    minutes, seconds = divmod(left, MINUTE_S)
    words = t("sync.invite.left", time=f"{minutes}:{seconds:02}")
    return ft.Row([status_chip("waiting" if left > MINUTE_S else "late", words)])


def _code(code: str) -> ft.Control:
    """In the groups that it comes in; they may wrap."""
    return ft.Row([code_text(group) for group in code.split("-")], wrap=True, spacing=GAP)


def _joined(invitation: Invitation, actions: InviteActions) -> ft.Control:
    acts = [
        big_button("sync.invite_again", t("sync.invite.one_more"), actions.cancel,
                   icon=ft.Icons.PERSON_ADD),
        quiet_button("sync.invite_done", t("sync.invite.done"), actions.leave),
    ]  # fmt: skip
    return card(
        status_chip("done", t("sync.invite.joined_chip"), loud=True),
        title(t("sync.invite.joined", letter=invitation.joined)),
        text(t("sync.invite.joined_hint", letter=invitation.joined)),
        ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP),
        # Whoever left the answer before it was read shows it again: the same device may ask.
        AnswerPart(actions.answer, False),
        status="done",
    )
