"""掲示板: notices between councils, the newest first; the open one beside the list.

Opening one marks it as read for the whole council. A corrected text stands nowhere but under 前の文
（無効）; where two corrections were made at once both stand with 要確認 until one is chosen.
"""

from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from app.store.queries.county_notices import NoticeLine, NoticesView
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button
from app.ui.components.cards import empty_state, section_header
from app.ui.components.choices import big_toggle
from app.ui.components.county_layout import acts, list_and_detail, moment
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t
from app.ui.palette import StatusName, palette
from app.ui.runtime import guarded
from app.ui.scale import RADIUS
from app.ui.screens.county.notice_form import NoticeForm
from app.ui.screens.county.notice_page import NoticePage
from app.ui.tagged import row_tag, tagged

NEW = "new"
_TONES: dict[str, StatusName] = {
    "info": "done", "request": "ready", "warning": "late", "decision": "out",
}  # fmt: skip


@dataclass(frozen=True)
class NoticesActions:
    open: Callable[[str], None]
    """The id of a notice in hexadecimal, NEW, or nothing."""
    show_over: Callable[[], None]


@component
def NoticesScreen(
    view: NoticesView, opened: str, over: bool, actions: NoticesActions
) -> ft.Control:
    lines = [line for line in view.lines if over or line.holds or line.thread.disputed]
    note = t("county_notices.unread_count", count=view.unread) if view.unread else None
    post = big_button(
        "county_notices.post", t("county_notices.post"), lambda: actions.open(NEW),
        icon=ft.Icons.EDIT_NOTE,
    )  # fmt: skip
    left: list[ft.Control] = [section_header(t("county_notices.title"), note=note), acts(post)]
    if lines:
        left += [
            keyed(line.thread.root.id, NoticeCard, line, view.name_of(line.thread.root.council),
                  line.thread.root.id.hex() == opened, actions.open)
            for line in lines
        ]  # fmt: skip
    else:
        left.append(
            empty_state(
                t("county_notices.empty"), t("county_notices.empty_hint"),
                icon=ft.Icons.CAMPAIGN_OUTLINED,
            )
        )  # fmt: skip
    if over or len(lines) < len(view.lines):
        left.append(
            big_toggle(
                "county_notices.over", t("county_notices.show_over"), over, actions.show_over
            )
        )
    beside = soft_text(t("county_notices.choose_one")) if lines else None
    return list_and_detail(left, _right(view, opened, actions), shares=(5, 7), beside=beside)


def _right(view: NoticesView, opened: str, actions: NoticesActions) -> list[ft.Control] | None:
    def close() -> None:
        actions.open("")

    if opened == NEW:
        return [keyed(NEW, NoticeForm, None, view.councils, close, actions.open)]
    line = next((one for one in view.lines if one.thread.root.id.hex() == opened), None)
    if line is None:
        return None
    return [keyed(line.thread.root.id, NoticePage, line, view, close)]


@memo
def NoticeCard(
    line: NoticeLine, council: str, here: bool, open_it: Callable[[str], None]
) -> ft.Control:
    """One notice in the list: what kind, what about, from whom, whether it was read."""
    colours = palette()
    shown, root = line.thread.standing[-1], line.thread.root
    chips: list[ft.Control] = []
    if line.unread:
        chips.append(status_chip("decide", t("county_notices.unread"), loud=True))
    if line.thread.disputed:
        chips.append(status_chip("late", t("county_notices.disputed"), loud=True))
    elif line.thread.withdrawn:
        chips.append(status_chip("stopped", t("county_notices.withdrawn")))
    elif line.thread.replaced:
        chips.append(status_chip("ready", t("county_notices.was_corrected")))
    if not line.holds and not line.thread.withdrawn:
        chips.append(status_chip("stopped", t("county_notices.over")))
    chips.append(status_chip(_TONES.get(shown.kind, "done"), code_label("notice_kind", shown.kind)))
    about = t("county_notices.from_line", council=council, at=moment(shown.at))
    control = ft.Container(
        ft.Column(
            [
                ft.Row(chips, wrap=True, spacing=6, run_spacing=4),
                *(heading(one.title) for one in line.thread.standing),
                soft_text(about),
            ],
            spacing=4,
            tight=True,
        ),
        bgcolor=colours.primary_tint if here else colours.surface,
        border=ft.Border.all(3 if here else 1, colours.primary if here else colours.line),
        border_radius=RADIUS,
        padding=14,
        ink=True,
        on_click=guarded(lambda: open_it(root.id.hex())),
    )
    wrapper = tagged(row_tag("county_notices.open", root.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper
