"""団体: one entry with heads, leader, insurance, vehicles, brought tools, and a pasted list.

The heads are asked; the list of names may be shorter, or come later. What was understood of the
list stands below it before anything is written.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

import flet as ft

from app.domain.groups import PastedList, parse_names
from app.services.command import Refused
from app.services.groups import BroughtVehicle, RegisterGroup
from app.store.queries.reception import Found
from app.ui.code_texts import code_label
from app.ui.component import component
from app.ui.components.buttons import big_button, button, icon_button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.fields import text_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_kept
from app.ui.i18n import refusal_text, t
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.form_fields import GROUP_PARTS, FormPart, form_field, laid_out
from app.ui.screens.reception.person_cards import row
from app.ui.screens.reception.vehicle_card import VehicleForm
from app.ui.signal import use_signal
from sync.core.operations import Value

PROBLEMS_SHOWN = 6


@dataclass(frozen=True)
class GroupEntry:
    """What was typed so far."""

    values: Mapping[str, Value] = field(default_factory=dict)
    vehicles: tuple[BroughtVehicle, ...] = ()
    names: str = ""

    @property
    def command(self) -> RegisterGroup:
        more = {name: value for name, value in self.values.items() if value is not None}
        return RegisterGroup(
            str(more.pop("name", "")), vehicles=self.vehicles, names=self.names, more=more
        )


@dataclass(frozen=True)
class GroupFormActs:
    change: Callable[[GroupEntry], None]
    register: Callable[[bool], Awaitable[None]]
    back: Callable[[], None]


@component
def GroupFormScreen(
    entry: GroupEntry, refused: Refused | None, acts: GroupFormActs, wide: bool
) -> ft.Control:
    def change(new: Mapping[str, Value]) -> None:
        acts.change(replace(entry, values={**entry.values, **new}))

    def part(one: FormPart) -> ft.Control:
        fields = [
            form_field("group", f, entry.values, change, refused=refused, needed=f.name == "name")
            for f in one.fields
        ]
        return card(heading(t(f"reception.part.{one.name}")), *laid_out(one.fields, fields))

    group, heads, more = (part(one) for one in GROUP_PARTS)
    names = NamesCard(entry.names, lambda words: acts.change(replace(entry, names=words)), refused)
    vehicles = _Vehicles(entry.vehicles, lambda found: acts.change(replace(entry, vehicles=found)))
    header = section_header(
        t("reception.group"),
        quiet_button("group.back", t("frame.back"), acts.back, icon=ft.Icons.ARROW_BACK),
        note=t("reception.group_note"),
    )
    bottom: list[ft.Control] = []
    if refused is not None:
        bottom.append(text(refusal_text(refused), bold=True))
    bottom += [
        big_button(
            "group.go", t("reception.register_and_check_in"), lambda: acts.register(True),
            icon=ft.Icons.HOW_TO_REG,
        ),
        quiet_button("group.only", t("reception.register_only"), lambda: acts.register(False)),
    ]  # fmt: skip
    body: ft.Control = stack([group, heads, names, vehicles, more], scroll=True)
    if wide:
        body = ft.Row(
            [
                ft.Container(stack([group, heads], scroll=True), expand=1),
                ft.Container(stack([names, vehicles, more], scroll=True), expand=1),
            ],
            spacing=20,
            expand=True,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    return ft.Column(
        [header, body, ft.Row(bottom, wrap=True, spacing=GAP, run_spacing=GAP)],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


@component
def _Vehicles(
    vehicles: tuple[BroughtVehicle, ...], change: Callable[[tuple[BroughtVehicle, ...]], None]
) -> ft.Control:
    adding, set_adding = ft.use_state(False)

    async def add(brought: BroughtVehicle) -> Refused | None:
        change((*vehicles, brought))
        set_adding(False)
        return None

    body: list[ft.Control] = [heading(t("reception.card.vehicles"))]
    for place, one in enumerate(vehicles):
        words = t("reception.vehicle_count", kind=code_label("vehicle", one.kind), count=one.count)
        drop = icon_button(
            f"group.vehicle_drop:{place}", ft.Icons.DELETE_OUTLINE, t("reception.vehicle_remove"),
            lambda place=place: change(vehicles[:place] + vehicles[place + 1 :]),  # type: ignore[misc]
        )  # fmt: skip
        body.append(row([text(words, bold=True)], drop))
    if adding:
        body.append(VehicleForm(add, lambda: set_adding(False)))
    else:
        add_it = button(
            "vehicle.add", t("reception.vehicle_add"), lambda: set_adding(True),
            icon=ft.Icons.DIRECTIONS_CAR,
        )  # fmt: skip
        body.append(ft.Row([add_it]))
    return card(*body)


@component
def NamesCard(
    names: str, change: Callable[[str], None], refused: Refused | None = None
) -> ft.Control:
    """The list as people have it, and what was understood of it."""
    pasted = ft.use_memo(lambda: parse_names(names), [names])
    why = refusal_text(refused) if refused is not None and refused.field == "names" else None
    body: list[ft.Control] = [
        text_field(
            "group.names", t("reception.names"), names, change, lines=5, refusal=why,
            hint=t("reception.names_hint"),
        )
    ]  # fmt: skip
    if names.strip():
        body += _understood(pasted)
    return card(*body)


def _understood(pasted: PastedList) -> list[ft.Control]:
    found: list[ft.Control] = [
        text(t("reception.names_found", heads=pasted.heads, uninsured=pasted.uninsured), bold=True)
    ]
    troubled = [one for one in pasted.people if one.problems]
    for one in troubled[:PROBLEMS_SHOWN]:
        problems = "、".join(t(f"pasted.{problem}") for problem in one.problems)
        found.append(
            soft_text(t("reception.names_problem", line=one.line, name=one.name, what=problems))
        )
    if len(troubled) > PROBLEMS_SHOWN:
        more = len(troubled) - PROBLEMS_SHOWN
        found.append(soft_text(t("reception.names_more_problems", count=more)))
    if pasted.left_out:
        found.append(soft_text(t("reception.names_left_out", count=pasted.left_out)))
    return found


@component
def GroupFormRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    desk = ReceptionDesk.of(runtime)
    first = use_kept(lambda: _begun_with(desk.state.text))
    entry, set_entry = ft.use_state(first)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    def change(new: GroupEntry) -> None:
        set_entry(new)
        set_refused(None)

    async def register(check_in: bool) -> None:
        outcome = await runtime.submit(entry.command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return
        desk.clear()
        if check_in and outcome.entity is not None:
            await desk.check_in(Found(outcome.entity, group=True), "group")
        else:
            runtime.sound("accepted")
            said = t("reception.group_registered", name=entry.command.name)
            runtime.notify(said, ok=outcome)
        runtime.go("/reception")

    acts = GroupFormActs(change, register, lambda: runtime.go("/reception"))
    return GroupFormScreen(entry, refused, acts, window.wide)


def _begun_with(typed: str) -> GroupEntry:
    """What somebody looked for in vain is the name."""
    words = typed.strip()
    if not words or any(letter.isdecimal() for letter in words):
        return GroupEntry()
    return GroupEntry({"name": words})
