"""止めない仕事 and 代わりに使うもの: the checklist of a council, one tap for how each stands."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.county_bcp import Alternate, Task, due_at, is_late
from app.services.county_bcp import (
    AddAlternate,
    AddBcpTask,
    EditBcpTask,
    LoadBcpTasks,
    RemoveAlternate,
    RemoveBcpTask,
    SetAlternate,
    SetBcpTask,
)
from app.store.queries.county_bcp import BcpView
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, moment
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import StatusName
from app.ui.runtime import current_runtime
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag
from sync.core.ids import EntityId

STATE_TONES: dict[str, StatusName] = {
    "open": "waiting", "doing": "out", "done": "done", "impossible": "late", "ready": "done",
    "in_use": "out", "lost": "late", "unknown": "waiting",
}  # fmt: skip


@component
def Work(view: BcpView, may: bool, print_it: Callable[[], Awaitable[None]]) -> ft.Control:
    runtime = current_runtime()
    adding, set_adding = ft.use_state(False)

    async def load() -> None:
        command = LoadBcpTasks(current_look().language, view.council)
        await send_or_say(runtime, command, t("county_bcp.loaded"))

    buttons: list[ft.Control] = [
        button("county_bcp.print", t("county_bcp.print"), print_it, icon=ft.Icons.PRINT)
    ]
    load_button = button("county_bcp.load", t("county_bcp.load"), load, icon=ft.Icons.DOWNLOAD)
    if may:
        buttons.insert(
            0, button("county_bcp.add", t("county_bcp.add"), lambda: set_adding(True),
                      icon=ft.Icons.ADD)
        )  # fmt: skip
    head: list[ft.Control] = [acts(*buttons)]
    if view.tasks:
        counts = t("county_bcp.counts", done=view.line.done, tasks=view.line.tasks)
        head = [ft.Row([acts(*buttons), heading(counts)], wrap=True, spacing=24)]
    if adding:
        head.append(TaskForm(None, view.council, lambda: set_adding(False)))
    if not view.tasks and not adding:
        extra = (soft_text(t("county_bcp.load_hint")), load_button) if may else ()
        return stack(
            [*head, empty_state(t("county_bcp.empty"), t("county_bcp.empty_hint"), *extra,
                                icon=ft.Icons.CHECKLIST)],
            scroll=True,
        )  # fmt: skip
    rows = [keyed(one.id, TaskCard, one, view.since, may) for one in view.tasks]
    return stack([*head, *rows], scroll=True)


@component
def TaskCard(task: Task, since: int | None, may: bool) -> ft.Control:
    runtime = current_runtime()
    editing, set_editing = ft.use_state(False)
    tag = row_tag("county_bcp.task", task.id)
    if editing:
        return TaskForm(task, None, lambda: set_editing(False))

    async def choose(state: str | None) -> None:
        if state is not None:
            await send_or_say(runtime, SetBcpTask(task.id, state), t("county_bcp.state_set"))

    late = is_late(task, since, runtime.clock.now_ms())
    due, tone = due_at(task, since), STATE_TONES.get(task.state, "waiting")
    about = [t("county_bcp.within", hours=task.hours)]
    if due is not None:
        about.append(t("county_bcp.due", at=moment(due)))
    if task.changed_at:
        about.append(t("county_bcp.changed", at=moment(task.changed_at)))
    head: list[ft.Control] = [ft.Container(heading(task.title), expand=True)]
    if late:
        head.append(status_chip("late", t("county_bcp.late"), loud=True))
    if may:
        head.append(
            quiet_button(f"{tag}.edit", t("county_bcp.edit"), lambda: set_editing(True),
                         icon=ft.Icons.EDIT)
        )  # fmt: skip
    parts: list[ft.Control] = [
        ft.Row(head, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        soft_text("　".join(about)),
        *([text(task.note)] if task.note else []),
        choice_chips(f"{tag}.state", "", code_options("bcp_state"), task.state, choose)
        if may
        else status_chip(
            STATE_TONES.get(task.state, "waiting"), code_label("bcp_state", task.state)
        ),
    ]
    return card(*parts, padding=12, spacing=6, status="late" if late else tone)


@component
def TaskForm(task: Task | None, council: EntityId | None, close: Callable[[], None]) -> ft.Control:
    runtime = current_runtime()
    form = use_form(
        "county_bcp.form",
        {
            "title": task.title if task else "", "hours": task.hours if task else 24,
            "note": task.note if task else "",
        },
    )  # fmt: skip

    def command(sure: bool) -> AddBcpTask | EditBcpTask:
        values = (form["title"], form["hours"], form["note"])
        if task is None:
            return AddBcpTask(*values, council, sure)
        return EditBcpTask(task.id, *values, sure)

    async def remove() -> None:
        if task is not None:
            await send_or_say(runtime, RemoveBcpTask(task.id), t("county_bcp.removed"))

    parts: list[ft.Control] = [
        form.text("title", t("county_bcp.task_title"), needed=True),
        form.number("hours", t("county_bcp.hours"), unit=t("county_bcp.hours_unit"), most=2000),
        form.text("note", t("county_bcp.note"), lines=2),
        no_names(),
        *form.ending(t("county_bcp.save"), command, t("county_bcp.saved"), close, cancel=close),
    ]
    if task is not None:
        parts.append(
            acts(quiet_button("county_bcp.remove", t("county_bcp.remove"), remove,
                              icon=ft.Icons.DELETE_OUTLINE))
        )  # fmt: skip
    return card(*parts)


@component
def Alternates(view: BcpView, may: bool) -> ft.Control:
    adding, set_adding = ft.use_state(False)
    parts: list[ft.Control] = []
    if may and not adding:
        parts.append(
            acts(button("county_bcp.add_alternate", t("county_bcp.add_alternate"),
                        lambda: set_adding(True), icon=ft.Icons.ADD))
        )  # fmt: skip
    if adding:
        parts.append(AlternateForm(view.council, lambda: set_adding(False)))
    for kind, words in code_options("alternate_kind"):
        found = [one for one in view.alternates if one.kind == kind]
        if found:
            parts.append(heading(words))
            parts += [keyed(one.id, AlternateCard, one, may) for one in found]
    if not view.alternates and not adding:
        parts.append(
            empty_state(t("county_bcp.alternates_empty"), t("county_bcp.alternates_empty_hint"),
                        icon=ft.Icons.ALT_ROUTE)
        )  # fmt: skip
    return stack(parts, scroll=True)


@component
def AlternateCard(one: Alternate, may: bool) -> ft.Control:
    runtime = current_runtime()
    tag = row_tag("county_bcp.alternate", one.id)

    async def choose(state: str | None) -> None:
        if state is not None:
            await send_or_say(runtime, SetAlternate(one.id, state), t("county_bcp.state_set"))

    async def remove() -> None:
        await send_or_say(runtime, RemoveAlternate(one.id), t("county_bcp.removed"))

    about = [one.place]
    if one.changed_at:
        about.append(t("county_bcp.changed", at=moment(one.changed_at)))
    head: list[ft.Control] = [
        ft.Column(
            [text(one.title, bold=True), soft_text("　".join(part for part in about if part))],
            spacing=0, tight=True, expand=True,
        )
    ]  # fmt: skip
    if may:
        head.append(
            quiet_button(f"{tag}.remove", t("county_bcp.remove"), remove,
                         icon=ft.Icons.DELETE_OUTLINE)
        )  # fmt: skip
    tone = STATE_TONES.get(one.state, "waiting")
    state = (
        choice_chips(f"{tag}.state", "", code_options("alternate_state"), one.state, choose)
        if may
        else status_chip(tone, code_label("alternate_state", one.state))
    )
    return card(ft.Row(head), state, padding=12, spacing=6, status=tone)


@component
def AlternateForm(council: EntityId, close: Callable[[], None]) -> ft.Control:
    form = use_form("county_bcp.alternate_form", {"kind": None, "title": "", "place": ""})
    return card(
        form.choice("kind", t("county_bcp.kind"), code_options("alternate_kind"), needed=True),
        form.text("title", t("county_bcp.alternate_title"), needed=True),
        form.text("place", t("county_bcp.place")),
        no_names(),
        *form.ending(
            t("county_bcp.save"),
            lambda sure: AddAlternate(
                form["kind"] or "", form["title"], form["place"], council, sure
            ),
            t("county_bcp.alternate_saved"), close, cancel=close,
        ),
    )  # fmt: skip
