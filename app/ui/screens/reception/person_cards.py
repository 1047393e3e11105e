"""The cards of a person's page: insurance, vehicles, days, health, and who else it may be."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_of, short_day_text, time_text
from app.services.command import Refused
from app.store.queries.people import (
    BookingLine,
    InsuranceLine,
    OtherRecord,
    PersonPage,
    VehicleLine,
    VisitLine,
)
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import button, icon_button, quiet_button
from app.ui.components.cards import card
from app.ui.components.dates import date_field
from app.ui.components.fields import text_field
from app.ui.components.proof import ProofRow
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP
from app.ui.screens.reception.banner import PROVE, ProofForm
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

Act = Callable[[EntityId], Awaitable[None]]


def row(words: list[ft.Control], *acts: ft.Control) -> ft.Control:
    """Something on record, with what can be done to it at the right."""
    return ft.Row(
        [ft.Column(words, spacing=0, tight=True, expand=True), *acts],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


# ---------------------------------------------------------------------------- insurance


@dataclass(frozen=True)
class InsuranceActs:
    enrol: Callable[[], Awaitable[None]]
    prove: PROVE
    cancel: Act


@component
def InsuranceCard(page: PersonPage, plan: str, at_once: bool, acts: InsuranceActs) -> ft.Control:
    proving, set_proving = ft.use_state(False)

    async def prove(chosen: str, kind: str, day: date | None) -> Refused | None:
        refused = await acts.prove(chosen, kind, day)
        set_proving(refused is not None)
        return refused

    lines = [
        row(
            _policy_words(line),
            icon_button(
                row_tag("person.insurance_cancel", line.id), ft.Icons.DELETE_OUTLINE,
                t("reception.insurance_cancel"), lambda key=line.id: acts.cancel(key),  # type: ignore[misc]
            ),
        )
        for line in page.insurance
    ]  # fmt: skip
    claim = page.value("insurance_claim")
    if not lines:
        lines = [soft_text(t("reception.no_insurance"))]
    if isinstance(claim, str):
        label = code_label("insurance_claim", claim)
        lines.append(soft_text(t("reception.says", claim=label)))
    begins = t("reception.from_now") if at_once else t("reception.from_tomorrow")
    label = t("reception.answer.enrol", plan=code_label("insurance_plan", plan), begins=begins)
    body: list[ft.Control] = [heading(t("reception.card.insurance")), *lines]
    if proving:
        body.append(ProofForm(claim if isinstance(claim, str) else None, plan, prove))
    else:
        body.append(
            ft.Row(
                [
                    button("person.enrol", label, acts.enrol, icon=ft.Icons.HEALTH_AND_SAFETY),
                    button(
                        "person.proof", t("reception.answer.proof"), lambda: set_proving(True),
                        icon=ft.Icons.VERIFIED_USER,
                    ),
                ],
                wrap=True,
                spacing=GAP,
                run_spacing=GAP,
            )
        )  # fmt: skip
    return card(*body)


def _policy_words(line: InsuranceLine) -> list[ft.Control]:
    words = [text(code_label("insurance_plan", line.plan), bold=True)]
    if line.policy is not None:
        last = day_of(line.policy.ends_at - 1)
        words.append(
            text(
                t(
                    "reception.policy",
                    first=_day_and_time(line.policy.effective_at),
                    last=short_day_text(last),
                    year=last.year,
                )
            )
        )
    notes = []
    if line.proof_kind:
        notes.append(code_label("proof_kind", line.proof_kind))
    if line.proof_seen_by:
        notes.append(t("reception.seen_by", name=line.proof_seen_by))
    if line.paid_by:
        notes.append(t("reception.paid_by", who=code_label("paid_by", line.paid_by)))
    if line.exception:
        notes.append(t("reception.exception"))
    if notes:
        words.append(soft_text("　".join(notes)))
    return list(words)


def _day_and_time(at_ms: int) -> str:
    return f"{short_day_text(day_of(at_ms))} {time_text(at_ms)}"


# ---------------------------------------------------------------------------- vehicles and days


def vehicle_words(line: VehicleLine) -> list[ft.Control]:
    """A vehicle; whether it may drive to the site is an answer of its own."""
    kind = code_label("vehicle", line.kind)
    use = {
        True: t("reception.on_site_yes"),
        False: t("reception.on_site_no"),
        None: t("reception.on_site_unknown"),
    }
    facts = [line.plate, t("reception.seats", count=line.seats) if line.seats else "", line.note]
    return [
        text(t("reception.vehicle_count", kind=kind, count=line.count), bold=True),
        soft_text("　".join([use[line.may_use_on_site], *(fact for fact in facts if fact)])),
    ]


@component
def DaysCard(
    person: EntityId,
    bookings: tuple[BookingLine, ...],
    visits: tuple[VisitLine, ...],
    book: Callable[[date], Awaitable[Refused | None]],
    cancel: Act,
) -> ft.Control:
    """Days asked for, days on which the person was here."""
    no_day: str | None = None
    day, set_day = ft.use_state(no_day)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def go() -> None:
        if day is None:
            return
        set_refused(await book(date.fromisoformat(day)))

    body: list[ft.Control] = [heading(t("reception.card.days"))]
    for line in bookings:
        words: list[ft.Control] = [
            text(
                "　".join(
                    word
                    for word in (
                        _short(line.day),
                        code_label("booking_state", line.state),
                        code_label("slot", line.slot),
                    )
                    if word
                )
            )
        ]
        drop = icon_button(
            row_tag("person.booking_cancel", line.id), ft.Icons.EVENT_BUSY,
            t("reception.booking_cancel"), lambda key=line.id: cancel(key),  # type: ignore[misc]
        )  # fmt: skip
        body.append(row(words, *([drop] if line.state != "cancelled" else [])))
    body.append(
        ft.Row(
            [
                ft.Container(
                    date_field(
                        "person.book.day", t("reception.book_day"), day, set_day,
                        refusal=refusal_text(refused) if refused else None,
                    ),
                    expand=True,
                ),
                button("person.book", t("reception.book"), go, icon=ft.Icons.EVENT_AVAILABLE),
            ],
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    )  # fmt: skip
    body.append(text(t("reception.history"), bold=True))
    body += [text(_visit_text(visit)) for visit in visits]
    if not visits:
        body.append(soft_text(t("reception.never_here")))
    body.append(ProofRow(person))
    return card(*body)


def _visit_text(visit: VisitLine) -> str:
    parts = [_short(visit.day), time_text(visit.at), code_label("check_in_means", visit.means)]
    parts += visit.teams
    if visit.first_time:
        parts.append(t("reception.first_mark"))
    if visit.left_at is not None:
        parts.append(t("reception.left_at", at=time_text(visit.left_at)))
    return "　".join(part for part in parts if part)


def _short(day: str) -> str:
    return short_day_text(date.fromisoformat(day)) if day else ""


# ---------------------------------------------------------------------------- one person or two


@dataclass(frozen=True)
class MergeActs:
    merge: Act
    unmerge: Act
    merge_number: Callable[[str], Awaitable[Refused | None]]


@component
def MergeCard(
    merged: tuple[OtherRecord, ...], alike: tuple[OtherRecord, ...], acts: MergeActs,
    kind: str = "person",
) -> ft.Control:  # fmt: skip
    """Records merged into this one, and those that may be the same `kind`: person or group."""
    number, set_number = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def by_number() -> None:
        answer = await acts.merge_number(number)
        set_refused(answer)
        if answer is None:
            set_number("")

    body: list[ft.Control] = [heading(t(f"reception.merging.{kind}.title"))]
    for record in merged:
        act = quiet_button(
            row_tag(f"{kind}.unmerge", record.id), t("reception.unmerge"),
            lambda key=record.id: acts.unmerge(key), icon=ft.Icons.CALL_SPLIT,  # type: ignore[misc]
        )  # fmt: skip
        body.append(row([text(t("reception.merged_here"), bold=True), *_record_words(record)], act))
    for record in alike:
        act = button(
            row_tag(f"{kind}.merge", record.id), t(f"reception.merging.{kind}.act"),
            lambda key=record.id: acts.merge(key), icon=ft.Icons.CALL_MERGE,  # type: ignore[misc]
        )  # fmt: skip
        body.append(row(_record_words(record), act))
    if not merged and not alike:
        body.append(soft_text(t(f"reception.merging.{kind}.none")))
    body.append(
        ft.Row(
            [
                text_field(
                    f"{kind}.merge.number", t("reception.merge_number"), number, set_number,
                    refusal=refusal_text(refused) if refused else None, on_submit=by_number,
                    expand=True,
                ),
                button(f"{kind}.merge.go", t(f"reception.merging.{kind}.act"), by_number),
            ],
            spacing=GAP,
            vertical_alignment=ft.CrossAxisAlignment.END,
        )
    )  # fmt: skip
    return card(*body)


def _record_words(record: OtherRecord) -> list[ft.Control]:
    facts = [record.number, record.kana, record.phone, record.born_on or ""]
    words: list[ft.Control] = [
        text(record.name, bold=True),
        soft_text("　".join(fact for fact in facts if fact)),
    ]
    if record.likeness is not None:
        words.append(
            soft_text("、".join(t(f"likeness.{reason}") for reason in record.likeness.reasons))
        )
    return words
