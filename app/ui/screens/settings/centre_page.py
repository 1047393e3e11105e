"""センター: what is printed on papers and told to other councils."""

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from app.domain.calendar_jp import Unreadable, parse_minutes
from app.services.centre import EditCentre
from app.services.command import Refused
from app.store.queries.settings import ProfileRow, profile_row
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button
from app.ui.components.cards import card, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import time_field
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.i18n import t
from app.ui.screens.settings.acts import Submit, submit
from app.ui.screens.settings.menu import page_head
from app.ui.use_query import use_query
from sync.core.operations import Value

TEXTS = ("name", "council", "phone", "address", "disaster", "issuer")
FIELDS = (*TEXTS, "status", "scope", "opens", "closes")


@component
def CentreRoute() -> ft.Control:
    state = use_query(profile_row, ("centre_profile",))
    return shown(state, lambda row: CentreScreen(row, submit))


@component
def CentreScreen(row: ProfileRow, do: Submit) -> ft.Control:
    untouched: dict[str, str] = {}
    typed, set_typed = ft.use_state(untouched)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    form = replace(row, **typed)  # type: ignore[arg-type]  # FIELDS are texts
    changed = {name: getattr(form, name) for name in FIELDS
               if getattr(form, name) != getattr(row, name)}  # fmt: skip

    def put(name: str) -> Callable[[str | None], None]:
        return lambda value: set_typed(lambda now: {**now, name: value or ""})

    async def save() -> None:
        values: dict[str, Value] = {name: value or None for name, value in changed.items()}
        answer = await do(EditCentre(values), t("settings.saved"))
        set_refused(answer)
        if answer is None:
            set_typed({})

    def line(name: str, keyboard: ft.KeyboardType = ft.KeyboardType.TEXT) -> ft.Control:
        return text_field(
            f"settings.centre.{name}", t(f"settings.profile.{name}"), getattr(form, name),
            put(name), refusal=refused_at(refused, name), needed=name == "name", keyboard=keyboard,
        )  # fmt: skip

    def chips(name: str, codes: str) -> ft.Control:
        return choice_chips(
            f"settings.centre.{name}", t(f"settings.profile.{name}"), code_options(codes),
            getattr(form, name) or None, put(name), refusal=refused_at(refused, name),
        )  # fmt: skip

    def time(name: str) -> ft.Control:
        return ft.Container(
            time_field(
                f"settings.centre.{name}", t(f"settings.profile.{name}"),
                _minutes(getattr(form, name)),
                lambda minutes: put(name)(None if minutes is None else _clock(minutes)),
                refusal=refused_at(refused, name),
            ),
            expand=True,
        )  # fmt: skip

    return stack(
        [
            page_head("centre"),
            card(
                line("name"), line("phone", ft.KeyboardType.PHONE), line("address"),
                ft.Row([time("opens"), time("closes")],
                       vertical_alignment=ft.CrossAxisAlignment.START),
                line("council"), line("disaster"), line("issuer"),
            ),
            card(chips("status", "centre_status"), chips("scope", "recruiting_scope")),
            *refused_elsewhere(refused, FIELDS),
            big_button("settings.centre.save", t("settings.save"), save, icon=ft.Icons.CHECK,
                       disabled=not changed),
        ],
        scroll=True,
    )  # fmt: skip


def _minutes(text: str) -> int | None:
    try:
        return parse_minutes(text) if text else None
    except Unreadable:
        return None


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
