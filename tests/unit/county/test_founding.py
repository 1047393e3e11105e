"""A county's operation: two spaces, every council, and devices that come in as councils."""

from pathlib import Path

import pytest

from app.domain.tables_county import PREFECTURE, council_id
from app.services.counties import FoundCounty
from app.services.devices import EnrolDevice
from app.services.operation_files import COUNTY_KIND
from sync.core.registry import SpaceKind
from tests.support.counties import open_county


def test_a_county_has_every_council_and_no_space_for_people(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        kinds = {space.kind for space in county.hub.operation.spaces}
        assert kinds == {SpaceKind.AUTH, SpaceKind.SHARED}
        rows = county.hub.rows("SELECT kind, count(*) FROM live_council GROUP BY kind")
        assert sorted(rows) == [("municipality", 33), ("prefecture", 1), ("ward", 28)]
        asahi = county.hub.rows(
            "SELECT c.name, p.name FROM live_council c JOIN live_council p ON p.id = c.parent "
            "WHERE c.code = '14112'"
        )
        assert asahi == [("横浜市旭区社協", "横浜市社協")]
        assert county.hub.refuse(FoundCounty("訓練", "00" * 32)).code == "centre_is_open"


def test_a_council_comes_in_and_both_show_the_same(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hiratsuka = county.council("14203").operation
        assert hiratsuka.card.kind == COUNTY_KIND
        assert hiratsuka.card.centre == council_id("14203")
        assert hiratsuka.membership.roles == {"council"}
        digests = [
            one.working_set.space_digest(SpaceKind.SHARED)
            for one in (county.hub.operation, hiratsuka)
        ]
        assert digests[0] == digests[1]
        county.council("14203").reopen()
        assert county.council("14203").operation.card.centre == council_id("14203")


@pytest.mark.parametrize("role", ["reception", "coordinator"])
def test_roles_of_a_centre_are_none_of_a_county(tmp_path: Path, role: str) -> None:
    with open_county(tmp_path) as county:
        key = county.hub.operation.vault.contents.device
        command = EnrolDevice(
            key.public_key, b"", b"", (role,), "訓練", council=council_id("14203")
        )
        assert county.hub.refuse(command).code == "sync_role_missing"
    assert PREFECTURE == "14000"
