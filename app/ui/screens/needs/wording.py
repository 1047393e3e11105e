"""A need in words: its state, its wait, its answers. Blank is said to be blank."""

from datetime import date

from app.domain.calendar_jp import day_of, day_text, days_between, short_day_text, time_text
from app.domain.code_fields import CODE_LIST_OF
from app.domain.needs import SETTLED, status_of
from app.store.queries.needs import NeedLine
from app.ui.code_texts import code_label
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.palette import STATUS_NAMES, StatusName
from app.ui.runtime import current_runtime
from sync.core.operations import Value

_LISTS = {
    place.partition(".")[2]: name
    for place, name in CODE_LIST_OF.items()
    if place.partition(".")[0] in ("need", "need_private")
}
DAYS = frozenset({"wanted_from", "wanted_until", "next_on", "completed_on"})
UNITS = {"people": "people", "days": "days", "flood_cm": "cm", "mud_cm": "cm"}


def status_word(status: str | None) -> str:
    return code_label("need_status", status or "received")


def status_tone(status: str | None) -> StatusName:
    """The colour of a state, from the list of states; what nobody knows is to be decided."""
    entry = current_runtime().codes.get("need_status", status or "received")
    tone = entry.attributes.get("tone") if entry is not None else None
    found = next((name for name in STATUS_NAMES if name == tone), None)
    return found or "decide"


def waiting_words(line: NeedLine, now_ms: int) -> str:
    """「3日目」 for what is open, counted from the day of the call."""
    if status_of(line.status) in SETTLED or not line.received_at:
        return ""
    days = days_between(day_of(line.received_at), day_of(now_ms)) + 1
    return t("needs.day_n", days=days)


def kinds_words(line: NeedLine) -> str:
    return t("needs.and").join(code_label("work_kind", code) for code in line.kinds)


def who_words(line: NeedLine) -> str:
    """Requester, and the person affected where it is another."""
    name = line.name or ""
    if line.affected_name and line.affected_name != line.name:
        return t("needs.who_for", name=name or t("needs.no_name"), affected=line.affected_name)
    return name or t("needs.no_name")


def moment_words(at_ms: int | None, now_ms: int) -> str:
    """「9:42」 today, 「8/9(日) 9:42」 on another day."""
    if not at_ms:
        return ""
    clock = time_text(at_ms)
    return clock if day_of(at_ms) == day_of(now_ms) else f"{short_day_text(day_of(at_ms))} {clock}"


def value_words(name: str, value: Value) -> str:
    """What stands in a field, as a person reads it; empty for blank."""
    if value is None or value == ():
        return ""
    codes = _LISTS.get(name)
    if isinstance(value, bool):
        return t("frame.yes") if value else t("frame.no")
    if isinstance(value, tuple):
        return t("needs.and").join(code_label(codes, one) if codes else one for one in value)
    if isinstance(value, str):
        if name in DAYS:
            return day_text(date.fromisoformat(value), current_look().language)
        return code_label(codes, value) if codes else value
    unit = UNITS.get(name)
    if isinstance(value, bytes):
        return value.hex()
    return f"{value}" if unit is None else t(f"needs.count_{unit}", count=value)
