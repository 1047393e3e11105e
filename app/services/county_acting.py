"""Whose act it is in a county, and texts that name nobody.

A council changes what is its own; the prefectural council may act for one that cannot. A text that
looks as if it named a person is asked about once.
"""

from app.domain.county_texts import looks_personal
from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import Refused
from app.services.context import Context
from app.store.queries.county_membership import council_of_row
from app.store.queries.equipment import row_stands
from sync.core.ids import EntityId

PREFECTURAL_COUNCIL = council_id(PREFECTURE)


def is_prefecture(ctx: Context) -> bool:
    """Whether the device is the prefectural council's."""
    return ctx.centre == PREFECTURAL_COUNCIL


def not_own(ctx: Context, council: bytes | None) -> Refused | None:
    """Why something of a council is not to be changed at this device."""
    if council == ctx.centre or is_prefecture(ctx):
        return None
    return Refused("county_not_yours")


def not_own_row(ctx: Context, table: str, row: EntityId, missing: str) -> Refused | None:
    """Why a row with a council is not to be changed here; `missing` is the code where it is not
    there."""
    found = council_of_row(ctx.db, table, row)
    return Refused(missing) if found is None else not_own(ctx, found[0])


def only_prefecture(ctx: Context) -> Refused | None:
    """For what all councils have in common: the agreement, its blocks."""
    return None if is_prefecture(ctx) else Refused("county_prefecture_only")


def acting_council(ctx: Context, council: EntityId | None) -> EntityId | Refused:
    """For which council something is written: the own one, or one that this device acts for."""
    if council is None:
        return ctx.centre
    if not council_exists(ctx, council):
        return Refused("county_no_such_council", field="council")
    return not_own(ctx, council) or council


def council_exists(ctx: Context, council: EntityId) -> bool:
    return row_stands(ctx.db, "live_council", council)


def names_somebody(sure: bool, **texts: str | None) -> Refused | None:
    """The first field that looks as if it named a person, unless somebody is sure."""
    for name, words in texts.items():
        if not sure and words and looks_personal(words):
            return Refused("county_looks_personal", field=name)
    return None
