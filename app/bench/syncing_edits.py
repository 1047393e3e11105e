"""Two devices edit apart from each other, each 5,000 fields, every tenth the same field of the same
person; then they meet. No duration is the point: all true conflicts must be recorded, with both
values, and every other edit must stand on both devices.

Beside each count: what there was to find. Peers: Yrs, which keeps one value of two, and Morango,
which shows one record of two and keeps the other one aside, whichever fields were written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.bench.ground import Ground
from app.bench.syncing import CHIEF, Host, cpu_seconds, let_in, meet
from app.bench.syncing_morango import Ends, Shown, beside
from app.bench.syncing_yrs import NO_YRS, Rows, Yrs, fields_of, has_yrs
from app.cli.programs import Aim, Figure, Skipped
from app.services.command import Ok
from app.services.operation import Operation
from app.services.volunteers import ChangeVolunteer
from sync.core.ids import EntityId

NAME = "sync_edits"
EDITS, EDITS_LEAST = 5_000, 50
ONE_IN = 10
BOTH, ALONE = "available_note", "experience_note"
ALL = Aim("ratio", 1, most=False)


@dataclass(frozen=True)
class _Edits:
    """By person and field, what each device writes. `contested` are written by both."""

    mine: dict[tuple[EntityId, str], str]
    theirs: dict[tuple[EntityId, str], str]

    @classmethod
    def of(cls, people: list[EntityId]) -> "_Edits":
        contested = len(people) // ONE_IN
        return cls(
            {(one, BOTH): f"A-{place}" for place, one in enumerate(people)},
            {(one, BOTH if place < contested else ALONE): f"B-{place}"
             for place, one in enumerate(people)},
        )  # fmt: skip

    @property
    def contested(self) -> set[tuple[EntityId, str]]:
        return self.mine.keys() & self.theirs.keys()

    @property
    def alone(self) -> dict[tuple[EntityId, str], str]:
        both = self.mine | self.theirs
        return {place: both[place] for place in both.keys() - self.contested}


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    operation = ground.tools.open_operation(ground.part())
    try:
        host = Host(operation)
        other = let_in(host, ground.folder / "joined-edits", ground).operation
        try:
            yield from _apart(host, other, ground)
        finally:
            other.close()
    finally:
        operation.close()


def _apart(host: Host, other: Operation, ground: Ground) -> Iterator[Figure | Skipped]:
    ground.say(NAME)
    count = max(EDITS_LEAST, int(EDITS * ground.scale))
    rows = fields_of(other)
    edits = _Edits.of([EntityId(bytes.fromhex(key)) for key in sorted(rows)[:count]])
    before = [_conflicts(one) for one in (host.operation, other)]
    _write(host.operation, edits.mine)
    _write(other, edits.theirs)
    took = cpu_seconds(lambda: meet(other, host))
    if host.operation.working_set.digest() != other.working_set.digest():
        raise AssertionError("the devices do not show the same")
    recorded = min(
        len(_recorded(one, edits, known))
        for one, known in zip((host.operation, other), before, strict=True)
    )
    beyond = max(
        len(_conflicts(one) - known) for one, known in zip((host.operation, other), before,
                                                          strict=True)
    ) - recorded  # fmt: skip
    stand = min(_standing(one, edits) for one in (host.operation, other))
    yield Figure(
        "sync_conflicts", recorded, len(edits.contested), "count", ALL,
        {"session_s": took, "edits_each": len(edits.mine), "recorded_beyond": beyond},
    )  # fmt: skip
    yield Figure("sync_kept", stand, len(edits.alone), "count", ALL)
    yield from _yrs(rows, edits)
    yield from _morango(rows, edits, ground)


def _write(operation: Operation, edits: dict[tuple[EntityId, str], str]) -> None:
    for (person, field), value in edits.items():
        outcome = operation.submit(ChangeVolunteer(person, {field: value}), CHIEF)
        if not isinstance(outcome, Ok):
            raise AssertionError(outcome)


def _conflicts(operation: Operation) -> set[tuple[bytes, str, object]]:
    rows = operation.read(
        lambda db: db.execute("SELECT entity, field, value FROM _conflict").fetchall()
    )
    return {(entity, field, value) for entity, field, value in rows}


def _recorded(
    operation: Operation, edits: _Edits, before: set[tuple[bytes, str, object]]
) -> set[tuple[EntityId, str]]:
    """Contested fields of which one value is shown and the other one is in the conflict."""
    losing = {(entity, field): value for entity, field, value in _conflicts(operation) - before}
    return {
        place for place in edits.contested
        if {_shown(operation, place), losing.get(place)}
        == {edits.mine[place], edits.theirs[place]}
    }  # fmt: skip


def _standing(operation: Operation, edits: _Edits) -> int:
    return sum(_shown(operation, place) == value for place, value in edits.alone.items())


def _shown(operation: Operation, place: tuple[EntityId, str]) -> object:
    person, field = place
    known = operation.read(
        lambda db: db.execute(
            "SELECT available_note, experience_note FROM live_volunteer WHERE id = ?", (person,)
        ).fetchone()
    )
    return dict(zip((BOTH, ALONE), known, strict=True))[field]


def _yrs(rows: Rows, edits: _Edits) -> Iterator[Figure | Skipped]:
    if not has_yrs():
        yield Skipped("yrs_conflicts", NO_YRS)
        return
    one, two = Yrs.filled(rows), Yrs()
    one.meet(two)
    one.edit(_by_key(edits.mine))
    two.edit(_by_key(edits.theirs))
    took = cpu_seconds(lambda: one.meet(two))
    stand = sum(
        yrs.value(key, field) == value
        for (key, field), value in _by_key(edits.alone).items() for yrs in (one, two)
    ) // 2  # fmt: skip
    # There is one value of a field, and nothing that remembers another one.
    yield Figure(
        "yrs_conflicts", 0, len(edits.contested), "count", None,
        {"session_s": took, "other_edits_kept": stand, "other_edits": len(edits.alone)},
    )  # fmt: skip


def _morango(rows: Rows, edits: _Edits, ground: Ground) -> list[Figure | Skipped]:
    def work(ends: Ends) -> Iterator[Figure]:
        ends.meet()
        ends.host.write(_by_key(edits.mine))
        ends.other.write(_by_key(edits.theirs))
        took = ends.meet()
        yield _found([ends.host.shown(), ends.other.shown()], edits, took.cpu_s)

    return beside(("morango_conflicts",), rows, ground.folder, work)


def _found(both: list[dict[str, Shown]], edits: _Edits, session_s: float) -> Figure:
    """What holds at both ends. Of a contested field one value must be shown and the other one be in
    a record that is kept aside; an edit that is in none of the two is lost."""
    mine, theirs, alone = map(_by_key, (edits.mine, edits.theirs, edits.alone))
    recorded = sum(
        all({_value(shown, place), *_aside(shown, place)} == {mine[place], theirs[place]}
            for shown in both)
        for place in mine.keys() & theirs.keys()
    )  # fmt: skip
    kept = {
        place for place, value in alone.items()
        if all(_value(shown, place) == value for shown in both)
    }  # fmt: skip
    aside = sum(
        all(alone[place] in _aside(shown, place) for shown in both) for place in alone.keys() - kept
    )
    records = max(sum(len(one.kept) for one in shown.values()) for shown in both)
    return Figure(
        "morango_conflicts", recorded, len(edits.contested), "count", None,
        {"session_s": session_s, "other_edits_kept": len(kept), "other_edits": len(alone),
         "other_edits_aside": aside, "recorded_beyond": records - recorded},
    )  # fmt: skip


def _value(shown: dict[str, Shown], place: tuple[str, str]) -> object:
    key, field = place
    return shown[key].values.get(field)


def _aside(shown: dict[str, Shown], place: tuple[str, str]) -> list[object]:
    key, field = place
    return [record.get(field) for record in shown[key].kept]


def _by_key(edits: dict[tuple[EntityId, str], str]) -> dict[tuple[str, str], str]:
    return {(person.hex(), field): value for (person, field), value in edits.items()}
