"""控え: everything in one sealed file, under a passphrase of its own, typed twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import flet as ft

from app.services.command import Refused
from app.services.sync_view import PASSPHRASE_LETTERS_MIN, Stick
from app.ui.component import component
from app.ui.components.buttons import big_button, choice_row
from app.ui.components.cards import card, stack
from app.ui.components.fields import labelled, refusal_line, text_field
from app.ui.components.progress import progress_card
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.screens.sync.acting import Step, page_head
from app.ui.screens.sync.usb import scaled, size_text

IN_A_FIELD = frozenset({"passphrase", "again"})


@dataclass(frozen=True)
class Making:
    step: Step


@dataclass(frozen=True)
class Made:
    """`where` is empty where the browser got it."""

    bytes: int
    where: str


BackupStage = Making | Made | None


@dataclass(frozen=True)
class BackupActions:
    """Into a folder, or by the browser (None)."""

    make: Callable[[Path | None, str], Awaitable[Refused | None]]


@component
def BackupScreen(
    sticks: tuple[Stick, ...], stage: BackupStage, actions: BackupActions
) -> ft.Control:
    told: list[ft.Control] = []
    if isinstance(stage, Making):
        done, total, unit = scaled(stage.step)
        words = t("sync.backup.making", unit=t(f"sync.unit.{unit}"))
        told.append(progress_card("sync.backup.bar", words, done, total or None))
    elif isinstance(stage, Made):
        where = stage.where or t("sync.backup.downloads")
        told.append(
            card(
                status_chip("done", t("sync.backup.made"), loud=True),
                text(t("sync.backup.made_where", size=size_text(stage.bytes), where=where)),
                text(t("sync.backup.made_hint")),
                status="done",
            )
        )
    # Each has a place of its own that stays: what was typed is not lost by a refusal.
    form = ft.Container(BackupForm(sticks, actions), visible=not isinstance(stage, Making))
    return stack([page_head("backup"), stack(told), form], scroll=True)


@component
def BackupForm(sticks: tuple[Stick, ...], actions: BackupActions) -> ft.Control:
    passphrase, set_passphrase = ft.use_state("")
    again, set_again = ft.use_state("")
    where, set_where = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    chosen = next((one for one in sticks if str(one.path) == where), None)

    async def make() -> None:
        if len(passphrase) < PASSPHRASE_LETTERS_MIN:
            least = {"least": PASSPHRASE_LETTERS_MIN}
            set_refused(Refused("passphrase_short", least, "passphrase"))
            return
        if passphrase != again:
            set_refused(Refused("passphrases_differ", field="again"))
            return
        answer = await actions.make(chosen.path if chosen is not None else None, passphrase)
        set_refused(answer)
        if answer is None:
            set_passphrase("")
            set_again("")

    def at(field: str) -> str | None:
        return refusal_text(refused) if refused is not None and refused.field == field else None

    places = [
        choice_row(
            f"sync.backup.to:{one.path}", one.name,
            lambda path=str(one.path): set_where(path),  # type: ignore[misc]
            note=t("sync.usb.free", size=size_text(one.bytes_free), path=one.path),
            selected=chosen is one, icon=ft.Icons.USB,
        )
        for one in sticks
    ]  # fmt: skip
    places.append(
        choice_row(
            "sync.backup.to_browser", t("sync.backup.browser"), lambda: set_where(""),
            note=t("sync.backup.browser_hint"), selected=chosen is None, icon=ft.Icons.DOWNLOAD,
        )
    )  # fmt: skip
    parts: list[ft.Control] = [
        heading(t("sync.backup.form")),
        text_field("sync.backup.passphrase", t("sync.backup.passphrase"), passphrase,
                   set_passphrase, secret=True, needed=True, refusal=at("passphrase")),
        text_field("sync.backup.again", t("sync.backup.again"), again, set_again, secret=True,
                   needed=True, refusal=at("again")),
        soft_text(t("sync.backup.passphrase_hint")),
        labelled(t("sync.backup.where"), stack(places)),
    ]  # fmt: skip
    if refused is not None and refused.field not in IN_A_FIELD:
        parts.append(refusal_line(refusal_text(refused)))
    parts.append(
        ft.Row([big_button("sync.backup.make", t("sync.backup.make"), make,
                           icon=ft.Icons.ARCHIVE)])
    )  # fmt: skip
    return card(*parts)
