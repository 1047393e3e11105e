"""取り決め: what holds on a day, by kind, with earlier wordings; written by the prefecture."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text
from app.domain.county_agreement import Term, wordings_of, written_twice
from app.services.county_terms import EndTerm, WriteTerm
from app.store.queries.county_agreement import AgreementView
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.tagged import row_tag


@component
def Terms(view: AgreementView, prefecture: bool) -> ft.Control:
    adding, set_adding = ft.use_state(False)
    kinds = [code for code, _ in code_options("term_kind")]
    parts: list[ft.Control] = []
    if prefecture and not adding:
        parts.append(
            acts(button("county_agreement.add_term", t("county_agreement.add_term"),
                        lambda: set_adding(True), icon=ft.Icons.EDIT_NOTE))
        )  # fmt: skip
    elif not prefecture:
        parts.append(soft_text(t("county_agreement.only_prefecture")))
    if adding:
        parts.append(TermForm(None, view, lambda: set_adding(False)))
    for kind in kinds:
        found = [term for term in view.terms if term.kind == kind]
        if found:
            parts.append(heading(code_label("term_kind", kind)))
            parts += [keyed(term.id, TermCard, term, view, prefecture) for term in found]
    if not view.terms and not adding:
        parts.append(
            empty_state(
                t("county_agreement.terms_empty"), t("county_agreement.terms_empty_hint"),
                icon=ft.Icons.GAVEL,
            )
        )  # fmt: skip
    return stack(parts, scroll=True)


@component
def TermCard(term: Term, view: AgreementView, prefecture: bool) -> ft.Control:
    opened, set_opened = ft.use_state("")
    tag = row_tag("county_agreement.term", term.id)

    def close() -> None:
        set_opened("")

    def turn(what: str) -> Callable[[], None]:
        return lambda: set_opened("" if opened == what else what)

    if opened == "change":
        return TermForm(term, view, close)
    earlier = wordings_of(view.all_terms, term)[1:]
    twice = term.id in written_twice(view.terms)
    parts: list[ft.Control] = [heading(term.title), *_words(term, view)]
    if twice:
        parts.insert(
            0,
            ft.Row(
                [
                    status_chip("late", t("county_notices.disputed"), loud=True),
                    soft_text(t("county_agreement.term_twice")),
                ],
                wrap=True,
            ),
        )
    buttons: list[ft.Control] = []
    if prefecture:
        buttons += [
            button(f"{tag}.change", t("county_agreement.change_term"), turn("change"),
                   icon=ft.Icons.EDIT),
            quiet_button(f"{tag}.end", t("county_agreement.end_term"), turn("end")),
        ]  # fmt: skip
    if earlier:
        buttons.append(
            quiet_button(f"{tag}.history", t("county_agreement.history"), turn("history"),
                         icon=ft.Icons.HISTORY)
        )  # fmt: skip
    if buttons:
        parts.append(acts(*buttons))
    if opened == "end":
        parts.append(EndForm(term, close))
    if opened == "history":
        for one in earlier:
            parts.append(
                card(soft_text(t("county_agreement.old_wording")), *_words(one, view),
                     status="stopped")
            )  # fmt: skip
    return card(*parts, status="late" if twice else None)


def _words(term: Term, view: AgreementView) -> list[ft.Control]:
    said: list[ft.Control] = []
    if term.council is not None:
        said.append(text(view.name_of(term.council), bold=True))
    if term.body:
        said.append(text(term.body))
    if term.minutes is not None:
        said.append(text(t("county_agreement.minutes_line", minutes=term.minutes), bold=True))
    about = [days_words(term.starts_on, term.ends_on)]
    if term.source:
        about.append(t("county_agreement.source_line", source=term.source))
    said.append(soft_text("　".join(about)))
    return said


def days_words(starts_on: str | None, ends_on: str | None) -> str:
    """From when until when something holds."""
    language = current_look().language
    words = []
    if starts_on:
        day = day_text(date.fromisoformat(starts_on), language)
        words.append(t("county_agreement.from_day", day=day))
    if ends_on:
        day = day_text(date.fromisoformat(ends_on), language)
        words.append(t("county_agreement.until_day", day=day))
    return " ".join(words) or t("county_agreement.since_ever")


@component
def TermForm(old: Term | None, view: AgreementView, close: Callable[[], None]) -> ft.Control:
    runtime = current_runtime()
    form = use_form(
        "county_agreement.form",
        {
            "kind": old.kind if old else None, "title": old.title if old else "",
            "body": old.body if old else "", "source": old.source if old else "",
            "minutes": old.minutes if old else None,
            "council": old.council.hex() if old and old.council else None,
            "starts_on": runtime.today,
        },
    )  # fmt: skip

    def command(sure: bool) -> WriteTerm:
        party = next((one.id for one in view.councils if one.id.hex() == form["council"]), None)
        return WriteTerm(
            form["kind"] or "", form["title"], form["starts_on"] or "", form["body"],
            party if form["kind"] == "party" else None, old.position if old else len(view.terms),
            form["source"], form["minutes"] if form["kind"] == "trigger" else None,
            old.id if old else None, sure,
        )  # fmt: skip

    parts: list[ft.Control] = [
        heading(t("county_agreement.change_term" if old else "county_agreement.add_term")),
        soft_text(t("county_agreement.change_hint")) if old else no_names(),
        form.choice("kind", t("county_agreement.kind"), code_options("term_kind"), needed=True),
        form.text("title", t("county_agreement.title"), needed=True),
        form.text("body", t("county_agreement.body"), lines=4),
    ]
    if form["kind"] == "party":
        options = [
            (one.id.hex(), one.name) for one in view.councils
            if one.kind in ("municipality", "prefecture")
        ]  # fmt: skip
        parts.append(form.choice("council", t("county_agreement.party"), options))
    if form["kind"] == "trigger":
        parts.append(form.number("minutes", t("county_agreement.minutes"), most=100_000))
    parts += [
        form.text("source", t("county_agreement.source")),
        form.day("starts_on", t("county_agreement.starts_on"), needed=True),
    ]
    return card(
        *parts,
        *form.ending(
            t("county_agreement.save"),
            command,
            t("county_agreement.saved_term"),
            close,
            cancel=close,
        ),
    )


@component
def EndForm(term: Term, close: Callable[[], None]) -> ft.Control:
    form = use_form("county_agreement.end", {"ends_on": current_runtime().today})
    return card(
        form.day("ends_on", t("county_agreement.ends_on"), needed=True),
        *form.ending(
            t("county_agreement.end_term"), lambda _sure: EndTerm(term.id, form["ends_on"] or ""),
            t("county_agreement.ended_term"), close, cancel=close,
        ),
    )  # fmt: skip
