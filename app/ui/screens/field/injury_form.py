"""けが・体調不良: who, what, and what was done. Sealed; the heat chart stands beside it."""

import flet as ft

from app.services.command import Refused
from app.services.reports import RecordInjury
from app.store.queries.field import InjuryLine, MemberLine
from app.ui.code_texts import code_label, code_options
from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.fields import text_field
from app.ui.components.refusals import refusal_card
from app.ui.components.texts import heading, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.screens.field.actions import FieldActions
from app.ui.screens.field.words import refusal_at, spoken
from sync.core.ids import EntityId

OTHER = "other"


@component
def InjuryForm(
    team: EntityId | None,
    members: tuple[MemberLine, ...],
    known: tuple[InjuryLine, ...],
    actions: FieldActions,
) -> ft.Control:
    """For a team, or with None for somebody at the centre."""
    nobody: str | None = None
    who, set_who = ft.use_state(nobody)
    name, set_name = ft.use_state("")
    kind, set_kind = ft.use_state(nobody)
    treatment, set_treatment = ft.use_state(nobody)
    course, set_course = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    people = tuple(member for member in members if member.volunteer is not None)
    asks_name = who == OTHER or not people

    async def record() -> None:
        volunteer = next((one.volunteer for one in people if one.id.hex() == who), None)
        answer = await actions.injury(
            RecordInjury(team, kind or "", treatment, volunteer, name if asks_name else "", course)
        )
        set_refused(answer)
        if answer is None:
            for reset in (set_who, set_kind, set_treatment):
                reset(None)
            set_name("")
            set_course("")

    parts: list[ft.Control] = [heading(t("field.injury_title"))]
    parts += [text(injury_words(line)) for line in known]
    if people:
        options = (*((one.id.hex(), one.name) for one in people), (OTHER, t("field.someone_else")))
        parts.append(choice_chips("field.injury_who", t("field.injury_who"), options, who, set_who))
    if asks_name:
        parts.append(text_field("field.injury_name", t("field.injury_name"), name, set_name))
    parts.append(
        choice_chips("field.injury_kind", t("field.injury_kind"), code_options("injury"), kind,
                     set_kind, refusal=refusal_at(refused, "kind"), needed=True)
    )  # fmt: skip
    if kind == "heat":
        parts.append(text(t("field.heat_chart"), bold=True, colour=palette().late.ink))
    parts += [
        choice_chips("field.treatment", t("field.treatment"), code_options("treatment"), treatment,
                     set_treatment),
        text_field("field.course", t("field.course"), course, set_course, lines=2),
    ]  # fmt: skip
    if refused is not None and refused.field != "kind":
        parts.append(refusal_card("field.injury_refused", spoken(refused)))
    parts.append(
        big_button("field.record_injury", t("field.record_injury"), record,
                   icon=ft.Icons.MEDICAL_SERVICES_OUTLINED, status="late")
    )  # fmt: skip
    return card(*parts, status="late")


def injury_words(line: InjuryLine) -> str:
    """渡邉　切り傷　応急手当　釘で指を切った."""
    parts = (line.name, code_label("injury", line.kind), code_label("treatment", line.treatment))
    return "　".join(part for part in (*parts, line.course) if part)
