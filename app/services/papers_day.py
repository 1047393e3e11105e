"""活動日報 from an operation: figures, who came, states of needs, safety, shortages, the seal.

Promises that figures which were not asked of everybody stay unknown (None), that a closed day shows
the figures of its seal, and that no name of a volunteer or resident is in it. What happened to
those who were hurt is told only to those who may read sealed texts.
"""

import sqlite3
from collections.abc import Iterable
from datetime import date

from app.catalogue.postal import lookup, municipalities, prefecture_of
from app.documents.day_report import DayReport, Injury, Participants, Shortage
from app.domain.calendar_jp import time_text
from app.services.day import checks_on, figures_on, point_text
from app.services.papers_words import Words, desk_hours
from app.store.queries.aliases import holders
from app.store.queries.day import DaySeal, day_seal
from app.store.queries.day_report import (
    injuries_on,
    municipality_code,
    needs_by_state,
    staff_on,
    stops_on,
    wbgt_by_hour,
)
from app.store.queries.equipment import stock_rows
from app.store.queries.lists import ParticipantRow, participant_rows
from app.store.queries.papers import centre_row


def day_report_of(
    db: sqlite3.Connection, day: date, words: Words, *, residents: bool = True
) -> DayReport:
    """The report of a day as it stands; of a closed day with what its seal says."""
    iso = day.isoformat()
    found = day_seal(db, iso)
    seal = found if found is not None and found.closed else None
    figures = (seal.figures if seal else None) or figures_on(db, day)
    return DayReport(
        day,
        figures.participants,
        figures.new_needs,
        figures.activities,
        figures.completed,
        by_kind=_by_kind(db, iso),
        weather=words.code("weather", found.weather) if found else "",
        opened=desk_hours(centre_row(db)),
        staff=_staff(db, iso, words),
        needs_by_state=_states(db, day, words),
        open_points=_open_points(db, day, seal, words),
        reason=seal.reason if seal else "",
        closed_by=seal.by_name if seal else "",
        closed_at=seal.at if seal else None,
        injuries=_injuries(db, iso, words, residents),
        heat=wbgt_by_hour(db, iso),
        stops=tuple(_stop(stop, words, day) for stop in stops_on(db, iso)),
        shortages=_shortages(db),
        note=found.note if found else "",
        tomorrow=found.tomorrow if found else "",
    )


def _by_kind(db: sqlite3.Connection, iso: str) -> Participants:
    """Heads by kind, a merged duplicate once; a total is known only where all were asked."""
    held = holders(db, "volunteer")
    once: dict[bytes, ParticipantRow] = {}
    for number, row in enumerate(participant_rows(db, iso)):
        subject = row.volunteer or row.group or number.to_bytes(4, "big")
        once.setdefault(held.get(subject, subject), row)
    rows = tuple(once.values())
    home = {place.code: place.prefecture for place in municipalities()}.get(municipality_code(db))
    first = _total(_first_timers(row) for row in rows)
    inside = _total(_inside(row, home) for row in rows) if home else None
    heads = sum(row.heads for row in rows)
    return Participants(
        sum(row.heads for row in rows if row.group is None),
        sum(row.heads for row in rows if row.group is not None),
        first,
        None if first is None else heads - first,
        inside,
        None if inside is None else heads - inside,
        _total(_of_sex(row, "male") for row in rows),
        _total(_of_sex(row, "female") for row in rows),
    )


def _total(counts: Iterable[int | None]) -> int | None:
    found = list(counts)
    known = [count for count in found if count is not None]
    return sum(known) if len(known) == len(found) else None


def _first_timers(row: ParticipantRow) -> int | None:
    if row.group is not None:
        return None if row.experienced is None else max(0, row.heads - row.experienced)
    return None if row.first_time is None else int(row.first_time)


def _of_sex(row: ParticipantRow, sex: str) -> int | None:
    if row.group is not None:
        return row.men if sex == "male" else row.women
    return None if row.sex is None else int(row.sex == sex)


def _inside(row: ParticipantRow, home: str) -> int | None:
    """Heads from the prefecture; a whole group comes from where its address is."""
    prefecture = prefecture_of(row.address)
    if not prefecture and row.postal_code:
        prefecture = next((place.prefecture for place in lookup(row.postal_code)), "")
    return (row.heads if prefecture == home else 0) if prefecture else None


def _staff(db: sqlite3.Connection, iso: str, words: Words) -> tuple[tuple[str, int], ...]:
    return tuple((words.code("staff_role", role), count) for role, count in staff_on(db, iso))


def _states(db: sqlite3.Connection, day: date, words: Words) -> tuple[tuple[str, int], ...]:
    """In the order of the list, states that no need is in left out."""
    counts = needs_by_state(db, day)
    known = [entry.code for entry in words.codes.entries("need_status", day.isoformat())]
    order = [*known, *sorted(counts.keys() - set(known))]
    return tuple(
        (words.code("need_status", code), counts[code]) for code in order if code in counts
    )


def _open_points(
    db: sqlite3.Connection, day: date, seal: DaySeal | None, words: Words
) -> tuple[str, ...]:
    if seal is not None:
        return seal.open_points
    return tuple(
        point_text(point, words.texts, phones=False)
        for check in checks_on(db, day)
        for point in check.open_points
    )


def _injuries(
    db: sqlite3.Connection, iso: str, words: Words, residents: bool
) -> tuple[Injury, ...]:
    return tuple(
        Injury(
            words.code("injury", kind),
            course if residents else "",
            words.code("treatment", treatment),
        )
        for kind, course, treatment in injuries_on(db, iso)
    )


def _stop(stop: tuple[str, int, int | None, str], words: Words, day: date) -> str:
    kind, at, lifted, reason = stop
    span = f"{time_text(at, day)}～{time_text(lifted, day) if lifted is not None else ''}"
    return " ".join(filter(None, (span, words.code("stop_kind", kind), reason)))


def _shortages(db: sqlite3.Connection) -> tuple[Shortage, ...]:
    return tuple(
        Shortage(row.item.name, row.item.low_mark - row.ready, row.item.unit, row.item.note)
        for row in stock_rows(db)
        if row.low
    )
