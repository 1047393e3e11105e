"""Heat: bands of the WBGT, the work and rest clock of a team, and when new orders stop.

Sources: the bands of the Japanese Society of Biometeorology (21, 25, 28, 31), the alert at 33 and
the special alert at 35; 20 minutes of work and 10 of rest as practised in 倉敷 2018. Temperatures
are in tenths of a degree, instants in epoch milliseconds. The numbers of the clock and of the stop
are the centre's settings.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.calendar_jp import MINUTE_MS

WORK = "work"
REST = "rest"

# Lower edges in tenths, mildest first; codes have texts `heat.band.<code>`.
BANDS = (
    (-1000, "almost_safe"),
    (210, "caution"),
    (250, "warning"),
    (280, "severe"),
    (310, "danger"),
    (330, "alert"),
    (350, "special_alert"),
)
# Outside these nothing on earth is measured: a reading beyond is a slip of the fingers.
WBGT_MIN_TENTHS = -100
WBGT_MAX_TENTHS = 500
# A reading is typed in by the hour; older than this it says nothing about now.
READING_MAX_AGE_MINUTES = 120


@dataclass(frozen=True)
class HeatRules:
    """The settings `work_minutes`, `rest_minutes`, `wbgt_stop_tenths`, `wbgt_warn_tenths`."""

    work_minutes: int = 20
    rest_minutes: int = 10
    stop_tenths: int = 310
    warn_tenths: int = 280


@dataclass(frozen=True)
class Reading:
    """One typed WBGT."""

    tenths: int
    at: int
    place: str = ""


@dataclass(frozen=True)
class PhaseChange:
    """A team began to work or to rest."""

    phase: str
    at: int


@dataclass(frozen=True)
class TeamClock:
    """What a team does now, since when and until when, and by how much that is over."""

    phase: str
    since: int
    due_at: int
    overdue_minutes: int

    @property
    def rest_overdue(self) -> bool:
        """The team works on and should rest: it stands red on the board."""
        return self.phase == WORK and self.overdue_minutes > 0


def band(tenths: int) -> str:
    """The code of the band that a reading lies in."""
    return [code for edge, code in BANDS if tenths >= edge][-1]


def plausible(tenths: int) -> bool:
    """Whether a WBGT can be what somebody meant to type."""
    return WBGT_MIN_TENTHS <= tenths <= WBGT_MAX_TENTHS


def current(readings: Iterable[Reading], now: int) -> Reading | None:
    """The reading that holds now: the highest of the places' newest, none of them too old."""
    newest: dict[str, Reading] = {}
    for reading in readings:
        if now - READING_MAX_AGE_MINUTES * MINUTE_MS <= reading.at <= now:
            known = newest.get(reading.place)
            if known is None or reading.at >= known.at:
                newest[reading.place] = reading
    return max(newest.values(), key=lambda reading: reading.tenths, default=None)


def orders_stop(tenths: int | None, rules: HeatRules) -> bool:
    """Whether new work orders wait for the chief's signature. Without a reading they do not."""
    return tenths is not None and tenths >= rules.stop_tenths


def needs_care(tenths: int | None, rules: HeatRules) -> bool:
    """Whether the clocks of the teams matter: from the warning value on."""
    return tenths is not None and tenths >= rules.warn_tenths


def phase_at(changes: Iterable[PhaseChange], sent_at: int, now: int, rules: HeatRules) -> TeamClock:
    """The clock of a team that left at `sent_at`: it works until somebody says that it rests.

    Two changes to the same phase in a row (two desks tapped) count from the first of them.
    """
    phase, since = WORK, sent_at
    for change in sorted(changes, key=lambda change: change.at):
        if sent_at <= change.at <= now and change.phase != phase:
            phase, since = change.phase, change.at
    minutes = rules.work_minutes if phase == WORK else rules.rest_minutes
    due_at = since + minutes * MINUTE_MS
    return TeamClock(phase, since, due_at, max(0, -((due_at - now) // MINUTE_MS)))
