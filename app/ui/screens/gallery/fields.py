"""Everything to fill in, empty, filled and refused."""

import flet as ft

from app.ui.component import component
from app.ui.components.cards import card, columns, stack
from app.ui.components.choices import choice_chips, multi_chips, yes_no
from app.ui.components.dates import date_field, time_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.search import search_field
from app.ui.components.texts import soft_text
from app.ui.runtime import current_runtime
from app.ui.screens.gallery.words import w

PEOPLE = (("m", "status_done"), ("f", "status_ready"), ("n", "status_decide"))


@component
def FieldsPage() -> ft.Control:
    wide = current_runtime().window.value.wide
    halves = [_Left(), _Right()]
    found = SearchPart()
    body = columns(*[ft.Container(half, expand=1) for half in halves]) if wide else stack(halves)
    return stack([found, ft.Row([body]) if wide else body], scroll=True)


@component
def SearchPart() -> ft.Control:
    words, set_words = ft.use_state("")
    accepted, set_accepted = ft.use_state("")
    place, set_place = ft.use_state(0)

    def accept(whole: str) -> None:
        set_accepted(whole)
        set_words("")

    return card(
        search_field(
            "gallery.search",
            w("search_hint"),
            words,
            set_words,
            accept,
            on_move=lambda by: set_place(lambda now: now + by),
        ),
        soft_text(w("search_said", words=words, accepted=accepted, place=place)),
    )


@component
def _Left() -> ft.Control:
    name, set_name = ft.use_state(w("name_filled"))
    note, set_note = ft.use_state("")
    phone, set_phone = ft.use_state("")
    no_day: str | None = None
    day, set_day = ft.use_state(no_day)
    no_time: int | None = 930
    until, set_until = ft.use_state(no_time)
    return card(
        text_field("gallery.name", w("name"), name, set_name, needed=True),
        text_field("gallery.phone", w("phone"), phone, set_phone, refusal=w("phone_refused")),
        text_field("gallery.note", w("note"), note, set_note, hint=w("note_hint"), lines=3),
        text_field("gallery.shut_field", w("name"), "", set_name, disabled=True),
        date_field("gallery.day", w("day"), day, set_day),
        time_field("gallery.until", w("until"), until, set_until),
    )


@component
def _Right() -> ft.Control:
    unasked: bool | None = None
    one: str | None = "m"
    heads: int | None = 5
    several: tuple[str, ...] = ("f",)
    chosen, set_chosen = ft.use_state(one)
    many, set_many = ft.use_state(several)
    first, set_first = ft.use_state(unasked)
    consent, set_consent = ft.use_state(unasked)
    people, set_people = ft.use_state(heads)
    options = tuple((code, w(word)) for code, word in PEOPLE)
    return card(
        choice_chips("gallery.one", w("one_of"), options, chosen, set_chosen),
        multi_chips("gallery.many", w("many_of"), options, many, set_many),
        yes_no("gallery.first", w("first_time"), first, set_first),
        yes_no("gallery.consent", w("consent"), consent, set_consent, refusal=w("consent_refused")),
        number_stepper("gallery.people", w("people"), people, set_people, unit=w("heads")),
    )
