"""消去の伝達: on how many devices each erasure is carried out, as far as this one knows."""

from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text
from app.services.sync_view import LinkState
from app.store.queries.erasures import Erasure, Place, erasures
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
    state = use_query(erasures, ("erasure", "device", "removed_body"))
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
    """Of each erasure. A hub reads nothing: it has carried one out when it holds the numbers of the
    bodies that must go. A device that was sent away hears of nothing."""
    state = port.state()
    peers = [peer for peer in state.peers if peer.letter and peer.state is not LinkState.REVOKED]
    hubs = {peer.letter for peer in peers if peer.is_hub}
    devices = {peer.letter for peer in peers} - hubs | {state.letter}

    def holders(place: Place) -> frozenset[str]:
        device, space, seq = place
        return frozenset(port.holders(device, space.space_id, seq))

    def carried_out(one: Erasure) -> int:
        done = {state.letter} if one.place is None else devices & holders(one.place)
        told = [hubs & holders(place) for place in one.told]
        return len(done) + (len(frozenset.intersection(*map(frozenset, told))) if told else 0)

    return tuple(Spread(carried_out(one), len(devices | hubs)) for one in found)


def _line(one: Erasure, spread: Spread) -> str:
    return t(
        "erase.line", number=one.number or t("erase.no_number"), reason=one.reason,
        day=short_day_text(day_of(one.at_ms)), devices=spread.devices, of=spread.of,
    )  # fmt: skip
