"""What a centre gives away of a day, how fresh it is, and which status a council shows.

Counts and codes of shipped lists only: `CountyFigures` is the whole list of what may leave a
centre. PURE.
"""

from dataclasses import dataclass, fields
from datetime import date

from app.domain.calendar_jp import day_of

OLD_AFTER_MS = 3 * 3_600_000  # a running count; then people there have done other things
TREND_DAYS = 7
# Codes of the list `centre_status`, what needs people first.
STATUS_ORDER = (
    "open_recruiting", "open_full", "open_register", "open_needs_only", "preparing", "considering",
    "on_demand", "paused", "closing", "normal_vc", "moved", "closed", "none_planned",
)  # fmt: skip
# A centre is at work: what the filter "only open ones" keeps.
OPEN_STATUSES = frozenset(STATUS_ORDER[:5]) | {"on_demand", "paused", "closing"}
# Of these figures are expected every day; of others what was counted last is not "old".
COUNTING = frozenset({"", *STATUS_ORDER[:4], "closing"})
_CELL_DIGITS = 8


@dataclass(frozen=True)
class CountyFigures:
    """Of one day. The names are those of the table `county_figures`; `tools_short` None: not
    known, as of a day that is over."""

    participants: int = 0
    new_needs: int = 0
    activities: int = 0
    completed: int = 0
    open_needs: int = 0
    backlog: int = 0  # needs that wait for a survey
    heads_out: int = 0
    declined: int = 0
    injuries: int = 0
    staff_own: int = 0
    staff_relief: int = 0
    tools_short: tuple[str, ...] | None = None


COUNTS = tuple(one.name for one in fields(CountyFigures) if one.name != "tools_short")
# The four that prefectures publish, first on every list.
FOUR = COUNTS[:4]


def is_old(day: str, as_of: int, final: bool, now_ms: int) -> bool:
    """Whether what was said of a day (ISO) is too old to act upon: of another day than today, or a
    running count of some hours ago. A closed day stays what it is."""
    today = day_of(now_ms).isoformat()
    if day != today:
        return True
    return not final and now_ms - as_of > OLD_AFTER_MS


def is_cell(text: str) -> bool:
    """A cell of about 1 km (JIS X 0410, third mesh): 8 digits, the fifth and sixth 0 to 7."""
    if len(text) != _CELL_DIGITS or not (text.isascii() and text.isdigit()):
        return False
    return text[4] < "8" and text[5] < "8"


def leading_status(statuses: tuple[str, ...]) -> str:
    """What stands for several centres (a city and its wards): the one that needs people first."""
    known = [one for one in statuses if one]
    order = {code: place for place, code in enumerate(STATUS_ORDER)}
    return min(known, key=lambda one: order.get(one, len(order)), default="")


def rate_change(trend: tuple[int | None, ...]) -> int | None:
    """How many more (or fewer) than the day before; None where one of both days is not known."""
    known = trend[-2:]
    if len(known) < 2 or known[0] is None or known[1] is None:
        return None
    return known[1] - known[0]


def before(day: date, days: int) -> date:
    """So many days earlier."""
    return date.fromordinal(day.toordinal() - days)
