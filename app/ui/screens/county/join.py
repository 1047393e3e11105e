"""県の協力に加わる: what every page of 県内 is while this device is in no county.

Where it is in one, the page says as what it is there.
"""

import flet as ft

from app.store.queries.county_membership import Membership, membership
from app.ui.component import component
from app.ui.components.cards import card, section_header, stack
from app.ui.components.queries import shown
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.signal import use_signal
from app.ui.use_query import use_county_query


@component
def WayIn() -> ft.Control:
    return stack(
        [
            section_header(t("county.join.title")),
            text(t("county.join.hint")),
            soft_text(t("county.join.no_names")),
        ],
        scroll=True,
    )


@component
def MembershipRoute() -> ft.Control:
    """As what this device stands in the county."""
    runtime = current_runtime()
    use_signal(runtime.county_signal)
    letter = runtime.county.letter
    state = use_county_query(
        lambda db: membership(db, letter), ("council", "centre_profile", "device"), letter
    )
    return shown(state, _membership)


def _membership(view: Membership) -> ft.Control:
    return stack(
        [
            section_header(t("county.member.title")),
            card(
                heading(view.county),
                text(t("county.member.council", council=view.council_name or view.county)),
                soft_text(t("county.member.hint")),
            ),
        ],
        scroll=True,
    )
