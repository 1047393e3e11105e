"""端末と保存: this device's letter, how much is kept where, and whether it is whole."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from app.domain.calendar_jp import day_of, day_text, time_text
from app.services.storage import StorageFacts, Verified
from app.store.queries.settings import RecordCount, record_counts
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card, loading_state, stack
from app.ui.components.queries import shown
from app.ui.components.status_chip import status_chip
from app.ui.components.tables import Column, table
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.screens.settings.menu import page_head
from app.ui.use_query import use_query

MEGABYTE = 1_000_000
GIGABYTE = 1_000_000_000


@dataclass(frozen=True)
class DeviceView:
    """`facts` is None where the screens do not know where the data lies."""

    letter: str
    counts: tuple[RecordCount, ...]
    facts: StorageFacts | None


@component
def DeviceRoute() -> ft.Control:
    runtime = current_runtime()
    nothing: StorageFacts | None = None
    facts, set_facts = ft.use_state(nothing)
    state = use_query(record_counts, ("check_in", "need", "team", "import_run"))
    storage, operation = runtime.desk.storage, runtime.operation

    async def load() -> None:
        if storage is not None:
            set_facts(await runtime.work(lambda: storage.facts(operation)))

    ft.use_effect(lambda: runtime.spawn(load()), [])

    async def verify() -> Verified | None:
        if storage is None:
            return None
        return await runtime.work(lambda: storage.verify(operation))

    return shown(
        state,
        lambda counts: DeviceScreen(DeviceView(operation.letter, counts, facts), verify),
    )


@component
def DeviceScreen(view: DeviceView, verify: Callable[[], Awaitable[Verified | None]]) -> ft.Control:
    letter = card(
        heading(t("settings.device.letter")),
        ft.Row([code_text(view.letter),
                soft_text(t("settings.device.letter_hint", letter=view.letter), expand=True)]),
    )  # fmt: skip
    counts = card(
        heading(t("settings.device.counts")),
        table(
            (
                Column(t("settings.device.kind"), 2),
                Column(t("settings.device.number"), 1, number=True),
            ),
            [
                (t(f"record.{one.kind}"), t("settings.device.count", count=f"{one.count:,}"))
                for one in view.counts
            ],
        ),
    )
    parts = [page_head("device"), letter]
    if view.facts is not None:
        parts += [_facts_card(view.facts), VerifyCard(verify)]
    if not current_runtime().is_county:
        parts.append(counts)
    return stack(parts, scroll=True)


@component
def VerifyCard(verify: Callable[[], Awaitable[Verified | None]]) -> ft.Control:
    nothing: Verified | None = None
    found, set_found = ft.use_state(nothing)
    busy, set_busy = ft.use_state(False)

    async def run() -> None:
        set_busy(True)
        try:
            set_found(await verify())
        finally:
            set_busy(False)

    parts: list[ft.Control] = [
        button("settings.device.verify", t("settings.device.verify"), run,
               icon=ft.Icons.VERIFIED_USER, disabled=busy),
    ]  # fmt: skip
    if busy:
        parts += [soft_text(t("settings.device.verifying")), loading_state()]
    elif found is not None:
        parts.append(_verdict(found))
    return card(*parts)


def _verdict(found: Verified) -> ft.Control:
    if found.damages:
        return status_chip("late", t("settings.device.damaged", count=found.damages))
    if not found.same:
        return status_chip("late", t("settings.device.differs"))
    words = t("settings.device.sound", batches=f"{found.batches:,}", chains=found.chains)
    return status_chip("done", words)


def _facts_card(facts: StorageFacts) -> ft.Control:
    made = t("settings.device.no_checkpoint")
    if facts.checkpoint_at is not None:
        day = day_text(day_of(facts.checkpoint_at), current_look().language)
        made = f"{day} {time_text(facts.checkpoint_at)}"
    lines = (
        ("folder", facts.folder),
        ("size", _size(facts.bytes_used)),
        ("free", _size(facts.bytes_free)),
        ("batches", t("settings.device.count", count=f"{facts.batches:,}")),
        ("checkpoint", made),
    )
    return card(
        *(
            ft.Column(
                [soft_text(t(f"settings.device.{name}")), text(value, selectable=True)],
                spacing=0,
                tight=True,
            )
            for name, value in lines
        )
    )


def _size(count: int) -> str:
    if count >= GIGABYTE:
        return t("settings.device.gigabytes", gigabytes=f"{count / GIGABYTE:,.1f}")
    return t("settings.device.megabytes", megabytes=f"{count / MEGABYTE:,.1f}")
