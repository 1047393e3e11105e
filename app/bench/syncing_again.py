"""Two devices that know each other meet again: with nothing to do, and after 100 changed fields.

Floor of the first: the signatures that prove both ends to each other, two made and two checked.
Floor of the second: a session with nothing to do. Peers: Yrs, whose ends prove nothing, and
Morango, whose changes stand beside a session of its own with nothing to do.
"""

from collections.abc import Iterator

from app.bench.ground import Ground
from app.bench.rounds import alternate, median, percentile
from app.bench.syncing import CHIEF, Host, cpu_seconds, let_in, meet
from app.bench.syncing_morango import Ends, beside
from app.bench.syncing_yrs import NO_YRS, Yrs, fields_of, has_yrs
from app.cli.programs import Aim, Figure, Skipped
from app.services.command import Ok
from app.services.operation import Operation
from app.services.volunteers import ChangeVolunteer
from sync.core.ids import EntityId
from sync.core.signatures import verify

NAME = "sync_again"
MEETINGS, CHANGE_ROUNDS = 41, 5
MORANGO_MEETINGS = 7  # it sleeps between its calls: some eight seconds each
CHANGES, CHANGED = 100, "available_note"
MS = 1_000
NOTHING_MS_MOST = 20


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    folder = ground.part()
    operation = ground.tools.open_operation(folder)
    try:
        host = Host(operation)
        other = let_in(host, ground.folder / "joined-again", ground).operation
        try:
            ground.say(NAME)
            meet(other, host)  # whatever is made at the first session is made now
            yield from _again(host, other)
            yield _changed(host, other)
            yield from _morango(other, ground)
        finally:
            other.close()
    finally:
        operation.close()


def _again(host: Host, other: Operation) -> Iterator[Figure | Skipped]:
    taken, beside = alternate(
        MEETINGS, lambda _: cpu_seconds(lambda: meet(other, host)),
        lambda _: cpu_seconds(lambda: _signatures(other)),
    )  # fmt: skip
    yield Figure(
        "sync_nothing", median(taken) * MS, median(beside) * MS, "ms",
        Aim("value", NOTHING_MS_MOST), {"p95": percentile(taken, 95) * MS},
    )  # fmt: skip
    if not has_yrs():
        yield Skipped("yrs_nothing", NO_YRS)
        return
    one, two = Yrs.filled(fields_of(other)), Yrs()
    one.meet(two)
    met = [cpu_seconds(lambda: one.meet(two)) for _ in range(MEETINGS)]
    yield Figure("yrs_nothing", median(met) * MS, median(beside) * MS, "ms")


def _signatures(operation: Operation) -> None:
    key = operation.vault.contents.device
    for side in (b"client", b"server"):
        verify(key.public_key, key.sign(side), side)


def _changed(host: Host, other: Operation) -> Figure:
    people = _people(host.operation, CHANGES)
    taken, beside = alternate(
        CHANGE_ROUNDS, lambda number: _change_and_meet(host, other, people, number),
        lambda _: cpu_seconds(lambda: meet(other, host)),
    )  # fmt: skip
    return Figure(
        "sync_changes", median(taken) * MS, median(beside) * MS, "ms", None, {"changes": CHANGES}
    )


def _change_and_meet(host: Host, other: Operation, people: list[EntityId], number: int) -> float:
    """Each change is an action of its own, as at a desk; making them is not counted."""
    for place in range(CHANGES):
        person = people[place % len(people)]
        values = {CHANGED: f"{number}-{place}"}
        outcome = host.operation.submit(ChangeVolunteer(person, values), CHIEF)
        if not isinstance(outcome, Ok):
            raise AssertionError(outcome)
    received: list[int] = []
    took = cpu_seconds(
        lambda: received.append(sum(end.received for end in meet(other, host).spaces))
    )
    if received != [CHANGES]:
        raise AssertionError(f"{received} batches came")
    return took


def _morango(other: Operation, ground: Ground) -> list[Figure | Skipped]:
    rows = fields_of(other)
    people = sorted(rows)[:CHANGES]

    def work(ends: Ends) -> Iterator[Figure]:
        ends.meet()
        walls: list[float] = []

        def nothing(_: int) -> float:
            took = ends.meet()
            walls.append(took.wall_s)
            return took.cpu_s

        met, floor = alternate(
            MORANGO_MEETINGS, nothing, lambda _: cpu_seconds(lambda: _signatures(other))
        )
        yield Figure(
            "morango_nothing", median(met) * MS, median(floor) * MS, "ms", None,
            {"wall_s": median(walls)},
        )  # fmt: skip
        taken, beside_it = alternate(
            CHANGE_ROUNDS, lambda number: _morango_changed(ends, people, number), nothing
        )
        yield Figure(
            "morango_changes", median(taken) * MS, median(beside_it) * MS, "ms", None,
            {"changes": CHANGES},
        )  # fmt: skip

    return beside(("morango_nothing", "morango_changes"), rows, ground.folder, work)


def _morango_changed(ends: Ends, people: list[str], number: int) -> float:
    values = {key: f"{number}-{place}" for place, key in enumerate(people)}
    ends.host.write({(key, CHANGED): value for key, value in values.items()})
    took = ends.meet().cpu_s
    shown = ends.other.shown()
    if {key: shown[key].values[CHANGED] for key in people} != values:
        raise AssertionError("Morango brought something else")
    return took


def _people(operation: Operation, count: int) -> list[EntityId]:
    rows = operation.read(
        lambda db: db.execute("SELECT id FROM live_volunteer ORDER BY id LIMIT ?", (count,))
        .fetchall()
    )  # fmt: skip
    return [EntityId(row[0]) for row in rows]
