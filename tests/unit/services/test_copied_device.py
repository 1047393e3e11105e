"""A device that was copied: both write, it is seen, nothing stops, and there is a way out."""

import pytest

from app.bootstrap import open_operation, shipped_dictionaries
from app.services.rebirth import Reborn, bring_along, reborn
from app.services.sync_view import LinkState
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from sync.core.errors import BadInput
from tests.support.centres import PASSPHRASE, Centre, fake_world, open_centre
from tests.support.together import ADDRESS, CHIEF, Host
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


@pytest.fixture(params=[(1, 3), (3, 1), (2, 2)], ids=["longer copy", "shorter copy", "as long"])
def copied(request, centre, host, tmp_path):
    made = Copied(centre, host, tmp_path, *request.param)
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
    world = fake_world(copy.clock, 64)
    born = Centre(open_operation(tmp_path / "born", PASSPHRASE, world), copy.clock)
    copied.screens[id(born)] = Screen(born)
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


def test_only_a_device_of_the_same_operation_can_be_brought_along(copied, tmp_path):
    with open_centre(tmp_path / "other", seed=9) as other, pytest.raises(BadInput):
        bring_along(copied.copy.operation, other.operation)
    with pytest.raises(BadInput):
        bring_along(copied.copy.operation, copied.tablet.operation)
