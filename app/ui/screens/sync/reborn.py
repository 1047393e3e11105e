"""新しい端末にする: a copy of this device is at work. What happened, on which of the two to act,
and the two steps: an invitation of the centre, the passphrase of this device."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.rebirth import Reborn
from app.services.sync_view import JOIN_STEPS, SyncState
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.scan_field import ScanField
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.tagged import tagged

EYE = Eye("reborn", lambda word: t(f"sync.camera.{word}"))
WILL = ("letter", "again", "kept", "sign_in")
PAGE = "reborn"


@dataclass(frozen=True)
class RebornView:
    """`begun`: it was let in already, and goes on without another invitation. `outcome` is what
    came of the last try; `step` is of the one that is under way."""

    state: SyncState
    begun: bool = False
    step: str | None = None
    outcome: Reborn | Refused | None = None


@dataclass(frozen=True)
class RebornActions:
    """`go`: invitation and passphrase; the refusal, or None once it goes on by itself."""

    go: Callable[[str, str], Answer]
    home: Callable[[], None]


def copied_card(go: Callable[[], None]) -> ft.Control:
    """On the sync screen, where a copy of this device is at work."""
    told = card(
        heading(t("sync.reborn.copied")),
        text(t("sync.reborn.copied_why")),
        ft.Row(
            [big_button("sync.reborn.open", t("sync.reborn.open"), go, icon=ft.Icons.CALL_SPLIT)]
        ),
        status="late",
    )
    return tagged("sync.copied", told)


@component
def RebornScreen(view: RebornView, actions: RebornActions) -> ft.Control:
    state, head = view.state, page_head(PAGE)
    if isinstance(view.outcome, Reborn) and not state.copied:
        return stack([head, _done(view.outcome, actions)], scroll=True)
    if not (state.copied or state.forked or view.begun):
        calm = empty_state(t("sync.reborn.not_needed"), t("sync.reborn.not_needed_hint"))
        return stack([head, calm])
    asked: list[ft.Control] = [_what_happened(state)]
    if isinstance(view.outcome, Refused):
        asked.append(card(refusal_line(refusal_text(view.outcome)), status="late"))
    asked.append(RebornForm(view.begun, actions.go))
    # It stays while the work goes on: what was typed is not lost by a refusal.
    form = ft.Container(stack(asked), visible=view.step is None)
    return stack([head, ft.Container(_working(view.step)), form], scroll=True)


def _working(step: str | None) -> ft.Control | None:
    if step is None:
        return None
    known = step if step in JOIN_STEPS else JOIN_STEPS[0]
    words: list[ft.Control] = [
        ft.ProgressRing(width=28, height=28),
        text(t(f"sync.join.step_{known}")),
    ]
    told = card(ft.Row(words, spacing=GAP), soft_text(t("sync.join.keep_near")))
    return ft.Semantics(content=told, live_region=True)


def _what_happened(state: SyncState) -> ft.Control:
    """What it is, and which of the devices is to become a new one."""
    if state.copied:
        lines: tuple[str, ...] = ("copied_why", "which_one", "which_stays")
        words = t("sync.reborn.copied")
    else:
        letters = t("sync.and").join(peer.letter for peer in state.forked)
        lines = ("forked_why", "forked_first", "forked_then", "forked_last")
        words = t("sync.reborn.forked", letters=letters)
    told: list[ft.Control] = [text(t(f"sync.reborn.{line}")) for line in lines]
    will: list[ft.Control] = [
        text(t("sync.bullet", words=t(f"sync.reborn.will_{line}"))) for line in WILL
    ]
    return card(heading(words), *told, text(t("sync.reborn.will"), bold=True), *will, status="late")


def _done(done: Reborn, actions: RebornActions) -> ft.Control:
    lines: list[ft.Control] = [
        status_chip("done", t("sync.reborn.done"), loud=True),
        ft.Row([text(t("sync.reborn.letter")), code_text(done.letter)], spacing=GAP),
        text(t("sync.reborn.again", count=f"{done.again:,}")),
        soft_text(t("sync.reborn.kept", folder=str(done.kept or ""))),
    ]
    if done.closed:
        lines.append(refusal_line(t("sync.reborn.closed", count=f"{done.closed:,}")))
    lines.append(
        ft.Row([big_button("sync.reborn.home", t("sync.title"), actions.home, icon=ft.Icons.SYNC)])
    )
    return tagged("sync.reborn.done", card(*lines, status="done"))


@component
def RebornForm(begun: bool, submit: Callable[[str, str], Awaitable[Refused | None]]) -> ft.Control:
    invitation, set_invitation = ft.use_state("")
    address, set_address = ft.use_state("")
    code, set_code = ft.use_state("")
    passphrase, set_passphrase = ft.use_state("")
    eye, set_eye = ft.use_state(False)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        typed = f"{address.strip()} {code.strip()}" if address.strip() and code.strip() else ""
        asked = invitation or typed
        if not (asked or begun):
            set_refused(Refused("invitation_missing", field="invitation"))
        elif not passphrase:
            set_refused(Refused("passphrase_wrong", field="passphrase"))
        else:
            set_refused(await submit(asked, passphrase))

    async def scanned(words: str) -> None:
        set_invitation(words.strip())
        set_refused(None)
        set_eye(False)

    at = refused.field if refused is not None else None
    told = refusal_text(refused) if refused is not None else None
    parts: list[ft.Control] = []
    if not begun:
        parts.append(heading(t("sync.reborn.part_invitation")))
        parts.append(text(t("sync.reborn.invitation_hint")))
        if invitation:
            again = quiet_button("reborn.scan_again", t("sync.join.scan_again"),
                                 lambda: set_invitation(""), icon=ft.Icons.REFRESH)  # fmt: skip
            done = tagged("reborn.scanned", status_chip("done", t("sync.join.scanned")))
            parts.append(ft.Row([done, again], wrap=True, spacing=GAP))
        else:
            parts.append(
                CameraPanel(EYE, scanned, lambda: set_eye(False)) if eye else
                ft.Row([big_button("reborn.camera", t("sync.join.camera"), lambda: set_eye(True),
                                   icon=ft.Icons.QR_CODE_SCANNER)])
            )  # fmt: skip
            parts += _typed(scanned, (address, set_address), (code, set_code))
        if told is not None and at not in ("passphrase",):
            parts.append(refusal_line(told))
    parts += [
        heading(t("sync.reborn.part_passphrase")),
        text_field("reborn.passphrase", t("sync.join.passphrase"), passphrase, set_passphrase,
                   secret=True, needed=True, on_submit=go,
                   refusal=told if begun or at == "passphrase" else None),
        big_button("reborn.go", t("sync.reborn.go"), go, icon=ft.Icons.CALL_SPLIT, status="late"),
    ]  # fmt: skip
    return card(*parts)


Field = tuple[str, Callable[[str], None]]


def _typed(
    scanned: Callable[[str], Awaitable[None]], address: Field, code: Field
) -> list[ft.Control]:
    return [
        ScanField("reborn.scanner", t("sync.join.scanner"), t("sync.pictures.scanner_hint"),
                  scanned),
        soft_text(t("sync.join.or_type")),
        text_field("reborn.address", t("sync.invite.address"), *address,
                   hint=t("sync.new_address_hint"), keyboard=ft.KeyboardType.URL),
        text_field("reborn.code", t("sync.invite.code"), *code, hint=t("sync.join.code_hint"),
                   keyboard=ft.KeyboardType.VISIBLE_PASSWORD),
    ]  # fmt: skip
