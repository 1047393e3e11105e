"""The life of a need, as a table: states, acts, who does them, and what an act still lacks.

1. Everything that changes the state of a need stands in `ACTS`; whoever is not in the table is
refused. 2. A need is never lost: every state has a way on, and what left by a side exit can be
reopened. 3. Declined and referred are outcomes with a reason and a destination, not deletions. 4.
A crisis need (危機介入) is told to a named person before it may leave, and is always visited. The
diagram in `docs/internals/state-machines/need.md` is generated from these tables.
"""

from dataclasses import dataclass
from enum import StrEnum


class NeedStatus(StrEnum):
    """Codes of the list `need_status`. From `DECLINED` on: side exits."""

    RECEIVED = "received"
    TRIAGE = "triage"
    SURVEY_WAITING = "survey_waiting"
    SURVEY_SCHEDULED = "survey_scheduled"
    SURVEYED = "surveyed"
    READY = "ready"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    CONTINUING = "continuing"
    COMPLETED = "completed"
    FOLLOWUP_WATCH = "followup_watch"
    CLOSED = "closed"
    DECLINED = "declined"
    REFERRED = "referred"
    SKILLED_ONLY = "skilled_only"
    ON_HOLD = "on_hold"
    CANCELLED = "cancelled"
    DUPLICATE_MERGED = "duplicate_merged"


S = NeedStatus

DONE = frozenset({S.COMPLETED, S.FOLLOWUP_WATCH, S.CLOSED})
# Nothing more is expected of the centre, though each of them can be reopened.
SETTLED = DONE | {S.DECLINED, S.REFERRED, S.CANCELLED, S.DUPLICATE_MERGED}
OPEN = frozenset(NeedStatus) - SETTLED
# A team may be formed for these.
WAITING_FOR_TEAM = frozenset({S.READY, S.CONTINUING})
# People are assigned or on the way: such a need cannot be merged away or cancelled under them.
WITH_TEAM = frozenset({S.ASSIGNED, S.IN_PROGRESS, S.REPORTED})
# The day cannot close over these: somebody is still to say how the day ended for the need.
UNDECIDED_AT_CLOSING = WITH_TEAM

_DESK = (S.RECEIVED, S.TRIAGE)
_SURVEY = (S.SURVEY_WAITING, S.SURVEY_SCHEDULED)
# Everything on the way to a first or a next team: side exits start here.
BEFORE_TEAM = (*_DESK, *_SURVEY, S.SURVEYED, S.READY, S.CONTINUING)
_PARKED = (S.SKILLED_ONLY, S.ON_HOLD)


@dataclass(frozen=True)
class Act:
    """One row of the table.

    `targets`: the first is the usual one; `target_of` says when another holds. `sections`: whose
    work it is. `roles`: who may, where not every member may. `asks`: what the act itself must name.
    """

    name: str
    sources: tuple[NeedStatus, ...]
    targets: tuple[NeedStatus, ...]
    sections: tuple[str, ...]
    roles: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


_LEADERS = ("chief", "leader")
_FRONT = ("needs", "survey")
_TEAMS = ("matching", "dispatch")

_ACT_TABLE = (
    Act("receive_need", (), (S.RECEIVED,), ("needs",)),
    Act("ask_leader", (S.RECEIVED,), (S.TRIAGE,), ("needs",)),
    Act(
        "queue_survey",
        (*_DESK, S.SURVEYED, S.READY, S.CONTINUING),
        (S.SURVEY_WAITING,),
        _FRONT,
    ),
    Act("schedule_survey", _SURVEY, (S.SURVEY_SCHEDULED,), _FRONT, asks=("planned_at",)),
    Act("record_absence", _SURVEY, (S.SURVEY_WAITING,), _FRONT),
    Act("record_survey", (*_DESK, *_SURVEY, S.SURVEYED), (S.SURVEYED,), _FRONT, asks=("feasible",)),
    Act("make_ready", (*_DESK, *_SURVEY, S.SURVEYED, S.CONTINUING), (S.READY,), _FRONT),
    Act(
        "assign_team",
        (S.READY, S.CONTINUING, S.SKILLED_ONLY, S.ASSIGNED, S.IN_PROGRESS),
        (S.ASSIGNED, S.IN_PROGRESS),
        ("matching",),
    ),
    Act("release_team", (S.ASSIGNED,), (S.READY, S.ASSIGNED, S.CONTINUING), ("matching",)),
    Act("send_out", (S.ASSIGNED, S.IN_PROGRESS), (S.IN_PROGRESS,), _TEAMS),
    Act("return_team", (S.ASSIGNED, S.IN_PROGRESS), (S.REPORTED, S.IN_PROGRESS), _TEAMS),
    Act(
        "report_continuing",
        (*sorted(WITH_TEAM),),
        (S.CONTINUING, S.IN_PROGRESS, S.ASSIGNED),
        _TEAMS,
    ),
    Act(
        "report_completed",
        (*sorted(WITH_TEAM),),
        (S.COMPLETED, S.FOLLOWUP_WATCH, S.IN_PROGRESS, S.ASSIGNED),
        _TEAMS,
    ),
    Act("start_watch", (S.COMPLETED, S.CLOSED), (S.FOLLOWUP_WATCH,), ("needs",)),
    Act("close_need", (S.COMPLETED, S.FOLLOWUP_WATCH), (S.CLOSED,), ("needs",)),
    Act("decline_need", (*BEFORE_TEAM, *_PARKED), (S.DECLINED,), _FRONT, _LEADERS, ("reason",)),
    Act("refer_need", (*BEFORE_TEAM, *_PARKED), (S.REFERRED,), _FRONT, asks=("refer_to",)),
    Act("mark_skilled_only", (*BEFORE_TEAM, S.ON_HOLD), (S.SKILLED_ONLY,), _FRONT),
    Act("hold_need", (*BEFORE_TEAM, S.SKILLED_ONLY), (S.ON_HOLD,), _FRONT, asks=("reason",)),
    Act("resume_need", _PARKED, (S.TRIAGE, S.SURVEY_WAITING, S.SURVEYED, S.READY), _FRONT),
    Act("cancel_need", (*BEFORE_TEAM, *_PARKED), (S.CANCELLED,), _FRONT, asks=("reason",)),
    Act(
        "reopen_need",
        (*sorted(DONE), S.DECLINED, S.REFERRED, S.CANCELLED),
        (S.TRIAGE, S.CONTINUING),
        _FRONT,
        _LEADERS,
    ),
    Act("merge_need", (*BEFORE_TEAM, *_PARKED), (S.DUPLICATE_MERGED,), _FRONT),
    Act("unmerge_need", (S.DUPLICATE_MERGED,), (S.TRIAGE,), _FRONT),
)

ACTS: dict[str, Act] = {act.name: act for act in _ACT_TABLE}

_NEXT_STEP: dict[NeedStatus, str] = {
    S.RECEIVED: "queue_survey",
    S.TRIAGE: "queue_survey",
    S.SURVEY_WAITING: "schedule_survey",
    S.SURVEY_SCHEDULED: "record_survey",
    S.SURVEYED: "make_ready",
    S.READY: "assign_team",
    S.CONTINUING: "assign_team",
    S.ASSIGNED: "send_out",
    S.IN_PROGRESS: "return_team",
    S.REPORTED: "report_completed",
    S.COMPLETED: "close_need",
    S.FOLLOWUP_WATCH: "close_need",
    S.SKILLED_ONLY: "refer_need",
    S.ON_HOLD: "resume_need",
    S.DUPLICATE_MERGED: "unmerge_need",
    S.CLOSED: "reopen_need",
    S.DECLINED: "reopen_need",
    S.REFERRED: "reopen_need",
    S.CANCELLED: "reopen_need",
}


@dataclass(frozen=True)
class NeedFacts:
    """What the rules look at; names are those of the tables. None: nobody asked.

    `teams_out` and `teams_assigned` count the need's *other* teams, when one of them reports.
    """

    status: str = S.RECEIVED
    name: str | None = None
    phone: str | None = None
    address: str | None = None
    directions: str | None = None
    household: str | None = None
    health: str | None = None
    utilities: str | None = None
    supporter: str | None = None
    survey_wanted: str | None = None
    survey_status: str | None = None
    planned_at: int | None = None
    feasible: str | None = None
    crisis: bool | None = None
    crisis_told_to: str | None = None
    crisis_told_at: int | None = None
    watch: bool | None = None
    kinds: frozenset[str] = frozenset()
    people: int | None = None
    people_reason: str | None = None
    reason: str | None = None
    refer_to: str | None = None
    visited_by_team: bool = False
    teams_out: int = 0
    teams_assigned: int = 0


# The four that decide about 危機介入, asked first: who lives there, health, water and electricity,
# anyone near who helps. What was not asked stays blank and cannot be judged later.
VITALS = ("household", "health", "utilities", "supporter")
# Without these somebody has to call back.
CALL_BACK_FIELDS = ("name", "phone", "address")


def status_of(code: str | None) -> NeedStatus:
    """The state of a stored code; one from a newer version counts as TRIAGE: a person looks."""
    try:
        return NeedStatus(code or S.RECEIVED)
    except ValueError:
        return S.TRIAGE


def allows(act: str, status: str | None) -> bool:
    """Whether the table has this act for this state."""
    return status_of(status) in ACTS[act].sources


def acts_from(status: str | None) -> tuple[str, ...]:
    """All acts that the state allows, in the table's order."""
    return tuple(name for name, act in ACTS.items() if status_of(status) in act.sources)


def next_step(need: NeedFacts) -> str:
    """The one act that the screen offers first for this need."""
    status = status_of(need.status)
    if status in _DESK and not _survey_needed(need):
        if need.survey_wanted == "not_required":
            return "make_ready"
        if need.survey_wanted == "ask" and status is S.RECEIVED:
            return "ask_leader"
    if status is S.SURVEYED:
        by_result = {"no": "decline_need", "skilled": "mark_skilled_only", "hold": "hold_need"}
        return by_result.get(need.feasible or "", "make_ready")
    if status is S.COMPLETED and need.watch:
        return "start_watch"
    return _NEXT_STEP[status]


def target_of(act: str, need: NeedFacts) -> NeedStatus:
    """The state that the act leads to for this need. KeyError for an unknown act.

    The caller checks `allows` first.
    """
    status = status_of(need.status)
    if act == "assign_team" and status is S.IN_PROGRESS:
        return S.IN_PROGRESS
    if act in ("report_completed", "report_continuing", "return_team", "release_team"):
        return _after_team(act, need)
    if act == "resume_need":
        return _resumed(need)
    if act == "reopen_need" and need.visited_by_team:
        return S.CONTINUING
    return ACTS[act].targets[0]


def _after_team(act: str, need: NeedFacts) -> NeedStatus:
    """One team of a need is done; the need waits for its other teams."""
    if need.teams_out:
        return S.IN_PROGRESS
    if act == "return_team":
        return S.REPORTED
    if need.teams_assigned:
        return S.ASSIGNED
    if act == "release_team":
        return S.CONTINUING if need.visited_by_team else S.READY
    if act == "report_completed":
        return S.FOLLOWUP_WATCH if need.watch else S.COMPLETED
    return S.CONTINUING


def _resumed(need: NeedFacts) -> NeedStatus:
    if need.survey_status != "done":
        return S.SURVEY_WAITING if _survey_needed(need) else S.TRIAGE
    ready = need.feasible == "yes" and not missing_for("make_ready", need)
    return S.READY if ready else S.SURVEYED


def _survey_needed(need: NeedFacts) -> bool:
    """Not every need can be visited when they are many; crisis needs always are."""
    return need.survey_wanted == "required" or bool(need.crisis)


def missing_for(act: str, need: NeedFacts) -> tuple[str, ...]:
    """What blocks the act, as codes (catalogue key `missing.<code>`), in the order to ask.

    KeyError for an unknown act. Says nothing about the state: that is `allows`.
    """
    missing = [field for field in ACTS[act].asks if getattr(need, field) in (None, "")]
    if act == "queue_survey" and not (need.address or need.directions):
        missing.append("address")
    if act == "make_ready":
        missing += _missing_to_be_ready(need)
    leaves = {S.DECLINED, S.REFERRED, S.CANCELLED, S.CLOSED}
    if leaves & set(ACTS[act].targets) and crisis_untold(need):
        missing.append("crisis_told")
    return tuple(missing)


def _missing_to_be_ready(need: NeedFacts) -> list[str]:
    missing = list(call_back_for(need))
    if need.survey_status != "done":
        if _survey_needed(need):
            missing.append("survey")
        elif need.survey_wanted is None or need.survey_wanted == "ask":
            missing.append("survey_decision")
    if need.feasible not in (None, "yes"):
        missing.append("feasible")
    if not need.kinds:
        missing.append("kinds")
    if not need.people:
        missing.append("people")
    elif not need.people_reason:
        # "4名" alone cannot be changed by anybody else.
        missing.append("people_reason")
    return missing


def call_back_for(need: NeedFacts) -> tuple[str, ...]:
    """Which of name, phone and address nobody has; directions serve where there is no address."""
    missing = [field for field in CALL_BACK_FIELDS if not getattr(need, field)]
    if need.directions and "address" in missing:
        missing.remove("address")
    return tuple(missing)


def unasked_vitals(need: NeedFacts) -> tuple[str, ...]:
    """Which of the four vital questions were not asked. "なし" is an answer, blank is not."""
    return tuple(field for field in VITALS if not getattr(need, field))


def crisis_untold(need: NeedFacts) -> bool:
    """A crisis that no named person has been told of yet; it stands on the chief's screen."""
    return bool(need.crisis) and not (need.crisis_told_to and need.crisis_told_at)


# Ticking 危機介入 for everyone is ticking it for no one.
CRISIS_SAMPLE_MIN = 10
CRISIS_SHARE_MAX = 0.5


def crisis_ticked_too_often(recent: tuple[bool | None, ...]) -> bool:
    """Whether more than half of the recent intakes (at least ten) were marked as a crisis."""
    ticked = sum(1 for crisis in recent if crisis)
    return len(recent) >= CRISIS_SAMPLE_MIN and ticked > len(recent) * CRISIS_SHARE_MAX
