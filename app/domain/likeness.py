"""How alike two records are, as a score with its reasons.

A score says how near the top of a list a candidate stands, nothing more: only a person decides
that two records are one. Reasons are codes (catalogue key `likeness.<code>`), so that the screen
can say why.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from app.domain.names import fold, loose_kana

# Below this two names have nothing to do with each other.
SIMILAR_MIN = 82.0


@dataclass(frozen=True)
class Likeness:
    """`score` 0 to 100."""

    score: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class NameKeys:
    """The folded spellings of one name; made once a record, compared many times."""

    name: str
    kana: str
    loose: str

    @staticmethod
    def of(name: str | None, kana: str | None) -> "NameKeys":
        return NameKeys(fold(name or ""), fold(kana or ""), loose_kana(kana or ""))


def compare_names(one: NameKeys, other: NameKeys) -> str | None:
    """`same_name`, `same_kana`, `similar_name` or None. Blank names are never alike."""
    if one.name and one.name == other.name:
        return "same_name"
    if one.loose and one.loose == other.loose:
        return "same_kana"
    # Somebody known only in kana, and somebody known in kanji with kana.
    crossed = {(one.name, other.kana), (one.kana, other.name)}
    if any(left and left == right for left, right in crossed):
        return "same_kana"
    pairs = ((one.name, other.name), (one.loose, other.loose))
    if any(
        left and right and fuzz.ratio(left, right, score_cutoff=SIMILAR_MIN)
        for left, right in pairs
    ):
        return "similar_name"
    return None
