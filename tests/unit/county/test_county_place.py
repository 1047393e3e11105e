"""A centre's device in a county: it comes in, opens both together, and survives what is wrong."""

from pathlib import Path

import pytest

from app.domain.tables_county import council_id
from app.services.command import Actor, Refused
from app.services.county_place import SECRET
from app.services.devices import RevokeDevice
from app.services.hub_places import TellHub
from app.services.rebirth_place import COUNTY as FOLDER
from app.services.rebirth_place import change_places
from app.store.queries.hub_places import hub_places
from sync.core.ids import DeviceId
from sync.engine.world import RealDisk
from tests.support.centres import Centre, open_centre
from tests.support.county_doors import joining
from tests.support.together import CHIEF, Host, meet

VAULTS = ("vault", "vault.copy")


def test_a_centre_comes_in_and_both_open_together(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        told: list[str] = []
        both.place.watch(lambda: told.append("county"))
        operation = both.come_in()
        assert told == ["county"]
        assert operation.folder == both.centre.operation.folder / FOLDER
        assert operation.card.centre == council_id("14203")
        assert operation.membership.roles == {"council"}
        both.place.close()
        assert both.syncs[0].stopped
        both.centre.reopen()
        both.again().open()
        assert both.place.operation is not None
        assert (both.place.trouble, len(both.syncs)) == ("", 1)


def test_a_second_county_is_refused_and_leaving_makes_room(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        both.come_in()
        again = both.place.join(both.invited(), "訓練市 A", CHIEF, lambda _step: None)
        assert again == Refused("folder_taken")
        assert both.place.leave(CHIEF) is None
        assert both.place.operation is None
        assert both.centre.operation.vault.contents.extras[SECRET] is None
        kept = [one.name for one in both.centre.operation.folder.glob(f"{FOLDER}-before-*")]
        assert len(kept) == 1
        both.come_in()


def test_a_drill_and_the_real_thing_never_meet_and_nobody_is_let_in(tmp_path: Path) -> None:
    with joining(tmp_path, drill=False) as both:
        before = both.county.hub.rows("SELECT count(*) FROM live_device")
        refused = both.place.join(both.invited(), "訓練市 A", CHIEF, lambda _step: None)
        assert refused == Refused("county_drill_differs")
        assert both.county.hub.rows("SELECT count(*) FROM live_device") == before
        assert both.place.operation is None


def test_the_invitation_of_a_centre_is_none_into_a_county(tmp_path: Path) -> None:
    with joining(tmp_path) as both, open_centre(tmp_path / "other", seed=9) as other:
        host = both.host = Host(other.operation)
        refused = both.place.join(
            both.invited(host, ("reception",)), "訓練市 A", CHIEF, lambda _step: None
        )
        assert refused == Refused("county_not_a_county")
        assert other.rows("SELECT count(*) FROM live_device") == [(1,)]


def test_by_pictures_where_there_is_no_network(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        asked = both.place.ask_by_picture(both.invited(), "訓練市 A")
        assert isinstance(asked, str)
        answer = both.host.invitations.answer_picture(asked)
        assert both.place.enter_by_picture(answer, "訓練市 A", CHIEF) is None
        assert both.place.operation is not None


@pytest.mark.parametrize(
    ("harm", "trouble"),
    [
        (lambda folder: (folder / "log.sqlite").write_bytes(b"x" * 4096), "damaged"),
        (lambda folder: (folder / "operation.json").unlink(), "secret"),
        (
            lambda folder: [(folder / name).write_bytes(b"TASUKI-VAULT?") for name in VAULTS],
            "damaged",
        ),
    ],
)
def test_a_county_that_does_not_open_leaves_the_centre_alone(
    tmp_path: Path, harm: object, trouble: str
) -> None:
    assert callable(harm)
    with joining(tmp_path) as both:
        both.come_in()
        both.place.close()
        harm(both.centre.operation.folder / FOLDER)
        both.centre.reopen()
        both.again().open()
        assert (both.place.operation, both.place.trouble) == (None, trouble)
        assert both.place.join(both.invited(), "訓練市 A", CHIEF, lambda _: None) == Refused(
            "folder_taken"
        )
        assert both.place.leave(CHIEF) is None
        both.come_in()
        assert both.place.trouble == ""


def test_a_secret_that_is_lost_says_so(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        both.come_in()
        both.place.close()
        both.centre.operation.remember(**{SECRET: "another"})
        both.again().open()
        assert both.place.trouble == "secret"


def test_hubs_that_the_prefecture_tells_of_are_known_to_every_council(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        council = Centre(both.come_in(), both.centre.clock)
        both.county.hub.do(TellHub("https://hub.example.jp/"))
        meet(council, both.host)
        (hub,) = council.operation.read(hub_places)
        assert hub.address == "hub.example.jp:8551"
        assert council.refuse(TellHub("hub2.example.jp")).code == "device_role"


def test_a_council_that_was_sent_away_knows_it(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        operation = both.come_in()
        both.county.hub.do(RevokeDevice(DeviceId(operation.device), "訓練"))
        meet(Centre(operation, both.centre.clock), both.host)
        assert operation.membership.revoked
        assert Centre(operation, both.centre.clock).refuse(TellHub("x")).code == "device_revoked"


def test_coming_in_and_leaving_are_records_of_the_centre_by_who_leads_it(tmp_path: Path) -> None:
    with joining(tmp_path) as both:
        helper = Actor(None, "訓練 花子", "member")
        assert both.place.join(both.invited(), "訓練市 A", helper, print) == Refused("needs_role")
        both.come_in()
        assert both.place.leave(helper) == Refused("needs_role")
        assert both.place.leave(CHIEF) is None
        kinds = both.centre.rows("SELECT kind, detail FROM device_act ORDER BY at, id")
        assert sorted(kinds) == [("county_in", "訓練市 A"), ("county_out", None)]


def test_a_copied_device_that_is_born_again_comes_into_the_county_anew(tmp_path: Path) -> None:
    for place in ("county", "born"):
        (tmp_path / place).mkdir()
    (tmp_path / "county" / "vault").write_bytes(b"1")
    (tmp_path / "born" / "vault").write_bytes(b"2")
    kept = change_places(tmp_path, "20260811", RealDisk())
    assert (kept / FOLDER / "vault").read_bytes() == b"1"
    assert not (tmp_path / FOLDER).exists()
