"""What the board's screens show and do: frozen states, words for freshness and status."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.catalogue.county_tiles import county_tiles
from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.domain.county_board import STATUS_ORDER
from app.services.publishing import Outgoing
from app.store.queries.county_board import Board, Contact, CouncilRow
from app.store.queries.county_figures import SentDay
from app.ui.code_texts import code_label
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import STATUS_NAMES, StatusName
from app.ui.runtime import Window, current_runtime
from app.ui.scale import GAP, SCROLL_BAR, scale

TOPICS = (
    "council", "centre_state", "county_figures", "block", "block_member", "centre_profile",
    "contact_point",
)  # fmt: skip
SORTS = ("place", "backlog", "open_needs", "participants", "staff_short", "oldest")
ACROSS, TILE_EDGE, AROUND = 8, 11, 20
SHORT_STATUS = frozenset(STATUS_ORDER)


@dataclass(frozen=True)
class BoardForm:
    """`files`: papers are offered above the table; `chosen`: the council whose card is open;
    `city`: whose wards the map shows."""

    table: bool = False
    files: bool = False
    only_open: bool = False
    sort: str = "place"
    chosen: bytes = b""
    city: bytes = b""


@dataclass(frozen=True)
class CouncilView:
    """One council with its last days (the newest first) and whom to ring."""

    board: Board
    row: CouncilRow
    days: tuple[SentDay, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class OwnView:
    """What would leave the own centre: today, and closed days that did not go yet. `sent` is what
    went last."""

    today: Outgoing
    waiting: tuple[Outgoing, ...]
    sent: SentDay | None
    by_itself: bool


@dataclass(frozen=True)
class BoardActions:
    """`change` takes the whole form of the board, `choose` a council whose card is wanted, `open`
    one whose page is; `paper` the kind of a file."""

    change: Callable[[BoardForm], None]
    choose: Callable[[bytes], None]
    open: Callable[[bytes], None]
    show_wards: Callable[[bytes], None]
    edit: Callable[[bytes], None]
    call: Callable[[str], Awaitable[None]]
    paper: Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class SendActions:
    send: Callable[[Outgoing], Awaitable[None]]
    turn: Callable[[bool], Awaitable[None]]
    edit: Callable[[], None]


def map_beside(window: Window) -> bool:
    """Whether the map has room beside the cards: a tile holds three letters and a sign. Names in
    other languages are longer; there it takes the whole width."""
    ja = current_look().language == "ja"
    return ja and window.wide and tile_room(window, beside=True) >= 4 * scale().small


def tile_room(window: Window, *, beside: bool) -> int:
    """Pixels that a tile of the widest row has for its words, about."""
    width = window.width - (scale().small * 6 if window.wide else 0) - 2 * AROUND
    return int(((width - GAP) * 0.6 if beside else width) - SCROLL_BAR) // ACROSS - TILE_EDGE


def fresh_text(as_of: int, now_ms: int) -> str:
    """10:20 の情報, with its day where that is another one."""
    if not as_of:
        return t("county_board.nothing_said")
    day, time = day_of(as_of), time_text(as_of)
    if day == day_of(now_ms):
        return t("county_board.as_of", time=time)
    return t("county_board.as_of_day", day=short_day_text(day), time=time)


def tone_of(status: str) -> StatusName | None:
    """The colour of a status; None where nothing was said."""
    entry = current_runtime().codes.get("centre_status", status) if status else None
    tone = str(entry.attributes.get("tone", "")) if entry is not None else ""
    return next((name for name in STATUS_NAMES if name == tone), None)


def short_status(status: str) -> str:
    """As few letters as say it, for a tile."""
    if not status:
        return t("county_board.short_none")
    if status in SHORT_STATUS:
        return t(f"county_board.short_{status}")
    return code_label("centre_status", status)


def short_name(row: CouncilRow) -> str:
    """平塚 for 平塚市社協 where the map has it; else the name."""
    tile = county_tiles().get(row.code)
    if tile is None:
        return row.name
    if current_look().language == "ja":
        return tile.ja
    label = code_label("municipality", row.code)
    return label.partition(",")[0].removesuffix(" Ward")


def listed(board: Board, form: BoardForm) -> tuple[CouncilRow, ...]:
    """The rows of the table, in the order asked for; who is not known stands last."""
    rows = [
        row for row in board.rows
        if row.active and (row.open if form.only_open else row.spoke or row.kind == "municipality")
    ]  # fmt: skip
    if form.sort == "place":
        return tuple(rows)
    if form.sort == "oldest":
        return tuple(sorted(rows, key=lambda row: row.as_of or 2**62))
    return tuple(sorted(rows, key=lambda row: -_worst(row, form.sort)))


def _worst(row: CouncilRow, sort: str) -> int:
    if sort == "staff_short":
        return -1 if row.state.staff_short is None else row.state.staff_short
    if row.figures is None or not row.today:
        return -1
    value: int = getattr(row.figures, sort)
    return value
