"""Whatever desks do, and however often the machine dies: what was confirmed holds.

A machine submits, takes back, moves the clock either way, writes checkpoints, closes and opens, and
crashes (the files as they lie there, nothing closed; sometimes the newest checkpoint is torn) on a
real operation. Beside it stand plain dictionaries of what the screens were told. After every act
rows and audit trail say the same as they; after every start, and at the end, a rebuild from the log
alone equals what is shown.
"""

import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.bootstrap import open_operation
from app.services.centre import ChangeSetting
from app.services.check_ins import CheckIn
from app.services.command import Command, Ok
from app.services.needs import MarkWatch, ReceiveNeed
from app.services.teams import FormTeam
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.audit_trail import UNDO
from app.store.checkpoint import NAMES
from app.store.queries.audit import AuditMark, audit_entry, audit_page
from sync.core.ids import DeviceId, EntityId
from tests.support.centres import PASSPHRASE, open_centre

DAY_MS = 86_400_000
# As the profile wants it, but an example here is many acts and some starts.
EXAMPLES, STEPS = settings().max_examples // 2, 25
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
THERE = ""  # in the place of a field: whether the row is there at all

Place = tuple[str, EntityId, str]  # table, id, field
Values = dict[Place, object]


@dataclass(frozen=True)
class Told:
    """What a screen was told: the act, and what its places held before it and after."""

    done: Ok
    act: str
    before: Values
    after: Values
    takes_back: int | None = None  # place in the list of what was told


class OperationMachine(RuleBasedStateMachine):
    """`holds`: what each place must show; `told`: every act that was confirmed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.stack = ExitStack()
        self.centre = self.stack.enter_context(open_centre(self.folder / "0"))
        self.starts = 0
        self.holds: Values = {}
        self.told: list[Told] = []
        self.people: list[EntityId] = []
        self.needs: list[EntityId] = []
        self.here: list[EntityId] = []
        self.opening = {mark for mark, _ in self.trail()}

    # ------------------------------------------------------------------------------------ desks

    @rule(number=st.integers(0, 99))
    def register(self, number: int) -> None:
        phone = f"090-0000-{number:04}"
        command = RegisterVolunteer("訓練 太郎", "くんれん たろう", phone, another_person=True)
        self.people.append(self.new(command, "register_volunteer", "volunteer", phone=phone))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), number=st.integers(0, 99))
    def change(self, data: st.DataObject, number: int) -> None:
        who, phone = data.draw(st.sampled_from(self.people)), f"090-0000-{number:04}"
        command = ChangeVolunteer(who, {"phone": phone})
        self.edit(command, ("volunteer", who, "phone"), phone)

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def check_in(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.people))
        command = CheckIn(who, although=("uninsured", "already_here"))
        made = self.may_be_new(command, "check_in", volunteer=who)
        if made is not None:
            self.here.append(made)

    @rule(name=st.sampled_from(["訓練 花子", "訓練 次郎"]))
    def receive(self, name: str) -> None:
        """One act in two spaces."""
        need = self.new(
            ReceiveNeed({"name": name, "phone": "090-0000-0021"}), "receive_need",
            "need_private", name=name, beside=("need", "status", "received"),
        )  # fmt: skip
        self.needs.append(need)

    @precondition(lambda self: self.needs)
    @rule(data=st.data(), watch=st.booleans())
    def watch(self, data: st.DataObject, watch: bool) -> None:
        need = data.draw(st.sampled_from(self.needs))
        self.edit(MarkWatch(need, watch), ("need", need, "watch"), int(watch))

    @precondition(lambda self: self.here)
    @rule(data=st.data())
    def team(self, data: st.DataObject) -> None:
        member = data.draw(st.sampled_from(self.here))
        self.may_be_new(FormTeam(note="訓練 資材", members=(member,)), "team", note="訓練 資材")

    @rule(size=st.integers(2, 30))
    def setting(self, size: int) -> None:
        done = self.centre.do(ChangeSetting("team_size", size))
        self.told.append(Told(done, done.action.act, {}, {}))

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        """Of any act, also of an undo: all of it, or nothing where others have built on it."""
        at = data.draw(st.integers(0, len(self.told) - 1))
        one, before = self.told[at], self.centre.operation.log.count()
        outcome = self.centre.operation.undo(one.done.action, self.centre.actor)
        if not isinstance(outcome, Ok):
            assert outcome.code in ("undo_changed_since", "undo_done_already")
            assert self.centre.operation.log.count() == before
            return
        assert not self.undone(at)
        assert all(self.holds[place] == value for place, value in one.after.items())
        self.confirmed(outcome, UNDO, one.before, takes_back=at)

    # ---------------------------------------------------------------------------------- machine

    @rule(days=st.integers(-800, 800), ms=st.integers(0, 1))
    def clock_moves(self, days: int, ms: int) -> None:
        self.centre.clock.advance(days * DAY_MS + ms)

    @rule()
    def write_checkpoint(self) -> None:
        self.centre.operation.checkpoint()

    @rule()
    def close_and_open(self) -> None:
        self.centre.reopen()
        self.rebuilds_the_same()

    @rule(tear=st.sampled_from(["", "", *NAMES]), kept=st.floats(0, 0.99))
    def crash(self, tear: str, kept: float) -> None:
        """Another process finds the files as they lie there."""
        dead, self.starts = self.centre.operation, self.starts + 1
        there = self.folder / str(self.starts)
        shutil.copytree(dead.folder, there)
        if tear and (there / tear).exists():
            data = (there / tear).read_bytes()
            (there / tear).write_bytes(data[: int(len(data) * kept)])
            (there / f"{tear}.part").write_bytes(data[:100])
        self.centre.operation = open_operation(there, PASSPHRASE, dead.world)
        dead.close()
        self.rebuilds_the_same()

    # ------------------------------------------------------------------------------- what holds

    @invariant()
    def the_rows_are_what_screens_were_told(self) -> None:
        for (table, key, field), value in self.holds.items():
            found = self.centre.rows(f"SELECT {field or 1} FROM live_{table} WHERE id = ?", key)
            if not self.is_there(table, key):
                assert found == [], table
            elif field != THERE:
                assert found == [(value,)], (table, field)

    @invariant()
    def the_trail_names_every_act_once(self) -> None:
        trail = self.trail()
        assert len(trail) == len(self.told) + len(self.opening)
        assert {(one.done.action.hlc, one.act) for one in self.told} == {
            line for line in trail if line[0] not in self.opening
        }

    @invariant()
    def no_number_is_given_twice(self) -> None:
        for table in ("volunteer", "need"):
            numbers = self.centre.rows(f"SELECT number FROM live_{table}")
            assert len(numbers) == len(set(numbers))

    def rebuilds_the_same(self) -> None:
        operation = self.centre.operation
        assert operation.start.unreadable == ()
        assert operation.working_set.digest() == operation.rebuild_digest()
        device = DeviceId(operation.device)
        for at, one in enumerate(self.told):
            mark = AuditMark(one.done.action.hlc, device)
            found = operation.read(partial(audit_entry, mark=mark))
            assert found is not None
            assert set(found.batches) == set(one.done.action.batches)
            assert found.undone == self.undone(at)
        keys = operation.vault.contents.device
        assert operation.log.verify({keys.device_id: keys.public_key}).sound

    # ------------------------------------------------------------------------------------ words

    def trail(self) -> set[tuple[int, str | None]]:
        page = self.centre.operation.read(lambda db: audit_page(db, limit=10_000))
        return {(entry.mark.hlc, entry.act) for entry in page}

    def new(
        self, command: Command, act: str, table: str, *,
        beside: tuple[str, str, object] | None = None, **value: object,
    ) -> EntityId:  # fmt: skip
        done = self.centre.do(command)
        assert done.entity is not None
        after: Values = {(table, done.entity, THERE): True}
        after |= {(table, done.entity, name): said for name, said in value.items()}
        if beside is not None:
            after[beside[0], done.entity, THERE] = True
            after[beside[0], done.entity, beside[1]] = beside[2]
        self.confirmed(done, act, after)
        return done.entity

    def may_be_new(self, command: Command, table: str, **value: object) -> EntityId | None:
        """None where the rules refuse; then nothing was written."""
        before = self.centre.operation.log.count()
        done = self.centre.operation.submit(command, self.centre.actor)
        if not isinstance(done, Ok):
            assert self.centre.operation.log.count() == before
            return None
        assert done.entity is not None
        after: Values = {(table, done.entity, THERE): True}
        after |= {(table, done.entity, name): said for name, said in value.items()}
        self.confirmed(done, done.action.act, after)
        return done.entity

    def edit(self, command: Command, place: Place, value: object) -> None:
        """Refused where an undo took the record away; then nothing was written."""
        before = self.centre.operation.log.count()
        done = self.centre.operation.submit(command, self.centre.actor)
        if isinstance(done, Ok):
            self.confirmed(done, done.action.act, {place: value})
        else:
            assert not self.is_there(*place[:2])
            assert self.centre.operation.log.count() == before

    def is_there(self, table: str, key: EntityId) -> bool:
        return bool(self.holds[table, key, THERE])

    def undone(self, at: int) -> bool:
        """Taken back, and the taking back was not taken back."""
        return any(
            one.takes_back == at and not self.undone(number) for number, one in enumerate(self.told)
        )

    def confirmed(
        self, done: Ok, act: str, after: Values, *, takes_back: int | None = None
    ) -> None:
        assert done.action.act == act
        if not done.action.batches:
            return  # it said what was so already
        before = {place: self.holds.get(place) for place in after}
        self.holds.update(after)
        self.told.append(Told(done, act, before, after, takes_back))

    def teardown(self) -> None:
        try:
            self.rebuilds_the_same()
            self.centre.reopen()
            self.the_rows_are_what_screens_were_told()
        finally:
            self.stack.close()
            shutil.rmtree(self.folder)


TestOperation = OperationMachine.TestCase
TestOperation.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, phases=PHASES)
