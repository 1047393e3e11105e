"""The readiness of a council (BCP) in one line, wherever one looks at councils."""

import flet as ft

from app.domain.county_bcp import BcpLine
from app.store.queries.county_bcp import BCP_TOPICS, bcp_line
from app.ui.component import component
from app.ui.components.county_layout import moment
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import soft_text, text
from app.ui.i18n import t
from app.ui.use_query import Ready, use_county_query
from sync.core.ids import EntityId


@component
def BcpOf(council: EntityId) -> ft.Control:
    """Of one council; nothing where it has written nothing yet."""
    state = use_county_query(bcp_line, BCP_TOPICS)
    line = state.value.get(council) if isinstance(state, Ready) else None
    if line is None:
        return ft.Container()
    fresh = t("county_bcp.as_of", at=moment(line.as_of)) if line.as_of else ""
    return ft.Row(
        [text(t("county.tab_bcp"), bold=True), *bcp_chips(line), soft_text(fresh)],
        wrap=True, spacing=8, run_spacing=4,
    )  # fmt: skip


def bcp_chips(line: BcpLine) -> list[ft.Control]:
    """Work, what cannot be done, what is lost, and how staff are."""
    chips: list[ft.Control] = []
    if line.tasks:
        words = t("county_bcp.line_work", done=line.done, tasks=line.tasks)
        chips.append(status_chip("done" if line.done == line.tasks else "waiting", words))
    if line.impossible:
        chips.append(status_chip("late", t("county_bcp.line_impossible", count=line.impossible)))
    if line.lost:
        chips.append(status_chip("late", t("county_bcp.line_lost", count=line.lost)))
    if line.expected:
        words = t("county_bcp.line_staff", safe=line.safe, all=line.expected, hurt=line.hurt,
                  missing=line.missing)  # fmt: skip
        chips.append(status_chip("late" if line.missing or line.hurt else "done", words))
        chips.append(status_chip("ready", t("county_bcp.line_coming", count=line.coming)))
    return chips
