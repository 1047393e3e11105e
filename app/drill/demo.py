"""The ready demo operation: some days of a centre, ending in the middle of this morning.

Everything enters through commands and is marked 訓練; the same seed gives the same people, needs
and days.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from app.domain.calendar_jp import day_of, instant_of
from app.drill.clock import DrillClock, OpenDay
from app.drill.days import Size, happenings
from app.drill.dice import Dice
from app.drill.material import words
from app.drill.play import play
from app.drill.play_needs import make_appointments
from app.drill.play_people import book_for_today
from app.drill.stage import Stage
from app.services.centre import ChangeSetting, EditCentre
from app.services.command import Actor
from app.services.operation import Operation
from app.services.shifts import StartShift
from app.services.staff import AddStaff, StaffCard

# The minute at which the open morning of the demo stands: people wait, the first teams are out.
OPEN_UNTIL = 10 * 60 + 25
OFFICE_OPENS = 8 * 60
EXPECTED_TODAY = 25


@dataclass(frozen=True)
class Demo:
    """What was made: acts done, and which were refused how often."""

    acts: int
    refusals: tuple[tuple[str, int], ...]


def centre_name() -> str:
    """The name of the demo's centre, which says that it is a drill."""
    return str(words("demo")["centre"])


def begins_at(now_ms: int, size: Size) -> int:
    """The first instant of the demo: two days before its first day, when registration opened."""
    return instant_of(day_of(now_ms) - timedelta(days=size.days + 2), OFFICE_OPENS)


def play_demo(
    operation: Operation,
    clock: DrillClock,
    set_up: Actor,
    now_ms: int,
    size: Size,
    seed: int,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Demo:
    """Plays the days into a fresh drill. `on_progress` gets (happenings done, all of them).

    Raises NotADrill for an operation that is not one.
    """
    today = day_of(now_ms)
    size = replace(size, open_until=OPEN_UNTIL)
    run = list(happenings(Dice(str(seed)), size, today))
    open_day = OpenDay(instant_of(today, OPEN_UNTIL), now_ms)
    stage = Stage(operation, clock, set_up, open_day)
    _open_office(stage)
    play(stage, run, lambda done: on_progress(done, len(run)))
    clock.go_to(now_ms)
    make_appointments(stage)
    book_for_today(stage, min(EXPECTED_TODAY, size.volunteers // 10))
    return Demo(stage.acts, tuple(sorted(stage.refusals.items())))


def _open_office(stage: Stage) -> None:
    office = words("demo")
    for name, kana, role, section in office["staff"]:
        sections = (section,) if section else ()
        staff = stage.ask(AddStaff(StaffCard(name, role, kana, sections, not section)))
        actor = Actor(staff, name, role, frozenset(sections), not section, stage.operation.letter)
        if section:
            stage.desks[section] = actor
        else:
            stage.chief = actor
    stage.ask(ChangeSetting("large_disaster_exception", True, reason=office["exception_reason"]))
    stage.ask(ChangeSetting("event_name", office["event"]))
    stage.ask(ChangeSetting("centre_phone", office["profile"]["phone"]))
    stage.ask(EditCentre(office["profile"]))
    for actor in (stage.chief, *stage.desks.values()):
        stage.ask(StartShift("coordination", staff=actor.staff))
