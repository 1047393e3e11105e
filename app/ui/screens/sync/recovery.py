"""復旧の鍵: the prefecture's offline key. Taken once, after two people compared its fingerprint on
the telephone; withdrawn when the prefecture has another one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.recovery_keys import RecoveryKey, TakenKey
from app.services.sync_view import SyncState
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.camera import CameraPanel, Eye
from app.ui.components.cards import card, stack
from app.ui.components.fields import text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.sync_words import moment
from app.ui.tagged import tagged
from sync.core.ids import DeviceId

EYE = Eye("sync.recovery_key", lambda word: t(f"sync.camera.{word}"))


@dataclass(frozen=True)
class RecoveryActions:
    """`read` takes what was typed or scanned."""

    read: Callable[[str], RecoveryKey | Refused]
    take: Callable[[RecoveryKey], Answer]
    withdraw: Callable[[DeviceId, str], Answer]


@component
def RecoveryScreen(
    state: SyncState, keys: tuple[TakenKey, ...], now_ms: int, actions: RecoveryActions
) -> ft.Control:
    parts: list[ft.Control] = [page_head("recovery")]
    if not any(one.withdrawn_ms is None for one in keys):
        parts.append(
            card(heading(t("sync.recovery.none")), text(t("sync.recovery.none_hint")),
                 status="decide")
        )  # fmt: skip
    parts += [
        keyed(one.device.hex(), KeyCard, one, moment(one.taken_ms, now_ms), state.is_admin, actions)
        for one in keys
    ]
    if state.is_admin:
        parts.append(TakeForm(actions))
    else:
        parts.append(soft_text(t("sync.recovery.not_here")))
    return stack(parts, scroll=True)


@component
def KeyCard(one: TakenKey, when: str, is_admin: bool, actions: RecoveryActions) -> ft.Control:
    asking, set_asking = ft.use_state(False)
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def withdraw() -> None:
        answer = await actions.withdraw(one.device, reason)
        set_refused(answer)
        if answer is None:
            set_asking(False)

    gone = one.withdrawn_ms is not None
    word = t("sync.recovery.withdrawn" if gone else "sync.recovery.holds")
    parts: list[ft.Control] = [
        ft.Row([
            status_chip("stopped" if gone else "done", word),
            text(one.name, bold=True, expand=True),
        ], spacing=GAP),
        text(t("sync.recovery.fingerprint", digits=one.fingerprint), selectable=True),
        soft_text(t("sync.recovery.since", when=when)),
    ]  # fmt: skip
    if asking:
        parts += [
            text(t("sync.recovery.withdraw_hint")),
            text_field(
                "sync.recovery.reason", t("sync.recovery.reason"), reason, set_reason, needed=True,
                refusal=refusal_text(refused) if refused is not None else None,
            ),
            ft.Row(
                [
                    big_button("sync.recovery.withdraw_yes", t("sync.recovery.withdraw_yes"),
                               withdraw, icon=ft.Icons.KEY_OFF, status="late"),
                    quiet_button("sync.recovery.withdraw_no", t("frame.stop"),
                                 lambda: set_asking(False)),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
            ),
        ]  # fmt: skip
    elif is_admin and not gone:
        parts.append(ft.Row([
            quiet_button("sync.recovery.withdraw", t("sync.recovery.withdraw"),
                         lambda: set_asking(True), icon=ft.Icons.KEY_OFF)
        ]))  # fmt: skip
    return tagged(f"sync.recovery_key:{one.device.hex()}", card(*parts))


@component
def TakeForm(actions: RecoveryActions) -> ft.Control:
    """Typed or scanned, then compared, then taken."""
    words, set_words = ft.use_state("")
    camera, set_camera = ft.use_state(False)
    no_key: RecoveryKey | None = None
    key, set_key = ft.use_state(no_key)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def look(said: str) -> None:
        found = actions.read(said)
        set_refused(found if isinstance(found, Refused) else None)
        set_key(None if isinstance(found, Refused) else found)

    async def seen(said: str) -> None:
        set_camera(False)
        set_words(said)
        look(said)

    async def take(read: RecoveryKey) -> None:
        answer = await actions.take(read)
        set_refused(answer)
        set_key(None)
        if answer is None:
            set_words("")

    if key is not None:
        return Compared(key, take, lambda: set_key(None))
    parts: list[ft.Control] = [
        heading(t("sync.recovery.take")),
        text_field(
            "sync.recovery.text", t("sync.recovery.text"), words, set_words, lines=3,
            hint=t("sync.recovery.text_hint"),
            refusal=refusal_text(refused) if refused is not None else None,
        ),
        ft.Row(
            [
                big_button("sync.recovery.look", t("sync.recovery.look"), lambda: look(words),
                           icon=ft.Icons.KEY),
                quiet_button("sync.recovery.camera", t("sync.recovery.camera"),
                             lambda: set_camera(True), icon=ft.Icons.QR_CODE_SCANNER),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
        ),
    ]  # fmt: skip
    if camera:
        parts.append(CameraPanel(EYE, seen, lambda: set_camera(False)))
    return card(*parts)


@component
def Compared(
    key: RecoveryKey, take: Callable[[RecoveryKey], Awaitable[None]], leave: Callable[[], None]
) -> ft.Control:
    """The digits, large enough to read out."""
    return card(
        heading(t("sync.recovery.compare", name=key.name)),
        text(t("sync.recovery.compare_hint")),
        ft.Row(
            [code_text(group) for group in key.fingerprint.split()],
            wrap=True, spacing=2 * GAP, run_spacing=GAP,
        ),
        ft.Row(
            [
                big_button("sync.recovery.same", t("sync.recovery.same"), lambda: take(key),
                           icon=ft.Icons.CHECK),
                button("sync.recovery.other", t("sync.recovery.other"), leave,
                       icon=ft.Icons.CLOSE),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
        ),
        status="decide",
    )  # fmt: skip
