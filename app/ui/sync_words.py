"""How this device stands to others, in words: for the band, the sync screens and the day's seal."""

from dataclasses import dataclass

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.sync_view import LinkState, Peer, SyncState
from app.ui.i18n import t

FILLING_STAGES = ("wanted", "image")  # of a new device: it does not show what the log says yet


@dataclass(frozen=True)
class Fresh:
    """`kind` is same, unsent, away (something is not reached), alone or alarm. Only for an alarm a
    person must do something."""

    kind: str
    text: str


def fresh_words(state: SyncState, now_ms: int, *, short: bool) -> Fresh:
    """What a person must do something about; else how fresh this device is. One line."""
    alarm = _alarm(state)
    return Fresh("alarm", alarm) if alarm else how_fresh(state, now_ms, short=short)


def how_fresh(state: SyncState, now_ms: int, *, short: bool) -> Fresh:
    """When and with whom this device was last the same, and what only it has."""
    if not state.peers:
        return Fresh("alone", t("frame.kept_here"))
    length = "short" if short else "full"
    if state.filling in FILLING_STAGES:
        return Fresh("away", t(f"sync.fresh.{state.filling}_{length}", count=f"{state.unsent:,}"))
    if state.fresh_ms is None:
        return Fresh("away", t(f"sync.fresh.never_{length}", count=f"{state.unsent:,}"))
    when = moment(state.fresh_ms, now_ms)
    given = {"when": when, "whom": fresh_with(state), "count": f"{state.unsent:,}"}
    away = _away(state)
    if away:
        return Fresh("away", t(f"sync.fresh.{away}_{length}", **given))
    kind = "unsent" if state.unsent else "same"
    return Fresh(kind, t(f"sync.fresh.same_{length}", **given))


def fresh_with(state: SyncState) -> str:
    """Whom this device was last the same with."""
    base = state.base_peer
    if base is not None and state.fresh_with in ("", base.letter):
        return t("sync.base_name")
    return t("sync.device_name", letter=state.fresh_with or "?")


def _alarm(state: SyncState) -> str:
    if state.revoked:
        return t("sync.fresh.revoked")
    if state.copied:
        return t("sync.fresh.copied")
    if state.forked:
        letters = t("sync.and").join(peer.letter for peer in state.forked)
        return t("sync.fresh.forked", letters=letters)
    return t("sync.fresh.blocked") if state.blocked else ""


def _away(state: SyncState) -> str:
    """What is not reached now: the base station, or everybody."""
    base = state.base_peer
    if base is not None and base.state is LinkState.UNREACHABLE:
        return "base_away"
    known = [peer for peer in state.peers if peer.state is not LinkState.REVOKED]
    far = (LinkState.UNREACHABLE, LinkState.NEVER)
    return "all_away" if known and all(peer.state in far for peer in known) else ""


def moment(at_ms: int, now_ms: int) -> str:
    """The time; with the day where it is not today's."""
    day = day_of(at_ms)
    time = time_text(at_ms)
    return time if day == day_of(now_ms) else f"{short_day_text(day)} {time}"


def peer_name(peer: Peer) -> str:
    """B 受付のタブレット; an address where nobody answered yet is called by itself."""
    return " ".join(part for part in (peer.letter, peer.label) if part) or peer.address


def apart_names(state: SyncState | None) -> tuple[str, ...]:
    """Devices that answer and do not hold the same as this one."""
    return tuple(peer_name(peer) for peer in state.peers if peer.apart) if state else ()
