"""Code lists as people read and choose them: the shipped ones with the centre's own entries."""

from app.ui.look import current_look
from app.ui.runtime import current_runtime


def code_label(name: str, code: str | None) -> str:
    """The text of a code in the session's language; empty for None."""
    return current_runtime().codes.label(name, code, current_look().language)


def code_options(name: str) -> tuple[tuple[str, str], ...]:
    """What may be chosen today, in the list's order, as (code, text): for chips."""
    runtime = current_runtime()
    language = current_look().language
    entries = runtime.codes.entries(name, runtime.today)
    return tuple((entry.code, entry.label(language)) for entry in entries)
