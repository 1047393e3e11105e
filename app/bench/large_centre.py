"""A centre after a great disaster, as a log: registrations, needs, teams, and what happened since.

Synthetic people throughout. The shares of actions are those of a day at a centre; the batches are
sealed, chained and signed as any other, but they do not pass the deciders, which would take an
hour. The same size gives the same centre.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import TypeAlias

from app.domain.calendar_jp import day_of, instant_of
from app.domain.tables import REGISTRY
from app.drill.dice import Dice
from app.drill.material import words
from app.drill.needs import SyntheticNeed, needs
from app.drill.people import SyntheticVolunteer, volunteers
from app.services.operation import Operation
from app.services.sealing import MIN_READER, SCHEMA, subject_ids
from sync.core.body import Body
from sync.core.clock import hlc_of
from sync.core.encoding import encode_body
from sync.core.ids import EntityId, new_entity_id
from sync.core.operations import Claim, End, New, Set, Value
from sync.core.ports import Random
from sync.core.space import Space
from sync.crypto.sealing import Dictionaries, Sealer
from sync.crypto.space_keys import Keyring
from sync.engine.author import Author, tip_after
from sync.log.contract import ANCHOR_EVERY, Tip

TOWN = "14206"  # 小田原市
BATCHES_PER_APPEND = 2_000
OPENING = 8 * 60
# Batches for a hundred registrations, beside the registrations themselves.
CHECK_INS, NEEDS, STATUS_CHANGES, TEAMS, CLAIMS, ENDS, CORRECTIONS = 250, 20, 80, 40, 140, 90, 10
PER_HUNDRED = 100 + 2 * CHECK_INS + 2 * NEEDS + STATUS_CHANGES + TEAMS + CLAIMS + ENDS + CORRECTIONS
STATES = ("survey_waiting", "surveyed", "ready", "completed")
HISTORY_MS = 30 * 86_400_000
STAFF = 12

Act: TypeAlias = "tuple[int, str, tuple[New | Set | Claim | End, ...]]"


@dataclass(frozen=True)
class Size:
    """`busy` False leaves the registrations alone: what one of them costs on the disk."""

    registrations: int
    busy: bool = True

    @property
    def batches(self) -> int:
        return self.registrations * (PER_HUNDRED if self.busy else 100) // 100


class StepClock:
    """Goes on by a millisecond at each look."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        self._now_ms += 1
        return self._now_ms


def fill(operation: Operation, dictionaries: Dictionaries, size: Size, random: Random) -> None:
    """Append to the log of a fresh operation. Its working set does not hear of it: open anew."""
    contents = operation.vault.contents
    author = Author(
        contents.device, Keyring(contents.space_keys), Sealer(dictionaries), random,
        SCHEMA, MIN_READER,
    )  # fmt: skip
    spaces = {key.space.kind: key.space for key in contents.space_keys}
    clock = StepClock(operation.world.clock.now_ms() - HISTORY_MS)
    staff = [new_entity_id(clock, random) for _ in range(STAFF)]
    tips: dict[Space, Tip | None] = {}
    acts = _Centre(size, clock, random).acts()
    table_spaces = {table.name: spaces[table.space] for table in REGISTRY.tables}
    while part := list(islice(acts, BATCHES_PER_APPEND)):
        entries = []
        ends = {table_spaces[changes[0].table]: place for place, (*_, changes) in enumerate(part)}
        for place, (hlc, act, changes) in enumerate(part):
            space = table_spaces[changes[0].table]
            if space not in tips:
                tips[space] = operation.log.tip(contents.device.device_id, space)
            body = Body(act, tuple(changes))
            entry = author.entry(
                tips[space], space, hlc, encode_body(REGISTRY, body),
                actor=staff[hlc % STAFF], subjects=subject_ids(body),
                signed=place % ANCHOR_EVERY == 0 or ends[space] == place,
            )  # fmt: skip
            tips[space] = tip_after(entry)
            entries.append(entry)
        operation.log.append(entries)


class _Centre:
    """What happens there, in its order. Every change names the write that its author saw."""

    def __init__(self, size: Size, clock: StepClock, random: Random) -> None:
        self._size = size
        self._clock = clock
        self._random = random
        self._dice = Dice("bench")
        self._day = day_of(clock.now_ms())
        self._hlc = 0
        self._people: list[EntityId] = []
        self._here: list[EntityId] = []
        self._needs: list[EntityId] = []
        self._teams: list[EntityId] = []
        self._claims: list[EntityId] = []
        self._written: dict[tuple[EntityId, str], int] = {}

    def acts(self) -> Iterator[Act]:
        people = volunteers(self._dice, self._size.registrations, TOWN, self._day)
        calls = needs(self._dice, self._size.registrations * NEEDS // 100, TOWN, self._day)
        for index, person in enumerate(people):
            yield self._act("register_volunteer", self._register(index, person))
            if self._size.busy and index % 100 == 99:
                yield from self._hundred(calls)

    def _hundred(self, calls: Iterable[SyntheticNeed]) -> Iterator[Act]:
        self._day += timedelta(days=1) if self._dice.chance(3) else timedelta()
        for call in islice(calls, NEEDS):
            for row in self._call(call):
                yield self._act("take_call", row)
        for _ in range(CHECK_INS):
            yield self._act("check_in", self._check_in())
        for _ in range(TEAMS):
            yield self._act("form_team", self._team())
        for _ in range(CLAIMS):
            yield self._act("put_in_team", self._claim())
        for number in range(STATUS_CHANGES):
            need = self._dice.pick(self._needs)
            yield self._act(
                "change_status",
                self._set("need", need, "status", STATES[number % len(STATES)]),
                self._set("need", need, "status_at", self._clock.now_ms()),
            )
        for claim in self._claims[-ENDS:]:
            yield self._act("take_out_of_team", End("team_member", claim, self._clock.now_ms()))
        for here in self._here[-CHECK_INS:]:
            yield self._act("leave", self._set("check_in", here, "left_at", self._clock.now_ms()))
        for number in range(CORRECTIONS):
            person = self._dice.pick(self._people)
            phone = f"090-0000-{number:04}"
            yield self._act("change_volunteer", self._set("volunteer", person, "phone", phone))

    def _act(self, act: str, *changes: New | Set | Claim | End) -> Act:
        hlc = hlc_of(self._clock.now_ms())
        for change in changes:
            if isinstance(change, Set):
                self._written[change.id, change.field] = hlc
            elif not isinstance(change, End):
                self._written.setdefault((change.id, ""), hlc)
        return hlc, act, changes

    def _set(self, table: str, row: EntityId, field: str, value: Value) -> Set:
        base = self._written.get((row, field)) or self._written[row, ""]
        return Set(table, row, field, value, (base,))

    def _register(self, index: int, person: SyntheticVolunteer) -> New:
        fields = REGISTRY.by_name["volunteer"].by_name
        values: dict[str, Value] = {
            name: value for name, value in asdict(person).items()
            if name in fields and value is not None and value != ""
        }  # fmt: skip
        values |= {"number": f"A-{index + 1:04}", "registered_at": self._clock.now_ms()}
        values |= self._answers(index, person)
        row = New("volunteer", self._new_id(), values)
        self._people.append(row.id)
        return row

    def _answers(self, index: int, person: SyntheticVolunteer) -> dict[str, Value]:
        """What a long form asks besides: with it a registration has some 450 bytes."""
        dice, said = self._dice, words("bench")
        days = [(self._day + timedelta(days=later)).isoformat() for later in range(5)]
        return {
            "participation": "individual", "activity_class": "general", "source": "import",
            "source_key": f"kintone-{100_000 + 7 * index}",
            "insurance_claim": dice.pick(("basic", "quake", "none", "applying")),
            "insurance_card": dice.chance(80), "has_light_truck": dice.chance(5),
            "wished_on": dice.some(days, 3), "available_note": dice.pick(said["available"]),
            "experience_note": dice.pick(said["experience"]) if person.experience else None,
        }  # fmt: skip

    def _call(self, call: SyntheticNeed) -> Iterator[New]:
        identifier = self._new_id()
        given = {name: value for name, value in asdict(call).items() if value not in (None, "")}
        self._needs.append(identifier)
        number = f"N-{len(self._needs):04}"
        first: dict[str, Value] = {"number": number, "status": "received", "received_at": 1}
        for table, more in (("need", first), ("need_private", {})):
            fields = REGISTRY.by_name[table].by_name
            values = {name: value for name, value in given.items() if name in fields}
            yield New(table, identifier, {**values, **more})

    def _check_in(self) -> New:
        row = New("check_in", self._new_id(), {
            "volunteer": self._dice.pick(self._people), "day": self._day.isoformat(),
            "at": instant_of(self._day, OPENING), "desk": "A", "heads": 1, "first_time": False,
            "means": "scan",
        })  # fmt: skip
        self._here.append(row.id)
        return row

    def _team(self) -> New:
        row = New("team", self._new_id(), {
            "day": self._day.isoformat(), "need": self._dice.pick(self._needs),
            "number": str(len(self._teams) % TEAMS + 1), "state": "back", "kind": "normal",
        })  # fmt: skip
        self._teams.append(row.id)
        return row

    def _claim(self) -> Claim:
        row = Claim("team_member", self._new_id(), {
            "team": self._dice.pick(self._teams[-TEAMS:]),
            "check_in": self._dice.pick(self._here[-CHECK_INS:]), "heads": 1,
        })  # fmt: skip
        self._claims.append(row.id)
        return row

    def _new_id(self) -> EntityId:
        return new_entity_id(self._clock, self._random)
