"""Needs of the same house: the son, the neighbour and the resident call about one place.

Promises candidates before a new need is taken, by phone, house number and name, each with its
reasons. One need for one house is the rule, since two end in a double dispatch or in a need that
never closes. Whether two are one is decided by a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.addresses import fold_address, house_key
from app.domain.likeness import Likeness, NameKeys, compare_names
from app.domain.names import normalise_phone

CANDIDATE_MIN = 50
CANDIDATES_MAX = 8
# Shorter numbers (a town's extension, a slip) say nothing.
_PHONE_DIGITS_MIN = 9
_SAME_PHONE, _SAME_HOUSE, _SAME_HOUSE_SHORT = 60, 60, 50
_NAME_SCORE = {"same_name": 30, "same_kana": 25, "similar_name": 15}
# Two people of one name in one town are worth a look where nothing else is known.
_SAME_TOWN = 25


@dataclass(frozen=True)
class HouseFacts:
    """What a need says about its place and people; anything may be None."""

    id: bytes
    names: tuple[tuple[str | None, str | None], ...] = ()  # (name, kana) of requester and affected
    phones: tuple[str | None, ...] = ()
    address: str | None = None
    town: str | None = None


@dataclass(frozen=True)
class HouseKeys:
    """The same, folded once for many comparisons."""

    id: bytes
    names: tuple[NameKeys, ...]
    phones: frozenset[str]
    house: str
    town: str


@dataclass(frozen=True)
class HouseCandidate:
    id: bytes
    likeness: Likeness


def keys_of(facts: HouseFacts) -> HouseKeys:
    """The comparable form of a need."""
    phones = (normalise_phone(phone) for phone in facts.phones if phone)
    return HouseKeys(
        facts.id,
        tuple(NameKeys.of(name, kana) for name, kana in facts.names if name or kana),
        frozenset(phone for phone in phones if len(phone) >= _PHONE_DIGITS_MIN),
        house_key(facts.address or ""),
        fold_address(facts.town or ""),
    )


def likeness(one: HouseKeys, other: HouseKeys) -> Likeness:
    """How likely two needs are about one house; symmetric."""
    score, reasons = 0, []
    if one.phones & other.phones:
        score += _SAME_PHONE
        reasons.append("same_phone")
    house = _same_house(one.house, other.house)
    if house:
        score += house
        reasons.append("same_house")
    found = {
        reason
        for left in one.names
        for right in other.names
        if (reason := compare_names(left, right))
    }
    if found:
        best = max(found, key=lambda reason: _NAME_SCORE[reason])
        score += _NAME_SCORE[best]
        reasons.append(best)
        if best != "similar_name" and one.town and one.town == other.town:
            score += _SAME_TOWN
            reasons.append("same_town")
    return Likeness(min(score, 100), tuple(reasons))


def _same_house(one: str, other: str) -> int:
    if not one or not other:
        return 0
    if one == other:
        return _SAME_HOUSE
    # The city may have been left out: 追浜町2-3-4 and 横須賀市追浜町2-3-4.
    shorter, longer = sorted((one, other), key=len)
    return _SAME_HOUSE_SHORT if longer.endswith(shorter) and not shorter[0].isdigit() else 0


def candidates(
    asked: HouseKeys, existing: Iterable[HouseKeys], limit: int = CANDIDATES_MAX
) -> tuple[HouseCandidate, ...]:
    """Needs that may be about the same house, the likeliest first."""
    found = [
        HouseCandidate(other.id, alike)
        for other in existing
        if other.id != asked.id and (alike := likeness(asked, other)).score >= CANDIDATE_MIN
    ]
    found.sort(key=lambda candidate: (-candidate.likeness.score, candidate.id))
    return tuple(found[:limit])


def clusters(needs: Iterable[HouseKeys]) -> tuple[tuple[bytes, ...], ...]:
    """Needs that share a phone or a house, directly or through another; only groups of two or more.

    Cheap: by equal keys, so it serves for a whole list.
    """
    root: dict[bytes, bytes] = {}

    def find(need: bytes) -> bytes:
        while root[need] != need:
            root[need] = root[root[need]]
            need = root[need]
        return need

    first_with: dict[str, bytes] = {}
    for keys in sorted(needs, key=lambda keys: keys.id):
        root.setdefault(keys.id, keys.id)
        for key in (*keys.phones, keys.house):
            if key:
                holder = first_with.setdefault(key, keys.id)
                root[find(keys.id)] = find(holder)
    groups: dict[bytes, list[bytes]] = {}
    for need in root:
        groups.setdefault(find(need), []).append(need)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1))
