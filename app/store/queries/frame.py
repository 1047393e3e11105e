"""What the band at the top of every screen says."""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True)
class FrameRow:
    """`to_decide` counts what waits for a person's decision (要確認)."""

    centre: str
    drill: bool
    heads_out: int
    to_decide: int


def frame_row(db: sqlite3.Connection, to_decide: int = 0) -> FrameRow:
    """`to_decide` is counted where the rules are known (`app.services.day_decide`)."""
    centre = db.execute("SELECT name, drill FROM live_centre_profile LIMIT 1").fetchone()
    (heads_out,) = db.execute(
        "SELECT coalesce(sum(heads_out), 0) FROM live_team WHERE state = 'out'"
    ).fetchone()
    name, drill = centre if centre is not None else ("", 0)
    return FrameRow(name or "", bool(drill), int(heads_out), to_decide)
