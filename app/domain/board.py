"""The board of those who are outside: how late a team is, and who stands on top.

Late teams rise, the latest first; then those whose rest is overdue in the heat; then by planned
return. A team without a planned return stands above those with one, for nobody would miss it.
Milliseconds.
"""

from app.domain.calendar_jp import MINUTE_MS


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
