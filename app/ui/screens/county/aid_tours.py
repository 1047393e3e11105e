"""クール of a request: planned at one go, and who stands in each."""

from collections.abc import Callable

import flet as ft

from app.domain.county_dispatch import COURSE_DAYS, COURSE_OVERLAP
from app.services.county_assignments import Assign, PostForm
from app.services.county_tours import EditTour, PlanTours, RemoveTour
from app.store.queries.county_dispatch import AidOffer, AidRequest, RequestPage, Tour
from app.store.queries.county_roster import Assignment
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, choice_row, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import big_toggle
from app.ui.components.county import no_names
from app.ui.components.county_form import Form, use_form
from app.ui.components.county_layout import acts
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.aid_form import as_day
from app.ui.screens.county.aid_words import course_words, period, ruled
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

PLAN, MORE = "plan", "more"


@component
def ToursCard(
    page: RequestPage, stays: tuple[Assignment, ...], plans: bool, own: bytes, hub: bool,
    open_stay: Callable[[EntityId], None],
) -> ft.Control:  # fmt: skip
    nothing = ""
    opened, set_opened = ft.use_state(nothing)

    def close() -> None:
        set_opened("")

    usable = tuple(
        one for one in page.offers
        if one.state == "accepted" and (plans or hub or one.council == own)
    )  # fmt: skip
    is_open = page.request.is_open
    content: list[ft.Control] = [heading(t("county_dispatch.tours"))]
    if not page.tours:
        content.append(soft_text(t("county_dispatch.no_tours")))
    for tour in page.tours:
        content.append(_tour(tour, [one for one in stays if one.tour == tour.id], open_stay))
        key = tour.id.hex()
        if opened == key:
            content.append(keyed(key, AssignFields, tour, usable, close))
        elif opened == f"edit-{key}":
            content.append(keyed(f"edit-{key}", TourFields, page.request, tour, close))
        elif is_open:
            content += _tour_acts(tour, bool(usable), plans, set_opened)
    if is_open and plans and opened == PLAN:
        content.append(keyed(PLAN, PlanFields, page.request, close))
    elif is_open and plans and opened == MORE:
        content.append(keyed(MORE, TourFields, page.request, None, close))
    elif is_open and plans:
        content.append(_plan_acts(page, set_opened))
    return card(*content)


def _plan_acts(page: RequestPage, open_: Callable[[str], None]) -> ft.Control:
    if not page.tours:
        plan = big_button("aid.plan", t("county_dispatch.plan"), lambda: open_(PLAN),
                          icon=ft.Icons.VIEW_WEEK)  # fmt: skip
        return acts(plan)
    pressed = [button("aid.more_tour", t("county_dispatch.more_tour"), lambda: open_(MORE),
                      icon=ft.Icons.ADD)]  # fmt: skip
    if not any(tour.assigned for tour in page.tours):
        pressed.append(
            quiet_button("aid.plan", t("county_dispatch.plan_again"), lambda: open_(PLAN))
        )
    return acts(*pressed)


def _tour(tour: Tour, stays: list[Assignment], open_stay: Callable[[EntityId], None]) -> ft.Control:
    short = tour.people - tour.assigned
    count = t("county_dispatch.tour_count", assigned=tour.assigned, people=tour.people)
    if short > 0:
        count += t("county_dispatch.tour_short", count=short)
    lines: list[ft.Control] = [
        text(f"{course_words(tour.number)}　{period(tour.starts_on, tour.ends_on)}", bold=True),
        text(count, colour=palette().late.ink if short > 0 else palette().done.ink, bold=True),
    ]
    lines += [
        choice_row(
            row_tag("aid.stay", one.id), f"{one.worker}　{code_label('section', one.section)}",
            lambda key=one.id: open_stay(key),  # type: ignore[misc]
            note="　".join((one.home_name, code_label("assignment_state", one.state),
                           *([t("county_dispatch.leads")] if one.leads else []))),
            icon=ft.Icons.PERSON,
        )
        for one in stays if one.counts
    ]  # fmt: skip
    return ruled(
        ft.Column(lines, spacing=6, tight=True,
                  horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
    )  # fmt: skip


def _tour_acts(
    tour: Tour, usable: bool, plans: bool, open_: Callable[[str], None]
) -> list[ft.Control]:
    key = tour.id.hex()
    pressed: list[ft.Control] = []
    if usable:
        pressed.append(
            button(row_tag("aid.assign", tour.id), t("county_dispatch.assign"),
                   lambda: open_(key), icon=ft.Icons.PERSON_ADD)
        )  # fmt: skip
    if plans:
        pressed.append(
            quiet_button(row_tag("aid.edit_tour", tour.id), t("county_dispatch.edit"),
                         lambda: open_(f"edit-{key}"))
        )  # fmt: skip
    if plans and not tour.assigned:
        pressed.append(keyed(f"remove-{key}", RemoveButton, tour))
    return [acts(*pressed)] if pressed else []


@component
def RemoveButton(tour: Tour) -> ft.Control:
    runtime = current_runtime()

    async def remove() -> None:
        await send_or_say(runtime, RemoveTour(tour.id), t("county_dispatch.tour_removed_said"))

    return quiet_button(row_tag("aid.remove_tour", tour.id), t("county_dispatch.remove"), remove)


@component
def PlanFields(request: AidRequest, close: Callable[[], None]) -> ft.Control:
    form = use_form("aid.plan_form", {
        "days": COURSE_DAYS, "overlap": COURSE_OVERLAP, "people": request.people,
    })  # fmt: skip
    fields = ft.Row(
        [
            form.number("days", t("county_dispatch.course_length"), least=1, most=60,
                        unit=t("county_dispatch.unit_days")),
            form.number("overlap", t("county_dispatch.course_together"), most=30,
                        unit=t("county_dispatch.unit_days")),
            form.number("people", t("county_dispatch.people"), least=1,
                        unit=t("county_dispatch.unit_people")),
        ],
        wrap=True, spacing=24, run_spacing=12,
    )  # fmt: skip
    ending = form.ending(
        t("county_dispatch.plan_save"),
        lambda _sure: PlanTours(
            request.id, form["days"] or 0, form["overlap"] or 0, form["people"]
        ),
        t("county_dispatch.planned_said"), close, cancel=close,
    )  # fmt: skip
    return _form([fields, soft_text(t("county_dispatch.plan_hint")), *ending])


@component
def TourFields(
    request: AidRequest, tour: Tour | None, close: Callable[[], None]
) -> ft.Control:  # fmt: skip
    form = use_form("aid.tour_form", {
        "starts_on": str(tour.starts_on) if tour else None,
        "ends_on": str(tour.ends_on) if tour else None,
        "people": tour.people if tour else request.people, "note": tour.note if tour else "",
    })  # fmt: skip
    return _form([
        form.day("starts_on", t("county_dispatch.starts_on"), needed=True),
        form.day("ends_on", t("county_dispatch.ends_on"), needed=True),
        form.number("people", t("county_dispatch.people"), least=1,
                    unit=t("county_dispatch.unit_people")),
        form.text("note", t("county_dispatch.note")),
        no_names(),
        *form.ending(
            t("county_dispatch.edit_save"),
            lambda sure: EditTour(
                request.id, tour.id if tour else None, as_day(form["starts_on"]),
                as_day(form["ends_on"]), form["people"], form["note"] or "", sure,
            ),
            t("county_dispatch.tour_said"), close, cancel=close,
        ),
    ])  # fmt: skip


@component
def AssignFields(tour: Tour, offers: tuple[AidOffer, ...], close: Callable[[], None]) -> ft.Control:
    """So many of an accepted offer; numbers are given, or typed where a worker comes again."""
    only = offers[0].id.hex() if len(offers) == 1 else None
    form = use_form("aid.assign_form", {
        "offer": only, "count": 1, "workers": "", "section": None, "role": "member",
        "leads": False, "car": False, "lodging": None,
        "arrives_on": str(tour.starts_on), "leaves_on": str(tour.ends_on),
    })  # fmt: skip

    def command(_sure: bool) -> Assign:
        chosen = bytes.fromhex(form["offer"]) if form["offer"] else bytes(16)
        return Assign(tour.id, EntityId(chosen), post_form(form), numbers_of(form))

    names = [
        (one.id.hex(), t("county_dispatch.offer_choice", council=one.name, count=one.people))
        for one in offers
    ]
    return _form([
        form.choice("offer", t("county_dispatch.of_offer"), names, needed=True),
        form.number("count", t("county_dispatch.people"), least=1, most=50,
                    unit=t("county_dispatch.unit_people")),
        form.text("workers", t("county_dispatch.numbers"), hint=t("county_dispatch.numbers_hint")),
        *post_fields(form),
        *form.ending(
            t("county_dispatch.assign_save"), command, t("county_dispatch.assigned_said"), close,
            cancel=close,
        ),
    ])  # fmt: skip


def numbers_of(form: Form) -> tuple[str, ...]:
    """The numbers that were typed, and empty ones for the rest of the count."""
    typed = (form["workers"] or "").replace("、", " ").replace(",", " ").split()
    return (*typed, *[""] * max(0, (form["count"] or 0) - len(typed)))


def post_form(form: Form) -> PostForm:
    return PostForm(
        form["section"] or "", form["role"] or "", bool(form["leads"]), form["lodging"] or "",
        bool(form["car"]), as_day(form["arrives_on"]), as_day(form["leaves_on"]),
    )  # fmt: skip


def post_fields(form: Form) -> list[ft.Control]:
    """Where somebody works, from when until when, and what comes along."""
    roles = [one for one in code_options("staff_role") if one[0] != "chief"]
    tag = form.tag
    return [
        form.choice("section", t("county_dispatch.section"), code_options("section"), needed=True),
        form.choice("role", t("county_dispatch.role"), roles),
        form.day("arrives_on", t("county_dispatch.arrives_on"), needed=True),
        form.day("leaves_on", t("county_dispatch.leaves_on"), needed=True),
        form.choice("lodging", t("county_dispatch.lodging"), code_options("lodging")),
        big_toggle(f"{tag}.leads", t("county_dispatch.leads"), bool(form["leads"]),
                   lambda: form.put("leads")(not form["leads"]), status="ready"),
        big_toggle(f"{tag}.car", t("county_dispatch.car"), bool(form["car"]),
                   lambda: form.put("car")(not form["car"]), status="ready"),
    ]  # fmt: skip


def _form(content: list[ft.Control]) -> ft.Control:
    return ft.Column(
        content, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
