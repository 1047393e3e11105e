"""Who wins and what is a conflict, case by case."""

from sync.core.clock import hlc_of, lifted_clock
from sync.core.merge import (
    ElementMark,
    Mark,
    Write,
    conflict_id,
    conflicts,
    earliest_end,
    edited_after_deletion,
    element_changes,
    elements,
    field_key,
    is_deleted,
    leaves,
    winner,
)
from tests.support.chains import REGISTRY, entity

A, B, C = (name * 16 for name in (b"a", b"b", b"c"))


def test_nobody_wrote():
    assert winner([]) is None
    assert conflicts([]) == ()


def test_a_chain_of_edits_shows_the_last_and_asks_nothing():
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, A, "z", (20,))]
    assert winner(writes) == writes[2]
    assert conflicts(writes) == ()


def test_two_edits_of_one_value_are_a_conflict():
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, C, "z", (10,))]
    assert winner(writes) == writes[2]
    assert conflicts(writes) == (writes[1],)


def test_two_equal_answers_are_no_conflict():
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, C, "y", (10,))]
    assert conflicts(writes) == ()


def test_true_and_one_are_two_answers():
    writes = [Write(20, B, True, (10,)), Write(30, C, 1, (10,))]
    assert conflicts(writes) == (writes[0],)


def test_the_device_breaks_a_tie_of_clocks():
    writes = [Write(20, A, "y"), Write(20, B, "z")]
    assert winner(writes) == writes[1]
    assert conflicts(writes) == (writes[0],)


def test_a_value_from_2049_is_corrected_by_editing_it():
    future = hlc_of(2_500_000_000_000)
    now = hlc_of(1_770_000_000_000)
    fix = Write(lifted_clock(now, [future]) or now, A, "right", (future,))
    assert winner([Write(future, B, "wrong"), fix]) == fix
    assert conflicts([Write(future, B, "wrong"), fix]) == ()


def test_naming_several_bases_closes_the_conflict():
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, C, "z", (10,))]
    decided = [*writes, Write(40, A, "y", (20, 30))]
    assert winner(decided) == decided[3]
    assert conflicts(decided) == ()


def test_an_edit_of_the_winner_alone_leaves_the_conflict_open():
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, C, "z", (10,))]
    edited = [*writes, Write(40, A, "zz", (30,))]
    assert winner(edited) == edited[3]
    assert conflicts(edited) == (writes[1],)


def test_a_late_answer_to_an_inner_write_is_a_conflict():
    """A tablet comes back after a week with an edit of what everybody has changed since."""
    writes = [Write(10, A, "x"), Write(20, B, "y", (10,)), Write(30, B, "z", (20,))]
    late = Write(15, C, "w", (10,))
    assert winner([*writes, late]) == writes[2]
    assert conflicts([*writes, late]) == (late,)


def test_of_two_writes_at_one_clock_naming_it_once_covers_neither():
    """The author may have seen one of them only; the other must not vanish."""
    tie = [Write(20, A, "y"), Write(20, B, "z")]
    after = Write(30, C, "w", (20,))
    assert winner([*tie, after]) == after
    assert conflicts([*tie, after]) == (tie[1], tie[0])
    both = Write(30, C, "w", (20, 20))
    assert conflicts([*tie, both]) == ()


def test_a_base_that_is_not_earlier_covers_nothing():
    writes = [Write(20, A, "y", (30,)), Write(30, B, "z", (20, 30))]
    assert winner(writes) == writes[1]
    loop = [Write(20, A, "y", (20,)), Write(20, B, "z", (20,))]
    assert len(leaves(loop)) == 2


def test_the_same_row_imported_on_two_laptops_asks_only_where_it_differs():
    assert conflicts([Write(10, A, "090"), Write(20, B, "090")]) == ()
    assert conflicts([Write(10, A, "090"), Write(20, B, "080")]) == (Write(10, A, "090"),)


def test_a_question_that_nobody_asked_yields_to_an_answer():
    blank, answer = Write(20, B, None), Write(10, A, "090")
    assert winner([blank, answer]) == answer
    assert conflicts([blank, answer]) == ()
    assert winner([blank]) == blank


def test_an_answer_that_was_taken_back_is_an_answer():
    writes = [Write(10, A, "x"), Write(20, B, None, (10,)), Write(30, C, "z", (10,))]
    assert conflicts(writes) == (writes[1],)


def test_conflict_ids_tell_conflicts_apart_and_are_equal_everywhere():
    person, visit = REGISTRY.by_name["person"], REGISTRY.by_name["visit"]
    name, text = field_key(person, person.fields[0]), field_key(visit, visit.fields[0])
    assert (name, text) == ("1.1", "300.1")
    made = {
        conflict_id(entity(1), name, 10, A),
        conflict_id(entity(2), name, 10, A),
        conflict_id(entity(1), text, 10, A),
        conflict_id(entity(1), name, 11, A),
        conflict_id(entity(1), name, 10, B),
    }
    assert len(made) == 5
    # Never changes: decisions are stored under it.
    assert conflict_id(entity(1), name, 10, A).hex() == "8f525875fde5668872b28af3006d1e85"


def test_delete_wins_over_edits_and_names_those_it_cannot_have_seen():
    marks = [Mark(20, A, True)]
    before, after = Write(10, B, "x"), Write(30, C, "y", (10,))
    assert is_deleted(marks)
    assert edited_after_deletion(marks, [before, after]) == (after,)
    assert edited_after_deletion(marks, [before]) == ()


def test_an_undone_deletion_is_no_deletion():
    marks = [Mark(20, A, True), Mark(30, B, False)]
    assert not is_deleted(marks)
    assert edited_after_deletion(marks, [Write(40, C, "y")]) == ()
    assert is_deleted([*marks, Mark(40, A, True)])
    assert not is_deleted([])


def test_elements_join_and_leave():
    start = Write(10, A, ("chainsaw", "nurse"))
    marks = [ElementMark(20, B, "truck", True), ElementMark(21, C, "nurse", False)]
    assert elements([start], marks) == ("chainsaw", "truck")


def test_a_set_that_nobody_asked_for_is_not_an_empty_one():
    assert elements([], []) is None
    assert elements([Write(10, A, None)], []) is None
    assert elements([Write(10, A, ())], []) == ()
    assert elements([], [ElementMark(20, B, "truck", True)]) == ("truck",)


def test_the_answer_none_does_not_lose_an_element_added_meanwhile():
    writes = [Write(10, A, None), Write(20, A, (), (10,))]
    assert elements(writes, [ElementMark(15, B, "truck", True)]) == ("truck",)


def test_a_whole_value_takes_nothing_away():
    writes = [Write(10, A, ("nurse",)), Write(20, A, ("truck",), (10,))]
    assert elements(writes, []) == ("nurse", "truck")


def test_an_answer_that_was_taken_back_empties_the_set():
    writes = [Write(10, A, ("nurse",)), Write(20, A, None, (10,))]
    assert elements(writes, []) is None
    assert elements(writes, [ElementMark(30, B, "truck", True)]) == ("truck",)


def test_of_joining_and_leaving_the_later_holds():
    on, off = ElementMark(20, A, "truck", True), ElementMark(30, B, "truck", False)
    assert elements([], [on, off]) == ()
    assert elements([], [off, ElementMark(40, A, "truck", True), on]) == ("truck",)


def test_changes_of_a_set_as_operations():
    assert element_changes(("a", "b"), ("b", "c")) == (("c",), ("a",))
    assert element_changes(None, ("x",)) == (("x",), ())
    assert element_changes(("x",), None) == ((), ("x",))


def test_a_claim_ends_at_its_earliest_end():
    assert earliest_end([30, 10, 20]) == 10
    assert earliest_end([]) is None
