"""Unlocking and signing in, as pictures: they take functions and read nothing."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import big_button, choice_row, quiet_button
from app.ui.components.cards import card, loading_state
from app.ui.components.fields import text_field
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.desk import StaffChoice
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP

Unlock = Callable[[str], Awaitable[bool]]
SignIn = Callable[[StaffChoice, str], Awaitable[bool]]


@component
def UnlockScreen(unlock: Unlock) -> ft.Control:
    words, set_words = ft.use_state("")
    wrong, set_wrong = ft.use_state(False)
    busy, set_busy = ft.use_state(False)

    async def try_it() -> None:
        set_busy(True)
        try:
            opened = await unlock(words)
        finally:
            set_busy(False)
        set_wrong(not opened)

    return _middle(
        title(t("entrance.unlock_title")),
        text(t("entrance.unlock_hint")),
        text_field(
            "entrance.passphrase",
            t("entrance.passphrase"),
            words,
            set_words,
            secret=True,
            autofocus=True,
            on_submit=try_it,
            refusal=t("entrance.wrong_passphrase") if wrong else None,
        ),
        big_button(
            "entrance.unlock",
            t("entrance.opening") if busy else t("entrance.unlock"),
            try_it,
            icon=ft.Icons.LOCK_OPEN,
            disabled=busy,
        ),
    )


@component
def SignInScreen(staff: tuple[StaffChoice, ...] | None, sign_in: SignIn) -> ft.Control:
    nobody: StaffChoice | None = None
    chosen, set_chosen = ft.use_state(nobody)
    if staff is None:
        return loading_state()
    if chosen is not None:
        return PinScreen(chosen, sign_in, lambda: set_chosen(None))

    async def choose(who: StaffChoice) -> None:
        if who.needs_pin:
            set_chosen(who)
        else:
            await sign_in(who, "")

    rows = [
        choice_row(
            f"entrance.staff:{who.id.hex()}",
            who.name,
            lambda who=who: choose(who),  # type: ignore[misc]
            note=code_label("staff_role", who.role),
            icon=ft.Icons.PERSON,
        )
        for who in staff
    ]
    return _middle(title(t("entrance.who")), *rows)


@component
def PinScreen(who: StaffChoice, sign_in: SignIn, back: Callable[[], None]) -> ft.Control:
    pin, set_pin = ft.use_state("")
    wrong, set_wrong = ft.use_state(False)
    busy, set_busy = ft.use_state(False)

    async def try_it() -> None:
        set_busy(True)
        try:
            right = await sign_in(who, pin)
        finally:
            set_busy(False)
        if not right:
            set_wrong(True)
            set_pin("")

    return _middle(
        heading(who.name),
        text_field(
            "entrance.pin",
            t("entrance.pin"),
            pin,
            set_pin,
            secret=True,
            autofocus=True,
            keyboard=ft.KeyboardType.NUMBER,
            on_submit=try_it,
            refusal=t("entrance.wrong_pin") if wrong else None,
        ),
        soft_text(t("entrance.pin_hint")),
        big_button("entrance.sign_in", t("entrance.sign_in"), try_it, disabled=busy),
        quiet_button("entrance.back", t("entrance.other_person"), back, icon=ft.Icons.ARROW_BACK),
    )


def _middle(*content: ft.Control) -> ft.Control:
    column = ft.Column(
        [ft.Container(card(*content, padding=28, spacing=GAP + 4), width=560)],
        alignment=ft.MainAxisAlignment.CENTER,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        scroll=ft.ScrollMode.AUTO,
    )
    return ft.Container(
        column, bgcolor=palette().background, alignment=ft.Alignment.CENTER, expand=True
    )
