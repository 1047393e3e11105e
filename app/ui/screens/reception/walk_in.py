"""はじめての人: the six fields of the day form on one screen, more of them folded below.

Who may be the same person is shown while the name is typed; one tap takes that person instead. The
kana write themselves from the letters that become the name.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import flet as ft

from app.domain.typed_kana import follow_reading, is_kana
from app.services.command import Refused
from app.services.volunteers import RegisterVolunteer
from app.store.queries.people import OtherRecord, people_alike
from app.store.queries.reception import Found
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.fields import text_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_kept
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.form_fields import (
    DAY_FORM,
    HEALTH,
    MORE_PARTS,
    FormPart,
    form_field,
    laid_out,
)
from app.ui.signal import use_signal
from app.ui.tagged import row_tag
from app.ui.use_query import Ready, use_query
from sync.core.operations import Value


@dataclass(frozen=True)
class WalkIn:
    """What was typed so far. `kana` None: it follows the name."""

    family: str = ""
    given: str = ""
    family_kana: str = ""
    given_kana: str = ""
    kana: str | None = None
    values: Mapping[str, Value] = field(default_factory=lambda: {"participation": "individual"})
    health: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        parts = [part for part in (self.family.strip(), self.given.strip()) if part]
        return (" " if "".join(parts).isascii() else "\u3000").join(parts)

    @property
    def reading(self) -> str:
        if self.kana is not None:
            return self.kana
        return "\u3000".join(part for part in (self.family_kana, self.given_kana) if part)

    @property
    def phone(self) -> str:
        return str(self.values.get("phone") or "")

    @property
    def command(self) -> RegisterVolunteer:
        more = {name: value for name, value in self.values.items() if value is not None}
        six = {name: more.pop(name, None) for name in (
            "phone", "participation", "insurance_claim", "has_light_truck",
        )}  # fmt: skip
        six["phone"] = six["phone"] or ""
        return RegisterVolunteer(
            self.name,
            self.reading,
            more=more,
            health=self.health,
            **six,  # type: ignore[arg-type]
        )


def begun_with(typed: str) -> WalkIn:
    """The form after somebody was looked for in vain: the words need not be typed again."""
    words = typed.strip()
    if any(letter.isdecimal() for letter in words):
        phone = sum(letter.isdecimal() for letter in words) >= 9
        return WalkIn(values={"participation": "individual", "phone": words}) if phone else WalkIn()
    family, _, given = words.replace("\u3000", " ").partition(" ")
    kana = [follow_reading("", part) for part in (family, given)]
    if is_kana(words):
        return WalkIn(family_kana=kana[0], given_kana=kana[1])
    return WalkIn(family=family, given=given.strip(), family_kana=kana[0], given_kana=kana[1])


@dataclass(frozen=True)
class WalkInActions:
    change: Callable[[WalkIn], None]
    register: Callable[[bool], Awaitable[None]]
    take: Callable[[OtherRecord], Awaitable[None]]
    back: Callable[[], None]


@component
def WalkInScreen(
    form: WalkIn,
    alike: tuple[OtherRecord, ...],
    refused: Refused | None,
    actions: WalkInActions,
    wide: bool,
) -> ft.Control:
    opened: tuple[str, ...] = ()
    parts, set_parts = ft.use_state(opened)

    def toggle(name: str) -> None:
        set_parts(tuple(sorted(set(parts) ^ {name})))

    known = refused is not None and refused.code == "known_person"
    body: list[ft.Control] = [
        section_header(
            t("reception.new"),
            quiet_button("walk_in.back", t("frame.back"), actions.back, icon=ft.Icons.ARROW_BACK),
            note=t("reception.new_note"),
        ),
        _six_fields(form, refused, actions),
    ]
    if alike and not wide:
        body.append(_alike(alike, actions))
    if refused is not None and (known or refused.field is None):
        body.append(card(text(refusal_text(refused), bold=True), status="late"))
    body.append(soft_text(t("reception.more_later")))
    body += [
        _folded(part, form, refused, actions, part.name in parts, toggle)
        for part in (*MORE_PARTS, HEALTH)
    ]
    left = ft.Column(
        [stack(body, scroll=True), _acts(actions, known)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    if not wide:
        return left
    side: list[ft.Control] = [
        _alike(alike, actions) if alike else soft_text(t("reception.alike_hint"))
    ]
    return ft.Row(
        [
            ft.Container(left, expand=5),
            ft.Container(stack(side, scroll=True), expand=3),
        ],
        spacing=20,
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def _acts(actions: WalkInActions, known: bool) -> ft.Control:
    """Always in sight, below what scrolls."""
    words = t("reception.register_other") if known else t("reception.register_and_check_in")
    return ft.Row(
        [
            big_button(
                "walk_in.go", words, lambda: actions.register(True), icon=ft.Icons.HOW_TO_REG
            ),
            quiet_button(
                "walk_in.only", t("reception.register_only"), lambda: actions.register(False)
            ),
        ],
        wrap=True,
        spacing=GAP,
        run_spacing=GAP,
    )


def _six_fields(form: WalkIn, refused: Refused | None, actions: WalkInActions) -> ft.Control:
    """姓・名、かな、携帯、参加種別、保険、軽トラ."""

    def family(words: str) -> None:
        kana = follow_reading(form.family_kana, words)
        actions.change(replace(form, family=words, family_kana=kana))

    def given(words: str) -> None:
        kana = follow_reading(form.given_kana, words)
        actions.change(replace(form, given=words, given_kana=kana))

    def others(values: Mapping[str, Value]) -> None:
        actions.change(replace(form, values={**form.values, **values}))

    def why(name: str) -> str | None:
        wrong = refused is not None and refused.field == name and refused.code != "known_person"
        return refusal_text(refused) if refused is not None and wrong else None

    names = ft.Row(
        [
            text_field(
                "walk_in.family", t("reception.field.family"), form.family, family,
                refusal=why("name"), needed=True, autofocus=True, expand=1,
            ),
            text_field(
                "walk_in.given", t("reception.field.given"), form.given, given, expand=1
            ),
        ],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip
    kana = text_field(
        "walk_in.kana", t("reception.field.kana"), form.reading,
        lambda words: actions.change(replace(form, kana=words)), refusal=why("kana"), expand=1,
    )  # fmt: skip
    rest = {one.name: one for one in DAY_FORM.fields}
    phone = ft.Container(
        form_field("walk_in", rest["phone"], form.values, others, refused=refused), expand=1
    )
    participation, insurance, truck = (
        form_field("walk_in", rest[name], form.values, others, refused=refused)
        for name in ("participation", "insurance_claim", "has_light_truck")
    )
    second = ft.Row([kana, phone], spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START)
    third = ft.Row(
        [ft.Container(participation, expand=1), ft.Container(truck, expand=1)],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    return card(names, second, third, insurance)


def _folded(
    part: FormPart,
    form: WalkIn,
    refused: Refused | None,
    actions: WalkInActions,
    opened: bool,
    toggle: Callable[[str], None],
) -> ft.Control:
    head = quiet_button(
        f"walk_in.part.{part.name}",
        t(f"reception.part.{part.name}"),
        lambda: toggle(part.name),
        icon=ft.Icons.EXPAND_LESS if opened else ft.Icons.EXPAND_MORE,
    )
    if not opened:
        return ft.Row([head])
    sealed = part is HEALTH
    values = form.health if sealed else form.values

    def change(new: Mapping[str, Value]) -> None:
        name = "health" if sealed else "values"
        actions.change(replace(form, **{name: {**values, **new}}))  # type: ignore[arg-type]

    fields = [form_field("walk_in", one, values, change, refused=refused) for one in part.fields]
    note = [soft_text(t("reception.health_note"))] if sealed else []
    return card(ft.Row([head]), *note, *laid_out(part.fields, fields))


def _alike(alike: tuple[OtherRecord, ...], actions: WalkInActions) -> ft.Control:
    rows = [keyed(one.id, AlikeRow, one, actions.take) for one in alike]
    return card(heading(t("reception.alike")), *rows, status="decide")


@memo
def AlikeRow(record: OtherRecord, take: Callable[[OtherRecord], Awaitable[None]]) -> ft.Control:
    """A record that may be the same person: what speaks for it, and この人です."""
    reasons = record.likeness.reasons if record.likeness else ()
    facts = "　".join(word for word in (record.number, record.kana, record.phone) if word)
    return ft.Column(
        [
            text(record.name, bold=True),
            soft_text(facts),
            soft_text("、".join(t(f"likeness.{reason}") for reason in reasons)),
            big_button(
                row_tag("walk_in.same", record.id), t("reception.this_person"),
                lambda: take(record), icon=ft.Icons.PERSON,
            ),
        ],
        spacing=4,
        tight=True,
    )  # fmt: skip


@component
def WalkInRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    desk = ReceptionDesk.of(runtime)
    form, set_form = ft.use_state(use_kept(lambda: begun_with(desk.state.text)))
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)
    asked = (form.name, form.reading, form.phone)
    found = use_query(
        lambda db: people_alike(db, asked[0], asked[1], (asked[2],)),
        ("volunteer", "alias"),
        *asked,
    )
    alike = found.value if isinstance(found, Ready) else ()

    def change(new: WalkIn) -> None:
        set_form(new)
        set_refused(None)

    async def register(check_in: bool) -> None:
        known = refused is not None and refused.code == "known_person"
        outcome = await runtime.submit(replace(form.command, another_person=known))
        if isinstance(outcome, Refused):
            runtime.sound("look" if outcome.code == "known_person" else "refused")
            set_refused(outcome)
            return
        desk.clear()
        if check_in and outcome.entity is not None:
            await desk.check_in(Found(outcome.entity, group=False), "walk_in")
        else:
            runtime.sound("accepted")
            runtime.notify(t("reception.registered", name=form.name), ok=outcome)
        runtime.go("/reception")

    async def take(record: OtherRecord) -> None:
        desk.clear()
        await desk.check_in(Found(record.id, group=False), "search")
        runtime.go("/reception")

    actions = WalkInActions(change, register, take, lambda: runtime.go("/reception"))
    return WalkInScreen(form, alike, refused, actions, window.wide)
