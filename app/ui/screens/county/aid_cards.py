"""派遣職員証: the council that sends writes who its numbers are, and prints their cards.

The names are kept in its own centre and stand on the cards; nothing of them goes into the county.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.services.command import Refused
from app.services.relief_stay import CardPerson
from app.store.queries.county_roster import Assignment
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import big_toggle
from app.ui.components.county_layout import acts
from app.ui.components.fields import refusal_line, text_field
from app.ui.components.texts import soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.aid_words import aid_head, period


@dataclass(frozen=True)
class CardsView:
    """`known` are the names that this centre has; `centre`: it has one."""

    stays: tuple[Assignment, ...]
    known: tuple[tuple[str, str, str], ...]
    centre: bool


Make = Callable[[tuple[Assignment, ...], tuple[CardPerson, ...]], Awaitable[Refused | None]]


@component
def AidCards(view: CardsView, make: Make) -> ft.Control:
    start = {worker: (name, kana) for worker, name, kana in view.known}
    names, set_names = ft.use_state(start)
    nobody: frozenset[str] = frozenset()
    left_out, set_left_out = ft.use_state(nobody)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    head = [aid_head("cards"), text(t("county_dispatch.cards_hint"))]
    if not view.centre:
        return stack([*head, text(t("county_dispatch.no_centre"), bold=True)])
    if not view.stays:
        empty = t("county_dispatch.no_cards"), t("county_dispatch.no_cards_hint")
        return stack([*head, empty_state(*empty, icon=ft.Icons.BADGE_OUTLINED)])

    def put(worker: str, place: int) -> Callable[[str], None]:
        def typed(words: str) -> None:
            def change(now: dict[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
                name, kana = now.get(worker, ("", ""))
                return {**now, worker: (words, kana) if place == 0 else (name, words)}

            set_names(change)

        return typed

    async def print_them() -> None:
        chosen = tuple(one for one in view.stays if one.worker not in left_out)
        people = {
            one.worker: CardPerson(one.worker, *names.get(one.worker, ("", ""))) for one in chosen
        }
        set_refused(await make(chosen, tuple(people.values())))

    lines = [
        keyed(one.id, CardLine, one, names.get(one.worker, ("", "")), one.worker in left_out,
              put(one.worker, 0), put(one.worker, 1),
              lambda worker=one.worker: set_left_out(left_out ^ {worker}),  # type: ignore[misc]
              refusal_text(refused) if refused and refused.field == one.worker else None)
        for one in view.stays
    ]  # fmt: skip
    foot: list[ft.Control] = []
    if refused is not None and refused.field not in {one.worker for one in view.stays}:
        foot.append(refusal_line(refusal_text(refused)))
    foot.append(
        acts(big_button("aid.print_cards", t("county_dispatch.print_cards"), print_them,
                        icon=ft.Icons.PRINT))
    )  # fmt: skip
    return stack([*head, *lines, *foot], scroll=True)


@component
def CardLine(
    one: Assignment, names: tuple[str, str], left_out: bool, on_name: Callable[[str], None],
    on_kana: Callable[[str], None], leave_out: Callable[[], None], refusal: str | None,
) -> ft.Control:  # fmt: skip
    tag = f"aid.card.{one.worker}"
    facts = f"{one.host_name}　{code_label('section', one.section)}　" + period(
        one.arrives_on, one.leaves_on
    )
    wide = current_runtime().window.value.wide
    share = 3 if wide else None
    toggle = big_toggle(f"{tag}.out", t("county_dispatch.print_this"), not left_out, leave_out)
    parts = [
        text_field(f"{tag}.name", t("county_dispatch.worker_name"), names[0], on_name,
                   refusal=refusal, expand=share),
        text_field(f"{tag}.kana", t("county_dispatch.worker_kana"), names[1], on_kana,
                   expand=share),
        ft.Container(toggle, expand=2 if wide else None),
    ]  # fmt: skip
    fields: ft.Control = ft.Column(parts, spacing=GAP, tight=True)
    if wide:
        fields = ft.Row(parts, spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.END)
    return card(
        ft.Row([text(one.worker, bold=True), soft_text(facts)], wrap=True), fields, spacing=6
    )
