"""The two doors: the operation's passphrase, then who it is. Behind them stands the app.

In front of the first one a device without an operation comes into a centre; a device that was sent
away stays out.
"""

import flet as ft

from app.ui.component import component
from app.ui.components.cards import loading_state
from app.ui.desk import StaffChoice, WrongPassphraseError
from app.ui.runtime import NOBODY, current_runtime
from app.ui.screens.entrance.join import JoinRoute
from app.ui.screens.entrance.revoked import RevokedScreen
from app.ui.screens.entrance.screen import SignInScreen, UnlockScreen
from app.ui.signal import use_signal
from app.ui.use_sync import use_sync_state


@component
def Doors() -> ft.Control:
    runtime = current_runtime()
    operation = use_signal(runtime.operation_signal)
    actor = use_signal(runtime.actor_signal)
    outlet = ft.use_route_outlet()
    state = use_sync_state(operation is None)
    if operation is None:
        return Closed()
    if state is not None and state.revoked:
        return RevokedScreen(state)
    if actor is NOBODY:
        return SignInRoute()
    return ft.Container(outlet, expand=True)


@component
def Closed() -> ft.Control:
    """An operation lies there and is unlocked; or none does, and the device comes into a centre."""
    runtime = current_runtime()
    join = runtime.desk.join
    unknown: bool | None = False if join is None else None
    vacant, set_vacant = ft.use_state(unknown)

    async def look() -> None:
        if join is not None:
            set_vacant(await runtime.work(join.vacant))

    ft.use_effect(lambda: runtime.spawn(look()), [])
    if vacant is None or runtime.desk.moving:
        return loading_state()
    return JoinRoute(join) if vacant and join is not None else UnlockRoute()


@component
def UnlockRoute() -> ft.Control:
    runtime = current_runtime()

    async def unlock(passphrase: str) -> bool:
        try:
            operation = await runtime.work(lambda: runtime.desk.unlock(passphrase))
        except WrongPassphraseError:
            return False
        automatic = runtime.desk.door.automatic(operation)
        if automatic is not None:
            runtime.sign_in(automatic)
        runtime.open(operation)
        return True

    return UnlockScreen(unlock)


@component
def SignInRoute() -> ft.Control:
    runtime = current_runtime()
    first: tuple[StaffChoice, ...] | None = None
    staff, set_staff = ft.use_state(first)
    door, operation = runtime.desk.door, runtime.operation

    async def load() -> None:
        choices = await runtime.work(lambda: door.staff(operation))
        set_staff(choices)
        if not choices:
            runtime.sign_in(door.nobody_yet)

    ft.use_effect(lambda: runtime.spawn(load()), [])

    async def sign_in(who: StaffChoice, pin: str) -> bool:
        guard = runtime.desk.guard
        await runtime.sleep(guard.wait_s(who.id))
        actor = await runtime.work(lambda: door.sign_in(operation, who.id, pin))
        if actor is None:
            guard.wrong(who.id)
            runtime.sound("refused")
            return False
        guard.right(who.id)
        runtime.sign_in(actor)
        return True

    return SignInScreen(staff, sign_in)
