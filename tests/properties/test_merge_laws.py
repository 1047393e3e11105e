"""Laws of merging, over write trees that honest devices with wild clocks make."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from sync.core.clock import lifted_clock
from sync.core.merge import (
    ElementMark,
    Mark,
    Write,
    conflicts,
    edited_after_deletion,
    elements,
    is_deleted,
    leaves,
    winner,
)

DEVICES = [bytes([number]) * 16 for number in range(4)]


@dataclass
class Replicas:
    """Devices that edit one field and meet. `seen_by` remembers what authors really saw."""

    known: list[set[Write]] = field(default_factory=lambda: [set() for _ in DEVICES])
    built_upon: set[Write] = field(default_factory=set)
    everything: set[Write] = field(default_factory=set)

    def edit(self, device: int, wall: int, value: int, decides: bool) -> Write:
        """A person changes what the screen shows; `decides` closes all open conflicts too."""
        open_ends = leaves(self.known[device])
        seen = open_ends if decides else open_ends[:1]
        own = [write.clock for write in self.known[device] if write.device == DEVICES[device]]
        # A device never uses a clock twice: its own clock goes forward.
        hlc = max([wall, *(clock + 1 for clock in own)])
        bases = tuple(sorted(write.clock for write in seen))
        write = Write(lifted_clock(hlc, bases) or hlc, DEVICES[device], value, bases)
        self.built_upon.update(seen)
        self.known[device].add(write)
        self.everything.add(write)
        return write

    def meet(self, one: int, other: int) -> None:
        """Both know what either knew."""
        self.known[one] |= self.known[other]
        self.known[other] |= self.known[one]


STEP = st.one_of(
    # Few values of the wall clock: ties are what we want to see.
    st.tuples(
        st.just("edit"),
        st.integers(0, 3),
        st.one_of(st.integers(0, 6), st.just(10_000)),
        st.integers(0, 2),
        st.booleans(),
    ),
    st.tuples(st.just("meet"), st.integers(0, 3), st.integers(0, 3)),
)
STEPS = st.lists(STEP, max_size=14)


def played(steps) -> Replicas:
    replicas = Replicas()
    for what, *arguments in steps:
        if what == "edit":
            replicas.edit(*arguments)
        else:
            replicas.meet(*arguments)
    return replicas


@given(STEPS, st.randoms(use_true_random=False))
def test_the_order_and_number_of_arrivals_do_not_matter(steps, random):
    writes = list(played(steps).everything)
    shuffled = [*writes, *random.choices(writes, k=5)] if writes else []
    random.shuffle(shuffled)
    assert winner(shuffled) == winner(writes)
    assert conflicts(shuffled) == conflicts(writes)


@given(STEPS)
def test_devices_that_know_the_same_show_the_same(steps):
    replicas = played(steps)
    for other in range(1, 4):
        replicas.meet(0, other)
    for other in range(1, 4):
        replicas.meet(0, other)
    assert len({winner(known) for known in replicas.known}) == 1
    assert len({conflicts(known) for known in replicas.known}) == 1


@given(STEPS, st.integers(0, 3), st.booleans())
def test_you_beat_what_you_saw_whatever_any_clock_says(steps, device, decides):
    replicas = played(steps)
    write = replicas.edit(device, 0, 99, decides)
    assert winner(replicas.known[device]) == write


@given(STEPS, st.integers(0, 3))
def test_a_decision_closes_every_conflict_its_author_saw(steps, device):
    replicas = played(steps)
    replicas.edit(device, 0, 99, True)
    assert conflicts(replicas.known[device]) == ()


@given(STEPS)
def test_no_value_vanishes_unseen(steps):
    """Each write is shown, or stands in a conflict, or equals what is shown, or somebody who saw
    it wrote something else."""
    writes = played(steps)
    shown = winner(writes.everything)
    value = shown.value if shown else None
    visible = {shown, *conflicts(writes.everything)}
    for write in writes.everything - writes.built_upon:
        assert write in visible or write.value == value


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 9)), min_size=1))
def test_edits_that_nobody_made_concurrently_are_never_lost(edits):
    """One after the other, everybody in the picture, clocks however wrong."""
    replicas = Replicas()
    last = None
    for device, wall, value in edits:
        last = replicas.edit(device, wall, value, False)
        for other in range(4):
            replicas.meet(device, other)
    assert winner(replicas.everything) == last
    assert conflicts(replicas.everything) == ()


@given(STEPS)
def test_conflicts_never_hold_the_value_that_is_shown(steps):
    writes = played(steps).everything
    shown = winner(writes)
    assert all(shown and write.value != shown.value for write in conflicts(writes))


CLOCK = st.integers(0, 5)
DEVICE = st.sampled_from(DEVICES)
WILD = st.lists(
    st.builds(
        Write,
        CLOCK,
        DEVICE,
        st.one_of(st.none(), st.integers(0, 1), st.booleans(), st.text(max_size=1)),
        st.lists(CLOCK, max_size=3).map(tuple),
    ),
    max_size=6,
)


@given(WILD, st.randoms(use_true_random=False))
def test_even_what_no_honest_device_writes_gives_one_answer(writes, random):
    shuffled = writes * 2
    random.shuffle(shuffled)
    assert winner(shuffled) == winner(writes)
    assert repr(conflicts(shuffled)) == repr(conflicts(writes))
    assert bool(writes) == (winner(writes) is not None)


@given(
    st.lists(st.builds(Mark, CLOCK, DEVICE, st.booleans())),
    WILD,
    st.randoms(use_true_random=False),
)
def test_deletion_does_not_depend_on_order(marks, writes, random):
    shuffled = marks * 2
    random.shuffle(shuffled)
    assert is_deleted(shuffled) == is_deleted(marks)
    assert edited_after_deletion(shuffled, writes * 2) == edited_after_deletion(marks, writes)


ELEMENT = st.sampled_from(["a", "b", "c"])


@given(
    st.lists(
        st.builds(
            Write, CLOCK, DEVICE, st.one_of(st.none(), st.sets(ELEMENT).map(sorted).map(tuple))
        ),
        max_size=4,
    ),
    st.lists(st.builds(ElementMark, CLOCK, DEVICE, ELEMENT, st.booleans()), max_size=8),
    st.randoms(use_true_random=False),
)
def test_sets_do_not_depend_on_order(writes, marks, random):
    mixed_writes, mixed_marks = writes * 2, marks * 2
    random.shuffle(mixed_writes)
    random.shuffle(mixed_marks)
    assert elements(mixed_writes, mixed_marks) == elements(writes, marks)
    value = elements(writes, marks)
    last = {mark.element: mark for mark in sorted(marks)}
    for element, mark in last.items():
        beats_all = all((mark.clock, mark.device) > (w.clock, w.device) for w in writes)
        if beats_all:
            assert (element in (value or ())) == mark.present
