"""Before anything is chosen: what to do here, work at the centre, many people for a 区長."""

import flet as ft

from app.ui.component import component
from app.ui.components.buttons import Handler, big_button, button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.choices import choice_chips
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.matching.desk import DeskState, MatchingDesk
from app.ui.screens.matching.state import BoardView, PeopleView, first_in_line
from sync.core.ids import EntityId

# What surplus people do at the centre; the field can be typed over.
CENTRE_WORK = ("wash_tools", "reception", "parking", "drinks", "tidy")
COMMUNITY_HEADS = 40
COMMUNITY_MAX = 300


def start_of_a_team(
    state: DeskState, board: BoardView, view: PeopleView, desk: MatchingDesk
) -> list[ft.Control]:
    if state.panel == "centre":
        return [CentreForm(desk)]
    if state.panel == "community":
        return [CommunityForm(board, view, desk)]
    return [
        empty_state(
            t("matching.start"),
            t("matching.start_hint"),
            ft.Row(
                [
                    button("matching.open_centre", t("matching.centre_work"),
                           lambda: desk.open_panel("centre"), icon=ft.Icons.HOME_WORK),
                    button("matching.open_community", t("matching.community"),
                           lambda: desk.open_panel("community"), icon=ft.Icons.HOLIDAY_VILLAGE),
                ],
                wrap=True, spacing=GAP, run_spacing=GAP,
                alignment=ft.MainAxisAlignment.CENTER,
            ),
            icon=ft.Icons.GROUP_ADD,
        )
    ]  # fmt: skip


@component
def CentreForm(desk: MatchingDesk) -> ft.Control:
    """Surplus people help at the centre before anybody is sent home."""
    note, set_note = ft.use_state("")
    nobody_said: int | None = None
    people, set_people = ft.use_state(nobody_said)
    refused = desk.state.refused
    options = tuple((key, t(f"matching.centre.{key}")) for key in CENTRE_WORK)
    known = next((key for key, words in options if words == note), None)

    async def go() -> None:
        await desk.form_centre(note, people)

    return card(
        heading(t("matching.centre_work")),
        soft_text(t("matching.centre_hint")),
        choice_chips(
            "matching.centre", t("matching.centre_what"), options, known,
            lambda key: set_note(t(f"matching.centre.{key}") if key else ""),
        ),
        text_field(
            "matching.centre_note", t("matching.centre_other"), note, set_note,
            refusal=refusal_text(refused)
            if refused is not None and refused.field == "note" else None,
            on_submit=go,
        ),
        number_stepper("matching.centre_people", t("matching.people_wanted"), people, set_people,
                       least=1, most=99),
        _go_row("matching.centre_go", t("matching.form_centre"), go, desk),
    )  # fmt: skip


@component
def CommunityForm(board: BoardView, view: PeopleView, desk: MatchingDesk) -> ft.Control:
    """When one by one no longer works: 30 to 50 people to a neighbourhood head."""
    name, set_name = ft.use_state("")
    phone, set_phone = ft.use_state("")
    note, set_note = ft.use_state("")
    usual: int | None = COMMUNITY_HEADS
    heads, set_heads = ft.use_state(usual)
    need, set_need = ft.use_state("")
    refused = desk.state.refused
    found = sum(taken for _, taken in first_in_line(view.people, heads or 0))

    def at(field: str) -> str | None:
        return refusal_text(refused) if refused is not None and refused.field == field else None

    async def go() -> None:
        chosen = EntityId(bytes.fromhex(need)) if need else None
        await desk.form_community(name, phone, note, heads or 0, need=chosen)

    options = tuple((job.row.id.hex(), job.row.number) for job in board.jobs[:4] if not job.stops)
    return card(
        heading(t("matching.community")),
        soft_text(t("matching.community_hint")),
        text_field("matching.contact_name", t("matching.contact_name"), name, set_name,
                   refusal=at("contact_name"), needed=True),
        text_field("matching.contact_phone", t("matching.contact_phone"), phone, set_phone,
                   refusal=at("contact_phone"), needed=True, keyboard=ft.KeyboardType.PHONE),
        text_field("matching.community_note", t("matching.community_what"), note, set_note,
                   refusal=at("note"), hint=t("matching.community_note_hint")),
        choice_chips("matching.community_need", t("matching.community_need"), options, need,
                     lambda key: set_need(key or "")),
        number_stepper("matching.community_heads", t("matching.how_many_heads"), heads, set_heads,
                       least=1, most=COMMUNITY_MAX, unit=t("matching.unit_people")),
        soft_text(t("matching.first_in_line", heads=found)),
        _go_row("matching.community_go", t("matching.form_community", heads=found), go, desk),
    )  # fmt: skip


def _go_row(tag: str, label: str, go: Handler, desk: MatchingDesk) -> ft.Control:
    return ft.Row(
        [
            big_button(tag, label, go),
            quiet_button("matching.panel_close", t("frame.stop"), lambda: desk.open_panel("")),
        ],
        wrap=True, spacing=GAP, run_spacing=GAP,
    )  # fmt: skip
