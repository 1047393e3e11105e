"""What stands above everything: why something was refused, and how many of a group shall join."""

import flet as ft

from app.store.queries.waiting import Person
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.fields import number_stepper
from app.ui.components.refusals import refusal_card
from app.ui.components.texts import heading, text
from app.ui.i18n import t
from app.ui.links import link
from app.ui.scale import GAP
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.words import refusal

# Stops that the reception settles: the next step is over there.
AT_RECEPTION = frozenset({
    "uninsured", "insurance_applying", "insurance_not_yet", "insurance_expired",
    "insurance_wrong_plan", "group_uninsured", "minor_without_guardian", "minor_without_consent",
})  # fmt: skip
# Fields of the forms in the middle, by panel.
FIELDS = {
    "centre": ("note",),
    "community": ("contact_name", "contact_phone", "note"),
    "details": ("planned_return_at",),
}


def trouble(state: DeskState, desk: MatchingDesk) -> list[ft.Control]:
    """Nothing, a refusal with its way on, or the question about a group."""
    parts: list[ft.Control] = []
    if state.refused is not None and not _stands_beside_its_field(state):
        code = state.refused.code
        parts.append(
            refusal_card("matching.refused", refusal(state.refused), on_override=desk.override)
        )
        hints = []
        if code in AT_RECEPTION:
            hints.append(text(t("matching.at_reception")))
        elif code == "crisis_keeps_people":
            hints.append(text(t("matching.crisis_hint")))
        acts: list[ft.Control] = []
        if code in AT_RECEPTION and (person := desk.refused_person()) is not None:
            acts += _page_of(person)
        acts.append(quiet_button("matching.dismiss", t("frame.close"), desk.dismiss))
        parts += [*hints, ft.Row(acts, wrap=True, spacing=GAP)]
    if state.asking is not None:
        parts.append(keyed(state.asking.id, GroupQuestion, state.asking, desk.places_left(), desk))
    return parts


def _page_of(person: Person) -> list[ft.Control]:
    """Where the reception settles it: the person's or the group's own page."""
    if person.group is not None:
        route = f"/reception/groups/{person.group.hex()}"
    else:
        route = f"/reception/{(person.volunteer or person.id).hex()}"
    return link("matching.open_person", t("matching.open_person", name=person.name), route)


def _stands_beside_its_field(state: DeskState) -> bool:
    """A form that is open says it where it was typed."""
    field = None if state.refused is None else state.refused.field
    return field in FIELDS.get(state.panel, ())


@component
def GroupQuestion(person: Person, left: int | None, desk: MatchingDesk) -> ft.Control:
    """A group that is larger than the places left: some of them, or all?"""
    count, set_count = ft.use_state(left or 1)
    acts: list[ft.Control] = []
    if left:
        acts.append(
            big_button(
                "matching.part_fits", t("matching.part_fits", heads=left),
                lambda: desk.take(person, left),
            )
        )  # fmt: skip
    acts.append(
        button(
            "matching.part_all", t("matching.part_all", heads=person.free),
            lambda: desk.take(person, person.free),
        )
    )  # fmt: skip
    return card(
        heading(t("matching.how_many", name=person.name, heads=person.free)),
        ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP),
        ft.Row(
            [
                number_stepper(
                    "matching.part", t("matching.part_other"), count,
                    lambda value: set_count(value or 1), least=1, most=person.free,
                ),
                button(
                    "matching.part_go", t("matching.part_go"),
                    lambda: desk.take(person, count or 1),
                ),
                quiet_button(
                    "matching.part_stop", t("frame.stop"), lambda: desk.change(asking=None)
                ),
            ],
            wrap=True, spacing=GAP, run_spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.END,
        ),
        status="decide",
    )  # fmt: skip
