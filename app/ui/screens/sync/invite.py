"""仲間に入れる: what the new device may do, then a picture (or a code to type) that lets it in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import Invitation, SyncState
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, columns, empty_state, stack
from app.ui.components.choices import big_toggle
from app.ui.components.code_picture import code_picture
from app.ui.components.dates import date_field
from app.ui.components.fields import labelled, text_field
from app.ui.components.refusals import refusal_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text, title
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.sync.acting import page_head
from app.ui.signal import use_signal
from app.ui.sync_words import peer_name
from app.ui.tagged import tagged
from app.ui.use_task import use_task

SECOND_MS = 1000
MINUTE_S = 60
GROUP = 4  # letters of a code that are read aloud at once
FIELDS = frozenset({"roles", "label", "ends_on"})


@dataclass(frozen=True)
class InviteActions:
    invite: Callable[[tuple[str, ...], str, str | None], Awaitable[Refused | None]]
    cancel: Callable[[], Awaitable[None]]
    leave: Callable[[], Awaitable[None]]


@component
def InviteScreen(
    state: SyncState, invitation: Invitation | None, actions: InviteActions
) -> ft.Control:
    if invitation is not None:
        body: ft.Control = InvitationCard(invitation, actions)
    elif not state.is_admin:
        body = _not_here(state)
    else:
        body = InviteForm(actions)
    return stack([page_head("invite"), body], scroll=True)


def _not_here(state: SyncState) -> ft.Control:
    """Only a device of an administrator lets others in; it is named."""
    admins = [peer_name(peer) for peer in state.peers if "admin" in peer.roles]
    hint = t("sync.invite.ask", devices=t("sync.and").join(admins)) if admins else ""
    return empty_state(
        t("sync.invite.not_here"), hint or t("sync.invite.no_admin"), icon=ft.Icons.LOCK_PERSON
    )


@component
def InviteForm(actions: InviteActions) -> ft.Control:
    window = use_signal(current_runtime().window)
    none: tuple[str, ...] = ()
    roles, set_roles = ft.use_state(none)
    label, set_label = ft.use_state("")
    no_day: str | None = None
    ends_on, set_ends_on = ft.use_state(no_day)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        if not roles:
            set_refused(Refused("sync_role_missing", field="roles"))
            return
        if not label.strip():
            set_refused(Refused("sync_label_missing", field="label"))
            return
        set_refused(await actions.invite(roles, label.strip(), ends_on))

    def at(field: str) -> str | None:
        return refusal_text(refused) if refused is not None and refused.field == field else None

    choices = [
        big_toggle(
            f"sync.role.{code}", words, code in roles,
            lambda code=code: set_roles(_turned(roles, code)),  # type: ignore[misc]
            note=t(f"sync.role_note.{code}"), expand=1,
        )
        for code, words in code_options("device_role")
    ]  # fmt: skip
    across = 2 if window.width >= scale().body * 56 else 1
    rows: list[ft.Control] = [
        ft.Row(choices[start : start + across], spacing=GAP)
        for start in range(0, len(choices), across)
    ]
    grid = ft.Column(rows, spacing=GAP, tight=True)
    parts: list[ft.Control] = [
        labelled(t("sync.invite.roles"), grid, refusal=at("roles"), needed=True),
        text_field("sync.label", t("sync.invite.label"), label, set_label, needed=True,
                   hint=t("sync.invite.label_hint"), refusal=at("label")),
        date_field("sync.ends_on", t("sync.invite.ends_on"), ends_on, set_ends_on,
                   refusal=at("ends_on")),
        soft_text(t("sync.invite.ends_hint")),
    ]  # fmt: skip
    if refused is not None and refused.field not in FIELDS:
        parts.append(refusal_card("sync.invite_refused", refused))
    parts.append(big_button("sync.invite", t("sync.invite.go"), go, icon=ft.Icons.QR_CODE_2))
    return card(*parts)


def _turned(roles: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(sorted(frozenset(roles) ^ {code}))


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
    wide = window.width >= scale().body * 56
    across = window.width - (scale().small * 8 if wide else 0)
    side = int(min(window.height * 0.62, across * (0.45 if wide else 0.65)))
    picture = code_picture(invitation.qr, t("sync.invite.show"), side)
    words: list[ft.Control] = [
        title(t("sync.invite.show")),
        text(t("sync.invite.show_hint")),
        _countdown(left),
        heading(t("sync.invite.typed")),
        soft_text(t("sync.invite.address")),
        tagged("sync.invite_address", code_text(invitation.address)),
        soft_text(t("sync.invite.code")),
        tagged("sync.invite_code", _code(invitation.code)),
        ft.Row([button("sync.invite_cancel", t("sync.invite.cancel"), actions.cancel,
                       icon=ft.Icons.CLOSE)]),
    ]  # fmt: skip
    if wide:
        halves = [ft.Container(picture, expand=1), ft.Container(stack(words), expand=1)]
        return card(columns(*halves))
    return card(picture, *words)


def _seconds_left(invitation: Invitation, now_ms: int) -> int:
    return max(0, -((now_ms - invitation.until_ms) // SECOND_MS))


def _countdown(left: int) -> ft.Control:
    minutes, seconds = divmod(left, MINUTE_S)
    words = t("sync.invite.left", time=f"{minutes}:{seconds:02}")
    return ft.Row([status_chip("waiting" if left > MINUTE_S else "late", words)])


def _code(code: str) -> ft.Control:
    """In groups that are read aloud; they may wrap."""
    plain = code.replace(" ", "").replace("-", "")
    groups = [plain[start : start + GROUP] for start in range(0, len(plain), GROUP)]
    return ft.Row([code_text(group) for group in groups], wrap=True, spacing=GAP)


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
        status="done",
    )
