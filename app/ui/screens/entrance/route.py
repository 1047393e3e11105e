"""The two doors: the operation's passphrase, then who it is. Behind them stands the app."""

import flet as ft

from app.ui.component import component
from app.ui.desk import StaffChoice, WrongPassphraseError
from app.ui.runtime import NOBODY, current_runtime
from app.ui.screens.entrance.screen import SignInScreen, UnlockScreen
from app.ui.signal import use_signal


@component
def Doors() -> ft.Control:
    runtime = current_runtime()
    operation = use_signal(runtime.operation_signal)
    actor = use_signal(runtime.actor_signal)
    outlet = ft.use_route_outlet()
    if operation is None:
        return UnlockRoute()
    if actor is NOBODY:
        return SignInRoute()
    return ft.Container(outlet, expand=True)


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
