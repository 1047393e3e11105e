"""The board of those who are outside: how late a team is, and who stands on top.

Late teams rise, the latest first; then those whose rest is overdue in the heat; then by planned
return. A team without a planned return stands above those with one, for nobody would miss it.
Milliseconds.
"""

import re
import unicodedata

from app.domain.calendar_jp import MINUTE_MS, day_of, instant_of

_TEAM_NUMBER = re.compile(r"([A-Z]{0,3})[- ]?0*([1-9]\d{0,3})\s*班?")
# A team that leaves so late that the usual return is near is away for this long.
SHORT_JOB_MINUTES = 60
# Whoever is out in the evening may be back after midnight; a time further off is a slip of the pen.
AFTER_MIDNIGHT_MINUTES_MAX = 6 * 60


def typed_team_number(text: str) -> str | None:
    """3班 for `3`, `３班` or `03`; B3班 for `b3`. None where the text is no team's number."""
    found = _TEAM_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    return None if found is None else f"{found[1]}{found[2]}班"


def usual_return(minutes: int, now: int) -> int:
    """When a team that leaves now is expected back: at the centre's usual time of day (`minutes`
    after 00:00), or an hour later, rounded up to ten minutes, where that time is near or past."""
    usual = instant_of(day_of(now), minutes)
    soonest = now + SHORT_JOB_MINUTES * MINUTE_MS
    ten = 10 * MINUTE_MS
    return usual if usual >= soonest else -(-soonest // ten) * ten


def return_at(minutes: int, now: int) -> int:
    """The return that a time of day means (`minutes` after 00:00): today's, or tomorrow's where
    today's is past and tomorrow's is near."""
    today = instant_of(day_of(now), minutes)
    tomorrow = instant_of(day_of(now), minutes + 24 * 60)
    near = tomorrow <= now + AFTER_MIDNIGHT_MINUTES_MAX * MINUTE_MS
    return tomorrow if near else today


def late_minutes(planned_return_at: int | None, now: int) -> int:
    """Whole minutes since the planned return, at least 1 when it is past; 0 while it is not."""
    if planned_return_at is None or now <= planned_return_at:
        return 0
    return max(1, (now - planned_return_at) // MINUTE_MS)


def board_order(
    planned_return_at: int | None, rest_overdue_minutes: int, now: int, number: str
) -> tuple[int, int, int, str]:
    """Sort key of the board; `rest_overdue_minutes` 0 where the heat does not matter."""
    return (
        -late_minutes(planned_return_at, now),
        -rest_overdue_minutes,
        planned_return_at or 0,
        number,
    )
