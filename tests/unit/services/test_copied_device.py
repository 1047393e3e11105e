"""A device that was copied: both write, it is seen, nothing stops, and there is a way out."""

from shutil import copytree

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.command import Refused
from app.services.day_merges import GiveNewNumber
from app.services.devices import RevokeDevice
from app.services.erasure import EraseSubject
from app.services.operation_files import is_vacant
from app.services.rebirth import Rebirth, Reborn, bring_along, reborn
from app.services.rebirth_place import _note, note_complete
from app.services.sync_view import LinkState
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.queries.today_merges import numbers_given_twice
from sync.core.errors import BadInput
from sync.core.ids import DeviceId, EntityId
from sync.protocol.messages import LinkError
from tests.support.centres import PASSPHRASE, Centre, fake_world, open_centre
from tests.support.together import ADDRESS, CHIEF, Host, meet
from tests.support.trouble import Screen, copy_of, equal, met, names, sound


def person(name: str) -> RegisterVolunteer:
    return RegisterVolunteer(name, "", "", another_person=True)


@pytest.fixture
def host(centre):
    return Host(centre.operation)


class Copied:
    """A centre with a tablet and its copy, which wrote apart, and a third device."""

    def __init__(self, centre, host, folder, wrote: int, copy_wrote: int) -> None:
        self.host = host
        self.known = centre.do(RegisterVolunteer("訓練 一郎", "", "090-0000-0011")).entity
        self.tablet = host.let_in(folder / "tablet", seed=60)
        self.third = host.let_in(folder / "third", seed=61)
        self.centre = centre
        self.wrote = (wrote, copy_wrote)
        self.copy = copy_of(self.tablet, folder / "copy", seed=62)
        for number in range(wrote):
            self.tablet.do(person(f"訓練 本{number}"))
        for number in range(copy_wrote):
            self.copy.do(person(f"訓練 写{number}"))
        devices = (self.centre, self.tablet, self.third, self.copy)
        self.screens = {id(one): Screen(one) for one in devices}

    def screen(self, one: Centre) -> Screen:
        return self.screens[id(one)]

    def meet(self, asks: Centre, answers: Centre):
        return met(self.screen(asks), self.screen(answers))

    def invitation(self) -> str:
        return self.host.invitations.invite(("coordinator",), "", None, ADDRESS, CHIEF).qr

    def born(self, folder, seed: int) -> Reborn:
        """The copy is stopped, and begins again as a new device."""
        self.copy.operation.close()
        done = reborn(
            self.copy.operation.folder, PASSPHRASE, self.invitation(), folder,
            fake_world(self.copy.clock, seed), shipped_dictionaries(),
            lambda _address, _fingerprint: self.host.transport(),
        )  # fmt: skip
        assert isinstance(done, Reborn), done
        return done

    def opened(self, folder, seed: int) -> Centre:
        world = fake_world(self.centre.clock, seed)
        one = Centre(open_operation(folder, PASSPHRASE, world), self.centre.clock)
        self.screens[id(one)] = Screen(one)
        return one


@pytest.fixture(params=[(1, 3), (3, 1), (2, 2)], ids=["longer copy", "shorter copy", "as long"])
def copied(request, centre, host, tmp_path):
    made = Copied(centre, host, tmp_path, *request.param)
    yield made
    for one in (made.tablet, made.third, made.copy):
        one.operation.close()


@pytest.fixture
def alike(centre, host, tmp_path):
    made = Copied(centre, host, tmp_path, 2, 2)
    yield made
    for one in (made.tablet, made.third, made.copy):
        one.operation.close()


def test_a_copy_is_seen_by_whoever_meets_it_from_either_side(copied):
    centre, tablet, third, copy = copied.centre, copied.tablet, copied.third, copied.copy
    copied.meet(tablet, centre)
    shown = names(centre)
    assert copied.screen(centre).of(tablet).state is LinkState.SAME
    ended = copied.meet(copy, centre)
    assert not ended.same
    assert copied.screen(centre).of(tablet).state is LinkState.FORKED
    said = copied.screen(copy).state()
    assert said.copied
    assert said.unsent == copied.wrote[1]  # they hold a branch of the same name, and not this one
    assert not said.forked
    assert names(centre) == shown  # nothing of the first branch is lost
    # The other chains go on, in both directions.
    centre.do(person("訓練 二郎"))
    third.do(person("訓練 三郎"))
    copied.meet(third, centre)
    copied.meet(copy, centre)
    assert {"訓練 二郎", "訓練 三郎"} <= {*names(copy)}
    assert {"訓練 二郎", "訓練 三郎"} <= {*names(centre)}
    assert copied.screen(third).of(centre).state is LinkState.SAME
    # The third one, asked by the copy, knows it too, and so does the one that was there first.
    copied.meet(copy, third)
    assert copied.screen(third).of(tablet).state is LinkState.FORKED
    copied.meet(tablet, centre)
    assert copied.meet(tablet, centre).same
    equal(centre, third, tablet)
    sound(copy)


def test_where_the_copy_answers_the_one_that_asks_sees_it(copied):
    copied.meet(copied.tablet, copied.centre)
    copied.meet(copied.centre, copied.copy)
    assert copied.screen(copied.centre).of(copied.tablet).state is LinkState.FORKED
    assert copied.screen(copied.copy).state().copied


def test_a_copy_is_born_again_and_brings_along_all_that_it_wrote(copied, tmp_path):
    centre, copy = copied.centre, copied.copy
    copied.meet(copied.tablet, centre)
    copy.clock.advance(1_000)
    copy.do(ChangeVolunteer(copied.known, {"phone": "090-0000-0012"}))
    copied.meet(copy, centre)
    wrote = {name for name in names(copy) if "写" in name}
    assert wrote
    done = copied.born(tmp_path / "born", 63)
    assert done.again == len(wrote) + 1
    assert done.closed == 0
    assert done.letter == "D"
    born = copied.opened(tmp_path / "born", 64)
    for one in (copied.tablet, copied.third, born):
        copied.meet(one, centre)
    for one in (copied.tablet, copied.third, born):
        assert copied.meet(one, centre).same
        assert copied.screen(one).of(centre).state is LinkState.SAME
        assert wrote < {*names(one)}
    assert born.rows("SELECT phone FROM live_volunteer WHERE id = ?", copied.known) == [
        ("090-0000-0012",)
    ]
    assert born.rows("SELECT count(*) FROM _conflict") == [(0,)]
    assert not copied.screen(born).state().copied
    assert not copied.screen(centre).state().forked
    equal(centre, copied.tablet, copied.third, born)
    born.operation.close()


def test_a_rebirth_that_was_broken_off_goes_on(copied, tmp_path):
    copied.meet(copied.tablet, copied.centre)
    first = copied.born(tmp_path / "born", 63)
    assert first.again > 0
    again = copied.born(tmp_path / "born", 65)
    assert (again.brought, again.again) == (0, 0)


def test_the_founders_laptop_was_copied_too(centre, host, tmp_path):
    tablet = host.let_in(tmp_path / "tablet", seed=60)
    copy = copy_of(centre, tmp_path / "copy", seed=62)
    centre.do(person("訓練 本"))
    copy.do(person("訓練 写"))
    screens = {one: Screen(one) for one in (centre, tablet, copy)}
    met(screens[tablet], screens[centre])
    met(screens[copy], screens[tablet])
    assert screens[copy].state().copied
    copy.operation.close()
    rebirth = Rebirth(
        copy.operation.folder, fake_world(copy.clock, 80), shipped_dictionaries(),
        lambda _address, _fingerprint: host.transport(),
    )  # fmt: skip
    # The one that stays lets its own copy in.
    invitation = host.invitations.invite(("admin",), "", None, ADDRESS, CHIEF).qr
    assert rebirth.begin(invitation, "訓練 写し", PASSPHRASE, lambda _step: None) is None
    done = rebirth.finish(PASSPHRASE)
    assert isinstance(done, Reborn), done
    assert (done.again, done.closed) == (1, 0)
    world = fake_world(centre.clock, 81)
    born = Centre(open_operation(copy.operation.folder, PASSPHRASE, world), centre.clock)
    screens[born] = Screen(born)
    for one in (born, tablet, born):
        met(screens[one], screens[centre])
    assert names(born) == ["訓練 写", "訓練 本"]
    assert not screens[born].state().copied
    equal(centre, tablet, born)
    for one in (tablet, born):
        one.operation.close()


def test_only_a_device_of_the_same_operation_can_be_brought_along(copied, tmp_path):
    with open_centre(tmp_path / "other", seed=9) as other, pytest.raises(BadInput):
        bring_along(copied.copy.operation, other.operation)
    with pytest.raises(BadInput):
        bring_along(copied.copy.operation, copied.tablet.operation)


def test_a_third_device_that_took_the_copys_branch_is_born_again_too(centre, host, tmp_path):
    copied = Copied(centre, host, tmp_path, 2, 3)
    tablet, third, copy = copied.tablet, copied.third, copied.copy
    copied.meet(tablet, centre)
    copied.meet(copy, third)  # before it ever heard of the other branch
    third.do(person("訓練 三郎"))
    copied.meet(third, centre)
    for one in (centre, third):
        assert copied.screen(one).of(tablet).state is LinkState.FORKED
    first = copied.born(tmp_path / "born", 63)
    assert (first.again, first.closed) == (3, 0)
    born = [copied.opened(tmp_path / "born", 67)]
    copied.meet(born[0], centre)
    copied.copy = third
    second = copied.born(tmp_path / "third again", 66)
    # What the copy said again already is not said a third time.
    assert (second.again, second.closed) == (0, 0)
    born.append(copied.opened(tmp_path / "third again", 68))
    old = DeviceId(third.operation.device)
    assert copied.screen(centre).state().forked  # until the name that nobody uses any more is gone
    centre.do(RevokeDevice(old, "新しい端末になった"))
    for one in (tablet, *born, tablet, *born):
        copied.meet(one, centre)
    wrote = {"訓練 本0", "訓練 本1", "訓練 写0", "訓練 写1", "訓練 写2", "訓練 三郎"}
    assert wrote <= {*names(centre)}
    for one in (centre, tablet, *born):
        state = copied.screen(one).state()
        assert (state.copied, state.forked) == (False, ())
    equal(centre, tablet, *born)
    for one in (tablet, *born):
        one.operation.close()


def test_a_device_is_born_again_where_it_lies(alike, tmp_path, monkeypatch):
    alike.meet(alike.tablet, alike.centre)
    alike.copy.operation.close()
    folder = alike.copy.operation.folder
    rebirth = Rebirth(
        folder, fake_world(alike.copy.clock, 70), shipped_dictionaries(),
        lambda _address, _fingerprint: alike.host.transport(),
    )  # fmt: skip
    steps: list[str] = []
    said = alike.invitation()
    assert rebirth.begin(said, "", "ちがう合言葉", steps.append) == Refused(
        "passphrase_wrong", field="passphrase"
    )
    wrong = rebirth.begin("TASUKI1:よめない", "", PASSPHRASE, steps.append)
    assert isinstance(wrong, Refused)
    assert not rebirth.begun()
    assert rebirth.begin(said, "訓練 写し", PASSPHRASE, steps.append) is None
    assert steps[-1] == "ready"
    assert rebirth.begun()
    # The power goes in the middle of changing places: whoever opens the folder ends it.
    with monkeypatch.context() as patch:
        patch.setattr("app.services.rebirth_place._note", power_cut_at_the_second())
        with pytest.raises(KeyboardInterrupt):
            rebirth.finish(PASSPHRASE)
    assert not is_vacant(folder)
    now = open_operation(folder, PASSPHRASE, fake_world(alike.copy.clock, 71))
    assert now.device != alike.tablet.operation.device
    assert not (folder / "born").exists()
    kept = next(folder.glob("before-*"))
    wrote = {name for name in names(Centre(now, alike.copy.clock)) if "写" in name}
    assert wrote
    now.close()
    before = open_operation(kept, PASSPHRASE, fake_world(alike.copy.clock, 72))
    assert before.device == alike.tablet.operation.device
    before.close()
    # It is whole, so it goes when somebody is erased; and its keys when the device is sent away.
    again = open_operation(folder, PASSPHRASE, fake_world(alike.copy.clock, 73))
    copytree(kept, folder / "before-that")  # of which nobody knows whether it is whole
    note_complete(kept)
    born = Centre(again, alike.copy.clock)
    subject = born.rows("SELECT id FROM live_volunteer WHERE name LIKE '%写%'")[0][0]
    assert isinstance(subject, bytes)
    born.do(EraseSubject(EntityId(subject), "本人の申し出"))
    assert not kept.exists()
    assert (folder / "before-that" / "vault").exists()
    alike.centre.do(RevokeDevice(DeviceId(again.device), "失くした"))
    meet(born, alike.host)
    assert (folder / "before-that" / "log.sqlite").exists()
    assert not (folder / "before-that" / "vault").exists()
    again.close()


def test_what_everybody_has_is_not_said_again_where_the_first_filling_broke_off(alike):
    alike.meet(alike.tablet, alike.centre)
    alike.copy.operation.close()
    working = [False]

    class Breaks:
        """Lets the device in, and hangs up then."""

        def __init__(self) -> None:
            self._inner = alike.host.transport()
            self.fingerprint = self._inner.fingerprint

        def call(self, call):
            if call.name != "pair" and not working[0]:
                raise LinkError("the Wi-Fi is gone")
            return self._inner.call(call)

        def close(self) -> None:
            self._inner.close()

        def abort(self) -> None:
            self._inner.abort()

    rebirth = Rebirth(
        alike.copy.operation.folder, fake_world(alike.copy.clock, 80), shipped_dictionaries(),
        lambda _address, _fingerprint: Breaks(),
    )  # fmt: skip
    invitation = alike.invitation()
    refused = rebirth.begin(invitation, "訓練 写し", PASSPHRASE, lambda _step: None)
    assert refused == Refused("inviter_unreachable", field="invitation")
    assert rebirth.begun()
    assert isinstance(rebirth.finish(PASSPHRASE), Refused)
    working[0] = True
    assert rebirth.begin("", "", PASSPHRASE, lambda _step: None) is None
    working[0] = False  # from here on nobody is needed
    done = rebirth.finish(PASSPHRASE)
    assert isinstance(done, Reborn)
    assert (done.again, done.closed) == (2, 0)


def power_cut_at_the_second():
    """`_note` writes the first step down, and never comes to the second."""
    calls = []

    def note(folder, keep, step, disk):
        calls.append(step)
        if len(calls) == 2:
            raise KeyboardInterrupt
        _note(folder, keep, step, disk)

    return note


def doubled(one: Centre):
    return list(one.operation.read(lambda db: list(numbers_given_twice(db))))


def test_a_number_that_both_copies_gave_is_shown_on_both_records(alike, tmp_path):
    centre = alike.centre
    alike.meet(alike.tablet, centre)
    alike.born(tmp_path / "born", 63)
    born = alike.opened(tmp_path / "born", 64)
    alike.meet(born, centre)
    numbers = [row[0] for row in centre.rows("SELECT number FROM live_volunteer")]
    twice = {number for number in numbers if numbers.count(number) > 1}
    assert len(twice) == min(alike.wrote)
    for one in (centre, born):
        found = doubled(one)
        assert {card.label for card in found} == twice
        for card in found:
            assert {side.by.letter for side in card.sides} == {"B", born.operation.letter}
            assert len({side.what for side in card.sides}) == 2
    for card in doubled(centre):
        centre.do(GiveNewNumber(card.id))
    alike.meet(born, centre)
    assert not doubled(born)
    equal(centre, born)
    born.operation.close()
