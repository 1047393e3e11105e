"""The clock of a drill that is played in advance: it stands where the player puts it.

The last, open day of a demo ends now, whenever that is: what happened on it is moved so that its
last minute is this one. Nothing of a demo lies in the future, at whatever hour it is made.
"""

from dataclasses import dataclass

from app.domain.calendar_jp import day_of, start_of


class DrillClock:
    """Instants in epoch milliseconds; never goes back."""

    def __init__(self, at: int) -> None:
        self._at = at

    def now_ms(self) -> int:
        return self._at

    def go_to(self, at: int) -> None:
        self._at = max(self._at, at)


@dataclass(frozen=True)
class OpenDay:
    """`cut` is the minute at which the played day stops, `now` the instant that it stands for."""

    cut: int
    now: int

    def moved(self, at: int) -> int:
        """Where an instant of the run lies for whoever looks now; earlier days stay as they are."""
        begins = start_of(day_of(self.cut))
        if at < begins:
            return at
        if at >= self.cut or self.now >= self.cut:
            return at + self.now - self.cut
        # Made before the hour at which the played day stops: the morning is pressed together.
        return begins + (at - begins) * (self.now - begins) // (self.cut - begins)
