"""One request: what it asks and lacks, whom it is with, who offered, which courses, who is in them.

Everybody reads all of it; what may be pressed is what this council may do.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Command
from app.services.county_dispatch import CloseRequest, WithdrawRequest
from app.services.county_offers import DecideOffer, WithdrawOffer
from app.store.queries.county_dispatch import AidOffer, RequestPage
from app.store.queries.county_roster import Assignment
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, side_by_side, stack
from app.ui.components.county_layout import acts, moment
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.county.aid_offer_form import OfferFields
from app.ui.screens.county.aid_steps import StepsCard
from app.ui.screens.county.aid_tours import ToursCard
from app.ui.screens.county.aid_words import (
    OFFER_TONES,
    codes_words,
    missing_words,
    period,
    request_chips,
    ruled,
)
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@dataclass(frozen=True)
class RequestView:
    page: RequestPage
    stays: tuple[Assignment, ...]
    own: bytes
    hub: bool

    @property
    def mine(self) -> bool:
        """Whether this council may change the request."""
        return self.hub or self.page.request.council == self.own

    @property
    def works(self) -> bool:
        """Whether it works the request: the hub, or the lead of a block that has it."""
        return self.hub or any(step.lead == self.own for step in self.page.steps)

    @property
    def asks(self) -> bool:
        """Whether it may ask the next block: who works it, or leads that block."""
        return self.works or self.page.next_lead == self.own

    @property
    def plans(self) -> bool:
        return self.mine or self.works or any(
            one.own_judgement and one.council == self.own for one in self.page.offers
        )  # fmt: skip


@dataclass(frozen=True)
class RequestActions:
    send: Callable[[Command, str], Callable[[], Awaitable[None]]]
    """What a button does: the command, and what is said when it is safe."""
    edit: Callable[[], None]
    back: Callable[[], None]
    stay: Callable[[EntityId], None]


@component
def AidRequestScreen(view: RequestView, actions: RequestActions) -> ft.Control:
    nothing = ""
    opened, set_opened = ft.use_state(nothing)
    request = view.page.request

    def toggle(key: str) -> None:
        set_opened("" if key == opened else key)

    head = ft.Row(
        [code_text(request.number), heading(request.name), *request_chips(request),
         quiet_button("aid.back", t("county_dispatch.back"), actions.back,
                      icon=ft.Icons.ARROW_BACK)],
        wrap=True, spacing=GAP, run_spacing=4,
    )  # fmt: skip
    left: list[ft.Control] = [_facts(view, actions), _offers(view, opened, toggle, actions)]
    right: list[ft.Control] = [
        keyed("steps", StepsCard, view.page, view.works, view.asks),
        keyed("tours", ToursCard, view.page, view.stays, view.plans, view.own, view.hub,
              actions.stay),
    ]  # fmt: skip
    if not current_runtime().window.value.wide:
        return stack([head, *left, *right], scroll=True)
    return side_by_side(head, left, right)


def _facts(view: RequestView, actions: RequestActions) -> ft.Control:
    request, colours = view.page.request, palette()
    missing = missing_words(view.page.missing)
    lines: list[ft.Control] = []
    if request.is_open:
        ink = colours.late.ink if missing else colours.done.ink
        lines.append(
            text(missing or t("county_dispatch.nothing_missing"), bold=True, colour=ink,
                 size=scale().large)
        )  # fmt: skip
    heads = t("county_dispatch.heads_each", count=request.people)
    lines += [
        text(f"{period(request.starts_on, request.ends_on)}　{heads}", bold=True),
        text(request.reason),
        text(codes_words("section", request.duties)),
    ]
    facts = (
        (t("county_dispatch.skills"), codes_words("relief_skill", request.skills)),
        (t("county_dispatch.vehicles"), _cars(request.vehicles)),
        (t("county_dispatch.lodging"), "　".join(
            one for one in (code_label("lodging", request.lodging or None), request.lodging_note)
            if one)),
        (t("county_dispatch.meeting_place"), request.meeting_place),
        (t("county_dispatch.note"), request.note),
    )  # fmt: skip
    lines += [
        soft_text(t("county_dispatch.fact", name=name, words=words))
        for name, words in facts if words
    ]  # fmt: skip
    lines.append(soft_text(t("county_dispatch.asked_at", time=moment(request.at))))
    if request.by:
        lines.append(soft_text(t("county_dispatch.written_by", council=request.by)))
    pressed: list[ft.Control] = []
    if view.mine and request.is_open:
        pressed.append(
            button("aid.edit", t("county_dispatch.edit"), actions.edit, icon=ft.Icons.EDIT)
        )
        if request.state == "sent":
            end: Command = WithdrawRequest(request.id)
            said = t("county_dispatch.withdrawn_said")
            words = t("county_dispatch.withdraw")
        else:
            end, said = CloseRequest(request.id), t("county_dispatch.closed_said")
            words = t("county_dispatch.close")
        pressed.append(quiet_button("aid.end", words, actions.send(end, said)))
    return card(*lines, *([acts(*pressed)] if pressed else []), spacing=6)


def _cars(count: int) -> str:
    return t("county_dispatch.cars", count=count) if count else ""


def _offers(
    view: RequestView, opened: str, toggle: Callable[[str], None], actions: RequestActions
) -> ft.Control:
    page = view.page
    content: list[ft.Control] = [heading(t("county_dispatch.offers"))]
    if not page.offers:
        content.append(soft_text(t("county_dispatch.no_offers")))
    content += [_offer(view, one, opened, toggle, actions) for one in page.offers]
    if page.request.is_open and any(one.state == "offered" for one in page.offers):
        then = missing_words(page.missing_then) or t("county_dispatch.nothing_missing")
        content.append(soft_text(t("county_dispatch.then", words=then)))
    may_offer = page.request.is_open and page.request.council != view.own and not view.hub
    if may_offer and opened == "offer":
        content.append(
            keyed("offer", OfferFields, page.request, None, lambda: toggle("offer"))
        )  # fmt: skip
    elif may_offer:
        content.append(
            big_button("aid.offer", t("county_dispatch.offer"), lambda: toggle("offer"),
                       icon=ft.Icons.VOLUNTEER_ACTIVISM)
        )  # fmt: skip
    return card(*content)


def _offer(
    view: RequestView, one: AidOffer, opened: str, toggle: Callable[[str], None],
    actions: RequestActions,
) -> ft.Control:  # fmt: skip
    key = one.id.hex()
    facts = [
        t("county_dispatch.heads", count=one.people), period(one.starts_on, one.ends_on),
        codes_words("relief_skill", one.skills), _cars(one.vehicles),
    ]  # fmt: skip
    chips = [status_chip(OFFER_TONES.get(one.state, "stopped"),
                         code_label("offer_state", one.state))]  # fmt: skip
    if one.own_judgement:
        chips.append(status_chip("decide", t("county_dispatch.own_judgement")))
    lines: list[ft.Control] = [
        ft.Row([text(one.name, bold=True), *chips], wrap=True, spacing=GAP, run_spacing=4),
        text("　".join(fact for fact in facts if fact)),
        *([soft_text(one.note)] if one.note else []),
    ]
    if one.assigned:
        lines.append(soft_text(t("county_dispatch.assigned_of_offer", count=one.assigned)))
    if opened == key:
        lines.append(keyed(key, OfferFields, view.page.request, one, lambda: toggle(key)))
    else:
        pressed = _offer_acts(view, one, toggle, actions)
        lines += [acts(*pressed)] if pressed else []
    return ruled(
        ft.Column(lines, spacing=4, tight=True),
    )


def _offer_acts(
    view: RequestView, one: AidOffer, toggle: Callable[[str], None], actions: RequestActions
) -> list[ft.Control]:
    if not view.page.request.is_open:
        return []
    decides, home = view.mine or view.works, view.hub or one.council == view.own
    pressed: list[ft.Control] = []
    if decides and one.state in ("offered", "declined"):
        said = t("county_dispatch.accepted_said", council=one.name)
        pressed.append(
            button(row_tag("aid.accept", one.id), t("county_dispatch.accept"),
                   actions.send(DecideOffer(one.id, True), said), icon=ft.Icons.CHECK)
        )  # fmt: skip
    if decides and one.state in ("offered", "accepted") and not one.assigned:
        said = t("county_dispatch.declined_said", council=one.name)
        pressed.append(
            quiet_button(row_tag("aid.decline", one.id), t("county_dispatch.decline"),
                         actions.send(DecideOffer(one.id, False), said))
        )  # fmt: skip
    if home and one.state in ("offered", "accepted"):
        pressed.append(
            quiet_button(row_tag("aid.edit_offer", one.id), t("county_dispatch.edit"),
                         lambda: toggle(one.id.hex()))
        )  # fmt: skip
    if home and one.state in ("offered", "accepted") and not one.assigned:
        pressed.append(
            quiet_button(row_tag("aid.withdraw_offer", one.id), t("county_dispatch.withdraw"),
                         actions.send(WithdrawOffer(one.id), t("county_dispatch.withdrawn_said")))
        )  # fmt: skip
    return pressed
