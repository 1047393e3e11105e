"""Faults of our own: logged without anybody's data, shown as a number that can be said aloud.

The log line holds the kind of exception and the places in the code. It never holds the exception's
message or values of variables: those may carry a resident's name.
"""

import logging
import traceback
from itertools import count

_log = logging.getLogger("tasuki.ui")
_numbers = count(1)
_known: dict[tuple[str, str, str], str] = {}


def report_fault(error: BaseException, where: str) -> str:
    """Logs `error`, which happened in `where`, and returns its number (E-0001, ...).

    The same fault at the same place keeps its number and is logged once: a screen draws often.
    """
    places = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}"
        for frame in reversed(traceback.extract_tb(error.__traceback__))
    )
    kind = type(error).__name__
    number = _known.get((where, kind, places))
    if number is None:
        number = f"E-{next(_numbers):04d}"
        _known[(where, kind, places)] = number
        _log.error("%s in %s: %s at %s", number, where, kind, places)
    return number
