"""One notice: its text, files, who has not read it; what was replaced, and what may be done."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text
from app.domain.county_notices import Wording
from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_notices import ChooseNotice, MarkRead
from app.store.queries.county_notices import NoticeLine, NoticesView
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county_files import FileStrip
from app.ui.components.county_layout import acts, moment
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.county.notice_form import NoticeForm, WithdrawForm
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag


@component
def NoticePage(line: NoticeLine, view: NoticesView, close: Callable[[], None]) -> ft.Control:
    runtime = current_runtime()
    thread = line.thread
    history, set_history = ft.use_state(False)
    waiting, set_waiting = ft.use_state(False)

    async def read() -> None:
        if line.unread:
            await runtime.submit(MarkRead(tuple(one.id for one in thread.standing)))

    ft.use_effect(lambda: runtime.spawn(read()), [tuple(one.id for one in thread.standing)])
    may = view.council in (thread.root.council, council_id(PREFECTURE))
    parts: list[ft.Control] = []
    if thread.disputed:
        parts.append(
            card(
                status_chip("late", t("county_notices.disputed"), loud=True),
                text(t("county_notices.disputed_hint")),
                status="late",
            )
        )
    parts += [keyed(one.id, Standing, one, line, view, may) for one in thread.standing]
    if line.mine or view.council == council_id(PREFECTURE):
        parts.append(_readers(line, waiting, lambda: set_waiting(not waiting)))
    if thread.replaced:
        parts.append(
            quiet_button(
                "county_notices.history", t("county_notices.history"),
                lambda: set_history(not history),
                icon=ft.Icons.EXPAND_LESS if history else ft.Icons.HISTORY,
            )
        )  # fmt: skip
    if history:
        parts += [keyed(one.id, Replaced, one, view) for one in thread.replaced]
    parts.append(quiet_button("county_notices.close", t("frame.close"), close))
    return ft.Column(
        parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def Standing(wording: Wording, line: NoticeLine, view: NoticesView, may: bool) -> ft.Control:
    """A text that holds; where two do, each has the button that chooses it."""
    runtime = current_runtime()
    opened, set_opened = ft.use_state("")
    disputed = line.thread.disputed

    async def choose() -> None:
        await send_or_say(runtime, ChooseNotice(wording.id), t("county_notices.chosen"))

    def close() -> None:
        set_opened("")

    if opened == "correct":
        return NoticeForm(wording, view.councils, close)
    parts: list[ft.Control] = [
        soft_text(code_label("notice_kind", wording.kind)),
        title(wording.title),
        *([text(wording.body, selectable=True)] if wording.body else []),
        soft_text("　".join(_about(wording, line, view))),
    ]
    if wording.withdrawn_at is not None:
        parts.append(text(_withdrawn(wording, view), bold=True))
    own = wording.council == view.council or may
    parts.append(FileStrip(wording.id, line.files_of(wording.id), own and not disputed))
    tag = row_tag("county_notices.one", wording.id)
    buttons: list[ft.Control] = []
    if disputed and own:
        buttons.append(button(f"{tag}.choose", t("county_notices.choose"), choose,
                              icon=ft.Icons.CHECK))  # fmt: skip
    elif own and wording.withdrawn_at is None:
        buttons += [
            button(f"{tag}.correct", t("county_notices.correct"), lambda: set_opened("correct"),
                   icon=ft.Icons.EDIT),
            quiet_button(f"{tag}.withdraw", t("county_notices.withdraw"),
                         lambda: set_opened("withdraw"), icon=ft.Icons.UNDO),
        ]  # fmt: skip
    if buttons:
        parts.append(acts(*buttons))
    if opened == "withdraw":
        parts.append(WithdrawForm(wording, close))
    return card(*parts, status="late" if disputed else None)


@component
def Replaced(wording: Wording, view: NoticesView) -> ft.Control:
    """A text that does not hold any more, said to be so before its words."""
    lines: list[ft.Control] = [
        status_chip("stopped", t("county_notices.history")),
        soft_text(wording.title),
        soft_text(wording.body),
        soft_text(
            t("county_notices.from_line", council=view.name_of(wording.council),
              at=moment(wording.at))
        ),
    ]  # fmt: skip
    return card(*lines, status="stopped")


def _about(wording: Wording, line: NoticeLine, view: NoticesView) -> list[str]:
    council, at = view.name_of(wording.council), moment(wording.at)
    said = [t("county_notices.from_line", council=view.name_of(line.thread.root.council), at=at)]
    if wording.corrects is not None:
        said = [t("county_notices.corrected_line", at=at, council=council, reason=wording.reason)]
    if wording.until:
        day = short_day_text(date.fromisoformat(wording.until))
        said.append(t("county_notices.holds_until", day=day))
    if wording.addressees:
        names = dict(view.councils)
        said.append(
            t("county_notices.to", names="、".join(names.get(c, c) for c in wording.addressees))
        )
    return said


def _withdrawn(wording: Wording, view: NoticesView) -> str:
    return t(
        "county_notices.withdrawn_line", at=moment(wording.withdrawn_at or 0),
        council=view.name_of(wording.withdrawn_by), reason=wording.withdrawn_why,
    )  # fmt: skip


def _readers(line: NoticeLine, shown: bool, turn: Callable[[], None]) -> ft.Control:
    """Who has not read it yet: those without a device must be called."""
    parts: list[ft.Control] = [
        heading(
            "　".join(
                [
                    t("county_notices.read_by", count=line.read_by),
                    t("county_notices.not_yet", count=len(line.not_yet)),
                ]
            )
        )
    ]
    if line.not_yet:
        parts.append(
            quiet_button("county_notices.not_yet", t("county_notices.not_yet_show"), turn,
                         icon=ft.Icons.EXPAND_LESS if shown else ft.Icons.EXPAND_MORE)
        )  # fmt: skip
    if shown:
        words = [
            one.name
            if one.has_device
            else t("county_notices.not_yet_no_device", name=one.name, phone=one.phone)
            for one in line.not_yet
        ]
        parts.append(text("、".join(words)))
    return card(*parts)
