"""2,000 people in one list."""

from dataclasses import dataclass

import flet as ft

from app.ui.component import component, keyed, memo
from app.ui.components.cards import card
from app.ui.components.lists import windowed_list
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, text
from app.ui.hooks import use_kept
from app.ui.screens.gallery.words import w

PEOPLE = 2_000


@dataclass(frozen=True)
class Person:
    number: int


def people() -> tuple[Person, ...]:
    return tuple(Person(number) for number in range(PEOPLE))


@component
def RowsPage() -> ft.Control:
    rows = use_kept(people)
    return windowed_list(
        "gallery.rows", rows, lambda person: keyed(str(person.number), PersonLine, person)
    )


@memo
def PersonLine(person: Person) -> ft.Control:
    return card(
        ft.Row(
            [
                code_text(f"C-{person.number:04d}"),
                text(w("names"), expand=True),
                status_chip("waiting", w("status_waiting")),
            ]
        ),
        padding=8,
    )
