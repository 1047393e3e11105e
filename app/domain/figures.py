"""The figures of a day, and the four checks by which a day closes.

Rules: a person counts once a day however often they were checked in; a merged duplicate is not a
new need; an activity is a need that a team went to that day (or a team without a need, as for a
区長); completed counts on the day of completion. The day closes when people out = people back,
tools out = tools back, every need of the day has its state, and papers with a resident's name are
back. Each check names what is missing, so the chief may close over it with open eyes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.needs import OPEN, UNDECIDED_AT_CLOSING, status_of

Param: TypeAlias = str | int


@dataclass(frozen=True)
class CheckInOfDay:
    """One check-in of the day; `subject` is the volunteer or group, after merging."""

    subject: bytes
    heads: int


@dataclass(frozen=True)
class NeedOfDay:
    """A need as it stands at the end of the day. Days are ISO texts."""

    id: bytes
    number: str
    status: str
    received_on: str | None = None
    completed_on: str | None = None
    settled_on: str | None = None
    crisis_untold: bool = False


@dataclass(frozen=True)
class TeamOfDay:
    """A team of the day. `need` is after merging; heads are None where nobody counted."""

    number: str
    state: str
    need: bytes | None = None
    need_number: str = ""
    sent: bool = False
    heads_out: int | None = None
    heads_back: int | None = None
    phone: str = ""


@dataclass(frozen=True)
class ToolOfDay:
    """Something that a team still has."""

    team_number: str
    name: str
    quantity: int


@dataclass(frozen=True)
class PaperOfDay:
    """A paper with a resident's name on it that has not come back; `about` is a number."""

    kind: str
    about: str
    copies: int


@dataclass(frozen=True)
class Day:
    """All that the figures and the closing of one day are read from."""

    day: str
    check_ins: tuple[CheckInOfDay, ...] = ()
    needs: tuple[NeedOfDay, ...] = ()
    teams: tuple[TeamOfDay, ...] = ()
    tools_out: tuple[ToolOfDay, ...] = ()
    papers_out: tuple[PaperOfDay, ...] = ()
    injuries: int = 0


@dataclass(frozen=True)
class Figures:
    """The four that prefectures publish, and what the centre steers by."""

    participants: int
    new_needs: int
    activities: int
    completed: int
    open_needs: int
    declined: int
    injuries: int


@dataclass(frozen=True)
class OpenPoint:
    """One thing that is missing; text is catalogue key `open_point.<code>`."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True)
class ClosingCheck:
    """One of the four: people, tools, needs, papers; or the devices, where there are several."""

    code: str
    open_points: tuple[OpenPoint, ...]

    @property
    def green(self) -> bool:
        return not self.open_points


def figures_of(day: Day) -> Figures:
    """The figures of a day."""
    heads: dict[bytes, int] = {}
    for check_in in day.check_ins:
        heads[check_in.subject] = max(heads.get(check_in.subject, 0), check_in.heads)
    visited = [team for team in day.teams if team.sent and team.state != "disbanded"]
    with_need = {team.need for team in visited if team.need is not None}
    without_need = sum(1 for team in visited if team.need is None)
    real = [need for need in day.needs if need.status != "duplicate_merged"]
    return Figures(
        participants=sum(heads.values()),
        new_needs=sum(1 for need in real if need.received_on == day.day),
        activities=len(with_need) + without_need,
        completed=sum(1 for need in real if need.completed_on == day.day),
        open_needs=sum(1 for need in real if status_of(need.status) in OPEN),
        declined=sum(
            1
            for need in real
            if need.status in ("declined", "referred") and need.settled_on == day.day
        ),
        injuries=day.injuries,
    )


def closing_checks(day: Day) -> tuple[ClosingCheck, ...]:
    """The four checks, always in the same order."""
    return (
        ClosingCheck("people", _people_missing(day)),
        ClosingCheck("tools", _tools_missing(day)),
        ClosingCheck("needs", _needs_undecided(day)),
        ClosingCheck("papers", _papers_missing(day)),
    )


def devices_check(apart: tuple[str, ...]) -> ClosingCheck:
    """Devices that can be reached and do not hold the same, by what people call them: what they
    have may change the day."""
    points = tuple(OpenPoint("device_apart", {"device": device}) for device in apart)
    return ClosingCheck("devices", points)


def may_close(checks: tuple[ClosingCheck, ...]) -> bool:
    """Whether the seal of the day turns green without the chief."""
    return all(check.green for check in checks)


def heads_out(day: Day) -> int:
    """People who are outside now, by what was counted at the door."""
    return sum(team.heads_out or 0 for team in day.teams if team.state == "out")


def _people_missing(day: Day) -> tuple[OpenPoint, ...]:
    points = []
    for team in day.teams:
        if team.state == "out":
            points.append(
                OpenPoint(
                    "team_out",
                    {"team": team.number, "heads": team.heads_out or 0, "phone": team.phone},
                )
            )
        elif team.sent and team.heads_back is None:
            points.append(OpenPoint("heads_not_counted", {"team": team.number}))
        elif team.sent and team.heads_back != team.heads_out:
            points.append(
                OpenPoint(
                    "heads_differ",
                    {
                        "team": team.number,
                        "out": team.heads_out or 0,
                        "back": team.heads_back or 0,
                    },
                )
            )
    return tuple(points)


def _tools_missing(day: Day) -> tuple[OpenPoint, ...]:
    return tuple(
        OpenPoint(
            "tool_out" if tool.quantity > 0 else "tool_too_many",
            {"team": tool.team_number, "tool": tool.name, "quantity": abs(tool.quantity)},
        )
        for tool in day.tools_out
        if tool.quantity
    )


def _needs_undecided(day: Day) -> tuple[OpenPoint, ...]:
    points = []
    for need in day.needs:
        status = status_of(need.status)
        if status in UNDECIDED_AT_CLOSING:
            points.append(
                OpenPoint("need_undecided", {"number": need.number, "status": str(status)})
            )
        if need.crisis_untold and status in OPEN:
            points.append(OpenPoint("crisis_untold", {"number": need.number}))
    return tuple(points)


def _papers_missing(day: Day) -> tuple[OpenPoint, ...]:
    return tuple(
        OpenPoint("paper_out", {"kind": paper.kind, "about": paper.about, "copies": paper.copies})
        for paper in day.papers_out
    )
