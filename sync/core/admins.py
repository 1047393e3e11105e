"""Which words of `auth` count: those of whoever was an admin when they were said.

Nothing here looks at a clock. The root is an admin; it and other admins enrol devices and make some
of them admins. A removal names the last number of the removed device that its author had seen:
what was seen counts, everything later does not, so a removal wins over whatever was said without
knowing of it. Where admins remove each other so that neither had seen the other's word, no word is
the earlier one and every removal of the ring counts. A word that does not count changes nothing and
stops nothing. Were nobody left, the root would stay: otherwise nobody could ever be enrolled again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sync.core.auth_words import AUTH_ID, OPEN, Cut, Lift, Place, Words
from sync.core.ids import DeviceId, EntityId


class Removal(NamedTuple):
    """What one batch says against one device."""

    place: Place
    device: DeviceId


class Span(NamedTuple):
    """A cut that counts: the numbers after `last` up to `until` do not."""

    cut: Cut
    until: int


@dataclass(frozen=True)
class Ruling:
    """`counting`: the batches whose words count; `spans`: the cuts that do."""

    counting: frozenset[Place]
    enrolled: frozenset[DeviceId]
    spans: tuple[Span, ...]


def rule(root: DeviceId, words: Sequence[Words], admin: str) -> Ruling:
    """A function of the set of words; `admin` is the role that may speak in `auth`."""
    case = _Case(root, words, admin)
    found = case.decided(frozenset())
    if not found.admins_stand:
        found = case.decided(frozenset(one for one in case.removals if one.device == root))
    return found.ruling


class _Given(NamedTuple):
    """What holds where certain removals count."""

    counting: set[Place]
    enrolled: set[DeviceId]
    admins: set[DeviceId]
    lifts: dict[EntityId, int]


@dataclass(frozen=True)
class _Decided:
    ruling: Ruling
    admins_stand: bool


class _Case:
    def __init__(self, root: DeviceId, words: Sequence[Words], admin: str) -> None:
        self._root = root
        self._words = words
        self._admin = admin
        # Only these can take the word from an admin; the others follow from whose words count.
        self.removals: dict[Removal, int] = {}
        for one in words:
            for cut in one.cuts:
                if self._silences(cut):
                    removal = Removal(one.place, cut.device)
                    self.removals[removal] = min(cut.last, self.removals.get(removal, OPEN))

    def decided(self, denied: frozenset[Removal]) -> _Decided:
        """With some removals left out of account."""
        forced: frozenset[Removal] = frozenset()
        while True:
            sure, possible = self._bounds(forced, denied)
            undecided = possible - sure
            if not undecided:
                return self._said(sure, denied)
            ring = self._ring(undecided, self._given(sure).counting)
            # It takes away what it stands on: no honest device says that it has not seen that.
            hollow = {one for one in ring if one.place not in self._given({*sure, one}).counting}
            if hollow:
                denied |= hollow
            else:
                forced |= ring

    def _bounds(
        self, forced: frozenset[Removal], denied: frozenset[Removal]
    ) -> tuple[frozenset[Removal], frozenset[Removal]]:
        """The removals that count whatever the undecided ones do, and those that might."""
        sure, possible = forced, self._removing(forced, forced, denied)
        while True:
            surer = self._removing(possible, forced, denied)
            fewer = self._removing(surer, forced, denied)
            if (surer, fewer) == (sure, possible):
                return sure, possible
            sure, possible = surer, fewer

    def _removing(
        self, standing: frozenset[Removal], forced: frozenset[Removal],
        denied: frozenset[Removal],
    ) -> frozenset[Removal]:  # fmt: skip
        """The removals whose authors may speak where exactly `standing` counts."""
        counting = self._given(standing).counting
        said = {one for one in self.removals if one.place in counting and one not in denied}
        return forced | said

    def _given(self, standing: Iterable[Removal]) -> _Given:
        cuts: dict[DeviceId, list[Cut]] = defaultdict(list)
        removing = set(standing)
        for one in self._words:
            for cut in one.cuts:
                if self._silences(cut) and Removal(one.place, cut.device) in removing:
                    cuts[cut.device].append(cut)
        found = _Given(set(), {self._root}, {self._root}, {})
        named = {self._root}
        accepted: dict[DeviceId, list[tuple[int, int]]] = defaultdict(list)
        waiting = list(self._words)
        while waiting:
            later = []
            for one in waiting:
                author, seq = one.place
                speaks = author in found.admins and not any(
                    cut.last < seq <= found.lifts.get(cut.row, OPEN) for cut in cuts[author]
                )
                if not speaks and not any(a <= seq <= b for a, b in accepted[author]):
                    later.append(one)
                    continue
                found.counting.add(one.place)
                found.enrolled.update(one.enrols)
                named.update(device for device, role in one.roles if role == self._admin)
                found.admins.update(named & found.enrolled)
                _lift(found.lifts, one.lifts)
                for row in one.acceptances:
                    if row.space_id == AUTH_ID:
                        accepted[row.device].append((row.first, row.last))
            if len(later) == len(waiting):
                break
            waiting = later
        return found

    def _ring(
        self, undecided: frozenset[Removal], possible: Collection[Place]
    ) -> frozenset[Removal]:
        """Removals that endanger each other and that nobody else endangers. `possible` are the
        batches that may count."""
        enemies = self._enemies(undecided, possible)
        victims: dict[Removal, set[Removal]] = {one: set() for one in undecided}
        for one, others in enemies.items():
            for other in others:
                victims[other].add(one)
        one = min(undecided)
        while outside := _reached(one, enemies) - _reached(one, victims):
            one = min(outside)
        return frozenset(_reached(one, enemies) | {one})

    def _enemies(
        self, undecided: frozenset[Removal], possible: Collection[Place]
    ) -> dict[Removal, set[Removal]]:
        """For each removal those that would silence its author, or whoever made that an admin."""
        against: dict[DeviceId, list[Removal]] = defaultdict(list)
        for one in undecided:
            against[one.device].append(one)
        words = [one for one in self._words if one.place in possible]
        authors = {one.place[0] for one in undecided}
        behind = {author: self._support(author, words) for author in authors}
        return {
            one: {
                enemy for author, seq in {one.place, *behind[one.place[0]]}
                for enemy in against[author] if self.removals[enemy] < seq
            } for one in undecided
        }  # fmt: skip

    def _support(self, device: DeviceId, words: Sequence[Words]) -> set[Place]:
        """The words by which somebody is an admin, and those behind them, to the root."""
        found: set[Place] = set()
        waiting, seen = [device], {self._root}
        while waiting:
            who = waiting.pop()
            if who in seen:
                continue
            seen.add(who)
            for one in words:
                if who in one.enrols or (who, self._admin) in one.roles:
                    found.add(one.place)
                    waiting.append(one.place[0])
        return found

    def _said(self, standing: frozenset[Removal], denied: frozenset[Removal]) -> _Decided:
        given = self._given(standing)
        spans = tuple(
            Span(cut, until)
            for one in self._words for cut in one.cuts
            if (until := given.lifts.get(cut.row, OPEN)) > cut.last
            and _counts(Removal(one.place, cut.device), given, standing, denied)
        )  # fmt: skip
        gone = {
            span.cut.device for span in spans if span.until == OPEN and self._silences(span.cut)
        }  # fmt: skip
        ruling = Ruling(frozenset(given.counting), frozenset(given.enrolled), spans)
        return _Decided(ruling, bool(given.admins - gone))

    def _silences(self, cut: Cut) -> bool:
        """Whether it can keep its device from speaking in `auth`."""
        return cut.space_id == AUTH_ID and (not cut.roles or self._admin in cut.roles)


def _counts(
    removal: Removal, given: _Given, standing: frozenset[Removal], denied: frozenset[Removal]
) -> bool:
    """One of a ring counts although the rest of its batch does not."""
    return removal in standing or (removal.place in given.counting and removal not in denied)


def _lift(lifts: dict[EntityId, int], words: Iterable[Lift]) -> None:
    for lift in words:
        lifts[lift.row] = min(lift.until, lifts.get(lift.row, OPEN))


def _reached(start: Removal, edges: dict[Removal, set[Removal]]) -> set[Removal]:
    """Everything behind `start`, with itself only where a way leads back."""
    found: set[Removal] = set()
    waiting = [start]
    while waiting:
        new = edges[waiting.pop()] - found
        found |= new
        waiting += new
    return found
