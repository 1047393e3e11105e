"""The answer to a scan, readable at a metre: what happened, who, which number; or one question."""

from collections.abc import Awaitable, Callable
from datetime import date

import flet as ft

from app.services.command import Refused
from app.store.queries.reception import ReceptionHit
from app.ui.code_texts import code_label, code_options
from app.ui.component import component
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.texts import text
from app.ui.i18n import refusal_text, t
from app.ui.keys import use_keys
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.outcomes import FACES, Outcome, Question
from app.ui.tagged import tagged
from app.ui.theme import FAMILY_BOLD, FIGURES

PROVE = Callable[[str, str, date | None], Awaitable[Refused | None]]


@component
def Banner(outcome: Outcome) -> ft.Control:
    """What happened to the last scan, tap or Enter."""
    sizes, face = scale(), FACES[outcome.kind]
    colours = palette().status(face.status)
    words: list[ft.Control] = [
        ft.Text(
            t(f"reception.outcome.{outcome.kind}"),
            size=sizes.title,
            color=colours.on_fill,
            font_family=FAMILY_BOLD,
        )
    ]
    if outcome.person is not None:
        words.append(_who(outcome.person, colours.on_fill))
    if outcome.detail:
        words.append(text(outcome.detail, colour=colours.on_fill, bold=True))
    row = ft.Row(
        [
            ft.Icon(face.icon, size=sizes.figure, color=colours.on_fill),
            ft.Column(words, spacing=2, tight=True, expand=True),
        ],
        spacing=16,
    )
    box = ft.Container(row, bgcolor=colours.fill, border_radius=RADIUS, padding=16)
    drawn = tagged("reception.outcome", box)
    assert isinstance(drawn, ft.Semantics)
    drawn.live_region = True
    return drawn


def _who(person: ReceptionHit, ink: str) -> ft.Control:
    """The name as large as can be read from the other side of the desk."""
    sizes = scale()
    name = ft.Text(
        person.name,
        size=sizes.figure * 2 // 3,
        color=ink,
        font_family=FAMILY_BOLD,
        style=ft.TextStyle(height=1.2),
    )
    number = ft.Text(
        person.number,
        size=sizes.code,
        color=ink,
        font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD],
        no_wrap=True,
    )
    small: list[ft.Control] = [number]
    if person.kana:
        small.insert(0, text(person.kana, colour=ink))
    if person.group:
        small.append(text(t("reception.heads", heads=person.heads), colour=ink, bold=True))
    return ft.Column(
        [name, ft.Row(small, spacing=16, wrap=True, run_spacing=0)], spacing=0, tight=True
    )


@component
def QuestionCard(question: Question, desk: ReceptionDesk, plan: str, at_once: bool) -> ft.Control:
    """The one question about a doubtful person, with two or three answers."""
    sizes, face = scale(), FACES[question.kind]
    colours = palette().status(face.status)
    use_keys(current_runtime().keys, {"Escape": desk.clear})
    head = ft.Container(
        ft.Row(
            [
                ft.Icon(face.icon, size=sizes.figure * 2 // 3, color=colours.on_fill),
                ft.Column([_who(question.person, colours.on_fill)], tight=True, expand=True),
            ],
            spacing=16,
        ),
        bgcolor=colours.fill,
        padding=16,
    )
    asked = ft.Semantics(
        content=text(refusal_text(question.refused), size=sizes.large, bold=True),
        live_region=True,
    )
    body: list[ft.Control] = [asked]
    if question.proof:
        body.append(ProofForm(question.person.claim, plan, desk.prove))
    else:
        answers = [
            _answer(place, code, desk, plan, at_once)
            for place, code in enumerate(question.answers, 1)
        ]
        body.append(ft.Row(answers, wrap=True, spacing=GAP, run_spacing=GAP))
    kind = "group" if question.found.group else "person"
    body.append(
        ft.Row(
            [
                quiet_button("reception.stop", t("reception.stop"), desk.clear),
                quiet_button(
                    "reception.open",
                    t(f"reception.open_{kind}"),
                    lambda: current_runtime().go(path_of(question.found.id, question.found.group)),
                ),
            ],
            wrap=True,
            spacing=GAP,
        )
    )
    card = ft.Container(
        ft.Column(
            [head, ft.Container(ft.Column(body, spacing=GAP, tight=True), padding=16)],
            spacing=0,
            tight=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        bgcolor=palette().surface,
        border=ft.Border.all(3, colours.fill),
        border_radius=RADIUS,
        clip_behavior=ft.ClipBehavior.ANTI_ALIAS,
    )
    return tagged("reception.question", card)


def path_of(entity: bytes, group: bool) -> str:
    """The page of a person or of a group."""
    return f"/reception/groups/{entity.hex()}" if group else f"/reception/{entity.hex()}"


def _answer(place: int, code: str, desk: ReceptionDesk, plan: str, at_once: bool) -> ft.Control:
    label = t("reception.answer_number", number=place, answer=_answer_text(code, plan, at_once))
    draw = big_button if place == 1 else button
    return draw(f"reception.answer.{code}", label, lambda: desk.answer(code))


def _answer_text(code: str, plan: str, at_once: bool) -> str:
    if code in ("enrol", "enrol_all"):
        begins = t("reception.from_now") if at_once else t("reception.from_tomorrow")
        return t(f"reception.answer.{code}", plan=code_label("insurance_plan", plan), begins=begins)
    return t(f"reception.answer.{code}")


@component
def ProofForm(claim: str | None, plan: str, prove: PROVE) -> ft.Control:
    """Which proof was seen, of which plan; the day where it is written."""
    offered = dict(code_options("insurance_plan"))
    chosen, set_chosen = ft.use_state(claim if claim in offered else plan)
    kind, set_kind = ft.use_state("card")
    no_day: date | None = None
    day, set_day = ft.use_state(no_day)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        set_refused(await prove(chosen or "", kind or "none", day))

    def refusal(field: str) -> str | None:
        return refusal_text(refused) if refused is not None and refused.field == field else None

    kinds = tuple(option for option in code_options("proof_kind") if option[0] != "none")
    return ft.Column(
        [
            choice_chips(
                "reception.proof.plan", t("reception.proof_plan"), tuple(offered.items()), chosen,
                lambda code: set_chosen(code or chosen), refusal=refusal("plan"),
            ),
            choice_chips(
                "reception.proof.kind", t("reception.proof_kind"), kinds, kind,
                lambda code: set_kind(code or kind), refusal=refusal("proof_kind"),
            ),
            date_field(
                "reception.proof.day", t("reception.proof_day"), day.isoformat() if day else None,
                lambda iso: set_day(date.fromisoformat(iso) if iso else None),
                refusal=refusal("enrolled_on"),
            ),
            big_button(
                "reception.proof.go", t("reception.proof_go"), go, icon=ft.Icons.VERIFIED_USER
            ),
        ],
        spacing=GAP,
        tight=True,
    )  # fmt: skip
