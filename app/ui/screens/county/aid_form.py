"""応援を要請する, and to change what was asked; 独自の判断で応援を始める.

All three ask the same; who begins alone also says which council it is that cannot be reached.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import flet as ft

from app.domain.tables_county import council_id
from app.services.command import Command
from app.services.county_dispatch import AskForStaff, EditRequest, RequestForm
from app.services.county_offers import StartOnOwnJudgement
from app.store.queries.county_dispatch import AidRequest
from app.store.queries.county_membership import CouncilName
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.cards import card, stack
from app.ui.components.council_choice import CouncilChoice
from app.ui.components.county import no_names
from app.ui.components.county_form import Form, use_form
from app.ui.components.texts import soft_text, text, title
from app.ui.i18n import t

NEW, OWN, EDIT = "new", "own", "edit"
FIELDS = ("reason", "duties", "people", "starts_on", "ends_on", "skills", "vehicles", "lodging",
          "lodging_note", "meeting_place", "note")  # fmt: skip


@component
def AidForm(
    kind: str, request: AidRequest | None, councils: tuple[CouncilName, ...], hub: bool,
    done: Callable[[], None],
) -> ft.Control:  # fmt: skip
    """`hub`: the prefectural council may also ask for another one."""
    form = use_form("aid.form", start_of(request))

    def command(sure: bool) -> Command:
        if request is not None:
            return EditRequest(request.id, request_form(form), sure)
        named = council_id(form["council"]) if form["council"] else None
        if kind == OWN:
            return StartOnOwnJudgement(named or council_id(""), request_form(form), sure)
        return AskForStaff(request_form(form), named, sure)

    said = {
        NEW: t("county_dispatch.asked_said"), EDIT: t("county_dispatch.edited_said"),
        OWN: t("county_dispatch.begun_said"),
    }[kind]  # fmt: skip
    save = {
        NEW: t("county_dispatch.ask_save"), EDIT: t("county_dispatch.edit_save"),
        OWN: t("county_dispatch.begin_save"),
    }[kind]  # fmt: skip
    heads = {
        NEW: t("county_dispatch.ask"), EDIT: t("county_dispatch.edit"),
        OWN: t("county_dispatch.begin_alone"),
    }[kind]  # fmt: skip
    content: list[ft.Control] = [title(heads), no_names()]
    if kind == OWN:
        content.append(text(t("county_dispatch.begin_hint")))
    if kind == OWN or (hub and kind == NEW):
        content += [
            CouncilChoice("aid.form.council", councils, form["council"] or "",
                          form.put("council"), form.why("host")),
            *([soft_text(t("county_dispatch.for_council_hint"))] if kind == NEW else []),
        ]  # fmt: skip
    shown = ("host",) if kind == OWN else ()
    content += [*_what(form), *_how(form)]
    content += form.ending(save, command, said, done, cancel=done, shown=shown)
    return stack([card(*content)], scroll=True)


def _what(form: Form) -> list[ft.Control]:
    return [
        form.text("reason", t("county_dispatch.reason"), lines=2, needed=True,
                  hint=t("county_dispatch.reason_hint")),
        form.several("duties", t("county_dispatch.duties"), code_options("section")),
        ft.Row(
            [
                form.number("people", t("county_dispatch.people"), least=1,
                            unit=t("county_dispatch.unit_people")),
                ft.Container(form.day("starts_on", t("county_dispatch.starts_on"), needed=True),
                             width=300),
                ft.Container(form.day("ends_on", t("county_dispatch.ends_on"), needed=True),
                             width=300),
            ],
            wrap=True, spacing=24, run_spacing=12, vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    ]  # fmt: skip


def _how(form: Form) -> list[ft.Control]:
    return [
        form.several("skills", t("county_dispatch.skills"), code_options("relief_skill")),
        ft.Row(
            [
                form.number("vehicles", t("county_dispatch.vehicles"),
                            unit=t("county_dispatch.unit_cars")),
                form.choice("lodging", t("county_dispatch.lodging"), code_options("lodging")),
            ],
            wrap=True, spacing=24, run_spacing=12, vertical_alignment=ft.CrossAxisAlignment.START,
        ),
        form.text("lodging_note", t("county_dispatch.lodging_note")),
        form.text("meeting_place", t("county_dispatch.meeting_place")),
        form.text("note", t("county_dispatch.note"), lines=2),
    ]  # fmt: skip


def start_of(request: AidRequest | None) -> dict[str, Any]:
    """Blank fields are blank, also those that nobody asked."""
    if request is None:
        return dict.fromkeys((*FIELDS, "council"))
    values = {name: getattr(request, name) for name in FIELDS}
    return {**values, "starts_on": str(request.starts_on), "ends_on": str(request.ends_on)}


def request_form(form: Form) -> RequestForm:
    return RequestForm(
        form["reason"] or "", tuple(form["duties"] or ()), form["people"],
        as_day(form["starts_on"]), as_day(form["ends_on"]), tuple(form["skills"] or ()),
        form["vehicles"], form["lodging"] or "", form["lodging_note"] or "",
        form["meeting_place"] or "", form["note"] or "",
    )  # fmt: skip


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
