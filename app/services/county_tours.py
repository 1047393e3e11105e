"""クール: a request's courses, planned at one go and then changed one by one.

Planned by whom the request is of, by the hub or a block's lead: seven days each, two of them
together with the next. Planning again replaces courses in which nobody stands yet, and is refused
where somebody does.
"""

from dataclasses import dataclass
from datetime import date

from app.domain.county_dispatch import COURSE_DAYS, COURSE_OVERLAP, courses
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody, not_own
from app.services.county_dispatch import OFFICE, heads_refusal, open_request, period_refusal
from app.services.county_rows import put_row
from app.services.county_steps import works_on
from app.services.form_values import form_values
from app.store.queries.county_dispatch import AidRequest, steps_of, tours_of
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value


@dataclass(frozen=True)
class PlanTours(CountyCommand):
    """`people` at a time; None: as many as the request asks."""

    request: EntityId
    days: int = COURSE_DAYS
    overlap: int = COURSE_OVERLAP
    people: int | None = None


@dataclass(frozen=True)
class EditTour(CountyCommand):
    """Other days or heads for a course; `tour` None: one more."""

    request: EntityId
    tour: EntityId | None
    starts_on: date | None
    ends_on: date | None
    people: int | None
    note: str = ""
    sure: bool = False


@dataclass(frozen=True)
class RemoveTour(CountyCommand):
    tour: EntityId


@decides(PlanTours, sections=OFFICE)
def plan_tours(command: PlanTours, ctx: Context) -> Decision:
    found = _planned_by(ctx, command.request)
    if isinstance(found, Refused):
        return found
    if command.days < 1:
        return Refused("course_days", field="days")
    if not 0 <= command.overlap < command.days:
        return Refused("course_overlap", field="overlap")
    wrong = None if command.people is None else heads_refusal(command.people)
    if wrong is not None:
        return wrong
    existing = tours_of(ctx.db, found.id)
    if any(tour.assigned for tour in existing):
        return Refused("tours_in_use")
    try:
        planned = courses(
            found.starts_on, found.ends_on, days=command.days, overlap=command.overlap
        )
    except ValueError:
        return Refused("courses_many", field="days")
    kept = {tour_id(found.id, course.number) for course in planned}
    for tour in existing:
        if tour.id not in kept:
            ctx.draft.delete("tour", tour.id)
    for course in planned:
        _put(ctx, found.id, course.number, {
            "starts_on": course.starts_on.isoformat(), "ends_on": course.ends_on.isoformat(),
            "people": command.people or found.people,
        })  # fmt: skip
    return Accepted(found.id)


@decides(EditTour, sections=OFFICE)
def edit_tour(command: EditTour, ctx: Context) -> Decision:
    found = _planned_by(ctx, command.request)
    if isinstance(found, Refused):
        return found
    wrong = heads_refusal(command.people) or period_refusal(command.starts_on, command.ends_on)
    personal = wrong or names_somebody(command.sure, note=command.note)
    if personal is not None:
        return personal
    values = form_values(ctx.db, "tour", {
        "starts_on": str(command.starts_on), "ends_on": str(command.ends_on),
        "people": command.people, "note": command.note,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    tours = tours_of(ctx.db, found.id)
    if command.tour is None:
        number = max((tour.number for tour in tours), default=0) + 1
        return Accepted(_put(ctx, found.id, number, values))
    if command.tour not in {tour.id for tour in tours}:
        return Refused("no_such_tour")
    ctx.draft.set("tour", command.tour, values)
    return Accepted(command.tour)


@decides(RemoveTour, sections=OFFICE)
def remove_tour(command: RemoveTour, ctx: Context) -> Decision:
    row = ctx.db.execute("SELECT request FROM live_tour WHERE id = ?", (command.tour,)).fetchone()
    if row is None:
        return Refused("no_such_tour")
    found = _planned_by(ctx, EntityId(row[0]))
    if isinstance(found, Refused):
        return found
    if any(tour.assigned for tour in tours_of(ctx.db, found.id) if tour.id == command.tour):
        return Refused("tours_in_use")
    ctx.draft.delete("tour", command.tour)
    return Accepted(command.tour)


def tour_id(request: EntityId, number: int) -> EntityId:
    """The same on every device, so that two that plan at once plan one set of courses."""
    return imported_entity_id("tour", f"{request.hex()}-{number}")


def _planned_by(ctx: Context, request: EntityId) -> AidRequest | Refused:
    found = open_request(ctx, request)
    if isinstance(found, Refused):
        return found
    if not_own(ctx, found.council) is None or works_on(ctx, steps_of(ctx.db, found.id)):
        return found
    begun = ctx.db.execute(
        "SELECT 1 FROM live_aid_request WHERE id = ? AND own_judgement = 1 AND begun_by = ?",
        (request, ctx.centre),
    ).fetchone()
    return found if begun else Refused("tours_not_yours")


def _put(ctx: Context, request: EntityId, number: int, values: dict[str, Value]) -> EntityId:
    identifier = tour_id(request, number)
    whole: dict[str, Value] = {"request": request, "number": number, **values}
    put_row(ctx, "tour", identifier, whole)
    return identifier
