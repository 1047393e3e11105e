"""One other device of the centre: how it stands, what waits, and what to do where it fails."""

from collections.abc import Callable

import flet as ft

from app.services.sync_view import LINK_ERRORS, LinkState, Peer
from app.ui.code_texts import code_label
from app.ui.component import memo
from app.ui.components.buttons import quiet_button
from app.ui.components.cards import card
from app.ui.components.fields import refusal_line
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, soft_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName
from app.ui.scale import GAP
from app.ui.screens.sync.acting import ROUTE
from app.ui.sync_words import moment
from app.ui.tagged import row_tag, tagged

STATUS: dict[LinkState, StatusName] = {
    LinkState.NEVER: "stopped",
    LinkState.SAME: "done",
    LinkState.NOT_SAME: "waiting",
    LinkState.SYNCING: "out",
    LinkState.UNREACHABLE: "stopped",
    LinkState.FORKED: "late",
    LinkState.REVOKED: "stopped",
}
SECOND_MS = 1000


@memo
def PeerCard(peer: Peer, now_ms: int, go: Callable[[str], None], admin: bool = False) -> ft.Control:
    """`admin`: this device may change the roles of others."""
    gone = peer.state is LinkState.REVOKED
    known = bool(peer.device)
    name: list[ft.Control] = [
        *([code_text(peer.letter or "?")] if known else []),
        text(peer.label if known else t("sync.stranger"), bold=True, expand=True),
        status_chip(STATUS[peer.state], t(f"sync.state.{peer.state}"), loud=gone),
    ]
    parts: list[ft.Control] = [ft.Row(name, spacing=GAP, wrap=False)]
    marks = [word for word in (_kind(peer), _roles(peer), _ends(peer)) if word]
    parts += [soft_text(t("sync.dot").join(marks))] if marks else []
    facts: list[ft.Control] = [text(line) for line in _facts(peer, now_ms)]
    parts.append(ft.Row(facts, wrap=True, spacing=28, run_spacing=0))
    if peer.state is LinkState.FORKED:
        parts.append(refusal_line(t("sync.fork_hint")))
        parts.append(
            ft.Row([quiet_button(row_tag("sync.split", peer.device), t("sync.reborn.read"),
                                 lambda: go(f"{ROUTE}/reborn"), icon=ft.Icons.CALL_SPLIT)])
        )  # fmt: skip
    elif peer.error and not gone:
        parts.append(refusal_line(error_words(peer.error)))
    if gone:
        parts.append(soft_text(t("sync.gone_hint")))
    elif known:
        change = quiet_button(
            row_tag("sync.change", peer.device), t("sync.change_open"),
            lambda: go(f"{ROUTE}/device/{peer.device.hex()}"), icon=ft.Icons.EDIT,
        )  # fmt: skip
        lost = quiet_button(
            row_tag("sync.lost", peer.device), t("sync.lost_open"),
            lambda: go(f"{ROUTE}/lost/{peer.device.hex()}"), icon=ft.Icons.REPORT,
        )  # fmt: skip
        parts.append(ft.Row([*([change] if admin else []), lost], wrap=True, spacing=GAP))
    late = peer.state is LinkState.FORKED
    return tagged(f"sync.peer:{peer_key(peer)}", card(*parts, status="late" if late else None))


def peer_key(peer: Peer) -> str:
    """Tells it apart from the others, also where only an address is known."""
    return peer.device.hex() or peer.address


def error_words(code: str) -> str:
    """What went wrong and what to do; an error of a newer version is named by its code."""
    if code in LINK_ERRORS:
        return t(f"sync.error.{code}")
    return t("sync.error.other", code=code)


def _kind(peer: Peer) -> str:
    return t("sync.base_name") if peer.is_base else t("sync.hub_name") if peer.is_hub else ""


def _roles(peer: Peer) -> str:
    roles = t("sync.and").join(code_label("device_role", role) for role in peer.roles)
    return t("sync.roles", roles=roles) if roles else ""


def _ends(peer: Peer) -> str:
    if peer.ends_on is None:
        return ""
    year, month, day = peer.ends_on.split("-")
    del year
    return t("sync.ends", day=f"{int(month)}/{int(day)}")


def _facts(peer: Peer, now_ms: int) -> list[str]:
    """Last seen, last the same, what waits, its clock, its address."""
    facts = []
    if peer.seen_ms is not None:
        facts.append(t("sync.seen", when=moment(peer.seen_ms, now_ms)))
    if peer.same_ms is not None:
        facts.append(t("sync.same_at", when=moment(peer.same_ms, now_ms)))
    if peer.device and peer.state is not LinkState.REVOKED:
        facts.append(t("sync.waiting", count=f"{peer.waiting:,}"))
    if peer.seen_ms is not None:
        facts.append(_clock(peer.ahead_ms))
    if peer.address:
        facts.append(t("sync.address", address=peer.address))
    return facts


def _clock(ahead_ms: int) -> str:
    seconds = round(abs(ahead_ms) / SECOND_MS)
    if seconds == 0:
        return t("sync.clock_same")
    minutes, rest = divmod(seconds, 60)
    amount = t("sync.minutes", minutes=minutes, seconds=rest) if minutes else t(
        "sync.seconds", seconds=rest
    )  # fmt: skip
    return t("sync.clock_fast" if ahead_ms > 0 else "sync.clock_slow", amount=amount)
