"""Slows down whoever guesses PINs: each wrong one doubles the wait for that person.

A PIN has four digits; it keeps colleagues apart, while the passphrase and the vault keep thieves
out. The wait is on the desk, not in the session: reloading the page does not shorten it.
"""

from collections.abc import Hashable

FREE_TRIES = 2  # a slip of a wet finger costs nothing
WAIT_S_MAX = 60.0


class SignInGuard:
    def __init__(self) -> None:
        self._wrong: dict[Hashable, int] = {}

    def wait_s(self, who: Hashable) -> float:
        """Seconds that must pass before the next try of `who` is looked at."""
        beyond = self._wrong.get(who, 0) - FREE_TRIES
        return 0.0 if beyond < 0 else min(WAIT_S_MAX, float(2**beyond))

    def wrong(self, who: Hashable) -> None:
        self._wrong[who] = self._wrong.get(who, 0) + 1

    def right(self, who: Hashable) -> None:
        self._wrong.pop(who, None)
