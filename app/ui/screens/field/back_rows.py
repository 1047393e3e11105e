"""帰ってきた: who still has to report stands on top, and what each told."""

import flet as ft

from app.store.queries.board import TeamLine
from app.ui.code_texts import code_label
from app.ui.component import memo
from app.ui.components.buttons import big_button
from app.ui.components.cards import card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.i18n import t
from app.ui.palette import StatusName
from app.ui.runtime import guarded
from app.ui.scale import GAP
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.words import place_of, time_or_dash
from app.ui.tagged import row_tag, tagged

PROGRESS_TONE: dict[str, StatusName] = {
    "completed": "done", "continuing": "ready", "stopped": "stopped",
}  # fmt: skip


@memo
def BackCard(line: TeamLine, actions: FieldActions) -> ft.Control:
    """A team that is back: the report is asked for, or what it said stands here."""
    route = f"/field/team/{line.id.hex()}"
    chips = _chips(line)
    head = ft.Row(
        [
            code_text(line.number),
            text(t("field.back_at", time=time_or_dash(line.returned_at), heads=line.heads_back)),
            *chips,
        ],
        wrap=True, spacing=GAP, run_spacing=4,
    )  # fmt: skip
    parts: list[ft.Control] = [head, text(place_of(line))]
    if not line.reported:
        parts.append(
            big_button(
                row_tag("field.report", line.id), t("field.hear_report"),
                lambda: actions.go(route), icon=ft.Icons.EDIT_NOTE,
            )
        )  # fmt: skip
        return card(*parts, status=_edge(line), padding=12, spacing=6)
    box = card(*parts, status=_edge(line), padding=12, spacing=2)
    box.ink, box.on_click = True, guarded(lambda: actions.go(route))
    wrapper = tagged(row_tag("field.told", line.id), box)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button = True
    return wrapper


def _edge(line: TeamLine) -> StatusName:
    if line.injury_unwritten or line.heads_differ:
        return "late"
    return PROGRESS_TONE.get(line.progress or "", "done") if line.reported else "decide"


def _chips(line: TeamLine) -> list[ft.Control]:
    chips: list[ft.Control] = []
    if line.heads_differ:
        words = t("field.heads_differ", out=line.heads_out, back=line.heads_back)
        chips.append(status_chip("late", words, loud=True))
    if line.injury_unwritten:
        chips.append(status_chip("late", t("field.injury_unwritten")))
    elif line.injuries:
        chips.append(status_chip("late", t("field.injured", count=line.injuries)))
    if line.reported and line.progress:
        tone = PROGRESS_TONE.get(line.progress, "done")
        chips.append(status_chip(tone, code_label("progress", line.progress)))
    elif line.reported:
        chips.append(status_chip("done", t("field.told")))
    return chips
