"""A worker's card between the page that scanned it and the page that welcomes.

Kept for the session in memory, never in an address: the card carries a name.
"""

from weakref import WeakKeyDictionary

from app.ui.runtime import Runtime

ARRIVAL = "/county/aid/arrive"
_HELD: "WeakKeyDictionary[Runtime, str]" = WeakKeyDictionary()


def hand_over(runtime: Runtime, scanned: str) -> None:
    """To the page of arrivals, which takes it."""
    _HELD[runtime] = scanned
    runtime.go(ARRIVAL)


def taken(runtime: Runtime) -> str:
    """What was scanned elsewhere, once; empty where nothing was."""
    return _HELD.pop(runtime, "")
