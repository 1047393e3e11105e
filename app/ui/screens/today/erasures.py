"""消去の伝達: on how many devices each erasure is carried out, as far as this one knows."""

from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text
from app.services.sync_view import LinkState, Peer
from app.store.queries.erasures import Erasure, erasures
from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.texts import heading, text
from app.ui.i18n import t
from app.ui.sync_port import SyncPort
from app.ui.use_query import Ready, use_query
from app.ui.use_sync import use_sync

LINES_MAX = 5


@dataclass(frozen=True)
class Spread:
    """How many devices have carried an erasure out, and how many there are."""

    devices: int
    of: int


@component
def ErasureLines() -> ft.Control:
    """The latest; nothing where nobody was ever erased."""
    state = use_query(erasures, ("erasure", "device"))
    found = state.value[:LINES_MAX] if isinstance(state, Ready) else ()
    spread = use_sync(lambda port: spread_of(port, found), found)
    known = spread.value if isinstance(spread, Ready) else None
    if not found:
        return ft.Column(spacing=0, tight=True)
    lines = [
        text(_line(one, known[place] if known else Spread(1, 1)))
        for place, one in enumerate(found)
        if known is None or place < len(known)
    ]
    return card(heading(t("erase.history")), *lines)


def spread_of(port: SyncPort, found: tuple[Erasure, ...]) -> tuple[Spread, ...]:
    """Of each erasure. A hub reads nothing, and a device that was sent away hears of nothing."""
    peers = [peer for peer in port.state().peers if _counts(peer)]
    letters = {peer.letter for peer in peers} | {port.state().letter}

    def holders(one: Erasure) -> int:
        if one.place is None:
            return 1
        device, space, seq = one.place
        return len(letters.intersection(port.holders(device, space.space_id, seq)))

    return tuple(Spread(holders(one), len(letters)) for one in found)


def _counts(peer: Peer) -> bool:
    return bool(peer.letter) and not peer.is_hub and peer.state is not LinkState.REVOKED


def _line(one: Erasure, spread: Spread) -> str:
    return t(
        "erase.line", number=one.number or t("erase.no_number"), reason=one.reason,
        day=short_day_text(day_of(one.at_ms)), devices=spread.devices, of=spread.of,
    )  # fmt: skip
