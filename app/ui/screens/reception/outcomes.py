"""What an attempt to check somebody in can come to, and how each looks and sounds.

Colour, sign, word and tone say the same thing. A doubtful person gets one question with two or
three answers; what they are stands in `ANSWERS`, by the code of the refusal.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import flet as ft

from app.domain.insurance import InsuranceState
from app.services.check_ins import CONSENT_DOUBTS, INSURANCE_DOUBTS
from app.services.command import Refused
from app.store.queries.reception import Found, ReceptionHit
from app.ui.palette import StatusName
from app.ui.sound import SoundName
from sync.core.ids import EntityId

OutcomeKind: TypeAlias = Literal[
    "accepted", "new", "again", "uninsured", "other_day", "unknown", "look", "refused"
]


@dataclass(frozen=True)
class Face:
    status: StatusName
    icon: ft.IconData
    sound: SoundName


FACES: dict[OutcomeKind, Face] = {
    "accepted": Face("done", ft.Icons.CHECK_CIRCLE, "accepted"),
    "new": Face("ready", ft.Icons.CELEBRATION, "new"),
    "again": Face("waiting", ft.Icons.REPEAT, "again"),
    "uninsured": Face("late", ft.Icons.HEALTH_AND_SAFETY, "uninsured"),
    "other_day": Face("decide", ft.Icons.EVENT, "other_day"),
    "unknown": Face("stopped", ft.Icons.PERSON_SEARCH, "unknown"),
    "look": Face("out", ft.Icons.VISIBILITY, "look"),
    "refused": Face("late", ft.Icons.BLOCK, "refused"),
}

# Answers to a doubt, the likeliest first. Words: `reception.answer.<code>`.
_INSURE = ("enrol", "proof", "wait")
ANSWERS: dict[str, tuple[str, ...]] = {
    "uninsured": _INSURE,
    "insurance_unproven": ("proof", "enrol", "wait"),
    "insurance_applying": _INSURE,
    "insurance_expired": _INSURE,
    "insurance_wrong_plan": _INSURE,
    "insurance_not_yet": ("not_today",),
    "group_uninsured": ("enrol_all", "wait"),
    "minor_without_consent": ("consent", "accompanied", "without"),
    "minor_without_guardian": ("accompanied", "without"),
    "too_young": ("without",),
    "other_day": ("today",),
    "day_is_full": ("anyway",),
    "today_paused": ("anyway",),
    "today_adjust": ("anyway",),
}


@dataclass(frozen=True)
class Outcome:
    """`person` is None where nobody was found; `detail` is a whole sentence. `check_in` is what
    was just written."""

    kind: OutcomeKind
    person: ReceptionHit | None = None
    detail: str = ""
    check_in: EntityId | None = None


@dataclass(frozen=True)
class Question:
    """The one thing to be asked about `found`. `although`: what was answered before."""

    refused: Refused
    found: Found
    person: ReceptionHit
    means: str
    although: tuple[str, ...] = ()
    proof: bool = False

    @property
    def kind(self) -> OutcomeKind:
        return kind_of(self.refused.code)

    @property
    def answers(self) -> tuple[str, ...]:
        return ANSWERS[self.refused.code]


# Questions about the day, not about the person.
DAY_DOUBTS = frozenset({"other_day", "today_paused", "today_adjust"})


def kind_of(code: str) -> OutcomeKind:
    """How a refusal looks."""
    if code in INSURANCE_DOUBTS:
        return "uninsured"
    if code in CONSENT_DOUBTS or code == "day_is_full":
        return "look"
    if code == "again":
        return "again"
    return "other_day" if code in DAY_DOUBTS else "refused"


def kind_of_success(person: ReceptionHit | None, first_time: bool) -> OutcomeKind:
    """Who is here but may not go out yet needs a look."""
    if person is not None and not person.group and not _may_go_out(person):
        return "look"
    return "new" if first_time else "accepted"


def _may_go_out(person: ReceptionHit) -> bool:
    return person.cover.state is InsuranceState.VALID
