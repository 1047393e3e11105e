"""The wiring of the page of recovery keys."""

import flet as ft

from app.services.command import Command, Refused
from app.services.devices import RevokeDevice
from app.services.recovery_keys import RecoveryKey, TakeRecoveryKey, read_key_text, taken_keys
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.sync.recovery import RecoveryActions, RecoveryScreen
from app.ui.use_query import Ready, use_query
from app.ui.use_sync import use_sync
from sync.core.ids import DeviceId


@component
def RecoveryRoute() -> ft.Control:
    runtime = current_runtime()
    state = use_sync(lambda port: port.state())
    keys = use_query(taken_keys, ("device",))

    async def submit(command: Command, words: str) -> Refused | None:
        outcome = await runtime.submit(command)
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            return outcome
        runtime.sound("accepted")
        runtime.notify(words)
        return None

    async def take(key: RecoveryKey) -> Refused | None:
        command = TakeRecoveryKey(key.public_key, key.sealing_key, key.name)
        return await submit(command, t("sync.recovery.accepted"))

    async def withdraw(device: DeviceId, reason: str) -> Refused | None:
        return await submit(RevokeDevice(device, reason), t("sync.recovery.removed"))

    actions = RecoveryActions(read_key_text, take, withdraw)
    known = keys.value if isinstance(keys, Ready) else ()
    now = runtime.clock.now_ms()
    return shown(
        state,
        lambda value: (
            RecoveryScreen(value, known, now, actions) if value is not None else ft.Container()
        ),
    )
