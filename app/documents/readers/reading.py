"""What reading one cell gives: a value, what was odd about it, and the text that found no place.

A cell that cannot be understood never stops its row: the value stays None, the problem is named and
the text goes into the row's note as typed, so nothing of a form is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sync.core.operations import Value

# Twelve pages; in UTF-8 it stays below the 64 KiB that a text field of the log may have.
TEXT_CHARACTERS_MAX = 16_000


@dataclass(frozen=True)
class Reading:
    """`code` is empty, or a warning of catalogue key `import.problem.<code>` with `params`.

    `rest` is the part of the cell that `value` does not hold; `others` are further values of the
    same sort (a second phone number).
    """

    value: Value = None
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""
    others: tuple[str, ...] = ()


EMPTY = Reading()


@dataclass(frozen=True)
class Setting:
    """What a reader may know besides the cell: the day that dates without a year are close to."""

    today: date


def unreadable(code: str, text: str) -> Reading:
    """No value; the text is kept."""
    return Reading(None, code, {"text": text}, rest=text)
