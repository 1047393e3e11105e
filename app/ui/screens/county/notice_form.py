"""The forms of a notice: a new one, a correction, a withdrawal."""

from collections.abc import Callable

import flet as ft

from app.domain.county_notices import Wording
from app.services.command import Command
from app.services.county_notices import CorrectNotice, PostNotice, WithdrawNotice
from app.ui.code_texts import code_options
from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.texts import heading, soft_text
from app.ui.i18n import t


@component
def NoticeForm(
    old: Wording | None,
    councils: tuple[tuple[str, str], ...],
    close: Callable[[], None],
    opens: Callable[[str], None] | None = None,
) -> ft.Control:
    """`old` is what is corrected; None for a new notice, which is opened then: files are added to
    what is there."""
    form = use_form(
        "county_notices",
        {
            "kind": old.kind if old else "info", "title": old.title if old else "",
            "body": old.body if old else "", "until": old.until if old else None,
            "addressees": old.addressees if old else (), "reason": "",
        },
    )  # fmt: skip

    def command(sure: bool) -> Command:
        kind, to = form["kind"] or "", tuple(form["addressees"] or ())
        if old is None:
            return PostNotice(kind, form["title"], form["body"], to, form["until"], sure)
        return CorrectNotice(
            old.id, kind, form["title"], form["reason"], form["body"], to, form["until"], sure
        )

    parts: list[ft.Control] = [
        heading(t("county_notices.correct_title" if old else "county_notices.post")),
        soft_text(t("county_notices.correct_hint")) if old else no_names(),
        form.choice("kind", t("county_notices.kind"), code_options("notice_kind"), needed=True),
        form.text("title", t("county_notices.heading"), needed=True),
        form.text("body", t("county_notices.body"), lines=5),
    ]
    if old is not None:
        parts.append(form.text("reason", t("county_notices.reason"), needed=True))
    parts += [
        form.day("until", t("county_notices.until")),
        form.several("addressees", t("county_notices.addressees"), councils),
    ]
    label = t("county_notices.correct" if old else "county_notices.post")
    said = t("county_notices.corrected" if old else "county_notices.posted")
    return card(*parts, *form.ending(label, command, said, close, cancel=close, opens=opens))


@component
def WithdrawForm(old: Wording, close: Callable[[], None]) -> ft.Control:
    form = use_form("county_notices.withdrawal", {"reason": ""})
    return card(
        heading(t("county_notices.withdraw_title")),
        form.text("reason", t("county_notices.reason"), needed=True),
        *form.ending(
            t("county_notices.withdraw"),
            lambda sure: WithdrawNotice(old.id, form["reason"], sure),
            t("county_notices.withdrawn_done"), close, cancel=close,
        ),
        status="late",
    )  # fmt: skip
