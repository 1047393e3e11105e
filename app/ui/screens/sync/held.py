"""受け付けられなかった変更: what is here and does not count, whose it is, why; one tap accepts it.

Nothing disappears by itself: what nobody accepts stays.
"""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.sync_view import HeldBack
from app.ui.act_words import act_word
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.sync.acting import Answer, page_head
from app.ui.sync_words import moment
from app.ui.tagged import tagged

REASONS = ("not_enrolled", "revoked", "ended", "role")
ACTS_SHOWN = 6


@dataclass(frozen=True)
class HeldLine:
    """`owner` is the name of the person at the desk, blank where it is not known."""

    held: HeldBack
    owner: str

    @property
    def key(self) -> str:
        held = self.held
        return f"{held.device.hex()}-{held.space_id.hex()}-{held.first_seq}"


@dataclass(frozen=True)
class HeldActions:
    accept: Callable[[HeldBack, str], Answer]


@component
def HeldScreen(
    lines: tuple[HeldLine, ...], admin: bool, now_ms: int, actions: HeldActions
) -> ft.Control:
    rows = [keyed(line.key, HeldCard, line, admin, now_ms, actions) for line in lines]
    if not rows:
        rows.append(
            empty_state(t("sync.held.none"), t("sync.held.none_hint"), icon=ft.Icons.CHECK_CIRCLE)
        )
    return stack([page_head("held"), *rows], scroll=True)


@component
def HeldCard(line: HeldLine, admin: bool, now_ms: int, actions: HeldActions) -> ft.Control:
    accepting, set_accepting = ft.use_state(False)
    reason, set_reason = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    held = line.held
    count = held.last_seq - held.first_seq + 1
    why = held.reason if held.reason in REASONS else "other"

    async def accept() -> None:
        if not reason.strip():
            set_refused(Refused("sync_reason_missing", field="reason"))
            return
        set_refused(await actions.accept(held, reason.strip()))

    parts: list[ft.Control] = [
        ft.Row(
            [code_text(held.letter or "?"), text(held.label, bold=True, expand=True),
             status_chip("decide", t("sync.held.count", count=f"{count:,}"))],
            spacing=GAP,
        ),
        text(t(f"sync.held.why_{why}"), bold=True),
        text(_when(held, now_ms)),
        text(t("sync.held.owner", name=line.owner or t("sync.held.nobody"))),
    ]  # fmt: skip
    parts += [soft_text(_acts(held))]
    if refused is not None and refused.field != "reason":
        parts.append(refusal_line(refusal_text(refused)))
    if not admin:
        parts.append(soft_text(t("sync.held.admin_only")))
    elif accepting:
        about_reason = refused is not None and refused.field == "reason"
        parts += [
            text_field(
                f"sync.held.reason:{line.key}", t("sync.held.reason"), reason, set_reason,
                hint=t("sync.held.reason_hint"), needed=True,
                refusal=refusal_text(refused) if refused is not None and about_reason else None,
            ),
            ft.Row(
                [
                    big_button(f"sync.held.yes:{line.key}", t("sync.held.yes"), accept,
                               icon=ft.Icons.CHECK),
                    quiet_button(f"sync.held.leave:{line.key}", t("sync.held.leave"),
                                 lambda: set_accepting(False)),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
            ),
        ]  # fmt: skip
    else:
        parts.append(
            ft.Row([button(f"sync.held.accept:{line.key}", t("sync.held.accept"),
                           lambda: set_accepting(True), icon=ft.Icons.CHECK)])
        )  # fmt: skip
    return tagged(f"sync.held:{line.key}", card(*parts, status="decide"))


def _when(held: HeldBack, now_ms: int) -> str:
    first, last = moment(held.first_ms, now_ms), moment(held.last_ms, now_ms)
    if first == last:
        return t("sync.held.at", when=first)
    return t("sync.held.between", first=first, last=last)


def _acts(held: HeldBack) -> str:
    """What was done, each once; content that this device cannot read is said to be just that."""
    acts = list(dict.fromkeys(held.acts))
    if not acts:
        return t("sync.held.unreadable")
    words = t("sync.and").join(act_word(act) for act in acts[:ACTS_SHOWN])
    more = len(acts) - ACTS_SHOWN
    return t("sync.held.acts_more", acts=words, count=more) if more > 0 else words
