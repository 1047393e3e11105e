"""How many notices of other councils are unread: a number beside the word that leads to them.

Draws nothing while there is none, and where this device is in no county.
"""

import flet as ft

from app.store.queries.county_membership import own_council
from app.store.queries.county_notices import NOTICE_TOPICS, unread_notices
from app.ui.component import component
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import scale
from app.ui.signal import use_signal
from app.ui.tagged import tagged
from app.ui.use_query import Ready, use_county_query


@component
def UnreadBadge() -> ft.Control:
    county = use_signal(current_runtime().county_signal)
    return _Count() if county is not None else ft.Container()


@component
def _Count() -> ft.Control:
    runtime = current_runtime()
    letter, day = runtime.county.letter, runtime.today
    state = use_county_query(
        lambda db: unread_notices(db, own_council(db, letter), day), NOTICE_TOPICS, day
    )
    count = state.value if isinstance(state, Ready) else 0
    if not count:
        return ft.Container()
    colours = palette().decide
    number = ft.Container(
        text(str(count), size=scale().small, bold=True, colour=colours.on_fill),
        bgcolor=colours.fill,
        border_radius=scale().small,
        padding=ft.Padding.symmetric(horizontal=7),
    )
    return tagged(
        "county_notices.count", number, label=t("county_notices.unread_count", count=count)
    )
