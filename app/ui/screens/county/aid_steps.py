"""打診: which blocks have the request, what they answered, whom to ask next."""

from collections.abc import Callable
from functools import partial

import flet as ft

from app.services.county_steps import CloseStep, OpenStep
from app.store.queries.county_dispatch import AidStep, RequestPage
from app.ui.code_texts import code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button
from app.ui.components.cards import card
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, moment
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.aid_words import ruled, step_words
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag


@component
def StepsCard(page: RequestPage, works: bool, asks: bool) -> ft.Control:
    """`works`: this council works the request; `asks`: it may ask the next block."""
    runtime = current_runtime()
    nothing = ""
    opened, set_opened = ft.use_state(nothing)
    name = page.next_name or t("county_dispatch.whole_county")

    async def ask() -> None:
        said = t("county_dispatch.step_said", name=name)
        await send_or_say(runtime, OpenStep(page.request.id), said)

    content: list[ft.Control] = [heading(t("county_dispatch.steps"))]
    if not page.steps:
        content.append(soft_text(t("county_dispatch.not_asked")))
    for step in page.steps:
        may_close = step.closed_at is None and page.request.is_open and works
        content.append(_step(step))
        if may_close and opened == step.id.hex():
            content.append(keyed(step.id, CloseFields, step, lambda: set_opened("")))
        elif may_close:
            content.append(
                button(row_tag("aid.close_step", step.id), t("county_dispatch.close_step"),
                       partial(set_opened, step.id.hex()), icon=ft.Icons.DONE_ALL)
            )  # fmt: skip
    if page.request.is_open and page.missing and not page.all_asked:
        content.append(text(t("county_dispatch.next", name=name)))
        if asks:
            content.append(
                acts(big_button("aid.step", t("county_dispatch.ask_next", name=name), ask,
                                icon=ft.Icons.FORWARD_TO_INBOX))
            )  # fmt: skip
    return card(*content)


def _step(step: AidStep) -> ft.Control:
    who = t("county_dispatch.step_by", council=step.lead_name, time=moment(step.opened_at))
    lines: list[ft.Control] = [
        text(t("county_dispatch.step_number", number=step.position, words=step_words(step)),
             bold=True),
        soft_text(f"{who}　{t('county_dispatch.step_people', count=step.people)}"),
    ]  # fmt: skip
    if step.note:
        lines.append(soft_text(step.note))
    return ruled(
        ft.Column(lines, spacing=0, tight=True),
    )


@component
def CloseFields(step: AidStep, close: Callable[[], None]) -> ft.Control:
    form = use_form("aid.step_form", {"result": None, "note": ""})
    return ft.Column(
        [
            form.choice("result", t("county_dispatch.result"), code_options("step_result"),
                        needed=True),
            form.text("note", t("county_dispatch.note")),
            *form.ending(
                t("county_dispatch.close_step_save"),
                lambda sure: CloseStep(step.id, form["result"] or "", form["note"] or "", sure),
                t("county_dispatch.step_closed_said"), close, cancel=close,
            ),
        ],
        spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
