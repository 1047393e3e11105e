"""帰着と報告: first 「けがは？」 and the heads, then what was done, and 継続 or 完了.

One form for the desk: the return alone when they queue, or both in one act. What is typed stays
when something is refused. Blank is "not asked".
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import flet as ft

from app.services.command import Refused
from app.services.dispatch import ReturnTeam
from app.services.reports import Report, ReportTeam, ReturnAndReport, Words
from app.store.queries.board import TeamLine
from app.store.queries.field import TeamPage
from app.ui.code_texts import code_label, code_options
from app.ui.components.buttons import choice_row
from app.ui.components.cards import card
from app.ui.components.choices import big_toggle, choice_chips, multi_chips, yes_no
from app.ui.components.dates import date_field
from app.ui.components.fields import labelled, number_stepper, text_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.screens.field.words import refusal_at
from sync.core.ids import EntityId

PROGRESSES = ("completed", "continuing", "stopped")


@dataclass(frozen=True)
class Form:
    """Everything that the desk has asked so far."""

    hurt: bool | None = None
    injured: int | None = None
    heads: int | None = None
    other_heads: bool = False
    going_home: bool = False
    progress: str | None = None
    text: str = ""
    near: bool | None = None
    near_misses: int | None = None
    near_miss: str = ""
    remaining: str = ""
    next_on: str | None = None
    next_people: int | None = None
    next_tools: tuple[str, ...] = ()
    tools_ok: bool | None = None
    breakage: str = ""
    sandbags: int | None = None
    extra_wish: str = ""
    watch: bool | None = None
    watch_note: str = ""
    reporter: str = ""
    more: bool = False


Change: TypeAlias = Callable[..., None]
"""`change(hurt=True)`: sets these fields of the form."""


def changer(set_form: Callable[[Any], None]) -> Change:
    """Fields are changed on the newest form, so that two quick taps are both kept."""

    def change(**values: Any) -> None:
        set_form(lambda form: replace(form, **values))

    return change


def report_of(form: Form) -> Report:
    """The report that the form makes."""
    on = form.progress in ("continuing", "stopped")
    injured = 0 if form.hurt is False else form.injured
    near = 0 if form.near is False else (form.near_misses or 1) if form.near else None
    return Report(
        progress=form.progress, reporter=form.reporter, heads=form.heads, injured=injured,
        near_misses=near, next_people=form.next_people if on else None,
        next_on=form.next_on if on else None, next_tools=form.next_tools if on else (),
        tools_ok=form.tools_ok, sandbags=form.sandbags, watch=form.watch,
        words=Words(
            form.text, form.near_miss if form.near else "", form.remaining if on else "",
            form.extra_wish, form.watch_note if form.watch else "", form.breakage,
        ),
    )  # fmt: skip


def return_command(team: EntityId, form: Form) -> ReturnTeam:
    return ReturnTeam(team, form.heads, form.hurt, form.going_home)


def report_command(line: TeamLine, form: Form) -> ReportTeam | ReturnAndReport:
    """Return and report at once while the team is out, the report alone once it is back."""
    if line.state == "out":
        return ReturnAndReport(line.id, form.heads, form.hurt, report_of(form), form.going_home)
    return ReportTeam(line.id, report_of(form))


def return_part(line: TeamLine, form: Form, change: Change, refused: Refused | None) -> ft.Control:
    """The first question, the heads, and whether they stay for a second job."""
    expected = line.heads_out or 0
    parts: list[ft.Control] = [
        heading(t("field.thanks")),
        yes_no(
            "field.hurt", t("field.hurt_question"), form.hurt,
            lambda value: change(hurt=value, injured=1 if value else None),
            yes=t("field.hurt_yes"), no=t("field.hurt_no"), refusal=refusal_at(refused, "hurt"),
        ),
    ]  # fmt: skip
    if form.hurt:
        parts.append(
            number_stepper("field.injured", t("field.injured_count"), form.injured,
                           lambda value: change(injured=value), least=1, most=999)
        )  # fmt: skip
        parts.append(soft_text(t("field.injury_next")))
    chosen = "other" if form.other_heads else "all" if form.heads == expected else None
    parts.append(
        choice_chips(
            "field.heads_back", t("field.heads_back"),
            (("all", t("field.heads_all", heads=expected)), ("other", t("field.heads_other"))),
            chosen,
            lambda code: change(heads=expected if code else None, other_heads=code == "other"),
            refusal=refusal_at(refused, "heads_back"),
        )
    )  # fmt: skip
    if form.other_heads:
        parts.append(
            number_stepper("field.heads_count", t("field.heads_count"), form.heads,
                           lambda value: change(heads=value), most=999)
        )  # fmt: skip
        if form.heads is not None and form.heads != expected:
            difference = t("field.heads_differ", out=expected, back=form.heads)
            parts.append(text(difference, bold=True, colour=palette().late.ink))
    parts.append(
        big_toggle("field.going_home", t("field.going_home"), form.going_home,
                   lambda: change(going_home=not form.going_home),
                   note=t("field.going_home_note"))
    )  # fmt: skip
    return card(*parts, status="decide")


def report_part(page: TeamPage, form: Form, change: Change, refused: Refused | None) -> ft.Control:
    """What was done, near misses, 継続 or 完了, and what else was told."""
    parts: list[ft.Control] = [
        heading(t("field.report_title")),
        _long("field.text", t("field.told_text"), form.text, "text", change,
              hint=t("field.told_hint")),
        *_near_miss(form, change),
        *_progress(page, form, change, refused),
        yes_no("field.tools_ok", t("field.tools_ok"), form.tools_ok,
               lambda value: change(tools_ok=value)),
    ]  # fmt: skip
    if form.tools_ok is False:
        parts.append(_long("field.breakage", t("field.breakage"), form.breakage, "breakage",
                           change))  # fmt: skip
    parts.append(
        big_toggle("field.more", t("field.more"), form.more,
                   lambda: change(more=not form.more), status="waiting")
    )  # fmt: skip
    if form.more:
        parts += _more(form, change, refused)
    return card(*parts, status="out")


def _long(
    tag: str, label: str, value: str, name: str, change: Change, *, hint: str | None = None
) -> ft.Control:
    return text_field(tag, label, value, lambda words: change(**{name: words}), lines=2, hint=hint)


def _near_miss(form: Form, change: Change) -> list[ft.Control]:
    parts = [
        yes_no("field.near", t("field.near_question"), form.near,
               lambda value: change(near=value)),
    ]  # fmt: skip
    if form.near:
        parts.append(_long("field.near_miss", t("field.near_miss"), form.near_miss, "near_miss",
                           change))  # fmt: skip
    return parts


def _progress(
    page: TeamPage, form: Form, change: Change, refused: Refused | None
) -> list[ft.Control]:
    others = page.need.other_teams if page.need is not None else 0
    rows: list[ft.Control] = [
        choice_row(
            f"field.progress.{code}", code_label("progress", code),
            lambda code=code: change(progress=None if form.progress == code else code),  # type: ignore[misc]
            note=t(f"field.progress_note.{code}") if page.need is not None else None,
            selected=form.progress == code,
        )
        for code in PROGRESSES
    ]  # fmt: skip
    column = ft.Column(rows, spacing=8, tight=True)
    parts: list[ft.Control] = [
        labelled(t("field.progress"), column, refusal=refusal_at(refused, "progress"),
                 needed=page.need is not None),
    ]  # fmt: skip
    if others:
        parts.append(soft_text(t("field.other_teams", count=others)))
    if form.progress in ("continuing", "stopped"):
        parts += [
            _long("field.remaining", t("field.remaining"), form.remaining, "remaining", change),
            date_field("field.next_on", t("field.next_on"), form.next_on,
                       lambda value: change(next_on=value),
                       refusal=refusal_at(refused, "next_on")),
            number_stepper("field.next_people", t("field.next_people"), form.next_people,
                           lambda value: change(next_people=value), least=1, most=999,
                           refusal=refusal_at(refused, "next_people")),
        ]  # fmt: skip
    return parts


def _more(form: Form, change: Change, refused: Refused | None) -> list[ft.Control]:
    parts = [
        number_stepper("field.sandbags", t("field.sandbags"), form.sandbags,
                       lambda value: change(sandbags=value),
                       refusal=refusal_at(refused, "sandbags")),
        _long("field.extra_wish", t("field.extra_wish"), form.extra_wish, "extra_wish", change),
        yes_no("field.watch", t("field.watch"), form.watch, lambda value: change(watch=value)),
    ]  # fmt: skip
    if form.watch:
        parts.append(_long("field.watch_note", t("field.watch_note"), form.watch_note,
                           "watch_note", change))  # fmt: skip
    if form.progress in ("continuing", "stopped"):
        parts.append(
            multi_chips("field.next_tools", t("field.next_tools"), code_options("equipment"),
                        form.next_tools, lambda codes: change(next_tools=codes))
        )  # fmt: skip
    parts.append(
        text_field("field.reporter", t("field.reporter"), form.reporter,
                   lambda words: change(reporter=words))
    )  # fmt: skip
    return parts
