"""Days, hours and years as a Japanese desk writes them.

Promises: the day of an instant in Asia/Tokyo, 24:00 as the end of a day, Reiwa to Meiji years in
and out, fiscal years from 4/1 to 3/31. Instants are epoch milliseconds UTC. What cannot be read is
refused with `Unreadable`, never guessed. Japan has had no summer time since 1951: the offset is
fixed.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
_EPOCH = date(1970, 1, 1)
_JST_OFFSET_MS = 9 * HOUR_MS

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Unreadable(ValueError):
    """The text is no day or no time; `text` is what was typed, `code` names the kind."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code = code
        self.text = text


@dataclass(frozen=True)
class Era:
    letter: str
    name: str
    first_day: date


ERAS = (
    Era("R", "令和", date(2019, 5, 1)),
    Era("H", "平成", date(1989, 1, 8)),
    Era("S", "昭和", date(1926, 12, 25)),
    Era("T", "大正", date(1912, 7, 30)),
    Era("M", "明治", date(1868, 1, 25)),
)
_ERA_OF_SIGN = {sign: era for era in ERAS for sign in (era.letter, era.name, era.name[0])}


# --------------------------------------------------------------------------- instants and days


def day_of(at_ms: int) -> date:
    """The day in Japan on which the instant lies."""
    return _EPOCH + timedelta(days=(at_ms + _JST_OFFSET_MS) // DAY_MS)


def start_of(day: date) -> int:
    """The instant 00:00 of a day in Japan; `start_of(day + 1)` is 24:00."""
    return (day - _EPOCH).days * DAY_MS - _JST_OFFSET_MS


def end_of(day: date) -> int:
    """24:00, the first instant that is no longer in the day."""
    return start_of(day) + DAY_MS


def instant_of(day: date, minutes: int) -> int:
    """The instant at `minutes` after 00:00 of the day; 1440 is 24:00."""
    return start_of(day) + minutes * MINUTE_MS


def minutes_of(at_ms: int) -> int:
    """Minutes since 00:00 in Japan, 0 to 1439."""
    return (at_ms + _JST_OFFSET_MS) % DAY_MS // MINUTE_MS


def hour_of(at_ms: int) -> int:
    """The hour in Japan, 0 to 23."""
    return minutes_of(at_ms) // 60


def jst(at_ms: int) -> datetime:
    """The instant as an aware datetime in Japan, for spreadsheets."""
    return datetime.fromtimestamp(0, JST) + timedelta(milliseconds=at_ms)


# --------------------------------------------------------------------------- text out


def weekday_text(day: date, language: str = "ja") -> str:
    """火 or Tue."""
    return WEEKDAYS_JA[day.weekday()] if language == "ja" else WEEKDAYS_EN[day.weekday()]


def day_text(day: date, language: str = "ja") -> str:
    """8月11日(火), or Tue 11 Aug in other languages."""
    if language == "ja":
        return f"{day.month}月{day.day}日({weekday_text(day)})"
    return f"{weekday_text(day, language)} {day.day} {day:%b}"


def short_day_text(day: date) -> str:
    """8/11."""
    return f"{day.month}/{day.day}"


def era_of(day: date) -> tuple[Era, int]:
    """The era of a day and its year; year 1 is 元年. ValueError before Meiji."""
    for era in ERAS:
        if day >= era.first_day:
            return era, day.year - era.first_day.year + 1
    raise ValueError(f"no era for {day}")


def era_text(day: date) -> str:
    """令和8年8月11日, 令和元年5月1日."""
    era, year = era_of(day)
    return f"{era.name}{'元' if year == 1 else year}年{day.month}月{day.day}日"


def era_short(day: date) -> str:
    """R8.8.11."""
    era, year = era_of(day)
    return f"{era.letter}{year}.{day.month}.{day.day}"


def fiscal_year_text(year: int) -> str:
    """令和8年度 for 2026."""
    era, era_year = era_of(date(year, 4, 2) if year != 2019 else date(2019, 5, 1))
    return f"{era.name}{'元' if era_year == 1 else era_year}年度"


def time_text(at_ms: int, day: date | None = None) -> str:
    """9:05; the end of `day` is 24:00, not 0:00 of the next."""
    if day is not None and at_ms == end_of(day):
        return "24:00"
    return minutes_text(minutes_of(at_ms))


def minutes_text(minutes: int) -> str:
    """9:05 for 545, 24:00 for 1440."""
    return f"{minutes // 60}:{minutes % 60:02d}"


# --------------------------------------------------------------------------- text in

_WEEKDAY = r"(?:\(?[月火水木金土日](?:曜日?)?\)?)?"
_SEPARATED = re.compile(rf"(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_WEEKDAY}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_ERA_DAY = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM令平昭大明])"
    rf"(\d{{1,2}}|元)[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?{_WEEKDAY}"
)
_ERA_COMPACT = re.compile(r"([RHSTM])(\d{2})(\d{2})(\d{2})")
_NO_YEAR = re.compile(rf"(\d{{1,2}})[-/.月](\d{{1,2}})日?{_WEEKDAY}")
_TIME_AFTER_DAY = re.compile(r"[T ]\d{1,2}:\d{2}.*$")
_TIME = re.compile(r"(午前|午後|AM|PM)?(\d{1,2})(?:[:.時](\d{1,2}|半)?分?)(?::\d{2}(?:\.\d+)?)?")
_TIME_COMPACT = re.compile(r"(\d{1,2})(\d{2})")


def parse_day(text: str, near: date | None = None) -> date:
    """Reads a day: 2026/8/11, 20260811, R8.8.11, 令和8年8月11日, S55.1.2, 8/11(火), 8月11日.

    A day without a year is read only where `near` is given, as the closest such day to it. A time
    or a weekday behind the day is skipped. Era years may run on after the era's end (平成32年).
    Raises Unreadable for everything else, and for days that no calendar has.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _TIME_AFTER_DAY.sub("", plain)
    plain = re.sub(r"\s+", "", plain).upper()
    try:
        return _day_from(plain, near)
    except ValueError:
        raise Unreadable("day_unreadable", text) from None


def _day_from(plain: str, near: date | None) -> date:
    if found := _SEPARATED.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _ERA_DAY.fullmatch(plain) or _ERA_COMPACT.fullmatch(plain):
        year = 1 if found[2] == "元" else int(found[2])
        if year == 0:
            raise ValueError("eras begin with year 1")
        first = _ERA_OF_SIGN[found[1]].first_day.year
        return date(first + year - 1, int(found[3]), int(found[4]))
    found = _NO_YEAR.fullmatch(plain)
    if found is None or near is None:
        raise ValueError("no day")
    return _closest(int(found[1]), int(found[2]), near)


def _closest(month: int, day: int, near: date) -> date:
    candidates = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            candidates.append(date(year, month, day))
        except ValueError:
            continue
    return min(candidates, key=lambda candidate: (abs(candidate - near), candidate))


def parse_minutes(text: str) -> int:
    """Reads a time of the day as minutes: 9:30, 9時半, 午後3時, 0930, 24:00 (1440).

    Raises Unreadable for everything else, 24:01 included.
    """
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    found = _TIME.fullmatch(plain)
    if found:
        half, hour, minute = found[1], int(found[2]), found[3] or "0"
        minutes = hour * 60 + (30 if minute == "半" else int(minute))
        valid = hour <= 12 if half else True
        if half in ("午後", "PM") and hour < 12:
            minutes += 720
        elif half in ("午前", "AM") and hour == 12:
            minutes -= 720
        valid = valid and (minute == "半" or int(minute) < 60)
    elif found := _TIME_COMPACT.fullmatch(plain):
        minutes = int(found[1]) * 60 + int(found[2])
        valid = int(found[2]) < 60 and len(plain) >= 3
    else:
        minutes, valid = 0, False
    if not valid or minutes > 1440:
        raise Unreadable("time_unreadable", text)
    return minutes


# --------------------------------------------------------------------------- years and ages


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year (4/1 to 3/31) of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_starts(year: int) -> int:
    """The instant 4/1 00:00 of the fiscal year."""
    return start_of(date(year, 4, 1))


def fiscal_year_ends(year: int) -> int:
    """The instant 3/31 24:00 of the fiscal year, which is 4/1 00:00 of the next."""
    return start_of(date(year + 1, 4, 1))


def age_at(born_on: date, day: date) -> int:
    """Full years on a day. Who is born on 2/29 grows older on 3/1 in other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (0 if had_birthday else 1)


def days_between(earlier: date, later: date) -> int:
    """Whole days from one day to another; 0 on the same day."""
    return (later - earlier).days
