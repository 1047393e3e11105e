"""The centre itself: its profile and its dated settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.catalogue.codes import CodeLists
from app.domain.calendar_jp import Unreadable, minutes_text, parse_minutes
from app.domain.device_roles import ADMIN
from app.domain.settings import SETTING_BY_KEY, Setting, SettingValue
from app.domain.tables import REGISTRY
from app.services.command import Accepted, Command, Decision, Refused, decides
from app.services.context import Context
from app.services.devices import LABEL_LETTERS_MAX
from app.services.form_values import clean_text, form_values
from app.store.queries.codes import code_entries
from sync.core.ids import EntityId
from sync.core.operations import Value
from sync.crypto.grants import sealing_public

SETTING_NUMBER_MAX = 100_000
SETTING_LETTERS_MAX = 2_000


@dataclass(frozen=True)
class OpenCentre(Command):
    """The first command of an operation: this device, by its `label`, and the centre's profile."""

    name: str
    public_key: str
    drill: bool = False
    disaster: str = ""
    label: str = ""


@decides(OpenCentre)
def open_centre(command: OpenCentre, ctx: Context) -> Decision:
    if not command.name.strip():
        return Refused("name_missing", field="name")
    if ctx.db.execute("SELECT 1 FROM live_centre_profile").fetchone():
        return Refused("centre_is_open")
    label = command.label.strip()
    if len(label) > LABEL_LETTERS_MAX:
        return Refused("text_too_long", {"limit": LABEL_LETTERS_MAX}, field="label")
    ctx.draft.new("device", EntityId(ctx.device), {
        "public_key": command.public_key, "letter": ctx.letter, "centre": ctx.centre,
        "roles": (ADMIN,), "enrolled_at": ctx.now_ms, "label": label or None,
        "sealing_key": sealing_public(ctx.keys.device).hex() if ctx.keys else None,
    })  # fmt: skip
    ctx.draft.new("centre_profile", ctx.centre, {
        "name": command.name.strip(), "drill": command.drill, "disaster": command.disaster or None,
        "status": "preparing",
    })  # fmt: skip
    return Accepted(ctx.centre)


# What OpenCentre and the operation itself decide, for good.
_FIXED = frozenset({"drill"})
PROFILE_FIELDS = tuple(
    item.name for item in REGISTRY.by_name["centre_profile"].fields if item.name not in _FIXED
)


@dataclass(frozen=True)
class EditCentre(Command):
    """`values`: any of PROFILE_FIELDS; the day's opening hours as HH:MM."""

    values: Mapping[str, Value]


@decides(EditCentre, sections=("general",))
def edit_centre(command: EditCentre, ctx: Context) -> Decision:
    unknown = set(command.values) - set(PROFILE_FIELDS)
    if unknown:
        raise KeyError(f"not a field of the profile: {sorted(unknown)}")
    values = form_values(ctx.db, "centre_profile", command.values)
    if isinstance(values, Refused):
        return values
    if "name" in values and not values["name"]:
        return Refused("name_missing", field="name")
    for name in ("opens", "closes"):
        if values.get(name) is not None:
            time = _time_value(str(values[name]))
            if isinstance(time, Refused):
                return Refused(time.code, field=name)
            values[name] = time
    opens, closes = values.get("opens"), values.get("closes")
    if opens and closes and parse_minutes(str(closes)) <= parse_minutes(str(opens)):
        return Refused("closes_before_opens", field="closes")
    ctx.draft.set("centre_profile", ctx.centre, values)
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
    definition = SETTING_BY_KEY.get(command.key)
    if definition is None:
        return Refused("no_such_setting", {"key": command.key})
    day = command.effective_on or ctx.today
    if day < ctx.today:
        return Refused("day_past", field="effective_on")
    value = _setting_value(ctx, definition, command.value)
    if isinstance(value, Refused):
        return value
    identifier = ctx.new_id()
    ctx.draft.new("setting", identifier, {
        "key": command.key, "value": json.dumps(value, ensure_ascii=False),
        "effective_on": day.isoformat(), "reason": clean_text(command.reason),
    })  # fmt: skip
    return Accepted(identifier)


@dataclass(frozen=True)
class CancelSetting(Command):
    """A change that has not begun yet is called off."""

    setting: EntityId


@decides(CancelSetting, sections=("general",))
def cancel_setting(command: CancelSetting, ctx: Context) -> Decision:
    row = ctx.db.execute(
        "SELECT effective_on FROM live_setting WHERE id = ?", (command.setting,)
    ).fetchone()
    if row is None:
        return Refused("no_such_setting", {"key": ""})
    if row[0] <= ctx.today.isoformat():
        return Refused("setting_has_begun")
    ctx.draft.delete("setting", command.setting)
    return Accepted(command.setting)


def _setting_value(
    ctx: Context, definition: Setting, value: SettingValue
) -> SettingValue | Refused:
    """The value as it is kept, or why it is none of this setting's kind."""
    match definition.kind:
        case "bool":
            return value if isinstance(value, bool) else Refused("no_setting_value", field="value")
        case "int":
            good = isinstance(value, int) and not isinstance(value, bool)
            in_range = good and 0 <= int(str(value)) <= SETTING_NUMBER_MAX
            return value if in_range else Refused("no_setting_value", field="value")
        case "time":
            return _time_value(value)
        case "choice":
            lists = CodeLists.load().with_rows(code_entries(ctx.db))
            if not isinstance(value, str) or lists.get(definition.choices, value) is None:
                return Refused("no_setting_value", field="value")
            return value
    words = clean_text(value) if isinstance(value, str) else None
    if words is not None and len(words) > SETTING_LETTERS_MAX:
        return Refused("text_too_long", {"limit": SETTING_LETTERS_MAX}, field="value")
    return words or ""


def _time_value(value: SettingValue) -> str | Refused:
    try:
        return minutes_text(parse_minutes(str(value)))
    except Unreadable:
        return Refused("no_setting_value", field="value")
