"""`tasuki county`: a county is founded, and a council's device comes in over HTTPS."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from app.bootstrap import PROGRAMS, open_operation, shipped_dictionaries
from app.cli.main import main
from app.domain.tables_county import council_id
from app.services.command import Refused
from app.services.county_inviting import CountyInvitation, invite_council
from app.services.county_programs import Counties
from app.services.invitations import HOLDS_MS
from app.services.joining import Joiner, join
from app.services.operation import Operation
from app.services.operation_files import COUNTY_KIND
from app.services.sync_view import Invitation
from sync.transports.http_client import HttpTransport
from tests.support.centres import MORNING_MS, PASSPHRASE, fake_world, open_centre
from tests.support.counties import open_county
from tests.support.together import CHIEF
from tests.support.world import FakeClock

HERE = "127.0.0.1"


class Guest:
    """Comes in as soon as the invitation is there, on a thread of its own."""

    def __init__(self, folder: Path, clock: FakeClock) -> None:
        self._folder, self._clock = folder, clock
        self.came: list[Operation] = []
        self._thread: Thread | None = None

    def __call__(self, invitation: Invitation) -> None:
        typed = f"{invitation.address} {invitation.code}"
        self._thread = Thread(target=self._come, args=(typed,))
        self._thread.start()

    def _come(self, typed: str) -> None:
        world = fake_world(self._clock, seed=30)
        self.came.append(
            join(typed, "訓練市 1", PASSPHRASE, self._folder, world, shipped_dictionaries(),
                 HttpTransport, lambda _step: None)
        )  # fmt: skip

    def leave(self) -> None:
        if self._thread is not None:
            self._thread.join()
        for operation in self.came:
            operation.close()


def test_a_council_comes_in_at_the_port_and_has_everything(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        guest = Guest(tmp_path / "guest", county.clock)
        order = CountyInvitation("14203", "council", HERE)
        try:
            letter = invite_council(county.hub.operation, order, CHIEF, Event(), guest)
            assert letter == "B"
        finally:
            guest.leave()
        (operation,) = guest.came
        assert operation.card.centre == council_id("14203")
        assert operation.authority.members[operation.device].roles == {"council"}  # type: ignore[index]


def test_nobody_comes_in_when_its_time_is_over_or_somebody_stops_it(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        order = CountyInvitation("14203", "council", HERE)

        def late(_invitation: Invitation) -> None:
            county.clock.advance(HOLDS_MS + 1)

        assert invite_council(county.hub.operation, order, CHIEF, Event(), late) == ""
        ending = Event()
        told: list[Invitation] = []

        def stop(invitation: Invitation) -> None:
            told.append(invitation)
            ending.set()

        named = replace(order, address="hub.example.jp:9000")
        assert invite_council(county.hub.operation, named, CHIEF, ending, stop) == ""
        assert told[0].address == "hub.example.jp:9000"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (CountyInvitation("99999", "council"), "county_council_missing"),
        (CountyInvitation("14203", "admin"), "county_admin_is_prefecture"),
        (CountyInvitation("14203", "reception"), "sync_role_missing"),
        (CountyInvitation("14203", "council", "a b"), "sync_address_unreadable"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, order: CountyInvitation, code: str) -> None:
    with open_county(tmp_path) as county:
        answer = invite_council(county.hub.operation, order, CHIEF, Event(), print)
        assert isinstance(answer, Refused)
        assert answer.code == code


def test_a_centre_invites_nobody_into_a_county(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        order = CountyInvitation("14203", "council", HERE)
        answer = invite_council(centre.operation, order, CHIEF, Event(), print)
        assert answer == Refused("county_not_a_county")


def county_programs() -> Callable[[], Counties]:
    """Of a world whose clock stands still."""
    clock = FakeClock(MORNING_MS)

    def make(folder: Path, words: str, name: str, drill: bool, disaster: str) -> Operation:
        from app.bootstrap import new_county

        world = fake_world(clock, seed=3)
        return new_county(folder, words, name, drill=drill, disaster=disaster, world=world)

    def open_one(folder: Path, words: str) -> Operation:
        return open_operation(folder, words, fake_world(clock, seed=4))

    def joiner(folder: Path, wants: str) -> Joiner:
        world = fake_world(clock, seed=5)
        return Joiner(folder, world, shipped_dictionaries(), HttpTransport, wants)

    return lambda: Counties(make, open_one, CHIEF, joiner)


def test_the_command_founds_a_county_and_invites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE)
    programs = replace(PROGRAMS, counties=county_programs())

    def tasuki(*words: object) -> int:
        return main(programs, [*map(str, words), "--passphrase-file", str(secret)])

    folder = tmp_path / "county"
    assert tasuki("county", "found", folder) == 2
    assert tasuki("county", "found", folder, "--name", "訓練県社協", "--disaster", "訓練台風") == 0
    assert "訓練県社協" in capsys.readouterr().out
    operation = open_operation(folder, PASSPHRASE, fake_world(FakeClock(MORNING_MS)))
    assert (operation.card.kind, operation.card.drill) == (COUNTY_KIND, False)
    operation.close()
    assert tasuki("county", "found", folder, "--name", "訓練県社協") == 1
    assert tasuki("county", "invite", folder) == 2
    assert tasuki("county", "invite", folder, "--council", "99999", "--address", HERE) == 1
    assert "どの社協の端末か" in capsys.readouterr().err
    joining = ("county", "join", tmp_path / "hub", "--invitation", f"{HERE}:1 {'A' * 26}")
    assert tasuki(*joining) == 2
    assert tasuki(*joining, "--name", "hub") == 1
    assert "加われませんでした" in capsys.readouterr().err
    assert not (tmp_path / "hub" / "vault").exists()


def test_a_device_without_a_centre_comes_in_by_the_command(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        counties = county_programs()()
        answers: list[Path | Refused] = []

        def come(invitation: Invitation) -> None:
            for drill in (False, True):
                answers.append(
                    counties.join(tmp_path / "guest", PASSPHRASE, invitation.qr, "hub", drill)
                )

        order = CountyInvitation("14203", "council", HERE)
        assert invite_council(county.hub.operation, order, CHIEF, Event(), come) == "B"
        assert answers == [Refused("county_drill_differs"), tmp_path / "guest"]
