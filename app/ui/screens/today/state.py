"""今日: what a person may do on the screen of the day, and where the numbers lead.

What it shows is `app.services.day_view.TodayView`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from app.services.command import Override, Refused
from app.services.day_view import TodayView
from app.store.queries.today_decide import Question
from app.ui.palette import StatusName
from sync.core.ids import EntityId

QUESTIONS_SHOWN = 5
TREND_DAYS = 14


@dataclass(frozen=True)
class SealActions:
    """Each answers with the refusal, or None where it was done."""

    close: Callable[[date, str, tuple[Override, ...]], Awaitable[Refused | None]]
    reopen: Callable[[date], Awaitable[Refused | None]]
    note: Callable[[date, str, str, str], Awaitable[Refused | None]]
    print_report: Callable[[date], Awaitable[None]]


@dataclass(frozen=True)
class TodayActions:
    go: Callable[[str], None]
    tell: Callable[[EntityId, str], Awaitable[Refused | None]]
    seal: SealActions


@dataclass(frozen=True)
class Tile:
    """A number that leads somewhere. `note` says what of it matters most."""

    key: str
    value: int
    route: str
    status: StatusName
    note: str = ""
    note_count: int = 0


def tiles_of(view: TodayView, questions: int) -> tuple[Tile, ...]:
    """What the centre steers by, in the order of the work."""
    now = view.steering
    late: StatusName = "late"
    return (
        Tile("waiting", now.waiting, "/matching", "waiting"),
        Tile("ready", now.ready, "/matching", late if now.stale else "ready", "stale", now.stale),
        Tile(
            "surveys", now.surveys_due, "/needs/surveys", late if now.surveys_late else "waiting",
            "surveys_late" if now.surveys_late else "surveys_unplanned",
            now.surveys_late or now.surveys_unplanned,
        ),
        Tile("out", now.heads_out, "/field", late if now.teams_late else "out",
             "teams_late" if now.teams_late else "teams_out", now.teams_late or now.teams_out),
        Tile("tools", now.tools_out, "/equipment/back", "out", "teams_with_tools",
             now.teams_with_tools),
        Tile("decide", questions, "/today/decide", "decide"),
    )  # fmt: skip


def route_of(question: Question) -> str:
    """Where a question is put right."""
    match question.kind:
        case "late_team" | "heads_differ":
            return f"/field/team/{question.about.hex()}"
        case "no_insurance" | "twice_in":
            return f"/reception/here/{question.about.hex()}"
        case "two_teams" | "need_twice" | "car_twice":
            return "/matching"
        case "same_number":
            later = question.sides[-1].about.hex()
            return {"need": f"/needs/{later}", "volunteer": f"/reception/person/{later}"}.get(
                question.note, "/reception"
            )
        case "parent_deleted":
            return {"need": "/matching", "check_in": "/matching"}.get(question.note, "/reception")
        case "leader" | "absent":
            return f"/needs/{question.about.hex()}"
        case "stock_below_zero":
            return f"/equipment/item/{question.about.hex()}"
    return "/today/decide"
