"""Which needs come first, and why.

Crisis before everything; then what is due today, what is urgent, what has waited. Needs that are
not for today stand last with the reason, never hidden.
"""

from collections.abc import Iterable
from datetime import date

from app.matching.words import Because, Choice, Job, chosen

# A crisis outweighs all other reasons together.
_CRISIS = 1000
_CONTINUES = 60
_WANTED_TODAY = 30
_URGENCY = 40
_PRIORITY = 10
_WAITING_DAY, _WAITING_MAX = 4, 56
_NOT_TODAY = -500
_PRIORITY_MAX = 5


def order_jobs(jobs: Iterable[Job], today: date) -> tuple[Choice, ...]:
    """All jobs, the first to be served first; equal ones by number."""
    found = [(chosen(job.id, job_reasons(job, today)), job) for job in jobs]
    found.sort(key=lambda pair: (-pair[0].score, pair[1].number, pair[1].id))
    return tuple(choice for choice, _ in found)


def job_reasons(job: Job, today: date) -> list[Because]:
    """Why a job stands where it stands."""
    found = []
    if job.work.crisis:
        found.append(Because("crisis", _CRISIS))
    later = max(filter(None, (job.next_on, job.wanted_from)), default="")
    day = today.isoformat()
    if later > day:
        found.append(Because("not_before", _NOT_TODAY, {"day": later}))
    elif job.wanted_until and job.wanted_until < day:
        found.append(Because("wanted_until_passed", _WANTED_TODAY, {"day": job.wanted_until}))
    elif job.continuing:
        found.append(Because("continues", _CONTINUES))
    elif day in (job.wanted_from, job.wanted_until):
        found.append(Because("wanted_today", _WANTED_TODAY))
    if job.urgency != 1:
        found.append(
            Because("urgent" if job.urgency > 1 else "can_wait", (job.urgency - 1) * _URGENCY)
        )
    if job.priority:
        weight = max(-_PRIORITY_MAX, min(job.priority, _PRIORITY_MAX)) * _PRIORITY
        found.append(Because("priority", weight, {"priority": job.priority}))
    days = waiting_days(job, today)
    if days > 0:
        found.append(
            Because("waiting_days", min(days * _WAITING_DAY, _WAITING_MAX), {"days": days})
        )
    return found


def waiting_days(job: Job, today: date) -> int:
    """Days since the need came in; 0 where that is not known."""
    if not job.received_on:
        return 0
    return max(0, (today - date.fromisoformat(job.received_on)).days)
