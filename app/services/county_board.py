"""What a council says of itself on the county's board: its office, its centre's state, figures.

Promises that a council changes only what is its own (the prefectural council may act for another),
that figures are counts and codes of shipped lists, and that the figures of a day are one row for
each council, whichever device sends them. Refused: a text that looks as if it named a person,
until somebody is sure; a figure below zero; a day that has not come.
"""

from dataclasses import asdict, dataclass, field
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import Unreadable, minutes_text, parse_minutes
from app.domain.county_board import CountyFigures, is_cell
from app.domain.tables_county import council_id
from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import acting_council, names_somebody, not_own
from app.services.county_rows import put_row
from app.services.form_values import form_values
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value

DESK = ("general",)
SATELLITE = "satellite"
HEADS_MAX = 99_999


@dataclass(frozen=True)
class EditCouncil(CountyCommand):
    """What is None stays as it is. `active` False: there is no office of this council any more."""

    council: EntityId
    phone: str | None = None
    address: str | None = None
    active: bool | None = None
    sure: bool = False
    email: str | None = None


@dataclass(frozen=True)
class AddCountySatellite(CountyCommand):
    """A further place of a council's centre, on the board under its council."""

    name: str
    council: EntityId | None = None
    phone: str = ""
    address: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SetCentreState(CountyCommand):
    """The whole form, as one looks at it. `council` None is the own one; hours as people say them,
    `intake_ends_on` as ISO; `cell` is a place of about 1 km, never an address."""

    status: str
    council: EntityId | None = None
    scope: str = ""
    opens: str = ""
    closes: str = ""
    disaster: str = ""
    phone: str = ""
    staff_short: int | None = None
    tools_short: tuple[str, ...] = ()
    note: str = ""
    cell: str = ""
    intake_ends_on: str | None = None
    sure: bool = False


@dataclass(frozen=True)
class PublishFigures(CountyCommand):
    """The figures of a day; `final` once the day is closed. `as_of` None is now."""

    day: date
    figures: CountyFigures = field(default_factory=CountyFigures)
    final: bool = False
    by_itself: bool = False
    council: EntityId | None = None
    as_of: int | None = None


def figures_id(council: bytes, day: str) -> EntityId:
    """The row of a council's day, the same on every device."""
    return imported_entity_id("figures", f"{council.hex()}-{day}")


@decides(EditCouncil, sections=DESK)
def edit_council(command: EditCouncil, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT parent FROM live_council WHERE id = ?", (command.council,)
    ).fetchone()
    if row is None:
        return Refused("county_no_such_council", field="council")
    refused = not_own(ctx, command.council) and not_own(ctx, row[0])
    if refused is not None:
        return refused
    refused = names_somebody(command.sure, phone=command.phone, address=command.address)
    if refused is not None:
        return refused
    given: dict[str, Value] = {
        "phone": command.phone, "address": command.address, "active": command.active,
        "email": command.email,
    }  # fmt: skip
    values = form_values(
        ctx.db, "council", {name: value for name, value in given.items() if value is not None}
    )
    if isinstance(values, Refused):
        return values
    ctx.draft.set("council", command.council, values)
    return Accepted(command.council)


@decides(AddCountySatellite, sections=DESK)
def add_county_satellite(command: AddCountySatellite, ctx: Context) -> Decision:
    council = acting_council(ctx, command.council)
    if isinstance(council, Refused):
        return council
    texts = {"name": command.name, "phone": command.phone, "address": command.address}
    refused = names_somebody(command.sure, **texts)
    if refused is not None:
        return refused
    values = form_values(ctx.db, "council", dict(texts))
    if isinstance(values, Refused):
        return values
    if not values["name"]:
        return Refused("name_missing", field="name")
    row = ctx.db.execute("SELECT code, kind FROM live_council WHERE id = ?", (council,)).fetchone()
    if row is None or row[1] == SATELLITE:
        return Refused("county_no_such_council", field="council")
    twin = "SELECT 1 FROM live_council WHERE parent = ? AND name = ? AND kind = ?"
    if ctx.db.execute(twin, (council, values["name"], SATELLITE)).fetchone():
        return Refused("satellite_exists", {"name": str(values["name"])}, field="name")
    # Two devices that add one each without knowing of each other do not give the same code.
    head = f"{row[0]}-{ctx.letter}"
    counted = ctx.db.execute("SELECT count(*) FROM council WHERE code GLOB ?", (f"{head}[0-9]*",))
    code = f"{head}{counted.fetchone()[0] + 1}"
    return Accepted(ctx.draft.new("council", council_id(code), {
        **values, "code": code, "kind": SATELLITE, "parent": council, "active": True,
    }))  # fmt: skip


@decides(SetCentreState, sections=DESK)
def set_centre_state(command: SetCentreState, ctx: Context) -> Decision:
    council = _whose(ctx, command.council)
    if isinstance(council, Refused):
        return council
    if not command.status:
        return Refused("county_status_missing", field="status")
    refused = names_somebody(
        command.sure, disaster=command.disaster, phone=command.phone, note=command.note
    )
    if refused is not None:
        return refused
    if command.cell.strip() and not is_cell(command.cell.strip()):
        return Refused("county_cell_odd", field="cell")
    if command.staff_short is not None and command.staff_short > HEADS_MAX:
        return Refused("county_number_large", {"limit": HEADS_MAX}, field="staff_short")
    hours = _hours(opens=command.opens, closes=command.closes)
    if isinstance(hours, Refused):
        return hours
    values = form_values(ctx.db, "centre_state", {
        "status": command.status, "scope": command.scope or None, **hours,
        "disaster": command.disaster, "phone": command.phone,
        "staff_short": command.staff_short, "tools_short": command.tools_short or None,
        "note": command.note, "cell": command.cell, "intake_ends_on": command.intake_ends_on,
        "as_of": ctx.now_ms,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    put_row(ctx, "centre_state", council, values)
    return Accepted(council)


@decides(PublishFigures, sections=DESK)
def publish_figures(command: PublishFigures, ctx: Context) -> Decision:
    council = _whose(ctx, command.council)
    if isinstance(council, Refused):
        return council
    if command.day > ctx.today:
        return Refused("county_day_ahead", field="day")
    given = asdict(command.figures)
    if command.figures.tools_short is None:
        del given["tools_short"]
    else:
        known = CodeLists.load().shipped["equipment"]
        shipped = {entry.code for entry in known}
        odd = next((one for one in command.figures.tools_short if one not in shipped), None)
        if odd is not None:
            return Refused("no_such_code", {"code": odd}, field="tools_short")
    values = form_values(ctx.db, "county_figures", {
        "council": council, "day": command.day.isoformat(), **given,
        "final": command.final, "by_itself": command.by_itself,
        "as_of": command.as_of if command.as_of is not None else ctx.now_ms,
    })  # fmt: skip
    if isinstance(values, Refused):
        return values
    identifier = figures_id(council, command.day.isoformat())
    put_row(ctx, "county_figures", identifier, values)
    return Accepted(identifier)


def _whose(ctx: Context, council: EntityId | None) -> EntityId | Refused:
    """The own council, its satellite, or one that this device acts for."""
    if council is not None:
        row = ctx.db.execute("SELECT parent FROM live_council WHERE id = ?", (council,)).fetchone()
        if row is not None and row[0] == ctx.centre:
            return council
    return acting_council(ctx, council)


def _hours(**times: str) -> dict[str, Value] | Refused:
    """As HH:MM; blank where nobody said."""
    ready: dict[str, Value] = {}
    for name, words in times.items():
        try:
            ready[name] = minutes_text(parse_minutes(words)) if words.strip() else None
        except Unreadable:
            return Refused("county_time_odd", field=name)
    return ready
