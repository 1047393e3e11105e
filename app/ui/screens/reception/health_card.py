"""Health: asked here, sealed at once, shown only to those whose work needs it."""

from collections.abc import Awaitable, Callable, Mapping

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.command import Refused
from app.store.queries.people import PersonPage
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.reception.form_fields import HEALTH, form_field
from sync.core.operations import Value

Record = Callable[[Mapping[str, Value]], Awaitable[Refused | None]]


@component
def HealthCard(page: PersonPage, record: Record) -> ft.Control:
    asking, set_asking = ft.use_state(False)
    no_answers: Mapping[str, Value] = {}
    answers, set_answers = ft.use_state(no_answers)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    recorded: Mapping[str, Value] = dict(page.health or ())

    def close() -> None:
        set_asking(False)
        set_answers({})

    async def go() -> None:
        answer = await record(answers)
        set_refused(answer)
        if answer is None:
            close()

    body: list[ft.Control] = [heading(t("reception.card.health")), *_known(page)]
    if not asking:
        body.append(
            ft.Row(
                [
                    button(
                        "person.health", t("reception.health_ask"), lambda: set_asking(True),
                        icon=ft.Icons.MEDICAL_INFORMATION,
                    )
                ]
            )
        )  # fmt: skip
        return card(*body)

    def change(new: Mapping[str, Value]) -> None:
        # A blank that a person typed is an answer: it takes back what stood there.
        set_answers({**answers, **{k: "" if v is None else v for k, v in new.items()}})

    body.append(soft_text(t("reception.health_note")))
    body += [
        form_field("person", one, {**recorded, **answers}, change, refused=refused)
        for one in HEALTH.fields
    ]
    if refused is not None and refused.field is None:
        body.append(text(refusal_text(refused), bold=True))
    body.append(
        ft.Row(
            [
                button("person.health_go", t("reception.health_save"), go, icon=ft.Icons.LOCK),
                quiet_button("person.health_stop", t("frame.stop"), close),
            ],
            wrap=True,
            spacing=GAP,
        )
    )
    return card(*body)


def _known(page: PersonPage) -> list[ft.Control]:
    """What was said, for whom it is meant; for others only that it was asked."""
    if page.health_asked_at is None:
        return [soft_text(t("reception.health_not_asked"))]
    at = page.health_asked_at
    asked = t("reception.health_asked", day=short_day_text(day_of(at)), at=time_text(at))
    if page.health is None:
        return [text(asked), soft_text(t("reception.health_sealed"))]
    words: list[ft.Control] = [text(asked)]
    for name, value in page.health:
        if value:
            said = code_label("health_state", value) if name == "condition" else value
            words.append(text(t("reception.health_line", what=t(_label(name)), said=said)))
    return words


def _label(name: str) -> str:
    return f"reception.field.{name}"
