"""The form of one member of staff, new or known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import flet as ft

from app.services.command import Refused
from app.services.staff import AddStaff, EditStaff, StaffCard
from app.store.queries.staff import StaffRow
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips, multi_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import text_field
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import soft_text
from app.ui.i18n import t
from app.ui.screens.settings.acts import Submit

FIELDS = ("name", "kana", "role", "sections", "home_council", "phone", "ends_on", "pin")


def card_of(row: StaffRow) -> StaffCard:
    """What the form shows of somebody who is on record."""
    ends_on = date.fromisoformat(row.ends_on) if row.ends_on else None
    return StaffCard(
        row.name, row.role, row.kana, row.sections, row.all_sections, row.home_council, row.phone,
        ends_on,
    )  # fmt: skip


@component
def StaffForm(
    row: StaffRow | None, first: bool, close: Callable[[], None], do: Submit
) -> ft.Control:
    """`first`: the centre's first member, who is a chief and begins to act as that at once."""
    start = card_of(row) if row else StaffCard("", "chief" if first else "member")
    form, set_form = ft.use_state(start)
    pin, set_pin = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def put(name: str) -> Callable[[object], None]:
        return lambda value: set_form(lambda now: replace(now, **{name: value}))

    async def save() -> None:
        name = form.name.strip()
        if row is None:
            answer = await do(AddStaff(form, pin), t("staff.added", name=name))
        else:
            answer = await do(EditStaff(row.id, form), t("staff.saved", name=name))
        set_refused(answer)
        if answer is None:
            close()

    def line(name: str, keyboard: ft.KeyboardType = ft.KeyboardType.TEXT) -> ft.Control:
        return text_field(
            f"staff.{name}", t(f"staff.{name}"), getattr(form, name), put(name),
            refusal=refused_at(refused, name), needed=name == "name", keyboard=keyboard,
            autofocus=row is None and name == "name",
        )  # fmt: skip

    acts = [
        big_button("staff.save", t("staff.save"), save, icon=ft.Icons.CHECK),
        quiet_button("staff.stop", t("frame.stop"), close),
    ]
    return card(
        line("name"),
        line("kana"),
        *([] if first else _place(form, put, refused)),
        line("home_council"),
        line("phone", ft.KeyboardType.PHONE),
        *([] if first else [_last_day(form, put, refused)]),
        *([_pin(pin, set_pin, refused), soft_text(t("staff.pin_hint"))] if row is None else []),
        *refused_elsewhere(refused, FIELDS),
        ft.Row(acts, wrap=True),
    )


def _place(
    form: StaffCard, put: Callable[[str], Callable[[object], None]], refused: Refused | None
) -> list[ft.Control]:
    """Role, sections, and which screens are seen. A chief sees all."""
    role = choice_chips(
        "staff.role", t("staff.role"), code_options("staff_role"), form.role,
        lambda code: put("role")(code or form.role), refusal=refused_at(refused, "role"),
    )  # fmt: skip
    sections = multi_chips(
        "staff.sections", t("staff.sections"), code_options("section"), form.sections,
        put("sections"), refusal=refused_at(refused, "sections"),
    )  # fmt: skip
    if form.role == "chief":
        return [role, sections]
    seen = choice_chips(
        "staff.everywhere", t("staff.everywhere"),
        (("all", t("staff.everywhere_all")), ("own", t("staff.everywhere_own"))),
        "all" if form.all_sections else "own",
        lambda code: put("all_sections")(code == "all" if code else form.all_sections),
    )  # fmt: skip
    return [role, sections, seen]


def _last_day(
    form: StaffCard, put: Callable[[str], Callable[[object], None]], refused: Refused | None
) -> ft.Control:
    return date_field(
        "staff.ends_on", t("staff.ends_on"), form.ends_on.isoformat() if form.ends_on else None,
        lambda day: put("ends_on")(date.fromisoformat(day) if day else None),
        refusal=refused_at(refused, "ends_on"),
    )  # fmt: skip


def _pin(pin: str, set_pin: Callable[[str], None], refused: Refused | None) -> ft.Control:
    return text_field(
        "staff.pin", t("staff.pin"), pin, set_pin, secret=True, keyboard=ft.KeyboardType.NUMBER,
        refusal=refused_at(refused, "pin"),
    )  # fmt: skip
