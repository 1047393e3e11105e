"""What was done, in words: an act of the audit trail."""

from app.ui.i18n import messages_for, t
from app.ui.look import current_look


def act_word(act: str | None) -> str:
    """An act of a newer version is called just that."""
    if act is None:
        return t("today.erased_act")
    known = messages_for(current_look().language)
    return t(f"act.{act}") if f"act.{act}" in known else t("today.unknown_act")
