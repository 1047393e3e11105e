"""The queue of site surveys: who is visited first, what is due, when a person must decide.

Surveys are the bottleneck of a centre: too few surveyors, residents not at home. Crisis needs are
always visited and stand first; who was not at home several times (a setting) is decided about, not
forgotten. Instants in epoch milliseconds.
"""

from app.domain.calendar_jp import MINUTE_MS, day_of, end_of

# So long after the appointment a visit without a result stands as late.
LATE_AFTER_MINUTES = 60


def survey_state(planned_at: int | None, visits: int, absence_limit: int, now: int) -> str:
    """`decide` (not at home too often), `unplanned`, `planned`, `due` (today) or `late`."""
    if planned_at is None:
        return "decide" if absence_limit > 0 and visits >= absence_limit else "unplanned"
    if now >= planned_at + LATE_AFTER_MINUTES * MINUTE_MS:
        return "late"
    return "due" if planned_at < end_of(day_of(now)) else "planned"


def survey_order(
    state: str, crisis: bool | None, urgency: int, planned_at: int | None, received_at: int | None
) -> tuple[int, int, int, int, int]:
    """Sort key of the queue: crisis, late, due by appointment, to decide, unplanned by urgency and
    age, planned for later days."""
    rank = {"late": 0, "due": 1, "decide": 2, "unplanned": 3, "planned": 4}[state]
    return (0 if crisis else 1, rank, -urgency, planned_at or 0, received_at or 0)


def next_attempt(attempts: list[int | None]) -> int:
    """The number of the next visit; gaps from desks that do not know each other do not matter."""
    return max([0, *(attempt or 0 for attempt in attempts)]) + 1
