"""Travel times and weights for planning, as data: entered one by one or out of a file.

Times are by car on an ordinary day. Refused: places that are not on the list, times longer than a
day. All of it is common to the councils; any of them may correct it, and the row says its source.
"""

from dataclasses import dataclass

from app.services.command import Accepted, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.county_acting import names_somebody
from app.services.county_rows import put_row
from app.services.form_values import form_values
from sync.core.ids import EntityId, imported_entity_id

MINUTES_MAX = 24 * 60
WEIGHT_MAX = 100_000_000
ROWS_MAX = 10_000


@dataclass(frozen=True)
class TravelLine:
    """`start` is a council or a yard, `end` a council."""

    start: EntityId
    end: EntityId
    minutes: int


@dataclass(frozen=True)
class SetTravelTimes(CountyCommand):
    """One act, however many. `source`: where the times are from."""

    lines: tuple[TravelLine, ...]
    source: str = ""
    sure: bool = False


@dataclass(frozen=True)
class SetPlacementWeights(CountyCommand):
    """How much each council counts: (council, weight). `source`: of when and where it is."""

    lines: tuple[tuple[EntityId, int], ...]
    source: str = ""
    sure: bool = False


def travel_time_id(start: EntityId, end: EntityId) -> EntityId:
    return imported_entity_id("travel_time", f"{start.hex()}-{end.hex()}")


@decides(SetTravelTimes, sections=("equipment",))
def set_travel_times(command: SetTravelTimes, ctx: Context) -> Decision:
    refused = _too_many(len(command.lines)) or names_somebody(command.sure, source=command.source)
    if refused is not None:
        return refused
    councils = {row[0] for row in ctx.db.execute("SELECT id FROM live_council").fetchall()}
    yards = {row[0] for row in ctx.db.execute("SELECT id FROM live_stockyard").fetchall()}
    known = _known(ctx)
    for line in command.lines:
        if line.start not in councils | yards or line.end not in councils:
            return Refused("county_no_such_council", field="lines")
        if not 0 <= line.minutes <= MINUTES_MAX:
            return Refused("minutes_unlikely", {"limit": MINUTES_MAX}, field="lines")
        identifier = travel_time_id(line.start, line.end)
        if known.get(identifier) == line.minutes:
            continue
        values = form_values(ctx.db, "travel_time", {
            "from_place": line.start, "to_place": line.end, "minutes": line.minutes,
            "source": command.source,
        })  # fmt: skip
        if isinstance(values, Refused):
            return values
        put_row(ctx, "travel_time", identifier, values)
    return Accepted()


@decides(SetPlacementWeights, sections=("equipment",))
def set_placement_weights(command: SetPlacementWeights, ctx: Context) -> Decision:
    refused = _too_many(len(command.lines)) or names_somebody(command.sure, source=command.source)
    if refused is not None:
        return refused
    councils = {row[0] for row in ctx.db.execute("SELECT id FROM live_council").fetchall()}
    for council, weight in command.lines:
        if council not in councils:
            return Refused("county_no_such_council", field="lines")
        if not 0 <= weight <= WEIGHT_MAX:
            return Refused("number_negative", field="lines")
        values = form_values(
            ctx.db, "placement_weight", {"weight": weight, "source": command.source}
        )
        if isinstance(values, Refused):
            return values
        put_row(ctx, "placement_weight", council, values)
    return Accepted()


def _too_many(count: int) -> Refused | None:
    if not count:
        return Refused("equipment_nothing_chosen", field="lines")
    return Refused("goods_lines_many", {"limit": ROWS_MAX}) if count > ROWS_MAX else None


def _known(ctx: Context) -> dict[bytes, int]:
    return {
        row[0]: row[1]
        for row in ctx.db.execute("SELECT id, minutes FROM live_travel_time").fetchall()
    }
