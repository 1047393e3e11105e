"""応援を申し出る: how many, from when until when, with what. Begins with what the request asks."""

from collections.abc import Callable

import flet as ft

from app.services.county_offers import EditOffer, OfferForm, OfferStaff
from app.store.queries.county_dispatch import AidOffer, AidRequest
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.i18n import t
from app.ui.scale import GAP
from app.ui.screens.county.aid_form import as_day


@component
def OfferFields(
    request: AidRequest, offer: AidOffer | None, close: Callable[[], None]
) -> ft.Control:
    before = offer or request
    form = use_form("aid.offer_form", {
        "people": offer.people if offer else None, "starts_on": str(before.starts_on),
        "ends_on": str(before.ends_on), "skills": offer.skills if offer else (),
        "vehicles": offer.vehicles if offer else None, "note": offer.note if offer else "",
    })  # fmt: skip

    def command(sure: bool) -> OfferStaff | EditOffer:
        filled = OfferForm(
            form["people"], as_day(form["starts_on"]), as_day(form["ends_on"]),
            tuple(form["skills"] or ()), form["vehicles"], form["note"] or "",
        )  # fmt: skip
        return EditOffer(offer.id, filled, sure) if offer else OfferStaff(
            request.id, filled, sure=sure
        )  # fmt: skip

    return ft.Column(
        [
            ft.Row(
                [
                    form.number("people", t("county_dispatch.people"), least=1,
                                unit=t("county_dispatch.unit_people")),
                    form.number("vehicles", t("county_dispatch.vehicles"),
                                unit=t("county_dispatch.unit_cars")),
                ],
                wrap=True, spacing=24, run_spacing=12,
            ),
            form.day("starts_on", t("county_dispatch.starts_on"), needed=True),
            form.day("ends_on", t("county_dispatch.ends_on"), needed=True),
            form.several("skills", t("county_dispatch.skills_brought"),
                         code_options("relief_skill")),
            form.text("note", t("county_dispatch.note")),
            no_names(),
            *form.ending(
                t("county_dispatch.edit_save") if offer else t("county_dispatch.offer_save"),
                command, t("county_dispatch.offered_said"), close, cancel=close,
            ),
        ],
        spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
