"""Two records of one volunteer: search before create, and the list of what may be merged.

A family shares a phone and a name is not one person's alone, so neither decides by itself. A
different date of birth speaks against; a blank one says nothing. Whether two are one is decided by
a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.likeness import Likeness, NameKeys, compare_names
from app.domain.names import normalise_phone

CANDIDATE_MIN = 50
CANDIDATES_MAX = 5
# From here on the desk is asked before a second record is made.
LIKELY_MIN = 80
_NAME_SCORE = {"same_name": 50, "same_kana": 50, "similar_name": 25}
_SAME_PHONE, _SAME_BIRTHDAY, _SAME_EMAIL, _OTHER_BIRTHDAY = 40, 40, 40, -45
_PHONE_DIGITS_MIN = 9


@dataclass(frozen=True)
class VolunteerKeys:
    """The comparable form of a volunteer; `of` makes it. Blank means not asked."""

    id: bytes
    names: NameKeys
    phones: frozenset[str]
    email: str
    born_on: str

    @staticmethod
    def of(
        id: bytes,
        name: str | None,
        kana: str | None = None,
        phones: tuple[str | None, ...] = (),
        email: str | None = None,
        born_on: str | None = None,
    ) -> "VolunteerKeys":
        digits = (normalise_phone(phone) for phone in phones if phone)
        return VolunteerKeys(
            id,
            NameKeys.of(name, kana),
            frozenset(phone for phone in digits if len(phone) >= _PHONE_DIGITS_MIN),
            (email or "").strip().casefold(),
            born_on or "",
        )


@dataclass(frozen=True)
class DuplicateCandidate:
    id: bytes
    likeness: Likeness

    @property
    def likely(self) -> bool:
        return self.likeness.score >= LIKELY_MIN


def likeness(one: VolunteerKeys, other: VolunteerKeys) -> Likeness:
    """How likely two records are one person; symmetric."""
    score, reasons = 0, []
    name = compare_names(one.names, other.names)
    if name:
        score += _NAME_SCORE[name]
        reasons.append(name)
    if one.phones & other.phones:
        score += _SAME_PHONE
        reasons.append("same_phone")
    if one.email and one.email == other.email:
        score += _SAME_EMAIL
        reasons.append("same_email")
    if one.born_on and other.born_on:
        same = one.born_on == other.born_on
        # A shared birthday alone is chance: it counts beside a name.
        if same and name:
            score += _SAME_BIRTHDAY
            reasons.append("same_birthday")
        elif not same and reasons:
            score += _OTHER_BIRTHDAY
            reasons.append("other_birthday")
    return Likeness(max(0, min(score, 100)), tuple(reasons))


def candidates(
    asked: VolunteerKeys, existing: Iterable[VolunteerKeys], limit: int = CANDIDATES_MAX
) -> tuple[DuplicateCandidate, ...]:
    """Records that may be the same person, the likeliest first.

    Meant for the few hundred that a search by name and phone found, not for all records.
    """
    found = [
        DuplicateCandidate(other.id, alike)
        for other in existing
        if other.id != asked.id and (alike := likeness(asked, other)).score >= CANDIDATE_MIN
    ]
    found.sort(key=lambda candidate: (-candidate.likeness.score, candidate.id))
    return tuple(found[:limit])
