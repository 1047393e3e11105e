"""Who belongs, and which batches count: by the words of admins, whatever came in which order."""

import pytest

from sync.core.authority import AuthBatch
from sync.core.clock import hlc_of
from sync.core.ids import EntityId
from sync.core.operations import New, Operation
from tests.support.auth_rows import (
    AUTH,
    CENTRE,
    CENTRE_ID,
    SEALED,
    SHARED,
    accept,
    admins,
    authority,
    cut,
    device,
    enrol,
    grant,
    judge,
    key,
    lift,
    remove,
    says,
    take_back,
    who,
    write,
)

# R founded the centre; A and B are admins by its word, D is a reception desk.
FOUNDED = says("R", 1, enrol("R", "admin"))
STAFFED = (
    FOUNDED,
    says("R", 2, enrol("A", "admin")),
    says("R", 3, enrol("B", "admin")),
    says("R", 4, enrol("D", "reception")),
)


def test_an_empty_auth_knows_the_root_only() -> None:
    found = authority()
    assert found.members == {}
    assert found.roles(device("R")) == {"admin"}
    assert found.roles(device("D")) == set()
    assert judge(found, "R", 1, {"device"}, AUTH) is None
    assert judge(found, "D", 1, {"visit"}) == "not_enrolled"


def test_an_admin_enrols_and_what_the_row_says_is_known() -> None:
    row = enrol(
        "D", "reception", letter="B", label="受付1", sealing_key=key("s").hex(),
        fingerprint=key("f").hex(), ends_on="2026-08-20",
    )  # fmt: skip
    found = authority(FOUNDED, says("R", 2, row))
    member = found.members[device("D")]
    assert (member.letter, member.label, member.ends_on) == ("B", "受付1", "2026-08-20")
    assert (member.sealing_key, member.centre) == (key("s"), CENTRE_ID)
    assert found.fingerprint(device("D")) == key("f")
    assert found.public_key(device("D")) == key("D")
    assert found.spaces(device("D")) == (AUTH, SHARED, CENTRE, SEALED)
    assert found.readable(device("D")) == (AUTH, SHARED, CENTRE)
    assert judge(found, "D", 1, {"person", "visit"}) is None
    assert judge(found, "D", 1, {"need"}) == "role"


def test_a_key_that_is_not_the_devices_enrols_nobody() -> None:
    wrong = New(
        "device", EntityId(device("D")), {"public_key": key("E").hex(), "roles": ("admin",)}
    )  # fmt: skip
    found = authority(FOUNDED, says("R", 2, wrong, enrol("E", "needs")))
    assert sorted(who(found)) == ["E", "R"]
    assert found.public_key(device("D")) is None


def test_nobody_but_an_admin_enrols_and_the_try_is_on_record() -> None:
    found = authority(*STAFFED, says("D", 1, enrol("E", "admin"), grant("D", "admin")))
    assert sorted(who(found)) == ["A", "B", "D", "R"]
    assert who(found)["D"] == ["reception"]
    assert found.passed_over == ((device("D"), 1),)
    assert judge(found, "D", 1, {"device"}, AUTH) == "role"
    assert judge(found, "E", 1, {"visit"}) == "not_enrolled"


def test_the_chain_of_whom_nobody_may_enrol_is_still_checked_and_passed_on() -> None:
    """Otherwise two logs would never become equal."""
    found = authority(*STAFFED, says("D", 1, enrol("E", "admin")))
    assert found.public_key(device("E")) == key("E")
    assert found.spaces(device("E")) == ()


def test_an_admin_of_an_admin_counts() -> None:
    found = authority(
        *STAFFED, says("A", 1, enrol("C", "admin")), says("C", 1, enrol("E", "needs"))
    )
    assert sorted(who(found)) == ["A", "B", "C", "D", "E", "R"]


def test_a_role_is_added_to_what_is_there() -> None:
    found = authority(*STAFFED, says("A", 1, grant("D", "needs")))
    assert who(found)["D"] == ["needs", "reception"]
    assert judge(found, "D", 9, {"need", "visit"}) is None


def test_the_newest_value_of_a_field_holds_and_beats_what_its_author_saw() -> None:
    found = authority(
        *STAFFED, says("A", 1, write("D", "label", "旧"), hlc=9_000),
        says("B", 1, write("D", "label", "新", (9_000,), 9_001), hlc=2_000),
    )  # fmt: skip
    assert found.members[device("D")].label == "新"


# ----------------------------------------------------------------------------------------- leaving


def test_what_was_seen_before_the_cut_counts_and_what_came_after_does_not() -> None:
    found = authority(*STAFFED, says("A", 1, *remove("D", others=7)))
    assert found.is_revoked(device("D"))
    assert [judge(found, "D", seq, {"visit"}) for seq in (7, 8)] == [None, "revoked"]
    assert found.spaces(device("D")) == ()
    assert found.roles(device("D")) == set()
    assert found.public_key(device("D")) == key("D")


def test_in_a_space_that_a_removal_does_not_name_nothing_counts() -> None:
    found = authority(*STAFFED, says("A", 1, cut("D", 3, space=CENTRE)))
    assert judge(found, "D", 3, {"visit"}) is None
    assert judge(found, "D", 1, {"visit"}, SEALED) == "revoked"


def test_a_removed_admins_later_word_changes_nothing() -> None:
    found = authority(
        *STAFFED, says("A", 1, enrol("C", "needs")), says("B", 1, *remove("A", last=1)),
        says("A", 2, enrol("E", "admin"), *remove("D"), grant("D", "admin")),
    )  # fmt: skip
    assert who(found) == {"R": ["admin"], "B": ["admin"], "C": ["needs"], "D": ["reception"]}
    assert judge(found, "A", 1, {"device"}, AUTH) is None
    assert judge(found, "A", 2, {"device"}, AUTH) == "revoked"


def test_a_removed_admin_does_not_win_by_a_clock_of_before() -> None:
    found = authority(
        *STAFFED, says("B", 1, *remove("A", last=0), hlc=50_000),
        says("A", 1, *remove("D"), enrol("E", "admin"), hlc=1),
    )  # fmt: skip
    assert who(found) == {"R": ["admin"], "B": ["admin"], "D": ["reception"]}


def test_a_removal_wins_over_a_grant_that_did_not_know_of_it() -> None:
    found = authority(
        *STAFFED, says("A", 1, *remove("D")), says("B", 1, grant("D", "needs"), hlc=99_000)
    )  # fmt: skip
    assert found.is_revoked(device("D"))


def test_whom_a_removed_admin_let_in_without_being_seen_is_not_enrolled() -> None:
    found = authority(
        *STAFFED, says("A", 1, enrol("C", "needs")), says("B", 1, *remove("A", last=0))
    )  # fmt: skip
    assert sorted(who(found)) == ["B", "D", "R"]
    assert judge(found, "C", 1, {"need"}) == "not_enrolled"


def test_two_admins_who_remove_each_other_are_both_out() -> None:
    found = authority(*STAFFED, says("A", 1, *remove("B")), says("B", 1, *remove("A")))
    assert who(found) == {"R": ["admin"], "D": ["reception"]}


def test_what_else_they_said_in_it_does_not_count() -> None:
    """A stolen laptop that claims not to have heard takes one person along, and nobody else."""
    found = authority(
        *STAFFED, says("A", 1, *remove("B")),
        says("B", 1, *remove("A"), *remove("D"), enrol("E", "admin")),
    )  # fmt: skip
    assert who(found) == {"R": ["admin"], "D": ["reception"]}


def test_a_ring_of_removals_removes_all_of_it() -> None:
    found = authority(
        *STAFFED, says("R", 5, enrol("C", "admin")), says("A", 1, *remove("B")),
        says("B", 1, *remove("C")), says("C", 1, *remove("A")),
    )  # fmt: skip
    assert admins(found) == "R"


def test_who_knew_of_the_own_removal_cannot_answer_it() -> None:
    found = authority(
        *STAFFED, says("A", 1, *remove("B", last=0)), says("B", 1, *remove("A", last=1))
    )  # fmt: skip
    assert admins(found) == "AR"


def test_who_is_removed_cannot_take_the_own_words_of_before_back() -> None:
    """R enrolled everybody: were its words void, nobody could have removed it."""
    found = authority(
        *STAFFED, says("R", 5, enrol("A", "admin")), says("A", 1, *remove("R", last=4)),
        says("R", 6, *remove("R", last=0)),
    )  # fmt: skip
    assert admins(found) == "AB"


def test_in_a_quarrel_the_word_of_a_nobody_has_no_weight() -> None:
    """A and C remove each other, so B, whom C let in, is out, and its word about D with it. That D
    says that A is an admin ties nothing to D's fate."""
    quarrel = (
        FOUNDED, says("R", 2, enrol("A", "admin"), enrol("C", "admin"), enrol("D", "reception")),
        says("C", 1, enrol("B", "admin")), says("A", 1, *remove("C")),
        says("C", 2, *remove("A")), says("B", 1, *remove("D")),
    )  # fmt: skip
    assert who(authority(*quarrel)) == {"R": ["admin"], "D": ["reception"]}
    nobody = says("D", 1, enrol("A", "admin"))
    assert authority(*quarrel, nobody).members == authority(*quarrel).members


def test_a_lost_founders_laptop_can_be_removed() -> None:
    found = authority(*STAFFED, says("A", 1, *remove("R", last=4)), says("R", 5, *remove("D")))
    assert who(found) == {"A": ["admin"], "B": ["admin"], "D": ["reception"]}


def test_were_nobody_left_the_root_would_stay() -> None:
    only = (FOUNDED, says("R", 2, enrol("A", "admin")))
    found = authority(*only, says("A", 1, *remove("R", last=2)), says("R", 3, *remove("A")))
    assert admins(found) == "R"
    again = authority(
        *only, says("A", 1, *remove("R", last=2)), says("R", 3, *remove("A")),
        says("R", 4, enrol("C", "admin")),
    )  # fmt: skip
    assert admins(again) == "CR"


def test_a_removal_that_takes_away_what_it_stands_on_changes_nothing() -> None:
    """C cannot have seen less of A than the word by which it came in itself."""
    assert admins(authority(*STAFFED, says("A", 1, *remove("R", last=1)))) == "ABR"
    found = authority(
        *STAFFED, says("A", 1, enrol("C", "admin")), says("A", 2, enrol("E", "admin")),
        says("C", 1, *remove("A", last=0)),
    )  # fmt: skip
    assert admins(found) == "ABCER"


def test_a_cut_is_lifted_by_another_admin_and_only_from_there_on() -> None:
    row = cut("D", 4, space=CENTRE, row="lost")
    found = authority(*STAFFED, says("A", 1, row), says("B", 1, lift("lost", 6)))
    assert not found.is_revoked(device("D"))
    judged = [judge(found, "D", seq, {"visit"}) for seq in (4, 5, 6, 7)]
    assert judged == [None, "revoked", "revoked", None]


def test_who_is_cut_cannot_lift_the_own_cut() -> None:
    row = cut("A", 0, row="lost")
    words: list[Operation] = [lift("lost", 0), take_back("lost")]
    found = authority(*STAFFED, says("B", 1, row), says("A", 1, *words))
    assert found.is_revoked(device("A"))


# ------------------------------------------------------------------------------------------- roles


def test_a_role_that_ended_counts_up_to_its_cut() -> None:
    ends = [cut("D", 5, "reception", space=space) for space in (AUTH, CENTRE, SEALED)]
    found = authority(*STAFFED, says("A", 1, grant("D", "needs"), *ends))
    assert who(found)["D"] == ["needs"]
    assert [judge(found, "D", seq, {"visit"}) for seq in (5, 6)] == [None, "role"]
    assert judge(found, "D", 6, {"need"}) is None
    assert judge(found, "D", 1, {"visit"}, SHARED) == "role"


def test_who_is_no_admin_any_more_enrols_nobody() -> None:
    found = authority(
        *STAFFED, says("R", 5, cut("A", 1, "admin")), says("A", 1, enrol("C", "needs")),
        says("A", 2, enrol("E", "needs")),
    )  # fmt: skip
    assert sorted(who(found)) == ["A", "B", "C", "D", "R"]
    assert judge(found, "A", 1, {"device"}, AUTH) is None
    assert judge(found, "A", 2, {"device"}, AUTH) == "role"


def test_an_admin_lays_the_role_down_and_what_was_said_with_it_counts() -> None:
    found = authority(
        *STAFFED, says("A", 1, enrol("C", "needs"), cut("A", 0, "admin")),
        says("A", 2, enrol("E", "needs")),
    )  # fmt: skip
    assert who(found)["A"] == []
    assert "C" in who(found)
    assert "E" not in who(found)


def test_what_was_said_before_becoming_an_admin_does_not_count_afterwards() -> None:
    early = says("D", 1, enrol("E", "admin"))
    gap = cut("D", 0, "admin", until=1)
    found = authority(*STAFFED, early, says("A", 1, grant("D", "admin"), gap))
    assert admins(found) == "ABDR"
    assert judge(found, "D", 1, {"device"}, AUTH) == "role"
    assert admins(authority(*STAFFED, early, says("A", 1, grant("D", "admin"), gap),
                            says("D", 2, enrol("C", "admin")))) == "ABCDR"  # fmt: skip


def test_a_role_that_nobody_here_knows_writes_nothing() -> None:
    found = authority(*STAFFED, says("A", 1, enrol("E", "of_a_newer_app")))
    assert judge(found, "E", 1, {"visit"}) == "role"
    assert found.spaces(device("E")) == (AUTH,)


def test_a_device_that_only_shows_writes_nothing_at_all() -> None:
    found = authority(*STAFFED, says("A", 1, enrol("E", "wall")))
    assert judge(found, "E", 1) == "role"
    assert found.spaces(device("E")) == (AUTH, SHARED, CENTRE)


# --------------------------------------------------------------------------------- ends, acceptance

LAST_MOMENT = hlc_of(1_787_237_999_999, 0xFFFF)  # 2026-08-20 23:59:59.999 in Japan


@pytest.mark.parametrize(("hlc", "reason"), [(LAST_MOMENT, None), (LAST_MOMENT + 1, "ended")])
def test_the_last_day_of_a_stay_is_inside(hlc: int, reason: str | None) -> None:
    found = authority(*STAFFED, says("A", 1, enrol("E", "reception", ends_on="2026-08-20")))
    assert judge(found, "E", 1, {"visit"}, hlc=hlc) == reason


def test_a_stay_is_prolonged_and_an_unreadable_day_ends_nothing() -> None:
    row = says("A", 1, enrol("E", "reception", ends_on="2026-08-20"))
    new = write("E", "ends_on", "2026-08-31", (1_001,))
    longer = authority(*STAFFED, row, says("B", 1, new, hlc=1_002))
    assert judge(longer, "E", 1, {"visit"}, hlc=LAST_MOMENT + 1) is None
    odd = authority(*STAFFED, says("A", 1, enrol("E", "reception", ends_on="9999-12-31")))
    assert judge(odd, "E", 1, {"visit"}, hlc=LAST_MOMENT + 1) is None


def test_late_work_is_accepted_and_no_more_than_was_named() -> None:
    found = authority(
        *STAFFED, says("A", 1, *remove("D", others=3)), says("B", 1, accept("D", 5, 6)),
        says("D", 1, accept("D", 1, 99)),
    )  # fmt: skip
    judged = [judge(found, "D", seq, {"visit"}) for seq in (3, 4, 5, 6, 7)]
    assert judged == [None, "revoked", None, None, "revoked"]
    assert judge(found, "D", 5, {"visit"}, SEALED) == "revoked"


def test_work_of_a_stranger_can_be_accepted_too() -> None:
    found = authority(*STAFFED, says("A", 1, accept("X", 1, 2)))
    assert judge(found, "X", 2, {"visit"}) is None
    assert judge(found, "X", 3, {"visit"}) == "not_enrolled"


def test_an_accepted_word_of_auth_counts_as_an_admins() -> None:
    found = authority(
        *STAFFED, says("B", 1, *remove("A")), says("A", 1, enrol("C", "needs")),
        says("R", 5, accept("A", 1, 1, AUTH)),
    )  # fmt: skip
    assert "C" in who(found)
    assert judge(found, "A", 1, {"device"}, AUTH) is None


# ------------------------------------------------------------------------------------------ hostile


@pytest.mark.parametrize(
    "values",
    [
        {"device": None, "space": "01", "last_seq": 0},
        {"device": device("D"), "space": "zz", "last_seq": 0},
        {"device": device("D"), "space": "03", "last_seq": 0},
        {"device": device("D"), "space": "01", "last_seq": None},
        {"device": device("D"), "space": "01", "last_seq": -1},
    ],
)
def test_a_removal_that_cannot_be_read_stops_nothing(values: dict[str, object]) -> None:
    broken = New("revocation", EntityId(b"x" * 16), values)  # type: ignore[arg-type]
    found = authority(*STAFFED, says("A", 1, broken, grant("D", "needs")))
    assert who(found)["D"] == ["needs", "reception"]


def test_the_same_batch_twice_changes_nothing() -> None:
    assert authority(*STAFFED, *STAFFED) == authority(*STAFFED)


def test_a_long_quarrel_is_settled_in_reasonable_work() -> None:
    """80 removals against each other: each claims to know of none of the others."""
    names = [f"Q{number}" for number in range(80)]
    words: list[AuthBatch] = [FOUNDED]
    words += [says("R", seq, enrol(name, "admin")) for seq, name in enumerate(names, 2)]
    words += [
        says(name, 1, *remove(names[(place + 1) % len(names)]))
        for place, name in enumerate(names)
    ]  # fmt: skip
    assert admins(authority(*words)) == "R"


def test_only_those_who_are_judged_otherwise_are_named() -> None:
    before = authority(*STAFFED)
    assert (
        authority(*STAFFED, says("A", 1, write("D", "label", "x"))).judged_otherwise(before)
        == set()
    )
    after = authority(*STAFFED, says("A", 1, *remove("D"), enrol("E", "needs")))
    assert after.judged_otherwise(before) == {device("D"), device("E")}
