"""The centre itself: its profile, its staff, its settings and the day's first facts."""

import json
from dataclasses import dataclass
from datetime import date

from app.domain.settings import SETTING_BY_KEY, SettingValue
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from sync.core.ids import EntityId


@dataclass(frozen=True)
class OpenCentre(Command):
    """The first command of an operation: this device, and the centre's profile."""

    name: str
    public_key: str
    drill: bool = False
    disaster: str = ""


@decides(OpenCentre)
def open_centre(command: OpenCentre, ctx: Context) -> Decision:
    if not command.name.strip():
        return Refused("name_missing", field="name")
    if ctx.db.execute("SELECT 1 FROM live_centre_profile").fetchone():
        return Refused("centre_is_open")
    ctx.draft.new("device", EntityId(ctx.device), {
        "public_key": command.public_key, "letter": ctx.letter, "centre": ctx.centre,
        "roles": ("admin",), "enrolled_at": ctx.now_ms,
    })  # fmt: skip
    ctx.draft.new("centre_profile", ctx.centre, {
        "name": command.name.strip(), "drill": command.drill, "disaster": command.disaster or None,
        "status": "preparing",
    })  # fmt: skip
    return Accepted(ctx.centre)


@dataclass(frozen=True)
class ChangeSetting(Command):
    """A setting holds from `effective_on` (today where it is None)."""

    key: str
    value: SettingValue
    effective_on: date | None = None
    reason: str = ""


@decides(ChangeSetting, sections=("general",))
def change_setting(command: ChangeSetting, ctx: Context) -> Decision:
    if command.key not in SETTING_BY_KEY:
        return Refused("no_such_setting", {"key": command.key})
    identifier = ctx.new_id()
    ctx.draft.new("setting", identifier, {
        "key": command.key, "value": json.dumps(command.value, ensure_ascii=False),
        "effective_on": (command.effective_on or ctx.today).isoformat(),
        "reason": command.reason or None,
    })  # fmt: skip
    return Accepted(identifier)
