"""Days and times as forms and spreadsheets write them.

Beyond what a desk types (`app.domain.calendar_jp`): serial numbers of Excel, the stamps of Google
Forms, 7/20/2026, and lists of days with ranges. Promises that 24:00 is the end of its day. What
cannot be read is kept as text with a warning, never guessed.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta

from app.documents.readers.reading import EMPTY, Reading, Setting, unreadable
from app.domain.calendar_jp import (
    Unreadable,
    instant_of,
    parse_day,
    parse_minutes,
)

# Day 1 of Excel's calendar is 1900-01-01, and it believes in 1900-02-29.
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(3_000, 80_000)  # 1908 to 2119: a number outside is no day
RANGE_DAYS_MAX = 62
BIRTH_YEAR_MIN = 1900
JST_MINUTES = 9 * 60  # east of UTC, all year

_SERIAL = re.compile(r"([0-9]{4,5})(?:\.([0-9]+))?")
_ZONE = re.compile(r"\s*(?:GMT|UTC)(?:([+-])([0-9]{1,2})(?::?([0-9]{2}))?)?$", re.IGNORECASE)
_ISO_ZONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(?:Z|[+-][0-9]{2}:?[0-9]{2})$")
_AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_HALF_BEHIND = re.compile(r"(.*?)\s*(午前|午後|AM|PM)$", re.IGNORECASE)
_DAY_AND_TIME = re.compile(
    r"(.*[0-9日)])(?:[T\s]\s*|(?=午前|午後))((?:午前|午後|AM|PM)?\s*[0-9]{1,2}(?:[:時].*)?)",
    re.IGNORECASE,
)
_SECONDS = re.compile(r"(:[0-9]{2}):[0-9]{2}(?:\.[0-9]+)?")
_BETWEEN_DAYS = re.compile(r"[、,;；\n\r]+|\s+(?=[0-9])")
_WEEKDAY = re.compile(r"\([月火水木金土日祝休曜・,]+\)")
_RANGE = re.compile(r"\s*(?:~|〜|から|-{2}|–|—|ー)\s*")
_DAY_ONLY = re.compile(r"([0-9]{1,2})日?")


def read_date(text: str, setting: Setting) -> Reading:
    """A day as YYYY-MM-DD; warnings `date_unreadable`, `date_order` (7/8/2026 is 8 July)."""
    plain = _plain(text)
    if not plain:
        return EMPTY
    try:
        day, swapped = _day(plain, setting.today)
    except Unreadable:
        return unreadable("date_unreadable", text)
    if swapped:
        return Reading(day.isoformat(), "date_order", {"text": text, "date": day.isoformat()})
    return Reading(day.isoformat())


def read_birthday(text: str, setting: Setting) -> Reading:
    """A day of birth; `birthday_impossible` where it lies in the future or before 1900.

    A birthday without a year says nothing about an age: it is kept as text.
    """
    plain = _plain(text)
    if not plain:
        return EMPTY
    try:
        day, swapped = _day(plain, None)
    except Unreadable:
        return unreadable("date_unreadable", text)
    if day.year < BIRTH_YEAR_MIN or day > setting.today:
        return unreadable("birthday_impossible", text)
    if swapped:
        return Reading(day.isoformat(), "date_order", {"text": text, "date": day.isoformat()})
    return Reading(day.isoformat())


def read_instant(text: str, setting: Setting) -> Reading:
    """An instant in epoch milliseconds; 00:00 of the day where no time is given."""
    plain = _plain(text)
    if not plain:
        return EMPTY
    try:
        return Reading(_instant(plain, setting.today))
    except (Unreadable, ValueError, OverflowError):
        return unreadable("time_unreadable", text)


def read_days(text: str, setting: Setting) -> Reading:
    """Days as a sorted set: 7/20、21日, 7月20日〜22日, one a line. Unread parts stay in `rest`."""
    days: set[str] = set()
    unread: list[str] = []
    near = setting.today
    plain = _WEEKDAY.sub("", _plain(text))
    for part in filter(None, map(str.strip, _BETWEEN_DAYS.split(plain))):
        try:
            found = _days_of(part, near)
        except Unreadable:
            unread.append(part)
        else:
            days.update(day.isoformat() for day in found)
            near = found[-1]
    value = tuple(sorted(days)) or None
    if unread:
        rest = text if value is None else "、".join(unread)
        return Reading(value, "days_unreadable", {"text": "、".join(unread)}, rest=rest)
    return Reading(value)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _day(plain: str, near: date | None) -> tuple[date, bool]:
    """The day, and whether month and day might be the other way round. Raises Unreadable."""
    if found := _AMERICAN.match(plain):
        first, second = int(found[1]), int(found[2])
        month, day = (first, second) if first <= 12 else (second, first)
        try:
            return date(int(found[3]), month, day), first <= 12 and second <= 12 and first != second
        except ValueError:
            raise Unreadable("day_unreadable", plain) from None
    serial = _SERIAL.fullmatch(plain)
    if serial and int(serial[1]) in EXCEL_DAYS:
        return EXCEL_EPOCH + timedelta(days=int(serial[1])), False
    return parse_day(plain, near), False


def _instant(plain: str, near: date) -> int:
    if _ISO_ZONE.fullmatch(plain):
        return int(datetime.fromisoformat(plain).timestamp() * 1000)
    zone = _ZONE.search(plain)
    shift = 0
    if zone:
        plain = plain[: zone.start()]
        hours, minutes = int(zone[2] or 0), int(zone[3] or 0)
        ahead = (hours * 60 + minutes) * (-1 if zone[1] == "-" else 1)
        shift = JST_MINUTES - ahead
    serial = _SERIAL.fullmatch(plain)
    if serial and serial[2]:
        share = float(f"0.{serial[2]}")
        return instant_of(EXCEL_EPOCH + timedelta(days=int(serial[1])), round(share * 1440))
    if half := _HALF_BEHIND.fullmatch(plain):
        # Google Forms in Japanese: 2026/07/08 9:30:12 午前 GMT+9
        plain = re.sub(r"\s+(?=[0-9]{1,2}:)", f" {half[2]}", half[1])
    found = _DAY_AND_TIME.fullmatch(plain)
    if found is None:
        return instant_of(_day(plain, near)[0], 0)
    time = _SECONDS.sub(r"\1", found[2])
    return instant_of(_day(found[1].strip(), near)[0], parse_minutes(time) + shift)


def _days_of(part: str, near: date) -> list[date]:
    """One day, or all days of a range; a bare 21日 is of the month before it."""
    ends = [_day_of_list(end, near) for end in _RANGE.split(part) if end]
    if len(ends) == 1:
        return ends
    if len(ends) != 2:
        raise Unreadable("day_unreadable", part)
    first, last = ends
    if last < first and _DAY_ONLY.fullmatch(_RANGE.split(part)[-1]):
        last = _day_of_list(_RANGE.split(part)[-1], first)
    if not 0 <= (last - first).days < RANGE_DAYS_MAX:
        raise Unreadable("day_unreadable", part)
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _day_of_list(text: str, near: date) -> date:
    if found := _DAY_ONLY.fullmatch(text):
        try:
            return near.replace(day=int(found[1]))
        except ValueError:
            raise Unreadable("day_unreadable", text) from None
    return _day(text, near)[0]
