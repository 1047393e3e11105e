"""From the centre's dated settings to the rules that hold at an instant.

Promises that what nobody has set is the default of `settings.py`, and that a value of the wrong
kind (from a newer version, or typed into a file) is the default too: rules never break on a
setting.
"""

from collections.abc import Callable, Iterable

from app.domain.eligibility import Conditions
from app.domain.heat import HeatRules
from app.domain.minors import MinorRules
from app.domain.settings import SETTING_BY_KEY, SettingValue
from app.domain.stops import Stop

Read = Callable[[str], SettingValue]


def conditions_at(
    at: int, setting: Read, *, wbgt_tenths: int | None = None, stops: Iterable[Stop] = ()
) -> Conditions:
    """What holds for everybody at the instant; `setting` reads a setting of that day."""
    return Conditions(
        at,
        earthquake=_bool(setting, "earthquake"),
        minor_rules=minor_rules(setting),
        heat_rules=heat_rules(setting),
        wbgt_tenths=wbgt_tenths,
        stops=tuple(stops),
    )


def minor_rules(setting: Read) -> MinorRules:
    """The settings about minors."""
    stage = setting("minimum_stage")
    return MinorRules(
        stage if isinstance(stage, str) else str(SETTING_BY_KEY["minimum_stage"].default),
        _bool(setting, "high_school_needs_consent"),
        _bool(setting, "junior_high_needs_guardian"),
    )


def heat_rules(setting: Read) -> HeatRules:
    """The settings about heat."""
    return HeatRules(
        _int(setting, "work_minutes"),
        _int(setting, "rest_minutes"),
        _int(setting, "wbgt_stop_tenths"),
        _int(setting, "wbgt_warn_tenths"),
    )


def _bool(setting: Read, key: str) -> bool:
    value = setting(key)
    return value if isinstance(value, bool) else bool(SETTING_BY_KEY[key].default)


def _int(setting: Read, key: str) -> int:
    value = setting(key)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    default = SETTING_BY_KEY[key].default
    return default if isinstance(default, int) else 0
