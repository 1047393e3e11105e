"""Fields and values of any record in words: what two desks wrote, as people read it."""

from datetime import date

from app.domain.calendar_jp import day_of, day_text, short_day_text, time_text
from app.domain.code_fields import CODE_LIST_OF
from app.domain.tables import REGISTRY
from app.store.queries.today_decide import Conflict
from app.ui.code_texts import code_label
from app.ui.i18n import messages_for, t
from app.ui.look import current_look
from sync.core.registry import FieldType

NEED_TABLES = frozenset({"need", "need_private", "survey", "survey_private"})


def field_word(table: str, field: str) -> str:
    """The field as its own screen calls it; 「ほかの項目」 for one that no screen shows."""
    known = messages_for(current_look().language)
    if table in NEED_TABLES and f"need_field.{field}" in known:
        return t(f"need_field.{field}")
    if f"field_word.{field}" in known:
        return t(f"field_word.{field}")
    if f"import.slot.{field}" in known:
        return t(f"import.slot.{field}")
    return t("today.some_field")


def value_word(conflict: Conflict, value: str | int | bytes | None, name: str) -> str:
    """A value as people read it. `name`: what the record is called that an id stands for."""
    if conflict.hidden:
        return t("today.hidden_value")
    if value is None or value == "":
        return t("today.blank_value")
    kind = REGISTRY.by_name[conflict.table].by_name[conflict.field].type
    if kind is FieldType.BOOLEAN:
        return t("frame.yes") if value else t("frame.no")
    if kind is FieldType.INSTANT and isinstance(value, int):
        return f"{short_day_text(day_of(value))} {time_text(value)}"
    if kind is FieldType.DATE and isinstance(value, str):
        return _day(value)
    if kind is FieldType.ID:
        return name or t("today.some_record")
    listed = CODE_LIST_OF.get(f"{conflict.table}.{conflict.field}")
    return code_label(listed, str(value)) if listed else str(value)


def _day(iso: str) -> str:
    try:
        return day_text(date.fromisoformat(iso), current_look().language)
    except ValueError:
        return iso
