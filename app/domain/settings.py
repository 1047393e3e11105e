"""The centre's settings and event flags: what may be set, and what holds until somebody sets it.

Where published rules differ from place to place (group minimum, age rules, who pays the insurance)
the point is a dated setting here, never a constant in code. Values are JSON: bool, int, str, list.
"""

from dataclasses import dataclass
from typing import TypeAlias

SettingValue: TypeAlias = bool | int | str | list[str] | None


@dataclass(frozen=True)
class Setting:
    """`kind` is bool, int, text, time or choice; `choices` names a code list for choice."""

    key: str
    kind: str
    default: SettingValue
    section: str
    choices: str = ""
    unit: str = ""


SETTINGS: tuple[Setting, ...] = (
    # Flags of the event. 全社協 calls the exception on request of the prefecture.
    Setting("large_disaster_exception", "bool", False, "event"),
    Setting("earthquake", "bool", False, "event"),  # then only the quake plan covers
    Setting("event_name", "text", "", "event"),
    # Reception. Published group minimums run from 4 to 10.
    Setting("group_minimum", "int", 5, "reception", unit="people"),
    Setting("daily_capacity", "int", 0, "reception", unit="people"),  # 0: no limit
    Setting("insurance_paid_by", "choice", "self", "reception", choices="paid_by"),
    Setting("minimum_stage", "choice", "junior_high", "reception", choices="age_stage"),
    Setting("high_school_needs_consent", "bool", True, "reception"),
    Setting("junior_high_needs_guardian", "bool", True, "reception"),
    # Out and back.
    Setting("planned_return", "time", "15:30", "teams"),
    Setting("report_until", "time", "16:00", "teams"),
    Setting("team_size", "int", 5, "teams", unit="people"),
    Setting("work_minutes", "int", 20, "heat", unit="minutes"),
    Setting("rest_minutes", "int", 10, "heat", unit="minutes"),
    Setting("wbgt_stop_tenths", "int", 310, "heat", unit="tenths"),
    Setting("wbgt_warn_tenths", "int", 280, "heat", unit="tenths"),
    # Needs.
    Setting("need_stale_days", "int", 3, "needs", unit="days"),
    Setting("survey_absence_limit", "int", 3, "needs", unit="times"),
    # Papers.
    Setting("consent_footer", "text", "", "papers"),  # empty: the catalogue's text
    Setting("retention_until", "text", "", "papers"),
    Setting("centre_phone", "text", "", "papers"),
    Setting("work_hours", "text", "9:30-15:30", "papers"),
    # Counts of the running day to the county, every quarter of an hour; closed days always go.
    Setting("publish_by_itself", "bool", False, "county"),
)

SETTING_BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}
