"""同期: reached from the line in the band and from the settings.

/sync                      how this device stands, the others, the base station
/sync/invite               let a device in
/sync/usb                  write and read bundles
/sync/pictures             from screen to screen
/sync/held                 what is here and does not count
/sync/records              who let in, sent away, erased, exported
/sync/backup               everything in one sealed file
/sync/recovery             the prefecture's offline key
/sync/device/<device>      its roles, name and last day
/sync/lost/<device>        a device is lost or must go
/sync/reborn               a copy of this device is at work
"""

import sqlite3
from collections.abc import Callable, Iterator

import flet as ft

from app.domain.tables_county import council_id
from app.services.command import Refused
from app.services.devices import ChangeDevice
from app.services.sync_view import (
    DEVICE_ACTS,
    JOIN_STEPS,
    HeldBack,
    Invitation,
    PictureProgress,
    SyncState,
)
from app.store.queries.county_membership import council_names
from app.store.queries.devices import DeviceRecord, device_records, staff_names
from app.ui.component import component
from app.ui.components.cards import empty_state, loading_state
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.minute import use_minute
from app.ui.runtime import current_runtime
from app.ui.screens.sync.acting import ROUTE, done, port_of
from app.ui.screens.sync.change import ChangeActions, ChangeScreen
from app.ui.screens.sync.device_form import DeviceDraft
from app.ui.screens.sync.files_route import BackupRoute, UsbRoute
from app.ui.screens.sync.held import HeldActions, HeldLine, HeldScreen
from app.ui.screens.sync.home import HomeActions, SyncScreen
from app.ui.screens.sync.invite import InviteActions, InviteScreen
from app.ui.screens.sync.lost import LostActions, LostScreen
from app.ui.screens.sync.pictures import PicturesActions, PicturesScreen, PicturesView
from app.ui.screens.sync.reborn import PAGE as REBORN
from app.ui.screens.sync.reborn import RebornActions, RebornScreen, RebornView
from app.ui.screens.sync.records import RecordsScreen, RecordsView
from app.ui.screens.sync.recovery_route import RecoveryRoute
from app.ui.section import Section
from app.ui.use_query import Ready, use_query
from app.ui.use_sync import use_sync
from sync.core.ids import DeviceId, EntityId

RECORDS = 100
News = PictureProgress | Refused | None


def _only_where_wired(page: Callable[[], ft.Control]) -> Callable[[], ft.Control]:
    """Where nothing syncs the pages say so, instead of failing."""

    @component
    def Guarded() -> ft.Control:
        if current_runtime().desk.sync is None:
            return empty_state(t("sync.not_wired"), t("sync.not_wired_hint"))
        return page()

    return Guarded


def state_shown(draw: Callable[[SyncState], ft.Control]) -> ft.Control:
    """What is drawn with the state; the pages are drawn only where there is one. A hook."""
    state = use_sync(lambda port: port.state())
    return shown(state, lambda value: draw(value) if value is not None else ft.Container())


@component
def SyncRoute() -> ft.Control:
    runtime = current_runtime()
    use_minute()

    def sync_now() -> None:
        port_of(runtime).sync_now()
        runtime.notify(t("sync.asking_all"), tone="waiting")

    async def be_base(base: bool) -> Refused | None:
        words = t("sync.base_now" if base else "sync.base_no_more")
        return await done(runtime, lambda port: port.be_base(base, runtime.actor), words)

    async def add_address(address: str) -> Refused | None:
        return await done(
            runtime,
            lambda port: port.add_address(address, runtime.actor),
            t("sync.address_added", address=address),
        )

    async def tell_hub(address: str) -> Refused | None:
        words = t("sync.hub_told", address=address)
        return await done(runtime, lambda port: port.tell_hub(address, runtime.actor), words)

    async def drop_hub(hub: EntityId) -> Refused | None:
        words = t("sync.hub_dropped")
        return await done(runtime, lambda port: port.drop_hub(hub, runtime.actor), words)

    actions = HomeActions(sync_now, be_base, add_address, tell_hub, drop_hub, runtime.go)
    return state_shown(lambda state: SyncScreen(state, actions))


@component
def InviteRoute() -> ft.Control:
    runtime = current_runtime()
    invitation = use_sync(lambda port: port.invitation())
    county = runtime.is_county
    councils = use_query(lambda db: council_names(db) if county else (), ("council",), county)
    picture, set_picture = ft.use_state("")
    now: Invitation | None = invitation.value if isinstance(invitation, Ready) else None

    async def invite(draft: DeviceDraft) -> Refused | None:
        port, actor = port_of(runtime), runtime.actor
        council = council_id(draft.council) if draft.council else None
        answer = await runtime.work(
            lambda: port.invite(draft.roles, draft.label, draft.ends_on, actor, council)
        )
        if isinstance(answer, Refused):
            runtime.sound("refused")
            return answer
        return None

    async def cancel() -> None:
        await runtime.work(port_of(runtime).cancel_invitation)

    async def answer_picture(words: str) -> Refused | None:
        port = port_of(runtime)
        answer = await runtime.work(lambda: port.answer_picture(words))
        if isinstance(answer, Refused):
            runtime.sound("refused")
            return answer
        runtime.sound("accepted")
        set_picture(answer)
        return None

    async def leave() -> None:
        await cancel()
        runtime.go(ROUTE)

    actions = InviteActions(invite, cancel, leave, answer_picture)

    def draw(state: SyncState) -> ft.Control:
        if not isinstance(councils, Ready):
            return loading_state()  # the form begins with what there is to choose from
        return InviteScreen(state, now, picture, actions, councils.value)

    return state_shown(draw)


@component
def ChangeRoute() -> ft.Control:
    runtime = current_runtime()
    words = str(ft.use_route_params().get("device", ""))

    async def change(device: DeviceId, draft: DeviceDraft) -> Refused | None:
        command = ChangeDevice(device, draft.roles, draft.label, draft.ends_on or "")
        outcome = await runtime.submit(command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(t("sync.changed"))
        runtime.go(ROUTE)
        return None

    actions = ChangeActions(change)
    return state_shown(lambda state: ChangeScreen(state, _device(words), actions))


@component
def RebornRoute() -> ft.Control:
    runtime = current_runtime()
    rebirth = runtime.desk.rebirth
    no_step: str | None = None
    step, set_step = ft.use_state(no_step)
    found = use_sync(lambda port: (port.state(), rebirth is not None and rebirth.begun()))

    async def go(invitation: str, passphrase: str) -> Refused | None:
        if rebirth is None:
            return None
        state = port_of(runtime).state()
        label = state.label or state.letter

        def on_step(name: str) -> None:
            runtime.on_loop(lambda: set_step(name))

        set_step(JOIN_STEPS[0])
        runtime.desk.reborn = None
        try:
            answer = await runtime.work(
                lambda: rebirth.begin(invitation, label, passphrase, on_step)
            )
            if isinstance(answer, Refused):
                runtime.sound("refused")
                return answer
            # Every session is shown the door meanwhile, and this page again when it is done.
            await runtime.work(lambda: runtime.desk.be_reborn(passphrase))
        finally:
            set_step(None)
        return None

    def draw(value: tuple[SyncState, bool] | None) -> ft.Control:
        if value is None:
            return ft.Container()
        view = RebornView(*value, step, runtime.desk.reborn)
        return RebornScreen(view, RebornActions(go, lambda: runtime.go(ROUTE)))

    return shown(found, draw)


@component
def LostRoute() -> ft.Control:
    runtime = current_runtime()
    words = str(ft.use_route_params().get("device", ""))

    async def revoke(device: DeviceId, reason: str) -> Refused | None:
        return await done(
            runtime, lambda port: port.revoke(device, reason, runtime.actor), t("sync.lost.said")
        )

    actions = LostActions(revoke, runtime.go)
    now = runtime.clock.now_ms()
    return state_shown(lambda state: LostScreen(state, _device(words), now, actions))


def _device(words: str) -> bytes:
    try:
        return bytes.fromhex(words)
    except ValueError:
        return b""


@component
def HeldRoute() -> ft.Control:
    runtime = current_runtime()
    held = use_sync(lambda port: (port.state(), port.held_back()))
    names = use_query(staff_names, ("staff",))
    known = dict(names.value) if isinstance(names, Ready) else {}

    async def accept(one: HeldBack, reason: str) -> Refused | None:
        return await done(
            runtime, lambda port: port.accept(one, reason, runtime.actor), t("sync.held.accepted")
        )

    def draw(value: tuple[SyncState, tuple[HeldBack, ...]] | None) -> ft.Control:
        if value is None:
            return ft.Container()
        state, batches = value
        lines = tuple(
            HeldLine(one, known.get(one.actor, "") if one.actor is not None else "")
            for one in batches
        )
        now = runtime.clock.now_ms()
        return HeldScreen(lines, state.is_admin, now, HeldActions(accept))

    return shown(held, draw)


@component
def RecordsRoute() -> ft.Control:
    runtime = current_runtime()
    pages, set_pages = ft.use_state(1)
    limit = pages * RECORDS

    def read(db: sqlite3.Connection) -> tuple[DeviceRecord, ...]:
        return device_records(db, DEVICE_ACTS, limit + 1)

    state = use_query(read, ("device", "revocation", "acceptance", "staff"), limit)

    def older() -> None:
        set_pages(lambda now: now + 1)

    return shown(
        state,
        lambda lines: RecordsScreen(
            RecordsView(lines[:limit], len(lines) > limit), runtime.clock.now_ms(), older
        ),
    )


@component
def PicturesRoute() -> ft.Control:
    runtime = current_runtime()
    nothing: Iterator[str] | None = None
    # In a tuple: a function or an iterator given to a setter must come out as it went in.
    sending, set_sending = ft.use_state((nothing,))
    reading, set_reading = ft.use_state(False)
    no_news: News = None
    came, set_came = ft.use_state(no_news)

    async def send(device: DeviceId | None) -> None:
        port = port_of(runtime)
        answer = await runtime.work(lambda: port.outgoing_frames(device))
        if isinstance(answer, Refused):
            runtime.sound("refused")
            set_came(answer)
            return
        set_came(None)
        set_sending((answer,))

    def begin() -> None:
        set_came(None)
        set_reading(True)

    async def read(words: str) -> None:
        port = port_of(runtime)
        answer = await runtime.work(lambda: port.incoming(words))
        if isinstance(answer, Refused):
            runtime.sound("refused")
            set_came(answer)
            return
        if answer.report is not None:
            runtime.sound("accepted")
            set_reading(False)
        set_came(answer)

    def stop() -> None:
        set_sending((None,))
        set_reading(False)

    actions = PicturesActions(send, begin, read, stop)
    progress = came if isinstance(came, PictureProgress) else None
    refused = came if isinstance(came, Refused) else None
    now = runtime.clock.now_ms()
    return state_shown(
        lambda state: PicturesScreen(
            PicturesView(state.peers, sending[0], reading, progress, refused), now, actions
        )
    )


SECTION = Section(
    key="sync",
    icon=ft.Icons.SYNC,
    route=ROUTE,
    function_key="",
    pages=tuple(
        ft.Route(path=path, component=_only_where_wired(page))
        if path
        else ft.Route(index=True, component=_only_where_wired(page))
        for path, page in (
            ("", SyncRoute),
            ("invite", InviteRoute),
            ("usb", UsbRoute),
            ("pictures", PicturesRoute),
            ("held", HeldRoute),
            ("records", RecordsRoute),
            ("backup", BackupRoute),
            ("recovery", RecoveryRoute),
            ("device/:device", ChangeRoute),
            ("lost/:device", LostRoute),
            (REBORN, RebornRoute),
        )
    ),
    open_to_all=True,
    in_rail=False,
    of_councils=True,
)
